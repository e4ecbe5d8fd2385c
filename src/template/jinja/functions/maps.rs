//! Maps out of maps, and values out of maps.
//!
//! The children are handed on as they are, so that a value still knows where it was set.

use indexmap::IndexMap;
use minijinja::value::ValueKind;
use minijinja::{Error, Value};

use super::call::{Call, CallForm, DEEPEST, is_list, is_missing};
use crate::template::jinja::traced::{Child, entry, map_of};

pub(super) fn merge(call: &Call) -> Result<Value, Error> {
    let mut maps = call.at_least(1)?.iter();
    let first = maps.next().cloned().unwrap_or_default();
    call.keys(&first)?;
    maps.try_fold(first, |left, right| {
        call.keys(right)?;
        merged(call, &left, right, 0)
    })
}

fn merged(call: &Call, left: &Value, right: &Value, depth: usize) -> Result<Value, Error> {
    if depth > DEEPEST {
        return Err(call.error(&format!("needs maps of at most {DEEPEST} levels")));
    }
    let mut entries: IndexMap<Value, Child> = IndexMap::new();
    for key in call.keys(left)? {
        let value = entry(left, &key)?;
        entries.insert(key, value);
    }
    for key in call.keys(right)? {
        let above = entry(right, &key)?;
        let value = match entries.get(&key) {
            Some(before) if is_map(&before.value) && is_map(&above.value) => {
                Child::of(merged(call, &before.value, &above.value, depth + 1)?)
            }
            _ => above,
        };
        entries.insert(key, value);
    }
    Ok(map_of(entries))
}

fn is_map(value: &Value) -> bool {
    value.kind() == ValueKind::Map
}

pub(super) fn pick(call: &Call) -> Result<Value, Error> {
    filtered(call, Chosen::Kept)
}

pub(super) fn omit(call: &Call) -> Result<Value, Error> {
    filtered(call, Chosen::Dropped)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Chosen {
    Kept,
    Dropped,
}

fn filtered(call: &Call, chosen: Chosen) -> Result<Value, Error> {
    let values = call.at_least(2)?;
    let (map, named) = (&values[0], key_list(call, &values[1..])?);
    let mut entries = IndexMap::new();
    for key in call.keys(map)? {
        if named.contains(&key) == (chosen == Chosen::Kept) {
            let value = entry(map, &key)?;
            entries.insert(key, value);
        }
    }
    Ok(map_of(entries))
}

/// Keys may be given one by one or in a list.
fn key_list(call: &Call, values: &[Value]) -> Result<Vec<Value>, Error> {
    let mut keys = Vec::new();
    for value in values {
        if is_list(value) {
            keys.extend(call.list(value)?);
        } else {
            keys.push(value.clone());
        }
    }
    keys.iter().try_for_each(|key| call.key(key).map(drop))?;
    Ok(keys)
}

pub(super) fn get(call: &Call) -> Result<Value, Error> {
    let [map, key, default] = call.exactly()?;
    call.keys(map)?;
    let found = map.get_item(call.key(key)?)?;
    Ok(if is_missing(&found) { default.clone() } else { found })
}

pub(super) fn dig(call: &Call) -> Result<Value, Error> {
    let (values, named) = call.at_least_and(2, "default")?;
    let (map, path, default) = match (call.form(), values, named) {
        (CallForm::Filter, [map, path @ ..], Some(default))
        | (CallForm::Function, [path @ .., map], Some(default)) => (map, path, default),
        (CallForm::Function, [path @ .., default, map], None) if !path.is_empty() => {
            (map, path, default.clone())
        }
        _ => return Err(call.with_usage(minijinja::ErrorKind::MissingArgument, "needs a default")),
    };
    dug(call, map, path, default)
}

fn dug(call: &Call, map: &Value, path: &[Value], default: Value) -> Result<Value, Error> {
    let mut found = map.clone();
    for key in path {
        let key = call.key(key)?;
        if !is_map(&found) && !is_list(&found) {
            return Err(call.wrong_type(&format!("a map or a list that may hold `{key}`"), &found));
        }
        found = found.get_item(key)?;
        if is_missing(&found) {
            return Ok(default);
        }
    }
    Ok(found)
}

pub(super) fn keys(call: &Call) -> Result<Value, Error> {
    let [map] = call.exactly()?;
    call.keys(map).map(Value::from)
}

pub(super) fn values(call: &Call) -> Result<Value, Error> {
    let [map] = call.exactly()?;
    let values: Vec<Value> =
        call.keys(map)?.iter().map(|key| map.get_item(key)).collect::<Result<_, _>>()?;
    Ok(Value::from(values))
}

pub(super) fn has_key(call: &Call) -> Result<Value, Error> {
    let [map, key] = call.exactly()?;
    Ok(Value::from(call.keys(map)?.contains(call.key(key)?)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use minijinja::value::{Enumerator, Object};
    use minijinja::{Value, context};

    use super::super::testing::{environment, equal, fails};

    #[test]
    fn maps_out_of_maps() {
        equal(&[
            (
                "{'a': 1, 'b': {'x': 1, 'y': 2}} | merge({'b': {'y': 3, 'z': 4}, 'c': 5})",
                "{'a': 1, 'b': {'x': 1, 'y': 3, 'z': 4}, 'c': 5}",
            ),
            ("merge({'a': [1, 2]}, {'a': [3]}, {'a': none})", "{'a': none}"),
            ("merge({'a': {'x': 1}}, {'a': 2})", "{'a': 2}"),
            ("merge({'a': 2}, {'a': {'x': 1}})", "{'a': {'x': 1}}"),
            ("merge({'b': 1, 'a': 2}, {})", "{'b': 1, 'a': 2}"),
            ("{'a': 1, 'b': 2, 'c': 3} | pick('c', 'a', 'z')", "{'a': 1, 'c': 3}"),
            ("{'a': 1, 'b': 2, 'c': 3} | omit(['c', 'a'])", "{'b': 2}"),
            ("keys({'b': 1, 'a': 2})", "['b', 'a']"),
            ("{'b': 1, 'a': 2} | values", "[1, 2]"),
            ("{'a': none} | has_key('a')", "true"),
            ("has_key({'a': 1}, 'b')", "false"),
        ]);
        fails(&[
            ("merge({}, values.null)", "`merge` needs a map, got null"),
            ("merge('a')", "`merge` needs a map, got a string"),
            ("{} | pick", "`pick` needs at least 1 argument, got 0: write `map | pick(key, …)`"),
            ("{} | pick({})", "`pick` needs a key, got a map"),
            ("[1] | keys", "`keys` needs a map, got a list"),
        ]);
    }

    #[test]
    fn values_out_of_maps() {
        equal(&[
            ("get({'a': 1}, 'a', 2)", "1"),
            ("{'a': none} | get('a', 2)", "2"),
            ("{} | get('a', none)", "none"),
            ("dig('a', 'b', 0, {'a': {'b': 1}})", "1"),
            ("dig('a', 'b', 0, {'a': {}})", "0"),
            ("dig('a', 'b', {'a': none}, default='x')", "'x'"),
            ("{'a': [{'b': 1}]} | dig('a', 0, 'b', default=0)", "1"),
            ("{'a': [{'b': 1}]} | dig('a', 1, 'b', default=0)", "0"),
        ]);
        fails(&[
            (
                "{'a': 'text'} | dig('a', 'b', default=0)",
                "`dig` needs a map or a list that may hold `b`, got a string",
            ),
            (
                "{} | dig('a', 'b')",
                "`dig` needs a default: write `map | dig(key, …, default=fallback)`",
            ),
            ("dig('a', {})", "`dig` needs a default: write `map | dig(key, …, default=fallback)`"),
            (
                "{} | dig('a', other=0)",
                "`dig` takes no argument named `other`: write `map | dig(key, …, default=fallback)`",
            ),
            ("get({}, 'a')", "`get` needs 3 arguments, got 2: write `get(map, key, fallback)`"),
        ]);
    }

    /// A map of the kind that the values are: it knows where it was set.
    #[derive(Debug)]
    struct Tracked(&'static str);

    impl Object for Tracked {
        fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
            (key.as_str()? == "child").then(|| Value::from_object(Tracked("below")))
        }

        fn enumerate(self: &Arc<Self>) -> Enumerator {
            Enumerator::Str(&["child"])
        }
    }

    #[test]
    fn children_keep_their_identity() {
        let env = environment();
        for expression in [
            "(tracked | merge({'x': 1})).child",
            "({'x': 1} | merge(tracked)).child",
            "(tracked | pick('child')).child",
            "(tracked | omit('x')).child",
            "tracked | get('child', 0)",
            "tracked | dig('child', default=0)",
            "(tracked | values)[0]",
            "missing | default(tracked.child)",
            "coalesce(none, tracked.child)",
            "([[tracked.child]] | flatten)[0]",
        ] {
            let tracked = Value::from_object(Tracked("top"));
            let found =
                env.compile_expression(expression).unwrap().eval(context! { tracked }).unwrap();
            assert_eq!(found.downcast_object_ref::<Tracked>().expect(expression).0, "below");
        }
    }
}
