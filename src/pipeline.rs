//! The way of the data, one line a stage: each takes what the one before it made, and all of its
//! faults are reported before the next would begin.

use std::path::Path;
use std::sync::Arc;

use crate::chart::constraint::Version;
use crate::chart::{self, Broken, Chart, ChartType};
use crate::check;
use crate::check::surroundings::{External, Surroundings};
use crate::diagnostic::{Diagnostic, Report, Severity, Sources, Span};
use crate::manifest::{self, Manifest, kind};
use crate::snapshot::Withheld;
use crate::template::{self, Capabilities, Document, Readers, Release};
use crate::values::secrets::Secrets;
use crate::values::{self, Contract, Instance, Layer, Merging};
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
    pub merging: Merging,
    pub kube_version: Version,
    /// In addition to the built-in ones.
    pub api_versions: Vec<String>,
    pub crds: Crds,
    pub checks: Checks,
}

impl Request {
    /// The chart with its defaults, checked, for a release of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Request {
            name: name.into(),
            namespace: None,
            create_namespace: CreateNamespace::No,
            layers: Vec::new(),
            merging: Merging::Drydock,
            kube_version: Version::parse(DEFAULT_KUBE_VERSION).expect("a version"),
            api_versions: Vec::new(),
            crds: Crds::LeftOut,
            checks: Checks::On,
        }
    }
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
    /// The values that are `writeOnly`, or that only the data of Secrets was filled with.
    pub secrets: Withheld,
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
    let Some(chart) = load(root, shown, sources, report)? else { return Ok(None) };
    Ok(render_chart(chart, request, sources, report))
}

/// Loads the chart at `root`, which is spoken of as `shown`. `None` if anything is an error; what
/// is secret in the chart is concealed then.
///
/// # Errors
/// If a file can't be read.
pub fn load(
    root: &Path,
    shown: &str,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Option<Chart>> {
    match chart::load(root, shown, sources, report)? {
        Ok(chart) => Ok(Some(chart)),
        Err(Broken(charts)) => {
            charts.iter().for_each(|chart| conceal(chart, &[], sources));
            Ok(None)
        }
    }
}

/// Conceals what is secret by the chart at `root`, of which nothing else is asked: if it can't be
/// read, that is not said.
pub fn load_concealed(root: &Path, shown: &str, sources: &mut Sources) {
    if let Ok(Some(chart)) = load(root, shown, sources, &mut Report::new()) {
        conceal(&chart, &[], sources);
    }
}

/// Conceals what is secret in all texts of values: by the chart's schemas, and by its templates,
/// which are not run for that. It is for whoever is about to show something of them.
pub fn conceal(chart: &Chart, layers: &[Layer], sources: &Sources) {
    let contract = values::contract(chart, sources, &mut Report::new());
    let readers = Readers::find(chart, &files(layers));
    let secrets = Secrets::new(&contract, &readers);
    values::secrets::conceal(&secrets, chart, layers, sources);
}

/// Renders a chart that is loaded already. If anything is wrong, what is secret is concealed; the
/// notes name kinds alone.
pub fn render_chart(
    chart: Chart,
    request: Request,
    sources: &Sources,
    report: &mut Report,
) -> Option<Rendered> {
    let layers = request.layers.clone();
    let made = made_of(&chart, request, sources, report);
    if report.iter().any(|fault| fault.severity != Severity::Note) {
        conceal(&chart, &layers, sources);
    }
    made.map(|Made { manifest, notes, secrets }| Rendered { manifest, chart, notes, secrets })
}

/// What the templates of a chart and its values make.
struct Made {
    manifest: Manifest,
    notes: Option<String>,
    secrets: Withheld,
}

fn write_only(contract: &Contract, values: &Node, sources: &Sources) -> Withheld {
    let mut secrets = Withheld::default();
    for (place, node) in values::secrets::write_only(contract, values) {
        secrets.places.insert(place);
        let text = match &node.value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => continue,
        };
        secrets.texts.extend(sources.telling(&text));
    }
    secrets
}

fn made_of(
    chart: &Chart,
    mut request: Request,
    sources: &Sources,
    report: &mut Report,
) -> Option<Made> {
    let namespace = request.namespace.take().or_else(|| chart.metadata.namespace.clone());
    refuse_unfit(chart, &request, namespace.as_deref(), report);
    let layers = std::mem::take(&mut request.layers);
    let contract = values::contract(chart, sources, report);
    let values = values::effective(&contract, layers, request.merging, sources, report);
    if report.has_errors() {
        return None;
    }
    let mut secrets = write_only(&contract, &values, sources);
    let instance = values::instance(chart, &contract, values, request.merging, report);
    doubt_unfit(&instance, &request, report);
    if report.has_errors() {
        return None;
    }
    let release = Release { name: request.name.clone(), namespace: namespace.clone() };
    let mut documents = crds(&instance, request.crds, report);
    let mut notes = None;
    if request.crds != Crds::Alone {
        let capabilities = capabilities(&request);
        let output = template::render(&instance, &release, &capabilities, report);
        documents.extend(output.documents);
        notes = output.notes;
    }
    if report.has_errors() {
        return None;
    }
    let mut manifest = manifest::build(documents, namespace.as_deref(), report);
    secrets.places.extend(manifest.secret_places());
    secrets.places.iter().for_each(|place| sources.mask(*place));
    if let (CreateNamespace::Yes, Some(name)) = (request.create_namespace, &namespace) {
        add_namespace(&mut manifest, name, chart);
    }
    if report.has_errors() {
        return None;
    }
    if request.checks == Checks::On {
        let externals = externals(&instance);
        check::check(&manifest, &Surroundings { namespace, externals }, report);
    }
    (!report.has_errors()).then_some(Made { manifest, notes, secrets })
}

/// What others provide, if the chart says so, with what those that it brings along say.
fn externals(instance: &Instance<'_>) -> Option<Vec<External>> {
    let listed = values::externals(&instance.values)?.map(|external| External {
        kind: external.kind.to_owned(),
        namespace: external.namespace.map(str::to_owned),
        name: external.name.to_owned(),
    });
    let brought = instance.children.iter().filter_map(externals).flatten();
    Some(listed.chain(brought).collect())
}

/// The effective values of a chart.
#[derive(Debug)]
pub struct Valued {
    /// The values as they were after each layer: the defaults first, the effective ones last.
    pub history: Vec<Node>,
}

/// The values that the chart at `root` would be rendered with. `None` if they can't be used.
///
/// # Errors
/// If a file can't be read.
pub fn values(
    root: &Path,
    shown: &str,
    request: Request,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Option<Valued>> {
    let Some(chart) = load(root, shown, sources, report)? else { return Ok(None) };
    let contract = values::contract(&chart, sources, report);
    let mut history = Vec::new();
    for count in 0..=request.layers.len() {
        let layers = request.layers[..count].to_vec();
        // Faults are told once, of all layers together.
        let mut silent = Report::new();
        let heard = if count == request.layers.len() { &mut *report } else { &mut silent };
        history.push(values::effective(&contract, layers, request.merging, sources, heard));
    }
    conceal(&chart, &request.layers, sources);
    if !report.has_errors() {
        // What the templates really put into Secrets is known when the chart has been rendered.
        render_chart(chart, request, sources, &mut Report::new());
    }
    Ok(Some(Valued { history }))
}

/// The JSON Schema of the values of the chart at `root`, as text.
///
/// # Errors
/// If a file can't be read.
pub fn schema(
    root: &Path,
    shown: &str,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Option<String>> {
    let Some(chart) = load(root, shown, sources, report)? else { return Ok(None) };
    let contract = values::contract(&chart, sources, report);
    conceal(&chart, &[], sources);
    Ok(Some(contract.json_schema(sources)))
}

/// Checks the templates of a chart against its values, over all branches, without rendering;
/// `layers` are all that environments bring.
pub fn check_templates(chart: &Chart, layers: &[Layer], sources: &Sources, report: &mut Report) {
    let contract = values::contract(chart, sources, report);
    check_tree(chart, &contract, &files(layers), report);
    if !report.is_empty() {
        conceal(chart, layers, sources);
    }
}

/// The values that layers bring as files.
fn files(layers: &[Layer]) -> Vec<&Node> {
    let files = layers.iter().filter_map(|layer| match layer {
        Layer::File(node) => Some(node),
        Layer::Flag(..) => None,
    });
    files.collect()
}

/// A chart and the charts it brings along, each against its own values.
fn check_tree(chart: &Chart, contract: &Contract, given: &[&Node], report: &mut Report) {
    template::check(chart, &contract.shape, given, report);
    for dependency in &chart.dependencies {
        if dependency.chart.metadata.kind == ChartType::Application
            && let Some(contract) = contract.children.get(&dependency.name.text)
        {
            let name = &dependency.name.text;
            let given: Vec<&Node> = given.iter().filter_map(|node| node.get(name)).collect();
            check_tree(&dependency.chart, contract, &given, report);
        }
    }
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
}

/// A chart that was brought along and is not made for this version may do all the same.
fn doubt_unfit(instance: &Instance<'_>, request: &Request, report: &mut Report) {
    for child in &instance.children {
        let metadata = &child.chart.metadata;
        if let Some((constraint, text)) = &metadata.kube_version
            && !constraint.matches(&request.kube_version)
        {
            let (name, version) = (child.name, &request.kube_version);
            let message =
                format!("the chart `{name}` wants Kubernetes {text}, and this is {version}");
            let fault = Diagnostic::warning("kube-version", message);
            report.push(fault.at(metadata.place("kubeVersion"), "does not take it"));
        }
        doubt_unfit(child, request, report);
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
fn crds(instance: &Instance<'_>, wanted: Crds, report: &mut Report) -> Vec<Document> {
    let mut documents = Vec::new();
    if wanted != Crds::LeftOut {
        add_crds(instance, &mut documents, report);
    }
    documents
}

/// Those of a chart, then those of the charts it brings along.
fn add_crds(instance: &Instance<'_>, documents: &mut Vec<Document>, report: &mut Report) {
    for file in &instance.chart.crds {
        let template: Arc<str> = format!("{}crds/{}", instance.path, file.name).into();
        let roots = yaml::read(&file.text, file.source, Dialect::Kubectl, report);
        for root in roots.into_iter().filter(|root| !root.is_null()) {
            documents.push(Document { root, template: template.clone(), rank: 0 });
        }
    }
    for child in &instance.children {
        add_crds(child, documents, report);
    }
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
