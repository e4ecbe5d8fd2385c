//! The one integration binary: what the user sees, and laws.

mod corpus;
mod generated;
mod laws;
