//! Rules by more than the examples of their pages: what they find, and what they leave alone.

use drydock::check::policy::{Level, Policy, Preset, Target};
use drydock::check::rules;
use drydock::check::surroundings::Surroundings;
use drydock::check::verdict::together;
use drydock::diagnostic::Report;

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
    for (scopes, found) in [
        ("scopes: [BestEffort]", 0),
        ("scopes: [NotBestEffort]", 1),
        ("scopes: [NotBestEffort, NotTerminating]", 1),
        ("scopes: [NotBestEffort, Terminating]", 0),
        ("scopes: [PriorityClass]", 0),
        (
            "scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: DoesNotExist}]}",
            1,
        ),
    ] {
        let scoped = quota("pods: 1").replace("spec: {", &format!("spec: {{{scopes}, ")) + &web;
        assert_eq!(count("refused-by-quota", &scoped), found, "{scopes}");
    }
    let set = web.replace("kind: Deployment", "kind: StatefulSet").replace(
        "template:",
        "volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], \
         resources: {requests: {storage: 1Gi}}}}], template:",
    );
    for (hard, found) in [("persistentvolumeclaims: 1", 1), ("persistentvolumeclaims: 2", 0)] {
        assert_eq!(count("refused-by-quota", &(quota(hard) + &set)), found, "{hard}");
    }
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
        // A limit that is given may be too little for the request.
        ("type: Container, default: {cpu: 200m}", &web, 1),
        ("type: Container, default: {cpu: 300m}", &web, 0),
        ("type: Container, default: {cpu: 600m}, maxLimitRequestRatio: {cpu: 2}", &web, 0),
        ("type: Container, default: {cpu: 601m}, maxLimitRequestRatio: {cpu: 2}", &web, 1),
        ("type: Pod, maxLimitRequestRatio: {memory: 1}", &web, 0),
        // What a pod as a whole is bounded in must be said.
        ("type: Pod, max: {cpu: 1}", &web, 1),
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
    let places = |values: &str| {
        format!(
            "nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: \
             [{{matchExpressions: [{{key: zone, operator: In, values: [{values}]}}]}}]}}}}"
        )
    };
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
        (
            node(
                "{key: cpus, operator: Gt, values: ['8']}, {key: cpus, operator: Lt, values: ['9']}",
            ),
            1,
        ),
        (
            node(
                "{key: cpus, operator: Gt, values: ['8']}, {key: cpus, operator: Lt, values: ['10']}",
            ),
            0,
        ),
        (format!("affinity: {{{}, podAntiAffinity: {{{term}}}}}", places("a")), 1),
        (format!("affinity: {{{}, podAntiAffinity: {{{term}}}}}", places("a, b")), 0),
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

#[test]
fn references_of_others_are_followed() {
    let object = |group: &str, kind: &str, spec: &str| {
        format!("apiVersion: {group}\nkind: {kind}\nmetadata: {{name: x}}\nspec: {{{spec}}}\n")
    };
    let traefik = |kind: &str, spec: &str| object("traefik.io/v1alpha1", kind, spec);
    for text in [
        object(
            "autoscaling.k8s.io/v1",
            "VerticalPodAutoscaler",
            "targetRef: {apiVersion: apps/v1, kind: StatefulSet, name: NAME}",
        ),
        object(
            "gateway.networking.k8s.io/v1",
            "HTTPRoute",
            "rules: [{backendRefs: [{name: NAME, port: 80}]}]",
        ),
        object(
            "gateway.networking.k8s.io/v1",
            "Gateway",
            "listeners: [{name: a, tls: {certificateRefs: [{name: NAME}]}}]",
        ),
        traefik("IngressRouteTCP", "routes: [{services: [{name: NAME, port: 80}]}]"),
        traefik("IngressRouteUDP", "routes: [{services: [{name: NAME, port: 80}]}]"),
        traefik("IngressRouteTCP", "routes: [{middlewares: [{name: NAME}]}]"),
        traefik("IngressRoute", "tls: {options: {name: NAME}}"),
        traefik("Middleware", "chain: {middlewares: [{name: NAME}]}"),
        traefik("Middleware", "basicAuth: {secret: NAME}"),
        traefik("Middleware", "errors: {service: {name: NAME, port: 80}}"),
        traefik("TraefikService", "weighted: {services: [{name: NAME, port: 80}]}"),
        traefik("TLSStore", "defaultCertificate: {secretName: NAME}"),
    ] {
        let dangling = text.replace("NAME", "missing");
        assert_eq!(count("dangling-reference", &dangling), 1, "{dangling}");
    }
    let usual = traefik("IngressRoute", "tls: {options: {name: default}}");
    assert_eq!(count("dangling-reference", &usual), 0, "the options that always hold");
}

#[test]
fn pod_monitors_select_pods_and_their_ports() {
    let monitor = |label: &str, port: &str| {
        format!(
            "apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {{name: m}}\nspec: \
             {{selector: {{matchLabels: {{app: {label}}}}}, podMetricsEndpoints: [{{port: {port}}}]}}\n---\n"
        )
    };
    let web = deployment(1, "ports: [{name: metrics, containerPort: 9090}]", "");
    for (label, port, rule, found) in [
        ("web", "metrics", "dangling-monitor", 0),
        ("web", "metrics", "dangling-port", 0),
        ("web", "metric", "dangling-port", 1),
        ("wbe", "metrics", "dangling-monitor", 1),
    ] {
        assert_eq!(count(rule, &(monitor(label, port) + &web)), found, "{label} {port}");
    }
}

#[test]
fn claims_for_one_node_are_not_shared() {
    let claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: \
                 {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n---\n";
    let volume = "volumes: [{name: v, persistentVolumeClaim: {claimName: c}}]";
    let autoscaler = "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: \
                      h}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: KIND, name: web}, \
                      minReplicas: 1, maxReplicas: 2}\n";
    let web =
        |replicas, kind: &str| deployment(replicas, "image: x", volume).replace("Deployment", kind);
    for (objects, found) in [
        (web(1, "Deployment"), 1),
        (web(1, "Deployment").replace("replicas:", "strategy: {type: Recreate}, replicas:"), 0),
        (web(1, "StatefulSet"), 0),
        (web(2, "StatefulSet"), 1),
        (web(1, "StatefulSet") + &autoscaler.replace("KIND", "StatefulSet"), 1),
        (web(1, "DaemonSet"), 1),
    ] {
        assert_eq!(count("exclusive-volume", &(claim.to_owned() + &objects)), found, "{objects}");
    }
}

#[test]
fn schedules_that_come_before_the_last_run_has_ended() {
    let job = |schedule: &str, spec: &str, job: &str| {
        format!(
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: j}}\nspec: {{schedule: '{schedule}', \
             {spec} jobTemplate: {{spec: {{{job} template: {{spec: {{containers: []}}}}}}}}}}\n"
        )
    };
    for (text, found) in [
        (job("* * * * *", "", ""), 1),
        (job("*/5 * * * *", "concurrencyPolicy: Allow,", ""), 1),
        (job("*/5 * * * *", "concurrencyPolicy: Replace,", ""), 0),
        (job("*/5 * * * *", "", "activeDeadlineSeconds: 240,"), 0),
        (job("*/10 * * * *", "", ""), 0),
        (job("*/10 * * * *", "", "activeDeadlineSeconds: 900,"), 1),
        (job("0 * * * *", "", "activeDeadlineSeconds: 7200,"), 1),
        (job("0 3 * * *", "", "activeDeadlineSeconds: 7200,"), 0),
        (job("58,2 * * * *", "", ""), 1),
        (job("@every 1m", "", ""), 1),
        (job("@daily", "", ""), 0),
    ] {
        assert_eq!(count("colliding-runs", &text), found, "{text}");
    }
}

#[test]
fn variables_are_those_of_what_is_rendered_too() {
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {HOST: a}\n---\n";
    for (container, found) in [
        ("args: ['$(HOST)'], envFrom: [{configMapRef: {name: settings}}]", 0),
        ("args: ['$(PORT)'], envFrom: [{configMapRef: {name: settings}}]", 1),
        ("args: ['$(DB_HOST)'], envFrom: [{prefix: DB_, configMapRef: {name: settings}}]", 0),
        ("args: ['$(HOST)'], envFrom: [{prefix: DB_, configMapRef: {name: settings}}]", 1),
        ("args: ['$(PORT)'], envFrom: [{configMapRef: {name: of-others}}]", 0),
    ] {
        let text = map.to_owned() + &deployment(1, container, "");
        assert_eq!(count("undefined-variable", &text), found, "{container}");
    }
}

#[test]
fn commands_with_a_blank_are_sentences() {
    for (container, found) in [
        ("command: [/bin/web --port 8080]", 1),
        ("command: [/bin/web, --port 8080]", 0),
        // Some programs read their arguments so.
        ("args: [--port 8080]", 0),
        ("livenessProbe: {exec: {command: [cat /tmp/up]}}", 1),
    ] {
        let text = deployment(1, container, "");
        assert_eq!(count("spaced-command", &text), found, "{container}");
    }
}

#[test]
fn paths_below_a_volume_are_those_that_it_lists() {
    let mount = |path: &str| {
        let container = format!("volumeMounts: [{{name: v, mountPath: /a, subPath: {path}}}]");
        let volume =
            "volumes: [{name: v, configMap: {name: c, items: [{key: k, path: etc/web.conf}]}}]";
        deployment(1, &container, volume)
    };
    for (path, found) in [("etc/web.conf", 0), ("etc", 0), ("web.conf", 1), ("k", 1)] {
        assert_eq!(count("dangling-key", &mount(path)), found, "{path}");
    }
}

#[test]
fn pods_are_those_that_a_workload_selects() {
    let web = deployment(1, "image: x", "");
    let config = web.replace("apps/v1", "apps.openshift.io/v1");
    let config = config
        .replace("Deployment", "DeploymentConfig")
        .replace("{matchLabels: {app: web}}", "SELECTOR");
    for (selector, found) in [("{app: web}", 0), ("{app: wbe}", 1), ("{app: web, tier: a}", 1)] {
        let text = config.replace("SELECTOR", selector);
        assert_eq!(count("unselected-pods", &text), found, "{selector}");
    }
    assert_eq!(count("unselected-pods", &web), 0, "the server's");
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
    together(&[("stack.yaml", objects)], &surroundings, &mut Report::new()).len()
}
