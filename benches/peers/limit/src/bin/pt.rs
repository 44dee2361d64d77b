//! population timers: NP persons x 3 exponential timers. args: mode T(years) seed threads
use limit::*;

pub const RATE: [f64; 3] = [5.0, 0.4, 0.01];
#[derive(Default)]
pub struct Out {
    ev: u64,
    cnt: [u64; 3],
    setup: f64,
    secs: f64,
    bytes: usize,
    chk: u64,
}
/// 900k pending: id = person*3+k ; state SoA: one u32 counter per timer (random write per event)
fn run<P: Pq>(mut q: P, np: usize, t_end: f64, seed: u64, int: bool) -> Out {
    let t0 = Instant::now();
    let mut r = rng(seed);
    let mut o = Out::default();
    let enc = |t: f64| if int { tick(t) } else { key(t) };
    let dec = |k: u64| if int { k as f64 / TICK } else { unkey(k) };
    let m = [1.0 / RATE[0], 1.0 / RATE[1], 1.0 / RATE[2]];
    let mut state = vec![0u32; np * 3];
    for i in 0..(np * 3) as u32 {
        q.push(enc(exp1(&mut r) * m[(i % 3) as usize]), i)
    }
    o.setup = t0.elapsed().as_secs_f64();
    let t1 = Instant::now();
    loop {
        let (k, id) = q.peek().unwrap();
        let t = dec(k);
        if t > t_end {
            break;
        }
        let j = (id % 3) as usize;
        o.ev += 1;
        o.cnt[j] += 1;
        state[id as usize] += 1;
        q.replace(enc(t + exp1(&mut r) * m[j]), id);
    }
    o.secs = t1.elapsed().as_secs_f64();
    o.bytes = q.bytes() + state.len() * 4;
    o.chk = state.iter().map(|&x| x as u64).sum();
    o
}
/// counter-based draws: variate n of timer id is a pure function of (seed,id,n)
fn run_cb<P: Pq>(mut q: P, np: usize, t_end: f64, seed: u64, ph: bool) -> Out {
    let t0 = Instant::now();
    let mut o = Out::default();
    let m = [1.0 / RATE[0], 1.0 / RATE[1], 1.0 / RATE[2]];
    let mut state = vec![0u32; np * 3];
    let draw = |id: u32, n: u32| -> f64 {
        if ph {
            let x = philox([n, 0, id, 0], [seed as u32, (seed >> 32) as u32]);
            let u = (x[0] as u64 | (x[1] as u64) << 32) >> 11;
            -(((u as f64) + 0.5) * (1.0 / (1u64 << 53) as f64)).ln()
        } else {
            exp1(&mut Cb::new(seed, id as u64, n as u64))
        }
    };
    for i in 0..(np * 3) as u32 {
        q.push(tick(draw(i, 0) * m[(i % 3) as usize]), i)
    }
    o.setup = t0.elapsed().as_secs_f64();
    let t1 = Instant::now();
    loop {
        let (k, id) = q.peek().unwrap();
        let t = k as f64 / TICK;
        if t > t_end {
            break;
        }
        let j = (id % 3) as usize;
        o.ev += 1;
        o.cnt[j] += 1;
        state[id as usize] += 1;
        let n = state[id as usize];
        q.replace(tick(t + draw(id, n) * m[j]), id);
    }
    o.secs = t1.elapsed().as_secs_f64();
    o.bytes = q.bytes() + state.len() * 4;
    o.chk = state.iter().map(|&x| x as u64).sum();
    o
}
/// 300k pending: per person three times inline, only the earliest is in the pending set
fn run_min<P: Pq>(mut q: P, np: usize, t_end: f64, seed: u64) -> Out {
    let t0 = Instant::now();
    let mut r = rng(seed);
    let mut o = Out::default();
    let m = [1.0 / RATE[0], 1.0 / RATE[1], 1.0 / RATE[2]];
    #[derive(Clone, Copy)]
    #[repr(C, align(64))]
    struct P3 {
        t: [u64; 3],
        c: [u32; 3],
    }
    let mut st = vec![P3 { t: [0; 3], c: [0; 3] }; np];
    let mn = |p: &P3| {
        let (a, b, c) = (p.t[0], p.t[1], p.t[2]);
        if a <= b && a <= c {
            (a, 0)
        } else if b <= c {
            (b, 1)
        } else {
            (c, 2)
        }
    };
    for i in 0..np {
        for j in 0..3 {
            st[i].t[j] = tick(exp1(&mut r) * m[j])
        }
        let (k, _) = mn(&st[i]);
        q.push(k, i as u32)
    }
    o.setup = t0.elapsed().as_secs_f64();
    let t1 = Instant::now();
    let lim = tick(t_end);
    loop {
        let (k, id) = q.peek().unwrap();
        if k > lim {
            break;
        }
        let p = &mut st[id as usize];
        let (_, j) = mn(p);
        o.ev += 1;
        o.cnt[j] += 1;
        p.c[j] += 1;
        p.t[j] = k + tick(exp1(&mut r) * m[j]);
        let nk = mn(p).0;
        q.replace(nk, id);
    }
    o.secs = t1.elapsed().as_secs_f64();
    o.bytes = q.bytes() + st.len() * 64;
    o.chk = st.iter().map(|x| x.c.iter().map(|&y| y as u64).sum::<u64>()).sum();
    o
}
/// aggregated superposition: total rate, type by fixed split, person uniform (hom) / alias (het) / thinning
fn run_agg(np: usize, t_end: f64, seed: u64, kind: &str) -> Out {
    let t0 = Instant::now();
    let mut r = rng(seed);
    let mut o = Out::default();
    let mut state = vec![0u32; np * 3];
    let tot: f64 = RATE.iter().sum();
    // heterogeneous relative rates in (0.1, 1.9), mean 1
    let mut alias: Vec<(u32, u32)> = vec![];
    let mut rel: Vec<f32> = vec![];
    if kind != "agg" {
        rel = (0..np).map(|i| 0.1 + 1.8 * ((i as f32 + 0.5) / np as f32)).collect();
    }
    if kind == "aggalias" {
        let s: f64 = rel.iter().map(|&x| x as f64).sum();
        let mut p: Vec<f64> = rel.iter().map(|&x| x as f64 * np as f64 / s).collect();
        alias = vec![(u32::MAX, 0); np];
        let (mut sm, mut lg): (Vec<u32>, Vec<u32>) = (0..np as u32).partition(|&i| p[i as usize] < 1.0);
        while let (Some(&a), Some(&b)) = (sm.last(), lg.last()) {
            sm.pop();
            alias[a as usize] = ((p[a as usize] * 4294967295.0) as u32, b);
            p[b as usize] -= 1.0 - p[a as usize];
            if p[b as usize] < 1.0 {
                lg.pop();
                sm.push(b)
            }
        }
    }
    o.setup = t0.elapsed().as_secs_f64();
    let t1 = Instant::now();
    let mut t = 0.0;
    let thin = kind == "aggthin";
    let lam = tot * np as f64 * if thin { 1.9 } else { 1.0 };
    let inv = 1.0 / lam;
    use rand::RngCore;
    loop {
        t += exp1(&mut r) * inv;
        if t > t_end {
            break;
        }
        let x = r.next_u64();
        let mut p = (((x >> 32) * np as u64) >> 32) as usize;
        if thin {
            if (x as u32 as f32) * (1.9 / 4294967296.0) >= rel[p] {
                continue;
            }
        } else if kind == "aggalias" {
            let (c, a) = alias[p];
            if x as u32 > c {
                p = a as usize
            }
        }
        let u = u01(&mut r) * tot;
        let j = if u < RATE[0] {
            0
        } else if u < RATE[0] + RATE[1] {
            1
        } else {
            2
        };
        o.ev += 1;
        o.cnt[j] += 1;
        state[p * 3 + j] += 1;
    }
    o.secs = t1.elapsed().as_secs_f64();
    o.bytes = state.len() * 4 + alias.len() * 8 + rel.len() * 4;
    o.chk = state.iter().map(|&x| x as u64).sum();
    o
}
fn go(mode: &str, np: usize, t: f64, seed: u64) -> Out {
    // bucket width so that ~32 events fall in one bucket
    let per = 32.0 / (np as f64 * 5.41);
    let shift = (per * TICK).log2().round() as u32;
    let nb = ((0.5 / per) as usize).next_power_of_two();
    match mode {
        "std" => run(StdHeap::default(), np, t, seed, false),
        "d2" => run(Dary::<2>::default(), np, t, seed, false),
        "d4" => run(Dary::<4>::default(), np, t, seed, false),
        "d4int" => run(Dary::<4>::default(), np, t, seed, true),
        "f4" => run(F4::default(), np, t, seed, false),
        "d8" => run(Dary::<8>::default(), np, t, seed, false),
        "idx4" => run(Indexed4::default(), np, t, seed, true),
        "radix" => run(Radix::default(), np, t, seed, true),
        "cal" => run(Cal::<false>::new(shift, nb), np, t, seed, true),
        "calsort" => run(Cal::<true>::new(shift, nb), np, t, seed, true),
        "calwide" => run(Cal::<false>::new(shift + 4, nb >> 4), np, t, seed, true),
        "calwide6" => run(Cal::<false>::new(shift + 6, nb >> 6), np, t, seed, true),
        "calsortwide" => run(Cal::<true>::new(shift + 4, nb >> 4), np, t, seed, true),
        "calnarrow" => run(Cal::<false>::new(shift - 3, nb << 3), np, t, seed, true),
        "cal_cb" => run_cb(Cal::<false>::new(shift + 4, nb >> 4), np, t, seed, false),
        "cal_philox" => run_cb(Cal::<false>::new(shift + 4, nb >> 4), np, t, seed, true),
        "min_cal" => run_min(Cal::<false>::new(shift + 4, nb >> 4), np, t, seed),
        "min_d4" => run_min(Dary::<4>::default(), np, t, seed),
        _ => run_agg(np, t, seed, mode),
    }
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let (mode, t, seed, th, np) = (
        a[1].clone(),
        a[2].parse::<f64>().unwrap(),
        a[3].parse::<u64>().unwrap(),
        a.get(4).map_or(1, |x| x.parse::<usize>().unwrap()),
        a.get(5).map_or(300_000, |x| x.parse::<usize>().unwrap()),
    );
    let outs: Vec<Out> = std::thread::scope(|s| {
        let hs: Vec<_> = (0..th)
            .map(|i| {
                let mode = mode.clone();
                s.spawn(move || go(&mode, np, t, seed + 1000 * i as u64))
            })
            .collect();
        hs.into_iter().map(|h| h.join().unwrap()).collect()
    });
    let secs: f64 = outs.iter().map(|o| o.secs).sum();
    let setup = outs.iter().map(|o| o.setup).fold(0.0, f64::max);
    let ev: u64 = outs.iter().map(|o| o.ev).sum();
    for o in &outs {
        assert_eq!(o.chk, o.ev)
    }
    println!(
        "{{\"peer\":\"limit-{mode}\",\"workload\":\"pt\",\"threads\":{th},\"np\":{np},\"T\":{t},\"seed\":{seed},\"events\":{ev},\"setup\":{setup:.4},\"secs\":{secs:.6},\"ns_per_event\":{:.2},\"bytes_per_person\":{:.1},\"cnt\":{:?}}}",
        secs * 1e9 / ev as f64,
        outs[0].bytes as f64 / np as f64,
        outs[0].cnt
    );
}
