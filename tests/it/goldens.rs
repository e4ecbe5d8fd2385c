//! Golden files that can't be read or written fail alone, and changes of golden files are walked
//! through at a terminal.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const GOLDEN: &str = "---\n# Source: web/templates/c.yaml\napiVersion: v1\nkind: ConfigMap\n\
                      metadata:\n  name: web\ndata:\n  mode: MODE\n";

fn write(folder: &Path, path: &str, text: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// A chart `web` with these environments, each of which sets its own name.
fn project(environments: &[&str]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    write(folder.path(), "charts/web/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n");
    write(folder.path(), "charts/web/values.yaml", "mode: fast\n");
    write(
        folder.path(),
        "charts/web/templates/c.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  mode: {{ values.mode }}\n",
    );
    for name in environments {
        write(folder.path(), &format!("values/web/{name}.yaml"), format!("mode: {name}\n"));
    }
    folder
}

fn golden(folder: &Path, environment: &str) -> Option<String> {
    fs::read_to_string(folder.join(format!("snapshots/web/{environment}.yaml"))).ok()
}

fn drydock(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_drydock"));
    let Output { status, stdout, stderr } =
        program.current_dir(folder).args(arguments).output().expect("the program runs");
    let all = [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    (all.concat(), status.code())
}

#[test]
fn a_golden_file_that_is_no_text_fails_alone() {
    let folder = project(&["a", "b", "c"]);
    let fine = GOLDEN.replace("MODE", "c");
    write(folder.path(), "snapshots/web/a.yaml", [0xff, 0xfe, b'a']);
    write(folder.path(), "snapshots/web/b.yaml/x", "");
    write(folder.path(), "snapshots/web/c.yaml", &fine);
    let (said, code) = drydock(folder.path(), &["test"]);
    for words in [
        "snapshots/web/a.yaml is not UTF-8",
        "snapshots/web/b.yaml is a folder, not a golden file",
        "web a: FAILED\nweb b: FAILED\nweb c: ok\n2 of 3 failed\n",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(code, Some(1));
    let (said, code) = drydock(folder.path(), &["test", "--accept"]);
    assert!(said.contains("web a: accepted\nweb b: FAILED\nweb c: ok\n"), "{said}");
    assert_eq!(code, Some(1));
    assert_eq!(golden(folder.path(), "a"), Some(GOLDEN.replace("MODE", "a")));
    assert_eq!(golden(folder.path(), "c"), Some(fine));
}

/// What is typed at a terminal; `None` where no program that makes one is installed.
#[cfg(target_os = "linux")]
fn at_a_terminal(folder: &Path, answers: &str) -> Option<String> {
    use std::io::Write as _;

    let program = env!("CARGO_BIN_EXE_drydock");
    let mut child = Command::new("script")
        .args(["-qec", &format!("{program} test --review --color never"), "/dev/null"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(answers.as_bytes()).expect("typed");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    Some(String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n"))
}

#[cfg(target_os = "linux")]
#[test]
fn changes_are_walked_through_at_a_terminal() {
    let folder = project(&["a", "b", "c", "d"]);
    for name in ["a", "b", "c"] {
        let old = format!("{}  more: old\n", GOLDEN.replace("MODE", name));
        write(folder.path(), &format!("snapshots/web/{name}.yaml"), old);
    }
    write(folder.path(), "snapshots/web/gone.yaml", "x");
    let Some(said) = at_a_terminal(folder.path(), "s\nl\na\ns\n") else { return };
    for words in ["data.more: removed old", "is new", "no stack renders it", "web b: accepted"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let accepted = |name: &str| golden(folder.path(), name) == Some(GOLDEN.replace("MODE", name));
    assert_eq!(["a", "b", "c", "d"].map(accepted), [false, true, true, true], "{said}");
    assert!(golden(folder.path(), "gone").is_some());
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let folder = project(&["a"]);
    let mut program = Command::new(env!("CARGO_BIN_EXE_drydock"));
    let program = program.current_dir(folder.path()).args(["test", "--review"]);
    let output = program.stdin(Stdio::null()).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(golden(folder.path(), "a").is_none());
}
