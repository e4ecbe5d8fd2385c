//! What a render may use up, whatever its templates ask for.
//!
//! A template of a hundred bytes can ask for more than any machine has: a text that doubles in a
//! loop, a list of lists of lists. So whoever makes something takes the room for it from the budget
//! first, or right after where it is known only then. Steps are the engine's instructions.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::diagnostic::{Code, Diagnostic, Span};

/// How much a render may use up: so many mebibytes of text, lists and documents, and steps to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    pub mebibytes: u32,
}

/// For 64 MiB twenty million steps; a chart of a thousand objects needs a hundredth of both.
const STEPS_A_MEBIBYTE: u64 = 312_500;

impl Default for Allowance {
    fn default() -> Self {
        Allowance { mebibytes: 64 }
    }
}

impl Allowance {
    /// What to do where it is used up.
    pub(crate) fn help(self) -> String {
        let twice = self.mebibytes.saturating_mul(2);
        format!("look for what grows in a loop; where all of it is meant: --budget {twice}")
    }
}

/// What is left of an allowance.
#[derive(Debug)]
pub(crate) struct Budget {
    pub allowance: Allowance,
    room: AtomicU64,
    steps: AtomicU64,
    told: AtomicBool,
}

/// Nothing is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spent;

/// What an item of a list or an entry of a map takes, in bytes.
pub(crate) const ITEM: usize = 32;

/// What a node of a document takes.
pub(crate) const NODE: usize = 64;

/// What a hole takes, with what is written down beside it.
pub(crate) const HOLE: usize = 128;

/// What each byte of a text takes that becomes nodes.
pub(crate) const YAML: usize = 4;

impl Budget {
    pub(crate) fn new(allowance: Allowance) -> Self {
        let mebibytes = u64::from(allowance.mebibytes);
        Budget {
            allowance,
            room: AtomicU64::new(mebibytes << 20),
            steps: AtomicU64::new(mebibytes * STEPS_A_MEBIBYTE),
            told: AtomicBool::new(false),
        }
    }

    /// Takes room for so many bytes.
    pub(crate) fn take(&self, bytes: usize) -> Result<(), Spent> {
        // One thread renders a release.
        let left = self.room.load(Ordering::Relaxed);
        let after = left.checked_sub(u64::try_from(bytes).unwrap_or(u64::MAX));
        self.room.store(after.unwrap_or(0), Ordering::Relaxed);
        after.map(|_| ()).ok_or(Spent)
    }

    /// The same for so many things of one size.
    pub(crate) fn take_each(&self, count: usize, bytes: usize) -> Result<(), Spent> {
        self.take(count.saturating_mul(bytes))
    }

    /// How much room is left; `put_back` makes it that again, where what was made is dropped.
    pub(crate) fn room_left(&self) -> u64 {
        self.room.load(Ordering::Relaxed)
    }

    pub(crate) fn put_back(&self, room: u64) {
        if !self.is_spent() {
            self.room.store(room, Ordering::Relaxed);
        }
    }

    /// Whether there is no room left.
    pub(crate) fn is_spent(&self) -> bool {
        self.room.load(Ordering::Relaxed) == 0
    }

    pub(crate) fn steps_left(&self) -> u64 {
        self.steps.load(Ordering::Relaxed)
    }

    pub(crate) fn take_steps(&self, steps: u64) {
        self.steps.store(self.steps_left().saturating_sub(steps), Ordering::Relaxed);
    }

    /// What is said where it turns out that nothing is left; said once.
    pub(crate) fn fault(&self, at: Span) -> Option<Diagnostic> {
        if self.told.swap(true, Ordering::Relaxed) {
            return None;
        }
        let Allowance { mebibytes } = self.allowance;
        let message =
            format!("the templates make more than {mebibytes} MiB of text, lists and documents");
        Some(
            Diagnostic::error(Code::OverBudget, message)
                .at(at, "stopped here")
                .help(self.allowance.help()),
        )
    }
}

impl Default for Budget {
    fn default() -> Self {
        Budget::new(Allowance::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_takes_the_rest() {
        let budget = Budget::new(Allowance { mebibytes: 1 });
        assert_eq!(budget.take(1 << 19), Ok(()));
        assert_eq!(budget.take_each(1 << 10, 1 << 10), Err(Spent));
        assert!(budget.is_spent());
        assert_eq!(budget.take(1), Err(Spent));
        assert_eq!(budget.take(0), Ok(()));
    }
}
