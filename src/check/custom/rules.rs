//! The rules in CEL of a schema, over an object that is made: `Validator` of apiextensions.
//!
//! Rules about an older object have nothing to say here, and what can't be told is let through.

use crate::check::api::Reason;
use crate::check::api::structural::embedded::Scope;
use crate::check::api::structural::kinds;
use crate::check::api::structural::outcome::{Outcome, Spot, Wrong};
use crate::check::api::structural::schema::{Compiled, Rule, Schema};
use crate::check::cel::{Fault, Given, Value};
use crate::yaml::{Path, json_of};

/// Whether the server looks at rules at all where this is wrong.
pub(super) fn is_blocking(wrong: &Wrong<'_>) -> bool {
    use Reason::{NotSupported, Required, TooLong, TooMany, TypeInvalid};
    matches!(wrong.reason, NotSupported | Required | TooLong | TooMany | TypeInvalid)
}

/// What the rules for one object may cost together: `RuntimeCELCostBudget`.
pub(super) const BUDGET: u64 = 10_000_000;

/// `budget` is what is left to spend.
pub(super) fn judge<'n>(
    spot: Spot<'n, '_>,
    schema: &Schema,
    scope: Scope,
    budget: &mut u64,
    outcome: &mut Outcome<'n>,
) {
    if spot.node.is_null() {
        return;
    }
    if !schema.rules.is_empty() {
        let own = json_of(spot.node);
        let kind = || kinds::kind_of(schema, scope);
        for rule in &schema.rules {
            if let Some(compiled) = rule.compiled(kind) {
                judge_rule(rule, compiled, &own, spot, budget, outcome);
            }
        }
    }
    spot.each_part(schema, &mut |part, inner| {
        judge(part, inner, Scope::of(inner), budget, outcome);
    });
}

fn judge_rule<'n>(
    rule: &Rule,
    compiled: &Compiled,
    own: &serde_json::Value,
    spot: Spot<'n, '_>,
    budget: &mut u64,
    outcome: &mut Outcome<'n>,
) {
    let Compiled { kind, condition, message } = compiled;
    // Where there is no older object, a rule about it is asked only if it can do without.
    if condition.uses_old && rule.optional_old_self != Some(true) {
        return;
    }
    let own = Value::of(own, Some(kind));
    let given = Given::of([("self", Ok(own)), ("oldSelf", Ok(Value::NONE))]);
    let (truth, cost) = condition.value(&given);
    let is_paid = cost <= *budget;
    *budget = budget.saturating_sub(cost);
    let fault = match truth {
        _ if !is_paid => Some(Fault::TooExpensive),
        Ok(Value::Bool(false)) => None,
        Ok(_) | Err(Fault::Unknown) => return,
        Err(fault) => Some(fault),
    };
    if let Some(fault) = fault {
        outcome.wrong.push(Wrong::at(Reason::Invalid, spot, failed(rule, &fault)));
        return;
    }
    let said = message.text(&given).unwrap_or_else(|| rule.message.trim().to_owned());
    let message = if said.is_empty() { format!("breaks the rule `{}`", rule.text) } else { said };
    let field = rule.field_path.trim_start_matches('.');
    let node = Path::parse(field).follow(spot.node).node;
    let wrong = Wrong::at(reason(rule), Spot { node, ..spot }, message);
    let dot = if field.is_empty() || wrong.place.is_empty() { "" } else { "." };
    outcome.wrong.push(Wrong { place: format!("{}{dot}{field}", wrong.place), ..wrong });
}

fn reason(rule: &Rule) -> Reason {
    match &*rule.reason {
        "FieldValueForbidden" => Reason::Forbidden,
        "FieldValueRequired" => Reason::Required,
        "FieldValueDuplicate" => Reason::Duplicate,
        _ => Reason::Invalid,
    }
}

/// What is said where a rule has no answer: then the server refuses the object as well.
fn failed(rule: &Rule, fault: &Fault) -> String {
    let rule = &rule.text;
    match fault {
        Fault::Failed(why) => format!("is refused, as the rule `{rule}` fails on it: {why}"),
        _ => format!("is refused, as the rule `{rule}` costs more than the server spends on it"),
    }
}
