//! The names under which a chart's templates find each other and the partials of its libraries.
//!
//! A partial of a library is called by the library's name and its path there: `common/_labels.yaml`.
//! Inside of a library its own partials come first, under their own paths.

use std::borrow::Cow;
use std::collections::HashMap;

use minijinja::Environment;

use crate::chart::{ChartType, Template};
use crate::values::Instance;

/// A template of the chart that is run, or a partial of one of its libraries.
pub struct Named<'a> {
    pub name: String,
    /// What the names of its library begin with; empty for the chart's own.
    prefix: String,
    pub template: &'a Template,
}

/// All templates that a run of the chart may come by.
pub fn templates<'a>(instance: &Instance<'a>) -> Vec<Named<'a>> {
    let chart = instance.chart;
    let own = chart.templates.iter().chain(&chart.notes);
    let mut found: Vec<Named<'a>> = own
        .map(|template| Named { name: template.name.clone(), prefix: String::new(), template })
        .collect();
    add_libraries(instance, "", &mut found);
    found
}

fn add_libraries<'a>(instance: &Instance<'a>, prefix: &str, found: &mut Vec<Named<'a>>) {
    for child in &instance.children {
        if child.chart.metadata.kind != ChartType::Library {
            continue;
        }
        let prefix = format!("{prefix}{}/", child.name);
        for template in child.chart.templates.iter().filter(|template| template.is_partial()) {
            let name = format!("{prefix}{}", template.name);
            if !found.iter().any(|other| other.name == name) {
                found.push(Named { name, prefix: prefix.clone(), template });
            }
        }
        add_libraries(child, &prefix, found);
    }
}

/// Resolves names from where they are written.
pub fn resolve_names(env: &mut Environment<'static>, templates: &[Named<'_>]) {
    let libraries = templates.iter().filter(|named| !named.prefix.is_empty());
    let prefixes: HashMap<String, String> =
        libraries.map(|named| (named.name.clone(), named.prefix.clone())).collect();
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
