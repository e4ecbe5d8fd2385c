//! Any template over any values: the input is a values file, a line `===`, and a template.

#![no_main]

use std::fs;

use drydock::diagnostic::{Report, Secrets, Sources};
use drydock::pipeline::{self, Request};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

fuzz_target!(|text: &str| {
    let (values, template) = text.split_once("\n===\n").unwrap_or(("", text));
    let folder = TempDir::new().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    fs::create_dir(folder.path().join("templates")).expect("made");
    write("Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
    write("values.yaml", values);
    write("templates/a.yaml", template);
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let mut secrets = Secrets::none();
    let chart = pipeline::load(folder.path(), "charts/web", &mut sources, &mut report, &mut secrets);
    if let Some(chart) = chart.expect("readable") {
        let rendered = pipeline::render(&chart, Request::new("web"), &sources, &mut report, &mut secrets);
        assert_eq!(rendered.is_some(), !report.has_errors(), "an error is told, or there is none");
    }
});
