//! The template engine as charts see it: what values become when they are emitted, and the few
//! functions that speak to the user.
//!
//! There is no clock, no randomness, no network and no environment in here, and no way to print
//! raw text.

use minijinja::value::{Kwargs, Rest, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior};

use super::fault::undefined_fault;
use super::functions;
use super::functions::{Meter, spent};
use super::marked::{as_capture, is_poison, poison};
use super::session::{Session, SharedSession};
use super::traced::{attribute_text, item_texts, scalar_text, to_value};
use super::tree::syntax;
use crate::diagnostic::{Code, Diagnostic};
use crate::template::budget::{HOLE, YAML};
use crate::template::holes::assemble::assemble_capture;
use crate::template::holes::fill::{Denoted, Filler};
use crate::template::holes::marks::hole_mark;
use crate::template::holes::scene::{Hole, single_hole};
use crate::yaml::scalar::resolve;
use crate::yaml::{Calls, Number, Value as NodeValue};

/// An engine that knows all functions but those that write into a session.
pub(super) fn environment() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_debug(true);
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_syntax(syntax());
    // Captured text comes back marked as such under any escaping but none.
    env.set_auto_escape_callback(|_| AutoEscape::Custom("holes".into()));
    functions::remove(&mut env);
    env.set_formatter(|out, _state, value| match as_capture(value) {
        Some(text) => out.write_str(text).map_err(Error::from),
        None => Err(Error::new(ErrorKind::InvalidOperation, "a value was about to be printed")),
    });
    env.add_filter("string", |value: Value| text_operand(value));
    env.add_filter("__format", minijinja::filters::format);
    env.add_global("__gone", poison());
    env
}

/// Lets an engine write down in `session` what it emits and says.
pub(super) fn attach(env: &mut Environment<'static>, session: &SharedSession) {
    let meter = Meter::new(session.lock().scene.budget.clone());
    functions::register(env, &meter);
    add_texts(env, &meter);
    add_room(env, session, &meter);
    add_emission(env, session);
    add_speech(env, session);
}

fn add_emission(env: &mut Environment<'static>, session: &SharedSession) {
    let shared = session.clone();
    let emit = move |state: &State<'_, '_>, value: Value, site: usize, arguments: Rest<Value>| {
        let mut session = shared.lock();
        session.steps = state.fuel_levels().map_or(0, |(consumed, _)| consumed);
        emit(&mut session, value, site, arguments.0)
    };
    env.add_filter("__emit", emit);
    let shared = session.clone();
    env.add_filter("__value", move |value: Value| resolved(&mut shared.lock(), value));
    let shared = session.clone();
    env.add_filter("__text", move |value: Value, site: Option<usize>, arguments: Rest<Value>| {
        let mut session = shared.lock();
        let value = resolved(&mut session, value)?;
        session.scene.budget.take(value.as_str().map_or(0, str::len)).map_err(spent)?;
        let spelling =
            site.and_then(|site| session.scene.spelling_read(site, &arguments.0, &value));
        spelling.map_or_else(|| text_operand(value), |spelling| Ok(Value::from(&*spelling)))
    });
    let shared = session.clone();
    env.add_filter("__spelled", move |value: Value, site: usize, arguments: Rest<Value>| {
        spelled(&shared.lock(), value, site, &arguments.0)
    });
}

/// Puts a value into a hole and returns the hole's mark.
fn emit(
    session: &mut Session,
    value: Value,
    site: usize,
    arguments: Vec<Value>,
) -> Result<Value, Error> {
    session.scene.budget.take(HOLE + as_capture(&value).map_or(0, str::len)).map_err(spent)?;
    let value = if value.is_undefined() {
        let fault = undefined_fault(session, site);
        session.faults.push(fault);
        poison()
    } else {
        value
    };
    let number = session.push_hole(Hole { value, site, arguments });
    Ok(Value::from_safe_string(hole_mark(number)))
}

/// A value for use in an expression: captured text is what it stands for.
fn resolved(session: &mut Session, value: Value) -> Result<Value, Error> {
    let Some(text) = as_capture(&value) else { return Ok(value) };
    if let Some(number) = single_hole(text) {
        let (number, _) = session.scene.innermost(number, Calls::default());
        let inner = session.scene.hole(number).value.clone();
        if as_capture(&inner).is_none() {
            return Ok(inner);
        }
        return resolved(session, inner);
    }
    let scene = &session.scene;
    scene.budget.take_each(text.len(), YAML).map_err(spent)?;
    let assembled = assemble_capture(text, &Calls::default(), scene);
    let Some(source) = assembled.span(0..0).map(|span| span.source) else {
        return Ok(Value::from(""));
    };
    let mut filler = Filler { scene, assembled: &assembled, source, faults: Vec::new() };
    let value = match filler.denote(text, &Calls::default()) {
        Denoted::Nothing => Value::from(""),
        Denoted::Structure(node) => to_value(&node),
        Denoted::Text { text, literal } => literal_value(text, literal),
    };
    let faults = filler.faults;
    Ok(if faults.is_empty() { value } else { session.poison(faults) })
}

/// The author's own `8080` or `true` is a number or a boolean, if it reads back as it is written.
fn literal_value(text: String, literal: bool) -> Value {
    if literal && !text.contains('\n') {
        match resolve(&text) {
            NodeValue::Bool(word) if text == word.to_string() => return Value::from(word),
            NodeValue::Number(Number::Int(n)) if text == n.to_string() => return Value::from(n),
            _ => {}
        }
    }
    Value::from(text)
}

/// A number, or the numbers of a list, as they were written where a site reads them.
fn spelled(
    session: &Session,
    value: Value,
    site: usize,
    arguments: &[Value],
) -> Result<Value, Error> {
    let one = |value: Value| match session.scene.spelling_read(site, arguments, &value) {
        Some(spelling) => Value::from(&*spelling),
        None => value,
    };
    match value.kind() {
        ValueKind::Number => Ok(one(value)),
        ValueKind::Seq | ValueKind::Iterable => Ok(match item_texts(&value) {
            Some(texts) => Value::from(texts),
            None => value.try_iter()?.map(one).collect(),
        }),
        _ => Ok(value),
    }
}

fn text_operand(value: Value) -> Result<Value, Error> {
    if value.kind() == ValueKind::String || value.is_undefined() || is_poison(&value) {
        return Ok(value);
    }
    scalar_text(&value).map(Value::from).map_err(|what| {
        Error::new(ErrorKind::InvalidOperation, format!("{what} can't be part of a text"))
    })
}

/// Filters that make texts of values that are no texts.
fn add_texts(env: &mut Environment<'static>, meter: &Meter) {
    let join_meter = meter.clone();
    let joined = move |list: Value, separator: Option<String>, options: Kwargs| {
        join(&list, &separator.unwrap_or_default(), &options, &join_meter)
    };
    env.add_filter("join", joined);
    let meter = meter.clone();
    let formatted = move |state: &mut State<'_, '_>, text: Value, arguments: Rest<Value>| {
        format(state, text, arguments.0, &meter)
    };
    env.add_filter("format", formatted);
}

/// What the instrument puts around operators, lists, loops and macros: each takes the room for what
/// they make.
fn add_room(env: &mut Environment<'static>, session: &SharedSession, meter: &Meter) {
    let (shared, own) = (session.clone(), meter.clone());
    env.add_filter("__part", move |value: Value| {
        let value = resolved(&mut shared.lock(), value)?;
        own.take_top(&value, 1)?;
        Ok::<_, Error>(value)
    });
    let own = meter.clone();
    env.add_filter("__gathered", move |value: Value| own.gathered(value));
    let own = meter.clone();
    env.add_filter("__stored", move |value: Value| match value.kind() {
        ValueKind::Map => own.gathered(value),
        _ => Ok(value),
    });
    let own = meter.clone();
    env.add_filter("__loop", move |value: Value, raw: usize| {
        own.take_top(&value, raw.saturating_mul(YAML))?;
        Ok::<_, Error>(value)
    });
    let own = meter.clone();
    env.add_function("__raw", move |raw: usize| own.take_each(raw, YAML).map(Value::from));
}

/// The items as they would stand in a document: `true`, not `True`.
fn join(list: &Value, separator: &str, options: &Kwargs, meter: &Meter) -> Result<Value, Error> {
    let attribute: Option<String> = options.get("attribute")?;
    options.assert_all_used()?;
    let mut joined = String::new();
    for (at, item) in list.try_iter()?.enumerate() {
        let item = match &attribute {
            Some(name) => attribute_text(&item, name).map_or_else(|| item.get_attr(name), Ok)?,
            None => item,
        };
        let item = text_operand(item)?;
        let text = item.as_str().unwrap_or_default();
        let separator = if at > 0 { separator } else { "" };
        meter.take(1 + separator.len() + text.len())?;
        joined.push_str(separator);
        joined.push_str(text);
    }
    Ok(Value::from(joined))
}

/// The engine's own, but for what has no `%` of its own.
fn format(
    state: &mut State<'_, '_>,
    text: Value,
    arguments: Vec<Value>,
    meter: &Meter,
) -> Result<Value, Error> {
    // What is put in may be padded to any of the numbers in the text, or among the arguments.
    let digits = text.as_str().unwrap_or("").split(|c: char| !c.is_ascii_digit());
    digits
        .filter(|digits| !digits.is_empty())
        .try_for_each(|digits| meter.take(digits.parse().unwrap_or(usize::MAX)))?;
    meter.take_top(&text, 1)?;
    let is_padded = text.as_str().is_some_and(|text| text.contains('*'));
    let mut filled = vec![text];
    for argument in arguments {
        if is_padded {
            meter.take(
                argument.as_i64().unwrap_or(0).unsigned_abs().try_into().unwrap_or(usize::MAX),
            )?;
        }
        filled.push(match argument.kind() {
            ValueKind::Bool | ValueKind::None => text_operand(argument)?,
            ValueKind::String | ValueKind::Number => argument,
            _ => meter.made(argument)?,
        });
    }
    meter.made(state.apply_filter("__format", &filled)?)
}

/// `required`, `fail` and `warn` go on after they have spoken, so that all is said in one run.
fn add_speech(env: &mut Environment<'static>, session: &SharedSession) {
    let shared = session.clone();
    let required = move |value: Value, message: Value, options: Kwargs| {
        let site = site_of(&options)?;
        let missing = value.is_undefined() || value.is_none() || value.as_str() == Some("");
        if !missing {
            return Ok(value);
        }
        let message = speech(&message)?;
        let mut session = shared.lock();
        let fault =
            said(&session, Diagnostic::error(Code::Required, message), site, "required here");
        let empty = session.places_of(&session.scene.site(site).paths());
        let fault = empty.into_iter().fold(fault, |fault, at| fault.context(at, "is empty here"));
        Ok(session.poison([fault]))
    };
    env.add_filter("required", required.clone());
    env.add_function("required", required);

    let shared = session.clone();
    env.add_function("fail", move |message: Value, options: Kwargs| {
        let site = site_of(&options)?;
        let message = speech(&message)?;
        let mut session = shared.lock();
        let fault = Diagnostic::error(Code::Refused, message);
        let fault = said(&session, fault, site, "the chart says so");
        Ok::<_, Error>(session.poison([fault]))
    });

    let shared = session.clone();
    env.add_function("warn", move |message: Value, options: Kwargs| {
        let site = site_of(&options)?;
        let message = speech(&message)?;
        let mut session = shared.lock();
        let fault = Diagnostic::warning(Code::ChartWarning, message);
        let fault = said(&session, fault, site, "the chart says so");
        session.faults.push(fault);
        Ok::<_, Error>(Value::from_safe_string(String::new()))
    });
}

fn site_of(options: &Kwargs) -> Result<usize, Error> {
    let site = options.get("__site")?;
    options.assert_all_used()?;
    Ok(site)
}

pub(super) fn speech(message: &Value) -> Result<String, Error> {
    message
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "the message must be a string"))
}

/// What the chart's author has to say, with the values that led there.
fn said(session: &Session, diagnostic: Diagnostic, site: usize, label: &str) -> Diagnostic {
    let site = session.scene.site(site);
    let mut diagnostic = diagnostic.at(site.span, label);
    for place in session.places_of(&site.guards) {
        diagnostic = diagnostic.context(place, "set here");
    }
    diagnostic
}
