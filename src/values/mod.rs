//! The effective values of a chart: its defaults, under layers of files and flags. Each leaf knows
//! which layer set it.
//!
//! Maps merge, lists replace, null deletes; a flag edits the values that the layers before it give.
//! The chart's defaults and its schema close the values: an unknown key, or a value of another
//! type, is an error at the layer that sets it. What templates pass on whole is open.

mod coalesce;
mod comment;
mod externals;
mod fit;
mod helm;
mod import;
mod instance;
mod json_schema;
mod known;
mod merge;
pub mod schema;
pub(crate) mod secrets;
pub mod set;
mod subcharts;
pub mod usage;

pub use comment::comment_above;
pub use externals::{EXTERNAL_FORM, EXTERNALS, External, external, externals};
pub use helm::user_values;
pub use instance::{Instance, instance};
use json_schema::Marking;
pub use json_schema::{JsonSchema, WriteOnly};
pub use known::{Known, tell_unread};

use indexmap::IndexMap;

use crate::chart::Chart;
use crate::diagnostic::{Censor, Report, SourceId, Sources};
use crate::yaml::{Node, Value};
use schema::Shape;
use set::{Assignment, Flavor};
use usage::{ChartUsage, Usage};

/// One layer above the defaults; later ones win.
#[derive(Clone, Debug)]
pub enum Layer {
    File(Node),
    Flag(Flavor, Vec<Assignment>),
}

impl Layer {
    /// The values of a file.
    pub fn file(&self) -> Option<&Node> {
        match self {
            Layer::File(node) => Some(node),
            Layer::Flag(..) => None,
        }
    }
}

/// How layers are merged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Merging {
    #[default]
    Drydock,
    /// As Helm does it: flags in the order of their kinds, indexes into the user's own lists only,
    /// and no error where a map meets a scalar.
    Helm,
}

/// The key whose values a chart hands down to all its dependencies.
pub const GLOBAL: &str = "global";

/// The key of the topmost chart whose values switch dependencies on and off by tag.
const TAGS: &str = "tags";

/// What a chart and its dependencies ask of their values.
pub struct Contract {
    pub shape: Shape,
    pub schema: Option<JsonSchema>,
    /// The values that the chart's own schema marks `writeOnly`.
    pub write_only: WriteOnly,
    /// The defaults of values.yaml, and under its name those of each dependency.
    pub defaults: Node,
    /// The defaults of values.yaml alone.
    pub own: Node,
    /// The contracts of the dependencies, by name.
    pub children: IndexMap<String, Contract>,
}

impl Contract {
    /// The JSON Schema that editors should hold values against, as text. It says of each value what
    /// the comment above it does, and the fields that it goes to. Secret defaults are left out.
    pub fn json_schema(&self, usage: &Usage, censor: &Censor<'_>, sources: &Sources) -> String {
        let is_secret = |node: &Node| censor.is_masked(node.origin.at) && node.as_str() != Some("");
        let known = json_schema::Known { usage, sources, is_secret: &is_secret };
        let own = self.schema.as_ref();
        let schema = json_schema::effective(&self.shape, &self.defaults, &known, own);
        format!("{schema:#}\n")
    }
}

/// Makes the contract of a chart from its defaults, its schema and its dependencies.
///
/// With what the templates do with the values, it leaves open what they pass on whole. Without,
/// nothing may be given but what is named.
pub fn contract(
    chart: &Chart,
    usage: Option<&ChartUsage>,
    sources: &Sources,
    report: &mut Report,
) -> Contract {
    let mut contract = subcharts::contract(chart, usage, sources, report);
    contract.shape = externals::with_reserved_keys(contract.shape);
    contract
}

/// What a chart asks of its values that takes all, but for what its schema marks.
pub fn open_contract(schema: Option<(&str, SourceId)>, defaults: Node) -> Contract {
    let compiled =
        schema.and_then(|(text, source)| JsonSchema::compile(text, source, &mut Report::new()));
    let write_only =
        schema.map_or(WriteOnly::Nothing, |(text, _)| WriteOnly::of(text, compiled.as_ref()));
    let own = defaults.clone();
    Contract {
        shape: Shape::Open,
        schema: None,
        write_only,
        defaults,
        own,
        children: IndexMap::new(),
    }
}

fn own_contract(chart: &Chart, usage: Option<&ChartUsage>, report: &mut Report) -> Contract {
    let inferred = Shape::infer(&chart.defaults);
    let inferred = match usage.and_then(|usage| usage.own.as_ref()) {
        Some(usage) => inferred.opened(usage),
        None => inferred,
    };
    let schema =
        chart.schema.as_ref().and_then(|file| JsonSchema::compile(&file.text, file.source, report));
    let shape = match &schema {
        Some(schema) => schema.refine(inferred),
        None => inferred,
    };
    let write_only = match &chart.schema {
        Some(file) => WriteOnly::of(&file.text, schema.as_ref()),
        None => WriteOnly::Nothing,
    };
    Contract {
        shape,
        schema,
        write_only,
        defaults: chart.defaults.clone(),
        own: chart.defaults.clone(),
        children: IndexMap::new(),
    }
}

/// The effective values. Everything wrong with the layers goes into `report`.
pub fn effective(
    contract: &Contract,
    layers: Vec<Layer>,
    merging: Merging,
    sources: &Sources,
    report: &mut Report,
) -> Node {
    let asked = fit::Asked {
        shape: &contract.shape,
        defaults: &contract.defaults,
        sources,
        closing: fit::Closing::BySchema,
    };
    let values = match merging {
        Merging::Drydock => layered(asked, layers, report),
        Merging::Helm => helm::effective(contract, asked, layers, report),
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
                // Faults of the chart itself have been reported already.
                report.extend(clashes.iter().filter(|_| fits).cloned());
                if let (Some(all), Some(map)) = (externals, values.as_map_mut())
                    && let Some(merged) = map.get_mut(EXTERNALS)
                {
                    merged.value = Value::List(all);
                }
            }
            Layer::Flag(flavor, assignments) => {
                for mut assignment in assignments {
                    if !fit::check_assignment(asked, flavor, &mut assignment, report) {
                        continue;
                    }
                    let first = assignment.path.first().map(|segment| segment.step.clone());
                    match (set::apply(&mut values, assignment), first) {
                        (Ok(()), Some(set::KeyOrIndex::Key(key))) => {
                            fit::check_assigned(asked, &values, &key, report);
                        }
                        (applied, _) => applied.err().into_iter().for_each(|it| report.push(it)),
                    }
                }
            }
        }
    }
    values
}
