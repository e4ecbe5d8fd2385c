//! Readers of YAML that have to agree on what we write.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use drydock::diagnostic::{Report, Sources};
use drydock::yaml::syntax::{Scalar, Style, Syntax, SyntaxKind};
use drydock::yaml::{self, Dialect, Node};
use regex::Regex;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::trial;

/// Our own: what kubectl makes of a text.
pub(super) fn ours(text: &str) -> Vec<Json> {
    nodes(text).iter().map(trial::json).collect()
}

pub(super) fn nodes(text: &str) -> Vec<Node> {
    let source = Sources::new().add_file("", text);
    let mut report = Report::new();
    let documents = yaml::read(text, source, Dialect::Unambiguous, &mut report);
    assert!(report.is_empty(), "{report:?}\n{text}");
    documents
}

/// libyaml's scanner and the core schema of YAML 1.2.
pub(super) fn serde_yaml(text: &str) -> Vec<Json> {
    let documents = serde_yaml::Deserializer::from_str(text);
    documents
        .map(|document| {
            let value = serde_yaml::Value::deserialize(document);
            from_serde(value.unwrap_or_else(|error| panic!("{error}\n{text}")))
        })
        .collect()
}

fn from_serde(value: serde_yaml::Value) -> Json {
    use serde_yaml::Value;
    match value {
        Value::Null => Json::Null,
        Value::Bool(word) => Json::from(word),
        Value::Number(number) => serde_json::to_value(number).expect("a finite number"),
        Value::String(text) => Json::from(text),
        Value::Sequence(items) => items.into_iter().map(from_serde).collect(),
        Value::Mapping(entries) => entries
            .into_iter()
            .map(|(key, value)| match key {
                Value::String(key) => (key, from_serde(value)),
                other => panic!("the key {other:?} is no string"),
            })
            .collect(),
        Value::Tagged(tagged) => panic!("a tag: {tagged:?}"),
    }
}

/// Plain scalars by the type repository of YAML 1.1; where they stand is for the other readers.
pub(super) fn yaml_1_1(text: &str) -> Vec<Json> {
    let (documents, fault) = yaml::parse(text);
    assert!(fault.is_none(), "{fault:?}\n{text}");
    documents.iter().map(as_1_1).collect()
}

fn as_1_1(syntax: &Syntax) -> Json {
    match &syntax.kind {
        SyntaxKind::Scalar(Scalar { text, style: Style::Plain, .. }) => plain_1_1(text),
        SyntaxKind::Scalar(scalar) => Json::from(&*scalar.text),
        SyntaxKind::List(items) => items.iter().map(as_1_1).collect(),
        SyntaxKind::Map(pairs) => {
            let pair = |(key, value): &(Syntax, Syntax)| match as_1_1(key) {
                Json::String(key) => (key, as_1_1(value)),
                other => panic!("the key {other:?} is no string"),
            };
            pairs.iter().map(pair).collect()
        }
    }
}

fn plain_1_1(text: &str) -> Json {
    if !YAML_1_1.is_match(text) {
        return Json::from(text);
    }
    match text {
        "null" => Json::Null,
        "true" => json!(true),
        "false" => json!(false),
        _ if text.starts_with('0') && text.len() > 1 && !text.contains('.') => {
            json!({ "octal": text })
        }
        _ => number(text).unwrap_or_else(|| json!({ "not a string": text })),
    }
}

fn number(text: &str) -> Option<Json> {
    let int = text.parse::<i64>().map(Json::from).or_else(|_| text.parse::<u64>().map(Json::from));
    int.ok().or_else(|| text.parse::<f64>().map(Json::from).ok())
}

/// <https://yaml.org/type/>: null, bool, int, float, timestamp, merge, value.
static YAML_1_1: LazyLock<Regex> = LazyLock::new(|| {
    let kinds = [
        "~|null|Null|NULL|",
        "y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF",
        "[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+",
        "[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+",
        r"[-+]?([0-9][0-9_]*)?\.[0-9.]*([eE][-+][0-9]+)?",
        r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*",
        r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        r"[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(Z|[-+][0-9][0-9]?(:[0-9]{2})?))?",
        "<<|=",
    ];
    Regex::new(&format!("^({})$", kinds.join("|"))).expect("a pattern")
});

type Reader = fn(&str) -> Vec<Json>;

/// The readers that are always there, by name.
pub(super) const READERS: &[(&str, Reader)] =
    &[("ours", ours), ("serde_yaml", serde_yaml), ("YAML 1.1", yaml_1_1)];

/// A reader of YAML 1.1 that may be installed.
pub(super) struct Installed {
    pub name: &'static str,
    pub read: fn(&str) -> Option<Vec<Json>>,
}

pub(super) const INSTALLED: &[Installed] =
    &[Installed { name: "PyYAML", read: py_yaml }, Installed { name: "kubectl", read: kubectl }];

const PYTHON: &str = "
import json, sys, yaml
def strict(value):
    if isinstance(value, dict):
        assert all(isinstance(key, str) for key in value), list(value)
        return {key: strict(item) for key, item in value.items()}
    if isinstance(value, list):
        return [strict(item) for item in value]
    assert value is None or isinstance(value, (str, int, float)), repr(value)
    return value
text = sys.stdin.buffer.read().decode('utf-8')
loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
json.dump([strict(document) for document in yaml.load_all(text, loader)], sys.stdout)
";

fn py_yaml(text: &str) -> Option<Vec<Json>> {
    run("python3", &["-c", "import yaml"], "")?;
    let read = run("python3", &["-c", PYTHON], text).expect("PyYAML reads it");
    Some(serde_json::from_slice(&read).expect("it writes JSON"))
}

/// kubectl adds an annotation, which is taken off again.
fn kubectl(text: &str) -> Option<Vec<Json>> {
    run("kubectl", &["version", "--client"], "")?;
    let args = ["annotate", "--local", "-f", "-", "-o", "json", "drydock=1"];
    let read = run("kubectl", &args, text).expect("kubectl reads it");
    let objects = serde_json::Deserializer::from_slice(&read).into_iter::<Json>();
    let plain = |mut object: Json| {
        let metadata = object["metadata"].as_object_mut().expect("an object has metadata");
        metadata.remove("annotations");
        object
    };
    Some(objects.map(|object| plain(object.expect("it writes JSON"))).collect())
}

/// The output of a program; `None` if it is not there, or fails.
fn run(program: &str, args: &[&str], input: &str) -> Option<Vec<u8>> {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().ok()?;
    let _ = writer.join();
    if !output.status.success() {
        eprintln!("{program}: {}", String::from_utf8_lossy(&output.stderr));
        return None;
    }
    Some(output.stdout)
}
