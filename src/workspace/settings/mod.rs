//! `drydock.yaml` into [`Settings`]: what a project decides for all of its stacks, for one, or for
//! one environment of it.
//!
//! ```yaml
//! kubernetes: "1.36"
//! stacks:
//!   web:
//!     masks:
//!       - { path: metadata.labels.build, reason: each build has its own }
//!     environments:
//!       prod: { kubernetes: "1.33" }
//! ```
//!
//! The nearest setting wins; lists and maps add up, the nearest first. That a name means something
//! is left to those who use it: here only the shape is judged, and that the stacks
//! and environments are there.

mod read;

use super::Project;
use crate::diagnostic::{Code, Diagnostic, Report, Sources, Span, did_you_mean};
use crate::pipeline::KubeVersion;
use crate::yaml::{self, Dialect};

/// Where a project writes its settings.
pub const SETTINGS_FILE: &str = "drydock.yaml";

/// A setting, and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Set<T> {
    pub value: T,
    pub at: Span,
}

/// All that is set in a project.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    all: Chosen,
    stacks: Vec<OfStack>,
}

#[derive(Clone, Debug)]
struct OfStack {
    name: Set<String>,
    all: Chosen,
    environments: Vec<(Set<String>, Chosen)>,
}

/// What is set for one environment of a stack.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// The version of Kubernetes that objects are judged by: `1.33`.
    pub kubernetes: Option<Set<KubeVersion>>,
    /// The Pod Security level of namespaces that nobody renders: `restricted:v1.33`.
    pub pod_security: Option<Set<String>>,
    /// A named choice of levels for all rules.
    pub preset: Option<Set<String>>,
    /// The level of a rule or a group of rules; where one is named twice, the first holds.
    pub rules: Vec<(Set<String>, Set<String>)>,
    /// What others provide, if that is told: `Kind/namespace/name`.
    pub externals: Option<Vec<Set<String>>>,
    pub allow: Vec<Allowed>,
    pub masks: Vec<Mask>,
}

/// A finding of a rule that is accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Allowed {
    pub rule: Set<String>,
    /// A pattern of `Kind/namespace/name`; any object without it.
    pub object: Option<Set<String>>,
    pub reason: Set<String>,
    /// The whole entry.
    pub at: Span,
}

/// A field that may differ from its golden file.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    pub path: Set<String>,
    /// A pattern of `Kind/namespace/name`; any object without it.
    pub object: Option<Set<String>>,
    pub reason: Set<String>,
    /// The whole entry.
    pub at: Span,
}

impl Settings {
    /// Those of no stack.
    pub fn of_project(&self) -> Chosen {
        self.all.clone()
    }

    /// Those of an environment of a stack.
    pub fn chosen(&self, stack: &str, environment: Option<&str>) -> Chosen {
        let Some(of) = self.stacks.iter().find(|of| of.name.value == stack) else {
            return self.all.clone();
        };
        let named =
            |environment| of.environments.iter().find(|(name, _)| name.value == environment);
        let nearest = environment.and_then(named).map(|(_, chosen)| chosen.clone());
        nearest.unwrap_or_default().or(&of.all).or(&self.all)
    }
}

impl Chosen {
    /// What is set here, and otherwise what is set farther away.
    fn or(mut self, farther: &Chosen) -> Chosen {
        self.kubernetes = self.kubernetes.or_else(|| farther.kubernetes.clone());
        self.pod_security = self.pod_security.or_else(|| farther.pod_security.clone());
        self.preset = self.preset.or_else(|| farther.preset.clone());
        self.rules.extend(farther.rules.iter().cloned());
        if let Some(farther) = &farther.externals {
            self.externals.get_or_insert_default().extend(farther.iter().cloned());
        }
        self.allow.extend(farther.allow.iter().cloned());
        self.masks.extend(farther.masks.iter().cloned());
        self
    }
}

impl Project {
    /// What is set in `drydock.yaml`; nothing where there is no such file.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn settings(&self, sources: &mut Sources, report: &mut Report) -> anyhow::Result<Settings> {
        if !self.is_file(SETTINGS_FILE) {
            if let Some(near) = ["drydock.yml", ".drydock.yaml"].iter().find(|it| self.is_file(it))
            {
                let message = format!("{near} is not read");
                let fault = Diagnostic::error(Code::BadSettings, message);
                report.push(fault.help(format!("name it {SETTINGS_FILE}")));
            }
            return Ok(Settings::default());
        }
        if let Some(link) = self.link_out(SETTINGS_FILE)? {
            let fault = Diagnostic::error(Code::BadLink, link.leaving("the project"));
            report.push(fault.help("put a copy in its place"));
            return Ok(Settings::default());
        }
        let text = self.read(SETTINGS_FILE)?.replace("\r\n", "\n");
        let source = sources.add_file(self.shown(SETTINGS_FILE), text.as_str());
        let mut documents = yaml::read(&text, source, Dialect::Kubectl, report);
        if let Some(second) = documents.get(1) {
            let fault = Diagnostic::error(Code::BadSettings, "a second document stands here");
            report.push(fault.at(second.origin.at, "one is read").help("remove the `---`"));
        }
        if documents.is_empty() {
            return Ok(Settings::default());
        }
        let settings = read::settings(&documents.swap_remove(0), report);
        self.refuse_unknown(&settings, report)?;
        Ok(settings)
    }

    /// Stacks and environments that are not there.
    fn refuse_unknown(&self, settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
        if settings.stacks.is_empty() {
            return Ok(());
        }
        let stacks = self.stacks()?;
        for OfStack { name, environments, .. } in &settings.stacks {
            if !stacks.contains(&name.value) {
                report.push(unknown("stack", name, &stacks));
                continue;
            }
            let known = self.environments(&name.value)?;
            let missing = environments.iter().filter(|(name, _)| !known.contains(&name.value));
            for (environment, _) in missing {
                report.push(unknown("environment", environment, &known));
            }
        }
        Ok(())
    }
}

fn unknown(what: &str, name: &Set<String>, known: &[String]) -> Diagnostic {
    let message = format!("there is no {what} `{}`", name.value);
    let fault = Diagnostic::error(Code::BadSettings, message).at(name.at, "here");
    match did_you_mean(&name.value, known.iter().map(String::as_str)) {
        Some(help) => fault.help(help),
        None => fault,
    }
}
