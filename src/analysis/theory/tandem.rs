//! Two services in a row with blocking after service: who is ready at the first and finds the second full keeps the first's
//! server. Poisson arrivals, exponential services: a finite chain, solved exactly.

use super::chain::Chain;

/// One of the two services.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Service {
    /// Mean service time.
    pub mean: f64,
    pub servers: u32,
    /// Places to wait.
    pub places: u32,
}

/// Two services in a row; who finds the first full is turned away.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Tandem {
    pub arrivals: f64,
    pub first: Service,
    pub second: Service,
}

/// Long-run figures.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TandemFigures {
    /// Share of those who come who are turned away at the first.
    pub turned_away_share: f64,
    /// Patients who go through, a unit of time.
    pub through: f64,
    /// Mean number waiting before the first, and mean number holding a server of the first though ready.
    pub waiting: f64,
    pub holding: f64,
    /// Mean number of servers of the first that are taken, by those served and those ready.
    pub occupied: f64,
    /// Mean number waiting before, and in, the second.
    pub second_waiting: f64,
    pub second_occupied: f64,
}

impl Tandem {
    /// State: those at the first who wait or are being served, and those at the second with those ready to go there. Of the
    /// latter, what is more than the second holds is on the first's servers. Source: Hunt, *Sequential arrays of waiting
    /// lines*, Operations Research 4 (1956) 674–683; Perros, *Queueing Networks with Blocking* (1994), chapter 3.
    pub fn stationary(&self) -> TandemFigures {
        let (one, two) = (self.first, self.second);
        let (c1, c2) = (one.servers as usize, two.servers as usize);
        let room = c2 + two.places as usize;
        let most_here = c1 + one.places as usize;
        let width = room + c1 + 1;
        let state = |here: usize, there: usize| here * width + there;
        // Waiting or in service at the first; ready there; being served there.
        let split = |here: usize, there: usize| {
            let ready = there.saturating_sub(room);
            (ready, here.min(c1 - ready))
        };
        let mut chain = Chain::new((most_here + 1) * width);
        let all = || (0..=most_here).flat_map(move |here| (0..width).map(move |there| (here, there)));
        let can_be = |here: usize, there: usize| {
            let (_, served) = split(here, there);
            here - served <= one.places as usize
        };
        let full = |here: usize, there: usize| {
            let (ready, served) = split(here, there);
            served + ready == c1 && here - served == one.places as usize
        };
        for (here, there) in all() {
            let (_, served) = split(here, there);
            if !can_be(here, there) {
                // Never reached: led home at once, so that the chain has one class.
                chain.step(state(here, there), state(here - 1, there), 1.0);
                continue;
            }
            if !full(here, there) {
                chain.step(state(here, there), state(here + 1, there), self.arrivals);
            }
            if served > 0 {
                chain.step(state(here, there), state(here - 1, there + 1), served as f64 / one.mean);
            }
            if there > 0 {
                chain.step(
                    state(here, there),
                    state(here, there - 1),
                    there.min(c2) as f64 / two.mean,
                );
            }
        }
        let p = chain.stationary();
        let mut figures = TandemFigures {
            turned_away_share: 0.0,
            through: 0.0,
            waiting: 0.0,
            holding: 0.0,
            occupied: 0.0,
            second_waiting: 0.0,
            second_occupied: 0.0,
        };
        for (here, there) in all() {
            let share = p[state(here, there)];
            let (ready, served) = split(here, there);
            let inside = there - ready;
            figures.turned_away_share += if full(here, there) { share } else { 0.0 };
            figures.waiting += share * (here - served) as f64;
            figures.holding += share * ready as f64;
            figures.occupied += share * (ready + served) as f64;
            figures.second_waiting += share * inside.saturating_sub(c2) as f64;
            figures.second_occupied += share * inside.min(c2) as f64;
        }
        figures.through = figures.second_occupied / two.mean;
        figures
    }
}

#[cfg(test)]
mod tests {
    use super::super::birth_death::{endless_queue, finite_queue};
    use super::*;

    fn single(mean: f64, places: u32) -> Service {
        Service {
            mean,
            servers: 1,
            places,
        }
    }

    #[test]
    fn a_saturated_pair_without_room_between_passes_two_thirds() {
        // Equal means 1, no place between, the first never idle: throughput 2/3 (Hunt 1956); with b places (b + 2)/(b + 3).
        for (places, through) in [(0, 2.0 / 3.0), (1, 3.0 / 4.0), (4, 6.0 / 7.0)] {
            let tandem = Tandem {
                arrivals: 1e6,
                first: single(1.0, 1),
                second: single(1.0, places),
            };
            let got = tandem.stationary().through;
            assert!((got - through).abs() < 1e-5, "{places} places: {got}");
        }
    }

    #[test]
    fn with_much_room_between_nothing_is_held() {
        let tandem = Tandem {
            arrivals: 0.6,
            first: single(1.0, 150),
            second: single(1.2, 150),
        };
        let figures = tandem.stationary();
        assert!(figures.holding < 1e-12);
        assert!((figures.waiting - endless_queue(0.6, 1.0, 1).waiting).abs() < 1e-9);
        assert!((figures.second_waiting - endless_queue(0.6, 1.2, 1).waiting).abs() < 1e-9);
    }

    #[test]
    fn a_swift_second_service_leaves_the_first_alone() {
        let first = Service {
            mean: 1.0,
            servers: 2,
            places: 3,
        };
        let tandem = Tandem {
            arrivals: 1.7,
            first,
            second: single(1e-9, 0),
        };
        let (got, alone) = (tandem.stationary(), finite_queue(1.7, 1.0, 2, 3));
        assert!((got.turned_away_share - alone.turned_away_share).abs() < 1e-7);
        assert!(
            (got.through - 1.7 * (1.0 - got.turned_away_share)).abs() < 1e-9,
            "what enters goes through"
        );
    }

    #[test]
    fn flow_in_is_flow_through_for_several_servers() {
        let tandem = Tandem {
            arrivals: 3.0,
            first: Service {
                mean: 0.9,
                servers: 3,
                places: 4,
            },
            second: Service {
                mean: 0.7,
                servers: 2,
                places: 1,
            },
        };
        let figures = tandem.stationary();
        let entering = 3.0 * (1.0 - figures.turned_away_share);
        assert!((figures.through - entering).abs() < 1e-10);
        assert!(((figures.occupied - figures.holding) / 0.9 - entering).abs() < 1e-10);
    }
}
