//! kubectl reads what every stack renders in every environment. Where it is not found, that is
//! said, and nothing is tested.

use std::fs;
use std::path::Path;
use std::process::Command;

use drydock::project::Project;

#[test]
fn kubectl_reads_every_stack() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::at(root).expect("this project");
    for stack in project.stacks().expect("stacks") {
        for environment in project.environments(&stack).expect("environments") {
            let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
                .args(["render", &stack, &environment])
                .current_dir(root)
                .output()
                .expect("the program runs");
            let yaml = String::from_utf8(output.stdout).expect("text");
            let Some(names) = names(&yaml) else {
                eprintln!("kubectl is not found here: its reading is not tested");
                return;
            };
            let objects = yaml.matches("\nkind: ").count();
            assert!(objects > 0, "{stack} {environment}");
            assert_eq!(names.lines().count(), objects, "{stack} {environment}");
        }
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
