//! What a terminal or a runner of CI would obey never reaches it raw, whichever command says it and
//! wherever it comes from.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// As a double-quoted scalar of YAML.
const QUOTED: &str = r#""\e[2Jred\r\u202edlo\x9b2J\n::error::one\n  ::add-mask::two\n##[error]three ##vso[task.x]four""#;
const RAW: &str = "\u{202e}a\u{2066}##[error]b";

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// A project whose names, values and templates hold such things.
fn project() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let place = |path: &str, text: &str| write(folder.path(), path, text);
    place("charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
    place(
        "charts/web/values.yaml",
        &format!(
            "# {RAW}\ntext: {QUOTED}\nraw: \"{RAW}\"\n\"::warning::key\": \"::x\"\nfail: \"\"\n"
        ),
    );
    place(&format!("charts/web/templates/{RAW}.yaml"), TEMPLATE);
    place("values/web/prod.yaml", "raw: \"\\u202eb\"\n");
    place(&format!("values/web/{RAW}.yaml"), "raw: a\n");
    place(&format!("charts/{RAW}/Chart.yaml"), "apiVersion: v2\nname: x\nversion: 1.0.0\n");
    place(&format!("charts/{RAW}/values.yaml"), "a: [\n");
    place("snapshots/web/prod.yaml", &GOLDEN.replace("RAW", RAW));
    place(
        "m/::error file=x::y.yaml",
        &format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: {QUOTED}}}\n"),
    );
    place(
        &format!("m/{RAW}.yaml"),
        &format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\n\"{RAW}\": 1\n"),
    );
    place(&format!("{RAW}.yaml"), &format!("nope: {QUOTED}\n"));
    folder
}

const TEMPLATE: &str = "\
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  text: {{ values.text }}
  raw: {{ values.raw }}
  lines: |
    a
      ::error::b
    ##teamcity[c]
    {{ values.text }}
  {{ values.text }}: key
  colons: {{ values['::warning::key'] }}
  {% if values.fail %}
  fail: {{ fail(values.text ~ values.fail) }}
  {% endif %}
";

const GOLDEN: &str = "\
---
# Source: web/templates/x.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  lines: |
    a
      ::error::b
    RAW
    old
  text: \"RAW::old\"
";

fn drydock(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_drydock"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

/// What of a text would be obeyed, but for the colours that drydock gives it.
fn obeyed(text: &str) -> Option<String> {
    let text = without_colors(text);
    let is_mark = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let commands = |line: &str| {
        let line = line.trim_start();
        let is_of_excerpt = line.starts_with("::: ");
        (line.starts_with("::") && !is_of_excerpt)
            || ["##[", "##vso[", "##teamcity["].iter().any(|mark| line.contains(mark))
    };
    let mark = text.chars().find(|c| is_mark(*c)).map(|c| c.escape_unicode().to_string());
    mark.or_else(|| text.lines().find(|line| commands(line)).map(str::to_owned))
}

fn without_colors(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        match rest.strip_prefix('m') {
            Some(rest) => out.push_str(rest),
            None => out.extend(["\u{1b}[", part]),
        }
    }
    out
}

#[test]
fn nothing_is_obeyed() {
    let folder = project();
    let odd_file = format!("{RAW}.yaml");
    let odd_flag = format!("text={RAW}\n::error::x");
    let odd_fault = format!("{RAW}={RAW}\n::error::x");
    let commands: &[&[&str]] = &[
        &["render", "web", "prod"],
        &["render", "web", "prod", "--no-check"],
        &["render", "web", "prod", "--no-check", "-o", "json"],
        &["render", "web", "prod", "--set", "fail=y"],
        &["render", "web", "prod", "--set-string", &odd_flag],
        &["render", "web", "prod", "--set", &odd_fault],
        &["render", "web", "prod", "-f", &odd_file],
        &["render", "web", RAW],
        &["render", RAW],
        &["render", "::error::x"],
        &["render", "web", "prod", "-s", RAW],
        &["check"],
        &["test"],
        &["test", "web", "prod", "--no-check"],
        &["test", "web", "prod", "--no-check", "--all"],
        &["test", "web", "prod", "--no-check", "--text-diff"],
        &["list"],
        &["validate", "m"],
        &["validate", "m", "-v"],
        &["validate", "m", "--format", "json"],
        &["validate", RAW],
        &["values", "web", "prod"],
        &["values", "web", "prod", "--origins"],
        &["values", "web", RAW, "--origins"],
        &["values", "web", "prod", "-o", "json"],
        &["values", "web", "prod", "text"],
        &["values", "web", "prod", "raw", "-o", "json"],
        &["values", "web", "prod", "::warning::key"],
        &["values", "web", "prod", RAW],
        &["explain", "web", "prod"],
        &["explain", "web", "prod", "cm/web"],
        &["explain", "web", "prod", "cm/web", "data.text"],
        &["explain", "web", "prod", "cm/web", RAW],
        &["explain", "web", "prod", RAW],
        &["explain", "web", "prod", "cm", "-o", "json"],
        &["explain", "web", "prod", "--value", "text"],
        &["explain", "web", "--value", "raw"],
        &["explain", "web", "prod", "--value", "raw", "-o", "json"],
        &["explain", "web", "prod", "--value", RAW],
        &["explain", "web", "prod", "--value", "text", "--set-string", &odd_flag],
        &["diff", "web", "prod", "--live", "m"],
        &["schema", "web"],
        &["docs", "web"],
        &["rules", RAW],
        &["functions", RAW],
        &[RAW],
        &["::error::x"],
    ];
    for command in commands {
        for color in ["never", "always"] {
            let output = drydock(folder.path(), &[&["--color", color], *command].concat());
            if command.contains(&"--no-check") {
                let why = String::from_utf8_lossy(&output.stderr);
                assert!(!output.stdout.is_empty(), "{command:?} shows nothing:\n{why}");
            }
            for said in [&output.stdout, &output.stderr] {
                let said = String::from_utf8_lossy(said);
                assert_eq!(obeyed(&said), None, "{command:?} ({color}) says:\n{said}");
            }
        }
    }
}
