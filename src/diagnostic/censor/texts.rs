//! Secret texts, by which every one is found that another text quotes, in one reading of it.

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::parts::Parts;
use crate::diagnostic::secrets::LEAST_WORD;

/// Texts to look for, in whatever case they are written.
pub(super) struct Texts {
    all: Vec<String>,
    automaton: AhoCorasick,
    /// Whether the chart itself says one of them: then it gives nothing away.
    are_public: Vec<bool>,
    parts: Parts,
}

/// One of the texts.
#[derive(Clone, Copy)]
pub(super) struct Secret<'a> {
    pub text: &'a str,
    /// Whether it is told by itself: no word that is found in any text, nor one of the chart.
    pub tells: bool,
}

impl Texts {
    /// `public` is what anyone may read.
    pub(super) fn new<'t>(texts: &BTreeSet<String>, public: impl Iterator<Item = &'t str>) -> Self {
        let texts: Vec<String> = texts.iter().filter(|text| !text.is_empty()).cloned().collect();
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(&texts);
        let automaton = automaton.expect("secrets are smaller than memory");
        let parts = Parts::of(&texts);
        let mut made = Texts { are_public: vec![false; texts.len()], all: texts, automaton, parts };
        if !made.all.is_empty() {
            public.for_each(|text| made.publish(text));
        }
        made
    }

    fn publish(&mut self, text: &str) {
        for found in self.automaton.find_overlapping_iter(text) {
            let at = found.pattern().as_usize();
            // In another case it is another word.
            self.are_public[at] =
                self.are_public[at] || text.get(found.range()) == Some(&*self.all[at]);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Every secret that a text quotes, and where.
    pub(super) fn quoted_in<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = (Secret<'a>, Range<usize>)> {
        self.automaton.find_overlapping_iter(text).map(|found| {
            let at = found.pattern().as_usize();
            let secret = &*self.all[at];
            let tells = secret.len() >= LEAST_WORD && !self.are_public[at];
            (Secret { text: secret, tells }, found.range())
        })
    }

    /// Those that are told by themselves.
    pub(super) fn telling(&self) -> impl Iterator<Item = &str> {
        let all = self.all.iter().zip(&self.are_public);
        all.filter(|(text, is_public)| text.len() >= LEAST_WORD && !**is_public)
            .map(|(text, _)| text.as_str())
    }

    /// Whether a word is a part of a secret.
    pub(super) fn hold(&self, word: &str) -> bool {
        self.parts.hold(word)
    }
}
