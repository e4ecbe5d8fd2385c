//! What a project makes of the rules: their levels, and what it accepts of their findings.
//!
//! Who wrote it, and where, is left to those who read it; [`Policy`] is what came of it.

use crate::diagnostic::{Code, Span};
use crate::kube::pod_security::Standard;

/// What the findings of a rule weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Error,
    Warning,
    Off,
}

/// A named choice of levels for all rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    #[default]
    Default,
    /// Every rule.
    Strict,
    /// No rule, but for those that are given a level.
    None,
}

/// A rule, or all of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Rule(Code),
    Group(Group),
}

/// What a rule is about, for who wants to decide on several at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    References,
    Workloads,
    Security,
    Availability,
    Upgrades,
}

/// What a finding of a rule weighs in the preset `default`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Error,
    /// An error if the stack has a list `externals`. Otherwise a warning: others may provide what
    /// is missing.
    ErrorIfClosed,
    Warning,
    /// Nothing; in the preset `strict` it is a warning.
    Off,
}

/// Whether a stack says what others provide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Externals {
    Listed,
    Unknown,
}

/// What is decided for a stack in an environment.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub preset: Option<Preset>,
    /// Where one is named twice, the first holds; a rule's own level goes before its group's.
    pub levels: Vec<(Target, Level)>,
    /// Of namespaces that say nothing of it.
    pub pod_security: Option<Standard>,
    /// The standard that is asked for, whatever namespaces say.
    pub demanded: Option<Standard>,
    pub allowed: Vec<Allowed>,
}

/// A finding that a project accepts.
#[derive(Clone, Debug)]
pub struct Allowed {
    pub rule: Code,
    /// `Kind/namespace/name`, each with `*` for any part of it; any object without it.
    pub object: Option<String>,
    /// Where that is written.
    pub at: Span,
}

impl Policy {
    /// What a finding of the rule weighs.
    pub(super) fn level(
        &self,
        rule: Code,
        group: Group,
        weight: Weight,
        externals: Externals,
    ) -> Level {
        let decided = |target| self.levels.iter().find(|(it, _)| *it == target);
        let decided = decided(Target::Rule(rule)).or_else(|| decided(Target::Group(group)));
        if let Some((_, level)) = decided {
            return *level;
        }
        match (self.preset.unwrap_or_default(), weight.level(externals)) {
            (Preset::None, _) => Level::Off,
            (Preset::Strict, Level::Off) => Level::Warning,
            (_, level) => level,
        }
    }

    /// The same, with what is farther away where nothing is said here.
    #[must_use]
    pub fn or(mut self, farther: &Policy) -> Self {
        self.preset = self.preset.or(farther.preset);
        self.levels.extend(farther.levels.iter().copied());
        self.pod_security = self.pod_security.or(farther.pod_security);
        self.demanded = self.demanded.or(farther.demanded);
        self.allowed.extend(farther.allowed.iter().cloned());
        self
    }
}

impl Level {
    pub const ALL: [Level; 3] = [Level::Error, Level::Warning, Level::Off];

    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Off => "off",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

impl Preset {
    pub const ALL: [Preset; 3] = [Preset::Default, Preset::Strict, Preset::None];

    pub fn name(self) -> &'static str {
        match self {
            Preset::Default => "default",
            Preset::Strict => "strict",
            Preset::None => "none",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }
}

impl Group {
    pub const ALL: [Group; 5] = [
        Group::References,
        Group::Workloads,
        Group::Security,
        Group::Availability,
        Group::Upgrades,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Group::References => "references",
            Group::Workloads => "workloads",
            Group::Security => "security",
            Group::Availability => "availability",
            Group::Upgrades => "upgrades",
        }
    }
}

impl Weight {
    /// The level of a finding, in a stack that says what others provide or in one that does not.
    pub(super) fn level(self, externals: Externals) -> Level {
        match (self, externals) {
            (Weight::Error, _) | (Weight::ErrorIfClosed, Externals::Listed) => Level::Error,
            (Weight::Warning, _) | (Weight::ErrorIfClosed, Externals::Unknown) => Level::Warning,
            (Weight::Off, _) => Level::Off,
        }
    }
}
