//! A node into the values that decided on it, and a value into what it decides.
//!
//! Templates in which conditions are not followed say nothing of that.

use std::collections::HashSet;

use super::fields::Schema;
use super::history::steps;
use super::reach::add_below;
use super::{Explained, Part, Reached};
use crate::diagnostic::Span;
use crate::yaml::path::Step;
use crate::yaml::{Node, Path, Value};

/// A value that decided on a node.
pub(super) struct Reason<'e> {
    pub decides: Decides,
    /// Its path in the values, and the value; `None` for what is set elsewhere, as in Chart.yaml.
    pub value: Option<(String, Option<&'e Node>)>,
    pub at: Span,
}

/// What a value decides of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decides {
    /// That it is here.
    Here,
    /// What it is.
    What,
}

impl<'e> Explained<'e> {
    /// The values that decided on a node, those apart that have a part in it. `None` where that is
    /// not known.
    pub(super) fn reasons(&self, node: &Node) -> Option<Vec<Reason<'e>>> {
        let decided = node.origin.decided.as_ref()?;
        let filling = self.trace(&node.origin).values;
        // That a map is not empty goes without saying where its entry is.
        let is_told = |path: &str| {
            let around = |filled: &str| {
                let rest = filled.strip_prefix(path);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            };
            filling.iter().filter_map(|it| it.path.as_deref()).any(around)
        };
        let mut reasons: Vec<Reason<'e>> = Vec::new();
        let both = [(&decided.here, Decides::Here), (&decided.what, Decides::What)];
        for (places, decides) in both {
            for &at in places {
                let path = self.paths.at(at);
                if path.is_some_and(is_told) {
                    continue;
                }
                let value = path.map(|path| (path.to_owned(), self.value(path)));
                reasons.push(Reason { decides, value, at });
            }
        }
        Some(reasons)
    }

    fn value(&self, path: &str) -> Option<&'e Node> {
        let values = self.history.last()?;
        steps(values, path)?.find(values)
    }
}

/// What a value decides: an object, or a field of one.
#[derive(Clone, Debug)]
pub struct DecidedOn<'e> {
    pub decides: Decides,
    pub field: Reached<'e>,
}

/// What the value at a path of the values decides, in the order of the manifest: of what is here
/// because of it, the whole. What it fills is left out.
pub fn decided<'e>(explained: &Explained<'e>, path: &str) -> Vec<DecidedOn<'e>> {
    let Some(values) = explained.history.last() else { return Vec::new() };
    let Some(node) = steps(values, path).and_then(|steps| steps.find(values)) else {
        return Vec::new();
    };
    let mut places = HashSet::new();
    add_below(node, &mut places);
    places.retain(|place| !place.is_nowhere());
    let mut walk = Walk { places, found: Vec::new() };
    for at in 0..explained.objects().len() {
        let whole = explained.whole(at);
        let schema = Schema::of(whole.object);
        walk.node(&whole, schema);
    }
    walk.found
}

struct Walk<'e> {
    places: HashSet<Span>,
    found: Vec<DecidedOn<'e>>,
}

impl<'e> Walk<'e> {
    fn node(&mut self, part: &Part<'e>, schema: Schema) {
        let Some(decided) = &part.node.origin.decided else { return };
        let is_meant = |places: &[Span]| places.iter().any(|place| self.places.contains(place));
        let decides = match (is_meant(&decided.here), is_meant(&decided.what)) {
            (true, _) => Some(Decides::Here),
            (_, true) => Some(Decides::What),
            _ => None,
        };
        if let Some(decides) = decides {
            let Part { object, path, node, shown } = part.clone();
            let field = Reached { object, path, shown, origin: &node.origin };
            self.found.push(DecidedOn { decides, field });
            return;
        }
        self.below(part, schema);
    }

    fn below(&mut self, part: &Part<'e>, schema: Schema) {
        let enter = |step: Step, node: &'e Node, shown: &'e Node| {
            let mut path: Path = part.path.clone();
            path.push(step);
            Part { object: part.object, path, node, shown }
        };
        match (&part.node.value, &part.shown.value) {
            (Value::Map(map), Value::Map(masked)) => {
                for ((key, below), (shown_key, shown)) in map.iter().zip(masked.iter()) {
                    let below = enter(Step::of_key(&shown_key.text), below, shown);
                    self.node(&below, schema.field(&key.text));
                }
            }
            (Value::List(items), Value::List(masked)) => {
                for (at, (below, shown)) in items.iter().zip(masked).enumerate() {
                    let below = enter(schema.step(masked, at), below, shown);
                    self.node(&below, schema.item());
                }
            }
            _ => {}
        }
    }
}
