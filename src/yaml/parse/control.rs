//! Characters that YAML does not let stand for themselves.

use super::{SyntaxFault, fault};

/// How many bytes are looked at together.
const STRETCH: usize = 256;

/// Where the first of them stands.
pub(crate) fn control_character(text: &str) -> Option<usize> {
    let may_begin_one = |byte: &u8| *byte < b' ' || *byte == 0x7f || matches!(byte, 0xc2 | 0xef);
    let is_sound = |char: char| match char {
        '\t' | '\n' | '\r' | '\u{85}' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => !char.is_control(),
    };
    // Line breaks are in every text; all others are rare, so whole stretches are passed over first.
    let is_rare = |byte: &u8| may_begin_one(byte) && !matches!(byte, b'\n' | b'\r' | b'\t');
    let holds_rare = |stretch: &[u8]| stretch.iter().fold(false, |any, byte| any | is_rare(byte));
    let first = text.as_bytes().chunks(STRETCH).position(holds_rare)?;
    let mut at = first * STRETCH;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    while let Some(next) = text.as_bytes()[at..].iter().position(may_begin_one) {
        at += next;
        if !text[at..].chars().next().is_none_or(is_sound) {
            return Some(at);
        }
        at += 1;
    }
    None
}

pub(crate) fn control_fault(at: usize) -> SyntaxFault {
    let help = "remove it, or write it as an escape in quotes";
    fault("a control character stands here", at, help)
}
