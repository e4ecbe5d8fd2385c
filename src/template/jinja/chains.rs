//! A template into the tag in it that joins more than can be read: `a ~ b ~ c ~ …`, `not not not …`.
//!
//! Each operator of a chain is a level of the syntax tree, and whoever walks the tree goes down all
//! of them.

use std::ops::Range;

use memchr::{memchr, memmem};

/// No template that means something comes near.
pub(super) const MOST: usize = 2_000;

/// The tag with more operators, if there is one.
pub(super) fn endless(text: &str) -> Option<Range<usize>> {
    if text.len() <= MOST {
        return None;
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(open) = memchr(b'{', bytes.get(at..)?) {
        let start = at + open;
        at = start + 2;
        match bytes.get(start + 1)? {
            b'{' | b'%' => {
                let (operators, end) = of_tag(bytes, at);
                if operators > MOST {
                    return Some(start..at);
                }
                at = end;
            }
            b'#' => at += memmem::find(bytes.get(at..)?, b"#}")?,
            _ => at = start + 1,
        }
    }
    None
}

/// How many operators stand in the tag that begins here, and where it ends.
fn of_tag(bytes: &[u8], start: usize) -> (usize, usize) {
    let (mut count, mut maps, mut at) = (0, 0, start);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\'' | b'"' => at = end_of_quote(bytes, at),
            b'{' => maps += 1,
            b'}' if maps > 0 => maps -= 1,
            b'}' | b'%' if bytes.get(at + 1) == Some(&b'}') => return (count, at + 2),
            b'~' | b'+' | b'-' | b'*' | b'/' | b'%' | b'|' | b'.' | b'(' | b'[' | b'<' | b'>'
            | b'=' | b'!' => count += 1,
            byte if byte.is_ascii_alphabetic() => {
                let length = bytes[at..].iter().take_while(|byte| is_of_word(**byte)).count();
                let word = &bytes[at..at + length];
                count += usize::from(WORDS.contains(&word));
                at += length - 1;
            }
            _ => {}
        }
        at += 1;
    }
    (count, bytes.len())
}

/// The words that are operators.
const WORDS: [&[u8]; 6] = [b"not", b"and", b"or", b"if", b"in", b"is"];

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Where a text ends that begins with a quote.
fn end_of_quote(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            byte if *byte == bytes[start] => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_of_many_operators_is_found() {
        for part in ["not ", "-", "1 ~ ", "a.", "1 if 1 else ", "'}}' ~ ", "{'a': {}} ~ "] {
            let text = format!("a {{# {{{{ #}} {{{{ {}1 }}}} b", part.repeat(MOST + 1));
            assert_eq!(endless(&text), Some(11..13), "{part}");
        }
    }

    #[test]
    fn many_tags_are_none() {
        let text = "{{ a.b | c }} - {% if not d %}{% endif %} ".repeat(MOST);
        assert_eq!(endless(&text), None);
        assert_eq!(endless(&format!("{{{{ '{}' }}}}", "- ".repeat(MOST + 1))), None);
        assert_eq!(endless(&"- ~ ".repeat(MOST)), None);
    }
}
