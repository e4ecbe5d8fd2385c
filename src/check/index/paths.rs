//! The paths of nodes in their objects: `spec.ports[0].name`.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::manifest::Object;
use crate::yaml::path::Step;
use crate::yaml::{Map, Node, Path};

/// Finds the path of a node. Each object is searched once, when it is first asked for.
#[derive(Default)]
pub(crate) struct Paths<'m> {
    objects: RefCell<HashMap<*const Object, Above<'m>>>,
}

/// For each node of an object, its parent and the step from there.
type Above<'m> = HashMap<*const Node, (&'m Node, Step)>;

impl<'m> Paths<'m> {
    /// The path of a node below the root of its object.
    pub(crate) fn of(&self, node: &'m Node, object: &'m Object) -> String {
        let mut objects = self.objects.borrow_mut();
        let above = objects.entry(object).or_insert_with(|| {
            let mut above = HashMap::new();
            collect(&object.root, &mut above);
            above
        });
        let mut steps = Vec::new();
        let mut at: *const Node = node;
        while let Some((parent, step)) = above.get(&at) {
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
