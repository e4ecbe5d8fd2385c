//! Services whose pods nobody may reach.

use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::isolation::Direction;
use crate::check::index::monitors::is_service;
use crate::check::rules::Found;
use crate::diagnostic::Code;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let isolated = index.isolated(Direction::Ingress);
    let mut found = Vec::new();
    for service in index.objects.iter().filter(|object| is_service(object)) {
        let Some(selector) = service.root.below("spec.selector") else { continue };
        let labels = selector.as_map().filter(|labels| !labels.is_empty());
        let mut pods =
            labels.into_iter().flat_map(|it| index.pods.selected(index.namespace(service), it));
        let first = pods.next();
        if first
            .is_some_and(|first| isolated.cuts_off(first) && pods.all(|it| isolated.cuts_off(it)))
        {
            let message = "has pods that no NetworkPolicy lets anybody reach";
            let fault = say(Code::CutOffService, service, Spot::At(selector), index, message);
            found.push((service, fault.help("add a policy with `ingress` for who needs it")));
        }
    }
    found
}
