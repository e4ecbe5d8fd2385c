//! A typo can't pass: every key of every values file of the project, misspelt.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use drydock::diagnostic::{Report, Secrets, Sources, Span};
use drydock::pipeline::{self, Loaded};
use drydock::values::schema::Shape;
use drydock::workspace::{OnDisk, Project};
use drydock::yaml::{self, Dialect, Node};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn no_misspelt_key_of_an_environment_passes() {
    let project = Project::at(&root()).expect("this project");
    let mut tried = 0;
    for stack in project.stacks().expect("stacks") {
        let mut sources = Sources::new();
        let (mut report, mut secrets) = (Report::new(), Secrets::none());
        let OnDisk { path, shown } = project.stack(&stack).chart;
        let loaded = pipeline::load(&path, &shown, &mut sources, &mut report, &mut secrets)
            .expect("files")
            .expect("a chart");
        let Loaded::Ours(loaded) = loaded else { panic!("its templates are ours") };
        let opened = loaded.opened(&sources);
        let shape = &opened.contract.shape;
        for environment in project.environments(&stack).expect("environments") {
            let path = project.values_file(&stack, &environment).path;
            let text = fs::read_to_string(path).expect("a values file");
            for key in closed_keys(&text, shape) {
                refuses_misspelt(&stack, &text, key);
                tried += 1;
            }
        }
    }
    assert!(tried > 10, "the environments set values");
}

/// The places of the keys that the shape doesn't leave open to a misspelling.
fn closed_keys(text: &str, shape: &Shape) -> Vec<Span> {
    let mut sources = Sources::new();
    let source = sources.add_file("values.yaml", text);
    let values = yaml::read_map(text, source, Dialect::Unambiguous, &mut Report::new());
    let mut keys = Vec::new();
    collect(&values, shape, &mut keys);
    keys
}

fn collect(node: &Node, shape: &Shape, keys: &mut Vec<Span>) {
    for (key, below) in node.as_map().into_iter().flat_map(yaml::Map::iter) {
        if shape.get("no such key").is_none() {
            keys.push(key.origin.at);
        }
        if let Some(shape) = shape.get(&key.text) {
            collect(below, shape, keys);
        }
    }
    for item in node.as_list().unwrap_or_default() {
        if let Some(shape) = shape.item() {
            collect(item, shape, keys);
        }
    }
}

fn refuses_misspelt(stack: &str, text: &str, key: Span) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("typo.yaml");
    let mut typo = text.to_owned();
    typo.insert(key.range().end - 1, 'x');
    fs::write(&file, typo).expect("written");
    let output = drydock(&root(), &["values", stack, "-f", &file.to_string_lossy()]);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{}: {words}", &text[key.range()]);
    assert!(words.contains("error[unknown-value]"), "{words}");
}

fn drydock(folder: &Path, arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_drydock"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program runs")
}
