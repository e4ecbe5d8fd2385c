//! A project on disk: its stacks, each in its environments, rendered, checked and compared with
//! what is kept of it.
//!
//! ```text
//! project folder ─► Project ─► Stack         charts/NAME, or any chart's folder
//! Stack ─► Opened                            the chart and its values files, read once
//! Opened × environment ─► Run                rendered, on all cores
//! Run × snapshots/ ─► Fate
//! ```
//!
//! What a run finds comes back in the order that was asked for, whichever core was faster. What is
//! said of it, and how, is left to the caller; what a chart means is left to the [`pipeline`].
//!
//! [`pipeline`]: crate::pipeline

mod admission;
mod asked;
mod check;
mod choice;
mod convert;
mod definitions;
mod masks;
mod open;
mod policy;
mod project;
mod run;
mod settings;
mod stack;
mod test;
mod values_file;

pub use crate::cores::on_all_cores;
pub use admission::policies;
pub use asked::Asked;
pub use check::{Checked, check};
pub use choice::{Choice, Extent};
pub use convert::{Became, Conversion, convert};
pub use definitions::definitions;
pub use open::Findings;
pub use policy::Ruling;
pub use project::{DEFAULT_ENVIRONMENT, OnDisk, Project, Stray};
pub use settings::{Allowed, Chosen, Mask, SETTINGS_FILE, Set, Settings};
pub use stack::Stack;
pub use test::{Fate, Tested, test};
pub use values_file::{read_text, read_values, values_of};
