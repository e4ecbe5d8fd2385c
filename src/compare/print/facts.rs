//! A comparison into texts that are the same where the same changes: by them, comparisons of several
//! environments are known to be alike.

use std::collections::BTreeSet;

use super::value::line;
use crate::compare::{Comparison, ObjectChange, Part, Seen};
use crate::yaml;

/// A text for each change. The namespaces of objects are left out: environments differ by them.
pub fn facts(comparison: &Comparison<'_>) -> BTreeSet<String> {
    comparison.objects.iter().flat_map(of_object).collect()
}

fn of_object(change: &ObjectChange<'_>) -> Vec<String> {
    let called = |seen: Seen<'_>| {
        let identity = &seen.shown.identity;
        format!("{}/{}", identity.kind, identity.name)
    };
    match (change.old, change.new) {
        (None, Some(new)) => {
            vec![format!("+ {} {}", called(new), yaml::emit(&new.shown.root))]
        }
        (Some(old), None) => vec![format!("- {}", called(old))],
        (Some(old), Some(new)) => {
            let name = format!("{} {}", called(old), called(new));
            let said = |part: Option<Part<'_>>| part.map(|part| line(part.shown));
            let field = change.changes.iter().map(|field| {
                let (old, new) = (said(field.old), said(field.new));
                format!("{name} {} {old:?} {new:?}", field.path.brief())
            });
            field.collect()
        }
        (None, None) => Vec::new(),
    }
}
