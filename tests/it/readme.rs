//! The README shows what the program prints: its terminal sessions are run.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cases::lay_out;

#[test]
fn sessions_are_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(sessions("README.md", root) >= 3, "the README shows the program at work");
}

/// Its sessions are run in the project of a case.
#[test]
fn sessions_with_go_templates_are_what_the_program_prints() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let case = fs::read_to_string(cases.join("go-mixed.case")).expect("a case");
    let (_, folder) = lay_out(&case, &cases.join("base"));
    assert!(sessions("docs/go-charts.md", folder.path()) >= 3);
}

/// Runs those of a page in a folder; their number.
fn sessions(page: &str, folder: &Path) -> usize {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join(page)).expect("a page");
    let mut sessions = 0;
    for block in text.split("```console\n").skip(1) {
        let session = block.split("\n```").next().expect("a block ends");
        let (command, shown) = session.split_once('\n').expect("a command and its output");
        let arguments = command.strip_prefix("$ drydock ").expect("a command of ours");
        let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
            .args(arguments.split_whitespace())
            .current_dir(folder)
            .output()
            .expect("the program runs");
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8(printed).expect("text");
        assert_eq!(printed.trim_end(), shown.trim_end(), "{command}");
        sessions += 1;
    }
    sessions
}
