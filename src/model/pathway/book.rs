//! The books: every stage of every patient, every station over time.

use super::count::Visits;
use super::network::Network;
use super::world::{Stage, World, clip};

impl World {
    /// Closes the present stage of a patient and opens another.
    pub(super) fn set_stage(&mut self, network: &Network, id: u32, stage: Stage) {
        self.note_presence(network, id);
        let p = &mut self.patients[id as usize];
        p.stage = stage;
        p.stamp = p.stamp.wrapping_add(1);
    }

    /// Adds the time in the present stage, as far as it counts.
    pub(super) fn note_presence(&mut self, network: &Network, id: u32) {
        let p = &mut self.patients[id as usize];
        let ticks = clip(network, p.since, self.now);
        p.since = self.now;
        if ticks == 0 {
            return;
        }
        let visits = &mut self.stations[p.station as usize].visits[p.class as usize];
        match p.stage {
            Stage::Out => {}
            Stage::Queue => visits.in_queue += ticks,
            Stage::Service => visits.on_server += ticks,
            Stage::Delay | Stage::Held => {
                visits.on_server += ticks;
                visits.ready_on_server += ticks;
            }
        }
    }

    /// Brings a station's areas up to now, before anything there changes.
    #[inline]
    pub(super) fn mark(&mut self, network: &Network, station: u16) {
        let settings = &network.stations[station as usize];
        let state = &mut self.stations[station as usize];
        let open = state.open_servers(settings);
        state
            .areas
            .until(self.now, state.occupied, state.ready, state.waiting, open);
    }

    pub(super) fn count(&mut self, network: &Network, station: u16, class: u16, add: impl Fn(&mut Visits)) {
        if self.now >= network.start {
            add(&mut self.stations[station as usize].visits[class as usize]);
        }
    }
}
