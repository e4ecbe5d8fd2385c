//! The tree every stage works on: a YAML value that knows where each part of it was written.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::origin::Origin;
use crate::diagnostic::{MASK, Span};

/// A value with its origin.
#[derive(Clone, Debug)]
pub struct Node {
    pub value: Value,
    pub origin: Origin,
}

/// What YAML and JSON have in common, numbers exact to 64 bits.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    List(Vec<Node>),
    Map(Map),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Int(i64),
    /// Only what does not fit an `i64`.
    UInt(u64),
    Float(f64),
}

impl Number {
    /// The nearest number with a fraction, as JSON readers take it.
    #[expect(clippy::cast_precision_loss, reason = "large integers have no nearer one")]
    pub fn as_f64(self) -> f64 {
        match self {
            Number::Int(int) => int as f64,
            Number::UInt(int) => int as f64,
            Number::Float(float) => float,
        }
    }
}

/// A key as it was written; YAML's scalar keys are strings here, as JSON has them.
#[derive(Clone, Debug)]
pub struct Key {
    pub text: String,
    pub origin: Origin,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub key: Key,
    pub value: Node,
}

/// Entries in the order they were written, keys unique. It remembers which nulls took entries away.
#[derive(Clone, Debug, Default)]
pub struct Map {
    entries: Vec<Entry>,
    index: Option<HashMap<Box<str>, usize>>,
    /// The keys that nulls have taken away, each with the origin of the null.
    deleted: BTreeMap<String, Origin>,
}

/// Above this many entries a map keeps an index, so that look-ups stay constant.
const INDEX_FROM: usize = 16;

impl Node {
    pub fn new(value: Value, origin: Origin) -> Self {
        Node { value, origin }
    }

    /// A plain scalar that was written as `text`.
    pub fn plain(value: Value, text: &str, origin: Origin) -> Self {
        let differs = matches!(value, Value::Number(number) if number.to_string() != text);
        Node { value, origin: origin.spelled(differs.then(|| text.into())) }
    }

    /// How a number was written, where we would write it in another way.
    pub fn spelling(&self) -> Option<&Arc<str>> {
        let spelling = self.origin.spelling.as_ref();
        spelling.filter(|_| matches!(self.value, Value::Number(_)))
    }

    /// The text of a number as it was written.
    pub fn number_text(&self) -> Option<String> {
        let Value::Number(number) = self.value else { return None };
        Some(self.spelling().map_or_else(|| number.to_string(), ToString::to_string))
    }

    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match &mut self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// Puts a mask in the place of every scalar that is a secret.
    pub fn mask(&mut self, is_secret: &dyn Fn(&Node) -> bool) {
        match &mut self.value {
            Value::Map(map) => map.values_mut().for_each(|node| node.mask(is_secret)),
            Value::List(items) => items.iter_mut().for_each(|node| node.mask(is_secret)),
            _ => {
                if is_secret(self) {
                    self.value = Value::String(MASK.to_owned());
                }
            }
        }
    }

    /// The same for every key.
    pub fn mask_keys(&mut self, is_secret: &dyn Fn(&str) -> bool) {
        match &mut self.value {
            Value::Map(map) => {
                map.rename(|key| is_secret(key).then(|| MASK.to_owned()));
                map.values_mut().for_each(|node| node.mask_keys(is_secret));
            }
            Value::List(items) => items.iter_mut().for_each(|node| node.mask_keys(is_secret)),
            _ => {}
        }
    }

    /// Whether it has as many entries and items as another, all the way down.
    pub fn is_shaped_like(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (Value::Map(one), Value::Map(other)) => {
                let mut both = one.iter().zip(other.iter());
                one.len() == other.len()
                    && both.all(|((_, one), (_, other))| one.is_shaped_like(other))
            }
            (Value::List(one), Value::List(other)) => {
                let mut both = one.iter().zip(other);
                one.len() == other.len() && both.all(|(one, other)| one.is_shaped_like(other))
            }
            (Value::Map(_) | Value::List(_), _) | (_, Value::Map(_) | Value::List(_)) => false,
            _ => true,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Whether it is null or an empty text.
    pub fn is_blank(&self) -> bool {
        self.is_null() || self.as_str() == Some("")
    }

    /// The entry `key` of a map; `None` where there is none or the node is no map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// The null that stands in the place of the entry `key`, or took it away.
    pub fn null_at(&self, key: &str) -> Option<&Origin> {
        let map = self.as_map()?;
        match map.get(key) {
            Some(node) => node.is_null().then_some(&node.origin),
            None => map.deletion(key),
        }
    }

    /// What stands below a path of keys: `spec.selector`.
    pub fn below(&self, path: &str) -> Option<&Node> {
        // Keys are short: looking at their bytes is quicker than a search that is made for texts.
        let (mut node, mut rest) = (self, path);
        while let Some(dot) = rest.bytes().position(|byte| byte == b'.') {
            node = node.get(&rest[..dot])?;
            rest = &rest[dot + 1..];
        }
        node.get(rest)
    }
}

/// Nodes are equal when they hold the same; where they were written does not matter.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.value == other.value
    }
}

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl Value {
    /// The kind of value in words a message can use: "a string".
    pub fn describe(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(Number::Float(_)) => "a number",
            Value::Number(_) => "an integer",
            Value::String(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

impl From<u64> for Number {
    fn from(n: u64) -> Self {
        i64::try_from(n).map_or(Number::UInt(n), Number::Int)
    }
}

/// JSON knows one kind of number, so `1e3` and `80.0` reach the API server as integers; so they
/// are here.
impl From<f64> for Number {
    fn from(x: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be integral and in range")]
        if x.fract() == 0.0 && x.abs() < 9.0e18 { Number::Int(x as i64) } else { Number::Float(x) }
    }
}

impl std::fmt::Display for Number {
    /// As JSON writes it, a float always with a point or an exponent; not-a-number and the
    /// infinities as YAML writes them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Number::Int(n) => n.fmt(f),
            Number::UInt(n) => n.fmt(f),
            Number::Float(x) if x.is_nan() => f.write_str(".nan"),
            Number::Float(x) if x.is_infinite() => {
                f.write_str(if x > 0.0 { ".inf" } else { "-.inf" })
            }
            Number::Float(x) => write!(f, "{x:?}"),
        }
    }
}

impl Key {
    pub fn new(text: impl Into<String>, origin: Origin) -> Self {
        Key { text: text.into(), origin }
    }
}

impl Map {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> + Clone {
        self.entries.iter().map(|entry| entry.key.text.as_str())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Node)> {
        self.entries.iter().map(|entry| (&entry.key, &entry.value))
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.entries.iter_mut().map(|entry| &mut entry.value)
    }

    pub fn contains(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.position(key).map(|at| &mut self.entries[at].value)
    }

    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.position(key).map(|at| &self.entries[at])
    }

    /// Takes the entry `key` away, if there is one, because of the null at `origin`.
    pub fn delete(&mut self, key: &str, origin: Origin) {
        self.remove(key);
        self.deleted.insert(key.to_owned(), origin);
    }

    /// Does the same for many keys at once.
    pub fn delete_all(&mut self, nulls: Vec<(String, Origin)>) {
        if nulls.is_empty() {
            return;
        }
        self.deleted.extend(nulls);
        let deleted = &self.deleted;
        self.entries.retain(|entry| !deleted.contains_key(&entry.key.text));
        self.reindex();
    }

    /// The null that took the entry `key` away.
    pub fn deletion(&self, key: &str) -> Option<&Origin> {
        self.deleted.get(key)
    }

    /// The keys that nulls have taken away, by name.
    pub fn deletions(&self) -> impl Iterator<Item = (&str, &Origin)> {
        self.deleted.iter().map(|(key, origin)| (key.as_str(), origin))
    }

    /// Sets `key`, in its old place if it was there.
    pub fn insert(&mut self, key: Key, value: Node) {
        match self.position(&key.text) {
            Some(at) => self.entries[at] = Entry { key, value },
            None => self.insert_at(self.entries.len(), key, value),
        }
    }

    /// Adds an absent `key`.
    pub fn add(&mut self, key: Key, value: Node) {
        self.insert_at(self.entries.len(), key, value);
    }

    /// Inserts an absent `key` before the entry at `at`.
    pub fn insert_at(&mut self, at: usize, key: Key, value: Node) {
        self.deleted.remove(&key.text);
        let last = at == self.entries.len();
        if last && let Some(index) = &mut self.index {
            index.insert(key.text.as_str().into(), at);
        }
        self.entries.insert(at, Entry { key, value });
        if !last || (self.index.is_none() && self.entries.len() > INDEX_FROM) {
            self.reindex();
        }
    }

    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let at = self.position(key)?;
        let entry = self.entries.remove(at);
        self.reindex();
        Some(entry)
    }

    /// Gives each key the origin of its bytes.
    pub fn place_keys(&mut self, at: &dyn Fn(Span) -> Origin) {
        for entry in &mut self.entries {
            entry.key.origin = at(entry.key.origin.at);
        }
    }

    /// Gives keys the names that `new` has for them; where two become the same, both stay.
    fn rename(&mut self, new: impl Fn(&str) -> Option<String>) {
        for entry in &mut self.entries {
            if let Some(name) = new(&entry.key.text) {
                entry.key.text = name;
            }
        }
        self.reindex();
    }

    pub fn position(&self, key: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(key).copied(),
            None => self.entries.iter().position(|entry| entry.key.text == key),
        }
    }

    fn reindex(&mut self) {
        self.index = (self.entries.len() > INDEX_FROM).then(|| {
            let keys = self.entries.iter().enumerate();
            keys.map(|(at, entry)| (entry.key.text.as_str().into(), at)).collect()
        });
    }
}
