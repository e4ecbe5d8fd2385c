//! Templates against the shape of the values, without rendering: all branches, not only those
//! that an environment takes.
//!
//! What can't be told before a template runs is left alone.

mod references;
mod unread;

use super::references::find;
use super::run::enter;
use crate::chart::{Chart, ChartType, File, Template};
use crate::diagnostic::{Diagnostic, Report};
use crate::template::holes::scene::Scene;
use crate::values::schema::Shape;
use crate::yaml::Node;

/// Reports references that lead nowhere, names that mean nothing, and defaults that are not read.
/// A string in `given`, values that layers bring, may run as a template, as one of the defaults may.
pub fn check(chart: &Chart, shape: &Shape, given: &[&Node], report: &mut Report) {
    let references = find(chart, given);
    let files = references.as_ref().map_or(&[][..], |references| &references.files);
    let sound = parse(chart, files, report);
    let Some(references) = references else { return };
    let known = references.found.iter();
    let mut faults: Vec<Diagnostic> = known
        .filter_map(|(span, reference)| references::fault(*span, reference, shape, chart))
        .chain(references.faults)
        .collect();
    faults.sort_by_key(|fault| fault.labels[0].span);
    report.extend(faults);
    // What a template that can't be read would have read is not known.
    if sound == Soundness::Sound {
        unread::check(chart, references.reads, report);
    }
}

/// The partials of the libraries that a chart brings along.
fn library_partials(chart: &Chart) -> Vec<Template> {
    let libraries = chart.dependencies.iter().map(|dependency| &dependency.chart);
    let mut found = Vec::new();
    for library in libraries.filter(|library| library.metadata.kind == ChartType::Library) {
        found.extend(library.templates.iter().filter(|t| t.is_partial()).cloned());
        found.extend(library_partials(library));
    }
    found
}

#[derive(PartialEq, Eq)]
enum Soundness {
    Sound,
    Broken,
}

/// Reports texts that can't be run at all: templates, and the files that run as such.
fn parse(chart: &Chart, files: &[String], report: &mut Report) -> Soundness {
    let mut found = Report::new();
    let templates = chart.templates.iter().chain(&chart.notes).cloned();
    let files = files.iter().filter_map(|name| match chart.files.get(name)? {
        File::Text { source, text } => {
            Some(Template { name: name.clone(), source: *source, text: text.clone() })
        }
        File::Bytes(_) => None,
    });
    for template in templates.chain(files).chain(library_partials(chart)) {
        enter(&template.name, &template, &[], &mut Scene::default(), &mut found);
    }
    report.extend(found.iter().cloned());
    if found.has_errors() { Soundness::Broken } else { Soundness::Sound }
}
