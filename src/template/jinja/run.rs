//! The templates of a chart into what each puts out, text with marks of holes.

use std::collections::HashMap;
use std::sync::Arc;

use minijinja::{Environment, Value};

use super::parsed::Parsed;
use super::program::{self, Program};
use super::session::{Failure, SharedSession, steps_of};
use super::{Context, engine, fault, files, library, nested, objects, traced};
use crate::chart::Template;
use crate::diagnostic::{Diagnostic, Report, Severity, Span};
use crate::template::holes::documents;
use crate::values::Instance;

/// How often a template is run again, to tell what else is wrong with it.
const RUNS: usize = 100;

/// An engine that knows the templates of a chart and of its libraries, and the session it writes in.
pub(super) struct Run<'a> {
    program: &'a Program,
    env: Environment<'static>,
    pub session: SharedSession,
}

impl<'a> Run<'a> {
    pub(super) fn prepare(
        instance: &Instance<'a>,
        program: &'a Program,
        context: &Context<'_>,
        report: &mut Report,
    ) -> Self {
        let compiled = program.compiled();
        let on = library::prefixes(instance);
        let is_on = |at: usize| on.contains(&program.callable[at].prefix);
        let faults = compiled.faults.iter().filter(|(at, _)| is_on(*at));
        report.extend(faults.map(|(_, fault)| fault.clone()));

        let values = traced::to_value(&instance.values);
        let mut session = compiled.session();
        session.scene.values = Some(values.clone());
        session.scene.budget = context.budget.clone();
        session.defaults = traced::to_value(&instance.chart.defaults);
        let mut env = compiled.env.clone();
        let (here, off): (Vec<usize>, _) = (0..program.callable.len()).partition(|at| is_on(*at));
        for at in off {
            env.remove_template(&program.callable[at].name);
            session.templates.remove(&program.callable[at].name);
        }
        let here: Vec<&Arc<Parsed>> = here.iter().map(|at| &program.callable[*at]).collect();
        session.names = here.iter().map(|parsed| parsed.name.clone()).collect();
        let session = SharedSession::new(session);
        library::resolve_names(&mut env, &here);
        engine::attach(&mut env, &session);
        nested::attach(&mut env, &session);
        let rest = compiled.rest.iter().filter(|at| is_on(**at));
        load_when_asked(rest.map(|at| program.callable[*at].clone()), &mut env, &session);

        env.add_global("values", values);
        env.add_global("release", objects::release(context.release));
        env.add_global("chart", objects::chart(instance));
        env.add_global("capabilities", objects::capabilities(context.capabilities));
        env.add_global("files", files::object(instance.chart, program, &session));
        Run { program, env, session }
    }

    /// Runs a template. Where an emission fails, the template is run again without it, so that
    /// one run of the program tells all that is wrong.
    pub(super) fn output(&mut self, template: &Template, report: &mut Report) -> Option<String> {
        let mut passed: Vec<Span> = Vec::new();
        let mut failures: Vec<Failure> = Vec::new();
        let budget = self.session.lock().scene.budget.clone();
        loop {
            self.env.set_fuel(Some(budget.steps_left()));
            let room = budget.room_left();
            let begin = self.session.lock().scene.hole_count();
            let output = self.attempt(template, report);
            for failure in &failures {
                report.extend(self.session.lock().reached(failure, begin));
            }
            let (place, fault) = match output {
                Ok(output) => return output.filter(|_| passed.is_empty()),
                Err(failed) => failed,
            };
            let failed = self.session.lock().site_around(place)?.span;
            let before = self.session.lock().scene.holes_at(failed, begin).count();
            failures.extend(fault.map(|fault| Failure { fault: *fault, emission: failed, before }));
            if passed.contains(&failed) || passed.len() == RUNS || budget.is_spent() {
                return None;
            }
            budget.put_back(room);
            passed.push(failed);
            let again = self.program.by_source(failed.source)?;
            let here = passed.iter().filter(|span| span.source == failed.source);
            let here: Vec<usize> = here.map(|span| span.start as usize).collect();
            program::load(again, &here, &mut self.env, &mut self.session.lock(), report);
        }
    }

    /// Runs the notes, and fills their holes as text.
    pub(super) fn notes(&mut self, notes: &Template, report: &mut Report) -> Option<String> {
        let output = self.output(notes, report)?;
        let session = self.session.lock();
        Some(documents::as_text(&session.scene, notes.source, &output, report).0)
    }

    /// Runs a template once: its output, nothing where a value was missing, or where it failed, and
    /// what was said of that. After a stand-in for a missing value was used, a failure may be due to it, and is
    /// left unsaid.
    fn attempt(
        &self,
        template: &Template,
        report: &mut Report,
    ) -> Result<Option<String>, (Span, Option<Box<Diagnostic>>)> {
        let Ok(compiled) = self.env.get_template(&template.name) else { return Ok(None) };
        let about = Value::from_pairs([("name", Value::from(&*template.name))]);
        self.session.lock().steps = 0;
        let output = compiled.render_captured(Value::from_pairs([("template", about)]));
        let mut session = self.session.lock();
        let steps = match &output {
            Ok(captured) => steps_of(captured),
            Err(_) => session.steps,
        };
        session.scene.budget.take_steps(steps);
        let poisoned = std::mem::take(&mut session.poisoned);
        let spoken = session.faults.iter().any(is_error);
        report.extend(session.take_faults());
        match output {
            Ok(captured) => Ok((!spoken).then(|| captured.into_output())),
            Err(error) => {
                let fault = fault::runtime_fault(&error, &session, template.source);
                let place = fault.labels[0].span;
                let budget = &session.scene.budget;
                if budget.is_spent() {
                    report.extend(budget.fault(place));
                    return Err((place, None));
                }
                let is_told = poisoned || fault::is_told(&error, &session);
                let fault = (!is_told).then_some(fault);
                report.extend(fault.clone());
                Err((place, fault.map(Box::new)))
            }
        }
    }
}

/// Gives the engine what it asks for by names that are known only when a template runs: templates,
/// which are instrumented then, and what runs as a template within others.
fn load_when_asked(
    templates: impl Iterator<Item = Arc<Parsed>>,
    env: &mut Environment<'static>,
    session: &SharedSession,
) {
    let templates: HashMap<String, Arc<Parsed>> =
        templates.map(|parsed| (parsed.name.clone(), parsed)).collect();
    let shared = session.clone();
    env.set_loader(move |name| {
        let (mut session, mut found) = (shared.lock(), Report::new());
        if let Some(source) = session.nested.source(name) {
            return Ok(Some(source));
        }
        let Some(parsed) = templates.get(name) else { return Ok(None) };
        let source = program::instrumented(parsed, &[], &mut session, &mut found);
        session.faults.extend(found.iter().cloned());
        Ok(source)
    });
}

fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error
}
