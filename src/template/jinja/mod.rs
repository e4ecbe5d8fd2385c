//! minijinja's templates: a chart and its values into text with marks of holes, and what can be
//! said of the templates without running them.
//!
//! Nobody else names the engine. What marks and holes come to is for [`super::holes`] to say.

mod chains;
mod check;
mod comments;
mod engine;
mod fault;
mod files;
mod foreign;
pub mod functions;
mod habits;
mod instrument;
mod library;
mod line_breaks;
mod marked;
mod names;
mod nested;
mod objects;
mod parsed;
mod program;
mod recovery;
mod references;
mod run;
mod secrets;
mod session;
mod traced;
mod tree;
mod unclosed;
mod usage;

pub use check::check;
pub use foreign::is_go;
pub use program::Templates;
pub use secrets::ChartReaders;

use std::sync::Arc;

use super::Allowance;
use super::budget::Budget;
use super::holes::documents;
use super::{Capabilities, Output, Release};
use crate::chart::ChartType;
use crate::diagnostic::{Diagnostic, Report};
use crate::values::Instance;
use run::Run;

/// Renders every template that is no partial, in the order of their paths from the topmost chart
/// on, so that those of the charts it brings along come first; and its notes.
pub fn render(
    instance: &Instance<'_>,
    templates: &Templates,
    release: &Release,
    capabilities: &Capabilities,
    allowance: Allowance,
    report: &mut Report,
) -> Output {
    let mut output = Output::default();
    let (mut rank, mut found) = (0, Report::new());
    let budget = Arc::new(Budget::new(allowance));
    let context = Context { release, capabilities, budget };
    render_tree(instance, templates, &context, &mut rank, &mut output, &mut found);
    report.extend(found.iter().cloned().map(Diagnostic::computed));
    output
}

/// What all charts of a release see alike.
struct Context<'a> {
    release: &'a Release,
    capabilities: &'a Capabilities,
    budget: Arc<Budget>,
}

fn render_tree(
    instance: &Instance<'_>,
    templates: &Templates,
    context: &Context<'_>,
    rank: &mut usize,
    output: &mut Output,
    report: &mut Report,
) {
    let mut children: Vec<&Instance<'_>> = instance.children.iter().collect();
    children.sort_by(|one, two| one.path.cmp(&two.path));
    for child in children {
        render_tree(child, templates.child(child.name), context, rank, output, report);
    }
    if instance.chart.metadata.kind == ChartType::Library {
        return;
    }
    let mut run = Run::prepare(instance, &templates.program, context, report);
    for template in &instance.chart.templates {
        if !template.is_partial()
            && let Some(text) = run.output(template, report)
        {
            let path = format!("{}templates/{}", instance.path, template.name);
            let session = run.session.lock();
            let read =
                documents::read(&session.scene, template.source, &path, *rank, &text, report);
            output.documents.extend(read);
        }
        *rank += 1;
    }
    if let Some(notes) = instance.chart.notes.as_ref().filter(|_| instance.path.is_empty()) {
        output.notes = run.notes(notes, report);
    }
}
