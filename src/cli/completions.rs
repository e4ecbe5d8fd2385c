//! `drydock completions`: the completion script for a shell.
//!
//! The script calls the program, which knows the stacks, environments and values of the project.

use std::ffi::OsString;

use anyhow::Context as _;
use clap::{CommandFactory, ValueEnum};
use clap_complete::CompleteEnv;
use clap_complete::env::Shells;

use super::output::Terminal;
use super::{Cli, Outcome};

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock completions bash > ~/.local/share/bash-completion/completions/drydock\n  \
    drydock completions zsh > ~/.zfunc/_drydock\n  \
    drydock completions fish > ~/.config/fish/completions/drydock.fish")]
pub(super) struct Args {
    shell: Shell,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

const NAME: &str = "drydock";

/// The environment variable with which the script calls the program.
const VARIABLE: &str = "DRYDOCK_COMPLETE";

pub(super) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let name = args.shell.to_possible_value().map(|value| value.get_name().to_owned());
    let shells = Shells::builtins();
    let shell = shells.completer(&name.unwrap_or_default()).context("an unknown shell")?;
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, NAME, NAME, NAME, &mut script)?;
    terminal.result(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}

/// Answers the script, if it is the caller. Returns whether it was.
pub(super) fn answered(arguments: &[OsString]) -> Result<bool, clap::Error> {
    let here = std::env::current_dir().ok();
    CompleteEnv::with_factory(Cli::command)
        .var(VARIABLE)
        .try_complete(arguments.iter().cloned(), here.as_deref())
}
