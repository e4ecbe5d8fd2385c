//! A text into the documents that kubectl would see in it: YAML, JSON, or JSON after JSON.

use serde::de::IgnoredAny;

use crate::diagnostic::{Place, Report, SourceId, Span};
use crate::yaml::{self, Dialect, Key, Map, Node, Number, Origin, Value};

/// A part of a text that is read by itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Document<'t> {
    pub text: &'t str,
    pub start: Place,
}

pub fn split(text: &str) -> Vec<Document<'_>> {
    let ends = if text.trim_start().starts_with('{') { json_ends(text) } else { None };
    let ends = ends.unwrap_or_else(|| yaml_ends(text));
    let mut documents = Vec::new();
    let (mut start, mut place) = (0, Place { line: 1, column: 1 });
    for end in ends.into_iter().chain([text.len()]) {
        let part = &text[start..end];
        let (skipped, read) = part.split_at(begin_of(part));
        let read = &read[..end_of(read)];
        if !read.trim().is_empty() {
            documents.push(Document { text: read, start: after(place, skipped) });
        }
        place = after(place, part);
        start = end;
    }
    documents
}

/// Where a part is read from: behind a byte order mark that follows the `---`.
fn begin_of(part: &str) -> usize {
    const MARK: char = '\u{feff}';
    let line = part.find('\n').map_or(0, |at| at + 1);
    let is_marked = part.starts_with("---") && part[line..].starts_with(MARK);
    if is_marked { line + MARK.len_utf8() } else { 0 }
}

/// Where a part ends: before a line `...`, behind which kubectl reads nothing.
fn end_of(part: &str) -> usize {
    let is_end = |at: &usize| {
        let line = part[at + 1..].lines().next().unwrap_or_default();
        line["...".len()..].trim_start().is_empty()
    };
    part.match_indices("\n...").map(|(at, _)| at).find(is_end).map_or(part.len(), |at| at + 1)
}

fn after(place: Place, part: &str) -> Place {
    match part.rfind('\n') {
        Some(at) => Place {
            line: place.line + part.matches('\n').count(),
            column: 1 + part[at + 1..].chars().count(),
        },
        None => Place { column: place.column + part.chars().count(), ..place },
    }
}

/// Where documents end in YAML: before each line that begins with `---`.
fn yaml_ends(text: &str) -> Vec<usize> {
    let separates = |line: &str| {
        line.strip_prefix("---")
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
    };
    let mut start = 0;
    let mut ends = Vec::new();
    for line in text.split_inclusive('\n') {
        if separates(line) {
            ends.push(start);
        }
        start += line.len();
    }
    ends
}

/// Where objects of JSON end, one after the other or one a line; nothing where it is neither.
fn json_ends(text: &str) -> Option<Vec<usize>> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let mut ends = Vec::new();
    while let Some(item) = stream.next() {
        if item.is_err() {
            return line_ends(text);
        }
        ends.push(stream.byte_offset());
    }
    Some(ends)
}

fn line_ends(text: &str) -> Option<Vec<usize>> {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let is_by_lines = lines().count() > 1 && lines().all(|line| line.trim().starts_with('{'));
    is_by_lines.then(|| text.match_indices('\n').map(|(at, _)| at + 1).collect())
}

/// The nodes of a document; what YAML's reader takes amiss in JSON is read as JSON.
pub fn read(text: &str, source: SourceId, report: &mut Report) -> Vec<Node> {
    let mut of_yaml = Report::new();
    let nodes = yaml::read(text, source, Dialect::Kubectl, &mut of_yaml);
    let is_json = of_yaml.iter().any(|diagnostic| diagnostic.code == "yaml-syntax")
        && text.trim_start().starts_with('{');
    if is_json && let Ok(value) = serde_json::from_str(text) {
        return vec![node(value, &Origin::at(start(text, source)))];
    }
    report.extend(of_yaml.iter().cloned());
    nodes
}

/// Where the first thing of a text stands.
pub fn start(text: &str, source: SourceId) -> Span {
    let is_content = |line: &&str| !line.trim().is_empty() && !line.starts_with("---");
    let first = text.lines().find(is_content).unwrap_or_default();
    let at = first.as_ptr() as usize - text.as_ptr() as usize;
    Span::new(source, at..at)
}

fn node(json: serde_json::Value, origin: &Origin) -> Node {
    use serde_json::Value as Json;
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(number) => Value::Number(match (number.as_i64(), number.as_u64()) {
            (Some(n), _) => Number::Int(n),
            (_, Some(n)) => Number::UInt(n),
            _ => Number::Float(number.as_f64().unwrap_or(f64::NAN)),
        }),
        Json::String(text) => Value::String(text),
        Json::Array(items) => {
            Value::List(items.into_iter().map(|item| node(item, origin)).collect())
        }
        Json::Object(fields) => {
            let mut map = Map::new();
            for (key, value) in fields {
                map.insert(Key::new(key, origin.clone()), node(value, origin));
            }
            Value::Map(map)
        }
    };
    Node::new(value, origin.clone())
}
