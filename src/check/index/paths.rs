//! The paths of nodes in their objects: `spec.ports[0].name`.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::manifest::Object;
use crate::yaml::path::Step;
use crate::yaml::{Map, Node, Path};

/// Finds the path of a node. An object is searched for the first few that are asked for; then a
/// table of all its nodes is made, once.
#[derive(Default)]
pub(crate) struct Paths<'m> {
    /// By their addresses, as are the nodes.
    objects: Mutex<HashMap<usize, Asked<'m>>>,
}

#[derive(Default)]
struct Asked<'m> {
    times: usize,
    above: Above<'m>,
}

/// For each node of an object, its parent and the step from there.
type Above<'m> = HashMap<usize, (&'m Node, Step)>;

/// How often an object is searched before a table is worth making.
const SEARCHES: usize = 64;

impl<'m> Paths<'m> {
    /// The path of a node below the root of its object.
    pub(crate) fn of(&self, node: &'m Node, object: &'m Object) -> String {
        // Whoever held it has only looked.
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = objects.entry(std::ptr::from_ref(object).addr()).or_default();
        asked.times += 1;
        if asked.times <= SEARCHES {
            drop(objects);
            return Path::of(node, &object.root).unwrap_or_default().to_string();
        }
        if asked.above.is_empty() {
            collect(&object.root, &mut asked.above);
        }
        let mut steps = Vec::new();
        let mut at = address(node);
        while let Some((parent, step)) = asked.above.get(&at) {
            steps.push(step.clone());
            at = address(parent);
        }
        steps.reverse();
        Path::from(steps).to_string()
    }
}

fn address(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}

fn collect<'m>(node: &'m Node, above: &mut Above<'m>) {
    for (key, child) in node.as_map().into_iter().flat_map(Map::iter) {
        above.insert(address(child), (node, Step::of_key(&key.text)));
        collect(child, above);
    }
    for (at, child) in node.as_list().into_iter().flatten().enumerate() {
        above.insert(address(child), (node, Step::Index(at)));
        collect(child, above);
    }
}
