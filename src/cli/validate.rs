//! `drydock validate`: manifests, from wherever they come, judged as an API server would.

mod folder;

use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use serde::Serialize;

use super::Outcome;
use super::output::Terminal;
use drydock::check::verdict::{Placed, Status, Verdict, verdicts};
use drydock::diagnostic::{Place, Severity};
use drydock::yaml::kubectl;
use folder::{EXTENSIONS, Folder};

/// Judge manifests as a Kubernetes 1.36 API server would
#[derive(Debug, clap::Args)]
#[command(after_help = "Reads YAML as kubectl does, JSON, and JSON one a line. Examples:\n  \
    drydock validate manifests/\n  \
    kustomize build . | drydock validate -\n  \
    drydock validate --format json deploy.yaml | jq '.[] | select(.status == \"invalid\")'")]
pub(super) struct Args {
    /// What to judge: files, folders with all that is below them, `-` for stdin
    #[arg(value_name = "FILE|DIR|-", default_value = "-")]
    inputs: Vec<PathBuf>,

    /// How to say it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Refuse what is of a kind that is not built into Kubernetes
    #[arg(long)]
    strict: bool,

    /// Let it be if there is nothing to judge
    #[arg(long)]
    allow_empty: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let mut entries = Vec::new();
    for input in &args.inputs {
        let before = entries.len();
        judge(input, &mut entries, terminal)?;
        if entries.len() == before && !args.allow_empty {
            terminal.warning(&format!("there are no manifests in {}", shown(input)));
        }
    }
    if entries.is_empty() && !args.allow_empty {
        bail!("nothing was judged; if that is meant, add --allow-empty");
    }
    if args.strict {
        for entry in &mut entries {
            entry.verdict.refuse_skipped();
        }
    }
    match args.format {
        Format::Text => terminal.result(&text(&entries))?,
        Format::Json => terminal.result(&json(&entries)?)?,
    }
    let is_invalid = |entry: &Entry| entry.verdict.status == Status::Invalid;
    Ok(if entries.iter().any(is_invalid) { Outcome::Findings } else { Outcome::Clean })
}

/// A verdict, and where its object was found.
struct Entry {
    file: String,
    /// Its number in the file, from 0 on.
    index: usize,
    verdict: Verdict,
}

fn shown(input: &Path) -> String {
    if input == Path::new(STDIN) { "stdin".to_owned() } else { format!("`{}`", input.display()) }
}

const NAMES: &str = "the names of manifests end in";

const STDIN: &str = "-";

fn judge(input: &Path, entries: &mut Vec<Entry>, terminal: &Terminal) -> anyhow::Result<()> {
    if input == Path::new(STDIN) {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("can't read stdin")?;
        judge_text(STDIN, &bytes, entries);
    } else if input.is_dir() {
        let folder = Folder::read(input)?;
        for file in &folder.odd {
            let endings = EXTENSIONS.join(", .");
            terminal.warning(&format!("`{}` is not read: {NAMES} .{endings}", file.display()));
        }
        for file in &folder.manifests {
            judge_file(file, entries)?;
        }
    } else {
        judge_file(input, entries)?;
    }
    Ok(())
}

fn judge_file(file: &Path, entries: &mut Vec<Entry>) -> anyhow::Result<()> {
    let bytes = fs::read(file).with_context(|| format!("can't read {}", file.display()))?;
    judge_text(&file.display().to_string(), &bytes, entries);
    Ok(())
}

fn judge_text(file: &str, bytes: &[u8], entries: &mut Vec<Entry>) {
    let found = verdicts(&kubectl::decode(bytes)).into_iter().enumerate();
    let entry = |(index, verdict)| Entry { file: file.to_owned(), index, verdict };
    entries.extend(found.map(entry));
}

/// A line for each fault and warning, then how many objects there are of each status.
fn text(entries: &[Entry]) -> String {
    let mut lines = String::new();
    for Entry { file, verdict, .. } in entries {
        for finding in &verdict.findings {
            let Placed { code, path, at: Place { line, column }, .. } = finding;
            let message = sentence(finding);
            let colon = if path.is_empty() { "" } else { ": " };
            let (level, label) = (level(finding.severity), label(verdict));
            let _ = writeln!(
                lines,
                "{file}:{line}:{column}: {level}{label}{path}{colon}{message} [{code}]"
            );
        }
    }
    let count = |status| entries.iter().filter(|entry| entry.verdict.status == status).count();
    let (valid, invalid) = (count(Status::Valid), count(Status::Invalid));
    let _ = writeln!(lines, "{valid} valid, {invalid} invalid, {} skipped", count(Status::Skipped));
    lines
}

/// What refuses an object says so by being there.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "",
        Severity::Warning => "warning: ",
        Severity::Note => "note: ",
    }
}

/// `Deployment demo/backend: `, as far as it is known.
fn label(verdict: &Verdict) -> String {
    match (&verdict.kind, &verdict.namespace, &verdict.name) {
        (Some(kind), Some(namespace), Some(name)) => format!("{kind} {namespace}/{name}: "),
        (Some(kind), None, Some(name)) => format!("{kind} {name}: "),
        (Some(kind), _, None) => format!("{kind}: "),
        (None, ..) => String::new(),
    }
}

fn sentence(finding: &Placed) -> String {
    let Placed { message, help, .. } = finding;
    help.iter().fold(message.clone(), |message, help| format!("{message}, {help}"))
}

/// One array, an object for each verdict.
fn json(entries: &[Entry]) -> anyhow::Result<String> {
    let rows: Vec<Row> = entries.iter().map(Row::of).collect();
    Ok(serde_json::to_string_pretty(&rows)? + "\n")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
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
struct FindingRow<'a> {
    code: &'a str,
    severity: &'static str,
    path: &'a str,
    message: String,
    line: usize,
    column: usize,
}

impl<'a> Row<'a> {
    fn of(entry: &'a Entry) -> Self {
        let verdict = &entry.verdict;
        Row {
            file: &entry.file,
            index: entry.index,
            line: verdict.at.line,
            api_version: verdict.api_version.as_deref(),
            kind: verdict.kind.as_deref(),
            namespace: verdict.namespace.as_deref(),
            name: verdict.name.as_deref(),
            status: match verdict.status {
                Status::Valid => "valid",
                Status::Invalid => "invalid",
                Status::Skipped => "skipped",
            },
            findings: verdict.findings.iter().map(FindingRow::of).collect(),
        }
    }
}

impl<'a> FindingRow<'a> {
    fn of(finding: &'a Placed) -> Self {
        let Place { line, column } = finding.at;
        FindingRow {
            code: finding.code.name(),
            severity: match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            },
            path: &finding.path,
            message: sentence(finding),
            line,
            column,
        }
    }
}
