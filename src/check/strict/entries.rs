//! Structs, maps and lists, entry by entry: what serde's `MapAccess` and `SeqAccess` hand to the
//! type.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};

use super::missing::{self, GivenStruct};
use super::scalar;
use super::state::{DecodeStep, Decoder, Later, Missing, State, Unknown};
use super::type_error::TypeError;
use crate::check::remedy::Remedy;
use crate::diagnostic::{Code, did_you_mean};
use crate::kube::versions::Minor;
use crate::kube::versions::fields::Span;
use crate::yaml::{Entry, Key, Node, Value};

/// The entries of a struct or a map; of a struct only those that the type has a field for.
pub(super) struct Entries<'d, 'n> {
    state: &'d mut State<'n>,
    rest: std::slice::Iter<'n, Entry>,
    shape: Shape,
    /// The type of a struct, and what of it is not there yet.
    of: &'static str,
    later: Option<Later>,
    /// A field that is missing and still read, with the node to read in its place; it comes last.
    implied: Option<(&'static str, &'n Node)>,
    next: Option<(DecodeStep<'n>, &'n Node)>,
}

#[derive(Clone, Copy)]
enum Shape {
    Map,
    /// A struct of which the type does not tell the fields.
    Open,
    Struct(&'static [&'static str]),
    /// A struct that is a whole object: it has `apiVersion`, `kind` and `metadata`.
    Object(&'static [&'static str]),
}

impl<'d, 'n> Entries<'d, 'n> {
    pub(super) fn of_map(state: &'d mut State<'n>, node: &'n Node) -> Self {
        let entries = entries_of(state, node).unwrap_or_default();
        Self::new(state, entries, Shape::Map)
    }

    pub(super) fn open(state: &'d mut State<'n>, entries: &'n [Entry]) -> Self {
        Self::new(state, entries, Shape::Open)
    }

    pub(super) fn of_struct(
        state: &'d mut State<'n>,
        node: &'n Node,
        name: &'static str,
        fields: &'static [&'static str],
    ) -> Self {
        let shape = Shape::of(fields);
        let found = entries_of(state, node);
        let entries = found.unwrap_or_default();
        let written = GivenStruct { name, fields, node, entries };
        if found.is_some() && state.missing == Missing::Refused {
            missing::report(state, written);
        }
        let implied = missing::implied(state, written);
        let later = Some(state.later(name));
        Entries { implied, of: name, later, ..Self::new(state, entries, shape) }
    }

    fn new(state: &'d mut State<'n>, entries: &'n [Entry], shape: Shape) -> Self {
        let rest = entries.iter();
        Entries { state, rest, shape, of: "", later: None, implied: None, next: None }
    }

    /// Reports every entry of a struct that has no fields.
    pub(super) fn refuse_all(mut self) {
        while self.next_entry().is_some() {}
    }

    /// The next entry that the type has a field for; others are reported and skipped.
    fn next_entry(&mut self) -> Option<(DecodeStep<'n>, &'n Node)> {
        for Entry { key, value } in self.rest.by_ref() {
            let fields = match self.shape {
                Shape::Map => return Some((DecodeStep::Key(key), value)),
                Shape::Open => return Some((DecodeStep::Field(key), value)),
                Shape::Struct(fields) | Shape::Object(fields) => fields,
            };
            if !fields.contains(&key.text.as_str()) {
                report_unknown(self.state, self.of, key, fields);
            } else if let Some(first) = self.later.and_then(|later| later.first(&key.text)) {
                report_later(self.state, key, first);
            } else if matches!(self.shape, Shape::Object(_)) && is_identity(key) {
                check_identity(self.state, key, value);
            } else if !value.is_null() {
                return Some((DecodeStep::Field(key), value));
            }
        }
        self.implied.take().map(|(name, node)| (DecodeStep::Absent(name), node))
    }

    /// Whether the server accepts missing fields below `step`. It drops an invalid `status` and an
    /// invalid `dataSource` of a claim, and does not check the metadata of a template.
    fn is_unchecked(&self, step: DecodeStep) -> bool {
        let DecodeStep::Field(key) = step else {
            return false;
        };
        match key.text.as_str() {
            "status" => matches!(self.shape, Shape::Object(_)),
            "metadata" => !self.state.is_at_top(),
            "dataSource" => true,
            _ => false,
        }
    }
}

impl Shape {
    fn of(fields: &'static [&'static str]) -> Self {
        let is_object = ["apiVersion", "kind", "metadata"].iter().all(|key| fields.contains(key));
        if is_object { Shape::Object(fields) } else { Shape::Struct(fields) }
    }
}

impl<'n> MapAccess<'n> for Entries<'_, 'n> {
    type Error = TypeError;

    fn next_key_seed<K: DeserializeSeed<'n>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, TypeError> {
        self.next = self.next_entry();
        let name = match self.next {
            Some((DecodeStep::Field(key) | DecodeStep::Key(key), _)) => &key.text,
            Some((DecodeStep::Absent(name), _)) => name,
            Some((DecodeStep::Index(_), _)) | None => return Ok(None),
        };
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'n>>(&mut self, seed: V) -> Result<V::Value, TypeError> {
        let (step, node) = self.next.take().expect("a value is asked for after its key");
        let missing = self.state.missing;
        if self.is_unchecked(step) {
            self.state.missing = Missing::Accepted;
        }
        self.state.enter(step);
        let value = seed.deserialize(Decoder { state: self.state, node })?;
        self.state.leave();
        self.state.missing = missing;
        Ok(value)
    }
}

pub(super) struct Items<'d, 'n> {
    state: &'d mut State<'n>,
    rest: std::iter::Enumerate<std::slice::Iter<'n, Node>>,
}

impl<'d, 'n> Items<'d, 'n> {
    pub(super) fn new(state: &'d mut State<'n>, items: &'n [Node]) -> Self {
        Items { state, rest: items.iter().enumerate() }
    }
}

impl<'n> SeqAccess<'n> for Items<'_, 'n> {
    type Error = TypeError;

    fn next_element_seed<T: DeserializeSeed<'n>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, TypeError> {
        let Some((index, node)) = self.rest.next() else {
            return Ok(None);
        };
        self.state.enter(DecodeStep::Index(index));
        let value = seed.deserialize(Decoder { state: self.state, node })?;
        self.state.leave();
        Ok(Some(value))
    }
}

/// The entries of a map; none, and a report, if the node is something else.
fn entries_of<'n>(state: &mut State<'n>, node: &'n Node) -> Option<&'n [Entry]> {
    match &node.value {
        Value::Null => Some(&[]),
        Value::Map(map) => Some(map.entries()),
        _ => {
            scalar::wrong_type(state, node, "a map");
            None
        }
    }
}

/// The newest version has no such field; the one that is asked may have it.
fn report_unknown<'n>(state: &mut State<'n>, of: &str, key: &'n Key, fields: &[&str]) {
    let asked = state.kubernetes().number();
    let message = format!("unknown field `{}`", key.text);
    let span = match state.span(of, &key.text) {
        Some(Span::Between(first, last)) if (first..=last).contains(&asked) => return,
        Some(Span::Until(last)) if asked <= last => return,
        span => span,
    };
    let when = match span {
        Some(Span::From(_)) | None => {
            let later = state.later(of);
            let known = fields.iter().copied().filter(|field| later.first(field).is_none());
            let help = did_you_mean(&key.text, known).map(Remedy::Say);
            return report_field(state, key, message, help);
        }
        Some(Span::Until(last)) => format!("it was there until Kubernetes 1.{last}"),
        Some(Span::Between(first, last)) if first == last => {
            format!("it was there in Kubernetes 1.{last} only")
        }
        Some(Span::Between(first, last)) => {
            format!("it was there from Kubernetes 1.{first} to 1.{last}")
        }
    };
    let help = instead(of, &key.text).map(|now| Remedy::Say(format!("use `{now}`")));
    report_field(state, key, format!("{message} in {}: {when}", state.kubernetes()), help);
}

fn report_later<'n>(state: &mut State<'n>, key: &'n Key, first: Minor) {
    let (name, asked) = (&key.text, state.kubernetes());
    let message =
        format!("unknown field `{name}` in {asked}: it is there from Kubernetes {first} on");
    let help = format!("leave it out, or say which version it is for: --kube-version {first}");
    report_field(state, key, message, Some(Remedy::Say(help)));
}

fn report_field<'n>(state: &mut State<'n>, key: &'n Key, message: String, help: Option<Remedy>) {
    if let Unknown::Dropped = state.unknown {
        return;
    }
    state.enter(DecodeStep::Field(key));
    state.report(Code::UnknownField, &key.origin, message, help);
    state.leave();
}

/// The field that took the place of one that went.
fn instead(of: &str, field: &str) -> Option<&'static str> {
    match (of, field) {
        ("PodSpec", "workloadRef") => Some("schedulingGroup"),
        ("PodResourceClaim", "source") => Some("resourceClaimName"),
        ("Device" | "BasicDevice", "nodeAllocatableResourceMappings") => {
            Some("nodeAllocatableResources")
        }
        _ => None,
    }
}

fn is_identity(key: &Key) -> bool {
    matches!(key.text.as_str(), "apiVersion" | "kind")
}

/// `apiVersion` and `kind` are known already; the server only asks that they are strings.
fn check_identity<'n>(state: &mut State<'n>, key: &'n Key, value: &'n Node) {
    state.enter(DecodeStep::Field(key));
    scalar::text(state, value);
    state.leave();
}
