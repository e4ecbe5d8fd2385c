//! `drydock values`: the effective values, and who set them.

use clap::{ArgMatches, ValueEnum};

use super::chart_args::{Asked, ChartArgs};
use super::output::Terminal;
use super::{Outcome, candidates, stray};
use drydock::diagnostic::{Censor, Secrets};
use drydock::explain::history;
use drydock::pipeline;
use drydock::workspace::Project;
use drydock::yaml::{self, Node};

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
    let states =
        loaded.map(|it| pipeline::values(&it, request, &sources, &mut report, &mut secrets));
    terminal.report(&report, &sources, &secrets);
    terminal.count(&report, "the values can't be used");
    let Some(mut states) = states.filter(|_| !report.has_errors()) else {
        return Ok(Outcome::Findings);
    };
    history::mask(&mut states, &sources, &mut secrets);
    let censor = &Censor::new(&secrets, &sources);
    let Some(values) = states.last() else { return Ok(Outcome::Findings) };
    match &path {
        Some(path) => match (&*history::history(&states, path), args.output) {
            ([], _) => {
                terminal.say(&format!("error: {}\n", history::nowhere(values, path)));
                return Ok(Outcome::Findings);
            }
            (_, Format::Yaml) => terminal.listing(&history::as_text(&states, path, censor))?,
            (stages, Format::Json) if args.origins => {
                terminal.json(&history::as_json(stages, censor))?;
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
