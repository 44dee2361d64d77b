//! The population timers on ixa. Arguments: years seed.

use ixa::prelude::*;
use peers_rs::*;
use rand_distr::Exp1;
define_rng!(TimerRng);
define_entity!(Person);
#[derive(Default)]
struct St {
    cnt: [u64; 3],
    state: Vec<u32>,
}
define_data_plugin!(Pop, St, St::default());
fn sched(ctx: &mut Context, p: PersonId, i: u32, j: usize) {
    let x: f64 = ctx.sample_distr(TimerRng, Exp1);
    let t = ctx.get_current_time() + x / RATE[j];
    ctx.add_plan(t, move |c| fire(c, p, i, j));
}
fn fire(ctx: &mut Context, p: PersonId, i: u32, j: usize) {
    let d = ctx.get_data_mut(Pop);
    d.cnt[j] += 1;
    d.state[i as usize * 3 + j] += 1;
    sched(ctx, p, i, j)
}
fn main() {
    let a = args();
    let (t, seed) = (a[0], a[1] as u64);
    let np = 300_000u32;
    let t0 = Instant::now();
    let mut c = Context::new();
    c.init_random(seed);
    c.get_data_mut(Pop).state = vec![0; np as usize * 3];
    for i in 0..np {
        let p: PersonId = c.add_entity(Person).unwrap();
        for j in 0..3 {
            sched(&mut c, p, i, j)
        }
    }
    c.schedule_shutdown(t);
    let setup = t0.elapsed().as_secs_f64();
    let t1 = Instant::now();
    c.execute();
    let s = t1.elapsed().as_secs_f64();
    let cnt = c.get_data(Pop).cnt;
    rep_pt("ixa", t, seed, &cnt, setup, s);
}
