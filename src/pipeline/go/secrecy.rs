//! Which values of a chart of Go templates are secret, for all that is shown of them.

use std::collections::BTreeSet;

use super::GoChart;
use super::readers::Readers;
use crate::diagnostic::{Report, Secrets, Sources, Span};
use crate::helm;
use crate::pipeline::{Checks, Request, secrecy};
use crate::snapshot::Withheld;
use crate::values::secrets::{self, KeyOrItem, Own, SecretPaths};
use crate::values::{self, Contract, Layer};
use crate::yaml::Node;

/// Adds the secrets in all texts of values.
pub(in crate::pipeline) fn add_secrets(
    chart: &GoChart,
    layers: &[Layer],
    sources: &Sources,
    secrets: &mut Secrets,
) {
    add_unless(&BTreeSet::new(), chart, layers, sources, secrets);
}

/// Adds the secrets in the defaults of a chart. A render shows which values are none.
pub(in crate::pipeline) fn add_secrets_of_defaults(
    chart: &GoChart,
    sources: &Sources,
    secrets: &mut Secrets,
) {
    let shown = shown_by(chart, Request::new(chart.name.clone()), sources, secrets);
    add_unless(&shown, chart, &[], sources, secrets);
}

/// The places of the values that everybody can read in the manifest of a request, if it renders.
pub(super) fn shown_by(
    chart: &GoChart,
    mut request: Request,
    sources: &Sources,
    secrets: &mut Secrets,
) -> BTreeSet<Span> {
    request.checks = Checks::Off;
    let rendered = super::render::run(chart, &mut request, sources, &mut Report::new(), secrets);
    rendered.map(|rendered| rendered.manifest.shown_places(sources)).unwrap_or_default()
}

/// The same as [`add_secrets`], when a manifest shows the values at some places: those that only
/// may be secret are none then.
pub(super) fn add_unless(
    shown: &BTreeSet<Span>,
    chart: &GoChart,
    layers: &[Layer],
    sources: &Sources,
    secrets: &mut Secrets,
) {
    let loaded = chart.read();
    let (contract, own) = (contract(chart, sources), own(chart, &loaded));
    let nobody = Readers::default();
    let certain = SecretPaths::new(&contract, &nobody);
    secrets::find(&certain, &own, layers, &BTreeSet::new(), sources, secrets);
    let readers = Readers::of(&loaded.chart);
    let possible = SecretPaths::new(&contract, &readers);
    secrets::find(&possible, &own, layers, shown, sources, secrets);
}

/// Whether its schema marks values as secret.
pub(super) fn marks_values(chart: &GoChart, sources: &Sources) -> bool {
    let loaded = chart.read();
    let mut files = loaded.files.iter().zip(&chart.sources);
    files.any(|((path, _), source)| {
        path == SCHEMA && sources.get(*source).text.contains("writeOnly")
    })
}

/// What its schema says of its values.
fn contract(chart: &GoChart, sources: &Sources) -> Contract {
    let loaded = chart.read();
    let at = loaded.files.iter().position(|(path, _)| path == SCHEMA);
    let source = at.and_then(|at| chart.sources.get(at).copied());
    let schema = source.map(|source| (&*sources.get(source).text, source));
    values::open_contract(schema, super::defaults(chart, sources))
}

/// The values that its schema marks as secret.
pub(super) fn marked_values(chart: &GoChart, values: &Node, sources: &Sources) -> Withheld {
    secrecy::write_only(&contract(chart, sources), values, sources)
}

const SCHEMA: &str = "values.schema.json";

/// Where the values of a chart and of those it brings along are written.
fn own(chart: &GoChart, loaded: &helm::Loaded) -> Own {
    let mut own = Own::default();
    for ((path, _), source) in loaded.files.iter().zip(&chart.sources) {
        if path == SCHEMA || path.ends_with("/values.schema.json") {
            own.schemas.insert(*source);
        } else if path == "values.yaml" || path.ends_with("/values.yaml") {
            let below = path.split('/').filter(|part| !matches!(*part, "charts" | "values.yaml"));
            let steps = below.map(|name| KeyOrItem::Key(name.to_owned()));
            own.defaults.entry(*source).or_default().push(steps.collect());
        }
    }
    own
}
