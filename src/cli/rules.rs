//! `drydock rules`: the rules about objects that do not fit each other.

use anyhow::bail;

use super::output::Terminal;
use super::{Outcome, candidates};
use drydock::check::rules::{self, Rule, Weight};
use drydock::diagnostic::or_else_meant;

/// List the rules about objects that don't fit each other, or explain one
///
/// An API server accepts such objects, but they won't work. `render`, `test` and `check` apply all
/// rules to the objects of a stack. To let an object break rules, name them in its annotation
/// `drydock.dev/allow`, separated by commas.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock rules\n  \
    drydock rules dangling-service")]
pub(super) struct Args {
    /// Explain this rule
    #[arg(value_name = "NAME", add = candidates::rules())]
    name: Option<String>,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<Outcome> {
    match &args.name {
        Some(name) => terminal.listing(page(name)?)?,
        None => terminal.listing(&table())?,
    }
    Ok(Outcome::Clean)
}

fn page(name: &str) -> anyhow::Result<&'static str> {
    let Some(rule) = rules::find(name) else {
        let help = or_else_meant(name, rules::ALL.iter().map(Rule::name));
        bail!("there is no rule `{name}`{help}");
    };
    Ok(rule.page)
}

/// One line for each rule; `error*` is an error only if the stack has a list `externals`.
fn table() -> String {
    let width = rules::ALL.iter().map(|rule| rule.name().len()).max().unwrap_or_default();
    let mut lines = String::new();
    for rule in rules::ALL {
        let weight = match rule.weight {
            Weight::Error => "error",
            Weight::Warning => "warning",
            Weight::ErrorIfClosed => "error*",
        };
        lines += &format!("{:width$}  {weight:7}  {}\n", rule.name(), rule.summary());
    }
    lines + "\n* a warning where the values of the chart have no list `externals`\n"
}
