//! Which Services a `ServiceMonitor` scrapes.

use super::pods::pairs;
use super::{Index, Thing, follow};
use crate::kube::known;
use crate::manifest::Object;
use crate::yaml::{Map, Node, Value};

/// The Services that a `ServiceMonitor` looks at, and those of them that it takes.
pub struct Monitored<'m> {
    pub selector: &'m Map,
    pub seen: Vec<&'m Object>,
    pub taken: Vec<&'m Object>,
    /// The names of the ports that are asked.
    pub asked: Vec<&'m Node>,
}

impl<'m> Monitored<'m> {
    /// Not known for a selector with expressions, or where someone else provides Services.
    pub fn by(monitor: &'m Object, index: &Index<'m>) -> Option<Self> {
        let watch = known::watch(&monitor.identity.group, &monitor.identity.kind)?;
        let selector = monitor.root.below(watch.selector)?;
        if selector.get("matchExpressions").is_some() {
            return None;
        }
        let selector = selector.get("matchLabels")?.as_map()?;
        let namespaces = monitor.root.below(watch.namespaces);
        let own = index.namespace(monitor);
        let sees = |namespace| looks_into(namespaces, own, namespace);
        let foreign = index.names("Service").iter().any(|&(namespace, name)| {
            sees(namespace)
                && index
                    .find("Service", namespace, name)
                    .any(|thing| matches!(thing, Thing::External))
        });
        if foreign {
            return None;
        }
        let services = index.objects.iter().filter(|object| is_service(object));
        let seen: Vec<_> = services.filter(|service| sees(index.namespace(service))).collect();
        let taken = seen.iter().copied().filter(|service| {
            pairs(selector).all(|(key, value)| label(service, key) == Some(value))
        });
        let asked = follow::each(&monitor.root, watch.ports);
        Some(Monitored { selector, taken: taken.collect(), seen, asked })
    }
}

/// A label of an object itself.
pub fn label<'m>(object: &'m Object, key: &str) -> Option<&'m str> {
    object.root.below("metadata.labels")?.get(key)?.as_str()
}

fn looks_into(selector: Option<&Node>, own: Option<&str>, namespace: Option<&str>) -> bool {
    let any = selector.and_then(|selector| selector.get("any"));
    if any.is_some_and(|any| any.value == Value::Bool(true)) {
        return true;
    }
    let names = selector.and_then(|selector| selector.get("matchNames")).and_then(Node::as_list);
    let here = |name: Option<&str>| name.is_none() || namespace.is_none() || name == namespace;
    match names {
        Some(names) if !names.is_empty() => names.iter().any(|name| here(name.as_str())),
        _ => here(own),
    }
}

/// Custom resources may be called Service as well.
pub fn is_service(object: &Object) -> bool {
    object.identity.kind == "Service" && object.identity.group.is_empty()
}
