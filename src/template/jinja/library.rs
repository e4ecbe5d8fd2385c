//! The names under which a chart's templates find each other and the partials of its libraries.
//!
//! A partial of a library is called by the library's name and its path there: `common/_labels.yaml`.
//! Inside of a library its own partials come first, under their own paths.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use minijinja::Environment;

use super::parsed::Parsed;
use crate::chart::{Chart, ChartType};
use crate::values::Instance;

/// Adds the partials of the libraries that a chart brings along.
pub(super) fn add_partials(chart: &Chart, prefix: &str, found: &mut Vec<Arc<Parsed>>) {
    let libraries = chart.dependencies.iter();
    for library in libraries.filter(|it| it.chart.metadata.kind == ChartType::Library) {
        let prefix = format!("{prefix}{}/", library.name.text);
        for template in library.chart.templates.iter().filter(|template| template.is_partial()) {
            found.push(Arc::new(Parsed::of_library(&prefix, template.clone())));
        }
        add_partials(&library.chart, &prefix, found);
    }
}

/// What the names of the libraries begin with that are not switched off; the chart's own is empty.
pub(super) fn prefixes(instance: &Instance<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::from([String::new()]);
    add_prefixes(instance, "", &mut found);
    found
}

fn add_prefixes(instance: &Instance<'_>, prefix: &str, found: &mut BTreeSet<String>) {
    let children = instance.children.iter();
    for library in children.filter(|child| child.chart.metadata.kind == ChartType::Library) {
        let prefix = format!("{prefix}{}/", library.name);
        add_prefixes(library, &prefix, found);
        found.insert(prefix);
    }
}

/// Resolves names from where they are written.
pub(super) fn resolve_names(env: &mut Environment<'static>, templates: &[&Arc<Parsed>]) {
    let libraries = templates.iter().filter(|parsed| !parsed.prefix.is_empty());
    let prefixes: HashMap<String, String> =
        libraries.map(|parsed| (parsed.name.clone(), parsed.prefix.clone())).collect();
    if prefixes.is_empty() {
        return;
    }
    env.set_path_join_callback(move |name, parent| {
        let within = prefixes.get(parent).map(|prefix| format!("{prefix}{name}"));
        match within.filter(|name| prefixes.contains_key(name)) {
            Some(name) => Cow::Owned(name),
            None => Cow::Borrowed(name),
        }
    });
}
