//! A suffix array: all suffixes of some texts in alphabetical order.

/// The texts one after the other, in lower case.
pub(super) struct Parts {
    text: Vec<u8>,
    /// Where each suffix begins.
    starts: Vec<usize>,
}

/// The separator of the texts, which no word contains.
const GAP: u8 = 0xFF;

/// Only so many bytes of suffixes are compared: texts may be periodic.
const FAR: usize = 256;

impl Parts {
    pub(super) fn of(texts: &[String]) -> Self {
        let mut text = Vec::new();
        for part in texts {
            text.extend(part.bytes().map(|byte| byte.to_ascii_lowercase()));
            text.push(GAP);
        }
        let mut starts: Vec<usize> = (0..text.len()).filter(|at| text[*at] != GAP).collect();
        starts.sort_unstable_by_key(|start| part(&text, *start));
        Parts { text, starts }
    }

    /// Whether one of the texts contains a word, in any case.
    pub(super) fn hold(&self, word: &str) -> bool {
        let word = word.to_ascii_lowercase();
        let wanted = &word.as_bytes()[..word.len().min(FAR)];
        let at = self.starts.partition_point(|start| part(&self.text, *start) < wanted);
        self.starts.get(at).is_some_and(|start| part(&self.text, *start).starts_with(wanted))
    }
}

fn part(text: &[u8], start: usize) -> &[u8] {
    &text[start..text.len().min(start + FAR)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_held_and_nothing_else() {
        let parts = Parts::of(&["Hunter2".to_owned(), "aaaa".repeat(500), "é".to_owned()]);
        for word in ["hunter2", "UNTER", "2", "é", &"a".repeat(300), ""] {
            assert!(parts.hold(word), "{word}");
        }
        for word in ["hunter3", "2a", "aaaé", "b"] {
            assert!(!parts.hold(word), "{word}");
        }
    }
}
