//! Patterns of RE2 into ours, with Go's words for what is wrong with them.

use super::quote::{can_backquote, quote};
use crate::kube::regex::{self, Regex};

/// # Errors
/// `error parsing regexp: …`
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    let told = |why: Fault<'_>| format!("error parsing regexp: {}: `{}`", why.0, why.1);
    if let Some(why) = fault(pattern) {
        return Err(told(why));
    }
    if let Err(why) = regex::syntax(pattern) {
        return Err(told((why, pattern)));
    }
    regex::compile(pattern).map_err(|_| told(("expression too large", pattern)))
}

/// A pattern as `regexp` quotes it.
pub(super) fn shown(pattern: &[u8]) -> String {
    if can_backquote(pattern) {
        format!("`{}`", String::from_utf8_lossy(pattern))
    } else {
        quote(pattern)
    }
}

/// What is wrong, and the part that is.
type Fault<'a> = (&'static str, &'a str);

/// The first thing that Go says is wrong.
fn fault(pattern: &str) -> Option<Fault<'_>> {
    let mut scan = Scan { pattern, at: 0, open: 0, last: Last::Nothing };
    while scan.at < pattern.len() {
        if let Err(fault) = scan.step() {
            return Some(fault);
        }
    }
    (scan.open > 0).then_some(("missing closing )", pattern))
}

/// What stands before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Something,
    /// A repetition, and where it begins.
    Repeat(usize),
}

struct Scan<'a> {
    pattern: &'a str,
    at: usize,
    open: usize,
    last: Last,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        &self.pattern[self.at..]
    }

    fn step(&mut self) -> Result<(), Fault<'a>> {
        let rest = self.rest();
        let Some(char) = rest.chars().next() else { return Ok(()) };
        match char {
            '(' => return self.group(),
            ')' => {
                self.open = self.open.checked_sub(1).ok_or(("unexpected )", self.pattern))?;
                self.take(1, Last::Something);
            }
            '|' => self.take(1, Last::Nothing),
            '[' => {
                let length = class(rest)?;
                self.take(length, Last::Something);
            }
            '*' | '+' | '?' => return self.repeat(1),
            '{' => match bounds(rest)? {
                Some(length) => return self.repeat(length),
                None => self.take(1, Last::Something),
            },
            '\\' => {
                let length = escape(rest)?;
                self.take(length, Last::Something);
            }
            _ => self.take(char.len_utf8(), Last::Something),
        }
        Ok(())
    }

    fn take(&mut self, length: usize, last: Last) {
        self.at += length;
        self.last = last;
    }

    fn repeat(&mut self, length: usize) -> Result<(), Fault<'a>> {
        let start = self.at;
        let lazy = usize::from(self.rest()[length..].starts_with('?'));
        let end = start + length + lazy;
        match self.last {
            Last::Nothing => {
                return Err(("missing argument to repetition operator", &self.pattern[start..end]));
            }
            Last::Repeat(from) => {
                return Err(("invalid nested repetition operator", &self.pattern[from..end]));
            }
            Last::Something => {}
        }
        self.at = end;
        self.last = Last::Repeat(start);
        Ok(())
    }

    fn group(&mut self) -> Result<(), Fault<'a>> {
        let rest = self.rest();
        let Some(inner) = rest.strip_prefix("(?") else {
            self.open += 1;
            self.take(1, Last::Nothing);
            return Ok(());
        };
        let named = inner.strip_prefix("P<").map(|name| (name, 4));
        let named = named.or_else(|| {
            let name = inner.strip_prefix('<')?;
            (!name.starts_with(['=', '!'])).then_some((name, 3))
        });
        if let Some((name, lead)) = named {
            let end = name.find('>').ok_or(("invalid named capture", rest))?;
            let sound = |char: char| char == '_' || char.is_ascii_alphanumeric();
            if end == 0 || !name[..end].chars().all(sound) {
                return Err(("invalid named capture", &rest[..=lead + end]));
            }
            self.open += 1;
            self.take(lead + end + 1, Last::Nothing);
            return Ok(());
        }
        for (at, char) in inner.char_indices() {
            match char {
                'i' | 'm' | 's' | 'U' | '-' => {}
                ':' => {
                    self.open += 1;
                    self.take(at + 3, Last::Nothing);
                    return Ok(());
                }
                ')' if at > 0 => {
                    self.take(at + 3, Last::Nothing);
                    return Ok(());
                }
                _ => {
                    let end = at + 2 + char.len_utf8();
                    return Err(("invalid or unsupported Perl syntax", &rest[..end]));
                }
            }
        }
        Err(("missing argument to repetition operator", "?"))
    }
}

/// How long a class is.
fn class(rest: &str) -> Result<usize, Fault<'_>> {
    let mut at = 1;
    if rest[at..].starts_with('^') {
        at += 1;
    }
    let mut first = true;
    loop {
        let inner = &rest[at..];
        let Some(char) = inner.chars().next() else { return Err(("missing closing ]", rest)) };
        if char == ']' && !first {
            return Ok(at + 1);
        }
        first = false;
        if let Some(name) = inner.strip_prefix("[:")
            && let Some(end) = name.find(":]")
        {
            at += end + 4;
            continue;
        }
        let from = at;
        let low = one(inner)?;
        at += low.1;
        let high = rest[at..].strip_prefix('-').filter(|high| !high.starts_with(']'));
        let Some(high) = high.filter(|high| !high.is_empty()) else { continue };
        let (high_char, length) = one(high)?;
        at += 1 + length;
        if let (Some(low), Some(high)) = (low.0, high_char)
            && high < low
        {
            return Err(("invalid character class range", &rest[from..at]));
        }
    }
}

/// A character of a class, none where it is a class of its own, and how long it is written.
fn one(text: &str) -> Result<(Option<char>, usize), Fault<'_>> {
    if text.starts_with('\\') {
        return Ok((None, escape(text)?));
    }
    let char = text.chars().next();
    Ok((char, char.map_or(0, char::len_utf8)))
}

/// How long an escape is.
fn escape(text: &str) -> Result<usize, Fault<'_>> {
    let Some(char) = text[1..].chars().next() else {
        return Err(("trailing backslash at end of expression", ""));
    };
    let length = 1 + char.len_utf8();
    let invalid = Err(("invalid escape sequence", &text[..length]));
    match char {
        'Q' => Ok(text.find("\\E").map_or(text.len(), |end| end + 2)),
        '1'..='9' if !text[2..].starts_with(|next: char| ('0'..='7').contains(&next)) => invalid,
        'p' | 'P' | 'x' => Ok(match text[2..].strip_prefix('{') {
            Some(name) => name.find('}').map_or(length, |end| end + 4),
            None => length,
        }),
        _ if !char.is_ascii() => invalid,
        _ if char.is_ascii_alphabetic() && !"AaBbDdfnrSstvWwzC".contains(char) => invalid,
        _ => Ok(length),
    }
}

/// How long bounds are; none where the brace is a character.
fn bounds(rest: &str) -> Result<Option<usize>, Fault<'_>> {
    let Some(end) = rest.find('}') else { return Ok(None) };
    let (low, high) = match rest[1..end].split_once(',') {
        Some((low, "")) => (low, low),
        Some((low, high)) => (low, high),
        None => (&rest[1..end], &rest[1..end]),
    };
    let numeric = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !numeric(low) || !numeric(high) {
        return Ok(None);
    }
    let number = |text: &str| text.parse::<u32>().unwrap_or(u32::MAX);
    if number(low) > 1000 || number(high) > 1000 || number(low) > number(high) {
        return Err(("invalid repeat count", &rest[..=end]));
    }
    Ok(Some(end + 1))
}
