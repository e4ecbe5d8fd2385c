//! What a terminal would obey into what can be seen.
//!
//! A file name or a value may hold the codes that move a cursor, recolour or reorder a line.

use std::borrow::Cow;

/// The text with `\u{1b}` for an escape, and so on; line breaks and tabs stay.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_obeyed(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    Cow::Owned(shown)
}

/// The same, each character in as many bytes as before, so that marks below it still fit.
pub(super) fn veiled(text: &str) -> Cow<'_, str> {
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let veil = |c: char| match c.len_utf8() {
        // The renderer has pictures for these.
        1 => c,
        2 => '¿',
        3 => '\u{FFFD}',
        _ => '\u{1F6AB}',
    };
    Cow::Owned(text.chars().map(|c| if is_obeyed(c) { veil(c) } else { c }).collect())
}

/// Ends the name of a flag's source, see the text printer: no other text may have it.
pub(super) const END: char = '\u{10FFFD}';

/// Control characters but line breaks and tabs, marks of direction, other line ends.
fn is_obeyed(c: char) -> bool {
    let marks = ['\u{61C}', '\u{200E}', '\u{200F}', '\u{2028}', '\u{2029}', END];
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        || marks.contains(&c)
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
}
