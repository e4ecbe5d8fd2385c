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
pub(super) fn short(span: Span, censor: &Censor<'_>) -> String {
    let place = censor.describe(span);
    let end = ["/templates/", "/crds/"].iter().find_map(|folder| {
        let at = place.rfind(folder)?;
        Some(place[at + folder.len()..].to_owned())
    });
    end.unwrap_or(place)
}

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
