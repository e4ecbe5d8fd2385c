//! What a project sets for an environment into what the rules go by.

use super::settings::{Allowed as Accepted, Chosen, Set};
use crate::check::policy::{Allowed, Level, Policy, Preset, Target};
use crate::check::rules::{self, Rule};
use crate::check::surroundings::External;
use crate::diagnostic::{Code, Diagnostic, Report, did_you_mean};
use crate::kube::pod_security::Standard;
use crate::values;

/// What the rules go by, and what others provide, if that is said.
#[derive(Clone, Debug, Default)]
pub struct Ruling {
    pub policy: Policy,
    pub externals: Option<Vec<External>>,
}

impl Ruling {
    /// What names no rule, no standard or nothing that may be provided goes to `report`.
    pub fn of(chosen: &Chosen, report: &mut Report) -> Self {
        let levels = chosen
            .rules
            .iter()
            .filter_map(|(name, level)| Some((target(name, report)?, Level::named(&level.value)?)));
        let levels = levels.collect();
        let allowed = chosen.allow.iter().filter_map(|it| allowed(it, report)).collect();
        let policy = Policy {
            preset: chosen.preset.as_ref().and_then(|it| Preset::named(&it.value)),
            levels,
            pod_security: chosen.pod_security.as_ref().and_then(|it| standard(it, report)),
            demanded: None,
            allowed,
        };
        let externals = chosen.externals.as_ref();
        let externals =
            externals.map(|all| all.iter().filter_map(|it| external(it, report)).collect());
        Ruling { policy, externals }
    }

    /// The same below what is asked on the command line.
    #[must_use]
    pub fn below(self, asked: Policy) -> Self {
        Ruling { policy: asked.or(&self.policy), ..self }
    }
}

fn target(name: &Set<String>, report: &mut Report) -> Option<Target> {
    let found = rules::target(&name.value);
    if found.is_none() {
        let message =
            format!("the project sets a level for `{}`, which is no rule or group", name.value);
        let fault = Diagnostic::error(Code::UnknownRule, message).at(name.at, "not a rule");
        let help = did_you_mean(&name.value, rules::targets());
        report.push(help.into_iter().fold(fault, Diagnostic::help));
    }
    found
}

fn allowed(entry: &Accepted, report: &mut Report) -> Option<Allowed> {
    let name = &entry.rule;
    let Some(rule) = rules::find(&name.value) else {
        let message = format!("the project allows `{}`, which is no rule", name.value);
        let fault = Diagnostic::error(Code::UnknownRule, message).at(name.at, "not a rule");
        let help = did_you_mean(&name.value, rules::all().map(Rule::name));
        report.push(help.into_iter().fold(fault, Diagnostic::help));
        return None;
    };
    let object = entry.object.as_ref().map(|object| object.value.clone());
    Some(Allowed { rule: rule.code, object, at: entry.at })
}

fn standard(set: &Set<String>, report: &mut Report) -> Option<Standard> {
    let read = Standard::parse(&set.value);
    if let Err(why) = &read {
        let fault = Diagnostic::error(Code::BadSettings, why).at(set.at, "not a standard");
        report.push(fault.help("write it as `restricted` or `baseline:v1.33`"));
    }
    read.ok()
}

fn external(set: &Set<String>, report: &mut Report) -> Option<External> {
    let Some(found) = values::external(&set.value) else {
        let message = format!("`{}` is not `Kind/namespace/name`", set.value);
        let fault = Diagnostic::error(Code::BadExternal, message).at(set.at, "names nothing");
        report.push(fault.help(values::EXTERNAL_FORM));
        return None;
    };
    Some(External {
        kind: found.kind.to_owned(),
        namespace: found.namespace.map(str::to_owned),
        name: found.name.to_owned(),
    })
}
