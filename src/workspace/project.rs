//! What lies in a project folder: stacks, their environments, their snapshots.
//!
//! A stack is a chart below `charts/` that is no library. `values/STACK/ENV.yaml` names its
//! environments; without any it has one, `default`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// The environment of a stack that has no values files.
pub const DEFAULT_ENVIRONMENT: &str = "default";

/// A folder that has `charts/`.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
}

/// A chart to render, and how to speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    pub path: PathBuf,
    pub shown: String,
    pub name: String,
}

/// A file or a folder below `values/` that belongs to no environment, and how to speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stray {
    /// A folder called like no stack.
    NoStack { shown: String, stack: String },
    /// A file that lies in no stack's folder.
    BelowNoStack { shown: String },
    /// `ENV.yml`.
    WrongEnding { shown: String, environment: String },
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
        Ok(Project { root: folder.to_owned() })
    }

    /// The nearest project from `folder` upward.
    pub fn find(folder: &Path) -> Option<Self> {
        folder.ancestors().find_map(|folder| Self::at(folder).ok())
    }

    /// The names of the stacks, sorted.
    ///
    /// # Errors
    /// If a folder can't be read.
    pub fn stacks(&self) -> anyhow::Result<Vec<String>> {
        let charts = names(&self.root.join("charts"))?;
        let mut stacks = Vec::new();
        for name in charts {
            let chart = self.root.join("charts").join(&name).join("Chart.yaml");
            if chart.is_file() && !is_library(&chart)? {
                stacks.push(name);
            }
        }
        Ok(stacks)
    }

    /// The environments of a stack, sorted.
    ///
    /// # Errors
    /// If a folder can't be read.
    pub fn environments(&self, stack: &str) -> anyhow::Result<Vec<String>> {
        let folder = self.root.join("values").join(stack);
        if !folder.is_dir() {
            return Ok(vec![DEFAULT_ENVIRONMENT.to_owned()]);
        }
        let files = visible(&folder)?;
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
            let below = folder.join(&name);
            if below.is_dir() && stacks.contains(&name) {
                let files = visible(&below)?;
                let files = files.iter().filter_map(|file| file.strip_suffix(".yml"));
                stray.extend(files.map(|environment| Stray::WrongEnding {
                    shown: format!("values/{name}/{environment}.yml"),
                    environment: environment.to_owned(),
                }));
            } else if below.is_dir() {
                stray.push(Stray::NoStack { shown: format!("values/{name}/"), stack: name });
            } else if matches!(name.rsplit_once('.'), Some((_, "yaml" | "yml"))) {
                stray.push(Stray::BelowNoStack { shown: format!("values/{name}") });
            }
        }
        Ok(stray)
    }

    pub fn stack(&self, name: &str) -> Located {
        Located {
            path: self.root.join("charts").join(name),
            shown: format!("charts/{name}"),
            name: name.to_owned(),
        }
    }

    /// The values file of an environment, and how to speak of it.
    pub fn values_file(&self, stack: &str, environment: &str) -> (PathBuf, String) {
        let shown = format!("values/{stack}/{environment}.yaml");
        (self.root.join(&shown), shown)
    }

    /// Golden files that belong to no environment of a stack, and how to speak of them.
    ///
    /// # Errors
    /// If a folder can't be read.
    pub fn stale_snapshots(&self) -> anyhow::Result<Vec<(PathBuf, String)>> {
        let folder = self.root.join("snapshots");
        let stacks = self.stacks()?;
        let mut stale = Vec::new();
        for stack in if folder.is_dir() { names(&folder)? } else { Vec::new() } {
            if !folder.join(&stack).is_dir() {
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

    /// The golden file of an environment, and how to speak of it.
    pub fn snapshot(&self, stack: &str, environment: &str) -> (PathBuf, String) {
        let shown = format!("snapshots/{stack}/{environment}.yaml");
        (self.root.join(&shown), shown)
    }
}

/// Libraries share macros and make no objects. A chart that can't be read counts as a stack: its
/// faults are told when it is rendered.
fn is_library(chart: &Path) -> anyhow::Result<bool> {
    #[derive(serde::Deserialize)]
    struct Kind {
        #[serde(rename = "type")]
        kind: Option<String>,
    }
    let text =
        fs::read_to_string(chart).with_context(|| format!("can't read {}", chart.display()))?;
    let kind: Result<Kind, _> = serde_yaml::from_str(&text);
    Ok(kind.is_ok_and(|kind| kind.kind.as_deref() == Some("library")))
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
