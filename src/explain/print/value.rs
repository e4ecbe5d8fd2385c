//! What a value does, as people read it: what it is in each environment, the fields that it fills,
//! and where else it is read.

use indexmap::IndexMap;

use super::words::{columns, decides, line_at, way};
use crate::diagnostic::print::{Paint, Style};
use crate::diagnostic::{Censor, Span};
use crate::explain::history::{Stage, as_text, chain, history};
use crate::explain::reasons::Decides;
use crate::explain::{DecidedOn, Explained, Reached};
use crate::manifest::Object;
use crate::yaml::Value;

/// What a value does in one environment.
pub struct InEnvironment<'e> {
    /// `None` for the chart with its defaults.
    pub name: Option<&'e str>,
    pub explained: &'e Explained<'e>,
    /// The fields that it fills; `None` where there is no such value.
    pub fields: Option<Vec<Reached<'e>>>,
    /// What it decides besides.
    pub decided: Vec<DecidedOn<'e>>,
    /// Where templates read it, in whatever branch.
    pub read_at: &'e [Span],
}

/// Environments in which it fills the same fields are told together.
pub fn value(path: &str, environments: &[InEnvironment<'_>], style: Style) -> String {
    let paint = Paint(style.color);
    let mut text = String::new();
    for (chain, alike) in groups(environments, &|one| layers(path, one, paint)) {
        text.push_str(&format!("{}{}\n{chain}", paint.bold(path), paint.plain(&within(&alike))));
    }
    let effects = groups(environments, &|one| reach(one, paint));
    for (what, alike) in &effects {
        let names = if effects.len() == 1 { String::new() } else { within(alike) };
        let names = names.trim_start();
        let names = if names.is_empty() { String::new() } else { format!("{names}: ") };
        text.push_str(&format!("\n{}{what}", paint.plain(&names)));
    }
    text
}

/// What is told of environments, each text with those that it is the same of.
fn groups<'a, 'e>(
    environments: &'a [InEnvironment<'e>],
    tell: &dyn Fn(&InEnvironment<'e>) -> String,
) -> IndexMap<String, Vec<&'a InEnvironment<'e>>> {
    let mut groups: IndexMap<String, Vec<&InEnvironment<'_>>> = IndexMap::new();
    for one in environments {
        groups.entry(tell(one)).or_default().push(one);
    }
    groups
}

/// ` in dev, prod`
fn within(environments: &[&InEnvironment<'_>]) -> String {
    let names: Vec<&str> = environments.iter().filter_map(|one| one.name).collect();
    if names.is_empty() { String::new() } else { format!(" in {}", names.join(", ")) }
}

/// More lines of the layers of a map or a list are not told.
const MOST: usize = 16;

/// The layers that set the value, or each of its parts.
fn layers(path: &str, one: &InEnvironment<'_>, paint: Paint) -> String {
    let (states, censor) = (one.explained.history, one.explained.censor);
    let text = match &*history(states, path) {
        [] => return "  not set\n".to_owned(),
        stages if is_collection(stages) => as_text(states, path, censor),
        stages => return paint.plain(&chain(stages, "  ", censor)),
    };
    let lines: Vec<&str> = text.lines().collect();
    let mut told = String::new();
    for line in lines.iter().take(MOST) {
        told.push_str(&format!("  {}\n", paint.plain(line)));
    }
    if lines.len() > MOST {
        told.push_str("  … and more: `drydock values` tells them all\n");
    }
    told
}

fn is_collection(stages: &[Stage<'_>]) -> bool {
    stages.iter().flatten().any(|node| match &node.value {
        Value::Map(map) => !map.is_empty(),
        Value::List(items) => !items.is_empty(),
        _ => false,
    })
}

/// What it fills and decides in an environment.
fn reach(one: &InEnvironment<'_>, paint: Paint) -> String {
    let censor = one.explained.censor;
    let fields = one.fields.as_deref().unwrap_or_default();
    let mut text = each_field(one, &mut fields.iter(), paint);
    for (decides, heading) in
        [(Decides::Here, "here because of it\n"), (Decides::What, "what they are because of it\n")]
    {
        let decided = one.decided.iter().filter(|it| it.decides == decides);
        let told = each_field(one, &mut decided.map(|it| &it.field), paint);
        if !told.is_empty() {
            text.push_str(heading);
            text.push_str(&told);
        }
    }
    let s = if fields.len() == 1 { "" } else { "s" };
    let others = others(one);
    let heading = match (fields.len(), others.is_empty()) {
        (0, _) if !one.decided.is_empty() => "it fills no field: it only decides\n".to_owned(),
        (0, true) => return "it fills no field, and no template reads it\n".to_owned(),
        (0, false) => format!("it fills no field: {}\n", why_not(&others, censor)),
        (count, _) => format!("it fills {count} field{s}\n"),
    };
    if others.is_empty() {
        return heading + &text;
    }
    let rows: Vec<(String, String)> = others
        .iter()
        .map(|span| (paint.plain(&censor.describe(*span)), paint.faint(&line_at(*span, censor))))
        .collect();
    let also = if fields.is_empty() { "read in" } else { "also read in" };
    format!("{heading}{text}{also}\n{}", columns(&rows, "  "))
}

/// Fields below their objects; an object that is meant whole stands alone.
fn each_field(
    one: &InEnvironment<'_>,
    fields: &mut dyn Iterator<Item = &Reached<'_>>,
    paint: Paint,
) -> String {
    let censor = one.explained.censor;
    let mut text = String::new();
    let mut object: Option<&Object> = None;
    let mut rows = Vec::new();
    for field in fields {
        let written = one.explained.trace(field.origin).written;
        let written = paint.faint(&way(&written, censor));
        let is_whole = field.path.steps().is_empty();
        if is_whole || object.is_none_or(|known| !std::ptr::eq(known, field.object)) {
            text.push_str(&columns(&rows, "    "));
            rows.clear();
            let place = if is_whole { format!("  {written}") } else { String::new() };
            text.push_str(&format!("  {}{place}\n", paint.bold(&field.object.to_string())));
            object = Some(field.object);
        }
        if !is_whole {
            rows.push((paint.plain(&field.path.brief()), written));
        }
    }
    text + &columns(&rows, "    ")
}

/// Why a value that is read fills nothing.
fn why_not(read_at: &[Span], censor: &Censor<'_>) -> &'static str {
    let deciding = read_at.iter().filter(|span| decides(**span, censor)).count();
    if deciding == read_at.len() {
        "it only decides"
    } else if deciding == 0 {
        "where it is read, another value is taken, or the branch is not"
    } else {
        "it decides; where else it is read, another value is taken, or the branch is not"
    }
}

/// Where it is read and becomes none of the fields, a place a line.
pub(super) fn others(one: &InEnvironment<'_>) -> Vec<Span> {
    let censor = one.explained.censor;
    let line = |span: &Span| (span.source, censor.sources.place(*span).line);
    let fields = one.fields.as_deref().unwrap_or_default();
    let mut told: Vec<_> = fields
        .iter()
        .flat_map(|field| one.explained.trace(field.origin).written)
        .map(|span| line(&span))
        .collect();
    let mut others = Vec::new();
    for span in one.read_at {
        if !told.contains(&line(span)) {
            told.push(line(span));
            others.push(*span);
        }
    }
    others
}
