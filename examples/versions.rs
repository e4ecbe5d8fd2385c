//! Writes the tables of what each version of Kubernetes has: kinds and fields by the facts in the
//! folder FACTS, types by the sources of the newest in the folder TYPES of `k8s-openapi`.
//!
//! `cargo run --example versions -- FACTS TYPES`

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use drydock::kube::kind;

const OLDEST: u8 = 25;
const NEWEST: u8 = 37;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let facts = arguments.next().context("name the folder of facts")?;
    let sources = arguments.next().context("name the folder of types")?;
    let fields = read(&facts.join("fields.tsv"))?;
    let to = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/kube/versions");
    fs::write(to.join("kinds.txt"), kinds(&read(&facts.join("kinds.tsv"))?, &fields)?)?;
    let mut types = Vec::new();
    add_types(&sources, &sources, &mut types)?;
    types.sort_by(|a, b| (&a.name, &a.home).cmp(&(&b.name, &b.home)));
    fs::write(to.join("fields.txt"), spans(&types, &fields))?;
    fs::write(to.join("types.txt"), listed(&types))?;
    Ok(())
}

/// Two names, and the first and the last version that has them.
type Fact = (String, String, u8, u8);

fn read(path: &Path) -> anyhow::Result<Vec<Fact>> {
    let text = fs::read_to_string(path)?;
    let fact = |line: &str| -> anyhow::Result<Fact> {
        let words: Vec<&str> = line.split('\t').collect();
        let [of, name, first, last] = words[..] else { anyhow::bail!("not a fact: {line}") };
        Ok((of.to_owned(), name.to_owned(), first.parse()?, last.parse()?))
    };
    text.lines().filter(|line| !line.starts_with('#')).map(fact).collect()
}

/// A line for each kind that one of the versions has. What is no more has no type: its name is that
/// of one that went.
fn kinds(facts: &[Fact], fields: &[Fact]) -> anyhow::Result<String> {
    let name_of = |api_version: &str, plural: &str| {
        let is = |it: &&kind::Kind| it.api_version == api_version && it.plural == plural;
        let version = api_version.rsplit('/').next().unwrap_or(api_version);
        let version = format!("V{}", &version[1..]);
        let gone =
            fields.iter().filter_map(|(of, ..)| of.split_once(&version)).find(|(_, name)| {
                let kind = name.to_lowercase();
                let ies = kind.strip_suffix('y').map(|stem| format!("{stem}ies"));
                let endings = ["", "s", "es"].map(|ending| format!("{kind}{ending}"));
                endings.into_iter().chain(ies).any(|it| it == plural)
            });
        kind::all().iter().find(is).map(|it| it.kind).or(gone.map(|(_, name)| name))
    };
    let mut lines = BTreeMap::new();
    let alive = facts.iter().filter(|(.., last)| *last >= OLDEST);
    for (api_version, plural, first, last) in alive.filter(|it| it.1 != READ_ONLY) {
        let kind = name_of(api_version, plural);
        let kind = kind.with_context(|| format!("{api_version} {plural} has no name"))?;
        let line = format!("{api_version} {kind} {plural} {first} {last}\n");
        lines.insert((api_version, kind.to_owned()), line);
    }
    Ok(lines.into_values().collect())
}

/// Nobody creates it.
const READ_ONLY: &str = "componentstatuses";

struct Type {
    name: String,
    /// `core/v1`
    home: String,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    /// As `kubectl explain` writes it.
    of: String,
    is_required: bool,
}

fn add_types(root: &Path, folder: &Path, types: &mut Vec<Type>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            add_types(root, &path, types)?;
        } else {
            let text = fs::read_to_string(&path)?;
            types.extend(type_of(&text, &home_of(path.parent().unwrap_or(root))));
        }
    }
    Ok(())
}

/// `api/core/v1`, `apimachinery/pkg/apis/meta/v1`
fn home_of(folder: &Path) -> String {
    let mut parts = folder.iter().rev().map(|part| part.to_string_lossy());
    let version = parts.next().unwrap_or_default();
    format!("{}/{version}", parts.next().unwrap_or_default())
}

fn type_of(source: &str, home: &str) -> Option<Type> {
    let (_, declaration) = source.split_once("\npub struct ")?;
    let (name, declaration) = declaration.split_once(" {\n")?;
    let (declaration, _) = declaration.split_once("\n}\n")?;
    if !source.contains("deserializer.deserialize_struct(") || name.ends_with("List<T>") {
        return None;
    }
    let declared = declaration.lines().filter_map(|line| line.trim().strip_prefix("pub "));
    let mut fields: Vec<Field> = declared.filter_map(|it| field_of(source, it, home)).collect();
    if source.contains("const KIND: &'static str") {
        let text = |name: &str| Field {
            name: name.to_owned(),
            of: "string".to_owned(),
            is_required: true,
        };
        fields.splice(0..0, [text("apiVersion"), text("kind")]);
    }
    Some(Type { name: name.to_owned(), home: home.to_owned(), fields })
}

/// `spec: Option<crate::api::core::v1::PodSpec>,`
fn field_of(source: &str, declaration: &str, home: &str) -> Option<Field> {
    let (field, of) = declaration.trim_end_matches(',').split_once(": ")?;
    let field = field.strip_prefix("r#").unwrap_or(field);
    let (before, _) = source.split_once(&format!("\" => Field::Key_{field},"))?;
    let (_, name) = before.rsplit_once('"')?;
    let optional = within(of, "Option");
    let is_required = optional.is_none() && name != "metadata";
    Some(Field { name: name.to_owned(), of: notation(optional.unwrap_or(of), home), is_required })
}

fn within<'a>(of: &'a str, outer: &str) -> Option<&'a str> {
    of.strip_prefix(outer)?.strip_prefix('<')?.strip_suffix('>')
}

fn notation(of: &str, home: &str) -> String {
    if let Some(inner) = within(of, "std::vec::Vec") {
        return format!("[]{}", notation(inner, home));
    }
    if let Some(inner) = within(of, "std::collections::BTreeMap") {
        let inner = inner.strip_prefix("std::string::String, ").unwrap_or(inner);
        return format!("map[string]{}", notation(inner, home));
    }
    let mut path = of.trim_start_matches("std::boxed::Box<").trim_end_matches('>').rsplit("::");
    let name = path.next().unwrap_or(of);
    match name {
        "String" | "Quantity" | "Time" | "MicroTime" | "IntOrString" => name.to_lowercase(),
        "bool" => "boolean".to_owned(),
        "i32" => "int32".to_owned(),
        "i64" => "int64".to_owned(),
        "f64" => "number".to_owned(),
        "ByteString" => "bytes".to_owned(),
        "RawExtension" | "JSON" | "FieldsV1" => "any".to_owned(),
        _ => {
            let version = path.next().unwrap_or_default();
            let at = format!("{}/{version}", path.next().unwrap_or_default());
            if at == home { name.to_owned() } else { format!("{at}/{name}") }
        }
    }
}

/// A line for each type, with its fields; `!` stands before the type of one that is required.
fn listed(types: &[Type]) -> String {
    let mut text = String::new();
    for Type { name, home, fields } in types {
        let _ = write!(text, "{name} {home}");
        for Field { name, of, is_required } in fields {
            let _ = write!(text, " {name}{}{of}", if *is_required { '!' } else { ':' });
        }
        text.push('\n');
    }
    text
}

/// A line for the fields of a type that came together and went together. Those that are as old as
/// their type are left out, unless they went.
fn spans(types: &[Type], facts: &[Fact]) -> String {
    let mut known: BTreeMap<&str, BTreeMap<&str, (u8, u8)>> = BTreeMap::new();
    for (of, name, first, last) in facts {
        known.entry(of).or_default().insert(name, (*first, *last));
    }
    let mut rows: BTreeMap<(u8, String, u8), Vec<&str>> = BTreeMap::new();
    for Type { name, home, fields } in types {
        let spans = spans_of(name, home, &known);
        let is_known = |field: &Field| spans.get(field.name.as_str()).map(|span| span.0);
        let born = fields.iter().map(|field| is_known(field).unwrap_or(0)).min().unwrap_or(0);
        let home = if ANYWHERE.contains(&home.as_str()) { "v1" } else { home };
        for (field, (first, last)) in spans {
            let has_changed = first > OLDEST || last < NEWEST;
            if has_changed && last >= OLDEST && (first > born || last < NEWEST) {
                let key = (NEWEST - first, format!("{name} {home}"), last);
                rows.entry(key).or_default().push(field);
            }
        }
    }
    let line = |((first, of, last), fields): ((u8, String, u8), Vec<&str>)| {
        format!("{} {last} {of} {}\n", NEWEST - first, fields.join(" "))
    };
    rows.into_iter().map(line).collect()
}

/// What objects of all groups are made of.
const ANYWHERE: [&str; 2] = ["core/v1", "meta/v1"];

/// When the fields of a type are there. It was called without its group as long as no other was
/// called the same.
fn spans_of<'a>(
    name: &str,
    home: &str,
    known: &BTreeMap<&'a str, BTreeMap<&'a str, (u8, u8)>>,
) -> BTreeMap<&'a str, (u8, u8)> {
    let (group, version) = home.split_once('/').unwrap_or(("", home));
    let mut group = group.to_owned();
    group[..1].make_ascii_uppercase();
    let short = format!("V{}{name}", &version[1..]);
    let mut spans = known.get(&*format!("{group}{short}")).cloned().unwrap_or_default();
    let is_grouped = !spans.is_empty();
    let before = known.get(&*short).cloned().unwrap_or_default();
    if !is_grouped {
        return before;
    }
    if before.keys().all(|field| spans.contains_key(field)) {
        for (field, (first, last)) in before {
            spans.entry(field).and_modify(|span| *span = (first.min(span.0), last.max(span.1)));
        }
    }
    spans
}
