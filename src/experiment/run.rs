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

/// Results of `job` for 0, 1, … `jobs` − 1, in that order whatever the number of threads. Uses the thread pool it is
/// called in.
#[cfg(feature = "native")]
pub fn in_order<T: Send>(jobs: u32, job: impl Fn(u32) -> T + Sync + Send) -> Vec<T> {
    use rayon::prelude::*;
    // One replication at a time a thread: `with_max_len` keeps the last ones from queueing behind each other.
    (0..jobs).into_par_iter().with_max_len(1).map(job).collect()
}

/// Results of `job` for 0, 1, … `jobs` − 1, one after another.
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
