//! data-processing does what its README and its owner's document say.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_yaml::Value;

use crate::stack::{self, drydock};

const KEYS: [&str; 13] = [
    "RABBITMQ_ADMIN_USERNAME",
    "RABBITMQ_ADMIN_PASSWORD",
    "RABBITMQ_USERNAME",
    "RABBITMQ_PASSWORD",
    "RABBITMQ_ERLANG_COOKIE",
    "RABBITMQ_URI",
    "MONGODB_ROOT_USERNAME",
    "MONGODB_ROOT_PASSWORD",
    "MONGODB_USERNAME",
    "MONGODB_PASSWORD",
    "MONGODB_REPLICA_SET_KEY",
    "MONGODB_EXPORTER_PASSWORD",
    "MONGODB_BACKUP_PASSWORD",
];

fn rendered(arguments: &str) -> String {
    stack::rendered("data-processing", arguments)
}

fn refused(arguments: &str) -> String {
    stack::refused("data-processing", arguments)
}

fn objects(arguments: &str) -> Vec<Value> {
    serde_yaml::Deserializer::from_str(&rendered(arguments))
        .map(|document| serde::Deserialize::deserialize(document).expect("YAML"))
        .collect()
}

/// The one object of this kind whose name begins so.
fn object(arguments: &str, kind: &str, name: &str) -> Value {
    let mut found = objects(arguments);
    found.retain(|object| {
        object["kind"] == kind && text(&object["metadata"]["name"]).starts_with(name)
    });
    assert_eq!(found.len(), 1, "{arguments}: {kind} {name}");
    found.remove(0)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value:?} is not a text"))
}

fn items(value: &Value) -> &[Value] {
    value.as_sequence().unwrap_or_else(|| panic!("{value:?} is not a list"))
}

fn variable<'a>(pod: &'a Value, name: &str) -> &'a Value {
    let env = items(&pod["containers"][0]["env"]);
    env.iter().find(|variable| variable["name"] == name).unwrap_or_else(|| panic!("no {name}"))
}

fn chart() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("charts/data-processing")
}

fn pods(object: &Value) -> Option<&Value> {
    match text(&object["kind"]) {
        "Deployment" | "StatefulSet" | "Job" => Some(&object["spec"]["template"]),
        "CronJob" => Some(&object["spec"]["jobTemplate"]["spec"]["template"]),
        _ => None,
    }
}

#[test]
fn the_update_script_is_a_flag() {
    let yaml = rendered("prod --set spark.image.tag=v1.2.0");
    assert!(yaml.contains("image: registry.example.com/spark-processor:v1.2.0\n"));
    let yaml = rendered("prod --set api.image.tag=v1.3.0");
    assert!(yaml.contains("image: registry.example.com/swagger-api:v1.3.0\n"));
}

#[test]
fn an_update_of_the_code_leaves_the_jobs_and_the_databases_alone() {
    let jobs = |arguments| -> Vec<String> {
        let kept = |object: &Value| ["Job", "StatefulSet"].contains(&text(&object["kind"]));
        let found = objects(arguments).into_iter().filter(kept);
        found.map(|object| serde_yaml::to_string(&object).expect("YAML")).collect()
    };
    assert_eq!(jobs("prod"), jobs("prod --set spark.image.tag=v1.2.0 --set api.image.tag=v1.3.0"));
}

#[test]
fn the_rules_of_scaling_are_those_of_the_document() {
    let spec = &object("prod", "ScaledObject", "spark-processor")["spec"];
    assert_eq!(spec["scaleTargetRef"]["name"], "spark-processor");
    for (field, number) in [
        ("minReplicaCount", 1),
        ("maxReplicaCount", 10),
        ("pollingInterval", 15),
        ("cooldownPeriod", 60),
    ] {
        assert_eq!(spec[field], number, "{field}");
    }
    let behavior = &spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"];
    assert_eq!(behavior["scaleUp"]["stabilizationWindowSeconds"], 0);
    assert_eq!(behavior["scaleUp"]["policies"][0]["periodSeconds"], 15);
    assert_eq!(behavior["scaleDown"]["stabilizationWindowSeconds"], 60);
    let triggers: Vec<(&str, &str)> = items(&spec["triggers"])
        .iter()
        .map(|trigger| (text(&trigger["type"]), text(&trigger["metadata"]["value"])))
        .collect();
    assert_eq!(triggers, [("rabbitmq", "10"), ("cpu", "70"), ("memory", "80")]);
    let yaml = rendered("prod --set keda.maxReplicas=8 --set keda.queueLength=50");
    assert!(yaml.contains("maxReplicaCount: 8\n") && yaml.contains("value: \"50\"\n"));
}

#[test]
fn keda_logs_in_by_a_uri_of_the_secret() {
    let spec = &object("prod", "TriggerAuthentication", "spark-processor")["spec"];
    let host = &spec["secretTargetRef"][0];
    assert_eq!(host["parameter"], "host");
    assert_eq!(host["name"], "rabbitmq-secret");
    assert_eq!(host["key"], "RABBITMQ_URI");
    let keys = items(&object("prod", "ExternalSecret", "rabbitmq-secret")["spec"]["data"]).to_vec();
    assert!(keys.iter().any(|key| key["secretKey"] == "RABBITMQ_URI"));
}

#[test]
fn the_number_of_spark_pods_has_one_master() {
    let deployment = object("prod", "Deployment", "spark-processor");
    assert!(deployment["spec"].get("replicas").is_none());
    let deployment = object("dev --set spark.replicas=3", "Deployment", "spark-processor");
    assert_eq!(deployment["spec"]["replicas"], 3);
    rendered("prod --set spark.replicas=null");

    let words = refused("prod --set spark.replicas=3");
    assert!(words.contains("set keda.minReplicas instead"), "{words}");
    assert!(words.contains("--set spark.replicas=3"), "{words}");
    let words = refused("prod --set keda.minReplicas=11");
    assert!(words.contains("keda.maxReplicas"), "{words}");
}

#[test]
fn what_the_quota_would_refuse_is_found_before() {
    let words = refused("prod --set keda.maxReplicas=30 --set backup.storage.size=2Ti");
    for limit in ["requests.memory", "limits.cpu", "limits.memory", "requests.storage"] {
        assert!(words.contains(&format!("quota.hard.{limit} is")), "{words}");
    }
    let words = refused("prod --set spark.resources.limits.memory=9Gi");
    assert!(words.contains("above limitRange.max.memory 8Gi"), "{words}");
}

#[test]
fn the_readers_of_dumps_have_the_image_of_the_database() {
    let readme = fs::read_to_string(chart().join("README.md")).expect("README.md");
    let mongodb = object("prod", "StatefulSet", "mongodb");
    let image = text(&mongodb["spec"]["template"]["spec"]["containers"][0]["image"]).to_owned();
    assert!(readme.contains(&format!("      image: {image}\n")), "{image}");
}

#[test]
fn an_even_number_of_members_is_warned_of() {
    let output = drydock("render data-processing prod --set rabbitmq.replicas=2");
    assert!(output.status.success());
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("rabbitmq.replicas is 2: an even number"), "{words}");
}

#[test]
fn the_replica_set_has_stable_names() {
    let job = object("prod", "Job", "mongodb-replica-set-");
    let pod = &job["spec"]["template"]["spec"];
    let members: Vec<String> = (0..3)
        .map(|ordinal| format!("mongodb-{ordinal}.mongodb.data-processing.svc.cluster.local:27017"))
        .collect();
    assert_eq!(variable(pod, "MEMBERS")["value"], members.join(","));
    let data = object("prod", "ConfigMap", "connections")["data"].clone();
    let uri = format!("mongodb://{}/?replicaSet=rs0&authSource=admin", members.join(","));
    assert!(text(&data["MONGODB_HOST"]).starts_with(&uri), "{data:?}");
    let service = object("prod", "Service", "mongodb");
    assert_eq!(service["spec"]["clusterIP"], "None");
    assert_eq!(service["spec"]["publishNotReadyAddresses"], true);
}

#[test]
fn a_job_is_another_one_when_its_work_is() {
    let name = |arguments: &str, job: &str| {
        text(&object(arguments, "Job", job)["metadata"]["name"]).to_owned()
    };
    for (job, flag) in [
        ("mongodb-replica-set-", "--set mongodb.replicas=5"),
        ("mongodb-replica-set-", "--set mongodb.image.tag=8.0.29"),
        ("rabbitmq-queue-", "--set rabbitmq.queue=other"),
    ] {
        assert_ne!(name("", job), name(flag, job), "{flag}");
    }
}

#[test]
fn scripts_and_settings_are_what_the_pods_read() {
    let config = object("prod", "ConfigMap", "rabbitmq-config")["data"].clone();
    let plugins = text(&config["enabled_plugins"]);
    assert!(plugins.starts_with('[') && plugins.trim_end().ends_with("]."), "an Erlang term");
    for plugin in ["management", "prometheus", "peer_discovery_k8s"] {
        assert!(plugins.contains(&format!("rabbitmq_{plugin}")), "{plugins}");
    }
    for settings in ["dev", "prod", "prod --set rabbitmq.tls.keepPlain=true"] {
        let config = object(settings, "ConfigMap", "rabbitmq-config")["data"].clone();
        for line in text(&config["rabbitmq.conf"]).lines() {
            let setting = line.split_once(" = ").is_some_and(|(key, value)| {
                !key.contains(' ') && !value.is_empty() && !value.contains("{{")
            });
            assert!(setting || line.is_empty() || line.starts_with("# "), "{line}");
        }
    }
    let conf = text(&config["rabbitmq.conf"]);
    assert!(
        conf.contains("listeners.tcp = none\n") && conf.contains("listeners.ssl.default = 5671\n")
    );
    assert!(conf.contains("total_memory_available_override_value = 1717986919\n"), "{conf}");
}

#[test]
fn the_first_member_alone_makes_the_root_user() {
    let script = fs::read_to_string(chart().join("files/mongodb/start.sh")).expect("a file");
    // In place of the image's entrypoint: what it would be given.
    let script =
        script.replace("exec docker-entrypoint.sh", "echo ${MONGO_INITDB_ROOT_USERNAME-none}");
    for (host, wanted) in [
        ("mongodb-0", "root mongod\n"),
        ("mongodb-2", "none mongod\n"),
        ("mongodb-10", "none mongod\n"),
    ] {
        let output = Command::new("bash")
            .args(["-c", &script, "start.sh", "mongod"])
            .env("HOSTNAME", host)
            .env("MONGO_INITDB_ROOT_USERNAME", "root")
            .env("MONGO_INITDB_ROOT_PASSWORD", "dummy")
            .output()
            .expect("bash runs");
        assert_eq!(String::from_utf8_lossy(&output.stdout), wanted, "{host}");
    }
}

/// What the Job of the queue sends, with these users; none if it refuses to.
fn sent_by_the_job(user: &str) -> Option<Vec<serde_json::Value>> {
    let queue = fs::read_to_string(chart().join("files/rabbitmq/queue.sh")).expect("a file");
    let curl = ("curl", "cat <&3 >&2; tr -d '\\n'; echo");
    let variables = [
        ("RABBITMQ_ADMIN_USERNAME", "admin"),
        ("RABBITMQ_ADMIN_PASSWORD", "s\"ecret"),
        ("RABBITMQ_USERNAME", user),
        ("RABBITMQ_PASSWORD", "p\\a\"ss"),
        ("RABBITMQ_QUEUE", "data-stream"),
        ("RABBITMQ_MANAGEMENT", "http://rabbitmq"),
    ];
    let (output, _) = stack::run("sh", &queue, &[curl], &variables);
    let words = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        assert!(words.contains("is the administrator"), "{words}");
        return None;
    }
    assert!(words.contains("user = \"admin:s\\\"ecret\"\n"), "{words}");
    let sent = String::from_utf8(output.stdout).expect("text");
    Some(sent.lines().map(|line| serde_json::from_str(line).expect(line)).collect())
}

#[test]
fn sparks_user_of_rabbitmq_has_rights_on_the_queue_alone() {
    let sent = sent_by_the_job("spark").expect("calls");
    let user = &sent[1]["users"][0];
    assert_eq!(user["name"], "spark");
    assert_eq!(user["password"], "p\\a\"ss");
    assert_eq!(user["tags"], serde_json::json!([]));
    let rights = &sent[1]["permissions"][0];
    assert_eq!(rights["user"], "spark");
    assert_eq!(rights["configure"], "^data[-]stream$");
    assert_eq!(rights["read"], "^data[-]stream$");
    assert_eq!(rights["write"], "^(data[-]stream|amq[.]default)$");
    assert_eq!(sent_by_the_job("admin"), None);

    let keys = |kind: &str, name: &str| {
        let object = object("prod", kind, name);
        let pod = &pods(&object).expect("pods")["spec"];
        let env = items(&pod["containers"][0]["env"]);
        let keys = env.iter().map(|variable| &variable["valueFrom"]["secretKeyRef"]["key"]);
        keys.filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    let spark = keys("Deployment", "spark-processor");
    assert!(spark.iter().all(|key| !key.contains("ADMIN") && !key.contains("ROOT")), "{spark:?}");
    let server = keys("StatefulSet", "rabbitmq");
    assert_eq!(server, ["RABBITMQ_ADMIN_USERNAME", "RABBITMQ_ADMIN_PASSWORD"]);
    let same = "prod --set secrets.mode=inline --set secrets.values.RABBITMQ_USERNAME=x \
                --set secrets.values.RABBITMQ_ADMIN_USERNAME=x";
    assert!(refused(same).contains("is the administrator: give Spark a user of its own"));
}

/// Behind `python main.py` Spark takes the level of the gateway's logger for all.
#[test]
fn the_level_of_sparks_log_counts_in_python_too() {
    let config = object("prod --set spark.logLevel=error", "ConfigMap", "spark-config");
    let text = text(&config["data"]["log4j2.properties"]);
    assert!(text.contains("rootLogger.level = error\n"));
    assert!(text.contains(
        "logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer\n\
         logger.gateway.level = error\n"
    ));
}

#[test]
fn backups_have_a_time_zone() {
    assert_eq!(object("prod", "CronJob", "mongodb-backup")["spec"]["timeZone"], "Etc/UTC");
}

#[test]
fn names_that_values_had_once_are_refused_with_the_new_ones() {
    for name in ["rabbitmq", "mongodb", "backup"] {
        let words = refused(&format!("dev --set {name}.storage.class=fast"));
        assert!(words.contains(&format!("is called {name}.storage.storageClass now")), "{words}");
    }
    let words = refused("dev --set mongodb.image=mongo:8.0.30 --set secrets.rabbitmq=other");
    assert!(words.contains("repository") && words.contains("name"), "{words}");
}

/// mongosh is in no registry: node runs the script over a replica set in memory.
#[test]
fn the_script_of_the_replica_set_can_run_again() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("node")
        .arg(root.join("tests/programs/mongosh.js"))
        .args(["3", "3", "5", "3"])
        .env("SCRIPT", chart().join("files/mongodb/replica-set.js"))
        .envs([("REPLICA_SET", "rs0"), ("DATABASE", "processing"), ("TLS_OPTIONS", "")])
        .envs([("MONGODB_ROOT_USERNAME", "ro@ot"), ("MONGODB_ROOT_PASSWORD", "p:a/s")])
        .envs([("MONGODB_USERNAME", "app"), ("MONGODB_PASSWORD", "dummy")])
        .env("MONGODB_BACKUP_PASSWORD", "dummy")
        .output();
    let Ok(output) = output else {
        eprintln!("node is not found here: the script is not run");
        return;
    };
    let three = "mongodb-0 mongodb-1 mongodb-2";
    let wanted = format!("{three}\n{three}\n{three} mongodb-3 mongodb-4\n{three}\napp backup\n");
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(String::from_utf8_lossy(&output.stdout), wanted, "{words}");
}

#[test]
fn the_dashboard_has_eight_panels() {
    let config = object("prod", "ConfigMap", "data-processing-dashboard");
    assert_eq!(config["metadata"]["labels"]["grafana_dashboard"], "1");
    let json = text(&config["data"]["data-processing.json"]);
    let dashboard: serde_json::Value = serde_json::from_str(json).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels");
    assert_eq!(panels.len(), 8);
    for panel in panels {
        let targets = panel["targets"].as_array().expect("targets");
        assert!(!targets.is_empty() && targets.iter().all(|target| target["expr"].is_string()));
    }
}

#[test]
fn prometheus_selects_the_monitors_and_the_rules() {
    let all = objects("prod --set monitoring.release=stack");
    let watched = all
        .iter()
        .filter(|object| text(&object["apiVersion"]).starts_with("monitoring.coreos.com"));
    let mut names: Vec<&str> = watched
        .map(|object| {
            assert_eq!(object["metadata"]["labels"]["release"], "stack");
            text(&object["metadata"]["name"])
        })
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["data-processing", "mongodb", "rabbitmq", "spark-processor", "swagger-api"]);
    let rule = object("prod", "PrometheusRule", "data-processing");
    let alerts: Vec<&str> = items(&rule["spec"]["groups"][0]["rules"])
        .iter()
        .map(|rule| text(&rule["alert"]))
        .collect();
    for alert in ["QueueGrowing", "PodCrashLooping", "VolumeFillingUp"] {
        assert!(alerts.contains(&alert), "{alerts:?}");
    }
}

#[test]
fn every_pod_is_isolated_and_reached_by_a_policy_of_its_own() {
    let all = objects("prod");
    let policies: Vec<&Value> =
        all.iter().filter(|object| object["kind"] == "NetworkPolicy").collect();
    let everything = Value::Mapping(serde_yaml::Mapping::new());
    assert!(policies.iter().any(|policy| policy["spec"]["podSelector"] == everything));
    for object in &all {
        let Some(pod) = pods(object) else { continue };
        let labels = &pod["metadata"]["labels"];
        let own = policies.iter().any(|policy| {
            let selector = policy["spec"]["podSelector"]["matchLabels"].as_mapping();
            selector.is_some_and(|selector| {
                selector.iter().all(|(key, value)| labels.get(key) == Some(value))
            })
        });
        assert!(own, "{} has no policy", text(&object["metadata"]["name"]));
    }
}

#[test]
fn development_holds_nothing_that_needs_an_operator() {
    let kinds: Vec<String> =
        objects("dev").iter().map(|object| text(&object["apiVersion"]).to_owned()).collect();
    for group in
        ["keda.sh", "monitoring.coreos.com", "cert-manager.io", "external-secrets.io", "policy"]
    {
        assert!(!kinds.iter().any(|kind| kind.starts_with(group)), "{group}");
    }
    for name in ["rabbitmq", "mongodb"] {
        assert_eq!(object("dev", "StatefulSet", name)["spec"]["replicas"], 1);
    }
}

#[test]
fn the_label_that_the_documents_commands_select_on_is_there() {
    for (kind, name) in [
        ("StatefulSet", "rabbitmq"),
        ("StatefulSet", "mongodb"),
        ("Deployment", "spark-processor"),
        ("Deployment", "swagger-api"),
    ] {
        let object = object("prod", kind, name);
        assert_eq!(object["spec"]["template"]["metadata"]["labels"]["app"], name);
    }
}

#[test]
fn secrets_given_inline_name_every_key_that_is_missing() {
    let words = refused("prod --set secrets.mode=inline");
    for key in KEYS {
        assert!(words.contains(&format!("secrets.values.{key} is empty")), "{words}");
    }
    let words = refused("dev --set secrets.mode=inline");
    assert!(!words.contains("EXPORTER") && !words.contains("BACKUP"), "{words}");

    let yaml = rendered(&format!("prod --set secrets.mode=inline {}", dummies("amqps")));
    assert_eq!(yaml.matches("\nkind: Secret\n").count(), 2);
    assert!(!yaml.contains("kind: ExternalSecret\n"));
}

#[test]
fn a_uri_that_keda_could_not_use_is_refused() {
    let words = refused(&format!("prod --set secrets.mode=inline {}", dummies("amqp")));
    assert!(words.contains("secrets.values.RABBITMQ_URI is not of the form amqps://"), "{words}");
    assert!(!words.contains("dummy-password"), "{words}");
    rendered(&format!("dev --set secrets.mode=inline {}", dummies("amqp")));
}

fn dummies(scheme: &str) -> String {
    let dummy = |key| match key {
        "RABBITMQ_URI" => format!("{scheme}://user:dummy-password@rabbitmq:5671/"),
        _ => format!("dummy-{key}"),
    };
    let flags = KEYS.map(|key| format!("--set-string secrets.values.{key}={}", dummy(key)));
    flags.join(" ")
}

#[test]
fn secrets_are_referred_to_or_fetched() {
    assert!(!rendered("dev").contains("\nkind: Secret\n"));
    let external = rendered("prod");
    assert_eq!(external.matches("\nkind: ExternalSecret\n").count(), 2);
    for key in KEYS {
        assert!(external.contains(&format!("property: {key}\n")), "{key}");
    }
    let existing = rendered("prod --set secrets.mode=existing");
    assert!(!existing.contains("kind: ExternalSecret\n") && !existing.contains("\nkind: Secret\n"));
    assert!(
        existing.contains("name: rabbitmq-secret\n") && existing.contains("name: mongodb-secret\n")
    );
}
