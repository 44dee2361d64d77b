//! Several designs at once: one list of jobs for all threads, and what designs have in common run once. Designs with the
//! same base (the same plan behind the same `Arc`) and seed are one family: in each replication their base runs once, and
//! so does every alternative that several of them have.

use super::job::{Design, Outcome, Replication, single};
use super::run::{Watch, in_order};
use super::world::Simulation;
use std::cmp::Reverse;
use std::sync::Arc;

/// Designs to run side by side.
pub struct Together<'a, P> {
    designs: &'a [Design<P>],
    families: Vec<Family<P>>,
    /// Of each design its family, and which of the family's arms its own are.
    members: Vec<(usize, Vec<usize>)>,
}

/// Designs with the same base.
struct Family<P> {
    /// The base first, each plan once, with the replications that are wanted of it.
    arms: Vec<(Arc<P>, u32)>,
    seed: u64,
    independent: bool,
}

/// One replication of a family.
struct Job<P> {
    family: usize,
    replication: u32,
    /// Which of the family's arms this replication has, in order.
    arms: Vec<usize>,
    design: Design<P>,
}

impl<P: Send + Sync> Family<P> {
    fn new(design: &Design<P>) -> Family<P> {
        Family {
            arms: Vec::new(),
            seed: design.seed,
            independent: design.independent,
        }
    }

    /// Independent arms have people and luck of their own by their place in the design, so they share nothing.
    fn takes(&self, design: &Design<P>) -> bool {
        let paired = !self.independent && !design.independent;
        paired && self.seed == design.seed && Arc::ptr_eq(&self.arms[0].0, &design.arms[0].1)
    }

    /// Which of the family's arms those of a new member are. An alternative that is the base itself still is an arm of its
    /// own: it is read against the base.
    fn join(&mut self, design: &Design<P>) -> Vec<usize> {
        let place = |(i, (_, plan)): (usize, &(String, Arc<P>))| {
            let mut known = self.arms.iter().enumerate().skip(i.min(1));
            let known = known.find(|(_, (arm, _))| !self.independent && Arc::ptr_eq(arm, plan));
            let place = known.map_or(self.arms.len(), |(place, _)| place);
            if place == self.arms.len() {
                self.arms.push((Arc::clone(plan), 0));
            }
            let wanted = &mut self.arms[place].1;
            *wanted = design.replications.max(*wanted);
            place
        };
        design.arms.iter().enumerate().map(place).collect()
    }

    fn job(&self, family: usize, replication: u32) -> Job<P> {
        let arms: Vec<usize> = (0..self.arms.len())
            .filter(|arm| replication < self.arms[*arm].1)
            .collect();
        let design = Design {
            arms: (arms.iter().map(|arm| (String::new(), Arc::clone(&self.arms[*arm].0)))).collect(),
            seed: self.seed,
            replications: 1,
            independent: self.independent,
        };
        Job {
            family,
            replication,
            arms,
            design,
        }
    }
}

impl<'a, P: Send + Sync> Together<'a, P> {
    /// Finds what the designs have in common.
    pub fn new(designs: &'a [Design<P>]) -> Together<'a, P> {
        let mut families: Vec<Family<P>> = Vec::new();
        let mut members = Vec::with_capacity(designs.len());
        for design in designs {
            let family = families
                .iter()
                .position(|family| family.takes(design))
                .unwrap_or_else(|| {
                    families.push(Family::new(design));
                    families.len() - 1
                });
            members.push((family, families[family].join(design)));
        }
        Together {
            designs,
            families,
            members,
        }
    }

    /// All replications of all families, the longest first, so that none is left alone at the end.
    fn jobs<W: Simulation<Plan = P>>(&self) -> Vec<Job<P>> {
        let of = |(i, family): (usize, &Family<P>)| -> Vec<Job<P>> {
            let wanted = family.arms.first().map_or(0, |(_, wanted)| *wanted);
            (0..wanted).map(|replication| family.job(i, replication)).collect()
        };
        let mut jobs: Vec<Job<P>> = self.families.iter().enumerate().flat_map(of).collect();
        jobs.sort_by_cached_key(|job| Reverse(job.design.days::<W>() * W::people(&job.design.arms[0].1)));
        jobs
    }

    /// Simulated days of all worlds, what is shared counted once.
    pub fn days<W: Simulation<Plan = P>>(&self) -> u64 {
        self.jobs::<W>().iter().map(|job| job.design.days::<W>()).sum()
    }

    /// Every replication of every design; outcomes in the order of the designs, each as if it had run alone.
    ///
    /// # Panics
    /// When a design has no arm.
    pub fn run<W: Simulation<Plan = P>>(&self, watch: &dyn Watch) -> Vec<Outcome> {
        let jobs = self.jobs::<W>();
        let done = in_order(jobs.len() as u32, |j| {
            let job = &jobs[j as usize];
            single::<W>(&job.design, job.replication, watch)
        });
        // What several designs have in common is copied, and moved for the last that wants it.
        let mut kept: Vec<Replication> = done;
        let mut wanted: Vec<Vec<u32>> = jobs.iter().map(|job| vec![0; job.arms.len()]).collect();
        let places: Vec<(&Design<P>, Vec<Place>)> = (self.designs.iter().zip(&self.members))
            .map(|(design, (family, arms))| {
                let place = |replication| places(&jobs, *family, replication, arms);
                (design, (0..design.replications).map(place).collect())
            })
            .collect();
        for place in places.iter().flat_map(|(_, of_design)| of_design) {
            place.arms.iter().for_each(|arm| wanted[place.job][*arm] += 1);
        }
        let mut take = |job: usize, arm: usize| {
            wanted[job][arm] -= 1;
            let record = &mut kept[job].arms[arm];
            if wanted[job][arm] == 0 {
                std::mem::take(record)
            } else {
                record.clone()
            }
        };
        (places.into_iter())
            .map(|(design, of_design)| {
                let replication = |(number, place): (u32, Place)| Replication {
                    replication: number,
                    seed: design.seed,
                    arms: place.arms.into_iter().map(|arm| take(place.job, arm)).collect(),
                };
                let all = (0..).zip(of_design).map(replication).collect();
                Outcome::new::<W>(design, all)
            })
            .collect()
    }
}

/// Where a replication of a design is found among the jobs: which one, and where in it each of its arms stands.
struct Place {
    job: usize,
    arms: Vec<usize>,
}

/// Where the arms asked for of a family's replication stand.
fn places<P>(jobs: &[Job<P>], family: usize, replication: u32, arms: &[usize]) -> Place {
    let found = jobs
        .iter()
        .position(|job| job.family == family && job.replication == replication);
    let job = found.expect("every replication of a family is a job");
    let place = |arm: &usize| jobs[job].arms.binary_search(arm).expect("it was wanted");
    Place {
        job,
        arms: arms.iter().map(place).collect(),
    }
}
