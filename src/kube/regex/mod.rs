//! Regular expressions as the server reads them: those of Go, which are those of RE2.
//!
//! [`syntax`](syntax()) says whether the server accepts one. [`compile`] makes one for our engine
//! that matches the same texts: where the two engines read a pattern differently, it is rewritten.

mod spelling;
mod syntax;

use std::sync::OnceLock;

pub(crate) use regex::Regex;
pub(crate) use syntax::syntax;

/// Whether a text matches; `None` if the pattern is invalid or too large.
pub(crate) fn matches(pattern: &str, text: &str) -> Option<bool> {
    syntax(pattern).ok()?;
    Some(compile(pattern).ok()?.is_match(text))
}

/// A regular expression, compiled when a text is first matched.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub text: Box<str>,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(crate) fn new(text: impl Into<Box<str>>) -> Self {
        Pattern { text: text.into(), compiled: OnceLock::new() }
    }

    /// Whether a text matches; nothing where the pattern can't be told the meaning of.
    pub(crate) fn matches(&self, text: &str) -> Option<bool> {
        let compile = || syntax(&self.text).ok().and_then(|()| compile(&self.text).ok());
        self.compiled.get_or_init(compile).as_ref().map(|regex| regex.is_match(text))
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// The compiled expression.
///
/// # Errors
/// Why the pattern is invalid or too large.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    let spelled = spelling::ours(pattern);
    let built = regex::RegexBuilder::new(&spelled).octal(true).size_limit(LARGEST).build();
    built.map_err(|why| match why {
        regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
        why => why.to_string(),
    })
}

/// How many bytes an expression may take once it is compiled.
const LARGEST: usize = 4 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match_as_they_do_for_the_server() {
        for (pattern, text, is_match) in [
            ("^[a-z]+$", "red", true),
            ("^[a-z]+$", "Red", false),
            ("a.c", "xabcx", true),
            ("(?i)a", "A", true),
            (r"^\d+$", "12", true),
            (r"^\d+$", "١٢", false),
            (r"^\w$", "é", false),
            (r"^[\w.-]+$", "a.b-c", true),
            (r"^[\D]$", "1", false),
            (r"^[^\s]$", " ", false),
            (r"a\b", "a b", true),
            (r"^a\Bb$", "ab", true),
            (r"^\<\>\/$", "<>/", true),
            ("^[[a]$", "[", true),
            ("^[a&&b]$", "&", true),
            ("^[+--]$", ",", true),
            ("^[--0]$", ".", true),
            ("^[]-a]$", "^", true),
            ("^a{,3}$", "a{,3}", true),
            ("^{a}$", "{a}", true),
            (r"^\Qa(b\E$", "a(b", true),
            (r"^\101$", "A", true),
            (r"^\pL\p{Greek}$", "aα", true),
            ("^[[:alpha:]]$", "a", true),
        ] {
            assert_eq!(matches(pattern, text), Some(is_match), "{pattern} {text}");
        }
        assert_eq!(matches("(", "("), None);
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let nested = "((a{100}){100}){100}";
        let wide = "(abcdefgh){1000}".repeat(500);
        for pattern in [nested, &wide] {
            assert!(syntax(pattern).is_err());
            assert!(compile(pattern).is_err());
        }
        assert_eq!(syntax("((a{10}){10}){10}"), Ok(()));
    }
}
