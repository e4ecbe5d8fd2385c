//! What a chart of Go templates knows of its values, and what is wrong with those it is given.
//!
//! Its templates are read only where something is given that its defaults don't name.

use std::sync::OnceLock;

use super::places::Places;
use super::{GoChart, secrecy};
use crate::diagnostic::{Code, Report, Secrets, Sources};
use crate::helm::{self, Readable};
use crate::pipeline::{Ours, check_tree};
use crate::template::go::reads;
use crate::template::go::value::{Map as GoMap, Value as GoValue};
use crate::values::usage::Usage;
use crate::values::{JsonSchema, Known, Layer, set, tell_unread};
use crate::yaml::{self, Dialect, Map, Node, Value};

/// What has been read of a chart so far.
#[derive(Debug, Default)]
pub(super) struct Read {
    by_defaults: OnceLock<Known>,
    defaults: OnceLock<Node>,
    /// Where no layer brings a template.
    usage: OnceLock<Usage>,
}

/// Reports the defaults that no template reads; `given` are the values of environments.
pub(super) fn check(
    chart: &GoChart,
    given: &[&Node],
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) {
    let Some(readable) = helm::readable(&chart.read()) else { return };
    let Some((path, file)) = readable.files.first() else { return };
    let Some(own) = chart.written(*file, sources).filter(|_| path.is_empty()) else { return };
    let mut texts = Vec::new();
    given.iter().for_each(|node| add_texts_of(node, &mut texts));
    tell_unread(&own, &chart.usage(&readable, texts, sources), report);
    if let Some(ours) = &chart.beside {
        check_ours(ours, given, report);
    }
    if !report.is_empty() {
        secrecy::add_secrets_of_defaults(chart, sources, secrets);
    }
}

/// Checks the templates of ours over all branches, but for what only they do not read.
fn check_ours(ours: &Ours, given: &[&Node], report: &mut Report) {
    let mut found = Report::new();
    check_tree(&ours.chart, &ours.templates, &ours.contract, given, &mut found);
    report.extend(found.iter().filter(|fault| fault.code != Code::UnreadValue).cloned());
}

impl GoChart {
    /// Reports the keys in layers that neither the defaults nor the templates know.
    pub(super) fn judge_keys(&self, layers: &[Layer], sources: &Sources, report: &mut Report) {
        if layers.is_empty()
            || self.known.by_defaults.get().is_some_and(|known| known.holds(layers, sources))
        {
            return;
        }
        let loaded = self.read();
        let Some(readable) = helm::readable(&loaded) else { return };
        let places = Places::new(self, &loaded, sources);
        let defaults = || places.node(&readable.defaults, self.nowhere());
        let by_defaults = self.known.by_defaults.get_or_init(|| Known::by_defaults(defaults()));
        if by_defaults.holds(layers, sources) {
            return;
        }
        let schemas = readable.schemas.iter();
        let schemas: Vec<_> =
            schemas.filter_map(|(path, file)| Some((path.clone(), self.schema(*file)?))).collect();
        let mut texts = Vec::new();
        layers.iter().for_each(|layer| add_texts(layer, &mut texts));
        let usage = self.usage(&readable, texts, sources);
        let lay = || self.written_over(&readable, defaults(), sources);
        let defaults = self.known.defaults.get_or_init(lay).clone();
        Known::by_templates(defaults, &usage, &schemas, layers).judge(layers, sources, report);
    }

    fn schema(&self, file: u32) -> Option<JsonSchema> {
        let loaded = self.read();
        let (_, bytes) = loaded.files.get(file as usize)?;
        let source = self.beginning(file).source;
        JsonSchema::compile(&String::from_utf8_lossy(bytes), source, &mut Report::new())
    }

    /// What the templates do with the values; texts that are given may be templates.
    fn usage(&self, readable: &Readable, given: Vec<String>, sources: &Sources) -> Usage {
        let is_plain = given.is_empty();
        let mut texts = given;
        let mut find = || {
            texts_of_defaults(&readable.defaults, &mut texts);
            let texts = texts.iter().map(String::as_str);
            let mut usage = reads::find(&readable.charts, texts);
            if let Some(ours) = &self.beside {
                usage.join(&ours.opened(sources).usage);
            }
            usage
        };
        if is_plain { self.known.usage.get_or_init(find).clone() } else { find() }
    }

    /// The defaults of all charts, each key where it is written.
    fn written_over(&self, readable: &Readable, otherwise: Node, sources: &Sources) -> Node {
        let mut all = Node::new(Value::Map(Map::new()), otherwise.origin.clone());
        for (path, file) in &readable.files {
            if let Some(own) = self.written(*file, sources) {
                lay_under(&mut all, below(path, own));
            }
        }
        lay_under(&mut all, otherwise);
        all
    }

    /// A file of defaults as it is written.
    fn written(&self, file: u32, sources: &Sources) -> Option<Node> {
        let source = self.beginning(file).source;
        let text = &sources.get(source).text;
        yaml::read(text, source, Dialect::Kubectl, &mut Report::new()).into_iter().next()
    }
}

/// A node under some keys.
fn below(path: &[String], node: Node) -> Node {
    path.iter().rev().fold(node, |node, key| {
        let origin = node.origin.clone();
        let mut map = Map::new();
        map.insert(yaml::Key::new(key.clone(), origin.clone()), node);
        Node::new(Value::Map(map), origin)
    })
}

/// Adds what is not there.
fn lay_under(over: &mut Node, under: Node) {
    let (Some(map), Value::Map(under)) = (over.as_map_mut(), under.value) else { return };
    for entry in under.into_entries() {
        match map.get_mut(&entry.key.text) {
            Some(over) => lay_under(over, entry.value),
            None => map.insert(entry.key, entry.value),
        }
    }
}

/// What begins an action.
const OPEN: &str = "{{";

pub(super) fn texts_of_defaults(value: &GoValue, texts: &mut Vec<String>) {
    if let Some(text) = value.as_text() {
        let text = text.to_str();
        if text.contains(OPEN) {
            texts.push(text.into_owned());
        }
    }
    let entries = value.as_map().into_iter().flat_map(GoMap::entries);
    entries.for_each(|(_, below)| texts_of_defaults(&below, texts));
    value
        .as_list()
        .into_iter()
        .flat_map(|list| list.iter())
        .for_each(|it| texts_of_defaults(it, texts));
}

pub(super) fn add_texts(layer: &Layer, texts: &mut Vec<String>) {
    match layer {
        Layer::File(node) => add_texts_of(node, texts),
        Layer::Flag(_, assignments) => {
            let value = |assignment: &set::Assignment| assignment.value.clone();
            assignments.iter().map(value).for_each(|node| add_texts_of(&node, texts));
        }
    }
}

pub(super) fn add_texts_of(node: &Node, texts: &mut Vec<String>) {
    match &node.value {
        Value::String(text) if text.contains(OPEN) => texts.push(text.clone()),
        Value::List(items) => items.iter().for_each(|item| add_texts_of(item, texts)),
        Value::Map(map) => map.iter().for_each(|(_, below)| add_texts_of(below, texts)),
        _ => {}
    }
}
