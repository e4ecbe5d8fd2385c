//! `drydock list`: the stacks of the project and their environments.

use super::output::Terminal;
use super::{Outcome, stray};
use drydock::workspace::Project;

/// List the stacks and their environments
#[derive(Debug, clap::Args)]
#[command(after_help = "Prints `STACK ENV`, one a line:\n  \
    drydock list | while read stack env; do drydock render $stack $env > /dev/null; done")]
pub(super) struct Args {}

pub(super) fn run(_args: &Args, project: &Project, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let mut lines = String::new();
    for stack in project.stacks()? {
        for environment in project.environments(&stack)? {
            lines.extend([stack.as_str(), " ", &environment, "\n"]);
        }
    }
    stray::tell(project, None, terminal)?;
    terminal.listing(&lines)?;
    Ok(Outcome::Clean)
}
