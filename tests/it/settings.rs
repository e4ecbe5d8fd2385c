//! `drydock.yaml`: what the program takes, its JSON Schema takes too, and the other way round.

use std::fs;
use std::path::Path;

use drydock::diagnostic::{Report, Sources};
use drydock::workspace::Project;
use tempfile::TempDir;

const CASES: &[(&str, bool)] = &[
    ("", true),
    ("kubernetes: 1.30", true),
    ("kubernetes: \"1.30\"", true),
    ("kubernetes: {}", false),
    ("podSecurity: restricted:v1.33", true),
    ("podSecurity: [restricted]", false),
    ("preset: strict", true),
    ("preset: strickt", false),
    ("rules: {no-limits: off, security: warning, x: \"off\"}", true),
    ("rules: {no-limits: of}", false),
    ("rules: {no-limits: true}", false),
    ("rules: [no-limits]", false),
    ("externals: [Secret/web/tls]", true),
    ("externals: []", true),
    ("externals: Secret/web/tls", false),
    ("allow: [{rule: a, reason: b}]", true),
    ("allow: [{rule: a, object: Job/*/*, reason: b}]", true),
    ("allow: [{rule: a}]", false),
    ("allow: [{rule: a, reason: \"\"}]", false),
    ("masks: [{path: a.b, reason: b}]", true),
    ("masks: [{path: a.b, reason: b, rule: c}]", false),
    ("mask: []", false),
    ("stacks: {web: {kubernetes: 1.33, environments: {prod: {kubernetes: 1.32}}}}", true),
    ("stacks: {web: {environments: {prod: {environments: {}}}}}", false),
    ("environments: {}", false),
    ("- kubernetes", false),
];

#[test]
fn the_schema_takes_what_the_program_takes() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/drydock.schema.json");
    let schema: serde_json::Value =
        serde_json::from_slice(&fs::read(schema).expect("the schema")).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a JSON Schema");
    for (text, is_right) in CASES {
        assert_eq!(faults(text).is_empty(), *is_right, "{text}: {:?}", faults(text));
        let value: serde_json::Value = serde_yaml::from_str(text).expect("YAML");
        assert_eq!(schema.is_valid(&value), *is_right, "{text}");
    }
}

#[test]
fn the_nearest_setting_wins_and_lists_add_up() {
    let text = "kubernetes: 1.36\nrules: {a: off}\nexternals: [Secret/x/y]\n\
                stacks: {web: {rules: {a: error}, environments: {prod: {kubernetes: 1.30, \
                masks: [{path: a, reason: b}]}}}}";
    let mut report = Report::new();
    let (project, _folder) = project(text);
    let settings = project.settings(&mut Sources::new(), &mut report).expect("read");
    assert!(report.is_empty());
    let prod = settings.chosen("web", Some("prod"));
    let version = |chosen: &drydock::workspace::Chosen| {
        chosen.kubernetes.clone().map(|set| set.value.minor().to_string())
    };
    assert_eq!(version(&prod).as_deref(), Some("1.30"));
    let levels: Vec<_> = prod.rules.iter().map(|(_, level)| &*level.value).collect();
    assert_eq!(levels, ["error", "off"]);
    assert_eq!(prod.masks.len(), 1);
    assert_eq!(prod.externals.map(|all| all.len()), Some(1));
    let other = settings.chosen("other", Some("prod"));
    assert_eq!((version(&other).as_deref(), other.masks.len()), (Some("1.36"), 0));
}

fn faults(text: &str) -> Vec<String> {
    let (mut report, (project, _folder)) = (Report::new(), project(text));
    project.settings(&mut Sources::new(), &mut report).expect("read");
    report.iter().map(|fault| fault.message.clone()).collect()
}

fn project(text: &str) -> (Project, TempDir) {
    let folder = TempDir::new().expect("a folder");
    let at = |path: &str| folder.path().join(path);
    for path in ["charts/web", "values/web"] {
        fs::create_dir_all(at(path)).expect("made");
    }
    let chart = "apiVersion: v2\nname: web\nversion: 1.0.0\n";
    fs::write(at("charts/web/Chart.yaml"), chart).expect("written");
    fs::write(at("values/web/prod.yaml"), "").expect("written");
    fs::write(at("drydock.yaml"), text).expect("written");
    (Project::at(folder.path()).expect("a project"), folder)
}
