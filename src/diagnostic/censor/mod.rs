//! A text, a message or an excerpt into the same without the secrets in it.
//!
//! It is made once for a run. Each text is searched once, however many secrets there are.

mod parts;
mod places;
mod quotes;
mod telling;
mod texts;

pub use telling::Telling;

use std::ops::Range;

use self::places::Places;
use self::quotes::{Marks, named, stands_alone, starred, words};
use self::texts::Texts;
use super::secrets::{LEAST_WORD, Secrets};
use super::{Diagnostic, SourceId, SourceKind, Sources, Span, Subject, Words};

/// Shows the sources and diagnostics of a run without the secrets.
pub struct Censor<'s> {
    pub sources: &'s Sources,
    places: Places,
    texts: Texts<'s>,
}

/// Which parts of a secret are masked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// The whole secret.
    Whole,
    /// The whole secret; a secret that may also be an ordinary word, only inside of quotes.
    Ours,
    /// The whole secret, and each of its words.
    Parts,
}

impl<'s> Censor<'s> {
    pub fn new(secrets: &Secrets, sources: &'s Sources) -> Self {
        let texts = Texts::new(&secrets.texts, sources);
        Censor { sources, places: Places::new(&secrets.places), texts }
    }

    /// Whether a place is inside of a secret place.
    pub fn is_masked(&self, span: Span) -> bool {
        self.places.hold(span)
    }

    /// Whether a text contains a secret that is no ordinary word.
    pub fn quotes_secret(&self, text: &str) -> bool {
        !self.quoted(text, Quotes::Whole).is_empty()
    }

    /// A text with stars for the secrets that it quotes.
    pub fn without_secrets(&self, text: &str) -> String {
        starred(text, self.quoted(text, Quotes::Whole))
    }

    /// A part of a source. Secrets are masked byte by byte, so that the carets below still fit.
    pub fn shown(&self, id: SourceId, range: Range<usize>) -> String {
        let source = self.sources.get(id);
        let part = source.text.get(range.clone()).unwrap_or("");
        let mut hidden = match source.kind {
            SourceKind::File => Vec::new(),
            _ if self.places.touch(Span::new(id, range.clone())) => {
                self.quoted(part, Quotes::Whole)
            }
            SourceKind::Values | SourceKind::Flag => self.quoted(part, Quotes::Ours),
        };
        hidden.extend(self.places.within(id, range.clone()).iter().map(|span| {
            let within = |at: usize| at.clamp(range.start, range.end) - range.start;
            within(span.range().start)..within(span.range().end)
        }));
        let mut bytes = part.as_bytes().to_vec();
        for place in hidden {
            let secret = bytes.get_mut(place).into_iter().flatten();
            secret.filter(|byte| **byte != b'\n').for_each(|byte| *byte = b'*');
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// A place in running text: `values/gauzian/prod.yaml:12`, `--set a=1`.
    pub fn describe(&self, span: Span) -> String {
        let source = self.sources.get(span.source);
        match source.kind {
            SourceKind::File | SourceKind::Values => {
                format!("{}:{}", source.name, self.sources.place(span).line)
            }
            SourceKind::Flag => {
                format!("{} {}", source.name, self.shown(span.source, 0..source.text.len()))
            }
        }
    }

    /// A diagnostic that quotes no secret.
    pub fn censored(&self, diagnostic: &Diagnostic) -> Diagnostic {
        let mut shown = diagnostic.clone();
        if self.texts.is_empty() {
            return shown;
        }
        let near = diagnostic.words == Words::Computed
            || diagnostic.labels.iter().any(|label| self.places.touch(label.span));
        let quotes = if near { Quotes::Parts } else { Quotes::Ours };
        let marked = diagnostic.labels.iter().filter(|label| self.is_masked(label.span));
        let marked = marked.map(|label| self.sources.text(label.span));
        let marked: Vec<&str> =
            marked.filter(|text| text.contains(char::is_alphanumeric)).collect();
        each_text(&mut shown, &|text| {
            let mut places = self.quoted(text, quotes);
            places.extend(marked.iter().flat_map(|part| named(text, part)));
            *text = starred(text, places);
        });
        shown
    }

    /// Where the secrets are in a text.
    fn quoted(&self, text: &str, quotes: Quotes) -> Vec<Range<usize>> {
        let marks = Marks::of(text);
        let counts = |(secret, place): &(texts::Secret<'_>, Range<usize>)| {
            let may_be_ours = quotes == Quotes::Ours && is_ordinary(secret.text);
            (secret.tells && (!may_be_ours || marks.enclose(place.start)))
                || (quotes == Quotes::Parts && stands_alone(text, place))
        };
        let found = self.texts.quoted_in(text).filter(counts).map(|(_, place)| place);
        let mut found: Vec<_> = found.collect();
        if quotes == Quotes::Parts {
            found.extend(words(text).filter(|place| {
                let word = &text[place.clone()];
                word.len() >= LEAST_WORD && self.texts.hold(word) && !self.sources.say(word)
            }));
        }
        found
    }
}

fn is_ordinary(secret: &str) -> bool {
    secret.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Changes all texts of a diagnostic.
fn each_text(diagnostic: &mut Diagnostic, change: &dyn Fn(&mut String)) {
    let labels = diagnostic.labels.iter_mut().map(|label| &mut label.text);
    labels.chain(&mut diagnostic.help).chain([&mut diagnostic.message]).for_each(change);
    if let Some(path) = &mut diagnostic.path {
        let mut text = path.to_string();
        change(&mut text);
        *path = text.into();
    }
    if let Some(object) = &mut diagnostic.object {
        let Subject { api_version, kind, namespace, name } = &mut **object;
        [api_version, kind].into_iter().for_each(change);
        // Names stand between quotes, wherever they are printed.
        for name in namespace.iter_mut().chain([name]) {
            let mut quoted = format!("`{name}`");
            change(&mut quoted);
            quoted[1..quoted.len() - 1].clone_into(name);
        }
    }
}
