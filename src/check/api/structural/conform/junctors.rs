//! A value under `allOf`, `anyOf`, `oneOf` and `not`. That one of them is not kept is said of the
//! value; beside it stands what is wrong by the alternative that gets furthest.

use super::{Outcome, Spot};
use crate::check::api::structural::schema::Schema;

pub(super) fn judge<'n>(spot: Spot<'n, '_>, schema: &Schema, outcome: &mut Outcome<'n>) {
    outcome.matches += 2;
    let Some(junctors) = &schema.junctors else { return };
    any_of(spot, &junctors.any_of, outcome);
    one_of(spot, &junctors.one_of, outcome);
    all_of(spot, &junctors.all_of, outcome);
    if let Some(not) = &junctors.not
        && super::judge(spot, not).is_right()
    {
        let message = match forbidden(not) {
            Some(fields) => format!("can't have {fields}"),
            None => "is right by the schema under `not`".to_owned(),
        };
        outcome.add_whole(spot, message);
    }
}

fn any_of<'n>(spot: Spot<'n, '_>, schemas: &[Schema], outcome: &mut Outcome<'n>) {
    let mut best: Option<Outcome> = None;
    for schema in schemas {
        let other = super::judge(spot, schema);
        if other.is_right() {
            return outcome.merge(other);
        }
        best = Some(further(best, other));
    }
    if let Some(best) = best {
        match alternatives(schemas) {
            Some(fields) => return outcome.add_whole(spot, format!("must have {fields}")),
            None => outcome.add_whole(spot, "is right by none of the schemas under `anyOf`"),
        }
        outcome.merge(best);
    }
}

fn one_of<'n>(spot: Spot<'n, '_>, schemas: &[Schema], outcome: &mut Outcome<'n>) {
    let outcomes = schemas.iter().map(|schema| super::judge(spot, schema));
    let (mut right, wrong): (Vec<_>, Vec<_>) = outcomes.partition(Outcome::is_right);
    let best = wrong.into_iter().fold(None, |best, other| Some(further(best, other)));
    let fields = alternatives(schemas);
    match (right.len(), best, fields) {
        (0, None, _) => {}
        (0, Some(_), Some(fields)) => {
            outcome.add_whole(spot, format!("must have {fields}"));
        }
        (0, Some(best), None) => {
            outcome.add_whole(spot, "is right by none of the schemas under `oneOf`");
            outcome.merge(best);
        }
        (1, ..) => right.drain(..).for_each(|right| outcome.merge(right)),
        (_, _, Some(fields)) => {
            outcome.add_whole(spot, format!("can't have more than one of: {fields}"));
        }
        (_, _, None) => {
            outcome.add_whole(spot, "is right by more than one schema under `oneOf`");
        }
    }
}

fn all_of<'n>(spot: Spot<'n, '_>, schemas: &[Schema], outcome: &mut Outcome<'n>) {
    let outcomes: Vec<Outcome> = schemas.iter().map(|schema| super::judge(spot, schema)).collect();
    let is_told = |it: &Outcome| it.wrong.iter().any(|wrong| wrong.whole);
    if outcomes.iter().any(|outcome| !outcome.is_right()) && !outcomes.iter().any(is_told) {
        outcome.add_whole(spot, "is not right by all schemas under `allOf`");
    }
    outcomes.into_iter().for_each(|other| outcome.merge(other));
}

/// The fields that alternatives ask for, where they ask for nothing else: `a` or `b`.
fn alternatives(schemas: &[Schema]) -> Option<String> {
    let each: Option<Vec<String>> = schemas.iter().map(asked_for).collect();
    each.filter(|each| !each.is_empty()).map(|each| each.join(" or "))
}

fn asked_for(schema: &Schema) -> Option<String> {
    let bare = Schema { required: schema.required.clone(), ..Schema::default() };
    let fields: Vec<String> = schema.required.iter().map(|name| format!("`{name}`")).collect();
    (*schema == bare && !fields.is_empty()).then(|| fields.join(" with "))
}

/// The fields that must not be there, where a schema says nothing else.
fn forbidden(schema: &Schema) -> Option<String> {
    match &schema.junctors {
        None => asked_for(schema),
        Some(junctors) => alternatives(&junctors.any_of)
            .filter(|_| Schema { junctors: None, ..schema.clone() } == Schema::default()),
    }
}

/// Of two that fail, the first unless the other gets further.
fn further<'n>(best: Option<Outcome<'n>>, other: Outcome<'n>) -> Outcome<'n> {
    match best {
        Some(best) if best.matches >= other.matches => best,
        _ => other,
    }
}
