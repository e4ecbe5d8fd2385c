//! Facts of Kubernetes: its kinds, the syntax of names, quantities and schedules, regular
//! expressions as its server reads them.
//!
//! Nothing here knows what a manifest, a chart or a finding is.

pub mod kind;
pub mod names;
pub mod quantity;
pub mod regex;
pub mod schedule;
