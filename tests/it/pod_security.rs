//! The Pod Security Standards: each control by pods of its own, in every version of Kubernetes.

use std::collections::BTreeSet;
use std::ops::RangeFrom;

use drydock::check::policy::{Level as Weight, Policy, Preset, Target};
use drydock::check::surroundings::Surroundings;
use drydock::check::verdict::together;
use drydock::diagnostic::{Code, Report};
use drydock::kube::pod_security::Standard;
use serde_json::{Value as Json, json};

/// A pod that keeps `restricted`.
fn sound() -> Json {
    let container = |name: &str| {
        json!({
            "name": name,
            "image": "registry.k8s.io/pause",
            "securityContext": {
                "allowPrivilegeEscalation": false,
                "capabilities": {"drop": ["ALL"]},
            },
        })
    };
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web", "annotations": {}},
        "spec": {
            "securityContext": {
                "runAsNonRoot": true,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "initContainers": [container("first")],
            "containers": [container("web")],
            "ephemeralContainers": [container("debugger")],
        },
    })
}

/// What is changed of the sound pod: at a place, to a value; null takes it away.
type Change = (&'static str, Json);

/// A control that is broken, of which standards, and since which version.
type Broken = (&'static str, Standards, RangeFrom<u32>);

/// Changes of a pod, and the controls that it breaks then.
type Row = (Vec<Change>, Vec<Broken>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standards {
    Both,
    Baseline,
    Restricted,
}

use Standards::{Baseline, Both, Restricted};

const CONTAINERS: [&str; 3] =
    ["/spec/initContainers/0", "/spec/containers/0", "/spec/ephemeralContainers/0"];

/// What each container may break, by a change of its security context.
#[allow(clippy::too_many_lines, reason = "it is a table")]
fn of_containers() -> Vec<(&'static str, Json, Vec<Broken>)> {
    let capabilities = |add: &str| json!({"drop": ["ALL"], "add": [add]});
    vec![
        ("privileged", json!(true), vec![("privileged", Both, 25..)]),
        ("privileged", json!(false), vec![]),
        ("capabilities", capabilities("NET_BIND_SERVICE"), vec![]),
        (
            "capabilities",
            capabilities("CHOWN"),
            vec![("capabilities_restricted", Restricted, 25..)],
        ),
        (
            "capabilities",
            capabilities("NET_RAW"),
            vec![
                ("capabilities_baseline", Baseline, 25..),
                ("capabilities_restricted", Restricted, 25..),
            ],
        ),
        (
            "capabilities",
            capabilities("chown"),
            vec![
                ("capabilities_baseline", Baseline, 25..),
                ("capabilities_restricted", Restricted, 25..),
            ],
        ),
        (
            "capabilities",
            json!({"drop": ["SYS_TIME"]}),
            vec![("capabilities_restricted", Restricted, 25..)],
        ),
        ("capabilities", json!(null), vec![("capabilities_restricted", Restricted, 25..)]),
        (
            "allowPrivilegeEscalation",
            json!(true),
            vec![("allowPrivilegeEscalation", Restricted, 25..)],
        ),
        (
            "allowPrivilegeEscalation",
            json!(null),
            vec![("allowPrivilegeEscalation", Restricted, 25..)],
        ),
        (
            "procMount",
            json!("Unmasked"),
            vec![
                ("procMount", Baseline, 25..),
                ("procMount before 1.35", Restricted, 25..),
                ("procMount_restricted", Restricted, 35..),
            ],
        ),
        ("procMount", json!("Default"), vec![]),
        ("runAsNonRoot", json!(false), vec![("runAsNonRoot", Restricted, 25..)]),
        ("runAsNonRoot", json!(true), vec![]),
        ("runAsUser", json!(0), vec![("runAsUser", Restricted, 25..)]),
        ("runAsUser", json!(1000), vec![]),
        ("seLinuxOptions", json!({}), vec![]),
        ("seLinuxOptions", json!({"type": "container_t", "level": "s0"}), vec![]),
        (
            "seLinuxOptions",
            json!({"type": "container_engine_t"}),
            vec![("seLinuxOptions before 1.31", Both, 25..)],
        ),
        ("seLinuxOptions", json!({"type": "spc_t"}), vec![("seLinuxOptions", Both, 25..)]),
        ("seLinuxOptions", json!({"user": "u"}), vec![("seLinuxOptions", Both, 25..)]),
        ("seLinuxOptions", json!({"role": "r"}), vec![("seLinuxOptions", Both, 25..)]),
        ("seccompProfile", json!({"type": "Localhost", "localhostProfile": "a"}), vec![]),
        (
            "seccompProfile",
            json!({"type": "Unconfined"}),
            vec![
                ("seccompProfile_baseline", Baseline, 25..),
                ("seccompProfile_restricted", Restricted, 25..),
            ],
        ),
        ("appArmorProfile", json!({"type": "RuntimeDefault"}), vec![]),
        ("appArmorProfile", json!({"type": "Unconfined"}), vec![("appArmorProfile", Both, 25..)]),
        ("windowsOptions", json!({"hostProcess": true}), vec![("windowsHostProcess", Both, 25..)]),
        ("windowsOptions", json!({"hostProcess": false}), vec![]),
    ]
}

#[allow(clippy::too_many_lines, reason = "it is a table")]
fn of_pods() -> Vec<Row> {
    let context = |field: &'static str, value: Json| (field, value);
    let sysctl = |name: &str| json!([{"name": name, "value": "1"}]);
    let volume = |source: &str| json!([{"name": "v", source: {}}]);
    let of_all = "/spec/securityContext/sysctls";
    let mut rows: Vec<Row> = vec![
        (vec![], vec![]),
        (vec![("/spec/hostNetwork", json!(true))], vec![("hostNamespaces", Both, 25..)]),
        (vec![("/spec/hostPID", json!(true))], vec![("hostNamespaces", Both, 25..)]),
        (vec![("/spec/hostIPC", json!(true))], vec![("hostNamespaces", Both, 25..)]),
        (vec![("/spec/hostIPC", json!(false))], vec![]),
        (vec![(of_all, sysctl("kernel.shm_rmid_forced"))], vec![]),
        (vec![(of_all, sysctl("kernel.msgmax"))], vec![("sysctls", Both, 25..)]),
        (
            vec![(of_all, sysctl("net.ipv4.ip_local_reserved_ports"))],
            vec![("sysctls before 1.27", Both, 25..)],
        ),
        (
            vec![(of_all, sysctl("net.ipv4.tcp_fin_timeout"))],
            vec![("sysctls before 1.29", Both, 25..)],
        ),
        (vec![(of_all, sysctl("net.ipv4.tcp_rmem"))], vec![("sysctls before 1.32", Both, 25..)]),
        (
            vec![(of_all, sysctl("net.ipv4.tcp_notsent_lowat"))],
            vec![("sysctls before 1.37", Both, 25..)],
        ),
        (
            vec![context("/spec/securityContext/runAsUser", json!(0))],
            vec![("runAsUser", Restricted, 25..)],
        ),
        (
            vec![("/spec/securityContext/runAsNonRoot", json!(null))],
            vec![("runAsNonRoot", Restricted, 25..)],
        ),
        (
            vec![("/spec/securityContext/seccompProfile", json!(null))],
            vec![("seccompProfile_restricted", Restricted, 25..)],
        ),
        (
            vec![
                ("/spec/securityContext/runAsNonRoot", json!(null)),
                ("/spec/hostUsers", json!(false)),
            ],
            vec![("runAsNonRoot before 1.35", Restricted, 25..)],
        ),
        (
            vec![("/spec/securityContext/runAsUser", json!(0)), ("/spec/hostUsers", json!(false))],
            vec![("runAsUser before 1.35", Restricted, 25..)],
        ),
        (
            vec![
                ("/spec/containers/0/securityContext/procMount", json!("Unmasked")),
                ("/spec/hostUsers", json!(false)),
            ],
            vec![("procMount before 1.35", Both, 25..), ("procMount_restricted", Restricted, 35..)],
        ),
        (
            vec![
                ("/spec/os", json!({"name": "windows"})),
                ("/spec/containers/0/securityContext", json!({})),
                ("/spec/initContainers/0/securityContext", json!({})),
                ("/spec/ephemeralContainers/0/securityContext", json!({})),
                ("/spec/securityContext/seccompProfile", json!(null)),
            ],
            vec![],
        ),
        (
            vec![(
                "/metadata/annotations/container.apparmor.security.beta.kubernetes.io~1web",
                json!("unconfined"),
            )],
            vec![("appArmorProfile", Both, 25..)],
        ),
        (
            vec![(
                "/metadata/annotations/container.apparmor.security.beta.kubernetes.io~1web",
                json!("localhost/a"),
            )],
            vec![],
        ),
        (
            vec![(
                "/metadata/annotations/seccomp.security.alpha.kubernetes.io~1pod",
                json!("unconfined"),
            )],
            vec![],
        ),
        (
            vec![("/spec/volumes", json!([{"name": "v", "hostPath": {"path": "/"}}]))],
            vec![("hostPathVolumes", Baseline, 25..), ("restrictedVolumes", Restricted, 25..)],
        ),
    ];
    for source in
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "projected", "secret"]
    {
        rows.push((vec![("/spec/volumes", volume(source))], vec![]));
    }
    for source in [
        "nfs",
        "iscsi",
        "gitRepo",
        "glusterfs",
        "rbd",
        "fc",
        "azureFile",
        "flexVolume",
        "storageos",
    ] {
        rows.push((
            vec![("/spec/volumes", volume(source))],
            vec![("restrictedVolumes", Restricted, 25..)],
        ));
    }
    rows
}

#[test]
fn pods_break_the_controls_that_they_break() {
    for (changes, broken) in of_pods() {
        holds(&changed(&changes), &broken);
    }
}

#[test]
fn containers_of_all_sorts_break_them() {
    for container in CONTAINERS {
        for (field, value, broken) in of_containers() {
            let mut pod = sound();
            set(&mut pod, &format!("{container}/securityContext/{field}"), value);
            holds(&pod, &broken);
        }
        for (ports, broken) in [
            (json!([{"containerPort": 80}]), vec![]),
            (json!([{"containerPort": 80, "hostPort": 0}]), vec![]),
            (json!([{"containerPort": 80, "hostPort": 80}]), vec![("hostPorts", Both, 25..)]),
        ] {
            let mut pod = sound();
            set(&mut pod, &format!("{container}/ports"), ports);
            holds(&pod, &broken);
        }
        for handler in ["livenessProbe", "readinessProbe", "startupProbe"] {
            for action in ["httpGet", "tcpSocket"] {
                for (host, broken) in
                    [("", vec![]), ("10.0.0.1", vec![("hostProbesAndHostLifecycle", Both, 34..)])]
                {
                    let mut pod = sound();
                    let probe = json!({action: {"port": 80, "host": host}});
                    set(&mut pod, &format!("{container}/{handler}"), probe);
                    holds(&pod, &broken);
                }
            }
        }
        for hook in ["postStart", "preStop"] {
            let mut pod = sound();
            let lifecycle = json!({hook: {"httpGet": {"port": 80, "host": "other"}}});
            set(&mut pod, &format!("{container}/lifecycle"), lifecycle);
            holds(&pod, &[("hostProbesAndHostLifecycle", Both, 34..)]);
        }
    }
}

#[test]
fn templates_are_judged_as_their_pods() {
    let mut pod = sound();
    set(&mut pod, "/spec/hostNetwork", json!(true));
    let template = json!({"metadata": pod["metadata"], "spec": pod["spec"]});
    let of = |api_version: &str, kind: &str, spec: Json| json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}, "spec": spec});
    let with = |template: &Json| json!({"template": template});
    let mut pod_template = of("v1", "PodTemplate", json!({}));
    pod_template["template"] = template.clone();
    let objects = [
        of("apps/v1", "Deployment", with(&template)),
        of("apps/v1", "ReplicaSet", with(&template)),
        of("apps/v1", "StatefulSet", with(&template)),
        of("apps/v1", "DaemonSet", with(&template)),
        of("v1", "ReplicationController", with(&template)),
        of("batch/v1", "Job", with(&template)),
        of("batch/v1", "CronJob", json!({"jobTemplate": {"spec": with(&template)}})),
        pod_template,
    ];
    for object in &objects {
        assert_eq!(
            found(object, "baseline:v1.36"),
            ["hostNamespaces".to_owned()].into(),
            "{object}"
        );
        assert_eq!(found(object, "privileged"), [].into(), "{object}");
    }
}

fn holds(pod: &Json, broken: &[Broken]) {
    for minor in 25..=37 {
        for (level, standards) in [("baseline", Baseline), ("restricted", Restricted)] {
            let is_asked = |of: Standards| of == Both || of == standards;
            let breaks =
                broken.iter().filter(|(_, of, since)| is_asked(*of) && since.contains(&minor));
            let names = breaks.filter_map(|(name, ..)| match name.split_once(" before 1.") {
                Some((name, end)) => {
                    let end: u32 = end.parse().expect("a version");
                    (minor < end).then_some(name)
                }
                None => Some(*name),
            });
            // Of `restricted`, the controls of `baseline` hold where it has none of its own.
            let expected: BTreeSet<String> = names.map(str::to_owned).collect();
            assert_eq!(
                found(pod, &format!("{level}:v1.{minor}")),
                expected,
                "{level} 1.{minor}: {pod}"
            );
        }
    }
}

/// The controls that an object breaks.
fn found(object: &Json, standard: &str) -> BTreeSet<String> {
    let policy = Policy {
        preset: Some(Preset::None),
        levels: vec![(Target::Rule(Code::PodSecurity), Weight::Error)],
        demanded: Some(Standard::parse(standard).expect("a standard")),
        ..Policy::default()
    };
    let surroundings = Surroundings { policy, ..Surroundings::default() };
    let said = together(&[("pod.yaml", &object.to_string())], &surroundings, &mut Report::new());
    said.iter().filter_map(|it| it.said.control).map(str::to_owned).collect()
}

fn changed(changes: &[Change]) -> Json {
    let mut pod = sound();
    for (at, value) in changes {
        set(&mut pod, at, value.clone());
    }
    pod
}

/// Puts a value at a pointer whose last part may not be there yet; null takes away what is.
fn set(pod: &mut Json, at: &str, value: Json) {
    let (above, field) = at.rsplit_once('/').expect("a pointer");
    let map = pod.pointer_mut(above).and_then(Json::as_object_mut).expect("a map");
    let field = field.replace("~1", "/");
    if value.is_null() {
        map.remove(&field);
    } else {
        map.insert(field, value);
    }
}
