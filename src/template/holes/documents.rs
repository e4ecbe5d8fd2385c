//! What a template put out, text with marks of holes, into documents: parsed, and filled.

use std::sync::Arc;

use super::assemble;
use super::fill::{self, Filler, set_at};
use super::scene::{Bound, Places, Scene};
use crate::diagnostic::{Code, Diagnostic, Report, SourceId};
use crate::yaml::{self, Document, Node};

/// The documents that a template at `path` put out.
pub(crate) fn read(
    scene: &Scene<impl Bound>,
    source: SourceId,
    path: &str,
    rank: usize,
    output: &str,
    report: &mut Report,
) -> Vec<Document> {
    let assembled = assemble::assemble(output, scene);
    let (documents, broken) = yaml::parse_all(&assembled.text);
    let mut filler = filler(scene, &assembled, source);
    let roots: Vec<Node> = documents.into_iter().map(|syntax| filler.document(syntax)).collect();
    report.extend(std::mem::take(&mut filler.faults));
    report.extend(broken.into_iter().map(|fault| structure_fault(fault, &filler)));
    let name: Arc<str> = path.into();
    let mut found = Vec::new();
    for root in roots {
        take_root(root, &name, rank, &mut found, report);
    }
    found
}

/// What a template put out as text, with the places of the values in it.
pub(crate) fn as_text(
    scene: &Scene<impl Bound>,
    source: SourceId,
    output: &str,
    report: &mut Report,
) -> (String, Places) {
    let assembled = assemble::assemble(output, scene);
    let mut filler = filler(scene, &assembled, source);
    let (text, places) = filler.fill_text(&assembled.text);
    report.extend(filler.faults);
    (text, set_at(places))
}

fn filler<'a, V>(
    scene: &'a Scene<V>,
    assembled: &'a assemble::Assembled,
    source: SourceId,
) -> Filler<'a, V> {
    Filler { scene, assembled, source, faults: Vec::new() }
}

/// A list of values as a document stands for a document each; empty ones vanish.
fn take_root(
    root: Node,
    template: &Arc<str>,
    rank: usize,
    found: &mut Vec<Document>,
    report: &mut Report,
) {
    match root.value {
        yaml::Value::Null => {}
        yaml::Value::Map(ref map) if map.is_empty() => {}
        yaml::Value::Map(_) => found.push(Document { root, template: template.clone(), rank }),
        yaml::Value::List(items) if root.origin.set.is_some() => {
            for item in items {
                take_root(item, template, rank, found, report);
            }
        }
        other => {
            let what = other.describe();
            let message = format!("a document must be a map of fields, and this is {what}");
            let fault = root.origin.mark(Diagnostic::error(Code::BadDocument, message), what);
            report.push(fault.help("an object begins with apiVersion, kind and metadata"));
        }
    }
}

/// Whether the line that begins at a byte stands among the items of a list.
fn is_in_list(text: &str, at: usize) -> bool {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let own = depth(&text[at..]);
    // What is indented deeper belongs to what stands beside the line.
    let is_beside = |line: &&str| !line.trim().is_empty() && depth(line) <= own;
    let above = text[..at].lines().rev().find(is_beside);
    let below = text[at..].lines().skip(1).find(is_beside);
    let mut beside = [above, below].into_iter().flatten().filter(|line| depth(line) == own);
    beside.next().is_some_and(|line| line.trim_start().starts_with("- "))
}

fn offset_of(part: &str, text: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

/// What the template wrote is no YAML.
fn structure_fault(fault: yaml::SyntaxFault, filler: &Filler<'_, impl Bound>) -> Diagnostic {
    let text = &filler.assembled.text;
    let at = fault.bytes.start.min(text.len());
    let line_start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let before = text[..line_start].trim_end().lines().next_back().unwrap_or("");
    let line = text[line_start..].lines().next().unwrap_or("");
    let lone = |line: &str| fill::only_hole(line.trim()).is_some();
    let diagnostic =
        Diagnostic::error(Code::YamlSyntax, format!("not valid YAML: {}", fault.message));
    let diagnostic = filler.origin_of(&(at..at + 1)).mark(diagnostic, "here");
    if lone(line) || lone(before) {
        let lone_at = if lone(line) { line_start } else { offset_of(before, text) };
        return diagnostic.help(if is_in_list(text, lone_at) {
            "a value alone on its line can't join the list around it: \
             write `{% for item in … %}`, `- {{ item }}`, `{% endfor %}`, each on its line"
        } else {
            "a value alone on its line can't join the map around it: write `<<: {{ … }}`"
        });
    }
    match fault.help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
