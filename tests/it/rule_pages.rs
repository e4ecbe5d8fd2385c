//! The pages of the rules: the bad example of each breaks that rule and no other, the good one
//! none. What is said of the bad ones is a snapshot.

use std::fs;
use std::path::Path;
use std::process::Command;

use drydock::check::policy::Weight;
use drydock::check::rules::{self, Rule};
use tempfile::TempDir;

#[test]
fn examples_do_as_they_say() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules/pages"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _bound = settings.bind_to_scope();
    for rule in rules::all() {
        let (bad, good) = (example(rule, "Bad"), example(rule, "Good"));
        let said = judged(rule, &bad, "externals: []\n");
        let found: Vec<&str> = codes(&said).collect();
        assert_eq!(found, [rule.name()], "{said}");
        let said_of_good = judged(rule, &good, "externals: []\n");
        assert_eq!(said_of_good, "", "{}: the good example", rule.name());
        insta::assert_snapshot!(rule.name(), said);
    }
}

#[test]
fn without_externals_less_is_certain() {
    for rule in rules::all() {
        let said = judged(rule, &example(rule, "Bad"), "{}\n");
        let level = if rule.weight == Weight::Error { "error" } else { "warning" };
        assert!(said.starts_with(&format!("{level}[{}]", rule.name())), "{said}");
    }
}

#[test]
fn an_object_may_break_a_rule_that_it_names() {
    for rule in rules::all() {
        let allowing =
            format!("{{annotations: {{drydock.dev/allow: '{}: a test'}}, name: ", rule.name());
        // Metadata on a line of their own are those of pod templates, which allow nothing.
        let bad =
            example(rule, "Bad").replace("metadata: {name: ", &format!("metadata: {allowing}"));
        let bad = bad.replace(
            "metadata:\n  name: web\n",
            &format!(
                "metadata:\n  name: web\n  annotations: {{drydock.dev/allow: '{}: a test'}}\n",
                rule.name()
            ),
        );
        let bad = bad.replace(
            "\n  annotations:\n",
            &format!("\n  annotations:\n    drydock.dev/allow: '{}: a test'\n", rule.name()),
        );
        let said = judged(rule, &bad, "externals: []\n");
        assert!(codes(&said).all(|code| code != rule.name()), "{said}");
    }
}

#[test]
fn pages_are_titled_and_rules_in_order() {
    assert!(rules::all().is_sorted_by_key(|rule| (rule.group, rule.name())));
    for rule in rules::all() {
        let mut lines = rule.page.lines();
        assert_eq!(lines.next(), Some(&*format!("# {}", rule.name())));
        assert_eq!(lines.next(), Some(""));
        assert_eq!(lines.next(), Some(&*format!("{}.", rule.summary())));
        assert_eq!(lines.next(), Some(""));
    }
}

/// The manifests under a heading of a rule's page.
fn example(rule: &Rule, heading: &str) -> String {
    let (_, rest) =
        rule.page.split_once(&format!("## {heading}\n\n```yaml\n")).expect("an example");
    rest.split("```").next().expect("an end").to_owned()
}

/// What `render` says about a chart that holds these manifests, less the note on custom resources;
/// a rule that is off is switched on.
fn judged(rule: &Rule, manifests: &str, values: &str) -> String {
    let folder = TempDir::new().expect("a folder");
    let chart = folder.path().join("chart");
    fs::create_dir_all(chart.join("templates")).expect("a folder");
    for (name, text) in [
        ("Chart.yaml", "{apiVersion: v2, name: chart, version: 1.0.0}\n"),
        ("values.yaml", values),
        ("templates/objects.yaml", manifests),
    ] {
        fs::write(chart.join(name), text).expect("a file");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
        .args(["render", "./chart", "-n", "default"])
        .args((rule.weight == Weight::Off).then(|| format!("--rule={}=warning", rule.name())))
        .current_dir(folder.path())
        .output()
        .expect("the program runs");
    let said = String::from_utf8(output.stderr).expect("text");
    let rest = said.strip_prefix("note[unknown-kind]").and_then(|note| note.split_once("\n\n"));
    rest.map_or(said.clone(), |(_, rest)| rest.to_owned())
}

fn codes(said: &str) -> impl Iterator<Item = &str> {
    let heads =
        said.lines().filter(|line| line.starts_with("error[") || line.starts_with("warning["));
    heads.filter_map(|line| line.split(['[', ']']).nth(1))
}
