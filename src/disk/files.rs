//! Files that were read into memory, as a folder would have them: what a revision of a git
//! repository holds.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

use anyhow::{Context as _, anyhow, bail};

/// Files by their paths with `/`.
#[derive(Clone, Debug)]
pub struct Files {
    /// What they are spoken of as: a revision.
    pub name: String,
    all: Arc<BTreeMap<String, Vec<u8>>>,
}

/// Links to links beyond this lead nowhere.
const MAX_LINKS: usize = 40;

impl Files {
    /// Files that are in memory already, spoken of as `name`.
    pub fn of(name: impl Into<String>, all: BTreeMap<String, Vec<u8>>) -> Self {
        Files { name: name.into(), all: Arc::new(all) }
    }

    /// What lies below some folders of `home` in a revision of the repository that it is in. Read
    /// from git's objects: the work tree is neither read nor written, and nothing is fetched.
    ///
    /// # Errors
    /// If git can't be run, does not know the revision, or a link leads elsewhere.
    pub fn of_revision(home: &Path, revision: &str, folders: &[&str]) -> anyhow::Result<Self> {
        let (mut all, mut links) = (BTreeMap::new(), BTreeMap::new());
        let entries = entries(home, revision, folders)?;
        for (entry, content) in entries.iter().zip(contents(home, &entries)?) {
            if entry.is_link {
                links.insert(entry.path.clone(), String::from_utf8_lossy(&content).into_owned());
            } else {
                all.insert(entry.path.clone(), content);
            }
        }
        follow(&mut all, &links, revision)?;
        Ok(Files { name: revision.to_owned(), all: Arc::new(all) })
    }

    pub fn is_file(&self, path: &str) -> bool {
        self.all.contains_key(path)
    }

    pub fn is_folder(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.all.range(below.clone()..).next().is_some_and(|(path, _)| path.starts_with(&below))
    }

    /// The names in a folder, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let below = format!("{folder}/");
        let paths = self.all.keys().filter_map(|path| path.strip_prefix(&below));
        let first = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
        paths.map(first).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// # Errors
    /// If there is no such file.
    pub fn read(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        self.all.get(path).cloned().with_context(|| format!("{} has no {path}", self.name))
    }

    /// How a path is spoken of, as git does.
    pub fn shown(&self, path: &str) -> String {
        format!("{}:{path}", self.name)
    }

    pub(crate) fn all(&self) -> Arc<BTreeMap<String, Vec<u8>>> {
        self.all.clone()
    }
}

/// A file or a link of a revision.
struct Entry {
    object: String,
    path: String,
    is_link: bool,
}

fn git(home: &Path) -> Command {
    let mut git = Command::new("git");
    // No locks are taken in the repository, and nothing is fetched from another.
    git.current_dir(home).env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1");
    git.stdin(Stdio::null()).stderr(Stdio::piped()).stdout(Stdio::piped());
    git
}

fn entries(home: &Path, revision: &str, folders: &[&str]) -> anyhow::Result<Vec<Entry>> {
    if revision.is_empty() || revision.starts_with('-') {
        bail!("`{revision}` is no revision");
    }
    let listed = git(home).args(["ls-tree", "-r", "-z", revision, "--"]).args(folders).output();
    let listed = listed.context("can't run git")?;
    if !listed.status.success() {
        let why = String::from_utf8_lossy(&listed.stderr);
        bail!("git can't read `{revision}`: {}", why.trim().trim_start_matches("fatal: "));
    }
    let text = String::from_utf8(listed.stdout).context("a path in git is not UTF-8")?;
    let entry = |line: &str| -> Option<Entry> {
        let (head, path) = line.split_once('\t')?;
        let mut words = head.split(' ');
        let (mode, kind, object) = (words.next()?, words.next()?, words.next()?);
        let is_link = mode == "120000";
        let (object, path) = (object.to_owned(), path.to_owned());
        (kind == "blob").then_some(Entry { object, path, is_link })
    };
    Ok(text.split('\0').filter_map(entry).collect())
}

/// What the objects hold, in their order.
fn contents(home: &Path, entries: &[Entry]) -> anyhow::Result<Vec<Vec<u8>>> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let mut child = git(home)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .spawn()
        .context("can't run git")?;
    let mut stdin = child.stdin.take().context("git takes no input")?;
    let asked: Vec<&str> = entries.iter().map(|entry| entry.object.as_str()).collect();
    let asked = asked.join("\n") + "\n";
    let output = thread::scope(|scope| {
        // What git does not take is missing in its answer.
        scope.spawn(move || _ = stdin.write_all(asked.as_bytes()));
        child.wait_with_output()
    });
    let answer = output.context("can't run git")?.stdout;
    let mut rest = answer.as_slice();
    let mut contents = Vec::new();
    for entry in entries {
        let content =
            next(&mut rest).ok_or_else(|| anyhow!("git has no content of {}", entry.path))?;
        contents.push(content);
    }
    Ok(contents)
}

/// `OBJECT blob SIZE`, a line break, the content, a line break.
fn next(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let size: usize = std::str::from_utf8(&rest[..end]).ok()?.rsplit(' ').next()?.parse().ok()?;
    let content = rest.get(end + 1..end + 1 + size)?.to_vec();
    *rest = rest.get(end + 2 + size..)?;
    Some(content)
}

/// Puts what links lead to in their place.
fn follow(
    all: &mut BTreeMap<String, Vec<u8>>,
    links: &BTreeMap<String, String>,
    revision: &str,
) -> anyhow::Result<()> {
    for (path, target) in links {
        let elsewhere = || anyhow!("{revision}:{path} is a link to {target}, which is not read");
        let mut found = beside(path, target).ok_or_else(elsewhere)?;
        for _ in 0..MAX_LINKS {
            let Some((link, rest)) = on_the_way(&found, links) else { break };
            let next = beside(&link, &links[&link]).ok_or_else(elsewhere)?;
            found = if rest.is_empty() { next } else { format!("{next}/{rest}") };
        }
        let below = format!("{found}/");
        let copies: Vec<(String, Vec<u8>)> = match all.get(&found) {
            Some(content) => vec![(path.clone(), content.clone())],
            None => {
                let files = all.range(below.clone()..).take_while(|(at, _)| at.starts_with(&below));
                files
                    .map(|(at, text)| (format!("{path}/{}", &at[below.len()..]), text.clone()))
                    .collect()
            }
        };
        if copies.is_empty() {
            return Err(elsewhere());
        }
        all.extend(copies);
    }
    Ok(())
}

/// The first link on the way to a path, and the rest of the way.
fn on_the_way(path: &str, links: &BTreeMap<String, String>) -> Option<(String, String)> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    let mut parts = ends.map(|end| (&path[..end], path[end..].trim_start_matches('/')));
    let found = parts.find(|(part, _)| links.contains_key(*part));
    found.map(|(part, rest)| (part.to_owned(), rest.to_owned()))
}

/// The path that a link's words mean; `None` where they lead out.
pub(crate) fn beside(link: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = link.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            name => parts.push(name),
        }
    }
    (!target.starts_with('/') && !parts.is_empty()).then(|| parts.join("/"))
}
