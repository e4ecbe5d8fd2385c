//! The templates of ours in a chart of Go templates into a chart of their own, which takes the values
//! that Helm makes of all layers.
//!
//! Charts that it brings along in which nothing is ours are left out. What is no template, `crds/`
//! and schemas, is Helm's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::GoChart;
use super::places::Places;
use crate::chart::{Chart, ChartType, Dependency, File, Metadata, Template, Terms, Word};
use crate::diagnostic::{Report, SourceId, Sources, Span};
use crate::helm;
use crate::pipeline::{Ours, Request};
use crate::template::go::value::Data;
use crate::template::{self, Output, Release};
use crate::values::{self, Merging};
use crate::yaml::{Node, Origin};

/// The files of each chart, by the path of names that leads to it.
type Files = BTreeMap<String, Arc<BTreeMap<String, File>>>;

/// `None` where all templates are Go's.
pub(super) fn find(chart: &GoChart, shown: &str, sources: &mut Sources) -> Option<Ours> {
    let loaded = chart.read();
    let tree = helm::all_charts(&loaded);
    if !has_ours(&tree) {
        return None;
    }
    let mut files = Files::new();
    add_files(&tree, shown, &mut files, sources);
    let places = Places::new(chart, &loaded, sources);
    let ours = Making { places: &places, files: &files, sources }.chart(&tree, shown);
    Some(Ours::new(ours, sources))
}

/// The numbers of the files that are templates of ours.
pub(super) fn files(chart: &helm::Chart) -> BTreeSet<u32> {
    let own = chart.others.iter().map(|other| other.file);
    own.chain(chart.dependencies.iter().flat_map(files)).collect()
}

fn has_ours(chart: &helm::Chart) -> bool {
    !chart.others.is_empty() || chart.dependencies.iter().any(has_ours)
}

fn add_files(chart: &helm::Chart, shown: &str, files: &mut Files, sources: &mut Sources) {
    let mut own = BTreeMap::new();
    for (path, bytes) in &chart.files {
        let Some(name) = path.strip_prefix("files/") else { continue };
        let file = match std::str::from_utf8(bytes) {
            Ok(text) => {
                let source = sources.add_file(format!("{shown}/{path}"), text);
                File::Text { source, text: text.into() }
            }
            Err(_) => File::Bytes(bytes.as_slice().into()),
        };
        own.insert(name.to_owned(), file);
    }
    files.insert(shown.to_owned(), Arc::new(own));
    for child in chart.dependencies.iter().filter(|child| has_ours(child)) {
        add_files(child, &below(shown, child), files, sources);
    }
}

fn below(shown: &str, child: &helm::Chart) -> String {
    format!("{shown}/charts/{}", child.metadata.name)
}

struct Making<'m> {
    places: &'m Places<'m>,
    files: &'m Files,
    sources: &'m Sources,
}

impl Making<'_> {
    fn chart(&self, chart: &helm::Chart, shown: &str) -> Chart {
        let at = self.places.chart.nowhere();
        let others = || chart.others.iter().map(|other| self.template(other));
        let (notes, templates) = others().partition(|template| template.name == "NOTES.txt");
        let notes: Vec<Template> = notes;
        Chart {
            metadata: self.metadata(&chart.metadata, at),
            defaults: self.places.node(&chart.values, at),
            templates,
            files: self.files.get(shown).cloned().unwrap_or_default(),
            crds: Vec::new(),
            notes: notes.into_iter().next(),
            schema: None,
            dependencies: self.dependencies(chart, shown, at),
        }
    }

    fn template(&self, other: &helm::Template) -> Template {
        let source = self.places.chart.beginning(other.file).source;
        let name = other.path.strip_prefix("templates/").unwrap_or(&other.path).to_owned();
        Template { name, source, text: self.sources.get(source).text.clone() }
    }

    fn metadata(&self, said: &helm::Metadata, at: Span) -> Metadata {
        let node = said.map.clone().map(|map| self.places.node(&Data::Map(map).into(), at));
        let text = |key: &str| {
            let found = node.as_ref().and_then(|node| node.get(key));
            found.and_then(Node::as_str).map(str::to_owned)
        };
        let (app_version, description) = (text("appVersion"), text("description"));
        let mut metadata = Metadata::unknown(Origin::at(at));
        metadata.name.clone_from(&said.name);
        metadata.version.clone_from(&said.version);
        metadata.kind = if said.is_library() { ChartType::Library } else { ChartType::Application };
        metadata.node = node.unwrap_or(metadata.node);
        Metadata { app_version, description, ..metadata }
    }

    fn dependencies(&self, chart: &helm::Chart, shown: &str, at: Span) -> Vec<Dependency> {
        let word = |text: &str| Word { text: text.to_owned(), at };
        let brought = chart.dependencies.iter().filter(|child| has_ours(child));
        let dependency = |child: &helm::Chart| {
            let name = &child.metadata.name;
            let mut declared = chart.metadata.dependencies.iter().flatten();
            let terms = declared.find(|declared| declared.name == *name).map(|declared| Terms {
                condition: declared
                    .condition
                    .trim()
                    .split(',')
                    .filter(|it| !it.is_empty())
                    .map(word)
                    .collect(),
                tags: declared.tags.iter().map(|tag| word(tag)).collect(),
                // Helm has imported the values.
                imports: Vec::new(),
            });
            Dependency {
                name: word(name),
                chart: Arc::new(self.chart(child, &below(shown, child))),
                terms: terms.unwrap_or_default(),
            }
        };
        brought.map(dependency).collect()
    }
}

/// The first template of a chart, or of one that it brings along.
pub(super) fn first_template(chart: &Chart) -> Option<&Template> {
    let below = || chart.dependencies.iter().find_map(|it| first_template(&it.chart));
    chart.templates.first().or(chart.notes.as_ref()).or_else(below)
}

/// Whether a source is a template of a chart, or of one that it brings along.
pub(super) fn has_template(chart: &Chart, source: SourceId) -> bool {
    let mut own = chart.templates.iter().chain(&chart.notes);
    own.any(|template| template.source == source)
        || chart.dependencies.iter().any(|it| has_template(&it.chart, source))
}

/// What the templates of ours come to, after `rank` others.
pub(super) fn render(
    ours: &Ours,
    values: Node,
    request: &Request,
    namespace: Option<&str>,
    rank: usize,
    report: &mut Report,
) -> Output {
    let instance = values::instance(&ours.chart, &ours.contract, values, Merging::Helm, report);
    let release = Release {
        name: request.name.clone(),
        // As Helm has it.
        namespace: Some(namespace.unwrap_or("default").to_owned()),
        action: request.action,
    };
    let capabilities = request.capabilities();
    let templates = &ours.templates;
    let mut output =
        template::render(&instance, templates, &release, &capabilities, request.allowance, report);
    output.documents.iter_mut().for_each(|document| document.rank += rank);
    output
}
