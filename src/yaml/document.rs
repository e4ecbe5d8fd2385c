//! One document of a file, on its way from whoever made it to whoever asks what it means.

use std::sync::Arc;

use super::Node;

/// A tree, and the file that it is a document of. Never empty.
#[derive(Clone, Debug)]
pub struct Document {
    pub root: Node,
    /// The file it was written in, from the topmost chart on: `templates/deployment.yaml`,
    /// `charts/redis/templates/service.yaml`.
    pub template: Arc<str>,
    /// How many files come before its own.
    pub rank: usize,
}
