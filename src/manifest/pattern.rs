//! Which objects a pattern means: `Deployment/shop/web`, `DaemonSet/*/exporter-*`, `ClusterRole//x`.

use super::{Identity, Object};

/// Whether a pattern means an object. One without a namespace means those that have none, too:
/// `ClusterRole/x`.
pub(crate) fn is_of(object: &Object, pattern: &str) -> bool {
    let Identity { kind, namespace, name, .. } = &object.identity;
    let namespace = namespace.as_deref().unwrap_or_default();
    match *pattern.split('/').collect::<Vec<_>>() {
        [of_kind] => fits(kind, of_kind),
        [of_kind, of_name] => fits(kind, of_kind) && fits(name, of_name),
        [of_kind, of_namespace, of_name] => {
            fits(kind, of_kind) && fits(namespace, of_namespace) && fits(name, of_name)
        }
        _ => false,
    }
}

/// Whether a text fits a pattern, in which `*` stands for any text.
pub(crate) fn fits(text: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return text == pattern };
    let Some(mut text) = text.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(end)
}
