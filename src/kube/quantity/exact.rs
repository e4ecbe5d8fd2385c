//! Decimal digits into whole numbers of billionths, without loss but for the last rounding, which
//! goes away from zero as the server's does.

use super::grammar::{self, Family, Notation, Suffix};

/// The number that is written, in billionths; what an `i128` can't hold is as large as it can be.
pub(super) fn nanos(written: &Notation<'_>) -> i128 {
    let (factor, power) = match written.suffix {
        Suffix { family: Family::Binary, power } => (1024_i128.pow(power.unsigned_abs()), 0),
        Suffix { power, .. } => (1, i64::from(power)),
    };
    let digits =
        || written.whole.bytes().chain(written.fraction.bytes()).map(|d| i128::from(d - b'0'));
    // The number times 10^9 and the power of ten: so far to the right moves the point.
    let point = i64::try_from(written.whole.len()).unwrap_or(i64::MAX).saturating_add(power + 9);
    let before = usize::try_from(point).unwrap_or(0);
    let count = written.whole.len() + written.fraction.len();

    let mut whole =
        digits().take(before).fold(0_i128, |n, d| n.saturating_mul(10).saturating_add(d));
    if whole > 0 {
        // An i128 has 39 digits.
        for _ in 0..before.saturating_sub(count).min(40) {
            whole = whole.saturating_mul(10);
        }
    }
    let rest: Vec<i128> = digits().skip(before).collect();
    let size = whole.saturating_mul(factor).saturating_add(share(&rest, factor));
    if written.is_negative { -size } else { size }
}

/// `factor` times the fraction that has these digits, rounded up: long division from the last digit
/// to the first, so that no number grows beyond ten times the factor.
///
/// The digits may stand further behind the point than they say, if the factor is 1: what is less
/// than 1 is rounded to 1.
fn share(digits: &[i128], factor: i128) -> i128 {
    let mut quotient = 0;
    let mut is_exact = true;
    for digit in digits.iter().rev() {
        let sum = digit * factor + quotient;
        quotient = sum / 10;
        is_exact &= sum % 10 == 0;
    }
    if is_exact { quotient } else { quotient + 1 }
}

/// A plain number to calculate with: `mantissa / 10^places`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decimal {
    pub(super) mantissa: i128,
    pub(super) places: u32,
}

impl Decimal {
    /// 150 is one and a half.
    pub(crate) const fn percent(number: i64) -> Self {
        Self { mantissa: number as i128, places: 2 }
    }

    /// Reads `[+-]digits[.digits]`, where one side of the point may be empty.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_plain = |it: &Notation<'_>| it.has_digits() && it.suffix == Suffix::NONE;
        let written = grammar::read(text).filter(is_plain)?;
        let fraction = written.fraction.trim_end_matches('0');
        let digits = format!("0{}{fraction}", written.whole);
        let mantissa: i128 = digits.parse().ok()?;
        let places = u32::try_from(fraction.len()).ok()?;
        Some(Self { mantissa: if written.is_negative { -mantissa } else { mantissa }, places })
    }

    pub(crate) fn is_zero(self) -> bool {
        self.mantissa == 0
    }
}

/// How often `factor` divides `number`, at most `limit` times, and what is left.
pub(super) fn strip_factor(mut number: i128, factor: i128, limit: i32) -> (i128, i32) {
    let mut power = 0;
    while power < limit && number % factor == 0 {
        number /= factor;
        power += 1;
    }
    (number, power)
}

pub(super) fn divide_away_from_zero(number: i128, divisor: i128) -> Option<i128> {
    let quotient = number.checked_div(divisor)?;
    match number % divisor {
        0 => Some(quotient),
        rest => quotient.checked_add(rest.signum() * divisor.signum()),
    }
}

pub(super) fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}
