//! What lies in a project folder: stacks, their environments, their snapshots.
//!
//! A stack is a chart below `charts/` that is no library. `values/STACK/ENV.yaml` names its
//! environments; without any it has one, `default`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};

use super::{SETTINGS_FILE, Stack};
use crate::chart::text_of;
use crate::diagnostic::or_else_meant;
use crate::disk::{Files, Folder, Link};

/// The environment of a stack that has no values files.
pub const DEFAULT_ENVIRONMENT: &str = "default";

const CHART: &str = "Chart.yaml";

const READ_FROM: &str = "values are read from values/STACK/ENV.yaml";

/// What a project is made of, but for its golden files.
const OWN: &[&str] = &["charts", "values", "crds", SETTINGS_FILE];

/// A folder that has `charts/`.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
    /// Of a revision, which is in memory.
    kept: Option<Files>,
}

/// A file or a folder, and how to speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnDisk {
    pub path: PathBuf,
    pub shown: String,
}

/// A file or a folder below `values/` that belongs to no environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    pub shown: String,
    /// Why it is not read, and what to do.
    pub why: String,
}

impl Project {
    /// The project at `folder`.
    ///
    /// # Errors
    /// If it has no `charts/`.
    pub fn at(folder: &Path) -> anyhow::Result<Self> {
        if !folder.join("charts").is_dir() {
            bail!("{} is no project: it has no folder charts/", folder.display());
        }
        Ok(Project { root: folder.to_owned(), kept: None })
    }

    /// The nearest project from `folder` upward.
    pub fn find(folder: &Path) -> Option<Self> {
        folder.ancestors().find_map(|folder| Self::at(folder).ok())
    }

    /// The same project as it was in a revision of the git repository that it is in.
    ///
    /// # Errors
    /// If git can't read it.
    pub fn at_revision(&self, revision: &str) -> anyhow::Result<Self> {
        let kept = Files::of_revision(&self.root, revision, OWN)?;
        Ok(Project { root: self.root.clone(), kept: Some(kept) })
    }

    pub(super) fn kept(&self) -> Option<&Files> {
        self.kept.as_ref()
    }

    pub(super) fn is_file(&self, path: &str) -> bool {
        match &self.kept {
            Some(files) => files.is_file(path),
            None => self.root.join(path).is_file(),
        }
    }

    fn is_folder(&self, path: &str) -> bool {
        match &self.kept {
            Some(files) => files.is_folder(path),
            None => self.root.join(path).is_dir(),
        }
    }

    /// The names in a folder, sorted.
    fn names(&self, folder: &str) -> anyhow::Result<Vec<String>> {
        match &self.kept {
            Some(files) => Ok(files.names(folder)),
            None => names(&self.root.join(folder)),
        }
    }

    /// Those that don't begin with a dot.
    fn visible(&self, folder: &str) -> anyhow::Result<Vec<String>> {
        let names = self.names(folder)?;
        Ok(names.into_iter().filter(|name| !name.starts_with('.')).collect())
    }

    pub(super) fn read(&self, path: &str) -> anyhow::Result<String> {
        let bytes = match &self.kept {
            Some(files) => files.read(path),
            None => fs::read(self.root.join(path)).map_err(Into::into),
        };
        let text = bytes.and_then(text_of);
        text.with_context(|| format!("can't read {}", self.shown(path)))
    }

    /// How a file is spoken of.
    pub(super) fn shown(&self, path: &str) -> String {
        self.kept.as_ref().map_or_else(|| path.to_owned(), |files| files.shown(path))
    }

    /// The link by which a file lies outside of the project.
    ///
    /// # Errors
    /// If that can't be told.
    pub(super) fn link_out(&self, path: &str) -> std::io::Result<Option<Link>> {
        match &self.kept {
            Some(_) => Ok(None),
            None => self.folder().link_out(path),
        }
    }

    /// The names of the stacks, sorted.
    ///
    /// # Errors
    /// If a folder can't be read.
    pub fn stacks(&self) -> anyhow::Result<Vec<String>> {
        let charts = self.names("charts")?;
        let mut stacks = Vec::new();
        for name in charts {
            let chart = format!("charts/{name}/{CHART}");
            let is_chart = self.is_file(&chart);
            if is_chart && (self.is_elsewhere(&name) || !is_library(&self.read(&chart)?)) {
                stacks.push(name);
            }
        }
        Ok(stacks)
    }

    /// Why a folder below `charts/` is no chart, if it is there.
    pub(super) fn no_chart(&self, name: &str) -> Option<String> {
        let folder = self.root.join("charts").join(name);
        if !folder.is_dir() || folder.join(CHART).is_file() {
            return None;
        }
        let near = visible(&folder).ok()?.into_iter().find(|file| {
            let stem = file.strip_suffix(".yaml").or_else(|| file.strip_suffix(".yml"));
            stem.is_some_and(|stem| stem.eq_ignore_ascii_case("chart"))
        });
        Some(match near {
            Some(near) => format!("its {near} is not read, name it {CHART}"),
            None => format!("it has no {CHART}"),
        })
    }

    /// Folders below `charts/` that hold what a chart holds, but for its Chart.yaml: that one, or
    /// all.
    ///
    /// # Errors
    /// If a folder can't be read.
    pub fn stray_charts(&self, stack: Option<&str>) -> anyhow::Result<Vec<Stray>> {
        let charts = self.root.join("charts");
        let mut stray = Vec::new();
        for name in visible(&charts)? {
            let holds = |part: &str| charts.join(&name).join(part).exists();
            let is_meant = stack.is_none_or(|stack| stack == name);
            if is_meant && (holds("templates") || holds("values.yaml")) {
                let why = self.no_chart(&name);
                stray.extend(why.map(|why| Stray { shown: format!("charts/{name}/"), why }));
            }
        }
        Ok(stray)
    }

    /// Whether a chart lies outside of the project: then it is not read.
    fn is_elsewhere(&self, chart: &str) -> bool {
        let shown = format!("charts/{chart}");
        let is_link = self.kept.is_none() && self.root.join(&shown).is_symlink();
        is_link && self.link_out(&shown).is_ok_and(|link| link.is_some())
    }

    /// The environments of a stack, sorted.
    ///
    /// # Errors
    /// If a folder can't be read.
    pub fn environments(&self, stack: &str) -> anyhow::Result<Vec<String>> {
        let folder = format!("values/{stack}");
        if !self.is_folder(&folder) {
            return Ok(vec![DEFAULT_ENVIRONMENT.to_owned()]);
        }
        let files = self.visible(&folder)?;
        let environments = files.iter().filter_map(|name| name.strip_suffix(".yaml"));
        let environments: Vec<String> = environments.map(str::to_owned).collect();
        if environments.is_empty() {
            return Ok(vec![DEFAULT_ENVIRONMENT.to_owned()]);
        }
        Ok(environments)
    }

    /// Values that no environment reads: those of one stack, or all.
    ///
    /// # Errors
    /// If a folder can't be read.
    pub fn stray_values(&self, stack: Option<&str>) -> anyhow::Result<Vec<Stray>> {
        let folder = self.root.join("values");
        let stacks = self.stacks()?;
        let mut stray = Vec::new();
        for name in if folder.is_dir() { visible(&folder)? } else { Vec::new() } {
            if stack.is_some_and(|stack| stack != name) {
                continue;
            }
            let is_folder = folder.join(&name).is_dir();
            if is_folder && stacks.contains(&name) {
                stray.extend(self.stray_in(&name)?);
            } else if is_folder {
                let help = or_else_meant(&name, stacks.iter().map(String::as_str));
                let why = format!("there is no stack `{name}`{help}");
                stray.push(Stray { shown: format!("values/{name}/"), why });
            } else if matches!(name.rsplit_once('.'), Some((_, "yaml" | "yml"))) {
                stray.push(Stray { shown: format!("values/{name}"), why: READ_FROM.to_owned() });
            }
        }
        Ok(stray)
    }

    /// What of a stack's values no environment reads.
    fn stray_in(&self, stack: &str) -> anyhow::Result<Vec<Stray>> {
        let folder = self.root.join("values").join(stack);
        let mut stray = Vec::new();
        for file in if folder.is_dir() { visible(&folder)? } else { Vec::new() } {
            let shown = format!("values/{stack}/{file}");
            if folder.join(&file).is_dir() {
                stray.push(Stray { shown: shown + "/", why: READ_FROM.to_owned() });
            } else if let Some(environment) = misspelt(&file) {
                stray.push(Stray { shown, why: format!("name it {environment}.yaml") });
            }
        }
        Ok(stray)
    }

    /// A stack is asked for in an environment that it does not have.
    pub(super) fn no_environment(
        &self,
        stack: &str,
        wanted: &str,
        known: &[String],
    ) -> anyhow::Error {
        let folder = self.root.join("values").join(stack);
        let files = visible(&folder).unwrap_or_default();
        let help = match files.iter().find(|file| misspelt(file) == Some(wanted)) {
            Some(file) => format!("; values/{stack}/{file} is not read: name it {wanted}.yaml"),
            None => or_else_meant(wanted, known.iter().map(String::as_str)),
        };
        anyhow!("{stack} has no environment `{wanted}`{help}")
    }

    pub fn stack(&self, name: &str) -> Stack {
        Stack {
            name: name.to_owned(),
            chart: self.below(format!("charts/{name}")),
            project: Some(self.clone()),
        }
    }

    /// The values file of an environment, whether there is one or not.
    pub fn values_file(&self, stack: &str, environment: &str) -> OnDisk {
        self.below(self.values_path(stack, environment))
    }

    /// Its path from the project's folder on.
    pub(super) fn values_path(&self, stack: &str, environment: &str) -> String {
        format!("values/{stack}/{environment}.yaml")
    }

    /// The golden file of an environment, below the project's folder, whether there is one or not.
    pub fn snapshot(&self, stack: &str, environment: &str) -> String {
        format!("snapshots/{stack}/{environment}.yaml")
    }

    /// Its files.
    pub fn folder(&self) -> Folder {
        Folder::at(&self.root, "")
    }

    pub(super) fn below(&self, shown: String) -> OnDisk {
        OnDisk { path: self.root.join(&shown), shown: self.shown(&shown) }
    }

    /// Golden files that belong to no environment: those of one stack, or all.
    ///
    /// # Errors
    /// If a folder can't be read.
    pub fn stale_snapshots(&self, only: Option<&str>) -> anyhow::Result<Vec<String>> {
        let folder = self.root.join("snapshots");
        let stacks = self.stacks()?;
        let mut stale = Vec::new();
        for stack in if folder.is_dir() { names(&folder)? } else { Vec::new() } {
            let is_meant = only.is_none_or(|only| only == stack);
            if !is_meant || !folder.join(&stack).is_dir() {
                continue;
            }
            let known =
                if stacks.contains(&stack) { self.environments(&stack)? } else { Vec::new() };
            for file in names(&folder.join(&stack))? {
                if let Some(environment) = file.strip_suffix(".yaml")
                    && !known.iter().any(|name| name == environment)
                {
                    stale.push(self.snapshot(&stack, environment));
                }
            }
        }
        Ok(stale)
    }
}

/// The environment of a file that would be one's values if it ended in `.yaml`.
fn misspelt(file: &str) -> Option<&str> {
    let (environment, ending) = file.rsplit_once('.')?;
    let is_yaml = ["yaml", "yml"].iter().any(|yaml| ending.eq_ignore_ascii_case(yaml));
    (is_yaml && ending != "yaml").then_some(environment)
}

/// Libraries share macros and make no objects. A chart that can't be read counts as a stack: its
/// faults are told when it is rendered.
fn is_library(text: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Typed {
        #[serde(rename = "type")]
        kind: Option<String>,
    }
    // The word stands in the text, unless it is written in escapes.
    if !text.contains("library") && !text.contains('\\') {
        return false;
    }
    let kind: Result<Typed, _> = serde_yaml::from_str(text);
    kind.is_ok_and(|kind| kind.kind.as_deref() == Some("library"))
}

/// The names that don't begin with a dot.
fn visible(folder: &Path) -> anyhow::Result<Vec<String>> {
    let names = names(folder)?;
    Ok(names.into_iter().filter(|name| !name.starts_with('.')).collect())
}

fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("can't read {}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        if let Ok(name) = entry?.file_name().into_string() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
