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
    let folder = tempfile::TempDir::new().expect("a folder");
    let files = [
        ("Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n"),
        ("values.yaml", VALUES),
        ("templates/_partial.tpl", PARTIAL),
        ("templates/a.yaml", TEMPLATE),
    ];
    fs::create_dir(folder.path().join("templates")).expect("made");
    for (path, text) in files {
        fs::write(folder.path().join(path), text).expect("written");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
        .args(["render", ".", "-o", output, "--set", set])
        .current_dir(folder.path())
        .output()
        .expect("it runs");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
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
