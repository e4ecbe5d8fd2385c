//! quote-app does what its README and its owner's documents say.

use std::fs;
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

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value:?} is not a text"))
}

fn variable<'a>(container: &'a Value, name: &str) -> &'a Value {
    let found = list(&container["env"]).find(|variable| variable["name"] == name);
    found.unwrap_or_else(|| panic!("no {name}"))
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
        assert_eq!(pod["enableServiceLinks"], false);
        assert!(pod["automountServiceAccountToken"].is_bool());
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

/// Names of the Secrets, and the keys, that a container's variables come from.
fn read_by(container: &Value) -> Vec<(String, String)> {
    list(&container["env"])
        .map(|variable| &variable["valueFrom"]["secretKeyRef"])
        .filter(|reference| reference.is_mapping())
        .map(|reference| (text(&reference["name"]).to_owned(), text(&reference["key"]).to_owned()))
        .collect()
}

/// The keys that a class puts into its volume, and into the Secret of its name.
fn keys_of(class: &Value) -> Vec<String> {
    let secret = &class["spec"]["secretObjects"][0];
    assert_eq!(secret["secretName"], class["metadata"]["name"]);
    list(&secret["data"]).map(|item| text(&item["key"]).to_owned()).collect()
}

#[test]
fn with_vault_a_container_mounts_what_it_reads_and_nothing_else() {
    let production = objects("production");
    let mut readers = 0;
    for workload in &production {
        let Some(pod) = pod(workload) else { continue };
        let class_of = |mount: &Value| {
            // What is mounted of a claim's template is no volume of the pod's own.
            let volume = list(&pod["volumes"]).find(|volume| volume["name"] == mount["name"]);
            let csi = volume.map_or(Value::Null, |volume| volume["csi"].clone());
            csi["volumeAttributes"]["secretProviderClass"].clone()
        };
        for container in containers(pod) {
            let mounts = list(&container["volumeMounts"]);
            let classes: Vec<Value> = mounts.map(class_of).filter(Value::is_string).collect();
            let mut read = read_by(container);
            if container["name"] == "keeper" {
                assert_eq!(classes, ["quote-app-secrets-alertmanager"]);
                continue;
            }
            assert_eq!(classes.len(), usize::from(!read.is_empty()), "{:?}", container["name"]);
            let Some(class) = classes.first() else { continue };
            let keys = keys_of(&object(&production, "SecretProviderClass", text(class)));
            assert!(read.iter().all(|(secret, key)| secret == text(class) && keys.contains(key)));
            // What prepares a member of PostgreSQL is the same image as the member.
            if container["name"] != "prepare" {
                read.sort();
                read.dedup_by(|one, two| one.1 == two.1);
                assert_eq!(read.len(), keys.len(), "{class:?} holds more than is read");
            }
            readers += 1;
        }
    }
    assert!(readers >= 8, "{readers} containers read secrets");
    let alerts = object(&production, "AlertmanagerConfig", "quote-app");
    let slack = &alerts["spec"]["receivers"][0]["slackConfigs"][0]["apiURL"];
    assert_eq!(slack["name"], "quote-app-secrets-alertmanager");
}

/// Keys of the application's Secret, with everything on.
const KEYS: [&str; 9] = [
    "POSTGRES_PASSWORD",
    "SUPERUSER_PASSWORD",
    "REPLICATION_PASSWORD",
    "READER_PASSWORD",
    "BACKUP_ACCESS_KEY_ID",
    "BACKUP_SECRET_ACCESS_KEY",
    "SLACK_WEBHOOK_URL",
    "PAGERDUTY_ROUTING_KEY",
    "SMTP_PASSWORD",
];

/// Keys of the Secret of the logging stack.
const LOGGING_KEYS: [&str; 6] = [
    "ELASTIC_PASSWORD",
    "KIBANA_PASSWORD",
    "KIBANA_ENCRYPTION_KEY",
    "FLUENTD_PASSWORD",
    "ARCHIVE_ACCESS_KEY_ID",
    "ARCHIVE_SECRET_ACCESS_KEY",
];

fn modes(mode: &str) -> String {
    format!("--set secrets.mode={mode} --set logging.secrets.mode={mode}")
}

#[test]
fn secrets_given_inline_name_every_key_that_is_missing() {
    let inline = format!("production {}", modes("inline"));
    let paths: Vec<String> = KEYS
        .map(|key| format!("secrets.values.{key}"))
        .into_iter()
        .chain(LOGGING_KEYS.map(|key| format!("logging.secrets.values.{key}")))
        .collect();
    let words = refused(&inline);
    for path in &paths {
        assert!(words.contains(&format!(" {path} is empty")), "{words}");
    }
    let given: Vec<String> = paths
        .iter()
        .map(|path| format!("--set-string {path}=a-dummy-of-a-length-that-is-good-enough"))
        .collect();
    let rendered = objects(&format!("{inline} {}", given.join(" ")));
    for (name, keys) in [("quote-app-secrets", &KEYS[..]), ("logging-secrets", &LOGGING_KEYS)] {
        let secret = object(&rendered, "Secret", name);
        let given = secret["stringData"].as_mapping().expect("keys");
        assert!(keys.iter().all(|key| given.contains_key(*key)), "{name}");
        assert_eq!(given.len(), keys.len(), "{name}");
    }
    let words = refused("local --set secrets.mode=inline");
    assert!(words.contains("2 errors: nothing was rendered"), "{words}");
    let short = "--set-string logging.secrets.values.KIBANA_ENCRYPTION_KEY=short";
    let words = refused(&format!("{inline} {} {short}", given.join(" ")));
    assert!(words.contains("no fewer than 32"), "{words}");
}

#[test]
fn every_mode_fills_the_secrets_that_are_read() {
    for (mode, kind) in [("external", "ExternalSecret"), ("vault", "SecretProviderClass")] {
        let rendered = objects(&format!("production {}", modes(mode)));
        for (secret, _) in rendered.iter().filter_map(pod).flat_map(containers).flat_map(read_by) {
            assert!(has(&rendered, kind, &secret), "{mode}: {secret}");
        }
        assert!(!has(&rendered, "Secret", "quote-app-secrets"));
    }
    let existing = objects(&format!("production {}", modes("existing")));
    let kinds = ["Secret", "ExternalSecret", "SecretProviderClass"];
    assert!(existing.iter().all(|object| !kinds.contains(&text(&object["kind"]))));
    assert!(!has(&existing, "Deployment", "alertmanager-secrets"));
}

#[test]
fn names_that_values_had_once_are_refused_with_the_new_ones() {
    for (old, new) in [
        ("app.imagePullSecrets=null", ""),
        ("app.imagePullSecrets={regcred}", "imagePullSecrets"),
        ("networkPolicy.enabled=true", "networkPolicies"),
        ("namespaces.logging=logs", "logging.namespace"),
        ("secrets.appSecret=other", "secrets.name"),
        ("secrets.vault.loggingPath=other", "logging.secrets.vault.path"),
        ("secrets.values.ELASTIC_PASSWORD=x", "logging.secrets.values.ELASTIC_PASSWORD"),
    ] {
        let arguments = format!("local --set {old}");
        if new.is_empty() {
            rendered(&arguments);
        } else {
            let words = refused(&arguments);
            assert!(words.contains(&format!("is called {new} now")), "{words}");
        }
    }
}

#[test]
fn the_application_is_no_superuser() {
    for (environment, kind) in [("local", "Deployment"), ("production", "StatefulSet")] {
        let rendered = objects(environment);
        let app = object(&rendered, "Deployment", "quote-app");
        let app = &app["spec"]["template"]["spec"]["containers"][0];
        let server = object(&rendered, kind, "postgres");
        let server = &server["spec"]["template"]["spec"]["containers"][0];
        assert_eq!(variable(app, "PGUSER")["value"], "quotes");
        assert_eq!(variable(server, "POSTGRES_USER")["value"], "postgres");
        assert_eq!(variable(server, "OWNER")["value"], "quotes");
        let key = |container, name| variable(container, name)["valueFrom"]["secretKeyRef"].clone();
        assert_eq!(key(app, "PGPASSWORD")["key"], key(server, "OWNER_PASSWORD")["key"]);
        assert_ne!(key(app, "PGPASSWORD")["key"], key(server, "POSTGRES_PASSWORD")["key"]);
        let mounted = list(&server["volumeMounts"]).any(|mount| {
            text(&mount["mountPath"]).starts_with("/docker-entrypoint-initdb.d")
                && mount["name"] == "config"
        });
        assert!(mounted, "{environment}: the script that makes the owner");
        let files = config_files(&rendered);
        assert!(files.iter().any(|(name, text)| name == "owner.sql" && text.contains("OWNER TO")));
    }
}

/// A script of the logging chart, whose folders are the one that it runs in.
fn script(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("charts/quote-app/charts/logging/files");
    let text = fs::read_to_string(root.join(name)).expect("a file of the chart");
    // Copied onto itself it would be an error.
    text.replace("cp /setup/elasticsearch.yml /prepared/", "touch elasticsearch.yml")
        .replace("/prepared/", "./")
        .replace("/setup/", "./")
}

/// Fluentd can log in only once the archive, the retention and the template are there: so a bucket
/// that is missing loses no logs, and makes no index without the template.
#[test]
fn fluentd_is_let_in_last() {
    let curl = |fails_at: &str| {
        // The last words are `--write-out FORMAT URL`; what is asked of is the URL's path.
        format!(
            "url=\"${{!#}}\"; echo \"${{url#*//*/}}\" >> calls
             case \"$url\" in *{fails_at}) echo 500 ;; *) echo 200 ;; esac"
        )
    };
    let calls = |fails_at: &str| {
        let curl = curl(fails_at);
        let variables = [
            ("ELASTIC_PASSWORD", "dummy"),
            ("KIBANA_PASSWORD", "dummy"),
            ("FLUENTD_PASSWORD", "dummy"),
            ("ELASTICSEARCH", "https://elasticsearch:9200"),
        ];
        let files = [
            "fluentd-role.json",
            "snapshot-repository.json",
            "slm-policy.json",
            "ilm-policy.json",
            "index-template.json",
        ];
        let setup = format!("touch {}\n{}", files.join(" "), script("elasticsearch/setup.sh"));
        let (output, folder) = stack::run("bash", &setup, &[("curl", &curl)], &variables);
        let calls = fs::read_to_string(folder.path().join("calls")).expect("calls");
        let calls: Vec<String> = calls.lines().map(str::to_owned).collect();
        (output.status.success(), calls)
    };
    let (done, all) = calls("/never");
    assert!(done, "{all:?}");
    assert_eq!(all.last().map(String::as_str), Some("_security/user/fluentd"));
    let place = |name: &str| all.iter().position(|call| call == name).expect(name);
    for name in ["_snapshot/archive", "_slm/policy/archive", "_index_template/fluentd"] {
        assert!(place(name) < place("_security/role/fluentd"));
    }
    let (done, some) = calls("/_snapshot/archive");
    assert!(!done && some.iter().all(|call| !call.contains("fluentd")), "{some:?}");
}

/// `cluster.initial_master_nodes` founds a cluster: it may stand nowhere once there is one.
#[test]
fn only_the_first_node_founds_a_cluster_and_only_once() {
    let config = config_files(&objects("production"));
    let (_, text) = config.iter().find(|(name, _)| name == "elasticsearch.yml").expect("the file");
    assert!(!text.contains("initial_master_nodes"));
    let keystore = "mkdir -p config; touch config/elasticsearch.keystore; [ $1 = create ] || cat";
    let keystore = ("elasticsearch-keystore", keystore);
    let founds = |pod: &str, data: &str| {
        let variables = [
            ("POD_NAME", pod),
            ("NODES", "3"),
            ("HEADLESS", "headless.invalid"),
            ("FOUND_AFTER", "0"),
            ("ELASTIC_PASSWORD", "dummy"),
            ("ARCHIVE_ACCESS_KEY_ID", "dummy"),
            ("ARCHIVE_SECRET_ACCESS_KEY", "dummy"),
        ];
        let prepare = format!("mkdir -p {data}\n{}", script("elasticsearch/prepare.sh"));
        let (output, folder) = stack::run("bash", &prepare, &[keystore], &variables);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = fs::read_to_string(folder.path().join("elasticsearch.yml")).expect("written");
        text.contains("cluster.initial_master_nodes: [elasticsearch-0]")
    };
    assert!(founds("elasticsearch-0", "data"));
    assert!(!founds("elasticsearch-0", "data/_state"));
    assert!(!founds("elasticsearch-1", "data"));
    // Only where others may have data does the first one wait for them.
    let wait = |arguments: &str| {
        let rendered = objects(arguments);
        let nodes = object(&rendered, "StatefulSet", "elasticsearch");
        let prepare = &nodes["spec"]["template"]["spec"]["initContainers"][0];
        variable(prepare, "FOUND_AFTER")["value"].clone()
    };
    assert_eq!(wait("production"), "120");
    assert_eq!(wait("production --set logging.elasticsearch.replicas=1"), "0");
}

#[test]
fn an_archive_that_is_not_amazons_is_spoken_to_as_it_understands() {
    let files = |arguments: &str| {
        let files = config_files(&objects(arguments));
        let find =
            |name: &str| files.iter().find(|(file, _)| file == name).expect("the file").1.clone();
        (find("elasticsearch.yml"), find("snapshot-repository.json"))
    };
    let (config, repository) = files("production");
    assert!(!config.contains("path_style_access"));
    assert!(repository.contains("\"server_side_encryption\": true"));
    let (config, repository) = files("production --set logging.archive.endpoint=minio.example");
    assert!(config.contains("s3.client.default.path_style_access: true\n"), "{config}");
    assert!(repository.contains("\"server_side_encryption\": false"), "{repository}");
}

#[test]
fn a_pod_that_waits_for_its_next_crash_still_is_one_that_crashes() {
    let rules = object(&objects("production"), "PrometheusRule", "quote-app");
    let rules = &rules["spec"]["groups"][0]["rules"];
    let crashes = list(rules).find(|rule| rule["alert"] == "PodCrashLooping").expect("the alert");
    let query = text(&crashes["expr"]);
    let (document, waits) = query.split_once("\nor\n").expect("two halves");
    assert!(document.ends_with("[5m])) > 3"), "{document}");
    assert!(waits.contains("reason=\"CrashLoopBackOff\""), "{waits}");
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
            let has_no_plugin = ["label", "record"].contains(&name.as_str());
            open.push((name, has_no_plugin));
        } else if line.starts_with("@type ") {
            open.last_mut().expect("a section").1 = true;
            plugins += 1;
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(plugins > 15, "{plugins} plugins");
    // The filter that joins parts drops this key; and `parser` makes a document of each item of an array.
    assert!(text.contains("partial_cri_stream_key part_of\n"), "`stream` is kept");
    let application = text.split("<filter app.var.log.containers.quote-app-*.log>").nth(1);
    let application = application.expect("the application's lines").trim_start();
    assert!(application.starts_with("@type record_transformer\n"), "an array is one line");
}
