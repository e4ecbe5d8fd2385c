//! Probes that kill a container while it starts.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, containers, set, whole};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let faults = containers(pods).filter_map(|container| {
        fault(container, pods, index).or_else(|| hasty(container, pods, index))
    });
    faults.collect()
}

/// Less time than any program is sure to start in.
const LEAST_TIME: i64 = 5;

/// A liveness probe that leaves next to no time, whatever the readiness probe says.
fn hasty<'m>(container: &'m Node, pods: &Pods<'m>, index: &Index<'m>) -> Option<Diagnostic> {
    let (name, probe) = first_asked(container)?;
    let killed = killed_after(probe);
    if killed >= LEAST_TIME {
        return None;
    }
    let what = called(container);
    let message = format!("kills its container `{what}` {killed} s after it is started");
    let fault = say(Code::EarlyKill, pods.owner, Spot::At(probe), index, message);
    Some(fault.help(HELP[usize::from(name == LIVENESS)]))
}

const LIVENESS: &str = "livenessProbe";

/// What to do about a startup or a liveness probe.
const HELP: [&str; 2] =
    ["raise its `failureThreshold`", "add a `startupProbe`, which the others wait for"];

/// The probe that decides whether the start has failed.
fn first_asked(container: &Node) -> Option<(&'static str, &Node)> {
    ["startupProbe", LIVENESS].into_iter().find_map(|name| Some((name, set(container, name)?)))
}

fn killed_after(probe: &Node) -> i64 {
    let number = |field, default| whole(probe, field).unwrap_or(default);
    let tries = number("failureThreshold", 3).saturating_sub(1);
    let waited = tries.saturating_mul(number("periodSeconds", 10));
    waited.saturating_add(number("initialDelaySeconds", 0))
}

fn fault<'m>(container: &'m Node, pods: &Pods<'m>, index: &Index<'m>) -> Option<Diagnostic> {
    let readiness = container.get("readinessProbe")?;
    let delay = whole(readiness, "initialDelaySeconds")?;
    let (name, probe) = first_asked(container)?;
    let killed = killed_after(probe);
    // How long its readiness is waited for says less of what has a probe of its own for the start.
    let bearable = if name == "startupProbe" { killed.saturating_mul(2) } else { killed };
    if bearable >= delay {
        return None;
    }
    let what = called(container);
    let message =
        format!("kills its container `{what}` after {killed} s, which may take {delay} s to start");
    let fault = say(Code::EarlyKill, pods.owner, Spot::At(probe), index, message);
    let fault = fault.context(readiness.origin.at, format!("waits for {delay} s"));
    Some(fault.help(HELP[usize::from(name == LIVENESS)]))
}
