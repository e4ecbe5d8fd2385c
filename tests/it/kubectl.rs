//! kubectl reads what every stack renders in every environment. Where it is not found, that is
//! said, and nothing is tested.

use std::fs;
use std::process::Command;

use crate::stack;

#[test]
fn kubectl_reads_every_stack() {
    for (stack, environment) in stack::environments() {
        let yaml = stack::rendered(&stack, &environment);
        let Some(names) = names(&yaml) else {
            eprintln!("kubectl is not found here: its reading is not tested");
            return;
        };
        let objects = yaml.matches("\nkind: ").count();
        assert!(objects > 0, "{stack} {environment}");
        assert_eq!(names.lines().count(), objects, "{stack} {environment}");
    }
}

/// The objects as kubectl names them, without a cluster; `None` where there is no kubectl.
fn names(yaml: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("manifest.yaml");
    fs::write(&file, yaml).expect("written");
    let output = Command::new("kubectl")
        .args(["annotate", "--local", "-o", "name", "read=yes", "-f"])
        .arg(&file)
        .output()
        .ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}
