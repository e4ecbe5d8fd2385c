//! What a chart is called on the command line into the chart that is meant.

use std::path::Path;

use anyhow::{Context as _, bail};

use super::values_file::read_values;
use super::{DEFAULT_ENVIRONMENT, OnDisk, Project};
use crate::diagnostic::{Code, Diagnostic, Report, SourceId, Sources, or_else_meant};
use crate::values::Layer;

/// A chart to render: a stack of a project, or a folder that belongs to none.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Its folder's name.
    pub name: String,
    pub chart: OnDisk,
    /// `None` for a folder, which has no environments.
    pub project: Option<Project>,
}

impl Stack {
    /// The stack or the folder that is called so. `project` finds the project, if one is needed.
    ///
    /// # Errors
    /// If there is none.
    pub fn called(
        chart: &str,
        project: &dyn Fn() -> anyhow::Result<Project>,
    ) -> anyhow::Result<Self> {
        let folder = Path::new(chart);
        let is_path = chart.contains(['/', '\\']) || chart == "." || chart == "..";
        if is_path {
            if !folder.is_dir() {
                bail!("there is no folder {chart}");
            }
            return Self::of_folder(folder);
        }
        let project = match project() {
            Ok(project) => project,
            Err(_) if folder.join("Chart.yaml").is_file() => return Self::of_folder(folder),
            Err(error) => return Err(error),
        };
        let stack = project.stack(chart);
        let stacks = project.stacks()?;
        if !stacks.iter().any(|stack| stack == chart)
            && !stack.chart.path.join("Chart.yaml").is_file()
        {
            return Err(no_stack(chart, &stacks));
        }
        Ok(stack)
    }

    fn of_folder(folder: &Path) -> anyhow::Result<Self> {
        let full =
            folder.canonicalize().with_context(|| format!("can't read {}", folder.display()))?;
        let name = full.file_name().and_then(|name| name.to_str()).unwrap_or("release");
        let shown = folder.to_string_lossy();
        let shown = shown.trim_end_matches('/');
        let shown = if shown.is_empty() { "/" } else { shown };
        Ok(Stack {
            name: name.to_owned(),
            chart: OnDisk { path: folder.to_owned(), shown: shown.to_owned() },
            project: None,
        })
    }

    /// The names of its environments, sorted; a folder has the one of those that have no values
    /// files.
    ///
    /// # Errors
    /// If a folder can't be read.
    pub fn environments(&self) -> anyhow::Result<Vec<String>> {
        match &self.project {
            Some(project) => project.environments(&self.name),
            None => Ok(vec![DEFAULT_ENVIRONMENT.to_owned()]),
        }
    }

    /// The values of an environment, if it has a file of them. A file that lies outside of the
    /// project is not read: that goes into the report.
    ///
    /// # Errors
    /// If it can't be read, or is no text.
    pub(super) fn values(
        &self,
        environment: &str,
        sources: &mut Sources,
        report: &mut Report,
    ) -> anyhow::Result<Option<(SourceId, Vec<Layer>)>> {
        let Some(project) = &self.project else { return Ok(None) };
        let file = project.values_file(&self.name, environment);
        if !file.path.is_file() {
            return Ok(None);
        }
        let link = project.folder().link_out(&file.shown);
        if let Some(link) = link.with_context(|| format!("can't read {}", file.shown))? {
            let fault = Diagnostic::error(Code::BadLink, link.leaving("the project"));
            report.push(fault.help("put a copy in its place, or name the file with -f"));
            return Ok(None);
        }
        read_values(&file, sources, report).map(Some)
    }

    /// The values of an environment that was asked for. `default` may have none.
    ///
    /// # Errors
    /// If there is no such environment, or its file can't be read.
    pub fn wanted_values(
        &self,
        environment: &str,
        sources: &mut Sources,
        report: &mut Report,
    ) -> anyhow::Result<Vec<Layer>> {
        let Some(project) = &self.project else {
            let (shown, name) = (&self.chart.shown, &self.name);
            bail!(
                "{shown} is a folder, and only stacks of a project have environments: \
                 name the stack, as in `{name} {environment}`, or use -f FILE"
            );
        };
        if !project.values_file(&self.name, environment).path.is_file() {
            let known = project.environments(&self.name)?;
            if environment != DEFAULT_ENVIRONMENT || !known.iter().any(|e| e == environment) {
                return Err(project.no_environment(&self.name, environment, &known));
            }
        }
        let read = self.values(environment, sources, report)?;
        Ok(read.map_or(Vec::new(), |(_, layers)| layers))
    }
}

pub(super) fn no_stack(name: &str, stacks: &[String]) -> anyhow::Error {
    let help = or_else_meant(name, stacks.iter().map(String::as_str));
    anyhow::anyhow!("there is no stack `{name}`{help}")
}

impl Project {
    /// The stacks that are meant, with the environments that are: all where none is named.
    ///
    /// # Errors
    /// If what is named is not there, or there is nothing at all.
    pub fn choose(
        &self,
        stack: Option<&str>,
        environment: Option<&str>,
    ) -> anyhow::Result<Vec<(Stack, Vec<String>)>> {
        let stacks = self.stacks()?;
        if let Some(stack) = stack.filter(|stack| !stacks.iter().any(|known| known == stack)) {
            return Err(no_stack(stack, &stacks));
        }
        let mut chosen = Vec::new();
        for name in stacks.iter().filter(|name| stack.is_none_or(|stack| stack == **name)) {
            let mut environments = self.environments(name)?;
            if let Some(wanted) = environment {
                if !environments.iter().any(|known| known == wanted) {
                    return Err(self.no_environment(name, wanted, &environments));
                }
                environments = vec![wanted.to_owned()];
            }
            chosen.push((self.stack(name), environments));
        }
        if chosen.is_empty() {
            bail!("the project has no stack");
        }
        Ok(chosen)
    }
}
