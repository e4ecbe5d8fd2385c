//! A chart of our own templates, ready to be rendered.

use std::sync::{Arc, OnceLock};

use super::secrecy;
use crate::chart::{self, Broken, Chart, Home};
use crate::check::custom::Definitions;
use crate::diagnostic::{Code, Report, Secrets, Sources};
use crate::template::{ChartReaders, Templates};
use crate::values::usage::Usage;
use crate::values::{self, Contract, Layer, Merging};
use crate::yaml::Node;

/// A chart, its templates, and what it asks of its values. It holds for every environment.
pub struct Ours {
    pub chart: Chart,
    pub contract: Contract,
    /// Parsed once, for all that runs them or looks at them.
    pub templates: Templates,
    /// What is wrong with what it asks of its values.
    faults: Report,
    /// What it asks where its templates are heard too, which takes longer.
    opened: OnceLock<Opened>,
    /// Who reads its values, where no layer brings a template.
    readers: OnceLock<Arc<ChartReaders>>,
    /// What is defined with it; read when it is first asked for.
    definitions: OnceLock<Definitions>,
}

/// What a chart asks of its values, less what its templates pass on whole: that is open.
pub struct Opened {
    pub contract: Contract,
    /// What the templates do with the values.
    pub usage: Usage,
}

impl Ours {
    /// A chart whose texts are in `sources`. What is wrong with its schema or its defaults is told
    /// when it is made use of.
    pub fn new(chart: Chart, sources: &Sources) -> Self {
        let mut faults = Report::new();
        let contract = values::contract(&chart, None, sources, &mut faults);
        let templates = Templates::of(&chart);
        let (opened, readers, definitions) = Default::default();
        let mut loaded = Ours { chart, contract, templates, faults, opened, readers, definitions };
        if refuses_values(&loaded.faults) {
            let mut faults = Report::new();
            let opened = loaded.open(sources, &mut faults);
            (loaded.opened, loaded.faults) = (OnceLock::from(opened), faults);
        }
        loaded
    }

    /// The same with all that its templates say of its values.
    pub fn opened(&self, sources: &Sources) -> &Opened {
        // What is wrong has been told of what is asked without them.
        self.opened.get_or_init(|| self.open(sources, &mut Report::new()))
    }

    /// Who reads its values; a string in `given`, those that layers bring, may run as a template.
    pub(super) fn readers(&self, given: &[&Node]) -> Arc<ChartReaders> {
        let find = |given| Arc::new(ChartReaders::find(&self.chart, &self.templates, given));
        if ChartReaders::may_count(given) {
            return find(given);
        }
        self.readers.get_or_init(|| find(&[])).clone()
    }

    fn open(&self, sources: &Sources, report: &mut Report) -> Opened {
        let usage = self.readers(&[]).usage();
        let contract = values::contract(&self.chart, Some(&usage), sources, report);
        Opened { contract, usage: usage.joined() }
    }

    /// The effective values. Whether what the defaults do not name may be given all the same is
    /// looked into only where something of that kind is.
    pub(super) fn effective(
        &self,
        layers: &[Layer],
        merging: Merging,
        sources: &Sources,
        report: &mut Report,
    ) -> Node {
        let effective = |contract: &Contract, report: &mut Report| {
            values::effective(contract, layers.to_vec(), merging, sources, report)
        };
        let mut closed = report.clone();
        let values = effective(&self.contract, &mut closed);
        if refuses_values(&closed) {
            return effective(&self.opened(sources).contract, report);
        }
        *report = closed;
        values
    }

    /// What its `crds/` define, and those of the charts it brings along.
    pub(super) fn definitions(&self) -> &Definitions {
        self.definitions.get_or_init(|| {
            let mut definitions = Definitions::default();
            add_definitions(&self.chart, &mut definitions);
            definitions
        })
    }

    pub(super) fn tell(&self, report: &mut Report) {
        report.extend(self.faults.iter().cloned());
    }
}

/// Whether values are refused that templates may take.
fn refuses_values(report: &Report) -> bool {
    report.iter().any(|fault| matches!(fault.code, Code::UnknownValue | Code::WrongType))
}

fn add_definitions(chart: &Chart, definitions: &mut Definitions) {
    chart.crds.iter().for_each(|file| definitions.add_text(&file.text));
    chart.dependencies.iter().for_each(|it| add_definitions(&it.chart, definitions));
}

/// Loads the chart at `home`, which is spoken of as `shown`. `None` if anything is an error;
/// what is secret in the chart is added to `secrets` then.
///
/// # Errors
/// If a file can't be read.
pub(super) fn load<'a>(
    home: impl Into<Home<'a>>,
    shown: &str,
    sources: &mut Sources,
    report: &mut Report,
    secrets: &mut Secrets,
) -> anyhow::Result<Option<Ours>> {
    match chart::load(home, shown, sources, report)? {
        Ok(chart) => Ok(Some(Ours::new(chart, sources))),
        Err(Broken(charts)) => {
            for chart in charts {
                secrecy::add_secrets(&Ours::new(chart, sources), &[], sources, secrets);
            }
            Ok(None)
        }
    }
}
