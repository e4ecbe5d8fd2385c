//! Amounts: `100m`, `1Gi`, `2e3`, as numbers that can be compared.

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

/// An amount in billionths, the finest step the server keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount(i128);

/// Ten to the ninth: one.
const ONE: i128 = 1_000_000_000;
/// The server cuts what is larger than an `int64`.
const MOST: i128 = i64::MAX as i128 * ONE;

impl Amount {
    pub(crate) const ZERO: Amount = Amount(0);

    pub(crate) const fn whole(n: i64) -> Amount {
        Amount(n as i128 * ONE)
    }

    /// The amount of a text that has the form of one, as decoding has made sure of.
    pub(crate) fn of(quantity: &Quantity) -> Amount {
        parse(quantity.0.trim()).unwrap_or(Amount::ZERO)
    }

    #[must_use]
    pub(crate) fn plus(self, other: Amount) -> Amount {
        Amount(self.0.saturating_add(other.0))
    }

    /// Whether this is a whole number, not zero, and `other` a multiple of it:
    /// `IsHugePageResourceValueDivisible`.
    pub(crate) fn divides(self, other: Amount) -> bool {
        self > Amount::ZERO && self.is_whole() && other.ceil() % self.ceil() == 0
    }

    /// `Value()`: in whole numbers, rounded up.
    pub(crate) fn ceil(self) -> i128 {
        self.0.div_euclid(ONE) + i128::from(self.0.rem_euclid(ONE) != 0)
    }

    /// In thousandths, rounded up as the server does.
    pub(crate) fn milli(self) -> i128 {
        self.0.div_euclid(1_000_000) + i128::from(self.0.rem_euclid(1_000_000) != 0)
    }

    /// `MilliValue() % 1000 == 0`.
    pub(crate) fn is_whole(self) -> bool {
        self.milli() % 1000 == 0
    }
}

/// What a quantity is written as, if that is one of a unit: `1`, `1m`, `1k`, `1Ki`, …
///
/// As `Quantity.String()` writes it: in the kind of suffix that it was given with, so that `1000`
/// is `1k` and `1024Ki` is `1Mi`, but `1024` and `1e3` are no units.
pub(crate) fn unit(quantity: &Quantity) -> Option<&'static str> {
    const DECIMAL: [&str; 8] = ["1m", "1", "1k", "1M", "1G", "1T", "1P", "1E"];
    const BINARY: [&str; 6] = ["1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];
    let text = quantity.0.trim();
    let amount = parse(text)?;
    let units: &[&str] = match text
        .trim_start_matches(['+', '-', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    {
        suffix if suffix.ends_with('i') && amount >= Amount::whole(1024) => &BINARY,
        suffix if suffix.len() > 1 && suffix.starts_with(['e', 'E']) => &["1"],
        _ => &DECIMAL,
    };
    units.iter().copied().find(|unit| parse(unit) == Some(amount))
}

fn parse(text: &str) -> Option<Amount> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    let (number, suffix) = digits.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let (numerator, denominator) = scale(suffix)?;
    let value = combine(whole, fraction, numerator, denominator).min(MOST);
    Some(Amount(if negative { -value } else { value }))
}

/// The factor of a suffix as a fraction.
fn scale(suffix: &str) -> Option<(i128, i128)> {
    let power = |base: i128, exponent: u32| base.checked_pow(exponent).unwrap_or(MOST);
    Some(match suffix {
        "" => (1, 1),
        "n" => (1, ONE),
        "u" => (1, 1_000_000),
        "m" => (1, 1_000),
        "k" => (power(10, 3), 1),
        "M" => (power(10, 6), 1),
        "G" => (power(10, 9), 1),
        "T" => (power(10, 12), 1),
        "P" => (power(10, 15), 1),
        "E" => (power(10, 18), 1),
        "Ki" => (power(2, 10), 1),
        "Mi" => (power(2, 20), 1),
        "Gi" => (power(2, 30), 1),
        "Ti" => (power(2, 40), 1),
        "Pi" => (power(2, 50), 1),
        "Ei" => (power(2, 60), 1),
        _ => {
            let exponent: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            let size = power(10, exponent.unsigned_abs().min(36));
            if exponent < 0 { (1, size) } else { (size, 1) }
        }
    })
}

/// Digits before and after the point, times a factor, in billionths, rounded away from zero.
fn combine(whole: &str, fraction: &str, numerator: i128, denominator: i128) -> i128 {
    let fraction = &fraction[..fraction.len().min(9)];
    let tenths = 10_i128.pow(u32::try_from(fraction.len()).unwrap_or(0));
    let part = |digits: &str, denominator: i128| {
        let number = if digits.is_empty() { Some(0) } else { digits.parse::<i128>().ok() };
        let scaled = number.and_then(|n| n.checked_mul(numerator)?.checked_mul(ONE));
        scaled.map_or(MOST, |n| n / denominator + i128::from(n % denominator != 0))
    };
    part(whole, denominator).saturating_add(part(fraction, denominator.saturating_mul(tenths)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_written_as_they_were_given() {
        let of = |text: &str| unit(&Quantity(text.to_owned()));
        for (text, unit) in
            [("1000", "1k"), ("1024Ki", "1Mi"), ("0.001", "1m"), ("1e0", "1"), ("1E", "1E")]
        {
            assert_eq!(of(text), Some(unit), "{text}");
        }
        for text in ["1024", "1e3", "1e-3", "2", "1500Mi"] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    fn amount(text: &str) -> Amount {
        Amount::of(&Quantity(text.to_owned()))
    }

    #[test]
    fn amounts_compare_whatever_their_suffix() {
        for (left, right) in
            [("1", "1000m"), ("1Gi", "1024Mi"), ("1.5k", "15e2"), ("0.1n", "1n"), ("-1", "-1e0")]
        {
            assert_eq!(amount(left), amount(right), "{left} {right}");
        }
        assert!(amount("1G") < amount("1Gi"));
        assert!(amount("-1m") < Amount::ZERO);
        assert_eq!(amount("99999999999999999999999"), amount("10E"));
        assert!(amount("2").is_whole() && !amount("100m").is_whole());
        assert_eq!(amount("1.5Ki"), Amount::whole(1536));
    }
}
