//! Where the files of a chart lie: in a folder, or in memory, out of an archive or a revision.

use std::collections::BTreeMap;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::{Home, archive};
use crate::chart::ignore::{Entry, Ignore};
use crate::disk::files::beside;
use crate::disk::{Files, Folder, Link};

/// Folders within folders beyond this are a mistake.
const MAX_DEPTH: usize = 16;

/// The files of one chart, by their paths with `/`.
#[derive(Clone, Debug)]
pub(super) enum Store {
    Folder {
        /// The chart that was asked for, or that a `file://` repository names: its files may be
        /// links to each other.
        home: Folder,
        /// Where this chart begins in it: empty, or with a final `/`.
        root: String,
    },
    Archive {
        files: Arc<BTreeMap<String, Vec<u8>>>,
        /// Where the chart begins in it: empty, or with a final `/`.
        root: String,
        /// Tells the archive from others.
        key: String,
        neighbours: Neighbours,
    },
}

/// Whether other charts lie beside one that is in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Neighbours {
    /// It was packed alone.
    None,
    /// They are among the same files, which belong to a project.
    Some,
}

/// The files below a folder of a chart.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Their paths, in no order.
    pub paths: Vec<String>,
    /// The links that leave the chart, which are not followed.
    pub leaving: Vec<Link>,
}

impl Store {
    /// The chart at `home`, spoken of as `shown`.
    pub(super) fn of(home: Home<'_>, shown: &str) -> Self {
        match home {
            Home::Folder(root) => Store::folder(root, shown),
            Home::Kept(files, folder) => Store::kept(files, folder),
        }
    }

    /// A chart's folder, spoken of as `shown`.
    pub(super) fn folder(path: impl Into<PathBuf>, shown: &str) -> Self {
        Store::Folder { home: Folder::at(path, shown), root: String::new() }
    }

    /// A chart's folder among files that are in memory.
    pub(super) fn kept(files: &Files, folder: &str) -> Self {
        let (root, key) = (format!("{folder}/"), files.name.clone());
        Store::Archive { files: files.all(), root, key, neighbours: Neighbours::Some }
    }

    pub(super) fn is_file(&self, path: &str) -> bool {
        match self {
            Store::Folder { .. } => self.on_disk(path).is_some_and(|path| path.is_file()),
            Store::Archive { files, root, .. } => files.contains_key(&format!("{root}{path}")),
        }
    }

    pub(super) fn read(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        match self {
            Store::Folder { home, root } => Ok(fs::read(home.path().join(root).join(path))?),
            Store::Archive { files, root, .. } => {
                files.get(&format!("{root}{path}")).cloned().context("the archive has no such file")
            }
        }
    }

    /// Where something lies, if not in an archive.
    fn on_disk(&self, path: &str) -> Option<PathBuf> {
        match self {
            Store::Folder { home, root } => Some(home.path().join(root).join(path)),
            Store::Archive { .. } => None,
        }
    }

    /// The link by which something is not in the chart. An archive has none.
    ///
    /// # Errors
    /// If the file system can't be read.
    pub(super) fn link_out(&self, path: &str) -> io::Result<Option<Link>> {
        match self {
            Store::Folder { home, root } => home.link_out(&format!("{root}{path}")),
            Store::Archive { .. } => Ok(None),
        }
    }

    /// The files below `folder`, less what is left out.
    pub(super) fn files(&self, folder: &str, ignore: &Ignore) -> anyhow::Result<Found> {
        let mut all = Found::default();
        match self {
            Store::Folder { .. } => {
                if self.on_disk(folder).is_some_and(|path| path.is_dir()) {
                    self.enter(folder, ignore, 0, &mut all)?;
                }
            }
            Store::Archive { files, root, .. } => {
                let below = format!("{root}{folder}/");
                let found = files.keys().filter(|path| path.starts_with(&below));
                let found = found.map(|path| path[root.len()..].to_owned());
                all.paths.extend(found.filter(|path| !ignore.leaves_out_below(path, Entry::File)));
            }
        }
        Ok(all)
    }

    /// What lies in the chart's own folder, by name.
    pub(super) fn top(&self) -> anyhow::Result<Vec<(String, Entry)>> {
        let mut names: Vec<(String, Entry)> = match self {
            Store::Folder { home, root } => {
                let mut names = Vec::new();
                for entry in fs::read_dir(home.path().join(root))? {
                    let entry = entry?;
                    let kind = if is_folder(&entry)? { Entry::Folder } else { Entry::File };
                    names.push((utf8_name(&entry.path())?.to_owned(), kind));
                }
                names
            }
            Store::Archive { files, root, .. } => {
                let below = files.keys().filter_map(|path| path.strip_prefix(root.as_str()));
                let named = below.map(|path| match path.split_once('/') {
                    Some((folder, _)) => (folder.to_owned(), Entry::Folder),
                    None => (path.to_owned(), Entry::File),
                });
                named.collect()
            }
        };
        names.sort_by(|(one, _), (other, _)| one.cmp(other));
        names.dedup();
        Ok(names)
    }

    /// Walks through a folder, unless it is left out, or not in the chart.
    fn enter(
        &self,
        below: &str,
        ignore: &Ignore,
        depth: usize,
        all: &mut Found,
    ) -> anyhow::Result<()> {
        if ignore.leaves_out(below, Entry::Folder) {
            return Ok(());
        }
        if depth > MAX_DEPTH {
            bail!("{below} is nested more than {MAX_DEPTH} folders deep");
        }
        let Some(folder) = self.on_disk(below) else { return Ok(()) };
        if folder.is_symlink() {
            if let Some(link) = self.link_out(below)? {
                all.leaving.push(link);
                return Ok(());
            }
            let above = folder.parent().unwrap_or(&folder).canonicalize()?;
            if above.starts_with(folder.canonicalize()?) {
                bail!("{below} is a link to a folder that it is in");
            }
        }
        let mut entries: Vec<DirEntry> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries {
            let below = format!("{below}/{}", utf8_name(&entry.path())?);
            if is_folder(&entry)? {
                self.enter(&below, ignore, depth + 1, all)?;
            } else if !ignore.leaves_out(&below, Entry::File) {
                self.add(&entry, below, all)?;
            }
        }
        Ok(())
    }

    fn add(&self, entry: &DirEntry, below: String, all: &mut Found) -> anyhow::Result<()> {
        let mut kind = entry.file_type()?;
        if kind.is_symlink() {
            if let Some(link) = self.link_out(&below)? {
                all.leaving.push(link);
                return Ok(());
            }
            // A link that leads nowhere is told when it is read.
            if let Ok(target) = fs::metadata(entry.path()) {
                kind = target.file_type();
            }
        }
        // A pipe would never end.
        if !kind.is_file() && !kind.is_symlink() {
            bail!("{below} is neither a file nor a folder");
        }
        all.paths.push(below);
        Ok(())
    }

    /// The names in `charts/` that may be charts, sorted: folders and `.tgz` archives.
    pub(super) fn vendored(&self, ignore: &Ignore) -> anyhow::Result<Vec<String>> {
        let mut names: Vec<String> = match self {
            Store::Folder { home, root } => folder_names(&home.path().join(root).join("charts"))?,
            Store::Archive { files, root, .. } => {
                let below = format!("{root}charts/");
                let found = files.keys().filter_map(|path| path.strip_prefix(&below));
                let first = |path: &str| match path.split_once('/') {
                    Some((folder, _)) => Some(folder.to_owned()),
                    None => is_archive(path).then(|| path.to_owned()),
                };
                found.filter_map(first).collect()
            }
        };
        names.retain(|name| {
            let entry = if is_archive(name) { Entry::File } else { Entry::Folder };
            let path = format!("charts/{name}");
            !name.starts_with(['_', '.']) && !ignore.leaves_out_below(&path, entry)
        });
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// The chart that a name in `charts/` stands for.
    pub(super) fn open_vendored(&self, name: &str) -> anyhow::Result<Store> {
        let path = format!("charts/{name}");
        if !is_archive(name) {
            return Ok(match self {
                Store::Folder { home, root } => {
                    Store::Folder { home: home.clone(), root: format!("{root}{path}/") }
                }
                Store::Archive { files, root, key, neighbours } => Store::Archive {
                    files: files.clone(),
                    root: format!("{root}{path}/"),
                    key: key.clone(),
                    neighbours: *neighbours,
                },
            });
        }
        let files = archive::unpack(&self.read(&path)?)?;
        let key = format!("{}/{path}", self.key());
        let (files, root) = (Arc::new(files), String::new());
        Ok(Store::Archive { files, root, key, neighbours: Neighbours::None })
    }

    /// The chart at a path from this one's folder on, spoken of as `shown`; archives have no
    /// neighbours.
    pub(super) fn neighbour(&self, path: &str, shown: &str) -> Option<Store> {
        if let Store::Archive { files, root, key, neighbours: Neighbours::Some } = self {
            let root = format!("{}/", beside(root, path)?);
            let found = files.contains_key(&format!("{root}Chart.yaml"));
            let (files, key, neighbours) = (files.clone(), key.clone(), Neighbours::Some);
            return found.then_some(Store::Archive { files, root, key, neighbours });
        }
        let folder = self.on_disk(path)?;
        folder.join("Chart.yaml").is_file().then(|| Store::folder(folder, shown))
    }

    /// Tells it from every other.
    pub(super) fn key(&self) -> String {
        match self {
            Store::Folder { home, root } => {
                let folder = home.path().join(root);
                folder.canonicalize().unwrap_or(folder).display().to_string()
            }
            Store::Archive { root, key, .. } => format!("{key}/{root}"),
        }
    }
}

pub(super) fn is_archive(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("tgz"))
}

fn folder_names(folder: &Path) -> anyhow::Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = utf8_name(&path)?;
        if is_folder(&entry)? || is_archive(name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

/// Whether it is a folder, or a link to one; only links are looked up.
fn is_folder(entry: &DirEntry) -> io::Result<bool> {
    let kind = entry.file_type()?;
    Ok(kind.is_dir() || (kind.is_symlink() && entry.path().is_dir()))
}

fn utf8_name(path: &Path) -> anyhow::Result<&str> {
    match path.file_name().and_then(|name| name.to_str()) {
        Some(name) => Ok(name),
        None => bail!("{} is not a name in UTF-8", path.display()),
    }
}
