//! A chart of Go templates into manifests: the stages of [`helm`] in the place of our own, and from
//! the documents on the same way as for all charts.
//!
//! Where a node of a document was written is read off the origins of its bytes.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::anyhow;

use super::{Crds, Loaded, Rendered, Request, sound};
use crate::chart::{self, Home};
use crate::diagnostic::{Code, Diagnostic, Report, SourceId, SourceKind, Sources, Span};
use crate::helm::{self, API_VERSIONS, Asked, Fault, Hook, Manifest as Written, Shown};
use crate::manifest;
use crate::snapshot::Withheld;
use crate::template;
use crate::template::go::call::Chance;
use crate::template::go::fault::Failure;
use crate::template::go::objects::ReleaseAction;
use crate::template::go::run::Limits;
use crate::template::go::text::{self as go_text, Place, PlaceKind, Set, Text};
use crate::template::go::value::{Data, Map, MapType, Value as GoValue};
use crate::values::{self, JsonSchema};
use crate::yaml::{self, Document, Node, Number, Origin, Value, kubectl};

/// A chart of Go templates that was read.
pub struct GoChart {
    loaded: helm::Loaded,
    /// The sources of its files, by their numbers.
    sources: Vec<SourceId>,
    pub name: String,
}

/// Reads the chart at `home`, which is spoken of as `shown`. `None` if something is wrong with it.
///
/// # Errors
/// If a file can't be read.
pub fn load_go<'a>(
    home: impl Into<Home<'a>>,
    shown: &str,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Option<GoChart>> {
    let files = chart::all_files(home)?;
    let unpack = |bytes: &[u8]| {
        let files = chart::unpack(bytes).map_err(|why| format!("{why:#}"))?;
        Ok(files.into_iter().map(|(path, bytes)| (path, Arc::new(bytes))).collect())
    };
    let texts: HashMap<String, Arc<Vec<u8>>> = files.iter().cloned().collect();
    match helm::load(files, &unpack) {
        Ok(loaded) => {
            let add = |(path, bytes): &(String, Arc<Vec<u8>>)| {
                let text = String::from_utf8_lossy(bytes).into_owned();
                let name = format!("{shown}/{path}");
                if path.ends_with("values.yaml") {
                    sources.add_values(name, text)
                } else {
                    sources.add_file(name, text)
                }
            };
            let sources = loaded.files.iter().map(add).collect();
            let name = loaded.chart.metadata.name.clone();
            Ok(Some(GoChart { loaded, sources, name }))
        }
        Err(Fault::Told(told)) => {
            let fault = Diagnostic::error(Code::BadChart, told.words);
            let file = told.path.and_then(|path| Some((texts.get(&path)?.clone(), path)));
            report.push(match file {
                Some((bytes, path)) => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let source = sources.add_file(format!("{shown}/{path}"), text);
                    fault.at(Span::new(source, 0..0), "this file")
                }
                None => fault,
            });
            Ok(None)
        }
        Err(fault) => Err(anyhow!(fault.helm())),
    }
}

/// The annotation of a chart that names the language of its templates.
const LANGUAGE_ANNOTATION: &str = "drydock.dev/templates";
const GO: &str = "go";

impl Loaded {
    /// Whether its templates are Go's, as [`is_of_go`] tells it of a chart that was not read.
    pub fn is_of_go(&self) -> bool {
        let annotations = self.chart.metadata.node.get("annotations");
        let said = annotations.and_then(|all| all.get(LANGUAGE_ANNOTATION)?.as_str());
        let told = || self.chart.templates.iter().find_map(|it| template::is_go(&it.text));
        said.map_or_else(|| told().unwrap_or(false), |said| said == GO)
    }
}

/// Whether the templates of a chart are Go's: the annotation `drydock.dev/templates` says `go` or
/// `jinja`, or else the first template does that can be only one of them.
///
/// # Errors
/// If a file can't be read.
pub fn is_of_go<'a>(home: impl Into<Home<'a>>) -> anyhow::Result<bool> {
    let mut texts = chart::Texts::of(home)?;
    if let Some(said) = texts.annotation(LANGUAGE_ANNOTATION)? {
        return Ok(said == GO);
    }
    while let Some(text) = texts.next_template()? {
        if let Some(is_go) = template::is_go(&text) {
            return Ok(is_go);
        }
    }
    Ok(false)
}

/// Renders a chart of Go templates; `None` if anything is an error.
pub fn render_go(
    chart: &GoChart,
    mut request: Request,
    sources: &Sources,
    report: &mut Report,
) -> Option<Rendered> {
    let nowhere = chart.nowhere();
    let (helm, places) = run(chart, &mut request, sources, report)?;
    let mut documents = Vec::new();
    if request.crds != Crds::LeftOut {
        for (rank, (path, bytes)) in helm.crds.iter().enumerate() {
            let text = Text::shared(bytes);
            documents.extend(places.documents(path, nowhere, rank, &text, report));
        }
    }
    for (rank, Written { path, file, text, .. }) in helm.sorted.manifests.iter().enumerate() {
        documents.extend(places.documents(path, chart.beginning(*file), rank, text, report));
    }
    tell_hooks(&helm.sorted.hooks, report);
    sound(report)?;
    let namespace = request.namespace.clone();
    let mut manifest = manifest::build(documents, namespace.as_deref(), report);
    sound(report)?;
    super::additions::namespace(&mut manifest, &request, namespace.as_deref(), nowhere);
    let definitions = request.definitions.clone();
    super::judge(&manifest, None, &request, namespace, definitions, sources, report);
    sound(report)?;
    let notes = helm.notes.as_ref().map(|notes| notes.to_str().into_owned());
    Some(Rendered { manifest, notes, withheld: Withheld::default() })
}

/// The text that `helm template` prints; `None` if anything is an error.
pub fn text_of_go(
    chart: &GoChart,
    mut request: Request,
    shown: &Shown,
    sources: &Sources,
    report: &mut Report,
) -> Option<Vec<u8>> {
    let (helm, _) = run(chart, &mut request, sources, report)?;
    match helm::print(&helm, shown) {
        Ok(text) => Some(text),
        Err(why) => {
            report.push(Diagnostic::error(Code::NothingSelected, why));
            None
        }
    }
}

/// What the templates come to, and what its places stand for.
fn run<'a>(
    chart: &'a GoChart,
    request: &mut Request,
    sources: &'a Sources,
    report: &mut Report,
) -> Option<(helm::Rendered, Places<'a>)> {
    let layers = std::mem::take(&mut request.layers);
    let user = values::user_values(layers, chart.nowhere(), report);
    sound(report)?;
    let mut places = Places { chart, sources, given: Vec::new() };
    let values = places.go_map(&user);
    let api_versions = API_VERSIONS.iter().map(|&version| version.to_owned());
    let asked = Asked {
        name: request.name.clone(),
        namespace: request.namespace.clone().unwrap_or_else(|| "default".to_owned()),
        action: ReleaseAction::Install,
        kube_version: format!("v{}", request.kube_version),
        api_versions: api_versions.chain(request.api_versions.iter().cloned()).collect(),
        values,
        seed: format!("{}/{}", request.name, chart.name),
        chance: Chance::Derived,
        limits: Limits::default(),
    };
    let mut judge = |schemas: &[helm::Schema]| places.judge(schemas, report);
    match helm::render(&chart.loaded, &asked, &mut judge) {
        Ok(helm) => Some((helm, places)),
        Err(fault) => {
            if !report.has_errors() {
                tell(fault, &places, report);
            }
            None
        }
    }
}

/// Hooks are no objects of the release: Helm applies each at its own time.
fn tell_hooks(hooks: &[Hook], report: &mut Report) {
    if hooks.is_empty() {
        return;
    }
    let count = hooks.len();
    let what = if count == 1 { "1 hook is".to_owned() } else { format!("{count} hooks are") };
    let note =
        Diagnostic::note(Code::HelmHook, format!("{what} left out: Helm runs them by itself"));
    report.push(note.help("`-o helm` prints them as `helm template` does"));
}

impl GoChart {
    /// Where what stands nowhere is said to stand.
    fn nowhere(&self) -> Span {
        self.beginning(0)
    }

    /// The beginning of a file, by its number.
    fn beginning(&self, file: u32) -> Span {
        let source = self.sources.get(file as usize);
        source.map_or(Span::NOWHERE, |source| Span::new(*source, 0..0))
    }
}

/// What places in values and templates stand for.
struct Places<'a> {
    chart: &'a GoChart,
    sources: &'a Sources,
    /// Those of what the user gives; their numbers follow those of the chart.
    given: Vec<Span>,
}

impl Places<'_> {
    /// Holds values against the schemas of charts.
    fn judge(&self, schemas: &[helm::Schema], report: &mut Report) -> Result<(), String> {
        for schema in schemas {
            let Some((path, bytes)) = self.chart.loaded.files.get(schema.file as usize) else {
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
        let places = &self.chart.loaded.places;
        match places.get(place as usize) {
            Some((file, range)) => {
                Some(Span::new(*self.chart.sources.get(*file as usize)?, range.clone()))
            }
            None => self.given.get(place as usize - places.len()).copied(),
        }
    }

    fn spans(&self, set: &Set) -> Option<Arc<[Span]>> {
        let spans: Vec<Span> = set.iter().filter_map(|place| self.span_of(place)).collect();
        (!spans.is_empty()).then(|| spans.into())
    }

    fn template(&self, place: Place) -> Option<Span> {
        let source = *self.chart.sources.get(place.file as usize)?;
        Some(Span::new(source, place.start as usize..place.end as usize))
    }

    /// What the user gives, as Go has it.
    fn go_map(&mut self, node: &Node) -> Map {
        let entries = node.as_map().into_iter().flat_map(yaml::Map::iter);
        let entries: Vec<_> = entries
            .map(|(key, value)| (Text::from(key.text.as_str()), self.go_value(value)))
            .collect();
        Map::new(entries, MapType::Any)
    }

    fn go_value(&mut self, node: &Node) -> GoValue {
        let at = node.origin.at;
        let place = self.chart.loaded.places.len() + self.given.len();
        self.given.push(at);
        // Numbers in files are floats to Go; those of flags are not.
        let of_flag = !at.is_nowhere() && self.sources.get(at.source).kind == SourceKind::Flag;
        let value = match &node.value {
            Value::Null => GoValue::NIL,
            Value::Bool(truth) => GoValue::bool(*truth),
            Value::Number(Number::Int(int)) if of_flag => GoValue::int64(*int),
            Value::Number(number) => GoValue::float(as_float(*number)),
            Value::String(text) => GoValue::text(text.as_str()),
            Value::List(items) => {
                GoValue::list(items.iter().map(|item| self.go_value(item)).collect())
            }
            Value::Map(_) => {
                let map = self.go_map(node);
                GoValue::from(Data::Map(map))
            }
        };
        value.with(Set::one(u32::try_from(place).unwrap_or(u32::MAX)))
    }

    /// A value of Go as a tree, each node where it was set.
    fn node(&self, value: &GoValue, otherwise: Span) -> Node {
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
    fn documents(
        &self,
        path: &str,
        otherwise: Span,
        rank: usize,
        text: &Text,
        report: &mut Report,
    ) -> Vec<Document> {
        let string = text.to_str();
        let runs = Runs(text.runs().collect());
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
                fault.labels.iter_mut().for_each(|label| label.span = at(label.span).at);
                fault
            }));
            if let Some(mut root) =
                node.filter(|root| root.as_map().is_some_and(|it| !it.is_empty()))
            {
                place(&mut root, &at);
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
                PlaceKind::Made => span,
            })
        });
        Origin::at(written.unwrap_or(otherwise)).filled(self.spans(&runs.data(range)))
    }
}

/// The stretches of a text that have an origin each.
struct Runs<'t>(Vec<(std::ops::Range<usize>, Option<&'t go_text::Origin>)>);

impl Runs<'_> {
    fn first(&self, at: usize) -> usize {
        self.0.partition_point(|(range, _)| range.end <= at)
    }

    /// Where the stretch at a byte begins, and where that was written.
    fn at(&self, at: usize) -> Option<(usize, Place)> {
        let (range, origin) = self.0.get(self.first(at))?;
        Some((range.start, (*origin)?.at?))
    }

    /// The values that some bytes are made of.
    fn data(&self, bytes: std::ops::Range<usize>) -> Set {
        let within = self.0[self.first(bytes.start)..].iter();
        let within = within.take_while(|(range, _)| range.start < bytes.end);
        let sets = within.filter_map(|(_, origin)| origin.map(|origin| &origin.data));
        sets.fold(Set::EMPTY, |all, set| all.union(set))
    }
}

/// Gives each node of a document the origin of its bytes.
fn place(node: &mut Node, at: &dyn Fn(Span) -> Origin) {
    let spelling = node.spelling().cloned();
    let own = at(node.origin.at);
    match &mut node.value {
        Value::Map(map) => {
            map.place_keys(at);
            map.values_mut().for_each(|below| place(below, at));
            node.origin = Origin::at(own.at);
        }
        Value::List(items) => {
            items.iter_mut().for_each(|item| place(item, at));
            node.origin = Origin::at(own.at);
        }
        _ => node.origin = own.spelled(spelling),
    }
}

#[expect(clippy::cast_precision_loss, reason = "so it is to Go")]
fn as_float(number: Number) -> f64 {
    match number {
        Number::Int(int) => int as f64,
        Number::UInt(int) => int as f64,
        Number::Float(float) => float,
    }
}

/// Why the chart could not be rendered.
fn tell(fault: Fault, places: &Places<'_>, report: &mut Report) {
    match fault {
        Fault::Told(told) => {
            let code = if told.words.starts_with("YAML parse error") {
                Code::YamlSyntax
            } else {
                Code::BadChart
            };
            let fault = Diagnostic::error(code, told.words);
            let mut files = places.chart.loaded.files.iter().zip(&places.chart.sources);
            let named = told.path.and_then(|path| files.find(|((file, _), _)| *file == path));
            report.push(match named {
                Some((_, source)) => fault.at(Span::new(*source, 0..0), "this file"),
                None => fault,
            });
        }
        Fault::Parse(faults) => {
            for fault in faults {
                let diagnostic = Diagnostic::error(Code::TemplateSyntax, fault.fault.message);
                let source = places.chart.sources.get(fault.file as usize).copied();
                report.push(match source {
                    Some(source) => {
                        let at = fault.fault.at as usize;
                        diagnostic.at(Span::new(source, at..at), "here")
                    }
                    None => diagnostic,
                });
            }
        }
        Fault::Template(failure) => report.push(of_failure(&failure, places)),
    }
}

fn of_failure(failure: &Failure, places: &Places<'_>) -> Diagnostic {
    let inner = failure.innermost();
    let mut fault = Diagnostic::error(Code::TemplateError, inner.message()).computed();
    if let Some(at) = inner.at.and_then(|place| places.template(place)) {
        fault = fault.at(at, "here");
    }
    for call in failure.calls().iter().rev().skip(1) {
        if let Some(at) = call.at.and_then(|place| places.template(place)) {
            fault = fault.context(at, "called here");
        }
    }
    fault
}
