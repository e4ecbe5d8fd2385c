//! A kustomization into the files that it reads and that are no manifests themselves: patches, the
//! data of generators, settings.
//!
//! It is not built; that is kustomize's work.

use std::fs;
use std::path::{Component, Path, PathBuf};

use drydock::diagnostic::{Report, Sources};
use drydock::yaml::{Node, kubectl};

const NAMES: [&str; 2] = ["kustomization.yaml", "kustomization.yml"];

pub(super) fn is_one(file: &Path) -> bool {
    file.file_name().is_some_and(|name| NAMES.iter().any(|known| name == *known))
}

/// The files that a kustomization names, and what each is; none if it can't be parsed.
#[derive(Default)]
pub(super) struct Named {
    pub others: Vec<(PathBuf, &'static str)>,
    pub manifests: Vec<PathBuf>,
}

impl Named {
    pub(super) fn by(file: &Path) -> Self {
        let Some(node) = read(file) else { return Self::default() };
        let folder = file.parent().unwrap_or(Path::new(""));
        let place = |path: &str| plain(&folder.join(path));
        let others = FIELDS.iter().flat_map(|(field, below, what)| {
            let paths = paths(&node, field, below).into_iter();
            paths.map(|path| (place(path), *what)).collect::<Vec<_>>()
        });
        let resources = paths(&node, "resources", "").into_iter();
        Named { others: others.collect(), manifests: resources.map(place).collect() }
    }
}

/// A field that lists files, the field of its items that names the file (if the items are maps),
/// and what that file is.
const FIELDS: &[(&str, &str, &str)] = &[
    ("patches", "path", "a patch"),
    ("patchesStrategicMerge", "", "a patch"),
    ("patchesJson6902", "path", "a patch"),
    ("replacements", "path", "a replacement"),
    ("configMapGenerator", "files", "data"),
    ("configMapGenerator", "envs", "data"),
    ("secretGenerator", "files", "data"),
    ("secretGenerator", "envs", "data"),
    ("configurations", "", "a setting"),
    ("generators", "", "a generator"),
    ("transformers", "", "a transformer"),
    ("validators", "", "a validator"),
    ("helmCharts", "valuesFile", "values of Helm"),
    ("helmCharts", "additionalValuesFiles", "values of Helm"),
    ("openapi", "path", "a schema"),
];

fn read(file: &Path) -> Option<Node> {
    let bytes = fs::read(file).ok()?;
    let text = kubectl::decode(&bytes);
    let document = kubectl::split(&text).into_iter().next()?;
    let source = Sources::new().add_file("", document.text);
    kubectl::read(&document, source, &mut Report::new())
}

fn paths<'n>(node: &'n Node, field: &str, below: &str) -> Vec<&'n str> {
    let Some(value) = node.get(field) else { return Vec::new() };
    let items = value.as_list().unwrap_or(std::slice::from_ref(value)).iter();
    let named =
        items.filter_map(|item| if below.is_empty() { Some(item) } else { item.get(below) });
    let named = named.flat_map(|it| it.as_list().unwrap_or(std::slice::from_ref(it)));
    let texts = named.filter_map(Node::as_str).filter(|text| !text.contains('\n'));
    // A generator may name the key: `app.yaml=files/app.yaml`.
    texts.map(|text| text.rsplit_once('=').map_or(text, |(_, path)| path)).collect()
}

/// A path without `.` and, as far as it goes, without `..`.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => _ = plain.pop(),
            _ => plain.push(part),
        }
    }
    plain
}
