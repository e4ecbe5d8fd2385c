//! The lines of a translated template, put in order: a map or a list joins the key that it belongs
//! to, and tags stand as deep as what they are about.

use super::expression::{Ex, What};
use super::scope::singular;
use super::seen::Kind;

#[derive(Clone, Debug)]
pub(super) enum Line {
    Text(String),
    Tag {
        role: Role,
        indent: usize,
        text: String,
    },
    Comment {
        indent: usize,
        lines: Vec<String>,
    },
    /// Something is printed on a line of its own.
    Lone {
        indent: usize,
        ex: Ex,
    },
}

/// What a tag does to the block that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Open,
    Middle,
    Close,
    Single,
}

/// The text of a template.
pub(super) fn written(mut lines: Vec<Line>) -> String {
    let mut at = 0;
    while at < lines.len() {
        if let Line::Lone { indent, ex } = &lines[at] {
            let (indent, ex) = (*indent, ex.clone());
            at = settle(&mut lines, at, indent, &ex);
        }
        at += 1;
    }
    align(&mut lines);
    let mut out = String::new();
    for line in &lines {
        write(line, &mut out);
    }
    let text = out.trim_start_matches('\n').trim_end();
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}

fn write(line: &Line, out: &mut String) {
    match line {
        Line::Text(text) => {
            out.push_str(text.trim_end());
            out.push('\n');
        }
        Line::Tag { indent, text, .. } => {
            out.push_str(&format!("{:indent$}{text}\n", "", indent = *indent));
        }
        Line::Comment { indent, lines } => {
            let pad = " ".repeat(*indent);
            match &lines[..] {
                [] => {}
                [one] => out.push_str(&format!("{pad}{{# {one} #}}\n")),
                all => {
                    out.push_str(&format!("{pad}{{#\n"));
                    for line in all {
                        out.push_str(format!("{pad}  {line}").trim_end());
                        out.push('\n');
                    }
                    out.push_str(&format!("{pad}#}}\n"));
                }
            }
        }
        Line::Lone { indent, ex } => {
            out.push_str(&format!("{:indent$}{}\n", "", hole(ex), indent = *indent));
        }
    }
}

fn hole(ex: &Ex) -> String {
    format!("{{{{ {} }}}}", ex.text)
}

/// The value of which a line is the YAML.
fn structure(ex: &Ex) -> Option<&Ex> {
    match &ex.what {
        What::Yaml(inner) | What::Json(inner) | What::Render(inner) => Some(inner),
        What::Indented(inner, _) => structure(inner),
        _ => None,
    }
}

pub(super) fn is_structure(ex: &Ex) -> bool {
    match &ex.what {
        What::Yaml(_) | What::Json(_) | What::Render(_) => true,
        What::Indented(inner, _) => is_structure(inner) || matches!(inner.what, What::Called),
        _ => false,
    }
}

/// Puts the line at `at` where it belongs, and gives the place of the last line that it became.
fn settle(lines: &mut Vec<Line>, at: usize, indent: usize, ex: &Ex) -> usize {
    if is_in_block_scalar(&lines[..at], indent) {
        let text = super::inline::in_text(ex);
        lines[at] = Line::Text(format!("{:indent$}{text}", ""));
        return at;
    }
    if !is_structure(ex) {
        let text = super::inline::plain(ex);
        lines[at] = Line::Text(format!("{:indent$}{text}", ""));
        return at;
    }
    let inner = structure(ex).unwrap_or(ex.bare()).used();
    if let Some(key) = key_of(lines, at, indent, &inner) {
        if let Line::Text(text) = &mut lines[key] {
            *text = format!("{} {}", text.trim_end(), hole(&inner));
        }
        lines.remove(at);
        return key;
    }
    if structure(ex).is_none() {
        lines[at] = Line::Text(format!("{:indent$}{}", "", hole(&inner)));
        return at;
    }
    if is_document(lines, at, indent) {
        lines[at] = Line::Text(hole(&inner));
        return at;
    }
    if is_list(lines, at, indent, &inner) {
        return spread_list(lines, at, indent, &inner);
    }
    lines[at] = Line::Text(format!("{:indent$}<<: {}", "", hole(&inner)));
    at
}

/// The line of the key whose whole value stands at `at`.
fn key_of(lines: &[Line], at: usize, indent: usize, inner: &Ex) -> Option<usize> {
    let key = at.checked_sub(1)?;
    let Line::Text(text) = &lines[key] else { return None };
    if !text.trim_end().ends_with(':') || text.trim_start().starts_with('#') {
        return None;
    }
    let column = key_column(text);
    let deep = indent > column || (indent == column && !inner.is(&[Kind::Map]));
    let next = lines[at + 1..].iter().find_map(content);
    let has_sibling = next.is_some_and(|(depth, text)| {
        depth > column || (depth == column && text.starts_with("- ") && column == indent)
    });
    (deep && !has_sibling).then_some(key)
}

/// Where the key of a line stands, behind the dashes of lists.
fn key_column(text: &str) -> usize {
    let mut rest = text.trim_start();
    let mut column = text.len() - rest.len();
    while let Some(after) = rest.strip_prefix("- ") {
        let inner = after.trim_start();
        column += rest.len() - inner.len();
        rest = inner;
    }
    column
}

/// How deep a line stands, and its text, if it is more than a comment.
fn content(line: &Line) -> Option<(usize, &str)> {
    match line {
        Line::Text(text) => {
            let rest = text.trim_start();
            let is_content = !rest.is_empty() && !rest.starts_with('#');
            is_content.then_some((text.len() - rest.len(), rest))
        }
        Line::Lone { indent, .. } => Some((*indent, "")),
        Line::Tag { .. } | Line::Comment { .. } => None,
    }
}

/// Whether nothing stands beside a line in its document.
fn is_document(lines: &[Line], at: usize, indent: usize) -> bool {
    let is_end =
        |found: Option<(usize, &str)>| found.is_none_or(|(_, text)| text.starts_with("---"));
    indent == 0
        && is_end(lines[..at].iter().rev().find_map(content))
        && is_end(lines[at + 1..].iter().find_map(content))
}

fn is_list(lines: &[Line], at: usize, indent: usize, inner: &Ex) -> bool {
    if inner.is(&[Kind::List]) {
        return true;
    }
    if inner.is(&[Kind::Map]) || matches!(inner.what, What::Dict(_)) {
        return false;
    }
    let beside = |found: Option<(usize, &str)>| {
        found.is_some_and(|(depth, text)| depth == indent && text.starts_with("- "))
    };
    beside(lines[..at].iter().rev().filter_map(content).find(|(depth, _)| *depth <= indent))
        || beside(lines[at + 1..].iter().filter_map(content).find(|(depth, _)| *depth <= indent))
}

/// A list among the items of another is looped over.
fn spread_list(lines: &mut Vec<Line>, at: usize, indent: usize, inner: &Ex) -> usize {
    let name = inner.text.rsplit(['.', ' ', '"']).find(|part| super::expression::is_name(part));
    let item = singular(name.unwrap_or("item"));
    let tag = |role, text: String| Line::Tag { role, indent, text };
    let made = [
        tag(Role::Open, format!("{{% for {item} in {} %}}", inner.text)),
        Line::Text(format!("{:indent$}- {{{{ {item} }}}}", "")),
        tag(Role::Close, "{% endfor %}".to_owned()),
    ];
    let guard = format!("{{% if {} %}}", inner.text);
    let is_guarded = at > 0
        && matches!(&lines[at - 1], Line::Tag { role: Role::Open, text, .. } if *text == guard)
        && matches!(lines.get(at + 1), Some(Line::Tag { role: Role::Close, .. }));
    if is_guarded {
        lines.splice(at - 1..=at + 1, made);
        return at + 1;
    }
    lines.splice(at..=at, made);
    at + 2
}

/// Whether a line of this depth is part of a text in `|` or `>`.
pub(super) fn is_in_block_scalar(lines: &[Line], indent: usize) -> bool {
    let mut depth = indent;
    for line in lines.iter().rev() {
        let Line::Text(text) = line else { continue };
        let rest = text.trim_start();
        let own = text.len() - rest.len();
        if rest.is_empty() || own >= depth {
            continue;
        }
        if opens_block_scalar(rest) {
            return true;
        }
        if own == 0 {
            return false;
        }
        depth = own;
    }
    false
}

fn opens_block_scalar(text: &str) -> bool {
    let text = text.split(" #").next().unwrap_or(text).trim_end();
    let stem = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    let Some(before) = stem.strip_suffix(['|', '>']) else { return false };
    let before = before.trim_end();
    before.ends_with(':') || before.ends_with('-') || before.ends_with(": &") || before.is_empty()
}

/// Tags stand as deep as the first line that they are about.
fn align(lines: &mut [Line]) {
    let mut open: Vec<usize> = Vec::new();
    for at in 0..lines.len() {
        let below = lines[at + 1..].iter().find_map(content).map(|(depth, _)| depth);
        match &mut lines[at] {
            Line::Tag { role, indent, .. } => match role {
                Role::Open => {
                    *indent = below.unwrap_or(*indent);
                    open.push(*indent);
                }
                Role::Middle => *indent = open.last().copied().unwrap_or(*indent),
                Role::Close => *indent = open.pop().unwrap_or(*indent),
                Role::Single => *indent = below.unwrap_or(*indent),
            },
            Line::Comment { indent, .. } => *indent = below.unwrap_or(*indent),
            Line::Text(_) | Line::Lone { .. } => {}
        }
    }
}
