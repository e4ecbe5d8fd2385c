//! Numbers by the verbs of a format: bases, signs, zeros, hexadecimal floats.

use super::super::number::{Width, format_float, shortest};
use super::super::quote::{Letters, is_printable, quote_char};
use super::flags::Flags;

/// An integer in a base; `None` where its verb is not one of integers.
pub(super) fn integer(value: i64, unsigned: bool, verb: char, flags: &Flags) -> Option<String> {
    #[expect(clippy::cast_sign_loss, reason = "the bits of an unsigned one are kept so")]
    let bits = value as u64;
    let negative = !unsigned && value < 0;
    let magnitude = if negative { value.unsigned_abs() } else { bits };
    let (base, upper) = match verb {
        'v' if flags.sharp_v && unsigned => {
            return Some(flags.unzeroed().pad(&format!("{magnitude:#x}")));
        }
        'v' | 'd' => (10, false),
        'b' => (2, false),
        'o' | 'O' => (8, false),
        'x' => (16, false),
        'X' => (16, true),
        'c' => return Some(flags.pad(&rune(bits).to_string())),
        'q' => return Some(flags.pad(&quote_char(rune(bits), flags.letters()))),
        'U' => return Some(unicode(bits, flags)),
        _ => return None,
    };
    Some(based(magnitude, negative, base, upper, verb, flags))
}

fn based(
    magnitude: u64,
    negative: bool,
    base: u64,
    upper: bool,
    verb: char,
    flags: &Flags,
) -> String {
    let signed = negative || flags.plus || flags.space;
    let fills = flags.zero && !flags.minus;
    let least = match (flags.precision, flags.width) {
        (Some(0), _) if magnitude == 0 => return flags.unzeroed().pad(""),
        (Some(precision), _) => precision,
        (None, Some(width)) if fills => width.saturating_sub(usize::from(signed)),
        _ => 0,
    };
    let digits = in_base(magnitude, base, upper);
    let mut text = "0".repeat(least.saturating_sub(digits.len())) + &digits;
    if flags.sharp {
        match base {
            2 => text.insert_str(0, "0b"),
            8 if !text.starts_with('0') => text.insert(0, '0'),
            16 => text.insert_str(0, if upper { "0X" } else { "0x" }),
            _ => {}
        }
    }
    if verb == 'O' {
        text.insert_str(0, "0o");
    }
    if negative {
        text.insert(0, '-');
    } else if flags.plus {
        text.insert(0, '+');
    } else if flags.space {
        text.insert(0, ' ');
    }
    flags.unzeroed().pad(&text)
}

fn in_base(magnitude: u64, base: u64, upper: bool) -> String {
    match (base, upper) {
        (2, _) => format!("{magnitude:b}"),
        (8, _) => format!("{magnitude:o}"),
        (16, false) => format!("{magnitude:x}"),
        (16, true) => format!("{magnitude:X}"),
        _ => magnitude.to_string(),
    }
}

fn rune(bits: u64) -> char {
    u32::try_from(bits).ok().and_then(char::from_u32).unwrap_or('\u{fffd}')
}

fn unicode(bits: u64, flags: &Flags) -> String {
    let least = flags.precision.unwrap_or(4).max(4);
    let mut text = format!("U+{bits:0least$X}");
    let char = u32::try_from(bits).ok().and_then(char::from_u32);
    if let Some(char) = char.filter(|&char| flags.sharp && is_printable(char)) {
        text.push_str(&format!(" '{char}'"));
    }
    flags.unzeroed().pad(&text)
}

/// A float; `None` where its verb is not one of floats.
pub(super) fn float(value: f64, verb: char, flags: &Flags) -> Option<String> {
    let precision = flags.precision;
    let digits = match verb {
        'v' => float_digits(value, 'g', precision, flags),
        'e' | 'E' | 'f' | 'F' => float_digits(value, verb, precision.or(Some(6)), flags),
        'g' | 'G' => float_digits(value, verb, precision, flags),
        'b' => binary(value),
        'x' | 'X' => hexadecimal(value, precision, verb == 'X'),
        _ => return None,
    };
    Some(signed(digits, flags))
}

fn float_digits(value: f64, verb: char, precision: Option<usize>, flags: &Flags) -> String {
    let byte = u8::try_from(verb).unwrap_or(b'g');
    let text = format_float(value, byte, precision, Width::Double);
    if !flags.sharp || !value.is_finite() {
        return text;
    }
    pointed(&text, verb, precision)
}

/// `%#g` keeps the point and the zeros behind it.
fn pointed(text: &str, verb: char, precision: Option<usize>) -> String {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let mut mantissa = mantissa.to_owned();
    let mut missing = 0;
    if matches!(verb, 'g' | 'G') {
        let digits = mantissa.bytes().filter(u8::is_ascii_digit);
        let significant = digits.skip_while(|&digit| digit == b'0').count();
        let wanted = precision.unwrap_or(6).max(1);
        missing = wanted.saturating_sub(significant.max(usize::from(significant == 0)));
    }
    if !mantissa.contains('.') {
        mantissa.push('.');
    }
    mantissa + &"0".repeat(missing) + exponent
}

fn signed(mut text: String, flags: &Flags) -> String {
    if !text.starts_with(['-', '+']) {
        text.insert(0, '+');
    }
    if flags.space && text.starts_with('+') && !flags.plus {
        text.replace_range(..1, " ");
    }
    if matches!(text.as_bytes().get(1), Some(b'I' | b'N')) {
        if text.ends_with('N') && !flags.space && !flags.plus {
            text.remove(0);
        }
        return flags.unzeroed().pad(&text);
    }
    if !flags.plus && text.starts_with('+') {
        return flags.pad(&text[1..]);
    }
    match flags.width.filter(|_| flags.zero && !flags.minus) {
        Some(width) if width > text.len() => {
            let zeros = "0".repeat(width - text.len());
            format!("{}{zeros}{}", &text[..1], &text[1..])
        }
        _ => flags.pad(&text),
    }
}

/// The real and the imaginary part, by the same verb.
pub(super) fn complex(re: f64, im: f64, verb: char, flags: &Flags) -> Option<String> {
    let re = float(re, verb, flags)?;
    let im = float(im, verb, &Flags { plus: true, ..flags.clone() })?;
    Some(format!("({re}{im}i)"))
}

/// Mantissa and exponent of a float, as its bits have them.
fn parts(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let exponent = i32::try_from(bits >> 52 & 0x7ff).unwrap_or(0);
    if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) }
}

fn binary(value: f64) -> String {
    if !value.is_finite() {
        return shortest(value);
    }
    let (mantissa, exponent) = parts(value);
    let sign = if value.is_sign_negative() { "-" } else { "" };
    format!("{sign}{mantissa}p{exponent:+}")
}

fn hexadecimal(value: f64, precision: Option<usize>, upper: bool) -> String {
    if !value.is_finite() {
        return shortest(value);
    }
    let (mut mantissa, mut exponent) = parts(value);
    exponent += 52;
    if mantissa == 0 {
        exponent = 0;
    }
    while mantissa != 0 && mantissa & 1 << 52 == 0 {
        mantissa <<= 1;
        exponent -= 1;
    }
    if let Some(precision) = precision.filter(|&precision| precision < 13) {
        let shift = 52 - 4 * precision;
        let half = 1u64 << (shift - 1);
        let rest = mantissa & ((1 << shift) - 1);
        mantissa >>= shift;
        if rest > half || rest == half && mantissa & 1 == 1 {
            mantissa += 1;
        }
        mantissa <<= shift;
        if mantissa & 1 << 53 != 0 {
            mantissa >>= 1;
            exponent += 1;
        }
    }
    let fraction = format!("{:013x}", mantissa & ((1 << 52) - 1));
    let fraction = match precision {
        None => fraction.trim_end_matches('0').to_owned(),
        Some(precision) => format!("{:0<precision$}", &fraction[..precision.min(13)]),
    };
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    let power = if exponent < 0 { '-' } else { '+' };
    let text = format!("{sign}0x{}{point}{fraction}p{power}{:02}", mantissa >> 52, exponent.abs());
    if upper { text.to_uppercase() } else { text }
}

impl Flags {
    pub(super) fn letters(&self) -> Letters {
        if self.plus { Letters::Ascii } else { Letters::All }
    }
}
