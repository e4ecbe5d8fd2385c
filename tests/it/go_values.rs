//! Values that are given to charts of Go templates: those that nobody reads are refused.

use std::fs;
use std::process::Command;

const TEMPLATE: &str = r#"apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  annotations: {{- toYaml .Values.annotations | nindent 4 }}
data:
  image: {{ include "image" (dict "img" .Values.image "ctx" $) | quote }}
  {{- range $key, $worker := .Values.workers }}
  worker-{{ $key }}: "{{ $worker.cpu }}"
  {{- end }}
  {{- with .Values.optional }}
  optional: {{ .name | quote }}
  {{- end }}
"#;

const PARTIAL: &str =
    r#"{{ define "image" }}{{ .img.repository }}:{{ .img.tag }}{{ .img.digest }}{{ end }}"#;

const VALUES: &str =
    "image: {repository: nginx, tag: a}\nannotations: {}\nworkers: {one: {cpu: a}}\n";

/// What rendering says of a flag, and whether it succeeds.
fn said(output: &str, set: &str) -> (bool, String) {
    let files = [
        ("values.yaml", VALUES),
        ("templates/_partial.tpl", PARTIAL),
        ("templates/a.yaml", TEMPLATE),
    ];
    said_of(&files, output, set)
}

fn said_of(files: &[(&str, &str)], output: &str, set: &str) -> (bool, String) {
    let folder = tempfile::TempDir::new().expect("a folder");
    let chart = ("Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n");
    for (path, text) in files.iter().chain([&chart]) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
        .args(["render", ".", "-o", output, "--set", set])
        .current_dir(folder.path())
        .output()
        .expect("it runs");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A config map with some data, below a template of partials.
fn with_data(partials: &str, data: &str, read: &str, unread: &str) {
    let head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n";
    let template = format!("{head}{data}");
    let files = [
        ("values.yaml", "first: {size: a, sizes: {one: a}}\nsecond: {size: b}\nname: n\n"),
        ("notes/a.txt", "{{ .Values.third.inFile }}\n"),
        ("templates/_partial.tpl", partials),
        ("templates/a.yaml", &template),
    ];
    let (renders, told) = said_of(&files, "yaml", read);
    assert!(renders && !told.contains("unknown-value"), "{read}: {told}");
    let (renders, told) = said_of(&files, "yaml", unread);
    assert!(!renders && told.contains("error[unknown-value]"), "{unread}: {told}");
}

#[test]
fn parts_of_a_known_text_are_keys() {
    let partials = r#"{{ define "deep" }}{{ $at := .context.Values -}}
{{ range split "." .path }}{{ $at = index $at . }}{{ end }}{{ $at.deep }}{{ end }}"#;
    let data = r#"  a: "{{ include "deep" (dict "path" "first.sizes" "context" $) }}""#;
    with_data(partials, data, "first.sizes.deep=x", "first.sizes.deeep=x");
    let data = r#"  a: "{{ (index .Values (split "-" "first-second")._1).third }}""#;
    with_data("", data, "second.third=x", "second.thrd=x");
}

#[test]
fn items_of_a_list_are_found_by_their_numbers() {
    let partials = r#"{{ define "named" }}{{ (index . 0).Values.name }}{{ index . 1 }}{{ end }}"#;
    let data = r#"  a: "{{ include "named" (list . "-web" .Values.first) }}{{ .Values.other }}""#;
    with_data(partials, data, "other=x", "othr=x");
}

/// All values are no key of a map.
#[test]
fn a_slip_leaves_the_values_closed() {
    let partials = r#"{{ define "shown" }}{{ .value }}{{ end }}"#;
    let data =
        r#"  a: "{{ include "shown" (dict "value" .Values.name .Values.other "context" $) }}""#;
    with_data(partials, data, "other=x", "othr=x");
    let data = r#"  a: "{{ if .Values.never }}{{ printf "%s" include "shown" . }}{{ end }}""#;
    with_data(partials, data, "never=", "nevr=x");
}

#[test]
fn a_template_that_calls_itself_with_more_and_more_is_followed_to_its_end() {
    let partials = r#"{{ define "flat" }}{{ range $key, $value := .map }}
{{- $name := printf "%s_%s" $.prefix $key }}
{{- if kindIs "map" $value }}{{ include "flat" (dict "map" $value "prefix" $name "context" $.context) }}
{{- else }}{{ $name }}={{ tpl $value $.context }},{{ end }}{{ end }}{{ end }}"#;
    let data = r#"  a: "{{ include "flat" (dict "map" .Values.first "prefix" "" "context" $) }}""#;
    with_data(partials, data, "first.a.b.c.d.e=x", "nam=x");
}

#[test]
fn what_a_file_or_a_text_reads_that_is_run_may_be_given() {
    for data in [
        r#"  a: "{{ tpl (.Files.Get "notes/a.txt" | trim | nindent 4 | trim) . }}""#,
        r#"  a: {{ range $name, $_ := .Files.Glob "notes/*" }}{{ tpl ($.Files.Get $name) $ | quote }}{{ end }}"#,
        r#"  a: {{ range .Files.Lines "notes/a.txt" }}{{ tpl . $ | quote }}{{ end }}"#,
        r#"  a: {{ tpl ((.Files.Glob "notes/*").AsConfig | nindent 4) . | quote }}"#,
        r#"  a: "{{ tpl ("{{ .Values.third.inFile }}" | trim | nospace) . }}""#,
        r#"  a: {{ tpl (cat "{{ with .Values.third }}" .Values.first.size "{{ .inFile }}{{ end }}") . | quote }}"#,
    ] {
        with_data("", data, "third.inFile=x", "thrd=x");
    }
}

#[test]
fn what_templates_read_may_be_given() {
    for set in ["image.digest=x", "annotations.any=x", "workers.two.cpu=x", "optional.name=x"] {
        let (renders, told) = said("yaml", set);
        assert!(renders, "{set}: {told}");
    }
}

#[test]
fn what_nobody_reads_is_refused() {
    for (set, help) in [
        ("image.repositry=x", "did you mean `repository`?"),
        ("image.digst=x", "did you mean `digest`?"),
        ("workers.two.cpi=x", "did you mean `cpu`?"),
        ("optional.nme=x", "did you mean `name`?"),
        ("imag.tag=x", "did you mean `image`?"),
    ] {
        let (renders, told) = said("yaml", set);
        assert!(!renders && told.contains("error[unknown-value]"), "{set}: {told}");
        assert!(told.contains(help), "{set}: {told}");
    }
}

/// Its text is held against Helm's, which takes any value.
#[test]
fn the_text_of_helm_takes_what_nobody_reads() {
    let (renders, told) = said("helm", "imag.tag=x");
    assert!(renders && told.is_empty(), "{told}");
}

/// A chart that gives on all its values gives on what is global.
#[test]
fn globals_are_among_the_values_of_a_chart_that_is_brought_along() {
    let template = |data: &str| {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: b}}\ndata:\n  a: {data}\n")
    };
    for (data, expected) in
        [("{{ .Values | toJson | quote }}", true), ("{{ .Values.global.known | quote }}", false)]
    {
        let files = [
            ("values.yaml", "global: {first: a}\n"),
            ("charts/b/Chart.yaml", "apiVersion: v2\nname: b\nversion: 1.0.0\n"),
            ("charts/b/templates/b.yaml", &template(data)),
        ];
        let (renders, told) = said_of(&files, "yaml", "global.other=x");
        assert_eq!(renders && told.is_empty(), expected, "{data}: {told}");
    }
}
