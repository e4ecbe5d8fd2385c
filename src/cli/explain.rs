//! `drydock explain`: where a field comes from, and where a value goes.

mod made;

use clap::{ArgMatches, ValueEnum};
use serde_json::{Value as Json, json};

use super::chart_args::ChartFlags;
use super::output::Terminal;
use super::{Outcome, candidates};
use drydock::diagnostic::print::Style;
use drydock::explain::print::{self, InEnvironment};
use drydock::explain::{
    Explained, Missing, Part, decided, find_field, find_objects, history, reached,
};
use drydock::workspace::{Project, Stack, on_all_cores};
use made::{Made, Read};

/// Tell where a field comes from, and which fields a value fills
///
/// With KIND/NAME and a FIELD: the line of the template, and the layers that set each value that is
/// in it, the winner first. Without FIELD, the object with all that at its margin; without KIND/NAME,
/// a list of the objects. With --value, the other way round: the fields that a value fills, in all
/// environments if none is named. Secrets are masked. Exit codes: 0 told, 1 there is no such thing,
/// 2 could not run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    drydock explain pcap-analyzer kind\n  \
    drydock explain pcap-analyzer kind deploy/pcap-analyzer\n  \
    drydock explain pcap-analyzer kind Service/pcap-analyzer 'spec.ports[http].nodePort'\n  \
    drydock explain pcap-analyzer --value image.tag   # what happens if I change this?\n  \
    drydock explain pcap-analyzer kind -o json | jq '.objects[].fields[].path'")]
pub(super) struct Args {
    /// A stack of the project, or the folder of a chart
    #[arg(value_name = "STACK | CHART_DIR", add = candidates::charts())]
    chart: String,

    /// The environment: values/STACK/ENV.yaml; it may be left out before an object
    #[arg(value_name = "ENV", add = candidates::environments_or_objects())]
    environment: Option<String>,

    /// An object: `Service/web`, `svc/web`, `Service/shop/web`, or all of a kind
    #[arg(value_name = "KIND/NAME", add = candidates::objects())]
    object: Option<String>,

    /// A field of it: `spec.ports[http].port`
    #[arg(value_name = "FIELD", add = candidates::fields())]
    field: Option<String>,

    /// Which fields this value fills, and where templates read it: `image.tag`, `hosts[0]`
    #[arg(long, value_name = "PATH", add = candidates::values())]
    value: Option<String>,

    /// How to say it
    #[arg(short = 'o', long, alias = "output", value_name = "FORMAT", default_value = "text")]
    format: Format,

    #[command(flatten)]
    flags: ChartFlags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// The source map: for each field its lines and its values
    Json,
}

/// What the arguments mean.
struct Meant<'a> {
    environment: Option<&'a str>,
    object: Option<&'a str>,
    field: Option<&'a str>,
}

impl Args {
    /// What has a `/` is an object: no environment has one. A chart's folder has no environments.
    fn meant(&self, stack: &Stack) -> anyhow::Result<Meant<'_>> {
        let words = [&self.environment, &self.object, &self.field];
        let words: Vec<&str> = words.into_iter().flatten().map(String::as_str).collect();
        let has_environment = stack.project.is_some() && self.named_environment().is_some();
        let (environment, rest) = match words.split_first() {
            Some((first, rest)) if has_environment => (Some(*first), rest),
            _ => (None, &*words),
        };
        let (object, field) = match rest {
            [] => (None, None),
            [object] => (Some(*object), None),
            [object, field] => (Some(*object), Some(*field)),
            _ => anyhow::bail!("too many words: drydock explain STACK [ENV] [KIND/NAME [FIELD]]"),
        };
        if self.value.is_some() && object.is_some() {
            anyhow::bail!("--value is told for a whole stack: name no object");
        }
        Ok(Meant { environment, object, field })
    }

    fn named_environment(&self) -> Option<&str> {
        self.environment.as_deref().filter(|first| !first.contains('/'))
    }
}

pub(super) fn run(
    args: &Args,
    matches: &ArgMatches,
    project: &dyn Fn() -> anyhow::Result<Project>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let stack = Stack::called(&args.chart, args.named_environment(), project)?;
    let meant = args.meant(&stack)?;
    match &args.value {
        Some(path) => value(args, matches, &stack, meant.environment, path, terminal),
        None => field(args, matches, &stack, &meant, terminal),
    }
}

fn field(
    args: &Args,
    matches: &ArgMatches,
    stack: &Stack,
    meant: &Meant<'_>,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let read = Read::of(stack)?;
    let made = Made::new(&read, &args.flags, matches, stack, meant.environment, terminal)?;
    let Some(mut made) = made else {
        return Ok(Outcome::CouldNotRun);
    };
    made.report(&mut Vec::new(), terminal);
    let Some(open) = made.open() else { return Ok(Outcome::Findings) };
    let censor = open.censor();
    let explained = open.explained(&censor);
    let style = terminal.style_of_results();
    match (answer(args, &explained, meant, style), args.format) {
        (Err(missing), _) => {
            terminal.failure(&missing.to_string());
            return Ok(Outcome::Findings);
        }
        (Ok(Answer::Text(text)), _) => terminal.result(&text)?,
        (Ok(Answer::Json(objects)), _) => {
            let whole = json!({
                "schemaVersion": print::SCHEMA_VERSION,
                "stack": stack.name,
                "environment": meant.environment,
                "objects": objects,
            });
            terminal.json(&format!("{whole:#}\n"))?;
        }
    }
    Ok(Outcome::Clean)
}

enum Answer {
    Text(String),
    Json(Json),
}

fn answer(
    args: &Args,
    explained: &Explained<'_>,
    meant: &Meant<'_>,
    style: Style,
) -> Result<Answer, Missing> {
    let objects = match meant.object {
        Some(object) => find_objects(explained.objects(), object)?,
        None => (0..explained.objects().len()).collect(),
    };
    let parts: Vec<Part<'_>> = match meant.field {
        Some(field) => {
            let found: Vec<_> =
                objects.iter().map(|at| find_field(explained, *at, field)).collect();
            // Of several objects, those that have it are told.
            if found.iter().all(Result::is_err) {
                found.into_iter().collect::<Result<_, _>>()?
            } else {
                found.into_iter().flatten().collect()
            }
        }
        None => objects.iter().map(|at| explained.whole(*at)).collect(),
    };
    if args.format == Format::Json {
        return Ok(Answer::Json(print::objects_json(explained, &parts)));
    }
    let is_listed = meant.object.is_none() || (meant.field.is_none() && parts.len() > 1);
    if is_listed {
        return Ok(Answer::Text(print::list(explained, &objects, style)));
    }
    let texts: Vec<String> = parts.iter().map(|part| print::part(explained, part, style)).collect();
    Ok(Answer::Text(texts.join("\n")))
}

fn value(
    args: &Args,
    matches: &ArgMatches,
    stack: &Stack,
    environment: Option<&str>,
    path: &str,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let environments: Vec<Option<String>> = match (environment, &stack.project) {
        (Some(one), _) => vec![Some(one.to_owned())],
        (None, Some(_)) => stack.environments()?.into_iter().map(Some).collect(),
        (None, None) => vec![None],
    };
    let read = Read::of(stack)?;
    let made = on_all_cores(environments.iter().collect(), |environment| {
        let environment = environment.as_deref();
        let made = Made::new(&read, &args.flags, matches, stack, environment, terminal)?;
        anyhow::Ok(made.map(|mut made| {
            made.find_secrets();
            made.read_at(path);
            made
        }))
    });
    let (mut all, mut told) = (Vec::new(), Vec::new());
    for made in made {
        let Some(made) = made? else { return Ok(Outcome::CouldNotRun) };
        made.report(&mut told, terminal);
        all.push(made);
    }
    let open: Option<Vec<_>> = all.iter_mut().map(Made::open).collect();
    let Some(open) = open else { return Ok(Outcome::Findings) };
    let censors: Vec<_> = open.iter().map(made::Open::censor).collect();
    let explained: Vec<_> =
        open.iter().zip(&censors).map(|(open, censor)| open.explained(censor)).collect();
    let told = environments.iter().zip(&open).zip(&explained).map(|((name, open), explained)| {
        let fields = reached(explained, path);
        let decided = decided(explained, path);
        InEnvironment { name: name.as_deref(), explained, fields, decided, read_at: open.read_at }
    });
    let told: Vec<InEnvironment<'_>> = told.collect();
    if told.iter().all(|one| one.fields.is_none()) {
        let values = open.first().and_then(|open| open.history.last());
        if let Some(values) = values {
            terminal.failure(&history::nowhere(values, path).to_string());
        }
        return Ok(Outcome::Findings);
    }
    match args.format {
        Format::Text => terminal.result(&print::value(path, &told, terminal.style_of_results()))?,
        Format::Json => {
            let rows: Vec<Json> = told.iter().map(|one| print::effect_json(path, one)).collect();
            let whole = json!({
                "schemaVersion": print::SCHEMA_VERSION,
                "stack": stack.name,
                "value": path,
                "environments": rows,
            });
            terminal.json(&format!("{whole:#}\n"))?;
        }
    }
    Ok(Outcome::Clean)
}
