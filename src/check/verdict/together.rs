//! Texts into what the rules say of all objects in them, as of one stack.

use std::collections::HashMap;

use super::{Placed, SHARE};
use crate::check::rules;
use crate::check::surroundings::Surroundings;
use crate::cores::on_deep_stacks;
use crate::diagnostic::{Diagnostic, Place, Report, Role, SourceId, Sources, Span};
use crate::manifest::lists::{self, Parts};
use crate::manifest::{Manifest, Object};
use crate::yaml::kubectl::Document;
use crate::yaml::{Node, kubectl};

/// What is said of an object: of which text, and by its number among the verdicts of that.
#[derive(Debug)]
pub struct Apart {
    pub text: usize,
    pub object: usize,
    pub said: Placed,
}

/// What the rules say of the objects of texts, each of which has a name. What is of no place in
/// them, as of an allowance that the project gives and nothing needs, goes to `report`.
pub fn together(
    texts: &[(&str, &str)],
    surroundings: &Surroundings,
    report: &mut Report,
) -> Vec<Apart> {
    let read = Read::of(texts);
    let mut others = Report::new();
    let Read { manifest, places, sources, starts } = &read;
    let found = rules::found(manifest, surroundings, sources, &mut others);
    let first = manifest.objects.as_ptr() as usize;
    let nth = |object: &Object| (std::ptr::from_ref(object) as usize - first) / size_of::<Object>();
    let mut said: Vec<Apart> = Vec::with_capacity(found.len());
    for (object, fault) in found {
        said.push(read.apart(places[nth(object)], object, fault));
    }
    // What is wrong with how findings are allowed.
    let mut first_of = HashMap::new();
    for (at, object) in manifest.objects.iter().enumerate() {
        first_of.entry(object.root.origin.at.source).or_insert(at);
    }
    for fault in others.iter() {
        let source = fault.labels.first().map(|label| label.span.source);
        if source.is_none() {
            report.push(fault.clone());
        }
        let source = source.filter(|source| starts.contains_key(source));
        let Some(&at) = source.and_then(|source| first_of.get(&source)) else { continue };
        said.push(read.apart(places[at], &manifest.objects[at], fault.clone()));
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
    fn of(texts: &[(&str, &str)]) -> Self {
        let mut read = Read::default();
        let mut documents = Vec::new();
        for (text, (name, content)) in texts.iter().enumerate() {
            for document in kubectl::split(content) {
                let source = read.sources.add_file(*name, document.text);
                read.starts.insert(source, document.start);
                documents.push(Part { text, name, document, source });
            }
        }
        let shares: Vec<&[Part<'_>]> = documents.chunks(SHARE).collect();
        let objects = on_deep_stacks(shares, |share| {
            share.iter().map(|part| (part.text, part.objects())).collect::<Vec<_>>()
        });
        // The objects of a text are counted through, whatever document they are in.
        let mut counted = vec![0; texts.len()];
        for (text, objects) in objects.into_iter().flatten() {
            for object in objects {
                if let Some(object) = object {
                    read.manifest.objects.push(object);
                    read.places.push((text, counted[text]));
                }
                counted[text] += 1;
            }
        }
        read
    }

    fn apart(&self, (text, object): (usize, usize), about: &Object, fault: Diagnostic) -> Apart {
        let label = fault.labels.iter().find(|label| label.role == Role::Primary);
        let span = label.map_or(about.root.origin.at, |label| label.span);
        let mut helps = fault.help;
        let helps = if helps.len() == 1 { helps.swap_remove(0) } else { helps.join("; ") };
        let said = Placed {
            at: self.place(span),
            severity: fault.severity,
            code: fault.code,
            path: fault.path.unwrap_or_default().into_string(),
            control: fault.control,
            message: fault.message,
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

/// A document of a text.
struct Part<'t> {
    text: usize,
    name: &'t str,
    document: Document<'t>,
    source: SourceId,
}

impl Part<'_> {
    /// Its objects in order; `None` for what has a verdict, and is no object that can be read.
    fn objects(&self) -> Vec<Option<Object>> {
        let mut report = Report::new();
        let node = kubectl::read(&self.document, self.source, &mut report);
        if report.has_errors() {
            return vec![None];
        }
        let mut objects = Vec::new();
        let mut rest: Vec<Node> = node.into_iter().filter(|node| !node.is_null()).collect();
        while let Some(node) = rest.pop() {
            match lists::parts(node) {
                Parts::Items(items) => rest.extend(items.into_iter().rev()),
                Parts::Object(node) => {
                    let is_read = node.as_map().is_some();
                    objects.push(is_read.then(|| Object::loosely(node, self.name)));
                }
                Parts::Broken(_) => objects.push(None),
            }
        }
        objects
    }
}
