//! Which values of a chart are secret, for all that is shown of them.

use std::collections::BTreeSet;

use super::{Checks, Ours, Request, run};
use crate::diagnostic::{Report, Secrets, Sources, Span, Telling};
use crate::manifest::Manifest;
use crate::snapshot::Withheld;
use crate::values::secrets::{self, Own, SecretPaths};
use crate::values::{Contract, Layer};
use crate::yaml::{Node, Value};

/// Adds the secrets in all texts of values: those that a schema marks, and those that only reach
/// Secrets. The templates are not run for that: a value that may reach a Secret counts as secret,
/// too.
pub(super) fn add_secrets(
    loaded: &Ours,
    layers: &[Layer],
    sources: &Sources,
    secrets: &mut Secrets,
) {
    add_unless(&BTreeSet::new(), loaded, layers, sources, secrets);
}

/// Adds the secrets in the defaults of a chart. A render shows which values are none.
pub(super) fn add_secrets_of_defaults(loaded: &Ours, sources: &Sources, secrets: &mut Secrets) {
    let request = Request::new(loaded.chart.metadata.name.clone());
    let shown = shown_by(loaded, request, sources, secrets);
    add_unless(&shown, loaded, &[], sources, secrets);
}

/// The places of the values that everybody can read in the manifest of a request, if it renders.
pub(super) fn shown_by(
    loaded: &Ours,
    request: Request,
    sources: &Sources,
    secrets: &mut Secrets,
) -> BTreeSet<Span> {
    let request = Request { checks: Checks::Off, ..request };
    let rendered = run(loaded, request, sources, &mut Report::new(), secrets, &mut BTreeSet::new());
    rendered.map(|rendered| rendered.manifest.shown_places(sources)).unwrap_or_default()
}

/// The same as [`add_secrets`], when a manifest shows the values at some places: those that only
/// may be secret are none then.
pub(super) fn add_unless(
    shown: &BTreeSet<Span>,
    loaded: &Ours,
    layers: &[Layer],
    sources: &Sources,
    secrets: &mut Secrets,
) {
    let files = layers.iter().filter_map(Layer::file);
    add(loaded, &files.collect::<Vec<_>>(), layers, shown, sources, secrets);
}

/// The same when only values files are given.
pub(super) fn add_given(loaded: &Ours, given: &[&Node], sources: &Sources, secrets: &mut Secrets) {
    add(loaded, given, &[], &BTreeSet::new(), sources, secrets);
}

fn add(
    loaded: &Ours,
    given: &[&Node],
    layers: &[Layer],
    shown: &BTreeSet<Span>,
    sources: &Sources,
    secrets: &mut Secrets,
) {
    let Ours { chart, contract, .. } = loaded;
    let readers = loaded.readers(given);
    let (certain, possible) = (readers.certain(), readers.possible());
    let own = Own::of(chart);
    let certain = SecretPaths::new(contract, &certain);
    secrets::find(&certain, &own, layers, &BTreeSet::new(), sources, secrets);
    let possible = SecretPaths::new(contract, &possible);
    secrets::find(&possible, &own, layers, shown, sources, secrets);
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
    Withheld {
        texts: Telling::of(texts, sources),
        places: found.keys().copied().collect(),
        ..Withheld::default()
    }
}

/// Adds the values that only the data of Secrets was filled with.
pub(super) fn add_filled(
    withheld: &mut Withheld,
    manifest: &Manifest,
    sources: &Sources,
    secrets: &mut Secrets,
) {
    withheld.places.extend(manifest.secret_places(sources));
    withheld.places.iter().for_each(|place| secrets.add_place(*place, sources));
}
