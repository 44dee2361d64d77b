//! Two or more classes before one queue, first class first; within a class in order of arrival.

use super::birth_death::endless_queue;

/// A class of patients: Poisson arrivals, and the first two moments of its service time.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Class {
    pub arrivals: f64,
    pub mean: f64,
    pub second: f64,
}

impl Class {
    /// With an exponential service time.
    pub fn exponential(arrivals: f64, mean: f64) -> Class {
        Class {
            arrivals,
            mean,
            second: 2.0 * mean * mean,
        }
    }
    fn load(&self) -> f64 {
        self.arrivals * self.mean
    }
}

/// One server, nobody is interrupted: mean wait of each class, highest first.
///
/// W(k) = Σ λ E S² / 2 / ((1 − σ(k − 1)) (1 − σ(k))), σ(k) the load of the classes up to k. Source: Cobham, *Operations
/// Research* 2 (1954) 70–76; Kleinrock, *Queueing Systems* vol. 2 (1976), eq. 3.31.
pub fn without_preemption(classes: &[Class]) -> Vec<f64> {
    let work: f64 = classes.iter().map(|c| c.arrivals * c.second / 2.0).sum();
    let (mut above, mut waits) = (0.0, Vec::new());
    for class in classes {
        let with = above + class.load();
        assert!(with < 1.0, "a load of {with} is too much for one server");
        waits.push(work / ((1.0 - above) * (1.0 - with)));
        above = with;
    }
    waits
}

/// One server, a higher class takes it from a lower, whose service is resumed where it was broken off: mean time here of
/// each class, from arrival to the end of service, highest first.
///
/// T(k) = E S(k) / (1 − σ(k − 1)) + Σ_{i ≤ k} λ E S² / 2 / ((1 − σ(k − 1)) (1 − σ(k))). Source: Kleinrock, *Queueing
/// Systems* vol. 2 (1976), section 3.4; Gross and Harris (1998), section 3.4.2.
pub fn preemptive_resume(classes: &[Class]) -> Vec<f64> {
    let (mut above, mut work, mut times) = (0.0, 0.0, Vec::new());
    for class in classes {
        let with = above + class.load();
        assert!(with < 1.0, "a load of {with} is too much for one server");
        work += class.arrivals * class.second / 2.0;
        times.push(class.mean / (1.0 - above) + work / ((1.0 - above) * (1.0 - with)));
        above = with;
    }
    times
}

/// Several servers, the same exponential service time for all classes, nobody is interrupted: mean wait of each class.
///
/// W(k) = C mean / c / ((1 − σ(k − 1)) (1 − σ(k))), C Erlang's delay formula for all classes together, σ(k) the load of the
/// classes up to k over the servers. Source: Cobham (1954); Gross and Harris (1998), eq. 3.46.
pub fn without_preemption_many(arrivals: &[f64], mean: f64, servers: u32) -> Vec<f64> {
    let all: f64 = arrivals.iter().sum();
    let c = f64::from(servers);
    let work = super::birth_death::erlang_c(servers, all * mean) * mean / c;
    let (mut above, mut waits) = (0.0, Vec::new());
    for rate in arrivals {
        let with = above + rate * mean / c;
        waits.push(work / ((1.0 - above) * (1.0 - with)));
        above = with;
    }
    waits
}

/// Several servers, the same exponential service time, a higher class takes a server from a lower: mean time here of each
/// class.
///
/// The classes up to k are served as if no other were there (M/M/c), so their numbers present differ by class k's. Source:
/// Kleinrock, *Queueing Systems* vol. 2 (1976), section 3.4, for one server; the argument is the same for c.
pub fn preemptive_resume_many(arrivals: &[f64], mean: f64, servers: u32) -> Vec<f64> {
    let (mut rate, mut present, mut times) = (0.0, 0.0, Vec::new());
    for own in arrivals {
        rate += own;
        let with = endless_queue(rate, mean, servers).present();
        times.push((with - present) / own);
        present = with;
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, expected: f64) {
        assert!(
            (got - expected).abs() < 1e-12 * expected.abs().max(1.0),
            "{got} is not {expected}"
        );
    }

    #[test]
    fn two_classes_worked_by_hand() {
        // λ = 0.3 and 0.5, mean 1: work 0.8; W₁ = 0.8/0.7, W₂ = 0.8/(0.7 · 0.2).
        let classes = [Class::exponential(0.3, 1.0), Class::exponential(0.5, 1.0)];
        let waits = without_preemption(&classes);
        near(waits[0], 0.8 / 0.7);
        near(waits[1], 0.8 / 0.14);
        // Preemptive: T₁ = 1/0.7, T₂ = 1/0.7 + 0.8/0.14 = 1/(0.7 · 0.2).
        let times = preemptive_resume(&classes);
        near(times[0], 1.0 / 0.7);
        near(times[1], 1.0 / 0.14);
    }

    #[test]
    fn order_moves_no_work() {
        // Kleinrock's conservation law: Σ ρ W is the same whoever goes first.
        let a = Class {
            arrivals: 0.2,
            mean: 2.0,
            second: 5.0,
        };
        let b = Class::exponential(0.4, 0.8);
        let sum = |classes: [Class; 2]| -> f64 {
            let waits = without_preemption(&classes);
            waits.iter().zip(classes).map(|(w, c)| w * c.load()).sum()
        };
        near(sum([a, b]), sum([b, a]));
    }

    #[test]
    fn many_servers_agree_with_one_and_with_the_queue_of_all() {
        let classes = [Class::exponential(0.3, 1.0), Class::exponential(0.5, 1.0)];
        for (many, one) in [
            (
                without_preemption_many(&[0.3, 0.5], 1.0, 1),
                without_preemption(&classes),
            ),
            (preemptive_resume_many(&[0.3, 0.5], 1.0, 1), preemptive_resume(&classes)),
        ] {
            near(many[0], one[0]);
            near(many[1], one[1]);
        }
        let waits = without_preemption_many(&[1.0, 1.4], 1.0, 3);
        near((waits[0] * 1.0 + waits[1] * 1.4) / 2.4, endless_queue(2.4, 1.0, 3).wait);
    }
}
