//! A path in the values into the history of its value: which layer set it, and which overrode it.

use super::Missing;
use crate::diagnostic::{Censor, MASK, Secrets, Sources, Span, did_you_mean};
use crate::yaml::path::Step;
use crate::yaml::{self, Map, Node, Path, Value};

/// A value after a layer, or its deletion.
pub type Stage<'a> = Option<&'a Node>;

/// The values at `path` after each layer that changed it, the last first; empty if there never was
/// a value.
pub fn history<'a>(states: &'a [Node], path: &str) -> Vec<Stage<'a>> {
    let mut stages: Vec<Stage<'_>> = Vec::new();
    for values in states {
        let node = find(values, path);
        let same = match (stages.last().copied().flatten(), node) {
            (Some(last), Some(node)) => last == node && spans(last) == spans(node),
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

/// The history of a value; for a map or a list, that of each of its parts.
pub fn as_text(states: &[Node], path: &str, censor: &Censor<'_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    for node in states.iter().rev().filter_map(|values| find(values, path)) {
        let more = leaves(node, path).into_iter().filter(|part| !parts.contains(part));
        parts.extend(more.collect::<Vec<_>>());
    }
    if parts == [path] {
        return chain(&history(states, path), "", censor);
    }
    let chains = parts
        .iter()
        .map(|part| format!("{part}:\n{}", chain(&history(states, part), "  ", censor)));
    chains.collect()
}

/// The paths of all leaves of a node.
fn leaves(node: &Node, path: &str) -> Vec<String> {
    match &node.value {
        Value::Map(map) if !map.is_empty() => map
            .iter()
            .flat_map(|(key, node)| leaves(node, &format!("{path}.{}", key.text)))
            .collect(),
        Value::List(items) if !items.is_empty() => {
            let items = items.iter().enumerate();
            items.flat_map(|(at, node)| leaves(node, &format!("{path}[{at}]"))).collect()
        }
        _ => vec![path.to_owned()],
    }
}

/// One line for each layer, the last first.
pub(super) fn chain(stages: &[Stage<'_>], indent: &str, censor: &Censor<'_>) -> String {
    let lines: Vec<(String, String)> = stages
        .iter()
        .map(|stage| match stage {
            Some(node) => (one_line(node), places(node, censor).join(", ")),
            None => ("(deleted)".to_owned(), String::new()),
        })
        .collect();
    let width = lines.iter().map(|(value, _)| value.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for (at, (value, place)) in lines.iter().enumerate() {
        let fate = if at == 0 { "" } else { "  (overridden)" };
        let pad = " ".repeat(width - value.chars().count());
        text.push_str(format!("{indent}{value}{pad}  {place}{fate}").trim_end());
        text.push('\n');
    }
    text
}

/// A list of `{"value": …, "from": […]}`; a deletion has no `value`.
pub fn as_json(stages: &[Stage<'_>], censor: &Censor<'_>) -> String {
    let stages = stages.iter().map(|stage| match stage {
        Some(node) => {
            serde_json::json!({ "value": yaml::json_of(node), "from": places(node, censor) })
        }
        None => serde_json::json!({ "from": [] }),
    });
    format!("{:#}\n", serde_json::Value::Array(stages.collect()))
}

/// The message for a path that leads nowhere.
pub fn nowhere(values: &Node, path: &str) -> Missing {
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
    Missing { message: format!("there is no value at `{path}`"), help }
}

pub(super) fn one_line(node: &Node) -> String {
    match &node.value {
        Value::String(text) => {
            let text = yaml::emit(&Node::new(
                Value::String(text.replace('\n', "\\n")),
                node.origin.clone(),
            ));
            text.trim_end().to_owned()
        }
        Value::Number(_) => node.number_text().unwrap_or_default(),
        _ => yaml::to_json(node).split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// Where a value was set; a map that several layers wrote has several places.
fn places(node: &Node, censor: &Censor<'_>) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for span in spans(node) {
        let place = censor.describe(span);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

pub(super) fn spans(node: &Node) -> Vec<Span> {
    match &node.value {
        Value::Map(map) if !map.is_empty() => {
            map.iter().flat_map(|(_, node)| spans(node)).collect()
        }
        Value::List(items) if !items.is_empty() => items.iter().flat_map(spans).collect(),
        _ => vec![node.origin.at],
    }
}

/// The node at `a.b[0].c`.
fn find<'a>(node: &'a Node, path: &str) -> Option<&'a Node> {
    steps(node, path)?.find(node)
}

/// The steps to the node at `a.b[0].c`; a key with dots in it is found whole.
pub fn steps(node: &Node, path: &str) -> Option<Path> {
    let mut found = Vec::new();
    add_steps(node, path, &mut found)?;
    found.reverse();
    Some(Path::from(found))
}

/// Adds the steps, the last first.
fn add_steps(node: &Node, path: &str, found: &mut Vec<Step>) -> Option<()> {
    if path.is_empty() {
        return Some(());
    }
    if let Some(rest) = path.strip_prefix('[') {
        let (at, rest) = rest.split_once(']')?;
        let at = at.parse::<usize>().ok()?;
        let item = node.as_list()?.get(at)?;
        add_steps(item, rest.strip_prefix('.').unwrap_or(rest), found)?;
        found.push(Step::Index(at));
        return Some(());
    }
    let map = node.as_map()?;
    let ends = path.char_indices().filter(|(_, c)| matches!(c, '.' | '[')).map(|(at, _)| at);
    ends.chain([path.len()]).find_map(|end| {
        let below = map.get(&path[..end])?;
        let rest = &path[end..];
        add_steps(below, rest.strip_prefix('.').unwrap_or(rest), found)?;
        found.push(Step::Field(path[..end].to_owned()));
        Some(())
    })
}

/// Masks what is secret in the values after each layer. A value that is secret after the last layer
/// is secret after every layer.
pub fn mask(history: &mut [Node], sources: &Sources, secrets: &mut Secrets) {
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
        for (key, below) in model.as_map().into_iter().flat_map(Map::iter) {
            if let Some(node) = map.get_mut(&key.text) {
                mask_where(node, below, censor, masked);
            }
        }
    } else if model.as_map().is_none() && censor.is_masked(model.origin.at) && !node.is_blank() {
        masked.push(node.origin.at);
        node.value = Value::String(MASK.to_owned());
    }
}
