//! What a chart is called on the command line into the chart that is meant.

use std::path::Path;

use anyhow::{Context as _, bail};

use super::values_file::values_of;
use super::{DEFAULT_ENVIRONMENT, OnDisk, Project, Settings};
use crate::chart::Home;
use crate::diagnostic::{
    Code, Diagnostic, Report, Secrets, SourceId, Sources, nearest, or_else_meant,
};
use crate::disk::Files;
use crate::pipeline::{self, Language, Loaded, Requirement};
use crate::values::Layer;
use crate::yaml::Dialect;

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
    /// A folder is a chart by itself, unless it is a stack's and one of its environments is asked
    /// for.
    ///
    /// # Errors
    /// If there is none.
    pub fn called(
        chart: &str,
        environment: Option<&str>,
        project: &dyn Fn() -> anyhow::Result<Project>,
    ) -> anyhow::Result<Self> {
        let folder = Path::new(chart);
        if is_path(chart) {
            if !folder.is_dir() {
                bail!("there is no folder {chart}{}", nearest_to(folder));
            }
            let in_project = environment.and_then(|environment| {
                let project = project().ok()?;
                let name = project.stack_at(folder)?;
                let known = project.environments(&name).ok()?;
                known.iter().any(|known| known == environment).then(|| project.stack(&name))
            });
            return in_project.map_or_else(|| Self::of_folder(folder), Ok);
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
            return Err(project.no_stack(chart, &stacks));
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

    /// Loads its chart. One that lies outside of the project is not read: that goes into the
    /// report.
    ///
    /// # Errors
    /// If a file can't be read.
    pub fn load(
        &self,
        sources: &mut Sources,
        report: &mut Report,
        secrets: &mut Secrets,
    ) -> anyhow::Result<Option<Loaded>> {
        match self.home(report)? {
            Some(home) => pipeline::load(home.open(), &self.chart.shown, sources, report, secrets),
            None => Ok(None),
        }
    }

    /// The same for the text that Helm prints.
    ///
    /// # Errors
    /// If a file can't be read.
    pub fn load_for_helm(
        &self,
        sources: &mut Sources,
        report: &mut Report,
    ) -> anyhow::Result<Option<Loaded>> {
        match self.home(report)? {
            Some(home) => pipeline::load_for_helm(home.open(), &self.chart.shown, sources, report),
            None => Ok(None),
        }
    }

    /// What its project sets, if it belongs to one.
    ///
    /// # Errors
    /// If that can't be read.
    pub fn settings(&self, sources: &mut Sources, report: &mut Report) -> anyhow::Result<Settings> {
        match &self.project {
            Some(project) => project.settings(sources, report),
            None => Ok(Settings::default()),
        }
    }

    /// What the templates of its chart are written in.
    ///
    /// # Errors
    /// If a file can't be read.
    pub fn language(&self) -> anyhow::Result<Language> {
        let home = self.home(&mut Report::new())?;
        home.map_or(Ok(Language::Ours), |home| pipeline::language(home.open()))
    }

    /// How its values files are read: those of Go templates as Helm reads them.
    ///
    /// # Errors
    /// If a file of its chart can't be read.
    pub fn dialect(&self) -> anyhow::Result<Dialect> {
        Ok(match self.language()? {
            Language::Ours | Language::Neither => Dialect::Unambiguous,
            Language::Go => Dialect::Helm,
        })
    }

    /// The charts that its chart asks for; what is missing goes into the report. `None` if
    /// something is wrong with the chart.
    ///
    /// # Errors
    /// If a file can't be read.
    pub fn requirements(
        &self,
        sources: &mut Sources,
        report: &mut Report,
    ) -> anyhow::Result<Option<Vec<Requirement>>> {
        let Some(home) = self.home(report)? else { return Ok(None) };
        let reads_in_place = self.language()? != Language::Go;
        let OnDisk { path, shown } = &self.chart;
        let is_there =
            |folder: &str| reads_in_place && path.join(folder).join("Chart.yaml").is_file();
        pipeline::requirements(home.open(), shown, &is_there, sources, report)
    }

    /// Where its chart lies. One that lies outside of the project is not read: that goes into the
    /// report.
    fn home(&self, report: &mut Report) -> anyhow::Result<Option<Place<'_>>> {
        let OnDisk { path, shown } = &self.chart;
        let Some(project) = &self.project else { return Ok(Some(Place::Folder(path))) };
        if let Some(files) = project.kept() {
            return Ok(Some(Place::Kept(files, format!("charts/{}", self.name))));
        }
        let link = project.link_out(shown).with_context(|| format!("can't read {shown}"))?;
        if let Some(link) = link {
            let fault = Diagnostic::error(Code::BadLink, link.leaving("the project"));
            report.push(fault.help("put a copy in its place, or name the chart's folder"));
            return Ok(None);
        }
        Ok(Some(Place::Folder(path)))
    }

    /// What is secret in its chart, of which nothing else is asked: if it can't be read, that is
    /// not said.
    pub fn secrets(&self, sources: &mut Sources) -> Secrets {
        let mut secrets = Secrets::none();
        if let Ok(Some(loaded)) = self.load(sources, &mut Report::new(), &mut secrets) {
            pipeline::add_secrets(&loaded, &[], sources, &mut secrets);
        }
        secrets
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
        dialect: Dialect,
        sources: &mut Sources,
        report: &mut Report,
    ) -> anyhow::Result<Option<(SourceId, Vec<Layer>)>> {
        let Some(project) = &self.project else { return Ok(None) };
        let file = project.values_path(&self.name, environment);
        if !project.is_file(&file) {
            return Ok(None);
        }
        if let Some(link) = project.link_out(&file).with_context(|| format!("can't read {file}"))? {
            let fault = Diagnostic::error(Code::BadLink, link.leaving("the project"));
            report.push(fault.help("put a copy in its place, or name the file with -f"));
            return Ok(None);
        }
        let text = project.read(&file)?;
        Ok(Some(values_of(&project.shown(&file), &text, dialect, sources, report)))
    }

    /// The values of an environment that was asked for. `default` may have none.
    ///
    /// # Errors
    /// If there is no such environment, or its file can't be read.
    pub fn wanted_values(
        &self,
        environment: &str,
        dialect: Dialect,
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
        if !project.is_file(&project.values_path(&self.name, environment)) {
            let known = project.environments(&self.name)?;
            if environment != DEFAULT_ENVIRONMENT || !known.iter().any(|e| e == environment) {
                return Err(project.no_environment(&self.name, environment, &known));
            }
        }
        let read = self.values(environment, dialect, sources, report)?;
        Ok(read.map_or(Vec::new(), |(_, layers)| layers))
    }
}

/// Where the chart of a stack lies: on disk, or among the files of a revision.
enum Place<'a> {
    Folder(&'a Path),
    Kept(&'a Files, String),
}

impl Place<'_> {
    fn open(&self) -> Home<'_> {
        match self {
            Place::Folder(path) => Home::Folder(path),
            Place::Kept(files, folder) => Home::Kept(files, folder),
        }
    }
}

/// Whether what is asked for is a path and no name.
fn is_path(named: &str) -> bool {
    named.contains(['/', '\\']) || named == "." || named == ".."
}

impl Project {
    /// A stack is asked for that there is not.
    pub(super) fn no_stack(&self, name: &str, stacks: &[String]) -> anyhow::Error {
        if let Some(why) = self.no_chart(name) {
            return anyhow::anyhow!("charts/{name} is no stack: {why}");
        }
        let help = or_else_meant(name, stacks.iter().map(String::as_str));
        anyhow::anyhow!("there is no stack `{name}`{help}")
    }

    /// The name of the stack that is called so, or whose folder is.
    pub fn stack_called(&self, named: &str) -> String {
        let at = if is_path(named) { self.stack_at(Path::new(named)) } else { None };
        at.unwrap_or_else(|| named.to_owned())
    }

    /// The stack whose chart a folder is.
    fn stack_at(&self, folder: &Path) -> Option<String> {
        let charts = self.below("charts".to_owned()).path.canonicalize().ok()?;
        let folder = folder.canonicalize().ok()?;
        let name = folder.strip_prefix(charts).ok()?.to_str()?.to_owned();
        self.stacks().ok()?.contains(&name).then_some(name)
    }
}

/// What to say after a folder that does not exist: which of its neighbours may be meant.
fn nearest_to(folder: &Path) -> String {
    let beside = || {
        let parent = folder.parent()?;
        let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        let folders = parent.read_dir().ok()?.flatten().filter(|entry| entry.path().is_dir());
        let mut names: Vec<String> =
            folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        let wanted = folder.file_name()?.to_str()?;
        let nearest = nearest(wanted, names.iter().map(String::as_str))?;
        Some(format!("; did you mean {}?", folder.with_file_name(nearest).display()))
    };
    beside().unwrap_or_default()
}
