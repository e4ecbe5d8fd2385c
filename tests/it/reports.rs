//! The formats for programs are read by programs, whatever the values hold.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;
use tempfile::TempDir;

const FORMATS: [&str; 6] = ["json", "jsonl", "junit", "sarif", "github", "markdown"];

/// What each format has a meaning of its own for.
const NASTY: [&str; 8] = [
    "a\n::error::b",
    "100%0A,:x",
    "]]></failure><x a=\"1\">",
    "`</details>` | @all *x*",
    "\u{1b}[31m\u{202e}x\r\u{8}",
    "```\ndiff",
    "é \u{FFFE}",
    "'\"\\{{ }}",
];

/// A project whose values are wrong in every way, in two of three environments.
fn project() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    write("charts/web/Chart.yaml", "{apiVersion: v2, name: web, version: 1.0.0}\n");
    write("charts/web/values.yaml", "names: []\npassword: \"\"\nport: 80\n");
    write(
        "charts/web/templates/web.yaml",
        "{% for name in values.names %}\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: x{{ loop.index }}\n  \
         labels:\n    a: {{ name }}\n    {{ name }}: b\nspec:\n  ports:\n    - port: {{ values.port }}\n      name: {{ name }}\n\
         {% endfor %}\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  p: {{ values.password }}\n  q: 1\n",
    );
    let written = |text: &str| {
        let json = serde_json::to_string(text).expect("JSON");
        json.replace('\u{FFFE}', "\\uFFFE")
    };
    let names = format!("[{}]", NASTY.map(written).join(", "));
    write("values/web/dev.yaml", &format!("names: {names}\npassword: hunter-two\n"));
    write("values/web/eu.yaml", &format!("names: {names}\npassword: hunter-two\nport: 99999\n"));
    write("values/web/us.yaml", "password: hunter-two\n");
    write("values/web/old.yml", "password: hunter-two\n");
    write("snapshots/web/gone.yaml", "a: 1\n");
    let objects = NASTY.iter().map(|text| {
        let name = written(text);
        format!("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n")
    });
    write("manifests/a.yaml", &(objects.collect::<String>() + "---\na: [\n"));
    write("manifests/::error file=x::y.yaml", "apiVersion: v1\nkind: Pod\n");
    write("manifests/values.yaml", "a: 1\n");
    folder
}

/// What each of the three commands prints.
fn reports(folder: &Path, format: &str) -> Vec<String> {
    let commands: [&[&str]; 3] = [&["check"], &["test"], &["validate", "manifests"]];
    let run = |command: &&[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
            .args(*command)
            .args(["--format", format])
            .current_dir(folder)
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(1), "{command:?} {format}");
        String::from_utf8(output.stdout).expect("text")
    };
    commands.iter().map(run).collect()
}

#[test]
fn rows_keep_their_schema() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/report.schema.json");
    let schema: Json =
        serde_json::from_str(&fs::read_to_string(schema).expect("a schema")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let project = project();
    let lines = reports(project.path(), "jsonl");
    for (report, lines) in reports(project.path(), "json").iter().zip(lines) {
        let rows: Vec<Json> = serde_json::from_str(report).expect("JSON");
        let of_lines: Vec<Json> =
            lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(rows, of_lines);
        assert!(rows.len() >= 4);
        for row in &rows {
            let faults: Vec<String> = validator.iter_errors(row).map(|it| it.to_string()).collect();
            assert!(faults.is_empty(), "{faults:?}: {row:#}");
        }
    }
}

#[test]
fn sarif_keeps_its_schema() {
    let schema =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/sarif-2.1.0.schema.json");
    let schema = fs::read_to_string(schema).expect("a schema");
    // One of its patterns closes a bracket that is not open.
    let schema = schema.replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let schema: Json = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for report in reports(project().path(), "sarif") {
        let log: Json = serde_json::from_str(&report).expect("JSON");
        let faults: Vec<String> = validator.iter_errors(&log).map(|it| it.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}");
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("results");
        assert!(!results.is_empty());
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index"));
            let rule = &run["tool"]["driver"]["rules"][index.expect("small")];
            assert_eq!(rule["id"], result["ruleId"]);
        }
    }
}

#[test]
fn junit_is_xml_and_its_counts_are_right() {
    for report in reports(project().path(), "junit") {
        let tree = roxmltree::Document::parse(&report).expect("XML");
        let count = |name: &str| tree.descendants().filter(|node| node.has_tag_name(name)).count();
        let root = tree.root_element();
        assert_eq!(root.attribute("tests"), Some(&*count("testcase").to_string()));
        assert_eq!(root.attribute("failures"), Some(&*count("failure").to_string()));
        assert_eq!(root.attribute("skipped"), Some(&*count("skipped").to_string()));
        assert!(count("failure") > 0);
    }
}

#[test]
fn no_value_becomes_a_command_of_github() {
    for report in reports(project().path(), "github") {
        assert!(!report.is_empty());
        for line in report.lines() {
            let begins = ["::error ", "::warning ", "::notice "];
            let rest = begins.iter().find_map(|begin| line.strip_prefix(begin)).expect(line);
            let (properties, _) = rest.split_once("::").expect("a command has a text");
            let names = ["file", "line", "endLine", "col", "endColumn", "title"];
            for property in properties.split(',') {
                let (name, value) = property.split_once('=').expect("a property has a value");
                assert!(names.contains(&name) && !value.contains([':', '\r']), "{line}");
            }
            assert!(!line.contains(['\r', '\u{1b}']), "{line}");
        }
    }
}

#[test]
fn what_only_some_environments_have_is_told_once_with_their_names() {
    let project = project();
    for format in ["sarif", "github", "markdown"] {
        let check = &reports(project.path(), format)[0];
        let told = check.lines().filter(|line| line.contains("99999")).count();
        assert!(told >= 1 && check.contains("(in eu)"), "{format}: {check}");
        assert!(check.contains("(in dev, eu)"), "{format}: {check}");
    }
}

#[test]
fn no_format_shows_a_secret() {
    let project = project();
    for format in FORMATS {
        for report in reports(project.path(), format) {
            assert!(!report.contains("hunter-two"), "{format}: {report}");
        }
    }
}
