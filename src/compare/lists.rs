//! Two lists into what differs between them: by the keys of their items, or else by the longest
//! run of items that both have.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Part;
use super::canonical::{canonical, scalar_text};
use super::objects::likeness;
use super::schema::{KeyField, Keys, Schema};
use super::walk::Walk;
use crate::yaml::path::Step;
use crate::yaml::{Node, Value};

pub(super) fn changes<'m>(
    walk: &mut Walk<'m>,
    old: Part<'m>,
    new: Part<'m>,
    schema: Schema<'m>,
    keys: &Keys<'m>,
) {
    let (old, new) = (old.items(), new.items());
    let named = match keys {
        Keys::Atomic => None,
        Keys::Set => named(&old, &new, member),
        Keys::Map(keys) => named(&old, &new, |item| keyed(item, keys)),
    };
    match named {
        Some([before, after]) => by_keys(walk, [&old, &new], [&before, &after], schema),
        None => by_place(walk, &old, &new, schema),
    }
}

/// What tells an item from the others, and the step that leads to it.
type Name = (Vec<String>, Step);

/// The names of all items; `None` where one has none, or two have the same.
fn named(
    old: &[Part<'_>],
    new: &[Part<'_>],
    name: impl Fn(&Part<'_>) -> Option<Name>,
) -> Option<[Vec<Name>; 2]> {
    let all = |items: &[Part<'_>]| {
        let names: Vec<Name> = items.iter().map(&name).collect::<Option<_>>()?;
        let mut texts: Vec<&Vec<String>> = names.iter().map(|(text, _)| text).collect();
        texts.sort();
        texts.windows(2).all(|pair| pair[0] != pair[1]).then_some(names)
    };
    Some([all(old)?, all(new)?])
}

/// The member of a set is told by what it is.
fn member(item: &Part<'_>) -> Option<Name> {
    let text = |node: &Node| match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Map(_) | Value::List(_) => None,
        scalar => Some(scalar_text(scalar)),
    };
    let step = Step::Item(vec![(String::new(), text(item.shown)?)]);
    Some((vec![text(item.node)?], step))
}

fn keyed(item: &Part<'_>, keys: &[KeyField<'_>]) -> Option<Name> {
    let (mut name, mut step) = (Vec::new(), Vec::new());
    for KeyField { name: key, default } in keys {
        let text = |node: &Node| match &node.get(key)?.value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(word) => Some(word.to_string()),
            _ => None,
        };
        match (text(item.node), text(item.shown), default) {
            (Some(text), Some(shown), _) => {
                name.push(text);
                step.push(((*key).to_owned(), shown));
            }
            (None, _, Some(default)) if item.node.get(key).is_none() => {
                name.push((*default).to_owned());
            }
            _ => return None,
        }
    }
    (!step.is_empty()).then_some((name, Step::Item(step)))
}

/// The order of the items is no difference.
fn by_keys<'m>(
    walk: &mut Walk<'m>,
    [old, new]: [&[Part<'m>]; 2],
    [before, after]: [&[Name]; 2],
    schema: Schema<'m>,
) {
    let places: HashMap<&[String], usize> =
        before.iter().enumerate().map(|(at, (name, _))| (name.as_slice(), at)).collect();
    let kept: HashSet<&[String]> = after.iter().map(|(name, _)| name.as_slice()).collect();
    for ((name, step), item) in before.iter().zip(old) {
        if !kept.contains(name.as_slice()) {
            walk.enter(step.clone());
            walk.tell(Some(*item), None);
            walk.leave();
        }
    }
    for ((name, step), item) in after.iter().zip(new) {
        walk.enter(step.clone());
        match places.get(name.as_slice()) {
            Some(&at) => walk.pair(old[at], *item, schema, &Keys::Atomic),
            None => walk.tell(None, Some(*item)),
        }
        walk.leave();
    }
}

fn by_place<'m>(walk: &mut Walk<'m>, old: &[Part<'m>], new: &[Part<'m>], schema: Schema<'m>) {
    let texts = |items: &[Part<'m>]| -> Vec<String> {
        items.iter().map(|item| canonical(item.node, schema, &Keys::Atomic)).collect()
    };
    for operation in capture_diff_slices(Algorithm::Myers, &texts(old), &texts(new)) {
        match operation {
            DiffOp::Equal { .. } => {}
            other => stretch(walk, old, new, &other, schema),
        }
    }
}

/// A stretch of items that one list has and the other has not.
fn stretch<'m>(
    walk: &mut Walk<'m>,
    old: &[Part<'m>],
    new: &[Part<'m>],
    operation: &DiffOp,
    schema: Schema<'m>,
) {
    let (before, after) = (operation.old_range(), operation.new_range());
    let pairs = alike(old, new, before.clone(), after.clone());
    let became: HashSet<usize> = pairs.iter().map(|(old, _)| *old).collect();
    let stems: HashMap<usize, usize> = pairs.into_iter().map(|(old, new)| (new, old)).collect();
    for at in before.filter(|at| !became.contains(at)) {
        walk.enter(Step::Index(at));
        walk.tell(Some(old[at]), None);
        walk.leave();
    }
    for at in after {
        walk.enter(Step::Index(at));
        match stems.get(&at) {
            Some(&before) => walk.pair(old[before], new[at], schema, &Keys::Atomic),
            None => walk.tell(None, Some(new[at])),
        }
        walk.leave();
    }
}

/// Items of which one became the other, in the order of both lists.
fn alike(
    old: &[Part<'_>],
    new: &[Part<'_>],
    before: Range<usize>,
    after: Range<usize>,
) -> Vec<(usize, usize)> {
    if before.len() == after.len() && before.len() == 1 {
        let same_shape = shape(old[before.start].node) == shape(new[after.start].node);
        return if same_shape { vec![(before.start, after.start)] } else { Vec::new() };
    }
    let mut pairs = Vec::new();
    let mut from = before.start;
    for at in after {
        let near = (from..before.end).take(NEAR);
        let found = near.into_iter().find(|candidate| is_alike(old[*candidate].node, new[at].node));
        if let Some(found) = found {
            pairs.push((found, at));
            from = found + 1;
        }
    }
    pairs
}

/// So many items are looked at to find the one that became another.
const NEAR: usize = 32;

fn shape(node: &Node) -> u8 {
    match node.value {
        Value::Map(_) => 0,
        Value::List(_) => 1,
        _ => 2,
    }
}

/// Fields by which people tell items from each other.
const NAMES: [&str; 6] = ["name", "metadata.name", "key", "host", "path", "alert"];

fn is_alike(old: &Node, new: &Node) -> bool {
    match (&old.value, &new.value) {
        (Value::Map(_), Value::Map(_)) => {
            let name = |node| NAMES.iter().find_map(|name| Node::below(node, name)?.as_str());
            match (name(old), name(new)) {
                (Some(old), Some(new)) => old == new,
                _ => likeness(old, new) >= 0.5,
            }
        }
        (Value::String(old), Value::String(new)) => match (flag(old), flag(new)) {
            (Some(old), Some(new)) => old == new,
            _ => false,
        },
        _ => false,
    }
}

/// `--level` of `--level=info`.
fn flag(text: &str) -> Option<&str> {
    let (flag, _) = text.split_once('=')?;
    flag.starts_with('-').then_some(flag)
}
