//! A place in a text that moves on by characters and lines, as YAML 1.1 counts them.

use super::super::syntax::Bytes;

/// Where the reading stands. Columns are counted in characters.
#[derive(Clone)]
pub(super) struct Cursor<'t> {
    pub text: &'t str,
    pub at: usize,
    pub line: usize,
    line_start: usize,
    /// Bytes of this line that do not begin a character.
    continued: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Cursor { text, at: start, line: 0, line_start: start, continued: 0 }
    }

    /// The byte so far ahead; zero behind the end, which no text holds.
    pub(super) fn byte(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    pub(super) fn column(&self) -> usize {
        self.at - self.line_start - self.continued
    }

    pub(super) fn is_end(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn is_blank(&self, ahead: usize) -> bool {
        matches!(self.byte(ahead), b' ' | b'\t')
    }

    /// YAML 1.1 has line breaks beyond ASCII.
    pub(super) fn is_break(&self, ahead: usize) -> bool {
        match self.byte(ahead) {
            b'\n' | b'\r' => true,
            0xc2 => self.byte(ahead + 1) == 0x85,
            0xe2 => self.byte(ahead + 1) == 0x80 && matches!(self.byte(ahead + 2), 0xa8 | 0xa9),
            _ => false,
        }
    }

    pub(super) fn is_break_or_end(&self, ahead: usize) -> bool {
        self.byte(ahead) == 0 || self.is_break(ahead)
    }

    pub(super) fn is_space_or_end(&self, ahead: usize) -> bool {
        match self.byte(ahead) {
            b' ' | b'\t' | 0 => true,
            byte if byte > b' ' && byte < 0x80 => false,
            _ => self.is_break(ahead),
        }
    }

    /// `---` or `...` at the beginning of a line.
    pub(super) fn is_document_mark(&self, mark: &str) -> bool {
        self.byte(0) == mark.as_bytes()[0]
            && self.column() == 0
            && self.text[self.at..].starts_with(mark)
            && self.is_space_or_end(3)
    }

    /// Over one character.
    pub(super) fn skip(&mut self) {
        let width = match self.byte(0) {
            0..0xc0 => 1,
            0xc0..0xe0 => 2,
            0xe0..0xf0 => 3,
            _ => 4,
        };
        self.at += width;
        self.continued += width - 1;
    }

    /// To a place on the same line.
    pub(super) fn jump(&mut self, to: usize) {
        let passed = &self.text.as_bytes()[self.at..to];
        self.continued += passed.iter().filter(|byte| byte.cast_signed() < -64).count();
        self.at = to;
    }

    pub(super) fn skip_blanks(&mut self) {
        while self.is_blank(0) {
            self.skip();
        }
    }

    /// Over a line break. A carriage return before one is a part of it: kubectl takes it away
    /// from the end of each line before YAML's reader does.
    pub(super) fn skip_break(&mut self) {
        self.at += match (self.byte(0), self.byte(1), self.byte(2)) {
            (b'\r', b'\r', b'\n') | (0xe2, ..) => 3,
            (b'\r', b'\n', _) | (0xc2, ..) => 2,
            _ => 1,
        };
        self.line += 1;
        self.line_start = self.at;
        self.continued = 0;
    }

    /// Over a line break, and what a scalar makes of it.
    pub(super) fn take_break(&mut self) -> char {
        let made = match (self.byte(0), self.byte(2)) {
            (0xe2, 0xa8) => '\u{2028}',
            (0xe2, _) => '\u{2029}',
            _ => '\n',
        };
        self.skip_break();
        made
    }

    /// Where the line ends that this is on.
    pub(super) fn line_end(&self) -> usize {
        let bytes = &self.text.as_bytes()[self.at..];
        let ends = |ahead: usize| match bytes[ahead] {
            b'\n' | b'\r' => true,
            0xc2 | 0xe2 => self.is_break(ahead),
            _ => false,
        };
        self.at + (0..bytes.len()).find(|ahead| ends(*ahead)).unwrap_or(bytes.len())
    }

    pub(super) fn since(&self, start: usize) -> Bytes {
        start..self.at
    }
}
