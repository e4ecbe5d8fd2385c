//! `Chart.yaml` into [`Metadata`], strictly: what Helm would overlook is an error here.
//!
//! Fields as <https://helm.sh/docs/topics/charts/#the-chartyaml-file> lists them.

use super::constraint::Constraint;
use super::dependency::{self, Declared};
use crate::diagnostic::{Code, Diagnostic, Report, Span, did_you_mean};
use crate::yaml::{Map, Node, Number, Origin, Value};

/// The annotation that names the namespace of a chart that is given none.
pub const NAMESPACE_ANNOTATION: &str = "drydock.dev/namespace";

/// The facts of a chart about itself.
#[derive(Debug, Clone)]
pub struct Metadata {
    pub name: String,
    pub version: String,
    pub app_version: Option<String>,
    pub description: Option<String>,
    pub kind: ChartType,
    pub kube_version: Option<(Constraint, String)>,
    /// The namespace of objects that name none, where the command line names none either.
    pub namespace: Option<String>,
    pub dependencies: Vec<Declared>,
    /// The file as it was read, for templates.
    pub node: Node,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartType {
    Application,
    /// Shares macros, makes no objects.
    Library,
}

/// What a field holds.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Flag,
    Texts,
    TextMap,
    Records(&'static [&'static str]),
}

const FIELDS: &[(&str, Shape)] = &[
    ("apiVersion", Shape::Text),
    ("name", Shape::Text),
    ("version", Shape::Text),
    ("kubeVersion", Shape::Text),
    ("description", Shape::Text),
    ("type", Shape::Text),
    ("keywords", Shape::Texts),
    ("home", Shape::Text),
    ("sources", Shape::Texts),
    ("dependencies", Shape::Records(DEPENDENCY)),
    ("maintainers", Shape::Records(&["name", "email", "url"])),
    ("icon", Shape::Text),
    ("appVersion", Shape::Text),
    ("deprecated", Shape::Flag),
    ("annotations", Shape::TextMap),
];

const DEPENDENCY: &[&str] =
    &["name", "version", "repository", "condition", "tags", "import-values", "alias"];

impl Metadata {
    /// Of a chart that does not say what it is.
    pub fn unknown(origin: Origin) -> Self {
        Metadata {
            name: String::new(),
            version: String::new(),
            app_version: None,
            description: None,
            kind: ChartType::Application,
            kube_version: None,
            namespace: None,
            dependencies: Vec::new(),
            node: Node::new(Value::Null, origin),
        }
    }

    /// Where a field is written, or else the whole.
    pub fn place(&self, field: &str) -> Span {
        self.node.get(field).unwrap_or(&self.node).origin.at
    }
}

/// Reads the one document of `Chart.yaml`. Everything wrong with it goes into `report`.
pub(super) fn read(node: Node, report: &mut Report) -> Option<Metadata> {
    let Some(map) = node.as_map() else {
        let what = node.value.describe();
        let fault =
            Diagnostic::error(Code::BadChart, format!("Chart.yaml holds {what}, not a map"));
        report.push(fault.at(node.origin.at, what));
        return None;
    };
    let before = report.count(crate::diagnostic::Severity::Error);
    check_fields(map, report);
    check_api_version(map, &node, report);
    let name = required(map, "name", &node, report);
    let version = required(map, "version", &node, report);
    check_version(map, report);
    let metadata = Metadata {
        kind: chart_type(map, report),
        kube_version: kube_version(map, report),
        dependencies: dependency::read(map, report),
        app_version: text(map, "appVersion"),
        description: text(map, "description"),
        namespace: map
            .get("annotations")
            .and_then(|annotations| annotations.get(NAMESPACE_ANNOTATION))
            .and_then(Node::as_str)
            .map(str::to_owned),
        name: name.unwrap_or_default(),
        version: version.unwrap_or_default(),
        node: node.clone(),
    };
    (report.count(crate::diagnostic::Severity::Error) == before).then_some(metadata)
}

fn text(map: &Map, key: &str) -> Option<String> {
    map.get(key).and_then(Node::as_str).map(str::to_owned)
}

fn required(map: &Map, key: &str, node: &Node, report: &mut Report) -> Option<String> {
    let found = text(map, key).filter(|text| !text.is_empty());
    if found.is_none() && map.get(key).is_none_or(|node| node.as_str() == Some("")) {
        let at = map.get(key).unwrap_or(node).origin.at;
        let fault = Diagnostic::error(Code::BadChart, format!("Chart.yaml gives no {key}"));
        report.push(fault.at(at, format!("add `{key}: …`")));
    }
    found
}

fn check_fields(map: &Map, report: &mut Report) {
    for (key, value) in map.iter() {
        let Some((_, shape)) = FIELDS.iter().find(|(name, _)| *name == key.text) else {
            let names = FIELDS.iter().map(|(name, _)| *name);
            report.push(unknown_field(&key.text, key.origin.at, names));
            continue;
        };
        check_shape(&key.text, value, *shape, report);
    }
}

fn unknown_field<'a>(
    name: &str,
    at: Span,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = format!("Chart.yaml has no field `{name}`");
    let fault = Diagnostic::error(Code::UnknownField, message).at(at, "not a field of a chart");
    match did_you_mean(name, known) {
        Some(help) => fault.help(help),
        None => fault.help("what is your own goes under `annotations`"),
    }
}

fn check_shape(name: &str, node: &Node, shape: Shape, report: &mut Report) {
    match (shape, &node.value) {
        (_, Value::Null) | (Shape::Text, Value::String(_)) | (Shape::Flag, Value::Bool(_)) => {}
        (Shape::Texts, Value::List(items)) => {
            items.iter().for_each(|item| check_shape(name, item, Shape::Text, report));
        }
        (Shape::TextMap, Value::Map(map)) => {
            map.iter().for_each(|(key, item)| check_shape(&key.text, item, Shape::Text, report));
        }
        (Shape::Records(fields), Value::List(items)) => {
            items.iter().for_each(|item| check_record(name, item, fields, report));
        }
        (wanted, _) => report.push(wrong_shape(name, node, wanted)),
    }
}

fn check_record(name: &str, node: &Node, fields: &[&'static str], report: &mut Report) {
    let Some(map) = node.as_map() else {
        let message = format!("each of `{name}` is a map, not {}", node.value.describe());
        report.push(Diagnostic::error(Code::BadChart, message).at(node.origin.at, "not a map"));
        return;
    };
    for (key, _) in map.iter().filter(|(key, _)| !fields.contains(&&*key.text)) {
        report.push(unknown_field(&key.text, key.origin.at, fields.iter().copied()));
    }
}

fn wrong_shape(name: &str, node: &Node, wanted: Shape) -> Diagnostic {
    let is_text = matches!(wanted, Shape::Text | Shape::TextMap);
    let wanted = match wanted {
        Shape::Text => "a string",
        Shape::Flag => "true or false",
        Shape::Texts | Shape::Records(_) => "a list",
        Shape::TextMap => "a map",
    };
    let what = node.value.describe();
    let fault = Diagnostic::error(Code::BadChart, format!("`{name}` must be {wanted}, not {what}"))
        .at(node.origin.at, what);
    match &node.value {
        _ if !is_text => fault,
        Value::Bool(_) => fault.help("quote it"),
        Value::Number(Number::Float(_) | Number::Int(_)) => {
            fault.help("quote it: a version like 1.20 is the number 1.2 without quotes")
        }
        _ => fault,
    }
}

fn check_api_version(map: &Map, node: &Node, report: &mut Report) {
    let given = map.get("apiVersion");
    let help = match given.and_then(Node::as_str) {
        Some("v2") => return,
        Some("v1") => "v1 is Helm 2's format: move requirements.yaml into `dependencies`, write v2",
        _ => "write `apiVersion: v2`",
    };
    let message = match given {
        Some(Node { value: Value::String(version), .. }) => {
            format!("charts of apiVersion {version} can't be read")
        }
        _ => "Chart.yaml gives no apiVersion".to_owned(),
    };
    let at = given.unwrap_or(node).origin.at;
    report.push(Diagnostic::error(Code::BadChart, message).at(at, "not v2").help(help));
}

fn check_version(map: &Map, report: &mut Report) {
    let Some((node, version)) = map.get("version").and_then(|n| Some((n, n.as_str()?))) else {
        return;
    };
    if let Err(why) = semver::Version::parse(version.trim_start_matches('v'))
        && !version.is_empty()
    {
        let message = format!("`{version}` is not a semantic version: {why}");
        let fault =
            Diagnostic::error(Code::BadChart, message).at(node.origin.at, "this chart's version");
        report.push(fault.help("write three numbers, as in 1.0.2 (https://semver.org)"));
    }
}

fn chart_type(map: &Map, report: &mut Report) -> ChartType {
    let Some(node) = map.get("type") else { return ChartType::Application };
    match node.as_str() {
        Some("library") => ChartType::Library,
        Some("application" | "") | None => ChartType::Application,
        Some(other) => {
            let fault =
                Diagnostic::error(Code::BadChart, format!("a chart can't be of type `{other}`"));
            report.push(fault.at(node.origin.at, "application or library"));
            ChartType::Application
        }
    }
}

fn kube_version(map: &Map, report: &mut Report) -> Option<(Constraint, String)> {
    let node = map.get("kubeVersion")?;
    let text = node.as_str().filter(|text| !text.is_empty())?;
    match Constraint::parse(text) {
        Ok(constraint) => Some((constraint, text.to_owned())),
        Err(why) => {
            let message = format!("`{text}` is no version constraint: {why}");
            let fault =
                Diagnostic::error(Code::BadChart, message).at(node.origin.at, "kubeVersion");
            report.push(fault.help("write it as in `>=1.24.0-0 <1.37.0-0`"));
            None
        }
    }
}
