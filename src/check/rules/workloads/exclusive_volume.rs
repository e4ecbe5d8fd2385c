//! Claims for one node that several pods of a Deployment mount.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{is, items, text, whole, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::{Node, Number, Value};

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let namespace = index.namespace(object);
    let pods = Pods::of(object, namespace).filter(|_| is(object, "apps", "Deployment"));
    let Some(pods) = pods else { return Vec::new() };
    let replicas = whole(&object.root, "spec.replicas").unwrap_or(1);
    if replicas == 0 || (replicas == 1 && !starts_first(object)) {
        return Vec::new();
    }
    let volumes = items(pods.spec, "volumes");
    let claims = volumes.filter_map(|it| it.below("persistentVolumeClaim.claimName"));
    let exclusive = claims.filter(|name| {
        let claim = index.rendered("PersistentVolumeClaim", namespace, text(name));
        claim.is_some_and(is_exclusive)
    });
    let fault = |node: &'m Node| {
        let name = text(node);
        let (message, help) = if replicas > 1 {
            (
                format!("mounts the claim `{name}`, which is for one node, in {replicas} pods"),
                "use one replica, a claim that is `ReadWriteMany`, or a StatefulSet with a claim for \
                 each pod",
            )
        } else {
            (
                format!(
                    "mounts the claim `{name}`, which is for one node, in two pods during an update"
                ),
                "stop the old pod first: `strategy: {type: Recreate}`",
            )
        };
        say(Code::ExclusiveVolume, object, Spot::At(node), index, message).help(help)
    };
    exclusive.map(fault).collect()
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
