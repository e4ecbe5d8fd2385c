//! `drydock check`: whether charts are right in every environment, and in branches that none
//! takes.

use anyhow::bail;

use super::Outcome;
use super::chart_args::plain_request;
use super::layers::read_environment;
use super::list::tell_stray;
use super::locate::locate;
use super::output::Terminal;
use drydock::chart::{Chart, ChartType};
use drydock::diagnostic::{Diagnostic, Report, Role, Severity, Sources, Span};
use drydock::pipeline::{self, Crds, Request};
use drydock::project::{DEFAULT_ENVIRONMENT, Located, Project};

/// Check charts in every environment, and in branches that none takes
///
/// Checks the templates without rendering: names that mean nothing, values that don't exist,
/// defaults that no template reads. Then renders every environment, with the objects of crds/, and
/// checks what comes out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock check\n  \
    drydock check pcap-analyzer\n  \
    drydock check ./charts/pcap-analyzer   # with its defaults alone")]
pub struct Args {
    /// Only this stack, or the folder of a chart
    #[arg(value_name = "STACK | CHART_DIR")]
    chart: Option<String>,
}

pub fn run(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Clean;
    for (located, project) in chosen(args, project)? {
        if check(&located, project.as_ref(), terminal)? == Outcome::Findings {
            outcome = Outcome::Findings;
        }
    }
    let all = if args.chart.is_none() { project().ok() } else { None };
    if let Some(project) = all
        && tell_stray(&project, None, terminal)? > 0
    {
        outcome = Outcome::Findings;
    }
    Ok(outcome)
}

fn chosen(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
) -> anyhow::Result<Vec<(Located, Option<Project>)>> {
    if let Some(chart) = &args.chart {
        return Ok(vec![locate(chart, project)?]);
    }
    let project = project()?;
    let stacks = project.stacks()?;
    if stacks.is_empty() {
        bail!("the project has no stack");
    }
    Ok(stacks.iter().map(|stack| (project.stack(stack), Some(project.clone()))).collect())
}

/// Loads a chart and checks its templates.
pub fn load_checked(
    located: &Located,
    project: Option<&Project>,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Option<Chart>> {
    let chart = pipeline::load(&located.path, &located.shown, sources, report)?;
    if let Some(chart) = &chart {
        let mut layers = Vec::new();
        for environment in environments_of(located, project)? {
            // What is wrong with them is told when they are rendered.
            let scratch = &mut Report::new();
            let Some(project) = project else { continue };
            layers.extend(read_environment(
                project,
                &located.name,
                &environment,
                sources,
                scratch,
            )?);
        }
        pipeline::check_templates(chart, &layers, sources, report);
    }
    Ok(chart)
}

/// Checks one chart in all its environments.
fn check(
    located: &Located,
    project: Option<&Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let mut sources = Sources::new();
    let mut report = Report::new();
    let mut environments = Vec::new();
    if let Some(chart) = load_checked(located, project, &mut sources, &mut report)? {
        if chart.metadata.kind == ChartType::Application {
            environments = environments_of(located, project)?;
        }
        let told: Vec<Span> = report.iter().filter_map(place).collect();
        for environment in &environments {
            let found = render(&chart, located, project, environment, &mut sources)?;
            report.extend(found.iter().filter(|fault| is_new(fault, &told)).cloned());
        }
    }
    terminal.report(&report, &sources);
    let name = &located.name;
    if report.has_errors() {
        let errors = report.count(Severity::Error);
        let s = if errors == 1 { "" } else { "s" };
        terminal.say(&format!("{name}: {errors} error{s}\n"));
        return Ok(Outcome::Findings);
    }
    match (project, environments.is_empty()) {
        (Some(_), false) => {
            terminal.say(&format!("{name}: ok in {}\n", environments.join(", ")));
        }
        _ => terminal.say(&format!("{name}: ok\n")),
    }
    Ok(Outcome::Clean)
}

fn environments_of(located: &Located, project: Option<&Project>) -> anyhow::Result<Vec<String>> {
    match project {
        Some(project) => project.environments(&located.name),
        None => Ok(vec![DEFAULT_ENVIRONMENT.to_owned()]),
    }
}

/// What rendering one environment has to say.
fn render(
    chart: &Chart,
    located: &Located,
    project: Option<&Project>,
    environment: &str,
    sources: &mut Sources,
) -> anyhow::Result<Report> {
    let mut report = Report::new();
    let layers = match project {
        Some(project) => {
            read_environment(project, &located.name, environment, sources, &mut report)?
        }
        None => Vec::new(),
    };
    let request = Request { crds: Crds::Included, ..plain_request(&located.name, layers) };
    pipeline::render_chart(chart.clone(), request, sources, &mut report);
    Ok(report)
}

/// Whether a fault stands where nothing was found without rendering.
fn is_new(fault: &Diagnostic, told: &[Span]) -> bool {
    let same = |span: Span| {
        told.iter().any(|told| {
            told.source == span.source && told.start < span.end && span.start < told.end
        })
    };
    fault.severity != Severity::Error || !place(fault).is_some_and(same)
}

fn place(fault: &Diagnostic) -> Option<Span> {
    fault.labels.iter().find(|label| label.role == Role::Primary).map(|label| label.span)
}
