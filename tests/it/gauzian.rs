//! gauzian does what its README and its owner's document say.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::{cases, stack};

const ENVIRONMENTS: [&str; 3] = ["dev", "prod", "hardened"];

const SECRET_KEYS: [&str; 8] = [
    "DB_USER",
    "DB_PASSWORD",
    "DB_NAME",
    "DATABASE_URL",
    "MINIO_ROOT_USER",
    "MINIO_ROOT_PASSWORD",
    "S3_BUCKET",
    "JWT_SECRET",
];

fn rendered(arguments: &str) -> String {
    stack::rendered("gauzian", arguments)
}

fn objects(arguments: &str) -> Vec<Value> {
    stack::objects("gauzian", arguments)
}

fn refused(arguments: &str) -> String {
    stack::refused("gauzian", arguments)
}

fn find<'a>(objects: &'a [Value], kind: &str, name: &str) -> &'a Value {
    let found = objects
        .iter()
        .find(|object| object["kind"] == kind && text(&object["metadata"]["name"]) == name);
    found.unwrap_or_else(|| panic!("no {kind}/{name}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn names(list: &Value) -> Vec<&str> {
    items(list).iter().map(|item| text(&item["name"])).collect()
}

/// The pod template of a workload, a Job or a `CronJob`.
fn template(object: &Value) -> Option<&Value> {
    let spec = &object["spec"];
    [&spec["template"], &spec["jobTemplate"]["spec"]["template"]]
        .into_iter()
        .find(|template| template["spec"].is_object())
}

fn file(path: &str) -> (PathBuf, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("charts/gauzian/files").join(path);
    let text = fs::read_to_string(&path).expect("a file of the chart");
    (path, text)
}

fn dummies() -> String {
    let keys = SECRET_KEYS.map(|key| format!("--set-string secrets.values.{key}=dummy-{key}"));
    format!("{} --set-string secrets.grafana.adminPassword=dummy", keys.join(" "))
}

/// The document tells of a Deployment that was in `gauzian` while all else was in `gauzian-v2`.
#[test]
fn the_namespace_of_the_document_is_refused() {
    let project = TempDir::new().expect("a folder");
    for part in ["charts", "values"] {
        let to = project.path().join(part);
        fs::create_dir(&to).expect("a folder");
        cases::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(part), &to);
    }
    let path = project.path().join("charts/gauzian/templates/gauzian/backend.yaml");
    let template = fs::read_to_string(&path).expect("the backend");
    let (services, deployment) = template.split_once("kind: Deployment").expect("a Deployment");
    let ours = "namespace: {{ values.namespaces.app }}";
    assert!(deployment.contains(ours));
    let deployment = deployment.replacen(ours, "namespace: gauzian", 1);
    fs::write(&path, format!("{services}kind: Deployment{deployment}")).expect("written");
    for environment in ENVIRONMENTS {
        let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
            .args(["render", "gauzian", environment])
            .current_dir(project.path())
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        let words = String::from_utf8_lossy(&output.stderr);
        let errors: Vec<&str> = words.lines().filter(|line| line.starts_with("error[")).collect();
        let trap = "error[undeclared-namespace]: Deployment `gauzian/backend` is in a namespace that nothing creates";
        assert_eq!(errors, [trap], "{words}");
        assert!(words.contains("help: did you mean `gauzian-v2`?"), "{words}");
    }
}

#[test]
fn every_object_is_in_a_namespace_that_is_made() {
    for environment in ENVIRONMENTS {
        let objects = objects(environment);
        let made: BTreeSet<&str> = objects
            .iter()
            .filter(|object| object["kind"] == "Namespace")
            .map(|object| text(&object["metadata"]["name"]))
            .collect();
        for object in &objects {
            match &object["metadata"]["namespace"] {
                Value::Null => {
                    let kind = text(&object["kind"]);
                    assert!(kind == "Namespace" || kind.starts_with("ClusterRole"), "{object}");
                }
                namespace => assert!(made.contains(text(namespace)), "{object}"),
            }
        }
    }
    let elsewhere = objects("prod --set namespaces.app=gauzian");
    assert!(elsewhere.iter().all(|object| object["metadata"]["namespace"] != "gauzian-v2"));
}

#[test]
fn every_object_has_the_standard_labels() {
    for object in ENVIRONMENTS.iter().flat_map(|environment| objects(environment)) {
        for label in ["name", "instance", "version", "component", "part-of", "managed-by"] {
            let label = format!("app.kubernetes.io/{label}");
            assert!(object["metadata"]["labels"][&label].is_string(), "{label}: {object}");
        }
    }
}

#[test]
fn every_container_is_bounded_and_only_node_exporter_needs_more_than_restricted() {
    for object in ENVIRONMENTS.iter().flat_map(|environment| objects(environment)) {
        let Some(template) = template(&object) else { continue };
        let (name, pod) = (text(&object["metadata"]["name"]), &template["spec"]);
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{name}");
        assert_eq!(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault", "{name}");
        let reads_the_host = pod["hostNetwork"] == true;
        assert_eq!(reads_the_host, name == "node-exporter");
        for container in items(&pod["containers"]) {
            for bound in ["requests", "limits"] {
                for resource in ["cpu", "memory"] {
                    assert!(container["resources"][bound][resource].is_string(), "{name}");
                }
            }
            assert_eq!(container["securityContext"]["allowPrivilegeEscalation"], false, "{name}");
            assert_eq!(container["securityContext"]["capabilities"]["drop"][0], "ALL", "{name}");
            if container["ports"].is_array() {
                assert!(container["readinessProbe"].is_object(), "{name}");
                assert!(container["livenessProbe"].is_object(), "{name}");
            }
            assert!(!text(&container["image"]).ends_with(":latest"), "{name}");
        }
    }
}

#[test]
fn the_documents_commands_work() {
    let yaml = rendered("prod --set backend.image.tag=v2 --set front.image.tag=v3");
    assert!(yaml.contains("image: angusvisual/gauzian-backend:v2\n"));
    assert!(yaml.contains("image: angusvisual/gauzian-front:v3\n"));

    let scaled = objects("prod --set backend.hpa.minReplicas=4 --set backend.hpa.maxReplicas=20");
    let hpa = &find(&scaled, "HorizontalPodAutoscaler", "backend-hpa")["spec"];
    assert_eq!((&hpa["minReplicas"], &hpa["maxReplicas"]), (&4.into(), &20.into()));
    let eager = objects("prod --set backend.hpa.cpuUtilization=60");
    let hpa = &find(&eager, "HorizontalPodAutoscaler", "backend-hpa")["spec"];
    assert_eq!(hpa["metrics"][0]["resource"]["target"]["averageUtilization"], 60);

    let wide = objects("prod --set front.replicas=4");
    assert_eq!(find(&wide, "Deployment", "front")["spec"]["replicas"], 4);
    let strong = rendered(
        "prod --set backend.resources.requests.cpu=200m --set backend.resources.limits.cpu=1 \
         --set backend.resources.limits.memory=2Gi -s Deployment/backend",
    );
    assert!(strong.contains("cpu: 200m\n") && strong.contains("memory: 2Gi\n"));

    let open = objects(
        "prod --set middlewares.apiRateLimit.average=200 --set middlewares.apiRateLimit.burst=400",
    );
    let limit = &find(&open, "Middleware", "rate-limit-api")["spec"]["rateLimit"];
    assert_eq!((&limit["average"], &limit["burst"]), (&200.into(), &400.into()));

    let elsewhere = rendered("prod --set storageClass=longhorn");
    assert_eq!(elsewhere.matches("storageClassName: longhorn\n").count(), 4);
    assert!(!rendered("prod --set-string storageClass=").contains("storageClassName"));
}

#[test]
fn either_the_autoscaler_or_the_values_choose_the_number_of_pods() {
    for flags in ["prod", "hardened", "prod --set backend.replicas=null"] {
        let objects = objects(flags);
        assert!(find(&objects, "Deployment", "backend")["spec"]["replicas"].is_null());
    }
    let words = refused("prod --set backend.replicas=5");
    assert!(words.contains("set backend.hpa.minReplicas instead"), "{words}");
    assert!(words.contains("--set backend.replicas=5"), "{words}");

    for (flags, replicas) in [
        ("dev", 1),
        ("dev --set backend.replicas=null", 2),
        ("prod --set backend.hpa.enabled=false", 2),
        ("prod --set backend.hpa.enabled=false --set backend.replicas=5", 5),
        ("hardened --set backend.hpa.enabled=false --set backend.replicas=0", 0),
    ] {
        let objects = objects(flags);
        assert_eq!(find(&objects, "Deployment", "backend")["spec"]["replicas"], replicas);
        assert!(objects.iter().all(|object| object["kind"] != "HorizontalPodAutoscaler"));
    }
}

#[test]
fn the_backend_has_every_documented_variable() {
    let objects = objects("prod");
    let backend = &find(&objects, "Deployment", "backend")["spec"]["template"]["spec"];
    let container = &backend["containers"][0];
    let variables: BTreeSet<&str> = names(&container["env"]).into_iter().collect();
    let documented = "DATABASE_URL DB_USER DB_PASSWORD DB_NAME REDIS_URL S3_ENDPOINT S3_REGION \
        S3_ACCESS_KEY S3_SECRET_KEY S3_BUCKET AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY \
        AWS_DEFAULT_REGION JWT_SECRET COOKIE_SECURE HOST PORT RUST_LOG MAX_CONCURRENT_UPLOADS";
    assert_eq!(variables, documented.split_whitespace().collect());

    let probe = &container["startupProbe"];
    let seconds = probe["periodSeconds"].as_i64().unwrap_or_default()
        * probe["failureThreshold"].as_i64().unwrap_or_default();
    assert_eq!(seconds, 60);
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
        assert_eq!(container[probe]["httpGet"]["path"], "/health/ready");
    }
}

#[test]
fn every_key_that_is_read_is_in_a_secret_that_is_made() {
    let objects = objects(&format!("hardened --set secrets.mode=inline {}", dummies()));
    for object in &objects {
        let Some(template) = template(object) else { continue };
        let variables = items(&template["spec"]["containers"])
            .iter()
            .flat_map(|container| items(&container["env"]));
        for variable in variables {
            let reference = &variable["valueFrom"]["secretKeyRef"];
            if reference.is_object() {
                let secret = find(&objects, "Secret", text(&reference["name"]));
                assert_eq!(secret["metadata"]["namespace"], object["metadata"]["namespace"]);
                assert!(secret["stringData"][text(&reference["key"])].is_string(), "{variable}");
            }
        }
    }
}

#[test]
fn secrets_given_inline_name_every_key_that_is_missing() {
    let words = refused("prod --set secrets.mode=inline");
    for key in SECRET_KEYS {
        assert!(words.contains(&format!("secrets.values.{key} is empty")), "{words}");
    }
    assert!(words.contains("secrets.grafana.adminPassword is empty"), "{words}");
    assert!(words.contains("9 errors: nothing was rendered"), "{words}");
    let words = refused("dev --set secrets.mode=inline --set-string secrets.values.DB_USER=x");
    assert!(words.contains("7 errors: nothing was rendered"), "{words}");
}

#[test]
fn secrets_come_from_where_the_mode_says() {
    let kinds = |arguments: &str| -> Vec<String> {
        let secrets = objects(arguments).into_iter().filter_map(|object| {
            let kind = text(&object["kind"]).to_owned();
            let name = text(&object["metadata"]["name"]).to_owned();
            kind.contains("Secret").then(|| format!("{kind}/{name}"))
        });
        secrets.collect()
    };
    assert!(kinds("prod").is_empty());
    let inline = kinds(&format!("prod --set secrets.mode=inline {}", dummies()));
    assert_eq!(inline, ["Secret/gauzian-secrets", "Secret/grafana-admin"]);
    let external = ["ExternalSecret/gauzian-secrets", "ExternalSecret/grafana-admin"];
    assert_eq!(kinds("hardened"), external);

    let objects = objects("hardened");
    let filled = find(&objects, "ExternalSecret", "gauzian-secrets");
    let keys: Vec<&str> =
        items(&filled["spec"]["data"]).iter().map(|item| text(&item["secretKey"])).collect();
    assert_eq!(keys, SECRET_KEYS);
}

#[test]
fn names_that_values_had_once_are_refused_with_the_new_ones() {
    let words = refused("dev --set postgres.size=9Gi --set minio.image=minio:v1");
    assert!(words.contains("`minio.image` must be a map"), "{words}");
    for name in ["postgres", "redis", "minio", "backup"] {
        let words = refused(&format!("dev --set {name}.size=9Gi"));
        assert!(words.contains(&format!("is called {name}.storage.size now")), "{words}");
    }
}

#[test]
fn a_job_with_another_template_has_another_name() {
    let jobs = |arguments: &str| -> Vec<String> {
        let jobs = objects(arguments).into_iter().filter(|object| object["kind"] == "Job");
        jobs.map(|job| text(&job["metadata"]["name"]).to_owned()).collect()
    };
    let before = jobs("prod");
    assert!(before[0].starts_with("minio-bucket-") && before[1].starts_with("migrations-"));
    assert_eq!(jobs("prod"), before);
    assert_eq!(jobs("prod --set backend.image.tag=v2"), before);
    let migrated = jobs("prod --set migrations.image.tag=v2");
    assert_eq!(migrated[0], before[0]);
    assert_ne!(migrated[1], before[1]);
    assert_eq!(jobs("prod --set migrations.enabled=false"), before[..1]);
}

#[test]
fn routes_have_the_documented_middlewares_in_their_order() {
    let objects = objects("prod");
    let middlewares: Vec<&str> = objects
        .iter()
        .filter(|object| object["kind"] == "Middleware")
        .map(|object| text(&object["metadata"]["name"]))
        .collect();
    assert_eq!(middlewares.len(), 8);

    let https = &find(&objects, "IngressRoute", "gauzian-https")["spec"];
    assert_eq!(https["tls"]["certResolver"], "letsencrypt");
    let wanted: [(&str, &str, u64, &[&str]); 4] = [
        ("Host(`minio.gauzian.pupin.fr`)", "minio", 9001, &["security-headers", "inflight-limit"]),
        (
            "Host(`gauzian.pupin.fr`) && PathPrefix(`/api`)",
            "backend",
            8080,
            &[
                "rate-limit-api",
                "inflight-limit",
                "security-headers",
                "strip-api-prefix",
                "compress",
            ],
        ),
        (
            "Host(`gauzian.pupin.fr`) && PathPrefix(`/s3`)",
            "minio",
            9000,
            &["rate-limit-s3", "security-headers", "strip-s3-prefix", "compress"],
        ),
        ("Host(`gauzian.pupin.fr`)", "front", 8080, &["security-headers", "compress"]),
    ];
    let routes = items(&https["routes"]);
    assert_eq!(routes.len(), wanted.len());
    for (route, (rule, service, port, order)) in routes.iter().zip(wanted) {
        assert_eq!(route["match"], rule);
        assert_eq!(names(&route["services"]), [service]);
        assert_eq!(route["services"][0]["port"], port);
        assert_eq!(names(&route["middlewares"]), order);
        assert!(order.iter().all(|name| middlewares.contains(name)));
    }

    let http = &find(&objects, "IngressRoute", "gauzian-http")["spec"]["routes"][0];
    assert!(text(&http["match"]).ends_with("!PathPrefix(`/.well-known/acme-challenge/`)"));
    assert_eq!(names(&http["middlewares"]), ["redirect-https"]);
    assert_eq!(http["services"][0]["kind"], "TraefikService");
    assert_eq!(http["services"][0]["name"], "noop@internal");
}

#[test]
fn without_tls_cookies_and_addresses_are_plain_too() {
    let yaml = rendered("dev");
    assert!(yaml.contains("- name: COOKIE_SECURE\n          value: \"false\"\n"));
    assert!(yaml.contains("http://minio.gauzian.localhost"));
    assert!(!yaml.contains("websecure") && !yaml.contains("certResolver"));
}

#[test]
fn every_policy_selects_pods_of_this_chart() {
    let objects = objects("hardened");
    let selects_pods = |selector: &Value| {
        let wanted = selector["matchLabels"].as_object().expect("labels");
        let mut pods = objects.iter().filter_map(template);
        !wanted.is_empty()
            && pods.any(|pod| {
                wanted.iter().all(|(label, value)| pod["metadata"]["labels"][label] == *value)
            })
    };
    let policies: Vec<&Value> =
        objects.iter().filter(|object| object["kind"] == "NetworkPolicy").collect();
    assert_eq!(policies.len(), 4);
    for policy in policies {
        let spec = &policy["spec"];
        assert!(selects_pods(&spec["podSelector"]), "{policy}");
        let rules = items(&spec["ingress"]).iter().chain(items(&spec["egress"]));
        let peers = rules.flat_map(|rule| items(&rule["from"]).iter().chain(items(&rule["to"])));
        for peer in peers {
            // Of another namespace, or of this chart.
            let elsewhere = peer["namespaceSelector"].is_object();
            assert!(elsewhere || selects_pods(&peer["podSelector"]), "{peer}");
        }
    }
    let backend = &find(&objects, "NetworkPolicy", "backend-netpol")["spec"]["egress"];
    let dns = items(backend).iter().any(|rule| rule["ports"][0]["port"] == 53);
    assert!(dns, "without DNS nothing is found");
}

#[test]
fn dashboards_are_json_with_the_documented_panels() {
    let panels = [
        (
            "gauzian",
            vec![
                "Request Rate",
                "Response Time",
                "Error Rate",
                "Active Connections",
                "Database Pool",
                "Redis Hit Rate",
                "S3 Operations",
                "File Operations",
            ],
        ),
        (
            "sysadmin",
            vec![
                "CPU Usage",
                "Memory Usage",
                "Disk I/O",
                "Network Traffic",
                "Pod Restarts",
                "HPA Scaling Events",
            ],
        ),
    ];
    let objects = objects("prod");
    for (name, titles) in panels {
        let map = find(&objects, "ConfigMap", &format!("grafana-dashboard-{name}"));
        assert_eq!(map["metadata"]["labels"]["grafana_dashboard"], "1");
        let json = text(&map["data"][format!("{name}.json")]);
        let dashboard: Value = serde_json::from_str(json).expect("JSON");
        let found: Vec<&str> =
            items(&dashboard["panels"]).iter().map(|panel| text(&panel["title"])).collect();
        assert_eq!(found, titles);
        let targets = items(&dashboard["panels"]).iter().flat_map(|panel| items(&panel["targets"]));
        for target in targets {
            let query = text(&target["expr"]);
            assert_eq!(query.matches('(').count(), query.matches(')').count(), "{query}");
            if query.starts_with("histogram_quantile") {
                assert!(query.contains("sum by (le)"), "{query}");
            }
        }
    }
}

#[test]
fn configurations_are_yaml_and_find_what_they_scrape() {
    let objects =
        objects("prod --set monitoring.prometheus.alertmanagers={alerts.monitoring:9093}");
    let read = |map: &str, key: &str| -> serde_yaml::Value {
        let text = text(&find(&objects, "ConfigMap", map)["data"][key]);
        serde_yaml::from_str(text).expect("YAML")
    };
    let config = read("prometheus-config", "prometheus.yml");
    let jobs = config["scrape_configs"].as_sequence().expect("jobs");
    let names: Vec<&str> = jobs.iter().filter_map(|job| job["job_name"].as_str()).collect();
    assert_eq!(names, ["prometheus", "node-exporter", "kube-state-metrics", "gauzian-backend"]);
    for job in jobs.iter().filter(|job| !job["kubernetes_sd_configs"].is_null()) {
        let discovery = &job["kubernetes_sd_configs"][0];
        let label = discovery["selectors"][0]["label"].as_str().expect("a selector");
        let app = label.strip_prefix("app=").expect("the label app");
        let namespace = discovery["namespaces"]["names"][0].as_str().expect("a namespace");
        let scraped = objects.iter().any(|object| {
            let labelled = template(object).map(|template| &template["metadata"]["labels"]["app"]);
            object["metadata"]["namespace"] == namespace
                && labelled.is_some_and(|label| label == app)
        });
        assert!(scraped, "{app} in {namespace}");
    }
    let alertmanager = &config["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"][0];
    assert_eq!(alertmanager.as_str(), Some("alerts.monitoring:9093"));

    let rules = read("prometheus-config", "rules.yml");
    assert!(rules["groups"].as_sequence().is_some_and(|groups| !groups.is_empty()));
    let sources = read("grafana-datasources", "datasources.yaml");
    assert_eq!(sources["datasources"][0]["url"].as_str(), Some("http://prometheus:9090"));
    let provider = read("grafana-dashboards-provider", "provider.yaml");
    let path = provider["providers"][0]["options"]["path"].as_str().expect("a path");
    let grafana = &find(&objects, "Deployment", "grafana")["spec"]["template"]["spec"];
    let mounts = items(&grafana["containers"][0]["volumeMounts"]);
    assert!(mounts.iter().any(|mount| mount["mountPath"] == path));
}

/// One bad night is told once, and a backup that does not come is told until it comes.
#[test]
fn alerts_of_jobs_end_when_their_cause_does() {
    let rules: serde_yaml::Value =
        serde_yaml::from_str(&file("prometheus/rules.yml").1).expect("YAML");
    let groups = rules["groups"].as_sequence().expect("groups");
    let rules = groups.iter().flat_map(|group| group["rules"].as_sequence().expect("rules"));
    let query = |name: &str| -> String {
        let mut rules = rules.clone();
        let rule = rules.find(|rule| rule["alert"].as_str() == Some(name));
        rule.and_then(|rule| rule["expr"].as_str()).expect(name).to_owned()
    };
    assert!(query("JobFailed").contains("kube_job_status_start_time < 86400"));
    let backup = query("BackupTooOld");
    assert!(backup.contains("last_successful_time") && backup.contains("kube_cronjob_created"));
    let objects = objects("hardened");
    let job = find(&objects, "CronJob", "postgres-backup");
    assert_eq!(job["spec"]["timeZone"], "Etc/UTC");
    let metrics = find(&objects, "Deployment", "kube-state-metrics");
    let args = &metrics["spec"]["template"]["spec"]["containers"][0]["args"];
    assert!(args.to_string().contains("cronjobs") && args.to_string().contains(",jobs,"));
}

#[test]
fn a_changed_configuration_is_another_pod() {
    let hash = |arguments: &str| -> String {
        let objects = objects(arguments);
        let prometheus = &find(&objects, "Deployment", "prometheus")["spec"]["template"];
        text(&prometheus["metadata"]["annotations"]["checksum/config"]).to_owned()
    };
    assert_ne!(hash("prod"), hash("prod --set monitoring.prometheus.scrapeInterval=15s"));
}

#[test]
fn metrics_are_on_a_volume_or_bounded() {
    let pod = |arguments: &str| -> Value {
        let objects = objects(arguments);
        find(&objects, "Deployment", "prometheus")["spec"]["template"]["spec"]["volumes"].clone()
    };
    assert_eq!(pod("prod")[1]["persistentVolumeClaim"]["claimName"], "prometheus-pvc");
    let lost = pod("prod --set monitoring.prometheus.persistence.enabled=false");
    assert_eq!(lost[1]["emptyDir"]["sizeLimit"], "20Gi");
}

#[test]
fn a_failed_dump_is_no_backup() {
    assert!(file("backup.sh").1.contains("set -o pipefail"));
}

#[test]
fn the_reader_of_dumps_fits_the_backup() {
    let pod: serde_yaml::Value = serde_yaml::from_str(&file("backup-reader.yaml").1).expect("YAML");
    let objects = objects("hardened");
    let job = find(&objects, "CronJob", "postgres-backup");
    assert_eq!(job["spec"]["schedule"], "0 2 * * *");
    let backup = template(job).expect("a pod");
    let claim = &pod["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"];
    let volume = &backup["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"];
    assert_eq!(claim.as_str(), volume.as_str());
    assert_eq!(pod["metadata"]["namespace"].as_str(), job["metadata"]["namespace"].as_str());
    let image = &backup["spec"]["containers"][0]["image"];
    assert_eq!(pod["spec"]["containers"][0]["image"].as_str(), image.as_str());
    let server = &find(&objects, "Deployment", "postgres")["spec"]["template"]["spec"];
    assert_eq!(&server["containers"][0]["image"], image);
}

#[test]
fn only_hardened_is_hardened() {
    let level = |arguments: &str, namespace: &str| -> Value {
        let objects = objects(arguments);
        let labels = &find(&objects, "Namespace", namespace)["metadata"]["labels"];
        labels["pod-security.kubernetes.io/enforce"].clone()
    };
    assert_eq!(level("hardened", "gauzian-v2"), "restricted");
    assert_eq!(level("hardened", "monitoring"), "privileged");
    assert_eq!(level("prod", "gauzian-v2"), Value::Null);
    let objects = objects("prod");
    for kind in ["NetworkPolicy", "CronJob", "ExternalSecret"] {
        assert!(objects.iter().all(|object| object["kind"] != kind), "{kind}");
    }
}

#[test]
fn the_readme_lists_every_value() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("charts/gauzian");
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    let values = fs::read_to_string(root.join("values.yaml")).expect("values.yaml");
    let values: serde_yaml::Value = serde_yaml::from_str(&values).expect("YAML");
    let mut keys = Vec::new();
    collect_keys(&values, "", &mut keys);
    assert!(keys.len() > 100);
    for key in keys.iter().filter(|key| *key != "externals") {
        assert!(readme.contains(&format!("\n| `{key}` |")), "{key}");
    }
}

fn collect_keys(values: &serde_yaml::Value, above: &str, keys: &mut Vec<String>) {
    let Some(map) = values.as_mapping() else {
        keys.push(above.to_owned());
        return;
    };
    for (key, below) in map {
        let key = key.as_str().expect("a text key");
        let path = if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") };
        collect_keys(below, &path, keys);
    }
}
