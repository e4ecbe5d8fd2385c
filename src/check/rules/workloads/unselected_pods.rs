//! Custom resources that make pods as a Deployment does, and select others.
//!
//! Of the built-in kinds the server says so.

use crate::check::index::Index;
use crate::check::index::labelled::pairs;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::set;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    fault(object, index).into_iter().collect()
}

fn fault<'m>(object: &'m Object, index: &Index<'m>) -> Option<Diagnostic> {
    if object.kind.is_some() {
        return None;
    }
    let selector = set(object.root.get("spec")?, "selector")?;
    let pods = Pods::of(object, None)?;
    // A `DeploymentConfig` has the labels themselves.
    let labels = selector.get("matchLabels").unwrap_or(selector).as_map()?;
    let (key, value) = pairs(labels).find(|(key, value)| !pods.have(key, value))?;
    let node = labels.get(key)?;
    let message = format!("selects `{key}: {value}`, which the pods that it makes do not have");
    let fault = say(Code::UnselectedPods, object, Spot::At(node), index, message);
    let has = pods.labels.and_then(|labels| labels.get(key)).and_then(Node::as_str);
    Some(fault.help(match has {
        Some(other) => format!("the template has `{key}: {other}`"),
        None => format!("add `{key}: {value}` to the labels of the template"),
    }))
}
