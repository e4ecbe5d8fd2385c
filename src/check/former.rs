//! An object of a version that is removed since, judged as one of the version that came after it:
//! their fields are the same but for one, which has got another name.
//!
//! Which versions these are is said by [`served`](crate::kube::served).

use super::finding::Finding;
use crate::yaml::{Entry, Key, Map, Node};

/// In `flowcontrol.apiserver.k8s.io`, up to v1beta2 and since then.
const RENAMED: [&str; 2] = ["assuredConcurrencyShares", "nominalConcurrencyShares"];

const BEFORE: [&str; 2] = ["v1beta1", "v1beta2"];

/// What `judge` finds, told of the fields as they are called in the object.
pub(super) fn judge(object: &Node, judge: impl Fn(&Node) -> Vec<Finding>) -> Vec<Finding> {
    let api_version = object.get("apiVersion").and_then(Node::as_str).unwrap_or_default();
    let is_flow = api_version.starts_with("flowcontrol.");
    if !is_flow || !BEFORE.iter().any(|version| api_version.ends_with(version)) {
        return judge(object);
    }
    let mut renamed = object.clone();
    rename(&mut renamed);
    let mut findings = judge(&renamed);
    for finding in &mut findings {
        finding.path = exchanged(&finding.path);
        finding.message = exchanged(&finding.message);
    }
    findings
}

/// Both names change places, so that the one that is not there yet is unknown.
fn rename(object: &mut Node) {
    let spec = object.as_map_mut().and_then(|object| object.get_mut("spec"));
    let limited = spec.and_then(Node::as_map_mut).and_then(|spec| spec.get_mut("limited"));
    let Some(limited) = limited.and_then(Node::as_map_mut) else { return };
    let mut renamed = Map::new();
    for Entry { key, value } in limited.entries() {
        let key = Key::new(exchanged(&key.text), key.origin.clone());
        renamed.insert(key, value.clone());
    }
    *limited = renamed;
}

fn exchanged(text: &str) -> String {
    let [before, now] = RENAMED;
    let parts: Vec<String> = text.split(before).map(|part| part.replace(now, before)).collect();
    parts.join(now)
}
