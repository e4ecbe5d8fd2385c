//! The READMEs of the charts hold the table of values that `drydock docs` prints.
//! `DRYDOCK_UPDATE=1` writes it into them. Schemas don't say it again.

use std::fs;
use std::path::Path;
use std::process::Command;

use drydock::template::functions::TABLE;
use drydock::workspace::Project;
use serde_json::Value;

use crate::stack;

const OPEN: &str = "<!-- values -->\n";
const CLOSE: &str = "<!-- /values -->";

/// The folders of the charts that have values: the stacks', and that of a chart in one of them.
fn charts() -> Vec<String> {
    let project = Project::at(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("this project");
    let stacks = project.stacks().expect("stacks");
    let folders = stacks.into_iter().map(|stack| format!("charts/{stack}"));
    folders.chain(["charts/quote-app/charts/logging".to_owned()]).collect()
}

#[test]
fn tables_of_values_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for chart in charts() {
        let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
            .args(["docs", &chart])
            .current_dir(root)
            .output()
            .expect("the program runs");
        let table = String::from_utf8(output.stdout).expect("text");
        for row in table.lines().skip(2) {
            assert!(!row.ends_with("|  |"), "{chart}: a value without a comment: {row}");
        }
        let path = root.join(&chart).join("README.md");
        let readme = fs::read_to_string(&path).expect("a README");
        let (before, rest) = readme.split_once(OPEN).expect("a place for the table");
        let (shown, after) = rest.split_once(CLOSE).expect("an end of the table");
        if std::env::var_os("DRYDOCK_UPDATE").is_some() {
            fs::write(&path, format!("{before}{OPEN}{table}{CLOSE}{after}")).expect("written");
        } else {
            assert_eq!(shown, table, "{chart}: run the tests with DRYDOCK_UPDATE=1");
        }
    }
}

/// A schema says what values.yaml can't: ranges, patterns, what is secret. A type that the default
/// shows, or a description that its comment gives, would be said twice.
#[test]
fn schemas_say_nothing_that_values_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for chart in charts() {
        let read = |file: &str| fs::read_to_string(root.join(&chart).join(file)).expect("a file");
        let schema: Value = serde_json::from_str(&read("values.schema.json")).expect("JSON");
        let defaults: Value = serde_yaml::from_str(&read("values.yaml")).expect("YAML");
        each_property(&schema, &defaults, "", &mut |value, property, default| {
            let place = format!("{chart} {value}");
            let property = property.as_object().expect("a schema");
            assert!(!property.contains_key("description"), "{place}: values.yaml has a comment");
            // None at all opens a value to every type.
            let says_a_type_alone = property.keys().eq(["type"]);
            let shows_none = match default {
                Value::Null => true,
                Value::Object(map) => map.is_empty(),
                Value::Array(items) => items.is_empty(),
                _ => false,
            };
            assert!(!says_a_type_alone || shows_none, "{place}: the default shows its type");
        });
    }
}

#[test]
fn all_functions_are_listed() {
    let printed = String::from_utf8(stack::drydock("functions").stdout).expect("text");
    for function in TABLE {
        let is_its_own =
            |line: &str| line.contains(function.name) && line.ends_with(function.summary);
        assert!(printed.lines().any(is_its_own), "{} is not listed", function.name);
    }
}

fn each_property(
    schema: &Value,
    defaults: &Value,
    path: &str,
    visit: &mut impl FnMut(&str, &Value, &Value),
) {
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        visit(&path, property, &defaults[key]);
        each_property(property, &defaults[key], &path, visit);
    }
}

/// Who makes sense of the kinds of a group, as the page of all charts calls it.
const PROVIDERS: [(&str, &str); 11] = [
    ("argoproj.io", "Argo CD"),
    ("cert-manager.io", "cert-manager"),
    ("external-secrets.io", "external-secrets"),
    ("keda.sh", "KEDA"),
    ("monitoring.coreos.com", "kube-prometheus-stack"),
    ("secrets-store.csi.x-k8s.io", "secrets-store CSI driver"),
    ("snapshot.storage.k8s.io", "the CSI snapshot controller"),
    ("traefik.io", "Traefik"),
    ("velero.io", "Velero"),
    ("networking.k8s.io", "ingress-nginx"),
    ("autoscaling", "metrics-server"),
];

/// The page says of every environment what must be installed before it.
#[test]
fn the_page_of_all_charts_names_who_needs_what() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("charts/README.md")).expect("a page");
    let head = page.lines().find(|line| line.starts_with("| Installed first |")).expect("a table");
    let cells = |row: &str| row.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let stacks = cells(head);
    for (stack, environment) in stack::environments() {
        let column = stacks.iter().position(|name| *name == stack).expect("a column");
        for object in stack::objects(&stack, &environment) {
            let group = object["apiVersion"].as_str().and_then(|version| version.split_once('/'));
            let Some((group, _)) = group else { continue };
            let built_in_kind = group == "networking.k8s.io" && object["kind"] != "Ingress";
            let provider = PROVIDERS.iter().find(|(known, _)| *known == group);
            let Some((_, name)) = provider.filter(|_| !built_in_kind) else {
                let built_in = !group.contains('.') || group.ends_with(".k8s.io");
                assert!(built_in, "{stack} {environment}: who provides {group}?");
                continue;
            };
            let starts = [format!("| {name} "), format!("| [{name}](")];
            let row = page.lines().find(|row| starts.iter().any(|start| row.starts_with(start)));
            let cell = &cells(row.unwrap_or_else(|| panic!("no row of {name}")))[column];
            assert!(
                cell.contains(&format!("`{environment}`")),
                "{stack} {environment} has objects of {group}, but {name} is for {cell}"
            );
        }
    }
}

/// What the workflows run of this program is what it takes.
#[test]
fn workflows_render_what_there_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut commands = 0;
    for stack in ["quote-app", "data-processing"] {
        let path = root.join("charts").join(stack).join("files/ci/deploy.yml");
        let text = fs::read_to_string(&path).expect("a workflow");
        let workflow: serde_yaml::Value = serde_yaml::from_str(&text).expect("YAML");
        assert!(workflow["jobs"]["deploy"]["steps"].is_sequence());
        for line in text.lines().map(str::trim) {
            let Some(arguments) = line.strip_prefix("drydock render ") else { continue };
            let (arguments, _) = arguments.split_once(" |").expect("a pipe");
            let output = stack::drydock(&format!("render {}", arguments.replace("$TAG", "v9")));
            assert!(output.status.success(), "{line}");
            commands += 1;
        }
    }
    assert_eq!(commands, 1);
}
