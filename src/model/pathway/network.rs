//! A network as it runs: everything by index, times in ticks where they are fixed, variates ready to draw.

use super::variate::{Residual, Variate};
use crate::engine::time::{DAY, HOUR};
use crate::engine::{Calendar, Span, Time};

/// Classes one network may have: a pool's classes are bits of a word.
pub const MOST_CLASSES: usize = 64;

/// A network of services and the classes of patients that move through it.
#[derive(Clone, PartialEq, Debug)]
pub struct Network {
    /// Ticks of the author's unit of time.
    pub unit: u64,
    /// The first instant simulated, the first that counts, and the end.
    pub from: Time,
    pub start: Time,
    pub end: Time,
    pub classes: Vec<Class>,
    pub stations: Vec<Station>,
    /// Whether any class can come to a station twice.
    pub revisits: bool,
}

/// A class of patients.
#[derive(Clone, PartialEq, Debug)]
pub struct Class {
    pub id: String,
    pub name: String,
    pub streams: Vec<Stream>,
    /// Ways on, by station just finished; empty is the way out.
    pub routes: Vec<Vec<Route>>,
}

/// A stream of arrivals.
#[derive(Clone, PartialEq, Debug)]
pub struct Stream {
    pub id: String,
    pub to: u16,
    pub pattern: Pattern,
    pub batch: Option<Batch>,
}

/// When patients come; rates are per day.
#[derive(Clone, PartialEq, Debug)]
pub enum Pattern {
    /// The same rate always.
    Constant(f64),
    /// Rate in each hour of an average day, and ratio of each weekday.
    ByHour { rate: [f64; 24], weekday: [f64; 7] },
    /// Rate at days since the start, linear between; repeats after so many days.
    Varying {
        points: Vec<(f64, f64)>,
        repeat: Option<f64>,
    },
    Wave {
        mean: f64,
        amplitude: f64,
        period: f64,
        rising: f64,
    },
    /// Instants in rising order with how many come.
    Dated(Vec<(Time, u32)>),
    /// Intervals in the author's unit.
    Interval(Variate),
}

/// How many come at once.
#[derive(Clone, PartialEq, Debug)]
pub enum Batch {
    Fixed(u32),
    /// Mean of a geometric distribution on 1, 2, 3 …
    Geometric(f64),
    Table {
        sizes: Vec<u32>,
        cumulative: Vec<f64>,
    },
}

/// A way on.
#[derive(Clone, PartialEq, Debug)]
pub struct Route {
    /// None is out.
    pub to: Option<u16>,
    /// Rising sum of the shares to this one.
    pub cumulative: f64,
    pub delay: Option<Variate>,
}

/// A service.
#[derive(Clone, PartialEq, Debug)]
pub struct Station {
    pub id: String,
    pub name: String,
    /// The most dedicated first; a single pool for all without bound where there is always a free server.
    pub pools: Vec<Pool>,
    pub endless: bool,
    /// By class.
    pub time: Vec<Variate>,
    /// By class, 0 first, without gaps.
    pub rank: Vec<u8>,
    pub ranks: usize,
    /// Lines of a rank: one where any free server suits everybody, else one a class.
    pub lines_a_rank: usize,
    pub preemptive: bool,
    pub queue_places: u32,
    /// Whether those who come from another station and find it full stay there.
    pub hold: bool,
    pub turned_away_to: Option<u16>,
    /// From so many waiting on, this share goes away; rising.
    pub balking: Vec<(u32, f64)>,
    pub balked_to: Option<u16>,
    /// By class.
    pub patience: Vec<Option<Variate>>,
    pub reneged_to: Option<u16>,
    pub opening: Option<Opening>,
    /// Whether those who wait at closing, and who come while it is closed, are turned away.
    pub turns_away_when_closed: bool,
    pub start: Option<Start>,
    /// Pounds.
    pub cost_per_bed_day: f64,
    pub cost_per_open_bed_day: f64,
    pub cost_per_delayed_day: f64,
}

/// Servers for some classes.
#[derive(Clone, PartialEq, Debug)]
pub struct Pool {
    pub id: String,
    pub servers: u32,
    /// Bit c stands for class c.
    pub classes: u64,
}

/// Who is there at the start, by class.
#[derive(Clone, PartialEq, Debug)]
pub struct Start {
    pub in_service: Vec<u32>,
    pub waiting: Vec<u32>,
    /// What is left of the stays, by class: drawn from this, or else the residual in equilibrium.
    pub residual: Option<Variate>,
    pub equilibrium: Vec<Residual>,
}

/// When servers work.
#[derive(Clone, PartialEq, Debug)]
pub struct Opening {
    /// Weekday (Monday 0), from, to: ticks since midnight.
    pub windows: Vec<(u32, u64, u64)>,
    pub closed_on_bank_holidays: bool,
}

impl Opening {
    /// Whether it is open at an instant.
    pub fn is_open(&self, at: Time) -> bool {
        let of_day = at.since_midnight();
        self.of(at.day()).any(|(from, to)| (from..to).contains(&of_day))
    }
    /// The windows of one day.
    fn of(&self, day: u32) -> impl Iterator<Item = (u64, u64)> + '_ {
        let closed = self.closed_on_bank_holidays && Calendar::is_bank_holiday(day);
        let weekday = Calendar::weekday(day);
        let here = self.windows.iter().filter(move |w| w.0 == weekday && !closed);
        here.map(|&(_, from, to)| (from, to))
    }
    /// The next instant after `now` at which it may open or close.
    pub fn next_edge(&self, now: Time) -> Option<Time> {
        // A week of bank holidays does not exist; two weeks without an edge are a service that never opens.
        (now.day()..now.day() + 15).find_map(|day| {
            let edges = self.of(day).flat_map(|(from, to)| [from, to]);
            edges
                .map(|edge| Time(Time::of_day(day).0 + edge))
                .filter(|edge| *edge > now)
                .min()
        })
    }
    /// Share of a week that it is open (bank holidays apart).
    pub fn share(&self) -> f64 {
        self.windows.iter().map(|(_, from, to)| (to - from) as f64).sum::<f64>() / (7 * DAY) as f64
    }
}

impl Pattern {
    /// The rate at an instant, per day, where arrivals are a Poisson process.
    pub fn rate(&self, at: Time, start: Time) -> f64 {
        match self {
            Pattern::Constant(rate) => *rate,
            Pattern::ByHour { rate, weekday } => {
                rate[(at.since_midnight() / HOUR) as usize] * weekday[Calendar::weekday(at.day()) as usize]
            }
            Pattern::Varying { points, repeat } => linear(points, *repeat, days(at, start)),
            Pattern::Wave {
                mean,
                amplitude,
                period,
                rising,
            } => {
                let turn = (days(at, start) - rising) / period;
                mean * (1.0 + amplitude * libm::sin(2.0 * std::f64::consts::PI * turn))
            }
            Pattern::Dated(_) | Pattern::Interval(_) => 0.0,
        }
    }
    /// A bound of the rate on one day.
    pub fn most(&self, day: u32) -> f64 {
        match self {
            Pattern::Constant(rate) => *rate,
            Pattern::ByHour { rate, weekday } => {
                rate.iter().copied().fold(0.0, f64::max) * weekday[Calendar::weekday(day) as usize]
            }
            Pattern::Varying { points, .. } => points.iter().map(|p| p.1).fold(0.0, f64::max),
            Pattern::Wave { mean, amplitude, .. } => mean * (1.0 + amplitude),
            Pattern::Dated(_) | Pattern::Interval(_) => 0.0,
        }
    }
    /// Mean arrivals (not patients) a day between two instants.
    pub fn mean_per_day(&self, from: Time, to: Time, start: Time, unit: u64) -> f64 {
        let span = to.since(from).as_days();
        match self {
            Pattern::Interval(time) => DAY as f64 / unit as f64 / time.mean(),
            Pattern::Dated(list) => {
                let within = list.iter().filter(|(at, _)| (from..to).contains(at));
                within.map(|(_, n)| f64::from(*n)).sum::<f64>() / span
            }
            Pattern::Constant(rate) => *rate,
            _ => {
                // The midpoint rule over quarters of an hour, over eight weeks at most.
                let step = HOUR / 4;
                let most = 56 * 96;
                let steps = (to.since(from).0 / step).clamp(1, most);
                let at = |i: u64| Time(from.0 + i * step + step / 2);
                (0..steps).map(|i| self.rate(at(i), start)).sum::<f64>() / steps as f64
            }
        }
    }
}

impl Batch {
    /// The size at a uniform number.
    pub fn at(&self, u: f64) -> u32 {
        match self {
            Batch::Fixed(size) => *size,
            Batch::Geometric(mean) if *mean <= 1.0 => 1,
            // P(N > n) = (1 − 1/m)ⁿ.
            Batch::Geometric(mean) => {
                let n = libm::log(1.0 - u) / libm::log(1.0 - 1.0 / mean);
                (libm::floor(n) as u32).saturating_add(1)
            }
            Batch::Table { sizes, cumulative } => sizes[crate::engine::sample::empirical(u, cumulative)],
        }
    }
    /// Mean size.
    pub fn mean(&self) -> f64 {
        match self {
            Batch::Fixed(size) => f64::from(*size),
            Batch::Geometric(mean) => *mean,
            Batch::Table { sizes, cumulative } => {
                let last = cumulative[cumulative.len() - 1];
                let below = std::iter::once(&0.0).chain(cumulative);
                let shares = cumulative.iter().zip(below).map(|(sum, below)| (sum - below) / last);
                sizes
                    .iter()
                    .zip(shares)
                    .map(|(size, share)| f64::from(*size) * share)
                    .sum()
            }
        }
    }
}

impl Station {
    /// The line that a class waits in.
    #[inline]
    pub fn line(&self, class: u16) -> usize {
        let rank = usize::from(self.rank[usize::from(class)]);
        rank * self.lines_a_rank + usize::from(class) % self.lines_a_rank
    }
    /// Servers of all pools.
    pub fn servers(&self) -> u32 {
        self.pools.iter().map(|p| p.servers).fold(0, u32::saturating_add)
    }
    /// Share of the time it is open.
    pub fn open_share(&self) -> f64 {
        self.opening.as_ref().map_or(1.0, Opening::share)
    }
}

impl Network {
    /// A length of time in the author's unit, in ticks.
    #[inline]
    pub fn span(&self, time: f64) -> Span {
        Span::days(time * self.unit as f64 / DAY as f64)
    }
    /// Ticks in the author's unit.
    pub fn in_unit(&self, ticks: f64) -> f64 {
        ticks / self.unit as f64
    }
}

fn days(at: Time, start: Time) -> f64 {
    (at.0 as f64 - start.0 as f64) / DAY as f64
}

/// Linear between points; level outside, or round again.
fn linear(points: &[(f64, f64)], repeat: Option<f64>, day: f64) -> f64 {
    let (first, last) = (points[0], points[points.len() - 1]);
    let between = |a: (f64, f64), b: (f64, f64), x: f64| a.1 + (b.1 - a.1) * (x - a.0) / (b.0 - a.0);
    let day = match repeat {
        Some(period) => first.0 + (day - first.0) - period * libm::floor((day - first.0) / period),
        None if day <= first.0 => return first.1,
        None => day,
    };
    let next = points.partition_point(|p| p.0 <= day);
    match (points.get(next), repeat) {
        (Some(&after), _) => between(points[next - 1], after, day),
        (None, Some(period)) => between(last, (first.0 + period, first.1), day),
        (None, None) => last.1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_between_points_is_linear_and_comes_round() {
        let points = [(1.0, 10.0), (3.0, 20.0), (4.0, 0.0)];
        assert_eq!(linear(&points, None, 0.0), 10.0);
        assert_eq!(linear(&points, None, 2.0), 15.0);
        assert_eq!(linear(&points, None, 9.0), 0.0);
        // Round after 7 days: from (4, 0) back to (8, 10).
        assert_eq!(linear(&points, Some(7.0), 6.0), 5.0);
        assert_eq!(linear(&points, Some(7.0), 9.0), 15.0);
        assert_eq!(linear(&points, Some(7.0), -5.0), 15.0);
    }

    #[test]
    fn a_service_open_round_the_clock_has_no_gap_at_midnight() {
        let windows = (0..7).map(|day| (day, 0, DAY)).collect();
        let opening = Opening {
            windows,
            closed_on_bank_holidays: false,
        };
        assert!(opening.is_open(Time::of_day(9)) && opening.is_open(Time(Time::of_day(9).0 - 1)));
        assert_eq!(opening.share(), 1.0);
    }

    #[test]
    fn geometric_batches_have_their_mean() {
        let batch = Batch::Geometric(2.5);
        let n = 100_000;
        let sum: u64 = (0..n)
            .map(|i| u64::from(batch.at((f64::from(i) + 0.5) / f64::from(n))))
            .sum();
        assert!((sum as f64 / f64::from(n) - 2.5).abs() < 0.01);
    }
}
