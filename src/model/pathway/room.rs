//! What follows from something becoming free: the next in the queue, the next of those held elsewhere, and rings of
//! patients who wait for one another.

use super::network::Network;
use super::station::{Waiting, free_pool};
use super::world::World;

impl World {
    pub(super) fn settle(&mut self, network: &Network) {
        while let Some(station) = self.freed.pop() {
            while self.serve_next(network, station) || self.let_in_next(network, station) {}
        }
    }

    /// The first in the queue whom a free server may serve.
    pub(super) fn serve_next(&mut self, network: &Network, station: u16) -> bool {
        let settings = &network.stations[station as usize];
        let patients = &self.patients;
        let state = &mut self.stations[station as usize];
        if state.waiting == 0 || !state.is_open {
            return false;
        }
        for rank in state.queues.chunks_mut(settings.lines_a_rank) {
            // Whoever came first of those at the heads of lines for whom a server is free.
            let mut first: Option<(i64, usize, u32, usize)> = None;
            for (line, queue) in rank.iter_mut().enumerate() {
                while let Some(&Waiting { patient, stamp, order }) = queue.front() {
                    let p = &patients[patient as usize];
                    if p.stamp != stamp {
                        queue.pop_front();
                        continue;
                    }
                    if first.is_none_or(|(earliest, ..)| order < earliest)
                        && let Some(pool) = free_pool(settings, &state.busy, p.class)
                    {
                        first = Some((order, line, patient, pool));
                    }
                    break;
                }
            }
            if let Some((_, line, patient, pool)) = first {
                rank[line].pop_front();
                self.mark(network, station);
                self.stations[station as usize].waiting -= 1;
                self.start_service(network, patient, pool);
                return true;
            }
        }
        false
    }

    /// The first of those held elsewhere for whom there is room.
    pub(super) fn let_in_next(&mut self, network: &Network, station: u16) -> bool {
        let settings = &network.stations[station as usize];
        let state = &self.stations[station as usize];
        let turned_away = !state.is_open && settings.turns_away_when_closed;
        let found = state.held_for.iter().position(|&id| {
            let p = &self.patients[id as usize];
            let own_server = state.is_open && p.station == station;
            state.serves_now(settings, p.class).is_some() || state.has_place(settings) || turned_away || own_server
        });
        let Some(found) = found else { return false };
        let id = (self.stations[station as usize].held_for.remove(found)).expect("a place that was found is there");
        let from = self.patients[id as usize].station;
        if from == station && !turned_away {
            self.queue_again(network, id, station);
            return true;
        }
        self.leave_server(network, id, Some(from));
        if turned_away {
            self.turn_away(network, id, station, 0);
        } else {
            self.enter(network, id, station);
        }
        true
    }

    /// Patients who hold servers in a ring, each waiting for the next one's, change places at once: else nobody in the
    /// ring would ever move.
    pub(super) fn change_places(&mut self, network: &Network, origin: u16, next: u16) {
        let Some(ring) = self.ring(network, origin, next) else {
            return;
        };
        let moves: Vec<(u32, u16)> = ring.iter().map(|&(id, to)| (id, to)).collect();
        for &(id, to) in &moves {
            let held = &mut self.stations[to as usize].held_for;
            held.retain(|&other| other != id);
            let from = self.patients[id as usize].station;
            self.leave_server(network, id, Some(from));
        }
        for &(id, to) in &moves {
            self.come(network, id, to);
            self.queue_up(network, id, false);
        }
    }

    /// A ring of held patients from the last one held at `origin` for `next` back to `origin`, in which everyone could
    /// use what the next one leaves.
    pub(super) fn ring(&self, network: &Network, origin: u16, next: u16) -> Option<Vec<(u32, u16)>> {
        let last = *self.stations[next as usize].held_for.back()?;
        if self.stations[origin as usize].held_for.is_empty() {
            return None; // nobody waits for what the last one leaves, so nothing closes
        }
        let mut ring = vec![(last, next)];
        let mut seen = vec![false; self.stations.len()];
        self.extend_ring(network, origin, next, &mut ring, &mut seen)
            .then_some(ring)
    }

    pub(super) fn extend_ring(
        &self,
        network: &Network,
        origin: u16,
        at: u16,
        ring: &mut Vec<(u32, u16)>,
        seen: &mut [bool],
    ) -> bool {
        if at == origin {
            let (first, _) = ring[0];
            let (closing, _) = ring[ring.len() - 1];
            return self.can_follow(network, closing, first);
        }
        if std::mem::replace(&mut seen[at as usize], true) {
            return false;
        }
        for to in 0..self.stations.len() as u16 {
            for &id in &self.stations[to as usize].held_for {
                let (follower, _) = ring[ring.len() - 1];
                if self.patients[id as usize].station != at
                    || id == ring[0].0
                    || !self.can_follow(network, follower, id)
                {
                    continue;
                }
                ring.push((id, to));
                if self.extend_ring(network, origin, to, ring, seen) {
                    return true;
                }
                ring.pop();
            }
        }
        false
    }

    /// Whether a newcomer may use the server that another leaves, where that station is open.
    pub(super) fn can_follow(&self, network: &Network, newcomer: u32, leaver: u32) -> bool {
        let (p, q) = (&self.patients[newcomer as usize], &self.patients[leaver as usize]);
        let pool = &network.stations[q.station as usize].pools[q.pool as usize];
        self.stations[q.station as usize].is_open && pool.classes >> p.class & 1 == 1
    }
}
