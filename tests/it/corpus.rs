//! 9,157 manifests and what a real API server said to each; whether we find what it could not read.

use std::collections::BTreeMap;
use std::fs;

use drydock::check::finding::Finding;
use drydock::check::judge::judge;
use drydock::diagnostic::{Severity, SourceId, Sources, Span};
use drydock::yaml::{Key, Map, Node, Number, Origin, Value};
use serde::Deserialize;
use serde_json::Value as Json;

/// One fault in one manifest, and the server's answer.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub id: String,
    pub base: String,
    pub mutation: String,
    pub patch: Option<Patch>,
    pub accepted: bool,
    pub stage: Option<String>,
    #[serde(default)]
    pub message: String,
    #[serde(default)]
    pub causes: Vec<Cause>,
}

#[derive(Deserialize)]
pub(crate) struct Patch {
    pub op: String,
    pub path: String,
    #[serde(default)]
    pub value: Json,
}

#[derive(Deserialize)]
pub(crate) struct Cause {
    pub reason: String,
    pub field: String,
}

#[test]
fn what_the_server_can_not_read_is_found() {
    let bases = bases();
    let mut tally = Tally::default();
    for case in cases() {
        let object = patched(&bases[&case.base], case.patch.as_ref());
        let mut found = judge(&node(&object)).findings;
        found.retain(|finding| finding.severity == Severity::Error);
        tally.count(&case, &found);
    }
    tally.print();
    assert!(tally.wrongly_refused.is_empty(), "accepted by the server, refused here");
    assert!(tally.decode.share() >= 1.0, "refused at decoding by the server, accepted here");
    assert!(tally.unknown.share() >= 1.0, "an unknown field at another path");
    assert!(tally.removed.share() >= 0.74, "a required field that is not missed");
}

#[derive(Default)]
struct Tally {
    /// Cases with any finding, of those that the server refused while decoding.
    decode: Share,
    /// Cases with the server's path, of those with an unknown field.
    unknown: Share,
    /// Cases with a missing field, of those where a removal made the server require a field. The
    /// rest are required only because of what other fields say.
    removed: Share,
    wrongly_refused: Vec<String>,
    missed: Vec<String>,
}

#[derive(Default)]
struct Share {
    found: u32,
    of: u32,
}

impl Tally {
    fn count(&mut self, case: &Case, findings: &[Finding]) {
        let line = || format!("{} {} {}: {}", case.id, case.base, case.mutation, case.said());
        if case.accepted && !findings.is_empty() {
            self.wrongly_refused.push(format!("{} but {findings:?}", line()));
        }
        if case.stage.as_deref() == Some("decode") {
            self.decode.add(!findings.is_empty(), || self.missed.push(line()));
        }
        if let Some((_, rest)) = case.message.split_once("unknown field \"") {
            let path = rest.split('"').next().unwrap_or_default();
            let found = findings
                .iter()
                .any(|f| f.code.name() == "unknown-field" && dotted(&f.path) == path);
            self.unknown.add(found, || self.missed.push(line()));
        }
        if case.removes_a_required_field() {
            let found = findings.iter().any(|finding| finding.code.name() == "missing-field");
            self.removed.add(found, || self.missed.push(line()));
        }
    }

    fn print(&self) {
        for line in self.wrongly_refused.iter().map(|line| format!("wrong: {line}")) {
            println!("{line}");
        }
        for line in &self.missed {
            println!("missed: {line}");
        }
        for (name, share) in
            [("decode", &self.decode), ("unknown", &self.unknown), ("removed", &self.removed)]
        {
            println!("{name:>8}: {} of {}, {:.2} %", share.found, share.of, 100.0 * share.share());
        }
    }
}

impl Share {
    fn add(&mut self, found: bool, otherwise: impl FnOnce()) {
        self.of += 1;
        if found {
            self.found += 1;
        } else {
            otherwise();
        }
    }

    fn share(&self) -> f64 {
        f64::from(self.found) / f64::from(self.of)
    }
}

impl Cause {
    /// Names belong to the identity of an object.
    fn is_of_decoding(&self) -> bool {
        self.reason == "FieldValueRequired" && self.field != "metadata.name"
    }
}

impl Case {
    fn removes_a_required_field(&self) -> bool {
        matches!(self.mutation.as_str(), "delete" | "null")
            && self.causes.iter().any(Cause::is_of_decoding)
    }

    pub(crate) fn said(&self) -> String {
        let causes = self.causes.iter().map(|cause| format!(" {} {}", cause.reason, cause.field));
        let patch = self.patch.as_ref().map(|patch| patch.path.as_str()).unwrap_or_default();
        format!("{patch}: {}{}", self.message, causes.collect::<String>())
    }
}

/// The path with the keys of maps as the server writes them while decoding: `labels.app`.
fn dotted(path: &str) -> String {
    let mut parts = path.split('[');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((key, rest)) if key.parse::<usize>().is_err() => text.extend([".", key, rest]),
            _ => text.extend(["[", part]),
        }
    }
    text
}

pub(crate) fn cases() -> impl Iterator<Item = Case> {
    cases_of("verdicts.jsonl")
}

pub(crate) fn cases_of(file: &str) -> impl Iterator<Item = Case> + use<> {
    let text = read(file);
    let cases: Vec<Case> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a case is one line of JSON"))
        .collect();
    cases.into_iter()
}

/// The valid manifests, by kind and name.
pub(crate) fn bases() -> BTreeMap<String, Json> {
    bases_of(&["core.yaml", "policy.yaml", "workloads.yaml"])
}

pub(crate) fn bases_of(files: &[&str]) -> BTreeMap<String, Json> {
    let texts: Vec<String> = files.iter().map(|file| read(file)).collect();
    let documents = texts.iter().flat_map(|text| serde_yaml::Deserializer::from_str(text));
    let objects = documents.map(|document| Json::deserialize(document).expect("valid YAML"));
    objects.map(|object| (identity(&object), object)).collect()
}

fn identity(object: &Json) -> String {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    format!("{}/{}", text(&object["kind"]), text(&object["metadata"]["name"]))
}

fn read(name: &str) -> String {
    let path = format!("{}/tests/apiserver/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub(crate) fn patched(base: &Json, patch: Option<&Patch>) -> Json {
    let mut object = base.clone();
    let Some(patch) = patch else {
        return object;
    };
    match patch.op.as_str() {
        "replace" => {
            let target = object.pointer_mut(&patch.path).expect("the patch names what is there");
            *target = patch.value.clone();
        }
        "remove" => remove(&mut object, &patch.path),
        op => panic!("no such operation here: {op}"),
    }
    object
}

fn remove(object: &mut Json, path: &str) {
    let (parent, last) = path.rsplit_once('/').expect("the patch names a part");
    match object.pointer_mut(parent) {
        Some(Json::Object(fields)) => {
            fields.remove(&last.replace("~1", "/").replace("~0", "~"));
        }
        Some(Json::Array(items)) => {
            items.remove(last.parse().expect("an index"));
        }
        _ => panic!("nothing at {path}"),
    }
}

/// The tree of a JSON value, written nowhere.
pub(crate) fn node(json: &Json) -> Node {
    let origin = Origin::at(Span::new(source(), 0..0));
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(match (number.as_i64(), number.as_u64()) {
            (Some(n), _) => Number::Int(n),
            (_, Some(n)) => Number::UInt(n),
            _ => Number::Float(number.as_f64().expect("a JSON number")),
        }),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(node).collect()),
        Json::Object(fields) => {
            let mut map = Map::new();
            for (key, value) in fields {
                map.insert(Key::new(key, origin.clone()), node(value));
            }
            Value::Map(map)
        }
    };
    Node::new(value, origin)
}

fn source() -> SourceId {
    Sources::new().add_file("", "")
}
