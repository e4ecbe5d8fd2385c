//! Expressions against the engine with these functions.

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};

pub(super) fn environment() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_debug(true);
    super::remove(&mut env);
    super::register(&mut env, &super::Meter::default());
    env
}

/// The value of an expression, or the message of its error.
pub(super) fn eval(expression: &str) -> Result<Value, String> {
    let values = Value::from(Serde(serde_json::json!({"name": "web", "null": null, "labels": {}})));
    environment()
        .compile_expression(expression)
        .and_then(|compiled| compiled.eval(context! { values }))
        .map_err(|error| error.detail().map_or_else(|| error.to_string(), str::to_owned))
}

pub(super) fn equal(table: &[(&str, &str)]) {
    for (left, right) in table {
        let (left_value, right_value) = (eval(left), eval(right));
        assert!(right_value.is_ok(), "{right}: {right_value:?}");
        assert_eq!(format!("{left_value:?}"), format!("{right_value:?}"), "{left}");
    }
}

pub(super) fn fails(table: &[(&str, &str)]) {
    for (expression, message) in table {
        assert_eq!(eval(expression).unwrap_err(), *message, "{expression}");
    }
}
