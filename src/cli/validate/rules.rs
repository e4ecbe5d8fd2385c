//! What the rules say of all that is validated together.

use super::{Args, Judged};
use crate::cli::output::Terminal;
use drydock::check::policy::{Policy, Preset};
use drydock::check::surroundings::Surroundings;
use drydock::check::verdict::together;
use drydock::diagnostic::{Report, Secrets, Sources, Span};
use drydock::kube::versions::Minor;
use drydock::workspace::{Project, Ruling};

/// How the rules are to be applied, if they are.
pub(super) struct Rules(Option<Ruling>);

impl Rules {
    pub(super) fn are_asked(&self) -> bool {
        self.0.is_some()
    }
}

/// How the rules are to be applied, by the flags and by what the project sets. `None` where that
/// can't be read: it has been said.
///
/// `--pod-security` alone asks for that and for no other rule.
pub(super) fn of(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Option<Rules>> {
    let policy = args.policy.policy();
    if !args.rules && !args.policy.has_rules() {
        let alone = Policy { preset: Some(Preset::None), ..policy };
        let ruling = Ruling { policy: alone, externals: None };
        return Ok(Some(Rules(args.policy.has_pod_security().then_some(ruling))));
    }
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let mut ruling = Ruling::default();
    if let Ok(project) = project() {
        let settings = project.settings(&mut sources, &mut report)?;
        ruling = Ruling::of(&settings.of_project(), &mut report);
    }
    terminal.report(&report, &sources, &Secrets::none());
    if report.has_errors() {
        return Ok(None);
    }
    // Their places are in a text that is none of those that are validated.
    ruling.policy.allowed.iter_mut().for_each(|allowed| allowed.at = Span::NOWHERE);
    Ok(Some(Rules(Some(ruling.below(policy)))))
}

/// Adds what they find to the verdicts. What is of no object is told at once, and handed back.
pub(super) fn apply(
    judged: &mut Judged,
    Rules(ruling): Rules,
    kubernetes: Minor,
    terminal: &Terminal,
) -> Report {
    let mut others = Report::new();
    let Some(Ruling { policy, externals }) = ruling else { return others };
    let texts = std::mem::take(&mut judged.texts);
    let name = |first: usize| judged.entries.get(first).map_or("", |entry| &*entry.file);
    let named: Vec<(&str, &str)> =
        texts.iter().map(|(first, text)| (name(*first), text.as_str())).collect();
    let surroundings = Surroundings { policy, externals, kubernetes, ..Surroundings::default() };
    for it in together(&named, &surroundings, &mut others) {
        let (first, _) = texts[it.text];
        judged.entries[first + it.object].verdict.add(it.said);
    }
    terminal.report(&others, &Sources::new(), &Secrets::none());
    others
}
