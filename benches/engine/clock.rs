//! CPU time of this thread, so that other users' time slices do not count (their cache traffic still does).

use std::time::Instant;

/// Nanoseconds of CPU time since a fixed point; wall time where the system does not tell.
pub fn now(origin: Instant) -> u64 {
    // The scheduler brings a thread's account up to date when the thread yields.
    std::thread::yield_now();
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse().ok())
        .unwrap_or_else(|| origin.elapsed().as_nanos() as u64)
}

/// The result of some work and the nanoseconds of CPU time it took.
#[expect(clippy::disallowed_methods, reason = "a bench measures time; the library may not")]
pub fn timed<R>(work: impl FnOnce() -> R) -> (R, f64) {
    let origin = Instant::now();
    let from = now(origin);
    let result = work();
    (result, (now(origin) - from) as f64)
}
