//! URLs, as `url.ParseRequestURI` of Go reads them: absolute ones, and paths from the root.

use std::sync::Arc;

use super::Function;
use super::strings::text;
use crate::check::cel::value::library::{Library, Url};
use crate::check::cel::value::{Outcome, Value, failed, no_overload};

pub(super) fn find(name: &str) -> Option<Function> {
    Some(match name {
        "isURL" => |of| text(of, |text| Ok(Value::Bool(read(text).is_some()))),
        "url" => |of| {
            text(of, |text| match read(text) {
                Some(url) => Ok(Value::Library(Arc::new(Library::Url(url)))),
                None => failed(format!(
                    "URL parse error during conversion from string: parse \"{text}\": invalid URI for request"
                )),
            })
        },
        "getScheme" => |of| part(of, |url| Value::text(&*url.scheme)),
        "getHost" => |of| part(of, |url| Value::text(&*url.host)),
        "getHostname" => |of| part(of, |url| Value::text(host_and_port(&url.host).0)),
        "getPort" => |of| part(of, |url| Value::text(host_and_port(&url.host).1)),
        "getEscapedPath" => |of| part(of, |url| Value::text(&*url.path)),
        "getQuery" => |of| part(of, |url| query(&url.query)),
        _ => return None,
    })
}

fn part<'v>(of: &[Value<'v>], part: fn(&Url) -> Value<'static>) -> Outcome<'v> {
    match of {
        [Value::Library(value)] => match &**value {
            Library::Url(url) => Ok(part(url)),
            _ => no_overload(),
        },
        _ => no_overload(),
    }
}

pub(super) fn read(text: &str) -> Option<Url> {
    if text.is_empty() || text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return None;
    }
    if text == "*" {
        return Some(Url {
            scheme: String::new(),
            host: String::new(),
            path: text.to_owned(),
            query: String::new(),
        });
    }
    let (scheme, rest) = scheme(text)?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    if !rest.starts_with('/') {
        // What has a scheme and no slash is opaque; what has neither is no URL.
        let is_opaque = !scheme.is_empty();
        return is_opaque.then(|| Url {
            scheme,
            host: String::new(),
            path: String::new(),
            query: query.to_owned(),
        });
    }
    let authority = rest.strip_prefix("//").filter(|_| !scheme.is_empty());
    let (host, path) = match authority {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let is_fine = is_host(host) && are_escapes(path);
    is_fine.then(|| Url {
        scheme,
        host: host.to_owned(),
        path: escaped(path),
        query: query.to_owned(),
    })
}

/// What stands before the first colon, if that may be a scheme.
fn scheme(text: &str) -> Option<(String, &str)> {
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at > 0 => return Some((text[..at].to_lowercase(), &text[at + 1..])),
            b':' => return None,
            _ => break,
        }
    }
    Some((String::new(), text))
}

fn is_host(host: &str) -> bool {
    let port = |port: &str| {
        let digits = port.strip_prefix(':').unwrap_or(port);
        digits.bytes().all(|byte| byte.is_ascii_digit())
            && (port.is_empty() || port.starts_with(':'))
    };
    if host.starts_with('[') {
        return host.rfind(']').is_some_and(|end| port(&host[end + 1..]));
    }
    let is_known = |byte: u8| {
        byte.is_ascii_alphanumeric() || byte >= 0x80 || b"-_.~!$&'()*+,;=:[]<>\"%".contains(&byte)
    };
    host.rfind(':').is_none_or(|at| port(&host[at..]))
        && host.bytes().all(is_known)
        && are_escapes(host)
}

/// Whether every `%` is followed by two digits.
fn are_escapes(text: &str) -> bool {
    let digits =
        |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    text.split('%').skip(1).all(digits)
}

/// What must be escaped in a path is.
fn escaped(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:@/%[]".contains(&byte);
        if is_plain { out.push(char::from(byte)) } else { out.push_str(&format!("%{byte:02X}")) }
    }
    out
}

fn host_and_port(host: &str) -> (&str, &str) {
    if let Some(rest) = host.strip_prefix('[') {
        let (name, port) = rest.split_once(']').unwrap_or((rest, ""));
        return (name, port.trim_start_matches(':'));
    }
    host.rsplit_once(':').unwrap_or((host, ""))
}

/// The values of each name, in order.
fn query(text: &str) -> Value<'static> {
    let mut found: Vec<(String, Vec<Value<'static>>)> = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty() && !pair.contains(';')) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(name), Some(value)) = (unescaped(name), unescaped(value)) else { continue };
        match found.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(Value::text(value)),
            None => found.push((name, vec![Value::text(value)])),
        }
    }
    let entries = found.into_iter().map(|(name, values)| (Value::text(name), Value::list(values)));
    Value::map(entries.collect::<Vec<_>>())
}

fn unescaped(text: &str) -> Option<String> {
    if !are_escapes(text) {
        return None;
    }
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || rest.next().map(char::from).and_then(|c| c.to_digit(16));
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?),
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}
