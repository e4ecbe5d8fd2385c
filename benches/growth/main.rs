//! How the time of the program grows with what it is given: each case is measured, doubled three
//! times, and the exponent printed. 1.0 is linear; what comes near to 2.0 is a fault.
//!
//! Some cases call the library; those of [`commands`] run the program in a project of its own.
//!
//! `cargo bench --bench growth` runs all cases, `cargo bench --bench growth -- WORD` those with the
//! word in their names.

mod commands;

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use drydock::check;
use drydock::check::policy::{Policy, Preset};
use drydock::check::surroundings::{External, Surroundings};
use drydock::check::verdict::verdicts;
use drydock::diagnostic::{Report, Secrets, Sources};
use drydock::manifest;
use drydock::pipeline;
use drydock::yaml::{self, Dialect, Document};

/// A name, the smallest size, the text of a size, and what is done with it.
type Case = (&'static str, usize, fn(usize) -> String, fn(&str, usize));

const CASES: &[Case] = &[
    ("validate: documents", 500, documents, validate),
    ("validate: items of a List", 1000, list, validate),
    ("validate: faulty items of a List", 1000, faulty_list, validate),
    ("validate: unknown fields", 1000, unknown_fields, validate),
    ("validate: wrong values", 1000, wrong_values, validate),
    ("validate: containers", 200, containers, validate),
    ("validate: containers without names", 200, nameless_containers, validate),
    ("validate: ports of a container", 500, container_ports, validate),
    ("validate: ports of a Service", 500, service_ports, validate),
    ("validate: env entries", 500, env, validate),
    ("validate: volumes and mounts", 250, mounts, validate),
    ("validate: tolerations", 250, tolerations, validate),
    ("check: pods and Services", 250, services, check_all),
    ("check: Services that select nothing", 250, dangling_services, check_all),
    ("check: budgets and pods", 250, budgets, check_all),
    ("check: a budget over many pods", 250, one_budget, check_all),
    ("check: references that dangle", 500, dangling_references, check_all),
    ("check: keys that dangle in one object", 250, dangling_keys, check_all),
    ("check: keys that dangle in a ConfigMap each", 250, dangling_keys_apart, check_all),
    ("check: monitors and Services", 250, monitors, check_all),
    ("check: backends without their ports", 250, backends, check_all),
    ("check: probes without their ports", 250, probes, check_all),
    ("check: namespaces that nobody makes", 500, stray, check_all),
    ("check: externals", 500, references, check_closed),
    ("check: a mixed bundle", 2500, mixed, check_all),
    ("check: a mixed bundle, every rule", 2500, mixed, check_strictly),
    ("check: pods and Services, every rule", 250, services, check_strictly),
    ("check: pods that no policy lets anyone reach", 250, closed, check_strictly),
    ("check: variables and Services", 250, linked, check_strictly),
    ("check: quotas in a namespace each", 250, quotas, check_all),
    ("values: maps in a list of defaults", 500, maps_in_a_list, load),
];

fn main() {
    let word = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let word = word.unwrap_or_default();
    for (name, size, text, run) in CASES.iter().filter(|(name, ..)| name.contains(&*word)) {
        tell(name, *size, |size| {
            let text = text(size);
            least_time(|| run(black_box(&text), size))
        });
    }
    for case in commands::CASES.iter().filter(|case| case.name.contains(&*word)) {
        tell(case.name, case.size, |size| {
            let folder = tempfile::tempdir().expect("a folder can be made");
            let mut command = case.prepare(folder.path(), size);
            let mut code = None;
            let time = least_time(|| code = command.status().expect("the program runs").code());
            assert!(matches!(code, Some(0..=2)), "{}: {code:?}", case.name);
            time
        });
    }
}

/// Prints the times of a case as its size doubles, and what power of the size they grow with.
fn tell(name: &str, size: usize, time: impl Fn(usize) -> f64) {
    let times: Vec<f64> = (0..4).map(|power| time(size << power)).collect();
    let shown: Vec<String> = times.iter().map(|time| format!("{:8.2}", time * 1e3)).collect();
    let exponent = (times[3] / times[1]).log2() / 2.0;
    println!("{name:45} from {size:5} {} ms   n^{exponent:.2}", shown.join(" "));
}

/// The least of a few runs, in seconds.
fn least_time(mut run: impl FnMut()) -> f64 {
    let mut once = || {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64()
    };
    (0..3).map(|_| once()).fold(f64::INFINITY, f64::min)
}

fn validate(text: &str, _: usize) {
    black_box(verdicts(text).len());
}

fn check_all(text: &str, _: usize) {
    check_with(text, &Surroundings::default());
}

/// By every rule.
fn check_strictly(text: &str, _: usize) {
    let policy = Policy { preset: Some(Preset::Strict), ..Policy::default() };
    check_with(text, &Surroundings { policy, ..Surroundings::default() });
}

/// All that the references of a text name is someone else's.
fn check_closed(text: &str, size: usize) {
    let external = |at| External {
        kind: "ConfigMap".to_owned(),
        namespace: Some("shop".to_owned()),
        name: format!("settings-{at}"),
    };
    let externals = Some((0..size).map(external).collect());
    check_with(text, &Surroundings { namespace: None, externals, ..Surroundings::default() });
}

fn check_with(text: &str, surroundings: &Surroundings) {
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let source = sources.add_file("bench.yaml", text);
    let roots = yaml::read(text, source, Dialect::Kubectl, &mut report);
    assert!(!report.has_errors(), "the text of a case is YAML");
    let document = |root| Document { root, template: "bench.yaml".into(), rank: 0 };
    let manifest = manifest::build(roots.into_iter().map(document).collect(), None, &mut report);
    check::check(&manifest, surroundings, &sources, &mut report);
    black_box(report.iter().count());
}

/// Loads a chart with this values.yaml.
fn load(text: &str, _: usize) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text);
    write("Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n")
        .and_then(|()| write("values.yaml", text))
        .expect("a chart can be written");
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let loaded =
        pipeline::load(folder.path(), "c", &mut sources, &mut report, &mut Secrets::none());
    assert!(loaded.is_ok_and(|loaded| loaded.is_some()), "the chart is sound");
}

/// `count` times what `write` adds to a text.
fn repeated(count: usize, start: &str, write: impl Fn(usize) -> String) -> String {
    let mut text = start.to_owned();
    (0..count).for_each(|at| text.push_str(&write(at)));
    text
}

fn object(kind: &str, name: &str, rest: &str) -> String {
    let (api_version, kind) = kind.split_once(' ').unwrap_or(("v1", kind));
    format!(
        "---\napiVersion: {api_version}\nkind: {kind}\n\
         metadata: {{name: {name}, namespace: shop}}\n{rest}"
    )
}

fn deployment(name: &str, label: &str, container: &str) -> String {
    let rest = format!(
        "spec:\n  selector: {{matchLabels: {{app: {label}}}}}\n  template:\n    metadata: \
         {{labels: {{app: {label}}}}}\n    spec:\n      containers:\n      - name: app\n        \
         image: app:v1\n{container}"
    );
    object("apps/v1 Deployment", name, &rest)
}

fn documents(count: usize) -> String {
    repeated(count, "", |at| deployment(&format!("app-{at}"), &format!("app-{at}"), ""))
}

fn list(count: usize) -> String {
    repeated(count, "apiVersion: v1\nkind: List\nitems:\n", |at| {
        format!("- apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: a-{at}}}\n")
    })
}

fn faulty_list(count: usize) -> String {
    repeated(count, "apiVersion: v1\nkind: List\nitems:\n", |at| {
        format!("- apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: A-{at}}}\n  datas: 1\n")
    })
}

fn unknown_fields(count: usize) -> String {
    repeated(count, &object("ConfigMap", "a", ""), |at| format!("data{at}: {{}}\n"))
}

fn wrong_values(count: usize) -> String {
    repeated(count, &object("ConfigMap", "a", "data:\n"), |at| format!("  key-{at}: {at}\n"))
}

fn pod(rest: &str) -> String {
    object("Pod", "a", &format!("spec:\n{rest}"))
}

fn containers(count: usize) -> String {
    let ports = "ports: [{name: http, containerPort: 80}]";
    repeated(count, &pod("  containers:\n"), |at| {
        format!("  - {{name: app-{at}, image: app, {ports}}}\n")
    })
}

fn nameless_containers(count: usize) -> String {
    repeated(count, &pod("  containers:\n"), |_| "  - {args: [a]}\n".to_owned())
}

fn container_ports(count: usize) -> String {
    repeated(count, &pod("  containers:\n  - name: a\n    image: a\n    ports:\n"), |at| {
        format!("    - {{name: p-{at}, containerPort: {}, hostPort: {}}}\n", at + 1, at + 1)
    })
}

fn service_ports(count: usize) -> String {
    let start = object("Service", "a", "spec:\n  selector: {app: a}\n  ports:\n");
    repeated(count, &start, |at| format!("  - {{name: p-{at}, port: {}, nodePort: 0}}\n", at + 1))
}

fn env(count: usize) -> String {
    repeated(count, &pod("  containers:\n  - name: a\n    image: a\n    env:\n"), |at| {
        format!("    - {{name: V_{at}, value: a}}\n")
    })
}

fn mounts(count: usize) -> String {
    let text = repeated(count, &pod("  volumes:\n"), |at| {
        format!(
            "  - {{name: v-{at}, configMap: {{name: a}}}}\n  - {{name: d-{at}, ephemeral: {{}}}}\n"
        )
    });
    let text = text + "  containers:\n  - name: a\n    image: a\n    volumeMounts:\n";
    let text = repeated(count, &text, |at| {
        format!("    - {{name: v-{at}, mountPath: /m/{at}, subPath: key-{at}}}\n")
    });
    repeated(count, &(text + "    volumeDevices:\n"), |at| {
        format!("    - {{name: d-{at}, devicePath: /d/{at}}}\n")
    })
}

fn tolerations(count: usize) -> String {
    let start = pod("  containers: [{name: a, image: a}]\n  tolerations:\n");
    repeated(count, &start, |at| format!("  - {{key: k-{at}, operator: Exists}}\n"))
}

fn service(name: &str, label: &str, port: &str) -> String {
    let ports = format!("[{{port: 80, targetPort: {port}}}]");
    object("Service", name, &format!("spec: {{selector: {{app: {label}}}, ports: {ports}}}\n"))
}

const PORTS: &str = "        ports: [{name: http, containerPort: 80}]\n";

/// Every Service takes all pods.
fn services(count: usize) -> String {
    repeated(count, "", |at| {
        deployment(&format!("a-{at}"), "shop", PORTS) + &service(&format!("s-{at}"), "shop", "web")
    })
}

fn dangling_services(count: usize) -> String {
    repeated(count, "", |at| {
        let service = service(&format!("s-{at}"), &format!("other-{at}"), "http");
        deployment(&format!("a-{at}"), &format!("shop-{at}"), PORTS) + &service
    })
}

fn budget(name: &str, label: &str) -> String {
    let spec = format!("spec: {{minAvailable: 1, selector: {{matchLabels: {{app: {label}}}}}}}\n");
    object("policy/v1 PodDisruptionBudget", name, &spec)
}

/// Every budget counts all pods.
fn budgets(count: usize) -> String {
    repeated(count, "", |at| {
        deployment(&format!("a-{at}"), "shop", "") + &budget(&format!("b-{at}"), "shop")
    })
}

fn one_budget(count: usize) -> String {
    let all =
        format!("spec: {{minAvailable: {count}, selector: {{matchLabels: {{app: shop}}}}}}\n");
    let budget = object("policy/v1 PodDisruptionBudget", "b", &all);
    repeated(count, &budget, |at| deployment(&format!("a-{at}"), "shop", ""))
}

fn from_settings(at: usize) -> String {
    format!("        envFrom: [{{configMapRef: {{name: settings-{at}}}}}]\n")
}

fn references(count: usize) -> String {
    repeated(count, "", |at| deployment(&format!("a-{at}"), "shop", &from_settings(at)))
}

fn dangling_references(count: usize) -> String {
    let there = object("ConfigMap", "there", "data: {a: b}\n");
    references(count) + &repeated(count, &there, |at| object("ConfigMap", &format!("set-{at}"), ""))
}

fn from_key(at: usize, map: &str) -> String {
    let key = format!("{{configMapKeyRef: {{name: {map}, key: no-{at}}}}}");
    format!("        - {{name: V_{at}, valueFrom: {key}}}\n")
}

/// One Deployment asks one `ConfigMap` of as many keys.
fn dangling_keys(count: usize) -> String {
    let map =
        repeated(count, &object("ConfigMap", "map", "data:\n"), |at| format!("  key-{at}: a\n"));
    repeated(count, &(map + &deployment("a", "shop", "        env:\n")), |at| from_key(at, "map"))
}

fn dangling_keys_apart(count: usize) -> String {
    repeated(count, "", |at| {
        let name = format!("map-{at}");
        let env = format!("        env:\n{}", from_key(at, &name));
        object("ConfigMap", &name, "data: {key: a}\n")
            + &deployment(&format!("a-{at}"), "shop", &env)
    })
}

/// Every monitor sees all Services, and takes them.
fn monitors(count: usize) -> String {
    repeated(count, "", |at| {
        let mut service = service(&format!("s-{at}"), "shop", "80");
        service = service.replace("namespace: shop", "namespace: shop, labels: {app: shop}");
        let spec = "spec: {selector: {matchLabels: {app: shop}}, endpoints: [{port: none}]}\n";
        service + &object("monitoring.coreos.com/v1 ServiceMonitor", &format!("m-{at}"), spec)
    })
}

/// One Ingress asks one Service of as many ports.
fn backends(count: usize) -> String {
    let ports = repeated(count, &object("Service", "s", "spec:\n  ports:\n"), |at| {
        format!("  - {{name: p-{at}, port: {}}}\n", at + 1)
    });
    let rules = "spec:\n  rules:\n  - http:\n      paths:\n";
    repeated(count, &(ports + &object("networking.k8s.io/v1 Ingress", "i", rules)), |at| {
        let backend = format!("{{service: {{name: s, port: {{name: none-{at}}}}}}}");
        format!("      - {{path: /{at}, pathType: Prefix, backend: {backend}}}\n")
    })
}

fn probes(count: usize) -> String {
    repeated(count, &pod("  containers:\n"), |at| {
        let mut container = format!("  - name: c-{at}\n    image: a\n    ports:\n");
        let _ = writeln!(container, "    - {{name: p-{at}, containerPort: 80}}");
        container + "    livenessProbe: {httpGet: {port: none}}\n"
    })
}

fn stray(count: usize) -> String {
    let namespace = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: own}\n";
    repeated(count, namespace, |at| {
        object("ConfigMap", &format!("a-{at}"), "").replace("shop", &format!("shop-{at}"))
    })
}

/// Applications of ten objects each, so many objects in all.
fn mixed(count: usize) -> String {
    repeated(count / 10, "", |at| {
        let name = format!("app-{at}");
        let env = format!("        envFrom: [{{configMapRef: {{name: {name}}}}}]\n");
        let resources = "        resources: {requests: {cpu: 100m, memory: 64Mi}}\n";
        let selector = format!("{{matchLabels: {{app: {name}}}}}");
        let port = "ports: [{port: 80, protocol: TCP}]";
        let target = format!("{{apiVersion: apps/v1, kind: Deployment, name: {name}}}");
        let usage = "{type: Utilization, averageUtilization: 70}";
        let backend = format!("{{service: {{name: {name}, port: {{number: 80}}}}}}");
        let rbac = |kind: &str, rest: &str| {
            let api_version = "apiVersion: rbac.authorization.k8s.io/v1";
            let metadata = format!("metadata: {{name: {name}, namespace: shop}}");
            format!("---\n{api_version}\nkind: {kind}\n{metadata}\n{rest}\n")
        };
        [
            deployment(&name, &name, &format!("{PORTS}{env}{resources}")),
            service(&name, &name, "http"),
            object("ConfigMap", &name, "data: {LOG_LEVEL: info}\n"),
            object(
                "networking.k8s.io/v1 NetworkPolicy",
                &name,
                &format!("spec: {{podSelector: {selector}, ingress: [{{{port}}}]}}\n"),
            ),
            object(
                "policy/v1 PodDisruptionBudget",
                &name,
                &format!("spec: {{maxUnavailable: 1, selector: {selector}}}\n"),
            ),
            object(
                "autoscaling/v2 HorizontalPodAutoscaler",
                &name,
                &format!(
                    "spec: {{scaleTargetRef: {target}, minReplicas: 2, maxReplicas: 4, metrics: \
                     [{{type: Resource, resource: {{name: cpu, target: {usage}}}}}]}}\n"
                ),
            ),
            object(
                "networking.k8s.io/v1 Ingress",
                &name,
                &format!(
                    "spec: {{rules: [{{host: {name}.example.com, http: {{paths: [{{path: /, \
                     pathType: Prefix, backend: {backend}}}]}}}}]}}\n"
                ),
            ),
            object("ServiceAccount", &name, ""),
            rbac("Role", "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]"),
            rbac(
                "RoleBinding",
                &format!(
                    "roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: {name}}}\n\
                     subjects: [{{kind: ServiceAccount, name: {name}, namespace: shop}}]"
                ),
            ),
        ]
        .concat()
    })
}

/// Every Service takes all pods, and a policy lets nobody in.
fn closed(count: usize) -> String {
    let spec = "spec: {podSelector: {}, policyTypes: [Ingress]}\n";
    services(count) + &object("networking.k8s.io/v1 NetworkPolicy", "none", spec)
}

/// Every pod has a variable that each of the Services might give it.
fn linked(count: usize) -> String {
    repeated(count, "", |at| {
        let env = format!("        env: [{{name: S_{at}_PORT, value: '80'}}]\n");
        deployment(&format!("a-{at}"), "shop", &format!("{PORTS}{env}"))
            + &service(&format!("s-{at}"), "shop", "http")
    })
}

/// Each namespace has a quota and a workload.
fn quotas(count: usize) -> String {
    repeated(count, "", |at| {
        let quota = object("ResourceQuota", "q", "spec: {hard: {pods: '9', services: '9'}}\n");
        let all = quota + &deployment("a", "a", "") + &service("a", "a", "80");
        all.replace("namespace: shop", &format!("namespace: shop-{at}"))
    })
}

fn maps_in_a_list(count: usize) -> String {
    repeated(count, "users:\n", |at| format!("  - name: u-{at}\n    labels: {{l-{at}: x}}\n"))
}
