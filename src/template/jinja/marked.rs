//! Values of the engine that stand for something else: text with marks in it, which a macro or a
//! block left, and what stands in for a value that is gone.

use minijinja::Value;
use minijinja::value::{Object, ValueKind};

/// The text that a macro or a block left, if the value is that.
pub(super) fn as_capture(value: &Value) -> Option<&str> {
    if value.kind() == ValueKind::String && value.is_safe() { value.as_str() } else { None }
}

/// Stands for a value whose absence has been reported; it is emitted as nothing.
#[derive(Debug)]
pub(super) struct Poison;

impl Object for Poison {}

pub(super) fn poison() -> Value {
    Value::from_object(Poison)
}

pub(super) fn is_poison(value: &Value) -> bool {
    value.downcast_object_ref::<Poison>().is_some()
}
