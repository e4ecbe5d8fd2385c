//! What scalars and keys become in the JSON that kubectl makes of YAML.

use super::super::compose::Interpreter;
use super::super::node::{Key, Node, Number, Value};
use super::super::origin::Origin;
use super::super::read::bad_key;
use super::super::scalar::{key_text, value};
use super::super::syntax::{Bytes, Scalar};
use crate::diagnostic::{Code, Diagnostic, Report, SourceId, Span};

pub(super) struct Values<'a> {
    pub source: SourceId,
    pub report: &'a mut Report,
}

impl Interpreter for Values<'_> {
    fn origin(&mut self, bytes: &Bytes) -> Origin {
        Origin::at(Span::new(self.source, bytes.clone()))
    }

    fn scalar(&mut self, scalar: Scalar, bytes: &Bytes) -> Node {
        let origin = self.origin(bytes);
        let value = match value(scalar) {
            Ok(Value::Number(Number::Float(number))) if !number.is_finite() => {
                let message = format!("JSON has no number {}", Number::Float(number));
                self.report.push(Diagnostic::error(Code::BadNumber, message).at(origin.at, "here"));
                Value::Null
            }
            Ok(value) => value,
            Err(message) => {
                let fault = Diagnostic::error(Code::BadTag, message);
                self.report.push(fault.at(origin.at, "not of that type"));
                Value::Null
            }
        };
        Node::new(value, origin)
    }

    fn key(&mut self, scalar: Scalar, bytes: &Bytes) -> Option<Key> {
        let origin = self.origin(bytes);
        match key_text(scalar) {
            Ok(text) => Some(Key::new(text, origin)),
            Err(message) => {
                self.report.push(bad_key(message, &origin));
                None
            }
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.report.push(diagnostic);
    }
}
