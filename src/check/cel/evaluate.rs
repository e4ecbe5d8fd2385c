//! The value of an expression for a given `self`, as far as it is simple: comparisons, arithmetic,
//! strings, and macros over lists and maps.
//!
//! All else has no known value here: timestamps, optional values, the functions of the server's
//! libraries, and whatever may fail at run time.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::Value;

use super::checker::{Notes, key_of};
use super::literals;
use super::parser::{Access, Expression};
use super::types::Type;
use crate::kube::regex::{self, Pattern};
use crate::kube::schedule;

/// Patterns that stand in an expression as they are, by the part that each is.
pub(super) type Patterns = BTreeMap<usize, Pattern>;

/// `None` if the value is not known.
pub(super) fn evaluate<'v>(
    expression: &'v Expression<'v>,
    notes: &'v Notes,
    patterns: &'v Patterns,
    own: &'v Value,
) -> Option<Cow<'v, Value>> {
    let known = vec![("self", Cow::Borrowed(own)), ("oldSelf", Cow::Borrowed(own))];
    Evaluation { notes, patterns, known }.value(expression)
}

/// The patterns in an expression: they are compiled once for all values.
pub(super) fn patterns(expression: &Expression<'_>) -> Patterns {
    let mut patterns = Patterns::new();
    add_patterns(expression, &mut patterns);
    patterns
}

fn add_patterns(expression: &Expression<'_>, patterns: &mut Patterns) {
    if let Expression::Call { name: "matches", arguments, .. } = expression
        && let [part @ Expression::Literal(literal)] = &**arguments
        && let Some(Value::String(text)) = literals::value(literal)
    {
        patterns.insert(key_of(part), Pattern::new(text));
    }
    expression.parts().for_each(|part| add_patterns(part, patterns));
}

struct Evaluation<'v> {
    notes: &'v Notes,
    patterns: &'v Patterns,
    /// The values of the variables, the innermost last.
    known: Vec<(&'v str, Cow<'v, Value>)>,
}

impl<'v> Evaluation<'v> {
    fn value(&mut self, expression: &'v Expression<'v>) -> Option<Cow<'v, Value>> {
        let kind = &self.notes.get(&key_of(expression))?.kind;
        // A duration that is made here is known in nanoseconds.
        let is_made = matches!(expression, Expression::Call { name: "duration", .. });
        if !(is_plain(kind) || is_made && *kind == Type::Duration) {
            return None;
        }
        match expression {
            Expression::Literal(literal) => literals::value(literal).map(Cow::Owned),
            Expression::Null => Some(Cow::Owned(Value::Null)),
            Expression::Name(word @ ("true" | "false")) => made(*word == "true"),
            Expression::Name(name) => {
                let known = self.known.iter().rev().find(|(known, _)| known == name);
                known.map(|(_, value)| value.clone())
            }
            Expression::Field(of, access) => match self.value(of)? {
                Cow::Borrowed(of) => field(of, access).map(Cow::Borrowed),
                Cow::Owned(of) => field(&of, access).cloned().map(Cow::Owned),
            },
            Expression::List(items) if items.iter().all(|item| !item.is_optional) => {
                let items = items.iter().map(|item| self.value(&item.value).map(Cow::into_owned));
                made(items.collect::<Option<Vec<Value>>>()?)
            }
            Expression::Call { target, name, arguments } => match target {
                Some(target) => self.member(target, name, arguments),
                None => self.call(name, arguments),
            },
            Expression::List(_) | Expression::Map(_) | Expression::Object(..) => None,
        }
    }

    fn truth(&mut self, expression: &'v Expression<'v>) -> Option<bool> {
        self.value(expression)?.as_bool()
    }

    fn call(&mut self, name: &str, arguments: &'v [Expression<'v>]) -> Option<Cow<'v, Value>> {
        match (name, arguments) {
            ("has", [Expression::Field(of, access)]) => {
                let of = self.value(of)?;
                of.as_object()?;
                made(field(&of, access).is_some())
            }
            ("&&" | "||", [left, right]) => {
                // `false && x` is false even where `x` is not known.
                let settles = name == "||";
                let sides = (self.truth(left), self.truth(right));
                match sides {
                    (Some(side), _) | (_, Some(side)) if side == settles => made(settles),
                    (Some(_), Some(_)) => made(!settles),
                    _ => None,
                }
            }
            ("?:", [condition, then, otherwise]) => {
                let is_so = self.truth(condition)?;
                self.value(if is_so { then } else { otherwise })
            }
            (_, [one]) => of_one(name, &*self.value(one)?).map(Cow::Owned),
            (_, [left, right]) => {
                let (left, right) = (self.value(left)?, self.value(right)?);
                of_two(name, &left, &right).map(Cow::Owned)
            }
            _ => None,
        }
    }

    fn member(
        &mut self,
        target: &'v Expression<'v>,
        name: &str,
        arguments: &'v [Expression<'v>],
    ) -> Option<Cow<'v, Value>> {
        match (name, arguments) {
            ("size", []) => size(&*self.value(target)?).map(Cow::Owned),
            ("startsWith" | "endsWith" | "contains" | "matches", [part]) => {
                let text = self.value(target)?;
                if let Some(pattern) = self.patterns.get(&key_of(part)) {
                    return made(pattern.matches(text.as_str()?)?);
                }
                let part = self.value(part)?;
                let (text, part) = (text.as_str()?, part.as_str()?);
                made(match name {
                    "startsWith" => text.starts_with(part),
                    "endsWith" => text.ends_with(part),
                    "contains" => text.contains(part),
                    _ => regex::matches(part, text)?,
                })
            }
            ("split", [mark]) => {
                let (text, mark) = (self.value(target)?, self.value(mark)?);
                made(text.as_str()?.split(mark.as_str()?).collect::<Value>())
            }
            ("lowerAscii", []) => made(self.value(target)?.as_str()?.to_ascii_lowercase()),
            ("upperAscii", []) => made(self.value(target)?.as_str()?.to_ascii_uppercase()),
            ("trim", []) => made(self.value(target)?.as_str()?.trim()),
            ("substring", [start, end @ ..]) => {
                let text: Vec<char> = self.value(target)?.as_str()?.chars().collect();
                let start = usize::try_from(self.value(start)?.as_i64()?).ok()?;
                let end = match end {
                    [] => text.len(),
                    [end] => usize::try_from(self.value(end)?.as_i64()?).ok()?,
                    _ => return None,
                };
                made(text.get(start..end)?.iter().collect::<String>())
            }
            ("filter", [Expression::Name(variable), condition]) => {
                let items = self.items(target)?;
                let kept = self.over(items.clone(), variable, condition)?;
                let pairs = items.into_iter().zip(kept);
                let kept = pairs.filter_map(|(item, kept)| match kept {
                    Value::Bool(true) => Some(item.into_owned()),
                    _ => None,
                });
                made(kept.collect::<Value>())
            }
            ("map", [Expression::Name(variable), body]) => {
                let items = self.items(target)?;
                made(self.over(items, variable, body)?)
            }
            (
                "all" | "exists" | "exists_one" | "existsOne",
                [Expression::Name(variable), condition],
            ) => {
                let found = self.each(target, variable, condition)?;
                let is_so = |found: &Option<bool>| *found == Some(true);
                let are_known = found.iter().all(Option::is_some);
                match name {
                    "all" if found.contains(&Some(false)) => made(false),
                    "exists" if found.contains(&Some(true)) => made(true),
                    "all" if are_known => made(true),
                    "exists" if are_known => made(false),
                    "exists_one" | "existsOne" if are_known => {
                        made(found.iter().filter(|found| is_so(found)).count() == 1)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The value of a condition for each item of a list or each key of a map.
    fn each(
        &mut self,
        range: &'v Expression<'v>,
        variable: &'v str,
        condition: &'v Expression<'v>,
    ) -> Option<Vec<Option<bool>>> {
        let mut found = Vec::new();
        for item in self.items(range)? {
            self.known.push((variable, item));
            found.push(self.truth(condition));
            self.known.pop();
        }
        Some(found)
    }

    /// The items of a list, the keys of a map.
    fn items(&mut self, range: &'v Expression<'v>) -> Option<Vec<Cow<'v, Value>>> {
        Some(match self.value(range)? {
            Cow::Borrowed(Value::Array(items)) => items.iter().map(Cow::Borrowed).collect(),
            Cow::Owned(Value::Array(items)) => items.into_iter().map(Cow::Owned).collect(),
            range => range.as_object()?.keys().map(|key| Cow::Owned(key.as_str().into())).collect(),
        })
    }

    /// What an expression amounts to for each item.
    fn over(
        &mut self,
        items: Vec<Cow<'v, Value>>,
        variable: &'v str,
        body: &'v Expression<'v>,
    ) -> Option<Vec<Value>> {
        let mut found = Vec::new();
        for item in items {
            self.known.push((variable, item));
            let value = self.value(body);
            self.known.pop();
            found.push(value?.into_owned());
        }
        Some(found)
    }
}

#[allow(clippy::unnecessary_wraps, reason = "where it stands, a value may be missing")]
fn made<'v>(value: impl Into<Value>) -> Option<Cow<'v, Value>> {
    Some(Cow::Owned(value.into()))
}

/// Whether JSON has values of a type: a timestamp is only a string there.
fn is_plain(kind: &Type) -> bool {
    match kind {
        Type::Null | Type::Bool | Type::Int | Type::Double | Type::String | Type::Object(_) => true,
        Type::List(of) => is_plain(of),
        Type::Map(key, value) => is_plain(key) && is_plain(value),
        _ => false,
    }
}

fn field<'v>(of: &'v Value, access: &Access<'_>) -> Option<&'v Value> {
    let name = access.field;
    if !name.contains("__") {
        return of.get(name).filter(|_| !access.is_optional);
    }
    let inner = name.strip_prefix("__").and_then(|name| name.strip_suffix("__"));
    let name = match inner {
        Some(word) if of.get(word).is_some() => word.to_owned(),
        _ => name
            .replace("__dot__", ".")
            .replace("__dash__", "-")
            .replace("__slash__", "/")
            .replace("__underscores__", "__"),
    };
    of.get(name).filter(|_| !access.is_optional)
}

fn size(of: &Value) -> Option<Value> {
    Some(Value::from(match of {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.len(),
        Value::Object(fields) => fields.len(),
        _ => return None,
    }))
}

fn of_one(name: &str, one: &Value) -> Option<Value> {
    match name {
        "!" => one.as_bool().map(|is_so| (!is_so).into()),
        "negative" => match one.as_i64() {
            Some(number) => number.checked_neg().map(Value::from),
            None => one.as_f64().map(|number| Value::from(-number)),
        },
        "size" => size(one),
        "duration" => schedule::duration(one.as_str()?).map(Value::from),
        "isIP" => Some(one.as_str()?.parse::<std::net::IpAddr>().is_ok().into()),
        "string" => match one {
            Value::String(text) => Some(text.as_str().into()),
            Value::Number(_) | Value::Bool(_) => Some(one.to_string().into()),
            _ => None,
        },
        _ => None,
    }
}

fn of_two(name: &str, left: &Value, right: &Value) -> Option<Value> {
    let order = match (left, right) {
        (Value::Number(left), Value::Number(right)) => match (left.as_i64(), right.as_i64()) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
        },
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => None,
    };
    let number = |of: fn(i64, i64) -> Option<i64>| of(left.as_i64()?, right.as_i64()?);
    Some(match name {
        "==" | "!=" => {
            let is_same = order.map_or_else(|| left == right, Ordering::is_eq);
            (is_same == (name == "==")).into()
        }
        "<" => order?.is_lt().into(),
        "<=" => order?.is_le().into(),
        ">" => order?.is_gt().into(),
        ">=" => order?.is_ge().into(),
        "+" => match (left, right) {
            (Value::String(left), Value::String(right)) => format!("{left}{right}").into(),
            _ => number(i64::checked_add)?.into(),
        },
        "-" => number(i64::checked_sub)?.into(),
        "*" => number(i64::checked_mul)?.into(),
        "/" => number(i64::checked_div)?.into(),
        "%" => number(i64::checked_rem)?.into(),
        "in" => match right {
            Value::Array(items) => {
                let is_same = |item: &Value| of_two("==", left, item) == Some(true.into());
                items.iter().any(is_same).into()
            }
            Value::Object(fields) => fields.contains_key(left.as_str()?).into(),
            _ => return None,
        },
        "[]" => match right {
            Value::String(key) => left.get(key)?.clone(),
            index => left.get(usize::try_from(index.as_i64()?).ok()?)?.clone(),
        },
        _ => return None,
    })
}
