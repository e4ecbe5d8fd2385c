//! Objects into text: YAML documents that are piped into kubectl, one JSON list, or files.

use std::fmt::Write as _;

use super::order;
use super::{Identity, Manifest, Object};
use crate::disk::segment;
use crate::kube::kind;
use crate::yaml::{emit_comment, emit_value, to_json};

impl Manifest {
    /// The documents, each under `---` and the file it comes from, below `chart`.
    pub fn to_yaml(&self, chart: &str) -> String {
        let mut out = String::new();
        for object in &self.objects {
            write_document(object, chart, &mut out);
        }
        out
    }

    /// One `v1` List, which kubectl reads like documents.
    pub fn to_json(&self) -> String {
        let mut out =
            String::from("{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": [");
        for (at, object) in self.objects.iter().enumerate() {
            out.push_str(if at == 0 { "\n" } else { ",\n" });
            out.push_str("    ");
            out.push_str(&to_json(&object.root).replace('\n', "\n    "));
        }
        out.push_str(if self.objects.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        out
    }

    /// A YAML file for each object, with its name; sorted by name they are in apply order by kind.
    pub fn to_yaml_files(&self, chart: &str) -> Vec<(String, String)> {
        self.to_files("yaml", |object| {
            let mut out = String::new();
            write_document(object, chart, &mut out);
            out
        })
    }

    /// The same in JSON.
    pub fn to_json_files(&self) -> Vec<(String, String)> {
        self.to_files("json", |object| to_json(&object.root) + "\n")
    }

    fn to_files(
        &self,
        extension: &str,
        write: impl Fn(&Object) -> String,
    ) -> Vec<(String, String)> {
        let named = |object| (format!("{}.{extension}", file_stem(object)), write(object));
        self.objects.iter().map(named).collect()
    }
}

fn write_document(object: &Object, chart: &str, out: &mut String) {
    out.push_str("---\n");
    if !object.template.is_empty() {
        let slash = if chart.is_empty() { "" } else { "/" };
        emit_comment(&format!("Source: {chart}{slash}{}", object.template), out);
    }
    emit_value(&object.root.value, out);
}

/// `47-deployment-shop_backend`, `50-podmonitor.monitoring.coreos.com_shop_backend`: the rank of its
/// kind, so that `kubectl apply -f DIR` meets namespaces first, then what tells it from others.
///
/// No two objects share a name: a kind is followed by `-`, a group by `_`, a namespace by `_`, and
/// in none of them these stand as they are.
fn file_stem(object: &Object) -> String {
    let Identity { kind, namespace, name, group, .. } = &object.identity;
    let word = segment(&kind.to_lowercase()).replace('-', "%2D").replace('.', "%2E");
    let mut file = format!("{:02}-{word}", order::rank(object));
    if is_told_by_its_kind(object) {
        file.push('-');
    } else {
        write!(file, ".{}_", segment(group)).expect("a string takes all");
    }
    if let Some(namespace) = namespace {
        write!(file, "{}_", segment(namespace)).expect("a string takes all");
    }
    file + &segment(name)
}

/// Whether nobody else's kind is called so: `Event` is a kind of two groups.
fn is_told_by_its_kind(object: &Object) -> bool {
    let Identity { kind, group, .. } = &object.identity;
    group.is_empty() || (object.kind.is_some() && kind::find("v1", kind).is_none())
}
