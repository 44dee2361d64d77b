//! The two workloads as minimal programs: no ids that mean anything, no ties, no addressed draws; a streaming generator, a
//! ziggurat and floating-point time. They are a floor, not a competitor. This is the in-package form, in safe code, of
//! the measured programs in `benches/peers/limit`, whose figures decide when the bench runs with `--peers`.

use crate::workload::{network, timers};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Exp1};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

fn exponential(luck: &mut SmallRng) -> f64 {
    Exp1.sample(luck)
}

fn uniform(luck: &mut SmallRng) -> f64 {
    (luck.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// The open network on the standard heap with replace-top; returns the number of events.
pub fn network(days: f64, seed: u64) -> u64 {
    let mut luck = SmallRng::seed_from_u64(seed);
    let (mean, gap, warm) = (network::means(), 1.0 / network::LAM[0], (days * 0.2).min(200.0));
    let mut heap: BinaryHeap<Reverse<(u64, u32)>> = BinaryHeap::new();
    let mut waiting: [VecDeque<(f64, u32)>; 5] = Default::default();
    let (mut busy, mut waited, mut served, mut customer, mut events) = ([0u32; 5], [0.0; 5], [0u64; 5], 0u32, 0);
    heap.push(Reverse(((exponential(&mut luck) * gap).to_bits(), 5)));
    let replace = |heap: &mut BinaryHeap<Reverse<(u64, u32)>>, key: f64, id: u32| {
        *heap.peek_mut().expect("the event under way is still on top") = Reverse((key.to_bits(), id));
    };
    while let Some(&Reverse((key, id))) = heap.peek() {
        let now = f64::from_bits(key);
        if now > days {
            break;
        }
        events += 1;
        let (station, mut who) = ((id & 7) as usize, id >> 3);
        let next = if station == 5 {
            replace(&mut heap, now + exponential(&mut luck) * gap, 5);
            customer = (customer + 1) & 0x0fff_ffff;
            who = customer;
            Some(0)
        } else {
            if let Some((since, first)) = waiting[station].pop_front() {
                if since >= warm {
                    waited[station] += now - since;
                    served[station] += 1;
                }
                replace(
                    &mut heap,
                    now + exponential(&mut luck) * mean[station],
                    first << 3 | station as u32,
                );
            } else {
                busy[station] -= 1;
                heap.pop();
            }
            match station {
                0 => match uniform(&mut luck) {
                    u if u < 0.2 => Some(1),
                    u if u < 0.25 => Some(2),
                    _ => None,
                },
                2 => (uniform(&mut luck) < 0.3).then_some(3),
                3 => (uniform(&mut luck) < 0.15).then_some(4),
                _ => None,
            }
        };
        if let Some(s) = next {
            if busy[s] < network::C[s] {
                busy[s] += 1;
                served[s] += u64::from(now >= warm);
                let end = now + exponential(&mut luck) * mean[s];
                heap.push(Reverse((end.to_bits(), who << 3 | s as u32)));
            } else {
                waiting[s].push_back((now, who));
            }
        }
    }
    std::hint::black_box((waited, served));
    events
}

/// The population's timers in sorted calendar buckets of about 512; `new` fills them, `run` is what is timed.
pub struct Timers {
    luck: SmallRng,
    shift: u32,
    current: u64,
    buckets: Vec<Vec<(u64, u32)>>,
    open: Vec<(u64, u32)>,
    late: BinaryHeap<Reverse<(u64, u32)>>,
    over: Vec<(u64, u32)>,
    look: u64,
}

/// Ticks in a year.
const TICK: f64 = 4_294_967_296.0;

impl Timers {
    pub fn new(seed: u64) -> Timers {
        let width = 512.0 / (f64::from(timers::PEOPLE) * timers::RATE.iter().sum::<f64>());
        let number = ((0.5 / width) as usize).next_power_of_two();
        let mut world = Timers {
            luck: SmallRng::seed_from_u64(seed),
            shift: (width * TICK).log2().round() as u32,
            current: 0,
            buckets: vec![Vec::new(); number],
            open: Vec::new(),
            late: BinaryHeap::new(),
            over: Vec::new(),
            look: number as u64,
        };
        for id in 0..timers::PEOPLE * 3 {
            let key = world.next(0, id);
            world.push(key, id);
        }
        world
    }

    #[inline]
    fn next(&mut self, now: u64, id: u32) -> u64 {
        now + (exponential(&mut self.luck) / timers::RATE[(id % 3) as usize] * TICK) as u64
    }

    #[inline]
    fn push(&mut self, key: u64, id: u32) {
        let (bucket, number) = (key >> self.shift, self.buckets.len() as u64);
        if bucket <= self.current {
            self.late.push(Reverse((key, id)));
        } else if bucket - self.current < number {
            self.buckets[(bucket % number) as usize].push((key, id));
        } else {
            self.over.push((key, id));
        }
    }

    /// Opens the next bucket that is not empty. (There always is one: a timer that fires is set again.)
    fn open_next(&mut self) {
        let number = self.buckets.len() as u64;
        while self.open.is_empty() {
            self.current += 1;
            if self.current == self.look {
                self.look += number / 2;
                let over = std::mem::take(&mut self.over);
                for (key, id) in over {
                    if key >> self.shift == self.current {
                        self.buckets[(self.current % number) as usize].push((key, id));
                    } else {
                        self.push(key, id);
                    }
                }
            }
            std::mem::swap(&mut self.open, &mut self.buckets[(self.current % number) as usize]);
        }
        self.open.sort_unstable_by(|a, b| b.cmp(a));
    }

    /// Runs so many years; returns the number of events.
    pub fn run(&mut self, years: f64) -> u64 {
        let (end, mut state, mut events) = ((years * TICK) as u64, vec![0u32; timers::PEOPLE as usize * 3], 0);
        loop {
            if self.open.is_empty() && self.late.is_empty() {
                self.open_next();
            }
            let (key, id) = match (self.open.last(), self.late.peek()) {
                (Some(&open), Some(&Reverse(late))) if late < open => late,
                (Some(&open), _) => open,
                (None, Some(&Reverse(late))) => late,
                (None, None) => unreachable!("a bucket was opened above"),
            };
            if key > end {
                break;
            }
            if self.open.last() == Some(&(key, id)) {
                self.open.pop();
            } else {
                self.late.pop();
            }
            events += 1;
            state[id as usize] += 1;
            let next = self.next(key, id);
            self.push(next, id);
        }
        std::hint::black_box(state);
        events
    }
}
