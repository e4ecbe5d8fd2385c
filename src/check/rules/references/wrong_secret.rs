//! Secrets that are not of the sort that is asked for: to pull images with, and for TLS.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{is, items, set, text, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::{Map, Node};

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let namespace = index.namespace(object);
    let secret = |name: &'m Node| index.rendered("Secret", namespace, name.as_str()?);
    if is(object, "networking.k8s.io", "Ingress") {
        let names = items(&object.root, "spec.tls").filter_map(|tls| tls.get("secretName"));
        return names
            .filter(|name| secret(name).is_some_and(lacks_certificate))
            .map(|node| {
                let message = "takes its certificate from a Secret without `tls.crt` and `tls.key`";
                let fault = say(Code::WrongSecret, object, Spot::At(node), index, message);
                fault.help("name one of the type `kubernetes.io/tls`")
            })
            .collect();
    }
    let pods = object.kind.and_then(|_| Pods::of(object, namespace)).map(|pods| pods.spec);
    let account = Some(&object.root).filter(|_| is(object, "", "ServiceAccount"));
    let entries = pods.or(account).into_iter().flat_map(|it| items(it, "imagePullSecrets"));
    let names = entries.filter_map(|entry| entry.get("name"));
    names
        .filter(|name| secret(name).is_some_and(|secret| !is_for_pulling(secret)))
        .map(|node| {
            let message = "pulls images with a Secret that is not of a type for that";
            let fault = say(Code::WrongSecret, object, Spot::At(node), index, message);
            fault.help("name one of the type `kubernetes.io/dockerconfigjson`")
        })
        .collect()
}

fn is_for_pulling(secret: &Object) -> bool {
    let sort = word(&secret.root, "type").unwrap_or("Opaque");
    matches!(sort, "kubernetes.io/dockerconfigjson" | "kubernetes.io/dockercfg")
}

fn lacks_certificate(secret: &Object) -> bool {
    let maps = ["data", "stringData"].into_iter().filter_map(|field| set(&secret.root, field));
    let maps: Vec<&Map> = maps.filter_map(Node::as_map).collect();
    let has = |key| maps.iter().any(|map| map.get(key).is_some_and(|it| !text(it).is_empty()));
    let is_filled = maps.iter().any(|map| !map.is_empty());
    is_filled && !(has("tls.crt") && has("tls.key"))
}
