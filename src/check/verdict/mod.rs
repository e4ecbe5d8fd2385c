//! What an API server would say to the objects of a text that may hold anything: documents of YAML
//! or JSON, lists, custom resources, and what can't be read.
//!
//! Every object has a verdict of its own; what can't be read spoils no other.

mod together;

use std::collections::{BTreeSet, VecDeque};

use super::admission::{self, Ground, Policies};
use super::custom::Definitions;
use super::finding::Finding;
pub use super::judge::Status;
use super::judge::{self, Judgement};
use super::remedy::Remedy;
use crate::cores::on_deep_stacks;
use crate::diagnostic::{Code, Diagnostic, Place, Report, Role, Severity, SourceId, Sources, Span};
use crate::kube::secret::SECRET;
use crate::kube::versions::Minor;
use crate::manifest::Object;
use crate::manifest::lists::{self, Parts};
use crate::yaml::kubectl::Document;
use crate::yaml::{Node, kubectl};
pub use together::{Apart, together};

/// One object, and what is to be said of it.
#[derive(Debug)]
pub struct Verdict {
    /// Of the document that it is in.
    pub claim: Claim,
    /// Where it begins.
    pub at: Place,
    pub api_version: Option<String>,
    pub kind: Option<String>,
    pub namespace: Option<String>,
    pub name: Option<String>,
    pub status: Status,
    pub findings: Vec<Placed>,
}

/// What a document says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It has an apiVersion or a kind, be they right or wrong.
    Manifest,
    /// It has neither.
    Nothing,
    /// It can't be read, and what it is is not written in it either.
    Unknown,
}

/// A finding at a place of the text.
#[derive(Debug)]
pub struct Placed {
    pub at: Place,
    /// Whether the object is refused for it.
    pub severity: Severity,
    pub code: Code,
    /// Empty where the object is meant as a whole.
    pub path: String,
    /// The control of the Pod Security Standards that is meant.
    pub control: Option<&'static str>,
    pub message: String,
    pub help: Option<String>,
}

/// Judges every object of a text, in order; the objects of lists each by itself.
///
/// Documents are judged on all cores; the verdicts do not depend on how many there are.
pub fn verdicts(text: &str) -> Vec<Verdict> {
    verdicts_by(text, &Definitions::default(), Minor::DEFAULT)
}

/// The same by a version of Kubernetes, custom resources by their definitions.
pub fn verdicts_by(text: &str, definitions: &Definitions, kubernetes: Minor) -> Vec<Verdict> {
    verdicts_before(text, definitions, kubernetes, &Policies::default())
}

/// The same, and then by the policies of admission. What they can't tell is said once.
pub fn verdicts_before(
    text: &str,
    definitions: &Definitions,
    kubernetes: Minor,
    policies: &Policies,
) -> Vec<Verdict> {
    let ground = policies.is_asking().then(|| Ground::of(policies, definitions, kubernetes));
    let by = By { definitions, kubernetes, ground: ground.as_ref() };
    let mut verdicts = judged(text, by);
    if ground.is_some() {
        let mut said = BTreeSet::new();
        for verdict in &mut verdicts {
            verdict
                .findings
                .retain(|it| it.code != Code::UnjudgedPolicy || said.insert(it.message.clone()));
        }
    }
    verdicts
}

fn judged(text: &str, by: By<'_>) -> Vec<Verdict> {
    let documents = kubectl::split(text);
    let shares: Vec<&[Document<'_>]> = documents.chunks(SHARE).collect();
    let judged = on_deep_stacks(shares, |share| {
        share.iter().flat_map(|document| of_document(document, by)).collect::<Vec<Verdict>>()
    });
    judged.into_iter().flatten().collect()
}

/// How many documents are taken at a time; for fewer it is not worth starting a worker.
const SHARE: usize = 32;

/// What objects are judged by.
#[derive(Clone, Copy)]
struct By<'d> {
    definitions: &'d Definitions,
    kubernetes: Minor,
    ground: Option<&'d Ground<'d>>,
}

fn of_document(document: &Document<'_>, by: By<'_>) -> Vec<Verdict> {
    let mut sources = Sources::new();
    let source = sources.add_file("", document.text);
    let mut report = Report::new();
    let node = kubectl::read(document, source, &mut report);
    let claim = Claim::of(node.as_ref(), document.text, &report);
    let text = Text { document, sources: &sources, claim };
    if report.has_errors() {
        let start = text.place(start(document.text, source));
        return vec![text.unreadable(node.as_ref(), &report, start)];
    }
    let mut verdicts = Vec::new();
    let mut rest: VecDeque<Node> = node.into_iter().filter(|node| !node.is_null()).collect();
    while let Some(node) = rest.pop_front() {
        match lists::parts(node) {
            Parts::Items(items) => items.into_iter().rev().for_each(|item| rest.push_front(item)),
            Parts::Object(node) => verdicts.push(text.verdict(&node, by)),
            Parts::Broken(list) => verdicts.push(text.broken(&list)),
        }
    }
    verdicts
}

impl Claim {
    /// What can't be read to its end may say further down what it is.
    fn of(node: Option<&Node>, text: &str, report: &Report) -> Self {
        let is_read = |node: &Node| IDENTITY.iter().any(|field| node.get(field).is_some());
        let is_written = || {
            let lines = text.lines().map(|line| line.trim_start_matches(['-', ' ', '{', '"']));
            let mut keys = lines.filter_map(|line| line.split([':', '"', ' ']).next());
            keys.any(|key| IDENTITY.contains(&key)) || text.contains(IDENTITY[0])
        };
        match report.has_errors() {
            _ if node.is_some_and(is_read) => Claim::Manifest,
            true if is_written() => Claim::Manifest,
            true => Claim::Unknown,
            false => Claim::Nothing,
        }
    }
}

const IDENTITY: [&str; 2] = ["apiVersion", "kind"];

/// Where the first thing of a text stands.
fn start(text: &str, source: SourceId) -> Span {
    let is_content = |line: &&str| !line.trim().is_empty() && !line.starts_with("---");
    let first = text.lines().find(is_content).unwrap_or_default();
    let at = first.as_ptr() as usize - text.as_ptr() as usize;
    Span::new(source, at..at)
}

/// A document, and the places in it.
struct Text<'a> {
    document: &'a Document<'a>,
    sources: &'a Sources,
    claim: Claim,
}

impl Text<'_> {
    /// In the text that the document is a part of.
    fn place(&self, span: Span) -> Place {
        let Place { line, column } = self.sources.place(span);
        let start = self.document.start;
        let before = if line == 1 { start.column - 1 } else { 0 };
        Place { line: start.line + line - 1, column: before + column }
    }

    fn unreadable(&self, node: Option<&Node>, report: &Report, start: Place) -> Verdict {
        let errors = report.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        let findings = errors.map(|diagnostic| self.told(diagnostic, start)).collect();
        let verdict = match node {
            Some(node) => self.identified(node),
            None => self.nameless(start),
        };
        Verdict { status: Status::Invalid, findings, ..verdict }
    }

    fn told(&self, diagnostic: &Diagnostic, start: Place) -> Placed {
        let label = diagnostic.labels.iter().find(|label| label.role == Role::Primary);
        Placed {
            severity: diagnostic.severity,
            code: diagnostic.code,
            path: String::new(),
            help: None,
            control: None,
            message: match diagnostic.code {
                Code::DuplicateKey => diagnostic.message.clone(),
                _ => self.discreet(&diagnostic.message),
            },
            at: label.map_or(start, |label| self.place(label.span)),
        }
    }

    /// What can't be read may hold a Secret: then nothing of it is quoted.
    fn discreet(&self, message: &str) -> String {
        let words = self.document.text.split(|c: char| !c.is_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let holds_secret = words.windows(2).any(|pair| pair == ["kind", SECRET]);
        let parts = message.split('`').enumerate();
        let shown = parts.map(|(at, part)| if holds_secret && at % 2 == 1 { "***" } else { part });
        shown.collect::<Vec<_>>().join("`")
    }

    fn verdict(&self, node: &Node, by: By<'_>) -> Verdict {
        let Judgement { status, findings } = judge::judge_by(node, by.definitions, by.kubernetes);
        let findings = findings.into_iter().map(|finding| self.placed(finding)).collect();
        let mut verdict = Verdict { status, findings, ..self.identified(node) };
        if let Some(ground) = by.ground.filter(|_| status != Status::Invalid) {
            let object = Object::loosely(node.clone(), "");
            let said = admission::judge(&object, ground);
            said.into_iter().for_each(|finding| verdict.add(self.placed(finding)));
        }
        verdict
    }

    fn broken(&self, list: &Node) -> Verdict {
        let (message, node) = lists::broken(list);
        let (code, path, at) = (Code::BadDocument, "items".to_owned(), self.place(node.origin.at));
        let severity = Severity::Error;
        let findings =
            vec![Placed { at, severity, code, path, message, help: None, control: None }];
        Verdict { status: Status::Invalid, findings, ..self.identified(list) }
    }

    fn placed(&self, finding: Finding) -> Placed {
        let Finding { severity, code, path, message, origin, help, .. } = finding;
        let help = help.map(Remedy::of_text);
        Placed { at: self.place(origin.at), severity, code, path, message, help, control: None }
    }

    fn identified(&self, node: &Node) -> Verdict {
        let metadata = node.get("metadata");
        let of_metadata = |field| metadata.and_then(|metadata| text(metadata, field));
        Verdict {
            api_version: text(node, "apiVersion"),
            kind: text(node, "kind"),
            namespace: of_metadata("namespace"),
            name: of_metadata("name"),
            ..self.nameless(self.place(node.origin.at))
        }
    }

    fn nameless(&self, at: Place) -> Verdict {
        Verdict {
            claim: self.claim,
            at,
            api_version: None,
            kind: None,
            namespace: None,
            name: None,
            status: Status::Valid,
            findings: Vec::new(),
        }
    }
}

fn text(node: &Node, field: &str) -> Option<String> {
    let text = node.get(field).and_then(Node::as_str).filter(|text| !text.is_empty());
    text.map(str::to_owned)
}

impl Verdict {
    /// Adds what is found beside what the server says of the object by itself.
    pub fn add(&mut self, said: Placed) {
        if said.severity == Severity::Error {
            self.status = Status::Invalid;
        }
        self.findings.push(said);
    }

    /// Makes errors of the warnings.
    pub fn deny_warnings(&mut self) {
        for said in std::mem::take(&mut self.findings) {
            let severity = match said.severity {
                Severity::Warning => Severity::Error,
                severity => severity,
            };
            self.add(Placed { severity, ..said });
        }
    }

    /// Refuses an object that could not be judged.
    pub fn refuse_skipped(&mut self) {
        if self.status == Status::Skipped {
            self.status = Status::Invalid;
            let kind = self.kind.as_deref().unwrap_or_default();
            let version = self.api_version.as_deref().unwrap_or_default();
            let message = format!("no definition of {kind} of {version} is known");
            let (code, path) = (judge::UNKNOWN_KIND, String::new());
            let (at, severity) = (self.at, Severity::Error);
            self.findings.push(Placed {
                at,
                severity,
                code,
                path,
                message,
                help: Some(judge::DEFINE_IT.to_owned()),
                control: None,
            });
        }
    }
}

#[cfg(test)]
mod tests;
