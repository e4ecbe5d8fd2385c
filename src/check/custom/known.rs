//! The custom kinds that the binary knows by itself, by the definitions of their projects.
//!
//! `known.txt` is made by `cargo run --example definitions`; nothing of it is read before a kind of
//! a group in it is looked up.

use std::sync::{Arc, LazyLock, OnceLock};

use memchr::memmem;

use super::definition::{Contents, Definition};
use super::definitions::Definitions;
use super::notation::{Reader, Writer};
use crate::check::api::structural::schema::{Additional, Bounds, Schema};

static TEXT: &str = include_str!("known.txt");
static TABLE: LazyLock<Table<'static>> = LazyLock::new(|| Table::of(TEXT));

/// The definition of a kind, if the binary knows it.
pub(super) fn find(group: &str, kind: &str) -> Option<&'static Definition> {
    TABLE.find(group, kind)
}

/// The kinds of a group that the binary knows.
pub(super) fn kinds(group: &str) -> impl Iterator<Item = &'static str> + use<'_> {
    TABLE.rows.iter().filter(move |row| row.group == group).map(|row| row.kind)
}

/// Every definition that the binary knows.
pub(super) fn all<'d>() -> impl Iterator<Item = &'d Definition> {
    TABLE.rows.iter().filter_map(|row| -> Option<&'d Definition> { find(row.group, row.kind) })
}

struct Table<'t> {
    reader: Reader<'t>,
    rows: Vec<Row<'t>>,
}

struct Row<'t> {
    group: &'t str,
    kind: &'t str,
    line: &'t str,
    definition: OnceLock<Option<Definition>>,
}

impl<'t> Table<'t> {
    fn of(text: &'t str) -> Self {
        let border = memmem::find(text.as_bytes(), b"\n\n").unwrap_or(text.len());
        let (schemas, kinds) = text.split_at(border);
        let row = |line: &'t str| {
            let mut words = line.split('"').skip(1).step_by(2);
            let (group, kind) = (words.next()?, words.next()?);
            Some(Row { group, kind, line, definition: OnceLock::new() })
        };
        let rows = kinds.lines().filter_map(row).collect();
        Table { reader: Reader::new(schemas.lines().collect()), rows }
    }

    fn find(&self, group: &str, kind: &str) -> Option<&Definition> {
        let row = self.rows.iter().find(|row| row.group == group && row.kind == kind)?;
        let read = || {
            let contents = self.reader.contents(row.line)?;
            Some(Definition::known(group, kind, contents))
        };
        row.definition.get_or_init(read).as_ref()
    }
}

/// Definitions in the notation of the table.
pub fn write(definitions: &Definitions) -> String {
    let mut writer = Writer::default();
    let kinds: Vec<String> = definitions
        .all()
        .map(|it| writer.kind(&it.group, &it.kind, &loosened(&it.group, it.contents())))
        .collect();
    format!("{}\n\n{}\n", writer.into_lines().join("\n"), kinds.join("\n"))
}

/// Bounds that only newer releases of a project have: what older ones take is not refused.
const LOOSENED: [(&str, &str); 1] = [("keda.sh", "stabilizationWindowSeconds")];

fn loosened(group: &str, contents: &Contents) -> Contents {
    let mut contents = contents.clone();
    for (_, field) in LOOSENED.iter().filter(|(known, _)| *known == group) {
        for version in &mut contents.versions {
            version.schema = without_bounds(&version.schema, field);
        }
    }
    contents
}

fn without_bounds(schema: &Schema, field: &str) -> Schema {
    let inner = |schema: &Arc<Schema>| Arc::new(without_bounds(schema, field));
    let mut schema = schema.clone();
    for (name, property) in &mut schema.properties {
        *property = inner(property);
        if **name == *field {
            let bounds = Bounds::default();
            *property = Arc::new(Schema { bounds, ..property.as_ref().clone() });
        }
    }
    schema.items = schema.items.as_ref().map(inner);
    if let Additional::Values(values) = &schema.additional {
        schema.additional = Additional::Values(inner(values));
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    const LARGEST: usize = 400 << 10;

    #[test]
    fn every_kind_of_the_table_can_be_read() {
        assert!(TEXT.len() < LARGEST, "{} bytes", TEXT.len());
        assert!(TABLE.rows.len() > 30);
        for row in &TABLE.rows {
            assert!(find(row.group, row.kind).is_some(), "{}/{}", row.group, row.kind);
        }
    }

    /// What is written of a definition and read again is the same, and so judges the same.
    #[test]
    fn the_notation_loses_nothing_of_a_definition() {
        let mut definitions = Definitions::default();
        definitions.add_text(include_str!("sample.yaml"));
        let text = write(&definitions);
        let table = Table::of(&text);
        let mut count = 0;
        for definition in definitions.all() {
            let read = table.find(&definition.group, &definition.kind).expect("it was written");
            assert_eq!(read.contents(), definition.contents(), "{}", definition.kind);
            count += 1;
        }
        assert_eq!(count, 1);
    }
}
