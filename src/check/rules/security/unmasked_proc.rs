//! Containers that see all of `/proc`.

use super::fields::{called, containers, context, text};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let set = containers(pods).filter_map(|it| Some((it, context(it, "procMount")?)));
    let set = set.filter(|(_, node)| text(node) == "Unmasked");
    let fault = |(container, node)| {
        let message = format!("shows all of /proc to its container `{}`", called(container));
        let fault = say(Code::UnmaskedProc, pods.owner, Spot::At(node), index, message);
        fault.help("leave out `procMount`")
    };
    set.map(fault).collect()
}
