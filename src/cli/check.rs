//! `drydock check`: charts, in all branches of their templates and in every environment.

use super::budget_args::BudgetArgs;
use super::crd_args::CrdArgs;
use super::fared::{self, Fared, InOne, Word};
use super::format::FormatArgs;
use super::kube_args::KubeArgs;
use super::output::Terminal;
use super::policy_args::PolicyArgs;
use super::{Outcome, candidates, stray};
use drydock::pipeline::Checks;
use drydock::workspace::{self, Asked, Checked, Choice, Project, Stack};

/// Check charts: all branches of the templates, then every environment
///
/// Checks the templates without rendering: unknown names, values that don't exist, defaults that no
/// template reads. Then renders every environment, with the objects of crds/, and checks the result.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock check\n  \
    drydock check pcap-analyzer\n  \
    drydock check gauzian prod quote-app   # one environment, and another stack\n  \
    drydock check ./charts/pcap-analyzer   # with its defaults alone")]
pub(super) struct Args {
    /// Only these stacks, and only these environments of them; or the folder of a chart
    #[arg(value_name = "STACK [ENV] | CHART_DIR", add = candidates::stacks_and_environments())]
    named: Vec<String>,

    #[command(flatten)]
    kubernetes: KubeArgs,

    #[command(flatten)]
    definitions: CrdArgs,

    #[command(flatten)]
    budget: BudgetArgs,

    #[command(flatten)]
    policy: PolicyArgs,

    #[command(flatten)]
    report: FormatArgs,
}

pub(super) fn run(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let chosen = chosen(args, project)?;
    let home = chosen.first().and_then(|choice| choice.stack.project.as_ref());
    let asked = Asked {
        checks: Checks::On,
        definitions: args.definitions.read(home)?,
        policies: args.policy.admission()?,
        policy: args.policy.policy(),
        kubernetes: args.kubernetes.version()?,
        allowance: args.budget.allowance(),
    };
    let mut all = Vec::new();
    for (choice, checked) in chosen.iter().zip(workspace::check(&chosen, &asked)) {
        let mut checked = checked?;
        if args.policy.deny_warnings {
            checked.deny_warnings();
        }
        all.push(fared(&choice.stack, checked));
    }
    let stray = match home {
        Some(project) => stray::of(project, &args.named, &chosen)?,
        None => Vec::new(),
    };
    let text = match args.report.format.print(&fared::suite("check", &all, &[], &stray)) {
        Some(text) => text,
        None => {
            let style = terminal.style_of_results();
            let stacks: String = all.iter().map(|fared| fared.text(style)).collect();
            stacks + &stray::lines(&stray)
        }
    };
    terminal.result(&text)?;
    let is_bad = all.iter().any(Fared::is_bad) || !stray.is_empty();
    Ok(if is_bad { Outcome::Findings } else { Outcome::Clean })
}

fn chosen(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
) -> anyhow::Result<Vec<Choice>> {
    let named: Vec<&str> = args.named.iter().map(String::as_str).collect();
    match named.as_slice() {
        // The folder of a chart stands by itself.
        [one] => Ok(vec![Choice::whole(Stack::called(one, None, project)?)?]),
        _ => project()?.choose(&named),
    }
}

/// A chart that is wrong as a whole is so in every environment.
fn fared(stack: &Stack, Checked { findings, environments }: Checked) -> Fared {
    let is_broken = fared::has_errors(&findings);
    let one =
        |environment, findings| InOne { environment, word: Word::Same, findings, drift: None };
    let mut each: Vec<InOne> = environments
        .into_iter()
        .map(|(name, findings)| one(stack.project.as_ref().map(|_| name), Some(findings)))
        .collect();
    if each.is_empty() {
        // A library is rendered nowhere.
        each.push(one(None, None));
    }
    for one in &mut each {
        if is_broken || one.findings.as_ref().is_some_and(fared::has_errors) {
            one.word = Word::Failed;
        }
    }
    Fared { stack: stack.name.clone(), whole: Some(findings), each }
}
