//! Hooks that take as long as a pod has to stop.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, containers, items, text, whole};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let grace = whole(pods.spec, "terminationGracePeriodSeconds").unwrap_or(30);
    let hooks = containers(pods).filter_map(|it| Some((it, it.below("lifecycle.preStop")?)));
    let long = hooks.filter_map(|(container, hook)| Some((container, hook, asleep(hook)?)));
    let long = long.filter(|(_, _, seconds)| *seconds >= grace);
    let fault = |(container, hook, seconds)| {
        let message = format!(
            "kills its container `{}` after {grace} s, of which its `preStop` hook sleeps {seconds}",
            called(container)
        );
        let fault = say(Code::ShortGrace, pods.owner, Spot::At(hook), index, message);
        fault.help("set `terminationGracePeriodSeconds` to that and the time it takes to stop")
    };
    long.map(fault).collect()
}

/// How long a hook sleeps, if that can be read in it.
fn asleep(hook: &Node) -> Option<i64> {
    if let Some(seconds) = whole(hook, "sleep.seconds") {
        return Some(seconds);
    }
    let words = items(hook, "exec.command").map(text);
    let words = words.flat_map(|it| it.split([' ', ';', '&', '\n'])).filter(|it| !it.is_empty());
    let words: Vec<&str> = words.collect();
    let sleeps = words.windows(2).filter(|pair| pair[0] == "sleep" || pair[0] == "/bin/sleep");
    let seconds = sleeps.filter_map(|pair| pair[1].trim_end_matches('s').parse::<i64>().ok());
    seconds.max()
}
