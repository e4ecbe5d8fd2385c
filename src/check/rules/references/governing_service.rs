//! Services that do not govern their `StatefulSet`: with an address, or of other pods.

use crate::check::index::Index;
use crate::check::index::labelled::pairs;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{is, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    if !is(object, "apps", "StatefulSet") {
        return Vec::new();
    }
    fault(object, index).into_iter().collect()
}

fn fault<'m>(object: &'m Object, index: &Index<'m>) -> Option<Diagnostic> {
    let node = object.root.below("spec.serviceName")?;
    let namespace = index.namespace(object);
    let service = index.rendered("Service", namespace, node.as_str()?)?;
    let selector = service.root.below("spec.selector").and_then(Node::as_map)?;
    let pods = Pods::of(object, namespace)?;
    let say = |message| say(Code::GoverningService, object, Spot::At(node), index, message);
    if !pairs(selector).all(|(key, value)| pods.have(key, value)) {
        let fault = say(format!("is governed by {service}, which does not select its pods"));
        return Some(fault.help("give the Service the labels of the pod template as its selector"));
    }
    if word(&service.root, "spec.clusterIP") == Some("None") {
        return None;
    }
    let message =
        format!("is governed by {service}, which is not headless: its pods have no names");
    Some(say(message).help("name a Service with `clusterIP: None`"))
}
