//! Quantities, `100m`, `1.5Gi`, `2e3`, as amounts that can be compared, calculated with and written
//! in canonical form.
//!
//! Grammar, value and printing are those of `resource.Quantity`. Two doors lead in: [`Amount::of`]
//! takes what the server takes, and [`Amount::parse`] is for people, who mean something by `Mi`.

mod exact;
mod grammar;

use std::cmp::Ordering;
use std::fmt;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

pub(crate) use exact::Decimal;
use exact::{divide_away_from_zero, gcd, strip_factor};
use grammar::{Family, Notation, Suffix};

/// One, in the finest step that the server keeps: billionths.
const NANO: i128 = 1_000_000_000;
const MILLI: i128 = NANO / 1000;
/// What an `int64` holds.
const LARGEST: i128 = i64::MAX as i128 * NANO;

/// A number of units, exact to a billionth, and the suffixes it is written with.
///
/// Equality and order are those of the number: `1Gi` equals `1024Mi` and `1073741824`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amount {
    nanos: i128,
    family: Family,
}

/// Whether the server reads `text` as a quantity: `500m`, ` 1.5Gi`, `1e3`, but also `Mi`.
pub(crate) fn is_quantity(text: &str) -> bool {
    grammar::read(trim(text)).is_some()
}

/// Whether `text` is a number with a unit: `500m`, `1Gi`, but neither `500` nor `5e2`.
pub(crate) fn has_unit(text: &str) -> bool {
    grammar::read(text).is_some_and(|it| {
        it.has_digits() && it.suffix.family != Family::Exponent && it.suffix != Suffix::NONE
    })
}

/// The blanks that are still blanks once the text is written as JSON.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() && (c == ' ' || !c.is_ascii()) && !matches!(c, '\u{2028}' | '\u{2029}')
    })
}

impl Amount {
    pub(crate) const ZERO: Amount = Amount::whole(0);

    pub(crate) const fn whole(n: i64) -> Amount {
        Amount { nanos: n as i128 * NANO, family: Family::Decimal }
    }

    /// The amount of a quantity that the server has decoded: one with a binary suffix is cut to
    /// what an `int64` holds, others are not.
    pub(crate) fn of(quantity: &Quantity) -> Amount {
        let Some(written) = grammar::read(trim(&quantity.0)) else { return Amount::ZERO };
        let amount = Amount::written(&written);
        match written.suffix.family {
            Family::Binary => Amount { nanos: amount.nanos.clamp(-LARGEST, LARGEST), ..amount },
            Family::Decimal | Family::Exponent => amount,
        }
    }

    /// The amount that someone wrote. Nothing is cut: what is larger than an `int64` is an error.
    ///
    /// # Errors
    /// A sentence that quotes the text.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let written = grammar::read(text)
            .filter(Notation::has_digits)
            .ok_or_else(|| format!("`{text}` is not a quantity like `500m`, `2` or `1.5Gi`"))?;
        Amount::written(&written)
            .within_limits()
            .ok_or_else(|| format!("`{text}` is larger than a quantity may be"))
    }

    fn written(written: &Notation<'_>) -> Amount {
        Amount { nanos: exact::nanos(written), family: written.suffix.family }
    }

    /// The sum, in the family of the first that is not zero.
    #[must_use]
    pub(crate) fn saturating_add(self, other: Self) -> Self {
        Self { nanos: self.nanos.saturating_add(other.nanos), ..self.beside(other) }
    }

    /// The sum, in the family of the first that is not zero.
    pub(crate) fn checked_add(self, other: Self) -> Option<Self> {
        self.beside(other).with(self.nanos.checked_add(other.nanos)?)
    }

    /// The difference, in the family of the first that is not zero.
    pub(crate) fn checked_sub(self, other: Self) -> Option<Self> {
        self.beside(other).with(self.nanos.checked_sub(other.nanos)?)
    }

    /// Zero is nothing in particular: it is written as what it stands beside.
    fn beside(self, other: Self) -> Self {
        if self.nanos == 0 { Self { nanos: 0, ..other } } else { self }
    }

    /// The product. A fraction is rounded as in [`Amount::checked_div`].
    pub(crate) fn checked_mul(self, factor: Decimal) -> Option<Self> {
        self.ratio(factor.mantissa, 10i128.checked_pow(factor.places)?)
    }

    /// The quotient, rounded away from zero: a binary quantity to a whole unit, another one to a
    /// thousandth, and neither more coarsely than it is written itself.
    pub(crate) fn checked_div(self, divisor: Decimal) -> Option<Self> {
        self.ratio(10i128.checked_pow(divisor.places)?, divisor.mantissa)
    }

    /// This many times `factor`, to a billionth.
    pub(crate) fn times(self, factor: Self) -> Option<Self> {
        self.with(self.nanos.checked_mul(factor.nanos)? / NANO)
    }

    fn ratio(self, numerator: i128, denominator: i128) -> Option<Self> {
        let shared = gcd(self.nanos, denominator);
        let product = (self.nanos / shared).checked_mul(numerator)?;
        let grain = self.grain();
        let divisor = (denominator / shared).checked_mul(grain)?;
        self.with(divide_away_from_zero(product, divisor)?.checked_mul(grain)?)
    }

    fn grain(self) -> i128 {
        let coarsest = if self.family == Family::Binary { NANO } else { MILLI };
        [coarsest, MILLI, 1].into_iter().find(|grain| self.nanos % grain == 0).unwrap_or(1)
    }

    fn with(self, nanos: i128) -> Option<Self> {
        Self { nanos, ..self }.within_limits()
    }

    fn within_limits(self) -> Option<Self> {
        (-LARGEST..=LARGEST).contains(&self.nanos).then_some(self)
    }

    /// Whether this is a whole number, not zero, and `other` a multiple of it:
    /// `IsHugePageResourceValueDivisible`.
    pub(crate) fn divides(self, other: Amount) -> bool {
        self > Amount::ZERO && self.is_whole() && other.ceil() % self.ceil() == 0
    }

    /// `Value()`: in whole numbers, rounded up.
    pub(crate) fn ceil(self) -> i128 {
        self.nanos.div_euclid(NANO) + i128::from(self.nanos.rem_euclid(NANO) != 0)
    }

    /// `MilliValue()`: in thousandths, rounded up.
    pub(crate) fn milli(self) -> i128 {
        self.nanos.div_euclid(MILLI) + i128::from(self.nanos.rem_euclid(MILLI) != 0)
    }

    /// `MilliValue() % 1000 == 0`.
    pub(crate) fn is_whole(self) -> bool {
        self.milli() % 1000 == 0
    }

    /// The number of units where it is whole.
    pub(crate) fn as_integer(self) -> Option<i64> {
        if self.nanos % NANO != 0 {
            return None;
        }
        i64::try_from(self.nanos / NANO).ok()
    }

    /// The number of units, to the precision of a float.
    #[expect(clippy::cast_precision_loss, reason = "a float is asked for")]
    pub(crate) fn as_float(self) -> f64 {
        self.nanos as f64 / NANO as f64
    }
}

/// `Quantity.String()`: the suffix is of the family that was read, and the largest that needs no
/// fraction (`1.5Gi` is `1536Mi`). What is no whole number of units, or less than 1024 of them, has
/// no binary suffix.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Amount { nanos, family } = *self;
        if nanos == 0 {
            return f.write_str("0");
        }
        let (number, suffix) =
            if family == Family::Binary && nanos.abs() >= 1024 * NANO && nanos % NANO == 0 {
                let (number, power) = strip_factor(nanos / NANO, 1024, 6);
                (number, Suffix { family, power })
            } else {
                let (number, thousands) = strip_factor(nanos, 1000, 9);
                let family = if family == Family::Binary { Family::Decimal } else { family };
                (number, Suffix { family, power: 3 * thousands - 9 })
            };
        write!(f, "{number}{}", suffix.spelling())
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Amount {}

#[cfg(test)]
mod tests;
