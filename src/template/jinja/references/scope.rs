//! Scopes: frames of names, pushed and popped as the engine does it.

use std::collections::BTreeMap;

use super::Walk;
use super::meaning::{Meaning, Stretch};

/// What a frame belongs to. All runs of the same loop or macro share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FrameId {
    Template(usize),
    Module(usize),
    /// A loop, a `with` or a macro, by its place.
    Block(Stretch),
}

/// The names of one scope.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub id: FrameId,
    pub names: BTreeMap<String, Meaning>,
}

impl Walk<'_> {
    pub(super) fn push_frame(&mut self, id: FrameId) {
        self.frames.push(Frame { id, names: BTreeMap::new() });
    }

    /// Runs `walk` in a frame of its own.
    pub(super) fn framed(&mut self, id: FrameId, walk: impl FnOnce(&mut Self)) {
        self.push_frame(id);
        walk(self);
        self.frames.pop();
    }

    /// Gives a name its meaning from here on.
    pub(super) fn bind(&mut self, name: &str, meaning: Meaning) {
        let meaning = self.followed(meaning);
        let Some(frame) = self.frames.last_mut() else { return };
        let stored = self.facts.stored.entry(frame.id).or_default();
        self.facts.news |= join_name(stored, name, &meaning);
        frame.names.insert(name.to_owned(), meaning);
    }

    /// The meaning of a name here; `None` if no scope defines it.
    pub(super) fn meaning_of(&self, name: &str) -> Option<&Meaning> {
        self.frames.iter().rev().find_map(|frame| frame.names.get(name))
    }

    /// The names that are defined here.
    pub(super) fn visible(&self) -> BTreeMap<String, Meaning> {
        let mut visible = BTreeMap::new();
        for frame in &self.frames {
            visible.extend(frame.names.clone());
        }
        visible
    }

    /// Walks several branches. After them, a name has the meanings of all branches.
    pub(super) fn branch<const N: usize>(&mut self, ways: [&mut dyn FnMut(&mut Self); N]) {
        let Some(before) = self.frames.last().cloned() else { return };
        let mut after: BTreeMap<String, Meaning> = BTreeMap::new();
        for way in ways {
            way(self);
            let frame = self.frames.last_mut().expect("frames are pushed and popped in pairs");
            let names = std::mem::replace(&mut frame.names, before.names.clone());
            for (name, meaning) in &names {
                join_name(&mut after, name, meaning);
            }
        }
        let frame = self.frames.last_mut().expect("frames are pushed and popped in pairs");
        frame.names = after;
    }
}

/// Adds to the meaning of a name. Returns whether that changed anything.
pub(super) fn join_name(
    names: &mut BTreeMap<String, Meaning>,
    name: &str,
    meaning: &Meaning,
) -> bool {
    match names.get_mut(name) {
        Some(known) => known.join(meaning),
        None => {
            names.insert(name.to_owned(), meaning.clone());
            true
        }
    }
}
