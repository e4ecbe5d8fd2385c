//! Where the lines of a text begin, so that a place in it is found without reading it anew.

use std::ops::Range;

use super::Place;

/// The lines of a text.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    /// How many characters come before each block of bytes.
    chars: Vec<usize>,
}

/// The bytes of a block: no more are counted for the column of a place in a long line.
const BLOCK: usize = 1024;

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let mut before = 0;
        let chars = text.as_bytes().chunks(BLOCK).map(|block| {
            let now = before;
            before += chars_in(block);
            now
        });
        let chars = chars.collect();
        Lines { starts: [0].into_iter().chain(breaks.map(|(at, _)| at + 1)).collect(), chars }
    }

    /// Which line holds a byte, counted from 0.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at) - 1
    }

    /// The bytes of a line, without its break.
    pub(super) fn bytes(&self, line: usize, text: &str) -> Range<usize> {
        let end = self.starts.get(line + 1).map_or(text.len(), |next| next - 1);
        self.starts[line]..end
    }

    pub(super) fn place(&self, at: usize, text: &str) -> Place {
        let at = at.min(text.len());
        let line = self.line(at);
        let start = self.starts[line];
        let before = |at| self.chars_before(at, text);
        let chars = match at - start {
            ..BLOCK => chars_in(&text.as_bytes()[start..at]),
            _ => before(at) - before(start),
        };
        Place { line: line + 1, column: chars + 1 }
    }

    fn chars_before(&self, at: usize, text: &str) -> usize {
        let block = at / BLOCK;
        match self.chars.get(block) {
            Some(before) => before + chars_in(&text.as_bytes()[block * BLOCK..at]),
            // The end of a text whose last block is full.
            None => self
                .chars
                .last()
                .map_or(0, |before| before + chars_in(&text.as_bytes()[(block - 1) * BLOCK..at])),
        }
    }
}

/// The characters that begin in these bytes of UTF-8.
fn chars_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| *byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_the_one_that_counting_finds() {
        let texts = ["", "\n", "a\nbé\n\nc", &"é".repeat(BLOCK), &"xy\n".repeat(BLOCK)];
        for text in texts {
            let lines = Lines::of(text);
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let before = &text[..at];
                let line = before.split('\n').count();
                let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
                assert_eq!(lines.place(at, text), Place { line, column }, "{at}");
            }
        }
    }
}
