//! Values into YAML: as `sigs.k8s.io/yaml` writes them, by way of JSON, and as go-yaml v3 does.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::number::shortest;
use super::super::print::named_int;
use super::super::text::{Builder, Origin, Text};
use super::super::value::{Data, IntType, Kind, Value};
use super::DEEPEST;
use super::emit::{Dialect, Emitter, Place, Style};
use super::json;
use super::order;
use super::resolve::{Scalar, is_base_60, old_bool, resolve};

/// `toYaml`, with the line break at its end.
///
/// # Errors
/// What JSON has no spelling for, or what can't be read back from it.
pub fn to_yaml(value: &Value) -> Result<Text, String> {
    written(value, Dialect::V2)
}

/// `toYamlPretty`, with the line break at its end.
///
/// # Errors
/// The value holds itself.
pub fn to_yaml_pretty(value: &Value) -> Result<Text, String> {
    written(value, Dialect::V3)
}

fn written(value: &Value, dialect: Dialect) -> Result<Text, String> {
    let mut writer =
        Writer { emitter: Emitter::new(dialect), dialect, depth: 0, marks: Vec::new() };
    writer.value(value, Place::Root)?;
    let (text, marks) = (writer.emitter.finish(), writer.marks);
    if marks.is_empty() {
        return Ok(text.into());
    }
    let mut out = Builder::with_capacity(text.len());
    let mut end = 0;
    for mark in marks {
        out.push_plain(&text[end..mark.start]);
        out.push(&text.as_bytes()[mark.start..mark.end], Some(&mark.origin));
        end = mark.end;
    }
    out.push_plain(&text[end..]);
    Ok(out.finish())
}

struct Writer {
    emitter: Emitter,
    dialect: Dialect,
    depth: usize,
    marks: Vec<Mark>,
}

/// A scalar's bytes, and where they come from.
struct Mark {
    start: usize,
    end: usize,
    origin: Origin,
}

impl Writer {
    fn value(&mut self, value: &Value, place: Place) -> Result<(), String> {
        let v2 = self.dialect == Dialect::V2;
        match &value.data {
            Data::Nil => self.plain("null", value, place),
            Data::Bool(truth) => self.plain(if *truth { "true" } else { "false" }, value, place),
            Data::Int(number, IntType::Duration) if !v2 => {
                let text = named_int(*number, IntType::Duration).unwrap_or_default();
                self.text(&Text::new(text).made_of(&value.from), place)?;
            }
            Data::Int(number, of) => {
                #[expect(clippy::cast_sign_loss, reason = "the bits of an unsigned one")]
                let text = if of.is_unsigned() {
                    (*number as u64).to_string()
                } else {
                    number.to_string()
                };
                self.plain(&text, value, place);
            }
            Data::Float(number) => {
                let text = if v2 { through_json(*number)? } else { special(*number) };
                self.plain(&text, value, place);
            }
            Data::Complex(..) => return Err("cannot marshal type: complex128".into()),
            Data::Text(text) => self.text(text, place)?,
            Data::Bytes(text) if v2 => {
                let encoded = Text::new(STANDARD.encode(text.as_bytes()));
                self.text(&encoded.made_of(&text.union().data), place)?;
            }
            Data::Bytes(text) => {
                let bytes = text.as_bytes().iter().map(|&byte| Value::int(i64::from(byte)));
                self.list(&bytes.collect::<Vec<_>>(), place)?;
            }
            Data::List(list) if list.is_nil() && v2 => self.plain("null", value, place),
            Data::List(list) => self.list(list, place)?,
            Data::Map(map) if map.is_nil() && v2 => self.plain("null", value, place),
            Data::Map(map) => {
                self.map(map.entries())?;
            }
            Data::Native(native) => match native.json() {
                Some(json) if !v2 && native.kind() == Kind::Struct => {
                    // A time is written as it is.
                    match json.as_text() {
                        Some(text) => self.plain(&text.to_str(), value, place),
                        None => self.value(&json, place)?,
                    }
                }
                Some(json) => self.value(&json.with(value.from.clone()), place)?,
                None => {
                    let fields = native.fields().into_iter();
                    let named = fields.map(|(name, value)| {
                        // go-yaml spells fields small.
                        let name = if v2 { name.to_owned() } else { name.to_lowercase() };
                        (name.into(), value)
                    });
                    self.map(named.collect())?;
                }
            },
        }
        Ok(())
    }

    fn list(&mut self, items: &[Value], place: Place) -> Result<(), String> {
        if items.is_empty() {
            self.emitter.empty(["[", "]"]);
            return Ok(());
        }
        self.deeper()?;
        let held = self.emitter.begin_list(place);
        for item in items {
            self.emitter.item();
            self.value(item, Place::Item)?;
        }
        self.emitter.end(held);
        self.depth -= 1;
        Ok(())
    }

    fn map(&mut self, entries: Vec<(Text, Value)>) -> Result<(), String> {
        if entries.is_empty() {
            self.emitter.empty(["{", "}"]);
            return Ok(());
        }
        self.deeper()?;
        let dialect = self.dialect;
        let held = self.emitter.begin_map();
        for (key, value) in order::sort(entries, dialect) {
            let start = self.emitter.out.len();
            let text = self.readable(&key)?;
            if dialect == Dialect::V2 && key.to_str().contains('\u{85}') {
                return Err("yaml: could not find expected ':'".into());
            }
            let style = style_of(&text, dialect);
            let after = self.emitter.key(&text, style);
            self.mark(start, key.union());
            self.value(&value, after)?;
        }
        self.emitter.end(held);
        self.depth -= 1;
        Ok(())
    }

    fn deeper(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("json: unsupported value: encountered a cycle".into());
        }
        Ok(())
    }

    fn plain(&mut self, text: &str, value: &Value, place: Place) {
        let start = self.emitter.out.len();
        self.emitter.scalar(text, Style::Plain, place);
        self.mark(start, Origin::of(value.from.clone()));
    }

    fn text(&mut self, text: &Text, place: Place) -> Result<(), String> {
        let start = self.emitter.out.len();
        if self.dialect == Dialect::V3 && text.as_str().is_none() {
            self.binary(text, place);
        } else {
            let readable = self.readable(text)?;
            self.emitter.scalar(&readable, style_of(&readable, self.dialect), place);
        }
        self.mark(start, text.union());
        Ok(())
    }

    /// Bytes that are no text, in lines of 70 characters.
    fn binary(&mut self, text: &Text, place: Place) {
        let encoded = STANDARD.encode(text.as_bytes());
        self.emitter.tag("!!binary");
        if encoded.len() < 70 {
            return self.emitter.scalar(&encoded, Style::Plain, place);
        }
        let lines = encoded.as_bytes().chunks(70).map(String::from_utf8_lossy);
        let lines: String = lines.map(|line| line.into_owned() + "\n").collect();
        self.emitter.scalar(&lines, Style::Literal, place);
    }

    fn mark(&mut self, start: usize, origin: Origin) {
        if origin == Origin::default() {
            return;
        }
        // The blanks before it are of the layout.
        let out = self.emitter.out.as_bytes();
        let blank = out[start..].iter().take_while(|byte| b" \n".contains(byte)).count();
        self.marks.push(Mark { start: start + blank, end: out.len(), origin });
    }

    /// The text as it is read from JSON that is taken for YAML.
    fn readable(&self, text: &Text) -> Result<String, String> {
        let text = super::super::quote::runes(text.as_bytes());
        let text: String = text.map(|(_, rune)| rune.char()).collect();
        if self.dialect == Dialect::V3 {
            return Ok(text);
        }
        let forbidden = |char: char| matches!(char, '\x7f'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}');
        if text.chars().any(forbidden) {
            return Err("yaml: control characters are not allowed".into());
        }
        Ok(if text.contains('\u{85}') { folded(&text) } else { text })
    }
}

/// What a double-quoted scalar becomes that holds line breaks of the kind JSON does not escape.
fn folded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\u{85}') {
        let before = rest[..at].trim_end_matches(' ');
        out.push_str(before);
        let blank = |char: char| char == '\u{85}' || char == ' ';
        let end = rest[at..].find(|char| !blank(char)).map_or(rest.len(), |length| at + length);
        let breaks = rest[at..end].matches('\u{85}').count();
        out.push_str(if breaks == 1 { " " } else { "" });
        out.push_str(&"\n".repeat(breaks - 1));
        rest = &rest[end..];
    }
    out + rest
}

/// How a text is written so that it stays one.
fn style_of(text: &str, dialect: Dialect) -> Style {
    if text.contains('\n') {
        return Style::Literal;
    }
    let is_text = resolve(text, dialect) == Scalar::Text
        && !is_base_60(text)
        && (dialect == Dialect::V2 || old_bool(text).is_none());
    if is_text { Style::Plain } else { Style::DoubleQuoted }
}

/// A float that went through JSON: what is whole is an integer.
fn through_json(number: f64) -> Result<String, String> {
    let text = json::float(number)?;
    Ok(match resolve(&text, Dialect::V2) {
        Scalar::Int(int) => int.to_string(),
        Scalar::Uint(uint) => uint.to_string(),
        _ => shortest(number),
    })
}

fn special(number: f64) -> String {
    match shortest(number).as_str() {
        "+Inf" => ".inf".into(),
        "-Inf" => "-.inf".into(),
        "NaN" => ".nan".into(),
        text => text.into(),
    }
}
