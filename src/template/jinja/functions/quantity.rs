//! A Kubernetes quantity (`500m`, `1.5Gi`, `12e6`) into an exact number, and back in canonical form.
//!
//! Grammar and printing are those of `resource.Quantity`: the printed form keeps the suffix family of
//! what was read, with the largest suffix that needs no fraction (`1.5Gi` is `1536Mi`), and a binary
//! quantity that is no whole number of units is printed in the decimal family. What is finer than a
//! nano is rounded away from zero, as the API server does. Nothing is capped: what is larger than
//! 2^63-1 units is an error.

use std::cmp::Ordering;
use std::fmt;

const NANO: i128 = 1_000_000_000;
const MILLI: i128 = NANO / 1000;
const LARGEST: i128 = i64::MAX as i128 * NANO;

/// A number of units, exact to a billionth, with the suffix family it is written in.
///
/// Equality and order are those of the number: `1Gi` equals `1024Mi` and `1073741824`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quantity {
    nanos: i128,
    family: Family,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// `n u m`, none, `k M G T P E`
    Decimal,
    /// `Ki Mi Gi Ti Pi Ei`
    Binary,
    /// `e3`
    Exponent,
}

impl Quantity {
    /// # Errors
    /// A sentence that quotes the text.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let split =
            text.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-')).unwrap_or(text.len());
        let (number, suffix) = text.split_at(split);
        let not_a_quantity = || format!("`{text}` is not a quantity like `500m`, `2` or `1.5Gi`");
        let number = Decimal::parse(number).ok_or_else(not_a_quantity)?;
        let (family, scale) = parse_suffix(suffix).ok_or_else(not_a_quantity)?;
        number
            .nanos(scale)
            .filter(|nanos| nanos.abs() <= LARGEST)
            .map(|nanos| Self { nanos, family })
            .ok_or_else(|| format!("`{text}` is larger than a quantity may be"))
    }

    /// The sum, in the family of the first that is not zero.
    #[must_use]
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        self.beside(other).with(self.nanos.checked_add(other.nanos)?)
    }

    /// The difference, in the family of the first that is not zero.
    #[must_use]
    pub(crate) fn minus(self, other: Self) -> Option<Self> {
        self.beside(other).with(self.nanos.checked_sub(other.nanos)?)
    }

    /// Zero is nothing in particular: it is written as what it stands beside.
    fn beside(self, other: Self) -> Self {
        if self.nanos == 0 { Self { nanos: 0, ..other } } else { self }
    }

    /// The product. A fraction is rounded as in [`Quantity::over`].
    pub(super) fn times(self, factor: Decimal) -> Option<Self> {
        self.ratio(factor.mantissa, 10i128.checked_pow(factor.places)?)
    }

    /// The quotient, rounded away from zero: a binary quantity to a whole unit, another one to a
    /// thousandth, and neither more coarsely than it is written itself.
    pub(super) fn over(self, divisor: Decimal) -> Option<Self> {
        self.ratio(10i128.checked_pow(divisor.places)?, divisor.mantissa)
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
        (nanos.abs() <= LARGEST).then_some(Self { nanos, ..self })
    }

    /// The number of units where it is whole.
    #[must_use]
    pub(crate) fn whole(self) -> Option<i64> {
        if self.nanos % NANO != 0 {
            return None;
        }
        i64::try_from(self.nanos / NANO).ok()
    }

    /// The number of units, to the precision of a float.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a float is asked for")]
    pub(crate) fn approximate(self) -> f64 {
        self.nanos as f64 / NANO as f64
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.nanos == 0 {
            return f.write_str("0");
        }
        if self.family == Family::Binary
            && self.nanos.abs() >= 1024 * NANO
            && self.nanos % NANO == 0
        {
            let (number, power) = strip_factor(self.nanos / NANO, 1024, 6);
            return write!(f, "{number}{}", ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"][power]);
        }
        let (number, power) = strip_factor(self.nanos, 1000, 9);
        match (self.family, power) {
            (_, 3) => write!(f, "{number}"),
            (Family::Exponent, 0..3) => write!(f, "{number}e-{}", 9 - 3 * power),
            (Family::Exponent, _) => write!(f, "{number}e{}", 3 * power - 9),
            _ => {
                let suffix = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"][power];
                write!(f, "{number}{suffix}")
            }
        }
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Quantity {}

/// `mantissa / 10^places`
#[derive(Debug, Clone, Copy)]
pub(super) struct Decimal {
    mantissa: i128,
    places: u32,
}

impl Decimal {
    /// Reads `[+-]digits[.digits]`, where one side of the point may be empty.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{}", fraction.trim_end_matches('0'));
        if (whole.is_empty() && fraction.is_empty()) || !all.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let mantissa: i128 = if all.is_empty() { 0 } else { all.parse().ok()? };
        let places = u32::try_from(all.len() - whole.len()).ok()?;
        Some(Self { mantissa: if negative { -mantissa } else { mantissa }, places })
    }

    pub(super) fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The number times `scale`, in nanos.
    fn nanos(self, scale: Scale) -> Option<i128> {
        if self.mantissa == 0 {
            return Some(0);
        }
        let Scale { base, exponent } = scale;
        let power = base.checked_pow(exponent.unsigned_abs());
        let places = 10i128.checked_pow(self.places)?;
        if exponent < 0 {
            // beyond any nano, however small: it is rounded away from zero
            let Some(divisor) = power.and_then(|power| places.checked_mul(power)) else {
                return Some(self.mantissa.signum());
            };
            return divide_away_from_zero(self.mantissa.checked_mul(NANO)?, divisor);
        }
        let factor = power?.checked_mul(NANO)?;
        let shared = gcd(factor, places);
        let product = self.mantissa.checked_mul(factor / shared)?;
        divide_away_from_zero(product, places / shared)
    }
}

#[derive(Debug, Clone, Copy)]
struct Scale {
    base: i128,
    exponent: i32,
}

fn parse_suffix(suffix: &str) -> Option<(Family, Scale)> {
    let decimal = |exponent| Some((Family::Decimal, Scale { base: 10, exponent }));
    let binary = |exponent| Some((Family::Binary, Scale { base: 1024, exponent }));
    match suffix {
        "n" => decimal(-9),
        "u" => decimal(-6),
        "m" => decimal(-3),
        "" => decimal(0),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => binary(1),
        "Mi" => binary(2),
        "Gi" => binary(3),
        "Ti" => binary(4),
        "Pi" => binary(5),
        "Ei" => binary(6),
        _ => {
            let exponent = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            Some((Family::Exponent, Scale { base: 10, exponent }))
        }
    }
}

/// How often `factor` divides `number`, at most `limit` times, and what is left.
fn strip_factor(mut number: i128, factor: i128, limit: usize) -> (i128, usize) {
    let mut power = 0;
    while power < limit && number % factor == 0 {
        number /= factor;
        power += 1;
    }
    (number, power)
}

fn divide_away_from_zero(number: i128, divisor: i128) -> Option<i128> {
    let quotient = number.checked_div(divisor)?;
    match number % divisor {
        0 => Some(quotient),
        rest => quotient.checked_add(rest.signum() * divisor.signum()),
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn printed_canonically() {
        for (read, printed) in [
            ("1.5Gi", "1536Mi"),
            ("1024Mi", "1Gi"),
            ("1Ki", "1Ki"),
            ("0.5Ki", "512"),
            ("1.5Ki", "1536"),
            ("0.0001Ki", "102400u"),
            ("1025.5Ki", "1050112"),
            ("0.3Mi", "314572800m"),
            ("1000m", "1"),
            ("0.5", "500m"),
            (".5", "500m"),
            ("5.", "5"),
            ("+1500m", "1500m"),
            ("-1500k", "-1500k"),
            ("1000k", "1M"),
            ("5E", "5E"),
            ("12e6", "12e6"),
            ("12E4", "120e3"),
            ("1e-3", "1e-3"),
            ("1e0", "1"),
            ("0Gi", "0"),
            ("0.1n", "1n"),
            ("-0.1n", "-1n"),
            ("1e-400", "1e-9"),
            ("0e400", "0"),
            ("9223372036854775807", "9223372036854775807"),
            ("7Ei", "7Ei"),
        ] {
            assert_eq!(Quantity::parse(read).unwrap().to_string(), printed, "{read}");
        }
    }

    #[test]
    fn what_is_no_quantity() {
        for text in [
            "", "Gi", "1.5Gib", "1 Gi", "1K", "1ki", "1mi", "1.2.3", "1-", "--1", ".", "1e",
            "1e1.5",
        ] {
            assert!(Quantity::parse(text).unwrap_err().contains("is not a quantity"), "{text}");
        }
        for text in ["9223372036854775808", "8Ei", "10E", "1e19", "1e999"] {
            assert!(Quantity::parse(text).unwrap_err().contains("is larger"), "{text}");
        }
    }

    fn any_quantity() -> impl Strategy<Value = Quantity> {
        let suffix =
            prop::sample::select(vec!["n", "u", "m", "", "k", "M", "Ki", "Mi", "Gi", "e3"]);
        (-1_000_000i64..1_000_000, 0u32..1000, suffix).prop_map(|(whole, fraction, suffix)| {
            Quantity::parse(&format!("{whole}.{fraction}{suffix}")).unwrap()
        })
    }

    proptest! {
        #[test]
        fn what_was_added_can_be_taken_away(a in any_quantity(), b in any_quantity()) {
            let back = a.plus(b).unwrap().minus(b).unwrap();
            prop_assert_eq!(back, a);
            prop_assert_eq!(back.to_string(), a.to_string());
        }

        #[test]
        fn printing_loses_nothing(a in any_quantity()) {
            prop_assert_eq!(Quantity::parse(&a.to_string()).unwrap(), a);
        }
    }
}
