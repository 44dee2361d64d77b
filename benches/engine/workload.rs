//! The two reference workloads on our engine: with ids, ties, statistics and addressed draws. Shared by the bench and by
//! `tests/engine_workload.rs`, so each benchmark carries its right answer.

use carecurve::engine::time::DAYS_PER_YEAR;
use carecurve::engine::{Agenda, Date, Entry, Key, Span, Time, sample};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// What a workload asks of a pending set.
pub trait Pending {
    fn push(&mut self, entry: Entry);
    fn peek(&mut self) -> Option<Entry>;
    fn pop(&mut self) -> Option<Entry>;
    fn replace_top(&mut self, entry: Entry);
}

impl Pending for Agenda {
    #[inline]
    fn push(&mut self, entry: Entry) {
        Agenda::push(self, entry);
    }
    #[inline]
    fn peek(&mut self) -> Option<Entry> {
        Agenda::peek(self)
    }
    #[inline]
    fn pop(&mut self) -> Option<Entry> {
        Agenda::pop(self)
    }
    #[inline]
    fn replace_top(&mut self, entry: Entry) {
        Agenda::replace_top(self, entry);
    }
}

/// The plain heap of the standard library, for comparison.
#[derive(Default)]
pub struct Plain(BinaryHeap<Reverse<Entry>>);

impl Pending for Plain {
    #[inline]
    fn push(&mut self, entry: Entry) {
        self.0.push(Reverse(entry));
    }
    #[inline]
    fn peek(&mut self) -> Option<Entry> {
        self.0.peek().map(|top| top.0)
    }
    #[inline]
    fn pop(&mut self) -> Option<Entry> {
        self.0.pop().map(|top| top.0)
    }
    #[inline]
    fn replace_top(&mut self, entry: Entry) {
        if let Some(mut top) = self.0.peek_mut() {
            *top = Reverse(entry);
        }
    }
}

/// Both workloads begin on the first day of the financial year 2018/19.
fn start() -> Time {
    Date {
        year: 2018,
        month: 4,
        day: 1,
    }
    .midnight()
}

/// Workload (a), the *mini health economy*: an open Jackson network of five first-come-first-served stations, every one
/// at utilisation 0.85. Stations: general practice, outpatients, A&E, ward, social care assessment.
pub mod network {
    use super::*;

    pub const STATION: [&str; 5] = ["GP", "outpatient", "A&E", "ward", "social care"];
    /// Arrivals a day.
    pub const LAM: [f64; 5] = [1000.0, 200.0, 50.0, 15.0, 2.25];
    /// Servers.
    pub const C: [u32; 5] = [12, 6, 10, 100, 6];
    /// Mean service in days.
    pub fn means() -> [f64; 5] {
        std::array::from_fn(|s| 0.85 * f64::from(C[s]) / LAM[s])
    }
    /// Mean wait in days by the Erlang C formula.
    pub fn erlang_c(s: usize) -> f64 {
        let offered = 0.85 * f64::from(C[s]);
        let blocked = (1..=C[s]).fold(1.0, |b, k| offered * b / (f64::from(k) + offered * b));
        let delayed = blocked / (1.0 - 0.85 * (1.0 - blocked));
        delayed * means()[s] / (f64::from(C[s]) * 0.15)
    }

    #[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
    pub struct Station {
        /// Patients who began service (counted from the end of the warm-up on), their waits and the longest, in ticks.
        pub served: u64,
        pub waited: u64,
        pub longest: u64,
    }

    #[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
    pub struct Outcome {
        pub events: u64,
        pub station: [Station; 5],
    }

    impl Outcome {
        pub fn wait_days(&self, s: usize) -> f64 {
            Span(self.station[s].waited).as_days() / self.station[s].served as f64
        }
    }

    /// The kind of an entry is the station of a completion, or this for an arrival from outside.
    const ARRIVAL: u8 = 5;
    /// Completions come before arrivals of the same millisecond.
    const PHASE: [u8; 2] = [0, 1];

    struct Queue {
        waiting: VecDeque<(Time, u32)>,
        busy: u32,
    }

    /// Runs so many days from empty; waits are kept for arrivals after min(a fifth of the run, 200 days).
    pub fn run<P: Pending + Default>(days: f64, seed: u64) -> Outcome {
        let (mut agenda, root, mean) = (P::default(), Key::root(seed, 0), means());
        let (begin, gap) = (start(), 1.0 / LAM[0]);
        let (end, warm) = (begin + Span::days(days), begin + Span::days((days * 0.2).min(200.0)));
        // One address a patient and purpose: 0 to 4 service at a station, 8 to 12 the way on from it, 15 the arrival.
        let luck = |patient: u32, purpose: usize| root.with(u64::from(patient) << 8 | purpose as u64).uniform();
        let service = |patient: u32, s: usize, now: Time| {
            let stay = Span::days(sample::exponential(luck(patient, s), mean[s]));
            Entry::new(now + stay, PHASE[0], patient, s as u8, 0)
        };
        let arrival = |patient: u32, now: Time| {
            let wait = Span::days(sample::exponential(luck(patient, 15), gap));
            Entry::new(now + wait, PHASE[1], patient, ARRIVAL, 0)
        };
        let mut queue: [Queue; 5] = std::array::from_fn(|_| Queue {
            waiting: VecDeque::new(),
            busy: 0,
        });
        let mut out = Outcome::default();
        agenda.push(arrival(1, begin));
        while let Some(entry) = agenda.peek() {
            let now = entry.time();
            if now > end {
                break;
            }
            out.events += 1;
            let patient = entry.subject();
            let next = if entry.kind() == ARRIVAL {
                agenda.replace_top(arrival(patient + 1, now));
                Some(0)
            } else {
                let s = usize::from(entry.kind());
                if let Some((since, first)) = queue[s].waiting.pop_front() {
                    if since >= warm {
                        let (wait, station) = (now.since(since).0, &mut out.station[s]);
                        station.served += 1;
                        station.waited += wait;
                        station.longest = station.longest.max(wait);
                    }
                    agenda.replace_top(service(first, s, now));
                } else {
                    queue[s].busy -= 1;
                    agenda.pop();
                }
                match s {
                    0 => match luck(patient, 8) {
                        u if u < 0.2 => Some(1),
                        u if u < 0.25 => Some(2),
                        _ => None,
                    },
                    2 => (luck(patient, 10) < 0.3).then_some(3),
                    3 => (luck(patient, 11) < 0.15).then_some(4),
                    _ => None,
                }
            };
            if let Some(s) = next {
                if queue[s].busy < C[s] {
                    queue[s].busy += 1;
                    out.station[s].served += u64::from(now >= warm);
                    agenda.push(service(patient, s, now));
                } else {
                    queue[s].waiting.push_back((now, patient));
                }
            }
        }
        out
    }
}

/// Workload (b), *population timers*: three independent exponential timers a person, each redrawn when it fires, and one
/// count kept for each.
pub mod timers {
    use super::*;

    pub const TIMER: [&str; 3] = ["GP", "A&E", "death"];
    /// Firings a year.
    pub const RATE: [f64; 3] = [5.0, 0.4, 0.01];
    pub const PEOPLE: u32 = 300_000;

    #[derive(Clone, Default, PartialEq, Eq, Debug)]
    pub struct Outcome {
        pub events: u64,
        /// Firings by timer.
        pub count: [u64; 3],
        /// Firings by person and timer.
        pub of_person: Vec<[u32; 3]>,
    }

    /// The state between set-up, which is not timed, and the loop.
    pub struct World<P> {
        agenda: P,
        root: Key,
        people: u32,
    }

    impl<P: Pending + Default> World<P> {
        pub fn new(people: u32, seed: u64) -> World<P> {
            let mut world = World {
                agenda: P::default(),
                root: Key::root(seed, 0),
                people,
            };
            for person in 0..people {
                for kind in 0..3 {
                    let entry = world.firing(start(), person, kind, 0);
                    world.agenda.push(entry);
                }
            }
            world
        }

        /// The next firing of a timer; the tag counts its draws, so that each has an address of its own.
        #[inline(always)]
        fn firing(&self, now: Time, person: u32, kind: u8, tag: u32) -> Entry {
            let key = self
                .root
                .with(u64::from(person) << 8 | u64::from(kind))
                .with(u64::from(tag));
            let wait = Span::days(sample::exponential(
                key.uniform(),
                DAYS_PER_YEAR / RATE[usize::from(kind)],
            ));
            Entry::new(now + wait, 0, person, kind, tag)
        }

        pub fn run(&mut self, years: f64) -> Outcome {
            let end = start() + Span::days(years * DAYS_PER_YEAR);
            let mut out = Outcome {
                of_person: vec![[0; 3]; self.people as usize],
                ..Outcome::default()
            };
            while let Some(entry) = self.agenda.peek() {
                let now = entry.time();
                if now > end {
                    break;
                }
                let (person, kind) = (entry.subject(), entry.kind());
                out.events += 1;
                out.count[usize::from(kind)] += 1;
                out.of_person[person as usize][usize::from(kind)] += 1;
                let next = self.firing(now, person, kind, entry.tag() + 1);
                self.agenda.replace_top(next);
            }
            out
        }
    }

    /// How far the count of a timer lies from its Poisson mean, in standard deviations.
    pub fn deviation(count: u64, timer: usize, people: u32, years: f64) -> f64 {
        let mean = f64::from(people) * RATE[timer] * years;
        (count as f64 - mean) / mean.sqrt()
    }
}

/// Mean of some replications and half the width of its interval, `t` standard errors.
pub fn interval(values: &[f64], t: f64) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, t * (variance / n).sqrt())
}
