//! Pods of Windows with the rights of the host.

use super::fields::{containers, context, truth};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let own = std::iter::once(pods.spec).chain(containers(pods));
    let set = own.filter_map(|it| context(it, "windowsOptions.hostProcess"));
    let set = set.filter(|node| truth(node) == Some(true));
    let fault = |node| {
        let message = "runs as a process of the host";
        let fault = say(Code::HostProcess, pods.owner, Spot::At(node), index, message);
        fault.help("leave out `hostProcess`")
    };
    set.map(fault).collect()
}
