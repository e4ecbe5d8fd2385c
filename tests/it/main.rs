//! The one integration binary: what the user sees, and laws.

mod agreement;
mod corpus;
mod generated;
mod rules;
mod validate;
