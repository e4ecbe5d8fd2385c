//! What Helm leaves to chance and to the clock, derived from the run's seed and the call's place.

use sha2::{Digest as _, Sha256};

use super::super::call::{Chance, Context};
use super::super::dates::Time;

/// A source of bytes that are the same wherever the seed, the place and the count of calls there
/// are the same.
pub(super) struct Draw {
    state: [u8; 32],
    block: u64,
    left: Vec<u8>,
    chance: Chance,
}

/// The source for one call.
pub(super) fn draw(context: &Context) -> Draw {
    let mut hash = Sha256::new();
    hash.update(context.seed.as_bytes());
    hash.update([0]);
    if let Some(site) = context.site.get() {
        let mut drawn = context.drawn.borrow_mut();
        let count = drawn.entry((site.file, site.start)).or_insert(0u32);
        for number in [site.file, site.start, *count] {
            hash.update(number.to_be_bytes());
        }
        *count += 1;
    }
    Draw { state: hash.finalize().into(), block: 0, left: Vec::new(), chance: context.chance }
}

impl Draw {
    pub(super) fn fill(&mut self, bytes: &mut [u8]) {
        if let Chance::Given(outside) = self.chance {
            (outside.fill)(bytes);
            return;
        }
        for byte in bytes {
            if self.left.is_empty() {
                let block = Sha256::new().chain_update(self.state);
                let block = block.chain_update(self.block.to_be_bytes()).finalize();
                self.left = block.to_vec();
                self.block += 1;
            }
            *byte = self.left.pop().unwrap_or(0);
        }
    }

    /// A number below `bound`, each as likely.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        let bound = bound.max(1);
        let sound = u64::MAX - u64::MAX % bound;
        loop {
            let mut bytes = [0; 8];
            self.fill(&mut bytes);
            let number = u64::from_be_bytes(bytes);
            if number < sound {
                return number % bound;
            }
        }
    }
}

/// The moment of the render: the first of 2026, unless the clock is asked.
pub(super) fn now(context: &Context) -> Time {
    const STILL: i64 = 1_767_225_600;
    let Chance::Given(outside) = context.chance else { return Time::unix(STILL) };
    let (seconds, nanos) = (outside.now)();
    Time { nanos, ..Time::unix(seconds) }
}

impl rand_core::RngCore for Draw {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill(&mut bytes);
        u32::from_be_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_be_bytes(bytes)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill(bytes);
        Ok(())
    }
}

impl rand_core::CryptoRng for Draw {}
