//! `drydock diff --live`: a stack that was applied as it is rendered differs in nothing from what the
//! cluster then has, whatever the server and its controllers put there.

use std::fs;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json, json};
use tempfile::TempDir;

use crate::stack;

#[test]
fn what_was_applied_differs_in_nothing() {
    let folder = TempDir::new().expect("a folder");
    let dump = folder.path().join("dump.json");
    for (stack, environment) in stack::environments() {
        let rendered = stack::objects(&stack, &environment);
        for stored in [rendered.clone(), rendered.iter().cloned().map(stored).collect()] {
            let list = json!({ "apiVersion": "v1", "kind": "List", "items": stored });
            fs::write(&dump, list.to_string()).expect("written");
            let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
                .args(["diff", &stack, &environment, "--live"])
                .arg(&dump)
                .current_dir(env!("CARGO_MANIFEST_DIR"))
                .output()
                .expect("the program runs");
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            assert_eq!(output.status.code(), Some(0), "{stack} {environment}: {said}");
            assert!(!said.contains("not compared"), "{said}");
        }
    }
}

/// An object as a server has it once it was applied.
fn stored(mut object: Json) -> Json {
    let kind = object["kind"].as_str().expect("a kind").to_owned();
    let metadata = &mut object["metadata"];
    for (key, value) in [
        ("uid", json!("4f1d7c3a-0000-4000-8000-000000000000")),
        ("resourceVersion", json!("12345")),
        ("generation", json!(2)),
        ("creationTimestamp", json!("2026-11-01T10:00:00Z")),
        ("managedFields", json!([{ "manager": "kubectl-client-side-apply" }])),
    ] {
        metadata[key] = value;
    }
    metadata["annotations"]["kubectl.kubernetes.io/last-applied-configuration"] = json!("{}");
    object["status"] = json!({ "observedGeneration": 2 });
    if matches!(&*kind, "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob") {
        store_workload(&kind, &mut object["spec"]);
    }
    match &*kind {
        "Secret" => store_secret(&mut object),
        "Service" => store_service(&mut object["spec"]),
        "Namespace" => {
            let name = object["metadata"]["name"].clone();
            object["metadata"]["labels"]["kubernetes.io/metadata.name"] = name;
            object["spec"]["finalizers"] = json!(["kubernetes"]);
        }
        "PersistentVolumeClaim" => {
            let defaults = json!({ "volumeMode": "Filesystem", "volumeName": "pvc-1", "storageClassName": "standard" });
            fill(&mut object["spec"], &defaults);
            object["metadata"]["annotations"]["pv.kubernetes.io/bind-completed"] = json!("yes");
            object["metadata"]["finalizers"] = json!(["kubernetes.io/pvc-protection"]);
        }
        "HorizontalPodAutoscaler" => fill(&mut object["spec"], &json!({ "minReplicas": 1 })),
        "NetworkPolicy" => {
            for field in ["ingress", "egress"] {
                for rule in
                    object["spec"].get_mut(field).and_then(Json::as_array_mut).into_iter().flatten()
                {
                    for port in
                        rule.get_mut("ports").and_then(Json::as_array_mut).into_iter().flatten()
                    {
                        fill(port, &json!({ "protocol": "TCP" }));
                    }
                }
            }
        }
        _ => {}
    }
    object
}

fn store_workload(kind: &str, spec: &mut Json) {
    match kind {
        "Deployment" => {
            fill(
                spec,
                &json!({ "replicas": 1, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600 }),
            );
            fill(&mut spec["strategy"], &json!({ "type": "RollingUpdate" }));
            if spec["strategy"]["type"] == "RollingUpdate" {
                let defaults = json!({ "maxSurge": "25%", "maxUnavailable": "25%" });
                fill(&mut spec["strategy"]["rollingUpdate"], &defaults);
            }
            store_template(&mut spec["template"]);
        }
        "StatefulSet" => {
            fill(
                spec,
                &json!({ "replicas": 1, "revisionHistoryLimit": 10, "podManagementPolicy": "OrderedReady" }),
            );
            fill(&mut spec["updateStrategy"], &json!({ "type": "RollingUpdate" }));
            fill(
                &mut spec["persistentVolumeClaimRetentionPolicy"],
                &json!({ "whenDeleted": "Retain", "whenScaled": "Retain" }),
            );
            store_template(&mut spec["template"]);
            for claim in spec["volumeClaimTemplates"].as_array_mut().into_iter().flatten() {
                fill(
                    claim,
                    &json!({ "apiVersion": "v1", "kind": "PersistentVolumeClaim", "status": { "phase": "Pending" } }),
                );
                fill(&mut claim["spec"], &json!({ "volumeMode": "Filesystem" }));
            }
        }
        "DaemonSet" => {
            fill(spec, &json!({ "revisionHistoryLimit": 10 }));
            fill(
                &mut spec["updateStrategy"],
                &json!({ "type": "RollingUpdate", "rollingUpdate": { "maxSurge": 0, "maxUnavailable": 1 } }),
            );
            store_template(&mut spec["template"]);
        }
        "Job" => {
            fill(
                spec,
                &json!({ "backoffLimit": 6, "completions": 1, "parallelism": 1, "completionMode": "NonIndexed",
                "suspend": false, "manualSelector": false, "podReplacementPolicy": "TerminatingOrFailed",
                "selector": { "matchLabels": { "batch.kubernetes.io/controller-uid": "u" } } }),
            );
            spec["template"]["metadata"]["labels"]["batch.kubernetes.io/controller-uid"] =
                json!("u");
            store_template(&mut spec["template"]);
        }
        "CronJob" => {
            fill(
                spec,
                &json!({ "concurrencyPolicy": "Allow", "suspend": false,
                "successfulJobsHistoryLimit": 3, "failedJobsHistoryLimit": 1 }),
            );
            store_template(&mut spec["jobTemplate"]["spec"]["template"]);
        }
        _ => {}
    }
}

fn store_secret(secret: &mut Json) {
    fill(secret, &json!({ "type": "Opaque" }));
    let texts = secret.as_object_mut().expect("a map").remove("stringData");
    for (key, text) in texts.as_ref().and_then(Json::as_object).into_iter().flatten() {
        secret["data"][key] = json!(STANDARD.encode(text.as_str().expect("a text")));
    }
}

fn store_service(spec: &mut Json) {
    fill(
        spec,
        &json!({ "type": "ClusterIP", "clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.1"],
        "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack", "sessionAffinity": "None",
        "internalTrafficPolicy": "Cluster" }),
    );
    if spec["type"] != "ClusterIP" {
        fill(spec, &json!({ "externalTrafficPolicy": "Cluster" }));
    }
    for port in spec["ports"].as_array_mut().into_iter().flatten() {
        let target = port["port"].clone();
        fill(port, &json!({ "protocol": "TCP", "targetPort": target }));
    }
}

fn store_template(template: &mut Json) {
    let spec = &mut template["spec"];
    fill(
        spec,
        &json!({ "dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "securityContext": {},
        "schedulerName": "default-scheduler", "terminationGracePeriodSeconds": 30 }),
    );
    if let Some(account) = spec.get("serviceAccountName").cloned() {
        fill(spec, &json!({ "serviceAccount": account }));
    }
    for field in ["containers", "initContainers"] {
        for container in spec.get_mut(field).and_then(Json::as_array_mut).into_iter().flatten() {
            store_container(container);
        }
    }
    for volume in spec.get_mut("volumes").and_then(Json::as_array_mut).into_iter().flatten() {
        for source in ["configMap", "secret", "downwardAPI", "projected"] {
            if let Some(source) = volume.get_mut(source) {
                fill(source, &json!({ "defaultMode": 420 }));
            }
        }
        if let Some(source) = volume.get_mut("hostPath") {
            fill(source, &json!({ "type": "" }));
        }
    }
}

fn store_container(container: &mut Json) {
    let image = container["image"].as_str().expect("an image");
    let tag = image.rsplit('/').next().and_then(|name| name.split_once(':')).map(|(_, tag)| tag);
    let policy = if tag.is_none_or(|tag| tag == "latest") { "Always" } else { "IfNotPresent" };
    fill(
        container,
        &json!({ "imagePullPolicy": policy, "resources": {},
        "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File" }),
    );
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(probe) = container.get_mut(probe) {
            fill(
                probe,
                &json!({ "timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3 }),
            );
            if let Some(get) = probe.get_mut("httpGet") {
                fill(get, &json!({ "path": "/", "scheme": "HTTP" }));
            }
        }
    }
    for variable in container.get_mut("env").and_then(Json::as_array_mut).into_iter().flatten() {
        if let Some(field) = variable.pointer_mut("/valueFrom/fieldRef") {
            fill(field, &json!({ "apiVersion": "v1" }));
        }
    }
    for port in container.get_mut("ports").and_then(Json::as_array_mut).into_iter().flatten() {
        fill(port, &json!({ "protocol": "TCP" }));
    }
}

/// Sets what is not set.
fn fill(object: &mut Json, defaults: &Json) {
    if object.is_null() {
        *object = Json::Object(Map::new());
    }
    let object = object.as_object_mut().expect("a map");
    for (key, value) in defaults.as_object().expect("a map") {
        object.entry(key.clone()).or_insert_with(|| value.clone());
    }
}
