//! A chart's folder into all the files in it, as Helm loads them: nothing is looked into.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::Home;
use super::store::Store;
use crate::chart::ignore::{Entry, Ignore};

/// The files of a chart by their paths from its folder on, less what `.helmignore` leaves out.
///
/// # Errors
/// If one can't be read, or is a link that leaves the chart.
pub fn all_files<'a>(home: impl Into<Home<'a>>) -> anyhow::Result<Vec<(String, Arc<Vec<u8>>)>> {
    let store = Store::of(home.into(), "");
    let mut ignore = Ignore::default();
    if store.is_file(".helmignore") {
        let text = String::from_utf8_lossy(&store.read(".helmignore")?).into_owned();
        ignore = Ignore::parse(&text).unwrap_or_default();
    }
    let mut files = Vec::new();
    for path in paths(&store, &ignore)? {
        let bytes = store.read(&path).with_context(|| format!("can't read {path}"))?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(bytes);
        files.push((path, Arc::new(bytes)));
    }
    Ok(files)
}

fn paths(store: &Store, ignore: &Ignore) -> anyhow::Result<Vec<String>> {
    let mut paths = Vec::new();
    for (name, entry) in store.top()? {
        if entry == Entry::Folder {
            let found = store.files(&name, ignore)?;
            if let Some(link) = found.leaving.first() {
                bail!(link.leaving("the chart"));
            }
            paths.extend(found.paths);
        } else if !ignore.leaves_out(&name, Entry::File) {
            if let Some(link) = store.link_out(&name)? {
                bail!(link.leaving("the chart"));
            }
            paths.push(name);
        }
    }
    // Templates that only Helm could have meant to leave out.
    paths.retain(|path| !is_hidden_template(path));
    paths.sort();
    Ok(paths)
}

/// Helm leaves out files in `templates/` whose names begin with a dot, whatever `.helmignore` says.
fn is_hidden_template(path: &str) -> bool {
    let below = path.strip_prefix("templates/");
    below.is_some_and(|name| name.starts_with('.') && Path::new(name).components().count() == 1)
}

/// What tells the language of a chart's templates, read as far as it is asked for.
pub struct Texts {
    store: Store,
    /// Templates that were not read yet, backwards.
    templates: Vec<String>,
}

impl Texts {
    /// # Errors
    /// If the folder can't be read.
    pub fn of<'a>(home: impl Into<Home<'a>>) -> anyhow::Result<Self> {
        let store = Store::of(home.into(), "");
        let mut templates = store.files("templates", &Ignore::default())?.paths;
        templates.sort_by(|one, other| other.cmp(one));
        Ok(Texts { store, templates })
    }

    /// What an annotation of `Chart.yaml` says.
    ///
    /// # Errors
    /// If the file can't be read.
    pub fn annotation(&self, name: &str) -> anyhow::Result<Option<String>> {
        if !self.store.is_file("Chart.yaml") {
            return Ok(None);
        }
        let bytes = self.store.read("Chart.yaml").context("can't read Chart.yaml")?;
        Ok(annotation(&bytes, name))
    }

    /// Whether it may bring along charts of its own.
    ///
    /// # Errors
    /// If the folder can't be read.
    pub fn bring_charts(&self) -> anyhow::Result<bool> {
        Ok(self.store.top()?.iter().any(|(name, _)| name == "charts"))
    }

    /// # Errors
    /// If it can't be read.
    pub fn next_template(&mut self) -> anyhow::Result<Option<String>> {
        let Some(path) = self.templates.pop() else { return Ok(None) };
        let bytes = self.store.read(&path).with_context(|| format!("can't read {path}"))?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }
}

/// What an annotation of a `Chart.yaml` says.
pub fn annotation(metadata: &[u8], name: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Annotated {
        annotations: Option<std::collections::BTreeMap<String, serde_yaml::Value>>,
    }
    let text = String::from_utf8_lossy(metadata);
    if !text.contains(name) {
        return None;
    }
    let read: Result<Annotated, _> = serde_yaml::from_str(&text);
    read.ok()?.annotations?.get(name)?.as_str().map(str::to_owned)
}
