//! The open network on NeXosim: each station a model. Arguments: days seed [threads].

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventSource, Output};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use peers_rs::*;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus as Xo;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;
static EV: AtomicU64 = AtomicU64::new(0);
static N: [AtomicU64; 5] = [const { AtomicU64::new(0) }; 5];
static W: [AtomicU64; 5] = [const { AtomicU64::new(0) }; 5];
const DAY: f64 = 86400.0;
fn ex(r: &mut Xo, m: f64) -> Duration {
    let x: f64 = Exp1.sample(r);
    Duration::from_nanos(((x * m * DAY * 1e9) as u64).max(1))
}
#[derive(Serialize, Deserialize)]
pub struct Source {
    out: Output<u32>,
    rng: Xo,
    id: u32,
}
#[Model]
impl Source {
    pub async fn go(&mut self, _: (), cx: &Context<Self>) {
        cx.schedule_event(ex(&mut self.rng, 1.0 / LAM[0]), schedulable!(Self::arrive), ())
            .unwrap();
    }
    #[nexosim(schedulable)]
    async fn arrive(&mut self, _: (), cx: &Context<Self>) {
        add(&EV, 1);
        self.id = self.id.wrapping_add(1);
        cx.schedule_event(ex(&mut self.rng, 1.0 / LAM[0]), schedulable!(Self::arrive), ())
            .unwrap();
        self.out.send(self.id).await;
    }
}
#[inline]
fn add(a: &AtomicU64, x: u64) {
    a.store(a.load(Relaxed) + x, Relaxed)
}
#[derive(Serialize, Deserialize)]
pub struct Station {
    a: Output<u32>,
    b: Output<u32>,
    rng: Xo,
    s: usize,
    busy: u32,
    q: VecDeque<(MonotonicTime, u32)>,
    warm: MonotonicTime,
}
#[Model]
impl Station {
    pub async fn enter(&mut self, p: u32, cx: &Context<Self>) {
        let t = cx.time();
        if self.busy < C[self.s] {
            self.busy += 1;
            if t >= self.warm {
                add(&N[self.s], 1)
            }
            cx.schedule_event(ex(&mut self.rng, mean(self.s)), schedulable!(Self::done), p)
                .unwrap();
        } else {
            self.q.push_back((t, p))
        }
    }
    #[nexosim(schedulable)]
    async fn done(&mut self, p: u32, cx: &Context<Self>) {
        add(&EV, 1);
        if let Some((ta, p2)) = self.q.pop_front() {
            if ta >= self.warm {
                add(&N[self.s], 1);
                add(&W[self.s], cx.time().duration_since(ta).as_nanos() as u64)
            }
            cx.schedule_event(ex(&mut self.rng, mean(self.s)), schedulable!(Self::done), p2)
                .unwrap();
        } else {
            self.busy -= 1
        }
        let u: f64 = self.rng.random();
        match self.s {
            0 => {
                if u < 0.2 {
                    self.a.send(p).await
                } else if u < 0.25 {
                    self.b.send(p).await
                }
            }
            2 => {
                if u < 0.3 {
                    self.a.send(p).await
                }
            }
            3 => {
                if u < 0.15 {
                    self.a.send(p).await
                }
            }
            _ => {}
        }
    }
}
fn main() {
    let a = args();
    let (t, seed, th) = (a[0], a[1] as u64, a.get(2).map_or(1, |x| *x as usize));
    let t0 = MonotonicTime::EPOCH;
    let warm = t0 + Duration::from_secs_f64((0.2 * t).min(200.0) * DAY);
    let st = |s: usize| Station {
        a: Output::default(),
        b: Output::default(),
        rng: Xo::seed_from_u64(seed * 10 + s as u64),
        s,
        busy: 0,
        q: VecDeque::new(),
        warm,
    };
    let mut src = Source {
        out: Output::default(),
        rng: Xo::seed_from_u64(seed * 10 + 9),
        id: 0,
    };
    let (mut gp, out, mut ae, mut wd, sc) = (st(0), st(1), st(2), st(3), st(4));
    let (m0, mg, mo, ma, mw, ms) = (
        Mailbox::new(),
        Mailbox::new(),
        Mailbox::new(),
        Mailbox::new(),
        Mailbox::new(),
        Mailbox::new(),
    );
    src.out.connect(Station::enter, &mg);
    gp.a.connect(Station::enter, &mo);
    gp.b.connect(Station::enter, &ma);
    ae.a.connect(Station::enter, &mw);
    wd.a.connect(Station::enter, &ms);
    let mut b = SimInit::with_num_threads(th);
    let go = EventSource::new().connect(Source::go, &m0).register(&mut b);
    let mut sim = b
        .add_model(src, m0, "src")
        .add_model(gp, mg, "gp")
        .add_model(out, mo, "out")
        .add_model(ae, ma, "ae")
        .add_model(wd, mw, "ward")
        .add_model(sc, ms, "soc")
        .init(t0)
        .unwrap();
    let w0 = Instant::now();
    sim.process_event(&go, ()).unwrap();
    sim.step_until(Duration::from_secs_f64(t * DAY)).unwrap();
    let s = w0.elapsed().as_secs_f64();
    let n: Vec<u64> = N.iter().map(|x| x.load(Relaxed)).collect();
    let w: Vec<f64> = W.iter().map(|x| x.load(Relaxed) as f64 / 1e9 / DAY).collect();
    rep(&format!("nexosim-{th}t"), t, seed, EV.load(Relaxed), s, &n, &w);
}
