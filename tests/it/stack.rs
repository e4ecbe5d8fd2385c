//! The program run on a stack of this project.

use std::process::{Command, Output};

/// Runs the program in the project's root; arguments are split at blanks.
pub fn drydock(arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_drydock"))
        .args(arguments.split_whitespace())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program runs")
}

/// What `render STACK` prints, which has to succeed.
pub fn rendered(stack: &str, arguments: &str) -> String {
    let output = drydock(&format!("render {stack} {arguments}"));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments}: {words}");
    String::from_utf8(output.stdout).expect("text")
}

/// What `render STACK` says, which has to be refused with nothing printed.
pub fn refused(stack: &str, arguments: &str) -> String {
    let output = drydock(&format!("render {stack} {arguments}"));
    assert_eq!(output.status.code(), Some(1), "{arguments}");
    assert!(output.stdout.is_empty(), "nothing is half-written");
    String::from_utf8(output.stderr).expect("text")
}
