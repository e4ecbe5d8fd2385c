//! Definitions in the notation of the table that the binary carries: names, types, bounds and rules
//! of kinds, without a word of prose.
//!
//! A table is lines. First the schemas, each a JSON object with short keys that names the schemas
//! within by their lines; what several have in common stands there once. After an empty line the
//! kinds, each a JSON array.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::definition::{Contents, Status, Version};
use crate::check::api::structural::schema::{
    Additional, Bounds, JsonType, Junctors, List, Programs, Range, Rule, Schema,
};
use crate::kube::kind::Scope;
use crate::kube::regex::Pattern;

const KINDS: [(JsonType, &str); 7] = [
    (JsonType::Object, "o"),
    (JsonType::Array, "a"),
    (JsonType::String, "s"),
    (JsonType::Integer, "i"),
    (JsonType::Number, "n"),
    (JsonType::Boolean, "b"),
    (JsonType::IntOrString, "x"),
];

/// The schemas of a table on their way into lines.
#[derive(Default)]
pub(super) struct Writer {
    lines: Vec<String>,
    places: HashMap<String, usize>,
}

impl Writer {
    /// The line of a kind.
    pub(super) fn kind(&mut self, group: &str, kind: &str, contents: &Contents) -> String {
        let versions: Vec<Value> = contents.versions.iter().map(|it| self.version(it)).collect();
        json!([group, kind, contents.scope == Scope::Cluster, versions]).to_string()
    }

    /// Of a version that is not served no more is known than its name.
    fn version(&mut self, version: &Version) -> Value {
        if !version.served {
            return json!([version.name]);
        }
        let place = self.place(&version.schema);
        let is_apart = version.status == Status::Apart;
        json!([version.name, place, is_apart, version.replicas, version.deprecated])
    }

    pub(super) fn into_lines(self) -> Vec<String> {
        self.lines
    }

    fn place(&mut self, schema: &Schema) -> usize {
        let line = Value::Object(self.fields(schema)).to_string();
        if let Some(place) = self.places.get(&line) {
            return *place;
        }
        self.lines.push(line.clone());
        self.places.insert(line, self.lines.len() - 1);
        self.lines.len() - 1
    }

    fn all(&mut self, schemas: &[Schema]) -> Value {
        schemas.iter().map(|schema| self.place(schema)).collect()
    }

    fn fields(&mut self, schema: &Schema) -> Map<String, Value> {
        let mut fields = Map::new();
        let mut put = |name: &str, value: Value| {
            let is_nothing = match &value {
                Value::Null | Value::Bool(false) => true,
                Value::String(text) => text.is_empty(),
                Value::Array(items) => items.is_empty(),
                Value::Object(fields) => fields.is_empty(),
                _ => false,
            };
            if !is_nothing {
                fields.insert(name.to_owned(), value);
            }
        };
        let kind = KINDS.iter().find(|(kind, _)| *kind == schema.kind);
        put("t", kind.map_or("", |(_, letter)| letter).into());
        put("u", schema.nullable.into());
        put("k", schema.preserves.into());
        put("e", schema.embedded.into());
        put("f", (*schema.format).into());
        let names = schema
            .properties
            .iter()
            .map(|(name, inner)| (name.to_string(), Value::from(self.place(inner))));
        put("p", Value::Object(names.collect()));
        put(
            "v",
            match &schema.additional {
                Additional::Unsaid => Value::Null,
                Additional::Anything => json!("any"),
                Additional::Nothing => json!("none"),
                Additional::Values(inner) => self.place(inner).into(),
            },
        );
        put("i", schema.items.as_ref().map(|inner| self.place(inner)).into());
        put("r", texts(&schema.required));
        put("w", Value::Array(schema.words.clone()));
        put("m", schema.pattern.as_ref().map(|pattern| pattern.text.to_string()).into());
        put(
            "l",
            match &schema.list {
                List::Atomic => Value::Null,
                List::Set => json!("set"),
                List::Map(keys) => texts(keys),
            },
        );
        bounds(&schema.bounds, &mut put);
        if let Some(junctors) = &schema.junctors {
            put("all", self.all(&junctors.all_of));
            put("any", self.all(&junctors.any_of));
            put("one", self.all(&junctors.one_of));
            put("not", junctors.not.as_ref().map(|inner| self.place(inner)).into());
        }
        if let Some(default) = &schema.default {
            // In a list, so that an empty value is one.
            put("d", json!([default]));
        }
        put("c", schema.rules.iter().map(rule).collect());
        fields
    }
}

fn texts(texts: &[Box<str>]) -> Value {
    texts.iter().map(|text| &**text).collect()
}

fn bounds(bounds: &Bounds, put: &mut impl FnMut(&str, Value)) {
    put("ge", number(bounds.minimum));
    put("gt", bounds.above_minimum.into());
    put("le", number(bounds.maximum));
    put("lt", bounds.below_maximum.into());
    put("of", number(bounds.multiple_of));
    for (name, range) in [("ln", bounds.length), ("in", bounds.items), ("pn", bounds.properties)] {
        if range != Range::default() {
            put(name, json!([range.least, range.most]));
        }
    }
}

/// A number without a fraction is written without one.
fn number(number: Option<f64>) -> Value {
    #[allow(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
    number.map_or(Value::Null, |number| {
        if number.fract() == 0.0 && number.abs() < 1e15 {
            Value::from(number as i64)
        } else {
            Value::from(number)
        }
    })
}

fn rule(rule: &Rule) -> Value {
    let Rule { text, message, message_expression, reason, field_path, optional_old_self, .. } =
        rule;
    json!([text, message, message_expression, reason, field_path, optional_old_self])
}

/// The schemas of a table, each read when it is first asked for.
pub(super) struct Reader<'t> {
    lines: Vec<&'t str>,
    read: Vec<OnceLock<Arc<Schema>>>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(lines: Vec<&'t str>) -> Self {
        let read = lines.iter().map(|_| OnceLock::new()).collect();
        Reader { lines, read }
    }

    /// What the line of a kind says of it, after its group and its name.
    pub(super) fn contents(&self, line: &str) -> Option<Contents> {
        let value: Value = serde_json::from_str(line).ok()?;
        let scope = if value[2].as_bool()? { Scope::Cluster } else { Scope::Namespaced };
        let versions = value[3].as_array()?.iter().map(|version| self.version(version));
        Some(Contents { scope, versions: versions.collect::<Option<_>>()? })
    }

    fn version(&self, value: &Value) -> Option<Version> {
        let name = value[0].as_str()?;
        let Some(place) = value[1].as_u64() else { return Some(Version::unserved(name)) };
        let is_apart = value[2].as_bool().unwrap_or_default();
        let replicas = value[3].as_array().into_iter().flatten();
        Some(Version {
            name: name.to_owned(),
            served: true,
            deprecated: value[4].as_str().map(str::to_owned),
            status: if is_apart { Status::Apart } else { Status::Within },
            replicas: replicas.filter_map(Value::as_str).map(str::to_owned).collect(),
            schema: self.own(usize::try_from(place).ok()?)?,
        })
    }

    fn schema(&self, place: usize) -> Option<Arc<Schema>> {
        let read = self.read.get(place)?;
        if let Some(schema) = read.get() {
            return Some(schema.clone());
        }
        let fields: Fields<'_> = serde_json::from_str(self.lines[place]).ok()?;
        let schema = Arc::new(self.of_fields(fields)?);
        Some(read.get_or_init(|| schema).clone())
    }

    fn own(&self, place: usize) -> Option<Schema> {
        self.schema(place).map(|schema| schema.as_ref().clone())
    }

    fn all(&self, places: &[usize]) -> Option<Vec<Schema>> {
        places.iter().map(|place| self.own(*place)).collect()
    }

    fn of_fields(&self, fields: Fields<'t>) -> Option<Schema> {
        let kind = KINDS.iter().find(|(_, letter)| *letter == fields.t);
        let properties =
            fields.p.0.into_iter().map(|(name, place)| Some((name, self.schema(place)?)));
        let junctors = Junctors {
            all_of: self.all(&fields.all)?,
            any_of: self.all(&fields.any)?,
            one_of: self.all(&fields.one)?,
            not: match fields.not {
                None => None,
                Some(place) => Some(self.own(place)?),
            },
        };
        Some(Schema {
            kind: kind.map_or(JsonType::Any, |(kind, _)| *kind),
            nullable: fields.u,
            preserves: fields.k,
            embedded: fields.e,
            format: fields.f,
            properties: properties.collect::<Option<_>>()?,
            additional: match fields.v {
                None => Additional::Unsaid,
                Some(Others::Word("any")) => Additional::Anything,
                Some(Others::Word(_)) => Additional::Nothing,
                Some(Others::Place(place)) => Additional::Values(self.schema(place)?),
            },
            items: match fields.i {
                None => None,
                Some(place) => Some(self.schema(place)?),
            },
            required: fields.r,
            words: fields.w,
            pattern: fields.m.map(Pattern::new),
            bounds: Bounds {
                minimum: fields.ge,
                above_minimum: fields.gt,
                maximum: fields.le,
                below_maximum: fields.lt,
                multiple_of: fields.of,
                length: fields.ln.into(),
                items: fields.r#in.into(),
                properties: fields.pn.into(),
            },
            list: match fields.l {
                None => List::Atomic,
                Some(Keys::Set(_)) => List::Set,
                Some(Keys::Map(keys)) => List::Map(keys),
            },
            junctors: (junctors != Junctors::default()).then(|| Box::new(junctors)),
            default: fields.d.into_iter().next(),
            rules: fields.c.into_iter().map(Rule::from).collect(),
        })
    }
}

/// A line of the table: the schemas within it are places in the table.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields<'t> {
    t: &'t str,
    u: bool,
    k: bool,
    e: bool,
    f: Box<str>,
    p: Named,
    #[serde(borrow)]
    v: Option<Others<'t>>,
    i: Option<usize>,
    r: Vec<Box<str>>,
    w: Vec<Value>,
    m: Option<Box<str>>,
    l: Option<Keys>,
    ge: Option<f64>,
    gt: bool,
    le: Option<f64>,
    lt: bool,
    of: Option<f64>,
    ln: Least,
    r#in: Least,
    pn: Least,
    all: Vec<usize>,
    any: Vec<usize>,
    one: Vec<usize>,
    not: Option<usize>,
    d: Vec<Value>,
    c: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Others<'t> {
    Word(&'t str),
    Place(usize),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Keys {
    Map(Vec<Box<str>>),
    Set(IgnoredAny),
}

/// The least and the most.
#[derive(Default, Deserialize)]
struct Least(Option<i64>, Option<i64>);

impl From<Least> for Range {
    fn from(Least(least, most): Least) -> Self {
        Range { least, most }
    }
}

/// A rule, as it is written.
#[derive(Deserialize)]
struct Written(Box<str>, Box<str>, Box<str>, Box<str>, Box<str>, Option<bool>);

impl From<Written> for Rule {
    fn from(written: Written) -> Self {
        let Written(text, message, message_expression, reason, field_path, optional_old_self) =
            written;
        let programs = Programs::default();
        Rule { text, message, message_expression, reason, field_path, optional_old_self, programs }
    }
}

/// The entries of a map, in their order.
#[derive(Default)]
struct Named(Vec<(Box<str>, usize)>);

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Named;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Named(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}
