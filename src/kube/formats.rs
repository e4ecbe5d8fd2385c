//! The string formats of schemas: those of `k8s.io/kube-openapi`.
//!
//! Only simple mail addresses are recognised; anything else that may be one is let through.

use std::net::IpAddr;

use super::{names, regex, schedule};

/// Whether a text has a format; `None` if there is no such format, or if it is not known.
pub(crate) fn is_of_format(text: &str, format: &str) -> Option<bool> {
    Some(match format.replace('-', "").as_str() {
        "ipv4" => text.contains('.') && text.parse::<IpAddr>().is_ok(),
        "ipv6" => text.contains(':') && text.parse::<IpAddr>().is_ok(),
        "cidr" => is_range(text),
        "mac" => is_mac(text),
        "uri" => is_uri(text)?,
        "email" => is_mail(text)?,
        "hostname" => return is_host(text),
        "byte" => is_base64(text),
        "date" => is_date(text),
        "datetime" => is_time(text),
        "duration" => is_duration(text),
        "isbn" => is_isbn10(text) || is_isbn13(text),
        "isbn10" => is_isbn10(text),
        "isbn13" => is_isbn13(text),
        "creditcard" => is_card(text),
        "password" => true,
        "k8sshortname" => names::dns_label(text).is_ok(),
        "k8slongname" => names::dns_subdomain(text).is_ok(),
        format => return regex::matches(pattern_of(format)?, text),
    })
}

/// Whether a server knows the format of a text.
pub(crate) fn is_known(format: &str) -> bool {
    let format = format.replace('-', "");
    is_of_format("", &format).is_some()
}

/// The formats that are regular expressions.
fn pattern_of(format: &str) -> Option<&'static str> {
    Some(match format {
        "uuid" => {
            "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$"
        }
        "uuid3" => {
            "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?3[0-9a-fA-F]{3}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$"
        }
        "uuid4" => {
            "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?4[0-9a-fA-F]{3}-?[89abAB][0-9a-fA-F]{3}-?[0-9a-fA-F]{12}$"
        }
        "uuid5" => {
            "^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?5[0-9a-fA-F]{3}-?[89abAB][0-9a-fA-F]{3}-?[0-9a-fA-F]{12}$"
        }
        "bsonobjectid" => "^[0-9a-fA-F]{24}$",
        "ssn" => "^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}$",
        "hexcolor" => "^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$",
        "rgbcolor" => {
            "^rgb\\(\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*\\)$"
        }
        _ => return None,
    })
}

fn is_range(text: &str) -> bool {
    let Some((ip, bits)) = text.split_once('/') else { return false };
    let is_number = bits.len() <= 3 && bits.bytes().all(|byte| byte.is_ascii_digit());
    let most = match ip.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    is_number && bits.parse::<u32>().is_ok_and(|bits| bits <= most)
}

/// 6, 8 or 20 bytes: `00:00:5e:00:53:01`, `0000.5e00.5301`.
fn is_mac(text: &str) -> bool {
    let is_hex = |part: &str, digits: usize| {
        part.len() == digits && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let all = |mark: char, digits: usize| {
        let parts: Vec<&str> = text.split(mark).collect();
        let is_long = matches!(parts.len() * digits / 2, 6 | 8 | 20);
        is_long && parts.iter().all(|part| is_hex(part, digits))
    };
    all(':', 2) || all('-', 2) || all('.', 4)
}

/// `url.ParseRequestURI`: a path, or a scheme and the rest. Not known for texts with escapes or
/// brackets.
fn is_uri(text: &str) -> Option<bool> {
    if text.is_empty() || text.contains(|c: char| c.is_ascii_control()) {
        return Some(false);
    }
    if text.contains(['%', '[', ']', '@']) {
        return None;
    }
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    if text.starts_with('/') {
        return Some(true);
    }
    match scheme.filter(|scheme| is_scheme(scheme)) {
        None => Some(false),
        Some(scheme) => {
            let rest = &text[scheme.len() + 1..];
            let host = rest.strip_prefix("//").map(|rest| rest.split(['/', '?']).next());
            let port = host.flatten().and_then(|host| host.split_once(':')).map(|(_, port)| port);
            let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
            let has_blank = host.flatten().is_some_and(|host| host.contains(' '));
            Some(port.is_none_or(is_port) && !has_blank)
        }
    }
}

fn is_mail(text: &str) -> Option<bool> {
    match text.trim().split_once('@') {
        None => Some(false),
        Some((name, host)) => {
            let is_plain = |part: &str| {
                !part.is_empty()
                    && !part.starts_with('.')
                    && !part.ends_with('.')
                    && part.chars().all(|c| c.is_ascii_alphanumeric() || ".-_+".contains(c))
            };
            (is_plain(name) && is_plain(host)).then_some(true)
        }
    }
}

/// `IsHostname`; not known for texts that are not ASCII.
fn is_host(text: &str) -> Option<bool> {
    if !text.is_ascii() || text.contains(['$', '+', '<', '=', '>', '^', '`', '|', '~']) {
        return None;
    }
    let labels: Vec<&str> = text.split('.').collect();
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_last = |label: &str| {
        (2..=63).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let fits = text.len() <= 255 && labels.iter().all(|label| is_label(label));
    let [label] = labels[..] else {
        return Some(fits && labels.last().is_some_and(|last| is_last(last)));
    };
    // Alone it may have one hyphen at most, after its first letter.
    let hyphens = label.matches('-').count();
    Some(fits && (hyphens == 0 || (hyphens == 1 && label.as_bytes().get(1) == Some(&b'-'))))
}

fn is_base64(text: &str) -> bool {
    let letters = text.trim_end_matches('=');
    !text.is_empty()
        && text.len().is_multiple_of(4)
        && text.len() - letters.len() <= 2
        && letters.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
}

/// `2006-01-02`
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| {
        let digits = text.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u32>().ok())?
    };
    let (Some(year), Some(month), Some(day)) = (number(0, 4), number(5, 7), number(8, 10)) else {
        return false;
    };
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return false,
    };
    bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && (1..=days).contains(&day)
}

/// `2006-01-02T15:04:05Z`, with a fraction and a zone.
fn is_time(text: &str) -> bool {
    const PATTERN: &str = "^[0-9]{2}:[0-9]{2}:[0-9]{2}(.[0-9]+)?(z|[+-][0-9]{2}:[0-9]{2})$";
    let text = text.to_lowercase();
    let mut parts = text.split('t');
    let (Some(date), Some(time)) = (parts.next(), parts.next()) else { return false };
    let is_in = |from: usize, most: &str| time.get(from..from + 2).is_some_and(|it| it <= most);
    is_date(date)
        && regex::matches(PATTERN, time) != Some(false)
        && is_in(0, "23")
        && is_in(3, "59")
        && is_in(6, "59")
}

/// A duration of Go (`1h30m`) or of Scala (`22 ns`, `3 days`).
fn is_duration(text: &str) -> bool {
    const WORDS: [&str; 8] = ["nano", "micro", "milli", "sec", "min", "hour", "day", "week"];
    const UNITS: [&str; 11] = ["ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk"];
    if schedule::is_duration(text) {
        return true;
    }
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let number = &rest[start..];
        let unit = number.trim_start_matches(|c: char| c.is_ascii_digit());
        if number[..number.len() - unit.len()].parse::<i64>().is_err() {
            return false;
        }
        let unit = unit.trim_start();
        let end = unit.find(|c: char| !c.is_ascii_alphabetic() && c != 'µ').unwrap_or(unit.len());
        let word = unit[..end].to_lowercase();
        if UNITS.contains(&&*word) || WORDS.iter().any(|known| word.starts_with(known)) {
            return true;
        }
        rest = unit;
    }
    false
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| c.to_digit(10).unwrap_or(99)).collect()
}

/// Ten digits with a check sum; the last may be an `X`.
fn is_isbn10(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let value = |(place, letter): (usize, &char)| match letter {
        'X' | 'x' if place == 9 => Some(10),
        letter => letter.to_digit(10),
    };
    let values: Option<Vec<u32>> = letters.iter().enumerate().map(value).collect();
    values.is_some_and(|values| {
        values.len() == 10
            && (1..)
                .zip(&values)
                .map(|(place, value)| place * value)
                .sum::<u32>()
                .is_multiple_of(11)
    })
}

fn is_isbn13(text: &str) -> bool {
    let digits = digits(text);
    let weighed = digits
        .iter()
        .enumerate()
        .map(|(at, digit)| digit * if at.is_multiple_of(2) { 1 } else { 3 });
    digits.len() == 13
        && digits.iter().all(|digit| *digit < 10)
        && weighed.sum::<u32>().is_multiple_of(10)
}

/// The lengths and prefixes of the known issuers, and the Luhn check digit.
fn is_card(text: &str) -> bool {
    const PATTERN: &str = "^(4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|(222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}|6(011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(0[0-5]|[68][0-9])[0-9]{11}|(2131|1800|35[0-9]{3})[0-9]{11}|6[27][0-9]{14})$";
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let doubled = |(at, digit): (usize, u32)| match at % 2 {
        1 if digit > 4 => digit * 2 - 9,
        1 => digit * 2,
        _ => digit,
    };
    let sum: u32 =
        digits.chars().rev().filter_map(|c| c.to_digit(10)).enumerate().map(doubled).sum();
    regex::matches(PATTERN, &digits) != Some(false) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::is_of_format;

    #[test]
    fn formats_are_those_of_the_server() {
        for (format, right, wrong) in [
            ("ipv4", &["10.0.0.1", "::ffff:1.2.3.4"][..], &["x", "10.0.0", "010.0.0.1", "::1"][..]),
            ("ipv6", &["::1", "2001:db8::1"], &["10.0.0.1", "::g"]),
            ("cidr", &["10.0.0.1/8", "::/0"], &["10.0.0.0", "10.0.0.0/33", "10.0.0.0/+8"]),
            ("mac", &["00:00:5e:00:53:01", "0000.5e00.5301"], &["00:00:5e", "x"]),
            ("uri", &["http://a.b:80/c?d", "/a", "urn:x"], &["a b", "", "a/b", "http://a:b/"]),
            ("hostname", &["a", "a.example", "x1.y-z.com"], &["-a", "a..b", "a.b.c1", "a_b"]),
            ("byte", &["YQ==", "YWJj"], &["", "YQ=", "Y*=="]),
            ("date", &["2024-02-29"], &["2023-02-29", "2023-2-2", "x"]),
            (
                "date-time",
                &["2024-01-01T00:00:00Z", "2024-01-01t23:59:59.5+01:00"],
                &["x", "2024-01-01", "2024-01-01T24:00:00Z"],
            ),
            ("duration", &["1h30m", "22 ns", "3 days", "0"], &["x", "", "5", "5 apples"]),
            ("uuid", &["123e4567-e89b-12d3-a456-426614174000"], &["123e4567", ""]),
            ("isbn", &["0321751043", "978-0321751041"], &["0321751044", "x"]),
            ("creditcard", &["4111 1111 1111 1111"], &["4111 1111 1111 1112"]),
            ("hexcolor", &["#FFFFFF", "abc"], &["#12345"]),
            ("password", &["", "x"], &[]),
        ] {
            for text in right {
                assert_ne!(is_of_format(text, format), Some(false), "{text} is a {format}");
            }
            for text in wrong {
                assert_eq!(is_of_format(text, format), Some(false), "{text} is no {format}");
            }
        }
        assert_eq!(is_of_format("a.b", "k8s-short-name"), Some(false));
        assert_eq!(is_of_format("a.b", "k8s-long-name"), Some(true));
        assert_eq!(is_of_format("x", "anything"), None);
    }
}
