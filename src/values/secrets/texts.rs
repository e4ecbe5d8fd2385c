//! Secrets in the texts that values are written in, files, flags and schemas: read anew, so that
//! what is wrong with a text does not matter.

use std::collections::{BTreeMap, BTreeSet};

use super::{KeyOrItem, Secrets, parts, unread};
use crate::chart::Chart;
use crate::diagnostic::{SourceId, SourceKind, Sources, Span};
use crate::values::set::{self, Assignment, Flavor};
use crate::values::{Layer, Merging};
use crate::yaml::syntax::{Syntax, SyntaxKind};
use crate::yaml::{self, Node, Value};

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

/// What a flag brings in may stand in a file of its own.
fn conceal_content(secrets: &Secrets<'_>, assignment: &Assignment, sources: &Sources) {
    if secrets.is_secret(&path_of(assignment)) {
        conceal_node(&assignment.value, sources);
    }
}

/// Conceals all texts of a value.
fn conceal_node(node: &Node, sources: &Sources) {
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

fn path_of(assignment: &Assignment) -> Vec<KeyOrItem> {
    let steps = assignment.path.iter().map(|segment| match &segment.step {
        set::KeyOrIndex::Key(key) => KeyOrItem::Key(key.clone()),
        set::KeyOrIndex::Index(_) => KeyOrItem::Item,
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

    fn file(&self, mut path: Vec<KeyOrItem>) {
        let (documents, fault) = yaml::parse(self.text());
        for document in &documents {
            match document.kind {
                SyntaxKind::Map(_) => self.syntax(document, &mut path),
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

    fn node(&self, node: &Node, path: &mut Vec<KeyOrItem>) {
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
    fn syntax(&self, syntax: &Syntax, path: &mut Vec<KeyOrItem>) {
        if self.secrets.is_whole(path) {
            return self.conceal_syntax(syntax);
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
                        self.conceal_syntax(key);
                        continue;
                    }
                    let key = scalar.text.as_str();
                    if key == "<<" {
                        self.syntax(value, path);
                        continue;
                    }
                    path.push(KeyOrItem::Key(key.to_owned()));
                    self.syntax(value, path);
                    follows_secret = self.secrets.is_secret(path);
                    path.pop();
                }
            }
            SyntaxKind::List(items) if !items.is_empty() => {
                path.push(KeyOrItem::Item);
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
            SyntaxKind::Map(pairs) => pairs.iter().for_each(|(key, value)| {
                self.conceal_syntax(key);
                self.conceal_syntax(value);
            }),
            SyntaxKind::List(items) => items.iter().for_each(|item| self.conceal_syntax(item)),
            SyntaxKind::Scalar(scalar) => {
                self.sources.conceal(&scalar.text);
                if let Value::Number(number) = yaml::scalar::resolve(&scalar.text) {
                    self.sources.conceal(&number.to_string());
                }
            }
        }
    }
}
