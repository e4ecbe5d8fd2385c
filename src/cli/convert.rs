//! `drydock convert`: a chart of Go templates into one of ours, and what of it stays as it is.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::bail;

use super::named_chart::NamedChart;
use super::output::Terminal;
use super::{Outcome, values_input};
use drydock::diagnostic::{Report, Secrets, Sources};
use drydock::disk::Folder;
use drydock::workspace::{self, Became, Conversion, Project};
use drydock::yaml::Dialect;

/// Convert a chart of Go templates to drydock's own
///
/// Each template is translated by itself, and stays as it is if something in it has no counterpart.
/// Both ways are then rendered with the chart's defaults, its values files, and each switch the
/// other way round; a template that makes other objects stays as it is, too. Exit code 1 says that
/// some stay. Without --output-dir nothing is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock convert ./web\n  \
    drydock convert ./web -f prod.yaml\n  \
    drydock convert ./web --output-dir new/web")]
pub(super) struct Args {
    #[command(flatten)]
    chart: NamedChart,

    /// Values to render both ways with, besides those of the chart [repeatable]
    #[arg(short = 'f', long = "values", value_name = "FILE", value_delimiter = ',')]
    files: Vec<String>,

    /// Write the new chart into this folder, which must be empty or not be there
    #[arg(long, value_name = "DIR")]
    output_dir: Option<PathBuf>,
}

pub(super) fn run(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let stack = args.chart.stack(project)?;
    if let Some(folder) = args.output_dir.as_deref().filter(|folder| holds_something(folder)) {
        bail!("{} is not empty: name a folder that is not there yet", folder.display());
    }
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let mut given = Vec::new();
    for file in &args.files {
        let layers = values_input::layers(file, Dialect::Helm, &mut sources, &mut report)?;
        given.push((file.clone(), layers));
    }
    let converted = if report.has_errors() {
        None
    } else {
        workspace::convert(&stack, given, &mut sources, &mut report)?
    };
    terminal.report(&report, &sources, &Secrets::none());
    let Some(converted) = converted else { return Ok(Outcome::CouldNotRun) };
    terminal.listing(&told(&converted))?;
    match &args.output_dir {
        Some(folder) => write(&converted, folder, terminal)?,
        None => terminal.say("nothing was written: --output-dir DIR writes the new chart\n"),
    }
    let is_proved = left(&converted) == 0 && converted.renders > 0;
    Ok(if is_proved { Outcome::Clean } else { Outcome::Findings })
}

fn holds_something(folder: &Path) -> bool {
    match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => folder.symlink_metadata().is_ok(),
    }
}

fn write(converted: &Conversion, folder: &Path, terminal: &Terminal) -> anyhow::Result<()> {
    let out = Folder::make(folder)?;
    for (path, bytes) in &converted.files {
        out.write_bytes(path, bytes)?;
    }
    terminal.say(&format!("the new chart is in {}\n", folder.display()));
    Ok(())
}

fn left(converted: &Conversion) -> usize {
    let is_left = |became: &&Became| matches!(became, Became::Left { .. });
    converted.templates.values().filter(is_left).count()
}

/// A line for each template, and what there is to know besides.
fn told(converted: &Conversion) -> String {
    let width = converted.templates.keys().map(|path| path.chars().count()).max().unwrap_or(0);
    let mut lines: Vec<String> = Vec::new();
    for (path, became) in &converted.templates {
        lines.push(format!("{path:width$}  {}", said(path, became)));
    }
    lines.push(String::new());
    let count = |wanted: &dyn Fn(&Became) -> bool| {
        converted.templates.values().filter(|became| wanted(became)).count()
    };
    let made = count(&|became| *became == Became::Converted);
    let all = count(&|became| *became != Became::Notes);
    let renders = converted.renders;
    lines.push(format!("{made} of {all} templates converted, proved by {renders} renders of both"));
    if renders == 0 {
        lines.push(
            "Helm's way fails with all of these values, which proves nothing: give others with -f"
                .to_owned(),
        );
    }
    if !converted.keys.is_empty() {
        let keys = converted.keys.join(", ");
        lines.push(format!(
            "values.yaml gets keys that templates read, null until they are given: {keys}"
        ));
    }
    if converted.run_texts > 0 {
        lines.push(
            "values that Helm runs as templates (`tpl`) are taken as they are: in those of this chart is none"
                .to_owned(),
        );
    }
    if made > 0 {
        lines.push("`release.service` is drydock, where Helm says Helm".to_owned());
    }
    lines.iter().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

fn said(path: &str, became: &Became) -> String {
    match became {
        Became::Converted => "converted".to_owned(),
        Became::Notes => "left out: notes are not converted".to_owned(),
        Became::Left { file, line, why } if file == path => match line {
            Some(line) => format!("stays: line {line}: {why}"),
            None => format!("stays: {why}"),
        },
        Became::Left { file, line, why } => {
            let line = line.map_or(String::new(), |line| format!(":{line}"));
            format!("stays: {file}{line}: {why}")
        }
    }
}
