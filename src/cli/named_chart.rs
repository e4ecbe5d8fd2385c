//! The chart that a command without environments is about.

use super::candidates;
use drydock::workspace::{Project, Stack};

#[derive(Debug, clap::Args)]
pub(super) struct NamedChart {
    /// A stack of the project, or the folder of a chart
    #[arg(value_name = "STACK | CHART_DIR", add = candidates::charts())]
    chart: String,
}

impl NamedChart {
    /// `project` finds the project, if one is needed.
    pub(super) fn stack(
        &self,
        project: &dyn Fn() -> anyhow::Result<Project>,
    ) -> anyhow::Result<Stack> {
        Stack::called(&self.chart, None, project)
    }
}
