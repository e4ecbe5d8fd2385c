//! Stacks in their environments, compared with what is kept of them in `snapshots/`.

use super::asked::Asked;
use super::masks::{Masked, tell_unused};
use super::open::Findings;
use super::run::{Job, Read, forgive_used_elsewhere, on_each, read};
use super::{Choice, Project};
use crate::diagnostic::Report;
use crate::pipeline::{self, Request};
use crate::snapshot::{self, Comparison};

/// How a stack fared.
pub enum Tested {
    /// Its chart or its templates are wrong: it was rendered in no environment.
    Broken(Findings),
    /// How it fared in each of its environments.
    InEach(Vec<(String, Fate)>),
}

/// How a stack fared in one environment.
pub enum Fate {
    /// It can't be rendered, or not be compared.
    Failed(Findings),
    /// It was rendered as `text`, and compared with its golden file.
    Compared { golden: String, text: String, comparison: Comparison, findings: Findings },
}

/// Tests stacks, each in the environments that are meant. Where a file of a stack can't be
/// read, that is its error.
pub fn test(project: &Project, chosen: &[Choice], asked: &Asked) -> Vec<anyhow::Result<Tested>> {
    let stacks = read(chosen.iter().map(|choice| &choice.stack));
    let jobs = chosen.iter().zip(&stacks).map(|(choice, read)| match read {
        Ok(read) => jobs(choice, read),
        Err(_) => Vec::new(),
    });
    let mut fates = on_each(jobs.collect(), |job| {
        let request = asked.request(&job);
        (job.environment.name.clone(), compare(job, project, request))
    });
    let mut masked = fates.iter().flatten().map(|(_, (_, masked))| masked);
    if masked.any(Masked::has_unused) && is_all(project, chosen) {
        tell_unused_masks(&mut fates);
    }
    let tested = |(read, fates): (anyhow::Result<Read>, Runs)| match read? {
        (_, found) if found.report.has_errors() => Ok(Tested::Broken(found)),
        _ => {
            let mut fates: Fates =
                fates.into_iter().map(|(name, (fate, _))| (name, fate)).collect();
            let found = fates.iter_mut().map(|(_, fate)| fate.report());
            forgive_used_elsewhere(&mut found.collect::<Vec<_>>());
            Ok(Tested::InEach(fates))
        }
    };
    stacks.into_iter().zip(fates).map(tested).collect()
}

/// Whether these are all stacks and environments that there are.
fn is_all(project: &Project, chosen: &[Choice]) -> bool {
    let count = |chosen: &[Choice]| chosen.iter().map(|one| one.environments.len()).sum::<usize>();
    project.choose(&[]).is_ok_and(|all| count(&all) == count(chosen))
}

/// What could not be rendered may have had the fields.
fn tell_unused_masks(stacks: &mut [Runs]) {
    let is_compared = |(_, (fate, _)): &(_, (Fate, _))| matches!(fate, Fate::Compared { .. });
    if stacks.iter().all(|runs| !runs.is_empty() && runs.iter().all(is_compared)) {
        let mut all = Vec::new();
        for runs in stacks {
            let each = runs.iter_mut().map(|(_, (fate, masked))| (&*masked, fate.report()));
            all.push(each.collect());
        }
        tell_unused(all);
    }
}

/// How a stack fared in each environment, with what was masked.
type Runs = Vec<(String, (Fate, Masked))>;

/// How a stack fared in each of the environments that were asked for.
type Fates = Vec<(String, Fate)>;

fn jobs<'a>(choice: &'a Choice, (opened, found): &'a Read) -> Vec<Job<'a>> {
    if found.report.has_errors() {
        return Vec::new();
    }
    Job::in_each(choice, opened).into_iter().map(|job| job.alone(opened)).collect()
}

fn compare(job: Job<'_>, project: &Project, request: Request) -> (Fate, Masked) {
    let Job { stack, loaded, environment, .. } = job;
    let (allowance, kube_version) = (request.allowance, request.kube_version.clone());
    let mut run = job.render(request);
    let Some(rendered) = run.rendered else {
        return (Fate::Failed(run.findings), Masked::default());
    };
    let sources = &run.findings.sources;
    let layers = environment.layers.clone();
    let again = Request { layers, kube_version, allowance, ..Request::new(stack) };
    let (manifest, withheld) = (&rendered.manifest, &rendered.withheld);
    let mut snapshot = pipeline::kept(loaded, &again, sources, manifest, withheld);
    let given = environment.masks.clone();
    let masked = Masked { used: snapshot.mask(&given), given };
    let text = snapshot.text.clone();
    let golden = project.snapshot(stack, &environment.name);
    let Findings { sources, secrets, .. } = &run.findings;
    let fate = match snapshot::compare(&project.folder(), &golden, snapshot, sources, secrets) {
        Ok(comparison) => Fate::Compared { golden, text, comparison, findings: run.findings },
        Err(fault) => {
            run.findings.report.push(*fault);
            Fate::Failed(run.findings)
        }
    };
    (fate, masked)
}

impl Tested {
    /// Makes errors of all warnings; what has one was not compared.
    #[must_use]
    pub fn without_warnings(self) -> Self {
        match self {
            Tested::Broken(mut findings) => {
                findings.report.deny_warnings();
                Tested::Broken(findings)
            }
            Tested::InEach(fates) => {
                let fates = fates.into_iter().map(|(name, fate)| (name, fate.without_warnings()));
                Tested::InEach(fates.collect())
            }
        }
    }
}

impl Fate {
    fn report(&mut self) -> &mut Report {
        match self {
            Fate::Failed(found) => &mut found.report,
            Fate::Compared { findings, .. } => &mut findings.report,
        }
    }

    fn without_warnings(self) -> Self {
        match self {
            Fate::Failed(mut findings) => {
                findings.report.deny_warnings();
                Fate::Failed(findings)
            }
            Fate::Compared { golden, text, comparison, mut findings } => {
                findings.report.deny_warnings();
                if findings.report.has_errors() {
                    return Fate::Failed(findings);
                }
                Fate::Compared { golden, text, comparison, findings }
            }
        }
    }
}
