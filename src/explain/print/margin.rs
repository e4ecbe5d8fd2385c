//! A node as manifests have it, with where each scalar comes from at its margin.

use std::cell::RefCell;

use super::words::way;
use crate::diagnostic::Span;
use crate::diagnostic::print::Paint;
use crate::explain::Explained;
use crate::explain::reasons::{Decides, Reason};
use crate::yaml::{self, Node};

/// Origins of longer lines stand right behind them.
const WIDEST: usize = 60;

/// More values are not named.
const MOST: usize = 2;

/// Around the number of an origin, until it is put in its column.
const OPEN: char = '\u{F8F0}';
const CLOSE: char = '\u{F8F1}';

/// The lines of the node.
pub(super) fn margin(explained: &Explained<'_>, shown: &Node, paint: Paint) -> String {
    let origins: RefCell<Vec<String>> = RefCell::default();
    // What a line and all of it, or the line before, is here because of is not told again.
    let known = RefCell::new(here(shown).to_vec());
    let around = here(shown);
    let number = |node: &Node| {
        let mut origins = origins.borrow_mut();
        origins.push(origin(explained, node, &known.borrow()));
        known.replace([around, here(node)].concat());
        Some(format!("{OPEN}{}{CLOSE}", origins.len() - 1))
    };
    let text = yaml::emit_commented(shown, &number);
    let origins = origins.into_inner();
    let mut next = 0;
    let mut lines: Vec<(&str, &str)> = Vec::new();
    for line in text.lines() {
        let wanted = format!(" # {OPEN}{next}{CLOSE}");
        match (line.strip_suffix(&wanted), origins.get(next)) {
            (Some(line), Some(origin)) => {
                next += 1;
                lines.push((line, origin));
            }
            _ => lines.push((line, "")),
        }
    }
    let short = lines.iter().filter(|(_, origin)| !origin.is_empty());
    let widths = short.map(|(line, _)| line.chars().count()).filter(|width| *width <= WIDEST);
    let column = widths.max().unwrap_or(0);
    let mut out = String::new();
    for (line, origin) in lines {
        out.push_str(&paint.plain(line));
        if !origin.is_empty() {
            let pad = column.saturating_sub(line.chars().count());
            out.push_str(&" ".repeat(pad));
            out.push_str(&paint.faint(&format!("  # {origin}")));
        }
        out.push('\n');
    }
    out
}

/// `web.yaml:12 › _labels.yaml:3 ← image.tag (values/web/prod.yaml:3)`
fn origin(explained: &Explained<'_>, node: &Node, around: &[Span]) -> String {
    let trace = explained.trace(&node.origin);
    let censor = explained.censor;
    let mut text = way(&trace.written, censor);
    let named = |path: Option<&str>, at: Span| {
        let place = censor.describe(at);
        path.map_or(place.clone(), |path| format!("{path} ({place})"))
    };
    let filling = trace.values.iter().map(|value| named(value.path.as_deref(), value.at));
    add(&mut text, " ← ", filling);
    let reasons = explained.reasons(node).unwrap_or_default();
    // What all of it is here because of stands at its head.
    let own =
        |reason: &&Reason<'_>| reason.decides == Decides::Here && !around.contains(&reason.at);
    let reasons = reasons.iter().filter(own);
    let because = reasons
        .map(|reason| named(reason.value.as_ref().map(|(path, _)| path.as_str()), reason.at));
    add(&mut text, " because of ", because);
    text
}

fn add(text: &mut String, word: &str, told: impl Iterator<Item = String>) {
    let told: Vec<String> = told.collect();
    if told.is_empty() {
        return;
    }
    text.push_str(word);
    text.push_str(&told[..told.len().min(MOST)].join(", "));
    if told.len() > MOST {
        text.push_str(&format!(", {} more", told.len() - MOST));
    }
}

/// What decided that a node is here.
fn here(node: &Node) -> &[Span] {
    node.origin.decided.as_ref().map_or(&[], |decided| &decided.here)
}
