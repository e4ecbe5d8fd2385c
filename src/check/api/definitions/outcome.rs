//! The result of validating a value by a schema.

use crate::check::api::Reason;

/// The faults of a value by one schema.
#[derive(Default)]
pub(crate) struct Outcome {
    pub wrong: Vec<Wrong>,
    /// How many keywords of the schema were looked at and fit. Of alternatives that all fail, the
    /// one with the most is reported.
    pub matches: usize,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Wrong {
    pub reason: Reason,
    /// The path below the validated value; empty for the value as a whole.
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
