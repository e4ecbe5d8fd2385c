//! What explains what came of a chart: its values after each layer, and where templates read them.

use super::{Ours, Rendered};
use crate::diagnostic::Span;
use crate::values::Layer;
use crate::values::secrets::KeyOrItem;
use crate::yaml::path::Step;
use crate::yaml::{Node, Path};

/// What came of a chart, and of which values.
#[derive(Debug)]
pub struct Explained {
    pub rendered: Rendered,
    /// The values after each layer: the defaults first, the effective ones last.
    pub history: Vec<Node>,
}

/// Where templates read the value at a path of the values, or a part of it, in whatever branch.
pub(super) fn read_at(loaded: &Ours, layers: &[Layer], path: &Path) -> Vec<Span> {
    let files = layers.iter().filter_map(Layer::file);
    let step = |step: &Step| match step {
        Step::Field(key) | Step::Key(key) => KeyOrItem::Key(key.clone()),
        Step::Index(_) | Step::Item(_) => KeyOrItem::Item,
    };
    let steps: Vec<KeyOrItem> = path.steps().iter().map(step).collect();
    loaded.readers(&files.collect::<Vec<_>>()).places(&steps)
}
