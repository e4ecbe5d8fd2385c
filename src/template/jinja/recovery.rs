//! A template that can't be parsed into all that is wrong with its tags, not the first thing alone.
//!
//! A tag at fault is replaced by a sound one that is as long, and the rest is parsed. Where a block
//! is not closed or not opened nothing further can be told.

use std::ops::Range;

use minijinja::Error;
use minijinja::machinery::parse;

use super::chains;
use super::fault::syntax_fault;
use super::parsed::{Parsed, TOO_LONG};
use super::tree::syntax;
use super::unclosed::inside;
use crate::diagnostic::{Code, Diagnostic, Span};

/// More are told once these are mended.
const MOST: usize = 20;

/// What is wrong with the tags of a template, of which the parser has told the first fault.
pub(super) fn faults(first: &Error, parsed: &Parsed) -> Vec<Diagnostic> {
    let (source, mut text) = (parsed.template.source, parsed.read_text().to_owned());
    if let Some(tag) = chains::endless(&text) {
        let fault = Diagnostic::error(Code::TemplateSyntax, TOO_LONG);
        let fault = fault.at(Span::new(source, tag), "it begins here");
        return vec![fault.help("make a list of what it joins, and loop over that")];
    }
    let mut found = vec![syntax_fault(first, source, &text)];
    let mut mended = 0;
    while found.len() < MOST {
        let Some(at) = found.last().and_then(place).filter(|at| *at >= mended) else { break };
        let Some((tag, stand_in)) = tag_around(&text, at).and_then(|tag| stand_in(&text, tag))
        else {
            break;
        };
        mended = tag.end;
        text.replace_range(tag, &stand_in);
        match parse(&text, "", syntax()) {
            Ok(_) => break,
            Err(error) => found.push(syntax_fault(&error, source, &text)),
        }
    }
    if found.len() > 1 && found.last().and_then(place).is_some_and(|at| at < mended) {
        found.pop();
    }
    found
}

fn place(fault: &Diagnostic) -> Option<usize> {
    fault.labels.first().map(|label| label.span.range().start)
}

/// The tag that a byte lies in.
fn tag_around(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text.get(..(at + 1).min(text.len()))?;
    let start = before.rfind("{{").max(before.rfind("{%"))?;
    let close = if text[start..].starts_with("{{") { "}}" } else { "%}" };
    let end = inside(text, start + 2, close).ok()? + 2;
    (at < end).then_some(start..end)
}

/// What may stand in place of a tag, and keeps the blocks around it as they are.
fn stand_in(text: &str, tag: Range<usize>) -> Option<(Range<usize>, String)> {
    let inner = &text[tag.start + 2..tag.end - 2];
    let is_output = text[tag.start..].starts_with("{{");
    let word =
        inner.trim_start_matches(['-', '+', ' ']).split(|c: char| !c.is_alphanumeric()).next();
    let short = match word {
        _ if is_output => "0",
        Some("if") => "if 0",
        Some("elif") => "elif 0",
        Some("for") => "for x in 0",
        Some("set") if inner.contains('=') => "set x=0",
        Some("with") => "with",
        Some("include" | "import" | "from" | "extends") => "",
        _ => return None,
    };
    let lines = inner.matches('\n').count();
    let blanks = inner.len().checked_sub(short.len() + lines)?;
    let filler = format!("{short}{}{}", " ".repeat(blanks), "\n".repeat(lines));
    let (open, close) = match (is_output, short) {
        (true, _) => ("{{", "}}"),
        (false, "") => ("  ", "  "),
        (false, _) => ("{%", "%}"),
    };
    Some((tag, format!("{open}{filler}{close}")))
}
