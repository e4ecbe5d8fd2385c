//! kubectl reads what every stack renders in every environment, and what we say that it reads.
//! Where it is not found, that is said, and nothing is tested.

use std::fs;
use std::process::Command;

use serde_json::{Value as Json, json};

use super::reading::{Case, cases};
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

/// Told from the objects of the cases, between which it stands.
const SENTINEL: &str = r#"{"apiVersion":"v1","kind":"Sentinel","metadata":{"name":"sentinel"}}"#;

#[test]
fn kubectl_reads_the_cases_as_recorded() {
    for share in cases().chunks(300) {
        let folder = tempfile::tempdir().expect("a folder");
        let sentinel = folder.path().join("sentinel.json");
        fs::write(&sentinel, SENTINEL).expect("written");
        let mut kubectl = Command::new("kubectl");
        kubectl.args(["annotate", "--local", "-o", "json", "read=yes"]);
        for (at, case) in share.iter().enumerate() {
            let file = folder.path().join(format!("case-{at}.yaml"));
            fs::write(&file, &case.bytes).expect("written");
            kubectl.arg("-f").arg(&file).arg("-f").arg(&sentinel);
        }
        let Ok(output) = kubectl.output() else {
            eprintln!("kubectl is not found here: its reading is not tested");
            return;
        };
        let errors = String::from_utf8_lossy(&output.stderr);
        let objects = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Json>();
        let objects: Vec<Json> =
            objects.map(|object| without_annotation(object.expect("JSON"))).collect();
        let found = objects.split(|object| object["kind"] == "Sentinel");
        for (at, (Case { bytes, reads, refused }, found)) in share.iter().zip(found).enumerate() {
            let text = String::from_utf8_lossy(bytes);
            let reads: Vec<Json> = reads.iter().cloned().map(without_annotation).collect();
            assert_eq!(found, reads, "{text}");
            let is_refused = errors.contains(&format!("case-{at}.yaml: "));
            assert_eq!(is_refused, *refused, "{text}\n{errors}");
        }
    }
}

/// The object as it was before kubectl annotated it, as far as that can be told: metadata that are
/// null have become a map.
fn without_annotation(mut object: Json) -> Json {
    let metadata = &mut object["metadata"];
    if let Some(annotations) = metadata["annotations"].as_object_mut() {
        annotations.remove("read");
    }
    if [json!({}), Json::Null].contains(&metadata["annotations"]) {
        metadata.as_object_mut().expect("metadata").remove("annotations");
    }
    if [json!({}), Json::Null].contains(&object["metadata"]) {
        object.as_object_mut().expect("an object").remove("metadata");
    }
    object
}
