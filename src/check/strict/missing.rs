//! Required fields that are missing from a struct.
//!
//! [`required`] lists what the API's description requires, taken from the types. The server's
//! validation differs from that in both directions: [`practice`] lists those fields.

use super::practice;
use super::required;
use super::state::{DecodeStep, State};
use crate::diagnostic::Code;
use crate::yaml::{Entry, Node};

/// A struct as it is written, and as its type declares it.
#[derive(Clone, Copy)]
pub(super) struct GivenStruct<'n> {
    pub name: &'static str,
    pub fields: &'static [&'static str],
    pub node: &'n Node,
    pub entries: &'n [Entry],
}

/// Reports the required fields that are missing.
pub(super) fn report(state: &mut State, written: GivenStruct) {
    let metadata = state.is_at_top().then_some("metadata");
    let declared = declared(written).iter().copied().chain(metadata);
    let in_practice = of_struct(practice::REQUIRED, written.name);
    let later = state.later(written.name);
    for field in declared.filter(|field| !is_optional(written.name, field)).chain(in_practice) {
        if !written.has(field) && later.first(field).is_none() {
            report_field(state, written.node, field);
        }
    }
}

/// A field that is missing and still read, as an empty map or as null: in Go it is no pointer, so
/// that a missing `spec` is an empty one, whose own required fields are missing.
pub(super) fn implied<'n>(
    state: &State<'n>,
    written: GivenStruct,
) -> Option<(&'static str, &'n Node)> {
    let spec = state.is_at_top() && written.fields.contains(&"spec");
    let mut implied = of_struct(practice::IMPLIED, written.name).chain(spec.then_some("spec"));
    let implied = implied.find(|field| !written.has(field) && !declared(written).contains(field));
    let mut times = of_struct(practice::TIMES, written.name);
    let time = times.find(|field| !written.has(field));
    implied.map(|field| (field, state.empty)).or(time.map(|field| (field, state.null)))
}

fn declared(written: GivenStruct) -> &'static [&'static str] {
    let start = required::REQUIRED.partition_point(|row| row.name < written.name);
    let mut rows = required::REQUIRED[start..].iter().take_while(|row| row.name == written.name);
    let row = rows.find(|row| row.fields.is_empty() || row.fields == written.fields);
    row.map_or(&[], |row| row.required)
}

/// Whether a server asks for a field, which its type declares as required or not.
pub(crate) fn is_required(name: &str, field: &str, is_declared: bool) -> bool {
    (is_declared && !is_optional(name, field))
        || of_struct(practice::REQUIRED, name).any(|known| known == field)
}

fn is_optional(name: &str, field: &str) -> bool {
    practice::OPTIONAL
        .binary_search_by(|(of, optional, _)| (*of, *optional).cmp(&(name, field)))
        .is_ok()
}

/// The fields of the struct `name` in an ordered table.
fn of_struct(
    table: &'static [(&str, &'static str)],
    name: &str,
) -> impl Iterator<Item = &'static str> {
    let start = table.partition_point(|(of, _)| *of < name);
    table[start..].iter().take_while(move |(of, _)| *of == name).map(|(_, field)| *field)
}

fn report_field(state: &mut State, node: &Node, field: &'static str) {
    let origin = state.key().map_or(&node.origin, |key| &key.origin);
    state.enter(DecodeStep::Absent(field));
    state.report(Code::MissingField, origin, format!("`{field}` is required"), None);
    state.leave();
}

impl GivenStruct<'_> {
    /// A null is the same as a missing field.
    fn has(&self, field: &str) -> bool {
        self.entries.iter().any(|entry| entry.key.text == field && !entry.value.is_null())
    }
}
