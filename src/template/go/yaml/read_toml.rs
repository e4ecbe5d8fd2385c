//! TOML into values as BurntSushi/toml reads it.
//!
//! What it refuses is refused; its words are kept where a value is missing.

use super::super::dates::{Time, days_of, last_day};
use super::super::number::{parse_float, parse_int, underscores_sound};
use super::super::value::{Data, Map, MapType, Value};
use crate::kube::zone::Zone;

/// Nested deeper is refused.
const DEEPEST: usize = 500;

/// # Errors
/// Why it is no TOML: `toml: line 1 (last key "a"): …`
pub(super) fn read(text: &str) -> Result<Value, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root = Map::new([], MapType::Any);
    let mut reader = Reader { text, at: 0, key: String::new(), depth: 0 };
    match reader.document(&root) {
        Ok(()) => Ok(Data::Map(root).into()),
        Err(why) => Err(reader.told(&why)),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// The key that was read last, with dots.
    key: String,
    depth: usize,
}

const NO_VALUE: &str = "unexpected EOF; expected value";

impl Reader<'_> {
    fn told(&self, why: &str) -> String {
        let line = self.text[..self.at.min(self.text.len())].matches('\n').count() + 1;
        let key = if self.key.is_empty() {
            String::new()
        } else {
            format!(" (last key {})", super::super::print::quote(self.key.as_bytes()))
        };
        format!("toml: line {line}{key}: {why}")
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    /// Blanks, line breaks and comments.
    fn gap(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
            if self.peek() != Some('#') {
                return;
            }
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        }
    }

    fn expected(&self, what: &str) -> String {
        match self.peek() {
            None => format!("unexpected EOF; expected {what}"),
            Some(char) => format!("expected {what} but found {char:?} instead"),
        }
    }

    fn document(&mut self, root: &Map) -> Result<(), String> {
        let mut table = root.clone();
        loop {
            self.gap();
            match self.peek() {
                None => return Ok(()),
                Some('[') => table = self.header(root)?,
                Some(_) => self.pair(&table)?,
            }
            self.blanks();
            if !matches!(self.peek(), None | Some('\n' | '\r' | '#')) {
                return Err(self.expected("a newline, comment, or EOF"));
            }
        }
    }

    /// `[a.b]` and `[[a.b]]`, into the table that follows.
    fn header(&mut self, root: &Map) -> Result<Map, String> {
        self.at += 1;
        let is_list = self.eat("[");
        let path = self.path()?;
        self.blanks();
        if !self.eat(if is_list { "]]" } else { "]" }) {
            return Err(self.expected("end of table name ']'"));
        }
        let [parents @ .., last] = &path[..] else { return Err(self.expected("a key")) };
        let parent = self.below(root, parents)?;
        if !is_list {
            return self.below(&parent, std::slice::from_ref(last));
        }
        let table = Map::new([], MapType::Any);
        if parent.get(last).is_some_and(|value| value.as_list().is_none()) {
            return Err(self.duplicate());
        }
        let mut items = match parent.remove(last).map(|value| value.data) {
            Some(Data::List(list)) => list.into_vec(),
            _ => Vec::new(),
        };
        items.push(Data::Map(table.clone()).into());
        parent.insert(last.as_str(), Value::list(items));
        Ok(table)
    }

    fn duplicate(&self) -> String {
        format!("Key '{}' has already been defined.", self.key)
    }

    /// The table under a path, made where it is missing; of a list its last.
    fn below(&self, table: &Map, path: &[String]) -> Result<Map, String> {
        let mut table = table.clone();
        for name in path {
            let next = match table.get(name) {
                None => {
                    let made = Map::new([], MapType::Any);
                    table.insert(name.as_str(), Data::Map(made.clone()).into());
                    Some(made)
                }
                Some(value) => match value.as_list() {
                    Some(list) => list.last().and_then(Value::as_map).cloned(),
                    None => value.as_map().cloned(),
                },
            };
            table = next.ok_or_else(|| self.duplicate())?;
        }
        Ok(table)
    }

    fn pair(&mut self, table: &Map) -> Result<(), String> {
        let path = self.path()?;
        self.blanks();
        if !self.eat("=") {
            return Err(self.expected("'.' or '='"));
        }
        self.blanks();
        let value = self.value()?;
        let [parents @ .., last] = &path[..] else { return Err(self.expected("a key")) };
        let table = self.below(table, parents)?;
        if table.contains(last) {
            self.key = path.join(".");
            return Err(self.duplicate());
        }
        table.insert(last.as_str(), value);
        Ok(())
    }

    fn path(&mut self) -> Result<Vec<String>, String> {
        let mut path = Vec::new();
        loop {
            self.blanks();
            path.push(self.name()?);
            self.key = path.join(".");
            self.blanks();
            if !self.eat(".") {
                return Ok(path);
            }
        }
    }

    fn name(&mut self) -> Result<String, String> {
        if matches!(self.peek(), Some('"' | '\'')) {
            return self.string();
        }
        let bare = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-';
        let length = self.rest().find(|char| !bare(char)).unwrap_or(self.rest().len());
        if length == 0 {
            return Err(self.expected("a key"));
        }
        let name = self.rest()[..length].to_owned();
        self.at += length;
        Ok(name)
    }

    fn value(&mut self) -> Result<Value, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("nested too deep".into());
        }
        let value = match self.peek() {
            None => return Err(NO_VALUE.into()),
            Some('\n' | '\r' | '#') => return Err(self.expected("value")),
            Some('"' | '\'') => Value::text(self.string()?),
            Some('[') => self.list()?,
            Some('{') => self.table()?,
            Some(_) => self.word()?,
        };
        self.depth -= 1;
        Ok(value)
    }

    fn list(&mut self) -> Result<Value, String> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.gap();
            if self.eat("]") {
                return Ok(Value::list(items));
            }
            items.push(self.value()?);
            self.gap();
            if !self.eat(",") && self.peek() != Some(']') {
                return Err(self.expected("a comma (',') or array terminator (']')"));
            }
        }
    }

    fn table(&mut self) -> Result<Value, String> {
        self.at += 1;
        let table = Map::new([], MapType::Any);
        self.blanks();
        while !self.eat("}") {
            self.pair(&table)?;
            self.blanks();
            if self.eat(",") {
                self.blanks();
            } else if self.peek() != Some('}') {
                return Err(self.expected("a comma or an inline table terminator '}'"));
            }
        }
        Ok(Data::Map(table).into())
    }

    fn string(&mut self) -> Result<String, String> {
        for (quote, escapes) in [("\"\"\"", true), ("'''", false)] {
            if self.eat(quote) {
                // A line break right behind the quotes is none.
                let _ = self.eat("\r\n") || self.eat("\n");
                return self.quoted(quote, escapes);
            }
        }
        let escapes = self.peek() == Some('"');
        let quote = if escapes { "\"" } else { "'" };
        self.at += 1;
        self.quoted(quote, escapes)
    }

    fn quoted(&mut self, quote: &str, escapes: bool) -> Result<String, String> {
        let mut out = String::new();
        loop {
            if self.rest().starts_with(quote) {
                self.at += quote.len();
                // Two more may stand before the end of a long one.
                while quote.len() == 3 && self.rest().starts_with(&quote[..1]) {
                    out.push_str(&quote[..1]);
                    self.at += 1;
                }
                return Ok(out);
            }
            let Some(char) = self.peek() else {
                return Err(format!("unexpected EOF; expected {quote:?}"));
            };
            if char == '\n' && quote.len() == 1 {
                return Err("strings cannot contain newlines".into());
            }
            self.at += char.len_utf8();
            if char == '\\' && escapes {
                self.escape(&mut out)?;
            } else {
                out.push(char);
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Result<(), String> {
        let Some(letter) = self.peek() else { return Err(NO_VALUE.into()) };
        self.at += letter.len_utf8();
        out.push(match letter {
            'b' => '\u{8}',
            't' => '\t',
            'n' => '\n',
            'f' => '\u{c}',
            'r' => '\r',
            'e' => '\u{1b}',
            '"' | '\\' => letter,
            'x' => self.code(2)?,
            'u' => self.code(4)?,
            'U' => self.code(8)?,
            ' ' | '\t' | '\n' | '\r' => {
                let rest = self.rest();
                self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
                return Ok(());
            }
            letter => return Err(format!("invalid escape in string '\\{letter}'")),
        });
        Ok(())
    }

    fn code(&mut self, digits: usize) -> Result<char, String> {
        let code = self.rest().get(..digits);
        let char =
            code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        self.at += digits.min(self.rest().len());
        char.ok_or_else(|| "invalid Unicode escape in string".into())
    }

    /// Numbers, booleans and dates.
    fn word(&mut self) -> Result<Value, String> {
        let is_part = |char: char| char.is_ascii_alphanumeric() || "+-_.:".contains(char);
        let mut length = self.rest().find(|char| !is_part(char)).unwrap_or(self.rest().len());
        // A blank may stand between a date and a time.
        let behind = self.rest()[length..].strip_prefix(' ').unwrap_or_default();
        if length == 10 && behind.starts_with(|char: char| char.is_ascii_digit()) {
            let more = behind.find(|char| !is_part(char)).unwrap_or(behind.len());
            length += 1 + more;
        }
        let word = self.rest()[..length].to_owned();
        if word.is_empty() {
            return Err(self.expected("value"));
        }
        let value =
            plain(&word).ok_or_else(|| format!("expected value but found {word:?} instead"));
        self.at += length;
        value
    }
}

fn plain(word: &str) -> Option<Value> {
    match word {
        "true" => return Some(true.into()),
        "false" => return Some(false.into()),
        "inf" | "+inf" => return Some(Value::float(f64::INFINITY)),
        "-inf" => return Some(Value::float(f64::NEG_INFINITY)),
        "nan" | "+nan" | "-nan" => return Some(Value::float(f64::NAN)),
        _ => {}
    }
    if let Some(time) = moment(word) {
        return Some(Value::native(time));
    }
    let unsigned = word.trim_start_matches(['+', '-']);
    let prefixed = ["0x", "0o", "0b"].iter().any(|prefix| unsigned.starts_with(prefix));
    let leading_zero = unsigned.len() > 1 && unsigned.starts_with('0') && !prefixed;
    let digits = word.replace('_', "");
    if !prefixed
        && word.contains('_')
        && !underscores_sound(&unsigned.replace(['.', 'e', 'E'], "!"))
    {
        return None;
    }
    if let Ok(int) = parse_int(&digits, 0)
        && !leading_zero
    {
        return Some(Value::int64(int));
    }
    let float = unsigned.contains(['.', 'e', 'E']) && !prefixed;
    parse_float(&digits).ok().filter(|_| float).map(Value::float)
}

/// A date, a time or both; without a zone it is of UTC.
fn moment(word: &str) -> Option<Time> {
    let (date, time) = match word.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, time),
        None if word.as_bytes().get(2) == Some(&b':') => ("0000-01-01", word),
        None => (word, "00:00:00"),
    };
    let mut parts = date.splitn(3, '-').map(|part| digits(part, part.len()));
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let sound = date.len() == 10 && (1..=12).contains(&month);
    let month = u32::try_from(month).ok().filter(|_| sound)?;
    let day = u32::try_from(day).ok().filter(|day| (1..=last_day(year, month)).contains(day))?;
    let end = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(end);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.splitn(3, ':').map(|part| digits(part, 2));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let in_day = hour < 24 && minute < 60 && second < 60;
    let nanos = format!("{fraction:0<9}").get(..9)?.parse().ok().filter(|_| in_day)?;
    let (zone, offset) = match zone {
        "" | "Z" | "z" => (Zone::Utc, 0),
        zone => {
            let (hours, minutes) = zone[1..].split_once(':')?;
            let span = digits(hours, 2)? * 3600 + digits(minutes, 2)? * 60;
            let span = if zone.starts_with('-') { -span } else { span };
            (Zone::fixed(i32::try_from(span).ok()?, ""), span)
        }
    };
    let seconds = days_of(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
    Some(Time { seconds, nanos, zone })
}

fn digits(text: &str, count: usize) -> Option<i64> {
    let sound = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| sound)
}
