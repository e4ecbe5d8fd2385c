//! Variables that are expanded where they are not defined.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, containers, items, text};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::{Map, Node};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for container in containers(pods) {
        let Some(given) = given(container, pods, index) else { continue };
        for (node, name) in undefined(container, given) {
            let later = items(container, "env").any(|it| called(it) == name);
            let message = format!("uses `$({name})`, which is not defined");
            let fault = say(Code::UndefinedVariable, pods.owner, Spot::At(node), index, message);
            let help = if later {
                format!("list `{name}` above it")
            } else {
                format!("define `{name}` in `env`, or write `$$({name})` if it is meant as it is")
            };
            faults.push(fault.help(help));
        }
    }
    faults
}

/// The variables that a container has of `envFrom`; `None` if not all of them are known.
fn given<'m>(
    container: &'m Node,
    pods: &Pods<'m>,
    index: &Index<'m>,
) -> Option<HashSet<Cow<'m, str>>> {
    let mut names = HashSet::new();
    for source in items(container, "envFrom") {
        let prefix = source.get("prefix").map(text).unwrap_or_default();
        let (kind, from) = [("ConfigMap", "configMapRef"), ("Secret", "secretRef")]
            .into_iter()
            .find_map(|(kind, field)| Some((kind, source.get(field)?)))?;
        let object = index.rendered(kind, pods.namespace, called(from))?;
        let keys = maps(object).flat_map(Map::keys);
        names.extend(keys.map(|key| match prefix {
            "" => Cow::Borrowed(key),
            prefix => Cow::Owned(format!("{prefix}{key}")),
        }));
    }
    Some(names)
}

fn maps(object: &Object) -> impl Iterator<Item = &Map> {
    let fields = ["data", "stringData"].into_iter();
    fields.filter_map(|field| object.root.get(field)?.as_map())
}

fn undefined<'m>(
    container: &'m Node,
    mut defined: HashSet<Cow<'m, str>>,
) -> Vec<(&'m Node, &'m str)> {
    let mut found = Vec::new();
    for variable in items(container, "env") {
        if let Some(value) = variable.get("value") {
            let names = used(text(value)).filter(|name| !defined.contains(*name));
            found.extend(names.map(|name| (value, name)));
        }
        defined.insert(Cow::Borrowed(called(variable)));
    }
    let words = || ["command", "args"].into_iter().flat_map(|list| items(container, list));
    let is_script = words().map(text).any(|word| {
        word.contains('\n') || (word.starts_with('-') && word.len() < 6 && word.ends_with('c'))
    });
    for word in words().filter(|_| !is_script) {
        let names = used(text(word)).filter(|name| !defined.contains(*name));
        found.extend(names.map(|name| (word, name)));
    }
    found
}

/// The names in `$(NAME)`, but for those that a kubelet makes of Services, and commands of a shell.
fn used(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.match_indices("$(").filter(|(at, _)| !text[..*at].ends_with('$'));
    let names = parts.filter_map(|(at, _)| Some(text[at + 2..].split_once(')')?.0));
    names.filter(|name| {
        let is_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        let is_of_service =
            ["_SERVICE_", "_PORT_", "KUBERNETES_"].iter().any(|it| name.contains(it));
        !name.is_empty() && name.bytes().all(is_name) && !is_of_service && !name.ends_with("_PORT")
    })
}
