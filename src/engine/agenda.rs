//! Pending events in two tiers, popped in the order of (time, phase, subject, kind, tag).
//!
//! *Near* events, those of the bucket that is open now, lie in a small binary heap whose top can be replaced in one
//! sift. *Later* events lie unordered in wide buckets, a ring of them, each sorted once when it opens. Events beyond the
//! ring wait in a list that is looked through every half turn of the ring. At 135 pending events this costs what a heap
//! costs, at a million about a seventh of it, because filing is a streaming write to the end of a bucket and ordering
//! happens inside one bucket that fits the nearest cache. The order is total and is that of a plain heap, whatever the
//! bucket width: the width is a matter of speed only.
//!
//! # Cancelling
//!
//! Nothing is ever taken out of the middle. Whoever may change its mind keeps a generation number, writes it into the
//! entry's tag, counts it up to cancel, and ignores a popped entry whose tag is not the present generation:
//!
//! ```
//! use carecurve::engine::{Agenda, Entry, Time};
//! let (mut agenda, mut generation) = (Agenda::new(), 0);
//! agenda.push(Entry::new(Time(50), 0, 7, 1, generation)); // discharge of person 7 …
//! generation += 1; // … put off
//! agenda.push(Entry::new(Time(90), 0, 7, 1, generation));
//! let mut left = Vec::new();
//! while let Some(entry) = agenda.pop() {
//!     if entry.tag() == generation {
//!         left.push(entry.time());
//!     }
//! }
//! assert_eq!(left, [Time(90)]);
//! ```

use super::time::{Span, Time};

/// One pending event in sixteen bytes, ordered by (time, phase, subject, kind, tag).
///
/// Bits from the top: time 52 (142,000 years of milliseconds), phase 4, subject 32 (a person, or the stable index of a
/// service), kind 8, tag 32 (a generation, a draw's ordinal: what the kind wants).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
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
    /// The entry as a number, to be stored and rebuilt by [`Entry::from_bits`].
    pub const fn bits(self) -> u128 {
        self.0
    }
    /// The entry with these bits.
    pub const fn from_bits(bits: u128) -> Entry {
        Entry(bits)
    }
}

/// Width of a bucket unless told otherwise: 2²³ ms, 2 h 20 min. A quarter's million candidates make about 1,100 entries a
/// bucket, 300,000 people's timers about 430; both are sorted inside the nearest caches. Measured beside 2²² and 2²⁴, which
/// are 2 to 20 % slower on one or the other.
const WIDTH_BITS: u32 = 23;
/// Buckets in the ring: 199 days at the width above. More of them would push the ends of the buckets, to which entries are
/// filed at random, out of the second cache.
const BUCKETS: u64 = 2_048;

/// Entries of a chunk, two kilobytes. A full bucket is a list of chunks, and a chunk goes back to a common store once its bucket
/// has been opened: the ring holds what is pending, not what each of its buckets once held at most.
const CHUNK: usize = 128;

/// Entries of one bucket in the order in which they came.
#[derive(Clone, Default)]
struct Bucket {
    full: Vec<Vec<Entry>>,
    last: Vec<Entry>,
}

impl Bucket {
    fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.full.iter().flatten().chain(&self.last)
    }
}

/// The pending events of one world. A clone is a fork: both pop the same entries in the same order.
#[derive(Clone)]
pub struct Agenda {
    /// Entries of the open bucket, or of a time before it, that came after it was opened: a binary heap, the least on top.
    near: Vec<Entry>,
    /// The rest of the open bucket, falling: the least is last.
    open: Vec<Entry>,
    /// The buckets after the open one, each unordered; bucket b in slot b mod `BUCKETS`.
    ring: Vec<Bucket>,
    /// Empty chunks.
    store: Vec<Vec<Entry>>,
    /// Entries that lay beyond the ring when they came.
    far: Vec<Entry>,
    /// Entries in the ring.
    filed: usize,
    /// Number of the open bucket.
    bucket: u64,
    /// Opening this bucket, `far` must be looked through; no entry in `far` is of an earlier one.
    look: u64,
    /// A bucket spans 2^`width` ticks.
    width: u32,
}

impl Default for Agenda {
    fn default() -> Agenda {
        Agenda::with_bits(WIDTH_BITS)
    }
}

impl Agenda {
    /// An agenda that suits the simulator: bucket width of 2 h 20 min.
    pub fn new() -> Agenda {
        Agenda::default()
    }
    /// An agenda with another bucket width, rounded up to a power of two ticks. About a thousand entries falling into each
    /// bucket is best, and a hundred to ten thousand are good.
    pub fn with_width(width: Span) -> Agenda {
        Agenda::with_bits(width.0.clamp(1, 1 << 51).next_power_of_two().trailing_zeros())
    }

    fn with_bits(width: u32) -> Agenda {
        Agenda {
            near: Vec::new(),
            open: Vec::new(),
            ring: vec![Bucket::default(); BUCKETS as usize],
            store: Vec::new(),
            far: Vec::new(),
            filed: 0,
            bucket: 0,
            look: BUCKETS,
            width,
        }
    }

    /// Adds an entry; one earlier than what was popped already is allowed and comes next.
    #[inline]
    pub fn push(&mut self, entry: Entry) {
        let bucket = entry.time().0 >> self.width;
        if bucket <= self.bucket {
            self.near.push(entry);
            rise(&mut self.near);
        } else {
            self.file(entry, bucket);
        }
    }

    /// Puts an entry of a bucket after the open one where it belongs.
    #[inline]
    fn file(&mut self, entry: Entry, bucket: u64) {
        if bucket - self.bucket < BUCKETS {
            self.filed += 1;
            let bucket = &mut self.ring[(bucket % BUCKETS) as usize];
            if bucket.last.len() >= CHUNK {
                next_chunk(bucket, &mut self.store);
            }
            bucket.last.push(entry);
        } else {
            self.far.push(entry);
        }
    }

    /// The next entry. (`&mut`: the next bucket may have to be opened and sorted.)
    #[inline]
    pub fn peek(&mut self) -> Option<Entry> {
        self.top(u64::MAX).map(|top| top.0)
    }

    /// The next entry, unless it is later than `limit`. Buckets later than that stay closed, so that entries pushed
    /// afterwards are filed at full speed: a loop that runs to a date and then pushes more should ask in this way.
    #[inline]
    pub fn peek_until(&mut self, limit: Time) -> Option<Entry> {
        self.top(limit.0 >> self.width)
            .map(|top| top.0)
            .filter(|entry| entry.time() <= limit)
    }

    /// Takes the next entry.
    #[inline]
    pub fn pop(&mut self) -> Option<Entry> {
        let (entry, near) = self.top(u64::MAX)?;
        self.take(near);
        Some(entry)
    }

    /// Takes the next entry and adds another, at the price of one of the two; `None` (and a plain push) when empty.
    #[inline]
    pub fn replace_top(&mut self, entry: Entry) -> Option<Entry> {
        let Some((top, near)) = self.top(u64::MAX) else {
            self.push(entry);
            return None;
        };
        let bucket = entry.time().0 >> self.width;
        if bucket > self.bucket {
            self.take(near);
            self.file(entry, bucket);
        } else if near {
            sink(&mut self.near, entry);
        } else {
            self.open.pop();
            self.near.push(entry);
            rise(&mut self.near);
        }
        Some(top)
    }

    /// Entries that come soon, the soonest last: at most `most`, of the open bucket only, and without those pushed since
    /// it opened. For a loop that fetches what it will need ahead of time.
    #[inline]
    pub fn soon(&self, most: usize) -> &[Entry] {
        &self.open[self.open.len().saturating_sub(most)..]
    }

    /// Number of pending entries, cancelled ones included.
    pub fn len(&self) -> usize {
        self.near.len() + self.open.len() + self.filed + self.far.len()
    }

    /// True when nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All pending entries in no particular order; collected into an agenda they pop the same.
    pub fn iter(&self) -> impl Iterator<Item = Entry> + '_ {
        let filed = self.ring.iter().flat_map(Bucket::iter);
        self.near
            .iter()
            .chain(&self.open)
            .chain(filed)
            .chain(&self.far)
            .copied()
    }

    /// The least entry and whether it lies in `near`, opening buckets up to number `last`.
    #[inline(always)]
    fn top(&mut self, last: u64) -> Option<(Entry, bool)> {
        loop {
            match (self.open.last(), self.near.first()) {
                (Some(&open), Some(&near)) => return Some(if near < open { (near, true) } else { (open, false) }),
                (None, Some(&near)) => return Some((near, true)),
                (Some(&open), None) => return Some((open, false)),
                (None, None) => {}
            }
            if !self.open_next(last) {
                return None;
            }
        }
    }

    /// Removes the least entry, which `top` has found.
    #[inline(always)]
    fn take(&mut self, near: bool) {
        if !near {
            self.open.pop();
        } else if let Some(end) = self.near.pop()
            && !self.near.is_empty()
        {
            sink(&mut self.near, end);
        }
    }

    /// Opens the next bucket that holds anything, if its number is not above `last`; `near` and `open` are empty.
    #[inline(never)]
    fn open_next(&mut self, last: u64) -> bool {
        loop {
            if self.filed == 0 {
                let Some(first) = self.far.iter().map(|entry| entry.time().0 >> self.width).min() else {
                    return false;
                };
                if first > last {
                    return false;
                }
                self.bucket = first;
                self.refill();
            } else {
                if self.bucket >= last {
                    return false;
                }
                self.bucket += 1;
                if self.bucket == self.look {
                    self.refill();
                }
            }
            let slot = (self.bucket % BUCKETS) as usize;
            let bucket = &mut self.ring[slot];
            // A new chunk is begun only for an entry, so a bucket whose last chunk is empty holds nothing.
            if !bucket.last.is_empty() {
                if bucket.full.is_empty() && self.open.capacity() <= CHUNK {
                    std::mem::swap(&mut self.open, &mut bucket.last);
                } else {
                    bucket.full.push(std::mem::take(&mut bucket.last));
                    for mut chunk in std::mem::take(&mut bucket.full) {
                        self.open.append(&mut chunk);
                        self.store.push(chunk);
                    }
                }
                self.filed -= self.open.len();
                self.open.sort_unstable_by(|a, b| b.cmp(a));
                return true;
            }
        }
    }

    /// Moves what has come within reach from `far` to the ring.
    fn refill(&mut self) {
        let mut i = 0;
        while i < self.far.len() {
            let bucket = self.far[i].time().0 >> self.width;
            if bucket - self.bucket < BUCKETS {
                let entry = self.far.swap_remove(i);
                self.file(entry, bucket);
            } else {
                i += 1;
            }
        }
        // What is left lies a whole turn ahead; half a turn keeps the lookings-through rare and the ring well filled.
        self.look = self.bucket + BUCKETS / 2;
    }
}

/// Puts an empty chunk under a bucket whose last one is full.
#[cold]
fn next_chunk(bucket: &mut Bucket, store: &mut Vec<Vec<Entry>>) {
    let empty = store.pop().unwrap_or_else(|| Vec::with_capacity(CHUNK));
    bucket.full.push(std::mem::replace(&mut bucket.last, empty));
}

impl Extend<Entry> for Agenda {
    fn extend<I: IntoIterator<Item = Entry>>(&mut self, entries: I) {
        for entry in entries {
            self.push(entry);
        }
    }
}

impl FromIterator<Entry> for Agenda {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Agenda {
        let mut agenda = Agenda::new();
        agenda.extend(entries);
        agenda
    }
}

impl std::fmt::Debug for Agenda {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Agenda({} pending)", self.len())
    }
}

/// Restores the heap after a push: the last entry rises to its place.
#[inline(always)]
fn rise(heap: &mut [Entry]) {
    let mut i = heap.len() - 1;
    let entry = heap[i];
    while i > 0 {
        let parent = (i - 1) / 2;
        if heap[parent] <= entry {
            break;
        }
        heap[i] = heap[parent];
        i = parent;
    }
    heap[i] = entry;
}

/// Replaces the top of the heap by `entry`, which sinks to its place.
#[inline(always)]
fn sink(heap: &mut [Entry], entry: Entry) {
    let mut i = 0;
    loop {
        let mut child = 2 * i + 1;
        if child + 1 < heap.len() {
            child += usize::from(heap[child + 1] < heap[child]);
        } else if child >= heap.len() {
            break;
        }
        if heap[child] >= entry {
            break;
        }
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = entry;
}
