//! Objects into text: YAML documents that are piped into kubectl, one JSON list, or files.

use std::fmt::Write as _;

use super::order;
use super::{Identity, Manifest, Object};
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
    emit_comment(&format!("Source: {chart}/{}", object.template), out);
    emit_value(&object.root.value, out);
}

/// `47-deployment-shop_backend`: the rank of its kind, so that `kubectl apply -f DIR` meets
/// namespaces first; what a file name can't hold becomes `_`, which no namespace has.
fn file_stem(object: &Object) -> String {
    let Identity { kind, namespace, name, group, .. } = &object.identity;
    let mut file = format!("{:02}-{}", order::rank(object), kind.to_lowercase());
    if object.kind.is_none() && !group.is_empty() {
        write!(file, ".{group}").expect("a string takes all");
    }
    file.push('-');
    if let Some(namespace) = namespace {
        write!(file, "{namespace}_").expect("a string takes all");
    }
    let fits = |c: char| c.is_alphanumeric() || ".-".contains(c);
    file.extend(name.chars().map(|c| if fits(c) { c } else { '_' }));
    file
}
