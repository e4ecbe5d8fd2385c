//! What the rules find of objects together does not hang on their order or on strangers, and
//! their helps help.

use std::collections::BTreeSet;

use drydock::check::rules;
use drydock::check::surroundings::{External, Surroundings};
use drydock::diagnostic::{Report, Sources};
use drydock::manifest::{self, Manifest};
use drydock::values;
use drydock::yaml::Document;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value as Json, json};

use super::trial::{cases, node, nowhere};

/// Names are few, so that objects often mean each other.
fn name() -> impl Strategy<Value = &'static str> {
    select(vec!["a", "b", "ab"])
}

fn metadata() -> impl Strategy<Value = Json> {
    (name(), select(vec![None, Some("x"), Some("y")])).prop_map(|(name, namespace)| match namespace
    {
        Some(namespace) => json!({"name": name, "namespace": namespace}),
        None => json!({"name": name}),
    })
}

fn deployment() -> impl Strategy<Value = Json> {
    let names = (name(), name(), name(), name(), name());
    (metadata(), names, 0..4).prop_map(|(metadata, (app, port, key, map, account), replicas)| {
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {
            "replicas": replicas,
            "template": {"metadata": {"labels": {"app": app}}, "spec": {
                "serviceAccountName": account,
                "containers": [{
                    "name": "c", "ports": [{"name": port}],
                    "readinessProbe": {"httpGet": {"port": account}},
                    "envFrom": [{"secretRef": {"name": map}}],
                    "env": [{"valueFrom": {"configMapKeyRef": {"name": map, "key": key}}}],
                }],
            }},
        }})
    })
}

fn object() -> impl Strategy<Value = Json> {
    prop_oneof![
        3 => deployment(),
        1 => name().prop_map(|name| json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})),
        1 => select(vec!["x", "y"]).prop_map(|name| json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})),
        1 => (metadata(), name()).prop_map(|(metadata, key)| json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {key: ""}})),
        1 => metadata().prop_map(|metadata| json!({"apiVersion": "v1", "kind": "Secret", "metadata": metadata})),
        2 => (metadata(), name(), name()).prop_map(|(metadata, app, port)| json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"selector": {"app": app}, "ports": [{"port": 80, "targetPort": port}]}})),
        1 => (metadata(), name(), 79..81).prop_map(|(metadata, name, port)| json!({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": {"defaultBackend": {"service": {"name": name, "port": {"number": port}}}}})),
        1 => (metadata(), name(), 0..3).prop_map(|(metadata, app, pods)| json!({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata, "spec": {"minAvailable": pods, "selector": {"matchLabels": {"app": app}}}})),
        1 => (metadata(), name(), 1..3).prop_map(|(metadata, name, least)| json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": metadata, "spec": {"minReplicas": least, "scaleTargetRef": {"kind": "Deployment", "name": name}}})),
    ]
}

fn manifest(objects: &[Json], namespace: Option<&str>) -> Manifest {
    let mut sources = Sources::new();
    let documents = objects.iter().map(|object| {
        let source = sources.add_file("objects.yaml", "");
        Document { root: node(object, source), template: "objects.yaml".into(), rank: 0 }
    });
    manifest::build(documents.collect(), namespace, &mut Report::new())
}

fn judged(objects: &[Json], namespace: Option<&str>, others: Option<&[String]>) -> Report {
    let listed = others.map(|others| node(&json!({"externals": others}), nowhere().source));
    let list = listed.as_ref().and_then(values::externals).map(|externals| {
        let external = |external: values::External<'_>| External {
            kind: external.kind.to_owned(),
            namespace: external.namespace.map(str::to_owned),
            name: external.name.to_owned(),
        };
        externals.map(external).collect()
    });
    let namespace_of_release = namespace.map(str::to_owned);
    let surroundings = Surroundings {
        namespace: namespace_of_release,
        externals: list,
        ..Surroundings::default()
    };
    let mut report = Report::new();
    rules::apply(&manifest(objects, namespace), &surroundings, &Sources::new(), &mut report);
    report
}

fn findings(report: &Report) -> BTreeSet<String> {
    report.iter().map(|fault| format!("{}: {}", fault.code, fault.sentence())).collect()
}

/// What the helps say to list as external.
fn asked_for(report: &Report) -> impl Iterator<Item = String> {
    let helps = report.iter().flat_map(|fault| &fault.help);
    let lists = helps.filter_map(|help| help.strip_prefix("if someone else makes it, list `"));
    lists.filter_map(|rest| Some(rest.split_once('`')?.0.to_owned()))
}

fn objects() -> impl Strategy<Value = Vec<Json>> {
    proptest::collection::vec(object(), 1..12)
}

fn namespace() -> impl Strategy<Value = Option<&'static str>> {
    select(vec![None, Some("x"), Some("home")])
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn order_does_not_matter(
        (objects, other) in objects().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        namespace in namespace(),
    ) {
        let listed: &[String] = &[];
        let found = findings(&judged(&objects, namespace, Some(listed)));
        prop_assert_eq!(found, findings(&judged(&other, namespace, Some(listed))));
    }

    #[test]
    fn strangers_do_not_matter(objects in objects(), metadata in metadata(), namespace in namespace()) {
        let mut more = objects.clone();
        let mut metadata = metadata;
        metadata["name"] = json!("a-stranger");
        for (version, kind) in [("v1", "ConfigMap"), ("v1", "ServiceAccount"), ("x.io/v1", "Foo")] {
            more.push(json!({"apiVersion": version, "kind": kind, "metadata": metadata}));
        }
        let mut found = findings(&judged(&more, namespace, Some(&[])));
        // They may be in a wrong namespace themselves.
        found.retain(|message| !message.contains("a-stranger"));
        prop_assert_eq!(found, findings(&judged(&objects, namespace, Some(&[]))));
    }

    #[test]
    fn what_is_listed_is_there(objects in objects(), namespace in namespace()) {
        let mut listed = Vec::new();
        loop {
            let report = judged(&objects, namespace, Some(&listed));
            let before = listed.len();
            let asked: Vec<String> = asked_for(&report).filter(|name| !listed.contains(name)).collect();
            listed.extend(asked);
            if listed.len() == before {
                let lasting = ["undeclared-namespace", "dangling-reference"];
                let left = report.iter().find(|fault| lasting.contains(&fault.code.name()));
                prop_assert!(left.is_none(), "{left:?}");
                break;
            }
        }
    }

    #[test]
    fn without_externals_nothing_more_is_found(objects in objects(), namespace in namespace()) {
        let open = findings(&judged(&objects, namespace, None));
        let closed = findings(&judged(&objects, namespace, Some(&[])));
        let strays = closed.iter().any(|message| message.starts_with("undeclared-namespace"));
        prop_assert!(strays || open == closed);
    }
}
