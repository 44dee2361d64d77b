//! Pending-event-set structures and RNG helpers for the limit study.
pub mod counter;
pub mod workload;
pub use counter::*;
use rand::{Rng, SeedableRng};
pub use rand_distr::{Distribution, Exp1};
pub use rand_xoshiro::Xoshiro256PlusPlus as Xo;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
pub use workload::*;

#[inline(always)]
pub fn exp1<R: Rng>(r: &mut R) -> f64 {
    Exp1.sample(r)
}
#[inline(always)]
pub fn u01<R: Rng>(r: &mut R) -> f64 {
    (r.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}
pub fn rng(seed: u64) -> Xo {
    Xo::seed_from_u64(seed)
}
/// non-negative f64 <-> order-preserving u64
#[inline(always)]
pub fn key(t: f64) -> u64 {
    t.to_bits()
}
#[inline(always)]
pub fn unkey(k: u64) -> f64 {
    f64::from_bits(k)
}
/// integer time: 2^-32 of a unit
pub const TICK: f64 = 4294967296.0;
#[inline(always)]
pub fn tick(t: f64) -> u64 {
    (t * TICK) as u64
}

pub trait Pq {
    fn push(&mut self, k: u64, id: u32);
    fn pop(&mut self) -> Option<(u64, u32)>;
    /// replace the minimum that was just observed with (k,id)
    fn peek(&mut self) -> Option<(u64, u32)>;
    fn replace(&mut self, k: u64, id: u32) {
        self.pop();
        self.push(k, id);
    }
    fn bytes(&self) -> usize {
        0
    }
}

#[derive(Default)]
pub struct StdHeap(pub BinaryHeap<Reverse<(u64, u32)>>);
impl Pq for StdHeap {
    #[inline]
    fn push(&mut self, k: u64, id: u32) {
        self.0.push(Reverse((k, id)))
    }
    #[inline]
    fn pop(&mut self) -> Option<(u64, u32)> {
        self.0.pop().map(|r| r.0)
    }
    #[inline]
    fn peek(&mut self) -> Option<(u64, u32)> {
        self.0.peek().map(|r| r.0)
    }
    #[inline]
    fn replace(&mut self, k: u64, id: u32) {
        if let Some(mut m) = self.0.peek_mut() {
            *m = Reverse((k, id));
        }
    }
    fn bytes(&self) -> usize {
        self.0.capacity() * 16
    }
}

#[inline(always)]
fn pk(k: u64, id: u32) -> u128 {
    ((k as u128) << 64) | id as u128
}
#[inline(always)]
fn un(p: u128) -> (u64, u32) {
    ((p >> 64) as u64, p as u32)
}

/// D-ary heap of packed (key,id); branch-light child selection.
pub struct Dary<const D: usize>(pub Vec<u128>);
impl<const D: usize> Default for Dary<D> {
    fn default() -> Self {
        Dary(Vec::new())
    }
}
impl<const D: usize> Dary<D> {
    #[inline(always)]
    fn up(&mut self, mut i: usize, x: u128) {
        let v = &mut self.0[..];
        while i > 0 {
            let p = (i - 1) / D;
            unsafe {
                let pv = *v.get_unchecked(p);
                if x < pv {
                    *v.get_unchecked_mut(i) = pv;
                    i = p
                } else {
                    break;
                }
            }
        }
        unsafe { *v.get_unchecked_mut(i) = x }
    }
    #[inline(always)]
    pub fn down(&mut self, mut i: usize, x: u128) {
        let v = &mut self.0[..];
        let n = v.len();
        unsafe {
            loop {
                let c = i * D + 1;
                if c + D <= n {
                    let mut m = c;
                    let mut mv = *v.get_unchecked(c);
                    for j in 1..D {
                        let y = *v.get_unchecked(c + j);
                        let b = y < mv;
                        m = if b { c + j } else { m };
                        mv = if b { y } else { mv };
                    }
                    if mv < x {
                        *v.get_unchecked_mut(i) = mv;
                        i = m
                    } else {
                        break;
                    }
                } else {
                    if c >= n {
                        break;
                    }
                    let mut m = c;
                    let mut mv = *v.get_unchecked(c);
                    for j in c + 1..n {
                        let y = *v.get_unchecked(j);
                        if y < mv {
                            m = j;
                            mv = y
                        }
                    }
                    if mv < x {
                        *v.get_unchecked_mut(i) = mv;
                        i = m
                    }
                    break;
                }
            }
            *v.get_unchecked_mut(i) = x
        }
    }
    pub fn heapify(&mut self) {
        let n = self.0.len();
        if n > 1 {
            for i in (0..=(n - 2) / D).rev() {
                let x = self.0[i];
                self.down(i, x)
            }
        }
    }
}
impl<const D: usize> Pq for Dary<D> {
    #[inline]
    fn push(&mut self, k: u64, id: u32) {
        let x = pk(k, id);
        self.0.push(x);
        let i = self.0.len() - 1;
        self.up(i, x)
    }
    #[inline]
    fn pop(&mut self) -> Option<(u64, u32)> {
        let last = self.0.pop()?;
        if self.0.is_empty() {
            return Some(un(last));
        }
        let r = self.0[0];
        self.down(0, last);
        Some(un(r))
    }
    #[inline]
    fn peek(&mut self) -> Option<(u64, u32)> {
        self.0.first().map(|&x| un(x))
    }
    #[inline]
    fn replace(&mut self, k: u64, id: u32) {
        self.down(0, pk(k, id))
    }
    fn bytes(&self) -> usize {
        self.0.capacity() * 16
    }
}

/// f64-keyed 4-ary heap (to compare f64 with integer keys)
#[derive(Default)]
pub struct F4(pub Vec<(f64, u32)>);
impl Pq for F4 {
    #[inline]
    fn push(&mut self, k: u64, id: u32) {
        let x = (unkey(k), id);
        self.0.push(x);
        let v = &mut self.0;
        let mut i = v.len() - 1;
        while i > 0 {
            let p = (i - 1) / 4;
            if x.0 < v[p].0 {
                v[i] = v[p];
                i = p
            } else {
                break;
            }
        }
        v[i] = x
    }
    #[inline]
    fn pop(&mut self) -> Option<(u64, u32)> {
        let l = self.0.pop()?;
        if self.0.is_empty() {
            return Some((key(l.0), l.1));
        }
        let r = self.0[0];
        self.fd(l);
        Some((key(r.0), r.1))
    }
    #[inline]
    fn peek(&mut self) -> Option<(u64, u32)> {
        self.0.first().map(|x| (key(x.0), x.1))
    }
    #[inline]
    fn replace(&mut self, k: u64, id: u32) {
        self.fd((unkey(k), id))
    }
    fn bytes(&self) -> usize {
        self.0.capacity() * 16
    }
}
impl F4 {
    #[inline(always)]
    fn fd(&mut self, x: (f64, u32)) {
        let v = &mut self.0[..];
        let n = v.len();
        let mut i = 0;
        unsafe {
            loop {
                let c = 4 * i + 1;
                if c + 4 <= n {
                    let mut m = c;
                    let mut mv = v.get_unchecked(c).0;
                    for j in 1..4 {
                        let y = v.get_unchecked(c + j).0;
                        let b = y < mv;
                        m = if b { c + j } else { m };
                        mv = if b { y } else { mv }
                    }
                    if mv < x.0 {
                        *v.get_unchecked_mut(i) = *v.get_unchecked(m);
                        i = m
                    } else {
                        break;
                    }
                } else {
                    if c >= n {
                        break;
                    }
                    let mut m = c;
                    for j in c + 1..n {
                        if v[j].0 < v[m].0 {
                            m = j
                        }
                    }
                    if v[m].0 < x.0 {
                        v[i] = v[m];
                    } else {
                        break;
                    }
                    i = m;
                    break;
                }
            }
            *v.get_unchecked_mut(i) = x
        }
    }
}

/// Calendar with power-of-two bucket width; only the current bucket is ordered.
/// SORT=false: current bucket is a 4-ary heap. SORT=true: sorted run + small side heap for late inserts.
pub struct Cal<const SORT: bool> {
    shift: u32,
    mask: u64,
    cur: u64,
    buckets: Vec<Vec<u128>>,
    heap: Dary<4>,
    run: Vec<u128>,
    over: Vec<u128>,
    lap_end: u64,
    n_ring: usize,
    pub max_bucket: usize,
}
impl<const SORT: bool> Cal<SORT> {
    /// keys are integer ticks; `shift` sets bucket width 2^shift ticks, `nb` buckets (power of two)
    pub fn new(shift: u32, nb: usize) -> Self {
        assert!(nb.is_power_of_two());
        Cal {
            shift,
            mask: nb as u64 - 1,
            cur: 0,
            buckets: vec![Vec::new(); nb],
            heap: Default::default(),
            run: vec![],
            over: vec![],
            lap_end: nb as u64,
            n_ring: 0,
            max_bucket: 0,
        }
    }
    #[inline(never)]
    fn advance(&mut self) -> bool {
        loop {
            if self.n_ring == 0 {
                // jump
                if self.over.is_empty() {
                    return false;
                }
                let mn = self.over.iter().map(|&x| (x >> 64) as u64).min().unwrap() >> self.shift;
                self.cur = mn;
                self.lap_end = mn + self.mask + 1;
                self.refill(); // current bucket filled into ring slot cur
            } else {
                self.cur += 1;
                if self.cur >= self.lap_end {
                    self.lap_end = self.cur + (self.mask + 1) / 2;
                    self.refill();
                }
            }
            let s = (self.cur & self.mask) as usize;
            if self.buckets[s].is_empty() {
                continue;
            }
            let b = &mut self.buckets[s];
            self.n_ring -= b.len();
            self.max_bucket = self.max_bucket.max(b.len());
            if SORT {
                std::mem::swap(b, &mut self.run);
                self.run.sort_unstable_by(|a, b| b.cmp(a));
            } else {
                std::mem::swap(b, &mut self.heap.0);
                self.heap.heapify();
            }
            return true;
        }
    }
    fn refill(&mut self) {
        let lim = self.cur + self.mask + 1;
        let mut i = 0;
        while i < self.over.len() {
            let x = self.over[i];
            let b = ((x >> 64) as u64) >> self.shift;
            if b < lim {
                self.buckets[(b & self.mask) as usize].push(x);
                self.n_ring += 1;
                self.over.swap_remove(i);
            } else {
                i += 1
            }
        }
    }
}
impl<const SORT: bool> Pq for Cal<SORT> {
    #[inline]
    fn push(&mut self, k: u64, id: u32) {
        let b = k >> self.shift;
        let x = pk(k, id);
        if b <= self.cur {
            self.heap.push(k, id)
        } else if b - self.cur <= self.mask {
            self.n_ring += 1;
            let s = (b & self.mask) as usize;
            unsafe { self.buckets.get_unchecked_mut(s) }.push(x)
        } else {
            self.over.push(x)
        }
    }
    #[inline]
    fn peek(&mut self) -> Option<(u64, u32)> {
        loop {
            if SORT {
                match (self.run.last(), self.heap.0.first()) {
                    (Some(&a), Some(&b)) => return Some(un(a.min(b))),
                    (Some(&a), None) => return Some(un(a)),
                    (None, Some(&b)) => return Some(un(b)),
                    _ => {}
                }
            } else if let Some(x) = self.heap.peek() {
                return Some(x);
            }
            if !self.advance() {
                return None;
            }
        }
    }
    #[inline]
    fn pop(&mut self) -> Option<(u64, u32)> {
        loop {
            if SORT {
                match (self.run.last(), self.heap.0.first()) {
                    (Some(&a), Some(&b)) => {
                        if a < b {
                            self.run.pop();
                            return Some(un(a));
                        } else {
                            return self.heap.pop();
                        }
                    }
                    (Some(&a), None) => {
                        self.run.pop();
                        return Some(un(a));
                    }
                    (None, Some(_)) => return self.heap.pop(),
                    _ => {}
                }
            } else if !self.heap.0.is_empty() {
                return self.heap.pop();
            }
            if !self.advance() {
                return None;
            }
        }
    }
    fn bytes(&self) -> usize {
        self.buckets.iter().map(|b| b.capacity() * 16 + 24).sum::<usize>()
            + (self.heap.0.capacity() + self.run.capacity() + self.over.capacity()) * 16
    }
}

/// Monotone radix heap on u64 keys.
pub struct Radix {
    last: u64,
    b: Vec<Vec<u128>>,
    mask: u128,
}
impl Default for Radix {
    fn default() -> Self {
        Radix {
            last: 0,
            b: vec![Vec::new(); 65],
            mask: 0,
        }
    }
}
impl Radix {
    fn settle(&mut self) -> bool {
        if !self.b[0].is_empty() {
            return true;
        }
        if self.mask == 0 {
            return false;
        }
        let i = self.mask.trailing_zeros() as usize;
        let v = std::mem::take(&mut self.b[i]);
        self.mask &= !(1u128 << i);
        self.last = v.iter().map(|&x| (x >> 64) as u64).min().unwrap();
        for &x in &v {
            let k = (x >> 64) as u64;
            let d = 64 - (k ^ self.last).leading_zeros() as usize;
            self.b[d].push(x);
            if d > 0 {
                self.mask |= 1u128 << d
            }
        }
        let mut v = v;
        v.clear();
        if self.b[i].is_empty() {
            self.b[i] = v
        }
        true
    }
}
impl Pq for Radix {
    #[inline]
    fn push(&mut self, k: u64, id: u32) {
        let d = 64 - (k ^ self.last).leading_zeros() as usize;
        self.b[d].push(pk(k, id));
        if d > 0 {
            self.mask |= 1u128 << d
        }
    }
    #[inline]
    fn peek(&mut self) -> Option<(u64, u32)> {
        if self.settle() {
            self.b[0].last().map(|&x| un(x))
        } else {
            None
        }
    }
    #[inline]
    fn pop(&mut self) -> Option<(u64, u32)> {
        if self.settle() { self.b[0].pop().map(un) } else { None }
    }
    fn bytes(&self) -> usize {
        self.b.iter().map(|b| b.capacity() * 16).sum()
    }
}

/// Indexed 4-ary heap with id->position map (supports cancel / reschedule of any id).
#[derive(Default)]
pub struct Indexed4 {
    h: Vec<u128>,
    pos: Vec<u32>,
}
impl Indexed4 {
    fn down(&mut self, mut i: usize, x: u128) {
        let n = self.h.len();
        unsafe {
            loop {
                let c = 4 * i + 1;
                if c >= n {
                    break;
                }
                let e = (c + 4).min(n);
                let mut m = c;
                let mut mv = *self.h.get_unchecked(c);
                for j in c + 1..e {
                    let y = *self.h.get_unchecked(j);
                    let b = y < mv;
                    m = if b { j } else { m };
                    mv = if b { y } else { mv }
                }
                if mv < x {
                    *self.h.get_unchecked_mut(i) = mv;
                    *self.pos.get_unchecked_mut(mv as u32 as usize) = i as u32;
                    i = m
                } else {
                    break;
                }
            }
            *self.h.get_unchecked_mut(i) = x;
            *self.pos.get_unchecked_mut(x as u32 as usize) = i as u32
        }
    }
    fn up(&mut self, mut i: usize, x: u128) {
        while i > 0 {
            let p = (i - 1) / 4;
            let pv = self.h[p];
            if x < pv {
                self.h[i] = pv;
                self.pos[pv as u32 as usize] = i as u32;
                i = p
            } else {
                break;
            }
        }
        self.h[i] = x;
        self.pos[x as u32 as usize] = i as u32
    }
    pub fn update(&mut self, k: u64, id: u32) {
        let i = self.pos[id as usize] as usize;
        let x = pk(k, id);
        if x < self.h[i] { self.up(i, x) } else { self.down(i, x) }
    }
}
impl Pq for Indexed4 {
    fn push(&mut self, k: u64, id: u32) {
        if self.pos.len() <= id as usize {
            self.pos.resize(id as usize + 1, u32::MAX)
        }
        let x = pk(k, id);
        self.h.push(x);
        let i = self.h.len() - 1;
        self.up(i, x)
    }
    #[inline]
    fn peek(&mut self) -> Option<(u64, u32)> {
        self.h.first().map(|&x| un(x))
    }
    fn pop(&mut self) -> Option<(u64, u32)> {
        let l = self.h.pop()?;
        if self.h.is_empty() {
            return Some(un(l));
        }
        let r = self.h[0];
        self.down(0, l);
        Some(un(r))
    }
    #[inline]
    fn replace(&mut self, k: u64, id: u32) {
        self.down(0, pk(k, id))
    }
    fn bytes(&self) -> usize {
        self.h.capacity() * 16 + self.pos.capacity() * 4
    }
}
