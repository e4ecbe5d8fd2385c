//! Objects as the `ValidatingAdmissionPolicies` of a cluster judge them, without the cluster.
//!
//! The policies and their bindings are rendered with the objects or given beside them, and so are
//! the parameters and the namespaces that they ask for. An object is taken for one that is made anew.
//! What only a cluster knows (who may do what, who asks, a namespace that nobody gave) is not
//! guessed: it is said once of each policy that asks for it.

mod binding;
mod judge;
mod matching;
mod object;
mod params;
mod policies;
mod policy;

pub(super) use judge::{Ground, judge};
pub use policies::Policies;
