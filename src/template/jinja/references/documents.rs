//! The text of a template into its documents: which are Secrets, as far as that is known before
//! anything is rendered.
//!
//! Only lines that begin at the margin are looked at. Given
//!
//! ```text
//! apiVersion: v1
//! kind: {{ values.kind }}
//! metadata:
//!   name: {{ values.name }}
//! data:
//!   token: {{ values.token }}
//! ```
//!
//! `values.token` stands in `data` of a document that may be a Secret, and `values.name` in
//! `metadata`, which is shown of any object. What is not written as plainly as this can't be told:
//! a kind in a flow map, from a macro, below another line.

use super::Reader;
use super::silent::Silent;
use super::written::{NOTHING, Written, written};
use crate::kube::secret::{SECRET, SECRET_FIELDS};

/// The documents of a template.
pub(super) struct Documents {
    /// The text, with marks for its tags.
    written: Vec<u8>,
    list: Vec<Document>,
    /// Whether the documents are another template's, and this one only writes parts of them.
    extends: bool,
}

struct Document {
    start: usize,
    lines: Vec<(usize, Line)>,
    is_secret: Told,
}

/// Whether a document is a core Secret, as far as its text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Yes,
    No,
    /// It may be one.
    Unsure,
}

/// What a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// An empty line, a comment, or tags without output.
    Nothing,
    /// A continuation of the field above.
    Inner,
    /// `kind:`, with whether it says Secret.
    Kind(Told),
    /// `apiVersion:`, with whether it says `v1`.
    ApiVersion(Told),
    /// A field that may hold what is secret.
    Hidden,
    /// A field that everybody may see.
    Shown,
    /// Anything else: its output may be any lines, even a new document.
    Odd,
}

/// A List holds objects of any kind.
const LISTS: [&str; 2] = ["List", "SecretList"];

impl Documents {
    pub(super) fn of(text: &str, silent: &Silent) -> Self {
        let Written { bytes, extends } = written(text, silent);
        let mut list = vec![Document { start: 0, lines: Vec::new(), is_secret: Told::Unsure }];
        let mut at = 0;
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            let shown = String::from_utf8_lossy(without_tags_around(line));
            let marker = ["---", "..."].iter().find_map(|marker| shown.strip_prefix(marker));
            if marker.is_some() {
                list.push(Document { start: at, lines: Vec::new(), is_secret: Told::Unsure });
            }
            if let Some(document) = list.last_mut() {
                let beside = |rest: &str| match line_of(rest.trim_start()) {
                    Line::Nothing => Line::Nothing,
                    _ => Line::Odd,
                };
                document.lines.push((at, marker.map_or_else(|| line_of(&shown), beside)));
            }
            at += line.len();
        }
        list.iter_mut().for_each(|document| document.is_secret = document.told());
        Documents { written: bytes, list, extends }
    }

    /// Who reads a value at a place.
    pub(super) fn reader_at(&self, place: usize) -> Reader {
        let number = self.list.partition_point(|document| document.start <= place);
        let Some(document) = number.checked_sub(1).and_then(|number| self.list.get(number)) else {
            return Reader::Unsure;
        };
        if self.extends {
            return Reader::Unsure;
        }
        if document.is_empty() {
            return self.reader_of_all();
        }
        let is_made = self.written.get(place) == Some(&NOTHING);
        match (document.is_secret, document.field_at(place)) {
            (Told::Yes, _) if is_made => Reader::Secret,
            (Told::Unsure, _) if is_made => Reader::Unsure,
            // It may belong to a document below.
            (Told::No, _) if is_made => {
                let mut below = self.list[number..].iter().filter(|document| !document.is_empty());
                let all_shown = below.all(|document| document.is_secret == Told::No);
                if all_shown { Reader::Open } else { Reader::Unsure }
            }
            (_, Line::Shown | Line::Kind(_) | Line::ApiVersion(_)) | (Told::No, Line::Hidden) => {
                Reader::Open
            }
            (Told::Yes, _) => Reader::Secret,
            (Told::No | Told::Unsure, _) => Reader::Unsure,
        }
    }

    /// Who reads what stands before the first document: it may belong to any of them.
    fn reader_of_all(&self) -> Reader {
        let documents = self.list.iter().filter(|document| !document.is_empty());
        let mut told: Vec<Told> = documents.map(|document| document.is_secret).collect();
        told.dedup();
        match *told {
            [Told::Yes] => Reader::Secret,
            // There are no documents.
            [Told::No] | [] => Reader::Open,
            _ => Reader::Unsure,
        }
    }
}

impl Document {
    fn is_empty(&self) -> bool {
        self.lines.iter().all(|(_, line)| *line == Line::Nothing)
    }

    /// The line where the field of a place begins.
    fn field_at(&self, place: usize) -> Line {
        let count = self.lines.partition_point(|(start, _)| *start <= place);
        let mut above = self.lines[..count].iter().rev().map(|(_, line)| *line);
        above.find(|line| !matches!(line, Line::Nothing | Line::Inner)).unwrap_or(Line::Odd)
    }

    fn told(&self) -> Told {
        let lines = || self.lines.iter().map(|(_, line)| *line);
        let kind = agreed(lines().filter_map(|line| match line {
            Line::Kind(told) => Some(told),
            _ => None,
        }));
        let core = agreed(lines().filter_map(|line| match line {
            Line::ApiVersion(told) => Some(told),
            _ => None,
        }));
        match (kind, core) {
            (Some(Told::Yes), None) => Told::Yes,
            (Some(Told::Yes), Some(core)) => core,
            // The output of such a line may set another kind.
            (Some(Told::No), _) if lines().all(|line| line != Line::Odd) => Told::No,
            _ => Told::Unsure,
        }
    }
}

/// A tag within a line may give it alternatives: `kind: {% if x %}A{% else %}B{% endif %}`.
fn without_tags_around(line: &[u8]) -> &[u8] {
    let is_written = |byte: &u8| !matches!(*byte, NOTHING | b'\n');
    let start = line.iter().position(is_written).unwrap_or(line.len());
    let end = line.iter().rposition(is_written).map_or(start, |last| last + 1);
    &line[start..end]
}

/// The combined answer of several lines, if there are any.
fn agreed(mut told: impl Iterator<Item = Told>) -> Option<Told> {
    let first = told.next()?;
    Some(if told.all(|other| other == first) { first } else { Told::Unsure })
}

fn line_of(line: &str) -> Line {
    let line = line.trim_end();
    if line.is_empty() || line.starts_with('#') {
        return Line::Nothing;
    }
    if line.starts_with([' ', '\t']) || line == "-" || line.starts_with("- ") {
        return Line::Inner;
    }
    let Some((key, value)) = line.split_once(':') else { return Line::Odd };
    let key = unquoted(key.trim_end());
    let is_entry = value.is_empty() || value.starts_with([' ', '\t']);
    if !is_entry || !is_word(key) {
        return Line::Odd;
    }
    let value = unquoted(value.split(" #").next().unwrap_or("").trim());
    match key {
        "kind" if !is_word(value) || LISTS.contains(&value) => Line::Kind(Told::Unsure),
        "kind" if value == SECRET => Line::Kind(Told::Yes),
        "kind" => Line::Kind(Told::No),
        "apiVersion" if value == "v1" => Line::ApiVersion(Told::Yes),
        "apiVersion" if is_word(value) => Line::ApiVersion(Told::No),
        "apiVersion" => Line::ApiVersion(Told::Unsure),
        "items" => Line::Hidden,
        _ if SECRET_FIELDS.contains(&key) => Line::Hidden,
        _ => Line::Shown,
    }
}

/// Whether a text is literal: no tags, quotes, escapes or other syntax of YAML.
fn is_word(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_plain)
}

fn unquoted(text: &str) -> &str {
    let inner = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What reads the value `x`.
    fn reader(text: &str) -> Reader {
        let place = text.find("values.x").expect("it stands somewhere");
        Documents::of(text, &Silent::in_trees(std::iter::empty())).reader_at(place)
    }

    #[test]
    fn plain_kinds_are_told() {
        let secret = "apiVersion: v1\nkind: Secret\n";
        assert_eq!(reader(&format!("{secret}data:\n  a: {{{{ values.x }}}}\n")), Reader::Secret);
        assert_eq!(reader(&format!("{secret}metadata:\n  a: {{{{ values.x }}}}\n")), Reader::Open);
        assert_eq!(reader("kind: 'Secret' # x\n\"data\": {{ values.x }}\n"), Reader::Secret);
        assert_eq!(reader("kind: ConfigMap\ndata:\n- {{ values.x }}\n"), Reader::Open);
        assert_eq!(reader("apiVersion: a/v1\nkind: Secret\ndata: {{ values.x }}\n"), Reader::Open);
        assert_eq!(reader("{% set a = values.x %}\n---\nkind: Secret\n"), Reader::Secret);
        assert_eq!(reader("{% set a = values.x %}\n---\nkind: Pod\n"), Reader::Open);
        assert_eq!(reader("{{ fail(\"not \" ~ (values.x)) }}\n"), Reader::Open);
        let conditional = "{% if values.y %}\nkind: Pod\nspec: {{ values.x }}\n{% endif %}\n";
        assert_eq!(reader(conditional), Reader::Open);
    }

    #[test]
    fn what_is_not_plain_may_be_a_secret() {
        for kind in [
            "kind: {{ values.kind }}",
            "kind: >-\n  Secret",
            "kind:\n  Secret",
            "kind: !!str Secret",
            "kind: &a Secret",
            "kind: \"Se\\x63ret\"",
            "\"k\\x69nd\": Secret",
            "? kind\n: Secret",
            "{{ \"kind\" }}: Secret",
            "<<: {{ values.head }}",
            "{kind: Secret, data: &a",
            "kind: List\nitems:\n- kind: Secret",
            "{{ head() }}",
            "{% include \"head.yaml\" %}",
            "{% macro pod() %}\nkind: Pod\n{% endmacro %}\n{{ head() }}",
            "{% if values.y %}kind: Pod{% else %}kind: Secret{% endif %}",
            "{% if values.y %}kind: Pod\n{% endif %}\n{{ head() }}",
            "kind: {% if values.y %}Secret{% else %}Pod{% endif %}",
            "apiVersion: {{ values.version }}\nkind: Secret",
            "--- {kind: Secret}",
        ] {
            let text = format!("{kind}\ndata:\n  a: {{{{ values.x }}}}\n");
            assert_eq!(reader(&text), Reader::Unsure, "{text}");
            assert_eq!(reader(&format!("kind: Pod\n---\n{text}")), Reader::Unsure, "{text}");
        }
        for text in [
            "{{ secret(values.x) }}\n",
            "  kind: Secret\n  data: {{ values.x }}\n",
            "{% extends \"base.yaml\" %}\nkind: Pod\nspec: {{ values.x }}\n",
            "kind: Pod\n{% set a = values.x %}\n---\nkind: Secret\n",
            "{% set a = values.x %}\nkind: Pod\n---\nkind: Secret\n",
            "kind: Pod\n{{ more(values.x) }}\n",
            "{{ fail(\"\") ~ values.x }}\n",
        ] {
            assert_eq!(reader(text), Reader::Unsure, "{text}");
        }
    }
}
