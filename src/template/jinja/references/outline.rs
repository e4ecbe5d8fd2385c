//! The lines of a template into the keys that stand above each, and the documents they are in.

use std::cell::OnceCell;

/// What stands for an item of a list in a path.
pub(super) const ITEM: &str = "[]";

/// An outline that is made when it is first asked for.
pub(super) struct LazyOutline<'t> {
    text: &'t str,
    outline: OnceCell<Outline<'t>>,
}

impl<'t> LazyOutline<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        LazyOutline { text, outline: OnceCell::new() }
    }

    pub(super) fn get(&self) -> &Outline<'t> {
        self.outline.get_or_init(|| Outline::of(self.text))
    }
}

pub(super) struct Outline<'t> {
    text: &'t str,
    signs: Vec<Placed<'t>>,
    lines: Vec<Line>,
    documents: Vec<Document<'t>>,
}

/// A sign, and the one that it stands below.
struct Placed<'t> {
    at: usize,
    sign: Sign<'t>,
    above: Option<usize>,
}

struct Line {
    start: usize,
    /// The last sign at or before the end of the line that lines below may stand below.
    last: Option<usize>,
}

struct Document<'t> {
    start: usize,
    kind: Option<&'t str>,
}

/// A key or a dash, and the column it stands in.
#[derive(Clone, Copy)]
struct Sign<'t> {
    column: usize,
    /// `None` for a dash.
    key: Option<&'t str>,
}

impl Sign<'_> {
    fn is_above(self, below: Sign<'_>) -> bool {
        self.column < below.column
            || (self.column == below.column && below.key.is_none() && self.key.is_some())
    }

    fn name(self) -> String {
        match self.key {
            Some(key) if key.contains("{{") => "*".to_owned(),
            Some(key) => key.trim_matches(['"', '\'']).to_owned(),
            None => ITEM.to_owned(),
        }
    }
}

impl<'t> Outline<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut outline =
            Outline { text, signs: Vec::new(), lines: Vec::new(), documents: Vec::new() };
        outline.documents.push(Document { start: 0, kind: None });
        let (mut start, mut last): (usize, Option<usize>) = (0, None);
        for line in text.split_inclusive('\n') {
            let written = line.trim_end_matches(['\n', '\r']);
            if start > 0 && written.starts_with("---") {
                outline.documents.push(Document { start: start - 1, kind: None });
            }
            outline.note_kind(written);
            for sign in signs(written) {
                while let Some(at) = last
                    && !outline.signs[at].sign.is_above(sign)
                {
                    last = outline.signs[at].above;
                }
                outline.signs.push(Placed { at: start, sign, above: last });
                last = Some(outline.signs.len() - 1);
            }
            outline.lines.push(Line { start, last });
            start += line.len();
        }
        outline
    }

    /// The first kind that a document names is its own.
    fn note_kind(&mut self, line: &'t str) {
        if let Some(document) = self.documents.last_mut()
            && document.kind.is_none()
            && let Some(kind) = line.strip_prefix("kind:")
        {
            let kind = kind.split(" #").next().unwrap_or("").trim().trim_matches(['"', '\'']);
            document.kind = Some(kind);
        }
    }

    /// The kind of the document that a place is in, and where the document begins.
    pub(super) fn document_at(&self, place: usize) -> Option<(&'t str, usize)> {
        let behind = self.documents.partition_point(|it| it.start == 0 || it.start + 4 <= place);
        let document = self.documents.get(behind.checked_sub(1)?)?;
        let kind = document.kind.filter(|kind| !kind.is_empty() && !kind.contains('{'))?;
        Some((kind, document.start))
    }

    /// The keys above a place, the outermost first; what stands before `from` is no part of it.
    pub(super) fn keys_above(&self, from: usize, place: usize) -> Vec<String> {
        let at = self.lines.partition_point(|line| line.start <= place).saturating_sub(1);
        let start = self.lines.get(at).map_or(0, |line| line.start.max(from));
        let line = self.text.get(start..place).unwrap_or("");
        let own = signs(line);
        let indent = Sign { column: line.len() - line.trim_start().len(), key: Some("") };
        let mut here = own.first().copied().unwrap_or(indent);
        let mut keys: Vec<String> = own.iter().rev().map(|sign| sign.name()).collect();
        let mut above = at.checked_sub(1).and_then(|before| self.lines[before].last);
        while let Some(placed) = above.map(|at| &self.signs[at]).filter(|it| it.at >= from) {
            if placed.sign.is_above(here) {
                keys.push(placed.sign.name());
                here = placed.sign;
            }
            above = placed.above;
        }
        keys.retain(|key| key != "<<");
        keys.reverse();
        keys
    }
}

/// The dashes at the beginning of a line, and the key after them.
fn signs(line: &str) -> Vec<Sign<'_>> {
    let mut found = Vec::new();
    let mut rest = line.trim_start_matches(' ');
    let column = |rest: &str| line.len() - rest.len();
    while let Some(behind) =
        rest.strip_prefix("- ").or_else(|| rest.strip_prefix("-").filter(|it| it.is_empty()))
    {
        found.push(Sign { column: column(rest), key: None });
        rest = behind.trim_start_matches(' ');
    }
    let is_plain = !rest.starts_with(['#', '{', '%']) && !rest.starts_with("---");
    let end = rest.find(": ").or_else(|| rest.strip_suffix(':').map(str::len));
    if let Some(end) = end.filter(|_| is_plain || rest.starts_with("{{")) {
        found.push(Sign { column: column(rest), key: Some(&rest[..end]) });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_stands_below_the_keys_of_the_lines_above() {
        let text = "\
kind: Deployment
spec:
  template:
    spec:
      containers:
      - name: a
        # resources: none
        {% if values.probe %}
        livenessProbe: {{ 1 }}
        {% endif %}
      - name: b
        env:
          - {{ 2 }}
          - name: A
            value: x
        ports:
          <<: {{ 3 }}
      volumes:
        {{ 4 }}
  \"a/b\": {{ 5 }}
";
        let containers = "spec.template.spec.containers[]";
        for (place, path) in [
            ("{{ 1", format!("{containers}.livenessProbe")),
            ("{{ 2", format!("{containers}.env[]")),
            ("{{ 3", format!("{containers}.ports")),
            ("{{ 4", "spec.template.spec.volumes".to_owned()),
            ("{{ 5", "spec.a/b".to_owned()),
        ] {
            let at = text.find(place).expect("written above");
            let keys = Outline::of(text).keys_above(0, at);
            let shown = keys.join(".").replace(".[]", "[]");
            assert_eq!(shown, path, "{place}");
        }
    }
}
