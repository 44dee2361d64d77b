//! The state of one service: servers taken, the queue by priority, those who wait elsewhere for room here.

use super::count::{Areas, Visits};
use super::network::{Network, Station as Settings};
use std::collections::VecDeque;

/// A patient in a queue, with the stamp of the wait: an entry whose stamp has passed is skipped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waiting {
    pub patient: u32,
    pub stamp: u32,
    /// Place in the order of the station: lower is nearer to the head.
    pub order: i64,
}

#[derive(Clone, Debug)]
pub struct State {
    /// Servers taken, by pool.
    pub busy: Vec<u32>,
    pub occupied: u32,
    /// Of those occupied, by patients who are ready to go.
    pub ready: u32,
    /// By line ([`Settings::line`]): rank by rank and, where pools are dedicated, class by class within a rank, so that
    /// whoever may be served next stands at the head of a line.
    pub queues: Vec<VecDeque<Waiting>>,
    /// Order of whoever comes to the head, and to the end, of the queue next.
    head: i64,
    end: i64,
    pub waiting: u32,
    pub is_open: bool,
    /// Those who are being served, for a patient of higher priority to look through; kept where service is preemptive.
    pub serving: Vec<u32>,
    /// Patients on servers elsewhere who wait for room here, in order.
    pub held_for: VecDeque<u32>,
    pub areas: Areas,
    /// By class.
    pub visits: Vec<Visits>,
    /// All who ever came in and went out, the warm-up included.
    pub entered: u64,
    pub gone: u64,
}

impl State {
    pub fn new(network: &Network, settings: &Settings) -> State {
        State {
            busy: vec![0; settings.pools.len()],
            occupied: 0,
            ready: 0,
            queues: vec![VecDeque::new(); settings.ranks * settings.lines_a_rank],
            head: -1,
            end: 0,
            waiting: 0,
            is_open: settings.opening.as_ref().is_none_or(|o| o.is_open(network.from)),
            serving: Vec::new(),
            held_for: VecDeque::new(),
            areas: Areas::new(network.from, network.start, network.end),
            visits: vec![Visits::default(); network.classes.len()],
            entered: 0,
            gone: 0,
        }
    }

    /// Puts a patient at the head or the end of their line.
    pub fn queue(&mut self, line: usize, patient: u32, stamp: u32, at_the_head: bool) {
        let queue = &mut self.queues[line];
        if at_the_head {
            let order = self.head;
            self.head -= 1;
            queue.push_front(Waiting { patient, stamp, order });
        } else {
            let order = self.end;
            self.end += 1;
            queue.push_back(Waiting { patient, stamp, order });
        }
        self.waiting += 1;
    }

    /// The pool with a free server that suits a class best.
    #[inline]
    pub fn free_pool(&self, settings: &Settings, class: u16) -> Option<usize> {
        free_pool(settings, &self.busy, class)
    }
    /// Whether a patient of a class who comes now finds a server at once.
    #[inline]
    pub fn serves_now(&self, settings: &Settings, class: u16) -> Option<usize> {
        if self.is_open {
            self.free_pool(settings, class)
        } else {
            None
        }
    }
    /// Whether there is room in the queue.
    #[inline]
    pub fn has_place(&self, settings: &Settings) -> bool {
        self.waiting < settings.queue_places
    }
    /// Servers open now.
    #[inline]
    pub fn open_servers(&self, settings: &Settings) -> u32 {
        match (settings.endless, self.is_open) {
            (true, _) => self.occupied,
            (false, true) => settings.servers(),
            (false, false) => 0,
        }
    }
}

/// The pool with a free server that suits a class best, given the servers taken.
#[inline]
pub fn free_pool(settings: &Settings, busy: &[u32], class: u16) -> Option<usize> {
    let suits = |&i: &usize| settings.pools[i].classes >> class & 1 == 1 && busy[i] < settings.pools[i].servers;
    (0..settings.pools.len()).find(suits)
}
