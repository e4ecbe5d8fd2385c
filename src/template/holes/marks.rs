//! The private-use characters that stand for holes and for the places of raw text.
//!
//! Templates may not contain them, and values are never written as text: whatever carries a
//! marker was put there by the engine.

use memchr::memchr_iter;

const HOLE_OPEN: char = '\u{E000}';
const HOLE_CLOSE: char = '\u{E001}';
const RAW_OPEN: char = '\u{E002}';
const RAW_CLOSE: char = '\u{E003}';

/// Stands for the value of hole `number`.
pub(crate) fn hole_mark(number: usize) -> String {
    let mut mark = String::with_capacity(MARK_SIZE);
    push_mark(HOLE_OPEN, number, HOLE_CLOSE, &mut mark);
    mark
}

/// Appends what stands for the value of hole `number`.
pub(crate) fn push_hole_mark(number: usize, out: &mut String) {
    push_mark(HOLE_OPEN, number, HOLE_CLOSE, out);
}

/// Says that the text after it is raw text number `number`.
pub(crate) fn raw_mark(number: usize) -> String {
    let mut mark = String::with_capacity(MARK_SIZE);
    push_mark(RAW_OPEN, number, RAW_CLOSE, &mut mark);
    mark
}

/// What a mark with a number of four digits has.
const MARK_SIZE: usize = 10;

fn push_mark(open: char, number: usize, close: char, out: &mut String) {
    out.push(open);
    let mut left = number;
    let mut unit = 1;
    while left >= 10 {
        left /= 10;
        unit *= 10;
    }
    while unit > 0 {
        out.push(char::from(b'0' + u8::try_from(number / unit % 10).unwrap_or(0)));
        unit /= 10;
    }
    out.push(close);
}

/// The first character of `text` that only the engine may write.
pub(crate) fn find_reserved(text: &str) -> Option<usize> {
    find(text, |last| matches!(last, 0x80..=0x83))
}

pub(crate) fn has_hole(text: &str) -> bool {
    find(text, is_hole_open).is_some()
}

fn is_hole_open(last: u8) -> bool {
    last == 0x80
}

/// Where the first of the four characters stands whose last byte is wanted: in UTF-8, U+E000 is
/// `EE 80 80`, and the others follow.
fn find(text: &str, is_wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr_iter(0xEE, bytes).find(|&at| bytes[at + 1] == 0x80 && is_wanted(bytes[at + 2]))
}

/// A piece of engine output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Text(&'a str),
    Hole(usize),
    Raw(usize),
}

/// Splits engine output at its markers.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = find(rest, |last| matches!(last, 0x80 | 0x82)).unwrap_or(rest.len());
        if end > 0 {
            let (piece, after) = rest.split_at(end);
            rest = after;
            return Some(Piece::Text(piece));
        }
        let is_hole = rest.starts_with(HOLE_OPEN);
        let (number, after) = number_first(&rest[HOLE_OPEN.len_utf8()..]);
        let close = if is_hole { HOLE_CLOSE } else { RAW_CLOSE };
        rest = after.strip_prefix(close).expect("markers are written whole");
        Some(if is_hole { Piece::Hole(number) } else { Piece::Raw(number) })
    })
}

/// The number that a text begins with, and what follows it.
fn number_first(text: &str) -> (usize, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit);
    let (number, count) = digits.fold((0, 0), |(number, count), digit| {
        (number * 10 + usize::from(digit - b'0'), count + 1)
    });
    (number, &text[count..])
}
