//! `drydock convert` writes a chart of Go templates in our own, and proves that both are the same.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::cases::copy;

/// `web` and, where it was written, `new` in a folder of their own.
fn converted(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
    command.arg("convert").args(arguments).current_dir(folder).output().expect("it runs")
}

fn web() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/convert/web");
    fs::create_dir(folder.path().join("web")).expect("made");
    copy(&web, &folder.path().join("web"));
    folder
}

/// A chart `web` of Go templates with these files.
fn chart(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let chart = ("Chart.yaml", "apiVersion: v2\nname: web\nversion: 0.1.0\nappVersion: '1.0'\n");
    for (path, text) in files.iter().chain([&chart]) {
        let path = folder.path().join("web").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

/// What a template of a `ConfigMap` comes to, or the line that says why it stays.
fn data(values: &str, body: &str) -> String {
    let head = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: NAME\ndata:\n";
    let go = head.replace("NAME", "{{ .Chart.Name }}");
    let text = format!("{go}{body}");
    let folder = chart(&[("values.yaml", values), ("templates/a.yaml", &text)]);
    let output = converted(folder.path(), &["./web", "--output-dir", "new"]);
    let said = String::from_utf8(output.stdout).expect("text");
    let line = said.lines().next().unwrap_or_default().to_owned();
    if !line.ends_with("  converted") {
        return line;
    }
    let made = fs::read_to_string(folder.path().join("new/templates/a.yaml")).expect("written");
    made.replacen(&head.replace("NAME", "{{ chart.name }}"), "", 1)
}

#[test]
fn the_report_and_the_new_chart() {
    let folder = web();
    let output = converted(folder.path(), &["./web", "--output-dir", "new"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!("convert_report", String::from_utf8_lossy(&output.stdout));
    let mut all = String::new();
    let new = folder.path().join("new/templates");
    let mut paths: Vec<_> = fs::read_dir(&new).expect("written").flatten().collect();
    paths.sort_by_key(fs::DirEntry::file_name);
    for entry in paths {
        let text = fs::read_to_string(entry.path()).expect("text");
        if !text.contains("{{ .") && !text.contains("include \"") && text.contains("{%") {
            writeln!(all, "=== {}\n{text}", entry.file_name().to_string_lossy()).expect("written");
        }
    }
    insta::assert_snapshot!("convert_chart", all);
}

/// The new chart is one that everything else takes, and gives the objects of the old one.
#[test]
fn the_new_chart_is_rendered_checked_and_the_same() {
    let folder = web();
    for path in ["secret.yaml", "test-reachable.yaml", "welcome.yaml"] {
        fs::remove_file(folder.path().join("web/templates").join(path)).expect("removed");
    }
    let output = converted(folder.path(), &["./web", "--output-dir", "new/web"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let new = folder.path().join("new/web");
    assert!(!new.join("templates/_helpers.tpl").exists());
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
        let output = command.args(arguments).current_dir(folder.path()).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    run(&["check", "./new/web"]);
    for values in
        [&[][..], &["-f", "web/ci/ingress-values.yaml"], &["--set", "autoscaling.enabled=true"]]
    {
        let with =
            |chart: &'static str| [&["render", chart, "-n", "shop", "--no-check"], values].concat();
        let is_same = |line: &&str| {
            !line.contains("managed-by") && !line.contains("checksum") && !line.starts_with('#')
        };
        let lines = |text: &str| {
            let mut lines: Vec<String> = text.lines().filter(is_same).map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(lines(&run(&with("./web"))), lines(&run(&with("./new/web"))), "{values:?}");
    }
}

#[test]
fn expressions_read_as_if_they_were_written_here() {
    let mut wrong = Vec::new();
    for (values, go, ours) in [
        ("a: x", "  a: {{ .Values.a | quote }}\n", "  a: \"{{ values.a }}\"\n"),
        ("a: x", "  a: {{ default \"y\" .Values.a }}\n", "  a: {{ values.a | default(\"y\") }}\n"),
        (
            "count: 3",
            "  a: {{ default 2 .Values.count | quote }}\n",
            "  a: \"{{ values.count | default_if_empty(2) }}\"\n",
        ),
        (
            "a: x",
            "  a: {{ printf \"%s-%s\" .Release.Name .Values.a }}\n",
            "  a: {{ release.name }}-{{ values.a }}\n",
        ),
        ("on: true", "  a: {{ ternary \"yes!\" \"no!\" .Values.on }}\n", "stays"),
        (
            "use: true",
            "  a: {{ ternary \"yes!\" \"no!\" .Values.use }}\n",
            "  a: {{ \"yes!\" if values.use else \"no!\" }}\n",
        ),
        (
            "kind: b",
            "  {{- if or (eq .Values.kind \"a\" \"b\") (not .Values.kind) }}\n  a: x\n  {{- end }}\n  b: z\n",
            "  {% if values.kind in [\"a\", \"b\"] or not values.kind %}\n  a: x\n  {% endif %}\n  b: z\n",
        ),
        (
            "m: {b: x, a: w}",
            "  {{- range $key, $value := .Values.m }}\n  {{ $key }}: {{ $value }}\n  {{- end }}\n",
            "  {% for key, value in values.m | items %}\n  {{ key }}: {{ value }}\n  {% endfor %}\n",
        ),
        (
            "m: {b: x}",
            "  {{- with .Values.m }}\n  {{- toYaml . | nindent 2 }}\n  {{- end }}\n  c: z\n",
            "  {% if values.m %}\n  <<: {{ values.m }}\n  {% endif %}\n  c: z\n",
        ),
        (
            "l: [x]",
            "  a: |\n    {{- range .Values.l }}\n    - {{ . }}\n    {{- end }}\n    ${#l}\n",
            "  a: |\n    {% for item in values.l %}\n    - {{ item }}\n    {% endfor %}\n    ${{ \"{#\" }}l}\n",
        ),
        (
            "",
            "  a: {{ \"{{ $labels.pod }}\" | quote }}\n",
            "  a: \"{{ \"{{ $labels.pod }}\" }}\"\n",
        ),
        (
            "a: {}",
            "  a: {{ .Values.a.b | default \"c\" }}\n",
            "  a: {{ values.a.b | default(\"c\") }}\n",
        ),
    ] {
        let made = data(&format!("{values}\n"), go);
        let fits = if ours == "stays" { made.contains("stays: ") } else { made == ours };
        if !fits {
            wrong.push(format!("{go}{made}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_stays_says_why() {
    for (values, go, why) in [
        (
            "",
            "  a: {{ now | date \"2006\" }}\n",
            "line 6: `now`: there is no clock here: make it a value",
        ),
        (
            "",
            "  a: {{ lookup \"v1\" \"Secret\" \"a\" \"b\" }}\n",
            "line 6: `lookup`: there is no cluster here",
        ),
        (
            "port: \"8080\"",
            "  a: {{ .Values.port }}\n",
            "with its defaults, ConfigMap `web`: data.a is \"8080\", and 8080 in Helm's",
        ),
        (
            "use: false\nword: x",
            "  a: {{ if .Values.use }}{{ .Values.word | len }}{{ else }}b{{ end }}\n",
            "converted",
        ),
        ("l: [x]", "  {{- range .Values.l }}\n  {{- break }}\n  {{- end }}\n", "converted"),
    ] {
        let made = data(&format!("{values}\n"), go);
        if why == "converted" {
            assert!(!made.contains("stays"), "{made}");
        } else {
            assert!(made.contains(why), "{made}");
        }
    }
}

#[test]
fn what_can_not_be_run_is_told() {
    let folder = web();
    fs::create_dir(folder.path().join("full")).expect("made");
    fs::write(folder.path().join("full/file"), "kept").expect("written");
    fs::write(folder.path().join("broken.yaml"), "a: [").expect("written");
    for (arguments, said) in [
        (&["./web", "--output-dir", "full"][..], "full is not empty"),
        (&["./nothing"], "there is no folder ./nothing"),
        (&["./full"], "no chart"),
        (&["./web", "-f", "broken.yaml"], "not valid YAML"),
    ] {
        let output = converted(folder.path(), arguments);
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {words}");
        assert!(words.contains(said), "{arguments:?}: {words}");
    }
    let ours = chart(&[("templates/a.yaml", "a: {{ values.a }}\n"), ("values.yaml", "a: 1\n")]);
    let output = converted(ours.path(), &["./web"]);
    assert_eq!(output.status.code(), Some(2));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("nothing to convert"), "{words}");
}
