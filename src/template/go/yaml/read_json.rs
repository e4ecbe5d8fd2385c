//! JSON into values as Go's `encoding/json` reads it, faults in its words.

use super::super::number::parse_float;
use super::super::quote::{Letters, Rune, quote_char, runes};
use super::super::text::Text;
use super::super::value::{Data, List, ListType, Map, MapType, Value};

/// Nested deeper is refused.
const DEEPEST: usize = 10_000;

/// The map that `fromJson` gives; a fault stands under `Error`.
pub fn map_of(text: &Text) -> Value {
    let (map, fault) = match whole(text) {
        Ok((value, None)) if value.as_map().is_some() => return value,
        Ok((value, None)) if value.is_nil() => return Data::Map(Map::nil(MapType::Any)).into(),
        Ok((value, Some(fault))) if value.as_map().is_some() => (value, fault),
        Ok((value, _)) => (Value::map([]), mismatch(&value, "map[string]interface {}")),
        Err(why) => (Value::map([]), why),
    };
    if let Some(map) = map.as_map() {
        map.insert("Error", Value::from(fault).with(text.union().data));
    }
    map
}

/// The list that `fromJsonArray` gives; a fault is its only item.
pub fn list_of(text: &Text) -> Value {
    let fault = match read(text) {
        Ok(value) if value.as_list().is_some() || value.is_nil() => return value_or_empty(value),
        Ok(value) => mismatch(&value, "[]interface {}"),
        Err(why) => why,
    };
    Value::list(vec![fault.into()])
}

fn value_or_empty(value: Value) -> Value {
    if value.is_nil() {
        return Data::List(List::nil(ListType::Any)).into();
    }
    value
}

/// What Go says where a text holds something else than is wanted.
pub(super) fn mismatch(value: &Value, wanted: &str) -> String {
    let found = match &value.data {
        Data::Bool(_) => "bool",
        Data::Text(_) => "string",
        Data::List(_) => "array",
        Data::Map(_) => "object",
        _ => "number",
    };
    format!("json: cannot unmarshal {found} into Go value of type {wanted}")
}

/// # Errors
/// Why it is no JSON, as Go says it.
pub fn read(text: &Text) -> Result<Value, String> {
    match whole(text)? {
        (value, None) => Ok(value),
        (_, Some(why)) => Err(why),
    }
}

/// The value, and what in it has no place in Go's types.
fn whole(text: &Text) -> Result<(Value, Option<String>), String> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, depth: 0, unfit: None };
    reader.blanks();
    let value = reader.value()?;
    reader.blanks();
    if reader.at < reader.bytes.len() {
        return Err(reader.invalid("after top-level value"));
    }
    Ok((value, reader.unfit))
}

struct Reader<'a> {
    text: &'a Text,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    /// The first number that no float holds.
    unfit: Option<String>,
}

const SHORT: &str = "unexpected end of JSON input";

impl Reader<'_> {
    fn blanks(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| b" \t\r\n".contains(byte)) {
            self.at += 1;
        }
    }

    fn invalid(&self, why: &str) -> String {
        // At the end, Go reads one blank more.
        let inside = [
            "in literal",
            "in numeric",
            "after decimal",
            "in exponent",
            "in string escape",
            "in \\u",
        ];
        let byte = match self.bytes.get(self.at) {
            Some(&byte) => byte,
            None if inside.iter().any(|lead| why.starts_with(lead)) => b' ',
            None => return SHORT.into(),
        };
        let shown = match byte {
            b'\'' => "'\\''".to_owned(),
            b'"' => "'\"'".to_owned(),
            byte => quote_char(char::from(byte), Letters::All),
        };
        format!("invalid character {shown} {why}")
    }

    fn value(&mut self) -> Result<Value, String> {
        let start = self.at;
        let value = match self.bytes.get(self.at) {
            None => return Err(SHORT.into()),
            Some(b'{') => return self.object(),
            Some(b'[') => return self.array(),
            Some(b'"') => return Ok(self.string()?.into()),
            Some(b't') => self.word("true", true.into())?,
            Some(b'f') => self.word("false", false.into())?,
            Some(b'n') => self.word("null", Value::NIL)?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(_) => return Err(self.invalid("looking for beginning of value")),
        };
        Ok(value.with(self.text.data_in(start..self.at)))
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, String> {
        for byte in word.bytes() {
            if self.bytes.get(self.at) != Some(&byte) {
                let missing = quote_char(char::from(byte), Letters::All);
                return Err(self.invalid(&format!("in literal {word} (expecting {missing})")));
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn digits(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
    }

    fn number(&mut self) -> Result<Value, String> {
        let start = self.at;
        let digit = |reader: &Self| reader.bytes.get(reader.at).is_some_and(u8::is_ascii_digit);
        if self.bytes[self.at] == b'-' {
            self.at += 1;
            if !digit(self) {
                return Err(self.invalid("in numeric literal"));
            }
        }
        if self.bytes[self.at] == b'0' {
            self.at += 1;
        } else {
            self.digits();
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            if !digit(self) {
                return Err(self.invalid("after decimal point in numeric literal"));
            }
            self.digits();
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if !digit(self) {
                return Err(self.invalid("in exponent of numeric literal"));
            }
            self.digits();
        }
        let text = String::from_utf8_lossy(&self.bytes[start..self.at]);
        match parse_float(&text) {
            Ok(number) => Ok(Value::float(number)),
            Err(_) => {
                let of = "into Go value of type float64";
                let why = format!("json: cannot unmarshal number {text} {of}");
                self.unfit.get_or_insert(why);
                Ok(Value::NIL)
            }
        }
    }

    fn deeper(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEEPEST { Err("exceeded max depth".into()) } else { Ok(()) }
    }

    fn array(&mut self) -> Result<Value, String> {
        self.deeper()?;
        self.at += 1;
        let mut items = Vec::new();
        self.blanks();
        if self.bytes.get(self.at) == Some(&b']') {
            self.at += 1;
            self.depth -= 1;
            return Ok(Value::list(items));
        }
        loop {
            self.blanks();
            items.push(self.value()?);
            self.blanks();
            match self.bytes.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    self.depth -= 1;
                    return Ok(Value::list(items));
                }
                _ => return Err(self.invalid("after array element")),
            }
        }
    }

    fn object(&mut self) -> Result<Value, String> {
        self.deeper()?;
        self.at += 1;
        let mut entries = Vec::new();
        self.blanks();
        if self.bytes.get(self.at) == Some(&b'}') {
            self.at += 1;
            self.depth -= 1;
            return Ok(Value::map(entries));
        }
        loop {
            self.blanks();
            if self.bytes.get(self.at) != Some(&b'"') {
                return Err(self.invalid("looking for beginning of object key string"));
            }
            let key = self.string()?;
            self.blanks();
            if self.bytes.get(self.at) != Some(&b':') {
                return Err(self.invalid("after object key"));
            }
            self.at += 1;
            self.blanks();
            entries.push((key, self.value()?));
            self.blanks();
            match self.bytes.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    self.depth -= 1;
                    return Ok(Value::map(entries));
                }
                _ => return Err(self.invalid("after object key:value pair")),
            }
        }
    }

    fn string(&mut self) -> Result<Text, String> {
        let start = self.at + 1;
        self.at = start;
        let mut plain = true;
        loop {
            match self.bytes.get(self.at) {
                None => return Err(SHORT.into()),
                Some(b'"') => break,
                Some(b'\\') => {
                    plain = false;
                    self.escape()?;
                }
                Some(0..=0x1f) => return Err(self.invalid("in string literal")),
                Some(_) => self.at += 1,
            }
        }
        let inner = start..self.at;
        self.at += 1;
        if plain && std::str::from_utf8(&self.bytes[inner.clone()]).is_ok() {
            return Ok(self.text.slice(inner));
        }
        let data = self.text.data_in(inner.clone());
        Ok(Text::new(unescaped(&self.bytes[inner])).made_of(&data))
    }

    fn escape(&mut self) -> Result<(), String> {
        self.at += 1;
        match self.bytes.get(self.at) {
            Some(b'u') => {
                for _ in 0..4 {
                    self.at += 1;
                    if !self.bytes.get(self.at).is_some_and(u8::is_ascii_hexdigit) {
                        return Err(self.invalid("in \\u hexadecimal character escape"));
                    }
                }
            }
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {}
            _ => return Err(self.invalid("in string escape code")),
        }
        self.at += 1;
        Ok(())
    }
}

/// Half of a pair of surrogates is no character, and stands for a mark of that.
fn unescaped(bytes: &[u8]) -> String {
    let mut out = String::new();
    let mut units: Vec<u16> = Vec::new();
    let flush = |units: &mut Vec<u16>, out: &mut String| {
        out.extend(char::decode_utf16(units.drain(..)).map(|char| char.unwrap_or('\u{fffd}')));
    };
    let mut chars = runes(bytes).map(|(_, rune)| rune);
    while let Some(rune) = chars.next() {
        if rune != Rune::Char('\\') {
            flush(&mut units, &mut out);
            out.push(rune.char());
            continue;
        }
        let letter = chars.next().map_or('\\', Rune::char);
        if letter == 'u' {
            let digits: String = chars.by_ref().take(4).map(Rune::char).collect();
            units.push(u16::from_str_radix(&digits, 16).unwrap_or(0xfffd));
            continue;
        }
        flush(&mut units, &mut out);
        out.push(match letter {
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            other => other,
        });
    }
    flush(&mut units, &mut out);
    out
}
