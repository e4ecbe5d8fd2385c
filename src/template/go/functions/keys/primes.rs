//! Primes for keys of RSA, searched from where chance begins.

use std::sync::LazyLock;

use rand_core::RngCore;
use rsa::BigUint;

/// How many odd numbers are looked at from one start.
const WINDOW: usize = 1 << 13;

/// Rounds of Miller and Rabin behind the first; for random numbers of this size far less than one
/// in 2^100 is wrong.
const ROUNDS: usize = 5;

static SMALL: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let mut sieve = vec![true; 1 << 15];
    let mut primes = Vec::new();
    for number in 3..sieve.len() {
        if number % 2 == 0 || !sieve[number] {
            continue;
        }
        primes.push(u32::try_from(number).unwrap_or(3));
        sieve.iter_mut().skip(number * number).step_by(number).for_each(|sound| *sound = false);
    }
    primes
});

/// A prime of so many bits, the first two of which are set; one less is no multiple of `exponent`.
pub(super) fn prime(draw: &mut impl RngCore, bits: usize, exponent: u32) -> BigUint {
    let mut bytes = vec![0; bits / 8];
    loop {
        draw.fill_bytes(&mut bytes);
        bytes[0] |= 0xc0;
        if let Some(last) = bytes.last_mut() {
            *last |= 1;
        }
        let start = BigUint::from_bytes_be(&bytes);
        for candidate in sieved(&bytes, &start) {
            if is_prime(&candidate, draw) && (&candidate - 1u32) % exponent != BigUint::from(0u32) {
                return candidate;
            }
        }
    }
}

/// The odd numbers from `start` on that no small prime divides.
fn sieved(bytes: &[u8], start: &BigUint) -> impl Iterator<Item = BigUint> {
    let mut sound = vec![true; WINDOW];
    for &prime in SMALL.iter() {
        let rest = bytes.iter().fold(0u32, |rest, &byte| (rest << 8 | u32::from(byte)) % prime);
        // The first number 2i further on that the prime divides.
        let half = prime.div_ceil(2);
        let first = u64::from((prime - rest) % prime) * u64::from(half) % u64::from(prime);
        let step = usize::try_from(prime).unwrap_or(WINDOW);
        let first = usize::try_from(first).unwrap_or(WINDOW);
        sound.iter_mut().skip(first).step_by(step).for_each(|sound| *sound = false);
    }
    let start = start.clone();
    (0..WINDOW).filter(move |&at| sound[at]).map(move |at| &start + (2 * at))
}

/// The test of Miller and Rabin, to the base 2 and to some others.
fn is_prime(number: &BigUint, draw: &mut impl RngCore) -> bool {
    let one = BigUint::from(1u32);
    let below = number - &one;
    let twos = below.trailing_zeros().unwrap_or(0);
    let odd = &below >> twos;
    let passes = |base: &BigUint| {
        let mut power = base.modpow(&odd, number);
        if power == one || power == below {
            return true;
        }
        for _ in 1..twos {
            power = &power * &power % number;
            if power == below {
                return true;
            }
        }
        false
    };
    passes(&BigUint::from(2u32)) && (0..ROUNDS).all(|_| passes(&BigUint::from(draw.next_u64() | 2)))
}
