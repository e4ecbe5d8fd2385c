//! The functions of text/template that tell nil from nothing, and its escapes.

use super::callee::Builtin;
use super::print;
use super::reflect::{Reflected, byte};
use super::text::{Builder, Set, Text};
use super::value::{Data, Kind, Value};

/// # Errors
/// What Go says, without the name of the function.
pub(super) fn call(builtin: Builtin, arguments: Vec<Reflected>) -> Result<Reflected, String> {
    let from = |arguments: &[Reflected]| {
        arguments.iter().fold(Set::EMPTY, |all, argument| all.union(&argument.value.places()))
    };
    let truth = |truth| Ok(Reflected::plain(Value::bool(truth).with(from(&arguments))));
    match builtin {
        Builtin::Eq => truth(eq(&arguments)?),
        Builtin::Ne => truth(!eq(&arguments)?),
        Builtin::Lt => truth(lt(&arguments)?),
        Builtin::Le => truth(lt(&arguments)? || eq(&arguments)?),
        Builtin::Gt => truth(!(lt(&arguments)? || eq(&arguments)?)),
        Builtin::Ge => truth(!lt(&arguments)?),
        Builtin::Not => truth(!arguments[0].value.is_true()),
        Builtin::Len => {
            let len = len(&arguments[0])?;
            let len = Value::int(i64::try_from(len).unwrap_or(i64::MAX));
            Ok(Reflected::plain(len.with(from(&arguments))))
        }
        Builtin::Index => {
            let mut arguments = arguments.into_iter();
            index(arguments.next().unwrap_or_default(), arguments)
        }
        _ => {
            let values: Vec<Value> = arguments.into_iter().map(|argument| argument.value).collect();
            Ok(Reflected::plain(text(builtin, &values).into()))
        }
    }
}

fn text(builtin: Builtin, values: &[Value]) -> Text {
    match builtin {
        Builtin::Print => print::sprint(values),
        Builtin::Println => print::sprintln(values),
        Builtin::Printf => match values.split_first() {
            Some((Value { data: Data::Text(format), .. }, values)) => {
                print::sprintf(format, values)
            }
            _ => Text::default(),
        },
        Builtin::Html => escaped(values, |byte, out| match byte {
            0 => out.push_plain("\u{fffd}"),
            b'"' => out.push_plain("&#34;"),
            b'\'' => out.push_plain("&#39;"),
            b'&' => out.push_plain("&amp;"),
            b'<' => out.push_plain("&lt;"),
            b'>' => out.push_plain("&gt;"),
            byte => out.push_plain([byte]),
        }),
        Builtin::UrlQuery => escaped(values, |byte, out| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push_plain([byte]);
            }
            b' ' => out.push_plain("+"),
            byte => out.push_plain(format!("%{byte:02X}")),
        }),
        _ => {
            let text = printed(values);
            Text::from(js(&text.to_str())).made_of(&text.union().data)
        }
    }
}

/// The values as text, what is no value told.
fn printed(values: &[Value]) -> Text {
    if let [Value { data: Data::Text(text), .. }] = values {
        return text.clone();
    }
    let shown: Vec<Value> = values
        .iter()
        .map(|value| if value.is_nil() { Value::text("<no value>") } else { value.clone() })
        .collect();
    print::sprint(&shown)
}

/// The text with each byte written anew; each stretch keeps its origin.
fn escaped(values: &[Value], escape: impl Fn(u8, &mut Builder)) -> Text {
    let text = printed(values);
    let mut out = Builder::default();
    for (range, origin) in text.runs() {
        let mut stretch = Builder::default();
        text.as_bytes()[range].iter().for_each(|byte| escape(*byte, &mut stretch));
        out.push(stretch.as_bytes(), origin);
    }
    out.finish()
}

fn js(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '"' => out.push_str("\\\""),
            '<' => out.push_str("\\u003C"),
            '>' => out.push_str("\\u003E"),
            '&' => out.push_str("\\u0026"),
            '=' => out.push_str("\\u003D"),
            c if c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{a0}' | '\u{feff}' | '\u{ad}') =>
            {
                out.push_str(&format!("\\u{:04X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

/// A value as `reflect.Value`'s `String` shows it.
pub(super) fn shown(value: &Value) -> String {
    match &value.data {
        Data::Text(text) => text.to_str().into_owned(),
        Data::Nil => "<invalid Value>".to_owned(),
        _ => format!("<{} Value>", value.type_name()),
    }
}

/// Nothing in a chart is a function that `call` could call.
pub(super) fn not_a_function(
    shown: &str,
    function: Option<&Reflected>,
) -> Result<Reflected, String> {
    match function {
        None => Err("call of nil".to_owned()),
        Some(function) if function.value.is_nil() => Err("call of nil".to_owned()),
        Some(function) => {
            Err(format!("non-function {shown} of type {}", function.value.type_name()))
        }
    }
}

/// What can be compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Basic {
    Bool,
    Complex,
    Int,
    Uint,
    Float,
    String,
    None,
}

fn basic(value: &Value) -> Basic {
    match value.kind() {
        Kind::Bool => Basic::Bool,
        Kind::Int | Kind::Int32 | Kind::Int64 => Basic::Int,
        Kind::Uint8 | Kind::Uint32 | Kind::Uint64 => Basic::Uint,
        Kind::Float64 => Basic::Float,
        Kind::Complex128 => Basic::Complex,
        Kind::String => Basic::String,
        _ => Basic::None,
    }
}

/// An integer that may be larger than either type of Go's.
fn wide(value: &Value) -> i128 {
    match value.data {
        #[expect(clippy::cast_sign_loss, reason = "the bits of an unsigned integer")]
        Data::Int(n, of) if of.is_unsigned() => i128::from(n as u64),
        Data::Int(n, _) => i128::from(n),
        _ => 0,
    }
}

fn eq(arguments: &[Reflected]) -> Result<bool, String> {
    let Some((first, others)) = arguments.split_first() else { return Ok(false) };
    if others.is_empty() {
        return Err("missing argument for comparison".to_owned());
    }
    for other in others {
        if equal(&first.value, &other.value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[expect(clippy::float_cmp, reason = "as Go compares")]
fn equal(one: &Value, other: &Value) -> Result<bool, String> {
    match (basic(one), basic(other)) {
        (Basic::Int | Basic::Uint, Basic::Int | Basic::Uint) => Ok(wide(one) == wide(other)),
        (a, b) if a != b => {
            if one.is_nil() || other.is_nil() {
                return Ok(false);
            }
            Err(incompatible(one, other))
        }
        (Basic::None, _) => unlike(one, other),
        _ => Ok(match (&one.data, &other.data) {
            (Data::Bool(one), Data::Bool(other)) => one == other,
            (Data::Float(one), Data::Float(other)) => one == other,
            (Data::Complex(re, im), Data::Complex(other_re, other_im)) => {
                re == other_re && im == other_im
            }
            (Data::Text(one), Data::Text(other)) => one == other,
            _ => false,
        }),
    }
}

fn incompatible(one: &Value, other: &Value) -> String {
    format!("incompatible types for comparison: {} and {}", one.type_name(), other.type_name())
}

/// Two values that are no scalars: whether both are nil is all that can be asked of most.
fn unlike(one: &Value, other: &Value) -> Result<bool, String> {
    let (a, b) = (one.kind(), other.kind());
    if a != b && a != Kind::Invalid && b != Kind::Invalid {
        return Err(format!(
            "non-comparable types {}: {}, {}: {}",
            shown_value(one),
            one.type_name(),
            other.type_name(),
            print::sprint(std::slice::from_ref(other)).to_str()
        ));
    }
    if is_nil(one) || is_nil(other) {
        return Ok(is_nil(one) == is_nil(other));
    }
    match (&one.data, &other.data) {
        (Data::Native(one), Data::Native(other)) => Ok(std::rc::Rc::ptr_eq(one, other)),
        _ => Err(format!("non-comparable type {}: {}", shown_value(other), other.type_name())),
    }
}

fn shown_value(value: &Value) -> String {
    print::sprintf(&"%s".into(), std::slice::from_ref(value)).to_str().into_owned()
}

fn is_nil(value: &Value) -> bool {
    match &value.data {
        Data::Nil => true,
        Data::List(list) => list.is_nil(),
        Data::Map(map) => map.is_nil(),
        _ => false,
    }
}

fn lt(arguments: &[Reflected]) -> Result<bool, String> {
    const BAD: &str = "invalid type for comparison";
    let [one, other] = arguments else { return Err(BAD.to_owned()) };
    let (one, other) = (&one.value, &other.value);
    match (basic(one), basic(other)) {
        (Basic::None, _) | (_, Basic::None) => Err(BAD.to_owned()),
        (Basic::Int | Basic::Uint, Basic::Int | Basic::Uint) => Ok(wide(one) < wide(other)),
        (a, b) if a != b => Err(incompatible(one, other)),
        _ => match (&one.data, &other.data) {
            (Data::Float(one), Data::Float(other)) => Ok(one < other),
            (Data::Text(one), Data::Text(other)) => Ok(one < other),
            _ => Err(BAD.to_owned()),
        },
    }
}

fn len(item: &Reflected) -> Result<usize, String> {
    match &item.value.data {
        Data::Text(text) | Data::Bytes(text) => Ok(text.len()),
        Data::List(list) => Ok(list.len()),
        Data::Map(map) => Ok(map.len()),
        Data::Nil if item.is_absent() => {
            Err("reflect: call of reflect.Value.Type on zero Value".to_owned())
        }
        Data::Nil => Err("len of nil pointer".to_owned()),
        _ => Err(format!("len of type {}", item.value.type_name())),
    }
}

fn index(item: Reflected, indexes: impl Iterator<Item = Reflected>) -> Result<Reflected, String> {
    if item.value.is_nil() {
        return Err("index of untyped nil".to_owned());
    }
    let mut item = item;
    for key in indexes {
        let key = key.value;
        item = match &item.value.data {
            Data::Nil => return Err("index of nil pointer".to_owned()),
            Data::Text(text) | Data::Bytes(text) => {
                let what = if item.value.kind() == Kind::String { "string" } else { "slice" };
                let at = position(&key, text.len(), what)?;
                let from = text.origin_at(at).map_or(Set::EMPTY, |origin| origin.data.clone());
                byte(text.as_bytes()[at], from)
            }
            Data::List(list) => list.reflected(&list[position(&key, list.len(), "slice")?]),
            Data::Map(map) => match &key.data {
                Data::Text(key) => map.at(key.as_bytes()),
                Data::Nil => return Err("value is nil; should be of type string".to_owned()),
                _ => {
                    return Err(format!("value has type {}; should be string", key.type_name()));
                }
            },
            _ => return Err(format!("can't index item of type {}", item.value.type_name())),
        };
    }
    Ok(item)
}

fn position(index: &Value, len: usize, what: &str) -> Result<usize, String> {
    let n = match index.data {
        Data::Int(n, _) => n,
        Data::Nil => return Err("cannot index slice/array with nil".to_owned()),
        _ => {
            let of = index.type_name();
            return Err(format!("cannot index slice/array with type {of}"));
        }
    };
    match usize::try_from(n) {
        Ok(at) if at < len => Ok(at),
        Ok(at) if at == len => Err(format!("reflect: {what} index out of range")),
        _ => Err(format!("index out of range: {n}")),
    }
}
