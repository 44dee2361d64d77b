//! Candidates: the points of each process's Poisson random measure over time × intensity.
//!
//! The plane over a quarter is cut into strips. The lowest strips of all processes together are the *ground*: one Poisson
//! number of candidates, each of which falls to a process by the share of its strip (the marks of a superposition). Above
//! it every process has strips of its own, each as high as all below, looked at only when a hazard reaches them.

use super::quarter::Quarter;
use super::{LOWEST, PROCESSES};
use crate::engine::{Draws, Key, Time, sample};
use crate::model::address::{For, Purpose};

/// Hazards of every process, per person-year.
pub type ByProcess = [f32; PROCESSES];

/// More strips than any hazard can reach (the top would be 2^40 times the lowest).
pub(super) const STRIPS: usize = 40;
/// Bits of a candidate's tag: process, strip, and the rest its number.
const PROCESS_BITS: u32 = 4;
const STRIP_BITS: u32 = 6;
/// The ground's place among the processes in an address.
const GROUND: u64 = 0xFF;

/// A point that becomes a need if its mark lies under the hazard at its moment.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    pub process: usize,
    /// The address, which is the identity of the need it may become.
    pub key: Key,
    pub time: Time,
    pub mark: f64,
    /// What its event carries.
    pub tag: u32,
}

impl Candidate {
    /// The candidate at a place, whose mark has been drawn: its time comes next.
    #[inline]
    fn at(quarter: &Quarter, place: (usize, usize, u32), key: Key, mark: f64, mut draws: Draws) -> Candidate {
        let (process, strip, number) = place;
        Candidate {
            process,
            key,
            time: quarter.time(process, draws.uniform(), draws.uniform()),
            mark,
            tag: tag(process, strip, number),
        }
    }
}

#[inline]
fn tag(process: usize, strip: usize, number: u32) -> u32 {
    process as u32 | (strip as u32) << PROCESS_BITS | number << (PROCESS_BITS + STRIP_BITS)
}
/// Process, strip and number of a candidate by its tag.
#[inline]
fn untag(tag: u32) -> (usize, usize, u32) {
    let strip = (tag >> PROCESS_BITS) & ((1 << STRIP_BITS) - 1);
    let process = tag & ((1 << PROCESS_BITS) - 1);
    (process as usize, strip as usize, tag >> (PROCESS_BITS + STRIP_BITS))
}

/// Height of a strip. The ground begins at 0; every other strip begins as high as it is.
#[inline]
pub(super) fn height(process: usize, strip: usize) -> f64 {
    LOWEST[process] * (1u64 << strip.saturating_sub(1)) as f64
}

#[inline]
fn address(needs: Key, row: u64, strip: usize, quarter: u32, number: u32) -> Key {
    needs.with(row << 56 | (strip as u64) << 48 | u64::from(quarter) << 16 | u64::from(number))
}

/// Address, process and mark of a person's candidate by its tag.
#[inline]
pub(super) fn by_tag(quarter: &Quarter, person: Key, with: u32) -> (Key, usize, f64) {
    let (process, strip, number) = untag(with);
    let needs = person.of(Purpose::Need);
    if strip == 0 {
        let key = address(needs, GROUND, 0, quarter.index, number);
        let (_, mark) = quarter.ground().point(key.uniform());
        (key, process, mark)
    } else {
        let key = address(needs, process as u64, strip, quarter.index, number);
        let low = height(process, strip);
        (key, process, low + low * key.uniform())
    }
}

/// Walks a person's candidates of a quarter whose marks lie from `from` up to below `to`, by process.
#[inline]
pub fn candidates(quarter: &Quarter, person: Key, from: &ByProcess, to: &ByProcess, mut each: impl FnMut(Candidate)) {
    let (needs, counts) = (person.of(Purpose::Need), person.of(Purpose::Count));
    let ground = quarter.ground();
    let count = ground.count(counts.with(GROUND << 40 | u64::from(quarter.index)).uniform());
    for number in 0..count {
        let key = address(needs, GROUND, 0, quarter.index, number);
        let mut draws = key.draws();
        let (process, mark) = ground.point(draws.uniform());
        if mark >= f64::from(from[process]) && mark < f64::from(to[process]) {
            each(Candidate::at(quarter, (process, 0, number), key, mark, draws));
        }
    }
    for process in 0..PROCESSES {
        let (from, to) = (f64::from(from[process]), f64::from(to[process]));
        if to <= LOWEST[process] || to <= from {
            continue;
        }
        let measure = quarter.measure(process);
        for strip in 1..STRIPS {
            // A strip is as high as all that lies below it.
            let low = height(process, strip);
            if low >= to {
                break;
            }
            if low + low <= from {
                continue;
            }
            let row = (process as u64) << 40 | (strip as u64) << 32 | u64::from(quarter.index);
            let (u, none) = (counts.with(row).uniform(), quarter.none(process, strip));
            if u < none {
                continue;
            }
            for number in 0..sample::poisson_from(u, low * measure, none) {
                let key = address(needs, process as u64, strip, quarter.index, number);
                let mut draws = key.draws();
                let mark = low + low * draws.uniform();
                if mark >= from && mark < to {
                    each(Candidate::at(quarter, (process, strip, number), key, mark, draws));
                }
            }
        }
    }
}

/// The lowest strips of all processes in one quarter.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    /// Expected candidates, and the cumulative chances of 0, 1, 2 … of them.
    mean: f64,
    chances: [f64; COUNTED],
    /// Where each process begins on the way from 0 to the mean, and its years in the quarter.
    begins: [f64; PROCESSES],
    measure: [f64; PROCESSES],
    /// Where to begin looking, by the quantile's first bits.
    guide: [u8; GUIDE],
}

/// Numbers of candidates whose chance is at hand; a greater one is worked out.
const COUNTED: usize = 8;
const GUIDE: usize = 256;

impl Ground {
    pub(super) fn new(measure: [f64; PROCESSES]) -> Ground {
        let mut mean = 0.0;
        let begins = std::array::from_fn(|process| {
            let begins = mean;
            mean += LOWEST[process] * measure[process];
            begins
        });
        let mut chance = libm::exp(-mean);
        let mut sum = 0.0;
        let chances = std::array::from_fn(|n| {
            if n > 0 {
                chance *= mean / n as f64;
            }
            sum += chance;
            sum
        });
        let guide = std::array::from_fn(|i| {
            let at = i as f64 / GUIDE as f64 * mean;
            begins.partition_point(|&begins| begins <= at).max(1) as u8 - 1
        });
        Ground {
            mean,
            chances,
            begins,
            measure,
            guide,
        }
    }

    /// How many candidates a person has.
    #[inline]
    fn count(&self, u: f64) -> u32 {
        match self.chances.iter().position(|&upto| u < upto) {
            Some(n) => n as u32,
            None => sample::poisson(u, self.mean),
        }
    }

    /// Process and mark of a candidate: `u` falls to a process by its share, and evenly within its strip.
    #[inline]
    fn point(&self, u: f64) -> (usize, f64) {
        let at = u * self.mean;
        let mut process = usize::from(self.guide[(u * GUIDE as f64) as i64 as usize]);
        while process + 1 < PROCESSES && self.begins[process + 1] <= at {
            process += 1;
        }
        let within = (at - self.begins[process]) / self.measure[process];
        (process, within.clamp(0.0, LOWEST[process]))
    }
}
