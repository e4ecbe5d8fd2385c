//! The way of the data, one line a stage: each takes what the one before it made, and all of its
//! faults are reported before the next would begin.
//!
//! A chart is loaded once, by [`load`], and rendered as often as one likes, by [`render`]. Values
//! are read elsewhere: a [`Request`] brings them along.

mod additions;
mod explained;
mod go;
mod kube_version;
mod loaded;
mod marks;
mod ours;
mod request;
mod required;
mod secrecy;
mod unfit;

pub use crate::template::go::call::{Chance, Outside};
pub use crate::template::{Allowance, ReleaseAction};
pub use explained::Explained;
pub use go::{GoTemplates, Language, is_hook, language};
pub use kube_version::KubeVersion;
pub use loaded::{
    Loaded, add_secrets, add_secrets_of_defaults, check_templates, documents, explained,
    go_templates, kept, load, load_for_helm, load_ours, read_at, render, schema, text_of_helm,
    values,
};
pub use ours::{Opened, Ours};
pub use request::{Checks, Crds, CreateNamespace, Hooks, Reasons, Request};
pub use required::{Met, Requirement, requirements};

use std::collections::BTreeSet;

use crate::chart::{Chart, ChartType};
use crate::check;
use crate::check::custom::Definitions;
use crate::check::surroundings::{External, Surroundings};
use crate::diagnostic::{Censor, Report, Secrets, Severity, Sources, Span};
use crate::kube::kind;
use crate::manifest::{self, Manifest, Object};
use crate::snapshot::Withheld;
use crate::template::{self, Output, Release, Templates};
use crate::values::{Contract, Instance};
use crate::yaml::{Document, Node};

/// What came of a chart.
#[derive(Debug)]
pub struct Rendered {
    pub manifest: Manifest,
    pub notes: Option<String>,
    /// The values that are `writeOnly`, or that only the data of Secrets was filled with.
    pub withheld: Withheld,
}

/// Renders a chart of ours.
fn render_ours(
    loaded: &Ours,
    request: Request,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> Option<Rendered> {
    let layers = request.layers.clone();
    let mut shown = BTreeSet::new();
    let rendered = run(loaded, request, sources, report, secrets, &mut shown);
    if has_more_than_notes(report) {
        secrecy::add_unless(&shown, loaded, &layers, sources, secrets);
    }
    rendered
}

fn has_more_than_notes(report: &Report) -> bool {
    report.iter().any(|fault| fault.severity != Severity::Note)
}

/// Renders; where there is more to say than notes, `shown` are the values that everybody can read
/// in the manifest, if there is one.
fn run(
    loaded: &Ours,
    mut request: Request,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
    shown: &mut BTreeSet<Span>,
) -> Option<Rendered> {
    let Ours { chart, contract, .. } = loaded;
    let namespace = request.namespace.take().or_else(|| chart.metadata.namespace.clone());
    let layers = std::mem::take(&mut request.layers);

    unfit::refuse(chart, &request, namespace.as_deref(), report);
    loaded.tell(report);
    let values = loaded.effective(&layers, request.merging, sources, report);
    sound(report)?;
    let mut withheld = secrecy::write_only(contract, &values, sources);
    let instance = crate::values::instance(chart, contract, values, request.merging, report);
    unfit::doubt(&instance, &request, report);
    sound(report)?;
    let templates = &loaded.templates;
    let Output { documents, notes } =
        write(&instance, templates, &request, namespace.as_deref(), report);
    sound(report)?;
    let mut manifest = manifest::build(documents, namespace.as_deref(), report);
    secrecy::add_filled(&mut withheld, &manifest, sources, secrets);
    unfit::doubt_empty(chart, &manifest, &request, report);
    let whole = chart.metadata.node.origin.at;
    additions::namespace(&mut manifest, &request, namespace.as_deref(), whole);
    sound(report)?;
    let given = definitions(&manifest, loaded, &request);
    judge(&manifest, externals(&instance), &request, namespace, given, sources, report);
    if has_more_than_notes(report) {
        *shown = manifest.shown_places(sources);
    }
    sound(report)?;
    Some(Rendered { manifest, notes, withheld })
}

/// What the templates of a chart of ours put out, as far as they can: values are taken even where
/// they don't fit, and what fails is left out.
fn documents_of_ours(
    loaded: &Ours,
    mut request: Request,
    sources: &Sources,
    report: &mut Report,
) -> Vec<Document> {
    let Ours { chart, contract, templates, .. } = loaded;
    let layers = std::mem::take(&mut request.layers);
    let namespace = request.namespace.take();
    let mut silent = Report::new();
    let values = loaded.effective(&layers, request.merging, sources, &mut silent);
    let instance = crate::values::instance(chart, contract, values, request.merging, &mut silent);
    write(&instance, templates, &request, namespace.as_deref(), report).documents
}

/// `None` if a stage found an error.
fn sound(report: &Report) -> Option<()> {
    (!report.has_errors()).then_some(())
}

/// The documents of `crds/`, then those of the templates.
fn write(
    instance: &Instance<'_>,
    templates: &Templates,
    request: &Request,
    namespace: Option<&str>,
    report: &mut Report,
) -> Output {
    let mut documents = additions::crds(instance, request.crds, report);
    if request.crds == Crds::Alone {
        return Output { documents, notes: None };
    }
    let release = Release {
        name: request.name.clone(),
        namespace: namespace.map(str::to_owned),
        action: request.action,
    };
    let output = template::render(
        instance,
        templates,
        &release,
        &request.capabilities(),
        request.allowance,
        report,
    );
    documents.extend(output.documents);
    Output { documents, notes: output.notes }
}

/// Judges the objects, unless that is not wanted.
fn judge(
    manifest: &Manifest,
    listed: Option<Vec<External>>,
    request: &Request,
    namespace: Option<String>,
    definitions: Definitions,
    sources: &Sources,
    report: &mut Report,
) {
    if request.checks == Checks::On {
        let policy = request.policy.clone();
        let externals = both(listed, request.externals.clone());
        let kubernetes = request.kube_version.minor();
        let policies = request.policies.clone();
        let surroundings =
            Surroundings { namespace, externals, kubernetes, definitions, policies, policy };
        check::check(manifest, &surroundings, sources, report);
    }
}

/// Those of the chart, then those that are given; none where no object is of a kind of others.
fn definitions(manifest: &Manifest, loaded: &Ours, request: &Request) -> Definitions {
    let is_custom =
        |object: &Object| kind::find(object.api_version(), &object.identity.kind).is_none();
    if request.checks == Checks::Off || !manifest.objects.iter().any(is_custom) {
        return Definitions::default();
    }
    let mut definitions = loaded.definitions().clone();
    definitions.add_farther(&request.definitions);
    definitions
}

/// What the chart says, and what is said besides; `None` if nobody says anything.
fn both(one: Option<Vec<External>>, other: Option<Vec<External>>) -> Option<Vec<External>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.into_iter().chain(other).collect()),
        (one, other) => one.or(other),
    }
}

/// What others provide, if the chart says so, with what those that it brings along say.
fn externals(instance: &Instance<'_>) -> Option<Vec<External>> {
    let listed = crate::values::externals(&instance.values)?.map(|external| External {
        kind: external.kind.to_owned(),
        namespace: external.namespace.map(str::to_owned),
        name: external.name.to_owned(),
    });
    let brought = instance.children.iter().filter_map(externals).flatten();
    Some(listed.chain(brought).collect())
}

/// The values of a chart of ours after each layer.
fn values_of_ours(
    loaded: &Ours,
    request: Request,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> Vec<Node> {
    loaded.tell(report);
    let history = history(loaded, &request, sources, report);
    let layers = request.layers.clone();
    let mut shown = BTreeSet::new();
    if !report.has_errors() {
        // What the templates really put into Secrets is known when the chart has been rendered.
        shown = secrecy::shown_by(loaded, request, sources, secrets);
    }
    secrecy::add_unless(&shown, loaded, &layers, sources, secrets);
    history
}

/// The values after each layer: the defaults first, the effective ones last.
fn history(loaded: &Ours, request: &Request, sources: &Sources, report: &mut Report) -> Vec<Node> {
    let mut history = Vec::new();
    for count in 0..=request.layers.len() {
        let layers = &request.layers[..count];
        // Faults are told once, of all layers together.
        let mut silent = Report::new();
        let heard = if count == request.layers.len() { &mut *report } else { &mut silent };
        history.push(loaded.effective(layers, request.merging, sources, heard));
    }
    history
}

fn schema_of_ours(
    loaded: &Ours,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> String {
    loaded.tell(report);
    secrecy::add_secrets_of_defaults(loaded, sources, secrets);
    let Opened { contract, usage } = loaded.opened(sources);
    contract.json_schema(usage, &Censor::new(secrets, sources), sources)
}

/// Checks the templates of a chart of ours over all branches.
fn check_ours(
    loaded: &Ours,
    given: &[&Node],
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) {
    loaded.tell(report);
    check_tree(&loaded.chart, &loaded.templates, &loaded.contract, given, report);
    if !report.is_empty() {
        secrecy::add_given(loaded, given, sources, secrets);
    }
}

/// A chart and the charts it brings along, each against its own values.
fn check_tree(
    chart: &Chart,
    templates: &Templates,
    contract: &Contract,
    given: &[&Node],
    report: &mut Report,
) {
    template::check(chart, templates, &contract.shape, given, report);
    for dependency in &chart.dependencies {
        if dependency.chart.metadata.kind == ChartType::Application
            && let Some(contract) = contract.children.get(&dependency.name.text)
        {
            let name = &dependency.name.text;
            let given: Vec<&Node> = given.iter().filter_map(|node| node.get(name)).collect();
            check_tree(&dependency.chart, templates.child(name), contract, &given, report);
        }
    }
}
