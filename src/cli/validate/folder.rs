//! A folder into the manifest files below it, by their names. Their content is not looked at.
//!
//! Files that git ignores are left out, and those that `--ignore` names.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The extensions of manifests.
pub(super) const EXTENSIONS: [&str; 5] = ["yaml", "yml", "json", "jsonl", "ndjson"];

/// The files below a folder, in the order of their names.
#[derive(Default)]
pub(super) struct Folder {
    pub manifests: Vec<PathBuf>,
    /// Files with a name similar to those of manifests: `web.YAML`, `web.yaml.j2`.
    pub odd: Vec<PathBuf>,
}

impl Folder {
    pub(super) fn read(path: &Path, ignored: &Ignored) -> anyhow::Result<Self> {
        let mut walk = WalkBuilder::new(path);
        walk.standard_filters(false).parents(true).git_ignore(true).git_exclude(true);
        walk.require_git(false).sort_by_file_name(Ord::cmp);
        let ignored = ignored.clone();
        walk.filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.file_name() != ".git" && !ignored.matches(entry.path(), is_folder)
        });
        let mut folder = Folder::default();
        for entry in walk.build() {
            let path = entry.with_context(|| format!("can't read {}", path.display()))?.into_path();
            if path.is_file() {
                match Reading::of(&path) {
                    Reading::Manifests => folder.manifests.push(path),
                    Reading::Odd => folder.odd.push(path),
                    Reading::Other => {}
                }
            }
        }
        Ok(folder)
    }
}

/// The patterns of `--ignore`, like lines of a .gitignore in the current folder.
#[derive(Clone)]
pub(super) struct Ignored(Gitignore);

impl Ignored {
    pub(super) fn of(globs: &[String]) -> anyhow::Result<Self> {
        let mut lines = GitignoreBuilder::new(std::env::current_dir()?);
        for glob in globs {
            lines.add_line(None, glob).with_context(|| format!("--ignore {glob} is no pattern"))?;
        }
        Ok(Ignored(lines.build()?))
    }

    /// Whether a file or folder, or a folder around it, is ignored.
    pub(super) fn has(&self, path: &Path) -> bool {
        let above = path.ancestors().skip(1).filter(|folder| folder.file_name().is_some());
        self.matches(path, path.is_dir()) || above.into_iter().any(|it| self.matches(it, true))
    }

    fn matches(&self, path: &Path, is_folder: bool) -> bool {
        self.0.matched(path, is_folder).is_ignore()
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
