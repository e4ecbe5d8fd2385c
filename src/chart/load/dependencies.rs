//! The charts that a chart brings along: found, read, and held against what Chart.yaml asks for.
//!
//! A `file://` repository is read where it lies; all else comes from `charts/`, be it declared or
//! not. What a chart within another doesn't bring along itself, a library, it may take from those
//! that bring it along.

use std::sync::Arc;

use anyhow::Context as _;

use super::store::is_archive;
use super::{Level, Loading, Located};
use crate::chart::constraint::Version;
use crate::chart::dependency::{Declared, Repository, duplicate};
use crate::chart::{Chart, ChartType, Dependency, Terms, Word};
use crate::diagnostic::{Code, Diagnostic, Severity, Span, did_you_mean};

impl Loading<'_> {
    /// The dependencies of a chart. What is missing or does not fit goes into the report.
    pub(super) fn dependencies(&mut self, level: &Level<'_>) -> anyhow::Result<Vec<Dependency>> {
        let errors = self.report.count(Severity::Error);
        let vendored = self.vendored(level)?;
        let sound = self.report.count(Severity::Error) == errors;
        let mut dependencies = Vec::new();
        for declared in level.declared {
            let found = match folder(declared, level) {
                Some(located) => {
                    let chart = self.brought(&located, Some(declared.place()), level)?;
                    chart.filter(|chart| self.is_meant(declared, chart))
                }
                None => self.choose(declared, &vendored, level, sound)?,
            };
            if let Some(chart) = found {
                let name = declared.name().clone();
                dependencies.push(Dependency { name, chart, terms: declared.terms.clone() });
            }
        }
        for chart in vendored {
            if !level.declared.iter().any(|one| one.chart.text == chart.metadata.name) {
                self.add_undeclared(chart, &mut dependencies);
            }
        }
        Ok(dependencies)
    }

    /// The charts that lie in `charts/`, less copies of those that are read elsewhere.
    fn vendored(&mut self, level: &Level<'_>) -> anyhow::Result<Vec<Arc<Chart>>> {
        let Located { store, shown } = level.located;
        let names = store.vendored(level.ignore);
        let names = names.with_context(|| format!("can't read {shown}/charts"))?;
        let mut charts = Vec::new();
        for name in names {
            let declared = level.declared.iter().find(|one| is_named(&name, &one.chart.text));
            if let Some(declared) = declared
                && folder(declared, level).is_some()
            {
                continue;
            }
            let place = declared.map(Declared::place);
            if let Some(located) = self.open_vendored(&name, level.located, place)? {
                charts.extend(self.brought(&located, place, level)?);
            }
        }
        Ok(charts)
    }

    fn open_vendored(
        &mut self,
        name: &str,
        parent: &Located,
        place: Option<Span>,
    ) -> anyhow::Result<Option<Located>> {
        let shown = format!("{}/charts/{name}", parent.shown);
        let link = parent.store.link_out(&format!("charts/{name}"));
        if let Some(link) = link.with_context(|| format!("can't read {shown}"))? {
            let fault = Diagnostic::error(Code::BadLink, link.leaving("the chart"));
            let help = "name it in Chart.yaml among the dependencies: `repository: file://../NAME`";
            self.report.push(super::placed(fault, place, "leads there").help(help));
            return Ok(None);
        }
        Ok(match parent.store.open_vendored(name) {
            Ok(store) if is_archive(name) && !store.is_file("Chart.yaml") => {
                self.refuse_archive(&shown, "it holds no Chart.yaml", place);
                None
            }
            Ok(store) => Some(Located { store, shown }),
            Err(error) => {
                self.refuse_archive(&shown, &format!("{error:#}"), place);
                None
            }
        })
    }

    fn refuse_archive(&mut self, shown: &str, why: &str, place: Option<Span>) {
        let fault =
            Diagnostic::error(Code::BadArchive, format!("{shown} is no packaged chart: {why}"));
        let fault = super::placed(fault, place, "is in that archive");
        self.report.push(fault.help("make it anew with `helm package`"));
    }

    /// Of the charts in `charts/` the newest that is meant.
    fn choose(
        &mut self,
        declared: &Declared,
        vendored: &[Arc<Chart>],
        level: &Level<'_>,
        all_read: bool,
    ) -> anyhow::Result<Option<Arc<Chart>>> {
        let named = vendored.iter().filter(|chart| chart.metadata.name == declared.chart.text);
        let named: Vec<&Arc<Chart>> = named.collect();
        let fitting = named.iter().filter(|chart| takes(declared, chart));
        if let Some(newest) =
            fitting.max_by_key(|chart| Version::parse(&chart.metadata.version).ok())
        {
            return Ok(Some(Arc::clone(newest)));
        }
        if let Some(other) = named.first() {
            self.report.push(unfit(declared, other));
            return Ok(None);
        }
        let found = self.inherited(declared, level)?;
        if found.is_none() && all_read {
            self.report.push(missing(declared, vendored, level));
        }
        Ok(found)
    }

    /// A library that one of the charts above brings along.
    fn inherited(
        &mut self,
        declared: &Declared,
        level: &Level<'_>,
    ) -> anyhow::Result<Option<Arc<Chart>>> {
        let mut above = level.above;
        while let Some(level) = above {
            if let Some(located) = self.offered(&declared.chart.text, level)? {
                let chart = self.brought(&located, Some(declared.place()), level)?;
                let library = chart.filter(|chart| chart.metadata.kind == ChartType::Library);
                if let Some(library) = library {
                    return Ok(Some(library).filter(|chart| self.is_meant(declared, chart)));
                }
            }
            above = level.above;
        }
        Ok(None)
    }

    /// What a chart brings along under its own name `name`.
    fn offered(&mut self, name: &str, level: &Level<'_>) -> anyhow::Result<Option<Located>> {
        if let Some(declared) = level.declared.iter().find(|one| one.chart.text == name)
            && let Some(located) = folder(declared, level)
        {
            return Ok(Some(located));
        }
        let names = level.located.store.vendored(level.ignore)?;
        let file = names.iter().find(|file| is_named(file, name));
        file.map_or(Ok(None), |file| self.open_vendored(file, level.located, None))
    }

    /// Whether a chart that was found has the name and the version that are asked for.
    fn is_meant(&mut self, declared: &Declared, chart: &Chart) -> bool {
        let fault = if chart.metadata.name != declared.chart.text {
            let name = &chart.metadata.name;
            Diagnostic::error(Code::WrongChart, format!("the chart there is called `{name}`"))
                .at(declared.chart.at, "another name")
                .context(chart.metadata.place("name"), "its own")
                .help(format!("write `name: {name}`; what it is called here is its `alias`"))
        } else if !takes(declared, chart) {
            unfit(declared, chart)
        } else {
            return true;
        };
        self.report.push(fault);
        false
    }

    fn add_undeclared(&mut self, chart: Arc<Chart>, dependencies: &mut Vec<Dependency>) {
        let text = chart.metadata.name.clone();
        let name = Word { text, at: chart.metadata.place("name") };
        match dependencies.iter().find(|other| other.name.text == name.text) {
            Some(first) => self.report.push(duplicate(&name.text, name.at, first.name.at)),
            None => dependencies.push(Dependency { name, chart, terms: Terms::default() }),
        }
    }
}

/// The folder that a `file://` repository names, if there is a chart.
fn folder(declared: &Declared, level: &Level<'_>) -> Option<Located> {
    let Repository::Folder(word) = &declared.repository else { return None };
    let path = word.text.trim_start_matches("file://");
    let shown = joined(&level.located.shown, path);
    let store = level.located.store.neighbour(path, &shown)?;
    Some(Located { store, shown })
}

fn takes(declared: &Declared, chart: &Chart) -> bool {
    let Some((constraint, _)) = &declared.version else { return true };
    Version::parse(&chart.metadata.version).is_ok_and(|version| constraint.matches(&version))
}

fn unfit(declared: &Declared, chart: &Chart) -> Diagnostic {
    let (name, found) = (&declared.chart.text, &chart.metadata.version);
    let (at, wanted) = match &declared.version {
        Some((_, word)) => (word.at, word.text.as_str()),
        None => (declared.chart.at, ""),
    };
    Diagnostic::error(Code::ChartVersion, format!("`{name}` is {found}, and {wanted} is wanted"))
        .at(at, "does not take it")
        .context(chart.metadata.place("version"), "this is there")
        .help("fetch another version, or widen the constraint")
}

fn missing(declared: &Declared, vendored: &[Arc<Chart>], level: &Level<'_>) -> Diagnostic {
    let name = &declared.chart.text;
    let charts = format!("{}/charts", level.located.shown);
    match &declared.repository {
        Repository::Folder(word) => {
            let message = format!("there is no chart at {}", word.text);
            Diagnostic::error(Code::MissingChart, message)
                .at(word.at, "from this chart's folder on")
                .help(format!("or put it into {charts}/{name}"))
        }
        Repository::Remote(word) => {
            let message = format!("the chart `{name}` is not fetched");
            Diagnostic::error(Code::MissingChart, message)
                .at(word.at, "nothing is fetched from a network here")
                .help(format!("run `helm dependency build {}`", level.located.shown))
                .help(format!("or copy the chart to {charts}/{name}"))
        }
        Repository::Vendored => {
            let message = format!("there is no chart `{name}` in {charts}");
            let fault =
                Diagnostic::error(Code::MissingChart, message).at(declared.chart.at, "needed");
            let known = vendored.iter().map(|chart| chart.metadata.name.as_str());
            fault.help(did_you_mean(name, known).unwrap_or_else(|| {
                "put it there, or say where it is: `repository: file://../NAME`".to_owned()
            }))
        }
    }
}

/// Whether a name in `charts/` is that of a chart: `redis`, `redis-1.2.0.tgz`.
fn is_named(file: &str, chart: &str) -> bool {
    let Some(rest) = file.strip_prefix(chart) else { return false };
    let version = |rest: &str| rest.strip_prefix('-').is_some_and(starts_with_digit);
    rest.is_empty() || (is_archive(file) && version(rest))
}

fn starts_with_digit(text: &str) -> bool {
    text.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit())
}

/// `charts/web` and `../common` are `charts/common`.
fn joined(shown: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = shown.split('/').collect();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        let climbs =
            part == ".." && parts.last().is_some_and(|last| !["", ".", ".."].contains(last));
        if climbs {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}
