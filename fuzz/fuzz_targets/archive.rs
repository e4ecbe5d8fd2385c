//! Any bytes as the archive of a chart that another chart brings along.

#![no_main]

use std::fs;

use drydock::diagnostic::{Report, Secrets, Sources};
use drydock::pipeline;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

fuzz_target!(|bytes: &[u8]| {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("charts")).expect("made");
    let chart = "apiVersion: v2\nname: web\nversion: 1.0.0\n";
    fs::write(folder.path().join("Chart.yaml"), chart).expect("written");
    fs::write(folder.path().join("charts/db-1.0.0.tgz"), bytes).expect("written");
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let mut secrets = Secrets::none();
    let _ = pipeline::load(folder.path(), "charts/web", &mut sources, &mut report, &mut secrets);
});
