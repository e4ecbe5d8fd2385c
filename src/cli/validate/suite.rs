//! Verdicts into a suite for programs: a case for each object, and for each file that is no manifest.

use super::text::{label, sentence};
use super::{Entry, Judged, Other};
use drydock::check::verdict::{Placed, Status, Verdict};
use drydock::diagnostic::suite::{Case, Examined, Fate, ObjectAt, Spot, Suite, Told};

pub(super) fn of(judged: &Judged) -> Suite {
    let objects = judged.entries.iter().map(object);
    let others = judged.others.iter().map(other);
    Suite { command: "validate", cases: objects.chain(others).collect() }
}

fn object(entry: &Entry) -> Case {
    let Entry { file, index, verdict } = entry;
    let (status, fate) = match verdict.status {
        Status::Valid => ("valid", Fate::Passed),
        Status::Invalid => ("invalid", Fate::Failed),
        Status::Skipped => ("skipped", Fate::Skipped),
    };
    let object = ObjectAt {
        file: file.clone(),
        index: *index,
        line: verdict.at.line,
        api_version: verdict.api_version.clone(),
        kind: verdict.kind.clone(),
        namespace: verdict.namespace.clone(),
        name: verdict.name.clone(),
    };
    let told = verdict.findings.iter().map(|finding| told(file, verdict, finding)).collect();
    Case { subject: Examined::Object(object), status, fate, told }
}

fn told(file: &str, verdict: &Verdict, finding: &Placed) -> Told {
    let Placed { at, severity, code, path, control, .. } = finding;
    let message = sentence(finding);
    let label = label(verdict);
    Told {
        severity: *severity,
        code: code.name(),
        about: code.about(),
        object: label.strip_suffix(": ").map(str::to_owned),
        path: path.clone(),
        control: *control,
        sentence: format!("{label}{message}"),
        message,
        help: Vec::new(),
        place: Some(Spot {
            file: file.to_owned(),
            line: at.line,
            column: at.column,
            end_line: at.line,
            end_column: at.column,
        }),
        related: Vec::new(),
        flags: Vec::new(),
        detail: None,
    }
}

fn other(Other { file, why }: &Other) -> Case {
    let subject = Examined::File { file: file.clone(), why: why.clone() };
    Case { subject, status: "no-manifest", fate: Fate::Skipped, told: Vec::new() }
}
