//! Pipelines into values, as text/template evaluates them: field by field, argument by argument,
//! with its order of complaints.

use super::builtins;
use super::call::{Origins, Stability};
use super::callee::{Builtin, Callee, Param, Signature};
use super::fault::{Cause, Failure, Reason};
use super::objects;
use super::reflect::{Held, Reflected, validate, zero};
use super::run::{At, Frame, Ran, Run, Variable};
use super::text::{CHANCE, Set};
use super::tree::{Binding, Command, Number, Operand, OperandKind, Pipe, Stretch, Syntax};
use super::value::{Data, Method, Type, Value};

/// A call that is being made.
struct Calling<'t, 'a> {
    name: &'a str,
    signature: Signature<'static>,
    operands: &'t [Operand],
    /// The value of the command before it in the pipeline.
    last: Option<Reflected>,
}

impl Run<'_> {
    pub(super) fn pipe<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        pipe: &'t Pipe,
    ) -> Ran<Reflected> {
        frame.at = At::Pipe(pipe);
        let mut last = None;
        for command in &pipe.commands {
            last = Some(self.command(frame, dot, command, last)?.inner());
        }
        let value = last.unwrap_or_default();
        for name in &pipe.variables {
            let name = frame.name(*name);
            match pipe.binding {
                Binding::Assign => frame.set(name, value.clone())?,
                Binding::Declare => frame.variables.push(Variable { name, value: value.clone() }),
            }
        }
        Ok(value)
    }

    fn command<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        command: &'t Command,
        last: Option<Reflected>,
    ) -> Ran<Reflected> {
        let (first, operands) = (&command.operands[0], &command.operands[1..]);
        match &first.kind {
            OperandKind::Field(fields) => {
                frame.at = At::Operand(first);
                self.fields(frame, dot, dot.clone(), fields, first, operands, last)
            }
            OperandKind::Chain { operand, fields } => {
                let receiver = self.chained(frame, dot, first, operand)?;
                self.fields(frame, dot, receiver, fields, first, operands, last)
            }
            OperandKind::Function { name, callee } => {
                frame.at = At::Operand(first);
                self.call(frame, dot, *callee, *name, At::Command(command), operands, last)
            }
            OperandKind::Pipe(pipe) => {
                not_a_function(frame, first, operands, last.as_ref())?;
                self.pipe(frame, dot, pipe)
            }
            OperandKind::Variable { name, fields } => {
                frame.at = At::Operand(first);
                let value = variable(frame, *name)?;
                if fields.is_empty() {
                    not_a_function(frame, first, operands, last.as_ref())?;
                    return Ok(value);
                }
                self.fields(frame, dot, value, fields, first, operands, last)
            }
            OperandKind::Nil => {
                frame.at = At::Operand(first);
                not_a_function(frame, first, operands, last.as_ref())?;
                Err(frame.fail(Reason::Engine("nil is not a command".to_owned())))
            }
            _ => {
                frame.at = At::Operand(first);
                not_a_function(frame, first, operands, last.as_ref())?;
                literal(frame, dot, first)
            }
        }
    }

    /// What stands before the fields of a chain: `(pipe).field`.
    fn chained<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        chain: &'t Operand,
        operand: &'t Operand,
    ) -> Ran<Reflected> {
        frame.at = At::Operand(chain);
        self.argument(frame, dot, Param::Reflect, operand)
    }

    #[expect(clippy::too_many_arguments, reason = "as many as Go's evalFieldChain")]
    fn fields<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        receiver: Reflected,
        fields: &'t [Stretch],
        node: &'t Operand,
        operands: &'t [Operand],
        last: Option<Reflected>,
    ) -> Ran<Reflected> {
        let Some((end, before)) = fields.split_last() else { return Ok(receiver) };
        let mut value = receiver;
        for field in before {
            value = self.field(frame, dot, value, frame.name(*field), node, &[], None)?;
        }
        let value = self.field(frame, dot, value, frame.name(*end), node, operands, last)?;
        if let Some(reads) = &mut self.reads {
            *reads = reads.union(&value.value.places());
        }
        Ok(value)
    }

    #[expect(clippy::too_many_arguments, reason = "as many as Go's evalField")]
    fn field<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        receiver: Reflected,
        name: &'t [u8],
        node: &'t Operand,
        operands: &'t [Operand],
        last: Option<Reflected>,
    ) -> Ran<Reflected> {
        if receiver.is_absent() {
            return Ok(Reflected::default());
        }
        let shown = String::from_utf8_lossy(name);
        if receiver.is_nil_in_interface() {
            let message = format!("nil pointer evaluating interface {{}}.{shown}");
            return Err(frame.fail(Reason::Engine(message)));
        }
        if let Some(method) = objects::method(&receiver.value, &shown) {
            return self.method(
                frame,
                dot,
                &receiver.value,
                method,
                At::Operand(node),
                operands,
                last,
            );
        }
        let has_arguments = !operands.is_empty() || last.is_some();
        match &receiver.value.data {
            Data::Native(native) => {
                if let Some(value) = native.field(&shown) {
                    if has_arguments {
                        let message =
                            format!("{shown} has arguments but cannot be invoked as function");
                        return Err(frame.fail(Reason::Engine(message)));
                    }
                    return Ok(Reflected::plain(value.with(receiver.value.places())));
                }
            }
            Data::Map(map) => {
                if has_arguments {
                    let message = format!("{shown} is not a method but has arguments");
                    return Err(frame.fail(Reason::Engine(message)));
                }
                return Ok(map.at(name));
            }
            _ => {}
        }
        let message = format!("can't evaluate field {shown} in type {}", receiver.type_name());
        Err(frame.fail(Reason::Engine(message)))
    }

    #[expect(clippy::too_many_arguments, reason = "as many as Go's evalCall")]
    fn method<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        receiver: &Value,
        method: &'static Method,
        node: At<'t>,
        operands: &'t [Operand],
        last: Option<Reflected>,
    ) -> Ran<Reflected> {
        let signature = Signature::of(method.params, method.rest);
        let calling = Calling { name: method.name, signature, operands, last };
        let arguments = self.arguments(frame, dot, calling)?;
        let arguments: Vec<Value> = arguments.into_iter().map(|argument| argument.value).collect();
        match (method.call)(receiver, &arguments) {
            Ok(value) => Ok(Reflected::plain(value)),
            Err(reason) => Err(failed(frame, node, method.name, Cause::Function(reason))),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "as many as Go's evalCall")]
    fn call<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        callee: Callee,
        name: Stretch,
        node: At<'t>,
        operands: &'t [Operand],
        last: Option<Reflected>,
    ) -> Ran<Reflected> {
        self.step(frame)?;
        let name = String::from_utf8_lossy(frame.name(name));
        let calling = Calling { name: &name, signature: callee.signature(), operands, last };
        let builtin = match callee {
            Callee::Builtin(builtin @ (Builtin::And | Builtin::Or)) => {
                return self.logic(frame, dot, builtin, calling);
            }
            Callee::Builtin(builtin) => builtin,
            Callee::Function(row) => {
                let arguments = self.arguments(frame, dot, calling)?;
                let arguments: Vec<Value> =
                    arguments.into_iter().map(|argument| argument.value).collect();
                self.context.site.set(frame.place());
                let value = (row.call)(&self.context, &arguments).map_err(|reason| {
                    let author = matches!(row.name, "fail" | "required");
                    let cause =
                        if author { Cause::Author(reason) } else { Cause::Function(reason) };
                    failed(frame, node, &name, cause)
                })?;
                let value = match choice(row.name, &arguments) {
                    Some(passed) => self.pass_over(&passed, value),
                    None => value,
                };
                let value = match row.origins {
                    Origins::Kept => value,
                    Origins::United => value.with(union(&arguments)),
                };
                return Ok(Reflected::plain(match row.stability {
                    Stability::Unstable => {
                        let places = value.places().union(&Set::one(CHANCE));
                        value.with(places)
                    }
                    Stability::Stable | Stability::Mutates => value,
                }));
            }
        };
        let arguments = self.arguments(frame, dot, calling)?;
        let made = match builtin {
            Builtin::Include => self.include(frame, &arguments),
            Builtin::Tpl => self.made(frame, &arguments),
            Builtin::Call => {
                let shown = operands.first().map_or_else(
                    || builtins::shown(&arguments[0].value),
                    |operand| operand.show(&frame.template.source),
                );
                builtins::not_a_function(&shown, arguments.first()).map_err(Cause::Function)
            }
            _ => builtins::call(builtin, arguments).map_err(Cause::Function),
        };
        made.map_err(|cause| failed(frame, node, &name, cause))
    }

    /// `and` and `or` look no further than they must.
    fn logic<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        builtin: Builtin,
        calling: Calling<'t, '_>,
    ) -> Ran<Reflected> {
        count(frame, &calling)?;
        let mut value = Reflected::default();
        let mut passed = Set::EMPTY;
        for (at, operand) in calling.operands.iter().enumerate() {
            value = self.argument(frame, dot, Param::Reflect, operand)?;
            let is_last = at + 1 == calling.operands.len() && calling.last.is_none();
            if is_last || value.value.is_true() == (builtin == Builtin::Or) {
                value.value = self.pass_over(&passed, value.value);
                return Ok(value);
            }
            passed = passed.union(&value.value.places());
        }
        let mut value = calling.last.unwrap_or(value);
        value.value = self.pass_over(&passed, value.value);
        Ok(value)
    }

    /// The value that was taken because of those at `passed`.
    fn pass_over(&mut self, passed: &Set, value: Value) -> Value {
        if passed.is_empty() {
            return value;
        }
        self.passed = self.passed.union(passed);
        value.decided_by(passed)
    }

    fn arguments<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        calling: Calling<'t, '_>,
    ) -> Ran<Vec<Reflected>> {
        count(frame, &calling)?;
        let Calling { signature, operands, last, .. } = calling;
        let mut arguments = Vec::with_capacity(operands.len() + 1);
        for (index, operand) in operands.iter().enumerate() {
            arguments.push(self.argument(frame, dot, signature.param(index), operand)?);
        }
        if let Some(last) = last {
            let last = validate(last, signature.param(operands.len()));
            arguments.push(last.map_err(|reason| frame.fail(Reason::Engine(reason)))?);
        }
        Ok(arguments)
    }

    fn argument<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        param: Param,
        operand: &'t Operand,
    ) -> Ran<Reflected> {
        frame.at = At::Operand(operand);
        let value = match &operand.kind {
            OperandKind::Dot => dot.clone(),
            OperandKind::Nil => {
                if param.takes_nil() {
                    return Ok(zero(param));
                }
                let message = format!("cannot assign nil to {}", param.name());
                return Err(frame.fail(Reason::Engine(message)));
            }
            OperandKind::Field(fields) => {
                self.fields(frame, dot, dot.clone(), fields, operand, &[], None)?
            }
            OperandKind::Variable { name, fields } => {
                let value = variable(frame, *name)?;
                self.fields(frame, dot, value, fields, operand, &[], None)?
            }
            OperandKind::Pipe(pipe) => self.pipe(frame, dot, pipe)?,
            OperandKind::Function { name, callee } => {
                self.call(frame, dot, *callee, *name, At::Operand(operand), &[], None)?
            }
            OperandKind::Chain { operand: inner, fields } => {
                let receiver = self.chained(frame, dot, operand, inner)?;
                self.fields(frame, dot, receiver, fields, operand, &[], None)?
            }
            _ => return typed(frame, dot, param, operand),
        };
        validate(value, param).map_err(|reason| frame.fail(Reason::Engine(reason)))
    }
}

/// What a function looks at to take another value, if it is one that chooses.
fn choice(name: &str, arguments: &[Value]) -> Option<Set> {
    let looked_at = match name {
        "default" => arguments.get(1..2).unwrap_or_default(),
        "coalesce" => arguments,
        "ternary" => return Some(arguments.get(2)?.places()),
        _ => return None,
    };
    let passed = looked_at.iter().take_while(|value| !value.is_true());
    Some(passed.fold(Set::EMPTY, |all, value| all.union(&value.places())))
}

/// Whether there are as many arguments as the function takes.
fn count(frame: &Frame, calling: &Calling) -> Ran<()> {
    let Calling { name, signature, operands, last } = calling;
    let takes = signature.takes(name, operands.len(), usize::from(last.is_some()));
    takes.map_err(|message| frame.fail(Reason::Engine(message)))
}

fn failed<'t>(frame: &mut Frame<'t>, node: At<'t>, name: &str, cause: Cause) -> Box<Failure> {
    // A bound is nothing that the call is to blame for.
    if let Cause::Included(inner) | Cause::Made { failure: inner, .. } = &cause
        && let Reason::Bound(_) | Reason::Spent(_) = &inner.innermost().reason
    {
        return inner.clone();
    }
    frame.at = node;
    frame.fail(Reason::Called { name: name.to_owned(), cause })
}

/// All places of all arguments.
fn union(arguments: &[Value]) -> Set {
    arguments.iter().fold(Set::EMPTY, |all, argument| all.union(&argument.places()))
}

fn variable(frame: &Frame, name: Stretch) -> Ran<Reflected> {
    let name = frame.name(name);
    let variable = frame.variables.iter().rev().find(|variable| variable.name == name);
    variable.map(|variable| variable.value.clone()).ok_or_else(|| frame.undefined(name))
}

fn not_a_function(
    frame: &Frame,
    first: &Operand,
    operands: &[Operand],
    last: Option<&Reflected>,
) -> Ran<()> {
    if operands.is_empty() && last.is_none() {
        return Ok(());
    }
    let source = &frame.template.source;
    let shown = match &first.kind {
        OperandKind::Pipe(pipe) => pipe.show(source),
        _ => first.show(source),
    };
    Err(frame.fail(Reason::Engine(format!("can't give argument to non-function {shown}"))))
}

/// A literal where any type will do.
fn literal<'t>(frame: &mut Frame<'t>, dot: &Reflected, operand: &'t Operand) -> Ran<Reflected> {
    frame.at = At::Operand(operand);
    Ok(match &operand.kind {
        OperandKind::Dot => dot.clone(),
        OperandKind::Bool(truth) => Reflected::plain(Value::bool(*truth)),
        OperandKind::Number(number) => Reflected::plain(ideal(frame, number)?),
        OperandKind::Text { text, .. } => Reflected::plain(super::text::Text::shared(text).into()),
        _ => Reflected::default(),
    })
}

/// The type that a number looks like.
fn ideal(frame: &Frame, number: &Number) -> Ran<Value> {
    if let Some((re, im)) = number.complex {
        return Ok(Data::Complex(re, im).into());
    }
    match (number.syntax, number.float, number.int) {
        (Syntax::Float, Some(float), _) => Ok(Value::float(float)),
        (_, _, Some(int)) => Ok(Value::int(int)),
        _ => {
            let text = frame.template.source.text(number.text);
            Err(frame.fail(Reason::Engine(format!("{text} overflows int"))))
        }
    }
}

/// A literal where a type is asked for.
fn typed<'t>(
    frame: &mut Frame<'t>,
    dot: &Reflected,
    param: Param,
    operand: &'t Operand,
) -> Ran<Reflected> {
    let Param::Of(of) = param else { return literal(frame, dot, operand) };
    let number = match &operand.kind {
        OperandKind::Number(number) => Some(number),
        _ => None,
    };
    let (value, expected) = match of {
        Type::Any => return literal(frame, dot, operand),
        Type::Bool => match &operand.kind {
            OperandKind::Bool(truth) => (Some(Value::bool(*truth)), "bool"),
            _ => (None, "bool"),
        },
        Type::Int => (number.and_then(|number| number.int).map(Value::int), "integer"),
        Type::Int64 => (number.and_then(|number| number.int).map(Value::int64), "integer"),
        Type::Uint32 => {
            let uint =
                number.and_then(|number| number.uint).and_then(|uint| u32::try_from(uint).ok());
            let uint =
                uint.map(|uint| Data::Int(uint.into(), super::value::IntType::Uint32).into());
            (uint, "unsigned integer")
        }
        Type::Float64 => (number.and_then(|number| number.float).map(Value::float), "float"),
        Type::String => match &operand.kind {
            OperandKind::Text { text, .. } => {
                (Some(super::text::Text::shared(text).into()), "string")
            }
            _ => (None, "string"),
        },
        Type::List | Type::Map | Type::Native(_) => {
            let shown = operand.show(&frame.template.source);
            let message = format!("can't handle {shown} for arg of type {}", param.name());
            return Err(frame.fail(Reason::Engine(message)));
        }
    };
    match value {
        Some(value) => Ok(Reflected { value, held: Held::Plainly }),
        None => {
            let shown = operand.show(&frame.template.source);
            Err(frame.fail(Reason::Engine(format!("expected {expected}; found {shown}"))))
        }
    }
}
