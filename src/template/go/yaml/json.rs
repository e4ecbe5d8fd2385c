//! Values into JSON as Go's `encoding/json` writes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::number::{Width, format_float, shortest};
use super::super::quote::{Rune, runes};
use super::super::text::{Builder, Origin, Text};
use super::super::value::{Data, Value};
use super::DEEPEST;

/// What is done with `<`, `>` and `&`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Html {
    Escaped,
    Raw,
}

/// How the text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Compact,
    /// Lines, indented by two blanks.
    Pretty,
}

/// # Errors
/// What JSON has no spelling for, as Go says it.
pub fn to_json(value: &Value, html: Html, layout: Layout) -> Result<Text, String> {
    let mut writer = Writer { out: Builder::default(), html, layout, depth: 0 };
    writer.value(value)?;
    Ok(writer.out.finish())
}

struct Writer {
    out: Builder,
    html: Html,
    layout: Layout,
    depth: usize,
}

impl Writer {
    fn value(&mut self, value: &Value) -> Result<(), String> {
        match &value.data {
            Data::Nil => self.plain("null", value),
            Data::Bool(truth) => self.plain(if *truth { "true" } else { "false" }, value),
            Data::Int(number, of) => {
                #[expect(clippy::cast_sign_loss, reason = "the bits of an unsigned one")]
                let text = if of.is_unsigned() {
                    (*number as u64).to_string()
                } else {
                    number.to_string()
                };
                self.plain(&text, value);
            }
            Data::Float(number) => self.plain(&float(*number)?, value),
            Data::Complex(..) => return Err("json: unsupported type: complex128".into()),
            Data::Text(text) => self.text(text),
            Data::Bytes(text) => {
                let encoded = STANDARD.encode(text.as_bytes());
                let origin = text.union();
                self.out.push(format!("\"{encoded}\"").as_bytes(), Some(&origin));
            }
            Data::List(list) if list.is_nil() => self.plain("null", value),
            Data::List(list) => return self.list(list),
            Data::Map(map) if map.is_nil() => self.plain("null", value),
            Data::Map(map) => {
                return self.map(map.entries().into_iter());
            }
            Data::Native(native) => {
                let tagged = native.tagged();
                if let Some(json) = native.json().filter(|_| tagged.is_none()) {
                    return self.value(&json.with(value.from.clone()));
                }
                let fields = tagged.unwrap_or_else(|| native.fields());
                return self.map(fields.into_iter().map(|(name, value)| (name.into(), value)));
            }
        }
        Ok(())
    }

    fn plain(&mut self, text: &str, value: &Value) {
        let origin = (!value.from.is_empty()).then(|| Origin::of(value.from.clone()));
        self.out.push(text.as_bytes(), origin.as_ref());
    }

    fn list(&mut self, items: &[Value]) -> Result<(), String> {
        self.deeper()?;
        self.out.push_plain("[");
        for (at, item) in items.iter().enumerate() {
            self.separate(at);
            self.value(item)?;
        }
        self.close("]", items.is_empty());
        Ok(())
    }

    fn map(&mut self, entries: impl Iterator<Item = (Text, Value)>) -> Result<(), String> {
        self.deeper()?;
        self.out.push_plain("{");
        let mut empty = true;
        for (at, (key, value)) in entries.enumerate() {
            self.separate(at);
            self.text(&key);
            self.out.push_plain(if self.layout == Layout::Pretty { ": " } else { ":" });
            self.value(&value)?;
            empty = false;
        }
        self.close("}", empty);
        Ok(())
    }

    fn deeper(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let of = "map[string]interface {}";
            return Err(format!("json: unsupported value: encountered a cycle via {of}"));
        }
        Ok(())
    }

    fn separate(&mut self, at: usize) {
        if at > 0 {
            self.out.push_plain(",");
        }
        self.line();
    }

    fn line(&mut self) {
        if self.layout == Layout::Pretty {
            self.out.push_plain("\n");
            self.out.push_plain("  ".repeat(self.depth));
        }
    }

    fn close(&mut self, bracket: &str, empty: bool) {
        self.depth -= 1;
        if !empty {
            self.line();
        }
        self.out.push_plain(bracket);
    }

    fn text(&mut self, text: &Text) {
        self.out.push_plain("\"");
        let mut plain_from = 0;
        for (at, rune) in runes(text.as_bytes()) {
            let Some(escaped) = escape(rune, self.html) else { continue };
            self.out.push_slice(text, plain_from..at);
            plain_from = at + rune.width();
            self.out.push(escaped.as_bytes(), text.origin_at(at));
        }
        self.out.push_slice(text, plain_from..text.len());
        self.out.push_plain("\"");
    }
}

fn escape(rune: Rune, html: Html) -> Option<String> {
    let char = match rune {
        Rune::Byte(_) => return Some("\\ufffd".into()),
        Rune::Char(char) => char,
    };
    let escaped = match char {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\x08' => "\\b",
        '\x0c' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '<' | '>' | '&' if html == Html::Raw => return None,
        '<' | '>' | '&' | '\0'..='\x1f' | '\u{2028}' | '\u{2029}' => {
            return Some(format!("\\u{:04x}", u32::from(char)));
        }
        _ => return None,
    };
    Some(escaped.into())
}

/// A float as JSON has it: with an exponent where it is very large or very small.
pub(super) fn float(number: f64) -> Result<String, String> {
    if !number.is_finite() {
        let shown = shortest(number);
        return Err(format!("json: unsupported value: {shown}"));
    }
    let magnitude = number.abs();
    if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        let text = format_float(number, b'e', None, Width::Double);
        // `e-09` is `e-9` there.
        return Ok(match text.split_once("e-0") {
            Some((digits, exponent)) => format!("{digits}e-{exponent}"),
            None => text,
        });
    }
    Ok(format_float(number, b'f', None, Width::Double))
}
