//! The path before a `=`: keys between dots, each with any number of indexes.

use super::cursor::{Cursor, Run};
use super::{
    Assignment, Ending, Flavor, KeyOrIndex, MAX_INDEX, MAX_KEYS_BELOW, MAX_STEPS, Segment,
    ShownPath,
};
use crate::diagnostic::Diagnostic;
use crate::yaml::Value;

/// A path, and what it is for.
pub(super) enum Target {
    /// Set a value, which follows: the `=` has been read.
    Value(Vec<Segment>),
    /// Make a list, if there is none: `a[0]` and nothing more.
    List(Assignment),
}

pub(super) fn read(cursor: &mut Cursor) -> Result<Target, Diagnostic> {
    let start = cursor.at();
    let mut path = Vec::new();
    let mut dots = 0;
    loop {
        let key = cursor.until(key_stops(cursor.flavor))?;
        let mut stop = key.stop;
        let breaks_off = stop.is_none() && key.text.is_empty();
        push_key(cursor, &mut path, key, dots)?;
        if breaks_off {
            return Ok(list(cursor, path, start));
        }
        dots += usize::from(stop == Some('.'));
        while stop == Some('[') {
            if push_index(cursor, &mut path)? == Index::BrokenOff {
                return Ok(list(cursor, path, start));
            }
            stop = after_index(cursor)?;
        }
        match stop {
            Some('=') => return Ok(Target::Value(path)),
            Some('.') => {}
            _ => return without_value(cursor, path, start),
        }
    }
}

/// A path without a value, `a[0]`: makes the list if there is none.
fn list(cursor: &Cursor, path: Vec<Segment>, start: usize) -> Target {
    let value = cursor.node(Value::List(Vec::new()), start..cursor.at());
    Target::List(Assignment { path, value, ending: Ending::InPath })
}

fn key_stops(flavor: Flavor) -> &'static [char] {
    match flavor {
        Flavor::SetLiteral => &['=', '[', '.'],
        _ => &['=', '[', '.', ','],
    }
}

fn push_key(
    cursor: &Cursor,
    path: &mut Vec<Segment>,
    key: Run,
    dots: usize,
) -> Result<(), Diagnostic> {
    let Run { text, range, .. } = key;
    if text.is_empty() && !cursor.as_helm() {
        let (message, label) = match path.last() {
            None => ("an assignment starts without a key", "a key must come before this"),
            Some(_) => ("a key in the path is empty", "a key must come before this"),
        };
        let label = if range.end == cursor.at() { "a key must follow" } else { label };
        return Err(cursor
            .fault(message, cursor.char_at(range.end), label)
            .help(format!("write {}", example(cursor.flavor))));
    }
    if dots > MAX_KEYS_BELOW {
        let message = format!("the path goes more than {MAX_KEYS_BELOW} keys below the first");
        return Err(cursor.fault(message, range, "too deep").help(by_json(path)));
    }
    push(cursor, path, Segment { step: KeyOrIndex::Key(text), span: cursor.span(range) })
}

#[derive(PartialEq, Eq)]
enum Index {
    Read,
    /// The argument ends in the path; Helm accepts that.
    BrokenOff,
}

fn push_index(cursor: &mut Cursor, path: &mut Vec<Segment>) -> Result<Index, Diagnostic> {
    let open = cursor.at() - 1;
    let run = cursor.until(&[']'])?;
    if run.stop.is_none() && cursor.as_helm() {
        return Ok(Index::BrokenOff);
    }
    if run.stop.is_none() {
        return Err(cursor
            .fault("an index is not closed", open..open + 1, "no `]` follows")
            .help(format!("write `{}[0]=VALUE`", ShownPath(path))));
    }
    let index = index(&run.text).map_err(|message| {
        let fault = cursor.fault(message, run.range.clone(), "not an index");
        fault.help(format!("count from 0, as in `{}[0]=VALUE`", ShownPath(path)))
    })?;
    let span = cursor.span(open..cursor.at());
    push(cursor, path, Segment { step: KeyOrIndex::Index(index), span })?;
    Ok(Index::Read)
}

fn index(text: &str) -> Result<usize, String> {
    let not_counted = || format!("`{text}` is not an index");
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(not_counted());
    }
    if text.starts_with('-') && digits.bytes().any(|b| b != b'0') {
        return Err(format!("the index {text} is negative"));
    }
    match digits.parse() {
        Ok(index) if index <= MAX_INDEX => Ok(index),
        _ => Err(format!("the index {text} is greater than {MAX_INDEX}")),
    }
}

/// What ends an index; `None` at the end of the argument.
fn after_index(cursor: &mut Cursor) -> Result<Option<char>, Diagnostic> {
    let start = cursor.at();
    let stop = cursor.next();
    if stop == Some('\\') && cursor.at_end() && cursor.escapes() && cursor.as_helm() {
        return Ok(None);
    }
    if matches!(stop, None | Some('=' | '.' | '[')) {
        return Ok(stop);
    }
    cursor.skip_while(|c| !matches!(c, '=' | '.' | '[' | ','));
    Err(cursor
        .fault("text follows an index", start..cursor.at(), "expected `=`, `.` or `[`")
        .help("write `list[0]=VALUE`, `list[0].key=VALUE` or `list[0][1]=VALUE`"))
}

fn push(cursor: &Cursor, path: &mut Vec<Segment>, segment: Segment) -> Result<(), Diagnostic> {
    if path.len() == MAX_STEPS {
        let message = format!("the path has more than {MAX_STEPS} keys and indexes");
        let fault = cursor.fault(message, segment.span.range(), "too deep");
        return Err(fault.help(by_json(&path[..1])));
    }
    path.push(segment);
    Ok(())
}

/// The path ended in a comma or with the argument.
fn without_value(
    cursor: &Cursor,
    mut path: Vec<Segment>,
    start: usize,
) -> Result<Target, Diagnostic> {
    let indexes =
        path.iter().filter(|segment| matches!(segment.step, KeyOrIndex::Index(_))).count();
    let ends_in_index =
        path.last().is_some_and(|segment| matches!(segment.step, KeyOrIndex::Index(_)));
    if ends_in_index && cursor.as_helm() {
        return Ok(list(cursor, path, start));
    }
    if ends_in_index && indexes == 1 {
        path.pop();
        return Ok(list(cursor, path, start));
    }
    let written = ShownPath(&path);
    let end = path.last().map_or(start, |segment| segment.span.range().end);
    let fault = cursor.fault(format!("`{written}` has no value"), start..end, "no `=` follows");
    let fault = match cursor.flavor {
        Flavor::SetLiteral => fault.help(format!("write `{}=VALUE`", cursor.slice(start..end))),
        _ => fault.help(format!("write `{written}=VALUE`")),
    };
    let after_comma = cursor.slice(0..start).ends_with(',');
    Err(if after_comma && cursor.flavor != Flavor::SetJson {
        let value = cursor.slice(start..end);
        fault.help(format!("or write `\\,{value}` if the comma is part of the value before it"))
    } else {
        fault
    })
}

fn example(flavor: Flavor) -> &'static str {
    match flavor {
        Flavor::Set | Flavor::SetString => "`key=value` or `key.inner=value`",
        Flavor::SetFile => "`key=path` or `key.inner=path`",
        Flavor::SetJson => "`'key=[1,2]'`, `key.inner=1` or one object: `'{\"key\":[1,2]}'`",
        Flavor::SetLiteral => "`key=value` or `key.inner=value`, one assignment a flag",
    }
}

fn by_json(path: &[Segment]) -> String {
    format!("give what is below as JSON: `--set-json '{}={{\"key\":1}}'`", ShownPath(path))
}
