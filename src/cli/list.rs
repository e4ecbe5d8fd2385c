//! `drydock list`: the stacks of the project and their environments.

use super::Outcome;
use super::output::Terminal;
use drydock::diagnostic::or_else_meant;
use drydock::project::{Project, Stray};

/// List the stacks and their environments
#[derive(Debug, clap::Args)]
#[command(after_help = "Prints `STACK ENV`, one a line:\n  \
    drydock list | while read stack env; do drydock render $stack $env > /dev/null; done")]
pub struct Args {}

pub fn run(_args: &Args, project: &Project, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let mut lines = String::new();
    for stack in project.stacks()? {
        for environment in project.environments(&stack)? {
            lines.extend([stack.as_str(), " ", &environment, "\n"]);
        }
    }
    tell_stray(project, None, terminal)?;
    terminal.result(&lines)?;
    Ok(Outcome::Clean)
}

/// Says which values nobody reads, and how many.
pub fn tell_stray(
    project: &Project,
    stack: Option<&str>,
    terminal: &Terminal,
) -> anyhow::Result<usize> {
    let stray = project.stray_values(stack)?;
    let stacks = project.stacks()?;
    for one in &stray {
        let (shown, why) = match one {
            Stray::NoStack { shown, stack } => {
                let help = or_else_meant(stack, stacks.iter().map(String::as_str));
                (shown, format!("there is no stack `{stack}`{help}"))
            }
            Stray::BelowNoStack { shown } => {
                (shown, "values are read from values/STACK/ENV.yaml".to_owned())
            }
            Stray::WrongEnding { shown, environment } => {
                (shown, format!("name it {environment}.yaml"))
            }
        };
        terminal.say(&format!("{shown}: NOT READ, {why}\n"));
    }
    Ok(stray.len())
}
