//! The command line: what was typed becomes a request, what came of it becomes text.
//!
//! stdout holds manifests, or what a command was asked to list, and nothing else. All else goes
//! to stderr. Exit codes: 0 clean, 1 findings or drift, 2 could not run.

mod budget_args;
mod candidates;
mod chance_args;
mod chart_args;
mod check;
mod completions;
mod convert;
mod crd_args;
mod deps;
mod diff;
mod docs;
mod explain;
mod fared;
mod format;
mod functions;
mod kinds;
mod kube_args;
mod list;
mod named_chart;
mod output;
mod output_dir;
mod policy_args;
mod render;
mod render_helm;
mod rules;
mod schema;
mod select;
mod strangers;
mod stray;
mod test;
mod validate;
mod values;
mod values_input;

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use drydock::diagnostic::print::escaped;
use drydock::workspace::Project;
use output::Terminal;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Clean = 0,
    Findings = 1,
    CouldNotRun = 2,
}

/// Render, check and snapshot-test Kubernetes manifests.
#[derive(Debug, Parser)]
#[command(
    name = "drydock",
    version,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 clean, 1 findings or drift, 2 could not run.\n\n\
        Examples:\n  \
        drydock render pcap-analyzer kind | kubectl apply -f -\n  \
        drydock render pcap-analyzer kind --set image.tag=v2 | kubectl diff -f -\n  \
        drydock check\n  \
        drydock test\n  \
        drydock diff pcap-analyzer kind --against main\n  \
        drydock explain pcap-analyzer kind Service/pcap-analyzer spec.type\n  \
        drydock list"
)]
struct Cli {
    /// The project: a folder with charts/ [default: the nearest one upward]
    #[arg(short = 'C', long, global = true, value_name = "DIR")]
    project: Option<PathBuf>,

    /// When to colour what is said
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: When,

    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Render(Box<render::Args>),
    Check(check::Args),
    Test(test::Args),
    Diff(Box<diff::Args>),
    Explain(Box<explain::Args>),
    List(list::Args),
    Validate(validate::Args),
    Values(Box<values::Args>),
    Schema(schema::Args),
    Docs(docs::Args),
    Rules(rules::Args),
    Functions(functions::Args),
    Deps(deps::Args),
    Convert(convert::Args),
    Kinds(kinds::Args),
    Completions(completions::Args),
}

/// Runs the program on `arguments`, the first of which is its own name.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let parsed = match completions::answered(&arguments) {
        Ok(true) => return ExitCode::SUCCESS,
        Ok(false) => parse(&arguments),
        Err(error) => Err(error),
    };
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // clap's own text: help on stdout, a mistake on stderr.
            tell_mistake(&error, &arguments);
            return ExitCode::from(u8::from(error.use_stderr()) * 2);
        }
    };
    let terminal = Terminal::new(cli.color);
    let outcome = dispatch(&cli, &matches, &terminal).unwrap_or_else(|error| {
        terminal.failure(&discreet(&format!("{error:#}"), &arguments));
        Outcome::CouldNotRun
    });
    ExitCode::from(outcome as u8)
}

/// What was typed may hold a secret, or what a terminal would obey; then the mistake is told
/// without colours.
fn tell_mistake(error: &clap::Error, arguments: &[OsString]) {
    let command = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(command)) => strangers::advice(command).map(|it| (command, it)),
        _ => None,
    };
    if let Some((command, advice)) = command {
        let terminal = Terminal::new(When::Auto);
        return terminal.failure(&format!("there is no command `{command}`: {advice}"));
    }
    let text = error.render().to_string();
    let shown = discreet(&text, arguments);
    match escaped(&shown) {
        Cow::Borrowed(shown) if shown == text => _ = error.print(),
        shown => _ = std::io::stderr().write_all(shown.as_bytes()),
    }
}

/// A text without what stands behind the `=` of a word that may have been meant for a `--set`.
fn discreet(text: &str, arguments: &[OsString]) -> String {
    let mut text = text.to_owned();
    let is_path = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '[' | ']');
    for argument in arguments.iter().filter_map(|argument| argument.to_str()) {
        match argument.split_once('=') {
            Some((path, value)) if path.chars().all(is_path) && !value.is_empty() => {
                text = text.replace(argument, &format!("{path}=***"));
            }
            _ => {}
        }
    }
    text
}

fn parse(arguments: &[OsString]) -> Result<(Cli, ArgMatches), clap::Error> {
    let mut matches = Cli::command().try_get_matches_from(arguments)?;
    let cli = Cli::from_arg_matches(&matches)?;
    let (_, matches) = matches.remove_subcommand().expect("a command is required");
    Ok((cli, matches))
}

fn dispatch(cli: &Cli, matches: &ArgMatches, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let project = || find_project(cli);
    match &cli.command {
        Command::Render(args) => render::run(args, matches, &project, terminal),
        Command::Check(args) => check::run(args, &project, terminal),
        Command::Test(args) => test::run(args, &project()?, terminal),
        Command::Convert(args) => convert::run(args, &project, terminal),
        Command::Diff(args) => diff::run(args, matches, &project, terminal),
        Command::Explain(args) => explain::run(args, matches, &project, terminal),
        Command::List(args) => list::run(args, &project()?, terminal),
        Command::Validate(args) => validate::run(args, &project, terminal),
        Command::Values(args) => values::run(args, matches, &project, terminal),
        Command::Docs(args) => docs::run(args, &project, terminal),
        Command::Rules(args) => rules::run(args, terminal),
        Command::Deps(args) => deps::run(args, &project, terminal),
        Command::Functions(args) => functions::run(args, terminal),
        Command::Kinds(args) => kinds::run(args, &project, terminal),
        Command::Schema(args) => schema::run(args, &project, terminal),
        Command::Completions(args) => completions::run(args, terminal),
    }
}

fn find_project(cli: &Cli) -> anyhow::Result<Project> {
    match &cli.project {
        Some(folder) => Project::at(folder),
        None => {
            let here = std::env::current_dir()?;
            Project::find(&here).ok_or_else(|| {
                anyhow::anyhow!("no project here: neither this folder nor one above it has charts/")
            })
        }
    }
}
