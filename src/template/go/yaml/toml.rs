//! Values into TOML as BurntSushi/toml writes them, and TOML into values.

use super::super::number::shortest;
use super::super::print::named_int;
use super::super::text::{Builder, Origin, Text};
use super::super::value::{Data, IntType, Kind, Value};
use super::DEEPEST;

/// # Errors
/// What TOML has no place for, as BurntSushi/toml says it.
pub fn to_toml(value: &Value) -> Result<Text, String> {
    if value.is_nil() {
        return Err(super::super::value::NIL_POINTER.into());
    }
    let mut writer = Writer::default();
    writer.encode(&[], value)?;
    Ok(writer.out.finish())
}

#[derive(Default)]
struct Writer {
    out: Builder,
    depth: usize,
}

/// What a value is in TOML.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// What has no place.
    Nil,
    Plain,
    Table,
    Tables,
}

fn shape(value: &Value) -> Result<Shape, String> {
    Ok(match &value.data {
        Data::Nil => Shape::Nil,
        Data::Complex(..) => return Err("unsupported type: complex128".into()),
        Data::Map(map) if map.is_nil() => Shape::Nil,
        Data::Map(_) => Shape::Table,
        Data::List(list) if list.is_nil() => Shape::Nil,
        Data::List(list) if list.is_empty() => Shape::Plain,
        Data::List(list) => {
            let mut tables = true;
            for item in list.iter() {
                match shape(item)? {
                    Shape::Nil => return Err("toml: cannot encode array with nil element".into()),
                    Shape::Table => {}
                    _ => tables = false,
                }
            }
            if tables { Shape::Tables } else { Shape::Plain }
        }
        Data::Native(native) if native.json().is_none() => Shape::Table,
        _ => Shape::Plain,
    })
}

/// The keys and values of a table, sorted if they are a map's.
fn entries(value: &Value) -> Vec<(Text, Value)> {
    match &value.data {
        Data::Map(map) => map.entries(),
        Data::Native(native) => {
            native.fields().into_iter().map(|(name, value)| (name.into(), value)).collect()
        }
        _ => Vec::new(),
    }
}

impl Writer {
    fn encode(&mut self, key: &[Text], value: &Value) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("toml: a map holds itself".into());
        }
        match shape(value)? {
            Shape::Nil if matches!(value.data, Data::List(_)) => self.pair(key, value)?,
            Shape::Nil => {}
            Shape::Plain => self.pair(key, value)?,
            Shape::Table => {
                if key.len() == 1 {
                    self.newline();
                }
                if !key.is_empty() {
                    self.header(key, ["[", "]"]);
                }
                self.table(key, value)?;
            }
            Shape::Tables => {
                if key.is_empty() {
                    return Err("toml: top-level values must be Go maps or structs".into());
                }
                let items = value.as_list().map_or(&[][..], |list| list);
                for item in items {
                    self.newline();
                    self.header(key, ["[[", "]]"]);
                    self.table(key, item)?;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn table(&mut self, key: &[Text], value: &Value) -> Result<(), String> {
        for (name, value) in parted(value)? {
            let mut path = key.to_vec();
            path.push(name);
            if !is_nil(&value) {
                self.encode(&path, &value)?;
            }
        }
        Ok(())
    }

    fn header(&mut self, key: &[Text], brackets: [&str; 2]) {
        self.indent(key);
        self.out.push_plain(brackets[0]);
        for (at, name) in key.iter().enumerate() {
            if at > 0 {
                self.out.push_plain(".");
            }
            self.name(name);
        }
        self.out.push_plain(brackets[1]);
        self.newline();
    }

    fn indent(&mut self, key: &[Text]) {
        self.out.push_plain("  ".repeat(key.len().saturating_sub(1)));
    }

    /// A break, unless nothing has been written.
    fn newline(&mut self) {
        if !self.out.is_empty() {
            self.out.push_plain("\n");
        }
    }

    fn pair(&mut self, key: &[Text], value: &Value) -> Result<(), String> {
        let Some(name) = key.last() else { return self.element(value) };
        self.indent(key);
        self.name(name);
        self.out.push_plain(" = ");
        self.element(value)?;
        self.newline();
        Ok(())
    }

    fn name(&mut self, name: &Text) {
        let bare = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
        if !name.is_empty() && name.as_bytes().iter().all(bare) {
            self.out.push_text(name);
        } else {
            self.quoted(name);
        }
    }

    fn quoted(&mut self, text: &Text) {
        self.out.push_plain("\"");
        let mut start = 0;
        for (at, byte) in text.as_bytes().iter().enumerate() {
            let escaped = match byte {
                b'"' => "\\\"".to_owned(),
                b'\\' => "\\\\".to_owned(),
                b'\n' => "\\n".to_owned(),
                b'\t' => "\\t".to_owned(),
                b'\r' => "\\r".to_owned(),
                0x08 => "\\b".to_owned(),
                0x0c => "\\f".to_owned(),
                0..=0x1f | 0x7f => format!("\\u{byte:04x}"),
                _ => continue,
            };
            self.out.push_slice(text, start..at);
            self.out.push(escaped.as_bytes(), text.origin_at(at));
            start = at + 1;
        }
        self.out.push_slice(text, start..text.len());
        self.out.push_plain("\"");
    }

    fn element(&mut self, value: &Value) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("toml: a map holds itself".into());
        }
        match &value.data {
            Data::Nil => return Err("toml: cannot encode array with nil element".into()),
            Data::Text(text) => self.quoted(text),
            Data::Bool(truth) => self.plain(if *truth { "true" } else { "false" }, value),
            Data::Int(number, IntType::Duration) => {
                let text = named_int(*number, IntType::Duration).unwrap_or_default();
                self.quoted(&Text::new(text).made_of(&value.from));
            }
            Data::Int(number, _) => self.plain(&number.to_string(), value),
            Data::Float(number) => self.plain(&float(*number), value),
            Data::Complex(..) => return Err("unexpected type: complex128".into()),
            Data::Bytes(text) => {
                let bytes = text.as_bytes().iter().map(|&byte| Value::int(i64::from(byte)));
                self.elements(&bytes.collect::<Vec<_>>())?;
            }
            Data::List(list) => self.elements(list)?,
            Data::Native(native) => match native.json() {
                // A time is written as it is.
                Some(json) if native.kind() == Kind::Struct => {
                    let text = json.as_text().cloned().unwrap_or_default();
                    self.out.push_text(&text.made_of(&value.from));
                }
                Some(json) => self.element(&json.with(value.from.clone()))?,
                None => self.inline(value)?,
            },
            Data::Map(_) => self.inline(value)?,
        }
        self.depth -= 1;
        Ok(())
    }

    fn plain(&mut self, text: &str, value: &Value) {
        self.out.push(text.as_bytes(), Some(&Origin::of(value.from.clone())));
    }

    fn elements(&mut self, items: &[Value]) -> Result<(), String> {
        self.out.push_plain("[");
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.out.push_plain(", ");
            }
            self.element(item)?;
        }
        self.out.push_plain("]");
        Ok(())
    }

    fn inline(&mut self, value: &Value) -> Result<(), String> {
        self.out.push_plain("{");
        let entries = parted(value)?;
        let count = entries.len();
        for (at, (name, value)) in entries.into_iter().enumerate() {
            if is_nil(&value) {
                continue;
            }
            self.name(&name);
            self.out.push_plain(" = ");
            self.element(&value)?;
            if at + 1 < count {
                self.out.push_plain(", ");
            }
        }
        self.out.push_plain("}");
        Ok(())
    }
}

fn is_nil(value: &Value) -> bool {
    match &value.data {
        Data::Nil => true,
        Data::Map(map) => map.is_nil(),
        Data::List(list) => list.is_nil(),
        _ => false,
    }
}

/// Plain entries first, tables behind.
fn parted(value: &Value) -> Result<Vec<(Text, Value)>, String> {
    let (mut plain, mut tables) = (Vec::new(), Vec::new());
    for entry in entries(value) {
        match shape(&entry.1)? {
            Shape::Table | Shape::Tables => tables.push(entry),
            _ => plain.push(entry),
        }
    }
    plain.append(&mut tables);
    Ok(plain)
}

fn float(number: f64) -> String {
    if number.is_nan() {
        return "nan".into();
    }
    if number.is_infinite() {
        return if number < 0.0 { "-inf" } else { "inf" }.into();
    }
    let text = shortest(number);
    if text.contains(['e', '.']) { text } else { text + ".0" }
}

/// The map that `fromToml` gives; a fault stands under `Error`.
pub fn map_of(text: &Text) -> Value {
    match super::read_toml::read(&text.to_str()) {
        Ok(map) => map,
        Err(why) => Value::map([("Error".into(), why.into())]),
    }
    .with(text.union().data)
}
