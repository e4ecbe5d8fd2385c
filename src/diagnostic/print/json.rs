//! A suite as JSON: one array, or a row a line. `docs/reports.md` says what the fields mean.

use serde::Serialize;

use super::escape::escaped_json;
use crate::diagnostic::Severity;
use crate::diagnostic::suite::{Case, Examined, ObjectAt, Spot, Suite, Told};

/// It grows when a field is renamed or goes, and not when one is added.
const SCHEMA: u32 = 1;

/// One array of all cases.
pub fn json(suite: &Suite) -> String {
    let rows: Vec<Row<'_>> = suite.cases.iter().map(Row::of).collect();
    escaped_json(&(serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n")).into_owned()
}

/// A line for each case.
pub fn jsonl(suite: &Suite) -> String {
    let rows = suite.cases.iter().map(Row::of);
    let lines = rows.map(|row| serde_json::to_string(&row).unwrap_or_default() + "\n");
    escaped_json(&lines.collect::<String>()).into_owned()
}

#[derive(Serialize)]
#[serde(untagged)]
enum Row<'a> {
    Object(ObjectRow<'a>),
    Stack(StackRow<'a>),
    File(FileRow<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ObjectRow<'a> {
    schema: u32,
    file: &'a str,
    index: usize,
    line: usize,
    api_version: Option<&'a str>,
    kind: Option<&'a str>,
    namespace: Option<&'a str>,
    name: Option<&'a str>,
    status: &'static str,
    findings: Vec<FindingRow<'a>>,
}

#[derive(Serialize)]
struct StackRow<'a> {
    schema: u32,
    stack: &'a str,
    environment: Option<&'a str>,
    status: &'static str,
    findings: Vec<FindingRow<'a>>,
}

#[derive(Serialize)]
struct FileRow<'a> {
    schema: u32,
    file: &'a str,
    status: &'static str,
    why: &'a str,
    findings: Vec<FindingRow<'a>>,
}

#[derive(Serialize)]
struct FindingRow<'a> {
    code: &'a str,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<&'a str>,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    control: Option<&'static str>,
    message: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    help: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedRow<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    flags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
}

#[derive(Serialize)]
struct RelatedRow<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
}

impl<'a> Row<'a> {
    fn of(case: &'a Case) -> Self {
        let (schema, status) = (SCHEMA, case.status);
        let findings = |of: Option<&str>| {
            case.told.iter().map(|told| FindingRow::of(told, of)).collect::<Vec<_>>()
        };
        match &case.subject {
            Examined::Object(object) => {
                let ObjectAt { file, index, line, .. } = object;
                Row::Object(ObjectRow {
                    schema,
                    file,
                    index: *index,
                    line: *line,
                    api_version: object.api_version.as_deref(),
                    kind: object.kind.as_deref(),
                    namespace: object.namespace.as_deref(),
                    name: object.name.as_deref(),
                    status,
                    findings: findings(Some(file)),
                })
            }
            Examined::Stack { stack, environment } => Row::Stack(StackRow {
                schema,
                stack,
                environment: environment.as_deref(),
                status,
                findings: findings(None),
            }),
            Examined::File { file, why } => {
                Row::File(FileRow { schema, file, status, why, findings: findings(None) })
            }
        }
    }
}

impl<'a> FindingRow<'a> {
    /// What its row says already is not said again: the file, and the object in it.
    fn of(told: &'a Told, of: Option<&str>) -> Self {
        let place = told.place.as_ref();
        let related = told.related.iter().map(|(spot, message)| {
            let Spot { file, line, column, .. } = spot;
            RelatedRow { file, line: *line, column: *column, message }
        });
        FindingRow {
            code: told.code,
            severity: match told.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            },
            object: told.object.as_deref().filter(|_| of.is_none()),
            path: &told.path,
            control: told.control,
            message: &told.message,
            help: &told.help,
            file: place.map(|spot| spot.file.as_str()).filter(|file| of != Some(*file)),
            line: place.map(|spot| spot.line),
            column: place.map(|spot| spot.column),
            related: related.collect(),
            flags: &told.flags,
            detail: told.detail.as_deref(),
        }
    }
}
