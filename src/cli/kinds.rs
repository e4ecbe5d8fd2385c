//! `drydock kinds`: which kinds there are, and what their fields are.

mod json;
mod text;

use anyhow::{anyhow, bail};
use clap::ValueEnum;

use super::Outcome;
use super::crd_args::CrdArgs;
use super::kube_args::KubeArgs;
use super::output::Terminal;
use drydock::check::kinds::{self, Branch, Known, Origin, Page};
use drydock::diagnostic::or_else_meant;
use drydock::kube::versions::Minor;
use drydock::workspace::Project;

/// List the kinds that are known, or explain one and its fields
///
/// Knows what is built into Kubernetes, and the custom resources of many projects, without a
/// cluster: versions, fields, types, bounds, defaults, and since when a field is there.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock kinds\n  \
    drydock kinds deploy\n  \
    drydock kinds Deployment spec.strategy\n  \
    drydock kinds pod.spec.hostUsers --kube-version 1.29\n  \
    drydock kinds Ingress spec.rules --recursive\n  \
    drydock kinds scaledobjects.keda.sh spec.triggers --format json")]
pub(super) struct Args {
    /// A kind: `Deployment`, `deploy`, `deployments.apps`, `apps/v1/Deployment`
    #[arg(value_name = "NAME")]
    name: Option<String>,

    /// A field of it: `spec.strategy`
    #[arg(value_name = "PATH")]
    path: Option<String>,

    #[command(flatten)]
    kubernetes: KubeArgs,

    #[command(flatten)]
    definitions: CrdArgs,

    /// Show the fields below its fields, too
    #[arg(long)]
    recursive: bool,

    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// A kind, where else it is called so, and what stands at a path of it.
struct Explained<'k> {
    known: &'k Known,
    /// Its other versions, and others that are called the same.
    others: Vec<&'k Known>,
    history: Vec<Known>,
    path: String,
    page: Page,
    fields: Vec<Branch>,
}

pub(super) fn run(
    args: &Args,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let kubernetes = args.kubernetes.version()?.unwrap_or_default().minor();
    let project = project().ok();
    let definitions = args.definitions.read(project.as_ref())?;
    let all = kinds::all(&definitions, kubernetes);
    let Some(name) = &args.name else {
        terminal.listing(&match args.format {
            Format::Text => text::list(&all),
            Format::Json => json::list(&all),
        })?;
        return Ok(Outcome::Clean);
    };
    let (found, path) = find(name, args.path.as_deref(), &all, kubernetes)?;
    let mut found = found.into_iter();
    let known = found.next().ok_or_else(|| anyhow!("there is no kind `{name}`"))?;
    let page = known.page(&path, &definitions, kubernetes).map_err(|why| anyhow!("{why}"))?;
    let history = kinds::history(known);
    let fields = if args.recursive {
        known.tree(&path, &definitions, kubernetes)
    } else {
        page.fields.iter().cloned().map(Branch::from).collect()
    };
    let explained = Explained { known, others: found.collect(), history, path, page, fields };
    terminal.listing(&match args.format {
        Format::Text => text::page(&explained),
        Format::Json => json::page(&explained),
    })?;
    Ok(Outcome::Clean)
}

/// The kinds that are meant, the best first, and the path: it may stand behind the name.
fn find<'k>(
    name: &str,
    path: Option<&str>,
    all: &'k [Known],
    kubernetes: Minor,
) -> anyhow::Result<(Vec<&'k Known>, String)> {
    let found = kinds::named(name, all);
    if !found.is_empty() {
        return Ok((sorted(found), path.unwrap_or_default().to_owned()));
    }
    if let (Some((kind, rest)), None) = (name.split_once('.'), path) {
        let found = kinds::named(kind, all);
        let is_path = |known: &&Known| known.group != rest;
        if !found.is_empty()
            && found.iter().all(is_path)
            && FIELDS.iter().any(|it| rest.starts_with(it))
        {
            return Ok((sorted(found), rest.to_owned()));
        }
    }
    if let Some(gone) = kinds::gone(name) {
        bail!("{gone}");
    }
    if let Some(elsewhere) = in_another_version(name, kubernetes) {
        bail!("{elsewhere}");
    }
    let words = all.iter().flat_map(|known| {
        let names = [&known.kind, &known.plural].into_iter().chain(&known.short);
        names.map(String::as_str)
    });
    let is_version = |word: &str| word.strip_prefix('v').is_some_and(|it| it.starts_with(DIGITS));
    let word = name.rsplit('/').find(|word| !is_version(word)).unwrap_or(name);
    let word = word.split('.').next().unwrap_or(word);
    bail!("there is no kind `{name}`{}", or_else_meant(word, words))
}

const DIGITS: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/// With what a path begins.
const FIELDS: [&str; 9] =
    ["spec", "metadata", "status", "data", "apiVersion", "kind", "rules", "webhooks", "subjects"];

/// When a kind is there that the version does not have.
fn in_another_version(name: &str, kubernetes: Minor) -> Option<String> {
    let minors = Minor::OLDEST.number()..=Minor::NEWEST.number();
    minors.filter_map(|minor| Minor::of(1, u64::from(minor))).find_map(|version| {
        let all = kinds::all(&drydock::check::custom::Definitions::default(), version);
        let known = *kinds::named(name, &all).first()?;
        let (kind, api_version) = (&known.kind, known.api_version());
        Some(match (known.life.since, known.life.until) {
            (Some(since), _) if since > kubernetes.number() => {
                format!("{kind} of {api_version} is there from Kubernetes 1.{since} on")
            }
            (_, Some(until)) => {
                format!("{kind} of {api_version} was there until Kubernetes 1.{until}")
            }
            _ => return None,
        })
    })
}

/// What is served before what is not, the core group first, the newest version first.
fn sorted(mut found: Vec<&Known>) -> Vec<&Known> {
    found.sort_by_key(|known| {
        let rank = match known.origin {
            Origin::BuiltIn => 0,
            Origin::Custom => 1,
            Origin::Deprecated => 2,
            Origin::Off => 3,
        };
        let is_stable = !known.version.contains("alpha") && !known.version.contains("beta");
        (rank, known.group.clone(), !is_stable, std::cmp::Reverse(known.version.clone()))
    });
    found
}
