//! The population timers on NeXosim: one model for the population. Arguments: years seed.

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::EventSource;
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use peers_rs::*;
use rand::SeedableRng;
use rand_distr::{Distribution, Exp1};
use rand_xoshiro::Xoshiro256PlusPlus as Xo;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;
static CNT: [AtomicU64; 3] = [const { AtomicU64::new(0) }; 3];
// one model holds the population (a model per person would need 300,000 mailboxes); unit: 1 s = 1 year
#[derive(Serialize, Deserialize)]
pub struct Pop {
    rng: Xo,
    state: Vec<u32>,
}
#[Model]
impl Pop {
    pub async fn go(&mut self, _: (), cx: &Context<Self>) {
        for i in 0..self.state.len() as u32 {
            self.sched(i, cx)
        }
    }
    fn sched(&mut self, i: u32, cx: &Context<Self>) {
        let x: f64 = Exp1.sample(&mut self.rng);
        cx.schedule_event(
            Duration::from_nanos(((x / RATE[i as usize % 3] * 1e9) as u64).max(1)),
            schedulable!(Self::fire),
            i,
        )
        .unwrap();
    }
    #[nexosim(schedulable)]
    async fn fire(&mut self, i: u32, cx: &Context<Self>) {
        let c = &CNT[i as usize % 3];
        c.store(c.load(Relaxed) + 1, Relaxed);
        self.state[i as usize] += 1;
        self.sched(i, cx)
    }
}
fn main() {
    let a = args();
    let (t, seed) = (a[0], a[1] as u64);
    let mut b = SimInit::with_num_threads(1);
    let m = Mailbox::new();
    let go = EventSource::new().connect(Pop::go, &m).register(&mut b);
    let mut sim = b
        .add_model(
            Pop {
                rng: Xo::seed_from_u64(seed),
                state: vec![0; 900_000],
            },
            m,
            "pop",
        )
        .init(MonotonicTime::EPOCH)
        .unwrap();
    let w0 = Instant::now();
    sim.process_event(&go, ()).unwrap();
    let setup = w0.elapsed().as_secs_f64();
    let w1 = Instant::now();
    sim.step_until(Duration::from_secs_f64(t)).unwrap();
    let s = w1.elapsed().as_secs_f64();
    let c: Vec<u64> = CNT.iter().map(|x| x.load(Relaxed)).collect();
    rep_pt("nexosim-1t", t, seed, &c, setup, s);
}
