//! Custom resource definitions: names, versions, schemas and their rules.

pub(in crate::check) mod budget;
pub(in crate::check) mod defaults;
pub(in crate::check) mod definition;
pub(in crate::check) mod lists;
pub(in crate::check) mod paths;
pub(in crate::check) mod rules;
pub(in crate::check) mod schema;
pub(in crate::check) mod shapes;
pub(in crate::check) mod structure;
pub(in crate::check) mod types;
pub(in crate::check) mod versions;
pub(in crate::check) mod warned;
