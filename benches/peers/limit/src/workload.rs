//! Constants of the two workloads, and the CPU clock.

pub const LAM: [f64; 5] = [1000.0, 200.0, 50.0, 15.0, 2.25];
pub const C: [u32; 5] = [12, 6, 10, 100, 6];
pub fn means() -> [f64; 5] {
    let mut m = [0.0; 5];
    for i in 0..5 {
        m[i] = 0.85 * C[i] as f64 / LAM[i]
    }
    m
}
/// CPU clock of the calling thread: immune to time slicing by other users of the machine (not to their cache traffic).
#[derive(Clone, Copy)]
pub struct Instant(std::time::Duration);
impl Instant {
    pub fn now() -> Self {
        let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        unsafe { libc::clock_gettime(CLK, &mut t) };
        Instant(std::time::Duration::new(t.tv_sec as u64, t.tv_nsec as u32))
    }
    pub fn elapsed(&self) -> std::time::Duration {
        Instant::now().0 - self.0
    }
}
const CLK: libc::clockid_t = libc::CLOCK_THREAD_CPUTIME_ID;
