//! `cargo bench --bench engine` — the two reference workloads on our engine, on a plain heap and as minimal programs;
//! `-- --peers` builds and runs the outside programs too. See `benches/README.md`.

mod clock;
mod minimal;
mod peer;
mod workload;

use carecurve::engine::Agenda;
use workload::{Plain, network, timers};

/// Days of workload (a) and years of workload (b).
const DAYS: f64 = 1_000.0;
const YEARS: f64 = 1.0;

/// Nanoseconds an event of one program in each round.
struct Row {
    name: String,
    cost: Vec<f64>,
}

impl Row {
    fn median(&self) -> f64 {
        let mut sorted = self.cost.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    }
}

/// Programs by name in the order they ran, each with its costs.
#[derive(Default)]
struct Table(Vec<Row>);

impl Table {
    fn add(&mut self, name: &str, cost: f64) {
        match self.0.iter_mut().find(|row| row.name == name) {
            Some(row) => row.cost.push(cost),
            None => self.0.push(Row {
                name: name.to_owned(),
                cost: vec![cost],
            }),
        }
    }

    /// Prints medians and the ratio of ours to each; says whether ours to the best minimal program keeps the target.
    fn print(&self, title: &str, floor: &str, target: f64) {
        println!(
            "\n{title}\n{:<34}{:>9}{:>20}{:>14}",
            "program", "ns/event", "[least..most]", "ours / it"
        );
        let ours = self.0[0].median();
        for row in &self.0 {
            let least = row.cost.iter().copied().fold(f64::INFINITY, f64::min);
            let most = row.cost.iter().copied().fold(0.0, f64::max);
            let (median, range) = (row.median(), format!("[{least:.1}..{most:.1}]"));
            println!("{:<34}{median:>9.1}{range:>20}{:>14.2}", row.name, ours / median);
        }
        let best = self
            .0
            .iter()
            .filter(|row| row.name.starts_with(floor))
            .map(Row::median)
            .fold(f64::INFINITY, f64::min);
        let verdict = if ours / best <= target { "met" } else { "NOT met" };
        println!("ours / {floor} = {:.2}; target {target}: {verdict}", ours / best);
    }
}

/// (a)'s waits against Erlang C: 40 fresh replications of 1,000 days, one 99 % interval a station, so that all five
/// cover together at 95 %.
fn check_waits() -> bool {
    const T_39: f64 = 2.708;
    println!("\n(a) mean wait / Erlang C, 40 replications of {DAYS} days, 99 % intervals");
    let runs: Vec<_> = (0..40).map(|seed| network::run::<Agenda>(DAYS, 1_000 + seed)).collect();
    let mut good = true;
    for s in 0..5 {
        let waits: Vec<f64> = runs.iter().map(|run| run.wait_days(s)).collect();
        let (mean, half) = workload::interval(&waits, T_39);
        let theory = network::erlang_c(s);
        let covered = (mean - theory).abs() <= half;
        good &= covered;
        let said = if covered { "agrees" } else { "DOES NOT AGREE" };
        println!(
            "  {:<12} {:.4} ± {:.4}  {said}",
            network::STATION[s],
            mean / theory,
            half / theory
        );
    }
    good
}

/// (b)'s counts against Poisson: each timer's sum over the rounds, within three standard deviations.
fn check_counts(outcomes: &[timers::Outcome]) -> bool {
    let years = YEARS * outcomes.len() as f64;
    println!(
        "\n(b) firings / Poisson mean, {} years together, 99.7 % intervals",
        outcomes.len()
    );
    let mut good = true;
    for (timer, name) in timers::TIMER.iter().enumerate() {
        let count: u64 = outcomes.iter().map(|out| out.count[timer]).sum();
        let mean = f64::from(timers::PEOPLE) * timers::RATE[timer] * years;
        let agrees = timers::deviation(count, timer, timers::PEOPLE, years).abs() <= 3.0;
        good &= agrees;
        let said = if agrees { "agrees" } else { "DOES NOT AGREE" };
        println!(
            "  {name:<12} {:.5} ± {:.5}  {said}",
            count as f64 / mean,
            3.0 / mean.sqrt()
        );
    }
    good
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let peers = arguments.iter().any(|argument| argument == "--peers");
    let rounds = arguments
        .windows(2)
        .find(|pair| pair[0] == "--rounds")
        .map_or(5, |pair| pair[1].parse().expect("--rounds wants a number"));
    if peers {
        peer::build();
    }
    let (mut a, mut b, mut outcomes) = (Table::default(), Table::default(), Vec::new());
    // The floor is the outside program where it runs, the one in this package otherwise.
    let (inside, outside) = (if peers { "in-package minimal" } else { "minimal" }, "minimal");
    for round in 1..=rounds {
        let (ours, cost) = clock::timed(|| network::run::<Agenda>(DAYS, round));
        a.add("ours", cost / ours.events as f64);
        let (plain, cost) = clock::timed(|| network::run::<Plain>(DAYS, round));
        assert_eq!(ours, plain, "the agenda and the plain heap differ");
        a.add("ours on a plain BinaryHeap", cost / plain.events as f64);
        let (events, cost) = clock::timed(|| minimal::network(DAYS, round));
        a.add(&format!("{inside}, std heap"), cost / events as f64);
        for peer in peer::NETWORK.iter().filter(|_| peers) {
            a.add(peer.name, peer::run(peer, round));
        }

        let mut world = timers::World::<Agenda>::new(timers::PEOPLE, round);
        let (ours, cost) = clock::timed(|| world.run(YEARS));
        b.add("ours", cost / ours.events as f64);
        let mut world = timers::World::<Plain>::new(timers::PEOPLE, round);
        let (plain, cost) = clock::timed(|| world.run(YEARS));
        assert!(ours == plain, "the agenda and the plain heap differ");
        b.add("ours on a plain BinaryHeap", cost / plain.events as f64);
        let mut world = minimal::Timers::new(round);
        let (events, cost) = clock::timed(|| world.run(YEARS));
        b.add(&format!("{inside}, sorted calendar"), cost / events as f64);
        for peer in peer::TIMERS.iter().filter(|_| peers) {
            b.add(peer.name, peer::run(peer, round));
        }
        outcomes.push(ours);
    }
    println!("CPU time of the event loop alone, {rounds} interleaved rounds, medians, one thread");
    a.print(
        "(a) mini health economy: 2.27 million events, about 135 pending",
        outside,
        1.8,
    );
    b.print(
        "(b) population timers: 1.62 million events, 900,000 pending",
        outside,
        1.85,
    );
    let good = check_waits() & check_counts(&outcomes);
    assert!(good, "theory and simulation do not agree");
}
