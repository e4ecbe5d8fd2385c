//! `'%s has %d'.format([…])`: the verbs of `ext.Strings`.

use crate::check::cel::types::Type;
use crate::check::cel::value::text::shown;
use crate::check::cel::value::{Fault, List, Map, Outcome, Value, failed};

/// How many digits a fraction has where nothing is said.
const DIGITS: usize = 6;

pub(super) fn format<'v>(text: &str, arguments: &List<'_>) -> Outcome<'v> {
    let mut next = 0;
    let made = each_verb(text, &mut |verb, digits| {
        let Some(argument) = arguments.get(next) else {
            return failed(format!("index {next} out of range"));
        };
        next += 1;
        written(verb, digits, &argument)
    });
    made.map(Value::text)
}

/// Whether items of these types fit the verbs of a text, as far as the types are known.
pub(in crate::check::cel) fn check(text: &str, kinds: &[Type]) -> Result<(), String> {
    let mut next = 0;
    let made = each_verb(text, &mut |verb, _| {
        let Some(kind) = kinds.get(next) else {
            return failed(format!("there is no item for the verb `%{verb}`"));
        };
        next += 1;
        match takes(verb, kind) {
            Some(true) => Ok(String::new()),
            Some(false) => failed(format!("`%{verb}` does not take {}", kind.shown())),
            None => failed(format!("there is no verb `%{verb}`")),
        }
    });
    match made {
        Err(Fault::Failed(why)) => Err(why.into()),
        _ if next < kinds.len() => {
            Err(format!("`format` takes {next} items here, not {}", kinds.len()))
        }
        _ => Ok(()),
    }
}

/// Nothing where there is no such verb.
fn takes(verb: char, kind: &Type) -> Option<bool> {
    use Type::{Bool, Bytes, Double, Dyn, Int, Named, Optional, String, Uint, Unknown};
    let fits = match verb {
        's' => !matches!(kind, Named(_) | Optional(_)),
        'd' | 'o' => matches!(kind, Int | Uint),
        'f' | 'e' => *kind == Double,
        'b' => matches!(kind, Bool | Int | Uint),
        'x' | 'X' => matches!(kind, Int | Uint | String | Bytes),
        _ => return None,
    };
    Some(fits || matches!(kind, Dyn | Unknown))
}

/// A text with its verbs replaced; each comes with its digits.
fn each_verb(
    text: &str,
    replace: &mut dyn FnMut(char, usize) -> Result<String, Fault>,
) -> Result<String, Fault> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let (digits, after) = precision(after)?;
        let Some(verb) = after.chars().next() else {
            return failed("unexpected end of string");
        };
        out.push_str(&replace(verb, digits)?);
        rest = &after[verb.len_utf8()..];
    }
    Ok(out + rest)
}

/// `.3` before a verb.
fn precision(text: &str) -> Result<(usize, &str), Fault> {
    let Some(text) = text.strip_prefix('.') else { return Ok((DIGITS, text)) };
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    match text[..end].parse() {
        Ok(digits) if digits < 1000 => Ok((digits, &text[end..])),
        _ => failed("error converting precision specifier to integer"),
    }
}

fn written(verb: char, digits: usize, value: &Value<'_>) -> Result<String, Fault> {
    let written = match (verb, value) {
        ('s', value) => return as_text(value),
        ('d', Value::Int(number)) => number.to_string(),
        ('d', Value::Uint(number)) => number.to_string(),
        ('f', Value::Double(number)) => fixed(*number, digits),
        ('e', Value::Double(number)) => scientific(*number, digits),
        ('f' | 'e', Value::String(text))
            if ["NaN", "Infinity", "-Infinity"].contains(&text.as_str()) =>
        {
            text.as_str().replace("Infinity", "∞")
        }
        ('b', Value::Bool(truth)) => u8::from(*truth).to_string(),
        ('b', Value::Uint(number)) => format!("{number:b}"),
        ('o', Value::Uint(number)) => format!("{number:o}"),
        ('x', Value::Uint(number)) => format!("{number:x}"),
        ('X', Value::Uint(number)) => format!("{number:X}"),
        ('b' | 'o' | 'x' | 'X', Value::Int(number)) => {
            let sign = if *number < 0 { "-" } else { "" };
            let size = Value::Uint(number.unsigned_abs());
            format!("{sign}{}", written(verb, digits, &size)?)
        }
        ('x' | 'X', Value::String(text)) => in_hex(text.as_str().as_bytes(), verb),
        ('x' | 'X', Value::Bytes(bytes)) => in_hex(bytes, verb),
        ('d' | 'f' | 'e' | 'b' | 'o' | 'x' | 'X', value) => {
            return failed(format!(
                "error during formatting: `%{verb}` does not take {}",
                value.type_name()
            ));
        }
        (verb, _) => {
            return failed(format!(
                "could not parse formatting clause: unrecognized formatting clause \"{verb}\""
            ));
        }
    };
    Ok(written)
}

fn in_hex(bytes: &[u8], verb: char) -> String {
    let one = |byte: &u8| if verb == 'x' { format!("{byte:02x}") } else { format!("{byte:02X}") };
    bytes.iter().map(one).collect()
}

fn fixed(number: f64, digits: usize) -> String {
    match number {
        _ if number.is_nan() => "NaN".to_owned(),
        _ if number.is_infinite() => if number > 0.0 { "∞" } else { "-∞" }.to_owned(),
        // Without the sign of -0.
        _ => grouped(&format!("{:.digits$}", number + 0.0)),
    }
}

/// In English, whole numbers have commas.
fn grouped(text: &str) -> String {
    let (number, fraction) = text.split_once('.').map_or((text, None), |(a, b)| (a, Some(b)));
    let (sign, whole) = number.strip_prefix('-').map_or(("", number), |whole| ("-", whole));
    let mut out = String::from(sign);
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    fraction.map_or(out.clone(), |fraction| format!("{out}.{fraction}"))
}

/// The digits that are asked for are how wide it is at least; behind the point there are six.
fn scientific(number: f64, digits: usize) -> String {
    let text = if number.is_finite() {
        let text = format!("{number:.DIGITS$e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent: i32 = exponent.parse().unwrap_or_default();
        let sign = if exponent < 0 { "-" } else { "" };
        let exponent = format!("{sign}{:02}", exponent.unsigned_abs());
        format!("{mantissa}×10{}", raised(&exponent))
    } else {
        fixed(number, digits)
    };
    format!("{text:>digits$}")
}

fn raised(exponent: &str) -> String {
    let letter = |c: char| match c {
        '-' => '⁻',
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        digit => char::from_u32('⁴' as u32 + digit as u32 - '4' as u32).unwrap_or(digit),
    };
    exponent.chars().map(letter).collect()
}

fn as_text(value: &Value<'_>) -> Result<String, Fault> {
    match value {
        Value::Null => Ok("null".to_owned()),
        Value::List(list) => of_list(list),
        Value::Map(map) => of_map(map),
        value => shown(value).map_or_else(|| no_text(value), Ok),
    }
}

fn no_text<T>(value: &Value<'_>) -> Result<T, Fault> {
    failed(format!("error during formatting: `%s` does not take {}", value.type_name()))
}

/// A part of a list or a map, as a literal.
fn part(value: &Value<'_>) -> Result<String, Fault> {
    let shown = || shown(value).unwrap_or_default();
    Ok(match value {
        Value::String(text) => format!("{:?}", text.as_str()),
        Value::Bytes(_) => format!("b{:?}", shown()),
        Value::Timestamp(_) => format!("timestamp({:?})", shown()),
        Value::Duration(_) => format!("duration({:?})", shown()),
        Value::Double(number) if number.is_nan() => "\"NaN\"".to_owned(),
        Value::Double(number) if number.is_infinite() => {
            if *number > 0.0 { "\"+Inf\"" } else { "\"-Inf\"" }.to_owned()
        }
        Value::Double(number) => format!("{number:.DIGITS$}"),
        value => as_text(value)?,
    })
}

fn of_list(list: &List<'_>) -> Result<String, Fault> {
    let parts = list.iter().map(|item| part(&item)).collect::<Result<Vec<_>, _>>()?;
    Ok(format!("[{}]", parts.join(", ")))
}

/// In the order of the keys as they are shown.
fn of_map(map: &Map<'_>) -> Result<String, Fault> {
    let mut parts = Vec::new();
    for key in map.keys() {
        let value = map.get(&key).unwrap_or(Value::Null);
        parts.push((part(&key)?, part(&value)?));
    }
    parts.sort();
    let parts: Vec<String> = parts.iter().map(|(key, value)| format!("{key}:{value}")).collect();
    Ok(format!("{{{}}}", parts.join(", ")))
}
