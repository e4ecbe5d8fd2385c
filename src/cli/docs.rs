//! `drydock docs`: the table of a chart's values, for its README.

use super::Outcome;
use super::output::Terminal;
use drydock::diagnostic::{Censor, Report, Secrets, Sources, Span};
use drydock::pipeline;
use drydock::workspace::{Project, Stack};
use drydock::yaml::{self, Map, Node, Value};

/// Print the table of a chart's values, in Markdown
///
/// Each value with its default and the comment above it in values.yaml. A README holds it between
/// `<!-- values -->` and `<!-- /values -->`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  drydock docs pcap-analyzer")]
pub(super) struct Args {
    /// A stack of the project, or the folder of a chart
    #[arg(value_name = "STACK | CHART_DIR")]
    chart: String,
}

pub(super) fn run(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let mut sources = Sources::new();
    let (mut report, mut secrets) = (Report::new(), Secrets::none());
    let chart = Stack::called(&args.chart, project)?.chart;
    let loaded =
        pipeline::load(&chart.path, &chart.shown, &mut sources, &mut report, &mut secrets)?;
    terminal.report(&report, &sources, &secrets);
    let Some(loaded) = loaded else { return Ok(Outcome::Findings) };
    pipeline::add_secrets(&loaded, &[], &sources, &mut secrets);
    let censor = Censor::new(&secrets, &sources);
    let mut defaults = loaded.chart.defaults;
    defaults.mask(&|node| !node.is_blank() && censor.is_masked(node.origin.at));
    let mut table = String::from("| value | default | meaning |\n|---|---|---|\n");
    defaults.as_map().into_iter().for_each(|map| rows(map, "", &sources, &mut table));
    terminal.result(&table)?;
    Ok(Outcome::Clean)
}

/// A row for each value; a map whose keys are described one by one has none of its own.
fn rows(map: &Map, path: &str, sources: &Sources, table: &mut String) {
    for (key, node) in map.iter() {
        let path = if path.is_empty() { key.text.clone() } else { format!("{path}.{}", key.text) };
        let comment = comment_above(key.origin.at, sources);
        let inner = node.as_map().filter(|map| !map.is_empty() && is_block(node, sources));
        match inner {
            Some(inner) => rows(inner, &path, sources, table),
            None => {
                let cells = [format!("`{path}`"), default_of(node), comment];
                table.push_str(&format!("| {} |\n", cells.map(|cell| escaped(&cell)).join(" | ")));
            }
        }
    }
}

/// Whether a map is written over several lines, so that its keys can have comments.
fn is_block(node: &Node, sources: &Sources) -> bool {
    !sources.text(node.origin.at).starts_with('{')
}

fn default_of(node: &Node) -> String {
    match &node.value {
        Value::String(text) if text.contains('\n') => "(text)".to_owned(),
        Value::String(text) => format!("`{}`", serde_json::Value::from(text.as_str())),
        _ => {
            let json = yaml::to_json(node);
            let line: Vec<&str> = json.split_whitespace().collect();
            format!("`{}`", line.join(" "))
        }
    }
}

/// The lines of comment right above a key, as one.
fn comment_above(key: Span, sources: &Sources) -> String {
    let text = &sources.get(key.source).text;
    let before = &text[..key.range().start];
    let mut lines: Vec<&str> = before.lines().collect();
    if !before.ends_with('\n') {
        lines.pop();
    }
    let comments =
        lines.iter().rev().map(|line| line.trim()).take_while(|line| line.starts_with('#'));
    let mut words: Vec<&str> = comments.map(|line| line.trim_start_matches('#').trim()).collect();
    words.reverse();
    words.join(" ")
}

fn escaped(cell: &str) -> String {
    cell.replace('|', "\\|")
}
