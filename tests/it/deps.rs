//! `drydock deps` lists the charts that a chart asks for, and how to fetch what is missing.

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;

/// What `deps web` comes to, of a chart with these files.
fn deps(files: &[(&str, &str)]) -> Output {
    let folder = TempDir::new().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join("web").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
    command.args(["deps", "./web"]).current_dir(folder.path()).output().expect("it runs")
}

fn chart(dependencies: &str) -> String {
    format!("apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies:\n{dependencies}")
}

const REDIS: &str = "apiVersion: v2\nname: redis\nversion: 1.4.0\n";
const GO: &str = "a: {{ .Values.a }}\n";

#[test]
fn what_is_there_is_listed() {
    let chart = chart("- {name: redis, version: ^1.2, repository: 'oci://r.example/charts'}\n");
    let output = deps(&[("Chart.yaml", &chart), ("charts/redis/Chart.yaml", REDIS)]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "redis  ^1.2  oci://r.example/charts  1.4.0\n"
    );
    assert!(output.stderr.is_empty());
}

#[test]
fn what_is_missing_is_told_with_the_command_that_fetches_it() {
    for (dependency, listed, said) in [
        (
            "{name: redis, version: ^2, repository: 'oci://r.example/charts'}",
            "1.4.0, which is not in the range",
            "helm pull oci://r.example/charts/redis --version '^2' -d ./web/charts",
        ),
        (
            "{name: pg, version: 16.x.x, repository: 'https://r.example/charts/'}",
            "missing",
            "helm pull pg --repo https://r.example/charts --version 16.x.x -d ./web/charts",
        ),
        (
            "{name: pg, version: '>=1 <2', repository: '@own'}",
            "missing",
            "helm pull own/pg --version '>=1 <2' -d ./web/charts",
        ),
        (
            "{name: pg, version: 1.0.0, repository: 'file://../pg'}",
            "missing",
            "helm package ./web/../pg -d ./web/charts",
        ),
        ("{name: pg, version: 1.0.0}", "missing", "copy it to ./web/charts/pg"),
    ] {
        let chart = chart(&format!("- {dependency}\n"));
        let files =
            [("Chart.yaml", &*chart), ("charts/redis/Chart.yaml", REDIS), ("templates/a.yaml", GO)];
        let output = deps(&files);
        assert_eq!(output.status.code(), Some(1), "{dependency}");
        let out = String::from_utf8_lossy(&output.stdout);
        assert!(out.trim_end().ends_with(listed), "{dependency}: {out}");
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(words.contains(said) && words.contains("./web/Chart.yaml:5:"), "{words}");
    }
}

#[test]
fn folders_are_read_in_place_by_charts_of_our_own_only() {
    let chart = chart("- {name: pg, version: 1.0.0, repository: 'file://pg'}\n");
    let pg = "apiVersion: v2\nname: pg\nversion: 1.0.0\n";
    let own = deps(&[("Chart.yaml", &chart), ("pg/Chart.yaml", pg)]);
    assert_eq!(own.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&own.stdout).ends_with("read in place\n"));
    let go = deps(&[("Chart.yaml", &chart), ("pg/Chart.yaml", pg), ("templates/a.yaml", GO)]);
    assert_eq!(go.status.code(), Some(1));
    let words = String::from_utf8_lossy(&go.stderr);
    assert!(words.contains("mkdir -p ./web/charts && helm package ./web/pg"), "{words}");
}

#[test]
fn what_can_not_be_read_is_no_list() {
    let output = deps(&[("Chart.yaml", "name: [")]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    let missing = Command::new(env!("CARGO_BIN_EXE_drydock")).args(["deps", "./nothing"]).output();
    assert_eq!(missing.expect("it runs").status.code(), Some(2));
}
