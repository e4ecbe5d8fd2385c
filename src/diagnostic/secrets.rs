//! What must not be shown: places in the sources, and the words that stand there, wherever a
//! message quotes them.
//!
//! What is a secret is not decided here.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Diagnostic, SourceId, SourceKind, Sources, Span, Subject, Words};

/// What stands in a result for a secret.
pub const MASK: &str = "(masked)";

/// What stands in a message for a secret.
const STARS: &str = "***";

/// Shorter words are found in any text.
const LEAST_WORD: usize = 4;

impl Sources {
    /// Makes what stands at `span` a secret: it is shown as asterisks from here on.
    pub fn mask(&self, span: Span) {
        if span.end > span.start && !span.is_nowhere() {
            self.masked.borrow_mut().insert(span);
            let text = self.text(span);
            self.conceal(text);
            self.conceal(text.trim_matches(['"', '\'']));
        }
    }

    /// Makes a text a secret: messages that quote it show it as asterisks from here on.
    pub fn conceal(&self, text: &str) {
        if text.trim().is_empty() || self.secrets.borrow().contains(text) {
            return;
        }
        let mut secrets = self.secrets.borrow_mut();
        secrets.extend(spellings(text));
        let lines = text.lines().map(str::trim).filter(|line| line.len() >= LEAST_WORD);
        secrets.extend(lines.map(str::to_owned));
        let decoded = STANDARD.decode(text.trim()).ok();
        let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        secrets.extend(decoded.filter(|text| text.trim().len() >= LEAST_WORD));
    }

    /// Whether a place lies in one that is a secret.
    pub fn is_masked(&self, span: Span) -> bool {
        let masked = self.masked.borrow();
        masked.contains(&span)
            || masked.iter().any(|secret| {
                secret.source == span.source && secret.start <= span.start && span.end <= secret.end
            })
    }

    /// Whether a part of a place is a secret.
    fn touches_secret(&self, span: Span) -> bool {
        self.masked.borrow().iter().any(|secret| {
            secret.source == span.source && secret.start < span.end && span.start < secret.end
        })
    }

    /// Whether a text holds a secret that is no common word.
    pub fn quotes_secret(&self, text: &str) -> bool {
        !self.quoted(text, Quotes::Whole).is_empty()
    }

    /// A part of a source, secrets masked byte by byte: what stands below it still fits.
    pub fn shown(&self, id: SourceId, range: Range<usize>) -> String {
        let text = &self.get(id).text;
        let part = text.get(range.clone()).unwrap_or("");
        let mut hidden = match self.get(id).kind {
            SourceKind::File => Vec::new(),
            _ if self.touches_secret(Span::new(id, range.clone())) => {
                self.quoted(part, Quotes::Whole)
            }
            SourceKind::Values | SourceKind::Flag => self.quoted(part, Quotes::Ours),
        };
        let masked = self.masked.borrow();
        hidden.extend(masked.iter().filter(|span| span.source == id).map(|span| {
            let within = |at: u32| (at as usize).clamp(range.start, range.end) - range.start;
            within(span.start)..within(span.end)
        }));
        let mut bytes = part.as_bytes().to_vec();
        for place in hidden {
            let secret = bytes.get_mut(place).into_iter().flatten();
            secret.filter(|byte| **byte != b'\n').for_each(|byte| *byte = b'*');
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// A text with stars for the secrets that it quotes.
    pub fn without_secrets(&self, text: &str) -> String {
        starred(text, &self.quoted(text, Quotes::Whole))
    }

    /// A diagnostic that quotes no secret.
    pub(super) fn censored(&self, diagnostic: &Diagnostic) -> Diagnostic {
        let mut shown = diagnostic.clone();
        if self.secrets.borrow().is_empty() {
            return shown;
        }
        let near = diagnostic.words == Words::Computed
            || diagnostic.labels.iter().any(|label| self.touches_secret(label.span));
        let quotes = if near { Quotes::Parts } else { Quotes::Ours };
        let marked = diagnostic.labels.iter().filter(|label| self.is_masked(label.span));
        let marked = marked.map(|label| self.text(label.span));
        let marked: Vec<&str> =
            marked.filter(|text| text.contains(char::is_alphanumeric)).collect();
        let censor = |text: &mut String| {
            let mut places = self.quoted(text, quotes);
            places.extend(marked.iter().flat_map(|part| named(text, part)));
            *text = starred(text, &places);
        };
        let labels = shown.labels.iter_mut().map(|label| &mut label.text);
        let texts = labels.chain(&mut shown.help).chain([&mut shown.message]);
        texts.for_each(censor);
        if let Some(path) = &mut shown.path {
            let mut text = path.to_string();
            censor(&mut text);
            *path = text.into();
        }
        if let Some(object) = &mut shown.object {
            let Subject { api_version, kind, namespace, name } = &mut **object;
            [api_version, kind].into_iter().for_each(censor);
            // Names stand between quotes, wherever they are printed.
            for name in namespace.iter_mut().chain([name]) {
                let mut quoted = format!("`{name}`");
                censor(&mut quoted);
                quoted[1..quoted.len() - 1].clone_into(name);
            }
        }
        shown
    }

    /// The stretches of a text that are secrets.
    fn quoted(&self, text: &str, quotes: Quotes) -> Vec<Range<usize>> {
        let secrets = self.secrets.borrow();
        let lower = text.to_ascii_lowercase();
        let mut found = Vec::new();
        for secret in secrets.iter() {
            let secret_lower = secret.to_ascii_lowercase();
            let places = lower.match_indices(&*secret_lower);
            let places: Vec<_> = places.map(|(at, _)| at..at + secret.len()).collect();
            if places.is_empty() {
                continue;
            }
            let tells = secret.len() >= LEAST_WORD && !self.is_public(secret);
            let may_be_ours = quotes == Quotes::Ours && is_ordinary(secret);
            let counts = |place: &Range<usize>| {
                (tells && (!may_be_ours || is_in_quotes(text, place)))
                    || (quotes == Quotes::Parts && stands_alone(text, place))
            };
            found.extend(places.into_iter().filter(counts));
        }
        if quotes == Quotes::Parts {
            let parts = words(text).filter(|place| {
                let word = &text[place.clone()];
                let is_part = || secrets.iter().any(|secret| holds(secret, word));
                word.len() >= LEAST_WORD && is_part() && !self.is_public(word)
            });
            found.extend(parts);
        }
        found
    }

    /// The spellings of a text by which it is recognized in any other.
    pub fn telling(&self, text: &str) -> Vec<String> {
        let telling = |word: &String| word.len() >= LEAST_WORD && !self.is_public(word);
        spellings(text).into_iter().filter(telling).collect()
    }

    /// Whether the chart itself says a word: then it gives nothing away.
    fn is_public(&self, word: &str) -> bool {
        self.iter().any(|source| {
            source.name.contains(word)
                || (source.kind == SourceKind::File && source.text.contains(word))
        })
    }
}

/// A text as it stands, and as it may be written elsewhere.
fn spellings(text: &str) -> Vec<String> {
    let json = serde_json::to_string(text).unwrap_or_default();
    vec![
        text.to_owned(),
        text.trim().to_owned(),
        STANDARD.encode(text),
        text.escape_default().to_string(),
        json.trim_matches('"').to_owned(),
    ]
}

/// What of a secret counts as the secret.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// All of it.
    Whole,
    /// All of it; what may as well be a word of our own, only where the text quotes something.
    Ours,
    /// Its words, too.
    Parts,
}

fn is_ordinary(secret: &str) -> bool {
    secret.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether a stretch of a message lies between quotes.
fn is_in_quotes(text: &str, place: &Range<usize>) -> bool {
    ['`', '"'].iter().any(|quote| text[..place.start].matches(*quote).count() % 2 == 1)
}

fn holds(secret: &str, word: &str) -> bool {
    secret.to_ascii_lowercase().contains(&word.to_ascii_lowercase())
}

/// Where a message quotes a part of a secret that it is about, be it ever so short.
fn named(text: &str, part: &str) -> Vec<Range<usize>> {
    let places = text.match_indices(part).map(|(at, _)| at..at + part.len());
    places.filter(|place| is_in_quotes(text, place) && is_apart(text, place)).collect()
}

/// Whether no word goes on at the ends of a stretch.
fn is_apart(text: &str, place: &Range<usize>) -> bool {
    let is_end = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    is_end(text[..place.start].chars().next_back()) && is_end(text[place.end..].chars().next())
}

/// Whether a stretch is a word of its own; a short one that is no number, if it is in quotes.
fn stands_alone(text: &str, place: &Range<usize>) -> bool {
    let word = &text[place.clone()];
    let before = text[..place.start].chars().next_back();
    let after = text[place.end..].chars().next();
    let is_quote = |c: Option<char>| c.is_some_and(|c| matches!(c, '`' | '"' | '\''));
    let tells = word.len() >= LEAST_WORD || word.chars().all(|c| c.is_ascii_digit());
    (is_quote(before) && is_quote(after)) || (tells && is_apart(text, place))
}

/// The words of a text.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_gap =
        |c: char| c.is_whitespace() || matches!(c, '`' | '"' | '\'' | '(' | ')' | ',' | ';' | '=');
    let start = text.as_ptr() as usize;
    text.split(is_gap).map(|word| word.trim_matches([':', '.'])).map(move |word| {
        let at = word.as_ptr() as usize - start;
        at..at + word.len()
    })
}

fn starred(text: &str, places: &[Range<usize>]) -> String {
    let mut places = places.to_vec();
    places.sort_by_key(|place| place.start);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for place in places {
        if place.start >= done {
            out.push_str(&text[done..place.start]);
            out.push_str(STARS);
        }
        done = done.max(place.end);
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}
