//! Text as kubectl reads manifests: YAML 1.1 in the manner of go-yaml v2, and JSON as Go has it.
//!
//! What kubectl refuses is refused, what it reads is read, to the same value. The one who reads
//! may nevertheless hear of keys that are given twice: kubectl lets the last one win.

mod block;
mod cursor;
mod documents;
mod flow;
mod fold;
mod grammar;
mod json;
mod names;
mod plain;
mod timestamp;
mod tokens;
mod values;

use super::compose::compose;
use super::explain::conflict;
use super::node::Node;
use super::parse::Fault;
use super::read::syntax_fault;
use super::syntax::Syntax;
use super::tree::Limits;
use crate::diagnostic::{Report, SourceId};

use documents::Form;
pub use documents::{Document, decode, split};

/// Deeper nesting is refused.
const MAX_DEPTH: usize = 10_000;

const LIMITS: Limits = Limits { depth: MAX_DEPTH, aliased: most_aliased };

/// How many nodes may come from aliases, where so many are written: 99 of 100 in what is small,
/// 10 of 100 in what is large.
fn most_aliased(written: usize) -> usize {
    if written < 4_000 { (written * 99).max(1000) } else { (written / 9).max(396_000) }
}

/// The value of a document whose text is that of `source`; none where it is empty.
pub fn read(document: &Document<'_>, source: SourceId, report: &mut Report) -> Option<Node> {
    let text = document.text;
    let (syntax, fault) = match document.form {
        Form::Yaml => yaml(text),
        Form::Json => json::parse(text),
        Form::BrokenJson => (None, Some(json::fault_of(text))),
    };
    if let Some(mut fault) = fault {
        fault.bytes = fault.bytes.start.min(text.len())..fault.bytes.end.min(text.len());
        let fault = conflict(text, fault.bytes.start).unwrap_or(fault);
        report.push(syntax_fault(fault, source));
    }
    let mut values = values::Values { source, report };
    syntax.map(|syntax| compose(syntax, &mut values))
}

/// Why a document can't be read.
pub fn fault_of(text: &str) -> Option<Fault> {
    yaml(text).1
}

fn yaml(text: &str) -> (Option<Syntax>, Option<Fault>) {
    if text.starts_with("---") && !documents::is_separator(text.lines().next().unwrap_or("")) {
        let help = "put what follows `---` on a line of its own";
        let fault = tokens::fault("`---` shares its line with something else", 3, help);
        return (None, Some(fault));
    }
    let control = control_character(text);
    let sound = &text[..control.unwrap_or(text.len())];
    let (syntax, fault, reached) = grammar::parse(sound);
    match control {
        Some(at) if at < decoded(text, reached) => {
            let help = "remove it, or write it as an escape in quotes";
            (syntax, Some(tokens::fault("a control character stands here", at, help)))
        }
        _ => (syntax, fault),
    }
}

/// How far the text is looked at where it is read so far: by pieces of 512 bytes, and the mark of
/// another document may lie ahead.
fn decoded(text: &str, reached: usize) -> usize {
    let mut end = 0;
    while end < text.len().min(reached + "--- ".len()) {
        end = (end + 512).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
    }
    end
}

/// Where a character stands that YAML does not let stand for itself.
fn control_character(text: &str) -> Option<usize> {
    let may_begin_one = |byte: &u8| *byte < b' ' || *byte == 0x7f || matches!(byte, 0xc2 | 0xef);
    let is_sound = |char: char| match char {
        '\t' | '\n' | '\r' | '\u{85}' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => !char.is_control(),
    };
    let mut at = 0;
    while let Some(next) = text.as_bytes()[at..].iter().position(may_begin_one) {
        at += next;
        if !text[at..].chars().next().is_none_or(is_sound) {
            return Some(at);
        }
        at += 1;
    }
    None
}
