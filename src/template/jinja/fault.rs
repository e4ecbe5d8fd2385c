//! What the template engine complains of, as diagnostics that point into the author's source.

use std::error::Error as _;

use minijinja::value::{Value, ValueKind};
use minijinja::{Error, ErrorKind};

use super::functions;
use super::habits;
use super::instrument::Refusal;
use super::names::{OBJECTS, attributes};
use super::session::Session;
use super::traced::deletion;
use super::tree::chain_ending_at;
use super::unclosed;
use crate::diagnostic::{Code, Diagnostic, HELPED, SourceId, Span, did_you_mean, nearest};

pub(super) fn refusal(refusal: &Refusal) -> Diagnostic {
    Diagnostic::error(refusal.code, refusal.message)
        .at(refusal.span, "not allowed")
        .help(refusal.help)
}

/// What the parser complains of in a template.
pub(super) fn syntax_fault(error: &Error, source: SourceId, text: &str) -> Diagnostic {
    let detail = error.detail().unwrap_or("the template can't be parsed");
    let bytes = error.range().unwrap_or_else(|| line_range(text, error.line().unwrap_or(1)));
    let span = Span::new(source, whole_characters(text, bytes));
    if let Some(fault) = unclosed::fault(detail, text, source, span.range().start) {
        return fault;
    }
    let fault = Diagnostic::error(Code::TemplateSyntax, detail.to_owned()).at(span, "here");
    with_help(fault, habits::for_syntax(text, span.range().start))
}

/// A template that failed while it ran. `source` is that of the template that was asked for.
pub(super) fn runtime_fault(error: &Error, session: &Session, source: SourceId) -> Diagnostic {
    let mut chain = vec![error];
    while let Some(inner) = chain[chain.len() - 1].source().and_then(|e| e.downcast_ref::<Error>())
    {
        chain.push(inner);
    }
    let innermost = chain.pop().expect("the error itself");
    let mut around = chain.iter().rev().filter_map(|outer| locate(outer, session));
    let own = locate(innermost, session);
    let place = own.or_else(|| around.next()).unwrap_or_else(|| Span::new(source, 0..0));
    let mut fault = match own {
        None if innermost.kind() == ErrorKind::UndefinedError => {
            let detail = innermost.detail().unwrap_or("a value is undefined");
            let detail = detail.replace("is undefined", "is not defined");
            Diagnostic::error(Code::UndefinedValue, detail).at(place, "in what this runs")
        }
        _ => describe(innermost, place, session),
    };
    for place in around {
        fault = fault.context(place, "reached from here");
    }
    fault
}

/// Whether a template was not found that is there: why it can't be read has been told.
pub(super) fn is_told(error: &Error, session: &Session) -> bool {
    let mut innermost = error;
    while let Some(inner) = innermost.source().and_then(|e| e.downcast_ref::<Error>()) {
        innermost = inner;
    }
    let name = wanted(innermost.detail().unwrap_or(""));
    innermost.kind() == ErrorKind::TemplateNotFound && session.names.iter().any(|it| it == name)
}

/// The name that the engine quotes.
fn wanted(detail: &str) -> &str {
    detail.split(['"', '\'']).nth(1).unwrap_or("")
}

/// A value that was emitted and isn't there.
pub(super) fn undefined_fault(session: &Session, site: usize) -> Diagnostic {
    let site = session.scene.site(site);
    let span = site.span;
    let inner = site
        .inside
        .as_deref()
        .unwrap_or_else(|| session.text(span))
        .trim_start_matches("{{")
        .trim_end_matches("}}")
        .trim_matches(['-', '+', ' ']);
    let names: Vec<String> = inner.split('.').map(|name| name.trim().to_owned()).collect();
    let plain = |name: &String| name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if names.iter().all(plain) {
        return undefined_chain(session, span, &names);
    }
    Diagnostic::error(Code::UndefinedValue, format!("`{inner}` is not defined"))
        .at(span, "nothing to write here")
}

fn describe(error: &Error, place: Span, session: &Session) -> Diagnostic {
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    match error.kind() {
        ErrorKind::UndefinedError => undefined_at(session, place, &detail),
        ErrorKind::UnknownFilter => unknown_name("filter", &detail, place, functions::filters()),
        ErrorKind::UnknownFunction => {
            unknown_name("function", &detail, place, functions::callables())
        }
        ErrorKind::UnknownTest => unknown_name("test", &detail, place, functions::tests()),
        ErrorKind::TemplateNotFound => {
            let names: Vec<&str> = session.names.iter().map(String::as_str).collect();
            let wanted = wanted(&detail);
            let message = format!("there is no template `{wanted}`");
            let mut names = names;
            names.sort_unstable();
            let fault = Diagnostic::error(Code::UnknownTemplate, message).at(place, "named here");
            with_help(fault, did_you_mean(wanted, names))
        }
        ErrorKind::OutOfFuel => {
            Diagnostic::error(Code::EndlessTemplate, "the template runs too long")
                .at(place, "stopped here")
                .help("look for a loop over a very large range, or macros that call each other")
                .help(format!(
                    "where all of it is meant: --budget {}",
                    session.scene.budget.allowance.mebibytes.saturating_mul(2)
                ))
        }
        ErrorKind::UnknownMethod => unknown_method(session, place, detail),
        ErrorKind::SyntaxError => Diagnostic::error(Code::TemplateSyntax, detail).at(place, "here"),
        _ => {
            let help = habits::for_run(&detail, session.line(place)).map(str::to_owned);
            let fault = Diagnostic::error(Code::TemplateError, detail).at(place, "failed here");
            let fault = with_help(fault, help);
            with_values(fault, session, place)
        }
    }
}

/// Something is called that isn't there; `place` begins behind what should have it.
fn unknown_method(session: &Session, place: Span, detail: String) -> Diagnostic {
    let owner = chain_before(session, place.source, place.start);
    let name = detail.split(" named ").nth(1).and_then(|rest| rest.split(' ').next());
    let (Some((start, owner)), Some(name)) = (owner, name) else {
        return Diagnostic::error(Code::UnknownFunction, detail).at(place, "not known");
    };
    if detail.starts_with("undefined") {
        let span = Span::new(place.source, start..place.start as usize);
        return undefined_chain(session, span, &owner);
    }
    let message = format!("there is no `{name}` in `{}`", owner.join("."));
    let fault = Diagnostic::error(Code::UnknownFunction, message).at(place, "not known");
    let near = || nearest(name, session.macros()).map(|name| format!("did you mean `{name}`?"));
    with_help(fault, method_help(name).or_else(near))
}

/// How to do without a method that isn't there.
pub(super) fn method_help(name: &str) -> Option<String> {
    if functions::filters().any(|filter| filter == name) {
        return Some(format!("`{name}` is a filter: write `… | {name}`"));
    }
    habits::for_name(name)
}

/// Adds where the values were set that the emission around a fault reads.
fn with_values(fault: Diagnostic, session: &Session, place: Span) -> Diagnostic {
    let Some(site) = session.site_around(place) else { return fault };
    let places = session.places_of(&site.paths());
    places.into_iter().fold(fault, |fault, place| fault.context(place, "set here"))
}

fn unknown_name<'a>(
    what: &str,
    detail: &str,
    place: Span,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let mut words = detail.split_whitespace().map(|word| word.trim_matches(['`', '"']));
    let name = words.find(|word| *word != what).unwrap_or("");
    let fault = Diagnostic::error(Code::UnknownFunction, format!("there is no {what} `{name}`"))
        .at(place, "not known");
    fault.help(match what {
        "test" => habits::near_to(name, known),
        _ => habits::for_unknown(name, known),
    })
}

fn with_help(fault: Diagnostic, help: Option<String>) -> Diagnostic {
    match help {
        Some(help) => fault.help(help),
        None => fault,
    }
}

/// The chain of look-ups that ends at a place.
fn chain_before(session: &Session, source: SourceId, end: u32) -> Option<(usize, Vec<String>)> {
    let tree = session.texts.get(&source)?.tree().ok()?;
    chain_ending_at(tree, end as usize)
}

fn undefined_at(session: &Session, place: Span, detail: &str) -> Diagnostic {
    match chain_before(session, place.source, place.end) {
        Some((start, names)) => {
            let span = Span::new(place.source, start..place.end as usize);
            undefined_chain(session, span, &names)
        }
        None if detail.starts_with("`release.namespace`") => no_namespace(place),
        None => Diagnostic::error(Code::UndefinedValue, detail.to_owned()).at(place, "not defined"),
    }
}

/// A chain of names that leads nowhere: says where it breaks off, and what is there.
fn undefined_chain(session: &Session, span: Span, names: &[String]) -> Diagnostic {
    let path = names.join(".");
    if path == "release.namespace" {
        return no_namespace(span);
    }
    let message = format!("`{path}` is not defined");
    let fault = Diagnostic::error(Code::UndefinedValue, message).at(span, "not defined");
    if names[0] != "values" {
        return with_help(fault, undefined_name(session, span, names));
    }
    let mut value = session.scene.values.clone().unwrap_or_default();
    for (at, name) in names.iter().enumerate().skip(1) {
        let next = value.get_attr(name).unwrap_or(Value::UNDEFINED);
        if !next.is_undefined() {
            value = next;
            continue;
        }
        let parent = names[..at].join(".");
        let keys: Vec<String> = match value.kind() {
            ValueKind::Map if session.faults.len() < HELPED => {
                value.try_iter().into_iter().flatten().map(|k| k.to_string()).collect()
            }
            _ => Vec::new(),
        };
        if let Some(near) = nearest(name, keys.iter().map(String::as_str)) {
            return fault.help(format!("did you mean `{parent}.{near}`?"));
        }
        let nulls = session.scene.values.as_ref().and_then(|all| deletion(all, &names[1..]));
        let defaults = session.defaults_at(&names[1..]);
        if nulls.is_some() || !defaults.is_empty() {
            let fault = nulls
                .iter()
                .flat_map(|nulls| nulls.iter())
                .fold(fault, |fault, place| fault.context(*place, "left out by this null"));
            let fault = defaults.into_iter().fold(fault, |fault, place| {
                fault.context(place, "the default, which a null took away")
            });
            return fault.help("give it a value, or leave the null out");
        }
        let help =
            format!("add `{}` to the chart's values.yaml, with a default", names[1..].join("."));
        return fault.help(help);
    }
    fault
}

/// Only where it is known, the release has a namespace.
fn no_namespace(span: Span) -> Diagnostic {
    Diagnostic::error(Code::NoNamespace, "the release has no namespace that is known here")
        .at(span, "asks for it")
        .help(
            "pass `-n NAMESPACE`, or name the chart's own in Chart.yaml: \
             `drydock.dev/namespace` under `annotations`",
        )
}

/// Help for a chain of names that does not begin with the values.
fn undefined_name(session: &Session, span: Span, names: &[String]) -> Option<String> {
    let (first, known) = (&names[0], OBJECTS.iter().copied());
    if OBJECTS.contains(&&**first) {
        let known = attributes(first).iter().copied();
        let near = names.get(1).and_then(|name| nearest(name, known));
        return near.map(|near| format!("did you mean `{first}.{near}`?"));
    }
    if let Some(of) = session.macro_taking(first, span) {
        return Some(format!(
            "`{of}` was called without it: pass it there, or give it a default, `{first}=\"\"`"
        ));
    }
    habits::for_name(first)
        .or_else(|| nearest(first, known).map(|root| in_full(root, names.get(1))))
        .or_else(|| {
            let text = session.text_of(span.source)?;
            let (start, end) = (span.start as usize, span.end as usize);
            habits::for_stranger(text.get(..start)?, &names.join("."), text.get(end..)?)
        })
}

/// `Release.Name` is `release.name`, to the first two names.
fn in_full(root: &str, attribute: Option<&String>) -> String {
    let near = attribute.and_then(|name| nearest(name, attributes(root).iter().copied()));
    match near {
        Some(near) => format!("did you mean `{root}.{near}`?"),
        None => format!("did you mean `{root}`?"),
    }
}

fn locate(error: &Error, session: &Session) -> Option<Span> {
    let (source, edits) = session.templates.get(error.name()?)?;
    let text = session.text_of(*source)?;
    let bytes = match error.range() {
        Some(range) => edits.original(range.start)..edits.original(range.end),
        None => line_range(text, error.line()?),
    };
    Some(Span::new(*source, whole_characters(text, bytes)))
}

/// The engine counts bytes, and at times stops inside a character.
fn whole_characters(text: &str, bytes: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let inside = |at: &usize| !text.is_char_boundary(*at);
    let start = bytes.start.min(text.len());
    let end = bytes.end.clamp(start, text.len());
    start - (0..start).map(|back| start - back).take_while(inside).count()
        ..end + (end..text.len()).take_while(inside).count()
}

fn line_range(text: &str, line: usize) -> std::ops::Range<usize> {
    let start = text.match_indices('\n').nth(line.saturating_sub(2)).map_or(0, |(at, _)| at + 1);
    let start = if line <= 1 { 0 } else { start };
    let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    start..end
}
