//! Stacks in their environments, compared with what is kept of them in `snapshots/`.

use super::open::Findings;
use super::run::{Job, Read, on_each, read};
use super::{Project, Stack};
use crate::check::custom::Definitions;
use crate::pipeline::{self, Allowance, Checks, Request};
use crate::snapshot::{self, Comparison};

/// How a stack fared.
pub enum Tested {
    /// Its chart or its templates are wrong: it was rendered in no environment.
    Broken(Findings),
    /// How it fared in each of its environments.
    InEach(Vec<(String, anyhow::Result<Fate>)>),
}

/// How a stack fared in one environment.
pub enum Fate {
    /// It can't be rendered, or not be compared.
    Failed(Findings),
    /// It was rendered as `text`, and compared with its golden file.
    Compared { golden: String, text: String, comparison: Comparison, findings: Findings },
}

/// Tests stacks, each in the environments that stand with it. Where a file of a stack can't be
/// read, that is its error.
pub fn test(
    project: &Project,
    chosen: &[(Stack, Vec<String>)],
    checks: Checks,
    definitions: &Definitions,
    allowance: Allowance,
) -> Vec<anyhow::Result<Tested>> {
    let stacks = read(chosen.iter().map(|(stack, _)| stack));
    let jobs = chosen.iter().zip(&stacks).map(|((stack, wanted), read)| match read {
        Ok(read) => jobs(stack, wanted, read),
        Err(_) => Vec::new(),
    });
    let fates = on_each(jobs.collect(), |job| {
        let definitions = definitions.clone();
        let request = Request { checks, definitions, allowance, ..Request::new(job.stack) };
        (job.environment.name.clone(), compare(job, project, request))
    });
    let tested = |(read, fates): (anyhow::Result<Read>, _)| match read? {
        (_, found) if found.report.has_errors() => Ok(Tested::Broken(found)),
        _ => Ok(Tested::InEach(fates)),
    };
    stacks.into_iter().zip(fates).map(tested).collect()
}

fn jobs<'a>(stack: &'a Stack, wanted: &[String], (opened, found): &'a Read) -> Vec<Job<'a>> {
    if found.report.has_errors() {
        return Vec::new();
    }
    let mut jobs = Job::in_all(&stack.name, opened);
    jobs.retain(|job| wanted.contains(&job.environment.name));
    jobs.into_iter().map(|job| job.alone(opened)).collect()
}

fn compare(job: Job<'_>, project: &Project, request: Request) -> anyhow::Result<Fate> {
    let Job { stack, loaded, environment, .. } = job;
    let allowance = request.allowance;
    let mut run = job.render(request);
    let Some(rendered) = run.rendered else { return Ok(Fate::Failed(run.findings)) };
    let name = &loaded.chart.metadata.name;
    let (manifest, withheld) = (&rendered.manifest, &rendered.withheld);
    let sources = &run.findings.sources;
    let marks = if withheld.places.is_empty() && !manifest.has_secrets() {
        None
    } else {
        let layers = environment.layers.clone();
        let again = Request { layers, allowance, ..Request::new(stack) };
        pipeline::marked(loaded, again, sources, &rendered)
    };
    let snapshot = match marks {
        Some(marks) => snapshot::marked(manifest, marks, name, withheld, sources),
        None => snapshot::snapshot(manifest, name, withheld),
    };
    let text = snapshot.text.clone();
    let golden = project.snapshot(stack, &environment.name);
    let Findings { sources, secrets, .. } = &run.findings;
    match snapshot::compare(&project.folder(), &golden, snapshot, sources, secrets)? {
        Ok(comparison) => Ok(Fate::Compared { golden, text, comparison, findings: run.findings }),
        Err(fault) => {
            run.findings.report.push(*fault);
            Ok(Fate::Failed(run.findings))
        }
    }
}
