//! Values as texts, as the server spells them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::library::Library;
use super::{Value, time};

/// What `string(value)` makes of it; nothing where there is no such conversion.
pub(crate) fn shown(value: &Value<'_>) -> Option<String> {
    Some(match value {
        Value::Bool(truth) => truth.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Double(number) => double(*number),
        Value::String(text) | Value::Type(text) => text.as_str().to_owned(),
        Value::Bytes(bytes) => std::str::from_utf8(bytes).ok()?.to_owned(),
        Value::Duration(nanos) => duration(*nanos),
        Value::Timestamp(time) => time::shown(*time),
        Value::Library(value) => match &**value {
            Library::Ip(ip) => ip.to_string(),
            Library::Cidr(ip, bits) => format!("{ip}/{bits}"),
            _ => return None,
        },
        Value::Null | Value::List(_) | Value::Map(_) | Value::Optional(_) => return None,
    })
}

/// In seconds, with as many digits as it has: `90s`, `0.5s`.
fn duration(nanos: i64) -> String {
    let (sign, nanos) = (if nanos < 0 { "-" } else { "" }, nanos.unsigned_abs());
    let (seconds, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    let text = format!("{sign}{seconds}.{rest:09}");
    format!("{}s", text.trim_end_matches('0').trim_end_matches('.'))
}

/// `%g` of Go: the fewest digits that make the number, with an exponent where it is large or small.
pub(crate) fn double(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    match exponent.parse::<i32>() {
        Ok(exponent) if (-4..6).contains(&exponent) => number.to_string(),
        Ok(exponent) => with_exponent(digits, exponent),
        Err(_) => text,
    }
}

/// `1e+06`, `2.5e-07`.
pub(crate) fn with_exponent(digits: &str, exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
}

pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let text: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    STANDARD.decode(text).ok()
}
