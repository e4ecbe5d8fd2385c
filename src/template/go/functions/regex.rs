//! Regular expressions of RE2: what is found or kept of a text keeps its origins.

use std::rc::Rc;

use super::super::call::{Context, Function};
use super::super::regexp;
use super::super::text::{Builder, Text};
use super::super::value::{Data, List, ListType, Type, Value};
use super::row::{int, kept, text, united};
use crate::kube::regex::Regex;
use Type::{Int, String as Str};

pub(super) const ROWS: &[Function] = &[
    united(
        "regexMatch PATTERN TEXT",
        "Whether a part matches; no where the pattern is none.",
        &[Str, Str],
        |c, args| {
            Ok(compiled(c, &args[0])
                .is_ok_and(|regex| regex.is_match(&text(args, 1).to_str()))
                .into())
        },
    ),
    united("mustRegexMatch PATTERN TEXT", "Whether a part matches.", &[Str, Str], |c, args| {
        Ok(compiled(c, &args[0])?.is_match(&text(args, 1).to_str()).into())
    }),
    kept("regexFind PATTERN TEXT", "The first match.", &[Str, Str], |c, args| {
        Ok(first(&*must(c, args)?, &text(args, 1)))
    }),
    kept("mustRegexFind PATTERN TEXT", "The first match.", &[Str, Str], |c, args| {
        Ok(first(&*compiled(c, &args[0])?, &text(args, 1)))
    }),
    kept(
        "regexFindAll PATTERN TEXT COUNT",
        "All matches, or so many.",
        &[Str, Str, Int],
        |c, args| Ok(all(&*must(c, args)?, args)),
    ),
    kept(
        "mustRegexFindAll PATTERN TEXT COUNT",
        "All matches, or so many.",
        &[Str, Str, Int],
        |c, args| Ok(all(&*compiled(c, &args[0])?, args)),
    ),
    kept(
        "regexReplaceAll PATTERN TEXT NEW",
        "With each match replaced; `$1` is a group.",
        &[Str, Str, Str],
        |c, args| replaced(c, &*must(c, args)?, args, Dollar::Expands),
    ),
    kept("mustRegexReplaceAll PATTERN TEXT NEW", "The same.", &[Str, Str, Str], |c, args| {
        replaced(c, &*compiled(c, &args[0])?, args, Dollar::Expands)
    }),
    kept(
        "regexReplaceAllLiteral PATTERN TEXT NEW",
        "With each match replaced.",
        &[Str, Str, Str],
        |c, args| replaced(c, &*must(c, args)?, args, Dollar::Plain),
    ),
    kept(
        "mustRegexReplaceAllLiteral PATTERN TEXT NEW",
        "The same.",
        &[Str, Str, Str],
        |c, args| replaced(c, &*compiled(c, &args[0])?, args, Dollar::Plain),
    ),
    kept(
        "regexSplit PATTERN TEXT COUNT",
        "What stands between the matches.",
        &[Str, Str, Int],
        |c, args| Ok(split(&*must(c, args)?, args)),
    ),
    kept("mustRegexSplit PATTERN TEXT COUNT", "The same.", &[Str, Str, Int], |c, args| {
        Ok(split(&*compiled(c, &args[0])?, args))
    }),
    kept("regexQuoteMeta TEXT", "A pattern that matches the text.", &[Str], |_, args| {
        let text = text(args, 0);
        let mut out = Builder::default();
        let mut start = 0;
        for (at, byte) in text.as_bytes().iter().enumerate() {
            if br"\.+*?()|[]{}^$".contains(byte) {
                out.push_slice(&text, start..at);
                out.push_plain("\\");
                start = at;
            }
        }
        out.push_slice(&text, start..text.len());
        Ok(out.finish().into())
    }),
];

/// What a `$` means in a replacement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dollar {
    Expands,
    Plain,
}

/// The compiled pattern, from those of the run.
fn compiled(context: &Context, pattern: &Value) -> Result<Rc<Regex>, String> {
    let pattern = pattern.as_text().cloned().unwrap_or_default();
    let known = context.patterns.borrow().get(pattern.as_bytes()).cloned();
    if let Some(Ok(regex)) = known.map(Rc::downcast::<Regex>) {
        return Ok(regex);
    }
    let regex = Rc::new(regexp::compile(&pattern.to_str())?);
    context.patterns.borrow_mut().insert(pattern.as_bytes().to_vec(), regex.clone());
    Ok(regex)
}

/// As `regexp.MustCompile` says it.
fn must(context: &Context, args: &[Value]) -> Result<Rc<Regex>, String> {
    compiled(context, &args[0]).map_err(|why| {
        let pattern = text(args, 0);
        format!("regexp: Compile({}): {why}", regexp::shown(pattern.as_bytes()))
    })
}

/// The text as UTF-8, with its origins where it is that already.
fn readable(text: &Text) -> (Text, String) {
    let string = text.to_str().into_owned();
    if string.len() == text.len() {
        (text.clone(), string)
    } else {
        (string.clone().into(), string)
    }
}

fn first(regex: &Regex, text: &Text) -> Value {
    let (text, string) = readable(text);
    regex.find(&string).map_or_else(Text::default, |found| text.slice(found.range())).into()
}

fn most(args: &[Value], at: usize) -> usize {
    usize::try_from(int(args, at)).unwrap_or(usize::MAX)
}

fn all(regex: &Regex, args: &[Value]) -> Value {
    let (text, string) = readable(&text(args, 1));
    let found = regex.find_iter(&string).take(most(args, 2));
    let found: Vec<Value> = found.map(|found| text.slice(found.range()).into()).collect();
    Data::List(if found.is_empty() {
        List::nil(ListType::Strings)
    } else {
        List::new(found, ListType::Strings)
    })
    .into()
}

fn split(regex: &Regex, args: &[Value]) -> Value {
    let (text, string) = readable(&text(args, 1));
    let most = most(args, 2);
    if most == 0 {
        return Data::List(List::nil(ListType::Strings)).into();
    }
    if !regex.as_str().is_empty() && string.is_empty() {
        return Value::strings([Text::default()]);
    }
    let mut parts = Vec::new();
    let (mut begin, mut end) = (0, 0);
    for found in regex.find_iter(&string).take(most) {
        if parts.len() == most - 1 {
            break;
        }
        end = found.start();
        if found.end() != 0 {
            parts.push(text.slice(begin..end));
        }
        begin = found.end();
    }
    if end != string.len() {
        parts.push(text.slice(begin..text.len()));
    }
    Value::strings(parts)
}

fn replaced(
    context: &Context,
    regex: &Regex,
    args: &[Value],
    dollar: Dollar,
) -> Result<Value, String> {
    let (text, string) = readable(&text(args, 1));
    let (new, template) = readable(&super::row::text(args, 2));
    let mut out = Builder::default();
    let mut start = 0;
    for groups in regex.captures_iter(&string) {
        let Some(whole) = groups.get(0) else { continue };
        out.push_slice(&text, start..whole.start());
        start = whole.end();
        if dollar == Dollar::Plain {
            out.push_text(&new);
            context.spend(new.len())?;
            continue;
        }
        let before = out.len();
        for piece in pieces(&template) {
            match piece {
                Piece::Plain(range) => out.push_slice(&new, range),
                Piece::Group(name) => {
                    let group = name.parse().map_or_else(|_| groups.name(name), |n| groups.get(n));
                    if let Some(group) = group {
                        out.push_slice(&text, group.range());
                    }
                }
            }
        }
        context.spend(out.len() - before)?;
    }
    out.push_slice(&text, start..text.len());
    Ok(out.finish().into())
}

enum Piece<'a> {
    Plain(std::ops::Range<usize>),
    Group(&'a str),
}

/// `$1`, `${name}`, `$$`; another `$` stands for itself.
fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(found) = template[at..].find('$') {
        let dollar = at + found;
        let rest = &template[dollar + 1..];
        if rest.starts_with('$') {
            pieces.push(Piece::Plain(start..dollar + 1));
            at = dollar + 2;
            start = at;
            continue;
        }
        let braced = rest.strip_prefix('{');
        let name = braced.unwrap_or(rest);
        let is_part = |char: char| char == '_' || char.is_alphanumeric();
        let end = name.find(|char| !is_part(char)).unwrap_or(name.len());
        let closes = braced.is_none() || name[end..].starts_with('}');
        if end == 0 || !closes {
            at = dollar + 1;
            continue;
        }
        pieces.push(Piece::Plain(start..dollar));
        pieces.push(Piece::Group(&name[..end]));
        at = dollar + 1 + end + if braced.is_some() { 2 } else { 0 };
        start = at;
    }
    pieces.push(Piece::Plain(start..template.len()));
    pieces
}
