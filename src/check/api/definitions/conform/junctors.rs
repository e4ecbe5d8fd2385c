//! Validates a value by `allOf`, `anyOf`, `oneOf` and `not`. A fault is reported at the whole
//! value, together with the faults of the alternative that fits best.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::JSONSchemaProps;
use serde_json::Value;

use super::Outcome;
use crate::check::api::Reason;
use crate::check::api::empty::OrEmpty;

pub(crate) fn judge(value: &Value, schema: &JSONSchemaProps, place: &str) -> Outcome {
    let mut outcome = Outcome::default();
    any_of(value, schema.any_of.or_empty(), place, &mut outcome);
    one_of(value, schema.one_of.or_empty(), place, &mut outcome);
    all_of(value, schema.all_of.or_empty(), place, &mut outcome);
    if let Some(not) = &schema.not
        && super::judge(value, not, place).is_right()
    {
        outcome.add(Reason::Invalid, "", "is right by the schema under `not`");
    }
    outcome.matches += 2;
    outcome
}

fn any_of(value: &Value, schemas: &[JSONSchemaProps], place: &str, outcome: &mut Outcome) {
    let mut best: Option<Outcome> = None;
    for schema in schemas {
        let other = super::judge(value, schema, place);
        if other.is_right() {
            return outcome.merge(other);
        }
        best = Some(further(best, other));
    }
    if let Some(best) = best {
        outcome.add(Reason::Invalid, "", "is right by none of the schemas under `anyOf`");
        outcome.merge(best);
    }
}

fn one_of(value: &Value, schemas: &[JSONSchemaProps], place: &str, outcome: &mut Outcome) {
    let outcomes = schemas.iter().map(|schema| super::judge(value, schema, place));
    let (mut right, wrong): (Vec<_>, Vec<_>) = outcomes.partition(Outcome::is_right);
    let best = wrong.into_iter().fold(None, |best, other| Some(further(best, other)));
    match (right.len(), best) {
        (0, None) => {}
        (0, Some(best)) => {
            outcome.add(Reason::Invalid, "", "is right by none of the schemas under `oneOf`");
            outcome.merge(best);
        }
        (1, _) => right.drain(..).for_each(|right| outcome.merge(right)),
        _ => outcome.add(Reason::Invalid, "", "is right by more than one schema under `oneOf`"),
    }
}

fn all_of(value: &Value, schemas: &[JSONSchemaProps], place: &str, outcome: &mut Outcome) {
    let outcomes: Vec<Outcome> =
        schemas.iter().map(|schema| super::judge(value, schema, place)).collect();
    if outcomes.iter().any(|outcome| !outcome.is_right()) {
        outcome.add(Reason::Invalid, "", "is not right by all schemas under `allOf`");
    }
    outcomes.into_iter().for_each(|other| outcome.merge(other));
}

/// Of two alternatives that fail, the one that fits better; the first if both fit alike.
fn further(best: Option<Outcome>, other: Outcome) -> Outcome {
    match best {
        Some(best) if best.matches >= other.matches => best,
        _ => other,
    }
}
