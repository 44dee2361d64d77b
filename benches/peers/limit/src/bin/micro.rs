use limit::*;
use rand::{RngCore, SeedableRng, rngs::SmallRng, rngs::StdRng};
use std::hint::black_box as bb;
fn tm<F: FnMut()>(name: &str, n: u64, mut f: F) {
    let mut v: Vec<f64> = (0..5)
        .map(|_| {
            let t = Instant::now();
            f();
            t.elapsed().as_secs_f64() * 1e9 / n as f64
        })
        .collect();
    v.sort_by(|a, b| a.total_cmp(b));
    println!(
        "{{\"micro\":\"{name}\",\"ns_min\":{:.2},\"ns_med\":{:.2},\"ns_max\":{:.2}}}",
        v[0], v[2], v[4]
    );
}
fn main() {
    let n = 20_000_000u64;
    let what = std::env::args().nth(1).unwrap_or("all".into());
    if what == "all" || what == "rng" {
        macro_rules! rn {
            ($nm:expr, $r:expr) => {
                let mut r = $r;
                tm(concat!($nm, " u64"), n, || {
                    let mut s = 0u64;
                    for _ in 0..n {
                        s ^= r.next_u64()
                    }
                    bb(s);
                });
                tm(concat!($nm, " Exp1 ziggurat"), n, || {
                    let mut s = 0.0;
                    for _ in 0..n {
                        s += exp1(&mut r)
                    }
                    bb(s);
                });
            };
        }
        rn!("xoshiro256++", rng(1));
        rn!("SmallRng", SmallRng::seed_from_u64(1));
        rn!("Pcg64Mcg", rand_pcg::Pcg64Mcg::seed_from_u64(1));
        rn!("Pcg64Dxsm", rand_pcg::Pcg64Dxsm::seed_from_u64(1));
        rn!("ChaCha8", rand_chacha::ChaCha8Rng::seed_from_u64(1));
        rn!("StdRng(ChaCha12)", StdRng::seed_from_u64(1));
        rn!("Philox4x32-10 stream", Philox::new(1, 2));
        rn!("counter mix64 stream", Cb::new(1, 2, 0));
        let mut r = rng(1);
        tm("xoshiro Exp via -ln(u)", n, || {
            let mut s = 0.0;
            for _ in 0..n {
                s -= (1.0 - u01(&mut r)).ln()
            }
            bb(s);
        });
        tm("counter mix64 re-keyed per draw (seed,stream,ctr) u64", n, || {
            let mut s = 0;
            for i in 0..n {
                s ^= cbrng(7, i & 0xfffff, i >> 20)
            }
            bb(s);
        });
        tm("counter mix64 re-keyed per draw Exp1 ziggurat", n, || {
            let mut s = 0.0;
            for i in 0..n {
                s += exp1(&mut Cb::new(7, i & 0xfffff, i >> 20))
            }
            bb(s);
        });
        tm("counter mix64 re-keyed per draw Exp via -ln(u)", n, || {
            let mut s = 0.0;
            for i in 0..n {
                let u = (cbrng(7, i & 0xfffff, i >> 20) >> 11) as f64 * (1.0 / (1u64 << 53) as f64);
                s -= (1.0 - u).ln()
            }
            bb(s);
        });
        tm("Philox4x32-10 re-keyed per draw (2 u64)", n, || {
            let mut s = 0;
            for i in 0..n {
                let o = philox([i as u32, 0, (i >> 5) as u32, 0], [7, 0]);
                s ^= o[0] ^ o[2]
            }
            bb(s);
        });
        // serial dependency: each draw's key depends on the last (latency, not throughput)
        tm("xoshiro Exp1 ziggurat, dependent chain", n, || {
            let mut r = rng(3);
            let mut x = 0.0;
            for _ in 0..n {
                x = x * 1e-9 + exp1(&mut r)
            }
            bb(x);
        });
    }
    if what == "all" || what == "mem" {
        for mb in [1usize, 8, 16, 32, 100, 400] {
            let len = mb * 1024 * 1024 / 64; // one u64 per 64-byte line
            #[derive(Clone, Copy)]
            #[repr(C, align(64))]
            struct L(u64);
            let mut p: Vec<u32> = (0..len as u32).collect();
            let mut r = rng(1);
            for i in (1..len).rev() {
                let j = (r.next_u64() % i as u64) as usize;
                p.swap(i, j)
            } // Sattolo
            let mut a = vec![L(0); len];
            for i in 0..len {
                a[i].0 = p[i] as u64
            }
            drop(p);
            let k = 2_000_000u64;
            let mut x = 0u64;
            tm(&format!("pointer chase {mb} MB"), k, || {
                for _ in 0..k {
                    x = a[x as usize].0
                }
                bb(x);
            });
            tm(&format!("independent random read {mb} MB"), k, || {
                let mut s = 0;
                for _ in 0..k {
                    let i = ((r.next_u64() >> 32) * len as u64) >> 32;
                    s ^= a[i as usize].0
                }
                bb(s);
            });
            tm(&format!("independent random increment {mb} MB"), k, || {
                for _ in 0..k {
                    let i = ((r.next_u64() >> 32) * len as u64) >> 32;
                    a[i as usize].0 += 1
                }
            });
            for i in 0..len {
                if a[i].0 >= len as u64 {
                    a[i].0 %= len as u64
                }
            }
        }
        let mut a = vec![1u64; 100 << 17];
        tm("sequential read 100 MB per 64B line", (100u64 << 17) / 8, || {
            bb(a.iter().fold(0u64, |s, x| s.wrapping_add(*x)));
        });
        a[0] = 2;
    }
    if what == "holdq" {
        for nn in [100usize, 1_000, 10_000, 100_000, 1_000_000] {
            macro_rules! h {
                ($nm:expr, $mk:expr, $int:expr) => {{
                    let mut q = $mk;
                    let mut r = rng(5);
                    let enc = |t: f64| if $int { tick(t) } else { key(t) };
                    let dec = |k: u64| if $int { k as f64 / TICK } else { unkey(k) };
                    for i in 0..nn {
                        q.push(enc(exp1(&mut r)), i as u32)
                    }
                    let k = 1_000_000u64.max(nn as u64);
                    tm(&format!("hold {} n={nn}", $nm), k, || {
                        for _ in 0..k {
                            let (t, id) = q.peek().unwrap();
                            q.replace(enc(dec(t) + exp1(&mut r)), id)
                        }
                    });
                }};
            }
            h!("std BinaryHeap", StdHeap::default(), false);
            h!("2-ary", Dary::<2>::default(), false);
            h!("4-ary f64bits", Dary::<4>::default(), false);
            h!("4-ary int", Dary::<4>::default(), true);
            h!("4-ary f64cmp", F4::default(), false);
            h!("8-ary", Dary::<8>::default(), false);
            h!("indexed 4-ary", Indexed4::default(), true);
            h!("radix", Radix::default(), true);
            for per in [2.0f64, 8.0, 32.0, 256.0, 2048.0, 8192.0] {
                if per * 8.0 <= nn as f64 {
                    let w = per / nn as f64;
                    let sh = (w * TICK).log2().round() as u32;
                    let nb = ((4.0 / w) as usize).next_power_of_two();
                    h!(format!("calendar-heap ~{per}/bucket"), Cal::<false>::new(sh, nb), true);
                    h!(format!("calendar-sort ~{per}/bucket"), Cal::<true>::new(sh, nb), true);
                }
            }
        }
    }
    if what == "all" || what == "hold" {
        // classic hold model: N pending, mean increment 1 => pop-min then insert at t+Exp(1)
        for nn in [100usize, 1_000, 10_000, 100_000, 1_000_000, 4_000_000] {
            macro_rules! h {
                ($nm:expr, $mk:expr, $int:expr) => {{
                    let mut q = $mk;
                    let mut r = rng(5);
                    let enc = |t: f64| if $int { tick(t) } else { key(t) };
                    let dec = |k: u64| if $int { k as f64 / TICK } else { unkey(k) };
                    for i in 0..nn {
                        q.push(enc(exp1(&mut r)), i as u32)
                    }
                    let k = 1_500_000u64.max(nn as u64 * 3 / 2).min(3_000_000);
                    tm(&format!("hold {} n={nn}", $nm), k, || {
                        for _ in 0..k {
                            let (t, id) = q.peek().unwrap();
                            q.replace(enc(dec(t) + exp1(&mut r)), id)
                        }
                    });
                }};
            }
            macro_rules! hpp {
                ($nm:expr, $mk:expr) => {{
                    let mut q = $mk;
                    let mut r = rng(5);
                    for i in 0..nn {
                        q.push(key(exp1(&mut r)), i as u32)
                    }
                    let k = 1_500_000u64;
                    tm(&format!("hold(pop+push) {} n={nn}", $nm), k, || {
                        for _ in 0..k {
                            let (t, id) = q.pop().unwrap();
                            q.push(key(unkey(t) + exp1(&mut r)), id)
                        }
                    });
                }};
            }
            hpp!("std BinaryHeap", StdHeap::default());
            hpp!("4-ary", Dary::<4>::default());
            h!("std BinaryHeap", StdHeap::default(), false);
            h!("2-ary", Dary::<2>::default(), false);
            h!("4-ary f64bits", Dary::<4>::default(), false);
            h!("4-ary int", Dary::<4>::default(), true);
            h!("4-ary f64cmp", F4::default(), false);
            h!("8-ary", Dary::<8>::default(), false);
            h!("indexed 4-ary", Indexed4::default(), true);
            h!("radix", Radix::default(), true);
            for per in [2.0f64, 8.0, 32.0, 256.0, 2048.0] {
                if per * 8.0 <= nn as f64 {
                    let w = per / nn as f64;
                    let sh = (w * TICK).log2().round() as u32;
                    let nb = ((4.0 / w) as usize).next_power_of_two();
                    h!(format!("calendar-heap ~{per}/bucket"), Cal::<false>::new(sh, nb), true);
                    h!(format!("calendar-sort ~{per}/bucket"), Cal::<true>::new(sh, nb), true);
                }
            }
        }
    }
}
