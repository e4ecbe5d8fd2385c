//! Numbers into text and back as Go's strconv does it.
//!
//! What a verb of fmt adds (signs, widths, `%!d`) is [`print`](super::print)'s.

/// A float's decimal digits, without the point, and where the point stands before them.
struct Digits {
    digits: Vec<u8>,
    point: i32,
}

/// How wide the float is whose shortest digits are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    Single,
    Double,
}

/// `strconv.FormatFloat`: `verb` is one of `e E f F g G`; without a precision the fewest digits
/// that read back as the same float.
pub fn format_float(value: f64, verb: u8, precision: Option<usize>, width: Width) -> String {
    if value.is_nan() {
        return "NaN".into();
    }
    if value.is_infinite() {
        return if value < 0.0 { "-Inf".into() } else { "+Inf".into() };
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let magnitude = value.abs();
    let text = match verb {
        b'e' | b'E' => exponential(&digits(magnitude, precision.map(|p| p + 1), width), precision),
        b'f' | b'F' => match precision {
            Some(precision) => format!("{magnitude:.precision$}"),
            None => plain(&digits(magnitude, None, width)),
        },
        _ => general(magnitude, precision, width),
    };
    let text = if verb == b'E' || verb == b'G' { text.to_uppercase() } else { text };
    format!("{sign}{text}")
}

/// As `%v` prints a float.
pub fn shortest(value: f64) -> String {
    format_float(value, b'g', None, Width::Double)
}

/// An exponent is written where it is less than -4, or not less than the precision: 6 where none
/// is given.
fn general(magnitude: f64, precision: Option<usize>, width: Width) -> String {
    let wanted = precision.map(|p| p.max(1));
    let found = digits(magnitude, wanted, width);
    let count = to_i32(found.digits.len());
    let threshold = match wanted.map(to_i32) {
        None => 6,
        Some(wanted) if wanted > count && count >= found.point => count,
        Some(wanted) => wanted,
    };
    let exponent = found.point - 1;
    if exponent < -4 || exponent >= threshold {
        return exponential(&found, None);
    }
    plain(&found)
}

fn to_i32(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Without the zeros at the end; none for zero itself.
fn digits(magnitude: f64, count: Option<usize>, width: Width) -> Digits {
    let text = match (count, width) {
        (Some(count), _) => format!("{magnitude:.*e}", count.saturating_sub(1)),
        #[expect(clippy::cast_possible_truncation, reason = "it was widened from that")]
        (None, Width::Single) => format!("{:e}", magnitude as f32),
        (None, Width::Double) => format!("{magnitude:e}"),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    while digits.last() == Some(&b'0') {
        digits.pop();
    }
    let point = if digits.is_empty() { 0 } else { exponent.parse().unwrap_or(0) + 1 };
    Digits { digits, point }
}

fn exponential(found: &Digits, precision: Option<usize>) -> String {
    let first = char::from(found.digits.first().copied().unwrap_or(b'0'));
    let mut text = String::from(first);
    let rest = found.digits.get(1..).unwrap_or_default();
    let places = precision.unwrap_or(rest.len());
    if places > 0 {
        text.push('.');
        text.extend(rest.iter().take(places).copied().map(char::from));
        text.extend(std::iter::repeat_n('0', places.saturating_sub(rest.len())));
    }
    let exponent = if found.digits.is_empty() { 0 } else { found.point - 1 };
    let sign = if exponent < 0 { '-' } else { '+' };
    text.push_str(&format!("e{sign}{:02}", exponent.abs()));
    text
}

fn plain(found: &Digits) -> String {
    let digit = |place: i32| {
        let digit = usize::try_from(place).ok().and_then(|place| found.digits.get(place));
        digit.copied().map_or('0', char::from)
    };
    let whole = (0..found.point).map(digit);
    let mut text: String = if found.point > 0 { whole.collect() } else { "0".into() };
    let end = to_i32(found.digits.len());
    if end > found.point {
        text.push('.');
        text.extend((found.point..end).map(digit));
    }
    text
}

/// Why a number can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFault {
    Syntax,
    Range,
}

impl NumberFault {
    /// As strconv tells it: `strconv.ParseInt: parsing "x": invalid syntax`.
    pub fn tell(self, function: &str, text: &str) -> String {
        let why = match self {
            NumberFault::Syntax => "invalid syntax",
            NumberFault::Range => "value out of range",
        };
        format!("strconv.{function}: parsing {}: {why}", super::quote::quote(text.as_bytes()))
    }
}

/// `strconv.ParseInt` with 64 bits: base 0 takes prefixes and underscores.
pub fn parse_int(text: &str, base: u32) -> Result<i64, NumberFault> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        Some(_) => (false, text),
        None => return Err(NumberFault::Syntax),
    };
    let magnitude = parse_uint(digits, base)?;
    if negative {
        0i64.checked_sub_unsigned(magnitude).ok_or(NumberFault::Range)
    } else {
        i64::try_from(magnitude).map_err(|_| NumberFault::Range)
    }
}

/// `strconv.ParseUint` with 64 bits.
pub fn parse_uint(text: &str, base: u32) -> Result<u64, NumberFault> {
    let (radix, digits) = if base == 0 { radix(text) } else { (base, text) };
    if digits.is_empty() {
        return Err(NumberFault::Syntax);
    }
    let mut value: Option<u64> = Some(0);
    let mut underscores = false;
    for byte in digits.bytes() {
        if byte == b'_' && base == 0 {
            underscores = true;
            continue;
        }
        let digit = char::from(byte).to_digit(36).filter(|&digit| digit < radix);
        let digit = digit.ok_or(NumberFault::Syntax)?;
        let next = value.and_then(|v| v.checked_mul(u64::from(radix)));
        value = next.and_then(|v| v.checked_add(u64::from(digit)));
    }
    if underscores && !underscores_sound(text) {
        return Err(NumberFault::Syntax);
    }
    value.ok_or(NumberFault::Range)
}

fn radix(text: &str) -> (u32, &str) {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'0') {
        return (10, text);
    }
    match bytes.get(1) {
        Some(b'x' | b'X') if bytes.len() >= 3 => (16, &text[2..]),
        Some(b'b' | b'B') if bytes.len() >= 3 => (2, &text[2..]),
        Some(b'o' | b'O') if bytes.len() >= 3 => (8, &text[2..]),
        None => (10, text),
        Some(_) => (8, &text[1..]),
    }
}

/// Underscores stand between digits, or between a prefix and a digit.
pub fn underscores_sound(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let bytes = text.as_bytes();
    let mut last = '^';
    let mut start = 0;
    let mut hex = false;
    if bytes.len() >= 2
        && bytes[0] == b'0'
        && matches!(bytes[1].to_ascii_lowercase(), b'b' | b'o' | b'x')
    {
        start = 2;
        last = '0';
        hex = bytes[1].eq_ignore_ascii_case(&b'x');
    }
    for &byte in &bytes[start..] {
        let is_digit = byte.is_ascii_digit() || hex && byte.is_ascii_hexdigit();
        if is_digit {
            last = '0';
        } else if byte == b'_' {
            if last != '0' {
                return false;
            }
            last = '_';
        } else {
            if last == '_' {
                return false;
            }
            last = '!';
        }
    }
    last != '_'
}

/// `strconv.ParseFloat` with 64 bits: decimal and hexadecimal floats, `inf`, `nan`.
pub fn parse_float(text: &str) -> Result<f64, NumberFault> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    match unsigned.to_ascii_lowercase().as_str() {
        "inf" | "infinity" => return Ok(sign * f64::INFINITY),
        "nan" if unsigned.len() == text.len() => return Ok(f64::NAN),
        _ => {}
    }
    if let Some(digits) = unsigned.strip_prefix("0x").or_else(|| unsigned.strip_prefix("0X")) {
        if digits.contains('_') && !underscores_sound(text) {
            return Err(NumberFault::Syntax);
        }
        return hex_float(&digits.replace('_', "")).map(|value| sign * value);
    }
    // Underscores are for base prefixes only.
    let sound = |byte: u8| byte.is_ascii_digit() || b".eE+-".contains(&byte);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        || !unsigned.bytes().all(sound)
    {
        return Err(NumberFault::Syntax);
    }
    let value: f64 = unsigned.parse().map_err(|_| NumberFault::Syntax)?;
    if value.is_infinite() { Err(NumberFault::Range) } else { Ok(sign * value) }
}

fn hex_float(digits: &str) -> Result<f64, NumberFault> {
    let (mantissa, exponent) = digits.split_once(['p', 'P']).ok_or(NumberFault::Syntax)?;
    let exponent_digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    if exponent_digits.is_empty() || !exponent_digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberFault::Syntax);
    }
    let mut exponent: i32 =
        exponent.parse().unwrap_or(if exponent.starts_with('-') { -100_000 } else { 100_000 });
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.len() + fraction.len() == 0 {
        return Err(NumberFault::Syntax);
    }
    let mut value: u128 = 0;
    for (at, digit) in whole.chars().chain(fraction.chars()).enumerate() {
        let digit = digit.to_digit(16).ok_or(NumberFault::Syntax)?;
        if value >> 120 == 0 {
            value = value << 4 | u128::from(digit);
            exponent -= if at >= whole.len() { 4 } else { 0 };
        } else {
            value |= u128::from(digit != 0);
            exponent += if at >= whole.len() { 0 } else { 4 };
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "the float nearest to it is wanted")]
    let mut value = value as f64;
    // In steps, so that no step over- or underflows on its own.
    while exponent > 0 && value.is_finite() && value != 0.0 {
        let step = exponent.min(1000);
        value *= 2f64.powi(step);
        exponent -= step;
    }
    while exponent < 0 && value != 0.0 {
        let step = (-exponent).min(1000);
        value /= 2f64.powi(step);
        exponent += step;
    }
    if value.is_infinite() { Err(NumberFault::Range) } else { Ok(value) }
}
