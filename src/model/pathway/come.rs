//! Coming to a service: served at once, queued, turned away, sent elsewhere, or held where the patient is; and leaving the
//! queue or the network.

use super::network::Network;
use super::world::{Event, For, Stage, World};

impl World {
    /// A patient asks to come in, from a server elsewhere (`from`) or from outside. What happens is settled at once:
    /// served, queued, gone elsewhere, or held where they are.
    pub(super) fn ask(&mut self, network: &Network, id: u32, station: u16, from: Option<u16>, hops: u32) {
        let settings = &network.stations[station as usize];
        let class = self.patients[id as usize].class;
        if let Some(&(_, share)) =
            (settings.balking.iter().rev()).find(|(waiting, _)| self.stations[station as usize].waiting >= *waiting)
            && self.draw(network, id, station, For::Balk) < share
        {
            self.leave_server(network, id, from);
            self.count(network, station, class, |v| {
                v.came += 1;
                v.balked += 1;
            });
            return self.go_elsewhere(network, id, station, settings.balked_to, hops);
        }
        let state = &self.stations[station as usize];
        if !state.is_open && settings.turns_away_when_closed {
            self.leave_server(network, id, from);
            return self.turn_away(network, id, station, hops);
        }
        if state.serves_now(settings, class).is_some() || state.has_place(settings) {
            self.leave_server(network, id, from);
            return self.enter(network, id, station);
        }
        if from.is_some() && settings.hold {
            return self.hold(network, id, station);
        }
        self.leave_server(network, id, from);
        self.turn_away(network, id, station, hops);
    }

    pub(super) fn turn_away(&mut self, network: &Network, id: u32, station: u16, hops: u32) {
        let class = self.patients[id as usize].class;
        self.count(network, station, class, |v| {
            v.came += 1;
            v.turned_away += 1;
        });
        let to = network.stations[station as usize].turned_away_to;
        self.go_elsewhere(network, id, station, to, hops);
    }

    /// Another station instead, or out. Whoever was sent on as often as there are stations leaves: full services that
    /// send to each other would never end.
    pub(super) fn go_elsewhere(&mut self, network: &Network, id: u32, from: u16, to: Option<u16>, hops: u32) {
        self.note_visit(network, id, from);
        match to {
            Some(to) if hops < self.stations.len() as u32 => self.ask(network, id, to, None, hops + 1),
            _ => self.leave(network, id),
        }
    }

    /// Comes in where there is a server or a place in the queue.
    pub(super) fn enter(&mut self, network: &Network, id: u32, station: u16) {
        let settings = &network.stations[station as usize];
        let class = self.patients[id as usize].class;
        self.come(network, id, station);
        if let Some(pool) = self.stations[station as usize].serves_now(settings, class) {
            self.start_service(network, id, pool);
        } else if let Some(victim) = self.less_urgent(network, id, station) {
            let pool = self.interrupt(network, victim);
            self.start_service(network, id, pool);
        } else {
            self.queue_up(network, id, false);
        }
    }

    pub(super) fn come(&mut self, network: &Network, id: u32, station: u16) {
        let counts = self.now >= network.start && self.now > network.from || self.patients[id as usize].counted;
        let p = &mut self.patients[id as usize];
        (p.station, p.came, p.interrupted, p.counts_here) = (station, self.now, false, counts);
        self.stations[station as usize].entered += 1;
        if counts {
            self.stations[station as usize].visits[self.patients[id as usize].class as usize].came += 1;
        }
    }

    pub(super) fn queue_up(&mut self, network: &Network, id: u32, at_the_head: bool) {
        let (station, class) = (self.patients[id as usize].station, self.patients[id as usize].class);
        let settings = &network.stations[station as usize];
        self.mark(network, station);
        self.set_stage(network, id, Stage::Queue);
        let stamp = self.patients[id as usize].stamp;
        self.stations[station as usize].queue(settings.line(class), id, stamp, at_the_head);
        if !at_the_head && let Some(patience) = &settings.patience[class as usize] {
            let until = self.now + network.span(patience.at(self.draw(network, id, station, For::Patience)));
            self.push(until, Event::Reneges, id, stamp);
        }
    }
}
