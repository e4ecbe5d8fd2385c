//! `--output-dir`: one file an object, and a list of them, so that the next run removes what is
//! stale and never touches a file it did not write.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

/// Writes `files` into `folder`; `release` names the list that is kept of them.
pub fn write(folder: &Path, release: &str, files: &[(String, String)]) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("can't make {}", folder.display()))?;
    let list = folder.join(format!(".drydock-{release}"));
    let known: BTreeSet<String> = match fs::read_to_string(&list) {
        Ok(text) => text.lines().filter(|name| is_plain_name(name)).map(str::to_owned).collect(),
        Err(_) => BTreeSet::new(),
    };
    let names: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    if names.len() < files.len() {
        bail!("two objects would be written to the same file of {}", folder.display());
    }
    for name in &names {
        if !known.contains(*name) && folder.join(name).exists() {
            bail!("{} was not written by drydock: move it away first", folder.join(name).display());
        }
    }
    let listing: String = names.iter().flat_map(|name| [*name, "\n"]).collect();
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("can't write {}", path.display()))?;
    }
    for stale in known.iter().filter(|name| !names.contains(name.as_str())) {
        let path = folder.join(stale);
        if path.exists() {
            fs::remove_file(&path).with_context(|| format!("can't remove {}", path.display()))?;
        }
    }
    fs::write(&list, listing).with_context(|| format!("can't write {}", list.display()))
}

/// The list is a file that anyone may edit: it names files of this folder only.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '\\']) && !name.starts_with('.')
}
