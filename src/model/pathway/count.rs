//! What is counted while a network runs: whole numbers of patients and ticks, so that laws hold exactly.

use crate::engine::Time;
use crate::engine::time::{DAY, HOUR};

/// Counts of one class at one station. Visits that came after the warm-up; presence (ticks) is clipped to the time that
/// counts, whoever it is of.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Visits {
    pub came: u64,
    pub began: u64,
    pub waited: u64,
    pub served: u64,
    pub turned_away: u64,
    pub balked: u64,
    pub reneged: u64,
    pub interrupted: u64,
    /// Ticks in the queue of the visits that began.
    pub wait: u64,
    /// Ticks on a server, from begin to going on, of the visits that were served; and of these the ticks after being
    /// ready; and the ticks here altogether.
    pub stay: u64,
    pub held: u64,
    pub here: u64,
    /// Presence in the queue, on a server, and of that when ready, within the time that counts.
    pub in_queue: u64,
    pub on_server: u64,
    pub ready_on_server: u64,
    /// Waits of the visits that began.
    pub waits: Spread,
}

/// Counts of one class in the whole network.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Journeys {
    pub arrived: u64,
    pub left: u64,
    /// Ticks in the network, and in queues, of those who arrived after the warm-up and left.
    pub time: u64,
    pub wait: u64,
    /// Presence in the network within the time that counts.
    pub present: u64,
    /// In the network at the end.
    pub unfinished: u64,
}

/// How many values lie where, in cells a 128th of an octave wide (under 0.8 %).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Spread {
    cells: Vec<u32>,
}

const CELLS_A_DOUBLING: u64 = 128;

impl Spread {
    pub fn add(&mut self, ticks: u64) {
        let cell = if ticks < CELLS_A_DOUBLING {
            ticks
        } else {
            let doublings = u64::from(63 - ticks.leading_zeros()) - 7;
            (doublings + 1) * CELLS_A_DOUBLING + (ticks >> doublings) - CELLS_A_DOUBLING
        } as usize;
        if self.cells.len() <= cell {
            self.cells.resize(cell + 1, 0);
        }
        self.cells[cell] += 1;
    }
    fn add_all(&mut self, other: &Spread) {
        if self.cells.len() < other.cells.len() {
            self.cells.resize(other.cells.len(), 0);
        }
        for (sum, more) in self.cells.iter_mut().zip(&other.cells) {
            *sum += more;
        }
    }
    /// The value below or at which a share of all lie: the middle of its cell.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let all: u64 = self.cells.iter().map(|&n| u64::from(n)).sum();
        let mark = (share * all as f64).max(1.0);
        let mut sum = 0;
        let cell = self.cells.iter().position(|&n| {
            sum += u64::from(n);
            sum as f64 >= mark
        })? as u64;
        Some(if cell < CELLS_A_DOUBLING {
            cell as f64
        } else {
            let doublings = cell / CELLS_A_DOUBLING - 1;
            let low = (CELLS_A_DOUBLING + cell % CELLS_A_DOUBLING) << doublings;
            low as f64 + (1u64 << doublings) as f64 / 2.0 - 0.5
        })
    }
}

/// What stands at one station, integrated over the time that counts.
#[derive(Clone, PartialEq, Debug)]
pub struct Areas {
    since: Time,
    from: Time,
    to: Time,
    /// Ticks at each number of occupied servers.
    pub at_occupied: Vec<u64>,
    /// Patient-ticks on servers, ready on servers, and in the queue; server-ticks open (or working on after closing).
    pub occupied: u64,
    pub ready: u64,
    pub waiting: u64,
    pub open: u64,
    /// Occupied and waiting by hour of the day, with the ticks of each hour that counted.
    pub occupied_by_hour: [u64; 24],
    pub waiting_by_hour: [u64; 24],
    pub ticks_by_hour: [u64; 24],
}

impl Visits {
    /// Adds those of another class.
    pub fn add(&mut self, other: &Visits) {
        let pairs = [
            (&mut self.came, other.came),
            (&mut self.began, other.began),
            (&mut self.waited, other.waited),
            (&mut self.served, other.served),
            (&mut self.turned_away, other.turned_away),
            (&mut self.balked, other.balked),
            (&mut self.reneged, other.reneged),
            (&mut self.interrupted, other.interrupted),
            (&mut self.wait, other.wait),
            (&mut self.stay, other.stay),
            (&mut self.held, other.held),
            (&mut self.here, other.here),
            (&mut self.in_queue, other.in_queue),
            (&mut self.on_server, other.on_server),
            (&mut self.ready_on_server, other.ready_on_server),
        ];
        for (sum, more) in pairs {
            *sum += more;
        }
        self.waits.add_all(&other.waits);
    }
}

impl Journeys {
    /// Adds those of another class.
    pub fn add(&mut self, other: &Journeys) {
        self.arrived += other.arrived;
        self.left += other.left;
        self.time += other.time;
        self.wait += other.wait;
        self.present += other.present;
        self.unfinished += other.unfinished;
    }
}

impl Areas {
    pub fn new(begin: Time, from: Time, to: Time) -> Areas {
        Areas {
            since: begin,
            from,
            to,
            at_occupied: Vec::new(),
            occupied: 0,
            ready: 0,
            waiting: 0,
            open: 0,
            occupied_by_hour: [0; 24],
            waiting_by_hour: [0; 24],
            ticks_by_hour: [0; 24],
        }
    }

    /// Adds what stood from the last call until now: servers occupied, of them ready, waiting, servers open.
    #[inline]
    pub fn until(&mut self, now: Time, occupied: u32, ready: u32, waiting: u32, open: u32) {
        let (mut from, to) = (self.since.max(self.from).0, now.min(self.to).0);
        self.since = now;
        if to <= from {
            return;
        }
        let ticks = to - from;
        let cell = occupied as usize;
        if self.at_occupied.len() <= cell {
            self.at_occupied.resize(cell + 1, 0);
        }
        self.at_occupied[cell] += ticks;
        self.occupied += ticks * u64::from(occupied);
        self.ready += ticks * u64::from(ready);
        self.waiting += ticks * u64::from(waiting);
        self.open += ticks * u64::from(open.max(occupied));
        while from < to {
            let end = ((from / HOUR + 1) * HOUR).min(to);
            let hour = ((from % DAY) / HOUR) as usize;
            self.occupied_by_hour[hour] += (end - from) * u64::from(occupied);
            self.waiting_by_hour[hour] += (end - from) * u64::from(waiting);
            self.ticks_by_hour[hour] += end - from;
            from = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_a_cell() {
        let mut spread = Spread::default();
        for i in 0..100_000u64 {
            spread.add(i * 10);
        }
        for share in [0.05, 0.5, 0.95] {
            let expected = share * 1_000_000.0;
            let found = spread.quantile(share).unwrap();
            assert!((found - expected).abs() < 0.01 * expected, "{share}: {found}");
        }
        assert_eq!(Spread::default().quantile(0.5), None);
    }

    #[test]
    fn areas_count_only_what_counts_and_split_by_hour() {
        let mut areas = Areas::new(Time(0), Time(HOUR / 2), Time(3 * HOUR));
        areas.until(Time(2 * HOUR), 3, 1, 2, 4);
        areas.until(Time(5 * HOUR), 1, 0, 0, 4);
        assert_eq!(areas.occupied, 3 * (3 * HOUR / 2) + HOUR);
        assert_eq!(areas.open, 4 * (5 * HOUR / 2));
        assert_eq!(areas.ticks_by_hour[..4], [HOUR / 2, HOUR, HOUR, 0]);
        assert_eq!(areas.occupied_by_hour[1], 3 * HOUR);
        assert_eq!(areas.at_occupied, [0, HOUR, 0, 3 * HOUR / 2]);
    }
}
