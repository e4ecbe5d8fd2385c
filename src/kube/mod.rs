//! Facts of Kubernetes: its kinds, which versions of them are served, what each version has, the syntax of names,
//! images, quantities and schedules, regular expressions as its server reads them, how its lists are
//! keyed, what it gives fields that nobody sets, what a Secret is; and the calendar and time zones.
//!
//! Nothing here knows what a manifest, a chart or a finding is.

pub mod calendar;
pub(crate) mod defaulted;
pub(crate) mod formats;
pub(crate) mod image;
pub(crate) mod install_order;
pub mod kind;
pub(crate) mod known;
pub(crate) mod lists;
pub mod names;
pub mod pod_security;
pub(crate) mod quantity;
pub(crate) mod regex;
pub(crate) mod schedule;
pub(crate) mod secret;
pub(crate) mod served;
pub mod versions;
pub mod zone;
