//! Texts that are known, as far as they are: a gap is `\0`.

use std::rc::Rc;

use super::Reader;
use super::meaning::{Meaning, NOTHING, Thing};

/// More texts than this are not told apart.
const TEXTS: usize = 24;

/// What is printed beyond is not known.
pub(super) const LONGEST: usize = 200;

const GAP: &str = "\0";

impl Reader<'_> {
    /// The text that a thing is, without gaps.
    pub(super) fn exact(&self, thing: Thing) -> Option<Rc<str>> {
        match thing {
            Thing::Text(text) => Some(self.meanings.text_of(text)).filter(|it| !it.contains(GAP)),
            _ => None,
        }
    }

    /// The texts that an expression may print as.
    fn printed(&self, of: Meaning) -> Vec<Rc<str>> {
        let things = self.meanings.things(of);
        let texts = things.iter().map(|thing| match thing {
            Thing::Text(text) => self.meanings.text_of(*text),
            Thing::Count(count) => count.to_string().into(),
            _ => GAP.into(),
        });
        let texts: Vec<Rc<str>> = texts.collect();
        if texts.is_empty() || texts.len() > TEXTS { vec![GAP.into()] } else { texts }
    }

    /// Texts behind each other.
    pub(super) fn joined(&mut self, parts: &[Meaning]) -> Meaning {
        let mut all = vec![String::new()];
        for part in parts {
            let options = self.printed(*part);
            if all.len() * options.len() > TEXTS {
                return self.meanings.text(GAP);
            }
            let each = |text: &String| {
                let text = text.clone();
                options.iter().map(move |option| text.clone() + option)
            };
            all = all.iter().flat_map(each).collect();
        }
        let all: Vec<Meaning> = all.iter().map(|text| self.meanings.text(text)).collect();
        self.meanings.union(all)
    }

    /// A format with its arguments.
    pub(super) fn formatted(&mut self, format: Meaning, arguments: &[Meaning]) -> Meaning {
        let mut result = NOTHING;
        for format in self.printed(format) {
            let mut arguments = arguments.iter();
            let mut parts = Vec::new();
            let mut rest = &*format;
            while let Some(at) = rest.find('%') {
                parts.push(self.meanings.text(&rest[..at]));
                let verb = rest[at + 1..].find(|c: char| c.is_ascii_alphabetic() || c == '%');
                let end = verb.map_or(rest.len(), |verb| at + 1 + verb + 1);
                let given = match &rest[at..end] {
                    "%%" => self.meanings.text("%"),
                    "%s" | "%v" | "%d" => arguments.next().copied().unwrap_or(NOTHING),
                    _ => {
                        arguments.next();
                        NOTHING
                    }
                };
                parts.push(given);
                rest = &rest[end..];
            }
            parts.push(self.meanings.text(rest));
            let text = self.joined(&parts);
            result = self.meanings.both(result, text);
        }
        result
    }

    /// The parts of known texts between known separators.
    pub(super) fn parts(&mut self, separator: Meaning, text: Meaning) -> Meaning {
        let (separators, texts) = (self.printed(separator), self.printed(text));
        let mut all = NOTHING;
        for text in &texts {
            for separator in &separators {
                let list = if text.contains(GAP) || separator.contains(GAP) || separator.is_empty()
                {
                    let any = self.meanings.text(GAP);
                    self.meanings.list(any)
                } else {
                    let parts = text.split(&**separator);
                    let parts: Vec<Meaning> = parts.map(|part| self.meanings.text(part)).collect();
                    self.meanings.sequence(&parts)
                };
                all = self.meanings.both(all, list);
            }
        }
        all
    }

    /// Known texts without the blanks around them.
    pub(super) fn trimmed(&mut self, of: Meaning) -> Meaning {
        let texts = self.printed(of);
        let all: Vec<Meaning> = texts.iter().map(|it| self.meanings.text(it.trim())).collect();
        self.meanings.union(all)
    }

    /// What is printed behind what has been printed before; `None` once that is too much.
    pub(super) fn print(&mut self, before: Option<Meaning>, more: Meaning) -> Option<Meaning> {
        let both = self.joined(&[before?, more]);
        let is_short = |text: &Rc<str>| text.len() <= LONGEST && &**text != GAP;
        let texts = self.printed(both);
        texts.iter().any(is_short).then_some(both)
    }
}

/// Whether a text with gaps may be this one.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('\0') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let mut parts = rest.split('\0').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return left.ends_with(part);
        }
        match left.find(part) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    true
}
