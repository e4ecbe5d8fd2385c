//! Text as kubectl reads manifests: YAML, or JSON as Go has it, a document at a time.
//!
//! What kubectl refuses is refused, what it reads is read, to the same value. The one who reads
//! may nevertheless hear of keys that are given twice: kubectl lets the last one win.

mod documents;
mod json;
mod values;

use super::compose::compose;
use super::node::Node;
use super::parse::{self, Habits, SyntaxFault, conflict, control_character};
use super::read::syntax_fault;
use super::syntax::Syntax;
use crate::diagnostic::{Report, SourceId};

use documents::Form;
pub use documents::{Document, decode, split};

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
        let more = match document.form {
            Form::Yaml if !shares_line(text) => parse::further(text, &fault, Habits::KUBECTL),
            _ => Vec::new(),
        };
        report.extend([fault].into_iter().chain(more).map(|fault| syntax_fault(fault, source)));
    }
    let mut values = values::Values { source, report };
    syntax.map(|syntax| compose(syntax, &mut values))
}

/// The syntax of the first document of a text, and what is wrong with any of the text.
pub(crate) fn first_document(text: &str) -> (Option<Syntax>, Option<SyntaxFault>) {
    let First { syntax, fault, control, .. } = first(text);
    (syntax, control.map(parse::control_fault).or(fault))
}

/// The first document, as far as no character ends the text that YAML does not have.
struct First {
    syntax: Option<Syntax>,
    fault: Option<SyntaxFault>,
    /// How far the text was read.
    reached: usize,
    /// Where such a character stands.
    control: Option<usize>,
}

fn first(text: &str) -> First {
    let control = control_character(text);
    let sound = &text[..control.unwrap_or(text.len())];
    let (syntax, fault, reached) = parse::first_document(sound, Habits::KUBECTL);
    First { syntax, fault, reached, control }
}

/// kubectl does not look at what follows the first document.
fn yaml(text: &str) -> (Option<Syntax>, Option<SyntaxFault>) {
    if shares_line(text) {
        let help = "put what follows `---` on a line of its own";
        let fault = parse::fault("`---` shares its line with something else", 3, help);
        return (None, Some(fault));
    }
    let First { syntax, fault, reached, control } = first(text);
    match control {
        Some(at) if at < decoded(text, reached) => (syntax, Some(parse::control_fault(at))),
        _ => (syntax, fault),
    }
}

/// Whether a text begins with `---` and something else on its line.
fn shares_line(text: &str) -> bool {
    text.starts_with("---") && !documents::is_separator(text.lines().next().unwrap_or(""))
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
