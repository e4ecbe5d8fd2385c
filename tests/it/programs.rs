//! What the stacks hand to other programs can be read by them, in every environment: queries,
//! scripts, configuration files. A program that is not found here is named, and its part is not
//! tested.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

use crate::stack;

/// The objects of every environment, and where each is; rendered once.
static OBJECTS: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let mut found = Vec::new();
    for (stack, environment) in stack::environments() {
        for object in stack::objects(&stack, &environment) {
            let (kind, name) = (&object["kind"], &object["metadata"]["name"]);
            found.push((format!("{stack} {environment} {kind}/{name}"), object));
        }
    }
    found
});

fn each_object(mut visit: impl FnMut(&str, &Value)) {
    OBJECTS.iter().for_each(|(place, object)| visit(place, object));
}

/// The entries of all `ConfigMap`s: place, name of the file, text.
fn each_file(mut visit: impl FnMut(&str, &str, &str)) {
    each_object(|place, object| {
        if object["kind"] == "ConfigMap" {
            for (name, text) in object["data"].as_object().expect("data") {
                visit(&format!("{place} {name}"), name, text.as_str().expect("text"));
            }
        }
    });
}

fn extension(name: &str) -> &str {
    Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default()
}

/// Calls `visit` with every text that stands under this key, however deep.
fn each_under(key: &str, value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| each_under(key, item, visit)),
        Value::Object(map) => {
            for (name, value) in map {
                match value {
                    Value::String(text) if name == key => visit(text),
                    _ => each_under(key, value, visit),
                }
            }
        }
        _ => {}
    }
}

fn read(name: &str, text: &str) -> Option<Value> {
    match extension(name) {
        "json" => Some(serde_json::from_str(text).expect(name)),
        "yml" | "yaml" => Some(serde_yaml::from_str(text).expect(name)),
        _ => None,
    }
}

/// As Grafana would send it: its variables stand for durations and for parts of matchers.
fn without_variables(query: &str) -> String {
    query.replace("$__rate_interval", "5m").replace("$__interval", "1m").replace("$__range", "1h")
}

/// The metrics in a variable's query, as `label_values(METRIC, label)`.
fn metrics_of_variable(query: &str) -> Option<String> {
    let arguments = query.strip_prefix("label_values(")?.strip_suffix(')')?;
    arguments.rsplit_once(',').map(|(metric, _)| metric.to_owned())
}

/// The queries of rules and dashboards, and where each was found first.
fn promql() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut add = |place: &str, query: &str| {
        found.entry(without_variables(query)).or_insert_with(|| place.to_owned());
    };
    each_object(|place, object| {
        if object["kind"] == "PrometheusRule" {
            each_under("expr", object, &mut |query| add(place, query));
        }
    });
    each_file(|place, name, text| {
        let Some(file) = read(name, text) else { return };
        each_under("expr", &file, &mut |query| add(place, query));
        each_under("query", &file["templating"], &mut |query| {
            metrics_of_variable(query).iter().for_each(|metric| add(place, metric));
        });
    });
    found
}

#[test]
fn prometheus_reads_every_query() {
    let queries = promql();
    for (query, place) in &queries {
        assert!(!query.contains("$__"), "{place}: a variable that is not known here: {query}");
        if let Err(why) = promql_parser::parser::parse(query) {
            panic!("{place}: {why}: {query}");
        }
    }
    for stack in ["gauzian", "quote-app", "data-processing"] {
        let count = queries.values().filter(|place| place.starts_with(stack)).count();
        assert!(count >= 10, "{stack} has {count} queries");
    }
}

/// Every file has a parser, or is of a kind that is named here.
#[test]
fn configuration_files_are_what_their_names_say() {
    let mut parsed = 0;
    each_file(|place, name, text| {
        assert!(!text.contains("{{ values."), "{place} is rendered");
        match extension(name) {
            "json" | "yml" | "yaml" => parsed += usize::from(read(name, text).is_some()),
            // Read by other tests, or by no program that could be asked.
            "" | "sh" | "js" | "sql" | "conf" | "properties" => {}
            other => panic!("{place}: nothing here reads .{other}"),
        }
    });
    assert!(parsed >= 20, "{parsed} files");
}

/// Scripts with the shell that runs each, and where it was found first.
fn scripts() -> BTreeMap<(String, &'static str), String> {
    let mut found = BTreeMap::new();
    each_file(|place, name, text| {
        let shell = if text.starts_with("#!/bin/bash\n") { "bash" } else { "sh" };
        if extension(name) == "sh" {
            assert!(text.starts_with(&format!("#!/bin/{shell}\n")), "{place} names no shell");
            found.entry((text.to_owned(), shell)).or_insert_with(|| place.to_owned());
        }
    });
    each_object(|place, object| {
        each_command(object, &mut |command| {
            if let [shell @ ("sh" | "bash"), "-c", text, ..] = command {
                let shell = if *shell == "bash" { "bash" } else { "sh" };
                found.entry(((*text).to_owned(), shell)).or_insert_with(|| place.to_owned());
            }
        });
    });
    found
}

/// Commands of containers, probes and hooks.
fn each_command(value: &Value, visit: &mut impl FnMut(&[&str])) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| each_command(item, visit)),
        Value::Object(map) => {
            let words = |key: &str| map.get(key).and_then(Value::as_array).into_iter().flatten();
            let command: Vec<&str> =
                words("command").chain(words("args")).filter_map(Value::as_str).collect();
            visit(&command);
            map.values().for_each(|value| each_command(value, visit));
        }
        _ => {}
    }
}

/// What a program says to a text on its standard input; `None` where there is no such program.
fn asked(program: &str, arguments: &[&str], text: &str) -> Option<Result<(), String>> {
    let spawned = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = spawned else {
        eprintln!("{program} is not found here: what it would say is not tested");
        return None;
    };
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("written");
    Some(said(&child.wait_with_output().expect("it ends")))
}

fn said(output: &std::process::Output) -> Result<(), String> {
    let words = [&*output.stdout, &*output.stderr].concat();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&words).into_owned()) }
}

#[test]
fn shells_read_every_script() {
    let scripts = scripts();
    assert!(scripts.len() >= 12, "{} scripts", scripts.len());
    for ((text, shell), place) in &scripts {
        if let Some(Err(why)) = asked(shell, &["-n"], text) {
            panic!("{place}: {why}");
        }
    }
}

#[test]
fn shellcheck_has_nothing_to_say() {
    for ((text, shell), place) in &scripts() {
        let shell = format!("--shell={shell}");
        match asked("shellcheck", &["--norc", &shell, "-"], text) {
            None => return,
            Some(heard) => heard.unwrap_or_else(|why| panic!("{place}: {why}")),
        }
    }
}

#[test]
fn node_reads_the_script_of_the_replica_set() {
    each_file(|place, name, text| {
        if extension(name) == "js"
            && let Some(Err(why)) = asked("node", &["--check", "-"], text)
        {
            panic!("{place}: {why}");
        }
    });
}

/// Runs promtool on a file of a folder; `None` where there is no promtool.
fn promtool(check: &str, file: &Path) -> Option<Result<(), String>> {
    let output = Command::new("promtool").args(["check", check]).arg(file).output();
    if output.is_err() {
        eprintln!("promtool is not found here: what it would say is not tested");
    }
    output.ok().map(|output| said(&output))
}

#[test]
fn promtool_takes_rules_and_configuration() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        path
    };
    each_object(|place, object| {
        let heard = if object["kind"] == "PrometheusRule" {
            promtool("rules", &file("rule.yml", &object["spec"].to_string()))
        } else if let Some(text) = object["data"]["prometheus.yml"].as_str() {
            file("rules.yml", object["data"]["rules.yml"].as_str().expect("text"));
            promtool("config", &file("prometheus.yml", text))
        } else {
            None
        };
        match heard {
            // Debian's knows no discovery.
            Some(Err(why)) if why.contains("kubernetes_sd_configs not found in type") => {}
            Some(Err(why)) => panic!("{place}: {why}"),
            _ => {}
        }
    });
}
