//! Texts that give a secret away wherever they occur.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;

use super::texts::Texts;
use crate::diagnostic::Sources;
use crate::diagnostic::secrets::spellings;

/// All spellings of some texts, without those that are short or occur in the chart itself.
#[derive(Clone, Debug, Default)]
pub struct Telling(Option<AhoCorasick>);

impl Telling {
    pub fn of(texts: impl IntoIterator<Item = String>, sources: &Sources) -> Self {
        let all: BTreeSet<String> = texts.into_iter().flat_map(|text| spellings(&text)).collect();
        let texts = Texts::new(&all, sources);
        let telling: Vec<&str> = texts.telling().collect();
        // Texts that fit into memory are not too large for an automaton.
        Telling((!telling.is_empty()).then(|| AhoCorasick::new(telling).expect("it fits")))
    }

    /// Whether a text contains one of them.
    pub fn are_in(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|automaton| automaton.is_match(text))
    }
}
