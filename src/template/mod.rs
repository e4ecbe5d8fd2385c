//! Chart and values into documents: values are bound, not printed.
//!
//! 1. [`instrument`](instrument::instrument) rewrites each template so that an emission makes a
//!    *hole*: the value is kept, a private-use marker is written in its place.
//! 2. The engine runs; [`assemble`](assemble::assemble) takes its output to text with holes and a
//!    position for every byte.
//! 3. The text is parsed as YAML, and [`Filler`](fill::Filler) fills the holes: a scalar that is
//!    one hole becomes the value with its type, a scalar that contains holes becomes a string.
//!
//! So no value can change the structure of a document, and every node of it knows the place in
//! the template and the place in the values it came from. What the documents *mean* is not asked
//! here.

mod assemble;
mod engine;
mod fault;
mod files;
mod fill;
pub mod functions;
mod holes;
mod instrument;
mod marker;
mod names;
mod traced;

use std::sync::Arc;

use minijinja::{Environment, Value};

use crate::chart::{Chart, Template};
use crate::diagnostic::{Diagnostic, Report, SourceId, Span};
use crate::yaml::{self, Map, Node};
use fill::Filler;
use holes::{Scene, SharedScene};
use instrument::Outcome;

/// What a chart is rendered for, besides its values.
#[derive(Clone, Debug)]
pub struct Release {
    pub name: String,
    pub namespace: Option<String>,
}

/// What the cluster can do.
#[derive(Clone, Debug)]
pub struct Capabilities {
    /// `v1.36.0`
    pub kube_version: String,
    /// `apps/v1` and `apps/v1/Deployment`
    pub api_versions: Vec<String>,
}

/// One document of a template, its holes filled. Never empty.
#[derive(Clone, Debug)]
pub struct Document {
    pub root: Node,
    /// The file it was written in, from the chart on: `templates/deployment.yaml`.
    pub template: Arc<str>,
    /// How many templates come before its own.
    pub rank: usize,
}

/// Renders every template of the chart that is no partial, in the order of their paths.
pub fn render(
    chart: &Chart,
    values: &Node,
    release: &Release,
    capabilities: &Capabilities,
    report: &mut Report,
) -> Vec<Document> {
    let scene = SharedScene::default();
    let env = prepare(chart, values, release, capabilities, &scene, report);
    let mut documents = Vec::new();
    for (rank, template) in chart.templates.iter().enumerate() {
        if !template.is_partial()
            && let Some(output) = run(&env, &scene, template, report)
        {
            documents.extend(read_output(&scene, template, rank, &output, report));
        }
    }
    documents
}

/// Renders the chart's notes, as text.
pub fn render_notes(
    chart: &Chart,
    values: &Node,
    release: &Release,
    capabilities: &Capabilities,
    report: &mut Report,
) -> Option<String> {
    let notes = chart.notes.as_ref()?;
    let scene = SharedScene::default();
    let env = prepare(chart, values, release, capabilities, &scene, report);
    let output = run(&env, &scene, notes, report)?;
    let mut scene = scene.lock();
    let assembled = assemble::assemble(&output, &scene);
    let mut filler = filler(&scene, &assembled, notes.source);
    let (text, _) = filler.fill_text(&assembled.text);
    report.extend(filler.faults);
    report.extend(scene.faults.drain(..));
    Some(text)
}

/// An engine that knows the chart's templates, each instrumented.
fn prepare(
    chart: &Chart,
    values: &Node,
    release: &Release,
    capabilities: &Capabilities,
    scene: &SharedScene,
    report: &mut Report,
) -> Environment<'static> {
    let mut env = engine::environment(scene);
    for template in chart.templates.iter().chain(&chart.notes) {
        let source = load(template, &mut scene.lock(), report);
        if let Some(source) = source {
            let added = env.add_template_owned(template.name.clone(), source);
            if let Err(error) = added {
                report.push(fault::runtime_fault(&error, &scene.lock(), template.source));
            }
        }
    }
    let values = traced::to_value(values);
    scene.lock().values = values.clone();
    env.add_global("values", values);
    env.add_global("release", release_object(release));
    env.add_global("chart", chart_object(chart));
    env.add_global("capabilities", capabilities_object(capabilities));
    env.add_global("files", files::object(chart, scene));
    env
}

/// Instruments a template and enters it into the scene; `None` if it can't be run.
fn load(template: &Template, scene: &mut Scene, report: &mut Report) -> Option<String> {
    let Template { name, source, text } = template;
    scene.texts.insert(*source, text.clone());
    if let Some(at) = marker::find_reserved(text) {
        let fault = Diagnostic::error("reserved-character", "a private-use character stands here");
        let span = Span::new(*source, at..at + '\u{E000}'.len_utf8());
        report.push(fault.at(span, "reserved for the renderer").help("remove it"));
        return None;
    }
    match instrument::instrument(text, name, *source, &mut scene.register) {
        Outcome::Ready(instrumented) => {
            scene.templates.insert(name.clone(), (*source, instrumented.edits));
            Some(instrumented.source)
        }
        Outcome::Refused(refusals) => {
            report.extend(refusals.iter().map(fault::refusal));
            None
        }
        Outcome::Syntax(error) => {
            report.push(fault::syntax_fault(&error, *source, text));
            None
        }
    }
}

/// Runs a template. After a value was missing, what fails next is left unsaid: it may be the
/// same fault again.
fn run(
    env: &Environment<'static>,
    scene: &SharedScene,
    template: &Template,
    report: &mut Report,
) -> Option<String> {
    let compiled = env.get_template(&template.name).ok()?;
    let about = Value::from_pairs([("name", Value::from(&*template.name))]);
    let output = compiled.render(Value::from_pairs([("template", about)]));
    let mut scene = scene.lock();
    let spoken = scene.faults.iter().any(is_error);
    report.extend(scene.faults.drain(..));
    match output {
        Ok(output) => (!spoken).then_some(output),
        Err(error) => {
            if !spoken {
                report.push(fault::runtime_fault(&error, &scene, template.source));
            }
            None
        }
    }
}

fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == crate::diagnostic::Severity::Error
}

fn read_output(
    scene: &SharedScene,
    template: &Template,
    rank: usize,
    output: &str,
    report: &mut Report,
) -> Vec<Document> {
    let scene = scene.lock();
    let assembled = assemble::assemble(output, &scene);
    let (documents, fault) = yaml::parse(&assembled.text);
    let mut filler = filler(&scene, &assembled, template.source);
    let roots: Vec<Node> = documents.into_iter().map(|syntax| filler.document(syntax)).collect();
    report.extend(std::mem::take(&mut filler.faults));
    if let Some(fault) = fault {
        report.push(structure_fault(fault, &filler));
    }
    let name: Arc<str> = format!("templates/{}", template.name).into();
    let mut found = Vec::new();
    for root in roots {
        take_root(root, &name, rank, &mut found, report);
    }
    found
}

fn filler<'a>(
    scene: &'a Scene,
    assembled: &'a assemble::Assembled,
    source: SourceId,
) -> Filler<'a> {
    Filler { scene, assembled, source, faults: Vec::new() }
}

/// A list of values as a document stands for a document each; empty ones vanish.
fn take_root(
    root: Node,
    template: &Arc<str>,
    rank: usize,
    found: &mut Vec<Document>,
    report: &mut Report,
) {
    match root.value {
        yaml::Value::Null => {}
        yaml::Value::Map(ref map) if map.is_empty() => {}
        yaml::Value::Map(_) => found.push(Document { root, template: template.clone(), rank }),
        yaml::Value::List(items) if root.origin.set.is_some() => {
            for item in items {
                take_root(item, template, rank, found, report);
            }
        }
        other => {
            let what = other.describe();
            let message = format!("a document must be a map of fields, and this is {what}");
            let mut fault = Diagnostic::error("bad-document", message).at(root.origin.at, what);
            for &place in root.origin.set.iter().flat_map(|places| places.iter()) {
                fault = fault.context(place, "set here");
            }
            report.push(fault.help("an object begins with apiVersion, kind and metadata"));
        }
    }
}

/// What the template wrote is no YAML.
fn structure_fault(fault: yaml::Fault, filler: &Filler<'_>) -> Diagnostic {
    let text = &filler.assembled.text;
    let at = fault.bytes.start.min(text.len());
    let line_start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let before = text[..line_start].trim_end().lines().next_back().unwrap_or("");
    let line = text[line_start..].lines().next().unwrap_or("");
    let lone = |line: &str| fill::only_hole(line.trim()).is_some();
    let span = filler.span(&(at..at + 1));
    let diagnostic = Diagnostic::error("yaml-syntax", format!("not valid YAML: {}", fault.message))
        .at(span, "the reader stopped here");
    if lone(line) || lone(before) {
        return diagnostic
            .help("a value alone on its line can't join the map around it: write `<<: {{ … }}`");
    }
    match fault.help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

fn release_object(release: &Release) -> Value {
    let namespace = release.namespace.as_deref().unwrap_or("default");
    Value::from_pairs([
        ("name", Value::from(&*release.name)),
        ("namespace", Value::from(namespace)),
        ("service", Value::from("drydock")),
        ("revision", Value::from(1)),
        ("is_install", Value::from(true)),
        ("is_upgrade", Value::from(false)),
    ])
}

/// Chart.yaml's fields in snake case; what it leaves out is null, or empty.
fn chart_object(chart: &Chart) -> Value {
    let empty = Map::new();
    let map = chart.metadata.node.as_map().unwrap_or(&empty);
    let field = |name: &str| map.get(name).map_or(Value::from(()), traced::to_value);
    let pairs = [
        ("name", "name"),
        ("version", "version"),
        ("app_version", "appVersion"),
        ("description", "description"),
        ("type", "type"),
        ("kube_version", "kubeVersion"),
        ("home", "home"),
        ("icon", "icon"),
        ("keywords", "keywords"),
        ("sources", "sources"),
        ("maintainers", "maintainers"),
        ("annotations", "annotations"),
        ("deprecated", "deprecated"),
    ];
    Value::from_pairs(pairs.map(|(ours, theirs)| (ours, field(theirs))))
}

fn capabilities_object(capabilities: &Capabilities) -> Value {
    let api_versions: Vec<Value> =
        capabilities.api_versions.iter().map(|version| Value::from(&**version)).collect();
    Value::from_pairs([
        ("kube_version", Value::from(&*capabilities.kube_version)),
        ("api_versions", Value::from(api_versions)),
    ])
}
