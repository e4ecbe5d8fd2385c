//! The stretches of a text that have an origin each.

use std::ops::Range;

use crate::template::go::text::{Origin, Place, Set, Text};

pub(super) struct Runs<'t>(Vec<(Range<usize>, Option<&'t Origin>)>);

impl<'t> Runs<'t> {
    pub(super) fn of(text: &'t Text) -> Self {
        Runs(text.runs().collect())
    }

    fn first(&self, at: usize) -> usize {
        self.0.partition_point(|(range, _)| range.end <= at)
    }

    /// The stretch that a byte is in.
    pub(super) fn around(&self, at: usize) -> Option<(&Range<usize>, &'t Origin)> {
        let (range, origin) = self.0.get(self.first(at))?;
        Some((range, (*origin)?))
    }

    /// Where the stretch at a byte begins, and where that was written.
    pub(super) fn at(&self, at: usize) -> Option<(usize, Place)> {
        let (range, origin) = self.around(at)?;
        Some((range.start, origin.at?))
    }

    /// The values that some bytes are made of.
    pub(super) fn data(&self, bytes: Range<usize>) -> Set {
        self.within(bytes).flatten().fold(Set::EMPTY, |all, origin| all.union(&origin.data))
    }

    /// The values that some bytes are here because of.
    pub(super) fn control(&self, bytes: Range<usize>) -> Set {
        self.within(bytes).flatten().fold(Set::EMPTY, |all, origin| all.union(&origin.control))
    }

    /// The origins of the stretches that some bytes are in.
    pub(super) fn within(&self, bytes: Range<usize>) -> impl Iterator<Item = Option<&'t Origin>> {
        let within = self.0[self.first(bytes.start)..].iter();
        let within = within.take_while(move |(range, _)| range.start < bytes.end);
        within.map(|(_, origin)| *origin)
    }

    /// Whether chance or the clock has a part in any of it.
    pub(super) fn has_chance(&self) -> bool {
        self.0.iter().any(|(_, origin)| origin.is_some_and(|it| it.data.is_left_to_chance()))
    }
}
