//! Containers whose resources lack an amount.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, containers, resource};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

/// Those without a limit of the resource.
pub(super) fn limitless<'m>(
    pods: &Pods<'m>,
    index: &Index<'m>,
    code: Code,
    name: &str,
) -> Vec<Diagnostic> {
    let bare = containers(pods).filter(|it| resource(it, "limits", name).is_none());
    let fault = |container| {
        let message = format!("has no limit of {name} for its container `{}`", called(container));
        let fault =
            say(code, pods.owner, Spot::Lacks(container, "resources.limits"), index, message);
        fault.help(format!("set `resources.limits.{name}`"))
    };
    bare.map(fault).collect()
}

/// Those that request none of the resource. A limit is a request where there is none, and rarely
/// meant as one.
pub(super) fn undemanding<'m>(
    pods: &Pods<'m>,
    index: &Index<'m>,
    code: Code,
    name: &str,
) -> Vec<Diagnostic> {
    let bare = containers(pods).filter(|it| resource(it, "requests", name).is_none());
    let fault = |container| {
        let instead = match resource(container, "limits", name) {
            Some(_) => ", and gets its limit",
            None => "",
        };
        let message =
            format!("requests no {name} for its container `{}`{instead}", called(container));
        let fault =
            say(code, pods.owner, Spot::Lacks(container, "resources.requests"), index, message);
        fault.help(format!("set `resources.requests.{name}`"))
    };
    bare.map(fault).collect()
}
