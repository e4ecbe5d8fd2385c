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
//!
//! [`check`](check()) looks at the same templates without running them.

mod assemble;
mod check;
mod engine;
mod fault;
mod files;
mod fill;
pub mod functions;
mod habits;
mod holes;
mod instrument;
mod library;
mod marker;
mod names;
mod references;
mod secrets;
mod traced;
mod tree;
mod unclosed;

use std::sync::Arc;

pub use check::check;
use minijinja::{Environment, Value};
pub use secrets::Readers;

use crate::chart::{ChartType, Template};
use crate::diagnostic::{Diagnostic, Report, SourceId, Span};
use crate::values::Instance;
use crate::yaml::{self, Map, Node};
use fill::Filler;
use holes::{Scene, SharedScene};
use instrument::Outcome;
use library::Named;

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
    /// The file it was written in, from the topmost chart on: `templates/deployment.yaml`,
    /// `charts/redis/templates/service.yaml`.
    pub template: Arc<str>,
    /// How many templates come before its own.
    pub rank: usize,
}

/// What the templates of a chart come to.
#[derive(Clone, Debug, Default)]
pub struct Output {
    pub documents: Vec<Document>,
    /// The chart's notes, for people.
    pub notes: Option<String>,
}

/// Renders every template that is no partial, in the order of their paths from the topmost chart
/// on, so that those of the charts it brings along come first; and its notes.
pub fn render(
    instance: &Instance<'_>,
    release: &Release,
    capabilities: &Capabilities,
    report: &mut Report,
) -> Output {
    let mut output = Output::default();
    let (mut rank, mut found) = (0, Report::new());
    let context = Context { release, capabilities };
    render_tree(instance, &context, &mut rank, &mut output, &mut found);
    report.extend(found.iter().cloned().map(Diagnostic::computed));
    output
}

/// What all charts of a release see alike.
struct Context<'a> {
    release: &'a Release,
    capabilities: &'a Capabilities,
}

fn render_tree(
    instance: &Instance<'_>,
    context: &Context<'_>,
    rank: &mut usize,
    output: &mut Output,
    report: &mut Report,
) {
    let mut children: Vec<&Instance<'_>> = instance.children.iter().collect();
    children.sort_by(|one, two| one.path.cmp(&two.path));
    for child in children {
        render_tree(child, context, rank, output, report);
    }
    if instance.chart.metadata.kind == ChartType::Library {
        return;
    }
    let mut run = Run::prepare(instance, context, report);
    for template in &instance.chart.templates {
        if !template.is_partial()
            && let Some(text) = run.output(template, report)
        {
            let path = format!("{}templates/{}", instance.path, template.name);
            output.documents.extend(read_output(
                &run.scene,
                template.source,
                &path,
                *rank,
                &text,
                report,
            ));
        }
        *rank += 1;
    }
    if let Some(notes) = instance.chart.notes.as_ref().filter(|_| instance.path.is_empty()) {
        output.notes = run.notes(notes, report);
    }
}

/// An engine that knows the templates of a chart and of its libraries, each instrumented.
struct Run<'a> {
    templates: Vec<Named<'a>>,
    env: Environment<'static>,
    scene: SharedScene,
}

impl<'a> Run<'a> {
    fn prepare(instance: &Instance<'a>, context: &Context<'_>, report: &mut Report) -> Self {
        let scene = SharedScene::default();
        let mut env = engine::environment(&scene);
        let templates = library::templates(instance);
        library::resolve_names(&mut env, &templates);
        let mut run = Run { templates, env, scene };
        for at in 0..run.templates.len() {
            run.load(at, &[], report);
        }
        let values = traced::to_value(&instance.values);
        run.scene.lock().values = values.clone();
        run.scene.lock().defaults = traced::to_value(&instance.chart.defaults);
        run.env.add_global("values", values);
        run.env.add_global("release", release_object(context.release));
        run.env.add_global("chart", chart_object(instance));
        run.env.add_global("capabilities", capabilities_object(context.capabilities));
        run.env.add_global("files", files::object(instance.chart, &run.scene));
        run
    }

    /// Instruments a template and gives it to the engine, unless it can't be run.
    fn load(&mut self, at: usize, passed: &[usize], report: &mut Report) {
        let Named { name, template, .. } = &self.templates[at];
        let source = enter(name, template, passed, &mut self.scene.lock(), report);
        let Some(source) = source else { return };
        if let Err(error) = self.env.add_template_owned(name.clone(), source) {
            report.push(fault::runtime_fault(&error, &self.scene.lock(), template.source));
        }
    }

    /// Runs a template. Where an emission fails, the template is run again without it, so that
    /// one run of the program tells all that is wrong.
    fn output(&mut self, template: &Template, report: &mut Report) -> Option<String> {
        let mut passed: Vec<Span> = Vec::new();
        loop {
            let output = self.attempt(template, report);
            let place = match output {
                Ok(output) => return output.filter(|_| passed.is_empty()),
                Err(place) => place,
            };
            let failed = self.scene.lock().site_around(place)?.span;
            if passed.contains(&failed) {
                return None;
            }
            passed.push(failed);
            let again =
                self.templates.iter().position(|named| named.template.source == failed.source)?;
            let here = passed.iter().filter(|span| span.source == failed.source);
            let here: Vec<usize> = here.map(|span| span.start as usize).collect();
            self.load(again, &here, report);
        }
    }

    /// Runs the notes, and fills their holes as text.
    fn notes(&mut self, notes: &Template, report: &mut Report) -> Option<String> {
        let output = self.output(notes, report)?;
        let scene = self.scene.lock();
        let assembled = assemble::assemble(&output, &scene);
        let mut filler = filler(&scene, &assembled, notes.source);
        let (text, _) = filler.fill_text(&assembled.text);
        report.extend(filler.faults);
        Some(text)
    }

    /// Runs a template once: its output, nothing where a value was missing, or the place where it
    /// failed. After a stand-in for a missing value was used, a failure may be due to it, and is
    /// left unsaid.
    fn attempt(&self, template: &Template, report: &mut Report) -> Result<Option<String>, Span> {
        let Ok(compiled) = self.env.get_template(&template.name) else { return Ok(None) };
        let about = Value::from_pairs([("name", Value::from(&*template.name))]);
        let output = compiled.render(Value::from_pairs([("template", about)]));
        let mut scene = self.scene.lock();
        let poisoned = std::mem::take(&mut scene.poisoned);
        let spoken = scene.faults.iter().any(is_error);
        report.extend(scene.faults.drain(..));
        match output {
            Ok(output) => Ok((!spoken).then_some(output)),
            Err(error) => {
                let fault = fault::runtime_fault(&error, &scene, template.source);
                let place = fault.labels[0].span;
                if !poisoned {
                    report.push(fault);
                }
                Err(place)
            }
        }
    }
}

/// Instruments a template and enters it into the scene; `None` if it can't be run.
fn enter(
    name: &str,
    template: &Template,
    passed: &[usize],
    scene: &mut Scene,
    report: &mut Report,
) -> Option<String> {
    let Template { source, text, .. } = template;
    scene.texts.insert(*source, text.clone());
    if let Some(at) = marker::find_reserved(text) {
        let fault = Diagnostic::error("reserved-character", "a private-use character stands here");
        let span = Span::new(*source, at..at + '\u{E000}'.len_utf8());
        report.push(fault.at(span, "reserved for the renderer").help("remove it"));
        return None;
    }
    report.extend(unclosed::swallowed(text, *source));
    match instrument::instrument(text, name, *source, passed, &mut scene.register) {
        Outcome::Ready(instrumented) => {
            scene.templates.insert(name.to_owned(), (*source, instrumented.edits));
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

fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == crate::diagnostic::Severity::Error
}

fn read_output(
    scene: &SharedScene,
    source: SourceId,
    path: &str,
    rank: usize,
    output: &str,
    report: &mut Report,
) -> Vec<Document> {
    let scene = scene.lock();
    let assembled = assemble::assemble(output, &scene);
    let (documents, fault) = yaml::parse(&assembled.text);
    let mut filler = filler(&scene, &assembled, source);
    let roots: Vec<Node> = documents.into_iter().map(|syntax| filler.document(syntax)).collect();
    report.extend(std::mem::take(&mut filler.faults));
    if let Some(fault) = fault {
        report.push(structure_fault(fault, &filler));
    }
    let name: Arc<str> = path.into();
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
        .at(span, "here");
    if lone(line) || lone(before) {
        let neighbour = if lone(line) { before } else { line };
        return diagnostic.help(if neighbour.trim_start().starts_with("- ") {
            "a value alone on its line can't join the list around it: \
             write `{% for item in … %}`, `- {{ item }}`, `{% endfor %}`, each on its line"
        } else {
            "a value alone on its line can't join the map around it: write `<<: {{ … }}`"
        });
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

/// Chart.yaml's fields in snake case; what it leaves out is null, or empty. As in Helm, a chart
/// with an alias has that for its name.
fn chart_object(instance: &Instance<'_>) -> Value {
    let empty = Map::new();
    let map = instance.chart.metadata.node.as_map().unwrap_or(&empty);
    let field = |name: &str| map.get(name).map_or(Value::from(()), traced::to_value);
    let pairs = [
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
    let name = ("name", Value::from(instance.name));
    Value::from_pairs([name].into_iter().chain(pairs.map(|(ours, theirs)| (ours, field(theirs)))))
}

fn capabilities_object(capabilities: &Capabilities) -> Value {
    let api_versions: Vec<Value> =
        capabilities.api_versions.iter().map(|version| Value::from(&**version)).collect();
    Value::from_pairs([
        ("kube_version", Value::from(&*capabilities.kube_version)),
        ("api_versions", Value::from(api_versions)),
    ])
}
