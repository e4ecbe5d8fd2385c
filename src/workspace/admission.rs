//! Files and folders into the policies of admission in them, with what they ask for.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::check::admission::Policies;
use crate::yaml::kubectl;

/// What lies in the files that are named, and in the folders below them.
///
/// # Errors
/// If one of them can't be read, or has nothing in it.
pub fn policies(named: &[PathBuf]) -> anyhow::Result<Policies> {
    let mut policies = Policies::default();
    for path in named {
        let mut found = Policies::default();
        add(path, &mut found)?;
        if found.is_empty() {
            bail!("there is no ValidatingAdmissionPolicy in {}", path.display());
        }
        policies.append(found);
    }
    Ok(policies)
}

fn add(path: &Path, policies: &mut Policies) -> anyhow::Result<()> {
    if !path.is_dir() {
        let bytes = fs::read(path).with_context(|| format!("can't read {}", path.display()))?;
        policies.add_text(&path.display().to_string(), &kubectl::decode(&bytes));
        return Ok(());
    }
    let read = || -> std::io::Result<Vec<fs::DirEntry>> { fs::read_dir(path)?.collect() };
    let mut entries = read().with_context(|| format!("can't read {}", path.display()))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if entry.file_type()?.is_dir() || matches!(ending, "yaml" | "yml" | "json") {
            add(&path, policies)?;
        }
    }
    Ok(())
}
