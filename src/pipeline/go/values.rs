//! The values of a chart of Go templates, as Helm lays them over each other, into nodes that know
//! their places.

use std::collections::BTreeSet;

use super::places::Places;
use super::{GoChart, secrecy};
use crate::diagnostic::{Report, Secrets, Sources};
use crate::helm;
use crate::pipeline::Request;
use crate::template::Allowance;
use crate::values::{self, Layer};
use crate::yaml::{self, Dialect, Map, Node, Origin, Value};

/// The values after each layer, and what is secret in them.
pub(in crate::pipeline) fn values(
    chart: &GoChart,
    request: Request,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> Vec<Node> {
    chart.judge_keys(&request.layers, sources, report);
    let history = history(chart, &request, sources, report);
    let layers = request.layers.clone();
    let mut shown = BTreeSet::new();
    if !report.has_errors() {
        // What the templates really put into Secrets is known when the chart has been rendered.
        shown = secrecy::shown_by(chart, request, sources, secrets);
    }
    secrecy::add_unless(&shown, chart, &layers, sources, secrets);
    history
}

/// The values after each layer: the defaults first, the effective ones last.
pub(in crate::pipeline) fn history(
    chart: &GoChart,
    request: &Request,
    sources: &Sources,
    report: &mut Report,
) -> Vec<Node> {
    let mut history = Vec::new();
    for count in 0..=request.layers.len() {
        // Faults are told once, of all layers together.
        let mut silent = Report::new();
        let heard = if count == request.layers.len() { &mut *report } else { &mut silent };
        history.extend(effective(chart, &request.layers[..count], sources, heard));
    }
    history
}

/// `None` where Helm refuses them.
fn effective(
    chart: &GoChart,
    layers: &[Layer],
    sources: &Sources,
    report: &mut Report,
) -> Option<Node> {
    let loaded = chart.read();
    let mut places = Places::new(chart, &loaded, sources);
    let user = values::user_values(layers.to_vec(), chart.nowhere(), report);
    let given = places.go_map(&user);
    match helm::values(&loaded, &given) {
        Ok(values) => Some(places.node(&values, chart.nowhere())),
        Err(fault) => {
            super::tell::tell(fault, &places, Allowance::default(), report);
            None
        }
    }
}

/// The defaults of the chart itself, as they are written.
pub(in crate::pipeline) fn defaults(chart: &GoChart, sources: &Sources) -> Node {
    let loaded = chart.read();
    let at = loaded.files.iter().position(|(path, _)| path == "values.yaml");
    let source = at.and_then(|at| chart.sources.get(at).copied());
    let empty = || Node::new(Value::Map(Map::new()), Origin::at(chart.nowhere()));
    source.map_or_else(empty, |source| {
        let text = &sources.get(source).text;
        let mut documents =
            yaml::read_maps(text, source, Dialect::Kubectl, &mut Report::new()).into_iter();
        documents.next().unwrap_or_else(empty)
    })
}

/// The schema that the chart brings along.
pub(in crate::pipeline) fn schema(chart: &GoChart, sources: &Sources) -> Option<String> {
    let loaded = chart.read();
    let at = loaded.files.iter().position(|(path, _)| path == "values.schema.json")?;
    let source = chart.sources.get(at).copied()?;
    Some(sources.get(source).text.to_string())
}
