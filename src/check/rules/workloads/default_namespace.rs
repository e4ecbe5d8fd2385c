//! Objects in the namespace of those that have none of their own.

use crate::check::index::Index;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::kind::Scope;
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let namespace = object.identity.namespace.as_deref();
    let is_meant = object.scope() == Scope::Namespaced && namespace == Some("default");
    let named = ["metadata.namespace", "metadata.name"];
    let Some(node) = named.into_iter().find_map(|path| object.root.below(path)) else {
        return Vec::new();
    };
    if !is_meant {
        return Vec::new();
    }
    let message = "is in the namespace `default`";
    let fault = say(Code::DefaultNamespace, object, Spot::At(node), index, message);
    vec![fault.help("give what belongs together a namespace of its own")]
}
