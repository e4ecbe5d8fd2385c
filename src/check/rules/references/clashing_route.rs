//! Routes for a host and a path that another route has.

use std::collections::HashMap;

use crate::check::index::Index;
use crate::check::rules::Found;
use crate::check::rules::fields::{by_name, is, items, whole, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut first: HashMap<Route<'m>, (&'m Object, &'m Node)> = HashMap::new();
    let mut found = Vec::new();
    let all = index.objects.iter().map(|object| (object, routes(object)));
    for (object, routes) in by_name(all.filter(|(_, routes)| !routes.is_empty())) {
        for (route, node) in routes {
            let Some((other, at)) = first.get(&route) else {
                first.insert(route, (object, node));
                continue;
            };
            let message = if std::ptr::eq(*other, object) {
                "has two routes for one host and path".to_owned()
            } else {
                format!("has a route for what {other} has one for")
            };
            let fault = say(Code::ClashingRoute, object, Spot::At(node), index, message);
            let fault = fault.context(at.origin.at, "the other one");
            found.push((object, fault.help("keep one of them, or give one another host or path")));
        }
    }
    found
}

/// The class or the entry points, the host, the path, and what else tells routes apart.
type Route<'m> = (String, &'m str, &'m str, String);

fn routes(object: &Object) -> Vec<(Route<'_>, &Node)> {
    if is(object, "networking.k8s.io", "Ingress") {
        return of_ingress(object);
    }
    let is_of_traefik = ["traefik.io", "traefik.containo.us"].contains(&&*object.identity.group);
    if !is_of_traefik || object.identity.kind != "IngressRoute" {
        return Vec::new();
    }
    let points: Vec<&str> =
        items(&object.root, "spec.entryPoints").filter_map(Node::as_str).collect();
    let routes = items(&object.root, "spec.routes").filter_map(|route| {
        let node = route.get("match")?;
        let priority = whole(route, "priority").unwrap_or_default();
        Some(((points.join(","), node.as_str()?, "", priority.to_string()), node))
    });
    routes.collect()
}

fn of_ingress(object: &Object) -> Vec<(Route<'_>, &Node)> {
    let annotation = |name| object.root.below("metadata.annotations")?.get(name)?.as_str();
    if annotation("nginx.ingress.kubernetes.io/canary") == Some("true") {
        return Vec::new();
    }
    let class = word(&object.root, "spec.ingressClassName");
    let class = class.or(annotation("kubernetes.io/ingress.class")).unwrap_or_default();
    let mut routes = Vec::new();
    for rule in items(&object.root, "spec.rules") {
        let host = word(rule, "host").unwrap_or_default();
        for path in items(rule, "http.paths") {
            let text = word(path, "path").unwrap_or("/");
            let sort = word(path, "pathType").unwrap_or_default();
            let node = path.get("path").unwrap_or(path);
            routes.push(((class.to_owned(), host, text, sort.to_owned()), node));
        }
    }
    routes
}
