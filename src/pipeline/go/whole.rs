//! A chart of Go templates rendered, with what is secret in what is said of it.

use std::collections::BTreeSet;

use super::{GoChart, render as stages, secrecy};
use crate::diagnostic::{Report, Secrets, Sources};
use crate::helm::Shown;
use crate::pipeline::{Rendered, Request, has_more_than_notes};

/// Renders a chart of Go templates; `None` if anything is an error.
pub(in crate::pipeline) fn render(
    chart: &GoChart,
    mut request: Request,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> Option<Rendered> {
    let layers = request.layers.clone();
    let rendered = stages::run(chart, &mut request, sources, report, secrets);
    if has_more_than_notes(report) {
        let shown = rendered.as_ref().map(|rendered| rendered.manifest.shown_places(sources));
        secrecy::add_unless(&shown.unwrap_or_default(), chart, &layers, sources, secrets);
    }
    rendered.filter(|_| !report.has_errors())
}

/// The text that `helm template` prints; `None` if anything is an error.
pub(in crate::pipeline) fn text(
    chart: &GoChart,
    mut request: Request,
    shown: &Shown,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> Option<Vec<u8>> {
    let layers = request.layers.clone();
    let text = stages::text(chart, &mut request, shown, sources, report);
    if has_more_than_notes(report) {
        secrecy::add_unless(&BTreeSet::new(), chart, &layers, sources, secrets);
    }
    text
}
