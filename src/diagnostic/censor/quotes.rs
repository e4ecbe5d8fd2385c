//! What a text quotes: text between quotes, and whole words.

use std::ops::Range;

use crate::diagnostic::secrets::LEAST_WORD;

/// The mask of a secret in a message.
const STARS: &str = "***";

/// Where a text opens and closes its quotes.
pub(super) struct Marks {
    backticks: Vec<usize>,
    doubles: Vec<usize>,
}

impl Marks {
    pub(super) fn of(text: &str) -> Self {
        let all = |quote| text.match_indices(quote).map(|(at, _)| at).collect();
        Marks { backticks: all('`'), doubles: all('"') }
    }

    /// Whether the position `at` is between quotes.
    pub(super) fn enclose(&self, at: usize) -> bool {
        let is_open = |marks: &[usize]| marks.partition_point(|mark| *mark < at) % 2 == 1;
        is_open(&self.backticks) || is_open(&self.doubles)
    }
}

/// Where a message quotes a part of the secret that it is about, however short.
pub(super) fn named(text: &str, part: &str) -> Vec<Range<usize>> {
    let marks = Marks::of(text);
    let places = text.match_indices(part).map(|(at, _)| at..at + part.len());
    places.filter(|place| marks.enclose(place.start) && is_apart(text, place)).collect()
}

/// Whether a range begins and ends at word boundaries.
fn is_apart(text: &str, place: &Range<usize>) -> bool {
    let is_end = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    is_end(text[..place.start].chars().next_back()) && is_end(text[place.end..].chars().next())
}

/// Whether a range is a whole word. A short one must be in quotes, or a number.
pub(super) fn stands_alone(text: &str, place: &Range<usize>) -> bool {
    let word = &text[place.clone()];
    let before = text[..place.start].chars().next_back();
    let after = text[place.end..].chars().next();
    let is_quote = |c: Option<char>| c.is_some_and(|c| matches!(c, '`' | '"' | '\''));
    let tells = word.len() >= LEAST_WORD || word.chars().all(|c| c.is_ascii_digit());
    (is_quote(before) && is_quote(after)) || (tells && is_apart(text, place))
}

/// The words of a text.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_gap =
        |c: char| c.is_whitespace() || matches!(c, '`' | '"' | '\'' | '(' | ')' | ',' | ';' | '=');
    let start = text.as_ptr() as usize;
    text.split(is_gap).map(|word| word.trim_matches([':', '.'])).map(move |word| {
        let at = word.as_ptr() as usize - start;
        at..at + word.len()
    })
}

/// A text with some ranges masked.
pub(super) fn starred(text: &str, mut places: Vec<Range<usize>>) -> String {
    places.sort_by_key(|place| place.start);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for place in places {
        if place.start >= done {
            out.push_str(&text[done..place.start]);
            out.push_str(STARS);
        }
        done = done.max(place.end);
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}
