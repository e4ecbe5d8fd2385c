//! Lists taken apart and put together; items keep their origins.

use super::super::call::{Context, Function};
use super::super::value::{Data, List, ListType, Type, Value};
use super::numbers::to_int;
use super::row::{any, int, items, kept, united};
use super::strings::texts;
use super::types::{NIL_POINTER, deep_equal};
use Type::{Any, Int};

pub(super) const ROWS: &[Function] = &[
    kept("list VALUE...", "A list of the values.", &[], |_, args| Ok(Value::list(args.to_vec())))
        .rest(Any),
    kept("tuple VALUE...", "The old name of `list`.", &[], |_, args| {
        Ok(Value::list(args.to_vec()))
    })
    .rest(Any),
    FIRST,
    FIRST.also("mustFirst LIST"),
    LAST,
    LAST.also("mustLast LIST"),
    REST,
    REST.also("mustRest LIST"),
    INITIAL,
    INITIAL.also("mustInitial LIST"),
    APPEND,
    APPEND.also("mustAppend LIST VALUE"),
    APPEND.also("push LIST VALUE"),
    APPEND.also("mustPush LIST VALUE"),
    PREPEND,
    PREPEND.also("mustPrepend LIST VALUE"),
    REVERSE,
    REVERSE.also("mustReverse LIST"),
    UNIQ,
    UNIQ.also("mustUniq LIST"),
    WITHOUT,
    WITHOUT.also("mustWithout LIST VALUE..."),
    HAS,
    HAS.also("mustHas VALUE LIST"),
    COMPACT,
    COMPACT.also("mustCompact LIST"),
    SLICE,
    SLICE.also("mustSlice LIST START END"),
    CHUNK,
    CHUNK.also("mustChunk SIZE LIST"),
    kept("concat LIST...", "All items in one list.", &[], concat).rest(Any),
    kept("sortAlpha LIST", "The items as texts, sorted.", &[Any], |_, args| {
        let list = any(args, 0);
        let mut sorted = texts(&list);
        if items(&list).is_some() {
            sorted.sort();
        } else if list.is_nil() {
            sorted.push("<nil>".into());
        }
        Ok(Value::strings(sorted))
    }),
];

const FIRST: Function = kept("first LIST", "The first item.", &[Any], |_, args| {
    Ok(found("find first", &any(args, 0))?.first().cloned().unwrap_or(Value::NIL))
});

const LAST: Function = kept("last LIST", "The last item.", &[Any], |_, args| {
    Ok(found("find last", &any(args, 0))?.pop().unwrap_or(Value::NIL))
});

const REST: Function = kept("rest LIST", "All but the first.", &[Any], |_, args| {
    let items = found("find rest", &any(args, 0))?;
    Ok(if items.is_empty() { nil_list() } else { Value::list(items[1..].to_vec()) })
});

const INITIAL: Function = kept("initial LIST", "All but the last.", &[Any], |_, args| {
    let mut items = found("find initial", &any(args, 0))?;
    Ok(if items.pop().is_some() { Value::list(items) } else { nil_list() })
});

const APPEND: Function =
    kept("append LIST VALUE", "The list with one more at its end.", &[Any, Any], |_, args| {
        let mut items = found("push", &any(args, 0))?;
        items.push(any(args, 1));
        Ok(Value::list(items))
    });

const PREPEND: Function =
    kept("prepend LIST VALUE", "The list with one more before it.", &[Any, Any], |_, args| {
        let mut items = found("prepend", &any(args, 0))?;
        items.insert(0, any(args, 1));
        Ok(Value::list(items))
    });

const REVERSE: Function = kept("reverse LIST", "From the last to the first.", &[Any], |_, args| {
    let mut items = found("find reverse", &any(args, 0))?;
    items.reverse();
    Ok(Value::list(items))
});

const UNIQ: Function = kept("uniq LIST", "Each item once.", &[Any], |_, args| {
    let mut kept: Vec<Value> = Vec::new();
    for item in found("find uniq", &any(args, 0))? {
        if !kept.iter().any(|other| deep_equal(&item, other)) {
            kept.push(item);
        }
    }
    Ok(Value::list(kept))
});

const WITHOUT: Function =
    kept("without LIST VALUE...", "The list without these.", &[Any], |_, args| {
        let mut items = found("find without", &any(args, 0))?;
        items.retain(|item| !args[1..].iter().any(|other| deep_equal(item, other)));
        Ok(Value::list(items))
    })
    .rest(Any);

const HAS: Function =
    united("has VALUE LIST", "Whether the list has the value.", &[Any, Any], |_, args| {
        let list = any(args, 1);
        if list.is_nil() {
            return Ok(false.into());
        }
        let items = found("find has", &list)?;
        Ok(items.iter().any(|item| deep_equal(&args[0], item)).into())
    });

const COMPACT: Function =
    kept("compact LIST", "The list without empty items.", &[Any], |_, args| {
        let list = any(args, 0);
        let Some(mut items) = items(&list) else { return Err(wrong("Cannot compact", &list)) };
        items.retain(Value::is_true);
        Ok(Value::list(items))
    });

const SLICE: Function =
    kept("slice LIST START END", "The items from one place to another.", &[Any], slice).rest(Any);

const CHUNK: Function =
    kept("chunk SIZE LIST", "The list in lists of that size.", &[Int, Any], |_, args| {
        let list = any(args, 1);
        let Some(items) = items(&list) else {
            return Err(wrong("Cannot chunk", &list).replace(" on type", " type"));
        };
        let size = usize::try_from(int(args, 0)).ok().filter(|&size| size > 0);
        let size = match size {
            Some(size) => size,
            None if items.is_empty() => 1,
            None => return Err("runtime error: makeslice: len out of range".into()),
        };
        let chunks = items.chunks(size).map(|chunk| Value::list(chunk.to_vec())).collect();
        Ok(Data::List(List::new(chunks, ListType::Lists)).into())
    });

fn nil_list() -> Value {
    Data::List(List::nil(ListType::Any)).into()
}

fn found(what: &str, value: &Value) -> Result<Vec<Value>, String> {
    items(value).ok_or_else(|| wrong(&format!("Cannot {what}"), value))
}

fn wrong(what: &str, value: &Value) -> String {
    if value.is_nil() {
        return NIL_POINTER.into();
    }
    format!("{what} on type {}", value.kind().name())
}

fn slice(_: &Context, args: &[Value]) -> Result<Value, String> {
    let list = any(args, 0);
    if list.is_nil() {
        return Err(NIL_POINTER.into());
    }
    let Some(all) = items(&list) else {
        return Err(format!("list should be type of slice or array but {}", list.kind().name()));
    };
    if all.is_empty() {
        return Ok(Value::NIL);
    }
    let start = args.get(1).map_or(0, to_int);
    let end = args.get(2).map_or_else(|| i64::try_from(all.len()).unwrap_or(0), to_int);
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    let kept = range.and_then(|(start, end)| all.get(start..end));
    let kept = kept.ok_or("reflect.Value.Slice: slice index out of bounds")?.to_vec();
    Ok(match &list.data {
        Data::List(list) => Value::from(Data::List(List::new(kept, list.of()))),
        _ => Value::list(kept),
    })
}

fn concat(_: &Context, args: &[Value]) -> Result<Value, String> {
    let mut all = Vec::new();
    for list in args {
        match items(list) {
            Some(items) => all.extend(items),
            None if list.is_nil() => return Err(NIL_POINTER.into()),
            None => return Err(format!("Cannot concat type {} as list", list.kind().name())),
        }
    }
    Ok(if all.is_empty() { nil_list() } else { Value::list(all) })
}
