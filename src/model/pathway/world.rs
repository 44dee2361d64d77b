//! A network at one instant: a value. Patients come, wait, are served, hold their bed until there is room where they go
//! next, and leave.

use super::arrival::Coming;
use super::count::{Areas, Journeys, Visits};
use super::network::Network;
use super::station::State;
use crate::engine::{Agenda, Entry, Key, Span, Time};
use std::sync::Arc;

/// What a draw of a visit is for.
#[derive(Clone, Copy)]
pub(super) enum For {
    Time = 1,
    Patience = 2,
    Route = 3,
    Delay = 4,
    Balk = 5,
}

/// Events, in the order of those that fall on one instant: what ends before what begins.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Event {
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
    pub(super) key: Key,
    pub class: u16,
    pub station: u16,
    pub stage: Stage,
    pub pool: u16,
    pub(super) next: u16,
    /// Arrived, or came here, after the warm-up.
    pub(super) counted: bool,
    pub(super) counts_here: bool,
    /// Was on a server here before and was interrupted.
    pub(super) interrupted: bool,
    /// Counts up with each stage: an event or queue entry of an earlier one is void.
    pub stamp: u32,
    /// Place in the list of those served, where it is kept.
    pub(super) place: u32,
    pub(super) arrived: Time,
    pub(super) waited: u64,
    pub(super) came: Time,
    pub(super) began: Time,
    pub(super) ready: Time,
    /// Start of the present stage.
    pub(super) since: Time,
    /// When the present service ends, or how long it still takes.
    pub(super) ends: Time,
    pub(super) left: Span,
}

/// A network in one replication.
#[derive(Clone)]
pub struct World {
    pub(super) network: Arc<Network>,
    pub(super) root: Key,
    /// Address word of each station, by its permanent id.
    pub(super) words: Vec<u64>,
    pub(super) now: Time,
    pub(super) agenda: Agenda,
    pub(super) patients: Vec<Patient>,
    pub(super) free: Vec<u32>,
    /// Visits of each patient to each station, where a station can be visited twice.
    pub(super) revisits: Vec<Vec<(u16, u16)>>,
    pub(super) stations: Vec<State>,
    pub(super) coming: Vec<Coming>,
    /// The arrival each stream has on the agenda.
    pub(super) arriving: Vec<Option<super::arrival::Arrival>>,
    pub(super) journeys: Vec<Journeys>,
    /// Stations where something became free.
    pub(super) freed: Vec<u16>,
    pub(super) in_network: u64,
    pub(super) entered: u64,
    pub(super) gone: u64,
    pub(super) events: u64,
    pub(super) finished: bool,
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

    /// Patients in the network.
    pub fn in_network(&self) -> u64 {
        self.in_network
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

    pub(super) fn begin(&mut self, network: &Network) {
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

    pub(super) fn push(&mut self, at: Time, event: Event, subject: u32, tag: u32) {
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

    pub(super) fn handle_next(&mut self, network: &Network, until: Time) -> bool {
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

    pub(super) fn next_arrival(&mut self, network: &Network, stream: usize) {
        let (_, settings) = stream_of(network, stream);
        self.arriving[stream] = self.coming[stream].next(settings, network);
        if let Some((at, ..)) = self.arriving[stream] {
            self.push(at, Event::Arrives, stream as u32, 0);
        }
    }

    pub(super) fn arrives(&mut self, network: &Network, stream: usize) {
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
    pub(super) fn admit(&mut self, network: &Network, class: u16, key: Key, from_outside: bool) -> u32 {
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
    pub(super) fn visit(&self, network: &Network, id: u32, station: u16) -> Key {
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

    pub(super) fn draw(&self, network: &Network, id: u32, station: u16, what: For) -> f64 {
        self.visit(network, id, station).with(what as u64).uniform()
    }
}

/// Ticks of a stretch that lie in the time that counts.
pub(super) fn clip(network: &Network, from: Time, to: Time) -> u64 {
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
