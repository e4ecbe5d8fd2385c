//! Emissions into the fields of objects that they fill, by the lines of the template.
//!
//! The output of a macro fills the fields where it is called. The field is not known in included
//! templates and in flow style (`{a: b}`).

use std::collections::{BTreeMap, BTreeSet};

use super::meaning::Stretch;
use super::outline::{ITEM, LazyOutline};
use super::unit::Role;
use super::{ValuePath, Walk};

/// How deep macros within macros are followed, and to how many fields a value.
const MAX_CALLS: usize = 4;
const MAX_FIELDS: usize = 8;

/// A field of an object of some kind.
#[derive(Clone)]
struct ObjectField {
    kind: String,
    path: Vec<String>,
}

impl Walk<'_> {
    /// The values that are passed on whole, with the fields that they fill.
    pub(super) fn fields(&self) -> BTreeMap<ValuePath, BTreeSet<String>> {
        let texts = self.units.list.iter().map(|unit| &*unit.parsed.template.text);
        let outlines: Vec<LazyOutline<'_>> = texts.map(LazyOutline::of).collect();
        let passed_on = self.notes.passed_on.iter();
        let fields = passed_on.map(|(path, emissions)| {
            let fields =
                emissions.iter().flat_map(|emission| self.filled(*emission, MAX_CALLS, &outlines));
            (path.clone(), fields.map(|field| field.to_string()).take(MAX_FIELDS).collect())
        });
        fields.collect()
    }

    /// The fields that an emission fills.
    fn filled(
        &self,
        emission: Stretch,
        calls: usize,
        outlines: &[LazyOutline<'_>],
    ) -> Vec<ObjectField> {
        let unit = &self.units.list[emission.unit];
        let outline = outlines[emission.unit].get();
        let within = |place: &Stretch| {
            place.unit == emission.unit && (place.start..place.end).contains(&emission.start)
        };
        let mut macros = self.facts.macros.iter().rev().filter(|(place, _)| within(place));
        if let Some((place, around)) = macros.next() {
            let below = outline.keys_above(place.start, emission.start);
            let callers = around.emissions.iter().filter(|_| calls > 0).take(MAX_FIELDS);
            let fields = callers.flat_map(|caller| self.filled(*caller, calls - 1, outlines));
            return fields
                .map(|ObjectField { kind, path }| ObjectField {
                    kind,
                    path: [path, below.clone()].concat(),
                })
                .take(MAX_FIELDS)
                .collect();
        }
        let is_document = unit.role == Role::Template;
        let document = is_document.then(|| outline.document_at(emission.start)).flatten();
        let field = document.map(|(kind, start)| ObjectField {
            kind: kind.to_owned(),
            path: outline.keys_above(start, emission.start),
        });
        field.into_iter().collect()
    }
}

/// `Deployment spec.template.spec.containers[].resources`
impl std::fmt::Display for ObjectField {
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
