//! Functions of texts: those of the language, `ext.Strings` and the server's for patterns.

use super::Function;
use super::formatting::format;
use crate::check::cel::value::equal::equal;
use crate::check::cel::value::{Fault, List, Outcome, Value, failed, no_overload};
use crate::kube::regex;

pub(super) fn find(name: &str) -> Option<Function> {
    Some(match name {
        "size" => size,
        "startsWith" => |of| texts(of, |text, part| Ok(Value::Bool(text.starts_with(part)))),
        "endsWith" => |of| texts(of, |text, part| Ok(Value::Bool(text.ends_with(part)))),
        "contains" => |of| texts(of, |text, part| Ok(Value::Bool(text.contains(part)))),
        "matches" => {
            |of| texts(of, |text, pattern| Ok(Value::Bool(compiled(pattern)?.is_match(text))))
        }
        "find" => |of| {
            texts(of, |text, pattern| {
                let found = compiled(pattern)?.find(text).map_or("", |found| found.as_str());
                Ok(Value::text(found))
            })
        },
        "findAll" => find_all,
        "lowerAscii" => |of| text(of, |text| Ok(Value::text(text.to_ascii_lowercase()))),
        "upperAscii" => |of| text(of, |text| Ok(Value::text(text.to_ascii_uppercase()))),
        "trim" => |of| text(of, |text| Ok(Value::text(text.trim()))),
        "reverse" => |of| match of {
            [Value::List(list)] => Ok(Value::list(list.iter().rev().collect::<Vec<_>>())),
            _ => text(of, |text| Ok(Value::text(text.chars().rev().collect::<String>()))),
        },
        "charAt" => char_at,
        "indexOf" => index_of,
        "lastIndexOf" => last_index_of,
        "substring" => substring,
        "replace" => replace,
        "split" => split,
        "join" => join,
        "format" => |of| match of {
            [Value::String(text), Value::List(arguments)] => format(text.as_str(), arguments),
            _ => no_overload(),
        },
        "strings.quote" => |of| text(of, |text| Ok(Value::text(quoted(text)))),
        "jsonpatch.escapeKey" => {
            |of| text(of, |text| Ok(Value::text(text.replace('~', "~0").replace('/', "~1"))))
        }
        _ => return None,
    })
}

pub(super) fn text<'v>(of: &[Value<'v>], with: impl Fn(&str) -> Outcome<'v>) -> Outcome<'v> {
    match of {
        [Value::String(text)] => with(text.as_str()),
        _ => no_overload(),
    }
}

fn texts<'v>(of: &[Value<'v>], with: impl Fn(&str, &str) -> Outcome<'v>) -> Outcome<'v> {
    match of {
        [Value::String(text), Value::String(part)] => with(text.as_str(), part.as_str()),
        _ => no_overload(),
    }
}

/// A pattern that is only known at run time.
fn compiled(pattern: &str) -> Result<regex::Regex, Fault> {
    let fault = || Fault::Failed(format!("`{pattern}` is not a regular expression").into());
    regex::syntax(pattern).map_err(|_| fault())?;
    regex::compile(pattern).map_err(|_| Fault::Unknown)
}

fn size<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    match of {
        [Value::String(text)] => Ok(Value::count(text.as_str().chars().count())),
        [Value::Bytes(bytes)] => Ok(Value::count(bytes.len())),
        [Value::List(list)] => Ok(Value::count(list.len())),
        [Value::Map(map)] => Ok(Value::count(map.len())),
        _ => no_overload(),
    }
}

fn find_all<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    let (text, pattern, most) = match of {
        [Value::String(text), Value::String(pattern)] => (text, pattern, -1),
        [Value::String(text), Value::String(pattern), Value::Int(most)] => (text, pattern, *most),
        _ => return no_overload(),
    };
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let pattern = compiled(pattern.as_str())?;
    let found = pattern.find_iter(text.as_str()).take(most);
    Ok(Value::list(found.map(|found| Value::text(found.as_str())).collect::<Vec<_>>()))
}

/// The letters from `at` on, where that is a place in a text.
fn from(letters: &[char], at: i64) -> Result<&[char], Fault> {
    let rest = usize::try_from(at).ok().and_then(|at| letters.get(at..));
    rest.map_or_else(|| failed(format!("index out of range: {at}")), Ok)
}

fn letters(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn char_at<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    let [Value::String(text), Value::Int(at)] = of else { return no_overload() };
    let letters = letters(text.as_str());
    let letter = from(&letters, *at)?.first();
    Ok(Value::text(letter.map(char::to_string).unwrap_or_default()))
}

#[allow(clippy::unnecessary_wraps, reason = "functions give outcomes")]
fn number<'v>(at: Option<usize>) -> Outcome<'v> {
    Ok(at.map_or(Value::Int(-1), Value::count))
}

fn index_of<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    let (text, part, start) = match of {
        [Value::List(list), item] => return number(list.iter().position(|it| equal(&it, item))),
        [Value::String(text), Value::String(part)] => (text, part, 0),
        [Value::String(text), Value::String(part), Value::Int(start)] => (text, part, *start),
        _ => return no_overload(),
    };
    let (text, part) = (letters(text.as_str()), letters(part.as_str()));
    match usize::try_from(start) {
        _ if part.is_empty() => Ok(Value::Int(start)),
        Err(_) => failed(format!("index out of range: {start}")),
        Ok(start) => {
            let rest = text.get(start..).unwrap_or_default();
            let found = rest.windows(part.len()).position(|window| window == part);
            number(found.map(|at| at + start))
        }
    }
}

fn last_index_of<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    let (text, part, start) = match of {
        [Value::List(list), item] => return number(last_of(list, item)),
        [Value::String(text), Value::String(part)] => (text, part, None),
        [Value::String(text), Value::String(part), Value::Int(start)] => (text, part, Some(*start)),
        _ => return no_overload(),
    };
    let (text, part) = (letters(text.as_str()), letters(part.as_str()));
    match start.map(usize::try_from) {
        _ if part.is_empty() => Ok(start.map_or_else(|| Value::count(text.len()), Value::Int)),
        Some(Err(_)) => failed(format!("index out of range: {}", start.unwrap_or_default())),
        Some(Ok(start)) if start >= text.len() => Ok(Value::Int(-1)),
        start => {
            let most = start.and_then(Result::ok).unwrap_or(usize::MAX);
            let windows = text.windows(part.len()).take(most.saturating_add(1));
            number(windows.enumerate().filter(|(_, it)| *it == part).map(|(at, _)| at).next_back())
        }
    }
}

fn last_of(list: &List<'_>, item: &Value<'_>) -> Option<usize> {
    (0..list.len()).rev().find(|at| list.get(*at).is_some_and(|it| equal(&it, item)))
}

fn substring<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    let (text, start, end) = match of {
        [Value::String(text), Value::Int(start)] => (text, *start, None),
        [Value::String(text), Value::Int(start), Value::Int(end)] => (text, *start, Some(*end)),
        _ => return no_overload(),
    };
    let letters = letters(text.as_str());
    if let Some(end) = end.filter(|end| start > *end) {
        return failed(format!("invalid substring range. start: {start}, end: {end}"));
    }
    let rest = from(&letters, start)?;
    let after = end.map_or(Ok(&[][..]), |end| from(&letters, end))?;
    Ok(Value::text(rest[..rest.len() - after.len()].iter().collect::<String>()))
}

fn replace<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    match of {
        [Value::String(text), Value::String(old), Value::String(new)] => {
            Ok(Value::text(text.as_str().replace(old.as_str(), new.as_str())))
        }
        [Value::String(text), Value::String(old), Value::String(new), Value::Int(most)] => {
            let most = usize::try_from(*most).unwrap_or(usize::MAX);
            Ok(Value::text(text.as_str().replacen(old.as_str(), new.as_str(), most)))
        }
        _ => no_overload(),
    }
}

fn split<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    let (text, mark, most) = match of {
        [Value::String(text), Value::String(mark)] => (text, mark, -1),
        [Value::String(text), Value::String(mark), Value::Int(most)] => (text, mark, *most),
        _ => return no_overload(),
    };
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let (text, mark) = (text.as_str(), mark.as_str());
    let parts: Vec<Value<'v>> = if most == 0 {
        Vec::new()
    } else if mark.is_empty() {
        in_letters(text, most)
    } else {
        text.splitn(most, mark).map(Value::text).collect()
    };
    Ok(Value::list(parts))
}

/// An empty mark splits between all letters.
fn in_letters<'v>(text: &str, most: usize) -> Vec<Value<'v>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let length = if parts.len() + 1 == most { rest.len() } else { letter.len_utf8() };
        parts.push(Value::text(&rest[..length]));
        rest = &rest[length..];
    }
    parts
}

fn join<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    let (list, mark) = match of {
        [Value::List(list)] => (list, ""),
        [Value::List(list), Value::String(mark)] => (list, mark.as_str()),
        _ => return no_overload(),
    };
    let parts = list.iter().map(|item| match item.as_str() {
        Some(text) => Ok(text.to_owned()),
        None => failed("join: invalid input"),
    });
    Ok(Value::text(parts.collect::<Result<Vec<_>, _>>()?.join(mark)))
}

/// In quotes, as a literal of the language.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for letter in text.chars() {
        match letter {
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x0b' => out.push_str("\\v"),
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}
