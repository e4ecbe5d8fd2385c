//! Selectors of workloads with the version of something in them.

use crate::check::index::Index;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::{Map, Node};

const CHANGING: [&str; 3] = ["app.kubernetes.io/version", "helm.sh/chart", "chart"];

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let labels = object.root.below("spec.selector.matchLabels").and_then(Node::as_map);
    let is_fixed =
        matches!(&*object.identity.kind, "DaemonSet" | "Deployment" | "ReplicaSet" | "StatefulSet");
    let labels = labels.filter(|_| is_fixed).into_iter().flat_map(Map::iter);
    let changing = labels.filter(|(key, _)| CHANGING.contains(&&*key.text));
    let fault = |(key, node): (&crate::yaml::Key, &'m Node)| {
        let message = format!("selects by `{}`, which changes, and the selector can't", key.text);
        let fault = say(Code::ChangingSelector, object, Spot::At(node), index, message);
        fault.help("take it out of the selector; the pod template may keep it")
    };
    changing.map(fault).collect()
}
