//! Bytes into a text, and a text into the documents that are read each by itself.

use std::borrow::Cow;
use std::str::Utf8Chunk;

use serde::de::IgnoredAny;

use crate::diagnostic::Place;

/// A part of a text that is read by itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Document<'t> {
    pub text: &'t str,
    pub start: Place,
    pub form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Yaml,
    Json,
    /// Between objects of JSON, and none itself.
    BrokenJson,
}

/// The text that bytes stand for: UTF-16 if they begin with its mark. What is no text in them
/// becomes marks that no field takes, or, behind UTF-8's own mark, that YAML refuses.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let utf_16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks(2).map(|pair| match pair {
            [first, second] => unit([*first, *second]),
            _ => 0xfffd,
        });
        char::decode_utf16(units).map(|char| char.unwrap_or('\u{fffd}')).collect()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => {
            let of_chunk = |chunk: Utf8Chunk<'_>| {
                let mark = if chunk.invalid().is_empty() { "" } else { "\u{ffff}" };
                chunk.valid().to_owned() + mark
            };
            match std::str::from_utf8(rest) {
                Ok(text) => text.into(),
                Err(_) => rest.utf8_chunks().map(of_chunk).collect(),
            }
        }
        rest => String::from_utf8_lossy(rest),
    }
}

/// The documents that a reader of streams sees in the text.
pub fn split(text: &str) -> Vec<Document<'_>> {
    let mut split = Split { text, at: 0, place: Place { line: 1, column: 1 }, documents: vec![] };
    if text.trim_start().starts_with('{') {
        split.json();
    }
    split.yaml();
    split.documents
}

struct Split<'t> {
    text: &'t str,
    /// What is before is split.
    at: usize,
    place: Place,
    documents: Vec<Document<'t>>,
}

impl<'t> Split<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn add(&mut self, length: usize, form: Form) {
        let text = &self.rest()[..length];
        // A tab is more than nothing to YAML, which can't begin with one.
        if !text.trim_matches([' ', '\r', '\n']).is_empty() {
            self.documents.push(Document { text, start: self.place, form });
        }
        self.pass(length);
    }

    fn pass(&mut self, length: usize) {
        self.place = after(self.place, &self.rest()[..length]);
        self.at += length;
    }

    /// Objects one after the other. Where there is but one, and no other follows, it may as well
    /// have been YAML.
    fn json(&mut self) {
        loop {
            let rest = self.rest();
            let (ends, sound) = json_ends(rest);
            for end in ends {
                self.add(end + self.text.len() - rest.len() - self.at, Form::Json);
            }
            if sound {
                self.pass(self.rest().len());
                return;
            }
            let objects = self.documents.iter().filter(|document| document.form == Form::Json);
            if objects.count() < 2 && !is_broken_by_lines(self.rest()) {
                let rest = self.rest();
                let line = rest.find('\n').map_or(rest.len(), |end| end + 1);
                self.pass(line.min(rest.len() - rest.trim_start().len()));
                return;
            }
            let next = self.rest().trim_start().find("\n{");
            let blank = self.rest().len() - self.rest().trim_start().len();
            self.add(next.map_or(self.rest().len(), |next| blank + next + 1), Form::BrokenJson);
        }
    }

    /// Before each line that begins with `---`, which is left out unless it comes first.
    fn yaml(&mut self) {
        let (rest, mut start, mut line_start) = (self.rest(), 0, 0);
        for line in rest.split_inclusive('\n') {
            let end = line_start + line.len();
            if line.starts_with("---") && start < line_start {
                self.add(line_start - start, Form::Yaml);
                start = line_start;
                if is_separator(line) {
                    self.pass(line.len());
                    start = end;
                }
            }
            line_start = end;
        }
        self.add(rest.len() - start, Form::Yaml);
    }
}

/// Nothing but a comment may stand behind `---`.
pub(super) fn is_separator(line: &str) -> bool {
    let behind = line.strip_prefix("---").unwrap_or(line).trim_start();
    behind.is_empty() || behind.starts_with('#')
}

fn after(place: Place, part: &str) -> Place {
    match part.rfind('\n') {
        Some(at) => Place {
            line: place.line + part.matches('\n').count(),
            column: 1 + part[at + 1..].chars().count(),
        },
        None => Place { column: place.column + part.chars().count(), ..place },
    }
}

/// Where objects of JSON end, one after the other, and whether there is nothing else.
fn json_ends(text: &str) -> (Vec<usize>, bool) {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let mut ends = Vec::new();
    while let Some(item) = stream.next() {
        if item.is_err() {
            return (ends, false);
        }
        ends.push(stream.byte_offset());
    }
    (ends, true)
}

/// Meant to be one object a line, and not all of them are sound.
fn is_broken_by_lines(text: &str) -> bool {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let is_by_lines = lines().count() > 1 && lines().all(|line| line.trim().starts_with('{'));
    is_by_lines && super::yaml(text).1.is_some()
}
