//! Sizes and costs as ranges, from the least to the most. Sums and products saturate.

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    pub least: u64,
    pub most: u64,
}

impl Range {
    pub(super) const ZERO: Range = Range::just(0);
    pub(super) const ONE: Range = Range::just(1);
    pub(super) const UNKNOWN: Range = Range { least: 0, most: u64::MAX };

    pub(super) const fn just(number: u64) -> Range {
        Range { least: number, most: number }
    }

    pub(super) const fn up_to(most: u64) -> Range {
        Range { least: 0, most }
    }

    pub(super) fn plus(self, other: Range) -> Range {
        self.each(other, u64::saturating_add)
    }

    pub(super) fn times(self, other: Range) -> Range {
        self.each(other, u64::saturating_mul)
    }

    fn each(self, other: Range, of: fn(u64, u64) -> u64) -> Range {
        Range { least: of(self.least, other.least), most: of(self.most, other.most) }
    }

    /// The product with a factor, rounded up.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "as the server rounds them; what is too large is the largest number"
    )]
    pub(super) fn scaled(self, factor: f64) -> Range {
        let scaled = |number: u64| (number as f64 * factor).ceil() as u64;
        Range { least: scaled(self.least), most: scaled(self.most) }
    }

    /// The union: from the smaller minimum to the larger maximum.
    pub(super) fn union(self, other: Range) -> Range {
        Range { least: self.least.min(other.least), most: self.most.max(other.most) }
    }
}
