//! Arrivals. A Poisson stream is a random measure over time × rate, as needs are: candidates lie in strips of doubling
//! height, addressed by (stream, day, strip, candidate), and a candidate arrives when its mark lies under the rate at its
//! moment. Thinning is exact, and a changed rate flips acceptances without moving anybody.

use super::network::{Network, Pattern, Stream};
use crate::engine::time::DAY;
use crate::engine::{Key, Time, sample};

/// Words of an arrival's address.
const COUNT: u64 = 1;
const CANDIDATE: u64 = 2;
const DATED: u64 = 3;
const INTERVAL: u64 = 4;

/// An arrival: when, and the address of those who come.
pub type Arrival = (Time, Key, u32);

/// What a stream has still to give.
#[derive(Clone, Debug)]
pub struct Coming {
    key: Key,
    /// The next day to be drawn, of a Poisson stream; the next number, of the others.
    next: u32,
    /// Arrivals of the day drawn, the first last.
    day: Vec<Arrival>,
    at: Time,
}

impl Coming {
    pub fn new(key: Key, network: &Network) -> Coming {
        Coming {
            key,
            next: 0,
            day: Vec::new(),
            at: network.from,
        }
    }

    /// The next arrival before the end; each call gives the one after.
    pub fn next(&mut self, stream: &Stream, network: &Network) -> Option<Arrival> {
        match &stream.pattern {
            Pattern::Dated(list) => loop {
                let &(at, patients) = list.get(self.next as usize)?;
                self.next += 1;
                if at >= network.from && at < network.end {
                    // Two entries of one instant are told apart by their place among the entries of that instant.
                    let same = list[..self.next as usize - 1]
                        .iter()
                        .rev()
                        .take_while(|(t, _)| *t == at)
                        .count();
                    let key = self.key.with(DATED).with(at.0).with(same as u64);
                    return Some((at, key, patients));
                }
            },
            Pattern::Interval(time) => {
                let key = self.key.with(INTERVAL).with(u64::from(self.next));
                self.next += 1;
                self.at = self.at + network.span(time.at(key.uniform()));
                (self.at < network.end).then_some((self.at, key, 1))
            }
            poisson => {
                if self.next == 0 {
                    self.next = network.from.day();
                }
                while self.day.is_empty() {
                    if Time::of_day(self.next) >= network.end {
                        return None;
                    }
                    self.draw_day(poisson, network);
                    self.next += 1;
                }
                self.day.pop()
            }
        }
    }

    fn draw_day(&mut self, pattern: &Pattern, network: &Network) {
        let day = self.next;
        let most = pattern.most(day);
        let level = matches!(pattern, Pattern::Constant(_));
        let key = self.key.with(u64::from(day));
        let mut strip = 0u32;
        let mut low = 0.0;
        while low < most {
            let height = if strip == 0 { 1.0 } else { low };
            let of_strip = key.with(u64::from(strip));
            let count = sample::poisson(of_strip.with(COUNT).uniform(), height);
            // Below a constant rate nobody need be asked for their mark.
            let all = level && low + height <= most;
            for candidate in 0..count {
                let key = of_strip.with(CANDIDATE).with(u64::from(candidate));
                let mut draws = key.draws();
                let at = Time(Time::of_day(day).0 + (draws.uniform() * DAY as f64) as u64);
                let here = at >= network.from && at < network.end;
                if here && (all || low + height * draws.uniform() < pattern.rate(at, network.start)) {
                    self.day.push((at, key, 1));
                }
            }
            low += height;
            strip += 1;
        }
        self.day.sort_unstable_by(|a, b| b.cmp(a));
    }
}
