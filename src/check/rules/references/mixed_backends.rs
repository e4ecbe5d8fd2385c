//! Services that select pods which end besides pods which serve.

use std::collections::HashMap;

use crate::check::index::Index;
use crate::check::index::labelled::pairs;
use crate::check::index::pods::Pods;
use crate::check::rules::Found;
use crate::check::rules::fields::is;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::manifest::Object;
use crate::yaml::Map;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut known: HashMap<_, Option<&'m Object>> = HashMap::new();
    let mut found = Vec::new();
    for service in index.objects.iter().filter(|object| is(object, "", "Service")) {
        let Some(node) = service.root.below("spec.selector") else { continue };
        let Some(selector) = node.as_map().filter(|map| !map.is_empty()) else { continue };
        let namespace = index.namespace(service);
        let key = (namespace, pairs(selector).collect::<Vec<_>>());
        let job = known.entry(key).or_insert_with(|| stray(index, namespace, selector));
        if let Some(job) = job {
            let message = format!("sends to the pods of {job} besides those that serve");
            let fault = say(Code::MixedBackends, service, Spot::At(node), index, message);
            found.push((service, fault.help("select a label that the pods of the Job don't have")));
        }
    }
    found
}

/// A Job whose pods are selected with others.
fn stray<'m>(
    index: &Index<'m>,
    namespace: Option<&'m str>,
    selector: &'m Map,
) -> Option<&'m Object> {
    let ends = |pods: &&Pods<'_>| pods.owner.identity.group == "batch";
    let mut others = index.pods.selected(namespace, selector).filter(|pods| !ends(pods));
    others.next()?;
    let jobs = index.pods.selected(namespace, selector).filter(ends);
    jobs.map(|pods| pods.owner).min_by_key(ToString::to_string)
}
