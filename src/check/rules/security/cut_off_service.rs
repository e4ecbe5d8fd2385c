//! Services whose pods nobody may reach.

use std::collections::HashMap;

use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::isolation::Direction;
use crate::check::index::labelled::pairs;
use crate::check::index::monitors::is_service;
use crate::check::rules::Found;
use crate::diagnostic::Code;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let isolated = index.isolated(Direction::Ingress);
    let mut found = Vec::new();
    let mut known = HashMap::new();
    for service in index.objects.iter().filter(|object| is_service(object)) {
        let Some(selector) = service.root.below("spec.selector") else { continue };
        let Some(labels) = selector.as_map().filter(|labels| !labels.is_empty()) else { continue };
        let namespace = index.namespace(service);
        let key = (namespace, pairs(labels).collect::<Vec<_>>());
        let is_cut_off = *known.entry(key).or_insert_with(|| {
            let mut pods = index.pods.selected(namespace, labels).peekable();
            pods.peek().is_some() && pods.all(|pods| isolated.cuts_off(pods))
        });
        if is_cut_off {
            let message = "has pods that no NetworkPolicy lets anybody reach";
            let fault = say(Code::CutOffService, service, Spot::At(selector), index, message);
            found.push((service, fault.help("add a policy with `ingress` for who needs it")));
        }
    }
    found
}
