//! A chart directory into a [`Chart`]: the only place that reads its files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::ignore::{Entry, Ignore};
use super::metadata;
use super::{Chart, File, Template};
use crate::diagnostic::{Diagnostic, Report, SourceId, Sources, Span};
use crate::yaml::{self, Dialect, Map, Node, Origin, Value};

/// Folders within folders beyond this are a mistake, or a link that leads back.
const MAX_DEPTH: usize = 16;

/// Loads the chart at `root`, which is spoken of as `shown`.
///
/// # Errors
/// If a file can't be read. What is wrong with what the files hold goes into `report`, and gives
/// `None`.
pub fn load(
    root: &Path,
    shown: &str,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Option<Chart>> {
    if !root.join("Chart.yaml").is_file() {
        bail!("{shown} is no chart: it holds no Chart.yaml");
    }
    let mut loader = Loader { root, shown, sources, report };
    let paths = loader.paths()?;
    let errors = loader.report.count(crate::diagnostic::Severity::Error);
    let metadata = loader.metadata()?;
    let defaults = loader.defaults()?;
    let templates = loader.templates(&paths, "templates/")?;
    let crds = loader.templates(&paths, "crds/")?;
    let files = loader.files(&paths)?;
    let notes = loader.notes(&paths)?;
    let schema = loader.schema()?;
    let sound = loader.report.count(crate::diagnostic::Severity::Error) == errors;
    Ok(metadata.filter(|_| sound).map(|metadata| Chart {
        metadata,
        defaults,
        templates,
        files: Arc::new(files),
        crds,
        notes,
        schema,
    }))
}

struct Loader<'a> {
    root: &'a Path,
    shown: &'a str,
    sources: &'a mut Sources,
    report: &'a mut Report,
}

impl Loader<'_> {
    /// The paths of the chart's files, with `/`, sorted, less what `.helmignore` leaves out.
    fn paths(&mut self) -> anyhow::Result<Vec<String>> {
        let ignore = self.ignore()?;
        let mut paths = Vec::new();
        for folder in ["templates", "files", "crds"] {
            let full = self.root.join(folder);
            if full.is_dir() {
                walk(&full, folder, &ignore, 0, &mut paths)
                    .with_context(|| format!("can't read {}/{folder}", self.shown))?;
            }
        }
        paths.sort();
        Ok(paths)
    }

    fn ignore(&mut self) -> anyhow::Result<Ignore> {
        let path = self.root.join(".helmignore");
        if !path.is_file() {
            return Ok(Ignore::default());
        }
        let (source, text) = self.read_text(".helmignore")?;
        Ok(Ignore::parse(&text).unwrap_or_else(|(line, why)| {
            let start = text.lines().take(line - 1).map(|line| line.len() + 1).sum::<usize>();
            let end = start + text[start..].lines().next().map_or(0, str::len);
            let fault = Diagnostic::error("bad-glob", format!("not a glob: {why}"));
            self.report.push(fault.at(Span::new(source, start..end), "this line"));
            Ignore::default()
        }))
    }

    fn read_text(&mut self, path: &str) -> anyhow::Result<(SourceId, Arc<str>)> {
        let shown = format!("{}/{path}", self.shown);
        let bytes =
            fs::read(self.root.join(path)).with_context(|| format!("can't read {shown}"))?;
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text: Arc<str> = normalized(&text).into();
                Ok((self.sources.add_file(shown, text.clone()), text))
            }
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                bail!("{shown} is not UTF-8 text: byte {} is not", valid + 1)
            }
        }
    }

    fn metadata(&mut self) -> anyhow::Result<Option<metadata::Metadata>> {
        let (source, text) = self.read_text("Chart.yaml")?;
        let documents = yaml::read(&text, source, Dialect::Kubectl, self.report);
        if self.report.has_errors() {
            return Ok(None);
        }
        let node = documents.into_iter().next();
        Ok(metadata::read(node.unwrap_or_else(|| null(source)), self.report))
    }

    fn defaults(&mut self) -> anyhow::Result<Node> {
        if !self.root.join("values.yaml").is_file() {
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

    fn notes(&mut self, paths: &[String]) -> anyhow::Result<Option<Template>> {
        if self.root.join("NOTES.txt").is_file() {
            return self.template("", "NOTES.txt").map(Some);
        }
        let below = paths.iter().any(|path| path == "templates/NOTES.txt");
        below.then(|| self.template("templates/", "NOTES.txt")).transpose()
    }

    fn schema(&mut self) -> anyhow::Result<Option<Template>> {
        let there = self.root.join("values.schema.json").is_file();
        there.then(|| self.template("", "values.schema.json")).transpose()
    }

    fn files(&mut self, paths: &[String]) -> anyhow::Result<BTreeMap<String, File>> {
        let names = paths.iter().filter_map(|path| path.strip_prefix("files/"));
        names.map(|name| Ok((name.to_owned(), self.file(name)?))).collect()
    }

    fn file(&mut self, name: &str) -> anyhow::Result<File> {
        let shown = format!("{}/files/{name}", self.shown);
        let bytes = fs::read(self.root.join("files").join(name))
            .with_context(|| format!("can't read {shown}"))?;
        Ok(match String::from_utf8(bytes) {
            Ok(text) => {
                let text: Arc<str> = text.into();
                File::Text { source: self.sources.add_file(shown, text.clone()), text }
            }
            Err(error) => File::Bytes(error.into_bytes().into()),
        })
    }
}

fn null(source: SourceId) -> Node {
    Node::new(Value::Null, Origin::at(Span::new(source, 0..0)))
}

/// Line breaks as Unix has them, no byte order mark.
fn normalized(text: &str) -> String {
    text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n")
}

fn walk(
    folder: &Path,
    prefix: &str,
    ignore: &Ignore,
    depth: usize,
    paths: &mut Vec<String>,
) -> anyhow::Result<()> {
    if depth > MAX_DEPTH {
        bail!("{prefix} is nested more than {MAX_DEPTH} folders deep");
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    entries.sort();
    for path in entries {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            bail!("{} is not a name in UTF-8", path.display());
        };
        let below = format!("{prefix}/{name}");
        if path.is_dir() {
            if !ignore.leaves_out(&below, Entry::Folder) {
                walk(&path, &below, ignore, depth + 1, paths)?;
            }
        } else if !ignore.leaves_out(&below, Entry::File) {
            paths.push(below);
        }
    }
    Ok(())
}
