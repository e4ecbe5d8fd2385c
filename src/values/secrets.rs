//! Which values are secret, and where they stand in the texts that values are written in: read
//! anew, so that what is wrong with a text does not matter.
//!
//! Secret are values that a schema marks `writeOnly`, and those of which the caller knows that
//! only the data of Secrets reads them. Nothing is hidden here but what is said to be secret.

mod unread;

use std::collections::{BTreeMap, BTreeSet};

use super::schema::{Others, Shape};
use super::set::{self, Assignment, Flavor};
use super::{Contract, GLOBAL, Layer, Merging, WriteOnly};
use crate::chart::Chart;
use crate::diagnostic::{SourceId, SourceKind, Sources, Span, nearest};
use crate::yaml::syntax::{Kind, Syntax};
use crate::yaml::{self, Node, Value};

/// One step down from a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Key(String),
    /// Any item of a list.
    Item,
}

/// What is known of who reads the values.
pub trait Readers {
    /// Whether the data of Secrets reads what stands at a path, and nothing else.
    fn are_secrets(&self, path: &[Step]) -> bool;

    /// The paths at which values are read.
    fn paths(&self) -> Vec<Vec<Step>>;
}

/// What is secret among the values of a chart.
pub struct Secrets<'a> {
    contract: &'a Contract,
    readers: &'a dyn Readers,
    /// The secret ones among the values that the chart knows.
    known: BTreeSet<Vec<Step>>,
}

/// Deeper shapes go round.
const MAX_DEPTH: usize = 32;

impl<'a> Secrets<'a> {
    pub fn new(contract: &'a Contract, readers: &'a dyn Readers) -> Self {
        let known = readers.paths().into_iter().filter(|path| readers.are_secrets(path));
        let mut secrets = Secrets { contract, readers, known: known.collect() };
        secrets.learn(&contract.shape, &mut Vec::new());
        secrets
    }

    fn learn(&mut self, shape: &Shape, path: &mut Vec<Step>) {
        if path.len() > MAX_DEPTH {
            return;
        }
        match shape {
            _ if self.is_marked(path) => {
                self.known.insert(path.clone());
            }
            Shape::Map { keys, others } => {
                for (key, below) in keys {
                    path.push(Step::Key(key.clone()));
                    self.learn(below, path);
                    path.pop();
                }
                if let Others::Taken(below) = others {
                    path.push(Step::Key(String::new()));
                    self.learn(below, path);
                    path.pop();
                }
            }
            Shape::List(item) => {
                path.push(Step::Item);
                self.learn(item, path);
                path.pop();
            }
            Shape::Open | Shape::Scalar(_) => {
                if self.readers.are_secrets(path) {
                    self.known.insert(path.clone());
                }
            }
        }
    }

    /// Whether what stands at a path is secret with all that is in it, names included.
    fn is_marked(&self, path: &[Step]) -> bool {
        !path.is_empty() && self.contract.is_write_only(path)
    }

    /// Whether what stands at a path is secret as a whole: also where no map is meant to stand.
    fn is_whole(&self, path: &[Step]) -> bool {
        let meant = || self.shape_at(path);
        self.is_marked(path)
            || (!matches!(meant(), Some(Shape::Open | Shape::Map { .. }))
                && (self.is_read_as_such(path) || self.is_misplaced(path)))
    }

    fn shape_at(&self, path: &[Step]) -> Option<&Shape> {
        path.iter().try_fold(&self.contract.shape, |shape, step| match step {
            Step::Key(key) => shape.get(key),
            Step::Item => shape.item(),
        })
    }

    /// Whether a scalar is secret: also in the place of a map of which a part is, and under a key
    /// that is meant for one that is.
    pub fn is_secret(&self, path: &[Step]) -> bool {
        self.is_read_as_such(path)
            || self.known.iter().any(|known| known.starts_with(path))
            || self.is_misplaced(path)
    }

    fn is_read_as_such(&self, path: &[Step]) -> bool {
        self.is_marked(path) || self.readers.are_secrets(path)
    }

    fn is_misplaced(&self, path: &[Step]) -> bool {
        let mut meant = Vec::new();
        let mut shape = Some(&self.contract.shape);
        for step in path {
            shape = match (shape, step) {
                (Some(shape @ Shape::Map { .. }), Step::Key(key)) if shape.get(key).is_none() => {
                    let plain = key.trim_matches(|c: char| !c.is_alphanumeric());
                    let known = shape.keys().find(|known| *known == plain);
                    let near = known.or_else(|| nearest(key, shape.keys())).unwrap_or(key);
                    meant.push(Step::Key(near.to_owned()));
                    shape.get(near)
                }
                (shape, step) => {
                    meant.push(step.clone());
                    shape.and_then(|shape| match step {
                        Step::Key(key) => shape.get(key),
                        Step::Item => shape.item(),
                    })
                }
            };
        }
        let unknown = || {
            let (name, names) = (last_name(path), self.names());
            // `a.b: x` is meant for what stands under `a`.
            let below = name.rsplit('.').next().unwrap_or(name);
            shape.is_none() && (names.contains(name) || names.contains(below))
        };
        (meant != path && self.is_read_as_such(&meant)) || unknown()
    }

    /// The last keys of the paths of secrets.
    fn names(&self) -> BTreeSet<&str> {
        let names = self.known.iter().map(|path| last_name(path));
        names.filter(|name| !name.is_empty()).collect()
    }
}

/// The last key of a path; empty if there is none.
fn last_name(path: &[Step]) -> &str {
    let mut keys = path.iter().rev().filter_map(|step| match step {
        Step::Key(key) if !key.is_empty() => Some(key.as_str()),
        _ => None,
    });
    keys.next().unwrap_or("")
}

/// The values that are marked `writeOnly`, and their parts, by where they stand.
pub fn write_only<'n>(contract: &Contract, values: &'n Node) -> BTreeMap<Span, &'n Node> {
    let mut found = BTreeMap::new();
    if contract.marks_any() {
        add_write_only(contract, values, &mut Vec::new(), &mut found);
    }
    found
}

fn add_write_only<'n>(
    contract: &Contract,
    node: &'n Node,
    path: &mut Vec<Step>,
    found: &mut BTreeMap<Span, &'n Node>,
) {
    let is_marked = !path.is_empty() && contract.is_write_only(path);
    if is_marked {
        found.insert(node.origin.at, node);
    }
    for (step, below) in parts(node) {
        path.push(step);
        add_write_only(contract, below, path, found);
        path.pop();
    }
}

fn parts(node: &Node) -> Vec<(Step, &Node)> {
    match &node.value {
        Value::Map(map) => {
            map.iter().map(|(key, node)| (Step::Key(key.text.clone()), node)).collect()
        }
        Value::List(items) => items.iter().map(|item| (Step::Item, item)).collect(),
        _ => Vec::new(),
    }
}

/// Masks every secret in the values files, in the flags, and in the defaults of a chart and of
/// those that it brings along.
pub fn conceal(secrets: &Secrets<'_>, chart: &Chart, layers: &[Layer], sources: &Sources) {
    let mut defaults = BTreeMap::new();
    defaults_of(chart, &mut Vec::new(), &mut defaults);
    for id in sources.ids() {
        let source = sources.get(id);
        let paths = defaults.get(&id).cloned().unwrap_or_else(|| vec![Vec::new()]);
        let concealing = Concealing { secrets, sources, id };
        match source.kind {
            SourceKind::File => {}
            SourceKind::Values if Some(id) == chart.schema.as_ref().map(|file| file.source) => {
                concealing.schema();
            }
            SourceKind::Values => paths.into_iter().for_each(|path| concealing.file(path)),
            SourceKind::Flag => concealing.flag(),
        }
    }
    for layer in layers {
        if let Layer::Flag(_, assignments) = layer {
            assignments.iter().for_each(|assignment| conceal_content(secrets, assignment, sources));
        }
    }
}

/// Where the defaults of each chart stand among the values.
fn defaults_of(
    chart: &Chart,
    path: &mut Vec<Step>,
    found: &mut BTreeMap<SourceId, Vec<Vec<Step>>>,
) {
    found.entry(chart.defaults.origin.at.source).or_default().push(path.clone());
    for dependency in &chart.dependencies {
        path.push(Step::Key(dependency.name.text.clone()));
        defaults_of(&dependency.chart, path, found);
        path.pop();
    }
}

/// What a flag brings in may stand in a file of its own.
fn conceal_content(secrets: &Secrets<'_>, assignment: &Assignment, sources: &Sources) {
    if secrets.is_secret(&path_of(assignment)) {
        conceal_node(&assignment.value, sources);
    }
}

/// Conceals all texts of a value.
pub fn conceal_node(node: &Node, sources: &Sources) {
    match &node.value {
        Value::Map(map) => map.iter().for_each(|(key, node)| {
            sources.conceal(&key.text);
            conceal_node(node, sources);
        }),
        Value::List(items) => items.iter().for_each(|item| conceal_node(item, sources)),
        Value::String(text) => sources.conceal(text),
        Value::Number(number) => sources.conceal(&number.to_string()),
        Value::Bool(_) | Value::Null => {}
    }
}

fn path_of(assignment: &Assignment) -> Vec<Step> {
    let steps = assignment.path.iter().map(|segment| match &segment.step {
        set::Step::Key(key) => Step::Key(key.clone()),
        set::Step::Index(_) => Step::Item,
    });
    steps.collect()
}

/// A text in which secrets are looked for.
struct Concealing<'a> {
    secrets: &'a Secrets<'a>,
    sources: &'a Sources,
    id: SourceId,
}

impl Concealing<'_> {
    fn text(&self) -> &str {
        &self.sources.get(self.id).text
    }

    fn mask(&self, bytes: std::ops::Range<usize>) {
        self.sources.mask(Span::new(self.id, bytes));
    }

    fn file(&self, mut path: Vec<Step>) {
        let (documents, fault) = yaml::parse(self.text());
        for document in &documents {
            match document.kind {
                Kind::Map(_) => self.syntax(document, &mut path),
                _ => self.misshapen(document),
            }
        }
        if fault.is_some() {
            let found = unread::in_yaml(self.text(), &self.secrets.names());
            found.into_iter().for_each(|bytes| self.mask(bytes));
        }
    }

    /// What should be a map, or has something else for a key: it may be anything.
    fn misshapen(&self, syntax: &Syntax) {
        if !self.secrets.known.is_empty() {
            self.conceal_syntax(syntax);
        }
    }

    fn schema(&self) {
        let names = BTreeSet::from(["default", "examples", "const", "enum"]);
        unread::in_yaml(self.text(), &names).into_iter().for_each(|bytes| self.mask(bytes));
    }

    fn flag(&self) {
        let flag = &self.sources.get(self.id).name;
        let Some(flavor) = Flavor::of_flag(flag) else { return };
        let parse = |flavor| {
            set::parse(Merging::Drydock, flavor, self.text(), self.id, &mut |_| Ok(String::new()))
        };
        let mask_each = |assignments: Vec<Assignment>| {
            assignments.iter().for_each(|assignment| {
                self.node(&assignment.value, &mut path_of(assignment));
            });
        };
        match parse(flavor) {
            Ok(assignments) => mask_each(assignments),
            Err(_) if self.is_without_key() => self.mask(0..self.text().len()),
            Err(_) => {
                parse(Flavor::SetLiteral).into_iter().for_each(mask_each);
                let found = unread::in_flag(self.text(), &self.secrets.names());
                found.into_iter().for_each(|bytes| self.mask(bytes));
            }
        }
    }

    /// Whether an argument begins with a value: it may be any.
    fn is_without_key(&self) -> bool {
        !self.secrets.known.is_empty() && self.text().trim_start().starts_with(['=', '"', '['])
    }

    fn node(&self, node: &Node, path: &mut Vec<Step>) {
        if self.secrets.is_whole(path) {
            self.mask(node.origin.at.range());
            return conceal_node(node, self.sources);
        }
        let parts = parts(node);
        if parts.is_empty() && self.secrets.is_secret(path) {
            self.mask(node.origin.at.range());
            conceal_node(node, self.sources);
        }
        for (step, below) in parts {
            path.push(step);
            self.node(below, path);
            path.pop();
        }
    }

    /// The same in a text as it was written, keys that are given twice included.
    fn syntax(&self, syntax: &Syntax, path: &mut Vec<Step>) {
        if self.secrets.is_whole(path) {
            return self.conceal_syntax(syntax);
        }
        match &syntax.kind {
            Kind::Map(pairs) if !pairs.is_empty() => {
                let mut follows_secret = false;
                for (key, value) in pairs {
                    let Kind::Scalar(scalar) = &key.kind else {
                        self.misshapen(value);
                        continue;
                    };
                    if follows_secret && self.is_alone(key) {
                        self.conceal_syntax(key);
                        continue;
                    }
                    let key = scalar.text.as_str();
                    if key == "<<" {
                        self.syntax(value, path);
                        continue;
                    }
                    path.push(Step::Key(key.to_owned()));
                    self.syntax(value, path);
                    follows_secret = self.secrets.is_secret(path);
                    path.pop();
                }
            }
            Kind::List(items) if !items.is_empty() => {
                path.push(Step::Item);
                items.iter().for_each(|item| self.syntax(item, path));
                path.pop();
            }
            _ if self.secrets.is_secret(path) => self.conceal_syntax(syntax),
            _ => {}
        }
    }

    /// Whether nothing but a comma or a brace follows a key: as in `{password: a,b}`.
    fn is_alone(&self, key: &Syntax) -> bool {
        self.text()[key.bytes.end..].trim_start().starts_with([',', '}'])
    }

    /// An alias stands for what is written elsewhere: each part is masked where it is.
    fn conceal_syntax(&self, syntax: &Syntax) {
        self.mask(syntax.bytes.clone());
        match &syntax.kind {
            Kind::Map(pairs) => pairs.iter().for_each(|(key, value)| {
                self.conceal_syntax(key);
                self.conceal_syntax(value);
            }),
            Kind::List(items) => items.iter().for_each(|item| self.conceal_syntax(item)),
            Kind::Scalar(scalar) => {
                self.sources.conceal(&scalar.text);
                if let Value::Number(number) = yaml::scalar::resolve(&scalar.text) {
                    self.sources.conceal(&number.to_string());
                }
            }
        }
    }
}

impl Contract {
    /// Whether any schema marks anything `writeOnly`.
    fn marks_any(&self) -> bool {
        !matches!(self.write_only, WriteOnly::Nothing)
            || self.children.values().any(Contract::marks_any)
    }

    /// Whether a schema marks the value at a path `writeOnly`: the chart's own, or that of a chart
    /// it brings along.
    pub fn is_write_only(&self, path: &[Step]) -> bool {
        self.write_only.marks(path)
            || match path.split_first() {
                Some((Step::Key(name), _)) if name == GLOBAL => {
                    self.children.values().any(|child| child.is_write_only(path))
                }
                Some((Step::Key(name), below)) => {
                    self.children.get(name).is_some_and(|child| child.is_write_only(below))
                }
                _ => false,
            }
    }
}
