//! What a stack renders after an update can be applied over what it rendered before: an API server
//! refuses to change some fields of what is there already.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{cases, stack};

/// Flags that give every image another tag.
fn other_images(stack: &str, environment: &str) -> String {
    let output = stack::drydock(&format!("values {stack} {environment}"));
    let values: Value =
        serde_yaml::from_slice(&output.stdout).expect("what `values` prints is YAML");
    let mut flags = Vec::new();
    each_tag(&values, &mut Vec::new(), &mut |path| {
        flags.push(format!("--set-string {path}=other"));
    });
    assert!(!flags.is_empty(), "{stack} {environment} has images");
    flags.join(" ")
}

/// An image is a map `image`, or one whose name ends so, with a `repository` and a `tag`.
fn each_tag<'a>(value: &'a Value, path: &mut Vec<&'a str>, visit: &mut impl FnMut(&str)) {
    for (key, value) in value.as_object().into_iter().flatten() {
        path.push(key);
        if key.to_lowercase().ends_with("image") {
            assert!(value["repository"].is_string(), "{path:?} is another form of an image");
            visit(&format!("{}.tag", path.join(".")));
        } else {
            each_tag(value, path, visit);
        }
        path.pop();
    }
}

/// What an API server lets nobody change in an object that is there.
fn immutable(object: &Value) -> Value {
    let spec = &object["spec"];
    match object["kind"].as_str().expect("a kind") {
        "Deployment" | "DaemonSet" => spec["selector"].clone(),
        "StatefulSet" => {
            json!([
                spec["selector"],
                spec["serviceName"],
                spec["podManagementPolicy"],
                spec["volumeClaimTemplates"]
            ])
        }
        "Job" => json!([spec["selector"], spec["template"], spec["completionMode"]]),
        "PersistentVolumeClaim" => spec.clone(),
        "Service" => spec["clusterIP"].clone(),
        "StorageClass" => {
            json!([
                object["provisioner"],
                object["parameters"],
                object["reclaimPolicy"],
                object["volumeBindingMode"]
            ])
        }
        "RoleBinding" | "ClusterRoleBinding" => object["roleRef"].clone(),
        "Secret" => object["type"].clone(),
        _ => Value::Null,
    }
}

/// Objects by what tells them apart.
fn by_name(stack: &str, arguments: &str) -> BTreeMap<String, Value> {
    let named = |object: Value| {
        let (metadata, kind) = (&object["metadata"], &object["kind"]);
        (format!("{kind} {} {}", metadata["namespace"], metadata["name"]), object)
    };
    stack::objects(stack, arguments).into_iter().map(named).collect()
}

#[test]
fn other_images_can_be_applied_over_these() {
    let (mut jobs, mut updated) = (0, 0);
    for (stack, environment) in stack::environments() {
        let before = by_name(&stack, &environment);
        let flags = other_images(&stack, &environment);
        let after = by_name(&stack, &format!("{environment} {flags}"));
        for (name, object) in &after {
            match before.get(name) {
                Some(old) => {
                    assert_eq!(immutable(old), immutable(object), "{stack} {environment}: {name}");
                    updated += usize::from(old != object);
                }
                // Another template is another Job.
                None => jobs += usize::from(object["kind"] == "Job"),
            }
        }
        let lost = before.keys().filter(|name| !after.contains_key(*name));
        assert!(lost.clone().all(|name| name.contains("Job")), "{:?}", lost.collect::<Vec<_>>());
    }
    assert!(jobs >= 5 && updated >= 20, "{jobs} Jobs, {updated} updates");
}

/// A pod can mount a `ConfigMap` or a Secret, and be of a `ServiceAccount`, only where one is.
#[test]
fn what_pods_ask_for_is_made_before_them() {
    for (stack, environment) in stack::environments() {
        let objects = stack::objects(&stack, &environment);
        let place = |kind: &str, namespace: &Value, name: &Value| {
            objects.iter().position(|object| {
                let metadata = &object["metadata"];
                object["kind"] == kind
                    && metadata["namespace"] == *namespace
                    && metadata["name"] == *name
            })
        };
        for (here, object) in objects.iter().enumerate() {
            let namespace = &object["metadata"]["namespace"];
            let Some(pod) = pod(object) else { continue };
            let mut needed = vec![("ServiceAccount", &pod["serviceAccountName"])];
            for volume in pod["volumes"].as_array().into_iter().flatten() {
                needed.push(("ConfigMap", &volume["configMap"]["name"]));
                needed
                    .push(("PersistentVolumeClaim", &volume["persistentVolumeClaim"]["claimName"]));
            }
            for (kind, name) in needed.into_iter().filter(|(_, name)| name.is_string()) {
                let made = place(kind, namespace, name);
                assert!(
                    made.is_some_and(|made| made < here),
                    "{stack} {environment}: {} asks for {kind} {name}",
                    object["metadata"]["name"]
                );
            }
        }
    }
}

fn pod(object: &Value) -> Option<&Value> {
    template(object).map(|template| &template["spec"])
}

fn template(object: &Value) -> Option<&Value> {
    let spec = &object["spec"];
    [&spec["template"], &spec["jobTemplate"]["spec"]["template"]]
        .into_iter()
        .find(|template| template["spec"]["containers"].is_array())
}

/// The charts of this project as their next version would have them.
fn next_versions() -> TempDir {
    let project = TempDir::new().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["charts", "values"] {
        let to = project.path().join(part);
        fs::create_dir(&to).expect("a folder");
        cases::copy(&root.join(part), &to);
    }
    for chart in fs::read_dir(project.path().join("charts")).expect("charts") {
        let path = chart.expect("a chart").path().join("Chart.yaml");
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let is_library = text.contains("type: library");
        let next = |line: &str| match line.split_once(": ") {
            Some(("appVersion", _)) => "appVersion: 99.0.0\n".to_owned(),
            Some(("version", _)) if !is_library => "version: 99.0.0\n".to_owned(),
            _ => format!("{line}\n"),
        };
        fs::write(&path, text.lines().map(next).collect::<String>()).expect("written");
    }
    project
}

/// Databases are not started anew, and Jobs not run again, because the application has a version.
#[test]
fn another_app_version_leaves_every_pod_alone() {
    let project = next_versions();
    for (stack, environment) in stack::environments() {
        let before = by_name(&stack, &environment);
        let after = by_name(&stack, &format!("{environment} -C {}", project.path().display()));
        assert_ne!(before, after, "{stack} {environment}: the objects say their version");
        for (name, object) in &before {
            let there = after.get(name).unwrap_or_else(|| panic!("{name} is another one"));
            assert_eq!(template(object), template(there), "{stack} {environment}: {name}");
        }
    }
}

/// The labels of versions are masked in this project.
#[test]
fn another_version_of_the_charts_touches_no_golden_file() {
    let project = next_versions();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let snapshots = project.path().join("snapshots");
    fs::create_dir(&snapshots).expect("a folder");
    cases::copy(&root.join("snapshots"), &snapshots);
    fs::copy(root.join("drydock.yaml"), project.path().join("drydock.yaml")).expect("copied");
    for flag in ["", "--accept"] {
        let output = stack::drydock(&format!("test {flag} -C {}", project.path().display()));
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(said.lines().all(|line| line.ends_with(": ok")), "{said}");
    }
}

/// The server drops or fills in such fields, so that each apply of the same manifest is a change.
#[test]
fn an_apply_of_what_is_there_changes_nothing() {
    for (stack, environment) in stack::environments() {
        for object in stack::objects(&stack, &environment) {
            let name = format!("{stack} {environment}: {}", object["metadata"]["name"]);
            if object["kind"] == "NetworkPolicy" {
                for rules in ["ingress", "egress"].map(|key| &object["spec"][key]) {
                    assert_ne!(*rules, json!([]), "{name}: an empty list is dropped");
                    for port in items(rules).flat_map(|rule| items(&rule["ports"])) {
                        assert!(port["protocol"].is_string(), "{name}: TCP is filled in");
                    }
                }
            }
            for endpoint in items(&object["spec"]["endpoints"]) {
                let mut rules = items(&endpoint["relabelings"]);
                assert!(rules.all(|rule| rule["action"].is_string()), "{name}: is filled in");
            }
            let Some(pod) = pod(&object) else { continue };
            let containers = items(&pod["initContainers"]).chain(items(&pod["containers"]));
            for variable in containers.flat_map(|container| items(&container["env"])) {
                assert_ne!(variable["value"], "", "{name}: an empty value is dropped");
            }
        }
    }
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}
