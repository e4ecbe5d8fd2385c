//! The rules in CEL of a schema, over an object that is made: `Validator` of apiextensions.
//!
//! Rules about an older object have nothing to say here, and what can't be told is let through.

use crate::check::api::Reason;
use crate::check::api::structural::embedded::Scope;
use crate::check::api::structural::kinds;
use crate::check::api::structural::outcome::{Outcome, Spot, Wrong};
use crate::check::api::structural::schema::{Rule, Schema};
use crate::check::cel::Program;
use crate::yaml::{Path, json_of};

/// Whether the server looks at rules at all where this is wrong.
pub(super) fn is_blocking(wrong: &Wrong<'_>) -> bool {
    use Reason::{NotSupported, Required, TooLong, TooMany, TypeInvalid};
    matches!(wrong.reason, NotSupported | Required | TooLong | TooMany | TypeInvalid)
}

pub(super) fn judge<'n>(
    spot: Spot<'n, '_>,
    schema: &Schema,
    scope: Scope,
    outcome: &mut Outcome<'n>,
) {
    if spot.node.is_null() {
        return;
    }
    if !schema.rules.is_empty() {
        let own = json_of(spot.node);
        let kind = || kinds::kind_of(schema, scope);
        for rule in &schema.rules {
            if let Some(programs) = rule.programs(kind) {
                judge_rule(rule, programs, &own, spot, outcome);
            }
        }
    }
    spot.each_part(schema, &mut |part, inner| judge(part, inner, Scope::of(inner), outcome));
}

fn judge_rule<'n>(
    rule: &Rule,
    [condition, message]: &[Program; 2],
    own: &serde_json::Value,
    spot: Spot<'n, '_>,
    outcome: &mut Outcome<'n>,
) {
    if condition.holds_at_first(own) != Some(false) {
        return;
    }
    let reason = match &*rule.reason {
        "FieldValueForbidden" => Reason::Forbidden,
        "FieldValueRequired" => Reason::Required,
        "FieldValueDuplicate" => Reason::Duplicate,
        _ => Reason::Invalid,
    };
    let said = message.text(own).unwrap_or_else(|| rule.message.trim().to_owned());
    let message = if said.is_empty() { format!("breaks the rule `{}`", rule.text) } else { said };
    let field = rule.field_path.trim_start_matches('.');
    let node = Path::parse(field).follow(spot.node).node;
    let wrong = Wrong::at(reason, Spot { node, ..spot }, message);
    let dot = if field.is_empty() || wrong.place.is_empty() { "" } else { "." };
    outcome.wrong.push(Wrong { place: format!("{}{dot}{field}", wrong.place), ..wrong });
}
