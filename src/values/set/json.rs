//! JSON into nodes, each with its place in the argument.
//!
//! `serde_json` reads the scalars; the structure is read here, since positions and repeated keys
//! matter.

use super::MAX_STEPS;
use super::cursor::Cursor;
use crate::diagnostic::Diagnostic;
use crate::yaml::scalar::resolve;
use crate::yaml::{Key, Map, Node, Number, Origin, Value};

/// The argument is one object.
pub(super) fn document(cursor: &mut Cursor) -> Result<Node, Diagnostic> {
    cursor.skip_while(char::is_whitespace);
    let object = value(cursor, 0)?;
    cursor.skip_while(char::is_whitespace);
    if cursor.at_end() {
        return Ok(object);
    }
    Err(cursor
        .fault("text follows the object", rest(cursor), "expected the end")
        .help("give one object, `'{\"a\":1,\"b\":2}'`, or pairs: `a=1,b=2`"))
}

/// The value of a pair and the comma after it; where there is none, it is null.
pub(super) fn value_of_pair(cursor: &mut Cursor) -> Result<Node, Diagnostic> {
    let start = cursor.at();
    cursor.skip_while(char::is_whitespace);
    if cursor.at_end() || cursor.eat(',') {
        return Ok(cursor.node(Value::Null, start..start));
    }
    let value = value(cursor, 0)?;
    cursor.skip_while(char::is_whitespace);
    if cursor.at_end() || cursor.eat(',') || cursor.as_helm() {
        return Ok(value);
    }
    Err(cursor
        .fault("text follows the JSON value", rest(cursor), "expected `,` or the end")
        .help("write `'a=[1,2],b=\"text\"'`"))
}

fn rest(cursor: &Cursor) -> std::ops::Range<usize> {
    cursor.at()..cursor.at() + cursor.rest().len()
}

fn value(cursor: &mut Cursor, depth: usize) -> Result<Node, Diagnostic> {
    if depth == MAX_STEPS {
        let message = format!("the JSON value is nested more than {MAX_STEPS} levels deep");
        let fault = cursor.fault(message, cursor.char_at(cursor.at()), "too deep");
        return Err(fault.help("put it into a values file: `-f values.yaml`"));
    }
    match cursor.peek() {
        Some('{') => object(cursor, depth),
        Some('[') => array(cursor, depth),
        Some('"') => {
            let start = cursor.at();
            let text = string(cursor)?;
            Ok(cursor.node(Value::String(text), start..cursor.at()))
        }
        Some('-' | '0'..='9') => number(cursor),
        _ => word(cursor),
    }
}

fn object(cursor: &mut Cursor, depth: usize) -> Result<Node, Diagnostic> {
    let start = cursor.at();
    cursor.next();
    skip_blanks(cursor);
    let mut map = Map::new();
    if !cursor.eat('}') {
        loop {
            skip_blanks(cursor);
            let key = key(cursor, &map)?;
            skip_blanks(cursor);
            if !cursor.eat(':') {
                return Err(expected(cursor, "`:`"));
            }
            skip_blanks(cursor);
            map.insert(key, value(cursor, depth + 1)?);
            if ends(cursor, '}', "`,` or `}`")? {
                break;
            }
        }
    }
    Ok(cursor.node(Value::Map(map), start..cursor.at()))
}

fn array(cursor: &mut Cursor, depth: usize) -> Result<Node, Diagnostic> {
    let start = cursor.at();
    cursor.next();
    skip_blanks(cursor);
    let mut items = Vec::new();
    if !cursor.eat(']') {
        loop {
            skip_blanks(cursor);
            items.push(value(cursor, depth + 1)?);
            if ends(cursor, ']', "`,` or `]`")? {
                break;
            }
        }
    }
    Ok(cursor.node(Value::List(items), start..cursor.at()))
}

/// Whether the collection is closed here; if not, a comma has been read.
fn ends(cursor: &mut Cursor, close: char, wanted: &str) -> Result<bool, Diagnostic> {
    skip_blanks(cursor);
    match cursor.peek() {
        Some(c) if c == close => Ok(cursor.eat(c)),
        Some(',') => Ok(!cursor.eat(',')),
        _ => Err(expected(cursor, wanted)),
    }
}

fn key(cursor: &mut Cursor, map: &Map) -> Result<Key, Diagnostic> {
    let start = cursor.at();
    if cursor.peek() != Some('"') {
        return Err(expected(cursor, "a key in double quotes"));
    }
    let text = string(cursor)?;
    let origin = Origin::at(cursor.span(start..cursor.at()));
    match map.entry(&text).filter(|_| !cursor.as_helm()) {
        None => Ok(Key::new(text, origin)),
        Some(first) => Err(cursor
            .fault(format!("the key `{text}` is given twice"), start..cursor.at(), "again here")
            .context(first.key.origin.at, "first here")
            .help("remove one of the two: `'{\"a\":1,\"b\":2}'`")),
    }
}

fn string(cursor: &mut Cursor) -> Result<String, Diagnostic> {
    let start = cursor.at();
    cursor.next();
    loop {
        match cursor.next() {
            Some('"') => break,
            Some('\\') => {
                cursor.next();
            }
            Some(_) => {}
            None => {
                return Err(cursor
                    .fault("a JSON string is not closed", start..start + 1, "no `\"` follows")
                    .help("end it with `\"`, and write `\\\"` for a quote in it: `'a=\"say \\\"hi\\\"\"'`"));
            }
        }
    }
    let range = start..cursor.at();
    serde_json::from_str(cursor.slice(range.clone())).map_err(|error| {
        cursor
            .fault("not a JSON string", range, reason(&error))
            .help("write a line break as `\\n`, a backslash as `\\\\`: `'a=\"x\\ny\"'`")
    })
}

/// What is wrong, without serde's line and column, which count from the start of the string.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

fn number(cursor: &mut Cursor) -> Result<Node, Diagnostic> {
    let start = cursor.at();
    if cursor.as_helm() {
        cursor.skip(number_len(cursor.rest()));
    } else {
        cursor.skip_while(|c| matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'));
    }
    let range = start..cursor.at();
    let text = cursor.slice(range.clone());
    let fault = |message: &str| cursor.fault(message, range.clone(), "not a number we can keep");
    if serde_json::from_str::<serde_json::Number>(text).is_err() {
        return Err(fault(&format!("`{text}` is not a JSON number")).help(format!(
            "write it as JSON does, `10`, `-1.5` or `1e3`, or as text: `\"{text}\"`"
        )));
    }
    match resolve(text) {
        Value::Number(Number::Float(_)) if !text.contains(['.', 'e', 'E']) && !cursor.as_helm() => {
            Err(fault(&format!("the integer {text} does not fit 64 bits"))
                .help(format!("write it as text: `\"{text}\"`")))
        }
        number @ Value::Number(_) => Ok(cursor.plain(number, text, range)),
        _ => Err(fault(&format!("the number {text} is too large"))
            .help(format!("write it as text: `\"{text}\"`"))),
    }
}

/// The length of the number by JSON's grammar; Helm reads the next key from there on.
fn number_len(text: &str) -> usize {
    let digits = |from: usize| from + text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let sign = usize::from(text.starts_with('-'));
    let mut end = if text[sign..].starts_with('0') { sign + 1 } else { digits(sign) };
    if text[end..].starts_with('.') {
        end = digits(end + 1);
    }
    if text[end..].starts_with(['e', 'E']) {
        let signed = text[end + 1..].starts_with(['+', '-']);
        end = digits(end + 1 + usize::from(signed));
    }
    end
}

fn word(cursor: &mut Cursor) -> Result<Node, Diagnostic> {
    let start = cursor.at();
    let mut words = ["true", "false", "null"].into_iter();
    match words.find(|word| cursor.as_helm() && cursor.rest().starts_with(word)) {
        Some(word) => cursor.skip(word.len()),
        None => cursor.skip_while(char::is_alphanumeric),
    }
    let range = start..cursor.at();
    let value = match cursor.slice(range.clone()) {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        "" => return Err(expected(cursor, "a JSON value")),
        text => {
            return Err(cursor
                .fault(format!("`{text}` is not JSON"), range, "text needs double quotes")
                .help(format!("write `\"{text}\"`, and quote the argument: `'key=\"{text}\"'`")));
        }
    };
    Ok(cursor.node(value, range))
}

fn expected(cursor: &Cursor, wanted: &str) -> Diagnostic {
    let found = match cursor.peek() {
        Some(c) => format!("`{c}`"),
        None => "the end".into(),
    };
    cursor
        .fault(
            format!("not JSON: expected {wanted}, found {found}"),
            cursor.char_at(cursor.at()),
            "here",
        )
        .help("quote the argument, so that the shell keeps its quotes: `'key={\"a\":[1,\"x\"]}'`")
}

fn skip_blanks(cursor: &mut Cursor) {
    cursor.skip_while(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
}
