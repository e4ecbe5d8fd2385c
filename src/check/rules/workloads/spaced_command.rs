//! Commands that are written as one word.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{containers, is_of_windows, items, text};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

const COMMANDS: [&str; 6] = [
    "command",
    "startupProbe.exec.command",
    "readinessProbe.exec.command",
    "livenessProbe.exec.command",
    "lifecycle.postStart.exec.command",
    "lifecycle.preStop.exec.command",
];

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    if is_of_windows(pods) {
        return Vec::new();
    }
    let programs = containers(pods).flat_map(|container| {
        COMMANDS.into_iter().filter_map(move |path| items(container, path).next())
    });
    programs.filter(|node| is_sentence(node)).map(|node| fault(node, pods, index)).collect()
}

/// A blank may be escaped, or in a path of Windows.
fn is_sentence(node: &Node) -> bool {
    let word = text(node).trim();
    word.contains([' ', '\n', '\t']) && !word.contains('\\')
}

fn fault<'m>(node: &'m Node, pods: &Pods<'m>, index: &Index<'m>) -> Diagnostic {
    let message = format!("runs a program that is called `{}`", text(node).trim());
    let fault = say(Code::SpacedCommand, pods.owner, Spot::At(node), index, message);
    let words: Vec<&str> = text(node).split_whitespace().collect();
    if words.iter().any(|word| word.contains(['"', '\'', '$', ';', '|', '&', '>'])) {
        return fault.help("write each word by itself, or run it by a shell: `[sh, -c, …]`");
    }
    let rest = if words.len() > 4 { ", …" } else { "" };
    let words = words.into_iter().take(4).collect::<Vec<_>>().join(", ");
    fault.help(format!("write each word by itself, `[{words}{rest}]`, or run it by `sh -c`"))
}
