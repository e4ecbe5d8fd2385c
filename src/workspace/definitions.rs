//! Files, folders and packaged charts into the definitions of custom resources in them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::Project;
use crate::chart;
use crate::check::custom::Definitions;
use crate::yaml::kubectl;

/// The definitions of a project, then those that are named.
///
/// # Errors
/// If one of them can't be read, or defines nothing.
pub fn definitions(project: Option<&Project>, named: &[PathBuf]) -> anyhow::Result<Definitions> {
    let mut definitions = Definitions::default();
    if let Some(project) = project {
        add_own(project, &mut definitions)?;
    }
    for path in named {
        let mut found = Definitions::default();
        add(path, &mut found)?;
        if found.is_empty() {
            bail!("there is no CustomResourceDefinition in {}", path.display());
        }
        definitions.add_farther(&found);
    }
    Ok(definitions)
}

/// Those in the project's `crds/`.
fn add_own(project: &Project, definitions: &mut Definitions) -> anyhow::Result<()> {
    let Some(kept) = project.kept() else {
        let own = project.folder().path().join("crds");
        return if own.is_dir() { add(&own, definitions) } else { Ok(()) };
    };
    for (path, bytes) in kept.all().iter().filter(|(path, _)| path.starts_with("crds/")) {
        if is_package(Path::new(path)) {
            add_package(bytes, definitions)
                .with_context(|| format!("can't read {}", kept.shown(path)))?;
        } else if is_text(Path::new(path)) {
            definitions.add_text(&kubectl::decode(bytes));
        }
    }
    Ok(())
}

fn add(path: &Path, definitions: &mut Definitions) -> anyhow::Result<()> {
    if path.is_dir() {
        return add_folder(path, definitions);
    }
    let bytes = fs::read(path).with_context(|| format!("can't read {}", path.display()))?;
    if is_package(path) {
        return add_package(&bytes, definitions)
            .with_context(|| format!("can't read {}", path.display()));
    }
    definitions.add_text(&kubectl::decode(&bytes));
    Ok(())
}

fn add_folder(folder: &Path, definitions: &mut Definitions) -> anyhow::Result<()> {
    let read = || -> std::io::Result<Vec<fs::DirEntry>> { fs::read_dir(folder)?.collect() };
    let mut entries = read().with_context(|| format!("can't read {}", folder.display()))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type()?.is_dir() || (path.is_file() && (is_text(&path) || is_package(&path)))
        {
            add(&path, definitions)?;
        }
    }
    Ok(())
}

/// What lies in the folders `crds/` of a chart and of those that it brings along.
fn add_package(package: &[u8], definitions: &mut Definitions) -> anyhow::Result<()> {
    for (name, bytes) in chart::unpack(package)? {
        let path = Path::new(&name);
        let is_of_crds = path.parent().is_some_and(|folder| folder.iter().any(|it| it == "crds"));
        if is_package(path) {
            add_package(&bytes, definitions)?;
        } else if is_of_crds && is_text(path) {
            definitions.add_text(&kubectl::decode(&bytes));
        }
    }
    Ok(())
}

fn is_text(path: &Path) -> bool {
    ends_in(path, &["yaml", "yml", "json"])
}

fn is_package(path: &Path) -> bool {
    ends_in(path, &["tgz"])
}

fn ends_in(path: &Path, endings: &[&str]) -> bool {
    path.extension().and_then(|ending| ending.to_str()).is_some_and(|it| endings.contains(&it))
}
