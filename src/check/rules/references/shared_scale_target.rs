//! Workloads that two autoscalers scale.

use std::collections::HashMap;

use crate::check::index::Index;
use crate::check::rules::Found;
use crate::check::rules::fields::{by_name, scaled};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut first: HashMap<_, &'m Object> = HashMap::new();
    let mut found = Vec::new();
    let scaling = index.objects.iter().filter_map(|object| Some((object, scaled(object)?)));
    for (object, (kind, name)) in by_name(scaling) {
        let other = *first.entry((kind, index.namespace(object), name.as_str())).or_insert(object);
        if std::ptr::eq(other, object) {
            continue;
        }
        let message = format!("scales what {other} scales");
        let fault = say(Code::SharedScaleTarget, object, Spot::At(name), index, message);
        found.push((object, fault.help("keep one of them, with the metrics of both")));
    }
    found
}
