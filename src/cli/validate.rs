//! `drydock validate`: any manifests, judged as an API server would judge them.

mod folder;
mod kustomization;
mod purpose;
mod rules;
mod suite;
mod text;

use std::fs;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::Outcome;
use super::crd_args::CrdArgs;
use super::format::FormatArgs;
use super::kube_args::KubeArgs;
use super::output::Terminal;
use super::policy_args::PolicyArgs;
use drydock::check::admission::Policies;
use drydock::check::custom::Definitions;
use drydock::check::verdict::{Claim, Status, Verdict, verdicts_before};
use drydock::kube::versions::Minor;
use drydock::workspace::Project;
use drydock::yaml::kubectl;
use folder::{EXTENSIONS, Folder, Ignored};
use purpose::Purposes;
use rules::Rules;

/// Judge manifests as a Kubernetes API server would
///
/// Folders are read with all files below them, except those that a .gitignore names. Files that are
/// no manifests are skipped and counted: those whose documents have neither apiVersion nor kind,
/// kustomizations with their patches and data, the templates of charts.
#[derive(Debug, clap::Args)]
#[command(after_help = "Reads YAML as kubectl does, JSON, and JSON one a line. Examples:\n  \
    drydock validate manifests/\n  \
    kustomize build . | drydock validate -\n  \
    drydock validate --format json deploy.yaml | jq '.[] | select(.status == \"invalid\")'")]
pub(super) struct Args {
    /// The manifests: files, folders with all files below them, `-` for stdin
    #[arg(value_name = "FILE|DIR|-", default_value = STDIN)]
    inputs: Vec<PathBuf>,

    /// Leave out what this pattern of .gitignore matches [repeatable]
    #[arg(long, value_name = "GLOB")]
    ignore: Vec<String>,

    #[command(flatten)]
    report: FormatArgs,

    /// Also refuse custom resources, and files that are no manifests
    #[arg(long)]
    strict: bool,

    /// Succeed if there is nothing to judge
    #[arg(long)]
    allow_empty: bool,

    /// Name the files that are no manifests
    #[arg(short, long)]
    verbose: bool,

    /// Apply the rules too, to all objects together
    ///
    /// `--rule` and `--preset` say so as well.
    #[arg(long)]
    rules: bool,

    #[command(flatten)]
    policy: PolicyArgs,

    #[command(flatten)]
    kubernetes: KubeArgs,

    #[command(flatten)]
    definitions: CrdArgs,
}

pub(super) fn run(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let kubernetes = args.kubernetes.version()?.unwrap_or_default().minor();
    let mut judged = Judged::default();
    let ignored = Ignored::of(&args.ignore)?;
    let mut inputs = Vec::new();
    for input in args.inputs.iter().filter(|input| !ignored.has(input)) {
        inputs.push((input, read(input, args, &ignored, terminal)?));
    }
    let mut definitions = Definitions::default();
    let texts = inputs.iter().flat_map(|(_, texts)| texts);
    texts.for_each(|text| definitions.add_text(&text.text));
    definitions.add_farther(&args.definitions.read(None)?);
    let policies = policies(args, &inputs, terminal)?;
    let Some(rules) = rules::of(args, project, terminal)? else {
        return Ok(Outcome::CouldNotRun);
    };
    for (input, texts) in inputs {
        let before = judged.entries.len();
        for text in texts {
            judged.judge(text, args, (&definitions, kubernetes, &policies), &rules);
        }
        if judged.entries.len() == before && !args.allow_empty {
            terminal.warning(&format!("there are no manifests in {}", shown(input)));
        }
    }
    let others = rules::apply(&mut judged, rules, kubernetes, terminal);
    if args.policy.deny_warnings {
        judged.entries.iter_mut().for_each(|entry| entry.verdict.deny_warnings());
    }
    if args.strict {
        judged.entries.iter_mut().for_each(|entry| entry.verdict.refuse_skipped());
    }
    let is_nothing = judged.entries.is_empty() && !args.allow_empty;
    if !is_nothing || !judged.others.is_empty() {
        match args.report.format.print(&suite::of(&judged)) {
            Some(printed) => terminal.result(&printed)?,
            None => terminal.listing(&text::of(&judged, args))?,
        }
    }
    if is_nothing {
        bail!("nothing was judged; if that is meant, add --allow-empty");
    }
    let is_invalid = |entry: &Entry| entry.verdict.status == Status::Invalid;
    let is_denied = args.policy.deny_warnings && !others.is_empty();
    Ok(if is_denied || judged.entries.iter().any(is_invalid) {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// The policies of admission among the inputs and beside them. Where there are any, all inputs may
/// hold what they ask for.
fn policies(
    args: &Args,
    inputs: &[(&PathBuf, Vec<Input>)],
    terminal: &Terminal,
) -> anyhow::Result<Policies> {
    let mut policies = args.policy.admission()?;
    let texts = || inputs.iter().flat_map(|(_, texts)| texts);
    if !policies.is_empty() || texts().any(|input| Policies::may_be_in(&input.text)) {
        texts().for_each(|input| policies.add_text(&input.file, &input.text));
    }
    policies.idle().for_each(|message| terminal.warning(&message));
    Ok(policies)
}

/// The results of all inputs.
#[derive(Default)]
struct Judged {
    entries: Vec<Entry>,
    others: Vec<Other>,
    /// What the entries are from, where the rules are to look at it: the number of the first
    /// entry, and the text.
    texts: Vec<(usize, String)>,
}

/// A verdict, and where its object was found.
struct Entry {
    file: String,
    /// Its number in the file, from 0 on.
    index: usize,
    verdict: Verdict,
}

/// A file that is no manifest.
struct Other {
    file: String,
    why: String,
}

fn shown(input: &Path) -> String {
    if input == Path::new(STDIN) { "stdin".to_owned() } else { format!("`{}`", input.display()) }
}

const NAMES: &str = "the names of manifests end in";

const STDIN: &str = "-";

const NO_CLAIM: &str = "no document has apiVersion or kind";

/// What was read, and what it is called.
struct Input {
    file: String,
    text: String,
    role: Role,
}

enum Role {
    /// Named, or from stdin.
    Named,
    OfFolder,
    /// No manifest, and why; it was not read.
    Other(String),
}

impl Input {
    fn of(file: String, bytes: &[u8], role: Role) -> Self {
        Input { file, text: kubectl::decode(bytes).into_owned(), role }
    }
}

fn read(
    input: &Path,
    args: &Args,
    ignored: &Ignored,
    terminal: &Terminal,
) -> anyhow::Result<Vec<Input>> {
    if input == Path::new(STDIN) {
        if std::io::stdin().is_terminal() {
            terminal.say("reading manifests from the terminal, up to Ctrl-D …\n");
        }
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("can't read stdin")?;
        return Ok(vec![Input::of(STDIN.to_owned(), &bytes, Role::Named)]);
    }
    if !input.is_dir() {
        return Ok(vec![read_file(input, Role::Named)?]);
    }
    let folder = Folder::read(input, ignored)?;
    for file in &folder.odd {
        let endings = EXTENSIONS.join(", .");
        terminal.warning(&format!("`{}` is not read: {NAMES} .{endings}", file.display()));
    }
    let purposes = Purposes::of(&folder.manifests);
    let purpose = |file: &PathBuf| if args.strict { None } else { purposes.of_file(file) };
    let text = |file: &PathBuf| read_file(file, purpose(file).map_or(Role::OfFolder, Role::Other));
    folder.manifests.iter().map(text).collect()
}

fn read_file(file: &Path, role: Role) -> anyhow::Result<Input> {
    let shown = file.display().to_string();
    if let Role::Other(_) = role {
        return Ok(Input { file: shown, text: String::new(), role });
    }
    let bytes = fs::read(file).with_context(|| format!("can't read {shown}"))?;
    Ok(Input::of(shown, &bytes, role))
}

impl Judged {
    /// With `--strict`, every file is taken for manifests. What can't be read is left alone
    /// only where it is one of the files of a folder.
    fn judge(
        &mut self,
        input: Input,
        args: &Args,
        (definitions, kubernetes, policies): (&Definitions, Minor, &Policies),
        rules: &Rules,
    ) {
        let Input { file, text, role } = input;
        if let Role::Other(why) = role {
            return self.others.push(Other { file, why });
        }
        let found = verdicts_before(&text, definitions, kubernetes, policies);
        let is_other = |claim| match claim {
            Claim::Manifest => false,
            Claim::Nothing => true,
            Claim::Unknown => matches!(role, Role::OfFolder),
        };
        let are_others = found.iter().all(|verdict| is_other(verdict.claim));
        if are_others && !found.is_empty() && !args.strict && file != STDIN {
            return self.others.push(Other { file, why: NO_CLAIM.to_owned() });
        }
        let first = self.entries.len();
        let entry = |(index, verdict)| Entry { file: file.clone(), index, verdict };
        self.entries.extend(found.into_iter().enumerate().map(entry));
        if rules.are_asked() {
            self.texts.push((first, text));
        }
    }
}
