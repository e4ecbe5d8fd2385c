//! The fields of kinds that are built into Kubernetes.

use super::Known;
use super::field::{Field, Page, Presence, unknown};
use crate::check::strict;
use crate::kube::lists::{self, ListType};
use crate::kube::versions::Minor;
use crate::kube::versions::fields::{self, Home, Span};
use crate::kube::versions::types::{self, Declared, Type};
use crate::kube::versions::words;

/// A type on the way down a path, and how its lists are kept.
#[derive(Clone, Copy)]
struct At<'k> {
    of: Type,
    lists: Option<lists::Type>,
    home: Home<'k>,
}

pub(super) fn page(known: &Known, steps: &[String], asked: Minor) -> Result<Page, String> {
    let api_version = known.api_version();
    let of = types::of_kind(&api_version, &known.kind).ok_or_else(|| untold(known))?;
    let home = Home::of(&api_version);
    let at = At { of, lists: lists::type_of(&known.group, &known.kind), home };
    walk(at, None, known.kind.clone(), steps, asked)
}

/// The metadata that custom resources have as well; `steps` begin in it.
pub(super) fn metadata(kind: &str, steps: &[String], asked: Minor) -> Result<Page, String> {
    let of = types::metadata().ok_or_else(|| format!("nothing is known of {kind}.metadata"))?;
    let field = Field { of: of.name.to_owned(), name: "metadata".to_owned(), ..Field::default() };
    let at = At { of, lists: None, home: Home::of("v1") };
    walk(at, Some(field), format!("{kind}.metadata"), steps, asked)
}

/// That a version of a kind is known by its name only.
fn untold(known: &Known) -> String {
    let api_version = known.api_version();
    let mut told = super::history(known)
        .into_iter()
        .map(|it| it.api_version())
        .filter(|it| *it != api_version && types::of_kind(it, &known.kind).is_some());
    let there = told.next_back().map(|it| format!("; those of {it} are")).unwrap_or_default();
    format!("the fields of {} are not known as {api_version} has them{there}", known.kind)
}

/// From a type on down a path; `within` is what is told of by that name.
fn walk(
    mut at: At<'_>,
    mut field: Option<Field>,
    mut within: String,
    steps: &[String],
    asked: Minor,
) -> Result<Page, String> {
    let mut steps = steps.iter();
    while let Some(step) = steps.next() {
        let Some(declared) = at.of.fields().find(|field| field.name == *step) else {
            return Err(unknown(&within, step, at.names(asked)));
        };
        if let Some(first) = at.since(declared).filter(|first| *first > asked.number()) {
            return Err(format!(
                "{within} has `{step}` from Kubernetes 1.{first} on, not in {asked}"
            ));
        }
        within = format!("{within}.{step}");
        field = Some(at.field(declared));
        let Some(held) = at.of.held(declared.of) else {
            if let Some(next) = steps.next() {
                return Err(format!("{within} is {}: it has no field `{next}`", declared.of));
            }
            return Ok(Page { field, fields: Vec::new() });
        };
        let lists = at.lists.and_then(|of| lists::field(of, step).holds);
        at = At { of: held, lists, ..at };
    }
    let fields = at.of.fields().filter(|field| at.is_in(*field, asked));
    Ok(Page { field, fields: fields.map(|declared| at.field(declared)).collect() })
}

impl At<'_> {
    fn since(self, field: Declared) -> Option<u8> {
        match fields::span(self.of.name, field.name, self.home)? {
            Span::From(first) => Some(first.number()),
            Span::Until(_) | Span::Between(..) => None,
        }
    }

    fn is_in(self, field: Declared, asked: Minor) -> bool {
        self.since(field).is_none_or(|first| first <= asked.number())
    }

    fn names(self, asked: Minor) -> Vec<&'static str> {
        let fields = self.of.fields().filter(|field| self.is_in(*field, asked));
        fields.map(|field| field.name).collect()
    }

    fn field(self, declared: Declared) -> Field {
        let Declared { name, of, is_required } = declared;
        let (words, default) = words::of(self.of.name, name);
        let list = self.lists.map(|of| lists::field(of, name).list);
        let keys = match list {
            Some(ListType::Map(keys)) => keys.iter().map(|key| key.name.to_owned()).collect(),
            _ => Vec::new(),
        };
        Field {
            name: name.to_owned(),
            of: shown(of),
            presence: Presence::when(strict::is_required(self.of.name, name, is_required)),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            default: Some(default).filter(|it| !it.is_empty()).map(str::to_owned),
            keys,
            is_set: list == Some(ListType::Set),
            since: self.since(declared),
            ..Field::default()
        }
    }
}

/// A type without the group that it is of.
fn shown(of: &str) -> String {
    match of.rsplit_once('/') {
        Some((home, name)) => {
            let lists = home.rfind([']']).map_or("", |end| &home[..=end]);
            format!("{lists}{name}")
        }
        None => of.to_owned(),
    }
}
