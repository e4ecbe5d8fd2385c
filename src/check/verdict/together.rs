//! Texts into what the rules say of all objects in them, as of one stack.

use std::collections::HashMap;

use super::Placed;
use crate::check::rules;
use crate::check::surroundings::Surroundings;
use crate::diagnostic::{Diagnostic, Place, Report, Role, SourceId, Sources, Span};
use crate::manifest::lists::{self, Parts};
use crate::manifest::{Manifest, Object};
use crate::yaml::{Node, kubectl};

/// What is said of an object: of which text, and by its number among the verdicts of that.
#[derive(Debug)]
pub struct Apart {
    pub text: usize,
    pub object: usize,
    pub said: Placed,
}

/// What the rules say of the objects of texts, each of which has a name.
pub fn together(texts: &[(&str, &str)], surroundings: &Surroundings) -> Vec<Apart> {
    let mut read = Read::default();
    for (number, (name, text)) in texts.iter().enumerate() {
        read.add(number, name, text);
    }
    let mut others = Report::new();
    let Read { manifest, places, sources, starts } = &read;
    let found = rules::found(manifest, surroundings, sources, &mut others);
    let first = manifest.objects.as_ptr() as usize;
    let nth = |object: &Object| (std::ptr::from_ref(object) as usize - first) / size_of::<Object>();
    let mut said: Vec<Apart> = Vec::new();
    for (object, fault) in &found {
        said.push(read.apart(places[nth(object)], object, fault));
    }
    // What is wrong with how findings are allowed.
    let mut first_of = HashMap::new();
    for (at, object) in manifest.objects.iter().enumerate() {
        first_of.entry(object.root.origin.at.source).or_insert(at);
    }
    for fault in others.iter() {
        let source = fault.labels.first().map(|label| label.span.source);
        let source = source.filter(|source| starts.contains_key(source));
        let Some(&at) = source.and_then(|source| first_of.get(&source)) else { continue };
        said.push(read.apart(places[at], &manifest.objects[at], fault));
    }
    said
}

/// The objects of all texts, and where each stands.
#[derive(Default)]
struct Read {
    manifest: Manifest,
    places: Vec<(usize, usize)>,
    sources: Sources,
    /// Where each source begins in its text.
    starts: HashMap<SourceId, Place>,
}

impl Read {
    fn add(&mut self, text: usize, name: &str, content: &str) {
        let mut nth = 0;
        for document in kubectl::split(content) {
            let source = self.sources.add_file(name, document.text);
            self.starts.insert(source, document.start);
            let mut report = Report::new();
            let node = kubectl::read(&document, source, &mut report);
            if report.has_errors() {
                nth += 1;
                continue;
            }
            let mut rest: Vec<Node> = node.into_iter().filter(|node| !node.is_null()).collect();
            while let Some(node) = rest.pop() {
                match lists::parts(node) {
                    Parts::Items(items) => rest.extend(items.into_iter().rev()),
                    Parts::Object(node) => {
                        if node.as_map().is_some() {
                            self.manifest.objects.push(Object::loosely(node, name));
                            self.places.push((text, nth));
                        }
                        nth += 1;
                    }
                    Parts::Broken(_) => nth += 1,
                }
            }
        }
    }

    fn apart(&self, (text, object): (usize, usize), about: &Object, fault: &Diagnostic) -> Apart {
        let label = fault.labels.iter().find(|label| label.role == Role::Primary);
        let span = label.map_or(about.root.origin.at, |label| label.span);
        let helps = fault.help.join("; ");
        let said = Placed {
            at: self.place(span),
            severity: fault.severity,
            code: fault.code,
            path: fault.path.as_deref().unwrap_or_default().to_owned(),
            control: fault.control,
            message: fault.message.clone(),
            help: Some(helps).filter(|helps| !helps.is_empty()),
        };
        Apart { text, object, said }
    }

    fn place(&self, span: Span) -> Place {
        let Place { line, column } = self.sources.place(span);
        let start = self.starts[&span.source];
        let before = if line == 1 { start.column - 1 } else { 0 };
        Place { line: start.line + line - 1, column: before + column }
    }
}
