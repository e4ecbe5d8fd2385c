//! `drydock docs`: the table of a chart's values, for its README.

mod markdown;

use super::Outcome;
use super::named_chart::NamedChart;
use super::output::Terminal;
use drydock::diagnostic::{Censor, Report, Secrets, Sources};
use drydock::pipeline;
use drydock::values::comment_above;
use drydock::workspace::Project;
use drydock::yaml::{self, Map, Node, Value};
use markdown::{code, prose};

/// Print the table of a chart's values, in Markdown
///
/// Each value with its default and the comment above it in values.yaml. A README holds it between
/// `<!-- values -->` and `<!-- /values -->`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  drydock docs pcap-analyzer")]
pub(super) struct Args {
    #[command(flatten)]
    chart: NamedChart,
}

pub(super) fn run(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let mut sources = Sources::new();
    let (mut report, mut secrets) = (Report::new(), Secrets::none());
    let stack = args.chart.stack(project)?;
    let loaded = stack.load(&mut sources, &mut report, &mut secrets)?;
    terminal.report(&report, &sources, &secrets);
    let Some(loaded) = loaded else { return Ok(Outcome::Findings) };
    pipeline::add_secrets_of_defaults(&loaded, &sources, &mut secrets);
    let censor = Censor::new(&secrets, &sources);
    let mut defaults = loaded.defaults(&sources);
    defaults.mask(&|node| !node.is_blank() && censor.is_masked(node.origin.at));
    let mut table = String::from("| value | default | meaning |\n|---|---|---|\n");
    defaults.as_map().into_iter().for_each(|map| rows(map, "", &sources, &mut table));
    terminal.listing(&table)?;
    Ok(Outcome::Clean)
}

/// A row for each value. A map whose keys have rows of their own has none.
fn rows(map: &Map, path: &str, sources: &Sources, table: &mut String) {
    for (key, node) in map.iter() {
        let path = if path.is_empty() { key.text.clone() } else { format!("{path}.{}", key.text) };
        let comment = comment_above(key.origin.at, sources);
        let inner = node.as_map().filter(|map| !map.is_empty() && is_block(node, sources));
        match inner {
            Some(inner) => rows(inner, &path, sources, table),
            None => {
                let cells = [code(&path), default_of(node), prose(&comment)];
                table.push_str(&format!("| {} |\n", cells.join(" | ")));
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
        Value::String(text) => code(&serde_json::Value::from(text.as_str()).to_string()),
        Value::Number(_) => code(&node.number_text().unwrap_or_default()),
        _ => {
            let json = yaml::to_json(node);
            let line: Vec<&str> = json.split_whitespace().collect();
            code(&line.join(" "))
        }
    }
}
