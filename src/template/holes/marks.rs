//! The private-use characters that stand for holes and for the places of raw text.
//!
//! Templates may not contain them, and values are never written as text: whatever carries a
//! marker was put there by the engine.

const HOLE_OPEN: char = '\u{E000}';
const HOLE_CLOSE: char = '\u{E001}';
const RAW_OPEN: char = '\u{E002}';
const RAW_CLOSE: char = '\u{E003}';

/// Stands for the value of hole `number`.
pub fn hole_mark(number: usize) -> String {
    format!("{HOLE_OPEN}{number}{HOLE_CLOSE}")
}

/// Says that the text after it is raw text number `number`.
pub fn raw_mark(number: usize) -> String {
    format!("{RAW_OPEN}{number}{RAW_CLOSE}")
}

/// The first character of `text` that only the engine may write.
pub fn find_reserved(text: &str) -> Option<usize> {
    text.find([HOLE_OPEN, HOLE_CLOSE, RAW_OPEN, RAW_CLOSE])
}

pub fn has_hole(text: &str) -> bool {
    text.contains(HOLE_OPEN)
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
        let first = rest.chars().next()?;
        let close = match first {
            HOLE_OPEN => HOLE_CLOSE,
            RAW_OPEN => RAW_CLOSE,
            _ => {
                let end = rest.find([HOLE_OPEN, RAW_OPEN]).unwrap_or(rest.len());
                let (piece, after) = rest.split_at(end);
                rest = after;
                return Some(Piece::Text(piece));
            }
        };
        let (number, after) = rest[first.len_utf8()..]
            .split_once(close)
            .and_then(|(digits, after)| Some((digits.parse().ok()?, after)))
            .expect("markers are written whole");
        rest = after;
        Some(if first == HOLE_OPEN { Piece::Hole(number) } else { Piece::Raw(number) })
    })
}
