//! Places in words: a file and a line, and what stands there.

use crate::diagnostic::{Censor, SourceKind, Span};

/// Longer lines are cut.
const WIDEST: usize = 100;

/// The line at a place, without what is secret in it; none of a flag.
pub(super) fn line_at(span: Span, censor: &Censor<'_>) -> String {
    let source = censor.sources.get(span.source);
    if source.kind == SourceKind::Flag {
        return String::new();
    }
    let at = span.range().start.min(source.text.len());
    let start = source.text[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = source.text[start..].find('\n').map_or(source.text.len(), |length| start + length);
    let line = censor.shown(span.source, start..end);
    let line = line.trim();
    match line.char_indices().nth(WIDEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

/// The same place, told by the end of the file's path: `_labels.yaml:3`.
fn short(span: Span, censor: &Censor<'_>) -> String {
    let place = censor.describe(span);
    let end = ["/templates/", "/crds/"].iter().find_map(|folder| {
        let at = place.rfind(folder)?;
        Some(place[at + folder.len()..].to_owned())
    });
    end.unwrap_or(place)
}

/// Whether what stands at a place is a part of the condition of an `if`, or of a `with` of Go's.
pub(super) fn decides(span: Span, censor: &Censor<'_>) -> bool {
    let source = censor.sources.get(span.source);
    if source.name.ends_with("Chart.yaml") {
        return true;
    }
    let text = &source.text;
    let before = text.get(..span.range().start).unwrap_or_default();
    let tag = before.rfind("{%").max(before.rfind("{{"));
    let word = tag.map(|at| before[at + 2..].trim_start_matches(['-', '+']).trim_start());
    let words = if tag.is_some_and(|at| before[at..].starts_with("{%")) {
        ["if ", "elif "].as_slice()
    } else {
        &["if ", "else if ", "with ", "else with "]
    };
    word.is_some_and(|word| words.iter().any(|one| word.starts_with(one)))
}

/// How a node came to be written: `web.yaml:12 › _labels.yaml:3`. Of many calls the first and the
/// last are told.
pub(super) fn way(written: &[Span], censor: &Censor<'_>) -> String {
    let told = |span: &Span| short(*span, censor);
    match written {
        [first, _, .., last] if written.len() > MOST => {
            format!("{} › … › {}", told(first), told(last))
        }
        all => all.iter().map(told).collect::<Vec<_>>().join(" › "),
    }
}

/// More calls are not told on one line.
const MOST: usize = 4;

/// Two columns, the first as wide as its widest entry; each line behind `indent`.
pub(super) fn columns(rows: &[(String, String)], indent: &str) -> String {
    let width = rows.iter().map(|(first, _)| first.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for (first, second) in rows {
        let pad = " ".repeat(width - first.chars().count());
        text.push_str(format!("{indent}{first}{pad}  {second}").trim_end());
        text.push('\n');
    }
    text
}
