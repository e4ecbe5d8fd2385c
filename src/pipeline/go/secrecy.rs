//! Which values of a chart of Go templates are secret, for all that is shown of them.

use std::collections::BTreeSet;

use super::GoChart;
use crate::diagnostic::{Report, Secrets, Sources, Span};
use crate::pipeline::{Checks, Request};
use crate::values::Layer;

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
    _shown: &BTreeSet<Span>,
    _chart: &GoChart,
    _layers: &[Layer],
    _sources: &Sources,
    _secrets: &mut Secrets,
) {
}
