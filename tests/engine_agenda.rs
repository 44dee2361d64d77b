//! The agenda against the plain heap of the standard library: the same sequence, whatever is done in whatever order.

use carecurve::engine::{Agenda, Entry, Span, Time};
use proptest::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

#[derive(Clone, Debug)]
enum Deed {
    Push(Entry),
    Pop,
    Replace(Entry),
    /// Looks, but opens no bucket after this time.
    PeekUntil(Time),
    /// Goes on with a copy; the original is popped empty beside the oracle's.
    Fork,
    /// Goes on with an agenda made of the entries of this one.
    Rebuild,
}

/// Times that meet every path: ties, one bucket, neighbouring buckets, the ring, beyond it, and far beyond.
fn time() -> impl Strategy<Value = Time> {
    prop_oneof![
        0..20u64,
        0..2_000u64,
        0..200_000u64,
        0..(1u64 << 24),
        0..(1u64 << 36),
        (1u64 << 51)..(1u64 << 52),
    ]
    .prop_map(Time)
}

fn entry() -> impl Strategy<Value = Entry> {
    (time(), 0..3u8, 0..4u32, 0..3u8, 0..3u32)
        .prop_map(|(t, phase, subject, kind, tag)| Entry::new(t, phase, subject, kind, tag))
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => entry().prop_map(Deed::Push),
        6 => Just(Deed::Pop),
        6 => entry().prop_map(Deed::Replace),
        2 => time().prop_map(Deed::PeekUntil),
        1 => Just(Deed::Fork),
        1 => Just(Deed::Rebuild),
    ]
}

fn drained(mut agenda: Agenda) -> Vec<Entry> {
    std::iter::from_fn(|| agenda.pop()).collect()
}

fn oracle(heap: &BinaryHeap<Reverse<Entry>>) -> Vec<Entry> {
    heap.clone()
        .into_sorted_vec()
        .into_iter()
        .rev()
        .map(|top| top.0)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_order_of_deeds_pops_as_a_plain_heap_does(
        width in prop_oneof![Just(1u64), Just(700), Just(1 << 16), Just(1 << 24), Just(1 << 51)],
        deeds in prop::collection::vec(deed(), 0..400),
    ) {
        let mut agenda = Agenda::with_width(Span(width));
        let mut heap = BinaryHeap::new();
        for deed in deeds {
            match deed {
                Deed::Push(entry) => {
                    agenda.push(entry);
                    heap.push(Reverse(entry));
                }
                Deed::Pop => prop_assert_eq!(agenda.pop(), heap.pop().map(|top| top.0)),
                Deed::Replace(entry) => {
                    prop_assert_eq!(agenda.replace_top(entry), heap.pop().map(|top| top.0));
                    heap.push(Reverse(entry));
                }
                Deed::PeekUntil(limit) => {
                    let next = heap.peek().map(|top| top.0).filter(|entry| entry.time() <= limit);
                    prop_assert_eq!(agenda.peek_until(limit), next);
                }
                Deed::Fork => {
                    let fork = agenda.clone();
                    prop_assert_eq!(drained(agenda), oracle(&heap));
                    agenda = fork;
                }
                Deed::Rebuild => agenda = agenda.iter().collect(),
            }
            prop_assert_eq!(agenda.len(), heap.len());
            prop_assert_eq!(agenda.is_empty(), heap.is_empty());
        }
        prop_assert_eq!(agenda.peek(), heap.peek().map(|top| top.0));
        prop_assert_eq!(drained(agenda), oracle(&heap));
    }

    #[test]
    fn time_never_goes_back_when_nothing_is_pushed_into_the_past(
        spans in prop::collection::vec(prop_oneof![0..50u64, 0..(1u64 << 25), 0..(1u64 << 37)], 1..600),
    ) {
        let mut agenda: Agenda = (0..40).map(|i| Entry::new(Time(1 << 39), 0, i, 0, 0)).collect();
        let mut now = Time(0);
        for span in spans {
            let entry = agenda.peek().expect("forty entries stay pending");
            prop_assert!(entry.time() >= now);
            now = entry.time();
            agenda.replace_top(Entry::new(now + Span(span), 0, entry.subject(), 0, 0));
        }
    }
}

/// A hold model as large as a bucket is wide, through several turns of the ring and with the far list in use.
#[test]
fn a_hundred_thousand_pending_pop_as_in_a_plain_heap() {
    let luck = |i: u64| carecurve::engine::Key::root(1, 0).with(i).word();
    // Spans from a millisecond to 2³⁷ ms (four years), each power of two as likely as the next.
    let span = |i: u64| Span(luck(i) >> (27 + luck(i) % 37));
    let mut agenda = Agenda::new();
    let mut heap = BinaryHeap::new();
    for i in 0..100_000u32 {
        let entry = Entry::new(Time(1 << 39) + span(u64::from(i)), 0, i, 0, 0);
        agenda.push(entry);
        heap.push(Reverse(entry));
    }
    let fork = agenda.clone();
    let start = heap.clone();
    let run = |mut agenda: Agenda, mut heap: BinaryHeap<Reverse<Entry>>| {
        for i in 0..300_000u64 {
            let Reverse(top) = heap.pop().expect("the heap stays full");
            assert_eq!(agenda.peek(), Some(top), "event {i}");
            let next = Entry::new(top.time() + span(1_000_000 + i), 0, top.subject(), 0, top.tag() + 1);
            agenda.replace_top(next);
            heap.push(Reverse(next));
        }
        assert_eq!(agenda.len(), heap.len());
        agenda.pop()
    };
    assert_eq!(run(agenda, heap), run(fork, start));
}

#[test]
fn an_entry_gives_back_what_was_put_in_and_orders_by_it() {
    let entry = Entry::new(Time((1 << 52) - 1), 15, u32::MAX - 1, 255, 7);
    let parts = (entry.time(), entry.phase(), entry.subject(), entry.kind(), entry.tag());
    assert_eq!(parts, (Time((1 << 52) - 1), 15, u32::MAX - 1, 255, 7));
    assert_eq!(Entry::from_bits(entry.bits()), entry);
    assert_eq!(std::mem::size_of::<Entry>(), 16);
    // Each field outweighs all that follow it.
    let rising = [
        Entry::new(Time(1), 0, 0, 0, u32::MAX),
        Entry::new(Time(1), 0, 0, 1, 0),
        Entry::new(Time(1), 0, 1, 0, 0),
        Entry::new(Time(1), 1, 0, 0, 0),
        Entry::new(Time(2), 0, 0, 0, 0),
    ];
    assert!(rising.is_sorted_by(|a, b| a < b));
}
