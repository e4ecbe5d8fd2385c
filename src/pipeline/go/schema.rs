//! The schema of a chart of Go templates into the values that it marks as secret.

use super::GoChart;
use crate::diagnostic::Sources;
use crate::pipeline::secrecy;
use crate::snapshot::Withheld;
use crate::values::{self, Contract};
use crate::yaml::Node;

/// Whether its schema marks values as secret.
pub(super) fn marks_values(chart: &GoChart, sources: &Sources) -> bool {
    let loaded = chart.read();
    let mut files = loaded.files.iter().zip(&chart.sources);
    files.any(|((path, _), source)| {
        path == SCHEMA && sources.get(*source).text.contains("writeOnly")
    })
}

/// What its schema says of its values.
pub(super) fn contract(chart: &GoChart, sources: &Sources) -> Contract {
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

pub(super) const SCHEMA: &str = "values.schema.json";
