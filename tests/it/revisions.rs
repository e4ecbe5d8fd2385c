//! `drydock diff --against`: what a revision of a git repository comes to, read from its objects.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const CHART: &str = "apiVersion: v2\nname: web\nversion: 1.0.0\n";
const TEMPLATE: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ chart.name }}\n\
                        data:\n  mode: {{ values.mode }}\n";

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

fn git(folder: &Path, arguments: &[&str]) {
    let name = ["-c", "user.name=x", "-c", "user.email=x@example.com"];
    let done = Command::new("git").current_dir(folder).args(name).args(arguments).output();
    let done = done.expect("git runs");
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn commit(folder: &Path) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "--allow-empty", "-m", "x"]);
}

/// Makes a folder a repository, if it is none, and commits what is in it.
pub(crate) fn commit_all(folder: &Path) {
    git(folder, &["init", "-q", "-b", "main"]);
    commit(folder);
}

/// A repository with the chart `web`, which is committed.
fn repository() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    git(folder.path(), &["init", "-q", "-b", "main"]);
    chart(folder.path(), "web");
    write(folder.path(), "values/web/eu.yaml", "mode: slow\n");
    commit(folder.path());
    folder
}

fn chart(folder: &Path, name: &str) {
    write(folder, &format!("charts/{name}/Chart.yaml"), &CHART.replace("web", name));
    write(folder, &format!("charts/{name}/values.yaml"), "mode: fast\n");
    write(folder, &format!("charts/{name}/templates/config.yaml"), TEMPLATE);
}

fn drydock(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_drydock"));
    let Output { status, stdout, stderr } =
        program.current_dir(folder).args(arguments).output().expect("the program runs");
    (
        [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat(),
        status.code(),
    )
}

#[test]
fn the_work_tree_is_compared_with_a_revision() {
    let folder = repository();
    let diff = |arguments: &[&str]| drydock(folder.path(), &[&["diff"], arguments].concat());
    let same = diff(&["--against", "HEAD"]);
    assert_eq!(same, ("web eu: HEAD → work tree: nothing differs\n".to_owned(), Some(0)));
    write(folder.path(), "values/web/eu.yaml", "mode: steady\n");
    let (said, code) = diff(&["web", "eu", "--against", "main"]);
    assert!(said.contains("data.mode: slow → steady  ← values/web/eu.yaml:1\n"), "{said}");
    assert_eq!(code, Some(1));
    commit(folder.path());
    assert_eq!(diff(&["--against", "HEAD"]).1, Some(0));
    assert_eq!(diff(&["--against", "HEAD~1"]).1, Some(1));
}

#[test]
fn what_differs_alike_is_told_once() {
    let folder = repository();
    write(folder.path(), "values/web/us.yaml", "");
    write(folder.path(), "values/web/asia.yaml", "");
    commit(folder.path());
    write(folder.path(), "charts/web/values.yaml", "mode: faster\n");
    let said = |arguments: &[&str]| {
        drydock(folder.path(), &[&["diff", "--against", "HEAD"], arguments].concat()).0
    };
    insta::assert_snapshot!(said(&[]) + &said(&["-o", "markdown"]));
}

#[test]
fn both_sides_have_the_values_of_stdin() {
    let folder = repository();
    let diff = |arguments: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_drydock"));
        program.current_dir(folder.path()).arg("diff").args(arguments);
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut program = program.spawn().expect("the program runs");
        let mut stdin = program.stdin.take().expect("it has one");
        stdin.write_all(b"mode: steady\n").expect("it is read");
        drop(stdin);
        let output = program.wait_with_output().expect("it ends");
        let said = [output.stdout, output.stderr].concat();
        (String::from_utf8_lossy(&said).into_owned(), output.status.code())
    };
    let same = diff(&["web", "eu", "--against", "HEAD", "-f", "-"]);
    assert_eq!(same, ("web eu: HEAD → work tree: nothing differs\n".to_owned(), Some(0)));
    let (said, code) = diff(&["web", "eu", "--with", "-f", "-"]);
    assert!(said.contains("data.mode: slow → steady  ← <stdin>:1\n"), "{said}");
    assert_eq!(code, Some(1));
    let (said, code) = diff(&["web", "eu", "--live", "-", "-f", "-"]);
    assert_eq!((&*said, code), ("error: stdin holds either manifests or values\n", Some(2)));
}

#[test]
fn a_revision_may_have_what_the_work_tree_lacks() {
    let folder = repository();
    chart(folder.path(), "old");
    write(folder.path(), "values/web/us.yaml", "mode: slow\n");
    commit(folder.path());
    fs::remove_dir_all(folder.path().join("charts/old")).expect("removed");
    fs::remove_file(folder.path().join("values/web/us.yaml")).expect("removed");
    chart(folder.path(), "new");
    let (said, code) = drydock(folder.path(), &["diff", "--against", "HEAD"]);
    assert!(said.contains("- ConfigMap `old`: removed\n"), "{said}");
    assert!(said.contains("+ ConfigMap `new`: added"), "{said}");
    assert!(said.contains("web us: HEAD → work tree: 1 object removed\n"), "{said}");
    assert!(said.contains("web eu: HEAD → work tree: nothing differs\n"), "{said}");
    assert_eq!(code, Some(1));
    let (said, code) = drydock(folder.path(), &["diff", "old", "--against", "HEAD"]);
    assert_eq!(code, Some(1), "{said}");
}

/// Charts beside each other, links within the project, and the place of the project.
#[test]
fn a_revision_is_read_as_a_folder_would_be() {
    let folder = repository();
    let below = folder.path().join("deploy/prod");
    chart(&below, "app");
    write(
        &below,
        "charts/lib/Chart.yaml",
        "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n",
    );
    write(&below, "charts/lib/templates/_m.yaml", "{% macro mode() %}shared{% endmacro %}\n");
    let needs = "apiVersion: v2\nname: app\nversion: 1.0.0\n\
                 dependencies: [{name: lib, version: 1.0.0, repository: 'file://../lib'}]\n";
    write(&below, "charts/app/Chart.yaml", needs);
    write(
        &below,
        "charts/app/templates/config.yaml",
        "{% from \"lib/_m.yaml\" import mode %}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  \
         name: a\ndata:\n  mode: {{ mode() }}\n  set: {{ values.mode }}\n  text: {{ files.get(\"b\") }}\n",
    );
    write(&below, "charts/app/files/a", "words\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("a", below.join("charts/app/files/b")).expect("a link");
    #[cfg(not(unix))]
    write(&below, "charts/app/files/b", "words\n");
    commit(folder.path());
    let (said, code) = drydock(&below, &["diff", "--against", "HEAD"]);
    assert_eq!(
        (said.as_str(), code),
        ("app default: HEAD → work tree: nothing differs\n", Some(0))
    );
}

#[test]
fn definitions_and_settings_are_those_of_the_revision() {
    let folder = repository();
    write(folder.path(), "crds/x.tgz", "no package\n");
    commit(folder.path());
    fs::remove_file(folder.path().join("crds/x.tgz")).expect("removed");
    let (said, code) = drydock(folder.path(), &["diff", "--against", "HEAD"]);
    assert!(said.contains("can't read HEAD:crds/x.tgz"), "{said}");
    assert_eq!(code, Some(2));
    let (said, code) = drydock(folder.path(), &["diff", "--against", "HEAD~1"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn what_git_can_not_read_is_told() {
    let folder = repository();
    for (revision, why) in [
        ("no-such", "git can't read `no-such`"),
        ("--output=x", "is no revision"),
        ("", "is no revision"),
    ] {
        let argument = format!("--against={revision}");
        let (said, code) = drydock(folder.path(), &["diff", &argument]);
        assert!(said.contains(why), "{said}");
        assert_eq!(code, Some(2));
    }
    let alone = TempDir::new().expect("a folder");
    chart(alone.path(), "web");
    assert_eq!(drydock(alone.path(), &["diff", "--against", "HEAD"]).1, Some(2));
}
