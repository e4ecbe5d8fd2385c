//! Who may import whom, and where each dependency lives: the house as `src/lib.rs` draws it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What the modules of a room may use of the others: of rooms above it in this list.
const IMPORTS: &[(&str, &[&str])] = &[
    ("cores", &[]),
    ("diagnostic", &[]),
    ("disk", &[]),
    ("kube", &[]),
    ("yaml", &["diagnostic"]),
    ("chart", &["yaml", "disk", "diagnostic"]),
    ("values", &["chart", "kube", "yaml", "diagnostic"]),
    ("template", &["values", "chart", "kube", "yaml", "diagnostic"]),
    ("convert", &["template", "yaml"]),
    ("helm", &["template", "kube"]),
    ("manifest", &["kube", "yaml", "disk", "diagnostic"]),
    ("check", &["manifest", "kube", "yaml", "diagnostic", "cores"]),
    ("compare", &["manifest", "kube", "yaml", "diagnostic"]),
    ("snapshot", &["compare", "manifest", "kube", "yaml", "disk", "diagnostic"]),
    ("explain", &["manifest", "kube", "yaml", "diagnostic"]),
    (
        "pipeline",
        &[
            "snapshot",
            "check",
            "manifest",
            "helm",
            "template",
            "values",
            "chart",
            "kube",
            "yaml",
            "diagnostic",
        ],
    ),
    (
        "workspace",
        &[
            "pipeline",
            "snapshot",
            "check",
            "convert",
            "values",
            "chart",
            "kube",
            "yaml",
            "disk",
            "diagnostic",
            "cores",
        ],
    ),
];

/// Where a dependency may be named.
const HOMES: &[(&str, &[&str])] = &[
    ("aho_corasick", &["diagnostic"]),
    ("annotate_snippets", &["diagnostic"]),
    ("anstream", &["cli"]),
    ("anstyle", &["cli", "diagnostic"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("getrandom", &["cli"]),
    ("ignore::WalkBuilder", &["cli"]),
    ("ignore::gitignore", &["cli"]),
    ("minijinja", &["template/jinja"]),
    ("self_cell", &["template/jinja"]),
    ("k8s_openapi", &["kube", "check"]),
    ("similar", &["compare"]),
    ("strsim", &["diagnostic"]),
    ("terminal_size", &["cli"]),
    ("sha2", &["template"]),
    ("regex::RegexBuilder", &["kube"]),
    ("promql_parser", &["check"]),
    ("semver", &["chart", "check", "helm", "template/go"]),
    ("tar", &["chart"]),
    ("flate2", &["chart"]),
];

/// What would make the same input give other bytes.
const FORBIDDEN: &[&str] = &[
    "SystemTime",
    "Instant::now",
    "TcpStream",
    "UdpSocket",
    "ToSocketAddrs",
    "rand::",
    "env::var",
];

/// What changes files.
const WRITES: &[&str] = &[
    "fs::write",
    "fs::rename",
    "fs::copy",
    "create_dir",
    "remove_",
    "File::create",
    "OpenOptions",
    "set_permissions",
];

pub(crate) fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// What is no room: the library's map, and the program, which sees its public names only.
const OUTSIDE: &[&str] = &["lib", "main", "cli"];

/// The text of every source file, by the room it is in.
fn rooms() -> BTreeMap<String, Vec<(PathBuf, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    let mut rooms: BTreeMap<String, Vec<(PathBuf, String)>> = BTreeMap::new();
    for path in paths {
        let below = path.strip_prefix(&root).expect("below src");
        let room = below.components().next().expect("a name").as_os_str().to_string_lossy();
        let text = fs::read_to_string(&path).expect("a source file");
        let room = room.trim_end_matches(".rs").to_owned();
        rooms.entry(room).or_default().push((below.to_owned(), text));
    }
    rooms
}

#[test]
fn rooms_import_only_what_they_may() {
    let rooms = rooms();
    for (room, allowed) in IMPORTS {
        for (path, text) in &rooms[*room] {
            for (other, _) in rooms.iter().filter(|(other, _)| other != room) {
                let used = text.contains(&format!("crate::{other}::"))
                    || text.contains(&format!("crate::{other};"));
                assert!(!used || allowed.contains(&&**other), "{} uses {other}", path.display());
            }
        }
    }
}

#[test]
fn every_room_has_its_imports_held() {
    let mut above: Vec<&str> = Vec::new();
    for (room, allowed) in IMPORTS {
        for other in *allowed {
            assert!(above.contains(other), "{room} may use {other}, which is not above it");
        }
        above.push(room);
    }
    for (room, files) in rooms() {
        assert!(above.contains(&&*room) || OUTSIDE.contains(&&*room), "{room} is not in the list");
        for (path, text) in files.iter().filter(|_| above.contains(&&*room)) {
            assert!(!text.contains("crate::{"), "{}: one room an import", path.display());
            assert!(!climbs_out(path, text), "{}: name rooms by `crate::`", path.display());
        }
    }
}

/// Whether a file reaches other rooms by `super::`, where nobody looks for them.
fn climbs_out(path: &Path, text: &str) -> bool {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    match path.components().count() {
        1 => code.contains("super::"),
        2 if path.ends_with("mod.rs") => code.contains("super::"),
        2 => code.contains("super::super::"),
        _ => false,
    }
}

#[test]
fn commands_do_not_use_each_other() {
    let rooms = rooms();
    let is_command = |text: &str| text.contains("struct Args") && text.contains("fn run(");
    let commands: Vec<&(PathBuf, String)> =
        rooms["cli"].iter().filter(|(_, text)| is_command(text)).collect();
    let name = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let names: Vec<String> = commands.iter().map(|(path, _)| name(path)).collect();
    assert!(names.len() > 8, "commands are found by their arguments: {names:?}");
    for (path, text) in commands {
        for line in text.lines().filter(|line| line.contains("super::")) {
            let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            let other = words.find(|word| names.iter().any(|command| command == word));
            assert_eq!(other, None, "{}: {line}", path.display());
        }
    }
}

#[test]
fn each_dependency_has_its_home() {
    for (room, files) in rooms() {
        for (path, text) in files {
            for (dependency, homes) in HOMES {
                let named = text.lines().any(|line| {
                    let line = line.trim_start();
                    !line.starts_with("//") && line.contains(&format!("{dependency}::"))
                });
                let home = homes.iter().any(|home| *home == room || path.starts_with(home));
                assert!(!named || home, "{} names {dependency}", path.display());
            }
        }
    }
}

/// What fills holes is there for other engines too.
#[test]
fn holes_know_no_engine() {
    for (path, text) in &rooms()["template"] {
        let names = text.contains("jinja::") || text.contains("jinja;");
        assert!(!names || !path.starts_with("template/holes"), "{}", path.display());
    }
}

#[test]
fn the_library_knows_no_clock_no_network_no_environment() {
    for (room, files) in rooms() {
        for (path, text) in files.iter().filter(|_| room != "cli") {
            for word in FORBIDDEN {
                assert!(!text.contains(word), "{} says {word}", path.display());
            }
        }
    }
}

#[test]
fn all_writing_goes_through_one_door() {
    for (room, files) in rooms() {
        for (path, text) in files.iter().filter(|_| room != "disk") {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for word in WRITES {
                let on_disk =
                    code.contains(word) && (code.contains("std::fs") || *word != "remove_");
                assert!(!on_disk, "{} says {word}", path.display());
            }
        }
    }
}
