//! What a user sees: each file of `tests/cases` is a small project and commands run in it. Their
//! output, the files they wrote or removed and exit codes are snapshots.
//!
//! A case begins with `$ drydock …` lines; `==> PATH` begins a file, laid over those of
//! `tests/cases/base`. `==> PATH -> TARGET` is a link. A folder whose name ends in `.tgz` is packed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::Builder;
use tempfile::TempDir;

#[test]
fn cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut names: Vec<_> = fs::read_dir(&root)
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "case"))
        .collect();
    names.sort();
    assert!(names.len() > 30, "cases are found by their ending");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&root);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _bound = settings.bind_to_scope();
    for path in names {
        let case = fs::read_to_string(&path).expect("a case");
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        insta::assert_snapshot!(name, run(&case, &root.join("base")));
    }
}

/// The commands of a case, and a folder with its files.
pub(crate) fn lay_out<'c>(case: &'c str, base: &Path) -> (Vec<&'c str>, TempDir) {
    let folder = TempDir::new().expect("a folder");
    copy(base, folder.path());
    let mut files = case.split("\n==> ");
    let commands = files.next().unwrap_or("");
    for file in files {
        let (path, text) = file.split_once('\n').unwrap_or((file, ""));
        if let Some((path, target)) = path.split_once(" -> ") {
            link(target, &folder.path().join(path));
            continue;
        }
        let path = folder.path().join(path.trim());
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, format!("{}\n", text.trim_end_matches('\n'))).expect("written");
    }
    pack(folder.path());
    let commands = commands.lines().filter_map(|line| line.strip_prefix("$ drydock "));
    (commands.collect(), folder)
}

fn run(case: &str, base: &Path) -> String {
    let (commands, folder) = lay_out(case, base);
    let mut shown = String::new();
    let mut before = contents(folder.path());
    for line in commands {
        let output = drydock(folder.path(), line);
        writeln!(shown, "$ drydock {line}").expect("a string");
        for (name, stream) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            let text = String::from_utf8_lossy(stream);
            if !text.is_empty() {
                writeln!(shown, "── {name}\n{}", text.trim_end()).expect("a string");
            }
        }
        let after = contents(folder.path());
        shown.push_str(&changes(&before, &after));
        before = after;
        writeln!(shown, "── exit {}\n", output.status.code().expect("no signal"))
            .expect("a string");
    }
    shown
}

fn link(target: &str, path: &Path) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    #[cfg(unix)]
    std::os::unix::fs::symlink(target, path).expect("a link");
    #[cfg(windows)]
    std::os::windows::fs::symlink_file(target, path).expect("a link");
}

/// Runs the program in `folder` as a shell would, but for quoting: words are split at blanks.
pub(crate) fn drydock(folder: &Path, line: &str) -> Output {
    let (line, input) = match line.split_once(" < ") {
        Some((line, file)) => (line, fs::File::open(folder.join(file)).expect("a file").into()),
        None => (line, Stdio::null()),
    };
    Command::new(env!("CARGO_BIN_EXE_drydock"))
        .args(line.split_whitespace())
        .current_dir(folder)
        .env("COLUMNS", "100")
        .stdin(input)
        .output()
        .expect("the program runs")
}

/// What the files of a folder hold.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = PathBuf::from(path.file_name().expect("a name"));
        if let Ok(target) = path.read_link() {
            found.insert(name, target.into_os_string().into_encoded_bytes());
        } else if path.is_dir() {
            let below = contents(&path).into_iter();
            found.extend(below.map(|(path, text)| (name.join(path), text)));
        } else {
            found.insert(name, fs::read(&path).expect("a file"));
        }
    }
    found
}

fn changes(before: &BTreeMap<PathBuf, Vec<u8>>, after: &BTreeMap<PathBuf, Vec<u8>>) -> String {
    let written = after.iter().filter(|(path, text)| before.get(*path) != Some(text));
    let removed = before.keys().filter(|path| !after.contains_key(*path));
    let line = |what: &str, path: &Path| format!("── {what} {}\n", path.display());
    let written = written.map(|(path, _)| line("wrote", path));
    written.chain(removed.map(|path| line("removed", path))).collect()
}

/// Makes packages of the folders that are called so, the innermost first.
fn pack(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if !path.is_dir() || path.is_symlink() {
            continue;
        }
        pack(&path);
        if path.extension().is_some_and(|extension| extension == "tgz") {
            let mut builder = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
            builder.append_dir_all("", &path).expect("packed");
            let package = builder.into_inner().and_then(GzEncoder::finish).expect("packed");
            fs::remove_dir_all(&path).expect("removed");
            fs::write(&path, package).expect("written");
        }
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            fs::create_dir_all(&target).expect("made");
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}
