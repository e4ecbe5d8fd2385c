//! An assignment into the values, in place.
//!
//! Null stands for nothing: a path goes through it as if it were absent, and creates what it needs.

use super::{Assignment, Ending, KeyOrIndex, Segment, ShownPath, escaped};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::yaml::{Key, Map, Node, Origin, Value};

/// Applies `assignment` to the effective values.
///
/// A gap below an index is filled with nulls, and maps and lists are created on the way. A map
/// merges into a map. Null removes the key it is assigned to, creating nothing, but stays where it
/// is assigned to an index. Lists are taken as they are.
///
/// # Errors
///
/// A `set-clash` diagnostic where a value in the way, or in the place, is of another shape. What
/// an assignment of a map has merged until then is not undone.
pub fn apply(root: &mut Node, assignment: Assignment) -> Result<(), Diagnostic> {
    let Assignment { path, value, ending } = assignment;
    let kind = match path.last() {
        _ if ending == Ending::InPath => Edit::Ensure(value),
        Some(Segment { step: KeyOrIndex::Key(_), .. }) if value.is_null() => Edit::Remove,
        _ => Edit::Put(value),
    };
    edit(root, Way { path: &path, gone: 0 }, kind)
}

enum Edit {
    Put(Node),
    /// Creates a list if there is none.
    Ensure(Node),
    Remove,
}

/// A path and how many of its steps are done.
#[derive(Clone, Copy)]
struct Way<'a> {
    path: &'a [Segment],
    gone: usize,
}

impl<'a> Way<'a> {
    fn next(self) -> Option<&'a Segment> {
        self.path.get(self.gone)
    }

    fn step(self) -> Self {
        Way { gone: self.gone + 1, ..self }
    }

    fn is_last(self) -> bool {
        self.gone + 1 == self.path.len()
    }

    fn written(self) -> ShownPath<'a> {
        ShownPath(&self.path[..self.gone])
    }

    /// Where the last step that is done was written.
    fn here(self) -> Option<Span> {
        self.path.get(self.gone.saturating_sub(1)).map(|segment| segment.span)
    }
}

fn edit(node: &mut Node, way: Way, kind: Edit) -> Result<(), Diagnostic> {
    let Some(segment) = way.next() else {
        return match kind {
            Edit::Ensure(_) if node.as_list().is_some() => Ok(()),
            Edit::Ensure(value) if !node.is_null() => {
                let at = way.here().unwrap_or(value.origin.at);
                Err(wrong_shape(node, &value, &way.written().to_string(), at))
            }
            Edit::Ensure(value) | Edit::Put(value) => {
                put(node, value, &way.written().to_string(), way.here())
            }
            Edit::Remove => Ok(()),
        };
    };
    if node.is_null() {
        if matches!(kind, Edit::Remove) {
            return Ok(());
        }
        *node = empty_for(&segment.step, way.here().unwrap_or(segment.span));
    }
    match (&segment.step, &mut node.value) {
        (KeyOrIndex::Key(key), Value::Map(map)) => edit_key(map, key, way, kind),
        (KeyOrIndex::Index(index), Value::List(items)) => edit_item(items, *index, way, kind),
        _ => Err(wrong_step(node, segment, way)),
    }
}

fn empty_for(step: &KeyOrIndex, span: Span) -> Node {
    let value = match step {
        KeyOrIndex::Key(_) => Value::Map(Map::new()),
        KeyOrIndex::Index(_) => Value::List(Vec::new()),
    };
    Node::new(value, Origin::at(span))
}

fn edit_key(map: &mut Map, key: &str, way: Way, kind: Edit) -> Result<(), Diagnostic> {
    if matches!(kind, Edit::Remove) && way.is_last() {
        remove(map, key, Origin::at(way.path[way.gone].span));
        return Ok(());
    }
    if let Some(node) = map.get_mut(key) {
        return edit(node, way.step(), kind);
    }
    if matches!(kind, Edit::Remove) {
        return Ok(());
    }
    let origin = Origin::at(way.path[way.gone].span);
    let mut node = Node::new(Value::Null, origin.clone());
    edit(&mut node, way.step(), kind)?;
    map.insert(Key::new(key, origin), node);
    Ok(())
}

/// A default that is null stays: templates may read it.
fn remove(map: &mut Map, key: &str, null: Origin) {
    if map.get(key).is_none_or(|node| !node.is_null()) {
        map.delete(key, null);
    }
}

fn edit_item(items: &mut Vec<Node>, index: usize, way: Way, kind: Edit) -> Result<(), Diagnostic> {
    if index >= items.len() {
        if matches!(kind, Edit::Remove) {
            return Ok(());
        }
        let gap = Node::new(Value::Null, Origin::at(way.path[way.gone].span));
        items.resize(index + 1, gap);
    }
    edit(&mut items[index], way.step(), kind)
}

/// Puts `value` in the place of `node`, which is called `name`; `at` is where that was written,
/// if anywhere.
fn put(node: &mut Node, value: Node, name: &str, at: Option<Span>) -> Result<(), Diagnostic> {
    if shapes_clash(&node.value, &value.value) {
        return Err(wrong_shape(node, &value, name, at.unwrap_or(value.origin.at)));
    }
    let Value::Map(above) = value.value else {
        *node = value;
        return Ok(());
    };
    if node.as_map().is_none() {
        *node = Node::new(Value::Map(Map::new()), value.origin);
    }
    match node.as_map_mut() {
        Some(below) => merge(below, above, name),
        None => Ok(()),
    }
}

fn merge(below: &mut Map, above: Map, name: &str) -> Result<(), Diagnostic> {
    for entry in above.into_entries() {
        let (key, value) = (entry.key, entry.value);
        if value.is_null() {
            remove(below, &key.text, value.origin);
            continue;
        }
        let name = match name {
            "" => escaped(&key.text),
            _ => format!("{name}.{}", escaped(&key.text)),
        };
        let at = key.origin.at;
        if let Some(node) = below.get_mut(&key.text) {
            put(node, value, &name, Some(at))?;
        } else {
            let mut node = Node::new(Value::Null, value.origin.clone());
            put(&mut node, value, &name, Some(at))?;
            below.insert(key, node);
        }
    }
    Ok(())
}

/// The fault of a map in place of a scalar or a list, or the other way round.
fn shapes_clash(old: &Value, new: &Value) -> bool {
    let filled = |value: &Value| matches!(value, Value::Map(map) if !map.is_empty());
    let other = |value: &Value| !matches!(value, Value::Map(_) | Value::Null);
    (filled(old) && other(new)) || (other(old) && filled(new))
}

fn wrong_shape(old: &Node, new: &Node, name: &str, at: Span) -> Diagnostic {
    let (was, is) = (old.value.describe(), new.value.describe());
    let fault =
        Diagnostic::error(Code::SetClash, format!("`{name}` is {was} and would become {is}"))
            .at(at, format!("is given {is}"))
            .context(old.origin.at, format!("{was}, set here"));
    match first_key(old) {
        Some(key) => fault.help(format!(
            "set a key in it, as in `{name}.{key}=VALUE`, or remove it first: `--set {name}=null`"
        )),
        None => fault.help(format!("remove it first: `--set {name}=null`")),
    }
}

fn wrong_step(node: &Node, segment: &Segment, way: Way) -> Diagnostic {
    let (name, is) = (way.written(), node.value.describe());
    let target = ShownPath(&way.path[..=way.gone]);
    let (message, label, help) = match (&segment.step, &node.value) {
        (KeyOrIndex::Index(_), Value::Map(_)) => (
            format!("`{name}` is a map, so it has no item `{target}`"),
            "a map takes a key, not an index".to_owned(),
            format!("write `{name}.{}=VALUE`", first_key(node).unwrap_or_else(|| "key".into())),
        ),
        (KeyOrIndex::Key(key), Value::List(_)) => (
            format!("`{name}` is a list, so it has no key `{}`", escaped(key)),
            "a list takes an index, not a key".to_owned(),
            format!("write `{name}[0].{}=VALUE`", escaped(key)),
        ),
        _ => (
            format!("`{name}` is {is}, so `{target}` can't be set"),
            format!("nothing can be set in {is}"),
            format!("write `{name}=VALUE` to replace it"),
        ),
    };
    Diagnostic::error(Code::SetClash, message)
        .at(segment.span, label)
        .context(node.origin.at, format!("{is}, set here"))
        .help(format!("{help}, or remove it first: `--set {name}=null`"))
}

fn first_key(node: &Node) -> Option<String> {
    node.as_map()?.keys().next().map(escaped)
}
