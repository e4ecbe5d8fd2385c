//! References to container images: what a kubelet can read as one.
//!
//! The grammar is that of `github.com/distribution/reference`, normalised as Docker does: without a
//! host, an image is one of docker.io.

use super::names::{Syntax, require};

/// `nginx`, `nginx:1.27`, `registry:5000/team/web@sha256:…`
pub(crate) fn reference(text: &str) -> Syntax {
    require(!text.contains(char::is_whitespace), "it has a blank in it")?;
    let (text, digest) = match text.split_once('@') {
        Some((text, digest)) => (text, Some(digest)),
        None => (text, None),
    };
    let (host, path) = split_host(text);
    let (path, tag) = match path.split_once(':') {
        Some((path, tag)) => (path, Some(tag)),
        None => (path, None),
    };
    host.map_or(Ok(()), registry)?;
    repository(path, host.is_some())?;
    tag.map_or(Ok(()), self::tag)?;
    digest.map_or(Ok(()), self::digest)
}

/// `registry:5000/team/web` of `registry:5000/team/web:1.2@sha256:…`; `None` of what is no reference.
pub(crate) fn untagged(text: &str) -> Option<&str> {
    reference(text).ok()?;
    let text = text.split_once('@').map_or(text, |(text, _)| text);
    let name = text.rfind('/').map_or(0, |at| at + 1);
    Some(text[name..].find(':').map_or(text, |at| &text[..name + at]))
}

/// Whether an image may be another one tomorrow: its tag is `latest`, or it has none.
pub(crate) fn is_floating(text: &str) -> bool {
    let path = split_host(text).1;
    !text.contains('@') && path.split_once(':').is_none_or(|(_, tag)| tag == "latest")
}

/// What stands before the first slash is a host if it looks like one.
fn split_host(text: &str) -> (Option<&str>, &str) {
    match text.split_once('/') {
        Some((host, path)) if looks_like_host(host) => (Some(host), path),
        _ => (None, text),
    }
}

fn looks_like_host(text: &str) -> bool {
    text == "localhost" || text.contains(['.', ':']) || text != text.to_lowercase()
}

fn registry(text: &str) -> Syntax {
    let is_ipv6 =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
    let (name, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) if is_ipv6(address) => ("x", rest.strip_prefix(':')),
        _ => match text.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (text, None),
        },
    };
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    require(name.split('.').all(is_host_part), "the host of its registry is no host name")?;
    require(port.is_none_or(is_port), "the port of its registry is no number")
}

fn is_host_part(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    !text.is_empty() && !text.starts_with('-') && !text.ends_with('-') && text.bytes().all(inner)
}

/// Of Docker's own images, none is called like the digest of one.
fn repository(path: &str, has_host: bool) -> Syntax {
    require(!path.is_empty(), "it has no repository")?;
    require(path.len() <= 255, "its repository is longer than 255 characters")?;
    require(path == path.to_lowercase(), "its repository has an upper-case letter")?;
    require(
        path.split('/').all(is_path_part),
        "its repository has more in it than lower-case letters and digits, with `.`, `_`, `__` \
         or `-` between them, and `/`",
    )?;
    let is_digest = path.len() == 64 && path.bytes().all(|byte| byte.is_ascii_hexdigit());
    require(has_host || !is_digest, "its repository is 64 hexadecimal digits, as a digest is")
}

/// Letters and digits, with `.`, `_`, `__` or any number of `-` between them.
fn is_path_part(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_separator =
        |text: &str| matches!(text, "." | "_" | "__") || text.bytes().all(|byte| byte == b'-');
    text.starts_with(is_word)
        && text.ends_with(is_word)
        && text.split(is_word).all(|between| between.is_empty() || is_separator(between))
}

fn tag(text: &str) -> Syntax {
    require(!text.is_empty(), "nothing follows its `:`")?;
    let first = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_tag = text.starts_with(first)
        && text.len() <= 128
        && text.chars().all(|c| first(c) || c == '.' || c == '-');
    require(
        is_tag,
        "its tag is not up to 128 letters, digits, `_`, `.` and `-`, the last two not first",
    )
}

fn digest(text: &str) -> Syntax {
    let (algorithm, digits) = text.split_once(':').unwrap_or((text, ""));
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return Err("its digest is neither sha256, sha384 nor sha512"),
    };
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    require(
        digits.len() == length && digits.bytes().all(is_digit),
        "its digest is not as many hexadecimal digits, in lower case, as its algorithm gives",
    )
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn images() {
        let digest = format!("sha256:{}", "a1".repeat(32));
        let right = [
            "nginx",
            "nginx:1.27",
            "nginx:V1_a.b-c",
            "team/web",
            "team__a/web-1.0_b--c",
            "localhost/web",
            "localhost:5000/web:1",
            "Registry/web",
            "ghcr.io/team/web:1.0",
            "[::1]:5000/web",
            "10.0.0.1/web",
            &format!("nginx@{digest}"),
            &format!("r.io:5000/nginx:1.27@{digest}"),
            &format!("r.io/{}", "a1".repeat(32)),
        ];
        for text in right {
            assert_eq!(reference(text), Ok(()), "{text}");
        }
        let wrong = [
            "",
            ":1.27",
            "nginx:",
            "nginx: 1.27",
            "nginx :1.27",
            "nginx:1.27\n",
            "Nginx",
            "team/Web:1",
            "/web",
            "team/",
            "team//web",
            "https://ghcr.io/team/web",
            "nginx:1:2",
            "nginx:-1",
            "nginx:1+2",
            &format!("nginx:{}", "1".repeat(129)),
            "web_",
            "we___b",
            "we._b",
            "<image>",
            "r.io:x/web",
            "-r.io/web",
            "nginx@",
            "nginx@sha256:a1",
            "nginx@md5:d41d8cd98f00b204e9800998ecf8427e",
            &format!("nginx@{}", digest.to_uppercase()),
            &"a1".repeat(32),
            &"a".repeat(256),
        ];
        for text in wrong {
            assert!(reference(text).is_err(), "{text}");
        }
    }
}
