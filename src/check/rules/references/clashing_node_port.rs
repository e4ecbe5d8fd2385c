//! Node ports that another Service has.

use std::collections::HashMap;

use crate::check::index::Index;
use crate::check::rules::Found;
use crate::check::rules::fields::{by_name, integer, is, items, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut first: HashMap<(i64, &str), &'m Object> = HashMap::new();
    let mut found = Vec::new();
    let services = index.objects.iter().filter(|object| is(object, "", "Service"));
    for (object, ports) in by_name(services.map(|it| (it, items(&it.root, "spec.ports")))) {
        for port in ports {
            let Some(node) = port.get("nodePort") else { continue };
            let Some(number) = integer(node).filter(|number| *number != 0) else { continue };
            let protocol = word(port, "protocol").unwrap_or("TCP");
            let other = *first.entry((number, protocol)).or_insert(object);
            if std::ptr::eq(other, object) {
                continue;
            }
            let message = format!("takes the node port {number}, as {other} does");
            let fault = say(Code::ClashingNodePort, object, Spot::At(node), index, message);
            found.push((object, fault.help("give it another one, or leave it to the server")));
        }
    }
    found
}
