//! Any text into the name of one file, and no two texts into the same.

use std::fmt::Write as _;

/// `system:a` as `system%3Aa`: small letters, digits, `-` and inner dots stay, all else is told by
/// its bytes. Capitals are told too, for file systems that don't tell `A` from `a`.
pub fn segment(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for byte in text.bytes() {
        let stays = byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if stays || (byte == b'.' && !name.is_empty()) {
            name.push(char::from(byte));
        } else {
            write!(name, "%{byte:02X}").expect("a string takes all");
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_told_apart_and_lead_nowhere() {
        let texts = [
            "web", "Web", "a_b", "a:b", "a%3Ab", "a%b", "../../x", "..", ".", "a/b", "a\\b", "ä",
            "a\u{308}", "a\nb", "a\0b", "", "con:", "a.b",
        ];
        let names: BTreeSet<String> = texts.iter().map(|text| segment(text)).collect();
        assert_eq!(names.len(), texts.len());
        let plain = |c: char| c.is_ascii_alphanumeric() || "-.%".contains(c);
        assert!(names.iter().all(|name| name.chars().all(plain) && !name.starts_with('.')));
        assert_eq!(segment("system:node-1.eu"), "system%3Anode-1.eu");
    }
}
