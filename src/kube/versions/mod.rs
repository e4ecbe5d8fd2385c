//! Which minor version of Kubernetes has which kinds and fields, from 1.25 to 1.37.
//!
//! The tables beside this file are made by `examples/versions.rs`, and read when they are first
//! asked for. What a server has turned off stands in them as well.

pub(crate) mod fields;
mod kinds;
pub(crate) mod types;
pub(crate) mod words;

pub use kinds::{Lived, lived, of_version};

use std::fmt;

/// A minor version of Kubernetes 1.x that drydock knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minor(u8);

impl Minor {
    pub const OLDEST: Minor = Minor(25);
    pub const NEWEST: Minor = Minor(37);
    /// Whose server the verdicts come from.
    pub const DEFAULT: Minor = Minor(36);

    /// `None` for what is not known.
    pub fn of(major: u64, minor: u64) -> Option<Self> {
        let known = u8::try_from(minor).ok().map(Minor)?;
        (major == 1 && (Self::OLDEST..=Self::NEWEST).contains(&known)).then_some(known)
    }

    /// The one that is known and nearest to a version.
    pub fn nearest(major: u64, minor: u64) -> Self {
        let end =
            if (major, minor) < (1, Self::OLDEST.0.into()) { Self::OLDEST } else { Self::NEWEST };
        Self::of(major, minor).unwrap_or(end)
    }

    pub fn number(self) -> u8 {
        self.0
    }
}

impl Default for Minor {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl fmt::Display for Minor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}
