//! The private-use characters that stand for holes and for the places of raw text.
//!
//! Templates may not contain them, and values are never written as text: whatever carries a
//! marker was put there by the engine.

use memchr::memchr_iter;

const HOLE_OPEN: char = '\u{E000}';
const HOLE_CLOSE: char = '\u{E001}';
const RAW_OPEN: char = '\u{E002}';
const RAW_CLOSE: char = '\u{E003}';

/// What the UTF-8 of each of the four begins with.
const LEAD: u8 = 0xEE;

/// Stands for the value of hole `number`.
pub fn hole_mark(number: usize) -> String {
    mark(HOLE_OPEN, number, HOLE_CLOSE)
}

/// Says that the text after it is raw text number `number`.
pub fn raw_mark(number: usize) -> String {
    mark(RAW_OPEN, number, RAW_CLOSE)
}

/// Many are written: this does not go through the machinery of `format!`.
fn mark(open: char, number: usize, close: char) -> String {
    let digits = number.to_string();
    let mut mark = String::with_capacity(digits.len() + open.len_utf8() + close.len_utf8());
    mark.push(open);
    mark.push_str(&digits);
    mark.push(close);
    mark
}

/// The first character of `text` that only the engine may write.
pub fn find_reserved(text: &str) -> Option<usize> {
    find(text, &[HOLE_OPEN, HOLE_CLOSE, RAW_OPEN, RAW_CLOSE])
}

pub fn has_hole(text: &str) -> bool {
    find(text, &[HOLE_OPEN]).is_some()
}

/// Where the first of some of the private-use characters stands.
fn find(text: &str, wanted: &[char]) -> Option<usize> {
    let is_wanted = |at: &usize| text[*at..].starts_with(wanted);
    memchr_iter(LEAD, text.as_bytes()).find(is_wanted)
}

/// A piece of engine output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    Hole(usize),
    Raw(usize),
}

/// Splits engine output at its markers.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = find(rest, &[HOLE_OPEN, RAW_OPEN]).unwrap_or(rest.len());
        if end > 0 {
            let (piece, after) = rest.split_at(end);
            rest = after;
            return Some(Piece::Text(piece));
        }
        let is_hole = rest.starts_with(HOLE_OPEN);
        let close = if is_hole { HOLE_CLOSE } else { RAW_CLOSE };
        let (number, after) = rest[HOLE_OPEN.len_utf8()..]
            .split_once(close)
            .and_then(|(digits, after)| Some((digits.parse().ok()?, after)))
            .expect("markers are written whole");
        rest = after;
        Some(if is_hole { Piece::Hole(number) } else { Piece::Raw(number) })
    })
}
