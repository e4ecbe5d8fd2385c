//! A chart into what came of it, with what explains that: its values after each layer, and where
//! templates read them.

use super::{Loaded, Rendered, Request, history, render};
use crate::diagnostic::{Report, Secrets, Sources, Span};
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

/// Renders a chart, and keeps what explains it: `None` if anything is an error; the report says what.
pub fn explained(
    loaded: &Loaded,
    request: Request,
    sources: &Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> Option<Explained> {
    let history = history(loaded, &request, sources, &mut Report::new());
    let rendered = render(loaded, request, sources, report, secrets)?;
    Some(Explained { rendered, history })
}

/// Where templates read the value at a path of the values, or a part of it, in whatever branch.
pub fn read_at(loaded: &Loaded, layers: &[Layer], path: &Path) -> Vec<Span> {
    let files = layers.iter().filter_map(Layer::file);
    let step = |step: &Step| match step {
        Step::Field(key) | Step::Key(key) => KeyOrItem::Key(key.clone()),
        Step::Index(_) | Step::Item(_) => KeyOrItem::Item,
    };
    let steps: Vec<KeyOrItem> = path.steps().iter().map(step).collect();
    loaded.readers(&files.collect::<Vec<_>>()).places(&steps)
}
