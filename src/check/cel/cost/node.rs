//! A checked expression into the tree that the cost is computed on: macros are expanded to the
//! loops that they stand for (`parser/macro.go` of cel-go), and every part has a type and a number.

use crate::check::cel::checker::macros;
use crate::check::cel::checker::{Notes, key_of};
use crate::check::cel::literals;
use crate::check::cel::parser::{Access, Expression, Item};
use crate::check::cel::tokens::Literal;
use crate::check::cel::types::Type;

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub id: usize,
    pub kind: Type,
    pub what: What,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    /// A value, and how large it is.
    Literal(u64),
    /// An integer.
    Number(i64),
    Name(String),
    Field(Box<Node>, String),
    /// `has(of.field)`
    Test(Box<Node>),
    Call(Call),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
    Object(Vec<Node>),
    Loop(Box<Loop>),
    /// `cel.bind`
    Bind(String, Box<(Node, Node)>),
}

#[derive(Clone, Debug)]
pub(super) struct Call {
    pub name: String,
    pub target: Option<Box<Node>>,
    pub arguments: Vec<Node>,
    /// The parameters of each overload that the call may be, the receiver first.
    pub takes: Vec<Vec<Type>>,
}

/// The loop that a macro over a list or a map stands for.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    pub range: Node,
    /// One variable, or two for key and value.
    pub variables: Vec<String>,
    pub start: Node,
    pub condition: Node,
    pub step: Node,
    pub result: Node,
}

/// The accumulator of a loop.
pub(super) const SUM: &str = "@result";

/// The tree of a checked expression; `None` if the type of some part is not known.
pub(super) fn of(expression: &Expression<'_>, notes: &Notes) -> Option<Node> {
    Lowering { notes, next: 0 }.lower(expression)
}

fn value(literal: &Literal<'_>) -> What {
    match literal.kind {
        Type::Int => literals::integer(literal.source).map_or(What::Literal(1), What::Number),
        _ => What::Literal(literals::size(literal)),
    }
}

fn negative(literal: &Literal<'_>) -> What {
    let number = literals::integer(literal.source).and_then(i64::checked_neg);
    number.map_or(What::Literal(1), What::Number)
}

struct Lowering<'n> {
    notes: &'n Notes,
    next: usize,
}

impl Lowering<'_> {
    fn node(&mut self, kind: Type, what: What) -> Node {
        self.next += 1;
        Node { id: self.next, kind, what }
    }

    fn lower(&mut self, expression: &Expression<'_>) -> Option<Node> {
        let note = self.notes.get(&key_of(expression))?;
        let kind = note.kind.clone();
        if kind.is_vague() {
            return None;
        }
        let what = match expression {
            Expression::Literal(literal) => value(literal),
            Expression::Null | Expression::Name("true" | "false") => What::Literal(1),
            Expression::Name(name) => What::Name((*name).to_owned()),
            Expression::Field(..) if note.variable.is_some() => {
                What::Name(note.variable.clone().unwrap_or_default())
            }
            Expression::Field(of, Access { field, is_optional, .. }) => {
                let of = self.lower(of)?;
                if *is_optional {
                    let name = self.node(Type::String, What::Literal(1));
                    self.call(".?", vec![of, name], Vec::new())
                } else {
                    What::Field(Box::new(of), (*field).to_owned())
                }
            }
            Expression::Call { target, name, arguments } => {
                return match (&note.called, target) {
                    (None, target) => self.macro_of(target.as_deref(), name, arguments, kind),
                    (Some(called), _) => {
                        let negated = match (*name, &arguments[..]) {
                            ("negative", [Expression::Literal(literal)]) => Some(literal),
                            _ => None,
                        };
                        let what = match negated {
                            Some(literal) if literal.kind == Type::Int => negative(literal),
                            Some(literal) if literal.kind == Type::Double => What::Literal(1),
                            _ => {
                                let target = target.as_deref().filter(|_| called.is_member);
                                self.function(
                                    called.name.clone(),
                                    target,
                                    arguments,
                                    &called.takes,
                                )?
                            }
                        };
                        Some(self.node(kind, what))
                    }
                };
            }
            Expression::List(items) => What::List(self.items(items)?),
            Expression::Map(entries) => {
                let entries = entries.iter().map(|Item { value: (key, value), .. }| {
                    Some((self.lower(key)?, self.lower(value)?))
                });
                What::Map(entries.collect::<Option<_>>()?)
            }
            Expression::Object(_, fields) => {
                let fields = fields.iter().map(|(_, value)| self.lower(value));
                What::Object(fields.collect::<Option<_>>()?)
            }
        };
        Some(self.node(kind, what))
    }

    fn items(&mut self, items: &[Item<Expression<'_>>]) -> Option<Vec<Node>> {
        items.iter().map(|item| self.lower(&item.value)).collect()
    }

    fn function(
        &mut self,
        name: String,
        target: Option<&Expression<'_>>,
        arguments: &[Expression<'_>],
        takes: &[Vec<Type>],
    ) -> Option<What> {
        let target = match target {
            Some(target) => Some(Box::new(self.lower(target)?)),
            None => None,
        };
        let arguments = arguments.iter().map(|it| self.lower(it)).collect::<Option<_>>()?;
        Some(What::Call(Call { name, target, arguments, takes: takes.to_vec() }))
    }

    /// A call of a function that has one overload and no receiver.
    #[allow(clippy::unused_self, reason = "reads like the rest")]
    fn call(&self, name: &str, arguments: Vec<Node>, takes: Vec<Type>) -> What {
        let name = name.to_owned();
        What::Call(Call { name, target: None, arguments, takes: vec![takes] })
    }

    fn macro_of(
        &mut self,
        target: Option<&Expression<'_>>,
        name: &str,
        arguments: &[Expression<'_>],
        kind: Type,
    ) -> Option<Node> {
        match (target, name, arguments) {
            (None, "has", [Expression::Field(of, access)]) => {
                let of = self.lower(of)?;
                let what = What::Test(Box::new(of));
                (!access.is_optional).then(|| self.node(kind, what))
            }
            (_, "bind", [Expression::Name(variable), value, body]) => {
                let parts = (self.lower(value)?, self.lower(body)?);
                Some(self.node(kind, What::Bind((*variable).to_owned(), Box::new(parts))))
            }
            (Some(target), "optMap" | "optFlatMap", [Expression::Name(variable), body]) => {
                self.of_optional(target, name, variable, body, kind)
            }
            (Some(target), _, _) => self.over(target, name, arguments, kind),
            _ => None,
        }
    }

    /// `target.hasValue() ? optional.of(cel.bind(variable, target.value(), body)) : optional.none()`
    fn of_optional(
        &mut self,
        target: &Expression<'_>,
        name: &str,
        variable: &str,
        body: &Expression<'_>,
        kind: Type,
    ) -> Option<Node> {
        let mut member = |name: &str, kind: Type| {
            let target = Some(Box::new(self.lower(target)?));
            let call = Call {
                name: name.to_owned(),
                target,
                arguments: Vec::new(),
                takes: vec![vec![Type::optional(Type::Dyn)]],
            };
            Some(self.node(kind, What::Call(call)))
        };
        let condition = member("hasValue", Type::Bool)?;
        let value = member("value", Type::Dyn)?;
        let body = self.lower(body)?;
        let inner = body.kind.clone();
        let bound = What::Bind(variable.to_owned(), Box::new((value, body)));
        let mut then = self.node(inner, bound);
        if name == "optMap" {
            let call = self.call("optional.of", vec![then], vec![Type::Dyn]);
            then = self.node(kind.clone(), call);
        }
        let none = self.call("optional.none", Vec::new(), Vec::new());
        let none = self.node(kind.clone(), none);
        let choice = self.call("?:", vec![condition, then, none], vec![Type::Bool]);
        Some(self.node(kind, choice))
    }

    fn over(
        &mut self,
        target: &Expression<'_>,
        name: &str,
        arguments: &[Expression<'_>],
        kind: Type,
    ) -> Option<Node> {
        let count = macros::variables_of(name, arguments.len())?;
        let range = self.lower(target)?;
        let (variables, bodies) = arguments.split_at(count);
        let names = variables.iter().map(|variable| match variable {
            Expression::Name(name) => Some((*name).to_owned()),
            _ => None,
        });
        let names: Vec<String> = names.collect::<Option<_>>()?;
        let bodies: Vec<Node> =
            bodies.iter().map(|body| self.lower(body)).collect::<Option<_>>()?;
        let parts = match (name, bodies) {
            ("all", bodies) => self.quantified(bodies, "&&"),
            ("exists", bodies) => self.quantified(bodies, "||"),
            ("existsOne" | "exists_one", bodies) => self.counted(bodies),
            ("filter", bodies) => {
                let of = match &kind {
                    Type::List(of) => (**of).clone(),
                    _ => Type::Dyn,
                };
                let item = self.node(of, What::Name(names.first()?.clone()));
                self.collected(bodies.into_iter().chain([item]).collect(), &kind)
            }
            ("map" | "transformList", bodies) => self.collected(bodies, &kind),
            _ => None,
        };
        let (start, condition, step, result) = parts?;
        let whole = Loop { range, variables: names, start, condition, step, result };
        Some(self.node(kind, What::Loop(Box::new(whole))))
    }

    fn sum(&mut self, kind: Type) -> Node {
        self.node(kind, What::Name(SUM.to_owned()))
    }

    fn truth(&mut self, call: What) -> Node {
        self.node(Type::Bool, call)
    }

    /// `all` goes on while the result is true, `exists` while it is false.
    fn quantified(&mut self, bodies: Vec<Node>, mark: &str) -> Option<Parts> {
        let [body] = <[Node; 1]>::try_from(bodies).ok()?;
        let start = self.truth(What::Literal(1));
        let mut sum = self.sum(Type::Bool);
        if mark == "||" {
            let not = self.call("!", vec![sum], vec![Type::Bool]);
            sum = self.truth(not);
        }
        let condition = self.call("@not_strictly_false", vec![sum], vec![Type::Bool]);
        let condition = self.truth(condition);
        let sum = self.sum(Type::Bool);
        let step = self.call(mark, vec![sum, body], vec![Type::Bool, Type::Bool]);
        let step = self.truth(step);
        Some((start, condition, step, self.sum(Type::Bool)))
    }

    /// `body ? sum + 1 : sum`, and at the end `sum == 1`.
    fn counted(&mut self, bodies: Vec<Node>) -> Option<Parts> {
        let [body] = <[Node; 1]>::try_from(bodies).ok()?;
        let mut number = || self.node(Type::Int, What::Literal(1));
        let (start, one, last) = (number(), number(), number());
        let condition = self.truth(What::Literal(1));
        let sum = self.sum(Type::Int);
        let more = self.call("+", vec![sum, one], vec![Type::Int, Type::Int]);
        let more = self.node(Type::Int, more);
        let sum = self.sum(Type::Int);
        let step = self.call("?:", vec![body, more, sum], vec![Type::Bool]);
        let step = self.node(Type::Int, step);
        let sum = self.sum(Type::Int);
        let result = self.call("==", vec![sum, last], vec![Type::Int, Type::Int]);
        Some((start, condition, step, self.truth(result)))
    }

    /// `sum + [body]`; with a condition, only if that holds.
    fn collected(&mut self, bodies: Vec<Node>, kind: &Type) -> Option<Parts> {
        let mut bodies = bodies.into_iter();
        let (filter, body) = match (bodies.next()?, bodies.next()) {
            (body, None) => (None, body),
            (filter, Some(body)) => (Some(filter), body),
        };
        let start = self.node(kind.clone(), What::List(Vec::new()));
        let condition = self.truth(What::Literal(1));
        let sum = self.sum(kind.clone());
        let item = self.node(kind.clone(), What::List(vec![body]));
        let lists = vec![Type::list(Type::Dyn), Type::list(Type::Dyn)];
        let more = self.call("+", vec![sum, item], lists);
        let mut step = self.node(kind.clone(), more);
        if let Some(filter) = filter {
            let sum = self.sum(kind.clone());
            let choice = self.call("?:", vec![filter, step, sum], vec![Type::Bool]);
            step = self.node(kind.clone(), choice);
        }
        Some((start, condition, step, self.sum(kind.clone())))
    }
}

/// The parts of a loop: its first accumulator, condition, step and result.
type Parts = (Node, Node, Node, Node);
