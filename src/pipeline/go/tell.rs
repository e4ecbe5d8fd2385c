//! Why a chart of Go templates can't be rendered into diagnostics.

use super::places::Places;
use crate::diagnostic::{Code, Diagnostic, Report, Span};
use crate::helm::{Fault, Unread};
use crate::template::Allowance;
use crate::template::go::fault::Failure;

/// Why the chart could not be rendered.
pub(super) fn tell(fault: Fault, places: &Places<'_>, allowance: Allowance, report: &mut Report) {
    match fault {
        Fault::Told(told) => {
            let fault = Diagnostic::error(Code::BadChart, told.words);
            let mut files = places.loaded.files.iter().zip(&places.chart.sources);
            let named = told.path.and_then(|path| files.find(|((file, _), _)| *file == path));
            report.push(match named {
                Some((_, source)) => fault.at(Span::new(*source, 0..0), "this file"),
                None => fault,
            });
        }
        Fault::Parse(faults) => {
            for fault in faults {
                let diagnostic = Diagnostic::error(Code::TemplateSyntax, fault.fault.message);
                let source = places.chart.sources.get(fault.file as usize).copied();
                report.push(match source {
                    Some(source) => {
                        let at = fault.fault.at as usize;
                        diagnostic.at(Span::new(source, at..at), "here")
                    }
                    None => diagnostic,
                });
            }
        }
        Fault::Unread(all) => all.iter().for_each(|unread| tell_unread(unread, places, report)),
        Fault::Template(failure) => report.push(of_failure(&failure, places, allowance)),
    }
}

/// Tells of a document that is no YAML: in our words, or in Helm's where we would read it.
fn tell_unread(unread: &Unread, places: &Places<'_>, report: &mut Report) {
    let Unread { path, file, words, text } = unread;
    let at = places.chart.beginning(*file);
    let mut found = Report::new();
    places.documents(path, at, 0, text, &mut found);
    if found.has_errors() {
        return report.extend(found.iter().cloned());
    }
    let fault = Diagnostic::error(Code::YamlSyntax, words.clone());
    report.push(fault.at(at, "this file"));
}

fn of_failure(failure: &Failure, places: &Places<'_>, allowance: Allowance) -> Diagnostic {
    let inner = failure.innermost();
    let is_over = failure.is_over_budget();
    let code = if is_over { Code::OverBudget } else { Code::TemplateError };
    let mut fault = Diagnostic::error(code, inner.message()).computed();
    if let Some(at) = inner.at.and_then(|place| places.template(place)) {
        fault = fault.at(at, "here");
    }
    for call in failure.calls().iter().rev().skip(1) {
        if let Some(at) = call.at.and_then(|place| places.template(place)) {
            fault = fault.context(at, "called here");
        }
    }
    if is_over { fault.help(allowance.help()) } else { fault }
}
