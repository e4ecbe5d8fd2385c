//! The READMEs of the charts hold the table of values that `drydock docs` prints.
//! `DRYDOCK_UPDATE=1` writes it into them. Schemas describe a value in the same words.

use std::fs;
use std::path::Path;
use std::process::Command;

use drydock::template::functions::TABLE;
use drydock::workspace::Project;
use serde_json::Value;

use crate::stack;

const OPEN: &str = "<!-- values -->\n";
const CLOSE: &str = "<!-- /values -->";

#[test]
fn tables_of_values_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::at(root).expect("this project");
    for stack in project.stacks().expect("stacks") {
        let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
            .args(["docs", &stack])
            .current_dir(root)
            .output()
            .expect("the program runs");
        let table = String::from_utf8(output.stdout).expect("text");
        for row in table.lines().skip(2) {
            assert!(!row.ends_with("|  |"), "{stack}: a value without a comment: {row}");
        }
        let path = root.join("charts").join(&stack).join("README.md");
        let readme = fs::read_to_string(&path).expect("a README");
        let (before, rest) = readme.split_once(OPEN).expect("a place for the table");
        let (shown, after) = rest.split_once(CLOSE).expect("an end of the table");
        if std::env::var_os("DRYDOCK_UPDATE").is_some() {
            fs::write(&path, format!("{before}{OPEN}{table}{CLOSE}{after}")).expect("written");
        } else {
            assert_eq!(shown, table, "{stack}: run the tests with DRYDOCK_UPDATE=1");
        }
    }
}

#[test]
fn schemas_describe_values_as_the_tables_do() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::at(root).expect("this project");
    for stack in project.stacks().expect("stacks") {
        let output = stack::drydock(&format!("docs {stack}"));
        let table = String::from_utf8(output.stdout).expect("text");
        let path = root.join("charts").join(&stack).join("values.schema.json");
        let text = fs::read_to_string(&path).expect("a schema");
        let schema: Value = serde_json::from_str(&text).expect("JSON");
        let mut described = 0;
        each_property(&schema, "", &mut |value, property| {
            let Some(row) = table.lines().find(|row| row.starts_with(&format!("| `{value}` |")))
            else {
                return;
            };
            let words = property["description"].as_str().unwrap_or_default();
            let meaning = format!("| {} |", words.replace('|', "\\|"));
            assert!(row.ends_with(&meaning), "{stack} {value}: {words:?}, but {row}");
            described += 1;
        });
        assert!(described > 40, "{stack}: {described} values");
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

fn each_property(schema: &Value, path: &str, visit: &mut impl FnMut(&str, &Value)) {
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        visit(&path, property);
        each_property(property, &path, visit);
    }
}
