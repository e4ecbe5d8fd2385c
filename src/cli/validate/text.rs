//! Verdicts into lines for people: one for each thing that is found, with its place.

use std::fmt::Write;

use super::{Args, Entry, Judged, Other};
use drydock::check::verdict::{Placed, Status, Verdict};
use drydock::diagnostic::{Place, Severity};

/// One line for each fault and warning, then the number of objects of each status.
pub(super) fn of(Judged { entries, others, .. }: &Judged, args: &Args) -> String {
    let mut lines = String::new();
    for Other { file, why } in others.iter().filter(|_| args.verbose) {
        let _ = writeln!(lines, "{file}: no manifest: {why}");
    }
    for Entry { file, verdict, .. } in entries {
        let label = label(verdict);
        for finding in &verdict.findings {
            let Placed { code, path, at: Place { line, column }, message, help, .. } = finding;
            let level = level(finding.severity);
            let colon = if path.is_empty() { "" } else { ": " };
            let (comma, help) = help.as_deref().map_or(("", ""), |help| (", ", help));
            let _ = writeln!(
                lines,
                "{file}:{line}:{column}: {level}{label}{path}{colon}{message}{comma}{help} [{code}]"
            );
        }
    }
    let count = |status| entries.iter().filter(|entry| entry.verdict.status == status).count();
    let (valid, invalid) = (count(Status::Valid), count(Status::Invalid));
    let _ = write!(lines, "{valid} valid, {invalid} invalid, {} skipped", count(Status::Skipped));
    match others.len() {
        0 => {}
        1 => lines.push_str(", 1 file is no manifest"),
        count => _ = write!(lines, ", {count} files are no manifests"),
    }
    lines.push_str(if others.is_empty() || args.verbose { "\n" } else { " (-v names them)\n" });
    lines
}

/// An error refuses the object, so it needs no severity; a warning is marked.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "",
        Severity::Warning => "warning: ",
        Severity::Note => "note: ",
    }
}

/// `Deployment demo/backend: `, as far as it is known.
pub(super) fn label(verdict: &Verdict) -> String {
    match (&verdict.kind, &verdict.namespace, &verdict.name) {
        (Some(kind), Some(namespace), Some(name)) => format!("{kind} {namespace}/{name}: "),
        (Some(kind), None, Some(name)) => format!("{kind} {name}: "),
        (Some(kind), _, None) => format!("{kind}: "),
        (None, ..) => String::new(),
    }
}

pub(super) fn sentence(finding: &Placed) -> String {
    let Placed { message, help, .. } = finding;
    help.iter().fold(message.clone(), |message, help| format!("{message}, {help}"))
}
