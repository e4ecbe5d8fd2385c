//! A folder into the files of manifests below it, by their names; what is in them is not looked at.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// How the names of manifests end.
pub(super) const EXTENSIONS: [&str; 5] = ["yaml", "yml", "json", "jsonl", "ndjson"];

/// The files below a folder, in the order of their names.
#[derive(Default)]
pub(super) struct Folder {
    pub manifests: Vec<PathBuf>,
    /// Called nearly as manifests are: `web.YAML`, `web.yaml.j2`.
    pub odd: Vec<PathBuf>,
}

impl Folder {
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let mut folder = Folder::default();
        folder.add(path)?;
        Ok(folder)
    }

    fn add(&mut self, path: &Path) -> anyhow::Result<()> {
        let read = || -> std::io::Result<Vec<fs::DirEntry>> { fs::read_dir(path)?.collect() };
        let mut entries = read().with_context(|| format!("can't read {}", path.display()))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                self.add(&path)?;
            } else if path.is_file() {
                match Reading::of(&path) {
                    Reading::Manifests => self.manifests.push(path),
                    Reading::Odd => self.odd.push(path),
                    Reading::Other => {}
                }
            }
        }
        Ok(())
    }
}

/// What a file is by its name.
enum Reading {
    Manifests,
    Odd,
    Other,
}

impl Reading {
    fn of(file: &Path) -> Self {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let mut endings = name.split('.').skip(1);
        let is_known =
            |ending: &&str| EXTENSIONS.iter().any(|one| ending.eq_ignore_ascii_case(one));
        if endings.clone().last().is_some_and(|last| EXTENSIONS.contains(&last)) {
            Reading::Manifests
        } else if endings.any(|ending| is_known(&ending)) {
            Reading::Odd
        } else {
            Reading::Other
        }
    }
}
