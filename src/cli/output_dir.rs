//! `--output-dir`: one file an object, and a list of them, so that the next run removes what is
//! stale and never touches a file it did not write.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::bail;

use drydock::disk::{Folder, segment};

/// What became of the objects that an earlier run wrote and this one has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Others {
    /// They are no longer rendered.
    Stale,
    /// Nobody asked for them.
    NotAsked,
}

/// Writes `files` into `folder`; `release` names the list that is kept of them.
pub(super) fn write(
    folder: &Path,
    release: &str,
    files: &[(String, String)],
    others: Others,
) -> anyhow::Result<()> {
    let folder = Folder::make(folder)?;
    let list = format!(".drydock-{}", segment(release));
    folder.refuse_links(&list)?;
    let known = folder.read(&list)?.unwrap_or_default();
    let known: BTreeSet<&str> = known.lines().filter(|name| is_ours(name)).collect();
    let names = refuse(&folder, release, files, &known)?;
    for (name, text) in files {
        folder.write(name, text)?;
    }
    let mut listed = names.clone();
    for other in known.difference(&names) {
        match others {
            Others::Stale if folder.holds(other) => folder.remove(other)?,
            Others::Stale => {}
            Others::NotAsked => _ = listed.insert(other),
        }
    }
    let listing: String = listed.iter().flat_map(|name| [*name, "\n"]).collect();
    folder.write(&list, &listing)
}

/// The names of the files, if all of them may be written.
fn refuse<'a>(
    folder: &Folder,
    release: &str,
    files: &'a [(String, String)],
    known: &BTreeSet<&str>,
) -> anyhow::Result<BTreeSet<&'a str>> {
    let mut names = BTreeSet::new();
    for (name, _) in files {
        folder.refuse_links(name)?;
        let shown = folder.shown(name);
        if !names.insert(name.as_str()) {
            bail!("two objects would be written to {shown}");
        }
        if !known.contains(name.as_str()) && folder.holds(name) {
            bail!("{shown} was not written for the release `{release}`: move it away first");
        }
    }
    Ok(names)
}

/// The list is a file that anyone may edit: of what it names only such count as a run writes.
fn is_ours(name: &str) -> bool {
    let ending = matches!(name.rsplit_once('.'), Some((_, "yaml" | "json")));
    let begins = name.bytes().take(2).all(|byte| byte.is_ascii_digit());
    begins && ending && !name.contains(['/', '\\'])
}
