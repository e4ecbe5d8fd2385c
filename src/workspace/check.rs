//! Stacks in all their environments, and in branches that none takes: what is wrong with them.

use super::Choice;
use super::asked::Asked;
use super::open::Findings;
use super::run::{Job, Read, Run, forgive_used_elsewhere, on_each, read};
use crate::chart::ChartType;
use crate::diagnostic::{Diagnostic, Report, Role, Severity, Span};
use crate::pipeline::{Crds, Request};

/// What is wrong with a stack.
pub struct Checked {
    /// What was found without rendering.
    pub findings: Findings,
    /// What each environment that it was rendered in adds to it.
    pub environments: Vec<(String, Findings)>,
}

/// Checks stacks, each in the environments that are meant. Where a file of a stack can't be read,
/// that is its error.
pub fn check(chosen: &[Choice], asked: &Asked) -> Vec<anyhow::Result<Checked>> {
    let read = read(chosen.iter().map(|choice| &choice.stack));
    let jobs = chosen.iter().zip(&read).map(|(choice, read)| match read {
        Ok(read) => jobs(choice, read),
        Err(_) => Vec::new(),
    });
    let runs = on_each(jobs.collect(), |job| {
        let request = Request { crds: Crds::Included, ..asked.request(&job) };
        (job.environment.name.clone(), job.render(request))
    });
    let checked = |(read, runs): (anyhow::Result<Read>, _)| Ok(Checked::of(read?.1, runs));
    read.into_iter().zip(runs).map(checked).collect()
}

/// A library is rendered by nobody.
fn jobs<'a>(choice: &'a Choice, (opened, _): &'a Read) -> Vec<Job<'a>> {
    let mut jobs = Job::in_each(choice, opened);
    jobs.retain(|job| job.loaded.kind() == ChartType::Application);
    jobs
}

impl Checked {
    /// Makes errors of all warnings.
    pub fn deny_warnings(&mut self) {
        self.findings.report.deny_warnings();
        self.environments.iter_mut().for_each(|(_, found)| found.report.deny_warnings());
    }

    fn of(mut findings: Findings, mut runs: Vec<(String, Run)>) -> Self {
        let reports = runs.iter_mut().map(|(_, run)| &mut run.findings.report);
        forgive_used_elsewhere(&mut reports.collect::<Vec<_>>());
        let told: Vec<Span> = findings.report.iter().filter_map(place).collect();
        let mut environments = Vec::new();
        for (environment, Run { findings: mut found, .. }) in runs {
            let mut report = Report::new();
            report.extend(found.report.iter().filter(|it| is_new(it, &told)).cloned());
            found.report = report;
            // What is secret in one environment is not shown by another.
            findings.secrets.append(found.secrets.clone());
            environments.push((environment, found));
        }
        for (_, found) in &mut environments {
            found.secrets = findings.secrets.clone();
        }
        Checked { findings, environments }
    }
}

/// Whether a fault stands where nothing was found without rendering.
fn is_new(fault: &Diagnostic, told: &[Span]) -> bool {
    let same = |span: Span| {
        told.iter().any(|told| {
            let meets = told.start < span.end && span.start < told.end;
            *told == span || (told.source == span.source && meets)
        })
    };
    fault.severity != Severity::Error || !place(fault).is_some_and(same)
}

fn place(fault: &Diagnostic) -> Option<Span> {
    fault.labels.iter().find(|label| label.role == Role::Primary).map(|label| label.span)
}
