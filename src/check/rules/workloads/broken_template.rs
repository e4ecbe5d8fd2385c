//! Templates of Go in `ExternalSecrets` whose braces don't close.

use crate::check::index::Index;
use crate::check::rules::fields::{is, items};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::{Map, Node};

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let template = match &*object.identity.kind {
        "ExternalSecret" => "spec.target.template",
        "ClusterExternalSecret" => "spec.externalSecretSpec.target.template",
        "PushSecret" => "spec.template",
        _ => return Vec::new(),
    };
    if !is(object, "external-secrets.io", &object.identity.kind) {
        return Vec::new();
    }
    let Some(template) = object.root.below(template) else { return Vec::new() };
    let maps = ["data", "metadata.labels", "metadata.annotations"];
    let maps = maps.into_iter().filter_map(|path| template.below(path)?.as_map());
    let texts = maps.flat_map(Map::iter).map(|(_, node)| node);
    let literals = items(template, "templateFrom").filter_map(|it| it.get("literal"));
    let broken = texts.chain(literals).filter_map(|node: &Node| {
        let why = fault(node.as_str()?)?;
        let message = "has a template whose braces don't close".to_owned();
        Some(say(Code::BrokenTemplate, object, Spot::At(node), index, message).help(why))
    });
    broken.collect()
}

/// What does not close.
fn fault(text: &str) -> Option<&'static str> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let inner = after.trim_start_matches('-').trim_start();
        let end = if inner.starts_with("/*") { after.find("*/") } else { Some(0) };
        let Some(start) = end else { return Some("a comment has no `*/`") };
        match close(&after[start..]) {
            Some(end) => rest = &after[start + end..],
            None => return Some("write `}}` where the `{{` ends"),
        }
    }
    None
}

/// Where an action ends: its texts may hold braces.
fn close(action: &str) -> Option<usize> {
    let mut quote = None;
    let mut letters = action.char_indices();
    while let Some((at, letter)) = letters.next() {
        match (quote, letter) {
            (Some('"'), '\\') => _ = letters.next(),
            (Some(open), letter) if open == letter => quote = None,
            (None, '"' | '`') => quote = Some(letter),
            (None, '}') if action[at..].starts_with("}}") => return Some(at + 2),
            (None, '{') if action[at..].starts_with("{{") => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn braces_close_where_no_text_holds_them() {
        for (text, is_fine) in [
            ("a {{ .b }} c", true),
            ("{{ printf \"}}\\\"\" .a }}{{- `{{` -}}", true),
            ("{{/* a }} b */}}", true),
            ("{ a: {{ .b }} }", true),
            ("{{ .a }", false),
            ("{{ .a {{ .b }}", false),
            ("{{ \"a }}", false),
            ("{{/* a }}", false),
        ] {
            assert_eq!(fault(text).is_none(), is_fine, "{text}");
        }
    }
}
