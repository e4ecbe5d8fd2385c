//! `drydock rules`: the rules about objects that the server accepts.

use anyhow::bail;
use clap::ValueEnum;
use serde::Serialize;

use super::output::Terminal;
use super::{Outcome, candidates};
use drydock::check::policy::Weight;
use drydock::check::rules::{self, Rule};
use drydock::diagnostic::or_else_meant;

/// List the rules about what a server accepts and what won't work all the same, or explain one
///
/// `render`, `test`, `check` and `validate --rules` apply them. The project's drydock.yaml and
/// `--rule NAME=LEVEL` decide what a rule or a group weighs; `--preset strict` applies all, those
/// that are off as warnings. To accept a finding, say why: in the object's annotation
/// `drydock.dev/allow: "NAME: reason"`, or in a comment at the line `{# drydock: allow NAME: reason #}`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock rules\n  \
    drydock rules dangling-service")]
pub(super) struct Args {
    /// Explain this rule
    #[arg(value_name = "NAME", add = candidates::rules())]
    name: Option<String>,

    /// The output format
    #[arg(
        short = 'o',
        long,
        visible_alias = "output",
        value_name = "FORMAT",
        default_value = "text"
    )]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An array of rules; an object where one is named
    Json,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let named = args.name.as_deref().map(find).transpose()?;
    let text = match (named, args.format) {
        (Some(rule), Format::Text) => rule.page.to_owned(),
        (Some(rule), Format::Json) => json(&Row { page: Some(rule.page), ..Row::of(rule) })?,
        (None, Format::Text) => table(),
        (None, Format::Json) => json(&rules::all().map(Row::of).collect::<Vec<_>>())?,
    };
    terminal.listing(&text)?;
    Ok(Outcome::Clean)
}

fn find(name: &str) -> anyhow::Result<&'static Rule> {
    let Some(rule) = rules::find(name) else {
        let mut known: Vec<&str> = rules::all().map(Rule::name).collect();
        known.sort_unstable();
        let help = or_else_meant(name, known);
        bail!("there is no rule `{name}`{help}");
    };
    Ok(rule)
}

/// A rule for programs.
#[derive(Serialize)]
struct Row {
    name: &'static str,
    group: &'static str,
    /// In the preset `default`.
    level: &'static str,
    /// Whether it is a warning where nobody says what others provide.
    #[serde(rename = "warningWithoutExternals")]
    doubtful: bool,
    summary: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'static str>,
}

impl Row {
    fn of(rule: &Rule) -> Self {
        Row {
            name: rule.name(),
            group: rule.group.name(),
            level: level(rule.weight).trim_end_matches('*'),
            doubtful: rule.weight == Weight::ErrorIfClosed,
            summary: rule.summary(),
            page: None,
        }
    }
}

fn json(value: &impl Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// One line for each rule; `error*` is an error only if the stack has a list `externals`.
fn table() -> String {
    let width = rules::all().map(|rule| rule.name().len()).max().unwrap_or_default();
    let of_group = rules::all().map(|rule| rule.group.name().len()).max().unwrap_or_default();
    let mut lines = String::new();
    for rule in rules::all() {
        let (name, group, level) = (rule.name(), rule.group.name(), level(rule.weight));
        lines += &format!("{group:of_group$}  {name:width$}  {level:7}  {}\n", rule.summary());
    }
    lines
        + "\n* a warning where nothing says what others provide, by a list `externals`\n\
           off: a warning with --preset strict\n"
}

fn level(weight: Weight) -> &'static str {
    match weight {
        Weight::Error => "error",
        Weight::ErrorIfClosed => "error*",
        Weight::Warning => "warning",
        Weight::Off => "off",
    }
}
