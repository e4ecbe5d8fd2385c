//! Texts cut, joined, indented, quoted: what is kept of them keeps its origins.

use super::super::call::{Context, Function};
use super::super::print;
use super::super::quote::{Letters, runes};
use super::super::text::{Builder, Text};
use super::super::value::{Data, Map, MapType, Type, Value};
use super::row::{any, count, int, items, kept, text, united};
use Type::{Any, Int, String as Str};

pub(super) const ROWS: &[Function] = &[
    kept("trim TEXT", "Without blanks at both ends.", &[Str], |_, args| {
        Ok(trimmed(&text(args, 0), char::is_whitespace))
    }),
    kept(
        "trimAll CHARACTERS TEXT",
        "Without these characters at both ends.",
        &[Str, Str],
        trim_all,
    ),
    kept("trimall CHARACTERS TEXT", "The old name of `trimAll`.", &[Str, Str], trim_all),
    kept("trimPrefix PREFIX TEXT", "Without what it begins with.", &[Str, Str], |_, args| {
        let (prefix, text) = (text(args, 0), text(args, 1));
        let cut = if text.as_bytes().starts_with(prefix.as_bytes()) { prefix.len() } else { 0 };
        Ok(text.slice(cut..text.len()).into())
    }),
    kept("trimSuffix SUFFIX TEXT", "Without what it ends with.", &[Str, Str], |_, args| {
        let (suffix, text) = (text(args, 0), text(args, 1));
        let cut = if text.as_bytes().ends_with(suffix.as_bytes()) { suffix.len() } else { 0 };
        Ok(text.slice(0..text.len() - cut).into())
    }),
    kept("repeat COUNT TEXT", "The text, several times.", &[Int, Str], repeat),
    kept("substr START END TEXT", "The bytes from one place to another.", &[Int, Int, Str], substr),
    kept(
        "trunc LENGTH TEXT",
        "The first bytes; the last with a negative length.",
        &[Int, Str],
        trunc,
    ),
    kept("abbrev WIDTH TEXT", "Cut to a width, with `...`.", &[Int, Str], |_, args| {
        let (width, text) = (int(args, 0), text(args, 1));
        Ok(if width < 4 { text } else { abbreviated(&text, 0, count(width)) }.into())
    }),
    kept(
        "abbrevboth LEFT WIDTH TEXT",
        "Cut at both ends, with `...`.",
        &[Int, Int, Str],
        |_, args| {
            let (left, right, text) = (int(args, 0), int(args, 1), text(args, 2));
            if right < 4 || left > 0 && right < 7 {
                return Ok(text.into());
            }
            let offset = usize::try_from(left).unwrap_or(0);
            Ok(abbreviated(&text, offset, count(right)).into())
        },
    ),
    united("contains PART TEXT", "Whether the text has the part.", &[Str, Str], |_, args| {
        Ok(find(text(args, 1).as_bytes(), text(args, 0).as_bytes()).is_some().into())
    }),
    united("hasPrefix PREFIX TEXT", "Whether it begins so.", &[Str, Str], |_, args| {
        Ok(text(args, 1).as_bytes().starts_with(text(args, 0).as_bytes()).into())
    }),
    united("hasSuffix SUFFIX TEXT", "Whether it ends so.", &[Str, Str], |_, args| {
        Ok(text(args, 1).as_bytes().ends_with(text(args, 0).as_bytes()).into())
    }),
    kept("quote VALUE...", "Each between double quotes, as Go escapes.", &[], |_, args| {
        Ok(each(args, |value, out| print::push_quoted(&shown(value), Letters::All, out)))
    })
    .rest(Any),
    kept("squote VALUE...", "Each between single quotes, without escapes.", &[], |_, args| {
        Ok(each(args, |value, out| {
            out.push_plain("'");
            print::print(value, out);
            out.push_plain("'");
        }))
    })
    .rest(Any),
    kept("cat VALUE...", "All with blanks between.", &[], |_, args| Ok(each(args, print::print)))
        .rest(Any),
    kept("indent COUNT TEXT", "Each line behind so many blanks.", &[Int, Str], |context, args| {
        indent(context, args, Builder::default())
    }),
    kept(
        "nindent COUNT TEXT",
        "Each line behind so many blanks, on lines of its own.",
        &[Int, Str],
        |context, args| {
            let mut out = Builder::default();
            out.push_plain("\n");
            indent(context, args, out)
        },
    ),
    kept("replace OLD NEW TEXT", "With each OLD replaced.", &[Str, Str, Str], |context, args| {
        replace(context, &text(args, 2), &text(args, 0), &text(args, 1))
    }),
    kept(
        "plural ONE MANY COUNT",
        "ONE where COUNT is 1, else MANY.",
        &[Str, Str, Int],
        |_, args| Ok(any(args, usize::from(int(args, 2) != 1))),
    ),
    kept("toString VALUE", "The value as it is printed.", &[Any], |_, args| {
        Ok(shown(&any(args, 0)).into())
    }),
    kept("toStrings LIST", "The items as they are printed.", &[Any], |_, args| {
        Ok(Value::strings(texts(&any(args, 0))))
    }),
    kept("join SEPARATOR LIST", "The items as one text.", &[Str, Any], |context, args| {
        let separator = text(args, 0);
        let items = texts(&any(args, 1));
        context.spend(items.iter().map(|item| item.len() + separator.len()).sum())?;
        let mut out = Builder::default();
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                out.push_text(&separator);
            }
            out.push_text(item);
        }
        Ok(out.finish().into())
    }),
    kept("splitList SEPARATOR TEXT", "The parts as a list.", &[Str, Str], |_, args| {
        Ok(Value::strings(split(&text(args, 1), &text(args, 0), usize::MAX)))
    }),
    kept("split SEPARATOR TEXT", "The parts as a map: `_0`, `_1` …", &[Str, Str], |_, args| {
        Ok(numbered(split(&text(args, 1), &text(args, 0), usize::MAX)))
    }),
    kept(
        "splitn SEPARATOR COUNT TEXT",
        "So many parts at most, as a map: `_0`, `_1` …",
        &[Str, Int, Str],
        |_, args| {
            let most = usize::try_from(int(args, 1)).unwrap_or(usize::MAX);
            if most == 0 {
                return Ok(numbered(Vec::new()));
            }
            Ok(numbered(split(&text(args, 2), &text(args, 0), most)))
        },
    ),
    kept("hello", "`Hello!`", &[], |_, _| Ok("Hello!".into())),
];

/// The value as sprig's `toString` has it.
pub(super) fn shown(value: &Value) -> Text {
    match &value.data {
        Data::Text(text) | Data::Bytes(text) => text.clone(),
        _ => {
            let mut out = Builder::default();
            print::print(value, &mut out);
            out.finish()
        }
    }
}

/// The items as texts; nil ones are left out.
pub(super) fn texts(value: &Value) -> Vec<Text> {
    match items(value) {
        Some(items) => items.iter().filter(|item| !item.is_nil()).map(shown).collect(),
        None if value.is_nil() => Vec::new(),
        None => vec![shown(value)],
    }
}

fn each(args: &[Value], write: impl Fn(&Value, &mut Builder)) -> Value {
    let mut out = Builder::default();
    for (at, value) in args.iter().filter(|value| !value.is_nil()).enumerate() {
        if at > 0 {
            out.push_plain(" ");
        }
        write(value, &mut out);
    }
    out.finish().into()
}

fn trim_all(_: &Context, args: &[Value]) -> Result<Value, String> {
    let characters: Vec<char> =
        runes(text(args, 0).as_bytes()).map(|(_, rune)| rune.char()).collect();
    Ok(trimmed(&text(args, 1), |char| characters.contains(&char)))
}

fn trimmed(text: &Text, cut: impl Fn(char) -> bool) -> Value {
    let mut kept = runes(text.as_bytes()).filter(|(_, rune)| !cut(rune.char()));
    let Some((start, first)) = kept.next() else { return Text::default().into() };
    let (last, rune) = kept.last().unwrap_or((start, first));
    text.slice(start..last + rune.width()).into()
}

fn repeat(context: &Context, args: &[Value]) -> Result<Value, String> {
    let text = text(args, 1);
    let times = usize::try_from(int(args, 0)).map_err(|_| "strings: negative Repeat count")?;
    let length = text.len().checked_mul(times);
    context.spend(length.ok_or("strings: Repeat output length overflow")?)?;
    let mut out = Builder::default();
    for _ in 0..if text.is_empty() { 0 } else { times } {
        out.push_text(&text);
    }
    Ok(out.finish().into())
}

fn substr(_: &Context, args: &[Value]) -> Result<Value, String> {
    let (start, end, text) = (int(args, 0), int(args, 1), text(args, 2));
    let length = i64::try_from(text.len()).unwrap_or(i64::MAX);
    let (start, end) = match (start, end) {
        (..0, end) => {
            if end < 0 || end > length {
                return Err(out_of_bounds(&format!(":{end}"), end, length));
            }
            (0, end)
        }
        (start, end) if end < 0 || end > length => {
            if start > length {
                return Err(format!("runtime error: slice bounds out of range [{start}:{length}]"));
            }
            (start, length)
        }
        (start, end) if start > end => {
            return Err(format!("runtime error: slice bounds out of range [{start}:{end}]"));
        }
        sound => sound,
    };
    Ok(text.slice(count(start)..count(end)).into())
}

fn out_of_bounds(bounds: &str, end: i64, length: i64) -> String {
    if end < 0 {
        return format!("runtime error: slice bounds out of range [{bounds}]");
    }
    format!("runtime error: slice bounds out of range [{bounds}] with length {length}")
}

fn trunc(_: &Context, args: &[Value]) -> Result<Value, String> {
    let (length, text) = (int(args, 0), text(args, 1));
    let kept = usize::try_from(length.unsigned_abs()).unwrap_or(usize::MAX);
    let cut = if kept >= text.len() {
        text
    } else if length < 0 {
        text.slice(text.len() - kept..text.len())
    } else {
        text.slice(0..kept)
    };
    Ok(cut.into())
}

fn abbreviated(text: &Text, offset: usize, width: usize) -> Text {
    let length = text.len();
    if length <= width {
        return text.clone();
    }
    let mut offset = offset.min(length);
    if length - offset < width - 3 {
        offset = length - (width - 3);
    }
    let mut out = Builder::default();
    if offset <= 4 {
        out.push_slice(text, 0..width - 3);
        out.push_plain("...");
        return out.finish();
    }
    if width < 7 {
        return Text::default();
    }
    out.push_plain("...");
    if offset + width - 3 < length {
        out.push_text(&abbreviated(&text.slice(offset..length), 0, width - 3));
    } else {
        out.push_slice(text, length - (width - 3)..length);
    }
    out.finish()
}

fn indent(context: &Context, args: &[Value], mut out: Builder) -> Result<Value, String> {
    let spaces = usize::try_from(int(args, 0)).map_err(|_| "strings: negative Repeat count")?;
    let text = text(args, 1);
    let lines = text.as_bytes().iter().filter(|&&byte| byte == b'\n').count();
    context.spend(text.len().saturating_add(spaces.saturating_mul(lines + 1)))?;
    let pad = " ".repeat(spaces);
    out.push_plain(&pad);
    let mut start = 0;
    for (at, _) in text.as_bytes().iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
        out.push_slice(&text, start..at + 1);
        out.push_plain(&pad);
        start = at + 1;
    }
    out.push_slice(&text, start..text.len());
    Ok(out.finish().into())
}

pub(super) fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, part)
}

/// Where `strings.Split` and `strings.Replace` cut: each place of the part, or between characters.
fn places(text: &Text, part: &Text) -> Vec<usize> {
    if part.is_empty() {
        return runes(text.as_bytes()).map(|(at, _)| at).collect();
    }
    memchr::memmem::find_iter(text.as_bytes(), part.as_bytes()).collect()
}

fn replace(context: &Context, text: &Text, old: &Text, new: &Text) -> Result<Value, String> {
    if old == new {
        return Ok(text.clone().into());
    }
    let mut places = places(text, old);
    if old.is_empty() {
        places.push(text.len());
    }
    context.spend(text.len().saturating_add(places.len().saturating_mul(new.len())))?;
    let mut out = Builder::default();
    let mut start = 0;
    for at in places {
        out.push_slice(text, start..at);
        out.push_text(new);
        start = at + old.len();
    }
    out.push_slice(text, start..text.len());
    Ok(out.finish().into())
}

fn split(text: &Text, separator: &Text, most: usize) -> Vec<Text> {
    let mut places = places(text, separator);
    if separator.is_empty() {
        // Between characters, not before the first.
        places = places.split_off(places.len().min(1));
    }
    places.truncate(most - 1);
    if separator.is_empty() && text.is_empty() {
        return Vec::new();
    }
    let mut parts = Vec::with_capacity(places.len() + 1);
    let mut start = 0;
    for at in places {
        parts.push(text.slice(start..at));
        start = at + separator.len();
    }
    parts.push(text.slice(start..text.len()));
    parts
}

fn numbered(parts: Vec<Text>) -> Value {
    let named = parts.into_iter().enumerate();
    let entries = named.map(|(at, part)| (Text::from(format!("_{at}")), part.into()));
    Data::Map(Map::new(entries, MapType::Strings)).into()
}
