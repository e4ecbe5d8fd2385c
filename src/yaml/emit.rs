//! Nodes into canonical YAML: block style, the order of the tree, one spelling for every value.
//!
//! Every string is written so that a YAML 1.1 reader and a YAML 1.2 reader get exactly it. Plain
//! style is given only to what is on an allow-list, literal blocks only to text that survives
//! them; all else is double-quoted. What a terminal or a runner of CI would obey is escaped.

use std::fmt::Write as _;

use super::node::{Map, Node, Number, Value};
use crate::diagnostic::print::{begins_command, holds_command, is_command, is_obeyed};

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
    Emitter { out, remark: &|_| None, numbers: Numbers::Canonical }.document(value);
}

/// One document for any reader: decimals as they were written.
pub fn emit_decimals(node: &Node) -> String {
    let mut out = String::new();
    Emitter { out: &mut out, remark: &|_| None, numbers: Numbers::Decimals }.document(&node.value);
    out
}

/// One document for our own reader with a comment on each scalar for which `remark` has one, numbers
/// as they were written.
pub fn emit_remarked(node: &Node, remark: &dyn Fn(&Node) -> Option<String>) -> String {
    let mut out = String::new();
    Emitter { out: &mut out, remark, numbers: Numbers::AsWritten }.document(&node.value);
    out
}

/// One document as manifests are written, with a comment on each scalar for which `remark` has one.
pub fn emit_commented(node: &Node, remark: &dyn Fn(&Node) -> Option<String>) -> String {
    let mut out = String::new();
    Emitter { out: &mut out, remark, numbers: Numbers::Canonical }.document(&node.value);
    out
}

/// Appends a comment line; what can't stand in a comment is escaped.
pub fn emit_comment(text: &str, out: &mut String) {
    out.push_str("# ");
    for (at, c) in text.char_indices() {
        let is_shown = is_printable(c) && c != '\t' && !is_command(&text[at..]);
        if is_shown { out.push(c) } else { escape(c, out) }
    }
    out.push('\n');
}

struct Emitter<'a> {
    out: &'a mut String,
    remark: &'a dyn Fn(&Node) -> Option<String>,
    numbers: Numbers,
}

/// How numbers are spelled.
#[derive(Clone, Copy)]
enum Numbers {
    Canonical,
    /// As they were written, if every reader takes that for the same number.
    Decimals,
    AsWritten,
}

impl Emitter<'_> {
    fn document(&mut self, value: &Value) {
        match value {
            Value::Map(map) if !map.is_empty() => self.map(map, 0),
            Value::List(items) if !items.is_empty() => self.list(items, 0),
            scalar => self.scalar(scalar, 0, None),
        }
    }

    fn map(&mut self, map: &Map, indent: usize) {
        for (at, (key, node)) in map.iter().enumerate() {
            if at > 0 {
                pad(indent, self.out);
            }
            emit_key(&key.text, indent, self.out);
            self.after_key(node, indent);
        }
    }

    fn after_key(&mut self, node: &Node, indent: usize) {
        match &node.value {
            Value::Map(map) if !map.is_empty() => {
                self.out.push('\n');
                pad(indent + 2, self.out);
                self.map(map, indent + 2);
            }
            Value::List(items) if !items.is_empty() => {
                self.out.push('\n');
                pad(indent, self.out);
                self.list(items, indent);
            }
            _ => {
                self.out.push(' ');
                self.leaf(node, indent);
            }
        }
    }

    fn list(&mut self, items: &[Node], indent: usize) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                pad(indent, self.out);
            }
            self.out.push_str("- ");
            match &item.value {
                Value::Map(map) if !map.is_empty() => self.map(map, indent + 2),
                Value::List(items) if !items.is_empty() => self.list(items, indent + 2),
                _ => self.leaf(item, indent),
            }
        }
    }

    fn leaf(&mut self, node: &Node, indent: usize) {
        let remark = (self.remark)(node);
        let spelling = node.spelling().filter(|text| match self.numbers {
            Numbers::Canonical => false,
            Numbers::Decimals => is_decimal(text),
            Numbers::AsWritten => true,
        });
        match spelling {
            Some(text) => {
                self.out.push_str(text);
                end_line(remark, self.out);
            }
            None => self.scalar(&node.value, indent, remark),
        }
    }

    /// A scalar or an empty collection, with the line break after it.
    fn scalar(&mut self, value: &Value, indent: usize, remark: Option<String>) {
        let out = &mut *self.out;
        match value {
            Value::Null => out.push_str("null"),
            Value::Bool(word) => out.push_str(if *word { "true" } else { "false" }),
            Value::Number(number) => emit_number(*number, out),
            Value::List(_) => out.push_str("[]"),
            Value::Map(_) => out.push_str("{}"),
            Value::String(text) if is_plain(text) => out.push_str(text),
            Value::String(text) if is_literal(text) => {
                return emit_literal(text, indent + 2, remark, out);
            }
            Value::String(text) => quote(text, out),
        }
        end_line(remark, out);
    }
}

fn end_line(remark: Option<String>, out: &mut String) {
    match remark {
        Some(remark) => {
            out.push(' ');
            emit_comment(&remark, out);
        }
        None => out.push('\n'),
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

/// To YAML 1.1, a float with an exponent has a point and a sign: `1.0e+21`.
fn emit_number(number: Number, out: &mut String) {
    let text = number.to_string();
    let Some((mantissa, exponent)) = text.split_once('e') else { return out.push_str(&text) };
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    write!(out, "{mantissa}{point}e{sign}{exponent}").expect("a string takes all");
}

/// Whether every reader takes the text for the same number: `1.10`, not `1e3`, `017` or `.5`.
fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) =
        text.strip_prefix('-').unwrap_or(text).split_once('.').unwrap_or(("", ""));
    digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'))
}

fn emit_literal(text: &str, indent: usize, remark: Option<String>, out: &mut String) {
    let body = text.trim_end_matches('\n');
    let chomping = match text.len() - body.len() {
        0 => "-",
        1 => "",
        _ => "+",
    };
    // Readers tell the indentation by the first line, unless that begins with a blank.
    let indentation = if text.starts_with([' ', '\t', '\n']) { "2" } else { "" };
    write!(out, "|{indentation}{chomping}").expect("a string takes all");
    end_line(remark, out);
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            pad(indent, out);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// Appends blanks.
pub(crate) fn pad(indent: usize, out: &mut String) {
    const BLANKS: &str = "                                ";
    let mut left = indent;
    while left > BLANKS.len() {
        out.push_str(BLANKS);
        left -= BLANKS.len();
    }
    out.push_str(&BLANKS[..left]);
}

/// Whether `text` is itself in plain style to every reader.
fn is_plain(text: &str) -> bool {
    if is_digits_and_unit(text) {
        return true;
    }
    let bytes = text.as_bytes();
    let starts = match bytes {
        [b'a'..=b'z' | b'A'..=b'Z' | b'/', ..] => true,
        [b'_', second, ..] => !(second.is_ascii_digit() || *second == b'_'),
        _ => false,
    };
    starts && !is_word(text) && bytes.len() <= MAX_SIMPLE_KEY && rest_is_plain(bytes)
}

/// `10Gi`, `500m`: a number to no reader, and everywhere in manifests, so it gets no quotes. A
/// matter of style, not of what a quantity is: `1E` is one, and gets them, for it is close to a float.
fn is_digits_and_unit(text: &str) -> bool {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let suffix = text.trim_start_matches(|c: char| c.is_ascii_digit());
    matches!(suffix, "m" | "k" | "M" | "G" | "T" | "Ki" | "Mi" | "Gi" | "Ti" | "Pi" | "Ei")
}

fn rest_is_plain(bytes: &[u8]) -> bool {
    let inner = |b: u8| matches!(b, b'!'..=b'~') && !matches!(b, b':' | b'#' | b'`');
    let always = |b: u8| inner(b) && !matches!(b, b'{' | b'}' | b'[' | b']' | b',');
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|&b| !always(b)) {
        let next = rest.get(at + 1).copied();
        let is_sound = match rest[at] {
            b':' => next.is_some_and(|next| next != b' ' && inner(next)),
            b' ' => next.is_some_and(|next| next != b' ' && next != b'#'),
            _ => false,
        };
        if !is_sound {
            return false;
        }
        rest = &rest[at + 1..];
    }
    true
}

/// Words that some reader takes for something other than a string.
fn is_word(text: &str) -> bool {
    const WORDS: &[&str] = &["true", "false", "null", "y", "yes", "on", "n", "no", "off"];
    let may_be_one =
        text.len() <= 5 && text.starts_with(['t', 'f', 'n', 'y', 'o', 'T', 'F', 'N', 'Y', 'O']);
    may_be_one && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether `text` comes back exactly from a literal block: all but what only escapes can carry.
/// One-liners are quoted: a block of one line is harder to read than its quotes.
fn is_literal(text: &str) -> bool {
    let is_sound = |line: &str| {
        let bytes = line.as_bytes();
        let is_plain = bytes.iter().fold(true, |all, byte| all & (b' '..=b'~').contains(byte));
        (is_plain || line.chars().all(is_printable)) && !begins_command(line)
    };
    text.trim_end_matches('\n').contains('\n')
        && text.split('\n').all(is_sound)
        && !holds_command(text)
}

/// c-printable of YAML 1.2, less what YAML 1.1 takes for a line break or a byte order mark, and less
/// what a terminal obeys.
fn is_printable(c: char) -> bool {
    matches!(c, '\t' | ' '..='~' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
        && c != '\u{FEFF}'
        && !is_obeyed(c)
}

/// Blanks that look like a space and are none.
fn is_odd_blank(c: char) -> bool {
    c == '\u{A0}'
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for (at, c) in text.char_indices() {
        match c {
            '#' if is_command(&text[at..]) => escape(c, out),
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
