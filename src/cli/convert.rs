//! `drydock convert`: a chart of Go templates into one of ours, and what of it stays as it is.

use std::path::PathBuf;

use anyhow::bail;

use super::output::Terminal;
use super::{Outcome, candidates, values_input};
use drydock::diagnostic::{Report, Secrets, Sources};
use drydock::disk::Folder;
use drydock::workspace::{self, Conversion, Project, Stack};
use drydock::yaml::Dialect;

/// Convert a chart of Go templates to drydock's own
///
/// Each template is translated on its own, and stays as it is where something in it has no
/// counterpart. Both ways are then rendered with the chart's defaults, its values files and each
/// switch the other way round; a template that makes other objects stays as it is, too. Without
/// --output-dir nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock convert ./web\n  \
    drydock convert ./web --output-dir charts/web\n  \
    drydock convert ./web -f prod.yaml --output-dir charts/web")]
pub(super) struct Args {
    /// A stack of the project, or the folder of a chart
    #[arg(value_name = "STACK | CHART_DIR", add = candidates::charts())]
    chart: String,

    /// Values to render both ways with, besides those of the chart [repeatable]
    #[arg(short = 'f', long = "values", value_name = "FILE", value_delimiter = ',')]
    files: Vec<String>,

    /// Write the new chart into this folder, which must not hold anything
    #[arg(long, value_name = "DIR")]
    output_dir: Option<PathBuf>,
}

pub(super) fn run(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let stack = Stack::called(&args.chart, None, project)?;
    if let Some(folder) = &args.output_dir
        && std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
    {
        bail!("{} is not empty: name a folder that is not there yet", folder.display());
    }
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let mut given = Vec::new();
    for file in &args.files {
        let layers = values_input::layers(file, Dialect::Helm, &mut sources, &mut report)?;
        given.push((file.clone(), layers));
    }
    let converted = workspace::convert(&stack, given, &mut sources, &mut report)?;
    terminal.report(&report, &sources, &Secrets::none());
    let Some(converted) = converted else { return Ok(Outcome::CouldNotRun) };
    if let Some(folder) = &args.output_dir {
        write(&converted, folder)?;
    }
    terminal.listing(&told(&converted, args.output_dir.as_ref()))?;
    let all = converted.templates.values().all(|it| !matches!(it, workspace::Outcome::Left { .. }));
    Ok(if all { Outcome::Clean } else { Outcome::Findings })
}

fn write(converted: &Conversion, folder: &std::path::Path) -> anyhow::Result<()> {
    let folder = Folder::make(folder)?;
    for (path, bytes) in &converted.files {
        folder.write(path, &String::from_utf8_lossy(bytes))?;
    }
    Ok(())
}

/// A line for each template, and what there is to know besides.
fn told(converted: &Conversion, _: Option<&PathBuf>) -> String {
    let mut out = String::new();
    let width = converted.templates.keys().map(String::len).max().unwrap_or_default();
    for (path, outcome) in &converted.templates {
        let said = match outcome {
            workspace::Outcome::Converted => "converted".to_owned(),
            workspace::Outcome::Notes => "left out: notes are not converted".to_owned(),
            workspace::Outcome::Left { file, line, why } if file == path => {
                format!("stays: line {line}: {why}")
            }
            workspace::Outcome::Left { file, line, why } => format!("stays: {file}:{line}: {why}"),
        };
        out.push_str(&format!("{path:width$}  {said}\n"));
    }
    out
}
