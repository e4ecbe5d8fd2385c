//! `drydock validate` from the outside.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value as Json, json};

const GOOD: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n";
const BAD: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: A}\n";
const STRANGE: &str = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\n";

#[test]
fn each_object_has_an_entry() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "b.yaml", &format!("{GOOD}---\n{BAD}---\n{STRANGE}"));
    write(folder.path(), "sub/a.json", "{\"apiVersion\": 1}");
    write(folder.path(), "notes.txt", "no manifest");
    let output = drydock(folder.path(), &["validate", "--format", "json", "."]);
    assert_eq!(output.status.code(), Some(1));
    let entries: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let row = |entry: &Json| {
        let fields = ["file", "index", "line", "kind", "name", "status"];
        fields.map(|field| entry[field].clone())
    };
    let rows: Vec<[Json; 6]> = entries.as_array().expect("an array").iter().map(row).collect();
    assert_eq!(
        json!(rows),
        json!([
            ["./b.yaml", 0, 1, "ConfigMap", "a", "valid"],
            ["./b.yaml", 1, 5, "ConfigMap", "A", "invalid"],
            ["./b.yaml", 2, 9, "Thing", "a", "skipped"],
            ["./sub/a.json", 0, 1, null, null, "invalid"],
        ])
    );
    let message = "`A` is not a DNS name: lower-case letters, digits, `-` and `.`, a letter or \
                   digit first and last";
    assert_eq!(
        entries[1]["findings"],
        json!([{
            "code": "invalid-value",
            "severity": "error",
            "path": "metadata.name",
            "message": message,
            "line": 7,
            "column": 18,
        }])
    );
}

#[test]
fn what_comes_on_stdin_is_judged() {
    let output = on_stdin(&["validate", "-"], GOOD);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output), "1 valid, 0 invalid, 0 skipped\n");
    let output = on_stdin(&["validate"], &format!("{BAD}---\na: [\n"));
    assert_eq!(output.status.code(), Some(1));
    let lines = text(&output);
    assert!(lines.starts_with("-:3:18: ConfigMap A: metadata.name: `A` is"), "{lines}");
    assert!(lines.contains("-:5:4: not valid YAML"), "{lines}");
}

#[test]
fn strangers_are_refused_if_asked_to() {
    assert_eq!(on_stdin(&["validate", "-"], STRANGE).status.code(), Some(0));
    let output = on_stdin(&["validate", "--strict", "-"], STRANGE);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("no definition of Thing of example.com/v1 is known"));
}

#[test]
fn what_is_not_there_can_not_be_judged() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = drydock(folder.path(), &["validate", "none.yaml"]);
    assert_eq!(output.status.code(), Some(2));
}

fn write(folder: &Path, name: &str, text: &str) {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(file, text).expect("a file");
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn drydock(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
    command.current_dir(folder).args(arguments).output().expect("the program runs")
}

fn on_stdin(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input.as_bytes()).expect("the program reads");
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}
