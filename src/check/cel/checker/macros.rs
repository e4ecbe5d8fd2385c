//! The types of macros, the calls that bind variables: `all`, `exists`, `map`, `filter`, those of
//! the two-variable extension, and `optMap`. Also what certain literals must be, such as the
//! argument of `duration`.

use super::{Checked, Checker, text_of};
use crate::check::cel::parser::Expression;
use crate::check::cel::types::Type;
use crate::check::cel::value::{Fault, Value};
use crate::check::cel::{library, literals};
use crate::kube::{regex, schedule};

/// The type of a call of a macro; `None` if the call is none.
pub(super) fn expand(
    checker: &mut Checker<'_>,
    target: Option<&Expression<'_>>,
    name: &str,
    arguments: &[Expression<'_>],
) -> Option<Checked> {
    match (target, name, arguments) {
        (None, "has", [field]) => Some(has(checker, field)),
        (Some(target), "optMap" | "optFlatMap", [variable, body]) => {
            Some(of_optional(checker, target, name, variable, body))
        }
        (Some(target), _, [variable, body]) if ONE.contains(&name) => {
            Some(over(checker, target, name, &[variable], &[body]))
        }
        (Some(target), "map", [variable, filter, body]) => {
            Some(over(checker, target, "map", &[variable], &[filter, body]))
        }
        (Some(target), _, [key, value, rest @ ..]) if is_of_two(name, rest.len()) => {
            let rest: Vec<&Expression<'_>> = rest.iter().collect();
            Some(over(checker, target, name, &[key, value], &rest))
        }
        _ => None,
    }
}

const ONE: [&str; 7] = ["all", "exists", "existsOne", "exists_one", "filter", "map", "sortBy"];

fn is_of_two(name: &str, rest: usize) -> bool {
    match name {
        "all" | "exists" | "existsOne" | "exists_one" => rest == 1,
        "transformList" | "transformMap" | "transformMapEntry" => rest == 1 || rest == 2,
        _ => false,
    }
}

/// How many variables a macro binds; `None` if it is no such macro.
pub(in crate::check::cel) fn variables_of(name: &str, arguments: usize) -> Option<usize> {
    match arguments {
        2 if ONE.contains(&name) => Some(1),
        3 if name == "map" => Some(1),
        _ if arguments > 2 && is_of_two(name, arguments - 2) => Some(2),
        _ => None,
    }
}

fn has(checker: &mut Checker<'_>, field: &Expression<'_>) -> Checked {
    let Expression::Field(..) = field else {
        return Err("`has` takes a field of something".to_owned());
    };
    checker.check(field).map(|_| Type::Bool)
}

fn name_of(variable: &Expression<'_>) -> Result<String, String> {
    match variable {
        Expression::Name(name) if !matches!(*name, "true" | "false") => Ok((*name).to_owned()),
        _ => Err("a macro binds a plain name".to_owned()),
    }
}

fn of_optional(
    checker: &mut Checker<'_>,
    target: &Expression<'_>,
    name: &str,
    variable: &Expression<'_>,
    body: &Expression<'_>,
) -> Checked {
    let variable = name_of(variable)?;
    let target = checker.check(target)?;
    let inner = match checker.bindings.known(&target) {
        Type::Optional(of) => *of,
        Type::Dyn | Type::Unknown | Type::Parameter(_) => Type::Unknown,
        other => return Err(format!("{} is not optional", other.shown())),
    };
    let body = checker.check_with([(variable, inner)], body)?;
    Ok(if name == "optMap" { Type::optional(body) } else { body })
}

/// A macro over a list or a map, with its conditions, then the expression that makes an item.
fn over(
    checker: &mut Checker<'_>,
    target: &Expression<'_>,
    name: &str,
    variables: &[&Expression<'_>],
    parts: &[&Expression<'_>],
) -> Checked {
    let names = variables.iter().map(|it| name_of(it)).collect::<Result<Vec<_>, _>>()?;
    let range = checker.check(target)?;
    let range = checker.bindings.known(&range);
    let (key, value) = match &range {
        Type::List(of) => (Type::Int, (**of).clone()),
        Type::Map(key, value) => ((**key).clone(), (**value).clone()),
        Type::Unknown => (Type::Unknown, Type::Unknown),
        Type::Dyn | Type::Parameter(_) => (Type::Dyn, Type::Dyn),
        other => return Err(format!("`{name}` goes over a list or a map, not {}", other.shown())),
    };
    let kinds = match (names.len(), &range) {
        (1, Type::Map(..)) => vec![key.clone()],
        (1, _) => vec![value],
        _ => vec![key.clone(), value],
    };
    let bound: Vec<(String, Type)> = names.into_iter().zip(kinds.iter().cloned()).collect();
    let makes =
        matches!(name, "map" | "sortBy" | "transformList" | "transformMap" | "transformMapEntry");
    let conditions = if makes { &parts[..parts.len() - 1] } else { parts };
    for condition in conditions {
        let kind = checker.check_with(bound.clone(), condition)?;
        if !checker.bindings.fits(&kind, &Type::Bool) {
            return Err(format!("`{name}` asks for true or false, not {}", kind.shown()));
        }
    }
    if !makes {
        let items = kinds.into_iter().next().unwrap_or(Type::Unknown);
        return Ok(if name == "filter" { Type::list(items) } else { Type::Bool });
    }
    let made = match parts.last() {
        Some(body) => checker.check_with(bound, body)?,
        None => Type::Unknown,
    };
    Ok(match name {
        "sortBy" => range,
        "transformMap" => Type::map(key, made),
        "transformMapEntry" => Type::Unknown,
        _ => Type::list(made),
    })
}

/// Refuses a literal that can't become what it must be: a duration, a regular expression, a number.
pub(super) fn check_literals(
    name: &str,
    is_member: bool,
    arguments: &[Expression<'_>],
) -> Result<(), String> {
    let is_pattern = match name {
        "matches" => true,
        "find" | "findAll" => is_member,
        _ => false,
    };
    let pattern = if name == "findAll" { arguments.first() } else { arguments.last() };
    if let Some(text) = pattern.and_then(text_of).filter(|_| is_pattern)
        && regex::syntax(text).is_err()
    {
        return Err(format!("`{text}` is not a regular expression"));
    }
    let [argument] = arguments else { return Ok(()) };
    if is_member || !CONVERSIONS.contains(&name) {
        return Ok(());
    }
    let Some(value) = constant_of(argument) else { return Ok(()) };
    match (name, &value) {
        ("duration", Value::Int(_)) => Err("a duration is written as a text: `'1h'`".to_owned()),
        ("duration", Value::String(text)) if !schedule::is_duration(text.as_str()) => {
            Err(format!("`{}` is not a duration", text.as_str()))
        }
        _ => match library::find(name, false).map(|function| function(&[value])) {
            Some(Err(Fault::Failed(why))) => Err(format!("`{name}` has no value here: {why}")),
            _ => Ok(()),
        },
    }
}

/// The functions that are evaluated before anything is given, if what they take is constant.
pub(in crate::check::cel) const CONVERSIONS: [&str; 8] =
    ["bool", "bytes", "double", "duration", "int", "string", "timestamp", "uint"];

fn constant_of(expression: &Expression<'_>) -> Option<Value<'static>> {
    match expression {
        Expression::Literal(literal) => literals::constant(literal),
        Expression::Call { target: None, name: "negative", arguments } => match &arguments[..] {
            [Expression::Literal(literal)] => literals::negative(literal),
            _ => None,
        },
        _ => None,
    }
}
