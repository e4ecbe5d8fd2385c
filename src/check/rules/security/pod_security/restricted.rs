//! What breaks the controls that only `restricted` has.

use super::baseline::{is_profile, seccomp as bad_profiles};
use super::pod::{Fault, Pod, wrong};
use crate::check::rules::security::fields::{context, items, set, text, truth};
use crate::yaml::{Map, Node, Number, Value};

pub(super) fn escalation_but_of_windows<'m>(pod: &Pod<'m>, minor: u32) -> Vec<Fault<'m>> {
    if pod.is_of_windows() { Vec::new() } else { escalation(pod, minor) }
}

pub(super) fn escalation<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let fault = |container: &&'m Node| match context(container, "allowPrivilegeEscalation") {
        Some(node) if truth(node) == Some(false) => None,
        Some(node) => Some(wrong(node, "may gain privileges")),
        None => Some(Fault {
            node: container,
            below: ".securityContext.allowPrivilegeEscalation",
            text: "does not forbid it".to_owned(),
        }),
    };
    pod.containers.iter().filter_map(fault).collect()
}

pub(super) fn capabilities_but_of_windows<'m>(pod: &Pod<'m>, minor: u32) -> Vec<Fault<'m>> {
    if pod.is_of_windows() { Vec::new() } else { capabilities(pod, minor) }
}

pub(super) fn capabilities<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let mut faults = Vec::new();
    for container in &pod.containers {
        let dropped = items(container, "securityContext.capabilities.drop");
        if !dropped.into_iter().any(|node| text(node) == "ALL") {
            faults.push(Fault {
                node: container,
                below: ".securityContext.capabilities.drop",
                text: "does not drop ALL".to_owned(),
            });
        }
        let added = items(container, "securityContext.capabilities.add");
        let others = added.filter(|node| text(node) != "NET_BIND_SERVICE");
        faults.extend(others.map(|node| wrong(node, "is added")));
    }
    faults
}

/// The sources of volumes that are no part of a node or of a network.
const SOURCES: [&str; 9] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

pub(super) fn volumes<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let others = items(pod.spec, "volumes")
        .filter(|volume| SOURCES.iter().all(|source| set(volume, source).is_none()));
    let nodes = others.map(|volume| {
        let sources = volume.as_map().into_iter().flat_map(Map::iter);
        let source = sources.filter(|(key, node)| key.text != "name" && !node.is_null()).last();
        // A volume without a source is an emptyDir once the server has read it.
        source.map(|(key, node)| wrong(node, format!("is of the type {}", key.text)))
    });
    nodes.flatten().collect()
}

pub(super) fn root_of_host<'m>(pod: &Pod<'m>, minor: u32) -> Vec<Fault<'m>> {
    if pod.has_own_users() { Vec::new() } else { root(pod, minor) }
}

pub(super) fn root<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let said = |node| context(node, "runAsNonRoot");
    let said_so = pod.contexts("runAsNonRoot").into_iter();
    let mut faults: Vec<Fault<'_>> = said_so
        .filter(|node| truth(node) != Some(true))
        .map(|node| wrong(node, "may run as root"))
        .collect();
    if faults.is_empty() && said(pod.spec).is_none() {
        let silent = pod.containers.iter().filter(|container| said(container).is_none());
        faults.extend(silent.map(|container| Fault {
            node: container,
            below: ".securityContext.runAsNonRoot",
            text: "may run as root".to_owned(),
        }));
    }
    faults
}

pub(super) fn user_of_host<'m>(pod: &Pod<'m>, minor: u32) -> Vec<Fault<'m>> {
    if pod.has_own_users() { Vec::new() } else { user(pod, minor) }
}

pub(super) fn user<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let users = pod.contexts("runAsUser").into_iter();
    let roots = users.filter(|node| node.value == Value::Number(Number::Int(0)));
    roots.map(|node| wrong(node, "is root")).collect()
}

pub(super) fn seccomp_but_of_windows<'m>(pod: &Pod<'m>, minor: u32) -> Vec<Fault<'m>> {
    if pod.is_of_windows() { Vec::new() } else { seccomp(pod, minor) }
}

pub(super) fn seccomp<'m>(pod: &Pod<'m>, minor: u32) -> Vec<Fault<'m>> {
    let mut faults = bad_profiles(pod, minor);
    if faults.is_empty() && !context(pod.spec, "seccompProfile").is_some_and(is_profile) {
        let silent = |it: &&&Node| context(it, "seccompProfile").is_none();
        faults.extend(pod.containers.iter().filter(silent).map(|container| Fault {
            node: container,
            below: ".securityContext.seccompProfile",
            text: "has no profile".to_owned(),
        }));
    }
    faults
}
