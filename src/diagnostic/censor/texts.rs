//! Secret texts, and where they occur in another text: found in one pass.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::parts::Parts;
use crate::diagnostic::Sources;
use crate::diagnostic::secrets::LEAST_WORD;

/// Texts to look for, in any case.
pub(super) struct Texts<'s> {
    all: Vec<String>,
    automaton: AhoCorasick,
    sources: &'s Sources,
    /// Whether the chart itself contains one of them: then it gives nothing away. The chart is
    /// searched when the first of them is found somewhere.
    are_public: OnceLock<Vec<bool>>,
    parts: OnceLock<Parts>,
}

/// One of the texts.
#[derive(Clone, Copy)]
pub(super) struct Secret<'a> {
    pub text: &'a str,
    /// Whether it is recognised on its own: it is neither an ordinary word nor one of the chart.
    pub tells: bool,
}

impl<'s> Texts<'s> {
    /// `sources` have the texts that anyone may read.
    pub(super) fn new(texts: &BTreeSet<String>, sources: &'s Sources) -> Self {
        let all: Vec<String> = texts.iter().filter(|text| !text.is_empty()).cloned().collect();
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(&all);
        let automaton = automaton.expect("secrets are smaller than memory");
        let (are_public, parts) = (OnceLock::new(), OnceLock::new());
        Texts { all, automaton, sources, are_public, parts }
    }

    fn are_public(&self) -> &[bool] {
        self.are_public.get_or_init(|| {
            let mut are_public = vec![false; self.all.len()];
            let public = self.sources.public().filter(|_| !self.is_empty());
            for text in public {
                for found in self.automaton.find_overlapping_iter(text) {
                    let at = found.pattern().as_usize();
                    // In another case, it is another word.
                    are_public[at] |= text.get(found.range()) == Some(&*self.all[at]);
                }
            }
            are_public
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Every secret in a text, and where it is.
    pub(super) fn quoted_in<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = (Secret<'a>, Range<usize>)> {
        self.automaton.find_overlapping_iter(text).map(|found| {
            let at = found.pattern().as_usize();
            let secret = &*self.all[at];
            let tells = secret.len() >= LEAST_WORD && !self.are_public()[at];
            (Secret { text: secret, tells }, found.range())
        })
    }

    /// Those that are recognised on their own.
    pub(super) fn telling(&self) -> impl Iterator<Item = &str> {
        let all = self.all.iter().zip(self.are_public());
        all.filter(|(text, is_public)| text.len() >= LEAST_WORD && !**is_public)
            .map(|(text, _)| text.as_str())
    }

    /// Whether a word is a part of a secret.
    pub(super) fn hold(&self, word: &str) -> bool {
        self.parts.get_or_init(|| Parts::of(&self.all)).hold(word)
    }
}
