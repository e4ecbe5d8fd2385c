//! `drydock test`: every stack in every environment against its golden file.

use super::budget_args::BudgetArgs;
use super::crd_args::CrdArgs;
use super::fared::{self, Fared, InOne, Word};
use super::format::{Format, FormatArgs};
use super::output::Terminal;
use super::policy_args::PolicyArgs;
use super::{Outcome, candidates, stray};
use drydock::compare::print::{self, Detail, Origins};
use drydock::diagnostic::Censor;
use drydock::diagnostic::print::{Style, escaped};
use drydock::pipeline::Checks;
use drydock::snapshot::{Comparison, Drift};
use drydock::workspace::{self, Asked, Fate, Findings, Project, Stray, Tested};

/// Compare what is rendered with snapshots/
///
/// Checks the templates of every stack, renders it in every environment, and compares the result
/// with snapshots/STACK/ENV.yaml. The data of Secrets is masked.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock test\n  \
    drydock test pcap-analyzer kind\n  \
    drydock test --accept   # accept what is rendered")]
pub(super) struct Args {
    /// Only this stack, by its name or its folder
    #[arg(add = candidates::charts())]
    stack: Option<String>,

    /// Only this environment of it
    #[arg(value_name = "ENV", add = candidates::environments())]
    environment: Option<String>,

    /// Accept what is rendered as the new snapshots
    #[arg(long)]
    accept: bool,

    /// Don't check the rendered objects
    #[arg(long)]
    no_check: bool,

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
    let stack = args.stack.as_deref().map(|named| project.stack_called(named));
    let stack = stack.as_deref();
    let chosen = project.choose(stack, args.environment.as_deref())?;
    let asked = Asked {
        checks: if args.no_check { Checks::Off } else { Checks::On },
        definitions: args.definitions.read(Some(project))?,
        policy: args.policy.policy(),
        allowance: args.budget.allowance(),
    };
    let tested: anyhow::Result<Vec<Tested>> =
        workspace::test(project, &chosen, &asked).into_iter().collect();
    let style = match args.report.format {
        Format::Text => terminal.style_of_results(),
        _ => Style::PLAIN,
    };
    let mut all = Vec::new();
    for ((stack, environments), tested) in chosen.iter().zip(tested?) {
        let tested = if args.policy.deny_warnings { tested.without_warnings() } else { tested };
        let (fared, trouble) = fared(args, project, &stack.name, environments, tested, style);
        all.push(fared);
        if let Err(trouble) = trouble {
            // What was accepted before is said.
            terminal.result(&text(&all, style))?;
            return Err(trouble);
        }
    }
    let stale = match args.environment {
        None => stale(args, stack, project),
        Some(_) => Ok(Stale::default()),
    };
    let stale = match stale {
        Ok(stale) => stale,
        Err(trouble) => {
            terminal.result(&text(&all, style))?;
            return Err(trouble);
        }
    };
    let stray = stray::find(project, stack)?;
    let printed = args.report.format.print(&fared::suite("test", &all, &stale.kept, &stray));
    terminal.result(&printed.unwrap_or_else(|| {
        let rest = stale.lines() + &stray::lines(&stray) + &count(&all, &stale, &stray);
        text(&all, style) + &escaped(&rest)
    }))?;
    let is_bad = all.iter().any(Fared::is_bad) || !stale.kept.is_empty() || !stray.is_empty();
    Ok(if is_bad { Outcome::Findings } else { Outcome::Clean })
}

fn text(all: &[Fared], style: Style) -> String {
    all.iter().map(|fared| fared.text(style)).collect()
}

/// How a stack fared, up to where a file could not be read or written.
fn fared(
    args: &Args,
    project: &Project,
    stack: &str,
    environments: &[String],
    tested: Tested,
    style: Style,
) -> (Fared, anyhow::Result<()>) {
    let (mut each, mut trouble) = (Vec::new(), Ok(()));
    let whole = match tested {
        Tested::Broken(findings) => {
            each.extend(environments.iter().map(|name| InOne {
                environment: Some(name.clone()),
                word: Word::Failed,
                findings: None,
                drift: None,
            }));
            Some(findings)
        }
        Tested::InEach(fates) => {
            for (environment, fate) in fates {
                match fate.and_then(|fate| settle(args, project, fate, style)) {
                    Ok((word, findings, drift)) => {
                        let environment = Some(environment);
                        each.push(InOne { environment, word, findings: Some(findings), drift });
                    }
                    Err(error) => {
                        trouble = Err(error);
                        break;
                    }
                }
            }
            None
        }
    };
    (Fared { stack: stack.to_owned(), whole, each }, trouble)
}

/// How a stack fared in one environment; what it was rendered as is accepted if that is asked for.
fn settle(
    args: &Args,
    project: &Project,
    fate: Fate,
    style: Style,
) -> anyhow::Result<(Word, Findings, Option<fared::Drift>)> {
    let (golden, text, comparison, findings) = match fate {
        Fate::Failed(findings) => return Ok((Word::Failed, findings, None)),
        Fate::Compared { golden, text, comparison, findings } => {
            (golden, text, comparison, findings)
        }
    };
    let drift = match comparison {
        Comparison::Same => return Ok((Word::Same, findings, None)),
        _ if args.accept => {
            project.folder().write(&golden, &text)?;
            return Ok((Word::Accepted, findings, None));
        }
        Comparison::Alike => return Ok((Word::Same, findings, None)),
        Comparison::New => fared::Drift::New { golden },
        Comparison::Changed(drift) => {
            let shown = shown(args, &drift, &findings, style);
            fared::Drift::Changed { golden, shown }
        }
    };
    Ok((Word::Differs, findings, Some(drift)))
}

/// What differs: fields, or lines where that is asked for or the golden file is no manifest.
fn shown(args: &Args, drift: &Drift, findings: &Findings, style: Style) -> String {
    match drift.fields().filter(|_| !args.text_diff) {
        Some(fields) => {
            let censor = Censor::new(&findings.secrets, &findings.sources);
            let origins = Origins { old: None, new: Some(&censor) };
            let detail = if args.all { Detail::All } else { Detail::Brief };
            let text = print::text(&fields, origins, style, detail);
            format!("{}\n{text}\n", print::heading(&drift.golden, style))
        }
        None => print::unified(&drift.lines(), style),
    }
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

/// With `--accept` they go.
fn stale(args: &Args, stack: Option<&str>, project: &Project) -> anyhow::Result<Stale> {
    let found = project.stale_snapshots(stack)?;
    if !args.accept {
        return Ok(Stale { kept: found, removed: Vec::new() });
    }
    for golden in &found {
        project.folder().remove(golden)?;
    }
    Ok(Stale { kept: Vec::new(), removed: found })
}
