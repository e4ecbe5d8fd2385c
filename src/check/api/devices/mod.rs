//! Dynamic resource allocation: claims of devices, what offers them, their taints.

pub(in crate::check) mod claims;
pub(in crate::check) mod shares;
pub(in crate::check) mod slices;
pub(in crate::check) mod taints;
