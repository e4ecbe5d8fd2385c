//! Values that a Go template prints bare, and that are not what they were in the document, into
//! warnings, and into help that Go templates can follow.

use std::collections::BTreeSet;

use super::lost::{Becomes, Lost};
use super::places::Places;
use crate::diagnostic::{Code, Diagnostic, Report, Sources, Span};

/// Who uses one of these means a text to be YAML, or a part of one.
const ON_PURPOSE: &[&str] = &[
    "indent",
    "toYaml",
    "toJson",
    "toRawJson",
    "toPrettyJson",
    "toToml",
    "fromYaml",
    "tpl",
    "include",
    "template",
    "join",
];

/// Tells of texts that did not stay texts; each place in a template once.
pub(super) fn tell(places: &Places<'_>, sources: &Sources, report: &mut Report) {
    let mut told = BTreeSet::new();
    for lost in places.lost.take() {
        let Some(at) = places.template(lost.at) else { continue };
        let action = sources.text(at);
        let is_meant = ON_PURPOSE.iter().any(|function| action.contains(function));
        if is_meant || report.has_error_at(at) || !told.insert((lost.becomes, at)) {
            continue;
        }
        let fault = fault(&lost, at, action);
        let set = places.spans(&lost.data);
        let set = set.iter().flat_map(|places| places.iter().copied());
        report.push(set.fold(fault, |fault, place| fault.context(place, "set here, as a text")));
    }
}

fn fault(lost: &Lost, at: Span, action: &str) -> Diagnostic {
    let (code, message, here) = match lost.becomes {
        Becomes::Number => (Code::LostType, "a text of the values becomes a number", LOST),
        Becomes::Boolean => (Code::LostType, "a text of the values becomes a boolean", LOST),
        Becomes::Null => (Code::LostType, "a text of the values becomes null", LOST),
        Becomes::Keys => (Code::InjectedYaml, "a text of the values becomes keys", SPILT),
        Becomes::Items => (Code::InjectedYaml, "a text of the values becomes items", SPILT),
        Becomes::Comment => {
            (Code::InjectedYaml, "the end of a text of the values becomes a comment", SPILT)
        }
    };
    let fault = Diagnostic::warning(code, message).at(at, here);
    let fault = fault.help(in_quotes(action));
    match lost.becomes {
        Becomes::Keys | Becomes::Items => fault.help(
            "where it is meant to be YAML, make it a map or a list in the values, and print it by \
             `toYaml`",
        ),
        _ => fault,
    }
}

const LOST: &str = "prints it without quotes";
const SPILT: &str = "prints it as it is";

/// How an action prints a text that stays one.
fn in_quotes(action: &str) -> String {
    match inner(action) {
        Some(inner) => format!("print it in quotes: `{{{{ {inner} | quote }}}}`"),
        None => "print it in quotes, by `quote`".to_owned(),
    }
}

/// What stands in an action of one line.
fn inner(action: &str) -> Option<&str> {
    let inner = action.strip_prefix("{{")?.strip_suffix("}}")?;
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    let inner = inner.strip_suffix('-').unwrap_or(inner).trim();
    (!inner.contains(['\n', '{', '}']) && !inner.is_empty()).then_some(inner)
}

/// Gives faults of types in what Go templates print help that holds for them.
pub(super) fn mend(places: &Places<'_>, sources: &Sources, report: &mut Report) {
    let is_meant = |fault: &Diagnostic| {
        let first = fault.labels.first().map(|label| label.span);
        fault.code == Code::WrongType && first.is_some_and(|at| places.is_of_go(at))
    };
    if !report.iter().any(is_meant) {
        return;
    }
    let mut mended = Report::new();
    for fault in report.iter() {
        let mut fault = fault.clone();
        if is_meant(&fault) {
            let action = fault.labels.first().map_or("", |label| sources.text(label.span));
            if let Some(help) = help(&fault, action) {
                fault.help = vec![help];
            }
        }
        mended.push(fault);
    }
    *report = mended;
}

fn help(fault: &Diagnostic, action: &str) -> Option<String> {
    let (_, found) = fault.message.split_once("expected a string, found ").unwrap_or_default();
    let is_scalar = ["a number", "an integer", "a boolean", "true", "false"].contains(&found);
    if is_scalar {
        return Some(in_quotes(action));
    }
    let said = fault.help.first()?;
    if said.contains("`to_yaml`") {
        return Some(
            "print it as YAML: by `toYaml`, and `nindent` as deep as it stands".to_owned(),
        );
    }
    let is_unquoted = said.starts_with("write it without quotes where it is set")
        || said.starts_with("let it have its own type");
    if is_unquoted && action.contains("quote") {
        return Some("print it without `quote`".to_owned());
    }
    None
}
