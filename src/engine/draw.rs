//! Addressed, counter-based random draws.
//!
//! A draw is a pure function of its *address*: a [`Key`] built word by word (seed, replication, person, process, …). No
//! draw has a predecessor, so nothing that happens elsewhere in a run can move it, runs can be cut, resumed, sharded and
//! repeated in part, and the same person meets the same luck in every scenario.
//!
//! The mixing function is the SplitMix64 finaliser with Stafford's constants (variant 13; Steele, Lea and Flood 2014),
//! applied after each word: the addresses one word below an address are the SplitMix64 sequence that starts there, and so
//! are, with another step, the words of its stream. `with(a).with(b)` and `with(b).with(a)` are different streams.
//! `tests/engine_draw.rs` holds ten million neighbouring addresses against chance (duplicates, serial correlation, balance
//! and flips of every bit, bytes) and fixes the words themselves, which must not change with any dependency.
//!
//! ```
//! use carecurve::engine::{Key, sample};
//! let person = Key::root(2018, 0).with(41_207);
//! let fall = sample::exponential(person.with(3).uniform(), 365.0); // days; the same in every scenario
//! assert_eq!(fall, sample::exponential(Key::root(2018, 0).with(41_207).with(3).uniform(), 365.0));
//! ```

use rand::TryRng;

/// The address of a stream of random numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key(u64);

/// Step of the words of one stream (the golden ratio), and the constant that keeps addresses off that path, so that no
/// small word leads to an address that is itself a word of the stream above.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
const BRANCH: u64 = 0xA076_1D64_78BD_642F;

#[inline(always)]
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Key {
    /// The root of all draws of one replication of one seed.
    pub const fn root(seed: u64, replication: u64) -> Key {
        Key(mix(seed ^ 0x6A09_E667_F3BC_C908)).with(replication)
    }
    /// The address one word further on.
    #[inline(always)]
    #[must_use]
    pub const fn with(self, word: u64) -> Key {
        Key(mix(self
            .0
            .wrapping_add(BRANCH)
            .wrapping_add(word.wrapping_mul(0xD134_2543_DE82_EF95))))
    }
    /// The address one name further on (used for the permanent `id` of a place, service or organisation).
    #[must_use]
    pub const fn with_name(self, name: &str) -> Key {
        // FNV-1a over the bytes, then one word.
        let bytes = name.as_bytes();
        let mut hash = 0xCBF2_9CE4_8422_2325u64;
        let mut i = 0;
        while i < bytes.len() {
            hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01B3);
            i += 1;
        }
        self.with(hash)
    }
    /// The first 64-bit word of the stream at this address.
    #[inline(always)]
    pub const fn word(self) -> u64 {
        mix(self.0.wrapping_add(STEP))
    }
    /// The first uniform number of the stream, strictly between 0 and 1.
    #[inline(always)]
    pub fn uniform(self) -> f64 {
        unit(self.word())
    }
    /// The stream as a generator of the `rand` traits.
    #[inline(always)]
    pub const fn draws(self) -> Draws {
        Draws { state: self.0 }
    }
    /// The address as a number, to be stored and rebuilt by [`Key::from_bits`].
    pub const fn bits(self) -> u64 {
        self.0
    }
    /// The address with these bits.
    pub const fn from_bits(bits: u64) -> Key {
        Key(bits)
    }
}

/// A 64-bit word as a number strictly between 0 and 1: 52 bits, centred in their cell, so from 2⁻⁵³ to 1 − 2⁻⁵³. (With
/// 53 bits the centre of the upper half's cells is no `f64`, and the last would round to 1.)
#[inline(always)]
pub fn unit(word: u64) -> f64 {
    // By way of `i64`, for which processors have an instruction.
    ((word >> 12) as i64 as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

/// The stream at one address, for `rand` and `rand_distr`. Its first word is [`Key::word`].
#[derive(Clone, Debug)]
pub struct Draws {
    state: u64,
}

impl Draws {
    /// The next 64-bit word.
    #[inline(always)]
    pub fn next_word(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }
    /// The next uniform number, strictly between 0 and 1.
    #[inline(always)]
    pub fn uniform(&mut self) -> f64 {
        unit(self.next_word())
    }
}

impl TryRng for Draws {
    type Error = std::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok((self.next_word() >> 32) as u32)
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(self.next_word())
    }
    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Self::Error> {
        for chunk in target.chunks_mut(8) {
            let bytes = self.next_word().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod test {
    use super::*;
    use rand::{Rng, RngExt};

    /// These words must never change: every published run hangs on them.
    const WORDS: [u64; 8] = [
        0xBF08_8082_64D5_4E5C,
        0x941D_6660_D4E5_FC3B,
        0xD1DA_013E_4B9B_FE69,
        0xD1BA_470C_CB46_E788,
        0x57E6_4372_EE01_89CF,
        0x8967_F394_CC57_7C46,
        0x18C8_5412_3A17_1436,
        0xF9EE_469C_89E5_D437,
    ];
    const STREAM: [u64; 4] = [
        0xBF08_8082_64D5_4E5C,
        0xF9BF_BAB6_BBC3_A659,
        0xEDE5_6892_0552_9306,
        0x29DB_595C_C573_7CC6,
    ];

    #[test]
    fn golden_words() {
        let key = Key::root(1, 0);
        let words = [
            key.word(),
            key.with(0).word(),
            key.with(1).word(),
            key.with(1).with(2).word(),
            key.with(2).with(1).word(),
            key.with_name("frimley").word(),
            Key::root(1, 1).word(),
            Key::root(2, 0).word(),
        ];
        assert_eq!(words, WORDS, "{words:#X?}");
        let mut draws = key.draws();
        let stream: [u64; 4] = std::array::from_fn(|_| draws.next_word());
        assert_eq!(stream, STREAM, "{stream:#X?}");
    }

    #[test]
    fn a_stream_begins_with_the_word_of_its_key() {
        let key = Key::root(7, 3).with(5);
        assert_eq!(key.draws().next_u64(), key.word());
        assert_eq!(key.draws().uniform(), key.uniform());
        assert_eq!(Key::from_bits(key.bits()).word(), key.word());
    }

    #[test]
    fn the_rand_traits_see_the_same_words() {
        let key = Key::root(7, 3);
        let (mut ours, mut theirs) = (key.draws(), key.draws());
        let word = ours.next_word();
        assert_eq!(theirs.next_u32(), (word >> 32) as u32);
        let mut bytes = [0; 11];
        theirs.fill_bytes(&mut bytes);
        assert_eq!(bytes[..8], ours.next_word().to_le_bytes());
        assert_eq!(bytes[8..], ours.next_word().to_le_bytes()[..3]);
        let x: f64 = theirs.random();
        assert!((0.0..1.0).contains(&x));
    }

    #[test]
    fn a_unit_is_never_zero_or_one() {
        let cell = 1.0 / (1u64 << 53) as f64;
        assert_eq!(unit(0), cell);
        assert_eq!(unit(u64::MAX), 1.0 - cell);
        assert_eq!(unit(1 << 63) - 0.5, cell);
    }

    #[test]
    fn addresses_keep_the_order_of_their_words_and_their_names() {
        let key = Key::root(1, 0);
        assert_ne!(key.with(1).with(2), key.with(2).with(1));
        assert_ne!(key.with(0), key);
        assert_ne!(key.with_name("ab").bits(), key.with_name("a").with_name("b").bits());
        assert_ne!(Key::root(0, 1), Key::root(1, 0));
    }
}
