//! What the objects of a stack may count on besides each other.
//!
//! Whether all of it is there, the cluster knows.

/// What there is besides the manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The namespace of the release, which has to be there before it.
    pub namespace: Option<String>,
    /// What others provide. `None` if the stack does not say.
    pub externals: Option<Vec<External>>,
}

/// An object that someone else provides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    pub kind: String,
    /// `None` for what has no namespace, or may be in any.
    pub namespace: Option<String>,
    pub name: String,
}
