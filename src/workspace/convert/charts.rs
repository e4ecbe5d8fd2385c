//! The files of the old chart, and those of the new one that are made of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::chart;
use crate::convert::Converted;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::disk::Files;
use crate::workspace::Stack;

/// The files of a chart as they lie there.
pub(super) struct Originals {
    files: BTreeMap<String, Vec<u8>>,
}

/// The folder of a chart in memory.
pub(super) const FOLDER: &str = "chart";

impl Originals {
    pub(super) fn read(stack: &Stack) -> anyhow::Result<Self> {
        let files = chart::all_files(&stack.chart.path)?;
        let files = files.into_iter().map(|(path, bytes)| (path, bytes.to_vec())).collect();
        Ok(Originals { files })
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub(super) fn text(&self, path: &str) -> Option<String> {
        let bytes = self.files.get(path)?;
        Some(String::from_utf8_lossy(bytes).replace("\r\n", "\n"))
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let is_notes = |path: &&str| path.starts_with("templates/") && path.ends_with("NOTES.txt");
        self.paths().filter(is_notes).map(str::to_owned).collect()
    }

    /// A chart of what was converted and nothing else.
    pub(super) fn for_proof(&self, converted: &Converted, values: &str) -> Files {
        let mut all = BTreeMap::new();
        let mut add = |path: &str, bytes: &[u8]| {
            all.insert(format!("{FOLDER}/{path}"), bytes.to_vec());
        };
        add("Chart.yaml", metadata(&self.text("Chart.yaml").unwrap_or_default()).as_bytes());
        add("values.yaml", values.as_bytes());
        for (path, bytes) in self.files.iter().filter(|(path, _)| path.starts_with("files/")) {
            add(path, bytes);
        }
        for (path, found) in &converted.templates {
            if let Ok(ours) = found {
                add(&format!("templates/{path}"), ours.text.as_bytes());
            }
        }
        for (path, text) in &converted.partials {
            add(&format!("templates/{path}"), text.as_bytes());
        }
        Files::of("converted", all)
    }

    /// The files of the new chart, and those of the old one that it does without.
    pub(super) fn written(
        &self,
        converted: &Converted,
        values: &str,
    ) -> (BTreeMap<String, Vec<u8>>, BTreeSet<String>) {
        let mut files = self.files.clone();
        let mut dropped = BTreeSet::new();
        for (path, found) in &converted.templates {
            if let Ok(ours) = found {
                files.insert(format!("templates/{path}"), ours.text.clone().into_bytes());
            }
        }
        for (path, text) in &converted.partials {
            files.insert(format!("templates/{path}"), text.clone().into_bytes());
        }
        if !converted.keys.is_empty() {
            files.insert("values.yaml".to_owned(), values.as_bytes().to_vec());
        }
        if converted.templates.values().all(Result::is_ok) {
            // Nobody is left who would call what Go's partials define.
            let ending = |path: &str| {
                Path::new(path).extension().and_then(|it| it.to_str().map(str::to_owned))
            };
            let is_go = |path: &&String| {
                let goes = ending(path).is_some_and(|it| matches!(&*it, "tpl" | "txt"));
                path.starts_with("templates/") && goes
            };
            dropped = files.keys().filter(is_go).cloned().collect();
            dropped.iter().for_each(|path| _ = files.remove(path));
        }
        (files, dropped)
    }
}

/// Chart.yaml without the charts that it brings along, which have no part in a proof.
fn metadata(text: &str) -> String {
    let mut out = String::new();
    let mut skips = false;
    for line in text.lines() {
        let is_top = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '"');
        if is_top {
            skips = line.starts_with("dependencies:") || line.starts_with("engine:");
        }
        if skips {
            continue;
        }
        let line = if line.starts_with("apiVersion:") { "apiVersion: v2" } else { line };
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// A chart of ours has nothing to be converted.
pub(super) fn tell_ours(stack: &Stack, report: &mut Report) {
    let message = format!("the templates of {} are no Go templates", stack.chart.shown);
    let fault = Diagnostic::error(Code::NothingSelected, message);
    report.push(fault.help("there is nothing to convert"));
}
