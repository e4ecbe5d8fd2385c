//! The argument that says where definitions of custom resources lie.

use std::path::PathBuf;

use drydock::check::custom::Definitions;
use drydock::workspace::{self, Project};

#[derive(Clone, Debug, clap::Args)]
pub(super) struct CrdArgs {
    /// Judge custom resources by the definitions in a file, a folder or a packaged chart
    /// [repeatable]
    #[arg(long = "crds", value_name = "PATH")]
    paths: Vec<PathBuf>,
}

impl CrdArgs {
    /// The definitions of the project, then those that were named.
    pub(super) fn read(&self, project: Option<&Project>) -> anyhow::Result<Definitions> {
        workspace::definitions(project, &self.paths)
    }
}
