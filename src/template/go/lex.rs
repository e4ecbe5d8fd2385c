//! The text of a template into tokens, as text/template has them; a token is a stretch of the text.
//!
//! What is wrong with a token is told by the parser, which knows what it was doing.

use memchr::memmem;

/// A stretch of the text that means something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The lexer has the reason.
    Error,
    Bool,
    Char,
    CharConstant,
    Complex,
    Assign,
    Declare,
    #[default]
    Eof,
    Field,
    Identifier,
    LeftDelim,
    LeftParen,
    Number,
    Pipe,
    RawString,
    RightDelim,
    RightParen,
    Space,
    String,
    Text,
    Variable,
    // Keywords come after all the rest.
    Block,
    Break,
    Continue,
    Dot,
    Define,
    Else,
    End,
    If,
    Nil,
    Range,
    Template,
    With,
}

pub(super) struct Lexer<'s> {
    input: &'s [u8],
    left: memmem::Finder<'static>,
    pos: usize,
    start: usize,
    place: Within,
    parens: u32,
    /// Why the last token is an error; nothing follows it.
    pub error: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    Action,
}

/// Whether a delimiter takes the blanks beside it away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trim {
    No,
    Yes,
}

const LEFT: &[u8] = b"{{";
const RIGHT: &[u8] = b"}}";
/// A hyphen and the blank beside it.
const MARKER: usize = 2;

impl<'s> Lexer<'s> {
    pub(super) fn new(input: &'s [u8]) -> Self {
        let left = memmem::Finder::new(LEFT);
        Lexer { input, left, pos: 0, start: 0, place: Within::Text, parens: 0, error: None }
    }

    pub(super) fn next(&mut self) -> Token {
        if self.error.is_some() {
            return Token { kind: Kind::Eof, ..self.token(Kind::Eof) };
        }
        match self.place {
            Within::Text => self.text(),
            Within::Action => self.inside(),
        }
    }

    fn rest(&self) -> &'s [u8] {
        &self.input[self.pos..]
    }

    fn token(&self, kind: Kind) -> Token {
        Token { kind, start: offset(self.start), end: offset(self.pos) }
    }

    fn emit(&mut self, kind: Kind) -> Token {
        let token = self.token(kind);
        self.start = self.pos;
        token
    }

    fn fail(&mut self, error: impl Into<String>) -> Token {
        self.error = Some(error.into());
        self.token(Kind::Error)
    }

    fn peek(&self) -> Option<char> {
        decode(self.rest()).map(|(c, _)| c)
    }

    fn advance(&mut self) -> Option<char> {
        let (c, width) = decode(self.rest())?;
        self.pos += width;
        Some(c)
    }

    /// Text up to an action; comments are passed over.
    fn text(&mut self) -> Token {
        loop {
            let Some(found) = self.left.find(self.rest()) else {
                self.pos = self.input.len();
                return self.emit(if self.pos > self.start { Kind::Text } else { Kind::Eof });
            };
            self.pos += found;
            let trim = left_marker(&self.input[self.pos + LEFT.len()..]);
            let text = &self.input[self.start..self.pos];
            let kept = if trim == Trim::Yes { text.trim_ascii_end_go().len() } else { text.len() };
            let (start, end) = (self.start, self.start + kept);
            self.start = self.pos;
            if kept > 0 {
                return Token { kind: Kind::Text, start: offset(start), end: offset(end) };
            }
            let marker = if trim == Trim::Yes { MARKER } else { 0 };
            if !self.input[self.pos + LEFT.len() + marker..].starts_with(b"/*") {
                self.pos += LEFT.len();
                let token = self.emit(Kind::LeftDelim);
                self.pos += marker;
                self.start = self.pos;
                (self.parens, self.place) = (0, Within::Action);
                return token;
            }
            self.pos += LEFT.len() + marker;
            if let Some(fault) = self.comment() {
                return fault;
            }
        }
    }

    fn comment(&mut self) -> Option<Token> {
        self.start = self.pos;
        self.pos += 2;
        let Some(end) = memmem::find(self.rest(), b"*/") else {
            return Some(self.fail("unclosed comment"));
        };
        self.pos += end + 2;
        let Some(trim) = self.at_right() else {
            return Some(self.fail("comment ends before closing delimiter"));
        };
        self.close(trim);
        None
    }

    /// Whether an action ends here, and how.
    fn at_right(&self) -> Option<Trim> {
        let rest = self.rest();
        if right_marker(rest) && rest[MARKER..].starts_with(RIGHT) {
            return Some(Trim::Yes);
        }
        rest.starts_with(RIGHT).then_some(Trim::No)
    }

    /// Moves behind the right delimiter and what it trims; gives the delimiter.
    fn close(&mut self, trim: Trim) -> Token {
        if trim == Trim::Yes {
            self.pos += MARKER;
        }
        self.start = self.pos;
        self.pos += RIGHT.len();
        let token = self.emit(Kind::RightDelim);
        if trim == Trim::Yes {
            let rest = self.rest();
            self.pos += rest.iter().take_while(|byte| is_space_byte(**byte)).count();
            self.start = self.pos;
        }
        token
    }

    fn inside(&mut self) -> Token {
        if let Some(trim) = self.at_right() {
            if self.parens > 0 {
                return self.fail("unclosed left paren");
            }
            self.place = Within::Text;
            return self.close(trim);
        }
        let Some(c) = self.advance() else { return self.fail("unclosed action") };
        match c {
            ' ' | '\t' | '\r' | '\n' => self.space(),
            '=' => self.emit(Kind::Assign),
            ':' => match self.advance() {
                Some('=') => self.emit(Kind::Declare),
                _ => self.fail("expected :="),
            },
            '|' => self.emit(Kind::Pipe),
            '"' => self.quoted('"', Kind::String, "unterminated quoted string"),
            '\'' => self.quoted('\'', Kind::CharConstant, "unterminated character constant"),
            '`' => self.raw(),
            '$' => self.name(Kind::Variable, Kind::Variable),
            '.' if !self.rest().first().is_some_and(u8::is_ascii_digit) => {
                self.name(Kind::Field, Kind::Dot)
            }
            '.' | '+' | '-' | '0'..='9' => {
                self.pos -= 1;
                self.number()
            }
            '(' => {
                self.parens += 1;
                self.emit(Kind::LeftParen)
            }
            ')' => match self.parens.checked_sub(1) {
                Some(parens) => {
                    self.parens = parens;
                    self.emit(Kind::RightParen)
                }
                None => self.fail("unexpected right paren"),
            },
            c if is_alphanumeric(c) => self.word(),
            ' '..='~' => self.emit(Kind::Char),
            c => self.fail(format!("unrecognized character in action: {}", code_point(c))),
        }
    }

    /// A run of blanks; the last one may belong to a delimiter that trims.
    fn space(&mut self) -> Token {
        self.pos += self.rest().iter().take_while(|byte| is_space_byte(**byte)).count();
        let last = &self.input[self.pos - 1..];
        if right_marker(last) && last[MARKER..].starts_with(RIGHT) {
            self.pos -= 1;
            if self.pos == self.start {
                return self.inside();
            }
        }
        self.emit(Kind::Space)
    }

    fn word(&mut self) -> Token {
        if let Some(fault) = self.letters() {
            return fault;
        }
        let kind = match &self.input[self.start..self.pos] {
            b"block" => Kind::Block,
            b"break" => Kind::Break,
            b"continue" => Kind::Continue,
            b"define" => Kind::Define,
            b"else" => Kind::Else,
            b"end" => Kind::End,
            b"if" => Kind::If,
            b"nil" => Kind::Nil,
            b"range" => Kind::Range,
            b"template" => Kind::Template,
            b"with" => Kind::With,
            b"true" | b"false" => Kind::Bool,
            _ => Kind::Identifier,
        };
        self.emit(kind)
    }

    /// What follows a dot or a dollar sign.
    fn name(&mut self, named: Kind, alone: Kind) -> Token {
        if self.at_terminator() {
            return self.emit(alone);
        }
        match self.letters() {
            Some(fault) => fault,
            None => self.emit(named),
        }
    }

    fn letters(&mut self) -> Option<Token> {
        let ascii = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
        self.pos += self.rest().iter().take_while(ascii).count();
        let mut after = None;
        while let Some((c, width)) = decode(self.rest()) {
            if !is_alphanumeric(c) {
                after = Some(c);
                break;
            }
            self.pos += width;
        }
        if self.at_terminator() {
            return None;
        }
        let after = after.map_or_else(|| "U+FFFFFFFFFFFFFFFF".to_owned(), code_point);
        Some(self.fail(format!("bad character {after}")))
    }

    fn at_terminator(&self) -> bool {
        match self.peek() {
            None | Some(' ' | '\t' | '\r' | '\n' | '.' | ',' | '|' | ':' | ')' | '(') => true,
            Some(_) => self.rest().starts_with(RIGHT),
        }
    }

    fn quoted(&mut self, quote: char, kind: Kind, unterminated: &str) -> Token {
        loop {
            let mark = u8::try_from(quote).unwrap_or(b'"');
            let plain = memchr::memchr3(mark, b'\\', b'\n', self.rest());
            self.pos += plain.unwrap_or(self.rest().len());
            match self.advance() {
                Some('\\') => {
                    if matches!(self.advance(), None | Some('\n')) {
                        return self.fail(unterminated);
                    }
                }
                None | Some('\n') => return self.fail(unterminated),
                Some(c) if c == quote => return self.emit(kind),
                Some(_) => {}
            }
        }
    }

    fn raw(&mut self) -> Token {
        match memchr::memchr(b'`', self.rest()) {
            Some(end) => {
                self.pos += end + 1;
                self.emit(Kind::RawString)
            }
            None => {
                self.pos = self.input.len();
                self.fail("unterminated raw quoted string")
            }
        }
    }

    fn number(&mut self) -> Token {
        let mut kind = Kind::Number;
        let mut fine = self.scan_number();
        if fine && matches!(self.peek(), Some('+' | '-')) {
            // Complex: 1+2i. No blanks, must end in `i`.
            kind = Kind::Complex;
            fine = self.scan_number() && self.input[self.pos - 1] == b'i';
        }
        if fine {
            return self.emit(kind);
        }
        let text = String::from_utf8_lossy(&self.input[self.start..self.pos]);
        self.fail(format!("bad number syntax: {}", super::print::quote(text.as_bytes())))
    }

    fn scan_number(&mut self) -> bool {
        self.accept(b"+-");
        let mut digits: &[u8] = b"0123456789_";
        let mut exponent: &[u8] = b"eE";
        if self.accept(b"0") {
            if self.accept(b"xX") {
                (digits, exponent) = (b"0123456789abcdefABCDEF_", b"pP");
            } else if self.accept(b"oO") {
                (digits, exponent) = (b"01234567_", b"");
            } else if self.accept(b"bB") {
                (digits, exponent) = (b"01_", b"");
            }
        }
        self.accept_run(digits);
        if self.accept(b".") {
            self.accept_run(digits);
        }
        if self.accept(exponent) {
            self.accept(b"+-");
            self.accept_run(b"0123456789_");
        }
        self.accept(b"i");
        let end = self.peek().is_none_or(|c| !is_alphanumeric(c));
        if !end {
            self.advance();
        }
        end
    }

    fn accept(&mut self, valid: &[u8]) -> bool {
        let accepted = self.rest().first().is_some_and(|byte| valid.contains(byte));
        self.pos += usize::from(accepted);
        accepted
    }

    fn accept_run(&mut self, valid: &[u8]) {
        self.pos += self.rest().iter().take_while(|byte| valid.contains(byte)).count();
    }
}

trait TrimGo {
    fn trim_ascii_end_go(&self) -> &[u8];
}

impl TrimGo for [u8] {
    fn trim_ascii_end_go(&self) -> &[u8] {
        let kept = self.iter().rposition(|byte| !is_space_byte(*byte)).map_or(0, |last| last + 1);
        &self[..kept]
    }
}

fn offset(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn is_space_byte(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn left_marker(after: &[u8]) -> Trim {
    match after {
        [b'-', blank, ..] if is_space_byte(*blank) => Trim::Yes,
        _ => Trim::No,
    }
}

fn right_marker(before: &[u8]) -> bool {
    matches!(before, [blank, b'-', ..] if is_space_byte(*blank))
}

fn is_alphanumeric(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// The first character of a text, U+FFFD for a byte that is none, and how many bytes it takes.
pub(super) fn decode(bytes: &[u8]) -> Option<(char, usize)> {
    let first = *bytes.first()?;
    if first < 0x80 {
        return Some((char::from(first), 1));
    }
    let width = (2..=4)
        .find(|width| bytes.get(..*width).is_some_and(|bytes| std::str::from_utf8(bytes).is_ok()));
    let decoded = width.and_then(|width| {
        let c = std::str::from_utf8(&bytes[..width]).ok()?.chars().next()?;
        Some((c, width))
    });
    Some(decoded.unwrap_or((char::REPLACEMENT_CHARACTER, 1)))
}

/// As `%#U` prints it: `U+0040 '@'`.
fn code_point(c: char) -> String {
    let number = format!("U+{:04X}", u32::from(c));
    if c.is_control() { number } else { format!("{number} '{c}'") }
}
