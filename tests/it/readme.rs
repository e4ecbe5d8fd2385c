//! The README shows what the program prints: its terminal sessions are run.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn sessions_are_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    let mut sessions = 0;
    for block in readme.split("```console\n").skip(1) {
        let session = block.split("\n```").next().expect("a block ends");
        let (command, shown) = session.split_once('\n').expect("a command and its output");
        let arguments = command.strip_prefix("$ drydock ").expect("a command of ours");
        let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
            .args(arguments.split_whitespace())
            .current_dir(root)
            .output()
            .expect("the program runs");
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8(printed).expect("text");
        assert_eq!(printed.trim_end(), shown.trim_end(), "{command}");
        sessions += 1;
    }
    assert!(sessions >= 3, "the README shows the program at work");
}
