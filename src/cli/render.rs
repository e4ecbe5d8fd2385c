//! `drydock render`: a chart into manifests on stdout, or nothing.

use std::mem::ManuallyDrop;
use std::path::PathBuf;

use anyhow::bail;
use clap::{ArgMatches, ValueEnum};

use super::chart_args::{Asked, ChartArgs};
use super::output::Terminal;
use super::output_dir::{self, Others};
use super::policy_args::PolicyArgs;
use super::render_helm::{self, HookArgs};
use super::select;
use super::{Outcome, stray};
use drydock::diagnostic::{Report, Secrets, Sources};
use drydock::pipeline::{self, Rendered, Request};
use drydock::workspace::{Project, Ruling, Stack};

/// Render a chart to manifests
///
/// Prints canonical YAML in apply order, or nothing if anything is wrong. Values come from the
/// chart's values.yaml, values/STACK/ENV.yaml, -f files in their order and flags in theirs; later
/// ones win.
#[derive(Debug, clap::Args)]
#[command(
    alias = "template",
    after_help = "Examples:\n  \
        drydock render pcap-analyzer kind | kubectl apply -f -\n  \
        drydock render pcap-analyzer cluster --set image.tag=v2 -n staging --create-namespace\n  \
        drydock render ./charts/pcap-analyzer -f my.yaml -s Service/pcap-analyzer\n  \
        drydock render pcap-analyzer kind -o json | jq '.items[].kind'\n  \
        drydock render pcap-analyzer kind --output-dir out"
)]
pub(super) struct Args {
    #[command(flatten)]
    chart: ChartArgs,

    #[command(flatten)]
    policy: PolicyArgs,

    #[command(flatten)]
    hooks: HookArgs,

    /// Only these objects: a template's path or Kind/name, or a glob of these [repeatable]
    #[arg(short, long, value_name = "TEMPLATE | KIND/NAME")]
    show_only: Vec<String>,

    /// Write a file for each object into this folder, instead of printing
    #[arg(long, value_name = "DIR")]
    output_dir: Option<PathBuf>,

    /// How to write the manifests
    #[arg(short, long, visible_alias = "format", value_name = "FORMAT", default_value = "yaml")]
    output: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Documents
    Yaml,
    /// One v1 List, or a file each
    Json,
    /// The text that `helm template` prints, of a chart of Go templates
    Helm,
}

pub(super) fn run(
    args: &Args,
    matches: &ArgMatches,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let stack = args.chart.stack(project)?;
    if args.output == Format::Helm {
        if args.output_dir.is_some() {
            bail!("`-o helm` prints one text: leave out --output-dir");
        }
        let (only, hooks) = (&args.show_only, &args.hooks);
        return render_helm::run(args.chart.clone(), only, hooks, &stack, matches, terminal);
    }
    let Some(asked) = args.chart.asked(matches, &stack, terminal)? else {
        return Ok(Outcome::CouldNotRun);
    };
    if let Some(project) = &stack.project {
        stray::tell(project, Some(&stack.name), terminal)?;
    }
    let Asked { mut request, mut sources, mut report } = asked;
    let mut secrets = Secrets::none();
    let release = request.name.clone();
    let settings = stack.settings(&mut sources, &mut report)?;
    let chosen = settings.chosen(&stack.name, args.chart.environment.as_deref());
    let ruling = Ruling::of(&chosen, &mut report).below(args.policy.policy());
    (request.policy, request.externals) = (ruling.policy, ruling.externals);
    request.policies = args.policy.admission()?;
    let mut made = make(&stack, request, &mut sources, &mut report, &mut secrets)?;
    if let Some((_, rendered)) = &mut made {
        select::keep(&mut rendered.manifest, &args.show_only, &mut sources, &mut report);
    }
    if args.policy.deny_warnings {
        report.deny_warnings();
    }
    terminal.report(&report, &sources, &secrets);
    terminal.count(&report, "nothing was rendered");
    // The process ends here, so nothing is taken apart: that would be a twentieth of the whole run.
    let (made, _sources) = (ManuallyDrop::new(made), ManuallyDrop::new(sources));
    match made.as_ref().filter(|_| !report.has_errors()) {
        Some((chart, rendered)) => {
            write(args, rendered, chart, &release, terminal)?;
            Ok(Outcome::Clean)
        }
        None => Ok(Outcome::Findings),
    }
}

/// What a stack comes to, and the name of its chart.
fn make(
    stack: &Stack,
    request: Request,
    sources: &mut Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> anyhow::Result<Option<(String, Rendered)>> {
    let Some(loaded) = stack.load(sources, report, secrets)? else { return Ok(None) };
    let loaded = ManuallyDrop::new(loaded);
    let rendered = pipeline::render(&loaded, request, sources, report, secrets);
    Ok(rendered.map(|rendered| (loaded.name().to_owned(), rendered)))
}

fn write(
    args: &Args,
    rendered: &Rendered,
    chart: &str,
    release: &str,
    terminal: &Terminal,
) -> anyhow::Result<()> {
    if let Some(folder) = &args.output_dir {
        let files = match args.output {
            Format::Json => rendered.manifest.to_json_files(),
            _ => rendered.manifest.to_yaml_files(chart),
        };
        let others = if args.show_only.is_empty() { Others::Stale } else { Others::NotAsked };
        return output_dir::write(folder, release, &files, others);
    }
    terminal.result(&match args.output {
        Format::Json => rendered.manifest.to_json(),
        _ => rendered.manifest.to_yaml(chart),
    })?;
    if terminal.results_are_watched()
        && let Some(notes) = &rendered.notes
    {
        terminal.say(&format!("\n{}\n", notes.trim_end()));
    }
    Ok(())
}
