//! What a shell may offer as the next argument: stacks, environments, values, rules.
//!
//! What was typed before is taken from the command line that is being completed. Errors are not
//! reported: then there is nothing to offer.

use std::ffi::OsStr;

use clap_complete::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate, PathCompleter};

use drydock::check::rules;
use drydock::diagnostic::print::escaped;
use drydock::diagnostic::{Report, Secrets, Sources};
use drydock::explain::{field_paths, find_objects};
use drydock::manifest::{Manifest, Object};
use drydock::pipeline::{self, Checks, Request};
use drydock::template::functions::{TABLE, TESTS};
use drydock::workspace::{Project, Stack};
use drydock::yaml::{Node, Value};

/// The stacks of the project, or folders.
pub(super) fn charts() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| with_folders(current, stacks().unwrap_or_default()))
}

/// The same; after a stack, its environments first.
pub(super) fn stacks_and_environments() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let mut words = stack().and_then(|stack| stack.environments().ok()).unwrap_or_default();
        words.extend(stacks().unwrap_or_default());
        with_folders(current, words)
    })
}

fn with_folders(current: &OsStr, words: Vec<String>) -> Vec<CompletionCandidate> {
    let mut found = beginning(current, words);
    let folders = PathCompleter::dir();
    found.extend(clap_complete::engine::ValueCompleter::complete(&folders, current));
    found
}

/// The environments of the stack that was named.
pub(super) fn environments() -> ArgValueCandidates {
    ArgValueCandidates::new(|| all(stack().and_then(|stack| stack.environments().ok())))
}

/// The environments of the stack that was named, or its objects.
pub(super) fn environments_or_objects() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let mut words = stack().and_then(|stack| stack.environments().ok()).unwrap_or_default();
        words.extend(rendered().iter().flat_map(names));
        beginning(current, words)
    })
}

/// The objects that the stack comes to: `Service/web`.
pub(super) fn objects() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        beginning(current, rendered().iter().flat_map(names).collect())
    })
}

/// The fields of the object that was named.
pub(super) fn fields() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let words = words();
        let named = words.iter().rev().skip(1).find(|word| word.contains('/'));
        let paths = rendered().zip(named).and_then(|(manifest, named)| {
            let found = find_objects(&manifest.objects, named).ok()?;
            Some(found.iter().flat_map(|at| field_paths(&manifest.objects[*at])).collect())
        });
        beginning(current, paths.unwrap_or_default())
    })
}

fn names(manifest: &Manifest) -> Vec<String> {
    let name = |object: &Object| format!("{}/{}", object.identity.kind, object.identity.name);
    manifest.objects.iter().map(name).collect()
}

/// What the stack that was named comes to, in the environment that was named.
fn rendered() -> Option<Manifest> {
    let stack = stack()?;
    let words = words();
    let known = stack.environments().unwrap_or_default();
    let environment = known.iter().find(|known| words.contains(known));
    let (mut sources, mut report) = (Sources::new(), Report::new());
    let mut secrets = Secrets::none();
    let loaded = stack.load(&mut sources, &mut report, &mut secrets).ok()??;
    let layers = match environment {
        Some(environment) => {
            let dialect = stack.dialect().ok()?;
            stack.wanted_values(environment, dialect, &mut sources, &mut report).ok()?
        }
        None => Vec::new(),
    };
    let request = Request { layers, checks: Checks::Off, ..Request::new(&*stack.name) };
    let rendered = pipeline::render(&loaded, request, &sources, &mut report, &mut secrets)?;
    Some(rendered.manifest)
}

/// The paths of the values of the chart that was named.
pub(super) fn values() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| beginning(current, paths().unwrap_or_default()))
}

/// The same, for `--set` and its kin: `image.tag=`.
pub(super) fn assignments() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let paths = paths().unwrap_or_default().into_iter();
        beginning(current, paths.map(|path| path + "=").collect())
    })
}

pub(super) fn rules() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let rule = |rule: &rules::Rule| {
            CompletionCandidate::new(rule.name()).help(Some(rule.summary().into()))
        };
        rules::all().map(rule).collect()
    })
}

/// The rules and groups, for `--rule`: `no-limits=`.
pub(super) fn targets() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        beginning(current, rules::targets().map(|name| format!("{name}=")).collect())
    })
}

pub(super) fn functions() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let functions = TABLE.iter().map(|function| (function.name, function.summary));
        let tests = TESTS.iter().map(|test| (test.name, test.summary));
        let named =
            functions.chain(tests).filter(|(name, _)| name.starts_with(char::is_alphabetic));
        named.map(|(name, about)| CompletionCandidate::new(name).help(Some(about.into()))).collect()
    })
}

fn beginning(current: &OsStr, words: Vec<String>) -> Vec<CompletionCandidate> {
    let begins = current.to_str().unwrap_or_default();
    words
        .into_iter()
        .filter(|word| word.starts_with(begins) && is_harmless(word))
        .map(CompletionCandidate::new)
        .collect()
}

fn all(words: Option<Vec<String>>) -> Vec<CompletionCandidate> {
    beginning(OsStr::new(""), words.unwrap_or_default())
}

/// Whether a terminal shows a word and does not obey it.
fn is_harmless(word: &str) -> bool {
    escaped(word) == word
}

fn project() -> Option<Project> {
    let words = words();
    let mut pairs = words.windows(2);
    let folder = pairs.find(|pair| matches!(pair[0].as_str(), "-C" | "--project"));
    match folder {
        Some(pair) => Project::at(pair[1].as_ref()).ok(),
        None => Project::find(&std::env::current_dir().ok()?),
    }
}

/// The words of the command line that is being completed, without the program's name.
fn words() -> Vec<String> {
    let words = std::env::args().skip_while(|word| word != "--").skip(2);
    words.collect()
}

fn stacks() -> Option<Vec<String>> {
    project()?.stacks().ok()
}

/// The first stack or chart folder on it.
fn stack() -> Option<Stack> {
    let find = || project().ok_or_else(|| anyhow::anyhow!("no project"));
    let words = words();
    // The last word is the one that is being typed.
    let before = words.len().saturating_sub(1);
    let named = words[..before].iter().skip(1).filter(|word| !word.starts_with('-'));
    named.into_iter().find_map(|word| Stack::called(word, None, &find).ok())
}

fn paths() -> Option<Vec<String>> {
    let stack = stack()?;
    let (mut sources, mut secrets) = (Sources::new(), Secrets::none());
    let loaded = stack.load(&mut sources, &mut Report::new(), &mut secrets).ok()??;
    let mut paths = Vec::new();
    add_paths(&loaded.defaults(&sources), "", &mut paths);
    Some(paths)
}

fn add_paths(node: &Node, path: &str, paths: &mut Vec<String>) {
    let Value::Map(map) = &node.value else { return };
    for (key, below) in map.iter() {
        let key = key.text.replace('.', "\\.");
        let path = if path.is_empty() { key } else { format!("{path}.{key}") };
        add_paths(below, &path, paths);
        paths.push(path);
    }
}
