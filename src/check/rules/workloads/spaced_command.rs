//! Commands that are written as one word, and flags with their values.

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
    let sentences = programs.filter(|node| is_sentence(node)).map(|node| fault(node, pods, index));
    let flags = containers(pods).filter_map(flag).map(|node| {
        let message = format!("is given one argument `{}`, blank and all", text(node));
        let fault = say(Code::SpacedCommand, pods.owner, Spot::At(node), index, message);
        let (name, value) = text(node).split_once(' ').unwrap_or_default();
        fault.help(format!("write `{name}={value}`, or two arguments, `{name}` and `{value}`"))
    });
    sentences.chain(flags).collect()
}

/// A blank may be escaped, or in a path of Windows.
fn is_sentence(node: &Node) -> bool {
    let word = text(node).trim();
    word.contains([' ', '\n', '\t']) && !word.contains('\\')
}

/// An argument like `--port 8080`, of a program that is no shell.
fn flag(container: &Node) -> Option<&Node> {
    if items(container, "command").any(|word| text(word).ends_with("sh") || text(word) == "-c") {
        return None;
    }
    items(container, "args").find(|node| {
        let words = text(node).strip_prefix("--").and_then(|rest| rest.split_once(' '));
        words.is_some_and(|(name, value)| {
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
            let is_value = !value.is_empty() && !value.starts_with('-');
            !name.is_empty() && name.chars().all(is_name) && is_value && !value.contains(' ')
        })
    })
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
