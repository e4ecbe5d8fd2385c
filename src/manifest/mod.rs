//! Documents into a manifest: objects with an identity, in the order they are applied.
//!
//! Whether an object is valid is not asked here, only that it has an identity of its own.

pub(crate) mod lists;
mod object;
mod order;
pub(crate) mod pattern;
mod secrets;
mod write;

pub use object::{Identity, Object};

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::yaml::{Document, Node};

/// The objects of a release.
#[derive(Debug, Default)]
pub struct Manifest {
    pub objects: Vec<Object>,
}

/// Makes objects of the documents: lists are taken apart, namespaces filled in, duplicates refused,
/// and all sorted into apply order.
pub fn build(documents: Vec<Document>, namespace: Option<&str>, report: &mut Report) -> Manifest {
    let mut objects = Vec::new();
    for document in documents {
        object::take(document, namespace, &mut objects, report);
    }
    refuse_duplicates(&objects, report);
    order::sort(&mut objects);
    Manifest { objects }
}

impl Manifest {
    /// Whether it has the same objects, fields and items as another, whatever the scalars are.
    pub fn is_shaped_like(&self, other: &Manifest) -> bool {
        let mut both = self.objects.iter().zip(&other.objects);
        let alike = |(one, other): (&Object, &Object)| {
            one.identity.kind == other.identity.kind && one.root.is_shaped_like(&other.root)
        };
        self.objects.len() == other.objects.len() && both.all(alike)
    }

    /// Puts an object before all others of its kind; `origin` stands for its template.
    pub fn add_first(&mut self, root: Node, origin: &str) {
        let document = Document { root, template: origin.into(), rank: 0 };
        let mut objects = Vec::new();
        object::take(document, None, &mut objects, &mut Report::new());
        objects.append(&mut self.objects);
        order::sort(&mut objects);
        self.objects = objects;
    }
}

fn refuse_duplicates(objects: &[Object], report: &mut Report) {
    let mut seen: HashMap<(&str, &str, Option<&str>, &str), &Object> = HashMap::new();
    for object in objects {
        let Identity { group, kind, namespace, name, .. } = &object.identity;
        let key = (&**group, &**kind, namespace.as_deref(), &**name);
        if let Some(first) = seen.insert(key, object) {
            let fault = Diagnostic::error(Code::DuplicateObject, "is rendered twice");
            let fault = object.name_origin().mark_again(fault.subject(object), first.name_origin());
            let help = "of the two only the last would remain: rename one, or remove it";
            report.push(fault.help(help));
        }
    }
}
