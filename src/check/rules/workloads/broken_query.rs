//! Queries that are no `PromQL`: in rules of Prometheus, in dashboards of Grafana that a sidecar loads,
//! and in triggers of KEDA.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value as Json;

use crate::check::index::Index;
use crate::check::rules::fields::{is, items, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::manifest::Object;
use crate::yaml::{Map, Node};

const CODE: Code = Code::BrokenQuery;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    if is(object, "monitoring.coreos.com", "PrometheusRule") {
        let groups = items(&object.root, "spec.groups");
        let queries = groups.flat_map(|it| items(it, "rules")).filter_map(|rule| rule.get("expr"));
        return queries.filter_map(|node| of_rule(object, node, index)).collect();
    }
    if matches!(&*object.identity.kind, "ScaledObject" | "ScaledJob") && is_of_keda(object) {
        let triggers = items(&object.root, "spec.triggers");
        let asking = triggers.filter(|it| word(it, "type") == Some("prometheus"));
        let queries = asking.filter_map(|trigger| trigger.below("metadata.query"));
        return queries.filter_map(|node| of_trigger(object, node, index)).collect();
    }
    let is_dashboard =
        || object.root.below("metadata.labels").is_some_and(|it| it.get(SIDECAR).is_some());
    if is(object, "", "ConfigMap") && is_dashboard() {
        let data = object.root.get("data").and_then(Node::as_map);
        let texts = data.into_iter().flat_map(Map::iter);
        let is_json = |key: &str| Path::new(key).extension().is_some_and(|it| it == "json");
        let texts = texts.filter(|(key, _)| is_json(&key.text));
        return texts.flat_map(|(_, node)| of_dashboard(object, node, index)).collect();
    }
    Vec::new()
}

/// The label that Grafana's sidecar looks for.
const SIDECAR: &str = "grafana_dashboard";

fn is_of_keda(object: &Object) -> bool {
    object.identity.group == "keda.sh"
}

/// The operator refuses the rule.
fn of_rule<'m>(object: &'m Object, node: &'m Node, index: &Index<'m>) -> Option<Diagnostic> {
    let why = fault_of(node.as_str()?)?;
    let message = "has a rule whose expression is no PromQL".to_owned();
    Some(say(CODE, object, Spot::At(node), index, message).help(why))
}

fn of_trigger<'m>(object: &'m Object, node: &'m Node, index: &Index<'m>) -> Option<Diagnostic> {
    let why = fault_of(node.as_str()?)?;
    let message = "has a trigger whose query is no PromQL".to_owned();
    Some(softly(say(CODE, object, Spot::At(node), index, message).help(why)))
}

/// A panel without data refuses nothing.
fn softly(fault: Diagnostic) -> Diagnostic {
    Diagnostic { severity: Severity::Note, ..fault }
}

fn of_dashboard<'m>(object: &'m Object, node: &'m Node, index: &Index<'m>) -> Vec<Diagnostic> {
    let Some(text) = node.as_str() else { return Vec::new() };
    let dashboard: Json = match serde_json::from_str(text) {
        Ok(dashboard) => dashboard,
        Err(why) => {
            let message = "has a dashboard that is no JSON".to_owned();
            return vec![softly(
                say(CODE, object, Spot::At(node), index, message).help(why.to_string()),
            )];
        }
    };
    let mut queries = Vec::new();
    collect(&dashboard, "", None, &mut queries);
    let mut seen = HashSet::new();
    queries.retain(|(_, query)| seen.insert(query.clone()));
    let broken = queries.into_iter().filter_map(|(panel, query)| {
        let why = fault_of(&without_variables(&query)?)?;
        let message = format!("has a panel `{panel}` whose query `{query}` is no PromQL");
        Some(softly(say(CODE, object, Spot::At(node), index, message).help(why)))
    });
    broken.collect()
}

/// The queries of Prometheus in a dashboard, each with the title of its panel.
fn collect(json: &Json, title: &str, source: Option<&Json>, queries: &mut Vec<(String, String)>) {
    match json {
        Json::Array(items) => items.iter().for_each(|it| collect(it, title, source, queries)),
        Json::Object(fields) => {
            let title = fields.get("title").and_then(Json::as_str).unwrap_or(title);
            let source = fields.get("datasource").filter(|it| !it.is_null()).or(source);
            if let Some(query) = fields.get("expr").and_then(Json::as_str)
                && source.is_some_and(is_prometheus)
                && !query.trim().is_empty()
            {
                queries.push((title.to_owned(), query.to_owned()));
            }
            fields.values().for_each(|it| collect(it, title, source, queries));
        }
        _ => {}
    }
}

/// What is not known to be Prometheus has another language.
fn is_prometheus(source: &Json) -> bool {
    match source {
        Json::String(name) => name.to_lowercase().contains("prom"),
        source => source["type"] == "prometheus",
    }
}

/// A query as Grafana asks it; nothing where that depends on a variable that may be anything.
fn without_variables(query: &str) -> Option<String> {
    let mut query = query.to_owned();
    for name in ["rate_interval", "interval", "range"] {
        for (mark, whole) in [("${__", format!("${{__{name}}}")), ("$__", format!("$__{name}"))] {
            if query.contains(mark) {
                query = query.replace(&whole, "5m");
            }
        }
    }
    let mut quote = None;
    let mut letters = query.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(_), '\\') => _ = letters.next(),
            (Some(open), letter) if open == letter => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(letter),
            (None, '$') => return None,
            _ => {}
        }
    }
    (!query.contains("[[")).then_some(query)
}

fn fault_of(query: &str) -> Option<String> {
    promql_parser::parser::parse(query).err()
}

#[cfg(test)]
mod tests {
    use super::{fault_of, without_variables};

    #[test]
    fn variables_of_grafana_stand_for_times_and_words() {
        for (query, is_fine) in [
            ("sum(rate(x{a=~\"$b\"}[$__rate_interval])) by (pod)", true),
            ("rate(x[${__interval}])", true),
            ("sum(rate(x[$__range])", false),
        ] {
            let query = without_variables(query).expect("it is known");
            assert_eq!(fault_of(&query).is_none(), is_fine, "{query}");
        }
        assert_eq!(without_variables("topk($n, x)"), None);
    }
}
