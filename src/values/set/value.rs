//! The text after a `=` into a value: a scalar, or a list of scalars in braces.

use std::ops::Range;

use super::cursor::{Cursor, Run};
use crate::diagnostic::Diagnostic;
use crate::yaml::{Node, Number, Value};

/// Makes a scalar out of its text, which was written at the range.
pub(super) type MakeScalar<'f> =
    dyn FnMut(&Cursor, String, Range<usize>) -> Result<Node, Diagnostic> + 'f;

/// Reads a value and the comma after it.
pub(super) fn read(cursor: &mut Cursor, make: &mut MakeScalar) -> Result<Node, Diagnostic> {
    if cursor.peek() == Some('{') {
        return list(cursor, make);
    }
    if cursor.at_end() && cursor.as_helm() {
        return Ok(cursor.node(Value::String(String::new()), cursor.at()..cursor.at()));
    }
    let Run { text, range, .. } = cursor.until(&[','])?;
    make(cursor, text, range)
}

/// The rest of the argument, as it is.
pub(super) fn rest(cursor: &mut Cursor) -> Node {
    let start = cursor.at();
    let text = cursor.rest();
    cursor.skip_while(|_| true);
    cursor.node(Value::String(text.to_owned()), start..cursor.at())
}

/// Whole numbers of 64 bits, `true`, `false` and `null` in any case; all else is text.
pub(super) fn typed(cursor: &Cursor, text: String, range: Range<usize>) -> Node {
    let written = text.clone();
    let value = if text.eq_ignore_ascii_case("true") {
        Value::Bool(true)
    } else if text.eq_ignore_ascii_case("false") {
        Value::Bool(false)
    } else if text.eq_ignore_ascii_case("null") {
        Value::Null
    } else {
        integer(&text).map_or(Value::String(text), |n| Value::Number(Number::Int(n)))
    };
    cursor.plain(value, &written, range)
}

/// A text with leading zeros is a code, not a number: `007`, `0644`.
fn integer(text: &str) -> Option<i64> {
    if text.starts_with('0') && text != "0" { None } else { text.parse().ok() }
}

/// The content of the file that the text names.
pub(super) fn file(
    read_file: &mut dyn FnMut(&str) -> Result<String, String>,
) -> impl FnMut(&Cursor, String, Range<usize>) -> Result<Node, Diagnostic> {
    move |cursor, path, range| {
        if path.is_empty() {
            return Err(cursor
                .fault("no file is named", range, "a path must stand here")
                .help("write `key=path/to/file`"));
        }
        let content = read_file(&path).map_err(|reason| {
            cursor
                .fault(format!("can't read `{path}`"), range.clone(), reason)
                .help("paths are relative to the current directory: `key=path/to/file`")
        })?;
        Ok(cursor.node(Value::String(content), range))
    }
}

/// `{a,b}` and the comma after it. `{}` holds one empty scalar, as it does in Helm.
fn list(cursor: &mut Cursor, make: &mut MakeScalar) -> Result<Node, Diagnostic> {
    let start = cursor.at();
    cursor.next();
    let mut items = Vec::new();
    loop {
        let Run { text, range, stop } = cursor.until(&[',', '}'])?;
        if stop.is_none() {
            return Err(cursor
                .fault("the list must end with `}`", start..start + 1, "the list starts here")
                .help(
                    "write `list={x,y}`, or `\\{` if the value is text that starts with a brace",
                ));
        }
        items.push(make(cursor, text, range)?);
        if stop == Some('}') {
            break;
        }
    }
    if cursor.peek() == Some('}') && !cursor.as_helm() {
        return Err(nested(cursor, start));
    }
    let list = cursor.node(Value::List(items), start..cursor.at());
    cursor.eat(',');
    Ok(list)
}

fn nested(cursor: &Cursor, start: usize) -> Diagnostic {
    let range = start..cursor.char_at(cursor.at()).end;
    cursor
        .fault("a list in braces holds no lists or maps", range, "closed twice")
        .help("give it as JSON: `--set-json 'list=[[1,2],{\"key\":3}]'`")
}
