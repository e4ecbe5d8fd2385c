//! The charts that a chart asks for into a list of them, and what is missing into findings with the
//! command that fetches it.

use super::go::{self, GoChart};
use crate::chart::Home;
use crate::diagnostic::{Code, Diagnostic, Report, Sources, Span};
use crate::helm::{Found, Required};

/// A chart that a chart asks for, and how it is met.
#[derive(Clone, Debug)]
pub struct Requirement {
    pub name: String,
    pub version: String,
    pub repository: String,
    pub met: Met,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Met {
    /// By this version in `charts/`.
    By(String),
    /// By a folder, which is read where it lies.
    InPlace,
    /// This version lies in `charts/`, which is not the one.
    NotBy(String),
    Not,
}

/// What a chart asks for. `is_there` says whether a folder is a chart, by its path from the chart's
/// own on; it is asked for those only that are read in place.
///
/// # Errors
/// If a file can't be read.
pub fn requirements<'a>(
    home: impl Into<Home<'a>>,
    shown: &str,
    is_there: &dyn Fn(&str) -> bool,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Option<Vec<Requirement>>> {
    let Some(chart) = go::load(home, shown, sources, report)? else { return Ok(None) };
    let mut all = Vec::new();
    let required = chart.required();
    // Helm wants the folder that it pulls into.
    let has_folder = required.iter().any(|it| it.found != Found::Nothing);
    let charts = format!("{shown}/charts");
    let make = if has_folder { String::new() } else { format!("mkdir -p {} && ", word(&charts)) };
    for required in required {
        let met = met(&required, is_there);
        if let Some(fault) = fault(&required, &met, shown, &make) {
            report.push(fault.at(place(&chart, &required), "asked for here"));
        }
        let Required { name, version, repository, .. } = required;
        all.push(Requirement { name, version, repository, met });
    }
    Ok(Some(all))
}

fn met(required: &Required, is_there: &dyn Fn(&str) -> bool) -> Met {
    match &required.found {
        Found::Fitting(version) => Met::By(version.clone()),
        _ if required.repository.strip_prefix("file://").is_some_and(is_there) => Met::InPlace,
        Found::Other(version) => Met::NotBy(version.clone()),
        Found::Nothing => Met::Not,
    }
}

fn place(chart: &GoChart, required: &Required) -> Span {
    let name = required.record.as_map().and_then(|map| map.get("name"));
    chart.span_of(name.as_ref().unwrap_or(&required.record))
}

fn fault(required: &Required, met: &Met, shown: &str, make: &str) -> Option<Diagnostic> {
    let Required { name, version, .. } = required;
    let message = match met {
        Met::By(_) | Met::InPlace => return None,
        Met::NotBy(other) => {
            format!("{shown}/charts has {name} {other}, which is not in the range `{version}`")
        }
        Met::Not => format!("the chart `{name}` is not in {shown}/charts"),
    };
    let help = match command(required, shown) {
        Some(command) => format!("fetch it: {make}{command}"),
        None => format!("copy it to {shown}/charts/{name}: no repository is named that has it"),
    };
    Some(Diagnostic::error(Code::MissingChart, message).help(help))
}

/// The command that puts a chart into `charts/`.
fn command(required: &Required, shown: &str) -> Option<String> {
    let Required { name, version, repository, .. } = required;
    let repository = repository.trim_end_matches('/');
    let into = format!("-d {}", word(&format!("{shown}/charts")));
    let version =
        if version.is_empty() { String::new() } else { format!(" --version {}", word(version)) };
    if let Some(folder) = repository.strip_prefix("file://") {
        let folder = if folder.starts_with('/') {
            folder.to_owned()
        } else {
            format!("{shown}/{}", folder.trim_start_matches("./"))
        };
        return Some(format!("helm package {} {into}", word(&folder)));
    }
    let named = repository.strip_prefix('@').or_else(|| repository.strip_prefix("alias:"));
    let chart = match named {
        Some(alias) => word(&format!("{alias}/{name}")),
        None if repository.starts_with("oci://") => word(&format!("{repository}/{name}")),
        None if repository.contains("://") => format!("{name} --repo {}", word(repository)),
        None => return None,
    };
    Some(format!("helm pull {chart}{version} {into}"))
}

/// A word of a shell's command.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@+=,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
