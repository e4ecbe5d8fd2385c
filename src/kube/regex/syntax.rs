//! Whether the server takes a text for a regular expression,
//! <https://github.com/google/re2/wiki/Syntax>, or why not. The names of classes, as in
//! `\p{Greek}`, are not checked.

use crate::kube::names::Syntax;

pub(crate) fn syntax(pattern: &str) -> Syntax {
    let mut measure = Measure { rest: pattern, ..Measure::default() };
    while let Some(letter) = measure.take() {
        measure.step(letter)?;
    }
    match measure {
        Measure { open, .. } if !open.is_empty() => Err("has a `(` that is not closed"),
        Measure { group: Growth { size, .. }, last, .. } if size + last.size > MOST => {
            Err("is too large once its repetitions are written out")
        }
        _ => Ok(()),
    }
}

/// How many steps an expression may have once its repetitions are written out: `maxSize` of Go's
/// `regexp/syntax`.
const MOST: usize = (128 << 20) / 40;

/// How deep groups may be nested: `maxHeight`.
const DEEPEST: usize = 1000;

#[derive(Default)]
struct Measure<'a> {
    rest: &'a str,
    /// What stands before each open group, in the group around it.
    open: Vec<Growth>,
    /// What stands before `last` in the innermost group.
    group: Growth,
    /// What a repetition would repeat.
    last: Growth,
    /// Whether there is something before that can be repeated.
    is_repeatable: bool,
}

/// The size of a part of an expression.
#[derive(Clone, Copy, Default)]
struct Growth {
    size: usize,
    /// The largest product of repetitions in it: 100 for `(a{10}){10}`.
    times: usize,
}

impl Growth {
    fn and(self, other: Growth) -> Growth {
        let size = self.size.saturating_add(other.size);
        Growth { size, times: self.times.max(other.times) }
    }
}

impl Measure<'_> {
    fn take(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.rest = &self.rest[letter.len_utf8()..];
        Some(letter)
    }

    fn skip(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn step(&mut self, letter: char) -> Syntax {
        if !matches!(letter, ')' | '*' | '+' | '?' | '{')
            || (letter == '{' && bounds(self.rest).is_none())
        {
            self.group = self.group.and(self.last);
            self.last = Growth { size: 1, times: 1 };
        }
        match letter {
            '(' => return self.group(),
            ')' => {
                let before = self.open.pop().ok_or("has a `)` that nothing opens")?;
                self.last = self.group.and(self.last);
                self.group = before;
                self.is_repeatable = true;
            }
            '|' => self.is_repeatable = false,
            '[' => {
                self.class()?;
                self.is_repeatable = true;
            }
            '\\' => {
                self.escape()?;
                self.is_repeatable = true;
            }
            '*' | '+' | '?' => return self.repetition(),
            '{' => match self.bounds()? {
                Some(times) => {
                    self.repetition()?;
                    return self.grow(times);
                }
                None => self.is_repeatable = true,
            },
            _ => self.is_repeatable = true,
        }
        Ok(())
    }

    fn group(&mut self) -> Syntax {
        if self.open.len() == DEEPEST {
            return Err("is nested too deep");
        }
        self.open.push(std::mem::take(&mut self.group));
        self.is_repeatable = false;
        if !self.skip("?") || self.skip("P<") || self.skip(":") {
            return Ok(());
        }
        if self.rest.starts_with('=') || self.rest.starts_with('!') {
            return Err("has a look-ahead, which the server does not know");
        }
        if self.skip("<") {
            let is_behind = self.rest.starts_with('=') || self.rest.starts_with('!');
            return if is_behind {
                Err("has a look-behind, which the server does not know")
            } else {
                Ok(())
            };
        }
        let flags = self.rest.trim_start_matches(['i', 'm', 's', 'U', '-']);
        if flags.len() == self.rest.len() || !flags.starts_with([':', ')']) {
            return Err("has a `(?` that means nothing");
        }
        self.rest = flags;
        if !self.skip(":") {
            self.skip(")");
            self.group = self.open.pop().unwrap_or_default();
        }
        Ok(())
    }

    /// What follows `[`, which has an end and no range that goes down.
    fn class(&mut self) -> Syntax {
        const OPEN: &str = "has a `[` that is not closed";
        self.skip("^");
        let mut is_first = true;
        loop {
            if !is_first && self.skip("]") {
                return Ok(());
            }
            is_first = false;
            if let Some(end) = named_class(self.rest) {
                self.rest = &self.rest[end..];
                continue;
            }
            let low = self.take().ok_or(OPEN)?;
            if low == '\\' {
                self.escape()?;
                continue;
            }
            let mut ahead = self.rest.chars();
            if let (Some('-'), Some(high)) = (ahead.next(), ahead.next())
                && !matches!(high, ']' | '\\')
            {
                if high < low {
                    return Err("has a range that goes down");
                }
                self.rest = ahead.as_str();
            }
        }
    }

    fn escape(&mut self) -> Syntax {
        match self.take() {
            None => Err("ends in a `\\`"),
            Some('Q') => {
                let end = self.rest.find("\\E").map_or(self.rest.len(), |at| at + 2);
                self.rest = &self.rest[end..];
                Ok(())
            }
            Some(letter) if letter.is_ascii_alphabetic() => {
                let known = "AaBbCDdEfnPprSstvWwxz";
                if known.contains(letter) { Ok(()) } else { Err("has a `\\` that means nothing") }
            }
            Some('1'..='7') if self.rest.starts_with(|c| matches!(c, '0'..='7')) => Ok(()),
            Some('1'..='9') => Err("has a back reference, which the server does not know"),
            Some(_) => Ok(()),
        }
    }

    fn repetition(&mut self) -> Syntax {
        if !self.is_repeatable {
            return Err("repeats nothing");
        }
        self.skip("?");
        self.is_repeatable = true;
        let is_again = self.rest.starts_with(['*', '+', '?']);
        if is_again { Err("repeats a repetition") } else { Ok(()) }
    }

    /// Repeats the last part; nested repetitions multiply.
    fn grow(&mut self, times: usize) -> Syntax {
        let Growth { size, times: before } = self.last;
        let times = times.max(1);
        self.last = Growth { size: size.saturating_mul(times), times: before * times };
        if self.last.times > 1000 {
            return Err("has repetitions in repetitions that come to more than 1000");
        }
        if self.last.size > MOST {
            return Err("is too large once its repetitions are written out");
        }
        Ok(())
    }

    /// How often what follows `{` says to repeat, if it is bounds, and takes them; a `{` else is
    /// only a letter.
    fn bounds(&mut self) -> Result<Option<usize>, &'static str> {
        let Some((low, high, after)) = bounds(self.rest) else { return Ok(None) };
        self.rest = after;
        let number = |text: &str| text.parse::<u32>().unwrap_or(u32::MAX);
        let is_upside_down = !high.is_empty() && number(high) < number(low);
        if number(low) > 1000 || (!high.is_empty() && number(high) > 1000) || is_upside_down {
            return Err("has bounds that are not in 0-1000");
        }
        let times = if high.is_empty() { number(low) } else { number(high) };
        Ok(usize::try_from(times).ok())
    }
}

/// `3}`, `3,}` or `3,5}` into its numbers, the last empty if there is none, and what comes after.
pub(super) fn bounds(rest: &str) -> Option<(&str, &str, &str)> {
    let (inner, _) = near(rest).split_once('}')?;
    let (low, high) = inner.split_once(',').unwrap_or((inner, inner));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_bound = !low.is_empty() && is_number(low) && is_number(high);
    is_bound.then(|| (low, high, &rest[inner.len() + 1..]))
}

/// Where `[:alpha:]` ends, if it begins here.
pub(super) fn named_class(rest: &str) -> Option<usize> {
    let end = || near(rest).find(":]").map(|at| at + 2);
    if rest.starts_with("[:") { end() } else { None }
}

/// What comes next; bounds and names are short, and are not sought far away.
fn near(rest: &str) -> &str {
    rest.get(..64).unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_what_the_server_reads() {
        for right in [
            "",
            "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
            r"^\d+(ns|us|µs|ms|s|m|h){1,3}$",
            r"[]a-]+[^]]",
            r"(?i)a(?P<n>b)(?<m>c)(?:d)(?s-i:e)",
            r"\Qa(b\E\x41\pL\p{Greek}[\d\-[:alpha:]]",
            "a{,3}{b{1,2}?",
            "a|",
            "(|a)",
            r"\12",
            "^*",
        ] {
            assert_eq!(syntax(right), Ok(()), "{right}");
        }
        for wrong in [
            "(", ")", "a)", "[a", "*", "+", "a**", "a|*", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)",
            r"a\", r"\1", "[z-a]", "a{3,2}", "a{1001}", r"\y", "(?z)",
        ] {
            assert!(syntax(wrong).is_err(), "{wrong}");
        }
    }
}
