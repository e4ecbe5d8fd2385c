//! Secret places, sorted for binary search.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::{SourceId, Span};

/// Stretches of the sources that do not overlap, in their order.
pub(super) struct Places(Vec<Span>);

impl Places {
    /// Overlapping places are merged.
    pub(super) fn new(places: &BTreeSet<Span>) -> Self {
        let mut apart: Vec<Span> = Vec::new();
        for &place in places {
            match apart.last_mut() {
                Some(last) if last.source == place.source && place.start < last.end => {
                    last.end = last.end.max(place.end);
                }
                _ => apart.push(place),
            }
        }
        Places(apart)
    }

    /// Whether one of them contains a span.
    pub(super) fn hold(&self, span: Span) -> bool {
        let after = self.0.partition_point(|place| place.begins_by(span.source, span.start));
        let around = self.0[..after].last();
        around.is_some_and(|place| place.source == span.source && span.end <= place.end)
    }

    /// Whether one of them overlaps a span.
    pub(super) fn touch(&self, span: Span) -> bool {
        !self.within(span.source, span.range()).is_empty()
    }

    /// Those that overlap a span.
    pub(super) fn within(&self, source: SourceId, range: Range<usize>) -> &[Span] {
        let stretch = Span::new(source, range);
        let from = self.0.partition_point(|place| place.ends_by(source, stretch.start));
        let to = self.0.partition_point(|place| place.begins_before(source, stretch.end));
        self.0.get(from..to).unwrap_or_default()
    }
}

impl Span {
    fn begins_by(&self, source: SourceId, at: u32) -> bool {
        (self.source, self.start) <= (source, at)
    }

    fn begins_before(&self, source: SourceId, at: u32) -> bool {
        (self.source, self.start) < (source, at)
    }

    fn ends_by(&self, source: SourceId, at: u32) -> bool {
        (self.source, self.end) <= (source, at)
    }
}
