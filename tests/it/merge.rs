//! The table of `tests/values/merge.txt`: layers and what they come to, with our rules and with
//! Helm's.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value as Json;

#[derive(Default)]
struct Case {
    name: String,
    defaults: String,
    files: Vec<String>,
    flags: Vec<(String, String)>,
    drydock: String,
    helm: String,
}

#[test]
fn layers_come_to_what_the_table_says() {
    let cases = cases();
    assert!(cases.len() > 25, "cases are blocks with a name");
    for case in &cases {
        check(case, &case.drydock, &[]);
        check(
            case,
            if case.helm.is_empty() { &case.drydock } else { &case.helm },
            &["--helm-merge"],
        );
    }
}

fn cases() -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/values/merge.txt");
    let text = fs::read_to_string(path).expect("the table");
    text.split("\n\n").skip(1).filter(|block| !block.trim().is_empty()).map(case).collect()
}

fn case(block: &str) -> Case {
    let mut case = Case::default();
    for line in block.lines() {
        let (head, rest) = line.split_once(' ').expect("a word and the rest");
        let rest = rest.to_owned();
        match head {
            "#" => case.name = rest,
            "defaults:" => case.defaults = rest,
            "file:" => case.files.push(rest.replace('⏎', "\n")),
            "drydock:" => case.drydock = rest,
            "helm:" => case.helm = rest,
            flag => case.flags.push((flag.to_owned(), rest)),
        }
    }
    case
}

fn check(case: &Case, expected: &str, extra: &[&str]) {
    let output = run(case, extra);
    let words = String::from_utf8_lossy(&output.stderr);
    if let Some(code) = expected.strip_prefix("error ") {
        assert_eq!(output.status.code(), Some(1), "{}", case.name);
        assert!(words.contains(&format!("[{code}]")), "{}: {words}", case.name);
        return;
    }
    assert!(output.status.success(), "{} {extra:?}: {words}", case.name);
    let printed: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    let expected: Json = serde_yaml::from_str(expected).expect("an outcome");
    assert_eq!(printed, expected, "{} {extra:?}", case.name);
}

fn run(case: &Case, extra: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("written");
    };
    write("Chart.yaml", "apiVersion: v2\nname: merge\nversion: 1.0.0\n");
    write("values.yaml", &case.defaults);
    let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
    command.args(["values", ".", "-o", "json"]).args(extra).current_dir(folder.path());
    for (flag, argument) in &case.flags {
        command.args([flag, argument]);
    }
    for (at, file) in case.files.iter().enumerate() {
        let name = format!("file-{at}.yaml");
        write(&name, file);
        command.args(["-f", &name]);
    }
    command.output().expect("the program runs")
}
