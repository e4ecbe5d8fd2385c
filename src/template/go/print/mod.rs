//! Values into text as Go's `fmt` prints them: `%v`, `%q`, `%d`, and its complaints.

mod argument;
mod flags;
mod format;
mod number;

use super::dates::{MONTHS, WEEKDAYS, duration};
use super::text::{Builder, Text};
use super::value::{Data, IntType, Value};
use argument::Depth;
use flags::Flags;

pub use super::quote::quote;
use super::quote::{self, Letters, Rune, runes};
pub use format::sprintf;

/// Writes a value as `fmt.Print` does (`%v`); each text keeps its origins, each other part has its
/// value's.
pub fn print(value: &Value, out: &mut Builder) {
    match &value.data {
        Data::Text(text) => out.push_text(text),
        _ => argument::write(value, 'v', &Flags::default(), Depth::Top, out),
    }
}

/// `fmt.Sprint`: a blank between two values if neither is a string.
pub fn sprint(values: &[Value]) -> Text {
    let mut out = Builder::default();
    let mut before: Option<&Value> = None;
    for value in values {
        let is_text = |value: &Value| value.as_text().is_some();
        if before.is_some_and(|before| !is_text(before) && !is_text(value)) {
            out.push_plain(" ");
        }
        print(value, &mut out);
        before = Some(value);
    }
    out.finish()
}

/// `fmt.Sprintln`.
pub fn sprintln(values: &[Value]) -> Text {
    let mut out = Builder::default();
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            out.push_plain(" ");
        }
        print(value, &mut out);
    }
    out.push_plain("\n");
    out.finish()
}

/// A text between quotes; its characters keep their origins.
pub fn push_quoted(text: &Text, letters: Letters, out: &mut Builder) {
    out.push_plain("\"");
    let bytes = text.as_bytes();
    let mut plain_from = 0;
    let mut escaped = String::new();
    for (at, rune) in runes(bytes) {
        let shown = match rune {
            Rune::Char('"' | '\\') | Rune::Byte(_) => false,
            Rune::Char(char) => {
                (' '..='~').contains(&char)
                    || letters == Letters::All && !char.is_ascii() && quote::is_printable(char)
            }
        };
        if shown {
            continue;
        }
        out.push_slice(text, plain_from..at);
        plain_from = at + rune.width();
        escaped.clear();
        quote::escape(&mut escaped, rune, '"', letters);
        out.push(escaped.as_bytes(), text.origin_at(at));
    }
    out.push_slice(text, plain_from..bytes.len());
    out.push_plain("\"");
}

/// What the `String` method of an integer's type gives.
pub fn named_int(number: i64, of: IntType) -> Option<String> {
    let name = |names: &[&str], first: i64, kind: &str| {
        let index = usize::try_from(number - first).ok();
        let found = index.and_then(|index| names.get(index));
        found.map_or_else(|| format!("%!{kind}({number})"), |&name| name.to_owned())
    };
    match of {
        IntType::Duration => Some(duration::text(number)),
        IntType::Month => Some(name(&MONTHS, 1, "Month")),
        IntType::Weekday => Some(name(&WEEKDAYS, 0, "Weekday")),
        _ => None,
    }
}
