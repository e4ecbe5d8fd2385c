//! The changes of many objects into those that many have in common, and those that are left.

use indexmap::IndexMap;

use super::value::line;
use crate::compare::{Change, Comparison, Part, Seen};

/// A change that several objects have in common.
pub(super) struct Common<'c, 'm> {
    pub change: &'c Change<'m>,
    /// The objects, as they are now.
    pub objects: Vec<Seen<'m>>,
    /// The changes themselves, one an object.
    pub all: Vec<&'c Change<'m>>,
}

/// Fewer objects are told one by one.
const FEWEST: usize = 3;

/// More kinds are not named.
const MOST: usize = 5;

/// What tells changes from each other: path, old value, new value.
type Told = (String, Option<String>, Option<String>);

pub(super) fn common<'c, 'm>(comparison: &'c Comparison<'m>) -> Vec<Common<'c, 'm>> {
    let mut groups: IndexMap<Told, Common<'c, 'm>> = IndexMap::new();
    for object in &comparison.objects {
        let Some(seen) = object.new else { continue };
        for change in &object.changes {
            let text = |part: Option<Part<'_>>| part.map(|part| line(part.shown));
            let told = (change.path.brief(), text(change.old), text(change.new));
            let group = groups.entry(told).or_insert_with(|| Common {
                change,
                objects: Vec::new(),
                all: Vec::new(),
            });
            group.objects.push(seen);
            group.all.push(change);
        }
    }
    groups.into_values().filter(|group| group.objects.len() >= FEWEST).collect()
}

impl Common<'_, '_> {
    /// `Deployment ×12, Service ×9`
    pub(super) fn kinds(&self) -> String {
        let mut counts: IndexMap<&str, usize> = IndexMap::new();
        for seen in &self.objects {
            *counts.entry(&seen.shown.identity.kind).or_default() += 1;
        }
        counts.sort_by(|a, a_count, b, b_count| b_count.cmp(a_count).then(a.cmp(b)));
        let mut kinds: Vec<String> =
            counts.iter().take(MOST).map(|(kind, count)| format!("{kind} ×{count}")).collect();
        if counts.len() > MOST {
            let others = counts.values().skip(MOST).sum::<usize>();
            kinds.push(format!("{others} others"));
        }
        kinds.join(", ")
    }
}
