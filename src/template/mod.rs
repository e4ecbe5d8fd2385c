//! Chart and values into documents: values are bound, not printed.
//!
//! 1. [`instrument`](instrument::instrument) rewrites each template so that an emission makes a
//!    *hole*: the value is kept, a private-use marker is written in its place.
//! 2. The engine runs; [`assemble`](assemble::assemble) takes its output to text with holes and a
//!    position for every byte.
//! 3. The text is parsed as YAML, and [`Filler`](fill::Filler) fills the holes: a scalar that is
//!    one hole becomes the value with its type, a scalar that contains holes becomes a string.
//!
//! So no value can change the structure of a document, and every node of it knows the place in
//! the template and the place in the values it came from. What the documents *mean* is not asked
//! here.
//!
//! [`check`](check()) looks at the same templates without running them.

mod assemble;
mod check;
mod documents;
mod engine;
mod fault;
mod files;
mod fill;
pub mod functions;
mod habits;
mod holes;
mod instrument;
mod library;
mod marker;
mod names;
mod objects;
mod references;
mod run;
mod secrets;
mod traced;
mod tree;
mod unclosed;

use std::sync::Arc;

pub use check::check;
pub use secrets::{Readers, SECRET, SECRET_FIELDS};

use crate::chart::ChartType;
use crate::diagnostic::{Diagnostic, Report};
use crate::values::Instance;
use crate::yaml::Node;
use run::Run;

/// What a chart is rendered for, besides its values.
#[derive(Clone, Debug)]
pub struct Release {
    pub name: String,
    pub namespace: Option<String>,
}

/// What the cluster can do.
#[derive(Clone, Debug)]
pub struct Capabilities {
    /// `v1.36.0`
    pub kube_version: String,
    /// `apps/v1` and `apps/v1/Deployment`
    pub api_versions: Vec<String>,
}

/// One document of a template, its holes filled. Never empty.
#[derive(Clone, Debug)]
pub struct Document {
    pub root: Node,
    /// The file it was written in, from the topmost chart on: `templates/deployment.yaml`,
    /// `charts/redis/templates/service.yaml`.
    pub template: Arc<str>,
    /// How many templates come before its own.
    pub rank: usize,
}

/// What the templates of a chart come to.
#[derive(Clone, Debug, Default)]
pub struct Output {
    pub documents: Vec<Document>,
    /// The chart's notes, for people.
    pub notes: Option<String>,
}

/// Renders every template that is no partial, in the order of their paths from the topmost chart
/// on, so that those of the charts it brings along come first; and its notes.
pub fn render(
    instance: &Instance<'_>,
    release: &Release,
    capabilities: &Capabilities,
    report: &mut Report,
) -> Output {
    let mut output = Output::default();
    let (mut rank, mut found) = (0, Report::new());
    let context = Context { release, capabilities };
    render_tree(instance, &context, &mut rank, &mut output, &mut found);
    report.extend(found.iter().cloned().map(Diagnostic::computed));
    output
}

/// What all charts of a release see alike.
struct Context<'a> {
    release: &'a Release,
    capabilities: &'a Capabilities,
}

fn render_tree(
    instance: &Instance<'_>,
    context: &Context<'_>,
    rank: &mut usize,
    output: &mut Output,
    report: &mut Report,
) {
    let mut children: Vec<&Instance<'_>> = instance.children.iter().collect();
    children.sort_by(|one, two| one.path.cmp(&two.path));
    for child in children {
        render_tree(child, context, rank, output, report);
    }
    if instance.chart.metadata.kind == ChartType::Library {
        return;
    }
    let mut run = Run::prepare(instance, context, report);
    for template in &instance.chart.templates {
        if !template.is_partial()
            && let Some(text) = run.output(template, report)
        {
            let path = format!("{}templates/{}", instance.path, template.name);
            let scene = run.scene.lock();
            let read = documents::read(&scene, template.source, &path, *rank, &text, report);
            output.documents.extend(read);
        }
        *rank += 1;
    }
    if let Some(notes) = instance.chart.notes.as_ref().filter(|_| instance.path.is_empty()) {
        output.notes = run.notes(notes, report);
    }
}
