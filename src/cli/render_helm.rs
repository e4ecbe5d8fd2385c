//! `drydock render -o helm`: the text that `helm template` prints, of a chart of Go templates.

use clap::ArgMatches;

use super::Outcome;
use super::chart_args::{Asked, ChartArgs};
use super::output::Terminal;
use drydock::diagnostic::Secrets;
use drydock::helm::Shown;
use drydock::pipeline::{self, Crds};
use drydock::workspace::Stack;

/// What is shown of hooks.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct HookArgs {
    /// With `-o helm`: leave out hooks
    #[arg(long)]
    no_hooks: bool,

    /// With `-o helm`: leave out hooks that are tests
    #[arg(long)]
    skip_tests: bool,
}

pub(super) fn run(
    mut chart: ChartArgs,
    show_only: &[String],
    hooks: &HookArgs,
    stack: &Stack,
    matches: &ArgMatches,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    // Helm judges nothing.
    chart.flags.no_check = true;
    let Some(asked) = chart.asked(matches, stack, terminal)? else {
        return Ok(Outcome::CouldNotRun);
    };
    let Asked { request, mut sources, mut report } = asked;
    let shown = Shown {
        crds: request.crds != Crds::LeftOut,
        hooks: !hooks.no_hooks,
        tests: !hooks.skip_tests,
        only: show_only.to_vec(),
    };
    stack.settings(&mut sources, &mut report)?;
    let mut secrets = Secrets::none();
    let loaded = stack.load_for_helm(&mut sources, &mut report)?;
    let text = loaded.as_ref().and_then(|loaded| {
        pipeline::text_of_helm(loaded, request, &shown, &sources, &mut report, &mut secrets)
    });
    terminal.report(&report, &sources, &secrets);
    terminal.count(&report, "nothing was rendered");
    let Some(text) = text else { return Ok(Outcome::Findings) };
    terminal.bytes(&text)?;
    Ok(Outcome::Clean)
}
