//! The arguments that say what the rules weigh.

use std::path::PathBuf;

use drydock::check::admission::Policies;
use drydock::check::policy::{Level, Policy, Preset, Target};
use drydock::check::rules;
use drydock::diagnostic::{Code, or_else_meant};
use drydock::kube::pod_security::Standard;
use drydock::workspace;

use super::candidates;

#[derive(Clone, Debug, clap::Args)]
pub(super) struct PolicyArgs {
    /// Make a rule or a group of rules an error, a warning, or switch it off [repeatable]
    #[arg(
        long = "rule",
        value_name = "NAME=LEVEL",
        value_parser = ruling,
        add = candidates::targets()
    )]
    levels: Vec<(Target, Level)>,

    /// The levels of all other rules: `default`, `strict` (every rule) or `none`
    #[arg(long, value_name = "PRESET", value_parser = preset)]
    preset: Option<Preset>,

    /// Judge all pods by a Pod Security Standard, whatever their namespaces ask for
    #[arg(long, value_name = "LEVEL[:VERSION]", value_parser = Standard::parse)]
    pod_security: Option<Standard>,

    /// Judge by the validating admission policies in a file or a folder, with their bindings, what
    /// they take as parameters, and namespaces [repeatable]
    #[arg(long = "policies", value_name = "PATH")]
    policies: Vec<PathBuf>,

    /// Make errors of warnings
    #[arg(long)]
    pub deny_warnings: bool,
}

impl PolicyArgs {
    /// What is decided here, over what is decided elsewhere. Of what is named twice, the last holds.
    pub(super) fn policy(&self) -> Policy {
        let mut levels: Vec<(Target, Level)> = self.levels.iter().rev().copied().collect();
        if self.pod_security.is_some() {
            levels.push((Target::Rule(Code::PodSecurity), Level::Error));
        }
        Policy { preset: self.preset, levels, demanded: self.pod_security, ..Policy::default() }
    }

    /// The policies of admission that are given.
    pub(super) fn admission(&self) -> anyhow::Result<Policies> {
        workspace::policies(&self.policies)
    }

    /// Whether anything is said of the rules at all.
    pub(super) fn has_rules(&self) -> bool {
        self.preset.is_some() || !self.levels.is_empty()
    }

    pub(super) fn has_pod_security(&self) -> bool {
        self.pod_security.is_some()
    }
}

fn ruling(text: &str) -> Result<(Target, Level), String> {
    let (name, level) = text.split_once('=').ok_or("write it as in no-limits=off")?;
    let target = rules::target(name).ok_or_else(|| {
        let help = or_else_meant(name, rules::targets());
        format!("there is no rule or group `{name}`{help}")
    })?;
    let level = Level::named(level).ok_or_else(|| {
        let help = or_else_meant(level, Level::ALL.into_iter().map(Level::name));
        format!("`{level}` is not a level{help}")
    })?;
    Ok((target, level))
}

fn preset(text: &str) -> Result<Preset, String> {
    Preset::named(text).ok_or_else(|| {
        let help = or_else_meant(text, Preset::ALL.into_iter().map(Preset::name));
        format!("`{text}` is not a preset{help}")
    })
}
