//! The paths of nodes in their objects: `spec.ports[0].name`.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::manifest::Object;
use crate::yaml::path::Step;
use crate::yaml::{Map, Node, Path};

/// Finds the path of a node. An object is searched for the first few that are asked for; then a
/// table of all its nodes is made, once.
#[derive(Default)]
pub(crate) struct Paths<'m> {
    objects: RefCell<HashMap<*const Object, Asked<'m>>>,
}

#[derive(Default)]
struct Asked<'m> {
    times: usize,
    above: Above<'m>,
}

/// For each node of an object, its parent and the step from there.
type Above<'m> = HashMap<*const Node, (&'m Node, Step)>;

/// How often an object is searched before a table is worth making.
const SEARCHES: usize = 64;

impl<'m> Paths<'m> {
    /// The path of a node below the root of its object.
    pub(crate) fn of(&self, node: &'m Node, object: &'m Object) -> String {
        let mut objects = self.objects.borrow_mut();
        let asked = objects.entry(object).or_default();
        asked.times += 1;
        if asked.times <= SEARCHES {
            return Path::of(node, &object.root).unwrap_or_default().to_string();
        }
        if asked.above.is_empty() {
            collect(&object.root, &mut asked.above);
        }
        let mut steps = Vec::new();
        let mut at: *const Node = node;
        while let Some((parent, step)) = asked.above.get(&at) {
            steps.push(step.clone());
            at = *parent;
        }
        let mut path = Path::default();
        steps.into_iter().rev().for_each(|step| path.push(step));
        path.to_string()
    }
}

fn collect<'m>(node: &'m Node, above: &mut Above<'m>) {
    for (key, child) in node.as_map().into_iter().flat_map(Map::iter) {
        above.insert(child, (node, Step::of_key(&key.text)));
        collect(child, above);
    }
    for (at, child) in node.as_list().into_iter().flatten().enumerate() {
        above.insert(child, (node, Step::Index(at)));
        collect(child, above);
    }
}
