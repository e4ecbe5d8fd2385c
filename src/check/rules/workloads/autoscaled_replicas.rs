//! Numbers of replicas beside an autoscaler.

use std::collections::HashMap;

use crate::check::index::Index;
use crate::check::rules::Found;
use crate::check::rules::fields::{by_name, scaled, set};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut autoscalers: HashMap<_, &'m Object> = HashMap::new();
    let scaling = index.objects.iter().filter_map(|object| Some((object, scaled(object)?)));
    for (object, (kind, name)) in by_name(scaling) {
        if let Some(name) = name.as_str() {
            autoscalers.entry((kind, index.namespace(object), name)).or_insert(object);
        }
    }
    let mut found = Vec::new();
    for object in index.objects.iter().filter(|object| object.identity.group == "apps") {
        let key = (&*object.identity.kind, index.namespace(object), &*object.identity.name);
        let spec = object.root.get("spec");
        let replicas = spec.and_then(|spec| set(spec, "replicas"));
        let Some((node, autoscaler)) = replicas.zip(autoscalers.get(&key)) else { continue };
        let message = format!("sets its replicas, which {autoscaler} sets as well");
        let fault = say(Code::AutoscaledReplicas, object, Spot::At(node), index, message);
        found.push((object, fault.help("leave `replicas` out where there is an autoscaler")));
    }
    found
}
