mod clock;
mod workload;
use carecurve::engine::Agenda;
use workload::*;
fn main() {
    let which = std::env::args().nth(1).unwrap_or_default();
    for round in 1..=5 {
        if which != "b" {
            let (o, t) = clock::timed(|| network::run::<Agenda>(1000.0, round));
            let (p, u) = clock::timed(|| network::run::<Plain>(1000.0, round));
            assert_eq!(o, p);
            println!("a ours {:.1} plain {:.1}", t / o.events as f64, u / p.events as f64);
        }
        if which != "a" {
            let mut w = timers::World::<Agenda>::new(timers::PEOPLE, round);
            let (o, t) = clock::timed(|| w.run(1.0));
            let mut w = timers::World::<Plain>::new(timers::PEOPLE, round);
            let (p, u) = clock::timed(|| w.run(1.0));
            assert!(o == p);
            println!("b ours {:.1} plain {:.1}", t / o.events as f64, u / p.events as f64);
        }
    }
}
