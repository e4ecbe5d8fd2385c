//! An assignment into the user's own values, as Helm makes it.
//!
//! Null stays, a value replaces what was there, an item that is no map becomes one if a key of it
//! is set, and what goes below an empty key is lost. Only the whole-object form of `--set-json`
//! merges.

use super::super::merge::merge_user;
use super::{Assignment, Ending, KeyOrIndex, Segment, ShownPath};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::yaml::{Key, Map, Node, Origin, Value};

/// Applies `assignment` to the values that the user has given so far.
///
/// # Errors
///
/// A `set-clash` diagnostic where the path leads through a value that can't hold it, or to nothing.
pub fn apply_as_helm(root: &mut Node, assignment: Assignment) -> Result<(), Diagnostic> {
    let Assignment { path, value, ending } = assignment;
    match root.as_map_mut() {
        Some(map) if !path.is_empty() => {
            let value = if ending == Ending::InPath { None } else { Some(value) };
            in_map(map, Way { path: &path, gone: 0, ending }, value)
        }
        _ => {
            merge_user(root, value);
            Ok(())
        }
    }
}

/// A path and how many of its steps are done.
#[derive(Clone, Copy)]
struct Way<'a> {
    path: &'a [Segment],
    gone: usize,
    ending: Ending,
}

impl<'a> Way<'a> {
    /// The next step, the one after it, and the rest of the path.
    fn step(self) -> (&'a Segment, Option<&'a KeyOrIndex>, Way<'a>) {
        let rest = Way { gone: self.gone + 1, ..self };
        (&self.path[self.gone], self.path.get(rest.gone).map(|segment| &segment.step), rest)
    }

    fn written(self) -> ShownPath<'a> {
        ShownPath(&self.path[..self.gone])
    }

    fn next_span(self) -> Span {
        self.path[self.gone.min(self.path.len() - 1)].span
    }
}

fn in_map(map: &mut Map, way: Way<'_>, value: Option<Node>) -> Result<(), Diagnostic> {
    let (segment, next, rest) = way.step();
    let KeyOrIndex::Key(key) = &segment.step else { return Ok(()) };
    let Some(below) = next else {
        if let Some(value) = value.filter(|_| !key.is_empty()) {
            replace(map, key, segment.span, value);
        }
        return Ok(());
    };
    let mut fresh = Node::new(empty_for(below), Origin::at(segment.span));
    let known = map.get_mut(key);
    let is_new = known.is_none();
    let node = known.unwrap_or(&mut fresh);
    match (below, &mut node.value) {
        (KeyOrIndex::Key(_), Value::Map(inner)) => {
            in_map(inner, rest, value)?;
            match (inner.is_empty(), way.ending) {
                (false, _) => {}
                (true, Ending::InValue) => return Err(nothing_set(segment.span, rest)),
                (true, _) => return Ok(()),
            }
        }
        (KeyOrIndex::Index(_), Value::List(items)) => in_list(items, rest, value)?,
        _ => return Err(clash(node, rest)),
    }
    if is_new && !key.is_empty() {
        map.insert(Key::new(key, Origin::at(segment.span)), fresh);
    }
    Ok(())
}

fn replace(map: &mut Map, key: &str, at: Span, value: Node) {
    match map.get_mut(key) {
        Some(node) => *node = value,
        None => map.insert(Key::new(key, Origin::at(at)), value),
    }
}

fn in_list(items: &mut Vec<Node>, way: Way<'_>, value: Option<Node>) -> Result<(), Diagnostic> {
    let (segment, next, rest) = way.step();
    let KeyOrIndex::Index(index) = segment.step else { return Ok(()) };
    // An argument that ends too early only changes what exists.
    if index >= items.len() && (value.is_none() || (next.is_some() && is_lost(way))) {
        return Ok(());
    }
    let gap = Node::new(Value::Null, Origin::at(segment.span));
    if index >= items.len() {
        items.resize(index + 1, gap);
    }
    let item = &mut items[index];
    match (next, &item.value) {
        (None, _) => {
            if let Some(value) = value {
                *item = value;
            }
            return Ok(());
        }
        (Some(below @ KeyOrIndex::Key(_)), old) if !matches!(old, Value::Map(_)) => {
            *item = Node::new(empty_for(below), Origin::at(segment.span));
        }
        (Some(KeyOrIndex::Index(_)), Value::Null) if is_lost(way) => return Ok(()),
        (Some(below @ KeyOrIndex::Index(_)), Value::Null) => {
            *item = Node::new(empty_for(below), Origin::at(segment.span));
        }
        _ => {}
    }
    match (next, &mut item.value) {
        (Some(KeyOrIndex::Key(_)), Value::Map(inner)) => in_map(inner, rest, value),
        (Some(KeyOrIndex::Index(_)), Value::List(items)) => in_list(items, rest, value),
        _ => Err(clash(item, rest)),
    }
}

fn is_lost(way: Way<'_>) -> bool {
    way.ending != Ending::InValue
}

fn empty_for(step: &KeyOrIndex) -> Value {
    match step {
        KeyOrIndex::Key(_) => Value::Map(Map::new()),
        KeyOrIndex::Index(_) => Value::List(Vec::new()),
    }
}

/// Helm panics here, and says so.
fn clash(node: &Node, way: Way<'_>) -> Diagnostic {
    let (name, is) = (way.written(), node.value.describe());
    Diagnostic::error(Code::SetClash, format!("`{name}` is {is}, so nothing can be set in it"))
        .at(way.next_span(), format!("not in {is}"))
        .context(node.origin.at, format!("{is}, set here"))
        .help(format!(
            "replace it in a flag before: `--set-json '{name}={{}}'`, or `[]` for a list"
        ))
}

fn nothing_set(at: Span, way: Way<'_>) -> Diagnostic {
    Diagnostic::error(Code::SetClash, format!("nothing is set in `{}`", way.written()))
        .at(at, "the key after this is empty")
        .help("write `key.inner=VALUE`")
}
