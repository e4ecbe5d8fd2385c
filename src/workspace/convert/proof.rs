//! Both ways of a chart, rendered with the same values and compared template by template.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::charts::FOLDER;
use super::difference::difference;
use super::variants::Variant;
use crate::chart::Home;
use crate::convert::{Converted, Left};
use crate::diagnostic::{Code, Diagnostic, Report, Secrets, Severity, Sources};
use crate::disk::Files;
use crate::pipeline::{self, Checks, Hooks, Loaded, Request};
use crate::yaml::Document;

/// What the old chart comes to with each set of values.
pub(super) struct Proof {
    sources: Sources,
    all: Vec<(Variant, Request, BTreeMap<String, Vec<Document>>)>,
}

/// The names of releases: that of a chart is part of many names only once if both are the same.
const RELEASE: &str = "release";
const NAMESPACE: &str = "space";

impl Proof {
    /// Renders the old chart; what Helm refuses proves nothing.
    pub(super) fn of(loaded: &Loaded, variants: Vec<Variant>, sources: &Sources) -> Self {
        let mut all = Vec::new();
        let own = variants.first().cloned().map(|variant| (loaded.name().to_owned(), variant));
        let others = variants.into_iter().map(|variant| (RELEASE.to_owned(), variant));
        for (name, variant) in others.chain(own) {
            let mut request = Request::new(name);
            request.namespace = Some(NAMESPACE.to_owned());
            request.checks = Checks::Off;
            request.hooks = Hooks::Shown;
            request.layers.clone_from(&variant.layers);
            let mut report = Report::new();
            let found = pipeline::documents(loaded, request.clone(), sources, &mut report);
            all.extend(found.map(|documents| (variant, request, by_template(documents))));
        }
        Proof { sources: sources.clone(), all }
    }

    pub(super) fn renders(&self) -> usize {
        self.all.len()
    }

    /// The templates of which the new chart makes something else, or nothing.
    pub(super) fn failures(
        &self,
        files: Files,
        converted: &Converted,
    ) -> anyhow::Result<BTreeMap<String, Left>> {
        let mut failed = BTreeMap::new();
        let wanted: Vec<&String> = converted
            .templates
            .iter()
            .filter_map(|(path, found)| found.as_ref().ok().map(|_| path))
            .collect();
        if wanted.is_empty() {
            return Ok(failed);
        }
        let (mut sources, mut report) = (self.sources.clone(), Report::new());
        let home = Home::Kept(&files, FOLDER);
        let folder = PathBuf::from(FOLDER);
        let shown = folder.to_string_lossy();
        let loaded =
            pipeline::load_ours(home, &shown, &mut sources, &mut report, &mut Secrets::none())?;
        let Some(loaded) = loaded else {
            blame(&report, &sources, converted, &wanted, "it can't be read", &mut failed);
            return Ok(failed);
        };
        for (variant, request, go) in &self.all {
            let mut report = Report::new();
            let made = pipeline::documents(&loaded, request.clone(), &sources, &mut report);
            let with = format!("with {}", variant.name);
            blame(&report, &sources, converted, &wanted, &with, &mut failed);
            let ours = by_template(made.unwrap_or_default());
            for path in &wanted {
                if failed.contains_key(*path) {
                    continue;
                }
                let full = format!("templates/{path}");
                let get = |all: &'_ BTreeMap<String, Vec<Document>>| {
                    all.get(&full).cloned().unwrap_or_default()
                };
                let (there, here) = (get(go), get(&ours));
                let (there, here): (Vec<_>, Vec<_>) =
                    (there.iter().collect(), here.iter().collect());
                let why = match difference(&there, &here) {
                    Some(found) => format!("{with}, {found}"),
                    None if there.iter().any(|it| pipeline::is_hook(&it.root)) => HOOK.to_owned(),
                    None => continue,
                };
                failed.insert((*path).clone(), Left { file: full, line: None, why });
            }
        }
        Ok(failed)
    }
}

const HOOK: &str = "it makes a hook, which Helm alone runs: beside others it is left out";

fn by_template(documents: Vec<Document>) -> BTreeMap<String, Vec<Document>> {
    let mut all: BTreeMap<String, Vec<Document>> = BTreeMap::new();
    for document in documents {
        all.entry(document.template.to_string()).or_default().push(document);
    }
    all
}

/// Puts errors down to the templates that they point to, by way of a partial as well.
fn blame(
    report: &Report,
    sources: &Sources,
    converted: &Converted,
    wanted: &[&String],
    with: &str,
    failed: &mut BTreeMap<String, Left>,
) {
    for fault in report.iter().filter(|fault| fault.severity == Severity::Error) {
        let files: BTreeSet<String> = files_of(fault, sources);
        let mut guilty: Vec<&String> =
            wanted.iter().copied().filter(|path| files.contains(*path)).collect();
        if guilty.is_empty() {
            let uses = |path: &&String| {
                let found = converted.templates.get(*path).and_then(|found| found.as_ref().ok());
                found.is_some_and(|ours| ours.partials.iter().any(|it| files.contains(it)))
            };
            guilty = wanted.iter().copied().filter(uses).collect();
        }
        if guilty.is_empty() {
            guilty = wanted.to_vec();
        }
        for path in guilty {
            let at = if fault.code == Code::UndefinedValue {
                "a missing value is an error here: "
            } else {
                ""
            };
            let why = format!("{with}, {at}{}", fault.message);
            let left = Left { file: format!("templates/{path}"), line: None, why };
            failed.entry(path.clone()).or_insert(left);
        }
    }
}

/// The templates that a fault points to, by their paths below `templates/`.
fn files_of(fault: &Diagnostic, sources: &Sources) -> BTreeSet<String> {
    let spans = fault.labels.iter().map(|label| label.span).filter(|span| !span.is_nowhere());
    let names = spans.map(|span| sources.get(span.source).name.clone());
    let below = format!("{FOLDER}/templates/");
    names.filter_map(|name| name.split_once(&below).map(|(_, path)| path.to_owned())).collect()
}
