//! The comment above a key of values.yaml into what it says of it; values that are commented out
//! say nothing.

use crate::diagnostic::{Sources, Span};

/// The lines of comment right above a key, as one.
pub fn comment_above(key: Span, sources: &Sources) -> String {
    let text = &sources.get(key.source).text;
    let line = text[..key.range().start].rfind('\n').map_or(0, |end| end + 1);
    let depth = indent(&text[line..]);
    let comments = text[..line].lines().rev().take_while(|line| {
        // What is indented deeper belongs to the value before.
        line.trim_start().starts_with('#') && indent(line) <= depth
    });
    let mut comments: Vec<&str> =
        comments.map(|line| line.trim_start().trim_start_matches('#')).collect();
    comments.reverse();
    let mut words = Vec::new();
    let mut inside = None;
    for line in comments {
        inside = values_at(line, inside);
        if inside.is_none() {
            words.push(line.trim());
        }
    }
    words.retain(|line| !line.is_empty());
    words.join(" ")
}

/// How deep the values are that a line of comment is a part of, if it is; `inside` says so of the
/// line before it.
fn values_at(line: &str, inside: Option<usize>) -> Option<usize> {
    let (depth, text) = (indent(line), line.trim());
    match inside {
        _ if is_entry(text.trim_start_matches("- ")) => Some(depth),
        Some(above) if depth > above || (depth == above && text.starts_with(['-', '}', ']'])) => {
            inside
        }
        _ => None,
    }
}

/// Whether a line reads `key:` or `key: value`, which a sentence does not.
fn is_entry(text: &str) -> bool {
    let Some((key, value)) = text.split_once(':') else { return false };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let words = value.split_whitespace().count();
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(is_name)
        && (value.is_empty() || value.starts_with(' '))
        && (words <= 1 || value.trim().starts_with(['{', '[', '"', '\'', '|', '>', '#']))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_key(text: &str) -> String {
        let mut sources = Sources::new();
        let at = text.find("key:").expect("the key");
        let source = sources.add_file("values.yaml", text);
        comment_above(Span::new(source, at..at + 3), &sources)
    }

    #[test]
    fn values_that_are_commented_out_are_no_meaning() {
        for (text, meaning) in [
            ("# What it is.\nkey: 1", "What it is."),
            ("# What it\n# is: a thing.\nkey: 1", "What it is: a thing."),
            ("# Sizes.\n# limits:\n#   cpu: 1\nkey: {}", "Sizes."),
            ("# hosts:\n# - a.example.com\n# - b.example.com\n# The hosts.\nkey: []", "The hosts."),
            ("# One of:\n# - small\n# - large\nkey: small", "One of: - small - large"),
            ("# - name: x\n#   value: y\nkey: []", ""),
            ("#old: 1\nkey: 1", ""),
            ("other: {}\n  # limits of other\n  # are high\nkey: 1", ""),
            ("a:\n  # Inner.\n  key: 1", "Inner."),
            ("# Not this.\n\n# This.\nkey: 1", "This."),
        ] {
            assert_eq!(of_key(text), meaning, "{text}");
        }
    }
}
