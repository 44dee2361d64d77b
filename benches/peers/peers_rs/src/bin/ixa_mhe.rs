//! The open network on ixa: each event a boxed closure. Arguments: days seed.

use ixa::prelude::*;
use peers_rs::*;
use rand_distr::Exp1;
use std::collections::VecDeque;
define_rng!(ArrRng);
define_rng!(SvcRng);
define_rng!(RouteRng);
#[derive(Default)]
struct St {
    q: [VecDeque<f64>; 5],
    busy: [u32; 5],
    w: [f64; 5],
    n: [u64; 5],
    ev: u64,
    warm: f64,
    end: f64,
}
define_data_plugin!(Net, St, St::default());
fn arrive(ctx: &mut Context) {
    let dt: f64 = ctx.sample_distr(ArrRng, Exp1);
    let t = ctx.get_current_time() + dt / LAM[0];
    let end = ctx.get_data(Net).end;
    if t <= end {
        ctx.add_plan(t, |c| {
            c.get_data_mut(Net).ev += 1;
            arrive(c);
            enter(c, 0)
        });
    }
}
fn enter(ctx: &mut Context, s: usize) {
    let t = ctx.get_current_time();
    let d = ctx.get_data_mut(Net);
    if d.busy[s] < C[s] {
        d.busy[s] += 1;
        if t >= d.warm {
            d.n[s] += 1
        }
        start(ctx, s)
    } else {
        d.q[s].push_back(t)
    }
}
fn start(ctx: &mut Context, s: usize) {
    let x: f64 = ctx.sample_distr(SvcRng, Exp1);
    let t = ctx.get_current_time() + x * mean(s);
    ctx.add_plan(t, move |c| complete(c, s));
}
fn complete(ctx: &mut Context, s: usize) {
    let t = ctx.get_current_time();
    let d = ctx.get_data_mut(Net);
    d.ev += 1;
    if let Some(ta) = d.q[s].pop_front() {
        if ta >= d.warm {
            d.w[s] += t - ta;
            d.n[s] += 1
        }
        start(ctx, s)
    } else {
        d.busy[s] -= 1
    }
    let u: f64 = ctx.sample_range(RouteRng, 0.0..1.0);
    match s {
        0 => {
            if u < 0.2 {
                enter(ctx, 1)
            } else if u < 0.25 {
                enter(ctx, 2)
            }
        }
        2 => {
            if u < 0.3 {
                enter(ctx, 3)
            }
        }
        3 => {
            if u < 0.15 {
                enter(ctx, 4)
            }
        }
        _ => {}
    }
}
fn main() {
    let a = args();
    let (t, seed) = (a[0], a[1] as u64);
    let mut c = Context::new();
    c.init_random(seed);
    let d = c.get_data_mut(Net);
    d.warm = (0.2 * t).min(200.0);
    d.end = t;
    c.schedule_shutdown(t);
    arrive(&mut c);
    let t0 = Instant::now();
    c.execute();
    let s = t0.elapsed().as_secs_f64();
    let d = c.get_data(Net);
    rep("ixa", t, seed, d.ev, s, &d.n, &d.w);
}
