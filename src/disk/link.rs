//! The links on the way to a file: where they stand and where they lead.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Links to links beyond this lead nowhere, as the operating system has it.
const MAX_LINKS: usize = 40;

/// A symbolic link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it stands, from the folder on that was looked into.
    pub at: PathBuf,
    /// What it says, as it is written.
    pub to: PathBuf,
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is a link to {}", self.at.display(), self.to.display())
    }
}

impl Link {
    /// What is said of one by which a file is not in `home`.
    pub fn leaving(&self, home: &str) -> String {
        format!("{self}, which lies outside of {home}")
    }

    /// The first link on the way from `folder` to `below`, which need not be there.
    pub(super) fn on_the_way(folder: &Path, below: &Path) -> Option<Self> {
        let mut at = PathBuf::new();
        for component in below.components() {
            at.push(component);
            // Windows says so of what is no link as well: of those there is no text.
            if let Ok(to) = fs::read_link(folder.join(&at)) {
                return Some(Link { at, to });
            }
        }
        None
    }

    /// The link by which `below` leaves `folder`; `None` where it stays, or where nothing is.
    ///
    /// # Errors
    /// If the file system can't be read.
    pub(super) fn out_of(folder: &Path, below: &Path) -> io::Result<Option<Self>> {
        let home = folder.canonicalize()?;
        match folder.join(below).canonicalize() {
            Ok(target) if target.starts_with(&home) => return Ok(None),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
        let mut way = below.to_owned();
        for _ in 0..MAX_LINKS {
            let Some(link) = Self::on_the_way(folder, &way) else { break };
            let rest = way.strip_prefix(&link.at).unwrap_or(Path::new("")).to_owned();
            match link.target() {
                Some(target) => way = target.join(rest),
                None => return Ok(Some(link)),
            }
        }
        Ok(Self::on_the_way(folder, below))
    }

    /// Its target, relative to the folder; `None` if it is an absolute path or leaves the folder.
    fn target(&self) -> Option<PathBuf> {
        let mut target = self.at.parent()?.to_owned();
        for component in self.to.components() {
            match component {
                Component::Normal(name) => target.push(name),
                Component::CurDir => {}
                Component::ParentDir if target.pop() => {}
                _ => return None,
            }
        }
        Some(target)
    }
}
