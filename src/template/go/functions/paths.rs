//! Paths with slashes taken apart, as Go's `path` does.

use super::super::call::{Context, Function};
use super::super::text::Text;
use super::super::value::{Type, Value};
use super::row::{kept, text, united};
use Type::String as Str;

pub(super) const ROWS: &[Function] = &[
    kept("base PATH", "The last element.", &[Str], base),
    kept("osBase PATH", "The last element.", &[Str], base),
    united("dir PATH", "All but the last element.", &[Str], dir),
    united("osDir PATH", "All but the last element.", &[Str], dir),
    united("clean PATH", "The shortest path to the same place.", &[Str], |_, args| {
        Ok(clean(text(args, 0).as_bytes()).into())
    }),
    united("osClean PATH", "The shortest path to the same place.", &[Str], |_, args| {
        Ok(clean(text(args, 0).as_bytes()).into())
    }),
    kept("ext PATH", "The extension with its dot.", &[Str], ext),
    kept("osExt PATH", "The extension with its dot.", &[Str], ext),
    united("isAbs PATH", "Whether it begins with a slash.", &[Str], is_abs),
    united("osIsAbs PATH", "Whether it begins with a slash.", &[Str], is_abs),
];

fn base(_: &Context, args: &[Value]) -> Result<Value, String> {
    let path = text(args, 0);
    let bytes = path.as_bytes();
    let Some(end) = bytes.iter().rposition(|&byte| byte != b'/') else {
        return Ok(if bytes.is_empty() { "." } else { "/" }.into());
    };
    let start = bytes[..end].iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1);
    Ok(path.slice(start..end + 1).into())
}

fn dir(_: &Context, args: &[Value]) -> Result<Value, String> {
    let path = text(args, 0);
    let bytes = path.as_bytes();
    let end = bytes.iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1);
    Ok(clean(&bytes[..end]).into())
}

fn ext(_: &Context, args: &[Value]) -> Result<Value, String> {
    let path = text(args, 0);
    let bytes = path.as_bytes();
    let dot = bytes.iter().rposition(|&byte| matches!(byte, b'.' | b'/'));
    let start = dot.filter(|&at| bytes[at] == b'.').unwrap_or(bytes.len());
    Ok(path.slice(start..bytes.len()).into())
}

fn is_abs(_: &Context, args: &[Value]) -> Result<Value, String> {
    Ok(text(args, 0).as_bytes().starts_with(b"/").into())
}

fn clean(path: &[u8]) -> Text {
    let rooted = path.starts_with(b"/");
    let mut kept: Vec<&[u8]> = Vec::new();
    for element in path.split(|&byte| byte == b'/') {
        match element {
            b"" | b"." => {}
            b".." => match kept.last() {
                Some(&last) if last != b".." => {
                    kept.pop();
                }
                _ if rooted => {}
                _ => kept.push(element),
            },
            _ => kept.push(element),
        }
    }
    let mut clean = if rooted { b"/".to_vec() } else { Vec::new() };
    clean.extend(kept.join(&b'/'));
    if clean.is_empty() { ".".into() } else { clean.into() }
}
