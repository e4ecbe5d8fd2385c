//! `drydock diff`: what differs between environments, revisions, values or files.

mod pairs;
mod side;

use std::path::PathBuf;

use clap::{ArgMatches, ValueEnum};
use serde_json::{Value as Json, json};

use super::chart_args::ChartFlags;
use super::output::Terminal;
use super::{Outcome, candidates};
use drydock::compare::effects::effects;
use drydock::compare::print::{self, Detail, Origins};
use drydock::compare::{Basis, Comparison, compare_with};
use drydock::diagnostic::Censor;
use drydock::diagnostic::print::Style;
use drydock::workspace::{Project, on_all_cores};
use pairs::{Pair, pairs};
use side::Made;

/// Tell what differs between environments, revisions, values or files
///
/// Nothing is judged, and no cluster is asked. Exit codes: 0 the same, 1 it differs, 2 could not
/// run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock diff gauzian dev prod\n  \
    drydock diff gauzian prod --against main   # what does this branch change in production?\n  \
    drydock diff --against HEAD~1              # in all stacks and environments\n  \
    drydock diff gauzian prod --with --set backend.hpa.maxReplicas=20\n  \
    kubectl get deploy,svc,cm -A -o yaml | drydock diff pcap-analyzer kind --live -\n  \
    drydock diff old.yaml new.yaml\n  \
    kustomize build . | drydock diff deploy.yaml -")]
pub(super) struct Args {
    /// A stack and its environments, or two files or folders of manifests; `-` is stdin
    #[arg(value_name = "STACK [ENV [ENV]] | OLD NEW", num_args = 0..=3, add = candidates::charts())]
    what: Vec<String>,

    /// Compare with a revision of this git repository: its charts and its values
    #[arg(long, value_name = "REVISION")]
    against: Option<String>,

    /// Compare with what a cluster has: a dump of `kubectl get … -o yaml`, or `-` for stdin. What
    /// the server and its controllers put there is left alone, and so is what others own
    #[arg(long, value_name = "FILE", conflicts_with_all = ["against", "with"])]
    live: Option<PathBuf>,

    /// Compare what is without the flags of values with what is with them
    #[arg(long)]
    with: bool,

    /// Show what differs line by line, as a unified diff
    #[arg(long)]
    text_diff: bool,

    /// Show all that differs, under each object
    #[arg(long)]
    all: bool,

    /// How to say it
    #[arg(short = 'o', long, alias = "output", value_name = "FORMAT", default_value = "text")]
    format: Format,

    #[command(flatten)]
    flags: ChartFlags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For machines: one object, a comparison for each stack and environment
    Json,
    /// A comment on a pull request
    Markdown,
}

pub(super) fn run(
    args: &Args,
    matches: &ArgMatches,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let pairs = pairs(args, project)?;
    let told: Vec<anyhow::Result<Told>> = on_all_cores(pairs.iter().collect(), |pair: &Pair| {
        let old = pair.old.make(&args.flags, matches, terminal)?;
        let new = pair.new.make(&args.flags, matches, terminal)?;
        tell(args, pair, [old, new], terminal)
    });
    let mut outcome = Outcome::Clean;
    let mut rows = Vec::new();
    for (pair, told) in pairs.iter().zip(told) {
        let Told { made, text, mut row, summary, outcome: found, beyond } = told?;
        for made in &made {
            terminal.report(&made.report, &made.sources, &made.secrets);
        }
        terminal.result(&text)?;
        terminal.say(&format!("{}: {summary}\n", pair.title));
        if !beyond.is_empty() {
            let names = beyond.join(", ");
            terminal.say(&format!(
                "not compared, since the dump has nothing of the kind and namespace: {names}\n"
            ));
        }
        if let Some(row) = row.as_mut().filter(|_| pair.basis == Basis::Cluster) {
            row["notCompared"] = json!(beyond);
        }
        outcome = worse(outcome, found);
        rows.extend(row);
    }
    if args.format == Format::Json {
        let whole = json!({ "schemaVersion": 1, "comparisons": rows });
        terminal.result(&format!("{whole:#}\n"))?;
    }
    Ok(outcome)
}

/// What there is to say of two sides.
struct Told {
    made: [Made; 2],
    text: String,
    /// For machines; `None` where it can't be compared, or where people read.
    row: Option<Json>,
    summary: String,
    outcome: Outcome,
    /// What a dump of a cluster could not be asked for.
    beyond: Vec<String>,
}

/// What is printed of two sides that differ.
#[derive(Default)]
struct Printed {
    text: String,
    row: Option<Json>,
    summary: String,
}

fn worse(one: Outcome, other: Outcome) -> Outcome {
    match (one, other) {
        (Outcome::CouldNotRun, _) | (_, Outcome::CouldNotRun) => Outcome::CouldNotRun,
        (Outcome::Clean, other) => other,
        (Outcome::Findings, _) => Outcome::Findings,
    }
}

/// Says how two sides differ.
fn tell(
    args: &Args,
    pair: &Pair,
    mut made: [Made; 2],
    terminal: &Terminal,
) -> anyhow::Result<Told> {
    let beyond = match made.each_mut().map(|made| made.side.as_mut()) {
        [Some(live), Some(wanted)] if pair.basis == Basis::Cluster => live.settle(wanted)?,
        _ => Vec::new(),
    };
    let [Some(before), Some(after)] = made.each_ref().map(|made| made.side.as_ref()) else {
        let Printed { text, row, summary } = nothing(args, pair, None, terminal);
        return Ok(Told { made, text, row, summary, outcome: Outcome::CouldNotRun, beyond });
    };
    let comparison = compare_with(pair.basis, before.open(), after.open());
    if comparison.is_empty() {
        let Printed { text, row, summary } = nothing(args, pair, Some(&comparison), terminal);
        return Ok(Told { made, text, row, summary, outcome: Outcome::Clean, beyond });
    }
    made.iter_mut().for_each(Made::find_secrets);
    if pair.basis == Basis::Before {
        made.iter_mut().for_each(Made::mark_secrets);
    }
    let Printed { text, row, summary } = printed(args, pair, &made, terminal);
    Ok(Told { made, text, row, summary, outcome: Outcome::Findings, beyond })
}

/// What there is to say where nothing differs, or where it can't be compared.
fn nothing(
    args: &Args,
    pair: &Pair,
    comparison: Option<&Comparison<'_>>,
    terminal: &Terminal,
) -> Printed {
    let summary = comparison.map_or("can't be compared", |_| "nothing differs");
    let (mut text, mut row) = (String::new(), None);
    match (args.format, comparison) {
        (Format::Json, Some(comparison)) => {
            let mut same = print::json(comparison, &[], Origins::default());
            same["old"] = json!(pair.old_name);
            same["new"] = json!(pair.new_name);
            row = Some(same);
        }
        (Format::Markdown, _) => text = print::markdown(&pair.title, summary, &[], ""),
        (Format::Text, Some(comparison)) if !comparison.moves.is_empty() => {
            let style = terminal.style_of_results();
            let heading = print::heading(&pair.title, style);
            text = format!("{heading}\n{}\n", print::moves(comparison, style));
        }
        _ => {}
    }
    Printed { text, row, summary: summary.to_owned() }
}

fn printed(args: &Args, pair: &Pair, made: &[Made; 2], terminal: &Terminal) -> Printed {
    let [Some(before), Some(after)] = made.each_ref().map(|made| made.side.as_ref()) else {
        return Printed::default();
    };
    let comparison = compare_with(pair.basis, before.open(), after.open());
    let effects = effects(&comparison);
    let summary = print::summary(&comparison);
    let [old, new] = made.each_ref().map(|made| Censor::new(&made.secrets, &made.sources));
    let origins = Origins { old: Some(&old), new: Some(&new) };
    if args.format == Format::Json {
        let mut row = print::json(&comparison, &effects, origins);
        row["old"] = json!(pair.old_name);
        row["new"] = json!(pair.new_name);
        return Printed { row: Some(row), summary, ..Printed::default() };
    }
    let style = match args.format {
        Format::Text => terminal.style_of_results(),
        Format::Json | Format::Markdown => Style::PLAIN,
    };
    let detail = if args.all { Detail::All } else { Detail::Brief };
    let text = if args.text_diff {
        let lines = print::lines(&before.text(), &after.text(), &pair.old_name, &pair.new_name);
        print::unified(&lines, style)
    } else {
        print::text(&comparison, origins, style, detail)
    };
    let text = match args.format {
        Format::Markdown => print::markdown(&pair.title, &summary, &effects, &text),
        _ if args.text_diff => text,
        _ => {
            let heading = print::heading(&pair.title, style);
            let moves = print::moves(&comparison, style);
            format!("{heading}\n{text}{moves}{}\n", print::effects(&effects, style))
        }
    };
    Printed { text, row: None, summary }
}
