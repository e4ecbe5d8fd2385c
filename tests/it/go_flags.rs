//! Flags that only charts of Go templates heed, and the reference of their functions.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Output};

use drydock::template::go::callee::{OWN, Own};
use drydock::template::go::functions::all;
use tempfile::TempDir;

use crate::stack;

const CHANCE: &str = "a: {{ randAlphaNum 20 }}\nb: {{ uuidv4 }}\nc: {{ now | unixEpoch }}\n";

fn render(template: &str, flags: &str) -> Output {
    let folder = TempDir::new().expect("a folder");
    let chart = folder.path().join("web");
    fs::create_dir_all(chart.join("templates")).expect("made");
    let about = "apiVersion: v2\nname: web\nversion: 0.1.0\n";
    fs::write(chart.join("Chart.yaml"), about).expect("written");
    fs::write(chart.join("templates/a.yaml"), template).expect("written");
    Command::new(env!("CARGO_BIN_EXE_drydock"))
        .args(["render", "./web", "-o", "helm"])
        .args(flags.split_whitespace())
        .current_dir(folder.path())
        .output()
        .expect("it runs")
}

fn printed(template: &str, flags: &str) -> String {
    let output = render(template, flags);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn chance_is_derived_unless_it_is_asked_for() {
    assert_eq!(printed(CHANCE, ""), printed(CHANCE, ""));
    assert_eq!(printed(CHANCE, "--seed one"), printed(CHANCE, "--seed one"));
    let flags = ["", "--seed one", "--seed two", "--random", "--random"];
    let texts: BTreeSet<String> = flags.iter().map(|flags| printed(CHANCE, flags)).collect();
    assert_eq!(texts.len(), flags.len());
    let time = printed("t: {{ now | unixEpoch }}\n", "--random");
    let time: i64 = time.trim().rsplit(' ').next().expect("a word").parse().expect("a number");
    assert!(time > 1_767_225_600, "{time} is before this was written");
    assert_eq!(render(CHANCE, "--seed one --random").status.code(), Some(2));
}

#[test]
fn an_upgrade_is_one_where_it_is_asked_for() {
    let template = "a: {{ .Release.IsUpgrade }} {{ .Release.IsInstall }}\n";
    assert!(printed(template, "").ends_with("a: false true\n"));
    assert!(printed(template, "--is-upgrade").ends_with("a: true false\n"));
}

#[test]
fn budgets_are_raised_by_a_flag() {
    for template in [
        "a: {{ $t := repeat 1000 \"a\" }}{{ range until 8000 }}{{ $t }}{{ end }}",
        "a: {{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}",
    ] {
        let output = render(template, "--budget 1");
        let words = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1));
        assert!(words.contains("error[over-budget]") && words.contains("--budget 2"), "{words}");
        assert!(render(template, "--budget 64").status.success());
    }
}

#[test]
fn functions_of_go_templates_are_listed_and_explained() {
    let names: Vec<&str> = OWN.iter().map(Own::name).chain(all().map(|row| row.name)).collect();
    let list = stack::drydock("functions --go");
    let list = String::from_utf8(list.stdout).expect("text");
    let first_words: Vec<&str> = list.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(first_words, names);
    for name in names.iter().step_by(16) {
        let page = stack::drydock(&format!("functions --go {name}"));
        assert!(String::from_utf8_lossy(&page.stdout).starts_with(name), "{name}");
    }
    let distinct: BTreeSet<&&str> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "no name stands twice");
    let unknown = stack::drydock("functions --go nindnt");
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("did you mean `nindent`?"));
    let random = stack::drydock("functions --go uuidv4");
    assert!(String::from_utf8_lossy(&random.stdout).contains("unless --random is given"));
}
