//! Semantic versions.

use std::sync::Arc;

use semver::Version;

use super::Function;
use crate::check::cel::value::library::Library;
use crate::check::cel::value::{Outcome, Value, failed, no_overload};

pub(super) fn find(name: &str) -> Option<Function> {
    Some(match name {
        "isSemver" => |of| read(of, |version| Ok(Value::Bool(version.is_some()))),
        "semver" => |of| {
            read(of, |version| match version {
                Some(version) => Ok(Value::Library(Arc::new(Library::Semver(version)))),
                None => failed("it is not a semantic version"),
            })
        },
        "major" => |of| part(of, |version| version.major),
        "minor" => |of| part(of, |version| version.minor),
        "patch" => |of| part(of, |version| version.patch),
        _ => return None,
    })
}

fn read<'v>(of: &[Value<'v>], with: fn(Option<Version>) -> Outcome<'v>) -> Outcome<'v> {
    match of {
        [Value::String(text)] | [Value::String(text), Value::Bool(false)] => {
            with(Version::parse(text.as_str()).ok())
        }
        [Value::String(text), Value::Bool(true)] => {
            with(normal(text.as_str()).and_then(|text| Version::parse(&text).ok()))
        }
        _ => no_overload(),
    }
}

fn part<'v>(of: &[Value<'v>], part: fn(&Version) -> u64) -> Outcome<'v> {
    match of {
        [Value::Library(value)] => match &**value {
            Library::Semver(version) => Ok(Value::Int(i64::try_from(part(version)).unwrap_or(-1))),
            _ => no_overload(),
        },
        _ => no_overload(),
    }
}

/// `v1.02` as `1.2.0`; nothing where a short version has more behind its numbers.
fn normal(text: &str) -> Option<String> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let mut parts: Vec<String> = text.splitn(3, '.').map(without_zeros).collect();
    let last = parts.last()?;
    if parts.len() < 3 && last.contains(['+', '-']) {
        return None;
    }
    parts.resize(3, "0".to_owned());
    Some(parts.join("."))
}

fn without_zeros(part: &str) -> String {
    let rest = part.trim_start_matches('0');
    let is_number = rest.starts_with(|c: char| c.is_ascii_digit());
    if part.len() > 1 && !is_number {
        format!("0{rest}")
    } else if part.len() > 1 {
        rest.to_owned()
    } else {
        part.to_owned()
    }
}
