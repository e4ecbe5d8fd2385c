//! `--output-dir`: one file an object, and a list of them, so that the next run removes what is
//! stale and never touches a file it did not write.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

/// What became of the objects that an earlier run wrote and this one has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// They are no longer rendered.
    Stale,
    /// Nobody asked for them.
    NotAsked,
}

/// Writes `files` into `folder`; `release` names the list that is kept of them.
pub fn write(
    folder: &Path,
    release: &str,
    files: &[(String, String)],
    others: Others,
) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("can't make {}", folder.display()))?;
    let list = folder.join(format!(".drydock-{release}"));
    let known: BTreeSet<String> = match fs::read_to_string(&list) {
        Ok(text) => text.lines().filter(|name| is_plain_name(name)).map(str::to_owned).collect(),
        Err(_) => BTreeSet::new(),
    };
    let mut names = BTreeSet::new();
    for (name, _) in files {
        if !names.insert(name.as_str()) {
            bail!("two objects would be written to {}", folder.join(name).display());
        }
        if !known.contains(name) && folder.join(name).exists() {
            bail!(
                "{} was not written for the release `{release}`: move it away first",
                folder.join(name).display()
            );
        }
    }
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("can't write {}", path.display()))?;
    }
    for other in known.iter().filter(|name| !names.contains(name.as_str())) {
        let path = folder.join(other);
        if others == Others::Stale && path.exists() {
            fs::remove_file(&path).with_context(|| format!("can't remove {}", path.display()))?;
        }
    }
    if others == Others::NotAsked {
        names.extend(known.iter().map(String::as_str));
    }
    let listing: String = names.iter().flat_map(|name| [*name, "\n"]).collect();
    fs::write(&list, listing).with_context(|| format!("can't write {}", list.display()))
}

/// The list is a file that anyone may edit: it names files of this folder only.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '\\']) && !name.starts_with('.')
}
