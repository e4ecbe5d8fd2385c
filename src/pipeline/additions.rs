//! Objects that come from no template: those of `crds/`, and the Namespace of the release.

use std::sync::Arc;

use super::{Crds, CreateNamespace, Request};
use crate::diagnostic::{Report, Span};
use crate::manifest::Manifest;
use crate::values::Instance;
use crate::yaml::{self, Dialect, Document, Key, Map, Node, Origin, Value};

/// The documents of `crds/`, which are not rendered.
pub(super) fn crds(instance: &Instance<'_>, wanted: Crds, report: &mut Report) -> Vec<Document> {
    let mut documents = Vec::new();
    if wanted != Crds::LeftOut {
        add_crds(instance, &mut documents, report);
    }
    documents
}

/// Those of a chart, then those of its dependencies.
fn add_crds(instance: &Instance<'_>, documents: &mut Vec<Document>, report: &mut Report) {
    for file in &instance.chart.crds {
        let template: Arc<str> = format!("{}crds/{}", instance.path, file.name).into();
        let roots = yaml::read(&file.text, file.source, Dialect::Kubectl, report);
        for root in roots.into_iter().filter(|root| !root.is_null()) {
            documents.push(Document { root, template: template.clone(), rank: 0 });
        }
    }
    for child in &instance.children {
        add_crds(child, documents, report);
    }
}

/// Adds the Namespace if that is requested, unless the chart renders it.
pub(super) fn namespace(
    manifest: &mut Manifest,
    request: &Request,
    name: Option<&str>,
    chart: Span,
) {
    let (CreateNamespace::Yes, Some(name)) = (request.create_namespace, name) else { return };
    let is_there = manifest
        .objects
        .iter()
        .any(|object| object.identity.kind == "Namespace" && object.identity.name == name);
    if is_there {
        return;
    }
    let at = Span { end: chart.start, ..chart };
    let text = |text: &str| Node::new(Value::String(text.to_owned()), Origin::at(at));
    let map = |entries: Vec<(&str, Node)>| {
        let mut map = Map::new();
        for (key, node) in entries {
            map.insert(Key::new(key, Origin::at(at)), node);
        }
        Node::new(Value::Map(map), Origin::at(at))
    };
    let root = map(vec![
        ("apiVersion", text("v1")),
        ("kind", text("Namespace")),
        ("metadata", map(vec![("name", text(name))])),
    ]);
    manifest.add_first(root, "--create-namespace");
}
