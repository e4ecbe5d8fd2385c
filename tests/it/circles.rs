//! No two files of a folder import each other, on whatever way round.
//!
//! A folder's own file and what is below it are one thing: a parent names its children, and a child
//! may use what its parent keeps for all of them. All else goes one way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::house::sources;

/// A module by the names on the way to it: `check`, `api`, `pod`.
type Module = Vec<String>;
/// What each name in a folder imports of the others in it.
type Imports = BTreeMap<String, BTreeSet<String>>;

#[test]
fn nothing_is_imported_in_a_circle() {
    let mut found = Vec::new();
    for (folder, imports) in folders(&modules()) {
        let within = imports.keys().filter(|name| reaches(name, name, &imports));
        found.extend(within.map(|name| format!("{folder}/{name}")));
    }
    assert!(found.is_empty(), "each of these leads back to itself: {found:?}");
}

/// Whether a way of one import or more leads from one name to another.
fn reaches(from: &str, to: &str, imports: &Imports) -> bool {
    let (mut open, mut seen) = (vec![from], BTreeSet::new());
    while let Some(name) = open.pop() {
        for next in imports.get(name).into_iter().flatten() {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}

/// The code of every module of the library, without tests and comments.
fn modules() -> BTreeMap<Module, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    let mut modules = BTreeMap::new();
    for path in paths {
        let below = path.strip_prefix(&root).expect("below src").with_extension("");
        let mut module: Module =
            below.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        if matches!(module.last().map(String::as_str), Some("lib" | "main" | "tests" | "testing")) {
            continue;
        }
        module.pop_if(|name| name == "mod");
        let text = fs::read_to_string(&path).expect("a source file");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
        modules.insert(module, lines.collect::<Vec<_>>().join(" "));
    }
    modules
}

fn folders(modules: &BTreeMap<Module, String>) -> BTreeMap<String, Imports> {
    let mut folders: BTreeMap<String, Imports> = BTreeMap::new();
    for (module, code) in modules {
        for path in paths(code) {
            let Some(other) = meant(module, &path, modules) else { continue };
            let shared = module.iter().zip(&other).take_while(|(one, two)| one == two).count();
            if let (Some(from), Some(to)) = (module.get(shared), other.get(shared)) {
                let imports = folders.entry(module[..shared].join("/")).or_default();
                imports.entry(from.clone()).or_default().insert(to.clone());
            }
        }
    }
    folders
}

/// The module that a path names, or names something in.
fn meant(from: &Module, path: &[&str], modules: &BTreeMap<Module, String>) -> Option<Module> {
    let climbs = path.iter().take_while(|name| **name == "super").count();
    let (base, rest) = match *path.first()? {
        "crate" => (&[][..], &path[1..]),
        "self" => (&from[..], &path[1..]),
        _ => (&from[..from.len().checked_sub(climbs)?], &path[climbs..]),
    };
    let mut full: Module = base.to_vec();
    full.extend(rest.iter().map(|name| (*name).to_owned()));
    while full.len() > base.len() && !modules.contains_key(&full) {
        full.pop();
    }
    (full != *from && modules.contains_key(&full)).then_some(full)
}

/// The paths that code names: all of `use` declarations, and others that begin at a known place.
fn paths(code: &str) -> Vec<Vec<&str>> {
    let mut found = Vec::new();
    for declaration in code.split("use ").skip(1) {
        let tree = declaration.split(';').next().unwrap_or_default();
        add_tree(&[], tree, &mut found);
    }
    let is_of_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    for word in code.split(|c: char| !is_of_path(c)).filter(|word| word.contains("::")) {
        let path: Vec<&str> = word.split("::").collect();
        if matches!(path[0], "crate" | "super" | "self") {
            found.push(path);
        }
    }
    found
}

/// `a::{b, c::d as e}` is `a::b` and `a::c::d`.
fn add_tree<'c>(before: &[&'c str], tree: &'c str, found: &mut Vec<Vec<&'c str>>) {
    let (start, branches) = match tree.split_once('{') {
        Some((start, rest)) => (start, rest.rsplit_once('}').map(|(inner, _)| inner)),
        None => (tree, None),
    };
    let start = start.split(" as ").next().unwrap_or_default();
    let names = start.split("::").map(str::trim).filter(|name| !name.is_empty() && *name != "self");
    let path: Vec<&str> = before.iter().copied().chain(names).collect();
    let Some(branches) = branches else { return found.push(path) };
    let (mut depth, mut from) = (0, 0);
    for (at, letter) in branches.char_indices().chain([(branches.len(), ',')]) {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !branches[from..at].trim().is_empty() {
                    add_tree(&path, &branches[from..at], found);
                }
                from = at + 1;
            }
            _ => {}
        }
    }
}

#[test]
fn paths_are_read_from_code() {
    let code = "use super::{a, b::{self, c}}; use crate::d as e; fn f() { super::super::g::h() }";
    let expected: Vec<Vec<&str>> = vec![
        vec!["super", "a"],
        vec!["super", "b"],
        vec!["super", "b", "c"],
        vec!["crate", "d"],
        vec!["super", "super", "g", "h"],
    ];
    assert!(expected.iter().all(|path| paths(code).contains(path)), "{:?}", paths(code));
}
