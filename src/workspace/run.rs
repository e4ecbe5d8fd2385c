//! An opened stack into what it comes to in each of its environments.

use super::open::{Environment, Findings, Opened, open};
use super::policy::Ruling;
use super::{Choice, Stack};
use crate::cores::on_all_cores;
use crate::diagnostic::{Code, Diagnostic, Report, SourceId};
use crate::pipeline::{self, Loaded, Rendered, Request};

/// A stack that was read, and what is wrong with its chart and its templates.
pub(super) type Read = (Opened, Findings);

/// Reads stacks and checks their templates.
pub(super) fn read<'a>(stacks: impl Iterator<Item = &'a Stack>) -> Vec<anyhow::Result<Read>> {
    on_all_cores(stacks.collect(), |stack| {
        let opened = open(stack)?;
        let found = opened.check_templates();
        Ok((opened, found))
    })
}

/// A stack in one environment.
pub(super) struct Job<'a> {
    pub stack: &'a str,
    pub loaded: &'a Loaded,
    pub environment: &'a Environment,
    /// What is known before it is rendered.
    pub known: Findings,
}

/// What came of a stack in one environment.
pub(super) struct Run {
    pub rendered: Option<Rendered>,
    pub findings: Findings,
}

impl<'a> Job<'a> {
    /// For each of the environments that are meant, with the texts of all that the stack has.
    pub(super) fn in_each(choice: &'a Choice, opened: &'a Opened) -> Vec<Self> {
        let stack = choice.stack.name.as_str();
        let job = |loaded, environment| {
            let sources = opened.findings.sources.clone();
            Job { stack, loaded, environment, known: Findings { sources, ..Findings::default() } }
        };
        let is_meant = |it: &&Environment| choice.environments.contains(&it.name);
        let meant = opened.environments.iter().filter(is_meant);
        let environments = |loaded| meant.clone().map(move |it| job(loaded, it));
        opened.loaded.iter().flat_map(environments).collect()
    }

    /// Leaves out the texts of other environments, which can't change what is said of this one.
    pub(super) fn alone(mut self, opened: &Opened) -> Self {
        let others = opened.environments.iter().filter(|it| it.name != self.environment.name);
        let others: Vec<SourceId> = others.filter_map(|other| other.source).collect();
        self.known = Findings {
            report: opened.findings.report.clone(),
            sources: self.known.sources.without(&others),
            secrets: self.known.secrets,
        };
        self
    }

    /// Renders the stack; the values of the environment are put into `request`.
    pub(super) fn render(self, request: Request) -> Run {
        let Findings { report: known, sources, mut secrets } = self.known;
        let mut report = self.environment.report.clone();
        report.extend(known.iter().cloned());
        let Ruling { policy, externals } = self.environment.ruling.clone().below(request.policy);
        let layers = self.environment.layers.clone();
        let request = Request { layers, policy, externals, ..request };
        let rendered = pipeline::render(self.loaded, request, &sources, &mut report, &mut secrets);
        Run { rendered, findings: Findings { report, sources, secrets } }
    }
}

/// Does the jobs of all stacks; the results stand as the jobs did.
pub(super) fn on_each<J: Send, R: Send>(
    jobs: Vec<Vec<J>>,
    work: impl Fn(J) -> R + Sync,
) -> Vec<Vec<R>> {
    let counts: Vec<usize> = jobs.iter().map(Vec::len).collect();
    let mut results = on_all_cores(jobs.into_iter().flatten().collect(), work).into_iter();
    counts.into_iter().map(|count| results.by_ref().take(count).collect()).collect()
}

/// Keeps quiet of what is allowed for nothing in one environment, where it is of use in another.
pub(super) fn forgive_used_elsewhere(reports: &mut [&mut Report]) {
    let idle = |report: &&mut Report| -> Vec<Diagnostic> {
        let idle = report.iter().filter(|it| it.code == Code::UnusedAllowance);
        idle.cloned().collect()
    };
    let each: Vec<Vec<Diagnostic>> = reports.iter().map(idle).collect();
    let in_all = |it: &Diagnostic| each.iter().all(|idle| idle.contains(it));
    for (report, idle) in reports.iter_mut().zip(&each) {
        if idle.iter().any(|it| !in_all(it)) {
            let kept = report.iter().filter(|it| it.code != Code::UnusedAllowance || in_all(it));
            let kept: Vec<Diagnostic> = kept.cloned().collect();
            **report = Report::new();
            report.extend(kept);
        }
    }
}
