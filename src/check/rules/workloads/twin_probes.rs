//! Liveness probes that are readiness probes.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, containers, set};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let twins = containers(pods).filter(|container| {
        let asked = |probe| {
            let probe = set(container, probe)?;
            ["httpGet", "tcpSocket", "exec", "grpc"].into_iter().find_map(|sort| set(probe, sort))
        };
        asked("livenessProbe").is_some_and(|it| asked("readinessProbe") == Some(it))
    });
    let fault = |container| {
        let message = format!("asks its container `{}` the same twice", called(container));
        let spot = Spot::At(container.get("livenessProbe")?);
        let fault = say(Code::TwinProbes, pods.owner, spot, index, message);
        Some(fault.help("let the liveness probe ask only what a restart mends"))
    };
    twins.filter_map(fault).collect()
}
