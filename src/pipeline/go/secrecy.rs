//! Which values of a chart of Go templates are secret, for all that is shown of them.

use std::collections::BTreeSet;

use super::GoChart;
use super::readers::Readers;
use super::schema::{SCHEMA, contract};
use crate::diagnostic::{Report, Secrets, Sources, Span};
use crate::helm;
use crate::pipeline::{Checks, Request};
use crate::values::Layer;
use crate::values::secrets::{self, KeyOrItem, Own, SecretPaths};

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
    if let Some(ours) = &chart.beside {
        let files: Vec<_> = layers.iter().filter_map(Layer::file).collect();
        let readers = ours.readers(&files);
        let (certain, possible) = (readers.certain(), readers.possible());
        let certain = SecretPaths::new(&ours.contract, &certain);
        secrets::find(&certain, &own, layers, &BTreeSet::new(), sources, secrets);
        let possible = SecretPaths::new(&ours.contract, &possible);
        secrets::find(&possible, &own, layers, shown, sources, secrets);
    }
}

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
