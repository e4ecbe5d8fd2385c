//! `drydock completions`: a script that teaches a shell the command line.

use clap::CommandFactory;
use clap_complete::Shell;

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

pub(super) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "drydock", &mut script);
    terminal.result(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}
