//! `drydock schema`: the JSON Schema of a chart's values, for editors.

use super::Outcome;
use super::named_chart::NamedChart;
use super::output::Terminal;
use drydock::diagnostic::{Report, Secrets, Sources};
use drydock::pipeline;
use drydock::workspace::Project;

/// Print the JSON Schema of a chart's values
///
/// It is inferred from values.yaml and refined by values.schema.json. drydock itself checks values
/// in the same way.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock schema pcap-analyzer > pcap-analyzer.schema.json\n  \
    # yaml-language-server: $schema=../../pcap-analyzer.schema.json   (in a values file)")]
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
    let schema =
        loaded.map(|loaded| pipeline::schema(&loaded, &sources, &mut report, &mut secrets));
    terminal.report(&report, &sources, &secrets);
    match schema.filter(|_| !report.has_errors()) {
        Some(schema) => {
            terminal.json(&schema)?;
            Ok(Outcome::Clean)
        }
        None => Ok(Outcome::Findings),
    }
}
