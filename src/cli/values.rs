//! `drydock values`: the effective values, and who set them.

use clap::{ArgMatches, ValueEnum};

use super::Outcome;
use super::chart_args::{Asked, ChartArgs};
use super::locate::locate;
use super::output::Terminal;
use crate::diagnostic::{MASK, Sources, Span, did_you_mean};
use crate::pipeline::{self, Valued};
use crate::project::Project;
use crate::yaml::{self, Node, Value};

/// Print the effective values, and where they come from
///
/// With a PATH after the environment, prints who set the value there, the last first: that one
/// counts. Secrets are masked: values that the schema marks `writeOnly`, and values that only the
/// data of a Secret reads.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock values pcap-analyzer kind\n  \
    drydock values pcap-analyzer kind --origins\n  \
    drydock values pcap-analyzer kind image.pullPolicy --set image.pullPolicy=Always\n  \
    drydock values pcap-analyzer kind -o json | jq .image")]
pub struct Args {
    #[command(flatten)]
    chart: ChartArgs,

    /// Only the value at this path: `image.tag`, `hosts[0]`
    path: Option<String>,

    /// Say on each value where it was set
    #[arg(long)]
    origins: bool,

    /// How to write the values
    #[arg(short, long, value_name = "FORMAT", default_value = "yaml")]
    output: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Yaml,
    Json,
}

pub fn run(
    args: &Args,
    matches: &ArgMatches,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let (located, project) = locate(&args.chart.chart, project)?;
    let (chart, path) = args.meant(project.as_ref());
    let Some(asked) = chart.asked(matches, &located, project.as_ref(), terminal)? else {
        return Ok(Outcome::CouldNotRun);
    };
    let Asked { request, mut sources, mut report } = asked;
    let valued =
        pipeline::values(&located.path, &located.shown, request, &mut sources, &mut report)?;
    terminal.report(&report, &sources);
    terminal.count(&report, "the values can't be used");
    let Some(mut valued) = valued.filter(|_| !report.has_errors()) else {
        return Ok(Outcome::Findings);
    };
    mask_alike(&mut valued.history, &sources);
    let Some(values) = valued.history.last() else { return Ok(Outcome::Findings) };
    let text = match &path {
        Some(path) => match (&*history(&valued, path), args.output) {
            ([], _) => {
                terminal.say(&nowhere(values, path));
                return Ok(Outcome::Findings);
            }
            (stages, Format::Yaml) => as_text(stages, &sources),
            (stages, Format::Json) => as_json(stages, &sources),
        },
        None => write(args, values, &sources),
    };
    terminal.result(&text)?;
    Ok(Outcome::Clean)
}

impl Args {
    /// A folder has no environments: what follows it is the path.
    fn meant(&self, project: Option<&Project>) -> (ChartArgs, Option<String>) {
        let mut chart = self.chart.clone();
        let path = match (project, &self.path) {
            (None, None) => chart.environment.take(),
            (_, path) => path.clone(),
        };
        (chart, path)
    }
}

fn write(args: &Args, values: &Node, sources: &Sources) -> String {
    match args.output {
        Format::Json => yaml::to_json(values) + "\n",
        Format::Yaml if args.origins => {
            yaml::emit_remarked(values, &|node| Some(sources.describe(node.origin.at)))
        }
        Format::Yaml => yaml::emit(values),
    }
}

/// What is a secret in the end was one in every layer.
fn mask_alike(history: &mut [Node], sources: &Sources) {
    let is_secret = |node: &Node| !node.is_null() && sources.is_masked(node.origin.at);
    let Some((last, earlier)) = history.split_last_mut() else { return };
    for stage in earlier {
        mask_where(stage, last, sources);
        stage.mask(&is_secret);
    }
    last.mask(&is_secret);
}

/// Masks what stands in `node` where `model` has a secret.
fn mask_where(node: &mut Node, model: &Node, sources: &Sources) {
    if let Value::Map(map) = &mut node.value {
        for (key, below) in model.as_map().into_iter().flat_map(yaml::Map::iter) {
            if let Some(node) = map.get_mut(&key.text) {
                mask_where(node, below, sources);
            }
        }
    } else if model.as_map().is_none() && sources.is_masked(model.origin.at) && !node.is_null() {
        sources.mask(node.origin.at);
        node.value = Value::String(MASK.to_owned());
    }
}

/// A value that some layers set, or that they deleted.
type Stage<'a> = Option<&'a Node>;

/// The value at `path` after every layer that changed it, the last first; empty if there never was
/// one.
fn history<'a>(valued: &'a Valued, path: &str) -> Vec<Stage<'a>> {
    let mut stages: Vec<Stage<'_>> = Vec::new();
    for values in &valued.history {
        let node = find(values, path);
        let same = match (stages.last().copied().flatten(), node) {
            (Some(last), Some(node)) => last.origin == node.origin && last == node,
            (None, None) => !stages.is_empty(),
            _ => false,
        };
        if !same {
            stages.push(node);
        }
    }
    if stages.iter().all(Option::is_none) {
        return Vec::new();
    }
    if stages[0].is_none() {
        stages.remove(0);
    }
    stages.reverse();
    stages
}

fn as_text(stages: &[Stage<'_>], sources: &Sources) -> String {
    let lines: Vec<(String, String)> = stages
        .iter()
        .map(|stage| match stage {
            Some(node) => (one_line(node), places(node, sources).join(", ")),
            None => ("(deleted)".to_owned(), String::new()),
        })
        .collect();
    let width = lines.iter().map(|(value, _)| value.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for (at, (value, place)) in lines.iter().enumerate() {
        let fate = if at == 0 { "" } else { "  (overridden)" };
        let pad = " ".repeat(width - value.chars().count());
        text.push_str(format!("{value}{pad}  {place}{fate}").trim_end());
        text.push('\n');
    }
    text
}

/// A list of `{"value": …, "from": […]}`; without a value where one was deleted.
fn as_json(stages: &[Stage<'_>], sources: &Sources) -> String {
    let stages = stages.iter().map(|stage| match stage {
        Some(node) => {
            let value: serde_json::Value =
                serde_json::from_str(&yaml::to_json(node)).unwrap_or_default();
            serde_json::json!({ "value": value, "from": places(node, sources) })
        }
        None => serde_json::json!({ "from": [] }),
    });
    format!("{:#}\n", serde_json::Value::Array(stages.collect()))
}

/// What to say of a path that leads nowhere.
fn nowhere(values: &Node, path: &str) -> String {
    let ends = path.char_indices().filter(|(_, c)| matches!(c, '.' | '[')).map(|(at, _)| at);
    let mut known =
        ends.filter(|end| *end > 0).filter_map(|end| Some((end, find(values, &path[..end])?)));
    let (end, parent) = known.next_back().unwrap_or((0, values));
    let name = path[end..].trim_start_matches('.');
    let help = match &parent.value {
        Value::Map(map) => did_you_mean(name, map.keys()),
        Value::List(items) => Some(match items.len() {
            0 => format!("`{}` is an empty list", &path[..end]),
            count => format!("the last item is `{}[{}]`", &path[..end], count - 1),
        }),
        other => Some(format!("`{}` is {}", &path[..end], other.describe())),
    };
    let help = help.map(|help| format!("\n  = help: {help}")).unwrap_or_default();
    format!("error: there is no value at `{path}`{help}\n")
}

fn one_line(node: &Node) -> String {
    match &node.value {
        Value::String(text) => {
            let text = yaml::emit(&Node::new(
                Value::String(text.replace('\n', "\\n")),
                node.origin.clone(),
            ));
            text.trim_end().to_owned()
        }
        _ => yaml::to_json(node).split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// Where a value was set; a map that several layers wrote has several places.
fn places(node: &Node, sources: &Sources) -> Vec<String> {
    let mut spans: Vec<Span> = Vec::new();
    collect(node, &mut spans);
    let mut places: Vec<String> = Vec::new();
    for span in spans {
        let place = sources.describe(span);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

fn collect(node: &Node, spans: &mut Vec<Span>) {
    match &node.value {
        Value::Map(map) if !map.is_empty() => {
            map.iter().for_each(|(_, node)| collect(node, spans));
        }
        Value::List(items) if !items.is_empty() => {
            items.iter().for_each(|node| collect(node, spans));
        }
        _ => spans.push(node.origin.at),
    }
}

/// The node at `a.b[0].c`; a key with dots in it is found whole.
fn find<'a>(node: &'a Node, path: &str) -> Option<&'a Node> {
    if path.is_empty() {
        return Some(node);
    }
    if let Some(rest) = path.strip_prefix('[') {
        let (at, rest) = rest.split_once(']')?;
        let item = node.as_list()?.get(at.parse::<usize>().ok()?)?;
        return find(item, rest.strip_prefix('.').unwrap_or(rest));
    }
    let map = node.as_map()?;
    let ends = path.char_indices().filter(|(_, c)| matches!(c, '.' | '[')).map(|(at, _)| at);
    ends.chain([path.len()]).find_map(|end| {
        let below = map.get(&path[..end])?;
        let rest = &path[end..];
        find(below, rest.strip_prefix('.').unwrap_or(rest))
    })
}
