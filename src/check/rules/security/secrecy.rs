//! What is a secret, by its name or by its looks.

use memchr::memmem;

/// Whether a name says that its value is a secret. One that says where a secret is to be found, or
/// how it is dealt with, does not.
pub(super) fn is_secret_name(name: &str) -> bool {
    let words: Vec<String> = words(name);
    let last = words.last().map(String::as_str).unwrap_or_default();
    let joined = words.concat();
    let is_called = SECRET.iter().any(|word| joined.contains(word)) || {
        joined.starts_with("azure") && last.ends_with("key")
    };
    is_called && !ABOUT.contains(&last)
}

const SECRET: [&str; 18] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "bearer",
    "apikey",
    "accesskey",
    "privatekey",
    "encryptionkey",
    "signingkey",
    "credential",
    "clikeycontent",
    "connectionstring",
    "authkey",
    "licensekey",
    "sharedkey",
    "masterkey",
];

/// What a name ends in that tells of a secret.
const ABOUT: [&str; 24] = [
    "file",
    "path",
    "dir",
    "name",
    "names",
    "url",
    "uri",
    "endpoint",
    "ttl",
    "expiry",
    "expiration",
    "lifetime",
    "length",
    "size",
    "type",
    "enabled",
    "policy",
    "issuer",
    "algorithm",
    "header",
    "timeout",
    "interval",
    "ref",
    "namespace",
];

/// `dbPassword`, `DB_PASSWORD` and `db-password` are `db` and `password`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && was_lower) {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().into_iter().for_each(|word| word.extend(c.to_lowercase()));
        }
        was_lower = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a value only says where to find another: a variable, a template, a file.
pub(super) fn refers(value: &str) -> bool {
    let value = value.trim();
    value.starts_with("$(")
        || value.starts_with("${")
        || value.starts_with("{{")
        || value.starts_with('/')
}

/// What a value is that should not be read, if it is.
pub(super) fn exposed(name: &str, value: &str) -> Option<&'static str> {
    let has = |part: &str| memmem::find(value.as_bytes(), part.as_bytes()).is_some();
    if has("-BEGIN ") && has("PRIVATE KEY-") {
        return Some("a private key");
    }
    // Most values are too short to hold one.
    if value.len() >= LEAST_TOKEN && tokens(value).any(is_token) {
        return Some("a token");
    }
    if has("://") && value.split([' ', '\n', '"', '\'']).any(has_password) {
        return Some("a URL with a password");
    }
    let may_be_one =
        value.len() >= 12 && !value.contains('\n') && !refers(value) && !is_list(value);
    let is_one = may_be_one && is_secret_name(name) && is_random(value);
    is_one.then_some("what looks like a secret")
}

/// Options like `type!=a,kind=b`: several, or one with its value.
fn is_list(value: &str) -> bool {
    let is_option = |part: &str| part.trim_end_matches('=').contains('=');
    value.contains(',') && value.split(',').any(is_option)
}

/// How tokens of known services begin, and how long the rest is at least.
const TOKENS: [(&str, usize); 14] = [
    ("AKIA", 16),
    ("ASIA", 16),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghs_", 30),
    ("github_pat_", 30),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("sk_live_", 20),
    ("rk_live_", 20),
    ("AIza", 35),
    ("SG.", 40),
    ("eyJhbGciOi", 60),
];

const LEAST_TOKEN: usize = 20;

/// The words of a text that are as long as a token.
fn tokens(value: &str) -> impl Iterator<Item = &str> {
    let is_of_token =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let words = value.as_bytes().split(move |byte| !is_of_token(byte));
    words.filter(|word| word.len() >= LEAST_TOKEN).filter_map(|word| std::str::from_utf8(word).ok())
}

fn is_token(word: &str) -> bool {
    TOKENS.iter().any(|(start, least)| {
        let rest = word.strip_prefix(start);
        rest.is_some_and(|rest| rest.len() >= *least && is_random(rest))
    })
}

/// `postgres://user:password@host`; what stands for a password is none.
fn has_password(word: &str) -> bool {
    let Some((_, rest)) = word.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((user, _)) = authority.rsplit_once('@') else { return false };
    let Some((_, password)) = user.split_once(':') else { return false };
    let is_plain = password.chars().all(|c| c.is_alphanumeric() || "-._~!+%^&=".contains(c));
    let stands_for = ["password", "pass", "xxx", "changeme", "user"];
    let lower = password.to_lowercase();
    is_plain && password.len() >= 4 && !stands_for.iter().any(|it| lower.starts_with(it))
}

/// Whether a text has letters and digits of all sorts, as no word has.
fn is_random(text: &str) -> bool {
    let is_of = |kind: fn(&char) -> bool| text.chars().any(|c| kind(&c));
    let sorts = [
        is_of(char::is_ascii_lowercase),
        is_of(char::is_ascii_uppercase),
        is_of(char::is_ascii_digit),
    ];
    let sorts = sorts.into_iter().filter(|sort| *sort).count();
    let is_plain = text.chars().all(|c| c.is_ascii_graphic()) && !text.contains("://");
    let mut seen: Vec<char> = text.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    // Words with a `-` between them change at that, and within themselves seldom.
    let is_between = |two: &[u8]| two.iter().any(|byte| matches!(byte, b'-' | b'_' | b'.'));
    let pairs = text.as_bytes().windows(2).filter(|two| !is_between(two));
    let changes = pairs.filter(|two| sort(two[0]) != sort(two[1])).count();
    is_plain
        && sorts >= 2
        && seen.len() * 2 >= text.len().min(20)
        && changes * 4 >= text.len().min(40)
}

fn sort(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    }
}
