//! Texts that give a secret away wherever they stand.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;

use super::texts::Texts;
use crate::diagnostic::Sources;
use crate::diagnostic::secrets::spellings;

/// All spellings of some texts, less the words that are short or that the chart itself says.
#[derive(Clone, Debug, Default)]
pub struct Telling(Option<AhoCorasick>);

impl Telling {
    pub fn of(texts: impl IntoIterator<Item = String>, sources: &Sources) -> Self {
        let all: BTreeSet<String> = texts.into_iter().flat_map(|text| spellings(&text)).collect();
        let texts = Texts::new(&all, sources);
        let telling: Vec<&str> = texts.telling().collect();
        // None that is too large for an automaton is in memory.
        Telling((!telling.is_empty()).then(|| AhoCorasick::new(telling).expect("it fits")))
    }

    /// Whether one of them is in a text.
    pub fn are_in(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|automaton| automaton.is_match(text))
    }
}
