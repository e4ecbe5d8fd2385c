//! Scalars, lists and maps into YAML as go-yaml writes it, byte for byte.
//!
//! What a value is in YAML is said by [`write`](super::write); which scalars must be quoted so that
//! they stay texts by [`resolve`](super::resolve).

use super::is_break;

/// Which go-yaml writes: that behind `toYaml`, or that behind `toYamlPretty`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    V2,
    V3,
}

/// Where a node stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Root,
    Item,
    Value,
    /// A key on its own line, before its `:`.
    Key,
    /// A key behind a `?`.
    LongKey,
}

/// How a scalar is written where nothing forbids it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}

/// Lines longer than this are folded at the next blank.
const WIDTH: usize = 80;
const INDENT: i32 = 2;
/// Longer keys stand behind a `?`.
const LONGEST_KEY: usize = 128;

pub(super) struct Emitter {
    pub out: String,
    dialect: Dialect,
    indent: i32,
    column: usize,
    /// The last that was written is blank.
    whitespace: bool,
    /// Nothing but an indentation, or signs that count as one, stands on the line.
    indention: bool,
}

impl Emitter {
    pub(super) fn new(dialect: Dialect) -> Self {
        let out = String::new();
        Emitter { out, dialect, indent: -1, column: 0, whitespace: true, indention: true }
    }

    /// The text, with the line break at its end.
    pub(super) fn finish(mut self) -> String {
        self.indent = -1;
        self.write_indent();
        self.out
    }

    pub(super) fn empty(&mut self, brackets: [&str; 2]) {
        self.indicator(brackets[0], Space::Before, Blank::Is);
        self.indicator(brackets[1], Space::Not, Blank::Not);
    }

    /// Begins a list; gives what [`Emitter::end`] wants back.
    pub(super) fn begin_list(&mut self, place: Place) -> i32 {
        let held = self.indent;
        let in_map = matches!(place, Place::Value | Place::LongKey);
        let flush = self.dialect == Dialect::V2 && in_map && !self.indention;
        self.indent = deeper(held, if flush { 0 } else { INDENT });
        held
    }

    pub(super) fn item(&mut self) {
        self.write_indent();
        self.sign("-");
    }

    pub(super) fn begin_map(&mut self) -> i32 {
        let held = self.indent;
        self.indent = deeper(held, INDENT);
        held
    }

    pub(super) fn end(&mut self, held: i32) {
        self.indent = held;
    }

    /// Writes a key and its colon.
    pub(super) fn key(&mut self, text: &str, style: Style) -> Place {
        self.write_indent();
        if text.len() <= LONGEST_KEY && !text.chars().any(is_break) {
            self.scalar(text, style, Place::Key);
            self.indicator(":", Space::Not, Blank::Not);
            return Place::Value;
        }
        self.sign("?");
        self.scalar(text, style, Place::LongKey);
        self.write_indent();
        self.sign(":");
        Place::Value
    }

    /// Writes a tag that stands before a scalar.
    pub(super) fn tag(&mut self, tag: &str) {
        self.space();
        self.write(tag);
        self.whitespace = false;
        self.indention = false;
    }

    pub(super) fn scalar(&mut self, text: &str, style: Style, place: Place) {
        let traits = Traits::of(text, self.dialect);
        let held = self.indent;
        self.indent = if held < 0 { INDENT } else { held + INDENT };
        let folds = place != Place::Key;
        match traits.allowed(style, place) {
            Style::Plain => self.plain(text, folds),
            Style::SingleQuoted => self.single_quoted(text, folds),
            Style::DoubleQuoted => self.double_quoted(text, folds),
            Style::Literal => self.literal(text),
        }
        self.indent = held;
    }

    fn plain(&mut self, text: &str, folds: bool) {
        if !text.is_empty() {
            self.space();
        }
        self.folded(text, folds, |_, _| {});
        self.whitespace = false;
        self.indention = false;
    }

    fn single_quoted(&mut self, text: &str, folds: bool) {
        self.indicator("'", Space::Before, Blank::Not);
        self.folded(text, folds, |emitter, char| {
            if char == '\'' {
                emitter.put('\'');
            }
        });
        self.indicator("'", Space::Not, Blank::Not);
        self.whitespace = false;
        self.indention = false;
    }

    /// Writes characters, breaking lines at single blanks; `before` writes what precedes one.
    fn folded(&mut self, text: &str, folds: bool, before: fn(&mut Self, char)) {
        let mut spaces = false;
        let mut breaks = false;
        for (at, char) in text.char_indices() {
            let next = text.as_bytes().get(at + 1);
            if char == ' ' {
                let inside = at > 0 && next.is_some();
                if folds && !spaces && self.column > WIDTH && inside && next != Some(&b' ') {
                    self.write_indent();
                } else {
                    self.put(' ');
                }
                spaces = true;
            } else if is_break(char) {
                if !breaks && char == '\n' {
                    self.put_break();
                }
                self.write_break(char);
                self.indention = true;
                breaks = true;
            } else {
                if breaks {
                    self.write_indent();
                }
                before(self, char);
                self.put(char);
                self.indention = false;
                spaces = false;
                breaks = false;
            }
        }
    }

    fn double_quoted(&mut self, text: &str, folds: bool) {
        self.indicator("\"", Space::Before, Blank::Not);
        let mut spaces = false;
        // go-yaml asks each time whether the first character is the mark of UTF-8.
        let marked = text.starts_with('\u{feff}');
        for (at, char) in text.char_indices() {
            let next = text.as_bytes().get(at + 1);
            if marked || !is_printable(char) || is_break(char) || char == '"' || char == '\\' {
                self.escaped(char);
                spaces = false;
            } else if char == ' ' {
                if folds && !spaces && self.column > WIDTH && at > 0 && next.is_some() {
                    self.write_indent();
                    if next == Some(&b' ') {
                        self.put('\\');
                    }
                } else {
                    self.put(' ');
                }
                spaces = true;
            } else {
                self.put(char);
                spaces = false;
            }
        }
        self.indicator("\"", Space::Not, Blank::Not);
        self.whitespace = false;
        self.indention = false;
    }

    fn escaped(&mut self, char: char) {
        self.put('\\');
        let letter = match u32::from(char) {
            0x00 => '0',
            0x07 => 'a',
            0x08 => 'b',
            0x09 => 't',
            0x0a => 'n',
            0x0b => 'v',
            0x0c => 'f',
            0x0d => 'r',
            0x1b => 'e',
            0x22 => '"',
            0x5c => '\\',
            0x85 => 'N',
            0xa0 => '_',
            0x2028 => 'L',
            0x2029 => 'P',
            code => {
                let digits = match code {
                    0..=0xff => format!("x{code:02X}"),
                    0x100..=0xffff => format!("u{code:04X}"),
                    _ => format!("U{code:08X}"),
                };
                self.write(&digits);
                return;
            }
        };
        self.put(letter);
    }

    fn literal(&mut self, text: &str) {
        self.indicator("|", Space::Before, Blank::Not);
        if text.starts_with(|c| c == ' ' || is_break(c)) {
            self.indicator("2", Space::Not, Blank::Not);
        }
        let mut from_end = text.chars().rev();
        match (from_end.next().is_some_and(is_break), from_end.next()) {
            (false, _) => self.indicator("-", Space::Not, Blank::Not),
            (true, None) => self.indicator("+", Space::Not, Blank::Not),
            (true, Some(char)) if is_break(char) => self.indicator("+", Space::Not, Blank::Not),
            (true, Some(_)) => {}
        }
        self.put_break();
        self.indention = true;
        self.whitespace = true;
        let mut breaks = true;
        for char in text.chars() {
            if is_break(char) {
                self.write_break(char);
                self.indention = true;
                breaks = true;
            } else {
                if breaks {
                    self.write_indent();
                }
                self.put(char);
                self.indention = false;
                breaks = false;
            }
        }
    }

    fn write_indent(&mut self) {
        let indent = usize::try_from(self.indent).unwrap_or(0);
        let begun = self.column > indent || self.column == indent && !self.whitespace;
        if !self.indention || begun {
            self.put_break();
        }
        while self.column < indent {
            self.put(' ');
        }
        self.whitespace = true;
        self.indention = true;
    }

    /// `-`, `?` or a `:` of its own, which count as indentation.
    fn sign(&mut self, sign: &str) {
        let held = self.indention;
        self.indicator(sign, Space::Before, Blank::Not);
        self.indention = held;
    }

    fn indicator(&mut self, sign: &str, space: Space, blank: Blank) {
        if space == Space::Before {
            self.space();
        }
        self.write(sign);
        self.whitespace = blank == Blank::Is;
        self.indention = false;
    }

    fn space(&mut self) {
        if !self.whitespace {
            self.put(' ');
        }
    }

    fn write(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn put(&mut self, char: char) {
        self.out.push(char);
        self.column += 1;
    }

    fn put_break(&mut self) {
        self.out.push('\n');
        self.column = 0;
        if self.dialect == Dialect::V3 {
            self.indention = true;
        }
    }

    fn write_break(&mut self, char: char) {
        if char == '\n' {
            self.put_break();
        } else {
            self.out.push(char);
            self.column = 0;
        }
    }
}

/// Whether a sign counts as a blank.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blank {
    Is,
    Not,
}

/// Whether a blank parts a sign from what stands before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Space {
    Before,
    Not,
}

fn deeper(indent: i32, step: i32) -> i32 {
    if indent < 0 { 0 } else { indent + step }
}

/// What a text holds that some styles can't show.
#[derive(Default)]
struct Traits {
    indicator: bool,
    line_break: bool,
    /// Blanks or breaks at the start or the end.
    blank_edge: bool,
    trailing_space: bool,
    break_space: bool,
    space_break: bool,
    special: bool,
    tab: bool,
    empty: bool,
}

impl Traits {
    fn of(text: &str, dialect: Dialect) -> Traits {
        let marks = text.starts_with("---") || text.starts_with("...");
        let mut traits = Traits { indicator: marks, empty: text.is_empty(), ..Traits::default() };
        let mut before = ' ';
        let mut previous = Previous::Other;
        for (at, char) in text.char_indices() {
            let behind = text[at + char.len_utf8()..].chars().next();
            let ends = behind.is_none_or(|c| c == ' ' || c == '\t');
            traits.indicator |= match char {
                '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"'
                | '%' | '@' | '`'
                    if at == 0 =>
                {
                    true
                }
                '?' | '-' if at == 0 => ends,
                ':' => ends,
                '#' => before == ' ' || before == '\t' || before == '\0' || is_break(before),
                _ => false,
            };
            if char == '\t' && dialect == Dialect::V3 {
                traits.tab = true;
            } else if !is_printable(char) {
                traits.special = true;
            }
            let is_edge = at == 0 || behind.is_none();
            previous = if char == ' ' {
                traits.blank_edge |= is_edge;
                traits.trailing_space |= behind.is_none();
                traits.break_space |= previous == Previous::Break;
                Previous::Space
            } else if is_break(char) {
                traits.line_break = true;
                traits.blank_edge |= is_edge;
                traits.space_break |= previous == Previous::Space;
                Previous::Break
            } else {
                Previous::Other
            };
            before = char;
        }
        traits
    }

    fn allowed(&self, wanted: Style, place: Place) -> Style {
        let quoted = self.space_break || self.special;
        let mut style = wanted;
        if place == Place::Key && self.line_break {
            style = Style::DoubleQuoted;
        }
        let unplain = self.indicator
            || self.line_break
            || self.blank_edge
            || self.break_space
            || self.tab
            || quoted
            || self.empty && place == Place::Key;
        if style == Style::Plain && unplain {
            style = Style::SingleQuoted;
        }
        if style == Style::SingleQuoted && (self.break_space || self.tab || quoted) {
            style = Style::DoubleQuoted;
        }
        let unblocked = self.trailing_space || quoted || self.empty || place == Place::Key;
        if style == Style::Literal && unblocked {
            style = Style::DoubleQuoted;
        }
        style
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Previous {
    Space,
    Break,
    Other,
}

fn is_printable(char: char) -> bool {
    matches!(char, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        && char != '\u{feff}'
}
