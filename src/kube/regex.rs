//! The syntax of regular expressions as the server reads them, <https://github.com/google/re2/wiki/Syntax>,
//! as far as it can be told that one is wrong.
//!
//! Classes by name, and how large an expression grows, are left alone.

use super::names::Syntax;

pub fn syntax(pattern: &str) -> Syntax {
    let mut reader = Reader { rest: pattern, open: 0, is_repeatable: false };
    while let Some(letter) = reader.take() {
        reader.step(letter)?;
    }
    if reader.open > 0 { Err("has a `(` that is not closed") } else { Ok(()) }
}

/// Whether a text matches; nothing where a pattern may mean something else to the server.
pub fn matches(pattern: &str, text: &str) -> Option<bool> {
    let is_plain = syntax(pattern).is_ok() && !pattern.contains("(?") && !pattern.contains("\\p");
    let pattern = regex_lite::Regex::new(pattern).ok().filter(|_| is_plain)?;
    Some(pattern.is_match(text))
}

struct Reader<'a> {
    rest: &'a str,
    open: usize,
    /// Whether there is something before that can be repeated.
    is_repeatable: bool,
}

impl Reader<'_> {
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
        match letter {
            '(' => return self.group(),
            ')' => {
                self.open = self.open.checked_sub(1).ok_or("has a `)` that nothing opens")?;
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
            '{' if self.bounds()? => return self.repetition(),
            _ => self.is_repeatable = true,
        }
        Ok(())
    }

    fn group(&mut self) -> Syntax {
        self.open += 1;
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
            self.open -= 1;
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
            if self.rest.starts_with("[:") && self.rest.contains(":]") {
                let end = self.rest.find(":]").map_or(0, |at| at + 2);
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

    /// Whether what follows `{` are bounds, and takes them; a `{` else is only a letter.
    fn bounds(&mut self) -> Result<bool, &'static str> {
        let Some((inner, after)) = self.rest.split_once('}') else { return Ok(false) };
        let (low, high) = inner.split_once(',').unwrap_or((inner, inner));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if low.is_empty() || !is_number(low) || !is_number(high) {
            return Ok(false);
        }
        self.rest = after;
        let number = |text: &str| text.parse::<u32>().unwrap_or(u32::MAX);
        let is_upside_down = !high.is_empty() && number(high) < number(low);
        if number(low) > 1000 || (!high.is_empty() && number(high) > 1000) || is_upside_down {
            return Err("has bounds that are not in 0-1000");
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match() {
        assert_eq!(matches("^[a-z]+$", "red"), Some(true));
        assert_eq!(matches("^[a-z]+$", "Red"), Some(false));
        assert_eq!(matches("a.c", "xabcx"), Some(true));
        assert_eq!(matches("(?i)a", "A"), None);
        assert_eq!(matches("(", "("), None);
    }

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
