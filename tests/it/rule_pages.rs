//! The pages of the rules: the bad example of each breaks that rule and no other, the good one
//! none. What is said of the bad ones is a snapshot.

use std::fs;
use std::path::Path;
use std::process::Command;

use drydock::check::rules::{self, Rule, Weight};
use tempfile::TempDir;

#[test]
fn examples_do_as_they_say() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules/pages"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _bound = settings.bind_to_scope();
    for rule in rules::ALL {
        let (bad, good) = (example(rule, "Bad"), example(rule, "Good"));
        let said = judged(&bad, "externals: []\n");
        let found: Vec<&str> = codes(&said).collect();
        assert_eq!(found, [rule.name()], "{said}");
        assert_eq!(judged(&good, "externals: []\n"), "", "{}: the good example", rule.name());
        insta::assert_snapshot!(rule.name(), said);
    }
}

#[test]
fn without_externals_less_is_certain() {
    for rule in rules::ALL {
        let said = judged(&example(rule, "Bad"), "{}\n");
        let level = if rule.weight == Weight::Error { "error" } else { "warning" };
        assert!(said.starts_with(&format!("{level}[{}]", rule.name())), "{said}");
    }
}

#[test]
fn an_object_may_break_a_rule_that_it_names() {
    for rule in rules::ALL {
        let allowing = format!("{{annotations: {{drydock.dev/allow: {}}}, name: ", rule.name());
        // Metadata on a line of their own are those of pod templates, which allow nothing.
        let bad =
            example(rule, "Bad").replace("metadata: {name: ", &format!("metadata: {allowing}"));
        let bad = bad.replace(
            "metadata:\n  name: web\n",
            &format!(
                "metadata:\n  name: web\n  annotations: {{drydock.dev/allow: {}}}\n",
                rule.name()
            ),
        );
        let bad = bad.replace(
            "\n  annotations:\n",
            &format!("\n  annotations:\n    drydock.dev/allow: {}\n", rule.name()),
        );
        assert_eq!(judged(&bad, "externals: []\n"), "", "{}", rule.name());
    }
}

#[test]
fn pages_are_titled_and_rules_in_order() {
    assert!(rules::ALL.is_sorted_by_key(Rule::name));
    for rule in rules::ALL {
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

/// What `render` says about a chart that holds these manifests, less the note on custom resources.
fn judged(manifests: &str, values: &str) -> String {
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
