//! Texts that run as templates within the run of another: strings that `tpl` gets, and files that
//! `files.render` names.
//!
//! Each is instrumented and compiled once for a run, however often a loop comes by. The engine asks
//! for it by a name that is made up here, as it asks for any template.

use std::sync::Arc;

use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, Error, ErrorKind, State, Template};

use super::engine::speech;
use super::functions::spent;
use super::instrument::{Instrumented, Outcome, instrument};
use super::parsed::Parsed;
use super::session::{Session, SharedSession, steps_of};
use super::unclosed;
use crate::diagnostic::{Report, Span};
use crate::template::holes::documents;
use crate::template::holes::marks;

/// How deep such templates may call for more of them.
const MAX_DEPTH: usize = 8;

/// Gives an engine `tpl`, which runs a value as a template. What it leaves is text like a macro's.
pub(super) fn attach(env: &mut Environment<'static>, session: &SharedSession) {
    let shared = session.clone();
    let tpl = move |state: &State<'_, '_>, text: Value, options: Kwargs| {
        let site: usize = options.get("__site")?;
        let text = speech(&text)?;
        let context: Vec<(String, Value)> = options
            .args()
            .filter(|name| *name != "__site")
            .map(|name| Ok((name.to_owned(), options.peek(name)?)))
            .collect::<Result<_, Error>>()?;
        let span = shared.lock().scene.site(site).span;
        let name = prepared(&mut shared.lock(), text.into(), span)?;
        let output = run(state, &shared, &name, Value::from_pairs(context))?;
        Ok::<_, Error>(Value::from_safe_string(output))
    };
    env.add_filter("tpl", tpl.clone());
    env.add_function("tpl", tpl);
}

/// Renders a file of the chart with the engine, into text.
pub(super) fn render_file(
    state: &State<'_, '_>,
    shared: &SharedSession,
    file: &Parsed,
) -> Result<String, Error> {
    let source = file.template.source;
    // No template is called so.
    let name = format!("file\0{}", file.name);
    prepare_file(&mut shared.lock(), file, &name)?;
    let output = run(state, shared, &name, Value::from(()))?;
    let mut session = shared.lock();
    let mut found = Report::new();
    let (text, places) = documents::as_text(&session.scene, source, &output, &mut found);
    session.scene.budget.take(2 * text.len()).map_err(spent)?;
    session.scene.note_file(&file.name, &text, &places);
    session.faults.extend(found.iter().cloned());
    Ok(text)
}

fn run(
    state: &State<'_, '_>,
    shared: &SharedSession,
    name: &str,
    context: Value,
) -> Result<String, Error> {
    {
        let nested = &mut shared.lock().nested;
        if nested.depth >= MAX_DEPTH {
            let message = format!("templates in values call each other more than {MAX_DEPTH} deep");
            return Err(refused(message));
        }
        nested.depth += 1;
    }
    if shared.lock().scene.budget.steps_left() == 0 {
        return Err(Error::from(ErrorKind::OutOfFuel));
    }
    let run = |template: Template<'_, '_>| {
        let captured = template.render_captured(context)?;
        shared.lock().scene.budget.take_steps(steps_of(&captured));
        Ok(captured.into_output())
    };
    let output = state.env().get_template(name).and_then(run);
    shared.lock().nested.depth -= 1;
    // The outer error is given the place of the call.
    output.map_err(|inner| Error::new(ErrorKind::BadInclude, "").with_source(inner))
}

/// Makes a string ready that the call at `call` runs, unless it is; what the engine calls it.
fn prepared(session: &mut Session, text: Arc<str>, call: Span) -> Result<String, Error> {
    let key = (call, text);
    if let Some(name) = session.nested.names.get(&key) {
        return Ok(name.clone());
    }
    // No template is called so.
    let name = format!("tpl\0{}", session.nested.names.len());
    let before = session.scene.register.progress();
    let parsed = Parsed::text(&name, call.source, key.1.clone());
    let outcome = instrumented(&parsed, session);
    session.scene.register.place_at_call(before, &key.1, call);
    session.nested.sources.insert(name.clone(), outcome?.source);
    session.nested.names.insert(key, name.clone());
    Ok(name)
}

/// Makes a file ready, unless it is.
fn prepare_file(session: &mut Session, file: &Parsed, name: &str) -> Result<(), Error> {
    if session.templates.contains_key(name) {
        return Ok(());
    }
    session.faults.extend(unclosed::swallowed(&file.template.text, file.template.source));
    let Instrumented { source, edits } = instrumented(file, session)?;
    session.templates.insert(name.to_owned(), (file.template.source, Arc::new(edits)));
    session.nested.sources.insert(name.to_owned(), source);
    Ok(())
}

fn instrumented(parsed: &Parsed, session: &mut Session) -> Result<Instrumented, Error> {
    if marks::find_reserved(&parsed.template.text).is_some() {
        return Err(refused("the template holds a private-use character that is reserved".into()));
    }
    match instrument(parsed, &[], &mut session.scene.register) {
        Outcome::Ready(instrumented) => Ok(instrumented),
        Outcome::Refused(refusals) => Err(refused(refusals[0].message.to_owned())),
        Outcome::Syntax(error) => {
            Err(refused(format!("not a template: {}", error.detail().unwrap_or("syntax error"))))
        }
    }
}

fn refused(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sources;

    #[test]
    fn a_text_is_made_ready_once_for_each_call() {
        let mut sources = Sources::new();
        let source = sources.add_file("web.yaml", "{{ tpl(a) }}{{ tpl(b) }}");
        let (first, second) = (Span::new(source, 0..12), Span::new(source, 12..24));
        let mut session = Session::default();
        let mut name = |text: &str, call| prepared(&mut session, text.into(), call).unwrap();
        let known = name("{{ values.x }}", first);
        assert_eq!(name("{{ values.x }}", first), known);
        assert_ne!(name("{{ values.x }}", second), known);
        assert_ne!(name("{{ values.y }}", first), known);
        assert_eq!(session.scene.register.sites().count(), 3);
        assert!(session.nested.source(&known).is_some_and(|text| text.contains("__emit")));
    }
}
