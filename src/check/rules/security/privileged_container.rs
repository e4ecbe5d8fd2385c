//! Containers that are privileged.

use super::fields::{called, containers, context, truth};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let set = containers(pods).filter_map(|it| Some((it, context(it, "privileged")?)));
    let set = set.filter(|(_, node)| truth(node) == Some(true));
    let fault = |(container, node)| {
        let message = format!("has the privileged container `{}`", called(container));
        let fault = say(Code::PrivilegedContainer, pods.owner, Spot::At(node), index, message);
        fault.help("give it the capabilities that it needs: `capabilities: {add: […]}`")
    };
    set.map(fault).collect()
}
