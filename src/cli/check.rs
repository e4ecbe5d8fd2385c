//! `drydock check`: charts, in all branches of their templates and in every environment.

use super::crd_args::CrdArgs;
use super::output::Terminal;
use super::{Outcome, candidates, stray};
use drydock::diagnostic::Severity;
use drydock::workspace::{self, Checked, Project, Stack};

/// Check charts: all branches of the templates, then every environment
///
/// Checks the templates without rendering: unknown names, values that don't exist, defaults that no
/// template reads. Then renders every environment, with the objects of crds/, and checks the result.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock check\n  \
    drydock check pcap-analyzer\n  \
    drydock check ./charts/pcap-analyzer   # with its defaults alone")]
pub(super) struct Args {
    /// Only this stack, or the folder of a chart
    #[arg(value_name = "STACK | CHART_DIR", add = candidates::charts())]
    chart: Option<String>,

    #[command(flatten)]
    definitions: CrdArgs,
}

pub(super) fn run(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let stacks = chosen(args, project)?;
    let mut outcome = Outcome::Clean;
    let project = stacks.first().and_then(|stack| stack.project.as_ref());
    let definitions = args.definitions.read(project)?;
    for (stack, checked) in stacks.iter().zip(workspace::check(&stacks, &definitions)) {
        if tell(stack, &checked?, terminal) == Outcome::Findings {
            outcome = Outcome::Findings;
        }
    }
    if tell_stray(args, &stacks, terminal)? > 0 {
        outcome = Outcome::Findings;
    }
    Ok(outcome)
}

/// Says which values nobody reads: of the stack that is meant, or of all.
fn tell_stray(args: &Args, stacks: &[Stack], terminal: &Terminal) -> anyhow::Result<usize> {
    let Some(stack) = stacks.first() else { return Ok(0) };
    let Some(project) = &stack.project else { return Ok(0) };
    stray::tell(project, args.chart.as_ref().map(|_| stack.name.as_str()), terminal)
}

fn chosen(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
) -> anyhow::Result<Vec<Stack>> {
    match &args.chart {
        Some(chart) => Ok(vec![Stack::called(chart, None, project)?]),
        None => {
            let chosen = project()?.choose(None, None)?;
            Ok(chosen.into_iter().map(|(stack, _)| stack).collect())
        }
    }
}

/// Says what is wrong with a stack.
fn tell(stack: &Stack, checked: &Checked, terminal: &Terminal) -> Outcome {
    let Checked { findings, environments } = checked;
    terminal.report(&findings.report, &findings.sources, &findings.secrets);
    let name = &stack.name;
    if findings.report.has_errors() {
        let errors = findings.report.count(Severity::Error);
        let s = if errors == 1 { "" } else { "s" };
        terminal.say(&format!("{name}: {errors} error{s}\n"));
        return Outcome::Findings;
    }
    let everywhere = match (&stack.project, environments.is_empty()) {
        (Some(_), false) => format!(" in {}", environments.join(", ")),
        _ => String::new(),
    };
    terminal.say(&format!("{name}: ok{everywhere}\n"));
    Outcome::Clean
}
