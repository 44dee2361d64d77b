//! A network at one instant: a value. Patients come, wait, are served, hold their bed until there is room where they go
//! next, and leave.

use super::arrival::Coming;
use super::count::{Areas, Journeys, Visits};
use super::network::{Network, Route};
use super::station::{State, Waiting};
use crate::engine::{Agenda, Entry, Key, Span, Time};
use std::sync::Arc;

/// What a draw of a visit is for.
#[derive(Clone, Copy)]
enum For {
    Time = 1,
    Patience = 2,
    Route = 3,
    Delay = 4,
    Balk = 5,
}

/// Events, in the order of those that fall on one instant: what ends before what begins.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Event {
    Served = 0,
    DelayOver = 1,
    OpenOrClose = 2,
    Reneges = 3,
    Arrives = 4,
}
const EVENTS: [Event; 5] = [
    Event::Served,
    Event::DelayOver,
    Event::OpenOrClose,
    Event::Reneges,
    Event::Arrives,
];

/// Where a patient is at their station.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    /// Not in the network: the slot is free.
    Out,
    Queue,
    Service,
    /// Ready, on the server while the delay before going runs.
    Delay,
    /// Ready, on the server while there is no room at the next station.
    Held,
}

#[derive(Clone, Debug)]
pub(super) struct Patient {
    key: Key,
    pub class: u16,
    pub station: u16,
    pub stage: Stage,
    pub pool: u16,
    next: u16,
    /// Arrived, or came here, after the warm-up.
    counted: bool,
    counts_here: bool,
    /// Was on a server here before and was interrupted.
    interrupted: bool,
    /// Counts up with each stage: an event or queue entry of an earlier one is void.
    pub stamp: u32,
    /// Place in the list of those served, where it is kept.
    place: u32,
    arrived: Time,
    waited: u64,
    came: Time,
    began: Time,
    ready: Time,
    /// Start of the present stage.
    since: Time,
    /// When the present service ends, or how long it still takes.
    ends: Time,
    left: Span,
}

/// A network in one replication.
#[derive(Clone)]
pub struct World {
    pub(super) network: Arc<Network>,
    root: Key,
    /// Address word of each station, by its permanent id.
    words: Vec<u64>,
    now: Time,
    agenda: Agenda,
    pub(super) patients: Vec<Patient>,
    free: Vec<u32>,
    /// Visits of each patient to each station, where a station can be visited twice.
    revisits: Vec<Vec<(u16, u16)>>,
    pub(super) stations: Vec<State>,
    coming: Vec<Coming>,
    /// The arrival each stream has on the agenda.
    arriving: Vec<Option<super::arrival::Arrival>>,
    pub(super) journeys: Vec<Journeys>,
    /// Stations where something became free.
    freed: Vec<u16>,
    pub(super) in_network: u64,
    pub(super) entered: u64,
    pub(super) gone: u64,
    events: u64,
    finished: bool,
}

impl World {
    /// The network at its first instant.
    pub fn new(network: &Arc<Network>, seed: u64, replication: u32) -> World {
        let root = Key::root(seed, u64::from(replication));
        let streams = || {
            network
                .classes
                .iter()
                .flat_map(|c| c.streams.iter().map(move |s| (c, s)))
        };
        let mut world = World {
            root,
            words: network
                .stations
                .iter()
                .map(|s| Key::root(0, 0).with_name(&s.id).bits())
                .collect(),
            now: network.from,
            agenda: Agenda::with_width(width(network)),
            patients: Vec::new(),
            free: Vec::new(),
            revisits: Vec::new(),
            stations: network.stations.iter().map(|s| State::new(network, s)).collect(),
            coming: streams()
                .map(|(c, s)| Coming::new(root.with_name(&c.id).with_name(&s.id), network))
                .collect(),
            arriving: vec![None; streams().count()],
            journeys: vec![Journeys::default(); network.classes.len()],
            freed: Vec::new(),
            in_network: 0,
            entered: 0,
            gone: 0,
            events: 0,
            finished: false,
            network: Arc::clone(network),
        };
        world.begin(network);
        world
    }

    pub fn now(&self) -> Time {
        self.now
    }
    pub fn events(&self) -> u64 {
        self.events
    }
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Counts at a station, by class.
    pub fn visits(&self, station: usize) -> &[Visits] {
        &self.stations[station].visits
    }
    /// What stood at a station over time.
    pub fn areas(&self, station: usize) -> &Areas {
        &self.stations[station].areas
    }
    /// Counts of the whole network, by class.
    pub fn journeys(&self) -> &[Journeys] {
        &self.journeys
    }
    /// Patients at a station now, by class.
    pub fn present(&self, station: usize) -> Vec<u64> {
        let mut present = vec![0; self.network.classes.len()];
        let here = |p: &&Patient| p.stage != Stage::Out && usize::from(p.station) == station;
        for p in self.patients.iter().filter(here) {
            present[usize::from(p.class)] += 1;
        }
        present
    }

    fn begin(&mut self, network: &Network) {
        for (s, station) in network.stations.iter().enumerate() {
            if let Some(edge) = station.opening.as_ref().and_then(|o| o.next_edge(self.now)) {
                self.push(edge, Event::OpenOrClose, s as u32, 0);
            }
            let Some(start) = &station.start else { continue };
            let of_station = self.root.with(self.words[s]);
            for (class, (served, waiting)) in start.in_service.iter().zip(&start.waiting).enumerate() {
                let of_class = of_station.with_name(&network.classes[class].id);
                for i in 0..*served {
                    let key = of_class.with(0).with(u64::from(i));
                    let left = match &start.residual {
                        Some(residual) => residual.at(key.uniform()),
                        None => start.equilibrium[class].at(key.uniform(), key.with(1).uniform()),
                    };
                    let id = self.admit(network, class as u16, key, false);
                    self.come(network, id, s as u16);
                    let pool = self.stations[s].free_pool(station, class as u16);
                    let pool = pool.expect("a start was checked against the servers");
                    self.patients[id as usize].left = network.span(left);
                    self.patients[id as usize].interrupted = true;
                    self.start_service(network, id, pool);
                }
                for i in 0..*waiting {
                    let key = of_class.with(1).with(u64::from(i));
                    let id = self.admit(network, class as u16, key, false);
                    self.come(network, id, s as u16);
                    self.queue_up(network, id, false);
                }
            }
        }
        for stream in 0..self.coming.len() {
            self.next_arrival(network, stream);
        }
    }

    fn push(&mut self, at: Time, event: Event, subject: u32, tag: u32) {
        self.agenda.push(Entry::new(at, event as u8, subject, event as u8, tag));
    }

    /// Runs every event before `until`, at most to the end.
    pub fn advance(&mut self, until: Time) {
        let network = Arc::clone(&self.network);
        let until = until.min(network.end);
        while self.handle_next(&network, until) {}
        self.now = self.now.max(until);
    }

    /// Handles the next event before `until`; false if there is none.
    pub fn step(&mut self, until: Time) -> bool {
        let network = Arc::clone(&self.network);
        self.handle_next(&network, until)
    }

    fn handle_next(&mut self, network: &Network, until: Time) -> bool {
        let Some(entry) = self.agenda.peek_until(Time(until.0.saturating_sub(1))) else {
            return false;
        };
        self.agenda.pop();
        self.now = entry.time();
        let (subject, tag) = (entry.subject(), entry.tag());
        let valid = |world: &World| world.patients[subject as usize].stamp == tag;
        match EVENTS[entry.kind() as usize] {
            Event::Arrives => self.arrives(network, subject as usize),
            Event::OpenOrClose => self.open_or_close(network, subject as u16),
            Event::Served if valid(self) => self.served(network, subject),
            Event::DelayOver if valid(self) => self.go_on(network, subject),
            Event::Reneges if valid(self) => self.reneges(network, subject),
            // Cancelled: the patient went on before.
            Event::Served | Event::DelayOver | Event::Reneges => return true,
        }
        self.settle(network);
        self.events += 1;
        true
    }

    /// Runs to the end and closes the counts.
    pub fn finish(&mut self) {
        let network = Arc::clone(&self.network);
        self.advance(network.end);
        if self.finished {
            return;
        }
        self.finished = true;
        for s in 0..self.stations.len() {
            self.mark(&network, s as u16);
        }
        for id in 0..self.patients.len() as u32 {
            if self.patients[id as usize].stage != Stage::Out {
                self.note_presence(&network, id);
                let p = &self.patients[id as usize];
                let journey = &mut self.journeys[p.class as usize];
                journey.unfinished += 1;
                journey.present += clip(&network, p.arrived, self.now);
            }
        }
    }

    // Arrivals.

    fn next_arrival(&mut self, network: &Network, stream: usize) {
        let (_, settings) = stream_of(network, stream);
        self.arriving[stream] = self.coming[stream].next(settings, network);
        if let Some((at, ..)) = self.arriving[stream] {
            self.push(at, Event::Arrives, stream as u32, 0);
        }
    }

    fn arrives(&mut self, network: &Network, stream: usize) {
        let (class, settings) = stream_of(network, stream);
        let (_, key, patients) = self.arriving[stream].expect("a stream on the agenda has an arrival");
        for one in 0..patients {
            let key = key.with(u64::from(one));
            let size = settings
                .batch
                .as_ref()
                .map_or(1, |batch| batch.at(key.with(0).uniform()));
            for member in 0..size {
                let id = self.admit(network, class, key.with(1 + u64::from(member)), true);
                self.ask(network, id, settings.to, None, 0);
            }
        }
        self.next_arrival(network, stream);
    }

    /// A patient enters the network.
    fn admit(&mut self, network: &Network, class: u16, key: Key, from_outside: bool) -> u32 {
        let counted = from_outside && self.now >= network.start;
        let patient = Patient {
            key,
            class,
            station: 0,
            stage: Stage::Out,
            pool: 0,
            next: 0,
            counted,
            counts_here: false,
            interrupted: false,
            stamp: 0,
            place: 0,
            arrived: self.now,
            waited: 0,
            came: self.now,
            began: self.now,
            ready: self.now,
            since: self.now,
            ends: self.now,
            left: Span(0),
        };
        self.journeys[class as usize].arrived += u64::from(counted);
        self.in_network += 1;
        self.entered += 1;
        match self.free.pop() {
            Some(id) => {
                let stamp = self.patients[id as usize].stamp;
                self.patients[id as usize] = Patient { stamp, ..patient };
                if network.revisits {
                    self.revisits[id as usize].clear();
                }
                id
            }
            None => {
                self.patients.push(patient);
                if network.revisits {
                    self.revisits.push(Vec::new());
                }
                (self.patients.len() - 1) as u32
            }
        }
    }

    /// Address of the draws of the present visit: the patient, the station, and how often they were here.
    fn visit(&self, network: &Network, id: u32, station: u16) -> Key {
        let before = if network.revisits {
            let list = &self.revisits[id as usize];
            list.iter().find(|(s, _)| *s == station).map_or(0, |(_, n)| *n)
        } else {
            0
        };
        self.patients[id as usize]
            .key
            .with(self.words[station as usize] ^ u64::from(before))
    }

    fn draw(&self, network: &Network, id: u32, station: u16, what: For) -> f64 {
        self.visit(network, id, station).with(what as u64).uniform()
    }

    // Coming to a station.

    /// A patient asks to come in, from a server elsewhere (`from`) or from outside. What happens is settled at once:
    /// served, queued, gone elsewhere, or held where they are.
    fn ask(&mut self, network: &Network, id: u32, station: u16, from: Option<u16>, hops: u32) {
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

    fn turn_away(&mut self, network: &Network, id: u32, station: u16, hops: u32) {
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
    fn go_elsewhere(&mut self, network: &Network, id: u32, from: u16, to: Option<u16>, hops: u32) {
        self.note_visit(network, id, from);
        match to {
            Some(to) if hops < self.stations.len() as u32 => self.ask(network, id, to, None, hops + 1),
            _ => self.leave(network, id),
        }
    }

    /// Comes in where there is a server or a place in the queue.
    fn enter(&mut self, network: &Network, id: u32, station: u16) {
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

    fn come(&mut self, network: &Network, id: u32, station: u16) {
        let counts = self.now >= network.start && self.now > network.from || self.patients[id as usize].counted;
        let p = &mut self.patients[id as usize];
        (p.station, p.came, p.interrupted, p.counts_here) = (station, self.now, false, counts);
        self.stations[station as usize].entered += 1;
        if counts {
            self.stations[station as usize].visits[self.patients[id as usize].class as usize].came += 1;
        }
    }

    fn queue_up(&mut self, network: &Network, id: u32, at_the_head: bool) {
        let (station, class) = (self.patients[id as usize].station, self.patients[id as usize].class);
        let settings = &network.stations[station as usize];
        self.mark(network, station);
        self.set_stage(network, id, Stage::Queue);
        let entry = Waiting {
            patient: id,
            stamp: self.patients[id as usize].stamp,
        };
        let state = &mut self.stations[station as usize];
        let queue = &mut state.queues[settings.rank[class as usize] as usize];
        if at_the_head {
            queue.push_front(entry);
        } else {
            queue.push_back(entry);
        }
        state.waiting += 1;
        if !at_the_head && let Some(patience) = &settings.patience[class as usize] {
            let until = self.now + network.span(patience.at(self.draw(network, id, station, For::Patience)));
            self.push(until, Event::Reneges, id, entry.stamp);
        }
    }

    // Service.

    fn start_service(&mut self, network: &Network, id: u32, pool: usize) {
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
    fn less_urgent(&self, network: &Network, id: u32, station: u16) -> Option<u32> {
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
    fn interrupt(&mut self, network: &Network, id: u32) -> usize {
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
    fn free_server(&mut self, network: &Network, id: u32) {
        let p = &self.patients[id as usize];
        let (station, pool, stage) = (p.station as usize, p.pool as usize, p.stage);
        self.strike_from_served(network, id);
        let state = &mut self.stations[station];
        state.busy[pool] -= 1;
        state.occupied -= 1;
        state.ready -= u32::from(matches!(stage, Stage::Delay | Stage::Held));
    }

    fn strike_from_served(&mut self, network: &Network, id: u32) {
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

    fn served(&mut self, network: &Network, id: u32) {
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
    fn go_on(&mut self, network: &Network, id: u32) {
        let p = &self.patients[id as usize];
        let (from, next) = (p.station, p.next);
        if next == u16::MAX {
            self.leave_server(network, id, Some(from));
            self.leave(network, id);
        } else if next == from {
            // Back to where they are: their own server is the room they need.
            self.leave_server(network, id, Some(from));
            self.come(network, id, from);
            self.queue_up(network, id, false);
            self.freed.push(from);
        } else {
            self.ask(network, id, next, Some(from), 0);
        }
    }

    /// The visit is over: counts it and frees the server.
    fn leave_server(&mut self, network: &Network, id: u32, from: Option<u16>) {
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

    fn note_visit(&mut self, network: &Network, id: u32, station: u16) {
        if network.revisits {
            let list = &mut self.revisits[id as usize];
            match list.iter_mut().find(|(s, _)| *s == station) {
                Some((_, n)) => *n += 1,
                None => list.push((station, 1)),
            }
        }
    }

    /// Stays on the server until there is room at the next station.
    fn hold(&mut self, network: &Network, id: u32, next: u16) {
        let station = self.patients[id as usize].station;
        self.mark(network, station);
        if self.patients[id as usize].stage == Stage::Service {
            self.strike_from_served(network, id);
            self.stations[station as usize].ready += 1;
        }
        self.set_stage(network, id, Stage::Held);
        self.stations[next as usize].held_for.push(id);
        self.change_places(network, station, next);
    }

    fn leave(&mut self, network: &Network, id: u32) {
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

    fn reneges(&mut self, network: &Network, id: u32) {
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
    fn leave_queue(&mut self, network: &Network, id: u32) {
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

    fn open_or_close(&mut self, network: &Network, station: u16) {
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
            let mut queues = std::mem::take(&mut self.stations[station as usize].queues);
            let waiting: Vec<Waiting> = queues.iter_mut().flat_map(|q| q.drain(..)).collect();
            self.stations[station as usize].queues = queues;
            for Waiting { patient, stamp } in waiting {
                let p = &self.patients[patient as usize];
                if p.stamp != stamp {
                    continue;
                }
                let (class, counts) = (p.class, p.counts_here);
                if p.interrupted {
                    // Whoever was served already is finished when it opens again.
                    let rank = settings.rank[class as usize] as usize;
                    self.stations[station as usize].queues[rank].push_back(Waiting { patient, stamp });
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

    // What follows from something becoming free.

    fn settle(&mut self, network: &Network) {
        while let Some(station) = self.freed.pop() {
            while self.serve_next(network, station) || self.let_in_next(network, station) {}
        }
    }

    /// The first in the queue whom a free server may serve.
    fn serve_next(&mut self, network: &Network, station: u16) -> bool {
        let settings = &network.stations[station as usize];
        let patients = &self.patients;
        let state = &mut self.stations[station as usize];
        if state.waiting == 0 || !state.is_open {
            return false;
        }
        for rank in 0..settings.ranks {
            let mut i = 0;
            while let Some(&Waiting { patient, stamp }) = state.queues[rank].get(i) {
                let p = &patients[patient as usize];
                if p.stamp != stamp {
                    state.queues[rank].remove(i);
                    continue;
                }
                if let Some(pool) = state.free_pool(settings, p.class) {
                    state.queues[rank].remove(i);
                    self.mark(network, station);
                    self.stations[station as usize].waiting -= 1;
                    self.start_service(network, patient, pool);
                    return true;
                }
                if settings.pools.len() == 1 && settings.pools[0].classes == u64::MAX {
                    return false;
                }
                i += 1;
            }
        }
        false
    }

    /// The first of those held elsewhere for whom there is room.
    fn let_in_next(&mut self, network: &Network, station: u16) -> bool {
        let settings = &network.stations[station as usize];
        let state = &self.stations[station as usize];
        let turned_away = !state.is_open && settings.turns_away_when_closed;
        let found = state.held_for.iter().position(|&id| {
            let class = self.patients[id as usize].class;
            state.serves_now(settings, class).is_some() || state.has_place(settings) || turned_away
        });
        let Some(found) = found else { return false };
        let id = self.stations[station as usize].held_for.remove(found);
        let from = self.patients[id as usize].station;
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
    fn change_places(&mut self, network: &Network, origin: u16, next: u16) {
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
    fn ring(&self, network: &Network, origin: u16, next: u16) -> Option<Vec<(u32, u16)>> {
        let last = *self.stations[next as usize].held_for.last()?;
        let mut ring = vec![(last, next)];
        let mut seen = vec![false; self.stations.len()];
        self.extend_ring(network, origin, next, &mut ring, &mut seen)
            .then_some(ring)
    }

    fn extend_ring(
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
    fn can_follow(&self, network: &Network, newcomer: u32, leaver: u32) -> bool {
        let (p, q) = (&self.patients[newcomer as usize], &self.patients[leaver as usize]);
        let pool = &network.stations[q.station as usize].pools[q.pool as usize];
        self.stations[q.station as usize].is_open && pool.classes >> p.class & 1 == 1
    }

    // Books.

    /// Closes the present stage of a patient and opens another.
    fn set_stage(&mut self, network: &Network, id: u32, stage: Stage) {
        self.note_presence(network, id);
        let p = &mut self.patients[id as usize];
        p.stage = stage;
        p.stamp = p.stamp.wrapping_add(1);
    }

    /// Adds the time in the present stage, as far as it counts.
    fn note_presence(&mut self, network: &Network, id: u32) {
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
    fn mark(&mut self, network: &Network, station: u16) {
        let settings = &network.stations[station as usize];
        let state = &mut self.stations[station as usize];
        let open = state.open_servers(settings);
        state
            .areas
            .until(self.now, state.occupied, state.ready, state.waiting, open);
    }

    fn count(&mut self, network: &Network, station: u16, class: u16, add: impl Fn(&mut Visits)) {
        if self.now >= network.start {
            add(&mut self.stations[station as usize].visits[class as usize]);
        }
    }
}

/// Ticks of a stretch that lie in the time that counts.
fn clip(network: &Network, from: Time, to: Time) -> u64 {
    to.min(network.end).0.saturating_sub(from.max(network.start).0)
}

fn stream_of(network: &Network, mut stream: usize) -> (u16, &super::network::Stream) {
    for (class, of) in network.classes.iter().enumerate() {
        match of.streams.get(stream) {
            Some(found) => return (class as u16, found),
            None => stream -= of.streams.len(),
        }
    }
    unreachable!("streams are numbered through all classes")
}

/// Bucket width of the agenda: about the mean time between some hundred events.
fn width(network: &Network) -> Span {
    let per_day: f64 = (network.classes.iter().flat_map(|c| &c.streams))
        .map(|s| {
            s.pattern
                .mean_per_day(network.start, network.end, network.start, network.unit)
        })
        .sum();
    Span::days((200.0 / per_day.max(1e-6)).min(30.0))
}
