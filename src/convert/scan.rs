//! The text of a Go template into texts and tags as they stand there, and which tags have their
//! line to themselves. What a tag says is left to the engine's parser.

use std::ops::Range;

/// What `{{ … }}` is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Comment,
    If,
    With,
    Range,
    Else,
    End,
    Define,
    Block,
    Leave,
    /// A variable gets a value; nothing is printed.
    Set,
    /// Something is printed.
    Print,
}

/// Whether a delimiter takes the blanks beside it away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trim {
    No,
    Yes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// A tag shares its line with text, or with what another tag prints.
    Shared,
    /// It has its line to itself, or shares it with tags that print nothing.
    Alone,
}

#[derive(Clone, Debug)]
pub(super) struct Tag {
    pub word: Word,
    /// With its delimiters.
    pub whole: Range<usize>,
    /// Without delimiters, hyphens and blanks.
    pub inner: Range<usize>,
    pub left: Trim,
    pub right: Trim,
    pub room: Room,
}

#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Less what the tags beside it take away.
    Text(Range<usize>),
    Tag(Tag),
}

/// The parts of a template that the engine has parsed.
pub(super) fn scan(text: &str) -> Vec<Part> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|open| at + open) {
        let tag = tag(text, open);
        at = tag.whole.end;
        tags.push(tag);
    }
    let rooms: Vec<Room> = (0..tags.len()).map(|tag| room(text, &tags, tag)).collect();
    for (tag, room) in tags.iter_mut().zip(rooms) {
        tag.room = room;
    }
    parts(text, tags)
}

fn tag(text: &str, open: usize) -> Tag {
    let bytes = text.as_bytes();
    let blank = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
    let left =
        if bytes.get(open + 2) == Some(&b'-') && blank(open + 3) { Trim::Yes } else { Trim::No };
    let start = open + if left == Trim::Yes { 3 } else { 2 };
    let close = closing(text, start);
    let right = if close >= 2 && bytes[close - 1] == b'-' && blank(close - 2) {
        Trim::Yes
    } else {
        Trim::No
    };
    let end = close - usize::from(right == Trim::Yes);
    let inner = &text[start..end.max(start)];
    let from = start + (inner.len() - inner.trim_start().len());
    let inner = from..from + inner.trim().len();
    let word = word(&text[inner.clone()]);
    Tag { word, whole: open..(close + 2).min(text.len()), inner, left, right, room: Room::Shared }
}

/// Where the `}}` of a tag stands.
fn closing(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let rest = text[start..].trim_start();
    if rest.starts_with("/*") {
        let body = text.len() - rest.len();
        let end = text[body..].find("*/").map_or(text.len(), |end| body + end);
        return text[end..].find("}}").map_or(text.len(), |close| end + close);
    }
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'`' => at = text[at + 1..].find('`').map_or(text.len(), |end| at + 1 + end),
            quote @ (b'"' | b'\'') => {
                at += 1;
                while at < bytes.len() && bytes[at] != quote {
                    at += 1 + usize::from(bytes[at] == b'\\');
                }
            }
            b'}' if bytes.get(at + 1) == Some(&b'}') => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

fn word(inner: &str) -> Word {
    let first = inner.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    match first {
        _ if inner.starts_with("/*") => Word::Comment,
        "if" => Word::If,
        "with" => Word::With,
        "range" => Word::Range,
        "else" => Word::Else,
        "end" => Word::End,
        "define" => Word::Define,
        "block" => Word::Block,
        "break" | "continue" => Word::Leave,
        _ if inner.starts_with('$') && sets(inner) => Word::Set,
        _ => Word::Print,
    }
}

/// Whether `$x, $y :=` or `$x =` begins a tag.
fn sets(inner: &str) -> bool {
    let name = |c: char| c.is_alphanumeric() || matches!(c, '$' | '_' | ',' | ' ' | '\t' | '\n');
    let rest = inner.trim_start_matches(name);
    rest.starts_with(":=") || (rest.starts_with('=') && !rest.starts_with("=="))
}

fn room(text: &str, tags: &[Tag], at: usize) -> Room {
    if is_clear_left(text, tags, at) && is_clear_right(text, tags, at) {
        Room::Alone
    } else {
        Room::Shared
    }
}

fn is_clear_left(text: &str, tags: &[Tag], at: usize) -> bool {
    let before = at.checked_sub(1);
    let start = before.map_or(0, |before| tags[before].whole.end);
    let between = &text[start..tags[at].whole.start];
    match between.rfind('\n') {
        Some(line) => between[line..].trim().is_empty(),
        None if !between.trim().is_empty() => false,
        None => before.is_none_or(|before| {
            tags[before].word != Word::Print && is_clear_left(text, tags, before)
        }),
    }
}

fn is_clear_right(text: &str, tags: &[Tag], at: usize) -> bool {
    let next = tags.get(at + 1);
    let end = next.map_or(text.len(), |next| next.whole.start);
    let between = &text[tags[at].whole.end..end];
    match between.find('\n') {
        Some(line) => between[..line].trim().is_empty(),
        None if !between.trim().is_empty() => false,
        None => {
            next.is_none_or(|next| next.word != Word::Print && is_clear_right(text, tags, at + 1))
        }
    }
}

fn parts(text: &str, tags: Vec<Tag>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before: Option<&Tag> = None;
    for tag in &tags {
        push_text(text, start..tag.whole.start, before, Some(tag), &mut parts);
        parts.push(Part::Tag(tag.clone()));
        start = tag.whole.end;
        before = Some(tag);
    }
    push_text(text, start..text.len(), before, None, &mut parts);
    parts
}

fn push_text(
    text: &str,
    range: Range<usize>,
    before: Option<&Tag>,
    after: Option<&Tag>,
    parts: &mut Vec<Part>,
) {
    let Range { mut start, mut end } = range;
    let raw = &text[start..end];
    match before {
        Some(tag) if tag.room == Room::Alone => {
            start = raw.find('\n').map_or(end, |line| start + line + 1);
        }
        Some(tag) if tag.right == Trim::Yes => start = end - raw.trim_start().len(),
        _ => {}
    }
    let raw = &text[start..end.max(start)];
    match after {
        Some(tag) if tag.room == Room::Alone => {
            end = raw.rfind('\n').map_or(start, |line| start + line + 1);
        }
        Some(tag) if tag.left == Trim::Yes => end = start + raw.trim_end().len(),
        _ => {}
    }
    if start < end {
        parts.push(Part::Text(start..end));
    }
}
