//! A checked expression into what is evaluated: names are resolved, functions found, literals read,
//! patterns compiled. Nothing of the text is needed any more.

use super::checker::{Note, Notes, Variables, key_of, macros};
use super::library::{self, Function};
use super::literals;
use super::parser::{Access, Expression, Item, path_of};
use super::types::Type;
use super::value::equal::equal;
use super::value::{Text, Value};
use super::words;
use crate::kube::regex::Pattern;

#[derive(Clone, Debug)]
pub(super) enum Plan {
    Constant(Value<'static>),
    /// What an expression is given.
    Given(Box<str>),
    /// What a macro binds, by its number from the outermost on.
    Bound(usize),
    /// A variable of a policy.
    Variable(Box<str>),
    Field(Box<Plan>, Field),
    Has(Box<Plan>, Field),
    And(Box<[Plan; 2]>),
    Or(Box<[Plan; 2]>),
    Choice(Box<[Plan; 3]>),
    Call(Call),
    /// A pattern that stands in the text.
    Matches(Box<Plan>, Box<Pattern>),
    List(Vec<(Plan, Must)>),
    Map(Vec<([Plan; 2], Must)>),
    Loop(Box<Loop>),
    /// `optMap`, `optFlatMap`
    OfOptional(Box<[Plan; 2]>, Made),
    /// What can't be told here.
    Unknown,
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub escaped: Box<str>,
    /// The name of the field, where a rule has another one for it.
    pub plain: Option<Box<str>>,
    pub must: Must,
}

/// Whether a part must be there, or is an optional one: `?`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Must {
    Be,
    MayBe,
}

#[derive(Clone, Debug)]
pub(super) struct Call {
    pub name: Box<str>,
    pub function: Function,
    /// The receiver first.
    pub arguments: Vec<Plan>,
}

#[derive(Clone, Debug)]
pub(super) struct Loop {
    pub range: Plan,
    pub binds: Binds,
    pub kind: Kind,
    pub condition: Option<Plan>,
    pub body: Option<Plan>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binds {
    /// The items of a list, or the keys of a map.
    One,
    /// Indices and items, or keys and values.
    Two,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    All,
    Exists,
    ExistsOne,
    Filter,
    List,
    Map,
    MapOfEntries,
    Sort,
}

/// What the body of `optMap` and its like makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Made {
    Value,
    Optional,
}

/// `of` has been checked with these variables and notes.
pub(super) fn plan(of: &Expression<'_>, notes: &Notes, variables: &Variables) -> Plan {
    Planner { notes, variables, bound: Vec::new() }.plan(of)
}

struct Planner<'n> {
    notes: &'n Notes,
    variables: &'n Variables,
    bound: Vec<String>,
}

impl Planner<'_> {
    fn plan(&mut self, expression: &Expression<'_>) -> Plan {
        let note = self.notes.get(&key_of(expression));
        match expression {
            Expression::Literal(literal) => {
                literals::constant(literal).map_or(Plan::Unknown, Plan::Constant)
            }
            Expression::Null => Plan::Constant(Value::Null),
            Expression::Name(word @ ("true" | "false")) => {
                Plan::Constant(Value::Bool(*word == "true"))
            }
            Expression::Name(name) => self.name(name),
            Expression::Field(of, access) => self.field(expression, of, *access, note),
            Expression::Call { target, name, arguments } => {
                self.call(target.as_deref(), name, arguments, note)
            }
            Expression::List(items) => {
                let item = |it: &Item<Expression<'_>>| (self.plan(&it.value), must(it.is_optional));
                list_of(items.iter().map(item).collect())
            }
            Expression::Map(entries) => {
                let entries = entries.iter().map(|Item { value: (key, value), is_optional }| {
                    ([self.plan(key), self.plan(value)], must(*is_optional))
                });
                map_of(entries.collect())
            }
            Expression::Object(..) => Plan::Unknown,
        }
    }

    fn boxed(&mut self, expression: &Expression<'_>) -> Box<Plan> {
        Box::new(self.plan(expression))
    }

    fn name(&self, name: &str) -> Plan {
        match self.bound.iter().rposition(|bound| bound == name) {
            Some(at) => Plan::Bound(at),
            None if self.variables.has(name) => Plan::Given(name.into()),
            None => Plan::Constant(Value::Type(Text::Made(name.into()))),
        }
    }

    fn field(
        &mut self,
        whole: &Expression<'_>,
        of: &Expression<'_>,
        access: Access<'_>,
        note: Option<&Note>,
    ) -> Plan {
        if let Some(variable) = note.and_then(|note| note.variable.as_deref()) {
            return Plan::Given(variable.into());
        }
        if *of == Expression::Name("variables") && !self.bound.iter().any(|it| it == "variables") {
            return Plan::Variable(access.field.into());
        }
        if *of == Expression::Name("request") && UNKNOWN_OF_REQUESTS.contains(&access.field) {
            return Plan::Unknown;
        }
        // What was not looked at is the name of a type.
        if !self.notes.contains_key(&key_of(of))
            && let Some(path) = path_of(whole)
        {
            return Plan::Constant(Value::Type(Text::Made(path.into())));
        }
        Plan::Field(self.boxed(of), field_of(access))
    }

    fn call(
        &mut self,
        target: Option<&Expression<'_>>,
        name: &str,
        arguments: &[Expression<'_>],
        note: Option<&Note>,
    ) -> Plan {
        let Some(called) = note.and_then(|note| note.called.as_ref()) else {
            return self.macro_of(target, name, arguments);
        };
        let target = target.filter(|_| called.is_member);
        match (&*called.name, target, arguments) {
            ("&&", None, [left, right]) => Plan::And(Box::new([self.plan(left), self.plan(right)])),
            ("||", None, [left, right]) => Plan::Or(Box::new([self.plan(left), self.plan(right)])),
            ("?:", None, [condition, then, otherwise]) => Plan::Choice(Box::new([
                self.plan(condition),
                self.plan(then),
                self.plan(otherwise),
            ])),
            ("negative", None, [Expression::Literal(literal)]) => match literals::negative(literal)
            {
                Some(number) => Plan::Constant(number),
                None => Plan::Unknown,
            },
            ("matches", Some(text), [Expression::Literal(pattern)])
            | ("matches", None, [text, Expression::Literal(pattern)]) => {
                match literals::constant(pattern) {
                    Some(Value::String(pattern)) => {
                        let pattern = Box::new(Pattern::new(pattern.as_str()));
                        Plan::Matches(self.boxed(text), pattern)
                    }
                    _ => Plan::Unknown,
                }
            }
            (name, target, arguments) => {
                let is_of_durations = || {
                    let durations = vec![Type::list(Type::Duration)];
                    called.takes.iter().all(|takes| *takes == durations)
                };
                let full = if name == "sum" && is_of_durations() { "sum@duration" } else { name };
                let Some(function) = library::find(full, called.is_member) else {
                    return Plan::Unknown;
                };
                let mut arguments: Vec<Plan> =
                    target.into_iter().chain(arguments).map(|it| self.plan(it)).collect();
                if full == "dyn" && arguments.len() == 1 {
                    return arguments.remove(0);
                }
                if let ([Plan::Constant(value)], true) =
                    (&arguments[..], macros::CONVERSIONS.contains(&full))
                    && let Ok(value) = function(std::slice::from_ref(value))
                {
                    return Plan::Constant(value);
                }
                Plan::Call(Call { name: name.into(), function, arguments })
            }
        }
    }

    fn macro_of(
        &mut self,
        target: Option<&Expression<'_>>,
        name: &str,
        arguments: &[Expression<'_>],
    ) -> Plan {
        match (target, name, arguments) {
            (None, "has", [Expression::Field(of, access)]) => {
                if **of == Expression::Name("variables") {
                    return Plan::Constant(Value::Bool(true));
                }
                Plan::Has(self.boxed(of), field_of(*access))
            }
            (Some(target), "optMap" | "optFlatMap", [Expression::Name(variable), body]) => {
                let made = if name == "optMap" { Made::Value } else { Made::Optional };
                let target = self.plan(target);
                let body = self.within(&[(*variable).to_owned()], body);
                Plan::OfOptional(Box::new([target, body]), made)
            }
            (Some(target), _, _) => self.round(target, name, arguments).unwrap_or(Plan::Unknown),
            _ => Plan::Unknown,
        }
    }

    /// A part in which these names are bound.
    fn within(&mut self, names: &[String], part: &Expression<'_>) -> Plan {
        let before = self.bound.len();
        self.bound.extend_from_slice(names);
        let plan = self.plan(part);
        self.bound.truncate(before);
        plan
    }

    fn round(
        &mut self,
        target: &Expression<'_>,
        name: &str,
        arguments: &[Expression<'_>],
    ) -> Option<Plan> {
        let count = macros::variables_of(name, arguments.len())?;
        let (variables, bodies) = arguments.split_at(count);
        let names = variables.iter().map(|variable| match variable {
            Expression::Name(name) => Some((*name).to_owned()),
            _ => None,
        });
        let names: Vec<String> = names.collect::<Option<_>>()?;
        let kind = match name {
            "all" => Kind::All,
            "exists" => Kind::Exists,
            "existsOne" | "exists_one" => Kind::ExistsOne,
            "filter" => Kind::Filter,
            "map" | "transformList" => Kind::List,
            "transformMap" => Kind::Map,
            "transformMapEntry" => Kind::MapOfEntries,
            "sortBy" => Kind::Sort,
            _ => return None,
        };
        let range = self.plan(target);
        let mut bodies: Vec<Plan> = bodies.iter().map(|body| self.within(&names, body)).collect();
        let makes = matches!(kind, Kind::List | Kind::Map | Kind::MapOfEntries | Kind::Sort);
        let body = if makes { bodies.pop() } else { None };
        let binds = if count == 1 { Binds::One } else { Binds::Two };
        Some(Plan::Loop(Box::new(Loop { range, binds, kind, condition: bodies.pop(), body })))
    }
}

/// A list of constants is one: the server makes it once.
fn list_of(items: Vec<(Plan, Must)>) -> Plan {
    let constant = |(plan, must): &(Plan, Must)| match (plan, must) {
        (Plan::Constant(value), Must::Be) => Some(value.clone()),
        _ => None,
    };
    let values: Option<Vec<Value<'static>>> = items.iter().map(constant).collect();
    values.map_or(Plan::List(items), |values| Plan::Constant(Value::list(values)))
}

/// So is a map; of two entries with the same key the last one holds.
fn map_of(entries: Vec<([Plan; 2], Must)>) -> Plan {
    let constant = |(entry, must): &([Plan; 2], Must)| match (entry, must) {
        ([Plan::Constant(key), Plan::Constant(value)], Must::Be) => {
            Some((key.clone(), value.clone()))
        }
        _ => None,
    };
    let known: Option<Vec<(Value<'static>, Value<'static>)>> =
        entries.iter().map(constant).collect();
    let Some(known) = known else { return Plan::Map(entries) };
    let mut made: Vec<(Value<'static>, Value<'static>)> = Vec::with_capacity(known.len());
    for (key, value) in known {
        match made.iter_mut().find(|(other, _)| equal(other, &key)) {
            Some((_, old)) => *old = value,
            None => made.push((key, value)),
        }
    }
    Plan::Constant(Value::map(made))
}

/// Who asks is not known.
const UNKNOWN_OF_REQUESTS: [&str; 2] = ["userInfo", "uid"];

fn must(is_optional: bool) -> Must {
    if is_optional { Must::MayBe } else { Must::Be }
}

fn field_of(access: Access<'_>) -> Field {
    let name = access.field;
    let plain = plain(name).filter(|_| !access.is_quoted);
    Field { escaped: name.into(), plain: plain.map(Into::into), must: must(access.is_optional) }
}

/// The name that a rule escapes: `__namespace__` is `namespace`, `a__dash__b` is `a-b`.
fn plain(name: &str) -> Option<String> {
    if !name.contains("__") {
        return None;
    }
    let inner = name.strip_prefix("__").and_then(|name| name.strip_suffix("__"));
    if let Some(word) = inner.filter(|word| words::is_taken(word)) {
        return Some(word.to_owned());
    }
    let name = name.replace("__dot__", ".").replace("__dash__", "-").replace("__slash__", "/");
    Some(name.replace("__underscores__", "__"))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn escaped_names_are_those_of_fields() {
        for (escaped, name) in [
            ("a", None),
            ("__namespace__", Some("namespace")),
            ("a__dash__b__dot__c__slash__d", Some("a-b.c/d")),
            ("a__underscores__b", Some("a__b")),
        ] {
            assert_eq!(plain(escaped).as_deref(), name);
        }
    }
}
