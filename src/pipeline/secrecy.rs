//! What is secret in a chart and its values, concealed in the sources before anything is said.

use std::path::Path;

use super::{Loaded, load};
use crate::diagnostic::{Report, Sources};
use crate::manifest::Manifest;
use crate::snapshot::Withheld;
use crate::template::Readers;
use crate::values::secrets::{self, Secrets};
use crate::values::{Contract, Layer};
use crate::yaml::{Node, Value};

/// Conceals what is secret by the chart at `root`, of which nothing else is asked: if it can't be
/// read, that is not said.
pub fn load_concealed(root: &Path, shown: &str, sources: &mut Sources) {
    if let Ok(Some(loaded)) = load(root, shown, sources, &mut Report::new()) {
        conceal(&loaded, &[], sources);
    }
}

/// Conceals what is secret in all texts of values: by the chart's schemas, and by its templates,
/// which are not run for that. It is for whoever is about to show something of them.
pub fn conceal(loaded: &Loaded, layers: &[Layer], sources: &Sources) {
    let files = layers.iter().filter_map(|layer| match layer {
        Layer::File(node) => Some(node),
        Layer::Flag(..) => None,
    });
    conceal_by(loaded, &files.collect::<Vec<_>>(), layers, sources);
}

/// The same where nothing but values files is given.
pub(super) fn conceal_given(loaded: &Loaded, given: &[&Node], sources: &Sources) {
    conceal_by(loaded, given, &[], sources);
}

fn conceal_by(loaded: &Loaded, given: &[&Node], layers: &[Layer], sources: &Sources) {
    let readers = Readers::find(&loaded.chart, &loaded.templates, given);
    let secrets = Secrets::new(&loaded.contract, &readers);
    secrets::conceal(&secrets, &loaded.chart, layers, sources);
}

/// The values that a schema marks `writeOnly`.
pub(super) fn write_only(contract: &Contract, values: &Node, sources: &Sources) -> Withheld {
    let mut withheld = Withheld::default();
    for (place, node) in secrets::write_only(contract, values) {
        withheld.places.insert(place);
        let text = match &node.value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => continue,
        };
        withheld.texts.extend(sources.telling(&text));
    }
    withheld
}

/// Adds the values that only the data of Secrets was filled with.
pub(super) fn add_filled(withheld: &mut Withheld, manifest: &Manifest, sources: &Sources) {
    withheld.places.extend(manifest.secret_places());
    withheld.places.iter().for_each(|place| sources.mask(*place));
}
