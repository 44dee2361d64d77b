//! Constants of the two workloads, the line each program prints, and the CPU clock.

pub const LAM: [f64; 5] = [1000.0, 200.0, 50.0, 15.0, 2.25];
pub const C: [u32; 5] = [12, 6, 10, 100, 6];
pub const RATE: [f64; 3] = [5.0, 0.4, 0.01];
pub fn mean(i: usize) -> f64 {
    0.85 * C[i] as f64 / LAM[i]
}
pub fn args() -> Vec<f64> {
    std::env::args().skip(1).map(|x| x.parse().unwrap()).collect()
}
pub fn rep(peer: &str, t: f64, seed: u64, ev: u64, secs: f64, n: &[u64], w: &[f64]) {
    let wt: Vec<f64> = (0..5).map(|i| w[i] / n[i] as f64).collect();
    println!(
        "{{\"peer\":\"{peer}\",\"workload\":\"mhe\",\"T\":{t},\"seed\":{seed},\"events\":{ev},\"secs\":{secs:.6},\"ns_per_event\":{:.2},\"n\":{n:?},\"waits\":{wt:?}}}",
        secs * 1e9 / ev as f64
    );
}
pub fn rep_pt(peer: &str, t: f64, seed: u64, cnt: &[u64], setup: f64, secs: f64) {
    let ev: u64 = cnt.iter().sum();
    println!(
        "{{\"peer\":\"{peer}\",\"workload\":\"pt\",\"T\":{t},\"seed\":{seed},\"np\":300000,\"events\":{ev},\"setup\":{setup:.4},\"secs\":{secs:.6},\"ns_per_event\":{:.2},\"cnt\":{cnt:?}}}",
        secs * 1e9 / ev as f64
    );
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
const CLK: libc::clockid_t = libc::CLOCK_PROCESS_CPUTIME_ID;
