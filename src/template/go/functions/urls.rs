//! URLs taken apart and put together as Go's `net/url` does.

use super::super::call::{Context, Function};
use super::super::print::quote;
use super::super::text::Text;
use super::super::value::{Map, Type, Value};
use super::row::{map, text, united};
use Type::{Map as Dict, String as Str};

pub(super) const ROWS: &[Function] = &[
    united("urlParse URL", "The parts of a URL, as a map.", &[Str], parse),
    united("urlJoin MAP", "A URL of the parts that `urlParse` gives.", &[Dict], join),
];

/// What may stand unescaped in a part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Host,
    Zone,
    User,
    Fragment,
}

#[derive(Default)]
struct Url {
    scheme: String,
    opaque: String,
    /// Name and password, as they are written out.
    user: Option<(Vec<u8>, Option<Vec<u8>>)>,
    host: Vec<u8>,
    path: Vec<u8>,
    raw_path: Vec<u8>,
    query: String,
    fragment: Vec<u8>,
}

fn parse(_: &Context, args: &[Value]) -> Result<Value, String> {
    let text = text(args, 0);
    let url = read(text.as_bytes())
        .map_err(|why| format!("unable to parse url: parse {}: {why}", quote(text.as_bytes())))?;
    let entries: [(&str, Vec<u8>); 8] = [
        ("scheme", url.scheme.clone().into()),
        ("host", url.host.clone()),
        ("hostname", hostname(&url.host).to_vec()),
        ("path", url.path.clone()),
        ("query", url.query.clone().into()),
        ("opaque", url.opaque.clone().into()),
        ("fragment", url.fragment.clone()),
        ("userinfo", url.user.as_ref().map(userinfo).unwrap_or_default().into()),
    ];
    Ok(Value::map(entries.map(|(name, part)| (name.into(), Value::text(part)))))
}

fn read(text: &[u8]) -> Result<Url, String> {
    if text.iter().any(|&byte| byte < b' ' || byte == 0x7f) {
        return Err("net/url: invalid control character in URL".into());
    }
    let (rest, fragment) = match text.iter().position(|&byte| byte == b'#') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, &[][..]),
    };
    let mut url = before_fragment(rest)?;
    url.fragment = unescape(fragment, Part::Fragment)?;
    Ok(url)
}

fn before_fragment(text: &[u8]) -> Result<Url, String> {
    let mut url = Url::default();
    if text == b"*" {
        url.path = text.to_vec();
        return Ok(url);
    }
    let (scheme, mut rest) = scheme(text)?;
    url.scheme = scheme.to_lowercase();
    if let Some(at) = rest.iter().position(|&byte| byte == b'?') {
        url.query = String::from_utf8_lossy(&rest[at + 1..]).into_owned();
        rest = &rest[..at];
    }
    if !rest.starts_with(b"/") {
        if !url.scheme.is_empty() {
            url.opaque = String::from_utf8_lossy(rest).into_owned();
            return Ok(url);
        }
        let segment = rest.split(|&byte| byte == b'/').next().unwrap_or_default();
        if segment.contains(&b':') {
            return Err("first path segment in URL cannot contain colon".into());
        }
    }
    if let Some(authority) = rest.strip_prefix(b"//")
        && (!url.scheme.is_empty() || !rest.starts_with(b"///"))
    {
        let end = authority.iter().position(|&byte| byte == b'/').unwrap_or(authority.len());
        rest = &authority[end..];
        read_authority(&mut url, &authority[..end])?;
    }
    url.path = unescape(rest, Part::Path)?;
    if escape(&url.path, Part::Path).as_bytes() != rest {
        url.raw_path = rest.to_vec();
    }
    Ok(url)
}

fn scheme(text: &[u8]) -> Result<(&str, &[u8]), String> {
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err("missing protocol scheme".into()),
            b':' => {
                return Ok((std::str::from_utf8(&text[..at]).unwrap_or_default(), &text[at + 1..]));
            }
            _ => break,
        }
    }
    Ok(("", text))
}

fn read_authority(url: &mut Url, authority: &[u8]) -> Result<(), String> {
    let Some(at) = authority.iter().rposition(|&byte| byte == b'@') else {
        url.host = host(authority)?;
        return Ok(());
    };
    url.host = host(&authority[at + 1..])?;
    let user = &authority[..at];
    let sound = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(byte);
    if !user.iter().all(sound) {
        return Err("net/url: invalid userinfo".into());
    }
    let (name, password) = match user.iter().position(|&byte| byte == b':') {
        Some(at) => (&user[..at], Some(&user[at + 1..])),
        None => (user, None),
    };
    let password = password.map(|password| unescape(password, Part::User)).transpose()?;
    url.user = Some((unescape(name, Part::User)?, password));
    Ok(())
}

fn host(text: &[u8]) -> Result<Vec<u8>, String> {
    if let Some(open) = text.iter().position(|&byte| byte == b'[') {
        let Some(close) = text.iter().rposition(|&byte| byte == b']') else {
            return Err("missing ']' in host".into());
        };
        if open > 0 {
            return Err("invalid IP-literal".into());
        }
        check_port(&text[close + 1..])?;
        let zone = super::strings::find(&text[..close], b"%25");
        if let Some(zone) = zone {
            let mut host = unescape(&text[..zone], Part::Host)?;
            host.extend(unescape(&text[zone..close], Part::Zone)?);
            host.extend(unescape(&text[close..], Part::Host)?);
            return Ok(host);
        }
    } else if let Some(at) = text.iter().rposition(|&byte| byte == b':') {
        check_port(&text[at..])?;
    }
    unescape(text, Part::Host)
}

fn check_port(text: &[u8]) -> Result<(), String> {
    let sound = match text {
        [] => true,
        [b':', digits @ ..] => digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if sound { Ok(()) } else { Err(format!("invalid port {} after host", quote(text))) }
}

fn hostname(host: &[u8]) -> &[u8] {
    let end = match host.iter().rposition(|&byte| byte == b':') {
        Some(at) if host[at + 1..].iter().all(u8::is_ascii_digit) => at,
        _ => host.len(),
    };
    let host = &host[..end];
    host.strip_prefix(b"[").and_then(|host| host.strip_suffix(b"]")).unwrap_or(host)
}

fn unescape(text: &[u8], part: Part) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        if byte == b'%' {
            let digits = text.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
            let digits = digits.filter(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()));
            let value = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
            let shown = || quote(&text[at..text.len().min(at + 3)]);
            let Some(value) = value else { return Err(format!("invalid URL escape {}", shown())) };
            if part == Part::Host && value < 0x80 && text.get(at..at + 3) != Some(b"%25") {
                return Err(format!("invalid URL escape {}", shown()));
            }
            if part == Part::Zone
                && value != b'%'
                && value != b' '
                && should_escape(value, Part::Host)
            {
                return Err(format!("invalid URL escape {}", shown()));
            }
            out.push(value);
            at += 3;
            continue;
        }
        if matches!(part, Part::Host | Part::Zone) && byte < 0x80 && should_escape(byte, part) {
            let shown = quote([byte].as_slice());
            return Err(format!("invalid character {shown} in host name"));
        }
        out.push(byte);
        at += 1;
    }
    Ok(out)
}

fn should_escape(byte: u8, part: Part) -> bool {
    if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
        return false;
    }
    match part {
        Part::Host | Part::Zone => !b"!$&'()*+,;=:[]<>\"".contains(&byte),
        Part::Path => !b"$&+,/:;=@".contains(&byte),
        Part::User => !b"$&+,;=".contains(&byte),
        Part::Fragment => !b"$&+,/:;=?@!()*".contains(&byte),
    }
}

fn escape(text: &[u8], part: Part) -> String {
    let mut out = String::with_capacity(text.len());
    for &byte in text {
        if should_escape(byte, part) {
            out.push_str(&format!("%{byte:02X}"));
        } else {
            out.push(char::from(byte));
        }
    }
    out
}

fn userinfo((name, password): &(Vec<u8>, Option<Vec<u8>>)) -> String {
    let name = escape(name, Part::User);
    match password {
        Some(password) => format!("{name}:{}", escape(password, Part::User)),
        None => name,
    }
}

fn join(_: &Context, args: &[Value]) -> Result<Value, String> {
    let parts = map(args, 0);
    let mut url = Url {
        scheme: part(&parts, "scheme")?.to_str().into_owned(),
        host: part(&parts, "host")?.as_bytes().to_vec(),
        path: part(&parts, "path")?.as_bytes().to_vec(),
        query: part(&parts, "query")?.to_str().into_owned(),
        opaque: part(&parts, "opaque")?.to_str().into_owned(),
        fragment: part(&parts, "fragment")?.as_bytes().to_vec(),
        ..Url::default()
    };
    let user = part(&parts, "userinfo")?;
    if !user.is_empty() {
        let whole = [b"proto://", user.as_bytes(), b"@host"].concat();
        let parsed = read(&whole).map_err(|why| {
            format!("unable to parse userinfo in dict: parse {}: {why}", quote(&whole))
        })?;
        url.user = parsed.user;
    }
    Ok(written(&url).into())
}

fn part(parts: &Map, name: &str) -> Result<Text, String> {
    let Some(value) = parts.get(name) else { return Ok(Text::default()) };
    value.as_text().cloned().ok_or_else(|| {
        if value.is_nil() {
            return super::types::NIL_POINTER.into();
        }
        let kind = value.kind().name();
        format!("unable to parse {name} key, must be of type string, but {kind} found")
    })
}

fn written(url: &Url) -> String {
    let mut out = String::new();
    if !url.scheme.is_empty() {
        out.push_str(&url.scheme);
        out.push(':');
    }
    if url.opaque.is_empty() {
        if !url.scheme.is_empty() || !url.host.is_empty() || url.user.is_some() {
            let known = !url.host.is_empty() || !url.path.is_empty() || url.user.is_some();
            if known {
                out.push_str("//");
            }
            if let Some(user) = &url.user {
                out.push_str(&userinfo(user));
                out.push('@');
            }
            out.push_str(&escape(&url.host, Part::Host));
        }
        let path = if url.path == b"*" { "*".into() } else { escape(&url.path, Part::Path) };
        if !path.is_empty() && !path.starts_with('/') && !url.host.is_empty() {
            out.push('/');
        }
        if out.is_empty() {
            let segment = path.split('/').next().unwrap_or_default();
            if segment.contains(':') {
                out.push_str("./");
            }
        }
        out.push_str(&path);
    } else {
        out.push_str(&url.opaque);
    }
    if !url.query.is_empty() {
        out.push('?');
        out.push_str(&url.query);
    }
    if !url.fragment.is_empty() {
        out.push('#');
        out.push_str(&escape(&url.fragment, Part::Fragment));
    }
    out
}
