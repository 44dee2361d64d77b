//! Pending events (temporary plain heap; the two-tier agenda replaces it behind the same interface).

use super::time::Time;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// One pending event in sixteen bytes, ordered by (time, phase, subject, kind, tag).
///
/// Bits from the top: time 52, phase 4, subject 32 (a person, or the stable index of a service), kind 8, tag 32.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Entry(u128);

impl Entry {
    #[inline(always)]
    pub const fn new(time: Time, phase: u8, subject: u32, kind: u8, tag: u32) -> Entry {
        debug_assert!(time.0 < 1 << 52 && phase < 16);
        Entry(
            ((time.0 as u128) << 76)
                | ((phase as u128) << 72)
                | ((subject as u128) << 40)
                | ((kind as u128) << 32)
                | tag as u128,
        )
    }
    #[inline(always)]
    pub const fn time(self) -> Time {
        Time((self.0 >> 76) as u64)
    }
    #[inline(always)]
    pub const fn phase(self) -> u8 {
        ((self.0 >> 72) & 15) as u8
    }
    #[inline(always)]
    pub const fn subject(self) -> u32 {
        (self.0 >> 40) as u32
    }
    #[inline(always)]
    pub const fn kind(self) -> u8 {
        (self.0 >> 32) as u8
    }
    #[inline(always)]
    pub const fn tag(self) -> u32 {
        self.0 as u32
    }
}

/// The pending events of one world.
#[derive(Clone, Default)]
pub struct Agenda {
    heap: BinaryHeap<Reverse<Entry>>,
}

impl Agenda {
    pub fn new() -> Agenda {
        Agenda::default()
    }
    pub fn push(&mut self, entry: Entry) {
        self.heap.push(Reverse(entry));
    }
    pub fn peek(&mut self) -> Option<Entry> {
        self.heap.peek().map(|e| e.0)
    }
    pub fn pop(&mut self) -> Option<Entry> {
        self.heap.pop().map(|e| e.0)
    }
    pub fn len(&self) -> usize {
        self.heap.len()
    }
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}
