//! The policies, bindings, parameters and namespaces that are given beside the objects.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::binding::Binding;
use super::policy::Policy;
use crate::check::judge;
use crate::diagnostic::{Report, Severity, Sources};
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
    /// The names of those that would change objects.
    changing: Vec<String>,
    /// What is wrong with those that are given: a server would not have them.
    wrong: Vec<String>,
}

const GROUP: &str = "admissionregistration.k8s.io/";
const STABLE: &str = "admissionregistration.k8s.io/v1";
const POLICY: &str = "ValidatingAdmissionPolicy";
const BINDING: &str = "ValidatingAdmissionPolicyBinding";
const CHANGING: &str = "MutatingAdmissionPolicy";

impl Policies {
    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.asking.is_empty()
            && self.bindings.is_empty()
            && self.things.is_empty()
            && self.changing.is_empty()
            && self.wrong.is_empty()
    }

    /// Whether something is judged by them.
    pub fn is_asking(&self) -> bool {
        !self.asking.is_empty() && !self.bindings.is_empty()
    }

    /// Whether a text may hold policies or bindings.
    pub fn may_be_in(text: &str) -> bool {
        text.contains(POLICY) || text.contains(CHANGING)
    }

    /// Adds what others hold.
    pub fn append(&mut self, mut others: Policies) {
        self.asking.append(&mut others.asking);
        self.bindings.append(&mut others.bindings);
        self.things.append(&mut others.things);
        self.changing.append(&mut others.changing);
        self.wrong.append(&mut others.wrong);
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
        // Older versions are read alike, and are not what is judged by.
        if let (STABLE, kind @ (POLICY | BINDING), Some(place)) =
            (text("apiVersion"), text("kind"), &place)
            && let Some(why) = why_refused(node)
        {
            self.wrong.push(format!("the {kind} at {place} is left out, as it is invalid: {why}"));
            return;
        }
        match (text("apiVersion").starts_with(GROUP), text("kind")) {
            (true, POLICY) => self.asking.extend(Policy::of(node, place).map(Arc::new)),
            (true, BINDING) => self.bindings.extend(Binding::of(node).map(Arc::new)),
            (true, CHANGING) => {
                let name = node.below("metadata.name").and_then(Node::as_str);
                self.changing.extend(name.map(str::to_owned));
            }
            _ => self.things.push(Arc::new(Object::loosely(node.clone(), ""))),
        }
    }

    /// With those of a manifest; its objects are at hand as parameters and namespaces, too. Nothing
    /// where there are none.
    pub(in crate::check) fn with(&self, manifest: &Manifest) -> Option<Self> {
        let is_policy = |object: &&Object| {
            let kind = object.identity.kind.as_str();
            matches!(kind, POLICY | BINDING | CHANGING) && object.api_version().starts_with(GROUP)
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
        rendered.changing.append(&mut all.changing);
        rendered.wrong.append(&mut all.wrong);
        Some(rendered)
    }

    /// What is to be said of those that do nothing here.
    pub fn idle(&self) -> impl Iterator<Item = String> {
        let unbound = |name| format!("the policy `{name}` judges nothing: no binding is of it");
        let changing = |name| {
            format!("the policy `{name}` is not run: objects are judged as they are before it")
        };
        let names = self.changing.iter().collect::<BTreeSet<_>>();
        let names = names.into_iter().map(changing);
        self.wrong.iter().cloned().chain(self.unbound().map(unbound)).chain(names)
    }

    /// The given policies that no binding is of.
    fn unbound(&self) -> impl Iterator<Item = &str> {
        let is_bound = |name: &str| self.bindings.iter().any(|it| it.policy() == name);
        let names = self.asking.iter().map(|it| it.name.as_str());
        names.filter(move |name| !is_bound(name))
    }
}

/// What a server says first of a policy or a binding that it does not take.
fn why_refused(object: &Node) -> Option<String> {
    let findings = judge::judge(object).findings;
    findings.into_iter().find(|it| it.severity == Severity::Error).map(|it| {
        let at = if it.path.is_empty() { String::new() } else { format!("{}: ", it.path) };
        format!("{at}{}", it.message)
    })
}
