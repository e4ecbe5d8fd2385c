//! The files of a chart into a [`Chart`], with the charts in its folder `charts`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::Fault;
use super::metadata::{self, Metadata};
use crate::template::go::text::{Set, Text};
use crate::template::go::value::{Map, Value};
use crate::template::go::yaml::read;

/// Files by their path from the chart's folder on.
pub type Files = Vec<(String, Arc<Vec<u8>>)>;

/// Takes a packaged chart apart: its files, without the folder that they are in.
pub type Unpack<'a> = &'a dyn Fn(&[u8]) -> Result<Files, String>;

/// Tells the templates that are not Go's, of which Helm knows nothing: by what Chart.yaml says, and
/// by their paths and bytes.
pub type IsOther<'a> = &'a dyn Fn(&Metadata, &str, &[u8]) -> bool;

/// A chart as it lies on disk.
#[derive(Clone, Debug)]
pub struct Chart {
    pub metadata: Metadata,
    /// `values.yaml`, a map.
    pub values: Value,
    /// Everything below `templates/` that is Go's.
    pub templates: Vec<Template>,
    /// The rest of it.
    pub others: Vec<Template>,
    /// What templates read as `.Files`.
    pub files: Vec<(String, Arc<Vec<u8>>)>,
    /// `values.schema.json`
    pub schema: Option<Template>,
    pub dependencies: Vec<Chart>,
    /// The places of the values that switch it on.
    pub switched_by: Set,
}

/// A file of a chart.
#[derive(Clone, Debug)]
pub struct Template {
    /// The path below the chart's own folder: `templates/deployment.yaml`.
    pub path: String,
    /// Its number among [`Loaded::files`].
    pub file: u32,
    pub bytes: Arc<Vec<u8>>,
}

/// A chart, and the files that origins point into.
#[derive(Debug)]
pub struct Loaded {
    pub chart: Chart,
    /// Each by its path from the folder of the topmost chart on.
    pub files: Files,
    /// What the numbers in the origins of values stand for: a file and a range of bytes in it.
    pub places: Vec<(u32, Range<usize>)>,
}

/// # Errors
/// What Helm says of the chart.
pub fn load(files: Files, unpack: Unpack<'_>, is_other: IsOther<'_>) -> Result<Loaded, Fault> {
    let mut loader = Loader { files: Vec::new(), places: Vec::new(), unpack, is_other };
    let chart = loader.chart(files, "")?;
    Ok(Loaded { chart, files: loader.files, places: loader.places })
}

struct Loader<'a> {
    files: Files,
    places: Vec<(u32, Range<usize>)>,
    unpack: Unpack<'a>,
    is_other: IsOther<'a>,
}

impl Loader<'_> {
    /// The chart whose files these are; `at` is where it lies: empty, or `charts/CHILD/`.
    fn chart(&mut self, files: Files, at: &str) -> Result<Chart, Fault> {
        let mut metadata = None;
        if let Some((_, bytes)) = files.iter().find(|(path, _)| path == "Chart.yaml") {
            let value = self.yaml("Chart.yaml", at, bytes)?;
            metadata = Some(metadata::read(&value, &format!("{at}Chart.yaml"))?);
        }
        let mut chart = Chart {
            metadata: Metadata::default(),
            values: Value::map([]),
            templates: Vec::new(),
            others: Vec::new(),
            files: Vec::new(),
            schema: None,
            dependencies: Vec::new(),
            switched_by: Set::EMPTY,
        };
        let mut children: BTreeMap<String, Files> = BTreeMap::new();
        for (path, bytes) in files {
            match path.as_str() {
                "Chart.yaml" | "Chart.lock" => {}
                "values.yaml" => chart.values = self.values(at, &bytes)?,
                "values.schema.json" => chart.schema = Some(self.template(path, at, bytes)),
                "requirements.yaml" => {
                    let value = self.yaml(&path, at, &bytes)?;
                    let metadata = metadata.get_or_insert_with(Metadata::default);
                    metadata::require(metadata, &value, &format!("{at}{path}"))?;
                    chart.files.push((path, bytes));
                }
                _ if path.starts_with("templates/") => {
                    let said = metadata.as_ref();
                    let is_other = said.is_some_and(|it| (self.is_other)(it, &path, &bytes));
                    let template = self.template(path, at, bytes);
                    if is_other { &mut chart.others } else { &mut chart.templates }.push(template);
                }
                _ => match path.strip_prefix("charts/").filter(|path| !has_ending(path, "prov")) {
                    Some(below) => {
                        let child = below.split('/').next().unwrap_or(below).to_owned();
                        children.entry(child).or_default().push((below.to_owned(), bytes));
                    }
                    None => chart.files.push((path, bytes)),
                },
            }
        }
        let path = format!("{at}Chart.yaml");
        let Some(metadata) = metadata else {
            return Err(Fault::of(&path, "Chart.yaml file is missing"));
        };
        metadata.validate().map_err(|words| Fault::of(&path, words))?;
        chart.metadata = metadata;
        for (name, files) in children {
            if let Some(child) = self.child(&name, files, at, &chart.metadata.name)? {
                chart.dependencies.push(child);
            }
        }
        Ok(chart)
    }

    fn child(
        &mut self,
        name: &str,
        files: Files,
        at: &str,
        parent: &str,
    ) -> Result<Option<Chart>, Fault> {
        if name.starts_with(['_', '.']) {
            return Ok(None);
        }
        let at = format!("{at}charts/{name}/");
        let files = if has_ending(name, "tgz") {
            let packed = files.iter().find(|(path, _)| path == name);
            let unpacked = packed.map_or(Ok(Vec::new()), |(_, bytes)| (self.unpack)(bytes));
            unpacked.map_err(|why| Fault::of(at.trim_end_matches('/'), why))?
        } else {
            let below = |(path, bytes): (String, Arc<Vec<u8>>)| {
                path.split_once('/').map(|(_, path)| (path.to_owned(), bytes))
            };
            files.into_iter().filter_map(below).collect()
        };
        let within = |fault| match fault {
            Fault::Told(mut told) => {
                told.words = format!("error unpacking subchart {name} in {parent}: {}", told.words);
                Fault::Told(told)
            }
            other => other,
        };
        self.chart(files, &at).map(Some).map_err(within)
    }

    fn template(&mut self, path: String, at: &str, bytes: Arc<Vec<u8>>) -> Template {
        let file = self.add(format!("{at}{path}"), &bytes);
        Template { path, file, bytes }
    }

    fn add(&mut self, path: String, bytes: &Arc<Vec<u8>>) -> u32 {
        self.files.push((path, Arc::clone(bytes)));
        u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX)
    }

    fn yaml(&mut self, path: &str, at: &str, bytes: &Arc<Vec<u8>>) -> Result<Value, Fault> {
        let place = format!("{at}{path}");
        let file = self.add(place.clone(), bytes);
        read::exact(&Text::new(bytes.as_slice()), &mut self.placing(file, 0))
            .map_err(|why| Fault::of(&place, format!("cannot load {path}: {why}")))
    }

    /// What a part of a file says, each value with its place.
    fn document(&mut self, file: u32, bytes: &[u8], range: Range<usize>) -> Result<Value, String> {
        let start = range.start;
        read::placed(&Text::new(&bytes[range]), &mut self.placing(file, start))
    }

    /// Gives each range of bytes a number, those of a part of a file that begins at `start`.
    fn placing(&mut self, file: u32, start: usize) -> impl FnMut(Range<usize>) -> Set {
        let places = &mut self.places;
        move |range| {
            places.push((file, start + range.start..start + range.end));
            Set::one(u32::try_from(places.len() - 1).unwrap_or(u32::MAX))
        }
    }

    /// The documents of `values.yaml`, the later ones over the earlier ones.
    fn values(&mut self, at: &str, bytes: &Arc<Vec<u8>>) -> Result<Value, Fault> {
        let place = format!("{at}values.yaml");
        let file = self.add(place.clone(), bytes);
        let told = |why: String| {
            Fault::of(
                &place,
                format!("cannot load values.yaml: cannot unmarshal yaml document: {why}"),
            )
        };
        let values = Value::map([]);
        for range in documents(bytes) {
            let found = self.document(file, bytes, range).map_err(told)?;
            if found.is_nil() {
                continue;
            }
            let Some(map) = found.as_map() else {
                return Err(told(read::not_a_map(&found)));
            };
            if let Some(values) = values.as_map() {
                merge_over(values, map);
            }
        }
        Ok(values)
    }
}

/// Whether a path ends in a dot and these letters.
fn has_ending(path: &str, ending: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|found| found == ending)
}

/// The documents of a stream, as apimachinery's reader of YAML parts it: at lines that begin with
/// `---`.
fn documents(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let rest = line.strip_prefix(b"---").map(<[u8]>::trim_ascii);
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b"#")) {
            found.push(start..at);
            start = at + line.len();
        }
        at += line.len();
    }
    found.push(start..at);
    found
}

/// A map over another one: maps merge, all else is replaced.
pub fn merge_over(values: &Map, over: &Map) {
    for (key, value) in over.entries() {
        let below = values.get(key.as_bytes());
        match (below.as_ref().and_then(Value::as_map), value.as_map()) {
            (Some(below), Some(map)) => merge_over(below, map),
            _ => values.insert(key, value),
        }
    }
}
