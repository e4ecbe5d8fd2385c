//! Who reads a value: the data of Secrets, or what everybody may see. Where the data of Secrets
//! stands is seen by the lines of a template, before it is run.

use std::ops::Range;

use minijinja::machinery::ast;

use super::Walk;
use super::scope::FrameId;
use super::unit::Role;
use crate::kube::secret::{SECRET, SECRET_FIELDS};
use crate::template::jinja::functions::{self, Fact};
use crate::template::jinja::tree::{range, start_of};

/// Who makes use of a value; of several, the last counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reader {
    /// Nothing that is rendered: a condition, a digest, a message.
    Nobody,
    /// The data of Secrets.
    Secret,
    Open,
}

impl Walk<'_> {
    pub fn read_by<T>(&mut self, reader: Reader, walk: impl FnOnce(&mut Self) -> T) -> T {
        let known = std::mem::replace(&mut self.reader, reader);
        let result = walk(self);
        self.reader = known;
        result
    }

    /// What reads the arguments of a function. Those in the data of Secrets are no less secret for
    /// going into a message.
    pub fn reader_in(&self, function: &str) -> Reader {
        let shows_nothing = functions::has(function, Fact::GivesNothingAway);
        if shows_nothing && self.reader == Reader::Open { Reader::Nobody } else { self.reader }
    }

    /// What reads the values in a statement: what stands there, unless it runs as a part of
    /// something else.
    pub fn reader_of(&self, statement: &ast::Stmt<'_>) -> Reader {
        let unit = &self.units.list[self.unit];
        let runs_alone =
            self.frames.first().map(|frame| frame.id) == Some(FrameId::Template(self.unit));
        if unit.role != Role::Template || !runs_alone {
            return self.reader;
        }
        let Some(place) = place_of(statement) else { return self.reader };
        reader_at(&unit.parsed.template.text, place)
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

/// What a place in a template belongs to. What is made before any document begins is for all.
fn reader_at(text: &str, place: usize) -> Reader {
    let documents = documents(text);
    let here = documents.iter().find(|bytes| bytes.contains(&place));
    match here {
        Some(bytes) if kinds(&text[bytes.clone()]).next().is_some() => {
            let (before, document) = (&text[bytes.start..place], &text[bytes.clone()]);
            let field = top_level_keys(&text[bytes.start..line_end(text, place)]).last();
            let is_made = field.is_none() || is_in_block(before);
            let is_data = field.is_some_and(|(key, _)| SECRET_FIELDS.contains(&key));
            if is_secret(document) && (is_data || is_made) { Reader::Secret } else { Reader::Open }
        }
        _ => {
            let with_kinds =
                |bytes: &&Range<usize>| kinds(&text[(*bytes).clone()]).next().is_some();
            let mut made = documents.iter().filter(with_kinds).peekable();
            let all = made.peek().is_some() && made.all(|bytes| is_secret(&text[bytes.clone()]));
            if all { Reader::Secret } else { Reader::Open }
        }
    }
}

/// Whether a place lies in a tag, and not in an emission.
fn is_in_block(before: &str) -> bool {
    let last = |mark: &str| before.rfind(mark);
    last("{%") > last("{{") && last("{%") > last("%}")
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

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at)
}
