//! pcap-analyzer does what its README and its owner's document say.

use std::fs;
use std::path::Path;

use crate::stack::{self, drydock};

fn rendered(arguments: &str) -> String {
    stack::rendered("pcap-analyzer", arguments)
}

fn refused(arguments: &str) -> String {
    stack::refused("pcap-analyzer", arguments)
}

#[test]
fn goldens_hold() {
    let output = drydock("test");
    let words = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&words));
}

#[test]
fn the_kind_cluster_maps_the_port_of_the_service() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("charts/pcap-analyzer");
    let read = |path: &str| -> serde_yaml::Value {
        let text = fs::read_to_string(root.join(path)).expect("a file of the chart");
        serde_yaml::from_str(&text).expect("YAML")
    };
    let values = read("values.yaml");
    let cluster = read("files/kind.yaml");
    let mapping = &cluster["nodes"][0]["extraPortMappings"][0];
    assert_eq!(mapping["containerPort"], values["service"]["nodePort"]);
    assert_eq!(mapping["hostPort"], values["service"]["port"]);
}

#[test]
fn every_variable_of_the_environment_is_a_value() {
    let flags = [
        ("maxUploadSizeMB", "MAX_UPLOAD_SIZE_MB", "1000"),
        ("reportTTLHours", "REPORT_TTL_HOURS", "on"),
        ("dataDir", "DATA_DIR", "/elsewhere"),
        ("logLevel", "LOG_LEVEL", "DEBUG"),
        ("maxQueueSize", "MAX_QUEUE_SIZE", "0x10"),
    ];
    for (value, name, text) in flags {
        let yaml = rendered(&format!("kind --set-string env.{value}={text}"));
        let wanted = [
            format!("- name: {name}\n          value: {text}\n"),
            format!("- name: {name}\n          value: \"{text}\"\n"),
        ];
        assert!(wanted.iter().any(|wanted| yaml.contains(wanted)), "{name}");
    }
}

#[test]
fn the_documents_commands_work() {
    assert!(rendered("kind --set image.tag=v1.1.0").contains("image: pcap-analyzer:v1.1.0\n"));
    assert!(rendered("kind --set env.logLevel=DEBUG").contains("value: DEBUG\n"));
    assert!(
        rendered("kind --set persistence.storageClass=gp2").contains("storageClassName: gp2\n")
    );
    let memory = rendered("kind --set resources.limits.memory=8Gi");
    assert!(memory.contains("memory: 8Gi\n") || memory.contains("memory: \"8Gi\"\n"));
}

#[test]
fn the_guard_names_every_reason_and_what_to_change() {
    let words = refused("kind --set replicaCount=3");
    for reason in ["SQLite", "ReadWriteOnce", "queue in memory"] {
        assert!(words.contains(reason), "{words}");
    }
    for value in ["database.type to postgresql", "storage.type to s3", "queue.type to celery"] {
        assert!(words.contains(value), "{words}");
    }
    assert!(words.contains("--set replicaCount=3"), "{words}");
    assert!(words.contains("3 errors: nothing was rendered"), "{words}");
    rendered("distributed --set replicaCount=5");
}

#[test]
fn without_persistence_there_is_a_warning_and_an_empty_dir() {
    let output = drydock("render pcap-analyzer kind --set persistence.enabled=false");
    assert!(output.status.success());
    let yaml = String::from_utf8_lossy(&output.stdout);
    assert!(yaml.contains("emptyDir:") && !yaml.contains("PersistentVolumeClaim"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("warning[chart-warning]"));
}

fn warnings(arguments: &str) -> String {
    let output = drydock(&format!("render pcap-analyzer {arguments}"));
    assert!(output.status.success(), "{arguments}");
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn uploads_that_nginx_would_refuse_are_warned_of() {
    let words = warnings("ingress --set env.maxUploadSizeMB=1000");
    assert!(words.contains("set that to 1000m or more"), "{words}");
    for fits in [
        "ingress",
        "ingress --set env.maxUploadSizeMB=1000 --set-string ingress.proxyBodySize=1g",
        "ingress --set env.maxUploadSizeMB=1000 --set-string ingress.proxyBodySize=0",
        "cluster --set env.maxUploadSizeMB=1000",
    ] {
        assert!(!warnings(fits).contains("chart-warning"), "{fits}");
    }
}

/// The first apply makes the volume: a snapshot then would be one of nothing.
#[test]
fn snapshots_are_taken_when_they_are_asked_for() {
    assert!(!rendered("cluster").contains("kind: VolumeSnapshot"));
    let asked = "cluster --set snapshot.enabled=true --set snapshot.name=before-4.3";
    let yaml = rendered(asked);
    assert!(yaml.contains("kind: VolumeSnapshot\n") && yaml.contains("name: before-4.3\n"));
    assert!(yaml.contains("volumeSnapshotClassName: csi-snapclass\n"));
    assert!(yaml.contains("persistentVolumeClaimName: pcap-analyzer\n"));
}

#[test]
fn names_that_values_had_once_are_refused_with_the_new_ones() {
    let words = refused("kind --set secrets.existingSecret=x --set image.pullSecrets={regcred}");
    assert!(words.contains("secrets.existingSecret is called secrets.name now"), "{words}");
    assert!(words.contains("image.pullSecrets is called imagePullSecrets now"), "{words}");
}

#[test]
fn secrets_given_inline_name_every_key_that_is_missing() {
    let words = refused("distributed --set secrets.mode=inline");
    let keys = ["DB_PASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "REDIS_PASSWORD"];
    for key in keys {
        assert!(words.contains(&format!("secrets.values.{key} is empty")), "{words}");
    }
    let given: Vec<String> =
        keys.iter().map(|key| format!("--set-string secrets.values.{key}=dummy-{key}")).collect();
    let yaml = rendered(&format!("distributed --set secrets.mode=inline {}", given.join(" ")));
    assert!(yaml.contains("kind: Secret\n"));
    let yaml = rendered("distributed --set secrets.mode=external");
    assert!(yaml.contains("kind: ExternalSecret\n"));
}
