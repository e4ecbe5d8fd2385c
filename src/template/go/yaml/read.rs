//! YAML into values as `sigs.k8s.io/yaml` reads it: by go-yaml v2, into what JSON has.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::number::{Width, format_float, shortest};
use super::super::print::quote;
use super::super::text::{Set, Text};
use super::super::value::{Data, Value};
use super::emit::Dialect;
use super::read_fault;
use super::read_json::mismatch;
use super::resolve::{Scalar, resolve};
use crate::yaml::first_document;
use crate::yaml::syntax::{self, Style, Syntax, SyntaxKind, Tag};

/// The map that `fromYaml` gives; a fault stands under `Error`.
pub fn map_of(text: &Text) -> Value {
    match of_type(text, "map[string]interface {}", |value| value.as_map().is_some()) {
        Ok(value) if value.is_nil() => Value::map([]),
        Ok(value) => value,
        Err(why) => {
            let set = text.union().data;
            Value::map([("Error".into(), Value::from(why).with(set))])
        }
    }
}

/// The list that `fromYamlArray` gives; a fault is its only item.
pub fn list_of(text: &Text) -> Value {
    match of_type(text, "[]interface {}", |value| value.as_list().is_some()) {
        Ok(value) if value.is_nil() => Value::list(Vec::new()),
        Ok(value) => value,
        Err(why) => Value::list(vec![Value::from(why).with(text.union().data)]),
    }
}

fn of_type(text: &Text, wanted: &str, fits: fn(&Value) -> bool) -> Result<Value, String> {
    let value = read(text)?;
    if value.is_nil() || fits(&value) {
        return Ok(value);
    }
    let why = mismatch(&value, wanted);
    Err(format!("error unmarshaling JSON: while decoding JSON: {why}"))
}

/// What the first document of a text says; nil where there is none.
///
/// # Errors
/// As `sigs.k8s.io/yaml` says it.
pub fn read(text: &Text) -> Result<Value, String> {
    read_by(text, Places::OfText(text.has_origins()), Integers::Floats)
}

/// The same for a file of values: each node is made of the place that its bytes stand for.
///
/// # Errors
/// As `sigs.k8s.io/yaml` says it.
pub fn placed(text: &Text, place: &mut dyn FnMut(Range<usize>) -> Set) -> Result<Value, String> {
    read_by(text, Places::Given(RefCell::new(place)), Integers::Floats)
}

/// The same, for a file whose numbers may be wanted as texts: integers stay what they are.
///
/// # Errors
/// As `sigs.k8s.io/yaml` says it.
pub fn exact(text: &Text, place: &mut dyn FnMut(Range<usize>) -> Set) -> Result<Value, String> {
    read_by(text, Places::Given(RefCell::new(place)), Integers::Kept)
}

/// The text that a scalar is where `sigs.k8s.io/yaml` wants one.
pub fn text_of(value: &Value) -> Option<String> {
    match &value.data {
        Data::Text(text) => Some(text.to_str().into_owned()),
        Data::Bool(truth) => Some(truth.to_string()),
        Data::Int(int, _) => Some(int.to_string()),
        Data::Float(float) => Some(format_float(*float, b'g', None, Width::Single)),
        _ => None,
    }
}

/// What Go says of a value that is no map where one is wanted.
pub fn not_a_map(value: &Value) -> String {
    let why = mismatch(value, "map[string]interface {}");
    format!("error unmarshaling JSON: while decoding JSON: {why}")
}

fn read_by(text: &Text, places: Places<'_>, integers: Integers) -> Result<Value, String> {
    let string = text.to_str();
    let told = |why: String| format!("error converting YAML to JSON: {why}");
    if text.as_str().is_none() {
        return Err(told("yaml: invalid leading UTF-8 octet".into()));
    }
    let (syntax, fault) = first_document(&string);
    if let Some(fault) = fault {
        return Err(told(format!("yaml: {}", read_fault::told(&string, &fault))));
    }
    let Some(syntax) = syntax else { return Ok(Value::NIL) };
    let last = string.lines().next_back().unwrap_or_default().trim();
    let unended = !string.ends_with('\n') && !last.is_empty();
    let mut reader = Reader { text, places, integers, unended };
    reader.value(&syntax).map_err(told)
}

/// Where values come from.
enum Places<'a> {
    /// From the origins of their bytes, if there are any.
    OfText(bool),
    /// From their place in a file.
    Given(RefCell<&'a mut dyn FnMut(Range<usize>) -> Set>),
}

/// What integers become.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Integers {
    /// What JSON has.
    Floats,
    Kept,
}

struct Reader<'a, 'p> {
    text: &'a Text,
    places: Places<'p>,
    integers: Integers,
    /// Our reader ends the last line, which go-yaml does not.
    unended: bool,
}

impl Reader<'_, '_> {
    /// The values that the bytes of a node are made of.
    fn set(&self, node: &Syntax) -> Set {
        match &self.places {
            Places::OfText(true) => {}
            Places::OfText(false) => return Set::EMPTY,
            Places::Given(place) => return (place.borrow_mut())(node.bytes.clone()),
        }
        self.text.data_in(node.bytes.clone())
    }

    /// Where a map or a list stands itself.
    fn own(&self, node: &Syntax) -> Set {
        match &self.places {
            Places::OfText(_) => Set::EMPTY,
            Places::Given(_) => self.set(node),
        }
    }

    fn value(&mut self, node: &Syntax) -> Result<Value, String> {
        match &node.kind {
            SyntaxKind::Scalar(scalar) => self.scalar(node, scalar),
            SyntaxKind::List(items) => {
                let items = items.iter().map(|item| self.value(item)).collect::<Result<_, _>>()?;
                Ok(Value { from: self.own(node), ..Value::list(items) })
            }
            SyntaxKind::Map(pairs) => {
                let mut entries = BTreeMap::new();
                self.entries(pairs, &mut entries)?;
                Ok(Value { from: self.own(node), ..Value::map(entries) })
            }
        }
    }

    /// What stands later wins, even over what was merged.
    fn entries(
        &mut self,
        pairs: &[(Syntax, Syntax)],
        entries: &mut BTreeMap<Text, Value>,
    ) -> Result<(), String> {
        for (key, value) in pairs {
            if is_merge(key) {
                self.merge(value, entries)?;
                continue;
            }
            let name = self.key(key, value)?;
            entries.insert(name, self.value(value)?);
        }
        Ok(())
    }

    fn merge(&mut self, node: &Syntax, entries: &mut BTreeMap<Text, Value>) -> Result<(), String> {
        let wrong = "yaml: map merge requires map or sequence of maps as the value";
        match &node.kind {
            SyntaxKind::Map(pairs) => self.entries(pairs, entries),
            SyntaxKind::List(maps) => maps.iter().rev().try_for_each(|map| match &map.kind {
                SyntaxKind::Map(pairs) => self.entries(pairs, entries),
                _ => Err(wrong.into()),
            }),
            SyntaxKind::Scalar(_) => Err(wrong.into()),
        }
    }

    fn scalar(&self, node: &Syntax, scalar: &syntax::Scalar) -> Result<Value, String> {
        let set = self.set(node);
        let mut meant = meaning(scalar)?;
        if let Meaning::Text(text) = &mut meant
            && self.unended
            && matches!(scalar.style, Style::Literal | Style::Folded)
            && node.bytes.end >= self.text.len()
            && text.ends_with(b"\n")
        {
            text.pop();
        }
        let value = match meant {
            Meaning::Text(text) => {
                // A text that is written as it is keeps the origins of its bytes.
                let plain = self.text.as_bytes().get(node.bytes.clone());
                if matches!(self.places, Places::OfText(true)) && plain == Some(&text[..]) {
                    return Ok(self.text.slice(node.bytes.clone()).into());
                }
                Value::text(text)
            }
            Meaning::Null => Value::NIL,
            Meaning::Bool(truth) => truth.into(),
            Meaning::Int(int) => match (self.integers, i64::try_from(int)) {
                (Integers::Kept, Ok(int)) => Value::int64(int),
                _ => Value::float(as_float(int)),
            },
            Meaning::Float(float) if !float.is_finite() => {
                let shown = shortest(float);
                return Err(format!("json: unsupported value: {shown}"));
            }
            Meaning::Float(float) => Value::float(float),
        };
        Ok(value.with(set))
    }

    fn key(&mut self, key: &Syntax, value: &Syntax) -> Result<Text, String> {
        let SyntaxKind::Scalar(scalar) = &key.kind else {
            return Err(format!("yaml: invalid map key: {}", go_value(key)?));
        };
        let name = match meaning(scalar)? {
            Meaning::Text(text) => Text::new(text),
            Meaning::Bool(truth) => truth.to_string().into(),
            Meaning::Int(int) if i64::try_from(int).is_ok() => int.to_string().into(),
            Meaning::Float(float) => float_key(float).into(),
            Meaning::Null => {
                let shown = go_value(value)?;
                return Err(format!(
                    "unsupported map key of type: %!s(<nil>), key: <nil>, value: {shown}"
                ));
            }
            Meaning::Int(int) => {
                let shown = go_value(value)?;
                return Err(format!(
                    "unsupported map key of type: uint64, key: {int:#x}, value: {shown}"
                ));
            }
        };
        Ok(name.made_of(&self.set(key)))
    }
}

/// `%#v` of what go-yaml makes of a node.
fn go_value(node: &Syntax) -> Result<String, String> {
    Ok(match &node.kind {
        SyntaxKind::Scalar(scalar) => match meaning(scalar)? {
            Meaning::Text(text) => quote(&text),
            Meaning::Null => "interface {}(nil)".into(),
            Meaning::Bool(truth) => truth.to_string(),
            Meaning::Int(int) => int.to_string(),
            Meaning::Float(float) => shortest(float),
        },
        SyntaxKind::List(items) => {
            let items = items.iter().map(go_value);
            format!("[]interface {{}}{{{}}}", items.collect::<Result<Vec<_>, _>>()?.join(", "))
        }
        SyntaxKind::Map(pairs) => {
            let pairs = pairs
                .iter()
                .map(|(key, value)| Ok(format!("{}:{}", go_value(key)?, go_value(value)?)));
            let pairs = pairs.collect::<Result<Vec<_>, String>>()?.join(", ");
            format!("map[interface {{}}]interface {{}}{{{pairs}}}")
        }
    })
}

fn is_merge(key: &Syntax) -> bool {
    match &key.kind {
        SyntaxKind::Scalar(scalar) => {
            let plain = scalar.style == Style::Plain && scalar.tag.is_none();
            scalar.text == "<<" && (plain || scalar.tag == Some(Tag::Merge))
        }
        _ => false,
    }
}

/// What a scalar is to go-yaml.
enum Meaning {
    Text(Vec<u8>),
    Null,
    Bool(bool),
    Int(i128),
    Float(f64),
}

fn meaning(scalar: &syntax::Scalar) -> Result<Meaning, String> {
    let text = &scalar.text;
    let plain = scalar.style == Style::Plain;
    let resolved = match scalar.tag {
        None if !plain => return Ok(Meaning::Text(text.clone().into())),
        Some(Tag::Str | Tag::Other | Tag::Collection | Tag::Merge) => {
            return Ok(Meaning::Text(text.clone().into()));
        }
        Some(Tag::Binary) => {
            let bytes = STANDARD.decode(text.replace(['\r', '\n'], ""));
            let wrong = "yaml: !!binary value contains invalid base64 data";
            return Ok(Meaning::Text(bytes.map_err(|_| wrong)?));
        }
        _ => resolve(text, Dialect::V2),
    };
    let found = match resolved {
        Scalar::Text | Scalar::Timestamp => Meaning::Text(text.clone().into()),
        Scalar::Null => Meaning::Null,
        Scalar::Bool(truth) => Meaning::Bool(truth),
        Scalar::Int(int) => Meaning::Int(int.into()),
        Scalar::Uint(int) => Meaning::Int(int.into()),
        Scalar::Float(float) => Meaning::Float(float),
    };
    let Some(tag) = scalar.tag else { return Ok(found) };
    let (wanted, fits) = match tag {
        Tag::Int => ("!!int", matches!(found, Meaning::Int(_))),
        Tag::Float => ("!!float", matches!(found, Meaning::Float(_) | Meaning::Int(_))),
        Tag::Bool => ("!!bool", matches!(found, Meaning::Bool(_))),
        Tag::Null => ("!!null", matches!(found, Meaning::Null)),
        _ => ("!!timestamp", resolved == Scalar::Timestamp),
    };
    if fits {
        return Ok(match found {
            Meaning::Int(int) if tag == Tag::Float => Meaning::Float(as_float(int)),
            found => found,
        });
    }
    let is = match found {
        Meaning::Text(_) if resolved == Scalar::Timestamp => "!!timestamp",
        Meaning::Text(_) => "!!str",
        Meaning::Null => "!!null",
        Meaning::Bool(_) => "!!bool",
        Meaning::Int(_) => "!!int",
        Meaning::Float(_) => "!!float",
    };
    Err(format!("yaml: cannot decode {is} `{text}` as a {wanted}"))
}

#[expect(clippy::cast_precision_loss, reason = "JSON's numbers are floats to Go")]
fn as_float(int: i128) -> f64 {
    int as f64
}

/// A float as a key has half the precision.
fn float_key(float: f64) -> String {
    match format_float(float, b'g', None, Width::Single).as_str() {
        "+Inf" => ".inf".into(),
        "-Inf" => "-.inf".into(),
        "NaN" => ".nan".into(),
        text => text.into(),
    }
}
