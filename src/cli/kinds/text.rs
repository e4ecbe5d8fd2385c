//! Kinds and fields as text.

use super::Explained;
use drydock::check::kinds::{Branch, Field, Known, Life, Origin, Presence};
use drydock::kube::kind::Scope;

/// A line for each kind.
pub(super) fn list(all: &[Known]) -> String {
    let mut rows =
        vec![["KIND", "VERSION", "PLURAL", "SHORT", "SCOPE", "SINCE"].map(str::to_owned)];
    rows.extend(all.iter().map(|known| {
        [
            known.kind.clone(),
            known.api_version(),
            known.plural.clone(),
            known.short.join(","),
            scope(known).to_owned(),
            standing(known),
        ]
    }));
    table(&rows)
}

fn scope(known: &Known) -> &'static str {
    match known.scope {
        Some(Scope::Cluster) => "cluster",
        Some(Scope::Namespaced) => "namespaced",
        None => "",
    }
}

fn standing(known: &Known) -> String {
    let life = life(known.life);
    let note = match known.origin {
        Origin::BuiltIn => "",
        Origin::Off => "off unless turned on",
        Origin::Deprecated => "deprecated",
        Origin::Custom => "custom resource",
    };
    [life.as_str(), note].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
}

fn life(life: Life) -> String {
    match (life.since, life.until) {
        (None, None) => String::new(),
        (Some(since), None) => format!("since 1.{since}"),
        (None, Some(until)) => format!("until 1.{until}"),
        (Some(since), Some(until)) if since == until => format!("in 1.{since} only"),
        (Some(since), Some(until)) => format!("1.{since} to 1.{until}"),
    }
}

/// Columns that are as wide as what is in them.
fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}

/// A kind with its versions, or a field, with the fields in it.
pub(super) fn page(explained: &Explained<'_>) -> String {
    let Explained { known, path, page, .. } = explained;
    let mut text = format!("{} of {}", known.kind, known.api_version());
    match &page.field {
        None => text += &format!("\n\n{}", head(explained)),
        Some(field) => {
            text += &format!(": {path}\n\n  {}\n", field.of);
            for fact in facts(field) {
                text += &format!("  {fact}\n");
            }
        }
    }
    if !explained.fields.is_empty() {
        let mut rows = Vec::new();
        explained.fields.iter().for_each(|branch| add(branch, 0, &mut rows));
        text += "\nfields\n";
        for line in table(&rows).lines() {
            text += &format!("  {line}\n");
        }
    }
    text
}

fn head(explained: &Explained<'_>) -> String {
    let Explained { known, others, history, .. } = explained;
    let names: Vec<&str> =
        [&known.plural].into_iter().chain(&known.short).map(String::as_str).collect();
    let mut text = format!("  {}, also called {}\n", scope(known), names.join(", "));
    let same = |it: &&Known| it.kind == known.kind && it.group == known.group;
    let versions: Vec<[String; 2]> = if history.is_empty() {
        let same = others.iter().copied().filter(same);
        [*known].into_iter().chain(same).map(|it| [it.api_version(), standing(it)]).collect()
    } else {
        history.iter().map(|it| [it.api_version(), life_of(it)]).collect()
    };
    text += "\nversions\n";
    for line in table(&versions).lines() {
        text += &format!("  {line}\n");
    }
    let mut elsewhere: Vec<String> = others
        .iter()
        .filter(|it| it.group != known.group)
        .map(|it| format!("{}.{}", it.plural, it.group))
        .collect();
    elsewhere.dedup();
    if !elsewhere.is_empty() {
        text += &format!("\nsee also {}\n", elsewhere.join(", "));
    }
    text
}

fn life_of(known: &Known) -> String {
    let life = life(known.life);
    if life.is_empty() { "in all versions".to_owned() } else { life }
}

/// A line for a field and for each below it.
fn add(branch: &Branch, depth: usize, rows: &mut Vec<[String; 3]>) {
    let Branch { field, below } = branch;
    let name = format!("{}{}", "  ".repeat(depth), field.name);
    rows.push([name, field.of.clone(), facts(field).join("; ")]);
    below.iter().for_each(|branch| add(branch, depth + 1, rows));
}

/// What is known of a field besides its type.
fn facts(field: &Field) -> Vec<String> {
    let mut facts = Vec::new();
    if field.presence == Presence::Required {
        facts.push("required".to_owned());
    }
    if !field.words.is_empty() {
        facts.push(format!("one of {}", field.words.join(", ")));
    }
    facts.extend(field.bounds.iter().cloned());
    facts.extend(field.pattern.iter().map(|pattern| format!("matches {pattern}")));
    if !field.keys.is_empty() {
        facts.push(format!("items told apart by {}", field.keys.join(", ")));
    }
    if field.is_set {
        facts.push("each item once".to_owned());
    }
    facts.extend(field.default.iter().map(|default| format!("default {default}")));
    let life = life(Life { since: field.since, until: field.until });
    if !life.is_empty() {
        facts.push(life);
    }
    facts
}
