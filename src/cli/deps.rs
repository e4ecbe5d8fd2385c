//! `drydock deps`: the charts that a chart asks for, and the commands that fetch what is missing.

use super::Outcome;
use super::named_chart::NamedChart;
use super::output::Terminal;
use drydock::diagnostic::{Report, Secrets, Sources};
use drydock::pipeline::{Met, Requirement};
use drydock::workspace::Project;

/// List the charts that a chart depends on, and how to fetch what is missing
///
/// Nothing is fetched here. Exit code 1 says that something is missing from charts/, or has a
/// version that is not asked for.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock deps pcap-analyzer\n  \
    drydock deps ./charts/pcap-analyzer")]
pub(super) struct Args {
    #[command(flatten)]
    chart: NamedChart,
}

pub(super) fn run(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let stack = args.chart.stack(project)?;
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let requirements = stack.requirements(&mut sources, &mut report)?;
    if let Some(requirements) = requirements {
        terminal.listing(&listed(&requirements))?;
    }
    terminal.report(&report, &sources, &Secrets::none());
    Ok(if report.has_errors() { Outcome::Findings } else { Outcome::Clean })
}

/// A line for each, in columns.
fn listed(requirements: &[Requirement]) -> String {
    let rows = requirements
        .iter()
        .map(|it| [it.name.clone(), or_dash(&it.version), or_dash(&it.repository), said(&it.met)]);
    let rows: Vec<[String; 4]> = rows.collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let [name, version, repository] = [0, 1, 2].map(|column| width(column).unwrap_or_default());
    let line =
        |[a, b, c, d]: &[String; 4]| format!("{a:name$}  {b:version$}  {c:repository$}  {d}\n");
    rows.iter().map(line).collect()
}

fn or_dash(text: &str) -> String {
    if text.is_empty() { "-".to_owned() } else { text.to_owned() }
}

fn said(met: &Met) -> String {
    match met {
        Met::By(version) => version.clone(),
        Met::InPlace => "read in place".to_owned(),
        Met::NotBy(version) => format!("{version}, which is not in the range"),
        Met::Not => "missing".to_owned(),
    }
}
