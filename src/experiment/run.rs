//! A list of jobs, done on threads where there are any, with results in the order of the list.

/// How far the work is.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Progress {
    /// Events handled since the last report.
    pub events: u64,
    /// Simulated days done since the last report, of [`super::Design::days`].
    pub days: u64,
}

/// Listens to progress; may be called from any thread.
pub trait Watch: Sync {
    fn heard(&self, progress: Progress);
}

impl Watch for () {
    fn heard(&self, _: Progress) {}
}

/// Results of `job` for 0, 1, … `jobs` − 1, in that order whatever the number of threads. Jobs are begun in that order too,
/// each by the first thread that is free, so that long ones go first. Uses the thread pool it is called in.
#[cfg(feature = "native")]
pub fn in_order<T: Send>(jobs: u32, job: impl Fn(u32) -> T + Sync + Send) -> Vec<T> {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU32, Ordering};
    let next = AtomicU32::new(0);
    let done: Vec<Mutex<Option<T>>> = (0..jobs).map(|_| Mutex::new(None)).collect();
    let work = || {
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(place) = done.get(i as usize) else { return };
            let result = job(i);
            *place.lock().expect("nobody panics while holding it") = Some(result);
        }
    };
    rayon::scope(|scope| {
        let threads = rayon::current_num_threads().min(jobs as usize);
        (1..threads).for_each(|_| scope.spawn(|_| work()));
        work();
    });
    let taken = |place: Mutex<Option<T>>| place.into_inner().expect("nobody panicked while holding it");
    done.into_iter()
        .map(|place| taken(place).expect("every job was done"))
        .collect()
}

#[cfg(not(feature = "native"))]
pub fn in_order<T: Send>(jobs: u32, job: impl Fn(u32) -> T + Sync + Send) -> Vec<T> {
    (0..jobs).map(job).collect()
}

/// Runs `work` in a pool of so many threads (0 is one a core).
#[cfg(feature = "native")]
pub fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(work),
        // No pool could be made (no threads allowed here): the work is the same on the thread at hand.
        Err(_) => work(),
    }
}
