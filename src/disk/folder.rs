//! A folder, and the files below it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, bail};

use super::Link;

/// A folder whose files are spoken of by their paths below it.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    /// What is put before those paths.
    shown: PathBuf,
}

impl Folder {
    /// The folder at `path`, whose files are spoken of as below `shown`.
    pub fn at(path: impl Into<PathBuf>, shown: impl Into<PathBuf>) -> Self {
        Folder { path: path.into(), shown: shown.into() }
    }

    /// A folder to write into, made where it is missing. The way to it from where we are, or an
    /// absolute path's last part, is no link.
    ///
    /// # Errors
    /// If it can't be made.
    pub fn make(path: &Path) -> anyhow::Result<Self> {
        let above = path.parent().filter(|_| path.is_absolute()).unwrap_or(Path::new(""));
        let way = path.strip_prefix(above).unwrap_or(path);
        if let Some(mut link) = Link::on_the_way(above, way) {
            link.at = above.join(link.at);
            return Err(never_through(&link));
        }
        fs::create_dir_all(path).with_context(|| format!("can't make {}", path.display()))?;
        Ok(Self::at(path, path))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How a file is spoken of.
    pub fn shown(&self, below: &str) -> String {
        self.shown.join(below).display().to_string()
    }

    /// Whether there is something, if only a link that leads nowhere.
    pub fn holds(&self, below: &str) -> bool {
        self.path.join(below).symlink_metadata().is_ok()
    }

    /// The first link on the way to a file.
    pub fn link(&self, below: &str) -> Option<Link> {
        Link::on_the_way(&self.path, Path::new(below)).map(|link| self.speak_of(link))
    }

    /// The link by which a file lies outside of the folder.
    ///
    /// # Errors
    /// If the file system can't be read.
    pub fn link_out(&self, below: &str) -> io::Result<Option<Link>> {
        let link = Link::out_of(&self.path, Path::new(below))?;
        Ok(link.map(|link| self.speak_of(link)))
    }

    fn speak_of(&self, link: Link) -> Link {
        Link { at: self.shown.join(link.at), ..link }
    }

    /// The text of a file, if it is there. Whether it is in the folder is not asked.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn read(&self, below: &str) -> anyhow::Result<Option<String>> {
        self.text(below).with_context(|| format!("can't read {}", self.shown(below)))
    }

    /// The same, for those who say by themselves what can't be read.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn text(&self, below: &str) -> io::Result<Option<String>> {
        match fs::read_to_string(self.path.join(below)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            text => text.map(Some),
        }
    }

    pub fn is_folder(&self, below: &str) -> bool {
        self.path.join(below).is_dir()
    }

    /// Refuses a file that [`Folder::write`] would not write.
    ///
    /// # Errors
    /// If the way to it leads through a link, or out of the folder.
    pub fn refuse_links(&self, below: &str) -> anyhow::Result<()> {
        let stays = |part| matches!(part, Component::Normal(_));
        if below.is_empty() || !Path::new(below).components().all(stays) {
            bail!("{} leads out of its folder", self.shown(below));
        }
        self.link(below).map_or(Ok(()), |link| Err(never_through(&link)))
    }

    /// Makes `text` what a file holds: at once, so that nobody finds half of it.
    ///
    /// # Errors
    /// If it can't be written, or only through a link.
    pub fn write(&self, below: &str, text: &str) -> anyhow::Result<()> {
        self.write_bytes(below, text.as_bytes())
    }

    /// The same of a file that need not be text.
    ///
    /// # Errors
    /// If it can't be written, or only through a link.
    pub fn write_bytes(&self, below: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.refuse_links(below)?;
        let path = self.path.join(below);
        if path.is_dir() {
            bail!("{} is a folder", self.shown(below));
        }
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| replace(&path, bytes))
            .with_context(|| format!("can't write {}", self.shown(below)))
    }

    /// Removes a file, or a link that stands for one, and its folder if that is empty then.
    ///
    /// # Errors
    /// If it can't be removed, or only through a link.
    pub fn remove(&self, below: &str) -> anyhow::Result<()> {
        let folder = Path::new(below).parent().and_then(Path::to_str).unwrap_or("");
        if !folder.is_empty() {
            self.refuse_links(folder)?;
        }
        fs::remove_file(self.path.join(below))
            .with_context(|| format!("can't remove {}", self.shown(below)))?;
        if !folder.is_empty() {
            // One that is not empty stays.
            _ = fs::remove_dir(self.path.join(folder));
        }
        Ok(())
    }
}

fn never_through(link: &Link) -> anyhow::Error {
    anyhow::anyhow!("{link}: nothing is written through a link")
}

/// Puts a new file in the place of what is at `path`.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (temporary, mut file) = beside(path)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| match path.metadata() {
            Ok(old) => file.set_permissions(old.permissions()),
            Err(_) => Ok(()),
        })
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        _ = fs::remove_file(&temporary);
    }
    written
}

/// A file that was not there, next to `path`: one that a run which was stopped has left stays.
fn beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let mut number = 0;
    loop {
        let temporary = path.with_file_name(format!(".drydock~{number}"));
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 99 => number += 1,
            made => return made.map(|file| (temporary, file)),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    /// A folder `home`, beside a file `outside` that nobody may touch.
    fn home() -> (TempDir, Folder) {
        let above = TempDir::new().expect("a folder");
        fs::create_dir(above.path().join("home")).expect("made");
        fs::write(above.path().join("outside"), "kept").expect("written");
        let folder = Folder::at(above.path().join("home"), "home");
        (above, folder)
    }

    fn link(folder: &Folder, to: &str, below: &str) {
        symlink(to, folder.path.join(below)).expect("a link");
    }

    fn why<T>(refused: anyhow::Result<T>) -> String {
        format!("{:#}", refused.err().expect("it is refused"))
    }

    #[test]
    fn what_is_written_replaces_what_was_there() {
        let (_above, folder) = home();
        for text in ["one", "two"] {
            folder.write("a/b.yaml", text).expect("written");
            assert_eq!(folder.read("a/b.yaml").expect("read").as_deref(), Some(text));
        }
        let names: Vec<_> = fs::read_dir(folder.path.join("a")).expect("a folder").collect();
        assert_eq!(names.len(), 1, "no temporary file stays");
        folder.remove("a/b.yaml").expect("removed");
        assert!(!folder.holds("a"));
    }

    #[test]
    fn nothing_is_written_through_a_link() {
        let (above, folder) = home();
        link(&folder, "../outside", "file");
        link(&folder, "..", "up");
        link(&folder, "inside", "alike");
        link(&folder, "../made", "nowhere");
        fs::write(folder.path.join("inside"), "kept").expect("written");
        for below in ["file", "up/outside", "alike", "nowhere", "up/home/inside"] {
            assert!(why(folder.write(below, "x")).contains(" is a link to "), "{below}");
        }
        assert_eq!(
            why(folder.write("up/outside", "x")),
            "home/up is a link to ..: nothing is written through a link"
        );
        assert!(folder.remove("up/outside").is_err());
        folder.remove("file").expect("the link itself goes");
        let kept = |path: &Path| fs::read_to_string(path).expect("a file") == "kept";
        assert!(kept(&above.path().join("outside")) && kept(&folder.path.join("inside")));
        assert!(!above.path().join("made").exists());
    }

    #[test]
    fn nothing_is_written_out_of_the_folder() {
        let (above, folder) = home();
        for below in ["../outside", "a/../../outside", "/etc/x", "", ".", "./x/.."] {
            assert!(folder.write(below, "x").is_err(), "{below}");
        }
        assert_eq!(fs::read_to_string(above.path().join("outside")).expect("a file"), "kept");
    }

    /// Someone who knows how temporary files are called gains nothing.
    #[test]
    fn a_link_in_the_place_of_the_temporary_file_is_left_alone() {
        let (above, folder) = home();
        link(&folder, "../outside", ".drydock~0");
        folder.write("a", "x").expect("written");
        assert_eq!(fs::read_to_string(above.path().join("outside")).expect("a file"), "kept");
        assert!(folder.holds(".drydock~0"));
    }

    #[test]
    fn a_folder_that_is_a_link_is_not_made() {
        let (above, folder) = home();
        link(&folder, "..", "up");
        assert!(why(Folder::make(&folder.path.join("up"))).ends_with("through a link"));
        Folder::make(&above.path().join("new/deep")).expect("made");
    }

    #[test]
    fn the_link_that_leads_out_is_named() {
        let (_above, folder) = home();
        fs::create_dir(folder.path.join("a")).expect("made");
        fs::write(folder.path.join("a/file"), "").expect("written");
        link(&folder, "a/file", "stays");
        link(&folder, "../a", "a/round");
        link(&folder, "../outside", "leaves");
        link(&folder, "../leaves", "a/first");
        link(&folder, "/", "a/root");
        link(&folder, "gone", "gone-too");
        let out = |below: &str| {
            let link = folder.link_out(below).expect("told");
            link.map(|link| (link.at.display().to_string(), link.to.display().to_string()))
        };
        for below in ["a/file", "stays", "a/round/file", "a/round/round/file", "gone-too", "no"] {
            assert_eq!(out(below), None, "{below}");
        }
        let leaves = Some(("home/leaves".to_owned(), "../outside".to_owned()));
        assert_eq!(out("leaves"), leaves);
        assert_eq!(out("a/first"), leaves);
        assert_eq!(out("a/round/first"), leaves);
        assert_eq!(out("a/root/etc"), Some(("home/a/root".to_owned(), "/".to_owned())));
    }
}
