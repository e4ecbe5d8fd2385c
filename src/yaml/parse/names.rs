//! Anchors, tags and directives.

use super::super::syntax::Tag;
use super::cursor::Cursor;
use super::{SyntaxFault, fault};

/// What stands behind `&` or `*`.
pub(super) fn anchor<'t>(cursor: &mut Cursor<'t>) -> Result<&'t str, SyntaxFault> {
    cursor.skip();
    let start = cursor.at;
    skip_word(cursor);
    let ends = cursor.is_space_or_end(0)
        || matches!(cursor.byte(0), b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
    if cursor.at == start || !ends {
        let help = "quote the text if it is meant to begin with `&` or `*`";
        return Err(fault("a name has letters, digits, `-` and `_`", cursor.at, help));
    }
    Ok(&cursor.text[start..cursor.at])
}

fn skip_word(cursor: &mut Cursor<'_>) {
    while cursor.byte(0).is_ascii_alphanumeric() || matches!(cursor.byte(0), b'-' | b'_') {
        cursor.skip();
    }
}

/// Tags that mean nothing to kubectl leave their scalars texts, and collections as they are.
pub(super) fn tag(cursor: &mut Cursor<'_>) -> Result<Tag, SyntaxFault> {
    let start = cursor.at;
    let name = if cursor.byte(1) == b'<' {
        cursor.jump(start + 2);
        let name = uri(cursor)?;
        if cursor.byte(0) != b'>' || name.is_empty() {
            return Err(fault("this tag has no end", start, "write `!<…>`"));
        }
        cursor.skip();
        name
    } else {
        short(cursor)?
    };
    if !cursor.is_space_or_end(0) {
        return Err(fault("a space must follow a tag", cursor.at, None));
    }
    Ok(match name.strip_prefix("tag:yaml.org,2002:") {
        Some("int") => Tag::Int,
        Some("float") => Tag::Float,
        Some("bool") => Tag::Bool,
        Some("null") => Tag::Null,
        Some("timestamp") => Tag::Timestamp,
        Some("binary") => Tag::Binary,
        Some("merge") => Tag::Merge,
        Some("str") => Tag::Str,
        Some("map" | "seq") => Tag::Collection,
        _ if name == "!" => Tag::Str,
        _ => Tag::Other,
    })
}

/// `!name`, `!!name`: there can be no directive that gives `!handle!` a meaning.
fn short(cursor: &mut Cursor<'_>) -> Result<String, SyntaxFault> {
    let start = cursor.at;
    cursor.skip();
    skip_word(cursor);
    if cursor.byte(0) != b'!' {
        return Ok(format!("{}{}", &cursor.text[start..cursor.at], uri(cursor)?));
    }
    cursor.skip();
    let name = uri(cursor)?;
    if name.is_empty() {
        return Err(fault("a tag without a name", start, None));
    }
    match &cursor.text[start..start + 2] {
        "!!" => Ok(format!("tag:yaml.org,2002:{name}")),
        _ => Err(fault("nothing says what this tag's prefix means", start, "remove the tag")),
    }
}

/// The characters of a URI, its escapes undone.
fn uri(cursor: &mut Cursor<'_>) -> Result<String, SyntaxFault> {
    let start = cursor.at;
    let mut bytes = Vec::new();
    loop {
        match cursor.byte(0) {
            b'%' => {
                let code = cursor.text.get(cursor.at + 1..cursor.at + 3);
                let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
                let Some(byte) = code else {
                    return Err(fault("two hexadecimal digits must follow `%`", cursor.at, None));
                };
                bytes.push(byte);
                cursor.jump(cursor.at + 3);
            }
            byte if byte.is_ascii_alphanumeric() || b"_-;/?:@&=+$,.!~*'()[]".contains(&byte) => {
                bytes.push(byte);
                cursor.skip();
            }
            _ => break,
        }
    }
    String::from_utf8(bytes).map_err(|_| fault("this tag is no text", start, None))
}

/// `%YAML 1.1`, `%TAG ! prefix`, up to the end of the line. What they say can matter to none.
pub(super) fn directive(cursor: &mut Cursor<'_>) -> Result<(), SyntaxFault> {
    let start = cursor.at;
    let line = &cursor.text[start..cursor.line_end()];
    let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
    let sound = match words.next() {
        Some("%YAML") => words.next().is_some_and(is_version),
        Some("%TAG") => words.next().is_some_and(is_handle) && words.next().is_some_and(is_uri),
        _ => false,
    };
    if !sound || words.next().is_some_and(|word| !word.starts_with('#')) {
        let help = "quote the text if it is meant to begin with `%`";
        return Err(fault("a line that begins with `%` directs the reader", start, help));
    }
    cursor.jump(cursor.line_end());
    Ok(())
}

/// `!`, `!!` or `!name!`.
fn is_handle(word: &str) -> bool {
    let mut cursor = Cursor::new(word);
    cursor.skip();
    skip_word(&mut cursor);
    word == "!" || (word.starts_with('!') && &word[cursor.at..] == "!")
}

fn is_uri(word: &str) -> bool {
    let mut cursor = Cursor::new(word);
    uri(&mut cursor).is_ok_and(|name| !name.is_empty()) && cursor.is_end()
}

fn is_version(word: &str) -> bool {
    let is_number =
        |part: &str| (1..=9).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    word.split_once('.').is_some_and(|(major, minor)| is_number(major) && is_number(minor))
}
