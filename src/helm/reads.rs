//! A chart and the charts it brings along, whether they are switched on or not, into what can be
//! told of their values without rendering: their defaults, and the templates that read them.

use std::sync::Arc;

use super::coalesce::{Nulls, coalesce};
use super::dependencies;
use super::load::{Chart, Loaded};
use crate::template::go::reads::{self, Charts};
use crate::template::go::value::{Data, Map, MapType, Value};

/// What is there to read.
#[derive(Debug)]
pub struct Readable {
    pub charts: Charts,
    /// The numbers of the files with [`Charts::texts`].
    pub templates: Vec<u32>,
    /// The defaults of all charts, those of a child under its name.
    pub defaults: Value,
    /// The numbers of the files with the defaults of each chart among [`Loaded::files`], the
    /// topmost first.
    pub files: Vec<(Vec<String>, u32)>,
    /// What switches charts, by its path in the values, and where Chart.yaml names it.
    pub switches: Vec<(Vec<String>, Value)>,
    /// The numbers of the schemas among [`Loaded::files`], with the keys that lead to the values
    /// they judge.
    pub schemas: Vec<(Vec<String>, u32)>,
}

/// The chart with all that it brings along, by the names that they go by, none switched off.
pub fn all_charts(loaded: &Loaded) -> Chart {
    let mut chart = loaded.chart.clone();
    dependencies::keep_all(&mut chart);
    chart
}

/// `None` if the charts don't fit each other, which is told when they are rendered.
pub fn readable(loaded: &Loaded) -> Option<Readable> {
    let mut chart = all_charts(loaded);
    let mut files = Vec::new();
    find_files(&chart, &[], loaded, &mut files);
    dependencies::import(&mut chart).ok()?;
    let defaults = coalesce(&chart, &Map::new([], MapType::Any), Nulls::Keep).ok()?;
    let charts = Charts::default();
    let defaults = Data::Map(defaults).into();
    let (templates, switches, schemas) = Default::default();
    let mut readable = Readable { charts, templates, defaults, files, switches, schemas };
    readable.add(&chart, &chart.metadata.name, &[]);
    Some(readable)
}

fn find_files(
    chart: &Chart,
    values: &[String],
    loaded: &Loaded,
    found: &mut Vec<(Vec<String>, u32)>,
) {
    let first = chart.values.as_map().and_then(|map| map.entries().into_iter().next());
    let place = first.and_then(|(_, value)| place_in(&value));
    if let Some((file, _)) = place.and_then(|place| loaded.places.get(place as usize)) {
        found.push((values.to_vec(), *file));
    }
    for child in &chart.dependencies {
        let below = [values, std::slice::from_ref(&child.metadata.name)].concat();
        find_files(child, &below, loaded, found);
    }
}

/// The place of a value, or of what is in it.
fn place_in(value: &Value) -> Option<u32> {
    let own = value.places().iter().next();
    let entry = || value.as_map()?.entries().iter().find_map(|(_, below)| place_in(below));
    let item = || value.as_list()?.iter().find_map(place_in);
    own.or_else(entry).or_else(item)
}

impl Readable {
    /// Adds a chart, and gives its number.
    fn add(&mut self, chart: &Chart, path: &str, values: &[String]) -> usize {
        let number = self.charts.all.len();
        self.charts.all.push(reads::Chart {
            name: chart.metadata.name.clone(),
            values: values.to_vec(),
            base: format!("{path}/templates"),
            run: Vec::new(),
            files: chart.files.clone(),
            children: Vec::new(),
        });
        if let Some(schema) = &chart.schema {
            self.schemas.push((values.to_vec(), schema.file));
        }
        self.add_templates(chart, path, number);
        self.add_switches(chart, values);
        for child in &chart.dependencies {
            let name = child.metadata.name.clone();
            let below = [values, std::slice::from_ref(&name)].concat();
            let child = self.add(child, &format!("{path}/charts/{name}"), &below);
            self.charts.all[number].children.push((name, child));
        }
        number
    }

    fn add_templates(&mut self, chart: &Chart, path: &str, number: usize) {
        for template in &chart.templates {
            let full = format!("{path}/{}", template.path);
            let is_partial = template.path.rsplit('/').next().is_some_and(|it| it.starts_with('_'));
            if !is_partial && chart.metadata.is_library() {
                continue;
            }
            if !is_partial {
                self.charts.all[number].run.push(full.clone());
            }
            self.charts.texts.push((full, Arc::clone(&template.bytes)));
            self.templates.push(template.file);
        }
    }

    fn add_switches(&mut self, chart: &Chart, values: &[String]) {
        for declared in chart.metadata.dependencies.iter().flatten() {
            for condition in declared.condition.trim().split(',').filter(|it| !it.is_empty()) {
                let keys = condition.split('.').map(str::to_owned);
                let keys: Vec<String> = values.iter().cloned().chain(keys).collect();
                let said = declared.value.as_map().and_then(|map| map.get("condition"));
                self.switches.extend(said.map(|said| (keys.clone(), said)));
                self.charts.switches.push(keys);
            }
            let tags = declared.tags.iter().map(|tag| vec!["tags".to_owned(), tag.clone()]);
            self.charts.switches.extend(tags);
            if !chart.dependencies.iter().any(|child| child.metadata.name == declared.name) {
                self.charts.unknown.push([values, std::slice::from_ref(&declared.name)].concat());
            }
        }
    }
}
