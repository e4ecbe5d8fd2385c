//! `values.schema.json`: refines the shape that is inferred from the defaults, may open it, and
//! validates the effective values.
//!
//! References to other files or to the network are not followed.

mod cost;
mod effective;
mod faults;
mod naming;
mod plain;
mod refine;
mod write_only;

pub(super) use effective::{Known, effective};
pub(super) use write_only::Marking;
pub use write_only::WriteOnly;

use std::sync::{Arc, OnceLock};

use jsonschema::Validator;
use serde_json::Value as Json;

use self::plain::Plain;
use self::refine::Refining;
use super::schema::Shape;
use crate::diagnostic::{Code, Diagnostic, Report, SourceId, Span};
use crate::yaml::{Node, Number, Value};

/// A chart's schema.
pub struct JsonSchema {
    document: Arc<Json>,
    judge: Judge,
    source: SourceId,
}

enum Judge {
    Engine(Box<Validator>),
    /// The engine is made when values do not fit.
    Plain(Plain, OnceLock<Result<Box<Validator>, Box<Diagnostic>>>),
}

impl JsonSchema {
    /// Adds the properties that it names to the keys of a shape.
    pub(super) fn name(&self, mut shape: Shape) -> Shape {
        naming::name(&mut shape, &self.document, &self.document, 0);
        shape
    }

    /// Compiles the schema in `text`; what is wrong with it goes into `report`.
    pub fn compile(text: &str, source: SourceId, report: &mut Report) -> Option<Self> {
        let document: Json = match serde_json::from_str(text) {
            Ok(document) => document,
            Err(error) => {
                let at = offset(text, error.line(), error.column());
                let why = error.to_string();
                let why = why.split(" at line ").next().unwrap_or(&why);
                let fault = Diagnostic::error(Code::BadSchema, format!("not valid JSON: {why}"));
                report.push(fault.at(Span::new(source, at..at), "the reader stopped here"));
                return None;
            }
        };
        if let Some(plain) = Plain::of(&document) {
            let judge = Judge::Plain(plain, OnceLock::new());
            return Some(JsonSchema { document: Arc::new(document), judge, source });
        }
        match engine(&document, source) {
            Ok(validator) => {
                let judge = Judge::Engine(validator);
                Some(JsonSchema { document: Arc::new(document), judge, source })
            }
            Err(fault) => {
                report.push(*fault);
                None
            }
        }
    }

    /// The shape of the values, refined by the schema.
    pub fn refine(&self, inferred: Shape) -> Shape {
        refine::refine(inferred, &self.document, &Refining::new(&self.document), 0)
    }

    /// Validates the effective values; each fault points to where the value was set.
    pub fn judge(&self, values: &Node, report: &mut Report) {
        self.judge_at("", values, report);
    }

    /// The same for the values of a dependency, which stand at `path`.
    pub fn judge_at(&self, path: &str, values: &Node, report: &mut Report) {
        let listed = |key: &str| self.document["properties"].get(key).is_some();
        let mut hidden = vec![super::EXTERNALS, super::GLOBAL];
        hidden.retain(|key| !listed(key));
        let validator = match &self.judge {
            Judge::Plain(plain, _) if plain.holds(&self.document, values, &hidden) => return,
            Judge::Plain(_, made) => {
                match made.get_or_init(|| engine(&self.document, self.source)) {
                    Ok(validator) => validator,
                    Err(fault) => return report.push((**fault).clone()),
                }
            }
            Judge::Engine(validator) => validator,
        };
        let mut instance = instance(values);
        if let Some(map) = instance.as_object_mut() {
            hidden.iter().for_each(|key| _ = map.remove(*key));
        }
        if cost::of(&self.document, &instance) >= cost::MOST {
            return report.push(self.endless());
        }
        for error in validator.iter_errors(&instance) {
            let fault = faults::fault(&error, path, values);
            let place = fault.labels.first().map(|label| label.span);
            if place.is_none_or(|place| !report.has_error_at(place)) {
                report.push(fault);
            }
        }
    }
}

impl JsonSchema {
    fn endless(&self) -> Diagnostic {
        let message =
            format!("to judge the values takes more than {} steps through this schema", cost::MOST);
        Diagnostic::error(Code::BadSchema, message)
            .at(Span::new(self.source, 0..0), "its references lead on and on")
            .help("look for definitions that name others twice, and those again: name each once")
    }
}

/// The engine for a schema, or why it is none.
fn engine(document: &Json, source: SourceId) -> Result<Box<Validator>, Box<Diagnostic>> {
    jsonschema::validator_for(document).map(Box::new).map_err(|error| {
        let place = error.instance_path().to_string();
        let fault = Diagnostic::error(Code::BadSchema, format!("not a JSON Schema: {error}"))
            .at(Span::new(source, 0..0), if place.is_empty() { "/".to_owned() } else { place });
        Box::new(fault.help("references to other files or the network are not followed"))
    })
}

/// The values that a schema validates.
fn instance(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(word) => Json::Bool(*word),
        Value::Number(Number::Int(n)) => (*n).into(),
        Value::Number(Number::UInt(n)) => (*n).into(),
        Value::Number(Number::Float(x)) => (*x).into(),
        Value::String(text) => Json::String(text.clone()),
        Value::List(items) => items.iter().map(instance).collect(),
        Value::Map(map) => {
            map.iter().map(|(key, node)| (key.text.clone(), instance(node))).collect()
        }
    }
}

/// The byte of a line and a column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
