//! `PodDisruptionBudget`s that select no pods.

use crate::check::index::Index;
use crate::check::index::selector::Selector;
use crate::check::rules::fields::is;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let selector = object.root.below("spec.selector");
    let Some(node) = selector.filter(|_| is(object, "policy", "PodDisruptionBudget")) else {
        return Vec::new();
    };
    let namespace = index.namespace(object);
    let selector = Selector::of(node);
    let is_others = !index.answers_for(namespace) || selector.may_take_made(index, namespace);
    if is_others || selector.pods(index, namespace).next().is_some() {
        return Vec::new();
    }
    let fault = say(Code::DanglingBudget, object, Spot::At(node), index, "selects no pods");
    vec![fault.help("select the labels of the pod template that it is to guard")]
}
