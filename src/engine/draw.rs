//! Addressed, counter-based random draws.
//!
//! A draw is a pure function of its *address*: a [`Key`] built word by word (seed, replication, person, process, …). No
//! draw has a predecessor, so nothing that happens elsewhere in a run can move it, runs can be cut, resumed, sharded and
//! repeated in part, and the same person meets the same luck in every scenario.
//!
//! The mixing function is the SplitMix64 finaliser with Stafford's constants (variant 13), applied after each word with
//! an odd multiplier of its own, so that `with(a).with(b)` and `with(b).with(a)` are different streams.

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

/// A 64-bit word as a number strictly between 0 and 1 (53 bits, centred in their cell).
#[inline(always)]
pub fn unit(word: u64) -> f64 {
    ((word >> 11) as f64 + 0.5) * (1.0 / (1u64 << 53) as f64)
}

/// The stream at one address, for `rand` and `rand_distr`. Its first word is [`Key::word`].
#[derive(Clone, Debug)]
pub struct Draws {
    state: u64,
}

impl Draws {
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
