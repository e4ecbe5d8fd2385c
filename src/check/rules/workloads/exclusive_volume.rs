//! Claims for one node that several pods of a workload mount.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{items, text, whole, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::{Node, Number, Value};

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    if object.identity.group != "apps" {
        return Vec::new();
    }
    let namespace = index.namespace(object);
    let Some(pods) = Pods::of(object, namespace) else { return Vec::new() };
    let claims = items(pods.spec, "volumes")
        .filter_map(|it| it.below("persistentVolumeClaim.claimName"))
        .filter(|name| {
            let claim = index.rendered("PersistentVolumeClaim", namespace, text(name));
            claim.is_some_and(is_exclusive)
        });
    let mut claims = claims.peekable();
    let together = claims.peek().and_then(|_| together(object, index));
    let Some((shared, help)) = together else { return Vec::new() };
    let fault = |node: &'m Node| {
        let message = format!("mounts the claim `{}`, which is for one node, {shared}", text(node));
        say(Code::ExclusiveVolume, object, Spot::At(node), index, message).help(help)
    };
    claims.map(fault).collect()
}

/// When several pods of a workload run at once, and what to do about it.
fn together<'m>(object: &'m Object, index: &Index<'m>) -> Option<(String, &'static str)> {
    const ONE_EACH: &str = "use one replica, a claim that is `ReadWriteMany`, or a StatefulSet with \
                            a claim for each pod";
    let kind = &*object.identity.kind;
    if kind == "DaemonSet" {
        let help = "use a claim that is `ReadWriteMany`, or a volume of the node";
        return Some(("on every node".to_owned(), help));
    }
    let written = whole(&object.root, "spec.replicas").unwrap_or(1);
    let replicas = match index.scalings().get(object) {
        Some(scaling) => scaling.least.count.max(scaling.most),
        None => written,
    };
    match replicas {
        2.. if index.scalings().get(object).is_some() => {
            Some((format!("in up to {replicas} pods"), ONE_EACH))
        }
        2.. => Some((format!("in {replicas} pods"), ONE_EACH)),
        1 if kind == "Deployment" && starts_first(object) => Some((
            "in two pods during an update".to_owned(),
            "stop the old pod first: `strategy: {type: Recreate}`",
        )),
        _ => None,
    }
}

fn is_exclusive(claim: &Object) -> bool {
    let mut modes = items(&claim.root, "spec.accessModes").map(text).peekable();
    modes.peek().is_some() && modes.all(|it| matches!(it, "ReadWriteOnce" | "ReadWriteOncePod"))
}

/// Whether an update starts a new pod before it stops the old one.
fn starts_first(deployment: &Object) -> bool {
    let surge = deployment.root.below("spec.strategy.rollingUpdate.maxSurge");
    let none = surge.is_some_and(|it| match &it.value {
        Value::Number(Number::Int(surge)) => *surge == 0,
        Value::String(surge) => surge == "0%",
        _ => false,
    });
    !none && word(&deployment.root, "spec.strategy.type") != Some("Recreate")
}
