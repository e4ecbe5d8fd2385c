//! The way of the data, one line a stage: each takes what the one before it made, and all of its
//! faults are reported before the next would begin.

use std::path::Path;

use crate::chart::constraint::Version;
use crate::chart::{self, Chart, ChartType};
use crate::check;
use crate::diagnostic::{Diagnostic, Report, Sources, Span};
use crate::manifest::{self, Manifest, kind};
use crate::template::{self, Capabilities, Document, Release};
use crate::values::schema::Shape;
use crate::values::{self, Layer};
use crate::yaml::{self, Dialect, Key, Map, Node, Origin, Value};

/// The Kubernetes version that is assumed: that of the built-in kinds.
pub const DEFAULT_KUBE_VERSION: &str = "1.36";

/// What to render, with everything that is not in the chart.
#[derive(Debug)]
pub struct Request {
    /// The release's name.
    pub name: String,
    /// Over the one the chart names.
    pub namespace: Option<String>,
    pub create_namespace: CreateNamespace,
    pub layers: Vec<Layer>,
    pub kube_version: Version,
    /// In addition to the built-in ones.
    pub api_versions: Vec<String>,
    pub crds: Crds,
    pub checks: Checks,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreateNamespace {
    Yes,
    No,
}

/// Which part the files of `crds/` have in the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crds {
    LeftOut,
    Included,
    Alone,
}

/// Whether objects are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checks {
    On,
    Off,
}

/// What came of a chart.
#[derive(Debug)]
pub struct Rendered {
    pub manifest: Manifest,
    pub chart: Chart,
    pub notes: Option<String>,
}

/// Renders the chart at `root`, which is spoken of as `shown`. `None` if anything is an error;
/// the report says what.
///
/// # Errors
/// If a file can't be read.
pub fn render(
    root: &Path,
    shown: &str,
    request: Request,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Option<Rendered>> {
    let Some(chart) = chart::load(root, shown, sources, report)? else { return Ok(None) };
    Ok(render_chart(chart, request, report))
}

/// Renders a chart that is loaded already.
pub fn render_chart(chart: Chart, mut request: Request, report: &mut Report) -> Option<Rendered> {
    let namespace = request.namespace.take().or_else(|| chart.metadata.namespace.clone());
    refuse_unfit(&chart, &request, namespace.as_deref(), report);
    let layers = std::mem::take(&mut request.layers);
    let values = values::effective(&chart.defaults, layers, report);
    if report.has_errors() {
        return None;
    }
    let release = Release { name: request.name.clone(), namespace: namespace.clone() };
    let mut documents = crds(&chart, request.crds, report);
    let mut notes = None;
    if request.crds != Crds::Alone {
        let capabilities = capabilities(&request);
        let output = template::render(&chart, &values, &release, &capabilities, report);
        documents.extend(output.documents);
        notes = output.notes;
    }
    if report.has_errors() {
        return None;
    }
    let mut manifest = manifest::build(documents, namespace.as_deref(), report);
    if let (CreateNamespace::Yes, Some(name)) = (request.create_namespace, &namespace) {
        add_namespace(&mut manifest, name, &chart);
    }
    if report.has_errors() {
        return None;
    }
    if request.checks == Checks::On {
        check::check(&manifest, report);
    }
    (!report.has_errors()).then_some(Rendered { manifest, chart, notes })
}

/// Checks the templates of a chart against its values, over all branches, without rendering.
pub fn check_templates(chart: &Chart, report: &mut Report) {
    template::check(chart, &Shape::infer(&chart.defaults), report);
}

/// What the request asks of a chart that can't give it.
fn refuse_unfit(chart: &Chart, request: &Request, namespace: Option<&str>, report: &mut Report) {
    let field = |name: &str| {
        let map = chart.metadata.node.as_map()?;
        map.get(name).map(|node| node.origin.at)
    };
    let here = field("name").unwrap_or(chart.metadata.node.origin.at);
    if let Some((constraint, text)) = &chart.metadata.kube_version
        && !constraint.matches(&request.kube_version)
    {
        let message =
            format!("the chart wants Kubernetes {text}, and this is {}", request.kube_version);
        let fault = Diagnostic::error("kube-version", message);
        let at = field("kubeVersion").unwrap_or(here);
        report.push(
            fault.at(at, "does not take it").help("name another version with --kube-version"),
        );
    }
    if chart.metadata.kind == ChartType::Library {
        let fault = Diagnostic::error("library-chart", "a library chart makes no objects");
        let at = field("type").unwrap_or(here);
        report.push(fault.at(at, "a library").help("render a chart that uses it"));
    }
    if request.create_namespace == CreateNamespace::Yes && namespace.is_none() {
        let fault = Diagnostic::error("no-namespace", "there is no namespace to create");
        let annotation = chart::NAMESPACE_ANNOTATION;
        report.push(fault.help(format!(
            "name it with --namespace, or in Chart.yaml under annotations as `{annotation}: NAME`"
        )));
    }
    if let Some(at) = field("dependencies") {
        let fault =
            Diagnostic::error("dependencies", "charts with dependencies can't be rendered yet");
        report.push(fault.at(at, "named here").help("copy the templates that are needed"));
    }
}

fn capabilities(request: &Request) -> Capabilities {
    let built_in = kind::all();
    let mut api_versions: Vec<String> = Vec::new();
    for kind in built_in {
        if api_versions
            .last()
            .is_none_or(|last| !last.starts_with(&format!("{}/", kind.api_version)))
        {
            api_versions.push(kind.api_version.to_owned());
        }
        api_versions.push(format!("{}/{}", kind.api_version, kind.kind));
    }
    api_versions.extend(request.api_versions.iter().cloned());
    Capabilities { kube_version: format!("v{}", request.kube_version), api_versions }
}

/// The documents of `crds/`, which are no templates.
fn crds(chart: &Chart, wanted: Crds, report: &mut Report) -> Vec<Document> {
    if wanted == Crds::LeftOut {
        return Vec::new();
    }
    let mut documents = Vec::new();
    for file in &chart.crds {
        let template = format!("crds/{}", file.name).into();
        for root in yaml::read(&file.text, file.source, Dialect::Kubectl, report) {
            if !root.is_null() {
                documents.push(Document {
                    root,
                    template: std::sync::Arc::clone(&template),
                    rank: 0,
                });
            }
        }
    }
    documents
}

/// Adds the Namespace, unless the chart renders it.
fn add_namespace(manifest: &mut Manifest, name: &str, chart: &Chart) {
    let is_there = manifest
        .objects
        .iter()
        .any(|object| object.identity.kind == "Namespace" && object.identity.name == name);
    if is_there {
        return;
    }
    let at = Span { end: chart.metadata.node.origin.at.start, ..chart.metadata.node.origin.at };
    let text = |text: &str| Node::new(Value::String(text.to_owned()), Origin::at(at));
    let map = |entries: Vec<(&str, Node)>| {
        let mut map = Map::new();
        for (key, node) in entries {
            map.insert(Key::new(key, Origin::at(at)), node);
        }
        Node::new(Value::Map(map), Origin::at(at))
    };
    let root = map(vec![
        ("apiVersion", text("v1")),
        ("kind", text("Namespace")),
        ("metadata", map(vec![("name", text(name))])),
    ]);
    manifest.add_first(root, "--create-namespace");
}
