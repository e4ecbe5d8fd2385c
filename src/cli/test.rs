//! `drydock test`: every stack in every environment against its golden file.

use super::crd_args::CrdArgs;
use super::output::Terminal;
use super::{Outcome, candidates, stray};
use drydock::compare::print::{self, Detail, Origins};
use drydock::diagnostic::Censor;
use drydock::pipeline::Checks;
use drydock::snapshot::{Comparison, Drift};
use drydock::workspace::{self, Fate, Findings, Project, Tested};

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

    /// Show what differs line by line, as a unified diff
    #[arg(long)]
    text_diff: bool,

    /// Show all that differs, under each object
    #[arg(long)]
    all: bool,
}

/// The report on one stack in one environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Same,
    Accepted,
    Differs,
    Failed,
}

pub(super) fn run(args: &Args, project: &Project, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let stack = args.stack.as_deref().map(|named| project.stack_called(named));
    let stack = stack.as_deref();
    let chosen = project.choose(stack, args.environment.as_deref())?;
    let checks = if args.no_check { Checks::Off } else { Checks::On };
    let mut stacks = Vec::new();
    let definitions = args.definitions.read(Some(project))?;
    for tested in workspace::test(project, &chosen, checks, &definitions) {
        let tested = tested?;
        if let Tested::Broken(findings) = &tested {
            terminal.report(&findings.report, &findings.sources, &findings.secrets);
        }
        stacks.push(tested);
    }
    let mut words = Vec::new();
    for ((stack, environments), tested) in chosen.iter().zip(stacks) {
        let mut tell = |environment: &str, word| {
            let spelt = match word {
                Word::Same => "ok",
                Word::Accepted => "accepted",
                Word::Differs => "DIFFERS",
                Word::Failed => "FAILED",
            };
            terminal.say(&format!("{} {environment}: {spelt}\n", stack.name));
            words.push(word);
        };
        match tested {
            Tested::Broken(_) => environments.iter().for_each(|it| tell(it, Word::Failed)),
            Tested::InEach(fates) => {
                for (environment, fate) in fates {
                    tell(&environment, settle(args, project, fate?, terminal)?);
                }
            }
        }
    }
    let stale = if args.environment.is_none() { stale(args, stack, project, terminal)? } else { 0 };
    let stray = stray::tell(project, stack, terminal)?;
    Ok(count(&words, stale, stray, terminal))
}

/// Prints the result of a stack in one environment, or accepts it.
fn settle(args: &Args, project: &Project, fate: Fate, terminal: &Terminal) -> anyhow::Result<Word> {
    let told;
    let (golden, text, comparison) = match fate {
        Fate::Failed(findings) => {
            terminal.report(&findings.report, &findings.sources, &findings.secrets);
            return Ok(Word::Failed);
        }
        Fate::Compared { golden, text, comparison, findings } => {
            told = findings;
            (golden, text, comparison)
        }
    };
    match comparison {
        Comparison::Same => return Ok(Word::Same),
        _ if args.accept => {
            project.folder().write(&golden, &text)?;
            return Ok(Word::Accepted);
        }
        Comparison::Alike => return Ok(Word::Same),
        Comparison::New => terminal.say(&format!("there is no {golden} yet\n")),
        Comparison::Changed(drift) => terminal.result(&shown(args, &drift, &told, terminal))?,
    }
    Ok(Word::Differs)
}

/// What differs: fields, or lines where that is asked for or the golden file is no manifest.
fn shown(args: &Args, drift: &Drift, findings: &Findings, terminal: &Terminal) -> String {
    let style = terminal.style_of_results();
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
fn count(words: &[Word], stale: usize, stray: usize, terminal: &Terminal) -> Outcome {
    let bad = words.iter().filter(|word| matches!(word, Word::Differs | Word::Failed)).count();
    let others = stale + stray;
    if bad + others == 0 {
        return Outcome::Clean;
    }
    terminal.say(&format!("{} of {} failed", bad + others, words.len() + others));
    let drift = words.contains(&Word::Differs) || stale > 0;
    terminal.say(if drift { "; if the changes are meant: drydock test --accept\n" } else { "\n" });
    Outcome::Findings
}

/// Reports golden files that no stack renders any more; with `--accept`, removes them.
fn stale(
    args: &Args,
    stack: Option<&str>,
    project: &Project,
    terminal: &Terminal,
) -> anyhow::Result<usize> {
    let mut count = 0;
    for golden in project.stale_snapshots(stack)? {
        if args.accept {
            project.folder().remove(&golden)?;
            terminal.say(&format!("{golden}: removed\n"));
        } else {
            terminal.say(&format!("{golden}: STALE, no stack renders it\n"));
            count += 1;
        }
    }
    Ok(count)
}
