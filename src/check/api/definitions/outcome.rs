//! What is to be said of a value by a schema, while it is being judged.

use crate::check::api::Reason;

/// What is to be said of a value by one schema.
#[derive(Default)]
pub(crate) struct Outcome {
    pub wrong: Vec<Wrong>,
    /// How much of the schema was looked at and is right. Of alternatives that all fail, the one
    /// that gets furthest is spoken of.
    pub matches: usize,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Wrong {
    pub reason: Reason,
    /// Below the value that is judged; empty where it is meant as a whole.
    pub place: String,
    pub message: String,
}

impl Outcome {
    pub(crate) fn is_right(&self) -> bool {
        self.wrong.is_empty()
    }

    pub(crate) fn add(&mut self, reason: Reason, place: &str, message: impl Into<String>) {
        let wrong = Wrong { reason, place: place.to_owned(), message: message.into() };
        if !self.wrong.contains(&wrong) {
            self.wrong.push(wrong);
        }
    }

    pub(crate) fn merge(&mut self, other: Outcome) {
        self.matches += other.matches;
        for wrong in other.wrong {
            if !self.wrong.contains(&wrong) {
                self.wrong.push(wrong);
            }
        }
    }
}
