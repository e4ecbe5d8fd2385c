//! Scopes: frames of names, pushed and popped as the engine does it.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::meaning::{Meaning, Stretch};
use super::{Facts, Macro, Walk};

/// What a frame belongs to. All runs of the same loop or macro share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FrameId {
    Template(usize),
    Module(usize),
    /// A loop, a `with` or a macro, by its place.
    Block(Stretch),
}

/// Names and their meanings.
pub(super) type Names = BTreeMap<Rc<str>, Meaning>;

/// The names of one scope.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub id: FrameId,
    /// Shared between branches until one of them gives a name another meaning.
    pub names: Rc<Names>,
}

impl Walk<'_> {
    pub(super) fn push_frame(&mut self, id: FrameId) {
        self.frames.push(Frame { id, names: Rc::default() });
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
        let name: Rc<str> =
            stored.get_key_value(name).map_or_else(|| name.into(), |it| it.0.clone());
        if stored.get(&name).is_none_or(|known| !known.covers(&meaning)) {
            self.facts.news |= join_name(Rc::make_mut(stored), &name, &meaning);
        }
        Rc::make_mut(&mut frame.names).insert(name, meaning);
    }

    /// The meaning of a name here; `None` if no scope defines it.
    pub(super) fn meaning_of(&self, name: &str) -> Option<&Meaning> {
        self.frames.iter().rev().find_map(|frame| frame.names.get(name))
    }

    /// The names that are defined here.
    pub(super) fn visible(&self) -> impl Iterator<Item = (&Rc<str>, &Meaning)> {
        visible(&self.frames)
    }

    /// Walks several branches. After them, a name has the meanings of all branches.
    pub(super) fn branch<const N: usize>(&mut self, ways: [&mut dyn FnMut(&mut Self); N]) {
        let Some(before) = self.frames.last().map(|frame| Rc::clone(&frame.names)) else { return };
        let mut after: Option<Rc<Names>> = None;
        for way in ways {
            way(self);
            let frame = self.frames.last_mut().expect("frames are pushed and popped in pairs");
            let names = std::mem::replace(&mut frame.names, Rc::clone(&before));
            match &mut after {
                None => after = Some(names),
                Some(after) if Rc::ptr_eq(after, &names) => {}
                Some(after) => {
                    let after = Rc::make_mut(after);
                    for (name, meaning) in names.iter() {
                        join_name(after, name, meaning);
                    }
                }
            }
        }
        let frame = self.frames.last_mut().expect("frames are pushed and popped in pairs");
        frame.names = after.unwrap_or(before);
    }
}

impl Facts<'_> {
    /// The names that a macro sees, outermost first. Where it is declared in one frame, its names
    /// are shared: there may be as many as there are macros.
    pub(super) fn seen_by(&self, known: &Macro<'_>) -> Vec<Rc<Names>> {
        let frames = known.frames.iter().filter_map(|frame| self.stored.get(frame));
        let Some(mut stored) = frames.clone().next().cloned() else {
            return vec![Rc::new(known.closure.clone())];
        };
        for names in frames.skip(1) {
            let stored = Rc::make_mut(&mut stored);
            for (name, meaning) in names.iter() {
                join_name(stored, name, meaning);
            }
        }
        // Here and there, a name has the meanings of both.
        let both = known.closure.iter().filter_map(|(name, meaning)| {
            Some((Rc::clone(name), stored.get(name)?.clone().or(meaning)))
        });
        let both: Names = both.collect();
        vec![Rc::new(known.closure.clone()), stored, Rc::new(both)]
    }
}

/// The names of all frames; of those that are called the same, the innermost.
pub(super) fn visible(frames: &[Frame]) -> impl Iterator<Item = (&Rc<str>, &Meaning)> {
    frames.iter().enumerate().flat_map(move |(at, frame)| {
        let inner = &frames[at + 1..];
        let is_hidden = move |name: &str| inner.iter().any(|frame| frame.names.contains_key(name));
        frame.names.iter().filter(move |(name, _)| !is_hidden(name))
    })
}

/// Adds to the meaning of a name. Returns whether that changed anything.
pub(super) fn join_name(names: &mut Names, name: &Rc<str>, meaning: &Meaning) -> bool {
    match names.get_mut(name) {
        Some(known) => known.join(meaning),
        None => {
            names.insert(Rc::clone(name), meaning.clone());
            true
        }
    }
}
