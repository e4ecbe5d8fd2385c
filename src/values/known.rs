//! The defaults of a chart and what its templates do with its values, into the keys that may be
//! given: those that nobody knows are faults of the layer that sets them.
//!
//! Types are left alone: a chart of Go templates makes texts of all that it is given.

use std::collections::BTreeSet;

use indexmap::IndexSet;

use super::fit::{self, Asked, Closing};
use super::schema::{Others, Shape};
use super::set::{Assignment, KeyOrIndex};
use super::usage::{Itself, Passed, Usage, Uses};
use super::{JsonSchema, Layer};
use crate::diagnostic::{Code, Diagnostic, Report, Sources, Span};
use crate::yaml::{Key, Map, Node, Value};

/// The keys that a chart knows.
#[derive(Debug)]
pub struct Known {
    /// What is not in here, nobody reads.
    sure: Shape,
    /// What is not in here, nobody reads by name.
    likely: Shape,
    defaults: Node,
}

impl Known {
    /// The keys of the defaults alone.
    pub fn by_defaults(defaults: Node) -> Self {
        let shape = named(&defaults);
        Known { sure: shape.clone(), likely: shape, defaults }
    }

    /// With what the templates do, as far as layers give something. Each schema judges the values
    /// that some keys lead to.
    pub fn by_templates(
        defaults: Node,
        usage: &Usage,
        schemas: &[(Vec<String>, JsonSchema)],
        layers: &[Layer],
    ) -> Self {
        let given = given(layers);
        let given: Vec<&Node> = given.iter().collect();
        let shape = |sureness| {
            let shape = shape(&[&defaults], &Uses::of(usage), &given, Passed::No, sureness);
            schemas.iter().fold(shape, |shape, (path, schema)| with_names(shape, path, schema))
        };
        let (sure, likely) = (shape(Sureness::Sure), shape(Sureness::Likely));
        Known { sure, likely, defaults }
    }

    /// Whether every key is known.
    pub fn holds(&self, layers: &[Layer], sources: &Sources) -> bool {
        let mut found = Report::new();
        check(&self.sure, &self.defaults, Closing::ByTemplates, layers, sources, &mut found);
        found.is_empty()
    }

    /// Reports the keys that are not known: an error where all is known that reads them, a
    /// warning where a template may compute their names.
    pub fn judge(&self, layers: &[Layer], sources: &Sources, report: &mut Report) {
        let (mut sure, mut likely) = (Report::new(), Report::new());
        check(&self.sure, &self.defaults, Closing::ByTemplates, layers, sources, &mut sure);
        check(&self.likely, &self.defaults, Closing::Likely, layers, sources, &mut likely);
        let place = |fault: &Diagnostic| fault.labels.first().map(|label| label.span);
        let told: BTreeSet<Option<Span>> = sure.iter().map(place).collect();
        report.extend(sure.iter().cloned());
        report.extend(likely.iter().filter(|fault| !told.contains(&place(fault))).cloned());
    }
}

fn check(
    shape: &Shape,
    defaults: &Node,
    closing: Closing,
    layers: &[Layer],
    sources: &Sources,
    report: &mut Report,
) {
    let asked = Asked { shape, defaults, sources, closing };
    let mut all = Report::new();
    for layer in layers {
        match layer {
            Layer::File(node) => _ = fit::check(asked, node, &mut all),
            Layer::Flag(flavor, assignments) => {
                for assignment in assignments {
                    fit::check_assignment(asked, *flavor, &mut assignment.clone(), &mut all);
                }
            }
        }
    }
    // Null takes a default away: where there is none, it does no harm.
    let nulls = nulls(layers);
    let is_meant = |fault: &&Diagnostic| {
        fault.code == Code::UnknownValue
            && !fault.labels.first().is_some_and(|label| nulls.contains(&label.span))
    };
    report.extend(all.iter().filter(is_meant).cloned());
}

/// The places of the keys that are set to null.
fn nulls(layers: &[Layer]) -> BTreeSet<Span> {
    fn find(node: &Node, found: &mut BTreeSet<Span>) {
        for (key, below) in node.as_map().into_iter().flat_map(Map::iter) {
            if below.is_null() {
                found.insert(key.origin.at);
            }
            find(below, found);
        }
        node.as_list().into_iter().flatten().for_each(|item| find(item, found));
    }
    let mut found = BTreeSet::new();
    for layer in layers {
        match layer {
            Layer::File(node) => find(node, &mut found),
            Layer::Flag(_, assignments) => {
                let nulls = assignments.iter().filter(|assignment| assignment.value.is_null());
                found.extend(nulls.flat_map(|it| it.path.iter().map(|segment| segment.span)));
                assignments.iter().for_each(|assignment| find(&assignment.value, &mut found));
            }
        }
    }
    found
}

/// How sure it is that a key is read by nobody.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sureness {
    Sure,
    Likely,
}

/// The keys that are there, and no others.
fn named(node: &Node) -> Shape {
    match &node.value {
        Value::Map(map) => Shape::Map {
            keys: map.iter().map(|(key, below)| (key.text.clone(), named(below))).collect(),
            others: Others::Refused,
        },
        Value::List(items) => {
            let items = items.iter().map(named).reduce(Shape::union);
            let none = Shape::Map { keys: [].into_iter().collect(), others: Others::Refused };
            Shape::List(Box::new(items.unwrap_or(none)))
        }
        _ => Shape::Map { keys: [].into_iter().collect(), others: Others::Refused },
    }
}

/// The shape of a place, as far down as something is given there.
fn shape(
    defaults: &[&Node],
    uses: &Uses<'_>,
    given: &[&Node],
    around: Passed,
    sureness: Sureness,
) -> Shape {
    let here = if uses.are_passed_on() { Passed::On } else { around };
    let is_whole = here == Passed::On;
    let is_open = is_whole || uses.itself() == Itself::Lost;
    if given.is_empty() || (is_open && sureness == Sureness::Sure) {
        return Shape::Open;
    }
    let read = uses.names();
    let maps = || defaults.iter().filter_map(|node| node.as_map());
    let is_list = |node: &&Node| node.as_list().is_some();
    if read.is_empty() && (defaults.iter().any(is_list) || given.iter().all(is_list)) {
        let items = |nodes: &[&'_ Node]| -> Vec<Node> {
            nodes.iter().filter_map(|node| node.as_list()).flatten().cloned().collect()
        };
        let (defaults, given) = (items(defaults), items(given));
        let (defaults, given) =
            (defaults.iter().collect::<Vec<_>>(), given.iter().collect::<Vec<_>>());
        return Shape::List(Box::new(shape(&defaults, &uses.item(), &given, here, sureness)));
    }
    let mut names: IndexSet<&str> = maps().flat_map(Map::keys).collect();
    names.extend(read.iter().map(String::as_str));
    let (is_looped, is_computed) = (uses.are_looped(), uses.are_computed());
    if names.is_empty() && !is_looped && !is_computed {
        return Shape::Open;
    }
    let entries: Vec<&Node> = maps().flat_map(|map| map.iter().map(|(_, node)| node)).collect();
    let below = |name: &str| {
        let mut own: Vec<&Node> = defaults.iter().filter_map(|node| node.get(name)).collect();
        if is_looped {
            own.extend(&entries);
        }
        let given: Vec<&Node> = given.iter().filter_map(|node| node.get(name)).collect();
        shape(&own, &uses.below(name), &given, here, sureness)
    };
    let keys = names.iter().map(|name| ((*name).to_owned(), below(name))).collect();
    let entry = || {
        let given = given.iter().filter_map(|node| node.as_map()).flat_map(Map::iter);
        let others = given.filter(|(key, _)| !names.contains(&*key.text)).map(|(_, node)| node);
        Box::new(shape(&entries, &uses.item(), &others.collect::<Vec<_>>(), here, sureness))
    };
    // A map without defaults is there to be given keys.
    let is_filled = is_looped || (is_computed && entries.is_empty());
    let others = match sureness {
        Sureness::Sure if is_looped || is_computed => Others::Taken(entry()),
        // If nothing reads the map, it may be that the reading is wrong.
        Sureness::Sure if uses.are_none() => Others::Taken(Box::new(Shape::Open)),
        Sureness::Likely if is_whole => {
            Others::PassedOn { entry: Box::new(Shape::PassedOn(None)), read }
        }
        Sureness::Likely if is_filled => Others::PassedOn { entry: entry(), read },
        Sureness::Sure | Sureness::Likely => Others::Refused,
    };
    Shape::Map { keys, others }
}

/// What layers give, without its places.
fn given(layers: &[Layer]) -> Vec<Node> {
    let nested = |assignment: &Assignment| {
        let value = assignment.value.clone();
        assignment.path.iter().rev().fold(value, |node, segment| {
            let origin = node.origin.clone();
            let value = match &segment.step {
                KeyOrIndex::Key(key) => {
                    let mut map = Map::new();
                    map.insert(Key::new(key.clone(), origin.clone()), node);
                    Value::Map(map)
                }
                KeyOrIndex::Index(_) => Value::List(vec![node]),
            };
            Node::new(value, origin)
        })
    };
    let each = |layer: &Layer| match layer {
        Layer::File(node) => vec![node.clone()],
        Layer::Flag(_, assignments) => assignments.iter().map(nested).collect(),
    };
    layers.iter().flat_map(each).collect()
}

/// The shape with what a schema names at the place that some keys lead to.
fn with_names(shape: Shape, path: &[String], schema: &JsonSchema) -> Shape {
    let Some((key, rest)) = path.split_first() else { return schema.name(shape) };
    match shape {
        Shape::Map { mut keys, others } => {
            if let Some(below) = keys.get_mut(key) {
                let own = std::mem::replace(below, Shape::Open);
                *below = with_names(own, rest, schema);
            }
            Shape::Map { keys, others }
        }
        shape => shape,
    }
}

/// Reports the defaults that nothing reads, of a map of which nothing is read the map; only where
/// it is certain.
pub fn tell_unread(defaults: &Node, usage: &Usage, report: &mut Report) {
    let mut found = Vec::new();
    find_unread(defaults, &Uses::of(usage), "", &mut found);
    for (path, at) in found {
        let message = format!("no template reads the value `{path}`");
        let fault = Diagnostic::warning(Code::UnreadValue, message).at(at, "read nowhere");
        report.push(fault.help("remove it, or use it in a template"));
    }
}

fn find_unread(node: &Node, uses: &Uses<'_>, path: &str, found: &mut Vec<(String, Span)>) {
    if uses.itself() >= Itself::Examined || uses.are_computed() {
        return;
    }
    match &node.value {
        Value::Map(map) => {
            for (key, below) in map.iter() {
                let path = match path {
                    "" => key.text.clone(),
                    path => format!("{path}.{}", key.text),
                };
                let uses = uses.below(&key.text);
                if uses.are_none() {
                    found.push((path, key.origin.at));
                } else {
                    find_unread(below, &uses, &path, found);
                }
            }
        }
        Value::List(items) => {
            let path = format!("{path}[*]");
            items.iter().for_each(|item| find_unread(item, &uses.item(), &path, found));
        }
        _ => {}
    }
}
