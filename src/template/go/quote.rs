//! Texts and characters between quotes, as strconv escapes them.

/// Which characters are escaped beside those that can't be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    All,
    Ascii,
}

/// A character of a text, or a byte that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rune {
    Char(char),
    Byte(u8),
}

impl Rune {
    pub fn width(self) -> usize {
        match self {
            Rune::Char(char) => char.len_utf8(),
            Rune::Byte(_) => 1,
        }
    }

    pub fn char(self) -> char {
        match self {
            Rune::Char(char) => char,
            Rune::Byte(_) => '\u{fffd}',
        }
    }
}

/// The characters of a text that may not be UTF-8: each byte that is none stands alone.
pub fn runes(bytes: &[u8]) -> impl Iterator<Item = (usize, Rune)> + '_ {
    let mut at = 0;
    let runes = bytes.utf8_chunks().flat_map(|chunk| {
        let invalid = chunk.invalid().iter().map(|&byte| Rune::Byte(byte));
        chunk.valid().chars().map(Rune::Char).chain(invalid)
    });
    runes.map(move |rune| {
        let start = at;
        at += rune.width();
        (start, rune)
    })
}

/// `strconv.Quote`.
pub fn quote(text: impl AsRef<[u8]>) -> String {
    quote_with(text.as_ref(), Letters::All)
}

pub fn quote_with(text: &[u8], letters: Letters) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for (_, rune) in runes(text) {
        escape(&mut quoted, rune, '"', letters);
    }
    quoted.push('"');
    quoted
}

/// `strconv.QuoteRune`.
pub fn quote_char(char: char, letters: Letters) -> String {
    let mut quoted = String::from("'");
    escape(&mut quoted, Rune::Char(char), '\'', letters);
    quoted.push('\'');
    quoted
}

pub fn escape(out: &mut String, rune: Rune, quote: char, letters: Letters) {
    let char = match rune {
        Rune::Char(char) => char,
        Rune::Byte(byte) => return out.push_str(&format!("\\x{byte:02x}")),
    };
    if char == quote || char == '\\' {
        out.push('\\');
        out.push(char);
        return;
    }
    if (char.is_ascii() || letters == Letters::All) && is_printable(char) {
        out.push(char);
        return;
    }
    match char {
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        _ => {
            let code = u32::from(char);
            out.push_str(&match code {
                0..=0x1f | 0x7f => format!("\\x{code:02x}"),
                0x80..=0xffff => format!("\\u{code:04x}"),
                _ => format!("\\U{code:08x}"),
            });
        }
    }
}

/// `strconv.IsPrint`: what can be seen, and the blank.
pub fn is_printable(char: char) -> bool {
    if char.is_ascii() {
        return (' '..='~').contains(&char);
    }
    // Behind another character, marks that join to it are shown as they are.
    let mut pair = [0; 5];
    pair[0] = b'a';
    let length = 1 + char.encode_utf8(&mut pair[1..]).len();
    std::str::from_utf8(&pair[..length]).is_ok_and(|pair| pair.escape_debug().count() == 2)
}

/// `strconv.CanBackquote`.
pub fn can_backquote(text: &[u8]) -> bool {
    runes(text).all(|(_, rune)| match rune {
        Rune::Byte(_) => false,
        Rune::Char(char) => {
            char == '\t' || (char >= ' ' && !matches!(char, '`' | '\x7f' | '\u{feff}'))
        }
    })
}
