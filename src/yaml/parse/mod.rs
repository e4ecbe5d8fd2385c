//! Text into the syntax tree, one root a document: the one reader of YAML.
//!
//! It takes what kubectl takes, YAML 1.1 in the manner of go-yaml v2, and refuses the rest. What a
//! dialect refuses besides, such as tags that mean nothing, it is told as [`Habits`]. What scalars
//! mean is not looked at here.

mod block_scalar;
mod conflict;
mod control;
mod cursor;
mod fold;
mod grammar;
mod names;
mod plain;
mod quoted;
mod recovery;
mod tokens;
mod tree;

use super::syntax::{Bytes, Syntax};

pub(super) use conflict::conflict;
pub(super) use control::{control_character, control_fault};
pub(super) use grammar::first_document;
pub(super) use recovery::further;
pub(super) use tree::{Items, Limits, Tree};

/// Why a text is not YAML we read, and where.
#[derive(Debug)]
pub struct SyntaxFault {
    pub message: String,
    pub help: Option<String>,
    pub bytes: Bytes,
}

pub(super) fn fault(
    message: &str,
    at: usize,
    help: impl Into<Option<&'static str>>,
) -> SyntaxFault {
    SyntaxFault { message: message.to_owned(), help: help.into().map(str::to_owned), bytes: at..at }
}

/// Blocks and brackets nested deeper than this are refused in every text, as kubectl refuses them.
const MAX_DEPTH: usize = 10_000;

/// What a dialect refuses although it is YAML.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habits {
    pub limits: Limits,
    pub tags: Tags,
}

/// Which tags may stand before a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tags {
    /// All; what means nothing to kubectl leaves a scalar a text.
    Any,
    /// Those of JSON's types, on what can have the type.
    OfJson,
}

impl Habits {
    pub(super) const KUBECTL: Habits = Habits {
        limits: Limits { depth: MAX_DEPTH, aliased: most_aliased_by_kubectl },
        tags: Tags::Any,
    };

    /// For what authors of charts write. Kubernetes' own objects are nested less than 30 deep.
    const AUTHORS: Habits =
        Habits { limits: Limits { depth: 128, aliased: |_| 100_000 }, tags: Tags::OfJson };
}

/// How many nodes may come from aliases, where so many are written: 99 of 100 in what is small,
/// 10 of 100 in what is large.
fn most_aliased_by_kubectl(written: usize) -> usize {
    if written < 4_000 { (written * 99).max(1000) } else { (written / 9).max(396_000) }
}

/// Parses all documents of `text`; those before a fault are returned beside it.
pub fn parse(text: &str) -> (Vec<Syntax>, Option<SyntaxFault>) {
    let control = control_character(text);
    let sound = &text[..control.unwrap_or(text.len())];
    let (mut documents, mut fault) = grammar::documents(sound, Habits::AUTHORS);
    if let Some(at) = control {
        if fault.is_none() {
            // It is cut off where the text was.
            documents.pop();
        }
        fault = Some(control_fault(at));
    }
    let fault = fault.map(|found| {
        let bytes = found.bytes.start.min(text.len())..found.bytes.end.min(text.len());
        conflict(text, bytes.start).unwrap_or(SyntaxFault { bytes, ..found })
    });
    (documents, fault)
}

/// Parses all documents of `text`: of one that can't be read, all is told that can be, and those
/// behind the next `---` are read.
pub fn parse_all(text: &str) -> (Vec<Syntax>, Vec<SyntaxFault>) {
    let (mut documents, mut stopped) = parse(text);
    let mut faults: Vec<SyntaxFault> = Vec::new();
    let mut read_from = 0;
    while let Some(fault) = stopped.take().filter(|_| faults.len() < MOST_FAULTS) {
        // The fault may be that the mark comes too early.
        let from = fault.bytes.start.saturating_sub(1).max(read_from);
        let mark = text.as_bytes()[from..].windows(4).position(|bytes| bytes == b"\n---");
        let next = mark.map(|at| from + at + 1);
        let before = text[read_from..fault.bytes.start.max(read_from)].rfind("\n---");
        let start = read_from + before.map_or(0, |at| at + 1);
        let document = only(text, start..next.unwrap_or(text.len()));
        let more = further(&document, &fault, Habits::AUTHORS);
        faults.push(fault);
        faults.extend(more);
        let Some(next) = next else { break };
        read_from = next;
        let (more, fault) = parse(&only(text, next..text.len()));
        documents.extend(more);
        stopped = fault.filter(|fault| fault.bytes.start >= next);
    }
    faults.truncate(MOST_FAULTS);
    (documents, faults)
}

/// A part of a text in its place: what stands before it is blank.
fn only(text: &str, part: Bytes) -> String {
    text[..part.start].bytes().map(blank).collect::<String>() + &text[part]
}

fn blank(byte: u8) -> char {
    if byte == b'\n' { '\n' } else { ' ' }
}

/// More are told once these are mended.
const MOST_FAULTS: usize = 20;

#[cfg(test)]
mod tests;
