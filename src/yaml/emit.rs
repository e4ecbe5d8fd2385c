//! Nodes into canonical YAML: block style, the order of the tree, one spelling for every value.
//!
//! Every string is written so that a YAML 1.1 reader and a YAML 1.2 reader get exactly it. Plain
//! style is given only to what is on an allow-list, literal blocks only to text that survives
//! them; all else is double-quoted.

use std::fmt::Write as _;

use super::node::{Map, Node, Number, Value};
use super::scalar::bool_word;

/// Simple keys may have 1024 characters as they are written; longer ones stand after `? `.
const MAX_SIMPLE_KEY: usize = 1000;

/// One document, ending in a line break.
pub fn emit(node: &Node) -> String {
    let mut out = String::new();
    emit_value(&node.value, &mut out);
    out
}

/// Appends a document to `out`.
pub fn emit_value(value: &Value, out: &mut String) {
    match value {
        Value::Map(map) if !map.is_empty() => emit_map(map, 0, out),
        Value::List(items) if !items.is_empty() => emit_list(items, 0, out),
        scalar => emit_scalar(scalar, 0, out),
    }
}

/// Appends a comment line; what can't stand in a comment is escaped.
pub fn emit_comment(text: &str, out: &mut String) {
    out.push_str("# ");
    for c in text.chars() {
        if is_printable(c) && c != '\t' { out.push(c) } else { escape(c, out) }
    }
    out.push('\n');
}

fn emit_map(map: &Map, indent: usize, out: &mut String) {
    for (at, (key, node)) in map.iter().enumerate() {
        if at > 0 {
            pad(indent, out);
        }
        emit_key(&key.text, indent, out);
        emit_after_key(&node.value, indent, out);
    }
}

fn emit_key(key: &str, indent: usize, out: &mut String) {
    let start = out.len();
    if is_plain(key) {
        out.push_str(key);
    } else {
        quote(key, out);
    }
    if out.len() - start > MAX_SIMPLE_KEY {
        out.insert_str(start, "? ");
        out.push('\n');
        pad(indent, out);
    }
    out.push(':');
}

fn emit_after_key(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Map(map) if !map.is_empty() => {
            out.push('\n');
            pad(indent + 2, out);
            emit_map(map, indent + 2, out);
        }
        Value::List(items) if !items.is_empty() => {
            out.push('\n');
            pad(indent, out);
            emit_list(items, indent, out);
        }
        scalar => {
            out.push(' ');
            emit_scalar(scalar, indent, out);
        }
    }
}

fn emit_list(items: &[Node], indent: usize, out: &mut String) {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            pad(indent, out);
        }
        out.push_str("- ");
        match &item.value {
            Value::Map(map) if !map.is_empty() => emit_map(map, indent + 2, out),
            Value::List(items) if !items.is_empty() => emit_list(items, indent + 2, out),
            scalar => emit_scalar(scalar, indent, out),
        }
    }
}

/// A scalar or an empty collection, with the line break after it.
fn emit_scalar(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(word) => out.push_str(if *word { "true" } else { "false" }),
        Value::Number(number) => emit_number(*number, out),
        Value::List(_) => out.push_str("[]"),
        Value::Map(_) => out.push_str("{}"),
        Value::String(text) if is_plain(text) => out.push_str(text),
        Value::String(text) if is_literal(text) => return emit_literal(text, indent + 2, out),
        Value::String(text) => quote(text, out),
    }
    out.push('\n');
}

/// To YAML 1.1, a float with an exponent has a point and a sign: `1.0e+21`.
fn emit_number(number: Number, out: &mut String) {
    let text = number.to_string();
    let Some((mantissa, exponent)) = text.split_once('e') else { return out.push_str(&text) };
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    write!(out, "{mantissa}{point}e{sign}{exponent}").expect("a string takes all");
}

fn emit_literal(text: &str, indent: usize, out: &mut String) {
    let body = text.trim_end_matches('\n');
    let chomping = match text.len() - body.len() {
        0 => "-",
        1 => "",
        _ => "+",
    };
    writeln!(out, "|{chomping}").expect("a string takes all");
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            pad(indent, out);
            out.push_str(line);
        }
        out.push('\n');
    }
}

fn pad(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Whether `text` is itself in plain style to every reader.
fn is_plain(text: &str) -> bool {
    if is_quantity(text) {
        return true;
    }
    let bytes = text.as_bytes();
    let starts = match bytes {
        [b'a'..=b'z' | b'A'..=b'Z', ..] => true,
        [b'/', ..] => true,
        [b'_', second, ..] => !(second.is_ascii_digit() || *second == b'_'),
        _ => false,
    };
    starts && !is_word(text) && bytes.len() <= MAX_SIMPLE_KEY && rest_is_plain(bytes)
}

/// `10Gi`, `500m`: a number to nobody, and everywhere in manifests. Not `1E`, which is close to one.
fn is_quantity(text: &str) -> bool {
    let suffix = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - suffix.len();
    digits > 0
        && matches!(suffix, "m" | "k" | "M" | "G" | "T" | "Ki" | "Mi" | "Gi" | "Ti" | "Pi" | "Ei")
}

fn rest_is_plain(bytes: &[u8]) -> bool {
    let inner =
        |b: u8| b.is_ascii_alphanumeric() || b"/_.-+=@$%^*(){}[]<>;,!?'\"~|&\\".contains(&b);
    bytes.iter().enumerate().all(|(at, &b)| match b {
        b'{' | b'}' | b'[' | b']' | b',' => false,
        b':' => bytes.get(at + 1).is_some_and(|&next| next != b' ' && inner(next)),
        b' ' => bytes.get(at + 1).is_some_and(|&next| next != b' ' && next != b'#'),
        _ => inner(b),
    })
}

/// Words that some reader takes for something other than a string.
fn is_word(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    text.len() <= 5 && (matches!(&*lower, "true" | "false" | "null") || bool_word(&lower).is_some())
}

/// Whether `text` comes back exactly from a literal block. One-liners are quoted: a block of one
/// line is harder to read than its quotes.
fn is_literal(text: &str) -> bool {
    let body = text.trim_end_matches('\n');
    body.contains('\n')
        && text.chars().all(|c| c == '\n' || (is_printable(c) && !is_odd_blank(c)))
        && !text.starts_with([' ', '\t', '\n'])
        && text.split('\n').all(|line| !line.starts_with('\t') && !line.ends_with([' ', '\t']))
}

/// c-printable of YAML 1.2, less what YAML 1.1 takes for a line break or a byte order mark.
fn is_printable(c: char) -> bool {
    matches!(c, '\t' | ' '..='~' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
        && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}')
}

/// Blanks that look like a space and are none.
fn is_odd_blank(c: char) -> bool {
    c == '\u{A0}'
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_printable(c) && !is_odd_blank(c) => out.push(c),
            c => escape(c, out),
        }
    }
    out.push('"');
}

fn escape(c: char, out: &mut String) {
    let code = u32::from(c);
    match code {
        0..=0xFF => write!(out, "\\x{code:02X}"),
        0x100..=0xFFFF => write!(out, "\\u{code:04X}"),
        _ => write!(out, "\\U{code:08X}"),
    }
    .expect("a string takes all");
}
