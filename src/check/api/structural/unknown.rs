//! Fields that the schema does not know, which a server would drop, and refuses where it is asked
//! to be strict: `k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning`.

use super::embedded::{self, Scope};
use super::is_meta;
use super::schema::{Additional, Schema};
use crate::check::api::FieldPath;
use crate::check::finding::Finding;
use crate::check::remedy::Remedy;
use crate::diagnostic::{Code, Severity, did_you_mean};
use crate::yaml::{Key, Node, Value};

/// The fields of a value that its schema does not know; of an object not what every object has.
pub(crate) fn find(value: &Node, schema: &Schema, scope: Scope, found: &mut Vec<Finding>) {
    look(value, Some(schema), scope, FieldPath::ROOT, found);
}

/// Without a schema no field is known.
fn look(
    node: &Node,
    schema: Option<&Schema>,
    scope: Scope,
    at: FieldPath<'_>,
    found: &mut Vec<Finding>,
) {
    match &node.value {
        Value::Map(fields) => {
            for (key, value) in fields.iter() {
                let at = at.field(&key.text);
                if scope == Scope::Object && is_meta(&key.text) {
                    continue;
                }
                let Some(schema) = schema else {
                    found.push(unknown(key, None, at));
                    continue;
                };
                match (schema.property(&key.text), &schema.additional) {
                    (Some(inner), _) => look_below(value, inner, at, found),
                    (None, Additional::Values(inner)) => look_below(value, inner, at, found),
                    (None, Additional::Anything | Additional::Nothing) => {
                        look(value, None, Scope::Part, at, found);
                    }
                    (None, Additional::Unsaid) if schema.preserves => {}
                    (None, Additional::Unsaid) => found.push(unknown(key, Some(schema), at)),
                }
            }
        }
        Value::List(items) => {
            let kept = schema.filter(|schema| schema.preserves);
            for (index, item) in items.iter().enumerate() {
                let at = at.index(index);
                match (kept, schema.and_then(|schema| schema.items.as_deref())) {
                    (Some(_), None) => {}
                    (Some(_), Some(inner)) => {
                        let inner = Schema { preserves: true, ..inner.clone() };
                        look(item, Some(&inner), Scope::of(&inner), at, found);
                    }
                    (None, Some(inner)) => look_below(item, inner, at, found),
                    (None, None) => look(item, None, Scope::Part, at, found),
                }
            }
        }
        _ => {}
    }
}

fn look_below(node: &Node, schema: &Schema, at: FieldPath<'_>, found: &mut Vec<Finding>) {
    if schema.embedded
        && let Some(metadata) = node.get("metadata")
    {
        let within = |finding: Finding| {
            let dot = if finding.path.is_empty() { "" } else { "." };
            Finding { path: format!("{at}.metadata{dot}{}", finding.path), ..finding }
        };
        found.extend(embedded::unreadable(metadata).into_iter().map(within));
    }
    look(node, Some(schema), Scope::of(schema), at, found);
}

fn unknown(key: &Key, schema: Option<&Schema>, at: FieldPath<'_>) -> Finding {
    let own = schema.is_some_and(|schema| schema.embedded);
    let known = schema.into_iter().flat_map(Schema::names);
    let known = known.chain(["apiVersion", "kind", "metadata"].into_iter().filter(|_| own));
    Finding {
        severity: Severity::Error,
        code: Code::UnknownField,
        path: at.to_string(),
        message: format!("unknown field `{}`", key.text),
        origin: key.origin.clone(),
        beside: None,
        help: did_you_mean(&key.text, known).map(Remedy::Say),
    }
}
