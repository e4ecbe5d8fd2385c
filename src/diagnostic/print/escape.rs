//! What a terminal or a runner of CI would obey into what can be seen.
//!
//! A file name or a value may hold the codes that move a cursor, recolour or reorder a line, and the
//! commands that a runner looks for in a log: `::error::`, `##[error]`, `##vso[…]`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with `\u{1b}` for an escape, and so on; line breaks and tabs stay.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if text.split_inclusive('\n').all(is_harmless) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    // Most lines of a long text are as they should be.
    for line in text.split_inclusive('\n') {
        if is_harmless(line) {
            shown.push_str(line);
        } else {
            escape(line, &mut shown);
        }
    }
    if shown == text { Cow::Borrowed(text) } else { Cow::Owned(shown) }
}

/// A line with its break.
fn escape(line: &str, shown: &mut String) {
    let mut begins = true;
    for (at, c) in line.char_indices() {
        let commands = (begins && begins_command(&line[at..])) || is_command(&line[at..]);
        if is_obeyed(c) || (commands && !c.is_whitespace()) {
            shown.extend(c.escape_unicode());
            begins = false;
        } else {
            shown.push(c);
            begins = begins && c.is_whitespace();
        }
    }
}

/// Whether there is surely nothing in a line to obey.
fn is_harmless(line: &str) -> bool {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    // All bytes are looked at, whatever the first are: that takes many at a time.
    let odd = line.as_bytes().iter().fold(0, |odd, byte| odd | u8::from(!is_plain(byte)));
    let has_obeyed = odd != 0 && line.contains(is_obeyed);
    !has_obeyed && !line.contains("::") && !line.contains("##")
}

/// A text of JSON, where all this stands in strings, with JSON's own escapes.
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    if !json.contains(is_obeyed) && !holds_command(json) {
        return Cow::Borrowed(json);
    }
    let mut shown = String::with_capacity(json.len());
    for (at, c) in json.char_indices() {
        if is_obeyed(c) || is_command(&json[at..]) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(shown, "\\u{unit:04x}").expect("a string takes all");
            }
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// The same, each character in as many bytes as before, so that marks below it still fit.
pub(super) fn veiled(text: &str) -> Cow<'_, str> {
    if !text.contains(is_obeyed) && !holds_command(text) {
        return Cow::Borrowed(text);
    }
    let veil = |c: char| match c.len_utf8() {
        // The renderer has pictures for these.
        1 if c.is_control() => c,
        1 => '?',
        2 => '¿',
        3 => '\u{FFFD}',
        _ => '\u{1F6AB}',
    };
    let shown = text
        .char_indices()
        .map(|(at, c)| if is_obeyed(c) || is_command(&text[at..]) { veil(c) } else { c });
    Cow::Owned(shown.collect())
}

/// Ends the name of a flag's source, see the text printer: no other text may have it.
pub(super) const END: char = '\u{10FFFD}';

/// Control characters but line breaks and tabs, marks of direction, other line ends.
pub(crate) fn is_obeyed(c: char) -> bool {
    let marks = ['\u{61C}', '\u{200E}', '\u{200F}', '\u{2028}', '\u{2029}', END];
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        || marks.contains(&c)
}

/// Whether a line is a command to GitHub, which does not mind what is blank before it.
pub(crate) fn begins_command(line: &str) -> bool {
    line.trim_start().starts_with("::")
}

/// Whether a command begins here that may stand anywhere in a line: `##[error]`, and those of Azure
/// and `TeamCity`, `##vso[…]`, `##teamcity[…]`.
pub(crate) fn is_command(text: &str) -> bool {
    let name = text.strip_prefix("##");
    name.is_some_and(|name| {
        name.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[')
    })
}

/// Whether there is such a command somewhere in a text.
pub(crate) fn holds_command(text: &str) -> bool {
    text.match_indices("##").any(|(at, _)| is_command(&text[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        let text = "a\u{1b}[31m\tb\u{202e}c\r\n\u{9b}é";
        assert_eq!(escaped(text), "a\\u{1b}[31m\tb\\u{202e}c\\u{d}\n\\u{9b}é");
        assert_eq!(veiled(text).len(), text.len());
        assert_eq!(escaped("plain\n"), "plain\n");
    }

    #[test]
    fn nothing_that_a_runner_obeys_is_left() {
        let text = "a::b\n  ::error::x ##[error]y ###vso[z] ## [w]\n";
        let shown = "a::b\n  \\u{3a}:error::x \\u{23}#[error]y #\\u{23}#vso[z] ## [w]\n";
        assert_eq!(escaped(text), shown);
        assert_eq!(escaped("::add-mask::x"), "\\u{3a}:add-mask::x");
        assert_eq!(escaped("a::b ## c"), "a::b ## c");
        assert_eq!(veiled("::x ##[y]"), "::x ?#[y]");
        let json = "{\"a\": \"::\u{202e}\u{7f}##[x]\"}";
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        assert_eq!(escaped_json(json), "{\"a\": \"::\\u202e\\u007f\\u0023#[x]\"}");
        assert_eq!(value(&escaped_json(json)), value(json));
    }
}
