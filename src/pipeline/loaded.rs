//! A chart directory into a chart that is ready to be rendered.

use std::path::Path;

use super::secrecy;
use crate::chart::{self, Broken, Chart};
use crate::diagnostic::{Report, Secrets, Sources};
use crate::template::Templates;
use crate::values::{self, Contract};

/// A chart, its templates, and what it asks of its values. It holds for every environment.
pub struct Loaded {
    pub chart: Chart,
    pub contract: Contract,
    /// Parsed once, for all that runs them or looks at them.
    pub templates: Templates,
    /// What is wrong with what it asks of its values.
    faults: Report,
}

impl Loaded {
    /// A chart whose texts are in `sources`. What is wrong with its schema or its defaults is told
    /// when it is made use of.
    pub fn new(chart: Chart, sources: &Sources) -> Self {
        let mut faults = Report::new();
        let contract = values::contract(&chart, sources, &mut faults);
        let templates = Templates::of(&chart);
        Loaded { chart, contract, templates, faults }
    }

    pub(super) fn tell(&self, report: &mut Report) {
        report.extend(self.faults.iter().cloned());
    }
}

/// Loads the chart at `root`, which is spoken of as `shown`. `None` if anything is an error;
/// what is secret in the chart is added to `secrets` then.
///
/// # Errors
/// If a file can't be read.
pub fn load(
    root: &Path,
    shown: &str,
    sources: &mut Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> anyhow::Result<Option<Loaded>> {
    match chart::load(root, shown, sources, report)? {
        Ok(chart) => Ok(Some(Loaded::new(chart, sources))),
        Err(Broken(charts)) => {
            for chart in charts {
                secrecy::add_secrets(&Loaded::new(chart, sources), &[], sources, secrets);
            }
            Ok(None)
        }
    }
}
