//! The files of one chart into a [`Chart`], its dependencies left out.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};

use super::store::Store;
use crate::chart::ignore::Ignore;
use crate::chart::{Chart, File, Metadata, Template, metadata};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, SourceId, Sources, Span};
use crate::disk::Link;
use crate::yaml::{self, Dialect, Map, Node, Origin, Value};

/// Reads the files of one chart; what is wrong with what they hold goes into `report`.
pub(super) struct ChartReader<'a> {
    pub store: &'a Store,
    pub shown: &'a str,
    pub sources: &'a mut Sources,
    pub report: &'a mut Report,
}

impl ChartReader<'_> {
    /// Everything but the dependencies; where something is wrong, what there is of it.
    pub(super) fn chart(&mut self, ignore: &Ignore) -> anyhow::Result<Result<Chart, Box<Chart>>> {
        let errors = self.report.count(Severity::Error);
        let paths = self.paths(ignore)?;
        let metadata = self.metadata()?;
        let defaults = self.defaults()?;
        let templates = self.templates(&paths, "templates/")?;
        let crds = self.templates(&paths, "crds/")?;
        let files = self.files(&paths)?;
        let notes = self.notes(&paths)?;
        let schema = self.schema()?;
        if templates.is_empty() && metadata.is_some() {
            self.doubt_templates(ignore)?;
        }
        let sound = self.report.count(Severity::Error) == errors;
        let is_known = metadata.is_some();
        let chart = Chart {
            metadata: metadata.unwrap_or_else(|| Metadata::unknown(defaults.origin.clone())),
            defaults,
            templates,
            files: Arc::new(files),
            crds,
            notes,
            schema,
            dependencies: Vec::new(),
        };
        Ok(if sound && is_known { Ok(chart) } else { Err(Box::new(chart)) })
    }

    /// The paths of the chart's files, with `/`, sorted, less what `.helmignore` leaves out.
    fn paths(&mut self, ignore: &Ignore) -> anyhow::Result<Vec<String>> {
        let mut paths = Vec::new();
        for folder in ["templates", "files", "crds"] {
            let found = self.store.files(folder, ignore);
            let found = found.with_context(|| format!("can't read {}/{folder}", self.shown))?;
            self.report.extend(found.leaving.iter().map(leaves));
            paths.extend(found.paths);
        }
        paths.sort();
        Ok(paths)
    }

    /// Whether there is such a file. One that is not in the chart is none: that is told.
    fn has(&mut self, path: &str) -> anyhow::Result<bool> {
        if !self.store.is_file(path) {
            return Ok(false);
        }
        let link = self.store.link_out(path);
        let link = link.with_context(|| format!("can't read {}/{path}", self.shown))?;
        self.report.extend(link.iter().map(leaves));
        Ok(link.is_none())
    }

    pub(super) fn ignore(&mut self) -> anyhow::Result<Ignore> {
        if !self.has(".helmignore")? {
            return Ok(Ignore::default());
        }
        let (source, text) = self.read_text(".helmignore")?;
        Ok(Ignore::parse(&text).unwrap_or_else(|(line, why)| {
            let start = text.lines().take(line - 1).map(|line| line.len() + 1).sum::<usize>();
            let end = start + text[start..].lines().next().map_or(0, str::len);
            let fault = Diagnostic::error(Code::BadGlob, format!("not a glob: {why}"));
            self.report.push(fault.at(Span::new(source, start..end), "this line"));
            Ignore::default()
        }))
    }

    fn read_text(&mut self, path: &str) -> anyhow::Result<(SourceId, Arc<str>)> {
        let shown = format!("{}/{path}", self.shown);
        let bytes = self.store.read(path).with_context(|| format!("can't read {shown}"))?;
        let text = text_of(bytes).with_context(|| format!("can't read {shown}"))?;
        let text: Arc<str> = normalized(&text).into();
        let holds_values = matches!(path, "values.yaml" | "values.schema.json");
        let source = if holds_values {
            self.sources.add_values(shown, text.clone())
        } else {
            self.sources.add_file(shown, text.clone())
        };
        Ok((source, text))
    }

    fn metadata(&mut self) -> anyhow::Result<Option<Metadata>> {
        if !self.has("Chart.yaml")? {
            return Ok(None);
        }
        let (source, text) = self.read_text("Chart.yaml")?;
        let errors = self.report.count(Severity::Error);
        let documents = yaml::read(&text, source, Dialect::Kubectl, self.report);
        if self.report.count(Severity::Error) > errors {
            return Ok(None);
        }
        let node = documents.into_iter().next();
        Ok(metadata::read(node.unwrap_or_else(|| null(source)), self.report))
    }

    fn defaults(&mut self) -> anyhow::Result<Node> {
        if !self.has("values.yaml")? {
            if self.has("values.yml")? {
                let (source, _) = self.read_text("values.yml")?;
                let unread = Diagnostic::warning(Code::UnreadFile, "values.yml is not read");
                let start = Span::new(source, 0..0);
                self.report.push(unread.at(start, "no values").help("name it values.yaml"));
            }
            let source = self.sources.add_file(format!("{}/values.yaml", self.shown), "");
            return Ok(Node::new(Value::Map(Map::new()), null(source).origin));
        }
        let (source, text) = self.read_text("values.yaml")?;
        Ok(yaml::read_map(&text, source, Dialect::Unambiguous, self.report))
    }

    fn templates(&mut self, paths: &[String], folder: &str) -> anyhow::Result<Vec<Template>> {
        let yaml = |name: &&str| {
            let extension = Path::new(name).extension().and_then(|e| e.to_str());
            extension.is_some_and(|e| matches!(e, "yaml" | "yml" | "json" | "tpl" | "jinja"))
        };
        let names = paths.iter().filter_map(|path| path.strip_prefix(folder));
        names.filter(yaml).map(|name| self.template(folder, name)).collect()
    }

    fn template(&mut self, folder: &str, name: &str) -> anyhow::Result<Template> {
        let (source, text) = self.read_text(&format!("{folder}{name}"))?;
        Ok(Template { name: name.to_owned(), source, text })
    }

    /// Templates that lie where nobody looks for them.
    fn doubt_templates(&mut self, ignore: &Ignore) -> anyhow::Result<()> {
        for folder in ["template", "Templates"] {
            if let Some(first) = self.store.files(folder, ignore)?.paths.first().cloned() {
                let (source, _) = self.read_text(&first)?;
                let message = format!("{}/{folder}/ is not read", self.shown);
                let unread = Diagnostic::warning(Code::UnreadFile, message);
                let start = Span::new(source, 0..0);
                self.report.push(unread.at(start, "no template").help("name it templates/"));
            }
        }
        Ok(())
    }

    fn notes(&mut self, paths: &[String]) -> anyhow::Result<Option<Template>> {
        if self.has("NOTES.txt")? {
            return self.template("", "NOTES.txt").map(Some);
        }
        let below = paths.iter().any(|path| path == "templates/NOTES.txt");
        below.then(|| self.template("templates/", "NOTES.txt")).transpose()
    }

    fn schema(&mut self) -> anyhow::Result<Option<Template>> {
        if !self.has("values.schema.json")? {
            return Ok(None);
        }
        self.template("", "values.schema.json").map(Some)
    }

    fn files(&mut self, paths: &[String]) -> anyhow::Result<BTreeMap<String, File>> {
        let names = paths.iter().filter_map(|path| path.strip_prefix("files/"));
        names.map(|name| Ok((name.to_owned(), self.file(name)?))).collect()
    }

    fn file(&mut self, name: &str) -> anyhow::Result<File> {
        let shown = format!("{}/files/{name}", self.shown);
        let bytes = self.store.read(&format!("files/{name}"));
        let bytes = bytes.with_context(|| format!("can't read {shown}"))?;
        Ok(match String::from_utf8(bytes) {
            Ok(text) => {
                let text: Arc<str> = text.into();
                File::Text { source: self.sources.add_file(shown, text.clone()), text }
            }
            Err(error) => File::Bytes(error.into_bytes().into()),
        })
    }
}

/// What is said of a link by which a file is not in the chart.
pub(super) fn leaves(link: &Link) -> Diagnostic {
    let fault = Diagnostic::error(Code::BadLink, link.leaving("the chart"));
    fault.help("put a copy in its place: a chart is read on its own, as it would be packaged")
}

fn null(source: SourceId) -> Node {
    Node::new(Value::Null, Origin::at(Span::new(source, 0..0)))
}

/// The text that the bytes of a file are.
///
/// # Errors
/// If they are not UTF-8.
pub fn text_of(bytes: Vec<u8>) -> anyhow::Result<String> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        bail!("it is UTF-16: save it as UTF-8");
    }
    String::from_utf8(bytes).map_err(|error| {
        let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = sound.iter().filter(|byte| **byte == b'\n').count() + 1;
        anyhow!("line {line} is not UTF-8")
    })
}

/// Line breaks as Unix has them, no byte order mark.
fn normalized(text: &str) -> String {
    text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n")
}
