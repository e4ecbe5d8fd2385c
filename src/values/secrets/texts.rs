//! Finds secrets in the texts of values: files, flags, defaults. The texts are read once more, and
//! leniently, so that secrets are also found in a text with errors, which messages will quote.

use std::collections::{BTreeMap, BTreeSet};

use super::{KeyOrItem, SecretPaths, parts, unread};
use crate::chart::Chart;
use crate::diagnostic::{Secrets, SourceId, SourceKind, Sources, Span};
use crate::values::set::{self, Assignment, Flavor};
use crate::values::{Layer, Merging};
use crate::yaml::syntax::{Syntax, SyntaxKind};
use crate::yaml::{self, Node, Value};

/// Finds every secret in the values files, in the flags, and in the defaults of a chart and its
/// dependencies. The values that stand at one of the places `shown` are none.
pub(crate) fn find(
    paths: &SecretPaths<'_>,
    own: &Own,
    layers: &[Layer],
    shown: &BTreeSet<Span>,
    sources: &Sources,
    found: &mut Secrets,
) {
    for id in sources.ids() {
        let source = sources.get(id);
        let roots = own.defaults.get(&id).cloned().unwrap_or_else(|| vec![Vec::new()]);
        let mut search = Search { paths, shown, sources, id, found };
        match source.kind {
            SourceKind::File => {}
            SourceKind::Values if own.schemas.contains(&id) => search.schema(),
            SourceKind::Values => roots.into_iter().for_each(|root| search.file(root)),
            SourceKind::Flag => search.flag(),
        }
    }
    for layer in layers {
        if let Layer::Flag(_, assignments) = layer {
            let hidden = assignments.iter().filter(|assignment| {
                paths.is_secret(&path_of(assignment)) && !holds(shown, assignment.value.origin.at)
            });
            // The value of a flag may stand in a file: `--set-file`.
            hidden.for_each(|assignment| add_node(&assignment.value, found));
        }
    }
}

/// The texts of a chart, and of those that it brings along, in which values are written.
#[derive(Debug, Default)]
pub(crate) struct Own {
    /// The paths of the defaults in the values; those of one text may be brought along twice.
    pub defaults: BTreeMap<SourceId, Vec<Vec<KeyOrItem>>>,
    pub schemas: BTreeSet<SourceId>,
}

impl Own {
    pub(crate) fn of(chart: &Chart) -> Self {
        let mut own = Own::default();
        defaults_of(chart, &mut Vec::new(), &mut own.defaults);
        add_schemas(chart, &mut own.schemas);
        own
    }
}

/// The paths of the defaults of each chart in the values.
fn defaults_of(
    chart: &Chart,
    path: &mut Vec<KeyOrItem>,
    found: &mut BTreeMap<SourceId, Vec<Vec<KeyOrItem>>>,
) {
    found.entry(chart.defaults.origin.at.source).or_default().push(path.clone());
    for dependency in &chart.dependencies {
        path.push(KeyOrItem::Key(dependency.name.text.clone()));
        defaults_of(&dependency.chart, path, found);
        path.pop();
    }
}

/// The schemas of a chart and of those that it brings along.
fn add_schemas(chart: &Chart, found: &mut BTreeSet<SourceId>) {
    found.extend(chart.schema.iter().map(|file| file.source));
    chart.dependencies.iter().for_each(|dependency| add_schemas(&dependency.chart, found));
}

/// Whether one of the places lies in another.
fn holds(places: &BTreeSet<Span>, place: Span) -> bool {
    let from = Span { end: 0, ..place };
    let mut within = places
        .range(from..)
        .take_while(|other| other.source == place.source && other.start <= place.end);
    within.any(|other| other.end <= place.end)
}

/// Adds all texts of a value.
fn add_node(node: &Node, found: &mut Secrets) {
    match &node.value {
        Value::Map(map) => map.iter().for_each(|(key, node)| {
            found.add_text(&key.text);
            add_node(node, found);
        }),
        Value::List(items) => items.iter().for_each(|item| add_node(item, found)),
        Value::String(text) => found.add_text(text),
        Value::Number(number) => {
            found.add_text(&number.to_string());
            node.spelling().into_iter().for_each(|text| found.add_text(text));
        }
        Value::Bool(_) | Value::Null => {}
    }
}

fn path_of(assignment: &Assignment) -> Vec<KeyOrItem> {
    let steps = assignment.path.iter().map(|segment| match &segment.step {
        set::KeyOrIndex::Key(key) => KeyOrItem::Key(key.clone()),
        set::KeyOrIndex::Index(_) => KeyOrItem::Item,
    });
    steps.collect()
}

/// A text in which secrets are looked for.
struct Search<'a, 'f> {
    paths: &'a SecretPaths<'a>,
    shown: &'a BTreeSet<Span>,
    sources: &'a Sources,
    id: SourceId,
    found: &'f mut Secrets,
}

impl<'a> Search<'a, '_> {
    fn text(&self) -> &'a str {
        &self.sources.get(self.id).text
    }

    fn is_shown(&self, bytes: &std::ops::Range<usize>) -> bool {
        holds(self.shown, Span::new(self.id, bytes.clone()))
    }

    fn add(&mut self, bytes: std::ops::Range<usize>) {
        self.found.add_place(Span::new(self.id, bytes), self.sources);
    }

    fn file(&mut self, mut path: Vec<KeyOrItem>) {
        let (documents, fault) = yaml::parse(self.text());
        for document in &documents {
            match document.kind {
                SyntaxKind::Map(_) => self.syntax(document, &mut path),
                _ => self.misshapen(document),
            }
        }
        if fault.is_some() {
            let found = unread::in_yaml(self.text(), &self.paths.names());
            found.into_iter().for_each(|bytes| self.add(bytes));
        }
    }

    /// A secret may be anywhere in what should be a map and is none, or has a key that is no
    /// string.
    fn misshapen(&mut self, syntax: &Syntax) {
        if !self.paths.known.is_empty() {
            self.add_syntax(syntax);
        }
    }

    fn schema(&mut self) {
        let names = BTreeSet::from(["default", "examples", "const", "enum"]);
        unread::in_yaml(self.text(), &names).into_iter().for_each(|bytes| self.add(bytes));
    }

    fn flag(&mut self) {
        let flag = &self.sources.get(self.id).name;
        let Some(flavor) = Flavor::of_flag(flag) else { return };
        let (text, id) = (self.text(), self.id);
        let parse =
            |flavor| set::parse(Merging::Drydock, flavor, text, id, &mut |_| Ok(String::new()));
        match parse(flavor) {
            Ok(assignments) => self.assigned(&assignments),
            Err(_) if self.is_without_key() => {
                let begins = usize::from(self.text().starts_with('='));
                self.add(begins..self.text().len());
            }
            Err(_) => {
                if let Ok(assignments) = parse(Flavor::SetLiteral) {
                    self.assigned(&assignments);
                }
                let found = unread::in_flag(self.text(), &self.paths.names());
                found.into_iter().for_each(|bytes| self.add(bytes));
            }
        }
    }

    fn assigned(&mut self, assignments: &[Assignment]) {
        for assignment in assignments {
            self.node(&assignment.value, &mut path_of(assignment));
        }
    }

    /// Whether an argument has a value without a key, which may be any.
    fn is_without_key(&self) -> bool {
        !self.paths.known.is_empty() && self.text().trim_start().starts_with(['=', '"', '['])
    }

    fn node(&mut self, node: &Node, path: &mut Vec<KeyOrItem>) {
        let is_shown = self.is_shown(&node.origin.at.range());
        if !is_shown && self.paths.is_whole(path) {
            self.add(node.origin.at.range());
            return add_node(node, self.found);
        }
        let parts = parts(node);
        if !is_shown && parts.is_empty() && self.paths.is_secret(path) {
            self.add(node.origin.at.range());
            add_node(node, self.found);
        }
        for (step, below) in parts {
            path.push(step);
            self.node(below, path);
            path.pop();
        }
    }

    /// The same in the syntax tree, where duplicate keys are still there.
    fn syntax(&mut self, syntax: &Syntax, path: &mut Vec<KeyOrItem>) {
        if self.paths.is_whole(path) {
            return self.add_syntax(syntax);
        }
        match &syntax.kind {
            SyntaxKind::Map(pairs) if !pairs.is_empty() => {
                let mut follows_secret = false;
                for (key, value) in pairs {
                    let SyntaxKind::Scalar(scalar) = &key.kind else {
                        self.misshapen(value);
                        continue;
                    };
                    if follows_secret && self.is_alone(key) {
                        self.add_syntax(key);
                        continue;
                    }
                    let key = scalar.text.as_str();
                    if key == "<<" {
                        self.syntax(value, path);
                        continue;
                    }
                    path.push(KeyOrItem::Key(key.to_owned()));
                    self.syntax(value, path);
                    follows_secret = self.paths.is_secret(path);
                    path.pop();
                }
            }
            SyntaxKind::List(items) if !items.is_empty() => {
                path.push(KeyOrItem::Item);
                items.iter().for_each(|item| self.syntax(item, path));
                path.pop();
            }
            _ if self.paths.is_secret(path) => self.add_syntax(syntax),
            _ => {}
        }
    }

    /// Whether a key has no value, as the `b` of `{password: a,b}`: it may be the rest of a secret.
    fn is_alone(&self, key: &Syntax) -> bool {
        self.text()[key.bytes.end..].trim_start().starts_with([',', '}'])
    }

    /// Masks a node and all its parts, which an alias has elsewhere in the text.
    fn add_syntax(&mut self, syntax: &Syntax) {
        let is_shown = self.is_shown(&syntax.bytes);
        if !is_shown {
            self.add(syntax.bytes.clone());
        }
        match &syntax.kind {
            SyntaxKind::Map(pairs) => pairs.iter().for_each(|(key, value)| {
                self.add_syntax(key);
                self.add_syntax(value);
            }),
            SyntaxKind::List(items) => items.iter().for_each(|item| self.add_syntax(item)),
            SyntaxKind::Scalar(_) if is_shown => {}
            SyntaxKind::Scalar(scalar) => {
                self.found.add_text(&scalar.text);
                if let Value::Number(number) = yaml::scalar::resolve(&scalar.text) {
                    self.found.add_text(&number.to_string());
                }
            }
        }
    }
}
