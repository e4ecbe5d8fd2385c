//! Rules by more than the examples of their pages: what they find, and what they leave alone.

use drydock::check::policy::{Level, Policy, Preset, Target};
use drydock::check::rules;
use drydock::check::surroundings::Surroundings;
use drydock::check::verdict::together;

#[test]
fn quotas_count_what_they_name() {
    let quota = |hard: &str| {
        format!(
            "apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q}}\nspec: {{hard: {{{hard}}}}}\n---\n"
        )
    };
    let web = deployment(2, "resources: {requests: {cpu: 300m}, limits: {memory: 1Gi}}", "");
    for (hard, found) in [
        ("requests.cpu: 600m", 0),
        ("requests.cpu: 599m", 1),
        ("cpu: 500m", 1),
        ("limits.memory: 2Gi", 0),
        ("limits.memory: 2047Mi", 1),
        // A limit is a request where there is none.
        ("requests.memory: 2Gi", 0),
        // Each container must say what is counted.
        ("limits.cpu: 10", 1),
        ("pods: 1", 1),
        ("pods: 2", 0),
        ("count/deployments.apps: 0", 1),
        ("configmaps: 0", 0),
        ("requests.example.com/gpu: 0", 1),
    ] {
        assert_eq!(count("refused-by-quota", &(quota(hard) + &web)), found, "{hard}");
    }
    let range = "apiVersion: v1\nkind: LimitRange\nmetadata: {name: r}\nspec: {limits: [{type: \
                 Container, default: {cpu: 1}}]}\n---\n";
    let filled = quota("limits.cpu: 2") + range + &web;
    assert_eq!(count("refused-by-quota", &filled), 0, "the range fills the limit in");
    let scoped = quota("pods: 1").replace("spec: {", "spec: {scopes: [BestEffort], ") + &web;
    assert_eq!(count("refused-by-quota", &scoped), 0, "a quota of some pods");
}

#[test]
fn ranges_bound_containers_pods_and_claims() {
    let range = |limits: &str| {
        format!(
            "apiVersion: v1\nkind: LimitRange\nmetadata: {{name: r}}\nspec: {{limits: [{{{limits}}}]}}\n---\n"
        )
    };
    let web = deployment(2, "resources: {requests: {cpu: 300m}, limits: {memory: 1Gi}}", "");
    let claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: \
                 {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n";
    for (limits, objects, found) in [
        ("type: Container, max: {memory: 1Gi}", &*web, 0),
        ("type: Container, max: {memory: 512Mi}", &web, 1),
        ("type: Container, min: {memory: 2Gi}", &web, 1),
        ("type: Container, max: {cpu: 200m}", &web, 1),
        ("type: Pod, max: {memory: 512Mi}", &web, 1),
        ("type: Pod, max: {memory: 1Gi}", &web, 0),
        ("type: PersistentVolumeClaim, max: {storage: 512Mi}", claim, 1),
        ("type: PersistentVolumeClaim, min: {storage: 2Gi}", claim, 1),
        ("type: PersistentVolumeClaim, min: {storage: 1Gi}", claim, 0),
    ] {
        let found_here = count("refused-by-limit-range", &(range(limits) + objects));
        assert_eq!(found_here, found, "{limits}");
    }
}

#[test]
fn affinities_that_contradict_themselves_are_found() {
    let node = |expressions: &str| {
        format!(
            "nodeSelector: {{zone: a}}, affinity: {{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: \
             {{nodeSelectorTerms: [{{matchExpressions: [{expressions}]}}]}}}}}}"
        )
    };
    let term = "requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: \
                {app: web}}, topologyKey: zone}]";
    for (fields, found) in [
        (node("{key: zone, operator: In, values: [a, b]}"), 0),
        (node("{key: zone, operator: In, values: [b]}"), 1),
        (node("{key: zone, operator: NotIn, values: [a]}"), 1),
        (node("{key: zone, operator: DoesNotExist}"), 1),
        (node("{key: d, operator: In, values: [x]}, {key: d, operator: NotIn, values: [x]}"), 1),
        (node("{key: d, operator: In, values: [x]}, {key: d, operator: DoesNotExist}"), 1),
        (node("{key: d, operator: In, values: [x, y]}, {key: d, operator: NotIn, values: [x]}"), 0),
        (format!("affinity: {{podAntiAffinity: {{{term}}}}}"), 0),
        (format!("affinity: {{podAffinity: {{{term}}}, podAntiAffinity: {{{term}}}}}"), 1),
        (format!("nodeSelector: {{zone: a}}, affinity: {{podAntiAffinity: {{{term}}}}}"), 1),
        (format!("nodeSelector: {{disk: a}}, affinity: {{podAntiAffinity: {{{term}}}}}"), 0),
    ] {
        let web = deployment(2, "image: x", &fields);
        assert_eq!(count("unsatisfiable-affinity", &web), found, "{fields}");
    }
}

#[test]
fn host_ports_clash_where_pods_meet() {
    let daemon = |name: &str, port: &str, fields: &str| {
        let container = format!("ports: [{{containerPort: 80, {port}}}]");
        let web = deployment(1, &container, fields).replace("Deployment", "DaemonSet");
        web.replace("replicas: 1, ", "").replace("name: web}", &format!("name: {name}}}"))
    };
    for (one, other, found) in [
        (("hostPort: 80", ""), ("hostPort: 80", ""), 1),
        (("hostPort: 80", ""), ("hostPort: 81", ""), 0),
        (("hostPort: 80", ""), ("hostPort: 80, protocol: UDP", ""), 0),
        (("hostPort: 80, hostIP: 10.0.0.1", ""), ("hostPort: 80, hostIP: 10.0.0.2", ""), 0),
        (("hostPort: 80", "nodeSelector: {a: b}"), ("hostPort: 80", "nodeSelector: {a: c}"), 0),
        (("name: http", "hostNetwork: true"), ("hostPort: 80", ""), 1),
    ] {
        let all = daemon("one", one.0, one.1) + "---\n" + &daemon("other", other.0, other.1);
        assert_eq!(count("clashing-host-port", &all), found, "{all}");
    }
}

/// A Deployment `web` of one container with these fields, its pods with those.
fn deployment(replicas: u32, container: &str, pod: &str) -> String {
    let pod = if pod.is_empty() { String::new() } else { format!("{pod}, ") };
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec: {{replicas: {replicas}, \
         selector: {{matchLabels: {{app: web}}}}, template: {{metadata: {{labels: {{app: web}}}}, \
         spec: {{{pod}containers: [{{name: web, image: nginx:1.27, {container}}}]}}}}}}\n"
    )
    .replace("image: nginx:1.27, image: x", "image: x")
}

/// How many findings of one rule there are.
fn count(rule: &str, objects: &str) -> usize {
    let code = rules::find(rule).expect("a rule").code;
    let policy = Policy {
        preset: Some(Preset::None),
        levels: vec![(Target::Rule(code), Level::Error)],
        ..Policy::default()
    };
    let surroundings = Surroundings { policy, ..Surroundings::default() };
    together(&[("stack.yaml", objects)], &surroundings).len()
}
