//! Pods that name no account.

use super::fields::text;
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let named = ["serviceAccountName", "serviceAccount"].into_iter();
    let named = named.filter_map(|field| pods.spec.get(field)).find(|node| !node.is_blank());
    let spot = match named {
        Some(node) if text(node) == "default" => Spot::At(node),
        Some(_) => return Vec::new(),
        None => Spot::Lacks(pods.spec, "serviceAccountName"),
    };
    let message = "runs as the default account of its namespace";
    let fault = say(Code::DefaultServiceAccount, pods.owner, spot, index, message);
    vec![fault.help("make a ServiceAccount, and name it: `serviceAccountName`")]
}
