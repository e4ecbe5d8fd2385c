//! `drydock diff`: what differs between environments, revisions, values or files.

mod pairs;
mod side;

use clap::ArgMatches;

use super::chart_args::ChartFlags;
use super::output::Terminal;
use super::{Outcome, candidates};
use drydock::compare::compare;
use drydock::compare::print::{self, Detail, Origins};
use drydock::diagnostic::Censor;
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
    drydock diff old.yaml new.yaml\n  \
    kustomize build . | drydock diff deploy.yaml -")]
pub(super) struct Args {
    /// A stack and its environments, or two files or folders of manifests; `-` is stdin
    #[arg(value_name = "STACK [ENV [ENV]] | OLD NEW", num_args = 0..=3, add = candidates::charts())]
    what: Vec<String>,

    /// Compare with a revision of this git repository: its charts and its values
    #[arg(long, value_name = "REVISION")]
    against: Option<String>,

    /// Compare what is without the flags of values with what is with them
    #[arg(long)]
    with: bool,

    /// Show what differs line by line, as a unified diff
    #[arg(long)]
    text_diff: bool,

    /// Show all that differs, under each object
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    flags: ChartFlags,
}

pub(super) fn run(
    args: &Args,
    matches: &ArgMatches,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let pairs = pairs(args, project)?;
    let told = on_all_cores(pairs.iter().collect(), |pair: &Pair| {
        let old = pair.old.make(&args.flags, matches, terminal)?;
        let new = pair.new.make(&args.flags, matches, terminal)?;
        tell(args, pair, [old, new], terminal)
    });
    let mut outcome = Outcome::Clean;
    for (pair, told) in pairs.iter().zip(told) {
        let Told { made, text, summary, outcome: found } = told?;
        for made in &made {
            terminal.report(&made.report, &made.sources, &made.secrets);
        }
        terminal.result(&text)?;
        terminal.say(&format!("{}: {summary}\n", pair.title));
        outcome = worse(outcome, found);
    }
    Ok(outcome)
}

/// What there is to say of two sides.
struct Told {
    made: [Made; 2],
    text: String,
    summary: String,
    outcome: Outcome,
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
    let said = |made, summary: &str, outcome| {
        Ok(Told { made, text: String::new(), summary: summary.to_owned(), outcome })
    };
    let [Some(before), Some(after)] = made.each_ref().map(|made| made.side.as_ref()) else {
        return said(made, "can't be compared", Outcome::CouldNotRun);
    };
    if compare(before.open(), after.open()).is_empty() {
        return said(made, "nothing differs", Outcome::Clean);
    }
    made.iter_mut().for_each(Made::find_secrets);
    let (text, summary) = shown(args, pair, &made, terminal);
    Ok(Told { made, text, summary, outcome: Outcome::Findings })
}

fn shown(args: &Args, pair: &Pair, made: &[Made; 2], terminal: &Terminal) -> (String, String) {
    let [Some(before), Some(after)] = made.each_ref().map(|made| made.side.as_ref()) else {
        return Default::default();
    };
    let comparison = compare(before.open(), after.open());
    let style = terminal.style_of_results();
    let summary = print::summary(&comparison);
    if args.text_diff {
        let lines = print::lines(&before.text(), &after.text(), &pair.old_name, &pair.new_name);
        return (print::unified(&lines, style), summary);
    }
    let [old, new] = made.each_ref().map(|made| Censor::new(&made.secrets, &made.sources));
    let origins = Origins { old: Some(&old), new: Some(&new) };
    let detail = if args.all { Detail::All } else { Detail::Brief };
    let text = print::text(&comparison, origins, style, detail);
    (format!("{}\n{text}\n", print::heading(&pair.title, style)), summary)
}
