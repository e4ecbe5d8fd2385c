//! Emissions into the fields of objects that they fill, by the lines of the template.
//!
//! The output of a macro fills the fields where it is called. The field is not known in included
//! templates and in flow style (`{a: b}`).

use std::collections::{BTreeMap, BTreeSet};

use super::meaning::Stretch;
use super::unit::Role;
use super::{ValuePath, Walk};

/// How deep macros within macros are followed, and to how many fields a value.
const MAX_CALLS: usize = 4;
const MAX_FIELDS: usize = 8;

/// A field of an object of some kind.
#[derive(Clone)]
struct Field {
    kind: String,
    path: Vec<String>,
}

impl Walk<'_> {
    /// The values that are passed on whole, with the fields that they fill.
    pub(super) fn fields(&self) -> BTreeMap<ValuePath, BTreeSet<String>> {
        let passed_on = self.notes.passed_on.iter();
        let fields = passed_on.map(|(path, emissions)| {
            let fields = emissions.iter().flat_map(|emission| self.filled(*emission, MAX_CALLS));
            (path.clone(), fields.map(|field| field.to_string()).take(MAX_FIELDS).collect())
        });
        fields.collect()
    }

    /// The fields that an emission fills.
    fn filled(&self, emission: Stretch, calls: usize) -> Vec<Field> {
        let unit = &self.units.list[emission.unit];
        let text = &unit.parsed.template.text;
        let within = |place: &Stretch| {
            place.unit == emission.unit && (place.start..place.end).contains(&emission.start)
        };
        let mut macros = self.facts.macros.iter().rev().filter(|(place, _)| within(place));
        if let Some((place, around)) = macros.next() {
            let below = keys_above(text, place.start, emission.start);
            let callers = around.emissions.iter().filter(|_| calls > 0).take(MAX_FIELDS);
            let fields = callers.flat_map(|caller| self.filled(*caller, calls - 1));
            return fields
                .map(|Field { kind, path }| Field { kind, path: [path, below.clone()].concat() })
                .take(MAX_FIELDS)
                .collect();
        }
        let document = (unit.role == Role::Template).then(|| document_at(text, emission.start));
        let field = document.flatten().map(|(kind, start)| Field {
            kind: kind.to_owned(),
            path: keys_above(text, start, emission.start),
        });
        field.into_iter().collect()
    }
}

/// The kind of the document that a place is in, and where the document begins.
fn document_at(text: &str, place: usize) -> Option<(&str, usize)> {
    let start = text[..place].rfind("\n---").unwrap_or(0);
    let end = text[place..].find("\n---").map_or(text.len(), |end| place + end);
    let kind = text[start..end].lines().find_map(|line| line.strip_prefix("kind:"))?;
    let kind = kind.split(" #").next().unwrap_or("").trim().trim_matches(['"', '\'']);
    (!kind.is_empty() && !kind.contains('{')).then_some((kind, start))
}

/// `Deployment spec.template.spec.containers[].resources`
impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.kind)?;
        for (at, key) in self.path.iter().enumerate() {
            let before = match at {
                _ if key == ITEM => "",
                0 => " ",
                _ => ".",
            };
            write!(f, "{before}{key}")?;
        }
        Ok(())
    }
}

const ITEM: &str = "[]";

/// A key or a dash, and the column it stands in.
struct Sign<'t> {
    column: usize,
    /// `None` for a dash.
    key: Option<&'t str>,
}

/// The keys above a place, the outermost first.
fn keys_above(text: &str, from: usize, place: usize) -> Vec<String> {
    let before = &text[from..place];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let (above, line) = before.split_at(start);
    let mut keys = Vec::new();
    let own = signs(line);
    let mut here = own
        .first()
        .map_or(Sign { column: line.len() - line.trim_start().len(), key: Some("") }, |first| {
            Sign { column: first.column, key: first.key }
        });
    keys.extend(own.iter().rev().map(name));
    for line in above.lines().rev() {
        for sign in signs(line).into_iter().rev() {
            let is_above = sign.column < here.column
                || (sign.column == here.column && here.key.is_none() && sign.key.is_some());
            if is_above {
                keys.push(name(&sign));
                here = sign;
            }
        }
    }
    keys.retain(|key| key != "<<");
    keys.reverse();
    keys
}

fn name(sign: &Sign<'_>) -> String {
    match sign.key {
        Some(key) if key.contains("{{") => "*".to_owned(),
        Some(key) => key.trim_matches(['"', '\'']).to_owned(),
        None => ITEM.to_owned(),
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
            let field = Field { kind: "K".to_owned(), path: keys_above(text, 0, at) };
            assert_eq!(field.to_string(), format!("K {path}"), "{place}");
        }
    }
}
