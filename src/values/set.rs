//! An argument of `--set` and its kin into assignments, and assignments into values.
//!
//! The grammar is Helm 4's: `a.b[0].c=x,d={y,z}`, `\` before a character that would mean something
//! otherwise, integers, `true`, `false` and `null` typed and all else text. Values are edited in
//! place: an index edits the list that is there, whichever layer wrote it; a map merges into a
//! map; null removes a key. The order of flags and what the chart knows are the caller's matter.
//!
//! Where Helm goes wrong without a word or with a panic, an error stands here, unless the argument
//! is to be read as Helm reads it:
//!
//! - an empty key (`=x`, `.a=x`, `a..b=x`, `[0]=x`, `a=x,b.`), which Helm drops with its value;
//! - an index that is not closed (`a[0`), after which Helm ignores the rest;
//! - a lone `\` at the end, which Helm drops, and an empty path in `--set-file a=`, which Helm
//!   takes for empty content;
//! - a path without `=` that ends in an index but is more than keys and that one index
//!   (`a[0][1]`, `a[0].b[1]`), for which Helm makes the outermost list;
//! - a path through a value that can't hold it, where Helm panics or, below an index, replaces
//!   the value;
//! - a scalar or a list in place of a map that has keys, or such a map in place of them, which
//!   Helm refuses with a warning; set it to null first to mean it;
//! - in JSON: a key given twice, an integer beyond 64 bits, which Helm rounds, and a value that
//!   runs into the next key.
//!
//! Three things are errors in either way of reading: half a surrogate pair in JSON, more than 128
//! steps in one path or levels in one JSON value, where Helm has no limit, and an index that is too
//! large in a path that sets nothing.

mod apply;
mod apply_as_helm;
mod cursor;
mod json;
mod path;
mod value;

use std::fmt;

use super::Merging;
use crate::diagnostic::{Diagnostic, SourceId, Span};
use crate::yaml::{Node, Value};

pub use apply::apply;
pub use apply_as_helm::apply_as_helm;

/// The largest index that can be set; the gap below it is filled with nulls.
pub const MAX_INDEX: usize = 65_536;

/// How many dots may follow keys in a path; those after an index don't count.
pub const MAX_KEYS_BELOW: usize = 30;

/// How many keys and indexes a path may have, and how many levels a JSON value.
const MAX_STEPS: usize = 128;

/// Which of the flags an argument was given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// `--set`: values are typed.
    Set,
    /// `--set-string`: every value is a string.
    SetString,
    /// `--set-file`: a value names a file, whose content it becomes.
    SetFile,
    /// `--set-json`: values are JSON, or the argument is one object that merges into the values.
    SetJson,
    /// `--set-literal`: one key, and all that follows its `=` is the value.
    SetLiteral,
}

impl Flavor {
    /// The flavor of a flag as it is typed.
    pub fn of_flag(flag: &str) -> Option<Self> {
        match flag {
            "--set" => Some(Flavor::Set),
            "--set-string" => Some(Flavor::SetString),
            "--set-file" => Some(Flavor::SetFile),
            "--set-json" => Some(Flavor::SetJson),
            "--set-literal" => Some(Flavor::SetLiteral),
            _ => None,
        }
    }
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyOrIndex {
    Key(String),
    Index(usize),
}

/// A step and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub step: KeyOrIndex,
    pub span: Span,
}

/// A value and where it goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// Starts with a key. Empty only where the value is a map that merges into all values.
    pub path: Vec<Segment>,
    /// Its origin is the place of the value in the argument. Null removes the key at `path`.
    pub value: Node,
    pub ending: Ending,
}

/// How an assignment ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    InValue,
    /// In the path, without a `=`: `a[0]` makes the list `a` if there is none, and sets nothing.
    /// By our rules the path is that of the list; as Helm reads it, the whole.
    InPath,
    /// With the `=` of a key, at the end of the argument. Helm loses it below an index that is not
    /// there yet.
    InNothing,
}

/// Parses `argument`, which is the text of `source`, by our rules or with all that Helm lets pass;
/// an empty one assigns nothing.
///
/// `read_file` gives the content of a file that `--set-file` names, or the reason why it can't.
///
/// # Errors
///
/// A `bad-flag` diagnostic for the first fault in the argument.
pub fn parse(
    merging: Merging,
    flavor: Flavor,
    argument: &str,
    source: SourceId,
    read_file: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<Vec<Assignment>, Diagnostic> {
    let mut cursor = cursor::Cursor::new(merging, flavor, argument, source);
    if flavor == Flavor::SetJson && argument.trim_start().starts_with('{') {
        return json::document(&mut cursor)
            .map(|value| vec![Assignment { path: Vec::new(), value, ending: Ending::InValue }]);
    }
    let mut assignments = Vec::new();
    while !cursor.at_end() {
        assignments.push(assignment(&mut cursor, read_file)?);
    }
    Ok(assignments)
}

fn assignment(
    cursor: &mut cursor::Cursor,
    read_file: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<Assignment, Diagnostic> {
    let path = match path::read(cursor)? {
        path::Target::Value(path) => path,
        path::Target::List(assignment) => return Ok(assignment),
    };
    let ending = match path.last() {
        Some(Segment { step: KeyOrIndex::Key(_), .. })
            if cursor.at_end() && is_plain(cursor.flavor) =>
        {
            Ending::InNothing
        }
        _ => Ending::InValue,
    };
    let value = match cursor.flavor {
        Flavor::Set => {
            value::read(cursor, &mut |cursor, text, range| Ok(value::typed(cursor, text, range)))?
        }
        Flavor::SetString => value::read(cursor, &mut |cursor, text, range| {
            Ok(cursor.node(Value::String(text), range))
        })?,
        Flavor::SetFile => value::read(cursor, &mut value::file(read_file))?,
        Flavor::SetJson => json::value_of_pair(cursor)?,
        Flavor::SetLiteral => value::rest(cursor),
    };
    Ok(Assignment { path, value, ending })
}

/// Whether values are what stands after the `=`, up to a comma.
fn is_plain(flavor: Flavor) -> bool {
    matches!(flavor, Flavor::Set | Flavor::SetString | Flavor::SetFile)
}

/// A path as `--set` takes it.
struct ShownPath<'a>(&'a [Segment]);

impl fmt::Display for ShownPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.0.iter().enumerate() {
            match &segment.step {
                KeyOrIndex::Index(index) => write!(f, "[{index}]")?,
                KeyOrIndex::Key(key) => {
                    f.write_str(if at == 0 { "" } else { "." })?;
                    f.write_str(&escaped(key))?;
                }
            }
        }
        Ok(())
    }
}

/// A key as `--set` takes it.
fn escaped(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for c in key.chars() {
        if matches!(c, '\\' | '.' | ',' | '=' | '[') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
