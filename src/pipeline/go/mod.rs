//! A chart of Go templates into manifests: the stages of [`helm`] in the place of our own, and from
//! the documents on the same way as for all charts.
//!
//! Where a node of a document was written is read off the origins of its bytes.

mod beside;
mod branches;
mod known;
mod language;
mod lost;
mod places;
mod quoting;
mod read_at;
mod readers;
mod reasons;
mod render;
mod runs;
mod schema;
mod secrecy;
mod sources;
mod tell;
mod values;
mod whole;

pub(super) use branches::check;
pub use language::{Language, language};
pub(super) use read_at::read_at;
pub use render::is_hook;
pub(super) use render::{documents, marked};
pub(super) use secrecy::{add_secrets, add_secrets_of_defaults};
pub use sources::GoTemplates;
pub(super) use sources::templates;
pub(super) use values::{defaults, history, schema, values};
pub(super) use whole::{render as rendered, text};

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::anyhow;

use crate::chart::{self, ChartType, Home, NAMESPACE_ANNOTATION};
use crate::diagnostic::{Code, Diagnostic, Report, SourceId, Sources, Span};
use crate::helm::{self, Fault, Files};
use crate::pipeline::Ours;
use crate::template::go::text::lossy;
use crate::template::go::value::Value;

/// A chart of Go templates that was read.
pub struct GoChart {
    files: Arc<Files>,
    /// The sources of what the engine reads of it, by their numbers there.
    sources: Vec<SourceId>,
    pub name: String,
    pub kind: ChartType,
    /// The one that it names for its objects.
    namespace: Option<String>,
    known: known::Read,
    /// Its templates that are ours.
    beside: Option<Box<Ours>>,
}

thread_local! {
    /// What this core has read last: the engine's values belong to one core.
    static READ: RefCell<Option<(Arc<Files>, Rc<helm::Loaded>)>> = const { RefCell::new(None) };
}

/// Reads the chart at `home`, which is spoken of as `shown`. `None` if something is wrong with it.
///
/// # Errors
/// If a file can't be read.
pub(super) fn load<'a>(
    home: impl Into<Home<'a>>,
    shown: &str,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Option<GoChart>> {
    let files = Arc::new(chart::all_files(home)?);
    match read(&files) {
        Ok(loaded) => {
            let ours = beside::files(&loaded.chart);
            let add = |(number, (path, bytes)): (u32, &(String, Arc<Vec<u8>>))| {
                let mut text = lossy(bytes).into_owned();
                if ours.contains(&number) {
                    // As all texts of ours are read.
                    text = text.replace("\r\n", "\n");
                }
                let name = format!("{shown}/{path}");
                if is_of_values(path) {
                    sources.add_values(name, text)
                } else {
                    sources.add_file(name, text)
                }
            };
            let ids = (0..).zip(&loaded.files).map(add).collect();
            let metadata = &loaded.chart.metadata;
            let (name, namespace) =
                (metadata.name.clone(), metadata.annotation(NAMESPACE_ANNOTATION));
            let kind =
                if metadata.is_library() { ChartType::Library } else { ChartType::Application };
            let known = known::Read::default();
            let mut chart =
                GoChart { files, sources: ids, name, kind, namespace, known, beside: None };
            chart.beside = beside::find(&chart, shown, sources).map(Box::new);
            Ok(Some(chart))
        }
        Err(Fault::Told(told)) => {
            let fault = Diagnostic::error(Code::BadChart, told.words);
            let texts: HashMap<&String, &Arc<Vec<u8>>> =
                files.iter().map(|(path, bytes)| (path, bytes)).collect();
            let file = told.path.and_then(|path| Some((*texts.get(&path)?, path)));
            report.push(match file {
                Some((bytes, path)) => {
                    let text = String::from_utf8_lossy(bytes).into_owned();
                    let source = sources.add_values(format!("{shown}/{path}"), text);
                    fault.at(Span::new(source, 0..0), "this file")
                }
                None => fault,
            });
            Ok(None)
        }
        Err(fault) => Err(anyhow!(fault.helm())),
    }
}

/// Whether values stand in a file, which may be secret.
fn is_of_values(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "values.yaml" | "values.schema.json") && !path.contains("templates/")
}

/// The files of a chart as the engine has them.
fn read(files: &Arc<Files>) -> Result<Rc<helm::Loaded>, Fault> {
    let known = READ.with_borrow(|read| {
        let same = read.as_ref().filter(|(of, _)| Arc::ptr_eq(of, files));
        same.map(|(_, loaded)| Rc::clone(loaded))
    });
    if let Some(loaded) = known {
        return Ok(loaded);
    }
    let unpack = |bytes: &[u8]| {
        let files = chart::unpack(bytes).map_err(|why| format!("{why:#}"))?;
        Ok(files.into_iter().map(|(path, bytes)| (path, Arc::new(bytes))).collect())
    };
    let settled = language::settled(files);
    let is_ours = |metadata: &helm::Metadata, _: &str, text: &[u8]| {
        language::is_ours(settled.as_deref(), metadata, text)
    };
    let loaded = Rc::new(helm::load(files.to_vec(), &unpack, &is_ours)?);
    READ.set(Some((Arc::clone(files), Rc::clone(&loaded))));
    Ok(loaded)
}

impl GoChart {
    fn read(&self) -> Rc<helm::Loaded> {
        read(&self.files).expect("it was read before")
    }

    /// What its Chart.yaml asks for.
    pub(super) fn required(&self) -> Vec<helm::Required> {
        self.read().required()
    }

    /// Where a value of its files is written.
    pub(super) fn span_of(&self, value: &Value) -> Span {
        let loaded = self.read();
        let place = |place: u32| {
            let (file, range) = loaded.places.get(place as usize)?;
            Some(Span::new(*self.sources.get(*file as usize)?, range.clone()))
        };
        value.places().iter().find_map(place).unwrap_or_else(|| self.nowhere())
    }

    /// Whether a source is a template of ours.
    fn is_of_ours(&self, source: SourceId) -> bool {
        self.beside.as_ref().is_some_and(|ours| beside::has_template(&ours.chart, source))
    }

    /// A template of it that is not Go's, if there is one.
    pub(super) fn other_than_go(&self) -> Option<Span> {
        let beside = self.beside.as_ref()?;
        beside::first_template(&beside.chart).map(|template| Span::new(template.source, 0..0))
    }

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
