//! What Chart.yaml asks for, held against what lies in `charts/`.

use super::load::{Chart, Loaded};
use super::metadata::Declared;
use crate::template::go::functions::semver;
use crate::template::go::value::Value;
use crate::template::go::yaml::read::text_of;

/// A chart that another one asks for.
#[derive(Clone, Debug)]
pub struct Required {
    pub name: String,
    /// A range.
    pub version: String,
    /// Empty where none is named.
    pub repository: String,
    pub found: Found,
    /// Its record in Chart.yaml.
    pub record: Value,
}

/// What lies in `charts/` under that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This version, which is in the range.
    Fitting(String),
    /// This version, which is not.
    Other(String),
    Nothing,
}

impl Loaded {
    /// What its Chart.yaml asks for.
    pub fn required(&self) -> Vec<Required> {
        let declared = self.chart.metadata.dependencies.iter().flatten();
        declared.map(|declared| required(declared, &self.chart)).collect()
    }
}

fn required(declared: &Declared, chart: &Chart) -> Required {
    let Declared { name, version, value, .. } = declared;
    let named = chart.dependencies.iter().filter(|child| child.metadata.name == *name);
    let versions: Vec<&str> = named.map(|child| child.metadata.version.as_str()).collect();
    let fitting = versions.iter().find(|found| semver::is_in_range(version, found));
    let found = match (fitting, versions.first()) {
        (Some(fitting), _) => Found::Fitting((*fitting).to_owned()),
        (None, Some(other)) => Found::Other((*other).to_owned()),
        (None, None) => Found::Nothing,
    };
    let repository = value.as_map().and_then(|map| text_of(&map.get("repository")?));
    Required {
        name: name.clone(),
        version: version.clone(),
        repository: repository.unwrap_or_default(),
        found,
        record: value.clone(),
    }
}
