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
    kustomize build . | drydock diff manifests/ -")]
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
    let make = |pair: &Pair| -> anyhow::Result<(Made, Made)> {
        let old = pair.old.make(&args.flags, matches, terminal)?;
        let new = pair.new.make(&args.flags, matches, terminal)?;
        Ok((old, new))
    };
    let made = on_all_cores(pairs.iter().collect(), make);
    let mut outcome = Outcome::Clean;
    for (pair, made) in pairs.iter().zip(made) {
        let (old, new) = made?;
        outcome = worse(outcome, tell(args, pair, &old, &new, terminal)?);
    }
    Ok(outcome)
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
    old: &Made,
    new: &Made,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    for made in [old, new] {
        terminal.report(&made.report, &made.sources, &made.secrets);
    }
    let (Some(before), Some(after)) = (&old.side, &new.side) else {
        terminal.say(&format!("{}: can't be compared\n", pair.title));
        return Ok(Outcome::CouldNotRun);
    };
    let comparison = compare(before.open(), after.open());
    if comparison.is_empty() {
        terminal.say(&format!("{}: nothing differs\n", pair.title));
        return Ok(Outcome::Clean);
    }
    let style = terminal.style_of_results();
    let mut text = format!("{}\n", print::heading(&pair.title, style));
    if args.text_diff {
        let lines = print::lines(&before.text(), &after.text(), &pair.old_name, &pair.new_name);
        text = print::unified(&lines, style);
    } else {
        let censors =
            [Censor::new(&old.secrets, &old.sources), Censor::new(&new.secrets, &new.sources)];
        let [old, new] = &censors;
        let origins = Origins { old: Some(old), new: Some(new) };
        let detail = if args.all { Detail::All } else { Detail::Brief };
        text.push_str(&print::text(&comparison, origins, style, detail));
        text.push('\n');
    }
    terminal.result(&text)?;
    terminal.say(&format!("{}: {}\n", pair.title, print::summary(&comparison)));
    Ok(Outcome::Findings)
}
