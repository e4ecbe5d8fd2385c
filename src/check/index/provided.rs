//! Objects that controllers make from rendered ones: the Secret of an `ExternalSecret`, the claims
//! of a `StatefulSet`.

use indexmap::IndexSet;

use super::follow;
use crate::kube::known::{self, Keys, OrNamed, Product};
use crate::manifest::{Identity, Object};
use crate::yaml::Node;

/// Kind, name and, if they are known, keys.
type Provided<'m> = (&'static str, &'m str, Option<IndexSet<&'m str>>);

/// What controllers make from an object.
pub(super) fn by(object: &Object) -> Vec<Provided<'_>> {
    let Identity { group, kind, .. } = &object.identity;
    let rows = known::products(group, kind).filter(|row| is_asked_for(row, object));
    let parts = rows
        .flat_map(|row| follow::each(&object.root, row.at).into_iter().zip(std::iter::repeat(row)));
    let made = parts.filter_map(|(part, row)| {
        let own = Some(&*object.identity.name).filter(|_| row.or == OrNamed::AsTheObject);
        let mut names = row.names.iter().filter_map(|field| part.below(field)?.as_str());
        Some((row.makes, names.next().or(own)?, keys(&row.keys, part)))
    });
    made.collect()
}

fn is_asked_for(row: &Product, object: &Object) -> bool {
    let annotations = object.root.below("metadata.annotations");
    let has = |name: &&str| annotations.is_some_and(|annotations| annotations.get(name).is_some());
    row.annotations.is_empty() || row.annotations.iter().any(has)
}

fn keys<'m>(keys: &Keys, part: &'m Node) -> Option<IndexSet<&'m str>> {
    let Keys::Written { items, field, open, open_words } = keys else { return None };
    let has_word = |(field, words): &(&str, &[&str])| {
        let word = part.below(field).and_then(Node::as_str);
        word.is_some_and(|word| words.contains(&word))
    };
    if open.iter().any(|path| part.below(path).is_some())
        || open_words.as_ref().is_some_and(has_word)
    {
        return None;
    }
    let items = part.below(items)?.as_list()?;
    items.iter().map(|item| item.get(field)?.as_str()).collect()
}

/// The names of the `volumeClaimTemplates` of a `StatefulSet`.
pub(super) fn claim_templates(object: &Object) -> impl Iterator<Item = &str> {
    let templates = object.root.below("spec.volumeClaimTemplates").and_then(Node::as_list);
    templates.into_iter().flatten().filter_map(|claim| claim.below("metadata.name")?.as_str())
}
