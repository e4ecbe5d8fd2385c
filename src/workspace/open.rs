//! A stack on disk into what is rendered: its chart and the values files of all its environments,
//! each read once.

use super::masks::masks;
use super::policy::Ruling;
use super::settings::{Chosen, Set};
use super::stack::Stack;
use crate::diagnostic::{Report, Secrets, SourceId, Sources};
use crate::pipeline::{self, KubeVersion, Loaded};
use crate::snapshot::Mask;
use crate::values::Layer;
use crate::yaml::{Dialect, Node};

/// A stack that was read.
pub(super) struct Opened {
    /// `None` where the chart can't be used.
    pub loaded: Option<Loaded>,
    /// All that it has; none where the chart can't be used.
    pub environments: Vec<Environment>,
    /// What is wrong with the chart's files; the texts of the chart and of all environments.
    pub findings: Findings,
}

/// The values of one environment.
pub(super) struct Environment {
    pub name: String,
    pub(super) layers: Vec<Layer>,
    /// Its values file, if it has one.
    pub(super) source: Option<SourceId>,
    /// The version of Kubernetes that its project names for it.
    pub(super) kubernetes: Option<Set<KubeVersion>>,
    /// What its project says of the rules.
    pub(super) ruling: Ruling,
    /// The fields that may differ from its golden file.
    pub(super) masks: Vec<Mask>,
    /// What is wrong with these.
    pub(super) report: Report,
}

/// What there is to say, the texts that it points into, and what must not be shown of them.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    pub report: Report,
    pub sources: Sources,
    pub secrets: Secrets,
}

/// Reads a stack.
///
/// # Errors
/// If a file can't be read.
pub(super) fn open(stack: &Stack) -> anyhow::Result<Opened> {
    let mut findings = Findings::default();
    let Findings { report, sources, secrets } = &mut findings;
    let settings = stack.settings(sources, report)?;
    let loaded = stack.load(sources, report, secrets)?;
    let mut environments = Vec::new();
    let dialect = stack.dialect()?;
    for name in if loaded.is_some() { stack.environments()? } else { Vec::new() } {
        let chosen = settings.chosen(&stack.name, Some(&name));
        environments.push(read_environment(stack, name, &chosen, dialect, sources)?);
    }
    Ok(Opened { loaded, environments, findings })
}

fn read_environment(
    stack: &Stack,
    name: String,
    chosen: &Chosen,
    dialect: Dialect,
    sources: &mut Sources,
) -> anyhow::Result<Environment> {
    let mut report = Report::new();
    let ruling = Ruling::of(chosen, &mut report);
    let masks = masks(chosen, &mut report);
    let (mut source, mut layers) = (None, Vec::new());
    if let Some((id, read)) = stack.values(&name, dialect, sources, &mut report)? {
        (source, layers) = (Some(id), read);
    }
    let kubernetes = chosen.kubernetes.clone();
    Ok(Environment { name, layers, source, kubernetes, ruling, masks, report })
}

impl Opened {
    /// What is wrong with the chart's files, and with its templates over all branches, with the
    /// values of all environments.
    pub(super) fn check_templates(&self) -> Findings {
        let mut findings = self.findings.clone();
        if let Some(loaded) = &self.loaded {
            let layers = self.environments.iter().flat_map(|environment| &environment.layers);
            let given = layers.filter_map(Layer::file);
            let given: Vec<&Node> = given.collect();
            let Findings { report, sources, secrets } = &mut findings;
            pipeline::check_templates(loaded, &given, sources, report, secrets);
        }
        findings
    }
}
