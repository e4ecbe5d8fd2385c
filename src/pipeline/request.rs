//! What is asked of a chart.

use crate::check::admission::Policies;
use crate::check::custom::Definitions;
use crate::check::policy::Policy;
use crate::check::surroundings::External;
use crate::diagnostic::Span;
use crate::kube::versions;
use crate::template::go::call::Chance;
use crate::template::{Allowance, Capabilities, ReleaseAction};
use crate::values::{Layer, Merging};

use super::kube_version::KubeVersion;

/// What to render, with everything that is not in the chart.
#[derive(Clone, Debug)]
pub struct Request {
    /// The release's name.
    pub name: String,
    /// Over the one the chart names.
    pub namespace: Option<String>,
    pub action: ReleaseAction,
    pub create_namespace: CreateNamespace,
    pub layers: Vec<Layer>,
    pub merging: Merging,
    pub kube_version: KubeVersion,
    /// Where it is asked for, if it is.
    pub kube_version_at: Option<Span>,
    /// In addition to the built-in ones.
    pub api_versions: Vec<String>,
    pub crds: Crds,
    pub hooks: Hooks,
    pub checks: Checks,
    pub reasons: Reasons,
    /// Of custom kinds, besides those of the chart.
    pub definitions: Definitions,
    /// Of admission, besides those that the chart renders.
    pub policies: Policies,
    /// What the rules weigh, and what is accepted of their findings.
    pub policy: Policy,
    /// What others provide, besides what the chart says of that.
    pub externals: Option<Vec<External>>,
    /// What the templates may use up.
    pub allowance: Allowance,
    /// Where Go templates take random things and the time from.
    pub chance: Chance,
    /// What derived random things depend on, besides the release and the chart.
    pub seed: Option<String>,
}

impl Request {
    /// The chart with its defaults, checked, for a release of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Request {
            name: name.into(),
            namespace: None,
            action: ReleaseAction::Install,
            create_namespace: CreateNamespace::No,
            layers: Vec::new(),
            merging: Merging::Drydock,
            kube_version: KubeVersion::default(),
            kube_version_at: None,
            api_versions: Vec::new(),
            crds: Crds::LeftOut,
            hooks: Hooks::LeftOut,
            checks: Checks::On,
            reasons: Reasons::LeftOut,
            definitions: Definitions::default(),
            policies: Policies::default(),
            policy: Policy::default(),
            externals: None,
            allowance: Allowance::default(),
            chance: Chance::Derived,
            seed: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreateNamespace {
    Yes,
    No,
}

/// Which part the files of `crds/` have in the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crds {
    LeftOut,
    Included,
    Alone,
}

/// Whether the hooks of a chart of Go templates are in the manifest; they are judged all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hooks {
    LeftOut,
    Shown,
}

/// Whether objects are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checks {
    On,
    Off,
}

/// Whether nodes remember which values decided on them; Go templates alone tell that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reasons {
    Kept,
    LeftOut,
}

impl Request {
    /// What the cluster is said to have.
    pub(super) fn capabilities(&self) -> Capabilities {
        let mut api_versions: Vec<String> = Vec::new();
        for kind in versions::of_version(self.kube_version.minor()) {
            if api_versions
                .last()
                .is_none_or(|last| !last.starts_with(&format!("{}/", kind.api_version)))
            {
                api_versions.push(kind.api_version.to_owned());
            }
            api_versions.push(format!("{}/{}", kind.api_version, kind.kind));
        }
        api_versions.extend(self.api_versions.iter().cloned());
        Capabilities { kube_version: format!("v{}", self.kube_version), api_versions }
    }
}
