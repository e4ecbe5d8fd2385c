//! What a stack accepts of the findings, and why: said at an object, at a line, or in the project's
//! file.
//!
//! ```text
//! drydock.dev/allow: "no-limits: the exporter runs on small nodes"     an annotation of the object
//! {# drydock: allow no-limits: the exporter runs on small nodes #}     at the line, or above it
//! - {rule: no-limits, object: DaemonSet/*/exporter, reason: …}         `allow` of drydock.yaml
//! ```
//!
//! What gives no reason, names no rule, or accepts nothing is reported.

mod annotation;
mod comment;

use std::collections::{HashMap, HashSet};

use super::rule::Rule;
use crate::check::policy::Policy;
use crate::diagnostic::{Code, Diagnostic, Report, SourceId, Sources, Span, did_you_mean};
use crate::manifest::{Manifest, Object, pattern};
use crate::yaml::{Map, Node};

/// All that is accepted, and what of it was made use of.
pub(super) struct Allowances<'a> {
    sources: &'a Sources,
    all: Vec<Allowance<'a>>,
    by_object: HashMap<*const Object, Vec<usize>>,
    by_line: HashMap<Line, Vec<usize>>,
    by_pattern: Vec<usize>,
    /// The rules that were applied.
    expected: HashSet<Code>,
}

/// A line of a source, counted from 1.
type Line = (SourceId, usize);

struct Allowance<'a> {
    rule: Code,
    scope: Scope<'a>,
    at: Span,
    is_used: bool,
}

enum Scope<'a> {
    Object(&'a Object),
    /// This line and the one below.
    Lines(Line),
    Objects(Option<&'a str>),
}

/// Rules that are named together, and why they may be broken.
struct Entry<'t> {
    names: Vec<&'t str>,
    reason: &'t str,
}

impl<'a> Allowances<'a> {
    pub(super) fn of(
        manifest: &'a Manifest,
        policy: &'a Policy,
        sources: &'a Sources,
        report: &mut Report,
    ) -> Self {
        let mut allowances = Allowances {
            sources,
            all: Vec::new(),
            by_object: HashMap::new(),
            by_line: HashMap::new(),
            by_pattern: Vec::new(),
            expected: HashSet::new(),
        };
        for object in &manifest.objects {
            annotation::read(object, &mut allowances, report);
        }
        comment::read(&mut allowances, report);
        for allowed in &policy.allowed {
            allowances.add(allowed.rule, Scope::Objects(allowed.object.as_deref()), allowed.at);
        }
        allowances
    }

    fn add(&mut self, rule: Code, scope: Scope<'a>, at: Span) {
        let nth = self.all.len();
        match scope {
            Scope::Object(object) => {
                self.by_object.entry(std::ptr::from_ref(object)).or_default().push(nth);
            }
            Scope::Lines((source, line)) => {
                for line in [line, line + 1] {
                    self.by_line.entry((source, line)).or_default().push(nth);
                }
            }
            Scope::Objects(_) => self.by_pattern.push(nth),
        }
        self.all.push(Allowance { rule, scope, at, is_used: false });
    }

    /// Says that a rule is applied, so that what accepts none of its findings is of no use.
    pub(super) fn expect(&mut self, rule: &Rule) {
        self.expected.insert(rule.code);
    }

    /// Whether a finding is accepted.
    pub(super) fn allow(&mut self, rule: &Rule, object: &Object, fault: &Diagnostic) -> bool {
        if self.all.is_empty() {
            return false;
        }
        let mut candidates: Vec<usize> = Vec::new();
        candidates.extend(self.by_object.get(&std::ptr::from_ref(object)).into_iter().flatten());
        if !self.by_line.is_empty() {
            for label in &fault.labels {
                let line = self.line(label.span);
                candidates.extend(self.by_line.get(&line).into_iter().flatten());
            }
        }
        candidates.extend(&self.by_pattern);
        let mut is_allowed = false;
        for at in candidates {
            let allowance = &mut self.all[at];
            if allowance.rule != rule.code {
                continue;
            }
            let is_meant = match allowance.scope {
                Scope::Objects(Some(pattern)) => pattern::is_of(object, pattern),
                Scope::Object(_) | Scope::Lines(_) | Scope::Objects(None) => true,
            };
            if is_meant {
                allowance.is_used = true;
                is_allowed = true;
            }
        }
        is_allowed
    }

    fn line(&self, span: Span) -> Line {
        (span.source, self.sources.place(span).line)
    }

    /// Reports what accepts nothing, as far as it is about what is in the manifest.
    pub(super) fn report_unused(&self, manifest: &Manifest, report: &mut Report) {
        let is_idle = |it: &&Allowance<'_>| !it.is_used && self.expected.contains(&it.rule);
        let idle: Vec<&Allowance<'_>> = self.all.iter().filter(is_idle).collect();
        let has_lines = idle.iter().any(|it| matches!(it.scope, Scope::Lines(_)));
        let lines = if has_lines { self.lines_of(manifest) } else { HashSet::new() };
        for Allowance { rule, scope, at, .. } in idle {
            let message = |what: &str| {
                let message = format!("allows `{rule}`, {what}");
                Diagnostic::warning(Code::UnusedAllowance, message)
            };
            let fault = match *scope {
                Scope::Object(object) => message("which it does not break").subject(object),
                Scope::Lines((source, line)) => {
                    if !lines.contains(&(source, line)) && !lines.contains(&(source, line + 1)) {
                        continue;
                    }
                    let message = format!("a comment allows `{rule}`, which nothing breaks here");
                    Diagnostic::warning(Code::UnusedAllowance, message)
                }
                Scope::Objects(object) => {
                    let is_there = |it: &Object| object.is_none_or(|name| pattern::is_of(it, name));
                    if !manifest.objects.iter().any(is_there) {
                        continue;
                    }
                    let message = format!("the project allows `{rule}`, which nothing breaks");
                    Diagnostic::warning(Code::UnusedAllowance, message)
                }
            };
            let fault = if at.is_nowhere() { fault } else { fault.at(*at, "of no use") };
            report.push(fault.help("take it away"));
        }
    }

    /// The lines that the objects were written on.
    fn lines_of(&self, manifest: &Manifest) -> HashSet<Line> {
        let mut lines = HashSet::new();
        let mut open: Vec<&Node> = manifest.objects.iter().map(|object| &object.root).collect();
        while let Some(node) = open.pop() {
            if !node.origin.at.is_nowhere() {
                lines.insert(self.line(node.origin.at));
            }
            open.extend(node.as_list().into_iter().flatten());
            for (_, value) in node.as_map().into_iter().flat_map(Map::iter) {
                open.push(value);
            }
        }
        lines
    }
}

/// `no-limits, one-replica: it is a test`
fn entry(text: &str) -> Entry<'_> {
    let (names, reason) = text.split_once(':').unwrap_or((text, ""));
    let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
    Entry { names: names.collect(), reason: reason.trim() }
}

/// What is wrong with one that names no rule.
fn unknown(name: &str, fault: impl FnOnce(String) -> Diagnostic) -> Diagnostic {
    let fault = fault(format!("allows `{name}`, which is no rule"));
    let help = did_you_mean(name, super::all().map(Rule::name));
    help.into_iter().fold(fault, Diagnostic::help)
}

/// What is wrong with one that does not say why.
fn bare(name: &str, fault: Diagnostic) -> Diagnostic {
    fault.help(format!("say why it is fine here: `{name}: …`"))
}
