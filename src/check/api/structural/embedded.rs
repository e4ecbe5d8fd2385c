//! Whole objects within the values of custom resources, which have what every object has:
//! `k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta`.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::outcome::{Outcome, Spot};
use super::schema::Schema;
use crate::check::api::{Faults, FieldPath, Reason, labels, meta};
use crate::check::strict;
use crate::kube::names;
use crate::yaml::{Map, Node, Value};

/// Whether a value is an object by itself, whatever its schema says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Object,
    Part,
}

impl Scope {
    pub(crate) fn of(schema: &Schema) -> Self {
        if schema.embedded { Scope::Object } else { Scope::Part }
    }
}

pub(crate) fn judge<'n>(
    spot: Spot<'n, '_>,
    schema: &Schema,
    scope: Scope,
    outcome: &mut Outcome<'n>,
) {
    if let Value::Map(fields) = &spot.node.value
        && scope == Scope::Object
    {
        judge_object(fields, spot, outcome);
    }
    spot.each_part(schema, &mut |part, inner| judge(part, inner, Scope::of(inner), outcome));
}

fn judge_object<'n>(fields: &'n Map, spot: Spot<'n, '_>, outcome: &mut Outcome<'n>) {
    for name in ["apiVersion", "kind"] {
        let path = spot.path.field(name);
        let Some(node) = fields.get(name) else {
            let here = Spot { path, ..spot };
            outcome.add(Reason::Required, here, format!("`{name}` is required in an object"));
            continue;
        };
        let spot = Spot { node, path, ..spot };
        let mut invalid = |message: String| outcome.add(Reason::Invalid, spot, message);
        match node.as_str() {
            None => invalid("must be a text".to_owned()),
            Some("") => invalid("can't be empty".to_owned()),
            Some(text) if name == "kind" => {
                if let Err(message) = names::dns_1035_label(&text.to_lowercase()) {
                    invalid(format!("`{text}` {message}"));
                }
            }
            Some(text) if text.matches('/').count() > 1 => {
                invalid(format!("`{text}` is not a group and a version"));
            }
            Some(_) => {}
        }
    }
    if let Some(node) = fields.get("metadata") {
        judge_metadata(Spot { node, path: spot.path.field("metadata"), ..spot }, outcome);
    }
}

fn judge_metadata<'n>(spot: Spot<'n, '_>, outcome: &mut Outcome<'n>) {
    let (metadata, findings) = strict::decode::<ObjectMeta>(spot.node, strict::Version::default());
    let Some(metadata) = metadata.filter(|_| findings.is_empty()) else {
        return outcome.add(Reason::Invalid, spot, "is not the metadata of an object");
    };
    let mut faults = Faults::default();
    let name = metadata.name.unwrap_or_default();
    if !name.is_empty() {
        faults.syntax(FieldPath::ROOT.field("name"), &name, names::path_segment);
    }
    if let Some(map) = &metadata.labels {
        labels::validate(map, FieldPath::ROOT.field("labels"), &mut faults);
    }
    if let Some(map) = &metadata.annotations {
        meta::validate_annotations(map, FieldPath::ROOT.field("annotations"), &mut faults);
    }
    for fault in faults.found {
        let node = crate::yaml::Path::parse(&fault.path).follow(spot.node).node;
        let path = spot.path.field(&fault.path);
        outcome.add(fault.reason, Spot { node, path, ..spot }, fault.message);
    }
}

/// What can't be read of the metadata of an embedded object, each with its path there.
pub(super) fn unreadable(metadata: &Node) -> Vec<crate::check::finding::Finding> {
    strict::decode::<ObjectMeta>(metadata, strict::Version::default()).1
}
