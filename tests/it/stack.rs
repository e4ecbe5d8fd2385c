//! The program run on a stack of this project.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use drydock::workspace::Project;
use serde_json::Value;
use tempfile::TempDir;

/// Runs the program in the project's root; arguments are split at blanks.
pub(crate) fn drydock(arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_drydock"))
        .args(arguments.split_whitespace())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program runs")
}

/// What `render STACK` prints, which has to succeed.
pub(crate) fn rendered(stack: &str, arguments: &str) -> String {
    let output = drydock(&format!("render {stack} {arguments}"));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments}: {words}");
    String::from_utf8(output.stdout).expect("text")
}

/// The objects that `render STACK` prints.
pub(crate) fn objects(stack: &str, arguments: &str) -> Vec<Value> {
    let json = rendered(stack, &format!("{arguments} -o json"));
    let mut list: Value = serde_json::from_str(&json).expect("JSON");
    serde_json::from_value(list["items"].take()).expect("a list")
}

/// What `render STACK` says, which has to be refused with nothing printed.
pub(crate) fn refused(stack: &str, arguments: &str) -> String {
    let output = drydock(&format!("render {stack} {arguments}"));
    assert_eq!(output.status.code(), Some(1), "{arguments}");
    assert!(output.stdout.is_empty(), "nothing is half-written");
    String::from_utf8(output.stderr).expect("text")
}

/// Every stack with each of its environments.
pub(crate) fn environments() -> Vec<(String, String)> {
    let project = Project::at(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("this project");
    let mut found = Vec::new();
    for stack in project.stacks().expect("stacks") {
        for environment in project.environments(&stack).expect("environments") {
            found.push((stack.clone(), environment));
        }
    }
    found
}

/// Runs a script of a chart in a folder of its own, where programs of ours stand before those of
/// the machine.
pub(crate) fn run(
    shell: &str,
    script: &str,
    programs: &[(&str, &str)],
    variables: &[(&str, &str)],
) -> (Output, TempDir) {
    let folder = TempDir::new().expect("a folder");
    for (name, body) in programs {
        let path = folder.path().join(name);
        fs::write(&path, format!("#!/bin/bash\n{body}\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program");
    }
    let path = std::env::var("PATH").expect("a path");
    let output = Command::new(shell)
        .args(["-c", script])
        .env("PATH", format!("{}:{path}", folder.path().display()))
        .envs(variables.iter().copied())
        .current_dir(folder.path())
        .output()
        .expect("the shell runs");
    (output, folder)
}
