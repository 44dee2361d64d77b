//! mini health economy: open Jackson network, minimal engine. args: pq T seed threads
use limit::*;
use std::collections::VecDeque;

pub struct Out {
    ev: u64,
    wsum: [f64; 5],
    n: [u64; 5],
    peak: usize,
    secs: f64,
}

// id encoding: low 3 bits station (5 = external arrival); customer index carried in upper bits
fn run<P: Pq>(mut q: P, t_end: f64, seed: u64, int: bool) -> Out {
    let t0 = Instant::now();
    let mut r = rng(seed);
    let m = means();
    let warm = (t_end * 0.2).min(200.0);
    let mut fifo: [VecDeque<(f64, u32)>; 5] = Default::default();
    let mut busy = [0u32; 5];
    let mut o = Out {
        ev: 0,
        wsum: [0.0; 5],
        n: [0; 5],
        peak: 0,
        secs: 0.0,
    };
    let enc = |t: f64| if int { tick(t) } else { key(t) };
    let dec = |k: u64| if int { k as f64 / TICK } else { unkey(k) };
    let ia = 1.0 / LAM[0];
    let mut cust = 0u32;
    q.push(enc(exp1(&mut r) * ia), 5);
    loop {
        let (k, id) = q.peek().unwrap();
        let t = dec(k);
        if t > t_end {
            break;
        }
        o.ev += 1;
        let s = (id & 7) as usize;
        let who = id >> 3;
        let mut dest = 9usize;
        let mut who2 = who;
        if s == 5 {
            q.replace(enc(t + exp1(&mut r) * ia), 5);
            cust = (cust + 1) & 0x0fff_ffff;
            who2 = cust;
            dest = 0;
        } else {
            // next in line, or free the server
            if let Some((ta, w)) = fifo[s].pop_front() {
                if ta >= warm {
                    o.wsum[s] += t - ta;
                    o.n[s] += 1
                }
                q.replace(enc(t + exp1(&mut r) * m[s]), (w << 3) | s as u32);
            } else {
                busy[s] -= 1;
                q.pop();
            }
            match s {
                0 => {
                    let u = u01(&mut r);
                    if u < 0.2 {
                        dest = 1
                    } else if u < 0.25 {
                        dest = 2
                    }
                }
                2 => {
                    if u01(&mut r) < 0.3 {
                        dest = 3
                    }
                }
                3 => {
                    if u01(&mut r) < 0.15 {
                        dest = 4
                    }
                }
                _ => {}
            }
        }
        if dest < 5 {
            if busy[dest] < C[dest] {
                busy[dest] += 1;
                if t >= warm {
                    o.n[dest] += 1
                }
                q.push(enc(t + exp1(&mut r) * m[dest]), (who2 << 3) | dest as u32);
            } else {
                fifo[dest].push_back((t, who2))
            }
        }
    }
    o.secs = t0.elapsed().as_secs_f64();
    o.peak = 0;
    o
}

/// one small heap per station + linear min over 6 heads
struct PerStation {
    h: [Dary<4>; 6],
    head: [u64; 6],
}
impl Pq for PerStation {
    #[inline]
    fn push(&mut self, k: u64, id: u32) {
        let s = (id & 7) as usize;
        self.h[s].push(k, id);
        self.head[s] = (self.h[s].0[0] >> 64) as u64
    }
    #[inline]
    fn peek(&mut self) -> Option<(u64, u32)> {
        let mut b = 0;
        for s in 1..6 {
            if self.head[s] < self.head[b] {
                b = s
            }
        }
        self.h[b].peek()
    }
    #[inline]
    fn pop(&mut self) -> Option<(u64, u32)> {
        let s = (self.peek()?.1 & 7) as usize;
        let r = self.h[s].pop();
        self.head[s] = self.h[s].0.first().map_or(u64::MAX, |x| (x >> 64) as u64);
        r
    }
    #[inline]
    fn replace(&mut self, k: u64, id: u32) {
        let s = (id & 7) as usize;
        self.h[s].replace(k, id);
        self.head[s] = (self.h[s].0[0] >> 64) as u64
    }
}

fn go(pq: &str, t: f64, seed: u64) -> Out {
    match pq {
        "std" => run(StdHeap::default(), t, seed, false),
        "d2" => run(Dary::<2>::default(), t, seed, false),
        "d4" => run(Dary::<4>::default(), t, seed, false),
        "d4int" => run(Dary::<4>::default(), t, seed, true),
        "f4" => run(F4::default(), t, seed, false),
        "d8" => run(Dary::<8>::default(), t, seed, false),
        "station" => run(
            PerStation {
                h: Default::default(),
                head: [u64::MAX; 6],
            },
            t,
            seed,
            false,
        ),
        "cal" => run(Cal::<false>::new(25, 1 << 13), t, seed, true), // 2^-7 d buckets
        "cals3" => run(Cal::<true>::new(24, 1 << 13), t, seed, true),
        "cals2" => run(Cal::<true>::new(23, 1 << 14), t, seed, true),
        "cals1" => run(Cal::<true>::new(22, 1 << 14), t, seed, true),
        "calh1" => run(Cal::<false>::new(22, 1 << 14), t, seed, true),
        "radix" => run(Radix::default(), t, seed, true),
        _ => panic!(),
    }
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let (pq, t, seed, th) = (
        a[1].clone(),
        a[2].parse::<f64>().unwrap(),
        a[3].parse::<u64>().unwrap(),
        a.get(4).map_or(1, |x| x.parse::<usize>().unwrap()),
    );
    let t0 = std::time::Instant::now();
    let outs: Vec<Out> = std::thread::scope(|s| {
        let hs: Vec<_> = (0..th)
            .map(|i| {
                let pq = pq.clone();
                s.spawn(move || go(&pq, t, seed + 1000 * i as u64))
            })
            .collect();
        hs.into_iter().map(|h| h.join().unwrap()).collect()
    });
    let wall = t0.elapsed().as_secs_f64();
    let ev: u64 = outs.iter().map(|o| o.ev).sum();
    let o = &outs[0];
    let w: Vec<f64> = (0..5).map(|i| o.wsum[i] / o.n[i] as f64).collect();
    println!(
        "{{\"peer\":\"limit-{pq}\",\"workload\":\"mhe\",\"threads\":{th},\"T\":{t},\"seed\":{seed},\"events\":{ev},\"secs\":{:.6},\"wall_loop\":{wall:.6},\"ns_per_event\":{:.2},\"n\":{:?},\"waits\":{:?}}}",
        outs.iter().map(|o| o.secs).sum::<f64>(),
        outs.iter().map(|o| o.secs).sum::<f64>() * 1e9 / ev as f64,
        o.n,
        w
    );
}
