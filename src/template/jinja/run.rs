//! The templates of a chart into what each puts out, text with marks of holes.

use minijinja::{Environment, Value};

use super::instrument::{self, Outcome};
use super::library::{self, Named};
use super::{Context, engine, fault, files, objects, traced, unclosed};
use crate::chart::Template;
use crate::diagnostic::{Diagnostic, Report, Severity, Span};
use crate::template::holes::scene::{Scene, SharedScene};
use crate::template::holes::{documents, marks};
use crate::values::Instance;

/// An engine that knows the templates of a chart and of its libraries, each instrumented.
pub struct Run<'a> {
    templates: Vec<Named<'a>>,
    env: Environment<'static>,
    pub scene: SharedScene,
}

impl<'a> Run<'a> {
    pub fn prepare(instance: &Instance<'a>, context: &Context<'_>, report: &mut Report) -> Self {
        let scene = SharedScene::default();
        let mut env = engine::environment(&scene);
        let templates = library::templates(instance);
        library::resolve_names(&mut env, &templates);
        let mut run = Run { templates, env, scene };
        for at in 0..run.templates.len() {
            run.load(at, &[], report);
        }
        let values = traced::to_value(&instance.values);
        run.scene.lock().values = values.clone();
        run.scene.lock().defaults = traced::to_value(&instance.chart.defaults);
        run.env.add_global("values", values);
        run.env.add_global("release", objects::release(context.release));
        run.env.add_global("chart", objects::chart(instance));
        run.env.add_global("capabilities", objects::capabilities(context.capabilities));
        run.env.add_global("files", files::object(instance.chart, &run.scene));
        run
    }

    /// Instruments a template and gives it to the engine, unless it can't be run.
    fn load(&mut self, at: usize, passed: &[usize], report: &mut Report) {
        let Named { name, template, .. } = &self.templates[at];
        let source = enter(name, template, passed, &mut self.scene.lock(), report);
        let Some(source) = source else { return };
        if let Err(error) = self.env.add_template_owned(name.clone(), source) {
            report.push(fault::runtime_fault(&error, &self.scene.lock(), template.source));
        }
    }

    /// Runs a template. Where an emission fails, the template is run again without it, so that
    /// one run of the program tells all that is wrong.
    pub fn output(&mut self, template: &Template, report: &mut Report) -> Option<String> {
        let mut passed: Vec<Span> = Vec::new();
        loop {
            let output = self.attempt(template, report);
            let place = match output {
                Ok(output) => return output.filter(|_| passed.is_empty()),
                Err(place) => place,
            };
            let failed = self.scene.lock().site_around(place)?.span;
            if passed.contains(&failed) {
                return None;
            }
            passed.push(failed);
            let again =
                self.templates.iter().position(|named| named.template.source == failed.source)?;
            let here = passed.iter().filter(|span| span.source == failed.source);
            let here: Vec<usize> = here.map(|span| span.start as usize).collect();
            self.load(again, &here, report);
        }
    }

    /// Runs the notes, and fills their holes as text.
    pub fn notes(&mut self, notes: &Template, report: &mut Report) -> Option<String> {
        let output = self.output(notes, report)?;
        let scene = self.scene.lock();
        Some(documents::as_text(&scene, notes.source, &output, report))
    }

    /// Runs a template once: its output, nothing where a value was missing, or the place where it
    /// failed. After a stand-in for a missing value was used, a failure may be due to it, and is
    /// left unsaid.
    fn attempt(&self, template: &Template, report: &mut Report) -> Result<Option<String>, Span> {
        let Ok(compiled) = self.env.get_template(&template.name) else { return Ok(None) };
        let about = Value::from_pairs([("name", Value::from(&*template.name))]);
        let output = compiled.render(Value::from_pairs([("template", about)]));
        let mut scene = self.scene.lock();
        let poisoned = std::mem::take(&mut scene.poisoned);
        let spoken = scene.faults.iter().any(is_error);
        report.extend(scene.faults.drain(..));
        match output {
            Ok(output) => Ok((!spoken).then_some(output)),
            Err(error) => {
                let fault = fault::runtime_fault(&error, &scene, template.source);
                let place = fault.labels[0].span;
                if !poisoned {
                    report.push(fault);
                }
                Err(place)
            }
        }
    }
}

/// Instruments a template and enters it into the scene; `None` if it can't be run.
pub fn enter(
    name: &str,
    template: &Template,
    passed: &[usize],
    scene: &mut Scene,
    report: &mut Report,
) -> Option<String> {
    let Template { source, text, .. } = template;
    scene.texts.insert(*source, text.clone());
    if let Some(at) = marks::find_reserved(text) {
        let fault = Diagnostic::error("reserved-character", "a private-use character stands here");
        let span = Span::new(*source, at..at + '\u{E000}'.len_utf8());
        report.push(fault.at(span, "reserved for the renderer").help("remove it"));
        return None;
    }
    report.extend(unclosed::swallowed(text, *source));
    match instrument::instrument(text, name, *source, passed, &mut scene.register) {
        Outcome::Ready(instrumented) => {
            scene.templates.insert(name.to_owned(), (*source, instrumented.edits));
            Some(instrumented.source)
        }
        Outcome::Refused(refusals) => {
            report.extend(refusals.iter().map(fault::refusal));
            None
        }
        Outcome::Syntax(error) => {
            report.push(fault::syntax_fault(&error, *source, text));
            None
        }
    }
}

fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error
}
