//! A small chart in memory, rendered.

use std::collections::BTreeMap;
use std::sync::Arc;

use drydock::chart::{Chart, File, Metadata, Template};
use drydock::diagnostic::print::{self, Style};
use drydock::diagnostic::{Censor, Report, Secrets, SourceId, Sources, Span};
use drydock::manifest::Manifest;
use drydock::pipeline::{self, Checks, Loaded, Ours, Request};
use drydock::values::Layer;
use drydock::yaml::{self, Dialect, Key, Map, Node, Number, Origin, Value};
use proptest::test_runner::{Config, RngSeed};
use serde_json::Value as Json;

/// A chart that is put together piece by piece.
pub(crate) struct Trial {
    pub sources: Sources,
    pub report: Report,
    chart: Chart,
    layers: Vec<Layer>,
}

/// What became of a trial.
pub(crate) struct Outcome {
    pub sources: Sources,
    pub report: Report,
    pub secrets: Secrets,
    pub manifest: Option<Manifest>,
}

impl Trial {
    pub(crate) fn new() -> Self {
        let mut sources = Sources::new();
        let source = sources.add_file("Chart.yaml", "");
        let metadata = Metadata {
            name: "trial".into(),
            version: "1.0.0".into(),
            node: empty(source),
            ..Metadata::unknown(empty(source).origin)
        };
        let chart = Chart {
            metadata,
            defaults: empty(source),
            templates: Vec::new(),
            files: Arc::new(BTreeMap::new()),
            crds: Vec::new(),
            notes: None,
            schema: None,
            dependencies: Vec::new(),
        };
        Trial { sources, report: Report::new(), chart, layers: Vec::new() }
    }

    pub(crate) fn template(mut self, name: &str, text: &str) -> Self {
        let template = self.text(&format!("templates/{name}"), name, text);
        self.chart.templates.push(template);
        self
    }

    pub(crate) fn notes(mut self, text: &str) -> Self {
        self.chart.notes = Some(self.text("NOTES.txt", "NOTES.txt", text));
        self
    }

    pub(crate) fn file(mut self, name: &str, text: &str) -> Self {
        let source = self.sources.add_file(format!("files/{name}"), text);
        let mut files = BTreeMap::clone(&self.chart.files);
        files.insert(name.to_owned(), File::Text { source, text: text.into() });
        self.chart.files = Arc::new(files);
        self
    }

    /// The defaults, as a values tree.
    pub(crate) fn values(mut self, values: &Json) -> Self {
        let source = self.sources.add_file("values.yaml", "");
        self.chart.defaults = node(values, source);
        self
    }

    /// The defaults, as they stand in values.yaml.
    pub(crate) fn values_text(mut self, text: &str) -> Self {
        let source = self.sources.add_file("values.yaml", text);
        self.chart.defaults = yaml::read_map(text, source, Dialect::Unambiguous, &mut self.report);
        self
    }

    pub(crate) fn layer_text(mut self, name: &str, text: &str) -> Self {
        let source = self.sources.add_file(name, text);
        let layer = yaml::read_map(text, source, Dialect::Unambiguous, &mut self.report);
        self.layers.push(Layer::File(layer));
        self
    }

    pub(crate) fn render(self) -> Outcome {
        let Trial { sources, mut report, chart, layers } = self;
        let loaded = Loaded::Ours(Box::new(Ours::new(chart, &sources)));
        let mut secrets = Secrets::none();
        let rendered =
            pipeline::render(&loaded, request(layers), &sources, &mut report, &mut secrets);
        Outcome { sources, report, secrets, manifest: rendered.map(|rendered| rendered.manifest) }
    }

    fn text(&mut self, path: &str, name: &str, text: &str) -> Template {
        let source = self.sources.add_file(path, text);
        Template { name: name.to_owned(), source, text: text.into() }
    }
}

impl Outcome {
    /// The manifest, of a chart that has to render.
    pub(crate) fn sound(&self) -> &Manifest {
        self.manifest.as_ref().unwrap_or_else(|| panic!("{}", self.said()))
    }

    pub(crate) fn yaml(&self) -> String {
        self.sound().to_yaml("trial")
    }

    /// Every diagnostic as it is printed.
    pub(crate) fn said(&self) -> String {
        let censor = Censor::new(&self.secrets, &self.sources);
        self.report.iter().map(|fault| print::text(fault, &censor, Style::PLAIN)).collect()
    }

    /// The only object's `data`, as JSON.
    pub(crate) fn data(&self) -> Json {
        let [object] = &*self.sound().objects else { panic!("one object: {}", self.yaml()) };
        json(object.root.get("data").expect("the template has data"))
    }
}

/// What a trial is rendered for.
pub(crate) fn request(layers: Vec<Layer>) -> Request {
    Request { layers, checks: Checks::Off, ..Request::new("trial") }
}

/// A template of one object with `data`, which is given as it stands below `data:`.
pub(crate) fn object(data: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: trial\ndata:\n{data}")
}

/// The effort of a law in cases, scaled as the environment says.
pub(crate) fn cases(wanted: u32) -> Config {
    let mut config = Config::default();
    config.cases = (wanted * config.cases).div_ceil(256);
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(1);
    }
    config.failure_persistence = None;
    config.source_file = None;
    config
}

pub(crate) fn empty(source: SourceId) -> Node {
    node(&Json::Object(serde_json::Map::new()), source)
}

/// A place of no source that there is.
pub(crate) fn nowhere() -> Span {
    Span::new(Sources::new().add_file("", ""), 0..0)
}

/// A tree that was written at the very start of `source`.
pub(crate) fn node(json: &Json, source: SourceId) -> Node {
    let origin = Origin::at(Span::new(source, 0..0));
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(word) => Value::Bool(*word),
        Json::Number(number) => Value::Number(match (number.as_i64(), number.as_u64()) {
            (Some(n), _) => Number::Int(n),
            (_, Some(n)) => Number::UInt(n),
            _ => Number::Float(number.as_f64().expect("a JSON number")),
        }),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(|item| node(item, source)).collect()),
        Json::Object(fields) => {
            let mut map = Map::new();
            for (key, value) in fields {
                map.insert(Key::new(key, origin.clone()), node(value, source));
            }
            Value::Map(map)
        }
    };
    Node::new(value, origin)
}

/// A tree without its positions.
pub(crate) fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(word) => Json::from(*word),
        Value::Number(Number::Int(n)) => Json::from(*n),
        Value::Number(Number::UInt(n)) => Json::from(*n),
        Value::Number(Number::Float(x)) => Json::from(*x),
        Value::String(text) => Json::from(text.as_str()),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Map(map) => map.iter().map(|(key, value)| (key.text.clone(), json(value))).collect(),
    }
}
