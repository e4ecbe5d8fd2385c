//! Templates against the shape of the values, without rendering: all branches, not only those
//! that an environment takes.
//!
//! What can't be told before a template runs is left alone.

mod references;
mod unread;

use super::foreign;
use super::parsed::Parsed;
use super::program::{Program, Templates, instrumented, unreadable};
use super::references::find;

use super::session::Session;
use crate::chart::Chart;
use crate::diagnostic::{Code, Diagnostic, Report, Span};
use crate::values::schema::Shape;
use crate::yaml::Node;

/// Reports references that lead nowhere, names that mean nothing, and defaults that are not read.
/// A string in `given`, values that layers bring, may run as a template, as one of the defaults may.
pub fn check(
    chart: &Chart,
    templates: &Templates,
    shape: &Shape,
    given: &[&Node],
    report: &mut Report,
) {
    let program = &templates.program;
    if let Some(fault) = foreign::fault(&program.callable) {
        return report.push(fault);
    }
    let references = find(chart, program, given);
    let files = references.as_ref().map_or(&[][..], |references| &references.files);
    let sound = read(program, files, report);
    let Some(references) = references else { return };
    let mut faults = Vec::new();
    for (span, reference) in &references.found {
        faults.extend(references::fault(*span, reference, shape, chart, faults.len()));
    }
    faults.extend(references.faults);
    faults.sort_by_key(|fault| fault.labels[0].span);
    report.extend(faults);
    // What a template that can't be read would have read is not known.
    if sound == Soundness::Sound {
        unread::check(chart, references.reads, report);
    }
}

/// Says once of a template that tags in comments are not run.
fn comment(parsed: &Parsed) -> Option<Diagnostic> {
    let first = parsed.tags_in_comments().into_iter().next()?;
    let fault = Diagnostic::note(Code::TagInComment, "tags in comments are not run");
    let fault = fault.at(Span::new(parsed.template.source, first), "left as text");
    Some(fault.help("`{# … #}` is a comment of the template itself"))
}

#[derive(PartialEq, Eq)]
enum Soundness {
    Sound,
    Broken,
}

/// Reports texts that can't be run at all: templates, and the files that run as such.
fn read(program: &Program, files: &[String], report: &mut Report) -> Soundness {
    let mut found = Report::new();
    let files = files.iter().filter_map(|name| program.files.get(name));
    for parsed in program.callable.iter().chain(files) {
        found.extend(unreadable(parsed));
        instrumented(parsed, &[], &mut Session::default(), &mut found);
    }
    report.extend(found.iter().cloned());
    report.extend(program.callable.iter().filter_map(|parsed| comment(parsed)));
    if found.has_errors() { Soundness::Broken } else { Soundness::Sound }
}
