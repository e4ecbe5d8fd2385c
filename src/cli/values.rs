//! `drydock values`: the effective values, and who set them.

use clap::{ArgMatches, ValueEnum};

use super::chart_args::{Asked, ChartArgs};
use super::output::Terminal;
use super::{Outcome, candidates, chain, stray};
use drydock::diagnostic::{Censor, MASK, Secrets, Sources, Span};
use drydock::pipeline;
use drydock::workspace::Project;
use drydock::yaml::{self, Node, Value};

/// Print the effective values, and where they come from
///
/// With a PATH after the environment, prints which layers set the value there. The last one, which
/// wins, comes first. Secrets are masked: values that the schema marks `writeOnly`, and values that
/// only the data of a Secret reads.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock values pcap-analyzer kind\n  \
    drydock values pcap-analyzer kind --origins\n  \
    drydock values pcap-analyzer kind image.pullPolicy --set image.pullPolicy=Always\n  \
    drydock values pcap-analyzer kind -o json | jq .image")]
pub(super) struct Args {
    #[command(flatten)]
    chart: ChartArgs,

    /// Only the value at this path: `image.tag`, `hosts[0]`
    #[arg(add = candidates::values())]
    path: Option<String>,

    /// Show where each value was set
    #[arg(long)]
    origins: bool,

    /// How to write the values
    #[arg(short, long, visible_alias = "format", value_name = "FORMAT", default_value = "yaml")]
    output: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Yaml,
    Json,
}

pub(super) fn run(
    args: &Args,
    matches: &ArgMatches,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let stack = args.chart.stack(project)?;
    let (chart, path) = args.meant(stack.project.as_ref());
    let Some(asked) = chart.asked(matches, &stack, terminal)? else {
        return Ok(Outcome::CouldNotRun);
    };
    if let Some(project) = &stack.project {
        stray::tell(project, Some(&stack.name), terminal)?;
    }
    let Asked { request, mut sources, mut report } = asked;
    let mut secrets = Secrets::none();
    let loaded = stack.load(&mut sources, &mut report, &mut secrets)?;
    let history =
        loaded.map(|it| pipeline::values(&it, request, &sources, &mut report, &mut secrets));
    terminal.report(&report, &sources, &secrets);
    terminal.count(&report, "the values can't be used");
    let Some(mut history) = history.filter(|_| !report.has_errors()) else {
        return Ok(Outcome::Findings);
    };
    mask_alike(&mut history, &sources, &mut secrets);
    let censor = &Censor::new(&secrets, &sources);
    let Some(values) = history.last() else { return Ok(Outcome::Findings) };
    match &path {
        Some(path) => match (&*chain::history(&history, path), args.output) {
            ([], _) => {
                terminal.say(&chain::nowhere(values, path));
                return Ok(Outcome::Findings);
            }
            (_, Format::Yaml) => terminal.listing(&chain::as_text(&history, path, censor))?,
            (stages, Format::Json) if args.origins => {
                terminal.json(&chain::as_json(stages, censor))?;
            }
            (stages, Format::Json) => {
                let value = stages.first().copied().flatten();
                let value = value.map_or_else(|| "null".to_owned(), yaml::to_json);
                terminal.json(&(value + "\n"))?;
            }
        },
        None => terminal.result(&write(args, values, censor))?,
    }
    Ok(Outcome::Clean)
}

impl Args {
    /// A chart folder has no environments, so its second argument is the path.
    fn meant(&self, project: Option<&Project>) -> (ChartArgs, Option<String>) {
        let mut chart = self.chart.clone();
        let path = match (project, &self.path) {
            (None, None) => chart.environment.take(),
            (_, path) => path.clone(),
        };
        (chart, path)
    }
}

fn write(args: &Args, values: &Node, censor: &Censor<'_>) -> String {
    match args.output {
        Format::Json => yaml::to_json(values) + "\n",
        Format::Yaml if args.origins => {
            yaml::emit_remarked(values, &|node| Some(censor.describe(node.origin.at)))
        }
        Format::Yaml => yaml::emit_remarked(values, &|_| None),
    }
}

/// A value that is secret after the last layer is secret after every layer.
fn mask_alike(history: &mut [Node], sources: &Sources, secrets: &mut Secrets) {
    let Some((last, earlier)) = history.split_last_mut() else { return };
    let mut alike = Vec::new();
    {
        let censor = Censor::new(secrets, sources);
        let is_secret = |node: &Node| !node.is_blank() && censor.is_masked(node.origin.at);
        for stage in earlier {
            mask_where(stage, last, &censor, &mut alike);
            stage.mask(&is_secret);
        }
        last.mask(&is_secret);
    }
    alike.into_iter().for_each(|place| secrets.add_place(place, sources));
}

/// Masks the values of `node` that are secret in `model`, and adds their places to `masked`.
fn mask_where(node: &mut Node, model: &Node, censor: &Censor<'_>, masked: &mut Vec<Span>) {
    if let Value::Map(map) = &mut node.value {
        for (key, below) in model.as_map().into_iter().flat_map(yaml::Map::iter) {
            if let Some(node) = map.get_mut(&key.text) {
                mask_where(node, below, censor, masked);
            }
        }
    } else if model.as_map().is_none() && censor.is_masked(model.origin.at) && !node.is_blank() {
        masked.push(node.origin.at);
        node.value = Value::String(MASK.to_owned());
    }
}
