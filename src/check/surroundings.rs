//! What exists in the cluster besides the rendered objects, as far as the stack says so: the
//! namespace of the release, and the list `externals`.

use super::admission::Policies;
use super::custom::Definitions;
use super::policy::Policy;
use crate::kube::versions::Minor;

/// What exists besides the manifest.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The namespace of the release, which must exist before it.
    pub namespace: Option<String>,
    /// What others provide; `None` if the stack has no list `externals`.
    pub externals: Option<Vec<External>>,
    /// The version that objects are judged by.
    pub kubernetes: Minor,
    /// Of the kinds that are not built into Kubernetes.
    pub definitions: Definitions,
    /// Of admission, with what they ask for, besides those of the manifest.
    pub policies: Policies,
    /// What the rules weigh, and what is accepted of their findings.
    pub policy: Policy,
}

/// An object that someone else provides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    pub kind: String,
    /// `None` for what has no namespace, or may be in any.
    pub namespace: Option<String>,
    pub name: String,
}
