//! `drydock test`: every stack in every environment against its golden file.

mod review;

use std::io::IsTerminal as _;

use anyhow::bail;

use super::budget_args::BudgetArgs;
use super::crd_args::CrdArgs;
use super::fared::{self, Changed, Fared, InOne, Word};
use super::format::{Format, FormatArgs};
use super::kube_args::KubeArgs;
use super::output::Terminal;
use super::policy_args::PolicyArgs;
use super::{Outcome, candidates, stray};
use drydock::compare::effects::effects;
use drydock::compare::print::{self, Detail, Origins};
use drydock::diagnostic::print::{Style, escaped};
use drydock::diagnostic::{Censor, Code, Diagnostic};
use drydock::pipeline::Checks;
use drydock::snapshot::{Comparison, Drift};
use drydock::workspace::{self, Asked, Choice, Extent, Fate, Findings, Project, Stray, Tested};
use review::{Change, Decision};

/// Compare what is rendered with snapshots/
///
/// Checks the templates of every stack, renders it in every environment, and compares the result
/// with snapshots/STACK/ENV.yaml. The data of Secrets is masked.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock test\n  \
    drydock test pcap-analyzer kind\n  \
    drydock test gauzian dev prod quote-app   # two environments, and another stack\n  \
    drydock test --accept   # accept what is rendered\n  \
    drydock test --review   # look at each change first")]
pub(super) struct Args {
    /// Only these stacks, by name or folder, and only these environments of them
    #[arg(value_name = "STACK [ENV]", add = candidates::stacks_and_environments())]
    named: Vec<String>,

    /// Accept what is rendered as the new snapshots
    #[arg(long)]
    accept: bool,

    /// Walk through what differs at the terminal, and accept or skip each change
    #[arg(long, conflicts_with = "accept")]
    review: bool,

    /// Don't check the rendered objects
    #[arg(long)]
    no_check: bool,

    #[command(flatten)]
    kubernetes: KubeArgs,

    #[command(flatten)]
    definitions: CrdArgs,

    #[command(flatten)]
    budget: BudgetArgs,

    /// Show what differs line by line, as a unified diff
    #[arg(long)]
    text_diff: bool,

    /// Show all that differs, under each object
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    policy: PolicyArgs,

    #[command(flatten)]
    report: FormatArgs,
}

pub(super) fn run(args: &Args, project: &Project, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let named: Vec<&str> = args.named.iter().map(String::as_str).collect();
    let chosen = project.choose(&named)?;
    refuse_review(args)?;
    let asked = Asked {
        checks: if args.no_check { Checks::Off } else { Checks::On },
        definitions: args.definitions.read(Some(project))?,
        policies: args.policy.admission()?,
        policy: args.policy.policy(),
        kubernetes: args.kubernetes.version()?,
        allowance: args.budget.allowance(),
    };
    let tested: anyhow::Result<Vec<Tested>> =
        workspace::test(project, &chosen, &asked).into_iter().collect();
    let style = match args.report.format {
        Format::Text => terminal.style_of_results(),
        _ => Style::PLAIN,
    };
    let mut all = Vec::new();
    for (choice, tested) in chosen.iter().zip(tested?) {
        let tested = if args.policy.deny_warnings { tested.without_warnings() } else { tested };
        all.push(fared(args, project, choice, tested, style));
    }
    let stale = Stale::of(project, &named, &chosen).and_then(|mut stale| {
        if args.accept {
            stale.remove_all(project)?;
        } else if args.review {
            walk(project, &mut all, &mut stale, style)?;
        }
        Ok(stale)
    });
    let stale = match stale {
        Ok(stale) => stale,
        Err(trouble) => {
            // What was accepted before is said.
            terminal.result(&text(&all, style))?;
            return Err(trouble);
        }
    };
    let stray = stray::of(project, &named, &chosen)?;
    let printed = args.report.format.print(&fared::suite("test", &all, &stale.kept, &stray));
    terminal.result(&printed.unwrap_or_else(|| {
        let rest = stale.lines() + &stray::lines(&stray) + &count(&all, &stale, &stray);
        text(&all, style) + &escaped(&rest)
    }))?;
    let is_bad = all.iter().any(Fared::is_bad) || !stale.kept.is_empty() || !stray.is_empty();
    Ok(if is_bad { Outcome::Findings } else { Outcome::Clean })
}

fn refuse_review(args: &Args) -> anyhow::Result<()> {
    if !args.review {
        return Ok(());
    }
    if args.report.format != Format::Text {
        bail!("--review asks people: it has no other format than text");
    }
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        bail!("--review needs a terminal to ask at; --accept accepts all that differs");
    }
    Ok(())
}

fn text(all: &[Fared], style: Style) -> String {
    all.iter().map(|fared| fared.text(style)).collect()
}

/// How a stack fared.
fn fared(args: &Args, project: &Project, choice: &Choice, tested: Tested, style: Style) -> Fared {
    let (mut whole, mut each) = (None, Vec::new());
    match tested {
        Tested::Broken(findings) => {
            each.extend(choice.environments.iter().map(|name| InOne {
                environment: Some(name.clone()),
                word: Word::Failed,
                findings: None,
                drift: None,
            }));
            whole = Some(findings);
        }
        Tested::InEach(fates) => {
            each.extend(fates.into_iter().map(|(environment, fate)| InOne {
                environment: Some(environment),
                ..settle(args, project, fate, style)
            }));
        }
    }
    Fared { stack: choice.stack.name.clone(), whole, each }
}

/// How a stack fared in one environment; what it was rendered as is accepted if that is asked for.
fn settle(args: &Args, project: &Project, fate: Fate, style: Style) -> InOne {
    let one =
        |word, findings, drift| InOne { environment: None, word, findings: Some(findings), drift };
    let (golden, text, comparison, mut findings) = match fate {
        Fate::Failed(findings) => return one(Word::Failed, findings, None),
        Fate::Compared { golden, text, comparison, findings } => {
            (golden, text, comparison, findings)
        }
    };
    let drift = match comparison {
        Comparison::Same => return one(Word::Same, findings, None),
        _ if args.accept => {
            let word = accept(project, &golden, &text, &mut findings);
            return one(word, findings, None);
        }
        Comparison::Alike => return one(Word::Same, findings, None),
        Comparison::Unreadable(fault) => {
            findings.report.push(*fault);
            return one(Word::Failed, findings, None);
        }
        Comparison::New => fared::Drift::New { golden, text },
        Comparison::Changed(drift) => changed(args, &drift, text, &findings, style),
    };
    one(Word::Differs, findings, Some(drift))
}

/// Makes what is rendered the golden file.
fn accept(project: &Project, golden: &str, text: &str, findings: &mut Findings) -> Word {
    match project.folder().write(golden, text) {
        Ok(()) => Word::Accepted,
        Err(error) => {
            let fault = Diagnostic::error(Code::BadGolden, format!("{error:#}"));
            findings.report.push(fault);
            Word::Failed
        }
    }
}

/// Asks of each change what is to become of it.
fn walk(
    project: &Project,
    all: &mut [Fared],
    stale: &mut Stale,
    style: Style,
) -> anyhow::Result<()> {
    let mut ones: Vec<&mut InOne> = all.iter_mut().flat_map(|fared| &mut fared.each).collect();
    ones.retain(|one| one.drift.is_some());
    let drifts = ones.iter().filter_map(|one| one.drift.as_ref());
    let mut changes: Vec<Change> = drifts.map(fared::Drift::change).collect();
    changes.extend(stale.kept.iter().map(|golden| Change::removal(golden)));
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let decisions = review::walk(&changes, style, &mut input, &mut output)?;
    for (one, decision) in ones.iter_mut().zip(&decisions) {
        let accepted = one.drift.take_if(|_| *decision == Decision::Accept);
        if let (Some(drift), Some(findings)) = (accepted, &mut one.findings) {
            one.word = accept(project, drift.golden(), drift.text(), findings);
        } else if let Some(drift) = &mut one.drift {
            drift.was_shown();
        }
    }
    let mut left = decisions[ones.len()..].iter();
    stale.remove(project, |_| left.next() == Some(&Decision::Accept))
}

/// What differs: fields, or lines where that is asked for or the golden file is no manifest.
fn changed(
    args: &Args,
    drift: &Drift,
    text: String,
    findings: &Findings,
    style: Style,
) -> fared::Drift {
    let golden = drift.golden.clone();
    let fields = drift.fields();
    // They are for a review alone.
    let facts = fields.as_ref().filter(|_| args.review).map(print::facts).unwrap_or_default();
    let (heading, shown) = match fields.filter(|_| !args.text_diff) {
        Some(fields) => {
            let censor = Censor::new(&findings.secrets, &findings.sources);
            let origins = Origins { old: None, new: Some(&censor) };
            let detail = if args.all { Detail::All } else { Detail::Brief };
            let heading = print::heading(&golden, style) + "\n";
            let differs = print::text(&fields, origins, style, detail);
            let (moves, does) =
                (print::moves(&fields, style), print::effects(&effects(&fields), style));
            (heading, format!("{differs}{moves}{does}\n"))
        }
        None => (String::new(), print::unified(&drift.lines(), style)),
    };
    fared::Drift::Changed(Changed { golden, text, heading, shown, facts })
}

/// The last line, if something is wrong.
fn count(all: &[Fared], stale: &Stale, stray: &[Stray]) -> String {
    let words: Vec<Word> = all.iter().flat_map(|it| &it.each).map(|one| one.word).collect();
    let bad = words.iter().filter(|word| word.is_bad()).count();
    let others = stale.kept.len() + stray.len();
    if bad + others == 0 {
        return String::new();
    }
    let drift = words.contains(&Word::Differs) || !stale.kept.is_empty();
    let help = if drift { "; if the changes are meant: drydock test --accept" } else { "" };
    format!("{} of {} failed{help}\n", bad + others, words.len() + others)
}

/// Golden files that no stack renders any more.
#[derive(Default)]
struct Stale {
    kept: Vec<String>,
    removed: Vec<String>,
}

impl Stale {
    fn lines(&self) -> String {
        let kept = self.kept.iter().map(|it| format!("{it}: STALE, no stack renders it\n"));
        kept.chain(self.removed.iter().map(|it| format!("{it}: removed\n"))).collect()
    }
}

impl Stale {
    /// Those of the stacks that are meant as a whole, or of all where none is named.
    fn of(project: &Project, named: &[&str], chosen: &[Choice]) -> anyhow::Result<Self> {
        let mut kept = Vec::new();
        if named.is_empty() {
            kept = project.stale_snapshots(None)?;
        }
        let whole = chosen.iter().filter(|choice| choice.extent == Extent::Whole);
        for choice in whole.filter(|_| !named.is_empty()) {
            kept.extend(project.stale_snapshots(Some(&choice.stack.name))?);
        }
        Ok(Stale { kept, removed: Vec::new() })
    }

    fn remove_all(&mut self, project: &Project) -> anyhow::Result<()> {
        self.remove(project, |_| true)
    }

    fn remove(
        &mut self,
        project: &Project,
        mut goes: impl FnMut(&str) -> bool,
    ) -> anyhow::Result<()> {
        for golden in std::mem::take(&mut self.kept) {
            if goes(&golden) {
                project.folder().remove(&golden)?;
                self.removed.push(golden);
            } else {
                self.kept.push(golden);
            }
        }
        Ok(())
    }
}
