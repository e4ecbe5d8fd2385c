//! The Pod Security Standards: pods that the admission plugin refuses, by the labels of their
//! namespace or by what the project says of it.
//!
//! The plugin enforces a standard on pods, and only warns of the workloads that make them; here
//! a workload whose pods are refused breaks the rule as well. Exemptions of users, runtime classes
//! and namespaces are of the cluster, and not known.

mod baseline;
mod controls;
mod pod;
mod restricted;

pub(super) use baseline::is_safe_sysctl;
use controls::{ALL, Control};
use pod::{Fault, Pod};

use crate::check::at;
use crate::check::index::Index;
use crate::check::rules::security::fields::name;
use crate::check::surroundings::Surroundings;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::kube::pod_security::{Level, Standard, Version};
use crate::manifest::Object;
use crate::yaml::Node;

const PREFIX: &str = "pod-security.kubernetes.io/";

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let asked = asked(object, index);
    if asked.is_empty() {
        return Vec::new();
    }
    let Some(pod) = Pod::of(object) else { return Vec::new() };
    let mut told: Vec<Diagnostic> = Vec::new();
    for (mode, standard) in asked {
        let minor = minor_of(standard, index);
        for control in controls_of(standard.level, minor) {
            if told.iter().any(|fault| fault.control == Some(control.id)) {
                continue;
            }
            let faults = control.faults(&pod, minor);
            if !faults.is_empty() {
                told.push(fault(object, index, control, faults, mode, standard));
            }
        }
    }
    told
}

/// What becomes of a pod that breaks the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Enforce,
    Warn,
}

/// What is asked of pods, the strictest first.
fn asked<'m>(object: &'m Object, index: &Index<'m>) -> Vec<(Mode, Standard)> {
    let policy = &index.surroundings.policy;
    if let Some(standard) = policy.demanded {
        return vec![(Mode::Enforce, standard)];
    }
    let namespace = index.namespace(object).and_then(|it| index.rendered("Namespace", None, it));
    let said = |mode: &str| namespace.and_then(|namespace| of_label(namespace, mode));
    let enforced = said("enforce").or(policy.pod_security);
    let mut all: Vec<(Mode, Standard)> =
        enforced.into_iter().map(|it| (Mode::Enforce, it)).collect();
    all.extend(["warn", "audit"].iter().filter_map(|mode| said(mode)).map(|it| (Mode::Warn, it)));
    all
}

fn of_label(namespace: &Object, mode: &str) -> Option<Standard> {
    let labels = namespace.root.below("metadata.labels")?;
    let text = |key: &str| labels.get(key).and_then(Node::as_str);
    let level = Level::named(text(&format!("{PREFIX}{mode}"))?)?;
    let version = text(&format!("{PREFIX}{mode}-version")).and_then(Version::parse);
    Some(Standard { level, version: version.unwrap_or(Version::Latest) })
}

/// The controls that a standard has as of a version; those broken under one standard are not told
/// again under another.
fn controls_of(level: Level, minor: u32) -> impl Iterator<Item = &'static Control> {
    ALL.iter().filter(move |control| match level {
        Level::Privileged => false,
        Level::Baseline => control.level == Level::Baseline,
        Level::Restricted => !controls::is_overridden(control.id, minor),
    })
}

/// The standards of a version that a server does not know are those of its own, unless it is asked
/// for that very version here.
fn minor_of(standard: Standard, index: &Index<'_>) -> u32 {
    let Surroundings { kubernetes, policy, .. } = index.surroundings;
    let of_server = u32::from(kubernetes.number());
    match standard.version {
        Version::Minor(minor) if policy.demanded.is_some() => minor,
        Version::Minor(minor) => minor.min(of_server),
        Version::Latest => of_server,
    }
}

fn fault<'m>(
    object: &'m Object,
    index: &Index<'m>,
    control: &Control,
    faults: Vec<Fault<'m>>,
    mode: Mode,
    standard: Standard,
) -> Diagnostic {
    let of_pod = object.identity.kind == "Pod";
    let does = match (mode, of_pod) {
        (Mode::Enforce, true) => "is refused by",
        (Mode::Enforce, false) => "makes pods that are refused by",
        (Mode::Warn, true) => "is warned of by",
        (Mode::Warn, false) => "makes pods that are warned of by",
    };
    let about = control.about;
    let message = format!("{does} the Pod Security Standard `{standard}`: {about}");
    let severity = if mode == Mode::Enforce { Severity::Error } else { Severity::Note };
    let mut said = Diagnostic::new(severity, Code::PodSecurity, message).subject(object);
    said.control = Some(control.id);
    for (nth, Fault { node, below, text }) in faults.into_iter().enumerate() {
        if nth == 0 {
            said = said.field(index.paths.of(node, object) + below);
        }
        // A container that lacks something is pointed at by its name.
        let node = if below.is_empty() { node } else { name(node) };
        said = at(said, &node.origin, text);
    }
    said.help(control.help)
}
