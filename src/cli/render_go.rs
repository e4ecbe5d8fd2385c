//! `drydock render` of a chart whose templates are Go's: manifests as of every chart, or the text
//! that `helm template` prints.

use std::io::Write as _;

use anyhow::Context as _;
use clap::ArgMatches;

use super::chart_args::{Asked, ChartArgs};
use super::output::Terminal;
use super::{Outcome, select};
use drydock::diagnostic::Secrets;
use drydock::helm::Shown;
use drydock::pipeline::{self, Checks, Crds};
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

/// How the manifests are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Yaml,
    Json,
    Helm,
}

/// What is printed.
pub(super) struct Printed<'a> {
    pub form: Form,
    pub show_only: &'a [String],
    pub hooks: &'a HookArgs,
}

pub(super) fn run(
    chart: &ChartArgs,
    printed: &Printed<'_>,
    stack: &Stack,
    matches: &ArgMatches,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let Some(asked) = chart.asked(matches, stack, terminal)? else {
        return Ok(Outcome::CouldNotRun);
    };
    let Asked { mut request, mut sources, mut report } = asked;
    let shown = Shown {
        crds: request.crds != Crds::LeftOut,
        hooks: !printed.hooks.no_hooks,
        tests: !printed.hooks.skip_tests,
        only: printed.show_only.to_vec(),
    };
    if printed.form == Form::Helm {
        // Helm judges nothing.
        request.checks = Checks::Off;
    }
    let secrets = Secrets::none();
    stack.settings(&mut sources, &mut report)?;
    let loaded = stack.load_go(&mut sources, &mut report)?;
    let form = printed.form;
    let mut rendered = match &loaded {
        Some(loaded) if form == Form::Helm => {
            let text = pipeline::text_of_go(loaded, request, &shown, &sources, &mut report);
            terminal.report(&report, &sources, &secrets);
            terminal.count(&report, "nothing was rendered");
            let Some(text) = text else { return Ok(Outcome::Findings) };
            let mut out = std::io::stdout().lock();
            let written = out.write_all(&text).and_then(|()| out.flush());
            return match written {
                Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                    Err(error).context("can't write to stdout")
                }
                _ => Ok(Outcome::Clean),
            };
        }
        Some(loaded) => pipeline::render_go(loaded, request, &sources, &mut report),
        None => None,
    };
    if let Some(rendered) = &mut rendered {
        select::keep(&mut rendered.manifest, printed.show_only, &mut sources, &mut report);
    }
    terminal.report(&report, &sources, &secrets);
    terminal.count(&report, "nothing was rendered");
    let (Some(loaded), Some(rendered)) = (&loaded, rendered.filter(|_| !report.has_errors()))
    else {
        return Ok(Outcome::Findings);
    };
    terminal.result(&match form {
        Form::Json => rendered.manifest.to_json(),
        _ => rendered.manifest.to_yaml(&loaded.name),
    })?;
    Ok(Outcome::Clean)
}
