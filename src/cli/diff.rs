//! `drydock diff`: what differs between environments, revisions, values or files.

mod pairs;
mod side;

use std::path::PathBuf;

use clap::{ArgMatches, ValueEnum};
use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::chart_args::ChartFlags;
use super::output::Terminal;
use super::{Outcome, candidates};
use drydock::compare::effects::{Effect, effects};
use drydock::compare::print::{self, Detail, Origins};
use drydock::compare::{Basis, Comparison, compare_with};
use drydock::diagnostic::Censor;
use drydock::diagnostic::print::Style;
use drydock::workspace::{Project, on_all_cores};
use pairs::{Pair, pairs};
use side::{Made, Wanted};

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
    let sides: Vec<&Wanted> = pairs.iter().flat_map(|pair| [&pair.old, &pair.new]).collect();
    let sides = on_all_cores(sides, |side| side.make(&args.flags, matches, terminal));
    let sides: Vec<Made> = sides.into_iter().collect::<anyhow::Result<_>>()?;
    let (mut sides, mut jobs) = (sides.into_iter(), Vec::new());
    for pair in &pairs {
        jobs.extend(sides.next().zip(sides.next()).map(|(old, new)| (pair, [old, new])));
    }
    let told = on_all_cores(jobs, |(pair, made)| tell(args, pair, made, terminal));
    let mut outcome = Outcome::Clean;
    let mut rows = Vec::new();
    let mut groups: IndexMap<String, Vec<(&Pair, Told)>> = IndexMap::new();
    for (pair, told) in pairs.iter().zip(told) {
        let mut told = told?;
        outcome = worse(outcome, told.outcome);
        if let Some(row) = told.printed.row.as_mut().filter(|_| pair.basis == Basis::Cluster) {
            row["notCompared"] = json!(told.beyond);
        }
        rows.extend(told.printed.row.take());
        let text = told.printed.text_below("", args, terminal) + &told.printed.summary;
        groups.entry(text).or_default().push((pair, told));
    }
    // What differs stands first.
    groups
        .sort_by_cached_key(|_, group| group.iter().all(|(_, told)| told.printed.text.is_empty()));
    for group in groups.values() {
        say(group, args, terminal)?;
    }
    if args.format == Format::Json {
        let whole = json!({ "schemaVersion": 1, "comparisons": rows });
        terminal.result(&format!("{whole:#}\n"))?;
    }
    Ok(outcome)
}

/// Says what there is to say of pairs that differ alike: once, below the names of all.
fn say(group: &[(&Pair, Told)], args: &Args, terminal: &Terminal) -> anyhow::Result<()> {
    for made in group.iter().flat_map(|(_, told)| &told.made) {
        terminal.report(&made.report, &made.sources, &made.secrets);
    }
    let Some((pair, told)) = group.first() else { return Ok(()) };
    let subjects: Vec<&str> = group.iter().map(|(pair, _)| pair.subject.as_str()).collect();
    let subjects = subjects.join(", ");
    let colon = if subjects.is_empty() { "" } else { ": " };
    let title = format!("{subjects}{colon}{}", pair.way);
    terminal.result(&told.printed.text_below(&title, args, terminal))?;
    terminal.say(&format!("{title}: {}\n", told.printed.summary));
    if !told.beyond.is_empty() {
        let names = told.beyond.join(", ");
        terminal.say(&format!(
            "not compared, since the dump has nothing of the kind and namespace: {names}\n"
        ));
    }
    Ok(())
}

/// What there is to say of two sides.
struct Told {
    made: [Made; 2],
    printed: Printed,
    outcome: Outcome,
    /// What a dump of a cluster could not be asked for.
    beyond: Vec<String>,
}

/// How two sides differ.
#[derive(Default)]
struct Printed {
    /// For people; empty where nothing differs.
    text: String,
    effects: Vec<Effect>,
    /// For machines; `None` where it can't be compared, or where people read.
    row: Option<Json>,
    summary: String,
}

impl Printed {
    fn text_below(&self, title: &str, args: &Args, terminal: &Terminal) -> String {
        let is_alone = args.text_diff || self.text.is_empty();
        match args.format {
            Format::Json => String::new(),
            Format::Markdown => print::markdown(title, &self.summary, &self.effects, &self.text),
            Format::Text if is_alone => self.text.clone(),
            Format::Text => {
                let heading = print::heading(title, terminal.style_of_results());
                format!("{heading}\n{}", self.text)
            }
        }
    }
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
    let Some(comparison) = compared(pair, &made) else {
        let printed = Printed { summary: "can't be compared".to_owned(), ..Printed::default() };
        return Ok(Told { made, printed, outcome: Outcome::CouldNotRun, beyond });
    };
    if comparison.is_empty() {
        let printed = printed(args, pair, &made, &comparison, terminal);
        return Ok(Told { made, printed, outcome: Outcome::Clean, beyond });
    }
    made.iter_mut().for_each(Made::find_secrets);
    if pair.basis == Basis::Before {
        made.iter_mut().for_each(Made::mark_secrets);
    }
    let comparison = compared(pair, &made);
    let printed = comparison.map(|it| printed(args, pair, &made, &it, terminal));
    let printed = printed.unwrap_or_default();
    Ok(Told { made, printed, outcome: Outcome::Findings, beyond })
}

/// How the sides differ, where there are both.
fn compared<'m>(pair: &Pair, made: &'m [Made; 2]) -> Option<Comparison<'m>> {
    let [before, after] = made.each_ref().map(|made| made.side.as_ref());
    Some(compare_with(pair.basis, before?.open(), after?.open()))
}

fn printed(
    args: &Args,
    pair: &Pair,
    made: &[Made; 2],
    comparison: &Comparison<'_>,
    terminal: &Terminal,
) -> Printed {
    let effects = effects(comparison);
    let summary = if comparison.is_empty() {
        "nothing differs".to_owned()
    } else {
        print::summary(comparison)
    };
    let [old, new] = made.each_ref().map(|made| Censor::new(&made.secrets, &made.sources));
    let origins = Origins { old: Some(&old), new: Some(&new) };
    if args.format == Format::Json {
        let mut row = print::json(comparison, &effects, origins);
        row["old"] = json!(pair.old_name);
        row["new"] = json!(pair.new_name);
        return Printed { row: Some(row), summary, ..Printed::default() };
    }
    let style = match args.format {
        Format::Text => terminal.style_of_results(),
        Format::Json | Format::Markdown => Style::PLAIN,
    };
    let detail = if args.all { Detail::All } else { Detail::Brief };
    let text = match made.each_ref().map(|made| made.side.as_ref()) {
        [Some(before), Some(after)] if args.text_diff && !comparison.is_empty() => {
            let (old, new) = (before.text(), after.text());
            print::unified(&print::lines(&old, &new, &pair.old_name, &pair.new_name), style)
        }
        _ if args.format == Format::Markdown => print::text(comparison, origins, style, detail),
        _ => {
            let text = print::text(comparison, origins, style, detail);
            let moves = print::moves(comparison, style);
            let text = format!("{text}{moves}{}", print::effects(&effects, style));
            if text.is_empty() { text } else { text + "\n" }
        }
    };
    Printed { text, effects, row: None, summary }
}
