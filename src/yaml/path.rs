//! The path of a node in a tree: `spec.template.spec.containers[0].image`.
//!
//! It spells itself as the API server spells fields, parses what it spells, and finds its node.
//! An item of a list is told by its place, `containers[0]`, or by its merge key,
//! `containers[name=web]`. What a path may lead to is not known here.

use std::fmt;

use super::node::{Map, Node, Value};
use super::origin::Origin;

/// The steps from the root of a tree down to a node.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A field of an object: `.image`.
    Field(String),
    /// A key of a map whose keys are free: `[app.kubernetes.io/name]`.
    Key(String),
    /// An item of a list by its place, from 0: `[2]`.
    Index(usize),
    /// An item of a list by its merge keys: `[name=web]`, `[port=53,protocol=UDP]`; of a set by what
    /// it is: `[=GET]`.
    Item(Vec<(String, String)>),
}

/// How far a path leads into a tree.
#[derive(Clone, Copy, Debug)]
pub struct Found<'n, 'p> {
    /// The last node that is there.
    pub node: &'n Node,
    /// Its key, or the node itself where it has none.
    pub named: &'n Origin,
    /// The steps for which there is nothing, or null.
    pub missing: &'p [Step],
}

impl Path {
    /// Every text is a path: what is not in brackets are fields between dots.
    pub fn parse(text: &str) -> Path {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            rest = rest.strip_prefix('.').unwrap_or(rest);
            let (step, after) = match rest.strip_prefix('[') {
                Some(inner) => {
                    let (inside, after) = inner.split_once(']').unwrap_or((inner, ""));
                    (in_brackets(inside), after)
                }
                None => {
                    let (name, after) = rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len()));
                    (Step::Field(name.to_owned()), after)
                }
            };
            steps.push(step);
            rest = after;
        }
        Path(steps)
    }

    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// As people say it: items by what their keys hold, `containers[web]`, `ports[53/UDP]`.
    pub fn brief(&self) -> String {
        let step = |step: &Step| match step {
            Step::Item(keys) => {
                let values = keys.iter().map(|(_, value)| value.as_str());
                Step::Key(values.collect::<Vec<_>>().join("/"))
            }
            other => other.clone(),
        };
        Path(self.0.iter().map(step).collect()).to_string()
    }

    pub fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    /// The path of a node below a root; none if it is not the same node, but one like it.
    pub fn of(node: &Node, root: &Node) -> Option<Path> {
        let mut path = Path::default();
        let is_there = path.reach(node, root);
        path.0.reverse();
        is_there.then_some(path)
    }

    /// Adds the steps, the last first: only those that lead there are made.
    fn reach(&mut self, node: &Node, from: &Node) -> bool {
        if std::ptr::eq(node, from) {
            return true;
        }
        let step = match &from.value {
            Value::Map(map) => {
                let mut entries = map.iter();
                let key = entries.find(|(_, child)| self.reach(node, child));
                key.map(|(key, _)| Step::of_key(&key.text))
            }
            Value::List(items) => {
                items.iter().position(|child| self.reach(node, child)).map(Step::Index)
            }
            _ => None,
        };
        let is_there = step.is_some();
        self.0.extend(step);
        is_there
    }

    /// The node that the path leads to.
    pub fn find<'n>(&self, root: &'n Node) -> Option<&'n Node> {
        self.0.iter().try_fold(root, |node, step| step.find(node))
    }

    /// Follows the path as far as something other than null is there.
    pub fn follow<'n>(&self, root: &'n Node) -> Found<'n, '_> {
        let mut found = Found { node: root, named: &root.origin, missing: &self.0 };
        while let Some((step, rest)) = found.missing.split_first() {
            match step.down(found.node) {
                Some((node, named)) if !node.is_null() => {
                    found = Found { node, named, missing: rest };
                }
                _ => break,
            }
        }
        found
    }

    /// The null that leaves out what the path leads to.
    pub fn null<'n>(&self, root: &'n Node) -> Option<&'n Origin> {
        let Found { node, missing, .. } = self.follow(root);
        match missing.first()? {
            Step::Field(key) | Step::Key(key) => node.null_at(key),
            _ => None,
        }
    }

    /// Where the value at the path is written, or the key of what should hold it.
    pub fn origin<'n>(&self, root: &'n Node) -> &'n Origin {
        let Found { node, named, missing } = self.follow(root);
        if missing.is_empty() { &node.origin } else { named }
    }
}

impl From<Vec<Step>> for Path {
    fn from(steps: Vec<Step>) -> Self {
        Path(steps)
    }
}

impl Step {
    /// The step to a key of which it is not known whether it is a field.
    pub fn of_key(key: &str) -> Step {
        let is_plain = !key.is_empty() && !key.contains(['.', '[']);
        if is_plain { Step::Field(key.to_owned()) } else { Step::Key(key.to_owned()) }
    }

    /// The node that the step leads to.
    pub fn find<'n>(&self, node: &'n Node) -> Option<&'n Node> {
        self.down(node).map(|(child, _)| child)
    }

    /// The node that the step leads to, and where that is named.
    ///
    /// A key of a map may look like an index or like a merge key; the tree decides.
    fn down<'n>(&self, node: &'n Node) -> Option<(&'n Node, &'n Origin)> {
        let entry =
            |map: &'n Map, key: &str| map.entry(key).map(|entry| (&entry.value, &entry.key.origin));
        let named = |item: &'n Node| (item, &item.origin);
        match (&node.value, self) {
            (Value::Map(map), Step::Field(key) | Step::Key(key)) => entry(map, key),
            (Value::Map(map), Step::Index(at)) => entry(map, &at.to_string()),
            (Value::Map(map), Step::Item(keys)) => entry(map, &spelled(keys)),
            (Value::List(items), Step::Index(at)) => items.get(*at).map(named),
            (Value::List(items), Step::Item(keys)) => {
                items.iter().find(|item| keys.iter().all(|key| has(item, key))).map(named)
            }
            _ => None,
        }
    }
}

/// Whether an item has a merge key.
fn has(item: &Node, (key, value): &(String, String)) -> bool {
    let said = if key.is_empty() { Some(item) } else { item.get(key) };
    said.is_some_and(|said| says(said, value))
}

/// `port=53,protocol=UDP`
fn spelled(keys: &[(String, String)]) -> String {
    let keys = keys.iter().map(|(key, value)| format!("{key}={value}"));
    keys.collect::<Vec<_>>().join(",")
}

/// Whether a scalar is spelled so.
fn says(node: &Node, text: &str) -> bool {
    match &node.value {
        Value::String(is) => is == text,
        Value::Number(number) => number.to_string() == text,
        Value::Bool(word) => word.to_string() == text,
        _ => false,
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) if at == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Key(key) => write!(f, "[{key}]")?,
                Step::Index(at) => write!(f, "[{at}]")?,
                Step::Item(keys) => write!(f, "[{}]", spelled(keys))?,
            }
        }
        Ok(())
    }
}

fn in_brackets(inside: &str) -> Step {
    if let Some(key) = inside.strip_prefix('"').and_then(|inside| inside.strip_suffix('"')) {
        return Step::Key(key.to_owned());
    }
    let is_number = !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_digit());
    match inside.parse() {
        Ok(at) if is_number => Step::Index(at),
        _ if inside.contains('=') => Step::Item(merge_keys(inside)),
        _ => Step::Key(inside.to_owned()),
    }
}

/// What has no `=` goes on with the value before it.
fn merge_keys(inside: &str) -> Vec<(String, String)> {
    let mut keys: Vec<(String, String)> = Vec::new();
    for part in inside.split(',') {
        match (part.split_once('='), keys.last_mut()) {
            (Some((key, value)), _) => keys.push((key.to_owned(), value.to_owned())),
            (None, Some((_, value))) => {
                value.push(',');
                value.push_str(part);
            }
            (None, None) => keys.push((String::new(), part.to_owned())),
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::{Path, Step};
    use crate::diagnostic::{Report, Sources};
    use crate::yaml::{Dialect, Node, read_map};

    const TEXT: &str = "\
spec:
  containers:
  - name: web
    ports:
    - containerPort: 80
  - name: db
    image: x
metadata:
  labels:
    app.kubernetes.io/name: web
    \"0\": zero
  annotations:
    a=b: c
    none: ~
";

    fn tree() -> Node {
        let source = Sources::new().add_file("", TEXT);
        read_map(TEXT, source, Dialect::Unambiguous, &mut Report::new())
    }

    #[test]
    fn a_path_is_what_it_spells() {
        for text in [
            "",
            "spec",
            "spec.template.spec.containers[0].image",
            "metadata.labels[app.kubernetes.io/name]",
            "spec.containers[name=web].ports[0]",
            "spec.ports[port=53,protocol=UDP].name",
            "metadata.finalizers[=a.example/b]",
            "[0][1].a",
            "data[a b]",
            "data[]",
        ] {
            assert_eq!(Path::parse(text).to_string(), text);
        }
        assert_eq!(Path::parse("a[7]").steps(), [Step::Field("a".into()), Step::Index(7)]);
        assert_eq!(Path::parse("a[").to_string(), "a[]");
        assert_eq!(Path::parse("a[\"b=c\"]").steps()[1], Step::Key("b=c".into()));
    }

    #[test]
    fn a_path_finds_its_node() {
        let root = tree();
        let cases = [
            ("spec.containers[1].image", Some("x")),
            ("spec.containers[name=db].image", Some("x")),
            ("spec.containers[0].ports[containerPort=80].containerPort", Some("80")),
            ("metadata.labels[app.kubernetes.io/name]", Some("web")),
            ("metadata.labels[0]", Some("zero")),
            ("metadata.annotations[a=b]", Some("c")),
            ("spec.containers[2]", None),
            ("spec.containers[name=no]", None),
            ("spec.containers.name", None),
        ];
        for (text, expected) in cases {
            let found = Path::parse(text).find(&root).map(|node| &TEXT[node.origin.at.range()]);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_told_by_what_should_hold_it() {
        let root = tree();
        let at = |text: &str| &TEXT[Path::parse(text).origin(&root).at.range()];
        assert_eq!(at("spec.containers[1].image"), "x");
        assert_eq!(
            at("spec.containers[0].image"),
            "name: web\n    ports:\n    - containerPort: 80"
        );
        assert_eq!(at("spec.replicas.x"), "spec");
        assert_eq!(at("metadata.annotations[none]"), "annotations");
        assert_eq!(Path::parse("metadata.annotations[none].x").follow(&root).missing.len(), 2);
    }

    #[test]
    fn a_node_knows_its_path() {
        let root = tree();
        for text in ["spec.containers[1].image", "metadata.labels[app.kubernetes.io/name]", ""] {
            let node = Path::parse(text).find(&root).expect("it is there");
            assert_eq!(Path::of(node, &root).map(|path| path.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Path::of(&root.clone(), &root), None);
    }
}
