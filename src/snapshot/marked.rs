//! A manifest, and the same made of marks, into its snapshot: the template's own text stays, and in
//! the place of each secret value stands a mark that names it.

use std::collections::BTreeSet;

use super::{Snapshot, Withheld, vary};
use crate::diagnostic::{MASK, Sources};
use crate::kube::secret::SECRET_FIELDS;
use crate::manifest::Manifest;
use crate::yaml::{Node, Value};

/// The snapshot of a manifest of which `marks` has the same shape.
pub fn marked(
    manifest: &Manifest,
    mut marks: Manifest,
    chart: &str,
    withheld: &Withheld,
    sources: &Sources,
) -> Snapshot {
    let mut keep = Keep { withheld, sources, made: BTreeSet::new() };
    for (shown, real) in marks.objects.iter_mut().zip(&manifest.objects) {
        let is_secret = real.is_secret();
        let (Some(shown), Some(real)) = (shown.root.as_map_mut(), real.root.as_map()) else {
            continue;
        };
        for (shown, (key, real)) in shown.values_mut().zip(real.iter()) {
            let is_data = is_secret && SECRET_FIELDS.contains(&&*key.text);
            keep.node(shown, real, if is_data { Where::Data } else { Where::Elsewhere });
        }
    }
    for object in &mut marks.objects {
        object.root.mask_keys(&|key| withheld.texts.are_in(key));
    }
    vary(&mut marks, &withheld.varies);
    Snapshot::new(marks, chart, keep.made)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    /// In the data of a Secret.
    Data,
    Elsewhere,
}

struct Keep<'a> {
    withheld: &'a Withheld,
    sources: &'a Sources,
    /// The texts that are made of marks.
    made: BTreeSet<String>,
}

impl Keep<'_> {
    /// Masks what no mark has got into, and what may be secret all the same.
    fn node(&mut self, shown: &mut Node, real: &Node, place: Where) {
        match (&mut shown.value, &real.value) {
            (Value::Map(shown), Value::Map(real)) => {
                shown.values_mut().zip(real.iter()).for_each(|(shown, (_, real))| {
                    self.node(shown, real, place);
                });
            }
            (Value::List(shown), Value::List(real)) => {
                shown.iter_mut().zip(real).for_each(|(shown, real)| self.node(shown, real, place));
            }
            (shown, value) => {
                let is_made_of_marks = shown != value;
                let tells = match shown {
                    Value::String(text) => self.withheld.texts.are_in(text),
                    _ => false,
                };
                let is_secret = self.withheld.fills(real)
                    || (place == Where::Data && !self.is_in_the_open(real));
                if tells || (is_secret && !is_made_of_marks) {
                    *shown = Value::String(MASK.to_owned());
                } else if let Value::String(text) = shown
                    && is_made_of_marks
                {
                    self.made.insert(text.clone());
                }
            }
        }
    }

    /// Whether the template itself says it, or it is made of values that can be read elsewhere.
    fn is_in_the_open(&self, node: &Node) -> bool {
        if let Some(set) = node.origin.set.as_deref().filter(|set| !set.is_empty()) {
            return set.iter().all(|place| !self.withheld.places.contains(place));
        }
        let at = node.origin.at;
        let written = if at.is_nowhere() { "" } else { self.sources.text(at) };
        match &node.value {
            Value::String(text) => text.lines().all(|line| written.contains(line.trim())),
            _ => true,
        }
    }
}
