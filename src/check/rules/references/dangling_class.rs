//! Classes of pods, claims and Ingresses that do not exist.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{is, items, text};
use crate::check::rules::list_it;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::manifest::Object;
use crate::yaml::Node;

/// What every cluster has.
const SYSTEM: [&str; 2] = ["system-cluster-critical", "system-node-critical"];

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let named = classes(object).into_iter();
    let named = named.filter_map(|(kind, node)| Some((kind, node?)));
    let missing = named.filter(|(kind, node)| {
        let name = text(node);
        let is_known = name.is_empty() || SYSTEM.contains(&name);
        // Without its priority a pod is refused; other classes are there before a stack is.
        let is_said = *kind == "PriorityClass" || !index.names(kind).is_empty();
        !is_known && is_said && !index.has(kind, None, name)
    });
    missing.map(|(kind, node)| fault(object, kind, node, index)).collect()
}

fn fault<'m>(object: &'m Object, kind: &'m str, node: &'m Node, index: &Index<'m>) -> Diagnostic {
    let name = text(node);
    let message = format!("is of the {kind} `{name}`, which nothing creates");
    let fault = say(Code::DanglingClass, object, Spot::At(node), index, message);
    let names: Vec<&str> = index.names(kind).iter().map(|(_, name)| *name).collect();
    let help = did_you_mean(name, names.iter().copied());
    help.into_iter().fold(fault, Diagnostic::help).help(list_it(&format!("`{kind}//{name}`")))
}

fn classes(object: &Object) -> Vec<(&'static str, Option<&Node>)> {
    const STORAGE: &str = "StorageClass";
    if is(object, "", "PersistentVolumeClaim") {
        return vec![(STORAGE, object.root.below("spec.storageClassName"))];
    }
    if is(object, "gateway.networking.k8s.io", "Gateway") {
        return vec![("GatewayClass", object.root.below("spec.gatewayClassName"))];
    }
    if is(object, "networking.k8s.io", "Ingress") {
        return vec![("IngressClass", object.root.below("spec.ingressClassName"))];
    }
    let Some(pods) = object.kind.and_then(|_| Pods::of(object, None)) else { return Vec::new() };
    let claims = items(&object.root, "spec.volumeClaimTemplates");
    let mut classes: Vec<_> =
        claims.map(|claim| (STORAGE, claim.below("spec.storageClassName"))).collect();
    classes.push(("PriorityClass", pods.spec.get("priorityClassName")));
    classes.push(("RuntimeClass", pods.spec.get("runtimeClassName")));
    classes
}
