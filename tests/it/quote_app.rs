//! quote-app does what its README and its owner's documents say.

use std::path::Path;

use serde_yaml::Value;

use crate::stack::{self, drydock};

fn rendered(arguments: &str) -> String {
    stack::rendered("quote-app", arguments)
}

fn refused(arguments: &str) -> String {
    stack::refused("quote-app", arguments)
}

fn warned(arguments: &str) -> bool {
    let output = drydock(&format!("render quote-app {arguments}"));
    assert!(output.status.success(), "{arguments}");
    String::from_utf8_lossy(&output.stderr).contains("warning[blocked-drain]")
}

fn objects(arguments: &str) -> Vec<Value> {
    use serde::Deserialize as _;
    serde_yaml::Deserializer::from_str(&rendered(arguments))
        .map(|document| Value::deserialize(document).expect("YAML"))
        .collect()
}

fn object(objects: &[Value], kind: &str, name: &str) -> Value {
    objects
        .iter()
        .find(|object| object["kind"] == kind && object["metadata"]["name"] == name)
        .unwrap_or_else(|| panic!("{kind} {name}"))
        .clone()
}

fn has(objects: &[Value], kind: &str, name: &str) -> bool {
    objects.iter().any(|object| object["kind"] == kind && object["metadata"]["name"] == name)
}

/// The pod template of an object that has one.
fn pod(object: &Value) -> Option<&Value> {
    let spec = &object["spec"];
    [&spec["template"], &spec["jobTemplate"]["spec"]["template"]]
        .into_iter()
        .map(|template| &template["spec"])
        .find(|pod| pod["containers"].is_sequence())
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_sequence().into_iter().flatten()
}

fn containers(pod: &Value) -> impl Iterator<Item = &Value> {
    list(&pod["initContainers"]).chain(list(&pod["containers"]))
}

/// Names and texts of all `ConfigMap` entries.
fn config_files(objects: &[Value]) -> Vec<(String, String)> {
    let maps = objects.iter().filter(|object| object["kind"] == "ConfigMap");
    maps.flat_map(|map| map["data"].as_mapping().expect("data"))
        .map(|(name, text)| {
            (name.as_str().expect("text").to_owned(), text.as_str().expect("text").to_owned())
        })
        .collect()
}

#[test]
fn the_documents_commands_work() {
    let scaled = object(&objects("production --set app.replicas=5"), "Deployment", "quote-app");
    assert_eq!(scaled["spec"]["replicas"], 5);
    let updated = rendered("production --set app.image.tag=0f3c9a1");
    assert!(updated.contains("image: registry.example.com/quote-app:0f3c9a1\n"));
    let members =
        object(&objects("production --set postgres.replicas=5"), "StatefulSet", "postgres");
    assert_eq!(members["spec"]["replicas"], 5);
    assert!(rendered("local --set postgres.storage.size=20Gi").contains("storage: 20Gi\n"));
    let kept = rendered("production --set logging.retentionDays=60");
    assert!(kept.contains("\"min_age\": \"60d\""));
}

#[test]
fn a_local_environment_is_the_application_and_one_postgres() {
    let local = objects("local");
    let app = object(&local, "Deployment", "quote-app");
    assert_eq!(app["spec"]["replicas"], 3);
    assert_eq!(app["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"], 0);
    let container = &app["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(container["image"], "quote-app:local");
    assert_eq!(container["ports"][0]["containerPort"], 3000);
    assert_eq!(object(&local, "PodDisruptionBudget", "quote-app-pdb")["spec"]["minAvailable"], 2);
    assert_eq!(object(&local, "Deployment", "postgres")["spec"]["strategy"]["type"], "Recreate");
    assert!(has(&local, "PersistentVolumeClaim", "postgres-data"));
    assert!(!has(&local, "StatefulSet", "postgres"));
    assert!(!has(&local, "Namespace", "logging"));
}

#[test]
fn a_replicated_postgres_has_one_primary() {
    let production = objects("production");
    let writes = object(&production, "Service", "postgres");
    assert_eq!(writes["spec"]["selector"]["statefulset.kubernetes.io/pod-name"], "postgres-0");
    let names = object(&production, "Service", "postgres-headless");
    assert_eq!(names["spec"]["clusterIP"], "None");
    assert_eq!(names["spec"]["publishNotReadyAddresses"], true);
    assert!(has(&production, "Service", "postgres-ro"));
    let members = object(&production, "StatefulSet", "postgres");
    let claim = &members["spec"]["volumeClaimTemplates"][0]["spec"];
    assert_eq!(claim["storageClassName"], "fast-ssd");
    assert_eq!(claim["resources"]["requests"]["storage"], "10Gi");
    assert!(!has(&production, "PersistentVolumeClaim", "postgres-data"));
    let words = refused("production --set postgres.replicas=1");
    assert!(words.contains("set postgres.replicas to 2 or more"), "{words}");
}

#[test]
fn a_managed_postgres_leaves_none_in_the_cluster() {
    let words = refused("production --set postgres.mode=external");
    assert!(words.contains("postgres.external.host is empty"), "{words}");
    let flags = "production --set postgres.mode=external --set postgres.external.host=db.example";
    let external = objects(flags);
    assert!(!has(&external, "StatefulSet", "postgres"));
    assert!(!has(&external, "Service", "postgres"));
    assert!(!has(&external, "NetworkPolicy", "postgres-policy"));
    assert!(rendered(flags).contains("value: db.example\n"));
}

#[test]
fn a_budget_that_blocks_every_drain_is_warned_of() {
    assert!(warned("local --set app.podDisruptionBudget.minAvailable=3"));
    assert!(warned("local --set app.podDisruptionBudget.minAvailable=70%"));
    assert!(warned("local --set app.replicas=2"));
    assert!(!warned("local --set app.podDisruptionBudget.minAvailable=60%"));
    assert!(!warned("local"));
}

#[test]
fn the_documents_mistakes_are_not_repeated() {
    let production = objects("production");
    let class = object(&production, "StorageClass", "fast-ssd");
    assert_eq!(class["provisioner"], "ebs.csi.aws.com");
    assert_eq!(class["parameters"]["iops"], "3000");
    let ingress = object(&production, "Ingress", "quote-app-ingress");
    assert_eq!(ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/limit-rps"], "100");
    let policy = object(&production, "NetworkPolicy", "quote-app-policy");
    let from = &policy["spec"]["ingress"][0]["from"][0];
    assert!(from["namespaceSelector"].is_mapping() && from["podSelector"].is_mapping());
    assert_eq!(policy["spec"]["egress"][1]["ports"][0]["port"], 53);
    let rules = object(&production, "PrometheusRule", "quote-app");
    let alerts: Vec<_> = list(&rules["spec"]["groups"][0]["rules"]).collect();
    assert_eq!(alerts.len(), 4);
    let errors = alerts.iter().find(|rule| rule["alert"] == "HighErrorRate").expect("the alert");
    let expression = errors["expr"].as_str().expect("text");
    assert!(expression.contains("/ sum") && expression.ends_with("> 0.05"), "{expression}");
}

#[test]
fn velero_and_argo_cd_find_their_objects_where_they_look() {
    let production = objects("production");
    for (name, ttl) in [("daily", "168h0m0s"), ("weekly", "672h0m0s"), ("monthly", "8760h0m0s")] {
        let schedule = object(&production, "Schedule", &format!("quote-app-{name}"));
        assert_eq!(schedule["metadata"]["namespace"], "velero");
        assert_eq!(schedule["spec"]["template"]["ttl"], ttl);
        assert_eq!(schedule["spec"]["template"]["includedNamespaces"][0], "quote-lab");
    }
    let application = object(&production, "Application", "quote-app");
    assert_eq!(application["metadata"]["namespace"], "argocd");
    let source = &application["spec"]["source"];
    let snapshot = format!(
        "{}/{}",
        source["path"].as_str().expect("text"),
        source["directory"]["include"].as_str().expect("text")
    );
    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(snapshot).is_file());
}

#[test]
fn every_object_says_its_namespace_and_carries_the_standard_labels() {
    let cluster_wide = ["Namespace", "StorageClass", "ClusterRole", "ClusterRoleBinding"];
    for object in objects("production") {
        let metadata = &object["metadata"];
        let kind = object["kind"].as_str().expect("text");
        assert_eq!(metadata["namespace"].is_null(), cluster_wide.contains(&kind), "{metadata:?}");
        for label in ["name", "instance", "version", "component", "part-of", "managed-by"] {
            assert!(metadata["labels"][format!("app.kubernetes.io/{label}")].is_string());
        }
    }
}

#[test]
fn every_container_has_bounds_and_every_server_probes() {
    for object in objects("production") {
        let Some(pod) = pod(&object) else { continue };
        let restricted = object["kind"] != "DaemonSet";
        assert_eq!(pod["securityContext"]["runAsNonRoot"] == true, restricted);
        for container in containers(pod) {
            assert!(container["resources"]["requests"]["memory"].is_string());
            assert!(container["resources"]["limits"]["memory"].is_string());
            assert_eq!(container["securityContext"]["capabilities"]["drop"][0], "ALL");
            assert_eq!(container["securityContext"]["allowPrivilegeEscalation"], false);
            if container["ports"].is_sequence() {
                assert!(container["readinessProbe"].is_mapping());
                assert!(container["livenessProbe"].is_mapping());
            }
        }
    }
}

#[test]
fn with_vault_every_pod_that_reads_a_secret_mounts_the_volume_that_fills_it() {
    let mut readers = 0;
    for object in objects("production") {
        let Some(pod) = pod(&object) else { continue };
        let mut secrets = containers(pod)
            .flat_map(|container| list(&container["env"]))
            .map(|variable| &variable["valueFrom"]["secretKeyRef"]["name"])
            .filter(|name| name.is_string());
        let Some(secret) = secrets.next() else { continue };
        let mut classes = list(&pod["volumes"])
            .map(|volume| &volume["csi"]["volumeAttributes"]["secretProviderClass"]);
        assert!(classes.any(|class| class == secret), "{:?}", object["metadata"]["name"]);
        let mounted = |container: &Value| {
            list(&container["volumeMounts"]).any(|mount| mount["name"] == "vault")
        };
        assert!(containers(pod).all(mounted), "{:?}", object["metadata"]["name"]);
        readers += 1;
    }
    assert!(readers >= 6, "the stack reads secrets");
}

/// Keys of the two Secrets, with everything on.
const KEYS: [&str; 14] = [
    "POSTGRES_PASSWORD",
    "REPLICATION_PASSWORD",
    "READER_PASSWORD",
    "BACKUP_ACCESS_KEY_ID",
    "BACKUP_SECRET_ACCESS_KEY",
    "SLACK_WEBHOOK_URL",
    "PAGERDUTY_ROUTING_KEY",
    "SMTP_PASSWORD",
    "ELASTIC_PASSWORD",
    "KIBANA_PASSWORD",
    "KIBANA_ENCRYPTION_KEY",
    "FLUENTD_PASSWORD",
    "ARCHIVE_ACCESS_KEY_ID",
    "ARCHIVE_SECRET_ACCESS_KEY",
];

#[test]
fn secrets_given_inline_name_every_key_that_is_missing() {
    let words = refused("production --set secrets.mode=inline");
    for key in KEYS {
        assert!(words.contains(&format!("secrets.values.{key} is empty")), "{words}");
    }
    let given: Vec<String> = KEYS
        .iter()
        .map(|key| format!("--set-string secrets.values.{key}=dummy-{key}-of-a-good-length"))
        .collect();
    let inline = objects(&format!("production --set secrets.mode=inline {}", given.join(" ")));
    let app = object(&inline, "Secret", "quote-app-secrets");
    let logging = object(&inline, "Secret", "logging-secrets");
    for key in KEYS {
        let keys = [&app["stringData"][key], &logging["stringData"][key]];
        assert_eq!(keys.iter().filter(|value| value.is_string()).count(), 1, "{key}");
    }
    let words = refused("local --set secrets.mode=inline");
    assert!(words.contains("1 error: nothing was rendered"), "{words}");
    let short = given.join(" ").replace("dummy-KIBANA_ENCRYPTION_KEY-of-a-good-length", "short");
    let words = refused(&format!("production --set secrets.mode=inline {short}"));
    assert!(words.contains("no fewer than 32"), "{words}");
}

#[test]
fn every_mode_fills_the_secrets_that_pods_read() {
    let kinds = ["Secret", "ExternalSecret", "SecretProviderClass"];
    for (mode, kind) in [("existing", ""), ("external", kinds[1]), ("vault", kinds[2])] {
        let rendered = objects(&format!("production --set secrets.mode={mode}"));
        for other in kinds {
            for name in ["quote-app-secrets", "logging-secrets"] {
                assert_eq!(has(&rendered, other, name), other == kind, "{mode}: {other} {name}");
            }
        }
    }
}

#[test]
fn a_changed_set_up_is_another_job() {
    let name = |arguments: &str| {
        let objects = objects(arguments);
        let job = objects.iter().find(|object| object["kind"] == "Job").expect("the Job");
        job["metadata"]["name"].as_str().expect("text").to_owned()
    };
    let now = name("production");
    assert_eq!(now, name("production --set app.image.tag=2.0.0"));
    assert_ne!(now, name("production --set logging.retentionDays=60"));
    let versions =
        "--set logging.elasticsearch.image.tag=8.19.27 --set logging.kibana.image.tag=8.19.27";
    assert_ne!(now, name(&format!("production {versions}")));
}

#[test]
fn contradictions_of_the_logging_stack_are_refused() {
    let words = refused("production --set logging.elasticsearch.replicas=2");
    assert!(words.contains("set it to 1 or 3"), "{words}");
    let words = refused("production --set logging.kibana.image.tag=8.16.0");
    assert!(words.contains("Kibana starts only with its own version"), "{words}");
    let one = rendered("production --set logging.elasticsearch.replicas=1");
    assert!(one.contains("\"index.number_of_replicas\": 0"));
}

#[test]
fn dashboards_are_grafanas() {
    let files = config_files(&objects("production"));
    for (name, panels) in [("quote-app-application.json", 4), ("quote-app-infrastructure.json", 5)]
    {
        let (_, text) = files.iter().find(|(file, _)| file == name).expect(name);
        let dashboard: serde_json::Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(dashboard["panels"].as_array().map(Vec::len), Some(panels), "{name}");
        for panel in dashboard["panels"].as_array().expect("panels") {
            let targets = panel["targets"].as_array().expect("targets");
            assert!(targets.iter().all(|target| target["expr"].is_string()), "{panel}");
        }
    }
}

/// Fluentd's sections, as `<source>`, each closed before the one around it; each reads, filters or
/// sends by a plugin that it names.
#[test]
fn fluentds_sections_are_closed_and_name_their_plugins() {
    let files = config_files(&objects("production"));
    let (_, text) = files.iter().find(|(name, _)| name == "fluent.conf").expect("the file");
    let (mut open, mut plugins) = (Vec::new(), 0);
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("</").and_then(|line| line.strip_suffix('>')) {
            assert_eq!(open.pop(), Some((name.to_owned(), true)), "</{name}>");
        } else if let Some(section) = line.strip_prefix('<').and_then(|line| line.strip_suffix('>'))
        {
            let name = section.split(' ').next().expect("a name").to_owned();
            let has_no_plugin = name == "label";
            open.push((name, has_no_plugin));
        } else if line.starts_with("@type ") {
            open.last_mut().expect("a section").1 = true;
            plugins += 1;
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(plugins > 15, "{plugins} plugins");
}
