//! The estimated cost of an expression, in the server's units: the algorithm of cel-go
//! (`checker/cost.go`), which depends on how large the values can be.
//!
//! `self.list.all(x, x.size() < 5)` costs at most the number of items times the cost of the body.
//! The number of items is the schema's `maxItems`, found by the path of the part (`self.list`; its
//! items are `self.list.@items`). A value of unknown size counts as the largest possible.

mod functions;
mod node;
mod range;
pub(super) mod shape;

use std::collections::BTreeMap;

use super::checker::Notes;
use super::parser::Expression;
use super::types::Type;
use node::{Call, Loop, Node, What};
use range::Range;
use shape::Shape;

/// `None` if the type of some part is not known.
pub(super) fn estimate(expression: &Expression<'_>, notes: &Notes, shape: &Shape) -> Option<u64> {
    let node = node::of(expression, notes)?;
    let (paths, sizes, entries, locals) = Default::default();
    Some(Estimate { shape, paths, sizes, entries, locals }.cost(&node).most)
}

/// The sizes of the keys and values of a list or a map.
#[derive(Clone, Copy, Debug)]
struct Entry {
    holds: Holds,
    key: Range,
    value: Range,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Items,
    Values,
}

impl Entry {
    fn union(self, other: Entry) -> Entry {
        let (key, value) = (self.key.union(other.key), self.value.union(other.value));
        Entry { key, value, ..self }
    }
}

/// A variable that a loop or a `cel.bind` introduces.
struct Local {
    name: String,
    path: Vec<String>,
    size: Option<Range>,
    entry: Option<Entry>,
}

struct Estimate<'s> {
    shape: &'s Shape,
    /// By the number of a part: its path from a variable.
    paths: BTreeMap<usize, Vec<String>>,
    sizes: BTreeMap<usize, Range>,
    entries: BTreeMap<usize, Entry>,
    /// The innermost last.
    locals: Vec<Local>,
}

impl Estimate<'_> {
    fn cost(&mut self, node: &Node) -> Range {
        match &node.what {
            What::Literal(_) | What::Number(_) => Range::ZERO,
            What::Name(name) => {
                let path = match self.local(name) {
                    Some(local) => local.path.clone(),
                    None => vec![name.clone()],
                };
                self.paths.insert(node.id, path);
                Range::ONE
            }
            What::Field(of, field) => {
                let cost = self.cost(of);
                self.follow(node, of, field);
                let has_fields =
                    matches!(of.kind, Type::Map(..) | Type::Object(_) | Type::Parameter(_));
                if has_fields { cost.plus(Range::ONE) } else { cost }
            }
            What::Test(of) => self.cost(of),
            What::Call(call) if call.name == "dyn" => self.dynamic(node, call),
            What::Call(call) => self.call(node, call),
            What::List(items) => self.list(node, items),
            What::Map(entries) => self.map(node, entries),
            What::Object(fields) => {
                let cost =
                    fields.iter().map(|field| self.cost(field)).fold(Range::ZERO, Range::plus);
                cost.plus(Range::just(40))
            }
            What::Loop(whole) => self.go_round(node, whole),
            What::Bind(name, parts) => self.bind(node, name, parts),
        }
    }

    fn local(&self, name: &str) -> Option<&Local> {
        self.locals.iter().rev().find(|local| local.name == name)
    }

    fn local_of(&self, node: &Node) -> Option<&Local> {
        match &node.what {
            What::Name(name) => self.local(name),
            _ => None,
        }
    }

    /// The path of a part; empty if it is computed.
    fn path(&self, node: &Node) -> Vec<String> {
        match self.local_of(node) {
            Some(local) => local.path.clone(),
            None => self.paths.get(&node.id).cloned().unwrap_or_default(),
        }
    }

    fn follow(&mut self, node: &Node, of: &Node, step: &str) {
        let mut path = self.path(of);
        path.push(step.to_owned());
        self.paths.insert(node.id, path);
    }

    /// The size of what a path leads to. The variable it starts at does not matter: `self` and
    /// `oldSelf` have one schema.
    fn size_at(&self, path: &[String]) -> Option<Range> {
        let (_, rest) = path.split_first()?;
        self.shape.most_at(rest).map(Range::up_to)
    }

    fn size(&mut self, node: &Node) -> Option<Range> {
        if let Some(size) = self.sizes.get(&node.id) {
            return Some(*size);
        }
        let count = |length: usize| Some(Range::just(u64::try_from(length).unwrap_or(u64::MAX)));
        match &node.what {
            What::Literal(size) => return Some(Range::just(*size)),
            What::Number(_) => return Some(Range::ONE),
            What::List(items) => return count(items.len()),
            What::Map(entries) => return count(entries.len()),
            _ => {}
        }
        if let Some(size) = self.size_at(&self.path(node)) {
            self.sizes.insert(node.id, size);
            return Some(size);
        }
        if is_scalar(&node.kind) {
            return Some(Range::ONE);
        }
        self.local_of(node)?.size
    }

    fn size_or_unknown(&mut self, node: &Node) -> Range {
        self.size(node).unwrap_or(Range::UNKNOWN)
    }

    fn entry(&self, node: &Node) -> Option<Entry> {
        self.entries.get(&node.id).copied().or_else(|| self.local_of(node)?.entry)
    }

    fn take_over(&mut self, node: &Node, of: &Node) {
        if let Some(size) = self.size(of) {
            self.sizes.insert(node.id, size);
        }
        if let Some(entry) = self.entry(of) {
            self.entries.insert(node.id, entry);
        }
    }

    fn dynamic(&mut self, node: &Node, call: &Call) -> Range {
        let Some(argument) = call.arguments.first() else { return Range::ONE };
        let cost = self.cost(argument);
        self.take_over(node, argument);
        cost.plus(Range::ONE)
    }

    fn list(&mut self, node: &Node, items: &[Node]) -> Range {
        let mut cost = Range::just(10);
        let mut value = Nothing::of(items.len());
        for item in items {
            cost = cost.plus(self.cost(item));
            value = value.union(self.size_or_unknown(item));
        }
        self.entries.insert(node.id, Entry { holds: Holds::Items, key: Range::ONE, value });
        cost
    }

    fn map(&mut self, node: &Node, entries: &[(Node, Node)]) -> Range {
        let mut cost = Range::just(30);
        let (mut keys, mut values) = (Nothing::of(entries.len()), Nothing::of(entries.len()));
        for (key, value) in entries {
            cost = cost.plus(self.cost(key)).plus(self.cost(value));
            keys = keys.union(self.size_or_unknown(key));
            values = values.union(self.size_or_unknown(value));
        }
        self.entries.insert(node.id, Entry { holds: Holds::Values, key: keys, value: values });
        cost
    }

    fn go_round(&mut self, node: &Node, whole: &Loop) -> Range {
        let Loop { range, variables, start, condition, step, result } = whole;
        let cost = self.cost(range).plus(self.cost(start));
        let before = self.locals.len();
        self.remember(node::SUM, start);
        self.open(variables, range);
        let round = self.cost(condition).plus(self.cost(step));
        self.locals.truncate(before + 1);
        let cost = cost.plus(self.cost(result));
        let step_entry = self.entry(step);
        self.locals.truncate(before);
        let times = self.size_or_unknown(range);
        match start.what {
            What::Literal(_) => {
                if let Some(size) = self.size(start) {
                    self.sizes.insert(node.id, size);
                }
            }
            _ => {
                self.sizes.insert(node.id, times);
                if let Some(entry) = step_entry {
                    self.entries.insert(node.id, entry);
                }
            }
        }
        cost.plus(times.times(round))
    }

    fn remember(&mut self, name: &str, of: &Node) {
        let (path, size, entry) = (self.path(of), self.size(of), self.entry(of));
        self.locals.push(Local { name: name.to_owned(), path, size, entry });
    }

    /// Introduces the variables of a loop: one for the items of a list or the keys of a map, or two
    /// for keys and values.
    fn open(&mut self, variables: &[String], range: &Node) {
        let entry = self.entry(range);
        let is_list = match entry {
            Some(entry) => entry.holds == Holds::Items,
            None => matches!(range.kind, Type::List(_)),
        };
        let key_step = if is_list { shape::INDICES } else { shape::KEYS };
        let value_step = if is_list { shape::ITEMS } else { shape::VALUES };
        let (keys, values) = (entry.map(|it| it.key), entry.map(|it| it.value));
        let steps = match variables.len() {
            1 if is_list => vec![(value_step, values)],
            1 => vec![(key_step, keys)],
            _ => vec![(key_step, keys), (value_step, values)],
        };
        for (name, (step, size)) in variables.iter().zip(steps) {
            let mut path = self.path(range);
            path.push(step.to_owned());
            self.locals.push(Local { name: name.clone(), path, size, entry: None });
        }
    }

    /// `cel.bind` is a loop over an empty list, which costs as much as any list.
    fn bind(&mut self, node: &Node, name: &str, (value, body): &(Node, Node)) -> Range {
        let cost = Range::just(10).plus(self.cost(value));
        self.remember(name, value);
        let cost = cost.plus(self.cost(body));
        self.take_over(node, body);
        self.locals.pop();
        cost
    }

    fn call(&mut self, node: &Node, call: &Call) -> Range {
        let costs: Vec<Range> = call.arguments.iter().map(|it| self.cost(it)).collect();
        let mut cost = Range::ZERO;
        if let Some(target) = &call.target {
            cost = self.cost(target);
        }
        let mut of_call = Range { least: u64::MAX, most: 0 };
        let mut size: Option<Range> = None;
        for takes in &call.takes {
            let weight = functions::weigh(self, node, call, takes, &costs);
            of_call = of_call.union(weight.cost);
            size = match (size, weight.size) {
                (Some(size), Some(other)) => Some(size.union(other)),
                (size, other) => size.or(other),
            };
            let step = match (call.name.as_str(), takes.first()) {
                ("[]", Some(Type::List(_))) => Some(shape::ITEMS),
                ("[]", Some(Type::Map(..))) => Some(shape::VALUES),
                _ => None,
            };
            if let (Some(step), Some(of)) = (step, call.arguments.first()) {
                size = self.entry(of).map(|entry| entry.value);
                self.follow(node, of, step);
            }
            size = size.or_else(|| self.size(node));
        }
        if let Some(size) = size {
            self.sizes.insert(node.id, size);
        }
        cost.plus(of_call)
    }
}

/// The size of the items of an empty list; the union with any other size is that size.
struct Nothing;

impl Nothing {
    fn of(length: usize) -> Range {
        Range { least: if length == 0 { 0 } else { u64::MAX }, most: 0 }
    }
}

/// Whether all values of a type have the same size.
fn is_scalar(kind: &Type) -> bool {
    match kind {
        Type::Bool | Type::Double | Type::Duration | Type::Int | Type::Timestamp | Type::Uint => {
            true
        }
        Type::Optional(of) => is_scalar(of),
        _ => false,
    }
}
