//! The way of the data, one line a stage: each takes what the one before it made, and all of its
//! faults are reported before the next would begin.

mod additions;
mod request;
mod unfit;

pub use request::{Checks, Crds, CreateNamespace, DEFAULT_KUBE_VERSION, Request};

use std::path::Path;

use crate::chart::{self, Broken, Chart, ChartType};
use crate::check;
use crate::check::surroundings::{External, Surroundings};
use crate::diagnostic::{Report, Severity, Sources};
use crate::manifest::{self, Manifest};
use crate::snapshot::Withheld;
use crate::template::{self, Readers, Release};
use crate::values::secrets::Secrets;
use crate::values::{self, Contract, Instance, Layer};
use crate::yaml::{Node, Value};

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
    unfit::refuse(chart, &request, namespace.as_deref(), report);
    let layers = std::mem::take(&mut request.layers);
    let contract = values::contract(chart, sources, report);
    let values = values::effective(&contract, layers, request.merging, sources, report);
    if report.has_errors() {
        return None;
    }
    let mut secrets = write_only(&contract, &values, sources);
    let instance = values::instance(chart, &contract, values, request.merging, report);
    unfit::doubt(&instance, &request, report);
    if report.has_errors() {
        return None;
    }
    let release = Release { name: request.name.clone(), namespace: namespace.clone() };
    let mut documents = additions::crds(&instance, request.crds, report);
    let mut notes = None;
    if request.crds != Crds::Alone {
        let capabilities = request.capabilities();
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
        additions::add_namespace(&mut manifest, name, chart);
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
