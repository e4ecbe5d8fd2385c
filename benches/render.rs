//! How long a chart takes from files to text, and what grows with it.

use std::fmt::Write as _;
use std::fs;

use divan::{Bencher, black_box};
use drydock::chart;
use drydock::diagnostic::{Report, Secrets, Sources};
use drydock::pipeline::{self, Request};
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// A Deployment, a Service and a `ConfigMap` a component, through macros, loops and spreads.
const TEMPLATE: &str = r#"{% import "_lib.yaml" as lib %}
{% for app in values.apps %}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ release.name }}-{{ app.name }}
  labels: {{ lib.labels(app.name) }}
spec:
  replicas: {{ app.replicas }}
  selector:
    matchLabels: {{ lib.labels(app.name) }}
  template:
    metadata:
      labels: {{ lib.labels(app.name) }}
    spec:
      containers:
        - name: app
          image: {{ values.image.repository }}:{{ values.image.tag }}
          ports:
            - name: http
              containerPort: {{ app.port }}
          resources: {{ values.resources }}
          livenessProbe:
            httpGet: {path: /health, port: http}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ release.name }}-{{ app.name }}
  labels: {{ lib.labels(app.name) }}
spec:
  selector: {{ lib.labels(app.name) }}
  ports:
    - port: {{ app.port }}
      targetPort: http
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ release.name }}-{{ app.name }}
  labels:
    <<: {{ lib.labels(app.name) }}
data:
  app.conf: |
    name = {{ app.name }}
    port = {{ app.port }}
{% endfor %}
"#;

const LIBRARY: &str = "{% macro labels(name) %}
app.kubernetes.io/name: {{ name }}
app.kubernetes.io/instance: {{ release.name }}
app.kubernetes.io/managed-by: {{ release.service }}
{% endmacro %}
";

/// A chart that renders `objects` objects.
fn chart_of(objects: usize) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let templates = folder.path().join("templates");
    fs::create_dir(&templates).expect("made");
    let mut values = String::from(
        "image: {repository: registry.example.com/app, tag: v1}\n\
         resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}\napps:\n",
    );
    for at in 0..objects.div_ceil(3) {
        writeln!(values, "  - {{name: app-{at}, replicas: 2, port: 8080}}").expect("a string");
    }
    let metadata = "apiVersion: v2\nname: bench\nversion: 1.0.0\n";
    fs::write(folder.path().join("Chart.yaml"), metadata).expect("written");
    fs::write(folder.path().join("values.yaml"), values).expect("written");
    fs::write(templates.join("apps.yaml"), TEMPLATE).expect("written");
    fs::write(templates.join("_lib.yaml"), LIBRARY).expect("written");
    folder
}

/// Files to text: load, bind, render, fill, order, check, write.
#[divan::bench(args = [30, 1000])]
fn chart(bencher: Bencher<'_, '_>, objects: usize) {
    let folder = chart_of(objects);
    bencher.bench(|| {
        let (mut sources, mut report) = (Sources::new(), Report::new());
        let mut secrets = Secrets::none();
        let loaded =
            pipeline::load(folder.path(), "bench", &mut sources, &mut report, &mut secrets);
        let loaded = loaded.expect("files are read").expect("a chart");
        let request = Request::new("bench");
        let rendered = pipeline::render(&loaded, request, &sources, &mut report, &mut secrets);
        let rendered = rendered.expect("no error");
        black_box(rendered.manifest.to_yaml("bench"))
    });
}

/// Only what is read from disk: Chart.yaml, defaults, templates.
#[divan::bench(args = [30, 1000])]
fn load(bencher: Bencher<'_, '_>, objects: usize) {
    let folder = chart_of(objects);
    bencher.bench(|| {
        let (mut sources, mut report) = (Sources::new(), Report::new());
        chart::load(folder.path(), "bench", &mut sources, &mut report).expect("files are read")
    });
}
