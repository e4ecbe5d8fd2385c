//! Who reads a value: the data of Secrets, or what everybody may see. Where the data of Secrets
//! stands is seen by the lines of a template, before it is run.

use std::ops::Range;
use std::sync::Arc;

use minijinja::machinery::ast;

use super::Walk;
use super::scope::FrameId;
use crate::kube::secret::{SECRET, SECRET_FIELDS};
use crate::template::jinja::functions::{self, Fact};
use crate::template::jinja::tree::{range, start_of};

/// Who makes use of a value; of several, the last counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reader {
    /// Nothing that is rendered: a condition, a digest, a message.
    Nobody,
    /// The data of Secrets.
    Secret,
    Open,
}

impl Walk<'_> {
    pub(super) fn read_by<T>(&mut self, reader: Reader, walk: impl FnOnce(&mut Self) -> T) -> T {
        let known = std::mem::replace(&mut self.reader, reader);
        let result = walk(self);
        self.reader = known;
        result
    }

    /// What reads the arguments of a function. Those in the data of Secrets are no less secret for
    /// going into a message.
    pub(super) fn reader_in(&self, function: &str) -> Reader {
        let speaks = functions::has(function, Fact::GivesNothingAway);
        if speaks { self.reader_of_speech() } else { self.reader }
    }

    /// What reads a message to the user.
    pub(super) fn reader_of_speech(&self) -> Reader {
        if self.reader == Reader::Open { Reader::Nobody } else { self.reader }
    }

    /// What reads the values in a statement: what stands there, unless it runs as a part of
    /// something else.
    pub(super) fn reader_of(&self, statement: &ast::Stmt<'_>) -> Reader {
        let unit = &self.units.list[self.unit];
        let runs_alone =
            self.frames.first().map(|frame| frame.id) == Some(FrameId::Template(self.unit));
        match (&unit.outline, place_of(statement)) {
            (Some(outline), Some(place)) if runs_alone => outline.reader_at(place),
            _ => self.reader,
        }
    }
}

fn place_of(statement: &ast::Stmt<'_>) -> Option<usize> {
    Some(match statement {
        ast::Stmt::EmitExpr(emit) => start_of(&emit.expr),
        ast::Stmt::ForLoop(each) => range(each.span()).start,
        ast::Stmt::WithBlock(with) => range(with.span()).start,
        ast::Stmt::Set(set) => range(set.span()).start,
        ast::Stmt::SetBlock(set) => range(set.span()).start,
        ast::Stmt::FilterBlock(block) => range(block.span()).start,
        ast::Stmt::Include(include) => range(include.span()).start,
        ast::Stmt::CallBlock(block) => range(block.span()).start,
        ast::Stmt::Do(statement) => range(statement.span()).start,
        _ => return None,
    })
}

/// The documents of a template, as its lines show them.
pub(super) struct Outline {
    text: Arc<str>,
    documents: Vec<Document>,
    /// Who reads what belongs to no document of a kind: that is for all of them.
    elsewhere: Reader,
}

struct Document {
    bytes: Range<usize>,
    /// Who reads its data; `None` if it names no kind.
    data: Option<Reader>,
    /// Where the lines with the fields of the object begin, and what they hold.
    fields: Vec<(usize, Field)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Data,
    Other,
}

impl Outline {
    pub(super) fn of(text: &Arc<str>) -> Self {
        let documents: Vec<Document> =
            documents(text).into_iter().map(|bytes| Document::of(text, bytes)).collect();
        let mut of_a_kind = documents.iter().filter_map(|document| document.data).peekable();
        let all = of_a_kind.peek().is_some() && of_a_kind.all(|data| data == Reader::Secret);
        let elsewhere = if all { Reader::Secret } else { Reader::Open };
        Outline { text: text.clone(), documents, elsewhere }
    }

    /// Who reads what stands at a place.
    fn reader_at(&self, place: usize) -> Reader {
        let here = self.documents.partition_point(|document| document.bytes.end <= place);
        let Some(Document { bytes, data: Some(data), fields }) = self.documents.get(here) else {
            return self.elsewhere;
        };
        if *data != Reader::Secret {
            return *data;
        }
        let before = fields.partition_point(|(start, _)| *start <= place);
        let field = fields[..before].last().map(|(_, field)| *field);
        match field {
            None | Some(Field::Data) => Reader::Secret,
            // What a tag makes may go anywhere in the document.
            Some(Field::Other) if is_in_block(&self.text[bytes.start..place]) => Reader::Secret,
            Some(Field::Other) => Reader::Open,
        }
    }
}

impl Document {
    fn of(text: &str, bytes: Range<usize>) -> Self {
        let document = &text[bytes.clone()];
        let data = kinds(document)
            .next()
            .map(|_| if is_secret(document) { Reader::Secret } else { Reader::Open });
        let (mut fields, mut at) = (Vec::new(), bytes.start);
        for line in document.split_inclusive('\n') {
            if let Some((key, _)) = top_level_keys(line).next() {
                let is_data = SECRET_FIELDS.contains(&key);
                fields.push((at, if is_data { Field::Data } else { Field::Other }));
            }
            at += line.len();
        }
        Document { bytes, data, fields }
    }
}

/// Whether a text ends in a tag that is open, and not in an emission.
fn is_in_block(before: &str) -> bool {
    let is_mark = |mark: &&[u8]| [b"{%", b"{{", b"%}"].iter().any(|known| **mark == **known);
    before.as_bytes().windows(2).rev().find(is_mark).is_some_and(|mark| mark == b"{%")
}

fn documents(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if line.starts_with("---") {
            found.push(start..at);
            start = at;
        }
        at += line.len();
    }
    found.push(start..text.len());
    found
}

fn is_secret(document: &str) -> bool {
    let is_core = |(key, value): (&str, &str)| key != "apiVersion" || value == "v1";
    kinds(document).all(|kind| kind == SECRET) && top_level_keys(document).all(is_core)
}

fn kinds(document: &str) -> impl Iterator<Item = &str> {
    top_level_keys(document).filter(|(key, _)| *key == "kind").map(|(_, value)| value)
}

/// The keys that begin a line, with what stands beside them.
fn top_level_keys(document: &str) -> impl Iterator<Item = (&str, &str)> {
    let keys = document.lines().filter(|line| line.starts_with(char::is_alphabetic));
    keys.filter_map(|line| {
        let (key, value) = line.split_once(':')?;
        let value = value.split(" #").next().unwrap_or("");
        Some((key.trim(), value.trim().trim_matches(['"', '\''])))
    })
}
