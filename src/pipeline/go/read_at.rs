//! A path in the values into the places where Go templates read the value there.

use std::collections::HashMap;

use super::GoChart;
use super::known::{add_texts, texts_of_defaults};
use crate::diagnostic::Span;
use crate::helm;
use crate::pipeline::explained;
use crate::template::go::reads;
use crate::values::Layer;
use crate::yaml::Path;
use crate::yaml::path::Step;

/// Where templates read the value at a path of the values, or a part of it, in whatever branch.
pub(in crate::pipeline) fn read_at(chart: &GoChart, layers: &[Layer], path: &Path) -> Vec<Span> {
    let loaded = chart.read();
    let Some(readable) = helm::readable(&loaded) else { return Vec::new() };
    let mut texts = Vec::new();
    layers.iter().for_each(|layer| add_texts(layer, &mut texts));
    texts_of_defaults(&readable.defaults, &mut texts);
    let key = |step: &Step| match step {
        Step::Field(key) | Step::Key(key) => key.clone(),
        Step::Index(_) | Step::Item(_) => String::new(),
    };
    let keys: Vec<String> = path.steps().iter().map(key).collect();
    let files = readable.charts.texts.iter().map(|(path, _)| path.as_str());
    let files: HashMap<&str, u32> = files.zip(readable.templates.iter().copied()).collect();
    let sites = reads::sites(&readable.charts, texts.iter().map(String::as_str), &keys);
    let place = |site: &reads::Site| {
        let source = chart.beginning(*files.get(site.template.as_str())?).source;
        let at = site.at as usize;
        Some(Span::new(source, at..at))
    };
    let mut found: Vec<Span> = sites.iter().filter_map(place).collect();
    let switches = readable.switches.iter().filter(|(switch, _)| switch.starts_with(&keys));
    found.extend(switches.map(|(_, said)| chart.span_of(said)));
    if let Some(ours) = &chart.beside {
        found.extend(explained::read_at(ours, layers, path));
    }
    found
}
