//! The policies, bindings, parameters and namespaces that are given beside the objects.

use std::sync::Arc;

use super::binding::Binding;
use super::policy::Policy;
use crate::diagnostic::{Report, Sources};
use crate::manifest::lists::{self, Parts};
use crate::manifest::{Manifest, Object};
use crate::yaml::{Node, kubectl};

/// Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    pub(super) asking: Vec<Arc<Policy>>,
    pub(super) bindings: Vec<Arc<Binding>>,
    /// All else: what may be parameters or namespaces.
    pub(super) things: Vec<Arc<Object>>,
}

const GROUP: &str = "admissionregistration.k8s.io/";
const POLICY: &str = "ValidatingAdmissionPolicy";
const BINDING: &str = "ValidatingAdmissionPolicyBinding";

impl Policies {
    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.asking.is_empty() && self.bindings.is_empty() && self.things.is_empty()
    }

    /// Whether something is judged by them.
    pub fn is_asking(&self) -> bool {
        !self.asking.is_empty() && !self.bindings.is_empty()
    }

    /// Whether a text may hold policies or bindings.
    pub fn may_be_in(text: &str) -> bool {
        text.contains(POLICY)
    }

    /// Adds what others hold.
    pub fn append(&mut self, mut others: Policies) {
        self.asking.append(&mut others.asking);
        self.bindings.append(&mut others.bindings);
        self.things.append(&mut others.things);
    }

    /// Adds what a text of this name holds. What can't be read is left alone.
    pub fn add_text(&mut self, name: &str, text: &str) {
        for document in kubectl::split(text) {
            let mut sources = Sources::new();
            let source = sources.add_file(name, document.text);
            let Some(node) = kubectl::read(&document, source, &mut Report::new()) else { continue };
            let first = document.start.line;
            let place = |node: &Node| {
                let line = sources.place(node.origin.at).line;
                format!("{name}:{}", first + line - 1)
            };
            self.add_all(node, &place);
        }
    }

    fn add_all(&mut self, node: Node, place: &dyn Fn(&Node) -> String) {
        match lists::parts(node) {
            Parts::Items(items) => items.into_iter().for_each(|item| self.add_all(item, place)),
            Parts::Object(node) if node.as_map().is_some() => {
                let place = place(&node);
                self.add(&node, Some(place));
            }
            Parts::Object(_) | Parts::Broken(_) => {}
        }
    }

    fn add(&mut self, node: &Node, place: Option<String>) {
        let text = |field: &str| node.get(field).and_then(Node::as_str).unwrap_or_default();
        match (text("apiVersion").starts_with(GROUP), text("kind")) {
            (true, POLICY) => self.asking.extend(Policy::of(node, place).map(Arc::new)),
            (true, BINDING) => self.bindings.extend(Binding::of(node).map(Arc::new)),
            _ => self.things.push(Arc::new(Object::loosely(node.clone(), ""))),
        }
    }

    /// With those of a manifest; its objects are at hand as parameters and namespaces, too. Nothing
    /// where nothing would be judged.
    pub(in crate::check) fn with(&self, manifest: &Manifest) -> Option<Self> {
        let is_policy = |object: &&Object| {
            let kind = object.identity.kind.as_str();
            matches!(kind, POLICY | BINDING) && object.api_version().starts_with(GROUP)
        };
        if self.asking.is_empty() && !manifest.objects.iter().any(|it| is_policy(&it)) {
            return None;
        }
        let mut all = self.clone();
        let mut rendered = Policies::default();
        for object in &manifest.objects {
            if is_policy(&object) {
                rendered.add(&object.root, None);
            } else {
                rendered.things.push(Arc::new(object.clone()));
            }
        }
        // The nearest is found first, and what is given twice is one.
        let named: Vec<&str> = rendered.asking.iter().map(|it| it.name.as_str()).collect();
        all.asking.retain(|it| !named.contains(&it.name.as_str()));
        let named: Vec<&str> = rendered.bindings.iter().map(|it| it.name.as_str()).collect();
        all.bindings.retain(|it| !named.contains(&it.name.as_str()));
        rendered.asking.append(&mut all.asking);
        rendered.bindings.append(&mut all.bindings);
        rendered.things.append(&mut all.things);
        rendered.is_asking().then_some(rendered)
    }

    /// The given policies that no binding is of: they judge nothing.
    pub fn unbound(&self) -> impl Iterator<Item = &str> {
        let is_bound = |name: &str| self.bindings.iter().any(|it| it.policy() == name);
        let names = self.asking.iter().map(|it| it.name.as_str());
        names.filter(move |name| !is_bound(name))
    }
}
