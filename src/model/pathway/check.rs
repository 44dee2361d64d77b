//! The laws of a network, as identities in whole numbers: nobody is lost, no service holds more than it has, nobody waits
//! beside a server that is free for them, and Little's law at every station.

use super::network::{Network, Station as Settings};
use super::station::State;
use super::world::{Stage, World};

impl World {
    /// What must be true after every event, from the running counters; the reason if it is not.
    pub fn check(&self) -> Result<(), String> {
        let network = self.network();
        let mut here = 0;
        for (settings, state) in network.stations.iter().zip(&self.stations) {
            let at = &settings.id;
            let busy: u64 = state.busy.iter().map(|&n| u64::from(n)).sum();
            for (pool, taken) in settings.pools.iter().zip(&state.busy) {
                if *taken > pool.servers {
                    return Err(format!(
                        "{at}: {taken} servers of pool {} taken of {}",
                        pool.id, pool.servers
                    ));
                }
            }
            if busy != u64::from(state.occupied) {
                return Err(format!("{at}: {busy} servers taken by pool, {} in all", state.occupied));
            }
            if state.ready > state.occupied {
                return Err(format!("{at}: {} ready on {} servers", state.ready, state.occupied));
            }
            if state.waiting > settings.queue_places {
                return Err(format!(
                    "{at}: {} wait in {} places",
                    state.waiting, settings.queue_places
                ));
            }
            let present = u64::from(state.occupied) + u64::from(state.waiting);
            if state.entered - state.gone != present {
                let (came, gone) = (state.entered, state.gone);
                return Err(format!("{at}: {came} came and {gone} went, but {present} are there"));
            }
            here += present;
        }
        if here != self.in_network || self.entered - self.gone != self.in_network {
            return Err(format!(
                "{} entered the network and {} left it, {} are in it and {here} at its stations",
                self.entered, self.gone, self.in_network
            ));
        }
        Ok(())
    }

    /// The same by looking at every patient, and that nobody waits who could be served or let in; slower.
    pub fn recount(&self) -> Result<(), String> {
        self.check()?;
        let network = self.network();
        for (s, (settings, state)) in network.stations.iter().zip(&self.stations).enumerate() {
            let (mut queue, mut served, mut ready) = (0, 0, 0);
            let mut busy = vec![0; settings.pools.len()];
            for p in self.patients.iter().filter(|p| usize::from(p.station) == s) {
                match p.stage {
                    Stage::Out => continue,
                    Stage::Queue => {
                        queue += 1;
                        if state.serves_now(settings, p.class).is_some() {
                            return Err(format!("{}: a patient waits beside a free server", settings.id));
                        }
                        continue;
                    }
                    Stage::Service => {}
                    Stage::Delay | Stage::Held => ready += 1,
                }
                served += 1;
                busy[usize::from(p.pool)] += 1;
                if settings.pools[usize::from(p.pool)].classes >> p.class & 1 == 0 {
                    return Err(format!(
                        "{}: a patient of another class in a dedicated bed",
                        settings.id
                    ));
                }
            }
            if (queue, served, ready) != (state.waiting, state.occupied, state.ready) || busy != state.busy {
                return Err(format!(
                    "{}: {queue} waiting, {served} served, {ready} ready by recount; {}, {}, {} by counter",
                    settings.id, state.waiting, state.occupied, state.ready
                ));
            }
            held_in_vain(self, network, settings, state)?;
        }
        Ok(())
    }

    /// Little's law after [`World::finish`]: what stood at each station, integrated over time, is what its patients spent
    /// there, added up one by one; both in ticks.
    pub fn little(&self) -> Result<(), String> {
        for (settings, state) in self.network().stations.iter().zip(&self.stations) {
            let sum = |of: fn(&super::count::Visits) -> u64| state.visits.iter().map(of).sum::<u64>();
            let pairs = [
                ("waiting", state.areas.waiting, sum(|v| v.in_queue)),
                ("occupied", state.areas.occupied, sum(|v| v.on_server)),
                ("ready", state.areas.ready, sum(|v| v.ready_on_server)),
            ];
            for (what, area, visits) in pairs {
                if area != visits {
                    let at = &settings.id;
                    return Err(format!(
                        "{at}: {what} over time is {area} ticks, over patients {visits}"
                    ));
                }
            }
            let at_occupied: u64 = state
                .areas
                .at_occupied
                .iter()
                .enumerate()
                .map(|(n, t)| n as u64 * t)
                .sum();
            if at_occupied != state.areas.occupied {
                return Err(format!("{}: the occupancies do not add up", settings.id));
            }
        }
        let journeys: u64 = self.journeys.iter().map(|j| j.present).sum();
        let stations: u64 = self.stations.iter().map(|s| s.areas.waiting + s.areas.occupied).sum();
        if journeys != stations {
            return Err(format!(
                "{journeys} patient-ticks in the network, {stations} at its stations"
            ));
        }
        Ok(())
    }
}

/// Nobody is held elsewhere for a station that has room for them.
fn held_in_vain(world: &World, network: &Network, settings: &Settings, state: &State) -> Result<(), String> {
    for &id in &state.held_for {
        let p = &world.patients[id as usize];
        if p.stage != Stage::Held {
            return Err(format!("{}: a patient is awaited who is not held", settings.id));
        }
        if state.serves_now(settings, p.class).is_some() || state.has_place(settings) {
            let from = &network.stations[usize::from(p.station)].id;
            return Err(format!(
                "{}: a patient is held at {from} though there is room",
                settings.id
            ));
        }
    }
    Ok(())
}
