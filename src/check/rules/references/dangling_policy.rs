//! `NetworkPolicies` that select no pods.

use crate::check::index::Index;
use crate::check::index::selector::Selector;
use crate::check::rules::fields::is;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let selector = object.root.below("spec.podSelector");
    let Some(node) = selector.filter(|_| is(object, "networking.k8s.io", "NetworkPolicy")) else {
        return Vec::new();
    };
    let (selector, namespace) = (Selector::of(node), index.namespace(object));
    let is_meant = !selector.is_empty()
        && index.answers_for(namespace)
        && !selector.may_take_made(index, namespace);
    if !is_meant || selector.pods(index, namespace).next().is_some() {
        return Vec::new();
    }
    let message = "selects no pods, and isolates nothing";
    let fault = say(Code::DanglingPolicy, object, Spot::At(node), index, message);
    vec![fault.help("select the labels of the pod template that is meant")]
}
