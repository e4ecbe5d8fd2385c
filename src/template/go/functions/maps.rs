//! Maps made, read and changed; entries keep their origins.

use super::super::call::{Context, Function};
use super::super::text::Text;
use super::super::value::{Data, List, Map, MapType, Type, Value};
use super::merge;
use super::row::{any, itself, kept, map, text, united};
use super::semver::Version;
use super::strings::shown;
use Type::{Any, Map as Dict, String as Str};

pub(super) const ROWS: &[Function] = &[
    kept("dict KEY VALUE...", "A map.", &[], |_, args| {
        let pairs = args.chunks(2);
        Ok(Value::map(
            pairs.map(|pair| (shown(&pair[0]), pair.get(1).cloned().unwrap_or_else(|| "".into()))),
        ))
    })
    .rest(Any),
    kept(
        "get MAP KEY",
        "What the map has under a key, or an empty text.",
        &[Dict, Str],
        |_, args| Ok(map(args, 0).get(text(args, 1).as_bytes()).unwrap_or_else(|| "".into())),
    ),
    kept("set MAP KEY VALUE", "Sets a key of the map itself.", &[Dict, Str, Any], |_, args| {
        let map = map(args, 0);
        if map.is_nil() {
            return Err("assignment to entry in nil map".into());
        }
        map.insert(text(args, 1), any(args, 2));
        Ok(itself(args))
    })
    .mutates(),
    kept("unset MAP KEY", "Removes a key from the map itself.", &[Dict, Str], |_, args| {
        map(args, 0).remove(text(args, 1).as_bytes());
        Ok(itself(args))
    })
    .mutates(),
    united("hasKey MAP KEY", "Whether the map has the key.", &[Dict, Str], |_, args| {
        Ok(map(args, 0).contains(text(args, 1).as_bytes()).into())
    }),
    kept("pluck KEY MAP...", "What each map that has it has under a key.", &[Str], |_, args| {
        let key = text(args, 0);
        let maps = args[1..].iter().filter_map(Value::as_map);
        Ok(Value::list(maps.filter_map(|map| map.get(key.as_bytes())).collect()))
    })
    .rest(Dict),
    kept("keys MAP...", "The keys, sorted; Helm gives them in no order.", &[], |_, args| {
        let maps = args.iter().filter_map(Value::as_map);
        Ok(Value::strings(maps.flat_map(|map| map.entries().into_iter().map(|(key, _)| key))))
    })
    .rest(Dict),
    kept("values MAP", "The values in the order of their keys.", &[Dict], |_, args| {
        Ok(Value::list(map(args, 0).entries().into_iter().map(|(_, value)| value).collect()))
    }),
    kept("pick MAP KEY...", "The map with these keys only.", &[Dict], |_, args| {
        let map = map(args, 0);
        let keys = args[1..].iter().filter_map(Value::as_text);
        Ok(Value::map(keys.filter_map(|key| Some((key.clone(), map.get(key.as_bytes())?)))))
    })
    .rest(Str),
    kept("omit MAP KEY...", "The map without these keys.", &[Dict], |_, args| {
        let entries = map(args, 0).entries().into_iter();
        let omitted =
            |key: &Text| args[1..].iter().filter_map(Value::as_text).any(|other| other == key);
        Ok(Value::map(entries.filter(|(key, _)| !omitted(key))))
    })
    .rest(Str),
    kept("dig KEY... DEFAULT MAP", "What stands under a path of keys, or the default.", &[], dig)
        .rest(Any),
    MERGE,
    MERGE.also("mustMerge MAP SOURCE..."),
    MERGE_OVERWRITE,
    MERGE_OVERWRITE.also("mustMergeOverwrite MAP SOURCE..."),
    DEEP_COPY,
    DEEP_COPY.also("mustDeepCopy VALUE"),
];

const MERGE: Function =
    kept("merge MAP SOURCE...", "Fills what is empty in the map itself.", &[Dict], |_, args| {
        merge::merge(args, merge::Wins::Map)
    })
    .rest(Dict)
    .mutates();

const MERGE_OVERWRITE: Function = kept(
    "mergeOverwrite MAP SOURCE...",
    "Overwrites what the sources have in the map itself.",
    &[Dict],
    |_, args| merge::merge(args, merge::Wins::Source),
)
.rest(Dict)
.mutates();

const DEEP_COPY: Function =
    kept("deepCopy VALUE", "A copy that shares nothing.", &[Any], |_, args| {
        let mut nodes = 0;
        if args[0].is_nil() {
            return Err("reflect: call of reflect.Value.Type on zero Value".into());
        }
        copied(&any(args, 0), &mut nodes)
    });

/// Where more is copied, a map holds itself.
const MOST: usize = 1_000_000;

fn copied(value: &Value, nodes: &mut usize) -> Result<Value, String> {
    *nodes += 1;
    if *nodes > MOST {
        return Err("a map holds itself".into());
    }
    if value.as_native::<Version>().is_some() {
        // What a version holds can't be set by others.
        return Ok(Value::native(Version::default()).with(value.from.clone()));
    }
    let data = match &value.data {
        Data::Map(map) if map.is_nil() => Data::Map(Map::nil(map.of())),
        Data::Map(map) => {
            let copy = Map::new([], map.of());
            for (key, value) in map.entries() {
                copy.insert(key, copied(&value, nodes)?);
            }
            Data::Map(copy)
        }
        Data::List(list) if list.is_nil() => Data::List(List::nil(list.of())),
        Data::List(list) => {
            let copy = list.iter().map(|item| copied(item, nodes)).collect::<Result<_, _>>()?;
            Data::List(List::new(copy, list.of()))
        }
        other => other.clone(),
    };
    Ok(Value { data, from: value.from.clone() })
}

fn dig(_: &Context, args: &[Value]) -> Result<Value, String> {
    let [keys @ .., default, map] = args else {
        return Err("dig needs at least three arguments".into());
    };
    if keys.is_empty() {
        return Err("dig needs at least three arguments".into());
    }
    let mut current = map.clone();
    as_map(&current)?;
    for key in keys {
        if key.as_text().is_none() {
            return Err(conversion(key, "string"));
        }
    }
    for key in keys {
        let key = key.as_text().cloned().unwrap_or_default();
        match as_map(&current)?.get(key.as_bytes()) {
            Some(next) => current = next,
            None => return Ok(default.clone()),
        }
    }
    Ok(current)
}

fn as_map(value: &Value) -> Result<Map, String> {
    let map = value.as_map().filter(|map| map.of() == MapType::Any);
    map.cloned().ok_or_else(|| conversion(value, "map[string]interface {}"))
}

fn conversion(value: &Value, wanted: &str) -> String {
    let found = if value.is_nil() { "nil" } else { value.type_name() };
    format!("interface conversion: interface {{}} is {found}, not {wanted}")
}
