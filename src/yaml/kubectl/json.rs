//! Sound JSON into a syntax tree.

use serde::de::IgnoredAny;

use super::super::parse::{Habits, Items, SyntaxFault, Tree, fault};
use super::super::syntax::{Scalar, Style, Syntax};

/// The tree of a text that holds one object of JSON.
pub(super) fn parse(text: &str) -> (Option<Syntax>, Option<SyntaxFault>) {
    let mut tree = Tree::new(Habits::KUBECTL.limits);
    let fault = fill(text, &mut tree).err();
    (tree.documents.pop(), fault)
}

/// What is wrong with a text that is meant to be JSON.
pub(super) fn fault_of(text: &str) -> SyntaxFault {
    let Err(error) = serde_json::from_str::<IgnoredAny>(text) else {
        return fault("this can't be read", 0, None);
    };
    let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len);
    let at = line.sum::<usize>() + error.column().saturating_sub(1);
    let message = error.to_string();
    let (message, _) = message.rsplit_once(" at line").unwrap_or((&message, ""));
    fault(message, at.min(text.len()), None)
}

fn fill(text: &str, tree: &mut Tree) -> Result<(), SyntaxFault> {
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let end = match byte {
            b'"' => string_end(text, at),
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' | b'{' | b'}' | b'[' | b']' => at + 1,
            _ => word_end(text, at),
        };
        match byte {
            b'{' => tree.open(Items::map(), at..end, 0)?,
            b'[' => tree.open(Items::list(), at..end, 0)?,
            b'}' | b']' => tree.close(&(at..end))?,
            b'"' => {
                let text = unescaped(&text[at + 1..end - 1]);
                let scalar = Scalar { text, style: Style::DoubleQuoted, tag: None };
                tree.scalar(scalar, at..end, 0)?;
            }
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' => {}
            _ => {
                let text = text[at..end].to_owned();
                if text.parse().is_ok_and(f64::is_infinite) {
                    return Err(fault("this number is too large", at, None));
                }
                tree.scalar(Scalar { text, style: Style::Plain, tag: None }, at..end, 0)?;
            }
        }
        at = end;
    }
    Ok(())
}

fn word_end(text: &str, start: usize) -> usize {
    let ends = |byte: &u8| !byte.is_ascii_alphanumeric() && !b"+-.".contains(byte);
    let rest = &text.as_bytes()[start + 1..];
    start + 1 + rest.iter().position(ends).unwrap_or(rest.len())
}

/// Behind the quote that closes the one at `start`.
fn string_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

/// Half of a pair of surrogates is no character, and stands for a mark of that.
fn unescaped(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut pieces = text.split('\\');
    made.push_str(pieces.next().unwrap_or_default());
    let mut units = Vec::new();
    while let Some(piece) = pieces.next() {
        let (unit, rest) = match piece.as_bytes().first() {
            Some(b'u') => (u16::from_str_radix(&piece[1..5], 16).unwrap_or(0xfffd), &piece[5..]),
            Some(letter) => (control(*letter), &piece[1..]),
            // What stands behind a backslash that is escaped is a piece of its own.
            None => (u16::from(b'\\'), pieces.next().unwrap_or_default()),
        };
        units.push(unit);
        if !rest.is_empty() {
            made.extend(characters(&mut units));
            made.push_str(rest);
        }
    }
    made.extend(characters(&mut units));
    made
}

fn characters(units: &mut Vec<u16>) -> impl Iterator<Item = char> {
    char::decode_utf16(units.drain(..)).map(|char| char.unwrap_or('\u{fffd}'))
}

fn control(letter: u8) -> u16 {
    u16::from(match letter {
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        other => other,
    })
}
