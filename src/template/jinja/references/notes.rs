//! What one round of the walk finds.

use std::collections::{BTreeMap, BTreeSet};

use super::meaning::Stretch;
use super::{Reader, Use, ValuePath, ValueReference};
use crate::diagnostic::Diagnostic;

/// What one round finds.
#[derive(Default)]
pub(super) struct Notes {
    pub references: BTreeMap<Stretch, ValueReference>,
    pub reads: BTreeMap<ValuePath, Use>,
    pub readers: BTreeMap<ValuePath, Reader>,
    pub lookers: BTreeMap<ValuePath, Reader>,
    /// The emissions into which values go whole.
    pub passed_on: BTreeMap<ValuePath, BTreeSet<Stretch>>,
    pub looped: BTreeSet<ValuePath>,
    /// Faults by place. A place that is right on another path through the templates has none.
    pub suspects: BTreeMap<Stretch, Diagnostic>,
    pub right: BTreeSet<Stretch>,
    /// Whether only reads are noted.
    pub reads_only: bool,
}

impl Notes {
    pub(super) fn read(&mut self, path: &ValuePath, with: Use, reader: Reader) {
        let known = self.reads.entry(path.clone()).or_insert(with);
        *known = with.max(*known);
        if with >= Use::Examined {
            note(&mut self.readers, path, reader);
        }
    }

    pub(super) fn pass_on(&mut self, path: &ValuePath, emission: Option<Stretch>) {
        self.passed_on.entry(path.clone()).or_default().extend(emission);
    }

    pub(super) fn look(&mut self, path: &ValuePath, reader: Reader) {
        note(&mut self.lookers, path, reader);
    }
}

fn note(readers: &mut BTreeMap<ValuePath, Reader>, path: &ValuePath, reader: Reader) {
    let known = readers.entry(path.clone()).or_insert(reader);
    *known = reader.max(*known);
}
