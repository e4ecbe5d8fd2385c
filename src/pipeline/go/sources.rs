//! What of a chart of Go templates is asked for by those who translate it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::GoChart;
use crate::helm;
use crate::template::go::yaml::read::text_of;

/// The templates of a chart, and what else is to be known of it.
pub struct GoTemplates {
    pub name: String,
    pub app_version: Option<String>,
    /// With their paths as Helm has them; those of the charts that it brings along too.
    pub templates: Vec<(String, Arc<Vec<u8>>)>,
    /// The names under which other charts have their values.
    pub subcharts: BTreeSet<String>,
}

pub(in crate::pipeline) fn templates(chart: &GoChart) -> GoTemplates {
    let loaded = chart.read();
    let mut found = Vec::new();
    add(&loaded.chart, &chart.name, &mut found);
    let metadata = &loaded.chart.metadata;
    let declared = metadata.dependencies.iter().flatten();
    let names = declared.flat_map(|it| [it.name.clone(), it.alias.clone()]);
    let brought = loaded.chart.dependencies.iter().map(|it| it.metadata.name.clone());
    let subcharts = names.chain(brought).filter(|name| !name.is_empty()).collect();
    let app_version = metadata.map.as_ref().and_then(|map| text_of(&map.get("appVersion")?));
    let name = chart.name.clone();
    GoTemplates { name, app_version, templates: found, subcharts }
}

fn add(chart: &helm::Chart, path: &str, found: &mut Vec<(String, Arc<Vec<u8>>)>) {
    let own = chart.templates.iter();
    found.extend(own.map(|it| (format!("{path}/{}", it.path), Arc::clone(&it.bytes))));
    for child in &chart.dependencies {
        add(child, &format!("{path}/charts/{}", child.metadata.name), found);
    }
}
