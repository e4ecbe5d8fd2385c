//! What the places of the engine stand for: a text whose bytes have origins into nodes that have
//! theirs, and values both ways.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::GoChart;
use super::lost::{Lost, Search, Types};
use super::reasons::{self, Bytes};
use super::runs::Runs;
use crate::diagnostic::{Code, Diagnostic, Report, SourceKind, Sources, Span};
use crate::helm;
use crate::kube::kind;
use crate::pipeline::{Checks, Reasons};
use crate::template::go::text::{Place, PlaceKind, Set, Text};
use crate::template::go::value::{Data, Map, MapType, Value as GoValue};
use crate::values::JsonSchema;
use crate::yaml::{self, Document, Node, Number, Origin, Value, kubectl};

/// What places in values and templates stand for.
pub(super) struct Places<'a> {
    pub chart: &'a GoChart,
    /// The same as the engine has it.
    pub loaded: &'a helm::Loaded,
    sources: &'a Sources,
    /// Those of what the user gives; their numbers follow those of the chart.
    given: Vec<Span>,
    /// Where scalars are written that chance or the clock has a part in.
    pub varies: RefCell<BTreeSet<Span>>,
    pub reasons: Reasons,
    /// The numbers of those of texts that the user gives.
    texts: BTreeSet<u32>,
    /// Texts of values that did not stay texts, where that is looked for.
    pub lost: RefCell<Vec<Lost>>,
    pub checks: Checks,
}

impl<'a> Places<'a> {
    pub(super) fn new(chart: &'a GoChart, loaded: &'a helm::Loaded, sources: &'a Sources) -> Self {
        let (given, varies, texts, lost) = Default::default();
        let (reasons, checks) = (Reasons::LeftOut, Checks::Off);
        Places { chart, loaded, sources, given, varies, reasons, texts, lost, checks }
    }
}

impl Places<'_> {
    /// Holds values against the schemas of charts.
    pub(super) fn judge(
        &self,
        schemas: &[helm::Schema],
        report: &mut Report,
    ) -> Result<(), String> {
        for schema in schemas {
            let Some((path, bytes)) = self.loaded.files.get(schema.file as usize) else {
                continue;
            };
            let at = self.chart.beginning(schema.file);
            let values = self.node(&schema.values, at);
            let mut found = Report::new();
            let text = String::from_utf8_lossy(bytes);
            if let Some(compiled) = JsonSchema::compile(&text, at.source, &mut found) {
                compiled.judge(&values, &mut found);
            }
            report.extend(found.iter().cloned());
            if found.has_errors() {
                return Err(format!("{path}: the values of {} do not fit", schema.chart));
            }
        }
        Ok(())
    }

    fn span_of(&self, place: u32) -> Option<Span> {
        let places = &self.loaded.places;
        match places.get(place as usize) {
            Some((file, range)) => {
                Some(Span::new(*self.chart.sources.get(*file as usize)?, range.clone()))
            }
            None => self.given.get(place as usize - places.len()).copied(),
        }
    }

    /// Whether the value at a place is a text.
    fn is_text(&self, place: u32) -> bool {
        let Some((file, range)) = self.loaded.places.get(place as usize) else {
            return self.texts.contains(&place);
        };
        let bytes = self.loaded.files.get(*file as usize).and_then(|(_, it)| it.get(range.clone()));
        let text = String::from_utf8_lossy(bytes.unwrap_or_default());
        text.starts_with(['"', '\'', '|', '>']) || yaml::is_plain_text(&text)
    }

    /// Whether a place is in a template of Go's.
    pub(super) fn is_of_go(&self, at: Span) -> bool {
        self.chart.sources.contains(&at.source) && !self.chart.is_of_ours(at.source)
    }

    pub(super) fn spans(&self, set: &Set) -> Option<Arc<[Span]>> {
        let spans: Vec<Span> = set.iter().filter_map(|place| self.span_of(place)).collect();
        (!spans.is_empty()).then(|| spans.into())
    }

    pub(super) fn template(&self, place: Place) -> Option<Span> {
        let source = *self.chart.sources.get(place.file as usize)?;
        Some(Span::new(source, place.start as usize..place.end as usize))
    }

    /// What the user gives, as Go has it.
    pub(super) fn go_map(&mut self, node: &Node) -> Map {
        let entries = node.as_map().into_iter().flat_map(yaml::Map::iter);
        let entries: Vec<_> = entries
            .map(|(key, value)| (Text::from(key.text.as_str()), self.go_value(value)))
            .collect();
        Map::new(entries, MapType::Any)
    }

    fn go_value(&mut self, node: &Node) -> GoValue {
        let at = node.origin.at;
        let place = self.loaded.places.len() + self.given.len();
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        self.given.push(at);
        if node.as_str().is_some() {
            self.texts.insert(place);
        }
        // Numbers in files are floats to Go; those of flags are not.
        let of_flag = !at.is_nowhere() && self.sources.get(at.source).kind == SourceKind::Flag;
        let value = match &node.value {
            Value::Null => GoValue::NIL,
            Value::Bool(truth) => GoValue::bool(*truth),
            Value::Number(Number::Int(int)) if of_flag => GoValue::int64(*int),
            Value::Number(number) => GoValue::float(number.as_f64()),
            Value::String(text) => GoValue::text(text.as_str()),
            Value::List(items) => {
                GoValue::list(items.iter().map(|item| self.go_value(item)).collect())
            }
            Value::Map(_) => {
                let map = self.go_map(node);
                GoValue::from(Data::Map(map))
            }
        };
        value.with(Set::one(place))
    }

    /// A value of Go as a tree, each node where it was set.
    pub(super) fn node(&self, value: &GoValue, otherwise: Span) -> Node {
        let at = value.places().iter().find_map(|place| self.span_of(place)).unwrap_or(otherwise);
        let origin = Origin::at(at);
        let node = |value| Node::new(value, origin.clone());
        match &value.data {
            Data::Bool(truth) => node(Value::Bool(*truth)),
            Data::Int(int, _) => node(Value::Number(Number::Int(*int))),
            Data::Float(float) => node(Value::Number(Number::from(*float))),
            Data::Text(text) => node(Value::String(text.to_str().into_owned())),
            Data::List(items) => {
                node(Value::List(items.iter().map(|item| self.node(item, at)).collect()))
            }
            Data::Map(map) => {
                let mut all = yaml::Map::new();
                for (key, value) in map.entries() {
                    let key = yaml::Key::new(key.to_str().into_owned(), origin.clone());
                    all.insert(key, self.node(&value, at));
                }
                node(Value::Map(all))
            }
            _ => node(Value::Null),
        }
    }

    /// The documents of a text. What in it has no place is said to stand at `otherwise`.
    pub(super) fn documents(
        &self,
        path: &str,
        otherwise: Span,
        rank: usize,
        text: &Text,
        report: &mut Report,
    ) -> Vec<Document> {
        let string = text.to_str();
        let runs = Runs::of(text);
        let below = path.split_once('/').map_or(path, |(_, below)| below);
        let mut documents = Vec::new();
        // Helm has split the text; what is not a document of its own is for kubectl to see.
        let mut start = 0;
        for part in kubectl::split(&string) {
            let offset = string[start..].find(part.text).map_or(start, |at| start + at);
            start = offset + part.text.len();
            let mut told = Report::new();
            let node = kubectl::read(&part, otherwise.source, &mut told);
            let at = |span: Span| self.origin(&runs, offset, span, otherwise);
            report.extend(told.iter().cloned().map(|mut fault| {
                let set = fault.labels.first().and_then(|label| {
                    let start = offset + label.span.range().start;
                    self.spans(&runs.data(start..start + 1))
                });
                fault.labels.iter_mut().for_each(|label| label.span = at(label.span).at);
                let set = set.iter().flat_map(|places| places.iter());
                set.fold(fault, |fault, place| fault.context(*place, "set here"))
            }));
            report.extend(node.iter().filter_map(|root| not_a_map(root, &at)));
            if let Some(mut root) =
                node.filter(|root| root.as_map().is_some_and(|it| !it.is_empty()))
            {
                let has_part = runs.has_chance();
                let is_chance = |span: Span| {
                    let range = offset + span.range().start..offset + span.range().end;
                    has_part && runs.data(range).is_left_to_chance()
                };
                let note = |span: Span, written: Span| {
                    if is_chance(span) {
                        self.varies.borrow_mut().insert(written);
                    }
                };
                if self.checks == Checks::On {
                    let is_text = |place| self.is_text(place);
                    let types = if is_built_in(&root) { Types::Known } else { Types::Unknown };
                    let (text, runs) = (&*string, &runs);
                    let search = Search { text, offset, runs, is_text: &is_text, types };
                    search.find(&root, &mut self.lost.borrow_mut());
                }
                if self.reasons == Reasons::Kept {
                    let bytes = |span: Span| offset + span.range().start..offset + span.range().end;
                    let control = |span: Span| runs.control(bytes(span));
                    let data = |span: Span| runs.data(bytes(span));
                    let spans = |set: &Set| set.iter().filter_map(|at| self.span_of(at)).collect();
                    reasons::decide(
                        &mut root,
                        &Bytes { control: &control, data: &data, spans: &spans },
                    );
                }
                place(&mut root, &at, &note);
                documents.push(Document { root, template: below.into(), rank });
            }
        }
        documents
    }

    /// Where the bytes of a node come from.
    fn origin(&self, runs: &Runs<'_>, offset: usize, span: Span, otherwise: Span) -> Origin {
        let range = offset + span.range().start..offset + span.range().end;
        let written = runs.at(range.start).and_then(|(start, place)| {
            let span = self.template(place)?;
            Some(match place.kind {
                // Each byte stands in the template as it does here.
                PlaceKind::Raw => {
                    let from = place.start as usize + range.start - start;
                    let to = (from + range.len()).min(place.end as usize).max(from);
                    Span::new(span.source, from..to)
                }
                PlaceKind::Made | PlaceKind::Typed => span,
            })
        });
        Origin::at(written.unwrap_or(otherwise)).filled(self.spans(&runs.data(range)))
    }
}

/// What is said of a document that is no object.
fn not_a_map(root: &Node, at: &dyn Fn(Span) -> Origin) -> Option<Diagnostic> {
    if root.is_null() || root.as_map().is_some() {
        return None;
    }
    let what = root.value.describe();
    let message = format!("a document must be a map of fields, and this is {what}");
    let fault = at(root.origin.at).mark(Diagnostic::error(Code::BadDocument, message), what);
    Some(fault.help("an object begins with apiVersion, kind and metadata"))
}

/// Whether the server itself knows the types of its fields, and refuses what has another.
fn is_built_in(root: &Node) -> bool {
    let text = |field: &str| root.get(field).and_then(Node::as_str).unwrap_or_default();
    kind::find(text("apiVersion"), text("kind")).is_some()
}

/// Gives each node of a document the origin of its bytes; `note` hears of each scalar.
fn place(node: &mut Node, at: &dyn Fn(Span) -> Origin, note: &dyn Fn(Span, Span)) {
    let (spelling, decided) = (node.spelling().cloned(), node.origin.decided.take());
    let own = at(node.origin.at);
    match &mut node.value {
        Value::Map(map) => {
            map.place_keys(at);
            map.values_mut().for_each(|below| place(below, at, note));
            node.origin = Origin::at(own.at).decided(decided);
        }
        Value::List(items) => {
            items.iter_mut().for_each(|item| place(item, at, note));
            node.origin = Origin::at(own.at).decided(decided);
        }
        _ => {
            note(node.origin.at, own.at);
            node.origin = own.spelled(spelling).decided(decided);
        }
    }
}
