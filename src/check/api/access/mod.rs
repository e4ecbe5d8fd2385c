//! Who may do what: roles, certificates, access reviews.

pub(in crate::check) mod certificates;
pub(in crate::check) mod rbac;
pub(in crate::check) mod reviews;
