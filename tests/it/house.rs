//! Who may import whom, and where each dependency lives: the house as `src/lib.rs` draws it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What the modules of a folder may use of the others.
const IMPORTS: &[(&str, &[&str])] = &[
    ("diagnostic", &[]),
    ("kube", &[]),
    ("yaml", &["diagnostic"]),
    ("chart", &["yaml", "diagnostic"]),
    ("values", &["chart", "yaml", "diagnostic"]),
    ("template", &["values", "chart", "kube", "yaml", "diagnostic"]),
    ("manifest", &["kube", "yaml", "diagnostic"]),
    ("check", &["manifest", "kube", "yaml", "diagnostic"]),
    ("snapshot", &["manifest", "kube", "yaml", "diagnostic"]),
    (
        "pipeline",
        &[
            "snapshot",
            "check",
            "manifest",
            "template",
            "values",
            "chart",
            "kube",
            "yaml",
            "diagnostic",
        ],
    ),
    ("workspace", &["pipeline", "snapshot", "values", "chart", "yaml", "diagnostic"]),
];

/// Where a dependency may be named.
const HOMES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["diagnostic"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("minijinja", &["template"]),
    ("k8s_openapi", &["kube", "check"]),
    ("similar", &["snapshot"]),
    ("sha2", &["template"]),
    ("regex_lite", &["template", "kube"]),
    ("semver", &["chart"]),
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

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

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
fn each_dependency_has_its_home() {
    for (room, files) in rooms() {
        for (path, text) in files {
            for (dependency, homes) in HOMES {
                let named = text.lines().any(|line| {
                    let line = line.trim_start();
                    !line.starts_with("//") && line.contains(&format!("{dependency}::"))
                });
                assert!(!named || homes.contains(&&*room), "{} names {dependency}", path.display());
            }
        }
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
