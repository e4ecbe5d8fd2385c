//! Checked-in tables against the sources they are made from. `DRYDOCK_UPDATE=1` writes them anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use drydock::kube::kind;

#[test]
fn the_table_of_kinds_is_complete() {
    let declared: BTreeSet<(String, String)> =
        type_sources(NEWEST).values().filter_map(|source| created_kind(source)).collect();
    let known: BTreeSet<(String, String)> = kind::all()
        .iter()
        .map(|kind| (kind.api_version.to_owned(), kind.kind.to_owned()))
        .collect();
    assert_eq!(declared, known);
}

#[test]
fn the_table_of_required_fields_is_fresh() {
    let structs: Vec<Struct> = type_sources(NEWEST).iter().filter_map(declared).collect();
    let fresh = required_table(&structs);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/strict/required.rs");
    if std::env::var_os("DRYDOCK_UPDATE").is_some() {
        fs::write(&path, &fresh).expect("the table can be written");
    }
    let checked_in = fs::read_to_string(&path).expect("the table is checked in");
    assert!(checked_in == fresh, "{} is stale: run with DRYDOCK_UPDATE=1", path.display());
}

/// The types are those of the newest version.
const NEWEST: &str = "v1_37";
/// What the server of this version asks for is what was measured.
const MEASURED: &str = "v1_36";

/// A type, with the required fields of the version that was measured, if it has the type.
fn declared((path, source): (&PathBuf, &String)) -> Option<Struct> {
    let newest = read_struct(source)?;
    let before = types_folder(MEASURED).join(path);
    let Some(before) = fs::read_to_string(before).ok().and_then(|it| read_struct(&it)) else {
        return Some(newest);
    };
    let mut required = newest.required;
    required.retain(|field| !before.fields.contains(field));
    required.extend(before.required.into_iter().filter(|field| newest.fields.contains(field)));
    required.sort_by_key(|field| newest.fields.iter().position(|known| known == field));
    Some(Struct { required, ..newest })
}

/// The source of every type of a version, by its path.
fn type_sources(version: &str) -> BTreeMap<PathBuf, String> {
    let root = types_folder(version);
    let mut folders = vec![root.clone()];
    let mut sources = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the types' folder can be listed") {
            let path = entry.expect("an entry of the folder").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let source = fs::read_to_string(&path).expect("a type's source can be read");
                let path = path.strip_prefix(&root).expect("a path below the folder").to_owned();
                sources.insert(path, source);
            }
        }
    }
    sources
}

fn types_folder(version: &str) -> PathBuf {
    sources_folder().join(version)
}

fn sources_folder() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(find_sources);
    &FOLDER
}

fn find_sources() -> PathBuf {
    // The packages of other platforms are not on a machine that has only built for its own.
    let version = cargo(&["-vV"]);
    let host = between(&version, "host: ", "\n").expect("cargo names its platform");
    let metadata =
        cargo(&["metadata", "--offline", "--format-version", "1", "--filter-platform", host]);
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).expect("cargo prints its metadata as JSON");
    let packages = metadata["packages"].as_array().expect("the packages of the lock file");
    let types = packages.iter().find(|package| package["name"] == "k8s-openapi");
    let manifest = types.and_then(|package| package["manifest_path"].as_str());
    Path::new(manifest.expect("k8s-openapi is a dependency")).with_file_name("src")
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {}: {problem}", arguments.join(" "));
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}

/// The apiVersion and kind of a type whose objects can be created by themselves.
fn created_kind(source: &str) -> Option<(String, String)> {
    let is_object =
        source.contains("type Ty = crate::apimachinery::pkg::apis::meta::v1::ObjectMeta");
    let is_subresource = source.contains("type Scope = crate::SubResourceScope");
    let api_version = between(source, "const API_VERSION: &'static str = \"", "\"")?;
    let kind = between(source, "const KIND: &'static str = \"", "\"")?;
    // The server makes these itself and takes none.
    let is_read_only = kind == "ComponentStatus";
    (is_object && !is_subresource && !is_read_only)
        .then(|| (api_version.to_owned(), kind.to_owned()))
}

struct Struct {
    name: String,
    fields: Vec<String>,
    required: Vec<String>,
}

fn read_struct(source: &str) -> Option<Struct> {
    let (_, declaration) = source.split_once("\npub struct ")?;
    let (name, declaration) = declaration.split_once(" {\n")?;
    let (declaration, _) = declaration.split_once("\n}\n")?;
    let (_, call) = source.split_once("deserializer.deserialize_struct(")?;
    let fields = between(call, "&[", "]")?;
    let required = declaration
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(": "))
        .filter(|(_, of)| !of.starts_with("Option<"))
        .filter_map(|(field, _)| json_name(source, field))
        .filter(|name| name != "metadata");
    Some(Struct {
        name: name.to_owned(),
        required: required.collect(),
        fields: fields.split('"').skip(1).step_by(2).map(str::to_owned).collect(),
    })
}

fn json_name(source: &str, field: &str) -> Option<String> {
    let field = field.strip_prefix("r#").unwrap_or(field);
    let (before, _) = source.split_once(&format!("\" => Field::Key_{field},"))?;
    before.rsplit_once('"').map(|(_, name)| name.to_owned())
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(open)?;
    rest.split_once(close).map(|(inside, _)| inside)
}

fn required_table(structs: &[Struct]) -> String {
    let mut table = TABLE_HEAD.to_owned();
    for (name, variants) in by_name(structs) {
        let mut answers: Vec<&Vec<&str>> = variants.values().collect();
        answers.dedup();
        match answers[..] {
            [required] => push_row(&mut table, name, &[], required),
            _ => variants
                .iter()
                .for_each(|(fields, required)| push_row(&mut table, name, fields, required)),
        }
    }
    table.push_str("];\n");
    table
}

/// What the structs of each name require, by their fields. What only some of those that look the
/// same require is not required.
fn by_name(structs: &[Struct]) -> BTreeMap<&str, BTreeMap<Vec<&str>, Vec<&str>>> {
    let mut names: BTreeMap<&str, BTreeMap<Vec<&str>, Vec<&str>>> = BTreeMap::new();
    for one in structs {
        let fields = one.fields.iter().map(String::as_str).collect();
        let required: Vec<&str> = one.required.iter().map(String::as_str).collect();
        let variants = names.entry(&one.name).or_default();
        variants
            .entry(fields)
            .and_modify(|shared| shared.retain(|field| required.contains(field)))
            .or_insert(required);
    }
    names
}

fn push_row(table: &mut String, name: &str, fields: &[&str], required: &[&str]) {
    if !required.is_empty() {
        let _ = writeln!(
            table,
            "    Declared {{ name: {name:?}, fields: &{fields:?}, required: &{required:?} }},"
        );
    }
}

const TABLE_HEAD: &str = "\
//! The fields that the API's description requires, by struct: those that are no `Option` in
//! `k8s-openapi`, without `metadata`: by 1.36, and by the newest version what is not in that.
//! `tests/it/generated.rs` takes them from its source.

/// The required fields of one struct.
pub(super) struct Declared {
    pub name: &'static str,
    /// All fields, to tell structs of the same name apart; empty if there is only one.
    pub fields: &'static [&'static str],
    pub required: &'static [&'static str],
}

/// Ordered by name.
#[rustfmt::skip]
pub(super) static REQUIRED: &[Declared] = &[
";
