//! What is secret in a chart and its values, for whoever is about to show something of them.

use super::Loaded;
use crate::diagnostic::{Secrets, Sources, Telling};
use crate::manifest::Manifest;
use crate::snapshot::Withheld;
use crate::template::ChartReaders;
use crate::values::secrets::{self, SecretPaths};
use crate::values::{Contract, Layer};
use crate::yaml::{Node, Value};

/// What is secret in all texts of values: by the chart's schemas, and by its templates, which are
/// not run for that.
pub fn add_secrets(loaded: &Loaded, layers: &[Layer], sources: &Sources, secrets: &mut Secrets) {
    let files = layers.iter().filter_map(|layer| match layer {
        Layer::File(node) => Some(node),
        Layer::Flag(..) => None,
    });
    add(loaded, &files.collect::<Vec<_>>(), layers, sources, secrets);
}

/// The same where nothing but values files is given.
pub(super) fn add_given(
    loaded: &Loaded,
    given: &[&Node],
    sources: &Sources,
    secrets: &mut Secrets,
) {
    add(loaded, given, &[], sources, secrets);
}

fn add(
    loaded: &Loaded,
    given: &[&Node],
    layers: &[Layer],
    sources: &Sources,
    secrets: &mut Secrets,
) {
    let readers = ChartReaders::find(&loaded.chart, &loaded.templates, given);
    let paths = SecretPaths::new(&loaded.contract, &readers);
    secrets::find(&paths, &loaded.chart, layers, sources, secrets);
}

/// The values that a schema marks `writeOnly`.
pub(super) fn write_only(contract: &Contract, values: &Node, sources: &Sources) -> Withheld {
    let found = secrets::write_only(contract, values);
    let texts = found.values().flat_map(|node| match &node.value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => {
            let written = node.spelling().map(ToString::to_string);
            written.into_iter().chain([number.to_string()]).collect()
        }
        _ => Vec::new(),
    });
    Withheld { texts: Telling::of(texts, sources), places: found.keys().copied().collect() }
}

/// Adds the values that only the data of Secrets was filled with.
pub(super) fn add_filled(
    withheld: &mut Withheld,
    manifest: &Manifest,
    sources: &Sources,
    secrets: &mut Secrets,
) {
    withheld.places.extend(manifest.secret_places());
    withheld.places.iter().for_each(|place| secrets.add_place(*place, sources));
}
