//! Letters made large or small, and names spelled another way.

use super::super::call::{Context, Function};
use super::super::quote::runes;
use super::super::text::{Builder, Text};
use super::super::value::{Type, Value};
use super::row::{kept, text, united};
use Type::String as Str;

pub(super) const ROWS: &[Function] = &[
    kept("upper TEXT", "In capitals.", &[Str], |_, args| {
        Ok(mapped(&text(args, 0), |_, c| upper(c)))
    }),
    kept("lower TEXT", "In small letters.", &[Str], |_, args| {
        Ok(mapped(&text(args, 0), |_, c| lower(c)))
    }),
    kept("title TEXT", "Each word with a capital.", &[Str], |_, args| {
        Ok(mapped(
            &text(args, 0),
            |before, c| {
                if before.is_none_or(is_separator) { title(c) } else { c }
            },
        ))
    }),
    kept("untitle TEXT", "Each word with a small first letter.", &[Str], |_, args| {
        Ok(mapped(&text(args, 0), |before, c| {
            let begins = before.is_none_or(char::is_whitespace);
            if begins && !c.is_whitespace() { lower(c) } else { c }
        }))
    }),
    kept("swapcase TEXT", "Capitals small, small letters large.", &[Str], swap),
    united("nospace TEXT", "Without blanks.", &[Str], |_, args| {
        let text = text(args, 0);
        if !text.as_bytes().iter().any(|&byte| char::from(byte).is_whitespace()) {
            return Ok(text.into());
        }
        // Bytes are taken for characters, as sprig does.
        let chars = text.as_bytes().iter().copied().map(char::from);
        Ok(chars.filter(|c| !c.is_whitespace()).collect::<String>().into())
    }),
    united("initials TEXT", "The first letter of each word.", &[Str], |_, args| {
        let mut gap = true;
        let mut initials = String::new();
        for char in text(args, 0).as_bytes().iter().copied().map(char::from) {
            if char.is_whitespace() {
                gap = true;
            } else if std::mem::take(&mut gap) {
                initials.push(char);
            }
        }
        Ok(initials.into())
    }),
    united("camelcase TEXT", "`http_server` as `HttpServer`.", &[Str], |_, args| {
        Ok(pascal(&text(args, 0).to_str()).into())
    }),
    united("snakecase TEXT", "`FirstName` as `first_name`.", &[Str], |_, args| {
        Ok(connected(&text(args, 0).to_str(), '_').into())
    }),
    united("kebabcase TEXT", "`FirstName` as `first-name`.", &[Str], |_, args| {
        Ok(connected(&text(args, 0).to_str(), '-').into())
    }),
];

/// Character by character; each keeps its origin.
fn mapped(text: &Text, change: impl Fn(Option<char>, char) -> char) -> Value {
    let mut out = Builder::with_capacity(text.len());
    let mut before = None;
    let mut buffer = [0; 4];
    for (at, rune) in runes(text.as_bytes()) {
        let char = rune.char();
        out.push(change(before, char).encode_utf8(&mut buffer).as_bytes(), text.origin_at(at));
        before = Some(char);
    }
    out.finish().into()
}

/// Where a letter has no single counterpart it stays.
pub(super) fn upper(char: char) -> char {
    single(char.to_uppercase(), char)
}

pub(super) fn lower(char: char) -> char {
    if char == '\u{130}' { 'i' } else { single(char.to_lowercase(), char) }
}

fn single(mut mapped: impl Iterator<Item = char>, char: char) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(one), None) => one,
        _ => char,
    }
}

/// The digraphs have a form of their own.
fn title(char: char) -> char {
    match char {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        _ => upper(char),
    }
}

fn is_separator(char: char) -> bool {
    if char.is_ascii() {
        return !char.is_ascii_alphanumeric() && char != '_';
    }
    !char.is_alphabetic() && !char.is_numeric() && char.is_whitespace()
}

fn swap(_: &Context, args: &[Value]) -> Result<Value, String> {
    let text = text(args, 0);
    let mut out = Builder::with_capacity(text.len());
    let mut buffer = [0; 4];
    for (at, rune) in runes(text.as_bytes()) {
        let char = rune.char();
        let swapped = if char.is_uppercase() {
            lower(char)
        } else if char.is_lowercase() {
            upper(char)
        } else {
            char
        };
        out.push(swapped.encode_utf8(&mut buffer).as_bytes(), text.origin_at(at));
    }
    Ok(out.finish().into())
}

fn is_connector(char: char) -> bool {
    char == '-' || char == '_' || char.is_whitespace()
}

/// Connectors at the start stay, as does one of several.
fn pascal(text: &str) -> String {
    let start = text.find(|char| !is_connector(char)).unwrap_or(text.len());
    let (lead, rest) = text.split_at(start);
    let mut out = lead.to_owned();
    let mut chars = rest.chars();
    let Some(first) = chars.next() else { return out };
    let mut current = upper(first);
    // Capitals that begin a word are small but for the first.
    let mut capitals = first.is_uppercase();
    for char in chars {
        let before = std::mem::replace(&mut current, char);
        if is_connector(before) && !is_connector(char) {
            capitals = char.is_uppercase();
            current = upper(char);
            continue;
        }
        if !is_connector(before) && capitals {
            capitals = char.is_uppercase();
            current = if capitals { lower(char) } else { char };
        }
        out.push(before);
    }
    out.push(current);
    out
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    None,
    Number,
    Upper,
    Letters,
    Connector,
    Sign,
    Other,
}

struct Words<'a> {
    rest: &'a str,
    out: String,
    connector: char,
}

fn connected(text: &str, connector: char) -> String {
    let mut words = Words { rest: text, out: String::new(), connector };
    if text.is_empty() {
        return words.out;
    }
    let mut word = words.next();
    while !words.rest.is_empty() {
        if word.0 != Word::Connector {
            words.write(word);
        }
        let before = word;
        word = words.next();
        match before.0 {
            Word::Number => {
                word = words.joined(word);
                words.connect(word.0);
            }
            Word::Connector => words.write(before),
            Word::Sign => {}
            _ if word.0 != Word::Number => {
                if !matches!(word.0, Word::Connector | Word::Sign) {
                    words.out.push(connector);
                }
            }
            _ if words.rest.is_empty() => {}
            _ => word = words.number(word),
        }
    }
    words.write(word);
    words.out
}

impl<'a> Words<'a> {
    /// A number behind a word is part of it, unless small letters follow.
    fn number(&mut self, number: (Word, &'a str)) -> (Word, &'a str) {
        let next = self.next();
        if next.0 != Word::Letters {
            self.write((Word::Number, number.1));
            if !matches!(next.0, Word::Connector | Word::Sign) {
                self.out.push(self.connector);
            }
            return next;
        }
        self.out.push(self.connector);
        self.write((Word::Number, number.1));
        let next = self.joined(next);
        self.connect(next.0);
        next
    }

    /// Letters and numbers that follow one another without a connector.
    fn joined(&mut self, mut word: (Word, &'a str)) -> (Word, &'a str) {
        while matches!(word.0, Word::Letters | Word::Number) {
            self.write(word);
            word = self.next();
        }
        word
    }

    fn connect(&mut self, next: Word) {
        if !matches!(next, Word::None | Word::Sign | Word::Connector) {
            self.out.push(self.connector);
        }
    }

    fn write(&mut self, (kind, word): (Word, &str)) {
        if !matches!(kind, Word::Upper | Word::Connector) {
            return self.out.push_str(word);
        }
        for char in word.chars() {
            self.out.push(if is_connector(char) { self.connector } else { lower(char) });
        }
    }

    fn next(&mut self) -> (Word, &'a str) {
        let (kind, length) = next_word(self.rest);
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        (kind, word)
    }
}

fn next_word(text: &str) -> (Word, usize) {
    let Some(first) = text.chars().next() else { return (Word::None, 0) };
    let run = |test: fn(char) -> bool| text.find(|char| !test(char)).unwrap_or(text.len());
    if is_connector(first) {
        return (Word::Connector, run(is_connector));
    }
    if is_punctuation(first) {
        return (Word::Sign, run(is_punctuation));
    }
    if first.is_uppercase() {
        return (Word::Upper, upper_word(text));
    }
    if first.is_alphabetic() {
        return (Word::Letters, run(|char| char.is_alphabetic() && !char.is_uppercase()));
    }
    if first.is_numeric() {
        return (Word::Number, run(char::is_numeric));
    }
    let ends = |char: char| {
        is_connector(char) || char.is_alphabetic() || char.is_numeric() || is_punctuation(char)
    };
    (Word::Other, text.find(ends).unwrap_or(text.len()))
}

/// `HTTPStatus` is two words, `Status` one.
fn upper_word(text: &str) -> usize {
    let capitals = text.find(|char: char| !char.is_uppercase()).unwrap_or(text.len());
    let count = text[..capitals].chars().count();
    let follows = text[capitals..].chars().next().is_some_and(char::is_alphabetic);
    if count == 1 {
        let small = |char: char| !char.is_alphabetic() || char.is_uppercase();
        return capitals + text[capitals..].find(small).unwrap_or(text.len() - capitals);
    }
    if follows {
        let last = text[..capitals].chars().next_back().map_or(0, char::len_utf8);
        return capitals - last;
    }
    capitals
}

/// Go's `unicode.IsPunct`, as far as ASCII and the usual signs go.
fn is_punctuation(char: char) -> bool {
    match char {
        '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' => false,
        _ if char.is_ascii() => char.is_ascii_punctuation(),
        _ => matches!(
            char,
            '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}'
                | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}' | '\u{2045}'..='\u{2051}'
                | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
        ),
    }
}
