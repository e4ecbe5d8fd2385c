//! `drydock test`: every stack in every environment against its golden file.

use std::collections::BTreeSet;
use std::fs;

use anyhow::bail;

use super::Outcome;
use super::chart_args::plain_request;
use super::check::load_checked;
use super::layers::read_environment;
use super::list::tell_stray;
use super::locate::no_environment;
use super::output::Terminal;
use drydock::diagnostic::{Report, Sources, or_else_meant};
use drydock::pipeline::{self, Checks, Request};
use drydock::project::Project;
use drydock::snapshot::{self, Comparison};

/// Compare what is rendered with snapshots/
///
/// Checks the templates of every stack, renders it in every environment, and compares with
/// snapshots/STACK/ENV.yaml. What a Secret holds is masked.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock test\n  \
    drydock test pcap-analyzer kind\n  \
    drydock test --accept   # make what is rendered the snapshots")]
pub struct Args {
    /// Only this stack
    stack: Option<String>,

    /// Only this environment of it
    #[arg(value_name = "ENV")]
    environment: Option<String>,

    /// Make what is rendered the snapshots
    #[arg(long)]
    accept: bool,

    /// Don't judge what is rendered
    #[arg(long)]
    no_check: bool,
}

/// How one stack in one environment fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Same,
    Accepted,
    Differs,
    Failed,
}

pub fn run(args: &Args, project: &Project, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let mut fates = Vec::new();
    let chosen = chosen(args, project)?;
    let broken = broken(&chosen, project, terminal)?;
    for (stack, environment) in chosen {
        let fate = if broken.contains(&stack) {
            Fate::Failed
        } else {
            test(args, project, &stack, &environment, terminal)?
        };
        let word = match fate {
            Fate::Same => "ok",
            Fate::Accepted => "accepted",
            Fate::Differs => "DIFFERS",
            Fate::Failed => "FAILED",
        };
        terminal.say(&format!("{stack} {environment}: {word}\n"));
        fates.push(fate);
    }
    let stale = if args.stack.is_none() { stale(args, project, terminal)? } else { 0 };
    let bad = fates.iter().filter(|fate| matches!(fate, Fate::Differs | Fate::Failed)).count();
    let stray = tell_stray(project, args.stack.as_deref(), terminal)?;
    let others = stale + stray;
    if bad + others == 0 {
        return Ok(Outcome::Clean);
    }
    terminal.say(&format!("{} of {} failed", bad + others, fates.len() + others));
    let drift = fates.contains(&Fate::Differs) || stale > 0;
    terminal.say(if drift { "; if the changes are meant: drydock test --accept\n" } else { "\n" });
    Ok(Outcome::Findings)
}

fn chosen(args: &Args, project: &Project) -> anyhow::Result<Vec<(String, String)>> {
    let stacks = project.stacks()?;
    if let Some(stack) = args.stack.as_ref().filter(|stack| !stacks.contains(stack)) {
        let help = or_else_meant(stack, stacks.iter().map(String::as_str));
        bail!("there is no stack `{stack}`{help}");
    }
    let mut chosen = Vec::new();
    for stack in stacks.iter().filter(|stack| args.stack.as_ref().is_none_or(|s| s == *stack)) {
        let known = project.environments(stack)?;
        if let Some(wanted) = args.environment.as_ref().filter(|wanted| !known.contains(wanted)) {
            return Err(no_environment(project, stack, wanted, &known));
        }
        let wanted = |name: &&String| args.environment.as_ref().is_none_or(|e| e == *name);
        chosen.extend(known.iter().filter(wanted).map(|e| (stack.clone(), e.clone())));
    }
    if chosen.is_empty() {
        bail!("the project has no stack");
    }
    Ok(chosen)
}

/// The stacks whose templates are wrong, each told once.
fn broken(
    chosen: &[(String, String)],
    project: &Project,
    terminal: &Terminal,
) -> anyhow::Result<BTreeSet<String>> {
    let stacks: BTreeSet<&String> = chosen.iter().map(|(stack, _)| stack).collect();
    let mut broken = BTreeSet::new();
    for stack in stacks {
        let (mut sources, mut report) = (Sources::new(), Report::new());
        load_checked(&project.stack(stack), Some(project), &mut sources, &mut report)?;
        if report.has_errors() {
            terminal.report(&report, &sources);
            broken.insert(stack.clone());
        }
    }
    Ok(broken)
}

fn test(
    args: &Args,
    project: &Project,
    stack: &str,
    environment: &str,
    terminal: &Terminal,
) -> anyhow::Result<Fate> {
    let mut sources = Sources::new();
    let mut report = Report::new();
    let located = project.stack(stack);
    let layers = read_environment(project, stack, environment, &mut sources, &mut report)?;
    let checks = if args.no_check { Checks::Off } else { Checks::On };
    let request = Request { checks, ..plain_request(stack, layers) };
    let rendered =
        pipeline::render(&located.path, &located.shown, request, &mut sources, &mut report)?;
    let Some(rendered) = rendered else {
        terminal.report(&report, &sources);
        return Ok(Fate::Failed);
    };
    let text = snapshot::text(&rendered.manifest, &rendered.chart.metadata.name, &rendered.secrets);
    let (path, shown) = project.snapshot(stack, environment);
    match snapshot::compare(&path, &shown, &text, &sources)? {
        Comparison::Same => Ok(Fate::Same),
        _ if args.accept => {
            snapshot::accept(&path, &shown, &text)?;
            Ok(Fate::Accepted)
        }
        Comparison::New => {
            terminal.say(&format!("there is no {shown} yet\n"));
            Ok(Fate::Differs)
        }
        Comparison::Changed(diff) => {
            terminal.result(&diff)?;
            Ok(Fate::Differs)
        }
    }
}

/// Golden files that no stack renders any more; with `--accept` they go.
fn stale(args: &Args, project: &Project, terminal: &Terminal) -> anyhow::Result<usize> {
    let mut count = 0;
    for (path, shown) in project.stale_snapshots()? {
        if args.accept {
            fs::remove_file(&path)?;
            if let Some(folder) = path.parent() {
                // One that is not empty stays.
                _ = fs::remove_dir(folder);
            }
            terminal.say(&format!("{shown}: removed\n"));
        } else {
            terminal.say(&format!("{shown}: STALE, no stack renders it\n"));
            count += 1;
        }
    }
    Ok(count)
}
