//! What is printed, as it stands within a line.

use super::expression::{Binds, Ex, Presence, What, quoted};
use super::seen::Kind;

/// Where in a line something is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// It is all of a plain scalar.
    Whole,
    /// Part of one.
    Part,
    /// In quotes, or in the lines of a text.
    Text,
}

/// As all of a plain scalar.
pub(super) fn plain(ex: &Ex) -> String {
    at(ex, Spot::Whole)
}

/// As part of a text.
pub(super) fn in_text(ex: &Ex) -> String {
    at(ex, Spot::Text)
}

pub(super) fn at(ex: &Ex, spot: Spot) -> String {
    match &ex.what {
        What::Text(text) => literal(text),
        What::Bool(truth) => truth.to_string(),
        What::Nil => String::new(),
        What::Join(parts) => parts.iter().map(|part| at(part, part_of(spot))).collect(),
        What::Indented(inner, _) => at(inner, spot),
        What::Quoted(inner, quote) => in_quotes(inner, *quote, spot),
        What::Yaml(inner) if spot == Spot::Text => hole(&inner.used().filter("to_yaml", &[]).text),
        What::Json(inner) if spot == Spot::Text => hole(&inner.used().filter("to_json", &[]).text),
        What::Yaml(inner) | What::Json(inner) | What::Render(inner) => hole(&inner.used().text),
        _ if spot == Spot::Whole => hole(&unquoted(ex).text),
        _ => hole(&texted(ex).text),
    }
}

fn part_of(spot: Spot) -> Spot {
    if spot == Spot::Whole { Spot::Part } else { spot }
}

/// A text can't have null in it.
fn texted(ex: &Ex) -> Ex {
    let is_null = ex.presence == Presence::Sometimes
        || ex.seen.as_ref().is_some_and(|seen| seen.may_be(Kind::Null));
    if is_null && ex.binds == Binds::Atom {
        ex.filter("default", &[&Ex::text("")])
    } else {
        ex.used()
    }
}

fn in_quotes(inner: &Ex, quote: char, spot: Spot) -> String {
    let text = at(inner, Spot::Text);
    let is_safe = spot != Spot::Whole
        || match &inner.what {
            What::Text(text) => !text.contains([quote, '\\', '\n']),
            What::Join(parts) => parts.iter().all(|part| match &part.what {
                What::Text(text) => !text.contains([quote, '\\', '\n']),
                _ => true,
            }),
            _ => true,
        };
    if is_safe { format!("{quote}{text}{quote}") } else { hole(&inner.used().text) }
}

fn hole(text: &str) -> String {
    format!("{{{{ {text} }}}}")
}

/// Text of a template, with what would be a tag of ours put into one.
pub(super) fn literal(text: &str) -> String {
    if text.contains("{{") {
        return hole(&quoted(text));
    }
    raw(text)
}

/// The same of raw text, which has no `{{`.
pub(super) fn raw(text: &str) -> String {
    if !text.contains("{%") && !text.contains("{#") {
        return text.to_owned();
    }
    text.replace("{%", "{{ \"{%\" }}").replace("{#", "{{ \"{#\" }}")
}

/// Texts that are chosen from, printed as a plain scalar, are what YAML reads in them.
fn unquoted(ex: &Ex) -> Ex {
    let ex = ex.used();
    if !ex.text.contains('"') {
        return ex;
    }
    let mut text = ex.text.clone();
    for word in ["true", "false"] {
        for (before, after) in
            [("", " if "), ("else ", ""), ("default(", ")"), ("default_if_empty(", ")")]
        {
            let from = format!("{before}\"{word}\"{after}");
            let fits = match (before, after) {
                ("", _) => text.starts_with(&from),
                (_, "") => text.ends_with(&from),
                _ => text.contains(&from),
            };
            if fits {
                text = text.replacen(&from, &format!("{before}{word}{after}"), 1);
            }
        }
    }
    Ex { text, ..ex }
}
