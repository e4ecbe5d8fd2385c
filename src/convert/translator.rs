//! What is known while a template is translated, and what is noted on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::expression::{BASE, Ex, What};
use super::macros::{Macros, key};
use super::outline::Pipes;
use super::scope::{Scope, snake};
use super::seen::Seen;
use crate::template::go::tree::Source;

/// Why a template stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    /// A byte of the template.
    pub at: u32,
    pub why: String,
}

pub(super) type Told<T> = Result<T, Reason>;

impl Reason {
    pub(super) fn at(at: u32, why: impl Into<String>) -> Self {
        Reason { at, why: why.into() }
    }
}

/// What a template needs besides its own text.
#[derive(Clone, Debug, Default)]
pub(super) struct Noted {
    /// Keys that values.yaml is to have.
    pub keys: BTreeSet<Vec<String>>,
    /// How many texts of values Helm runs as templates.
    pub templates: usize,
    /// The named templates that are called, with where that is first.
    pub called: BTreeMap<String, u32>,
    /// Other templates of which digests are made, by path, with the variable that holds each.
    pub included: BTreeMap<String, String>,
}

/// What a file or a named template came to.
#[derive(Debug)]
pub(super) struct Made {
    pub text: Told<String>,
    pub noted: Noted,
}

pub(super) struct Translator<'a> {
    pub source: &'a Source,
    /// The text of the source.
    pub text: &'a str,
    pub pipes: &'a Pipes<'a>,
    pub seen: &'a Rc<Seen>,
    pub app_version: Option<&'a str>,
    /// The names under which other charts have their values.
    pub subcharts: &'a BTreeSet<String>,
    pub macros: &'a mut Macros,
    /// The partial that the result will stand in, of a named template.
    pub home: Option<&'a str>,
    pub noted: Noted,
    /// Variables that are changed within loops which they were not declared in.
    pub looped: BTreeSet<String>,
}

impl Translator<'_> {
    pub(super) fn is_of_subchart(&self, path: &[String]) -> bool {
        path.first().is_some_and(|first| self.subcharts.contains(first))
    }

    /// What calls a named template.
    pub(super) fn include(&mut self, arguments: Vec<Ex>, at: u32, _: &Scope) -> Told<Ex> {
        let [name, given] = &arguments[..] else {
            return Err(Reason::at(at, "`include` needs a name and data"));
        };
        let What::Text(name) = &name.what else {
            return Err(Reason::at(at, "the name of the included template is computed"));
        };
        if let Some(path) = name.strip_prefix(BASE) {
            return self.other(path.trim_start_matches('/'), given, at);
        }
        self.named(name, Some(given), at)
    }

    /// What another template of the chart puts out.
    fn other(&mut self, path: &str, given: &Ex, at: u32) -> Told<Ex> {
        if self.home.is_some() || !matches!(given.what, What::Root) {
            return Err(Reason::at(at, "another template is included with data of its own"));
        }
        let name = snake(path.split('.').next().unwrap_or(path));
        let name = format!("{name}_objects");
        self.noted.included.insert(path.to_owned(), name.clone());
        let ex = Ex::atom(name);
        Ok(Ex { what: What::Yaml(Box::new(ex.clone())), ..ex })
    }

    pub(super) fn named(&mut self, name: &str, given: Option<&Ex>, at: u32) -> Told<Ex> {
        if let Some(text) = self.macros.known(name, given) {
            return Ok(text);
        }
        if !self.macros.has(name) {
            return Err(Reason::at(at, format!("no template is called `{name}`")));
        }
        self.noted.called.entry(key(name, given)).or_insert(at);
        let call = self.macros.call(name, given, self.home);
        call.map_err(|why| Reason::at(at, why))
    }
}
