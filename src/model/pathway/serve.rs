//! Being served, interrupted, ready, and going on.

use super::network::{Network, Route};
use super::station::Waiting;
use super::world::{Event, For, Stage, World, clip};

impl World {
    pub(super) fn start_service(&mut self, network: &Network, id: u32, pool: usize) {
        let (station, class) = (self.patients[id as usize].station, self.patients[id as usize].class);
        let settings = &network.stations[station as usize];
        self.mark(network, station);
        let wait = self.now.since(self.patients[id as usize].came).0;
        let first = !self.patients[id as usize].interrupted;
        let span = if first {
            let time = settings.time[class as usize].at(self.draw(network, id, station, For::Time));
            network.span(time)
        } else {
            self.patients[id as usize].left
        };
        self.set_stage(network, id, Stage::Service);
        let state = &mut self.stations[station as usize];
        state.busy[pool] += 1;
        state.occupied += 1;
        let p = &mut self.patients[id as usize];
        (p.pool, p.ends) = (pool as u16, self.now + span);
        if first {
            p.began = self.now;
            p.waited += wait;
            if p.counts_here {
                let visits = &mut state.visits[class as usize];
                visits.began += 1;
                visits.waited += u64::from(wait > 0);
                visits.wait += wait;
                visits.waits.add(wait);
            }
        }
        if settings.preemptive {
            p.place = state.serving.len() as u32;
            state.serving.push(id);
        }
        let (ends, stamp) = (p.ends, p.stamp);
        self.push(ends, Event::Served, id, stamp);
    }

    /// Who of lower priority is being served, on a server the patient may use: the least urgent, of those the last to
    /// begin.
    pub(super) fn less_urgent(&self, network: &Network, id: u32, station: u16) -> Option<u32> {
        let (settings, state) = (&network.stations[station as usize], &self.stations[station as usize]);
        if !settings.preemptive || !state.is_open {
            return None;
        }
        let class = self.patients[id as usize].class;
        let rank = settings.rank[class as usize];
        let candidates = state.serving.iter().copied().filter(|&other| {
            let p = &self.patients[other as usize];
            settings.rank[p.class as usize] > rank && settings.pools[p.pool as usize].classes >> class & 1 == 1
        });
        candidates.max_by_key(|&other| {
            let p = &self.patients[other as usize];
            (settings.rank[p.class as usize], p.since, p.arrived, other)
        })
    }

    /// Back to the head of the queue; the pool whose server is free now.
    pub(super) fn interrupt(&mut self, network: &Network, id: u32) -> usize {
        let p = &mut self.patients[id as usize];
        (p.left, p.interrupted) = (p.ends.since(self.now), true);
        let (station, class, pool) = (p.station, p.class, p.pool);
        let counts = p.counts_here;
        self.mark(network, station);
        self.free_server(network, id);
        if counts {
            self.stations[station as usize].visits[class as usize].interrupted += 1;
        }
        self.queue_up(network, id, true);
        pool as usize
    }

    /// Takes the patient off the books of the servers of their station.
    pub(super) fn free_server(&mut self, network: &Network, id: u32) {
        let p = &self.patients[id as usize];
        let (station, pool, stage) = (p.station as usize, p.pool as usize, p.stage);
        self.strike_from_served(network, id);
        let state = &mut self.stations[station];
        state.busy[pool] -= 1;
        state.occupied -= 1;
        state.ready -= u32::from(matches!(stage, Stage::Delay | Stage::Held));
    }

    pub(super) fn strike_from_served(&mut self, network: &Network, id: u32) {
        let p = &self.patients[id as usize];
        let (station, place) = (p.station as usize, p.place as usize);
        if p.stage == Stage::Service && network.stations[station].preemptive {
            let list = &mut self.stations[station].serving;
            list.swap_remove(place);
            if let Some(&moved) = list.get(place) {
                self.patients[moved as usize].place = place as u32;
            }
        }
    }

    pub(super) fn served(&mut self, network: &Network, id: u32) {
        let p = &self.patients[id as usize];
        let (station, class) = (p.station, p.class);
        let routes: &[Route] = &network.classes[class as usize].routes[station as usize];
        let route = match routes {
            [] => None,
            [only] => Some(only),
            several => {
                let u = self.draw(network, id, station, For::Route);
                Some(
                    several
                        .iter()
                        .find(|r| u < r.cumulative)
                        .unwrap_or(&several[several.len() - 1]),
                )
            }
        };
        self.patients[id as usize].ready = self.now;
        self.patients[id as usize].next = route.and_then(|r| r.to).unwrap_or(u16::MAX);
        match route.and_then(|r| r.delay.as_ref()) {
            Some(delay) => {
                let until = self.now + network.span(delay.at(self.draw(network, id, station, For::Delay)));
                self.mark(network, station);
                self.strike_from_served(network, id);
                self.set_stage(network, id, Stage::Delay);
                self.stations[station as usize].ready += 1;
                self.push(until, Event::DelayOver, id, self.patients[id as usize].stamp);
            }
            None => self.go_on(network, id),
        }
    }

    /// Ready, and any delay over: to the next station, or out.
    pub(super) fn go_on(&mut self, network: &Network, id: u32) {
        let p = &self.patients[id as usize];
        let (from, next) = (p.station, p.next);
        if next == u16::MAX {
            self.leave_server(network, id, Some(from));
            self.leave(network, id);
        } else if next == from {
            self.come_back(network, id, from);
        } else {
            self.ask(network, id, next, Some(from), 0);
        }
    }

    /// Again where they are. While it is open their own server is the room they need; while it is closed they need a place
    /// in the queue, as others do.
    fn come_back(&mut self, network: &Network, id: u32, station: u16) {
        let (settings, state) = (&network.stations[station as usize], &self.stations[station as usize]);
        let turned_away = !state.is_open && settings.turns_away_when_closed;
        if !turned_away && (state.is_open || state.has_place(settings)) {
            self.queue_again(network, id, station);
            self.freed.push(station);
        } else if !turned_away && settings.hold {
            self.hold(network, id, station);
        } else {
            self.leave_server(network, id, Some(station));
            self.turn_away(network, id, station, 0);
        }
    }

    /// From their server to the end of the queue before it.
    pub(super) fn queue_again(&mut self, network: &Network, id: u32, station: u16) {
        self.leave_server(network, id, Some(station));
        self.come(network, id, station);
        self.queue_up(network, id, false);
    }

    /// The visit is over: counts it and frees the server.
    pub(super) fn leave_server(&mut self, network: &Network, id: u32, from: Option<u16>) {
        let Some(station) = from else { return };
        self.mark(network, station);
        self.note_presence(network, id);
        let p = &self.patients[id as usize];
        let (class, counts) = (p.class as usize, p.counts_here);
        let stay = self.now.since(p.began).0;
        let (held, here) = (self.now.since(p.ready).0, self.now.since(p.came).0);
        self.free_server(network, id);
        let state = &mut self.stations[station as usize];
        state.gone += 1;
        if counts {
            let visits = &mut state.visits[class];
            visits.served += 1;
            visits.stay += stay;
            visits.held += held;
            visits.here += here;
        }
        self.set_stage(network, id, Stage::Out);
        self.note_visit(network, id, station);
        self.freed.push(station);
    }

    pub(super) fn note_visit(&mut self, network: &Network, id: u32, station: u16) {
        if network.revisits {
            let list = &mut self.revisits[id as usize];
            match list.iter_mut().find(|(s, _)| *s == station) {
                Some((_, n)) => *n += 1,
                None => list.push((station, 1)),
            }
        }
    }

    /// Stays on the server until there is room at the next station.
    pub(super) fn hold(&mut self, network: &Network, id: u32, next: u16) {
        let station = self.patients[id as usize].station;
        self.mark(network, station);
        if self.patients[id as usize].stage == Stage::Service {
            self.strike_from_served(network, id);
            self.stations[station as usize].ready += 1;
        }
        self.set_stage(network, id, Stage::Held);
        self.stations[next as usize].held_for.push_back(id);
        self.change_places(network, station, next);
    }

    pub(super) fn leave(&mut self, network: &Network, id: u32) {
        let p = &mut self.patients[id as usize];
        p.stage = Stage::Out;
        p.stamp = p.stamp.wrapping_add(1);
        let journey = &mut self.journeys[p.class as usize];
        journey.present += clip(network, p.arrived, self.now);
        if p.counted {
            journey.left += 1;
            journey.time += self.now.since(p.arrived).0;
            journey.wait += p.waited;
        }
        self.in_network -= 1;
        self.gone += 1;
        self.free.push(id);
    }

    pub(super) fn reneges(&mut self, network: &Network, id: u32) {
        let p = &self.patients[id as usize];
        let (station, class) = (p.station, p.class);
        self.leave_queue(network, id);
        if self.patients[id as usize].counts_here {
            self.stations[station as usize].visits[class as usize].reneged += 1;
        }
        self.freed.push(station);
        let to = network.stations[station as usize].reneged_to;
        self.go_elsewhere(network, id, station, to, 0);
    }

    /// Out of the queue without being served; the queue's entry goes void with the stamp.
    pub(super) fn leave_queue(&mut self, network: &Network, id: u32) {
        let station = self.patients[id as usize].station;
        self.mark(network, station);
        let wait = self.now.since(self.patients[id as usize].came).0;
        self.patients[id as usize].waited += wait;
        self.note_presence(network, id);
        self.set_stage(network, id, Stage::Out);
        let state = &mut self.stations[station as usize];
        state.waiting -= 1;
        state.gone += 1;
    }

    pub(super) fn open_or_close(&mut self, network: &Network, station: u16) {
        let settings = &network.stations[station as usize];
        let opening = settings
            .opening
            .as_ref()
            .expect("only a service with opening hours opens or closes");
        self.mark(network, station);
        let open = opening.is_open(self.now);
        self.stations[station as usize].is_open = open;
        if let Some(edge) = opening.next_edge(self.now) {
            self.push(edge, Event::OpenOrClose, u32::from(station), 0);
        }
        if open {
            self.freed.push(station);
        } else if settings.turns_away_when_closed {
            self.freed.push(station);
            let mut waiting: Vec<Waiting> = Vec::new();
            for rank in self.stations[station as usize].queues.chunks_mut(settings.lines_a_rank) {
                let from = waiting.len();
                rank.iter_mut().for_each(|line| waiting.extend(line.drain(..)));
                waiting[from..].sort_unstable_by_key(|entry| entry.order);
            }
            for entry in waiting {
                let Waiting { patient, stamp, .. } = entry;
                let p = &self.patients[patient as usize];
                if p.stamp != stamp {
                    continue;
                }
                let (class, counts) = (p.class, p.counts_here);
                if p.interrupted {
                    // Whoever was served already is finished when it opens again.
                    self.stations[station as usize].queues[settings.line(class)].push_back(entry);
                    continue;
                }
                self.leave_queue(network, patient);
                if counts {
                    self.stations[station as usize].visits[class as usize].turned_away += 1;
                }
                self.go_elsewhere(network, patient, station, settings.turned_away_to, 0);
            }
        }
    }
}
