//! A plan into its value for what it is given, and what that costs in the server's units.
//!
//! As for the server, a fault in one side of `&&` and `||` does not matter where the other side
//! decides; it is the value of whatever else it is a part of.

use std::cell::{Cell, RefCell};

use super::library::sorted;
use super::plan::{Binds, Call, Field, Kind, Loop, Made, Must, Plan};
use super::price;
use super::program::Program;
use super::value::equal::equal;
use super::value::{Fault, List, Map, Outcome, Value, failed, no_overload};

/// What an expression may cost: `celconfig.PerCallLimit`.
const LIMIT: u64 = 1_000_000;

/// What an expression is given.
#[derive(Debug, Default)]
pub(crate) struct Given<'v> {
    named: Vec<(&'static str, Outcome<'v>)>,
    /// Each is evaluated when it is first asked for.
    variables: Vec<(&'v str, &'v Program)>,
    made: RefCell<Vec<Option<Outcome<'v>>>>,
    spent_on_variables: Cell<u64>,
}

impl<'v> Given<'v> {
    pub(crate) fn of(named: impl IntoIterator<Item = (&'static str, Outcome<'v>)>) -> Self {
        Given { named: named.into_iter().collect(), ..Given::default() }
    }

    /// The same with the variables of a policy.
    pub(crate) fn with(mut self, variables: Vec<(&'v str, &'v Program)>) -> Self {
        self.made = RefCell::new(vec![None; variables.len()]);
        self.variables = variables;
        self
    }

    /// What the variables cost that were asked for until now.
    pub(crate) fn spent_on_variables(&self) -> u64 {
        self.spent_on_variables.get()
    }
}

impl Program {
    /// The value, and what it cost.
    pub(crate) fn value<'v>(&'v self, given: &Given<'v>) -> (Outcome<'v>, u64) {
        let Some(plan) = self.plan() else { return (Err(Fault::Unknown), 0) };
        let mut evaluation = Evaluation { given, bound: Vec::new(), spent: 0 };
        let outcome = evaluation.value(plan);
        (outcome, evaluation.spent)
    }

    /// A text that is not blank; nothing where the expression amounts to none.
    pub(crate) fn text<'v>(&'v self, given: &Given<'v>) -> Option<String> {
        let made = self.value(given).0.ok()?;
        made.as_str().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }
}

struct Evaluation<'v, 'g> {
    given: &'g Given<'v>,
    /// What macros have bound, the innermost last.
    bound: Vec<Value<'v>>,
    spent: u64,
}

impl<'v> Evaluation<'v, '_> {
    fn spend(&mut self, cost: u64) -> Result<(), Fault> {
        self.spent = self.spent.saturating_add(cost);
        if self.spent > LIMIT { Err(Fault::TooExpensive) } else { Ok(()) }
    }

    fn value(&mut self, plan: &'v Plan) -> Outcome<'v> {
        match plan {
            Plan::Constant(value) => Ok(value.clone()),
            Plan::Bound(at) => {
                self.spend(1)?;
                self.bound.get(*at).cloned().ok_or(Fault::Unknown)
            }
            Plan::Given(name) => {
                self.spend(1)?;
                let found = self.given.named.iter().find(|(known, _)| **known == **name);
                found.map_or(Err(Fault::Unknown), |(_, outcome)| outcome.clone())
            }
            Plan::Variable(name) => self.variable(name),
            Plan::Field(of, field) => {
                let value = self.base(of)?;
                self.spend(u64::from(field.must == Must::Be))?;
                select(&value, field)
            }
            Plan::Has(of, field) => {
                let value = self.base(of)?;
                has(&value, field).map(Value::Bool)
            }
            Plan::And(sides) => self.decided(sides, false),
            Plan::Or(sides) => self.decided(sides, true),
            Plan::Choice(parts) => {
                let [condition, then, otherwise] = &**parts;
                match self.value(condition)? {
                    Value::Bool(true) => self.value(then),
                    Value::Bool(false) => self.value(otherwise),
                    _ => no_overload(),
                }
            }
            Plan::Call(call) => self.call(call),
            Plan::Matches(text, pattern) => {
                let text = self.value(text)?;
                let Value::String(text) = &text else { return no_overload() };
                let length = pattern.text.chars().count() as u64;
                self.spend(price::matching(text.as_str().chars().count() as u64, length))?;
                let is_match = pattern.matches(text.as_str()).ok_or(Fault::Unknown)?;
                Ok(Value::Bool(is_match))
            }
            Plan::List(items) => self.list(items),
            Plan::Map(entries) => self.map(entries),
            Plan::Loop(whole) => self.go_round(whole),
            Plan::OfOptional(parts, made) => self.of_optional(parts, *made),
            Plan::Unknown => Err(Fault::Unknown),
        }
    }

    /// What something is looked up in; what is made for that alone costs one more.
    fn base(&mut self, of: &'v Plan) -> Outcome<'v> {
        let value = self.value(of)?;
        let is_path = match of {
            Plan::Given(_)
            | Plan::Bound(_)
            | Plan::Variable(_)
            | Plan::Field(..)
            | Plan::Choice(_) => true,
            Plan::Call(call) => is_look_up(&call.name),
            _ => false,
        };
        self.spend(u64::from(!is_path))?;
        Ok(value)
    }

    fn variable(&mut self, name: &str) -> Outcome<'v> {
        self.spend(2)?;
        let given = self.given;
        let Some(at) = given.variables.iter().position(|(known, _)| *known == name) else {
            return failed(format!("no such key: {name}"));
        };
        if let Some(outcome) = given.made.borrow().get(at).cloned().flatten() {
            return outcome;
        }
        let keep = |outcome: Outcome<'v>| {
            if let Some(made) = given.made.borrow_mut().get_mut(at) {
                *made = Some(outcome);
            }
        };
        // A variable that needs itself has no value.
        keep(Err(Fault::Unknown));
        // It has what it may cost for itself.
        let (outcome, cost) = given.variables[at].1.value(given);
        given.spent_on_variables.set(given.spent_on_variables.get().saturating_add(cost));
        let outcome = outcome.map_err(|fault| of_variable(name, fault));
        keep(outcome.clone());
        outcome
    }

    /// `&&` and `||`: one side that settles it is enough, whatever the other one is.
    fn decided(&mut self, sides: &'v [Plan; 2], settles: bool) -> Outcome<'v> {
        let [left, right] = sides;
        let left = self.truth(left);
        if left == Ok(settles) {
            return Ok(Value::Bool(settles));
        }
        let right = self.truth(right);
        match (left, right) {
            (_, Ok(right)) if right == settles => Ok(Value::Bool(settles)),
            (Err(Fault::TooExpensive), _) | (_, Err(Fault::TooExpensive)) => {
                Err(Fault::TooExpensive)
            }
            // What is not known may be what settles it.
            (Err(Fault::Unknown), _) | (_, Err(Fault::Unknown)) => Err(Fault::Unknown),
            (Err(fault), _) | (_, Err(fault)) => Err(fault),
            (Ok(_), Ok(_)) => Ok(Value::Bool(!settles)),
        }
    }

    fn truth(&mut self, plan: &'v Plan) -> Result<bool, Fault> {
        self.value(plan)?.as_bool().map_or_else(no_overload, Ok)
    }

    fn call(&mut self, call: &'v Call) -> Outcome<'v> {
        let mut values = Vec::with_capacity(call.arguments.len());
        if let ([of, key], true) = (&call.arguments[..], is_look_up(&call.name)) {
            values.extend([self.base(of)?, self.value(key)?]);
            let is_plain = &*call.name == "[]" && matches!(key, Plan::Constant(_));
            self.spend(u64::from(is_plain))?;
            return (call.function)(&values);
        }
        for argument in &call.arguments {
            values.push(self.value(argument)?);
        }
        // The server makes a set of a list of constants.
        let is_set = matches!(call.arguments.get(1), Some(Plan::Constant(Value::List(_))));
        if !(is_set && &*call.name == "in") {
            self.spend(price::before(&call.name, &values))?;
        }
        let outcome = (call.function)(&values)?;
        self.spend(price::after(&call.name, &outcome))?;
        Ok(outcome)
    }

    fn list(&mut self, items: &'v [(Plan, Must)]) -> Outcome<'v> {
        self.spend(10)?;
        let mut made = Vec::with_capacity(items.len());
        for (item, must) in items {
            made.extend(present(self.value(item)?, *must)?);
        }
        Ok(Value::list(made))
    }

    fn map(&mut self, entries: &'v [([Plan; 2], Must)]) -> Outcome<'v> {
        self.spend(30)?;
        let mut made = Vec::with_capacity(entries.len());
        for ([key, value], must) in entries {
            let key = self.value(key)?;
            if let Some(value) = present(self.value(value)?, *must)? {
                made.push((key, value));
            }
        }
        without_twins(made)
    }

    fn of_optional(&mut self, parts: &'v [Plan; 2], made: Made) -> Outcome<'v> {
        let [target, body] = parts;
        let before = self.spent;
        let target = self.value(target)?;
        let twice = self.spent - before;
        match target {
            Value::Optional(None) => {
                self.spend(2)?;
                Ok(Value::NONE)
            }
            // The server asks it whether it has a value, and then again for the value.
            Value::Optional(Some(inner)) => {
                self.spend(twice + 2)?;
                let value = self.with([(*inner).clone()], body)?;
                if made == Made::Optional {
                    return Ok(value);
                }
                self.spend(1)?;
                Ok(Value::some(value))
            }
            _ => no_overload(),
        }
    }

    fn with(&mut self, values: impl IntoIterator<Item = Value<'v>>, part: &'v Plan) -> Outcome<'v> {
        let before = self.bound.len();
        self.bound.extend(values);
        let outcome = self.value(part);
        self.bound.truncate(before);
        outcome
    }

    fn go_round(&mut self, whole: &'v Loop) -> Outcome<'v> {
        let range = self.value(&whole.range)?;
        if whole.kind == Kind::Sort && !matches!(range, Value::List(_)) {
            return no_overload();
        }
        let rounds = rounds(&range, whole.binds)?;
        match whole.kind {
            Kind::All => self.quantified(rounds, whole, false),
            Kind::Exists => self.quantified(rounds, whole, true),
            _ => self.collected(&range, rounds, whole),
        }
    }

    /// Whether it is so for all, or for one: the first that settles it ends the loop.
    fn quantified(
        &mut self,
        rounds: Vec<Round<'v>>,
        whole: &'v Loop,
        settles: bool,
    ) -> Outcome<'v> {
        let Some(condition) = &whole.condition else { return Err(Fault::Unknown) };
        let mut fault = None;
        // Whether to go on is asked before each round; the result is asked for at the end.
        let asking = if settles { 3 } else { 2 };
        let last = rounds.len().saturating_sub(1);
        self.spend(1)?;
        for (nth, round) in rounds.into_iter().enumerate() {
            self.spend(asking + 1)?;
            let truth = self.with(round, condition);
            match truth.and_then(|it| it.as_bool().map_or_else(no_overload, Ok)) {
                Ok(truth) if truth == settles => {
                    self.spend(if nth < last { asking } else { 0 })?;
                    return Ok(Value::Bool(settles));
                }
                Ok(_) => {}
                Err(Fault::TooExpensive) => return Err(Fault::TooExpensive),
                Err(Fault::Unknown) => fault = Some(Fault::Unknown),
                Err(other) => fault = fault.or(Some(other)),
            }
        }
        fault.map_or(Ok(Value::Bool(!settles)), Err)
    }

    fn collected(
        &mut self,
        range: &Value<'v>,
        rounds: Vec<Round<'v>>,
        whole: &'v Loop,
    ) -> Outcome<'v> {
        let Loop { kind, condition, body, .. } = whole;
        let (mut items, mut entries, mut count) = (Vec::new(), Vec::new(), 0_u64);
        let length = rounds.len() as u64;
        for round in rounds {
            if let Some(condition) = condition {
                match self.with(round.clone(), condition)? {
                    Value::Bool(true) => count += 1,
                    Value::Bool(false) => continue,
                    _ => return no_overload(),
                }
            }
            self.spend(match kind {
                Kind::ExistsOne | Kind::MapOfEntries => 2,
                Kind::Map => 3,
                Kind::Filter => 13,
                _ => 12,
            })?;
            let first = round.first().cloned().unwrap_or(Value::Null);
            let Some(body) = body else {
                items.push(first);
                continue;
            };
            let made = self.with(round, body)?;
            match (kind, made) {
                (Kind::Map, made) => entries.push((first, made)),
                (Kind::MapOfEntries, Value::Map(map)) => entries.extend(pairs(&map)),
                (Kind::MapOfEntries, _) => return no_overload(),
                (_, made) => items.push(made),
            }
        }
        self.spend(match kind {
            Kind::ExistsOne => 2,
            Kind::Sort => 3 + price::sorting(length),
            _ => 1,
        })?;
        match (kind, range) {
            (Kind::ExistsOne, _) => Ok(Value::Bool(count == 1)),
            (Kind::Map | Kind::MapOfEntries, _) => without_twins(entries),
            (Kind::Sort, Value::List(list)) => sorted(list, &List::Made(items.into())),
            _ => Ok(Value::list(items)),
        }
    }
}

fn is_look_up(name: &str) -> bool {
    matches!(name, "[]" | "[?]")
}

fn of_variable(name: &str, fault: Fault) -> Fault {
    let why = match fault {
        Fault::Unknown => return Fault::Unknown,
        Fault::TooExpensive => "it costs more than the server spends",
        Fault::Failed(ref why) => &**why,
    };
    Fault::Failed(format!("composited variable \"{name}\" fails to evaluate: {why}").into())
}

fn pairs<'v>(map: &Map<'v>) -> Vec<(Value<'v>, Value<'v>)> {
    let pair = |key: Value<'v>| map.get(&key).map(|value| (key, value));
    map.keys().into_iter().filter_map(pair).collect()
}

/// A map, where no key is there twice.
fn without_twins<'v>(entries: Vec<(Value<'v>, Value<'v>)>) -> Outcome<'v> {
    for (at, (key, _)) in entries.iter().enumerate() {
        if entries[..at].iter().any(|(other, _)| equal(other, key)) {
            return failed("duplicate key in map");
        }
    }
    Ok(Value::map(entries))
}

/// What is bound in a round of a loop.
type Round<'v> = Vec<Value<'v>>;

fn rounds<'v>(range: &Value<'v>, binds: Binds) -> Result<Vec<Round<'v>>, Fault> {
    Ok(match (range, binds) {
        (Value::List(list), Binds::One) => list.iter().map(|item| vec![item]).collect(),
        (Value::List(list), Binds::Two) => {
            list.iter().enumerate().map(|(at, item)| vec![Value::count(at), item]).collect()
        }
        (Value::Map(map), Binds::One) => map.keys().into_iter().map(|key| vec![key]).collect(),
        (Value::Map(map), Binds::Two) => {
            pairs(map).into_iter().map(|(key, value)| vec![key, value]).collect()
        }
        _ => return no_overload(),
    })
}

/// An item of a literal; nothing where an optional one is not there.
fn present(value: Value<'_>, must: Must) -> Result<Option<Value<'_>>, Fault> {
    match (must, value) {
        (Must::Be, value) => Ok(Some(value)),
        (Must::MayBe, Value::Optional(inner)) => Ok(inner.map(|inner| (*inner).clone())),
        (Must::MayBe, _) => no_overload(),
    }
}

fn select<'v>(of: &Value<'v>, field: &Field) -> Outcome<'v> {
    let find = |map: &Map<'v>| map.field(&field.escaped, field.plain.as_deref());
    match of {
        Value::Map(map) => match (find(map), field.must) {
            (Some(value), Must::Be) => Ok(value),
            (found, Must::MayBe) => Ok(found.map_or(Value::NONE, Value::some)),
            (None, Must::Be) => failed(format!("no such key: {}", field.escaped)),
        },
        Value::Optional(None) => Ok(Value::NONE),
        Value::Optional(Some(inner)) => match &**inner {
            Value::Map(map) => Ok(find(map).map_or(Value::NONE, Value::some)),
            _ => Ok(Value::NONE),
        },
        Value::List(_) => no_overload(),
        _ if field.must == Must::MayBe => Ok(Value::NONE),
        _ => failed(format!("no such key: {}", field.escaped)),
    }
}

fn has(of: &Value<'_>, field: &Field) -> Result<bool, Fault> {
    match of {
        Value::Map(map) => Ok(map.field(&field.escaped, field.plain.as_deref()).is_some()),
        Value::Optional(Some(inner)) => has(inner, field),
        Value::List(_) => no_overload(),
        _ => Ok(false),
    }
}
