//! How stacks fared in their environments, into words for people and into a suite for programs.

use std::collections::{BTreeSet, HashMap};

use drydock::diagnostic::print::{self, Style, escaped};
use drydock::diagnostic::suite::{Case, Examined, Fate, Suite, Told};
use drydock::diagnostic::{Censor, Code, Diagnostic, Severity};
use drydock::workspace::{Findings, Stray};

/// What came of a stack.
pub(super) struct Fared {
    pub stack: String,
    /// What holds for all of its environments.
    pub whole: Option<Findings>,
    pub each: Vec<InOne>,
}

/// What came of a stack in one environment.
pub(super) struct InOne {
    /// `None` for the folder of a chart, and for a library.
    pub environment: Option<String>,
    pub word: Word,
    pub findings: Option<Findings>,
    pub drift: Option<Drift>,
}

/// How a golden file differs from what is rendered.
pub(super) enum Drift {
    /// There is none for this text.
    New {
        golden: String,
        text: String,
    },
    Changed(Changed),
    /// Nothing is rendered for it any more.
    Stale {
        golden: String,
    },
}

/// How a golden file differs from `text`, which is rendered.
pub(super) struct Changed {
    pub golden: String,
    pub text: String,
    /// What stands above what differs; nothing where that names its file itself.
    pub heading: String,
    /// What differs, in so many words.
    pub shown: String,
    /// What differs, see [`print::facts`](drydock::compare::print::facts).
    pub facts: BTreeSet<String>,
}

impl Changed {
    pub(super) fn text(&self) -> String {
        format!("{}{}", self.heading, self.shown)
    }

    /// Whether the same differs in another golden file.
    fn is_like(&self, other: &Changed) -> bool {
        !self.heading.is_empty() && self.shown == other.shown
    }
}

/// What is said of one stack in one environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Same,
    Accepted,
    Differs,
    Failed,
}

impl Word {
    pub(super) fn is_bad(self) -> bool {
        matches!(self, Word::Differs | Word::Failed)
    }

    fn spelt(self) -> &'static str {
        match self {
            Word::Same => "ok",
            Word::Accepted => "accepted",
            Word::Differs => "DIFFERS",
            Word::Failed => "FAILED",
        }
    }

    fn status(self) -> &'static str {
        match self {
            Word::Differs => "differs",
            Word::Failed => "failed",
            Word::Same | Word::Accepted => self.spelt(),
        }
    }
}

impl Fared {
    pub(super) fn is_bad(&self) -> bool {
        self.each.iter().any(|one| one.word.is_bad())
    }

    /// What was found, each thing once, then a line for each environment.
    pub(super) fn text(&self, style: Style) -> String {
        let mut text = String::new();
        if let Some(Findings { report, sources, secrets }) = &self.whole {
            let censor = Censor::new(secrets, sources);
            text.extend(report.iter().map(|it| print::text(it, &censor, style) + "\n"));
        }
        let censors: Vec<Option<Censor<'_>>> = self.each.iter().map(InOne::censor).collect();
        for (diagnostic, ones) in self.shared() {
            let all = ones.len() == self.each.len();
            let names = ones.iter().filter_map(|at| self.each[*at].environment.as_deref());
            let only: Vec<&str> = names.filter(|_| !all).collect();
            if let Some(censor) = ones.first().and_then(|at| censors[*at].as_ref()) {
                text += &(print::text_in(diagnostic, &only, censor, style) + "\n");
            }
        }
        for (at, one) in self.each.iter().enumerate() {
            match &one.drift {
                Some(Drift::New { golden, .. }) if one.word.is_bad() => {
                    text += &escaped(&format!("there is no {golden} yet\n"));
                }
                Some(Drift::Changed(changed)) if one.word.is_bad() => {
                    text += &self.changed(at, changed);
                }
                _ => {}
            }
            text += &escaped(&format!("{}: {}\n", self.named(one), one.word.spelt()));
        }
        text
    }

    /// What differs in one environment. What differs alike in several is told where the first is.
    fn changed(&self, at: usize, changed: &Changed) -> String {
        let (before, after) = self.each.split_at(at);
        let alike = |one: &InOne| match &one.drift {
            Some(Drift::Changed(other)) if one.word.is_bad() => {
                changed.is_like(other).then(|| other.heading.clone())
            }
            _ => None,
        };
        if before.iter().any(|one| alike(one).is_some()) {
            return String::new();
        }
        let others = after.iter().skip(1).filter_map(alike);
        changed.heading.clone() + &others.collect::<String>() + &changed.shown
    }

    fn named(&self, one: &InOne) -> String {
        match &one.environment {
            Some(environment) => format!("{} {environment}", self.stack),
            None => self.stack.clone(),
        }
    }

    /// What was found in environments, with those that it was found in.
    fn shared(&self) -> Vec<(&Diagnostic, Vec<usize>)> {
        let mut found: Vec<(&Diagnostic, Vec<usize>)> = Vec::new();
        let mut places = HashMap::new();
        for (at, one) in self.each.iter().enumerate() {
            for diagnostic in one.findings.iter().flat_map(|findings| findings.report.iter()) {
                let place = *places.entry(diagnostic).or_insert(found.len());
                match found.get_mut(place) {
                    Some((_, ones)) => ones.push(at),
                    None => found.push((diagnostic, vec![at])),
                }
            }
        }
        found
    }

    fn cases(&self) -> Vec<Case> {
        let whole = self.whole.as_ref().map(told).unwrap_or_default();
        let case = |one: &InOne| {
            let mut all = whole.clone();
            all.extend(one.findings.as_ref().map(told).unwrap_or_default());
            all.extend(one.drift.as_ref().filter(|_| one.word.is_bad()).map(Drift::told));
            let (stack, environment) = (self.stack.clone(), one.environment.clone());
            Case {
                subject: Examined::Stack { stack, environment },
                status: one.word.status(),
                fate: if one.word.is_bad() { Fate::Failed } else { Fate::Passed },
                told: all,
            }
        };
        self.each.iter().map(case).collect()
    }
}

impl InOne {
    fn censor(&self) -> Option<Censor<'_>> {
        let Findings { sources, secrets, .. } = self.findings.as_ref()?;
        Some(Censor::new(secrets, sources))
    }
}

fn told(Findings { report, sources, secrets }: &Findings) -> Vec<Told> {
    let censor = Censor::new(secrets, sources);
    report.iter().map(|diagnostic| Told::of(diagnostic, &censor)).collect()
}

impl Drift {
    pub(super) fn golden(&self) -> &str {
        match self {
            Drift::New { golden, .. } | Drift::Stale { golden } => golden,
            Drift::Changed(changed) => &changed.golden,
        }
    }

    /// What is rendered.
    pub(super) fn text(&self) -> &str {
        match self {
            Drift::New { text, .. } => text,
            Drift::Changed(changed) => &changed.text,
            Drift::Stale { .. } => "",
        }
    }

    /// It need not be shown again.
    pub(super) fn was_shown(&mut self) {
        if let Drift::Changed(changed) = self {
            changed.heading.clear();
            changed.shown.clear();
        }
    }

    fn told(&self) -> Told {
        let told = match self {
            Drift::New { golden, .. } => {
                Told::of_file(Code::MissingGolden, golden, format!("there is no {golden} yet"))
            }
            Drift::Changed(changed) => {
                let golden = &changed.golden;
                let message = format!("what is rendered differs from {golden}");
                let told = Told::of_file(Code::Drift, golden, message);
                Told { detail: Some(changed.text()), ..told }
            }
            Drift::Stale { golden } => {
                let message = format!("no stack renders {golden}");
                Told::of_file(Code::StaleGolden, golden, message)
            }
        };
        let help = "if that is meant: drydock test --accept".to_owned();
        Told { help: vec![help], ..told }
    }
}

/// What all stacks came to, with the files that nobody reads and golden files that are stale.
pub(super) fn suite(
    command: &'static str,
    stacks: &[Fared],
    stale: &[String],
    stray: &[Stray],
) -> Suite {
    let mut cases: Vec<Case> = stacks.iter().flat_map(Fared::cases).collect();
    let failed = |file: &str, status, why: &str, told| Case {
        subject: Examined::File { file: file.to_owned(), why: why.to_owned() },
        status,
        fate: Fate::Failed,
        told: vec![told],
    };
    cases.extend(stale.iter().map(|golden| {
        let told = Drift::Stale { golden: golden.clone() }.told();
        failed(golden, "stale", &told.message.clone(), told)
    }));
    cases.extend(stray.iter().map(|stray| {
        let told = Told::of_file(Code::UnreadFile, &stray.shown, stray.why.clone());
        let sentence = format!("{} is not read: {}", stray.shown, stray.why);
        failed(&stray.shown, "unread", &stray.why, Told { sentence, ..told })
    }));
    Suite { command, cases }
}

/// Whether anything in it is an error.
pub(super) fn has_errors(findings: &Findings) -> bool {
    findings.report.count(Severity::Error) > 0
}
