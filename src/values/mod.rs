//! What a chart is given: its defaults under layers of files and flags, each leaf knowing who
//! set it.
//!
//! Maps merge, lists replace, null deletes; flags edit what the layers before them came to. The
//! chart's defaults and its schema close the values: a key they don't know, or a value of another
//! type, is an error at the layer that brings it.

mod fit;
mod helm;
mod json_schema;
mod merge;
pub mod schema;
pub mod set;

pub use fit::EXTERNALS;
pub use json_schema::JsonSchema;

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

/// What a chart asks of its values.
pub struct Contract {
    pub shape: Shape,
    pub schema: Option<JsonSchema>,
}

impl Contract {
    /// The JSON Schema that editors should hold values against, as text.
    pub fn json_schema(&self, defaults: &Node) -> String {
        let schema = json_schema::effective(&self.shape, defaults, self.schema.as_ref());
        format!("{schema:#}\n")
    }

    fn mask_assignment(&self, assignment: &Assignment, sources: &Sources) {
        let Some(schema) = &self.schema else { return };
        let keys = assignment.path.iter().filter_map(|segment| match &segment.step {
            set::Step::Key(key) => Some(key.as_str()),
            set::Step::Index(_) => None,
        });
        mask_below(schema, &assignment.value, &mut keys.collect(), sources);
    }

    /// Masks what the schema marks `writeOnly` in a layer.
    fn mask(&self, layer: &Node, sources: &Sources) {
        if let Some(schema) = &self.schema {
            mask_below(schema, layer, &mut Vec::new(), sources);
        }
    }
}

fn mask_below<'a>(schema: &JsonSchema, node: &'a Node, path: &mut Vec<&'a str>, sources: &Sources) {
    if !path.is_empty() && schema.is_secret(path) {
        sources.mask(node.origin.at);
    }
    for (key, below) in node.as_map().into_iter().flat_map(crate::yaml::Map::iter) {
        path.push(&key.text);
        mask_below(schema, below, path, sources);
        path.pop();
    }
}

/// Reads what a chart asks of its values from its defaults and its schema.
pub fn contract(chart: &Chart, report: &mut Report) -> Contract {
    let inferred = Shape::infer(&chart.defaults);
    let schema =
        chart.schema.as_ref().and_then(|file| JsonSchema::compile(&file.text, file.source, report));
    let shape = match &schema {
        Some(schema) => schema.refine(inferred),
        None => inferred,
    };
    Contract { shape: fit::with_reserved_keys(shape), schema }
}

/// The effective values. Everything wrong with the layers goes into `report`.
pub fn effective(
    chart: &Chart,
    contract: &Contract,
    layers: Vec<Layer>,
    merging: Merging,
    sources: &Sources,
    report: &mut Report,
) -> Node {
    contract.mask(&chart.defaults, sources);
    for layer in &layers {
        match layer {
            Layer::File(node) => contract.mask(node, sources),
            Layer::Flag(_, assignments) => {
                for assignment in assignments {
                    contract.mask_assignment(assignment, sources);
                }
            }
        }
    }
    let asked = fit::Asked { shape: &contract.shape, defaults: &chart.defaults, sources };
    let values = match merging {
        Merging::Drydock => layered(asked, layers, report),
        Merging::Helm => helm::effective(asked, layers, report),
    };
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
                let externals = all_externals(&values, &node);
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

/// Externals are the one list that grows: an environment adds to those of the chart.
fn all_externals(below: &Node, above: &Node) -> Option<Vec<Node>> {
    let mut all = below.get(EXTERNALS)?.as_list()?.to_vec();
    for item in above.get(EXTERNALS)?.as_list()? {
        if !all.contains(item) {
            all.push(item.clone());
        }
    }
    Some(all)
}
