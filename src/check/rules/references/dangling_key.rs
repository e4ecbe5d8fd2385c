//! References to keys that a `ConfigMap` or a Secret does not have.

use std::collections::HashSet;

use crate::check::at;
use crate::check::index::pods::Pods;
use crate::check::index::references::Reference;
use crate::check::index::{Index, Thing};
use crate::check::rules::fields::{called, containers, items, text, word};
use crate::check::rules::saying::{Spot, say};
use crate::check::rules::{Found, HELPED, SEARCHED};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::manifest::Object;
use crate::yaml::{Map, Node};

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut told = HashSet::new();
    let mut found = Vec::new();
    for reference in &index.references {
        let Reference { from, kind, namespace, name, part, .. } = *reference;
        let keyed = matches!(kind, "ConfigMap" | "Secret");
        let Some((node, key)) = part.filter(|_| keyed).and_then(|key| Some((key, key.as_str()?)))
        else {
            continue;
        };
        let things: Vec<&Thing<'_>> = index.find(kind, namespace, name).collect();
        if has(&things, key) || !told.insert((std::ptr::from_ref::<Object>(from), kind, name, key))
        {
            continue;
        }
        let shown = namespace.map_or(name.to_owned(), |namespace| format!("{namespace}/{name}"));
        let message = format!("uses the key `{key}` of {kind} `{shown}`, which does not have it");
        let path = index.paths.of(node, from);
        let fault = Diagnostic::error(Code::DanglingKey, message).subject(from).field(&*path);
        let fault = at(fault, &node.origin, path);
        let help = if found.len() < HELPED { suggestion(key, &things) } else { None };
        found.push((from, help.into_iter().fold(fault, Diagnostic::help)));
    }
    for pods in index.pods.within(None) {
        lost_paths(pods, index, &mut found);
    }
    found
}

/// Mounts of a path that the volume, which lists its keys and their paths, does not have.
fn lost_paths<'m>(pods: &Pods<'m>, index: &Index<'m>, found: &mut Vec<Found<'m>>) {
    let listing = |volume: &'m Node| {
        let source = ["configMap", "secret"].into_iter().find_map(|kind| volume.get(kind));
        let items = source?.get("items")?.as_list().filter(|items| !items.is_empty())?;
        Some((called(volume), items))
    };
    let listed: Vec<(&str, &[Node])> = items(pods.spec, "volumes").filter_map(listing).collect();
    if listed.is_empty() {
        return;
    }
    for mount in containers(pods).flat_map(|container| items(container, "volumeMounts")) {
        let Some((name, items)) = listed.iter().find(|(name, _)| *name == called(mount)) else {
            continue;
        };
        let Some(node) = mount.get("subPath").filter(|path| !text(path).is_empty()) else {
            continue;
        };
        let paths = || items.iter().filter_map(|item| word(item, "path"));
        let wanted = text(node).trim_end_matches('/');
        let is_there = |path: &str| {
            path.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if paths().any(is_there) {
            continue;
        }
        let message = format!("mounts `{wanted}` of its volume `{name}`, which does not have it");
        let fault = say(Code::DanglingKey, pods.owner, Spot::At(node), index, message);
        let help = did_you_mean(wanted, paths());
        found.push((pods.owner, help.into_iter().fold(fault, Diagnostic::help)));
    }
}

fn suggestion(key: &str, things: &[&Thing<'_>]) -> Option<String> {
    let keys: Vec<&str> = things.iter().flat_map(|thing| keys(thing)).take(SEARCHED).collect();
    did_you_mean(key, keys.iter().copied())
}

/// Whether the key exists or may exist.
fn has(things: &[&Thing<'_>], key: &str) -> bool {
    let ours = things.iter().filter(|thing| !matches!(thing, Thing::External));
    let mut ours = ours.peekable();
    ours.peek().is_none()
        || ours.any(|thing| match thing {
            Thing::Rendered(object) => {
                let mut maps = maps(object).peekable();
                maps.peek().is_none() || maps.any(|map| map.contains(key))
            }
            Thing::Produced(keys) => keys.as_ref().is_none_or(|keys| keys.contains(key)),
            Thing::External => false,
        })
}

/// The keys of an object, if they are known.
fn keys<'a>(thing: &'a Thing<'_>) -> Box<dyn Iterator<Item = &'a str> + 'a> {
    match thing {
        Thing::Rendered(object) => Box::new(maps(object).flat_map(Map::keys)),
        Thing::Produced(keys) => Box::new(keys.iter().flatten().copied()),
        Thing::External => Box::new(std::iter::empty()),
    }
}

/// The maps that hold an object's data. An object that is empty, or the token of a service account,
/// has none: something else fills it.
fn maps(object: &Object) -> impl Iterator<Item = &Map> {
    let filled = object.root.get("type").and_then(Node::as_str)
        == Some("kubernetes.io/service-account-token");
    let fields = ["data", "stringData", "binaryData"].into_iter().filter(move |_| !filled);
    let maps = fields.filter_map(|field| object.root.get(field)?.as_map());
    maps.filter(|map| !map.is_empty())
}
