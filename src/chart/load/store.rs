//! Where the files of a chart lie: in a folder, or in an archive that was read into memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};

use super::archive;
use crate::chart::ignore::{Entry, Ignore};

/// Folders within folders beyond this are a mistake.
const MAX_DEPTH: usize = 16;

/// The files of one chart, by their paths with `/`.
#[derive(Clone, Debug)]
pub enum Store {
    Folder(PathBuf),
    Archive {
        files: Arc<BTreeMap<String, Vec<u8>>>,
        /// Where the chart begins in it: empty, or with a final `/`.
        root: String,
        /// Tells the archive from others.
        key: String,
    },
}

impl Store {
    pub fn is_file(&self, path: &str) -> bool {
        match self {
            Store::Folder(folder) => folder.join(path).is_file(),
            Store::Archive { files, root, .. } => files.contains_key(&format!("{root}{path}")),
        }
    }

    pub fn read(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        match self {
            Store::Folder(folder) => Ok(fs::read(folder.join(path))?),
            Store::Archive { files, root, .. } => {
                files.get(&format!("{root}{path}")).cloned().context("the archive has no such file")
            }
        }
    }

    /// The paths of the files below `folder`, in no order, less what is left out.
    pub fn paths(&self, folder: &str, ignore: &Ignore) -> anyhow::Result<Vec<String>> {
        let mut paths = Vec::new();
        match self {
            Store::Folder(root) => {
                let full = root.join(folder);
                if full.is_dir() {
                    walk(&full, folder, ignore, 0, &mut paths)?;
                }
            }
            Store::Archive { files, root, .. } => {
                let below = format!("{root}{folder}/");
                let found = files.keys().filter(|path| path.starts_with(&below));
                let found = found.map(|path| path[root.len()..].to_owned());
                paths.extend(found.filter(|path| !leaves_out(ignore, path)));
            }
        }
        Ok(paths)
    }

    /// The names in `charts/` that may be charts, sorted: folders and `.tgz` archives.
    pub fn vendored(&self, ignore: &Ignore) -> anyhow::Result<Vec<String>> {
        let mut names: Vec<String> = match self {
            Store::Folder(root) => folder_names(&root.join("charts"))?,
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
            !name.starts_with(['_', '.']) && !ignore.leaves_out(&format!("charts/{name}"), entry)
        });
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// The chart that a name in `charts/` stands for.
    pub fn open_vendored(&self, name: &str) -> anyhow::Result<Store> {
        let path = format!("charts/{name}");
        if !is_archive(name) {
            return Ok(match self {
                Store::Folder(root) => Store::Folder(root.join(path)),
                Store::Archive { files, root, key } => Store::Archive {
                    files: files.clone(),
                    root: format!("{root}{path}/"),
                    key: key.clone(),
                },
            });
        }
        let files = archive::unpack(&self.read(&path)?)?;
        let key = format!("{}/{path}", self.key());
        Ok(Store::Archive { files: Arc::new(files), root: String::new(), key })
    }

    /// The chart at a path from this one's folder on; archives have no neighbours.
    pub fn neighbour(&self, path: &str) -> Option<Store> {
        match self {
            Store::Folder(root) => {
                let folder = root.join(path);
                folder.join("Chart.yaml").is_file().then_some(Store::Folder(folder))
            }
            Store::Archive { .. } => None,
        }
    }

    /// Tells it from every other.
    pub fn key(&self) -> String {
        match self {
            Store::Folder(folder) => {
                fs::canonicalize(folder).as_deref().unwrap_or(folder).display().to_string()
            }
            Store::Archive { root, key, .. } => format!("{key}/{root}"),
        }
    }
}

pub fn is_archive(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("tgz"))
}

/// Whether a file, or a folder above it, is left out.
fn leaves_out(ignore: &Ignore, path: &str) -> bool {
    let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
    ignore.leaves_out(path, Entry::File)
        || folders.into_iter().any(|folder| ignore.leaves_out(folder, Entry::Folder))
}

fn folder_names(folder: &Path) -> anyhow::Result<Vec<String>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = utf8_name(&path)?;
        if path.is_dir() || is_archive(name) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

fn utf8_name(path: &Path) -> anyhow::Result<&str> {
    match path.file_name().and_then(|name| name.to_str()) {
        Some(name) => Ok(name),
        None => bail!("{} is not a name in UTF-8", path.display()),
    }
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
        let below = format!("{prefix}/{}", utf8_name(&path)?);
        if path.is_dir() {
            if !ignore.leaves_out(&below, Entry::Folder) {
                if path.is_symlink() && fs::canonicalize(folder)?.starts_with(path.canonicalize()?)
                {
                    bail!("{below} is a link to a folder that it is in");
                }
                walk(&path, &below, ignore, depth + 1, paths)?;
            }
        } else if !ignore.leaves_out(&below, Entry::File) {
            // A link that leads nowhere is told when it is read; a pipe would never end.
            if path.exists() && !path.is_file() {
                bail!("{below} is neither a file nor a folder");
            }
            paths.push(below);
        }
    }
    Ok(())
}
