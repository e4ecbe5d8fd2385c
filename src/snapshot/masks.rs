//! Fields that may differ from their golden file into one mark, whatever they hold.
//!
//! Both sides of a comparison are masked, and golden files keep the mark: so they hold no value that
//! is out of date, and whoever accepts another change touches no line of a masked field. That a
//! field is there is not masked.

use std::ops::Range;

use crate::diagnostic::Span;
use crate::kube::image;
use crate::manifest::{Manifest, pattern};
use crate::yaml::path::Step;
use crate::yaml::{Node, Path, Value};

/// What stands in a golden file in the place of what is masked: it may be a label, and a tag of an
/// image, so that the file is still a manifest.
pub const VARIES: &str = "varies";

/// A field that may differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    /// `*` in a name stands for any text, `**` for any fields on the way; an item of a list is called
    /// by its `name`, as in `containers[web]`.
    pub path: Path,
    /// A pattern of `Kind/namespace/name`; any object without it.
    pub object: Option<String>,
    /// Where that is written.
    pub at: Span,
}

impl Mask {
    /// The same mask is the same in all environments, whose sources are numbered by themselves.
    pub fn place(&self) -> Range<usize> {
        self.at.range()
    }
}

/// Masks a manifest; returns the masks that masked something.
pub(super) fn mask<'a>(manifest: &mut Manifest, masks: &'a [Mask]) -> Vec<&'a Mask> {
    let mut used = Vec::new();
    for mask in masks {
        let mut is_used = false;
        for object in &mut manifest.objects {
            let is_meant =
                mask.object.as_ref().is_none_or(|pattern| pattern::is_of(object, pattern));
            if is_meant {
                is_used |= below(&mut object.root, mask.path.steps(), "");
            }
        }
        if is_used {
            used.push(mask);
        }
    }
    used
}

/// Masks what the steps lead to, which stands under a key; returns whether there is such a thing.
fn below(node: &mut Node, steps: &[Step], key: &str) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        cover(node, key);
        return true;
    };
    let is_any_way = matches!(step, Step::Field(name) | Step::Key(name) if name == "**");
    let mut found = is_any_way && below(node, rest, key);
    let steps = if is_any_way { steps } else { rest };
    match &mut node.value {
        Value::Map(map) => {
            let names: Vec<String> = map.keys().map(str::to_owned).collect();
            for (name, child) in names.iter().zip(map.values_mut()) {
                if is_any_way || is_key(step, name) {
                    found |= below(child, steps, name);
                }
            }
        }
        Value::List(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                if is_any_way || is_item(step, at, item) {
                    found |= below(item, steps, key);
                }
            }
        }
        _ => {}
    }
    found
}

fn is_key(step: &Step, name: &str) -> bool {
    match step {
        Step::Field(wanted) | Step::Key(wanted) => pattern::fits(name, wanted),
        Step::Index(at) => name == at.to_string(),
        Step::Item(_) => Path::from(vec![step.clone()]).to_string() == format!("[{name}]"),
    }
}

/// An item is told by its place, its keys, or as people call it: `web`, `53/UDP`.
fn is_item(step: &Step, at: usize, item: &Node) -> bool {
    let says = |node: &Node, wanted: &str| match &node.value {
        Value::String(text) => pattern::fits(text, wanted),
        Value::Number(number) => number.to_string() == wanted,
        _ => false,
    };
    match step {
        Step::Index(wanted) => at == *wanted,
        Step::Item(keys) => keys.iter().all(|(key, wanted)| {
            let said = if key.is_empty() { Some(item) } else { item.get(key) };
            said.is_some_and(|said| says(said, wanted))
        }),
        Step::Field(wanted) | Step::Key(wanted) if wanted == "*" => true,
        Step::Field(wanted) | Step::Key(wanted) => {
            let name = item.get("name").unwrap_or(item);
            let fields = || item.as_map().into_iter().flat_map(crate::yaml::Map::iter);
            let has = |part: &str| fields().any(|(_, node)| says(node, part));
            says(name, wanted) || (wanted.contains('/') && wanted.split('/').all(has))
        }
    }
}

/// Of an image only the tag and the digest may differ: another image is another program.
fn cover(node: &mut Node, key: &str) {
    let repository = if key == "image" { node.as_str().and_then(image::untagged) } else { None };
    node.value = Value::String(match repository {
        Some(repository) => format!("{repository}:{VARIES}"),
        None => VARIES.to_owned(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Report, SourceId, Sources};
    use crate::manifest;
    use crate::yaml::{self, Dialect, Document};

    const TEXT: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, labels: {helm.sh/chart: web-1, app: web}}
spec:
  template:
    metadata: {labels: {helm.sh/chart: web-1}}
    spec:
      containers:
      - {name: web, image: "registry:5000/a/web:1.2", ports: [{containerPort: 53, protocol: UDP}]}
      - {name: db, image: "db@sha256:0000000000000000000000000000000000000000000000000000000000000000"}
"#;

    /// The lines that a mask changes.
    fn masked(path: &str, object: Option<&str>) -> Vec<String> {
        let mut sources = Sources::new();
        let source: SourceId = sources.add_file("", TEXT);
        let mut report = Report::new();
        let root = yaml::read(TEXT, source, Dialect::Kubectl, &mut report).remove(0);
        let documents = vec![Document { root, template: "".into(), rank: 0 }];
        let mut manifest = manifest::build(documents, None, &mut report);
        let mask_of = Mask {
            path: Path::parse(path),
            object: object.map(str::to_owned),
            at: Span::new(source, 0..0),
        };
        let is_used = !mask(&mut manifest, &[mask_of]).is_empty();
        let text = manifest.to_yaml("");
        let lines = text.lines().filter(|line| line.contains(VARIES));
        let lines: Vec<String> = lines.map(|line| line.trim().to_owned()).collect();
        assert_eq!(is_used, !lines.is_empty());
        lines
    }

    #[test]
    fn a_mask_covers_what_its_path_leads_to() {
        let chart = "helm.sh/chart: varies";
        for (path, lines) in [
            ("metadata.labels[\"helm.sh/chart\"]", vec![chart]),
            ("metadata.labels[helm.sh/chart]", vec![chart]),
            ("metadata.labels[helm.sh/*]", vec![chart]),
            ("**.labels[helm.sh/chart]", vec![chart, chart]),
            ("spec.**.labels[helm.sh/chart]", vec![chart]),
            ("spec.template.spec.containers[web].image", vec!["image: registry:5000/a/web:varies"]),
            ("spec.template.spec.containers[name=db].image", vec!["image: db:varies"]),
            ("spec.template.spec.containers[1].image", vec!["image: db:varies"]),
            ("**.containers[web].ports[53/UDP].protocol", vec!["protocol: varies"]),
            ("metadata.labels", vec!["labels: varies"]),
            ("metadata.nothing", vec![]),
            ("spec.template.spec.containers[no].image", vec![]),
        ] {
            assert_eq!(masked(path, None), lines, "{path}");
        }
        assert_eq!(masked("**.containers[*].image", None).len(), 2);
    }

    #[test]
    fn a_mask_is_of_the_objects_that_it_names() {
        for (object, is_meant) in [
            ("Deployment/shop/web", true),
            ("Deployment/*/*", true),
            ("Deployment/web", true),
            ("StatefulSet/*/*", false),
            ("Deployment/other/*", false),
        ] {
            let count = masked("metadata.labels.app", Some(object)).len();
            assert_eq!(count == 1, is_meant, "{object}");
        }
    }
}
