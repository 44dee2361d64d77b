//! Counter-based generators, for comparison with streaming ones.

/// splitmix64 finaliser applied twice on (key, counter): stateless stream draw.
#[inline(always)]
pub fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D049BB133111EB);
    z ^ (z >> 31)
}
#[inline(always)]
pub fn cbrng(seed: u64, stream: u64, ctr: u64) -> u64 {
    mix(mix(seed ^ stream.wrapping_mul(0x9E3779B97F4A7C15)).wrapping_add(ctr.wrapping_mul(0xD1342543DE82EF95)))
}
/// Keyed counter RNG usable as a rand RNG (for ziggurat): key fixed per (seed, stream), counter increments.
pub struct Cb {
    key: u64,
    ctr: u64,
}
impl Cb {
    #[inline(always)]
    pub fn new(seed: u64, stream: u64, ctr: u64) -> Self {
        Cb {
            key: mix(seed ^ stream.wrapping_mul(0x9E3779B97F4A7C15)),
            ctr: ctr << 8,
        }
    }
}
impl rand::RngCore for Cb {
    #[inline(always)]
    fn next_u64(&mut self) -> u64 {
        self.ctr = self.ctr.wrapping_add(1);
        mix(self.key.wrapping_add(self.ctr.wrapping_mul(0xD1342543DE82EF95)))
    }
    #[inline(always)]
    fn next_u32(&mut self) -> u32 {
        (self.next_u64() >> 32) as u32
    }
    fn fill_bytes(&mut self, _: &mut [u8]) {
        panic!("only whole words are drawn here")
    }
}
/// Philox4x32-10 (Salmon et al. 2011)
#[inline(always)]
pub fn philox(ctr: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let (mut c, mut k) = (ctr, key);
    for _ in 0..10 {
        let p0 = (c[0] as u64) * 0xD2511F53;
        let p1 = (c[2] as u64) * 0xCD9E8D57;
        c = [
            ((p1 >> 32) as u32) ^ c[1] ^ k[0],
            p1 as u32,
            ((p0 >> 32) as u32) ^ c[3] ^ k[1],
            p0 as u32,
        ];
        k[0] = k[0].wrapping_add(0x9E3779B9);
        k[1] = k[1].wrapping_add(0xBB67AE85);
    }
    c
}
pub struct Philox {
    key: [u32; 2],
    ctr: [u32; 4],
    buf: [u64; 2],
    i: u8,
}
impl Philox {
    #[inline(always)]
    pub fn new(seed: u64, stream: u64) -> Self {
        Philox {
            key: [seed as u32, (seed >> 32) as u32],
            ctr: [0, 0, stream as u32, (stream >> 32) as u32],
            buf: [0; 2],
            i: 2,
        }
    }
}
impl rand::RngCore for Philox {
    #[inline(always)]
    fn next_u64(&mut self) -> u64 {
        if self.i >= 2 {
            let o = philox(self.ctr, self.key);
            self.ctr[0] = self.ctr[0].wrapping_add(1);
            if self.ctr[0] == 0 {
                self.ctr[1] += 1
            }
            self.buf = [o[0] as u64 | (o[1] as u64) << 32, o[2] as u64 | (o[3] as u64) << 32];
            self.i = 0
        }
        let r = self.buf[self.i as usize];
        self.i += 1;
        r
    }
    #[inline(always)]
    fn next_u32(&mut self) -> u32 {
        self.next_u64() as u32
    }
    fn fill_bytes(&mut self, _: &mut [u8]) {
        panic!("only whole words are drawn here")
    }
}
