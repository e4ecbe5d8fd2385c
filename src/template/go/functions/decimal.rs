//! Decimal numbers as shopspring/decimal computes with them: exact, quotients to 16 places.

use super::super::number::shortest;

/// A whole number times a power of ten; where that gets too long, the nearest float.
#[derive(Clone, Copy, Debug)]
pub(super) enum Decimal {
    Exact { value: i128, exponent: i32 },
    Near(f64),
}

/// Places behind the point of a quotient.
const PLACES: i32 = 16;

impl Decimal {
    pub(super) fn of(number: f64) -> Result<Self, String> {
        if !number.is_finite() {
            let shown = shortest(number);
            let shown = if shown == "NaN" { "NaN" } else { shown.trim_start_matches('+') };
            return Err(format!("Cannot create a Decimal from {shown}"));
        }
        let text = format!("{number:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let places = mantissa.split_once('.').map_or(0, |(_, places)| places.len());
        let value = mantissa.replace('.', "").parse().unwrap_or(0);
        let exponent: i32 = exponent.parse().unwrap_or(0);
        Ok(Decimal::Exact { value, exponent: exponent - i32::try_from(places).unwrap_or(0) })
    }

    pub(super) fn to_float(self) -> f64 {
        match self {
            Decimal::Exact { value, exponent } => {
                format!("{value}e{exponent}").parse().unwrap_or(0.0)
            }
            Decimal::Near(number) => number,
        }
    }

    pub(super) fn plus(self, other: Decimal) -> Result<Decimal, String> {
        let exact = self.aligned(other).and_then(|(a, b, exponent)| {
            Some(Decimal::Exact { value: a.checked_add(b)?, exponent })
        });
        Ok(exact.unwrap_or(Decimal::Near(self.to_float() + other.to_float())))
    }

    pub(super) fn minus(self, other: Decimal) -> Result<Decimal, String> {
        self.plus(match other {
            Decimal::Exact { value, exponent } => Decimal::Exact { value: -value, exponent },
            Decimal::Near(number) => Decimal::Near(-number),
        })
    }

    pub(super) fn times(self, other: Decimal) -> Result<Decimal, String> {
        if let (Decimal::Exact { value: a, exponent: x }, Decimal::Exact { value: b, exponent: y }) =
            (self, other)
            && let Some(value) = a.checked_mul(b)
        {
            return Ok(Decimal::Exact { value, exponent: x + y });
        }
        Ok(Decimal::Near(self.to_float() * other.to_float()))
    }

    pub(super) fn over(self, other: Decimal) -> Result<Decimal, String> {
        if other.to_float() == 0.0 {
            return Err("decimal division by 0".into());
        }
        Ok(self.quotient(other).unwrap_or(Decimal::Near(self.to_float() / other.to_float())))
    }

    fn quotient(self, other: Decimal) -> Option<Decimal> {
        let (Decimal::Exact { value: a, exponent: x }, Decimal::Exact { value: b, exponent: y }) =
            (self, other)
        else {
            return None;
        };
        let shift = x - y + PLACES;
        let (dividend, divisor) = if shift >= 0 {
            (a.checked_mul(power(shift)?)?, b)
        } else {
            (a, b.checked_mul(power(-shift)?)?)
        };
        let (mut value, rest) = (dividend / divisor, dividend % divisor);
        // Halves are rounded away from zero.
        if rest.unsigned_abs().checked_mul(2)? >= divisor.unsigned_abs() {
            value += if (dividend < 0) == (divisor < 0) { 1 } else { -1 };
        }
        Some(Decimal::Exact { value, exponent: -PLACES })
    }

    fn aligned(self, other: Decimal) -> Option<(i128, i128, i32)> {
        let (Decimal::Exact { value: a, exponent: x }, Decimal::Exact { value: b, exponent: y }) =
            (self, other)
        else {
            return None;
        };
        let exponent = x.min(y);
        let a = a.checked_mul(power(x - exponent)?)?;
        Some((a, b.checked_mul(power(y - exponent)?)?, exponent))
    }
}

fn power(exponent: i32) -> Option<i128> {
    10i128.checked_pow(u32::try_from(exponent).ok()?)
}
