//! The READMEs of the charts hold the table of values that `drydock docs` prints.
//! `DRYDOCK_UPDATE=1` writes it into them.

use std::fs;
use std::path::Path;
use std::process::Command;

use drydock::project::Project;

const OPEN: &str = "<!-- values -->\n";
const CLOSE: &str = "<!-- /values -->";

#[test]
fn tables_of_values_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::at(root).expect("this project");
    for stack in project.stacks().expect("stacks") {
        let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
            .args(["docs", &stack])
            .current_dir(root)
            .output()
            .expect("the program runs");
        let table = String::from_utf8(output.stdout).expect("text");
        for row in table.lines().skip(2) {
            assert!(!row.ends_with("|  |"), "{stack}: a value without a comment: {row}");
        }
        let path = root.join("charts").join(&stack).join("README.md");
        let readme = fs::read_to_string(&path).expect("a README");
        let (before, rest) = readme.split_once(OPEN).expect("a place for the table");
        let (shown, after) = rest.split_once(CLOSE).expect("an end of the table");
        if std::env::var_os("DRYDOCK_UPDATE").is_some() {
            fs::write(&path, format!("{before}{OPEN}{table}{CLOSE}{after}")).expect("written");
        } else {
            assert_eq!(shown, table, "{stack}: run the tests with DRYDOCK_UPDATE=1");
        }
    }
}
