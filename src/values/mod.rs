//! What a chart is given: its defaults under layers of files and flags, each leaf knowing who
//! set it.
//!
//! Maps merge, lists replace, null deletes; flags edit what the layers before them came to. The
//! chart's defaults and its schema close the values: a key they don't know, or a value of another
//! type, is an error at the layer that brings it.

mod externals;
mod fit;
mod helm;
mod import;
mod instance;
mod json_schema;
mod merge;
pub mod schema;
pub mod set;
mod subcharts;

pub use externals::{EXTERNALS, External, externals};
pub use instance::{Instance, instance};
pub use json_schema::JsonSchema;

use indexmap::IndexMap;

use crate::chart::Chart;
use crate::diagnostic::{Report, Sources};
use crate::yaml::{Node, Value};
use schema::Shape;
use set::{Assignment, Flavor};

/// One layer above the defaults; later ones win.
#[derive(Clone, Debug)]
pub enum Layer {
    File(Node),
    Flag(Flavor, Vec<Assignment>),
}

/// How layers come together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Merging {
    #[default]
    Drydock,
    /// As Helm does it: flags by their kinds, indexes on the user's own lists, clashes let pass.
    Helm,
}

/// The key whose values a chart hands down to all that it brings along.
const GLOBAL: &str = "global";

/// The key of the topmost chart whose values switch charts on and off by their tags.
const TAGS: &str = "tags";

/// What a chart asks of its values, and of those of the charts it brings along.
pub struct Contract {
    pub shape: Shape,
    pub schema: Option<JsonSchema>,
    /// Those of values.yaml, and below its name those of each dependency.
    pub defaults: Node,
    /// Those of the chart's dependencies, by their names.
    pub children: IndexMap<String, Contract>,
}

impl Contract {
    /// The JSON Schema that editors should hold values against, as text.
    pub fn json_schema(&self) -> String {
        let schema = json_schema::effective(&self.shape, &self.defaults, self.schema.as_ref());
        format!("{schema:#}\n")
    }

    /// Masks what a schema marks `writeOnly` in the defaults and in every layer.
    fn mask_secrets(&self, layers: &[Layer], sources: &Sources) {
        self.mask_below(&self.defaults, &mut Vec::new(), sources);
        for layer in layers {
            match layer {
                Layer::File(node) => self.mask_below(node, &mut Vec::new(), sources),
                Layer::Flag(_, assignments) => assignments.iter().for_each(|assignment| {
                    let keys = assignment.path.iter().filter_map(|segment| match &segment.step {
                        set::Step::Key(key) => Some(key.as_str()),
                        set::Step::Index(_) => None,
                    });
                    self.mask_below(&assignment.value, &mut keys.collect(), sources);
                }),
            }
        }
    }

    fn mask_below<'a>(&self, node: &'a Node, path: &mut Vec<&'a str>, sources: &Sources) {
        if !path.is_empty() && self.is_secret(path) {
            sources.mask(node.origin.at);
        }
        for (key, below) in node.as_map().into_iter().flat_map(crate::yaml::Map::iter) {
            path.push(&key.text);
            self.mask_below(below, path, sources);
            path.pop();
        }
    }

    /// Whether a schema marks the value at a path `writeOnly`: the chart's own, or that of a chart
    /// it brings along.
    pub fn is_secret(&self, path: &[&str]) -> bool {
        let own = self.schema.as_ref().is_some_and(|schema| schema.is_secret(path));
        own || match path.split_first() {
            Some((&GLOBAL, _)) => self.children.values().any(|child| child.is_secret(path)),
            Some((name, below)) => {
                self.children.get(*name).is_some_and(|child| child.is_secret(below))
            }
            None => false,
        }
    }
}

/// Reads what a chart asks of its values from its defaults and its schema, and from those of the
/// charts it brings along.
pub fn contract(chart: &Chart, sources: &Sources, report: &mut Report) -> Contract {
    let mut contract = subcharts::contract(chart, sources, report);
    contract.shape = externals::with_reserved_keys(contract.shape);
    contract
}

fn own_contract(chart: &Chart, report: &mut Report) -> Contract {
    let inferred = Shape::infer(&chart.defaults);
    let schema =
        chart.schema.as_ref().and_then(|file| JsonSchema::compile(&file.text, file.source, report));
    let shape = match &schema {
        Some(schema) => schema.refine(inferred),
        None => inferred,
    };
    Contract { shape, schema, defaults: chart.defaults.clone(), children: IndexMap::new() }
}

/// The effective values. Everything wrong with the layers goes into `report`.
pub fn effective(
    contract: &Contract,
    layers: Vec<Layer>,
    merging: Merging,
    sources: &Sources,
    report: &mut Report,
) -> Node {
    contract.mask_secrets(&layers, sources);
    let asked = fit::Asked { shape: &contract.shape, defaults: &contract.defaults, sources };
    let values = match merging {
        Merging::Drydock => layered(asked, layers, report),
        Merging::Helm => helm::effective(asked, layers, report),
    };
    externals::judge(contract, &values, report);
    if let Some(schema) = &contract.schema {
        schema.judge(&values, report);
    }
    values
}

fn layered(asked: fit::Asked<'_>, layers: Vec<Layer>, report: &mut Report) -> Node {
    let mut values = asked.defaults.clone();
    for layer in layers {
        match layer {
            Layer::File(node) => {
                let fits = fit::check(asked, &node, report);
                let externals = externals::all(&values, &node);
                let mut clashes = Report::new();
                merge::merge(&mut values, node, &mut clashes);
                // What does not fit the chart has been told already.
                report.extend(clashes.iter().filter(|_| fits).cloned());
                if let (Some(all), Some(map)) = (externals, values.as_map_mut())
                    && let Some(merged) = map.get_mut(EXTERNALS)
                {
                    merged.value = Value::List(all);
                }
            }
            Layer::Flag(flavor, assignments) => {
                for mut assignment in assignments {
                    if fit::check_assignment(asked, flavor, &mut assignment, report)
                        && let Err(fault) = set::apply(&mut values, assignment)
                    {
                        report.push(fault);
                    }
                }
            }
        }
    }
    values
}
