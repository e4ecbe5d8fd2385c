//! A chart directory into a [`Chart`], with the charts it brings along: the only place that reads
//! their files.
//!
//! [`ChartReader`](read::ChartReader) reads one chart out of its [`Store`]; `dependencies` finds the
//! charts that it needs, and has them read in turn.

mod archive;
mod dependencies;
mod read;
mod store;
mod whole;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::bail;

use super::Chart;
use super::dependency::Declared;
use super::ignore::Ignore;
use crate::diagnostic::{Code, Diagnostic, Report, Severity, Sources, Span};
use crate::disk::Files;
pub use archive::unpack;
use read::ChartReader;
pub use read::text_of;
use store::Store;
pub use whole::{Texts, all_files, annotation};

/// Charts within charts beyond this are a mistake, or a link that leads back.
const MAX_DEPTH: usize = 16;

/// The charts that something is wrong with, as far as they can be read.
#[derive(Debug)]
pub struct Broken(pub Vec<Chart>);

/// No release is made of more charts, each counted as often as it is brought along.
const MOST_CHARTS: usize = 1000;

/// Where a chart lies.
#[derive(Clone, Copy, Debug)]
pub enum Home<'a> {
    Folder(&'a Path),
    /// In a folder among files that are in memory.
    Kept(&'a Files, &'a str),
}

impl<'a> From<&'a Path> for Home<'a> {
    fn from(path: &'a Path) -> Self {
        Home::Folder(path)
    }
}

impl<'a> From<&'a std::path::PathBuf> for Home<'a> {
    fn from(path: &'a std::path::PathBuf) -> Self {
        Home::Folder(path)
    }
}

/// Loads the chart at `home`, which is spoken of as `shown`.
///
/// # Errors
/// If a file can't be read. What is wrong with what the files hold goes into `report`, and gives
/// the charts that hold it.
pub fn load<'a>(
    home: impl Into<Home<'a>>,
    shown: &str,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<Result<Chart, Broken>> {
    let home = home.into();
    let store = Store::of(home, shown);
    let (open, done, broken) = (Vec::new(), HashMap::new(), Vec::new());
    let mut loading = Loading { sources, report, open, done, broken };
    let chart = loading.load(&Located { store, shown: shown.to_owned() }, None)?;
    if let Some(chart) = &chart {
        doubt_name(chart, home, loading.report);
    }
    Ok(chart.ok_or(Broken(loading.broken)))
}

/// Who looks for a chart by its name looks for a folder that is called so.
fn doubt_name(chart: &Chart, home: Home<'_>, report: &mut Report) {
    let full = match home {
        Home::Folder(root) => root.canonicalize().ok(),
        Home::Kept(_, folder) => Some(folder.into()),
    };
    let folder = full.as_ref().and_then(|full| full.file_name()).and_then(|it| it.to_str());
    let name = &chart.metadata.name;
    if let Some(folder) = folder.filter(|folder| folder != name) {
        let message = format!("the chart `{name}` lies in a folder that is called `{folder}`");
        let fault = Diagnostic::warning(Code::OtherName, message);
        let fault = fault.at(chart.metadata.place("name"), "another name");
        report.push(fault.help("a package has the name of the chart alone: rename one of the two"));
    }
}

/// A chart that was found, and how to speak of it.
#[derive(Clone, Debug)]
struct Located {
    store: Store,
    shown: String,
}

/// A chart whose dependencies are looked for, and those that brought it along.
struct Level<'a> {
    located: &'a Located,
    ignore: &'a Ignore,
    declared: &'a [Declared],
    above: Option<&'a Level<'a>>,
}

/// The charts of one run: each is read once.
struct Loading<'a> {
    sources: &'a mut Sources,
    report: &'a mut Report,
    /// Those whose dependencies are being looked for, by the keys of their stores.
    open: Vec<(String, String)>,
    done: HashMap<String, Option<Arc<Chart>>>,
    broken: Vec<Chart>,
}

impl Loading<'_> {
    /// The chart that a dependency at `place` needs; a chart's own fault where it has no place.
    fn brought(
        &mut self,
        located: &Located,
        place: Option<Span>,
        above: &Level<'_>,
    ) -> anyhow::Result<Option<Arc<Chart>>> {
        let key = located.store.key();
        if let Some(at) = self.open.iter().position(|(open, _)| *open == key) {
            self.refuse_cycle(at, place);
            return Ok(None);
        }
        if let Some(chart) = self.done.get(&key) {
            return Ok(chart.clone());
        }
        if self.open.len() > MAX_DEPTH {
            let message = format!("charts bring along charts more than {MAX_DEPTH} deep");
            self.report.push(placed(
                Diagnostic::error(Code::DeepCharts, message),
                place,
                "this one",
            ));
            return Ok(None);
        }
        let chart = self.load(located, Some(above))?.map(Arc::new);
        self.done.insert(key, chart.clone());
        Ok(chart)
    }

    fn load(
        &mut self,
        located: &Located,
        above: Option<&Level<'_>>,
    ) -> anyhow::Result<Option<Chart>> {
        let Located { store, shown } = located;
        if !store.is_file("Chart.yaml") {
            bail!("{shown} is no chart: it holds no Chart.yaml");
        }
        let errors = self.report.count(Severity::Error);
        let mut reader = ChartReader { store, shown, sources: self.sources, report: self.report };
        let ignore = reader.ignore()?;
        let mut chart = match reader.chart(&ignore)? {
            Ok(chart) => chart,
            Err(broken) => {
                self.broken.push(*broken);
                return Ok(None);
            }
        };
        let declared = chart.metadata.dependencies.clone();
        let level = Level { located, ignore: &ignore, declared: &declared, above };
        self.open.push((store.key(), chart.metadata.name.clone()));
        let dependencies = self.dependencies(&level);
        self.open.pop();
        chart.dependencies = dependencies?;
        if instances(&chart, &mut HashMap::new()) > MOST_CHARTS {
            let message = format!("more than {MOST_CHARTS} charts are brought along here");
            let fault = Diagnostic::error(Code::DeepCharts, message)
                .at(chart.metadata.place("name"), "by way of its dependencies");
            let help = "a chart counts as often as one of these charts brings it along";
            self.report.push(fault.help(help));
            chart.dependencies.clear();
        }
        if self.report.count(Severity::Error) == errors {
            return Ok(Some(chart));
        }
        self.broken.push(chart);
        Ok(None)
    }

    fn refuse_cycle(&mut self, at: usize, place: Option<Span>) {
        let names = self.open[at..].iter().chain([&self.open[at]]).map(|(_, name)| name.as_str());
        let way: Vec<&str> = names.collect();
        let message = format!("`{}` brings itself along", way[0]);
        let fault = Diagnostic::error(Code::ChartCycle, message);
        let fault = placed(fault, place, "leads back to it");
        self.report.push(match way.len() {
            0..=2 => fault,
            _ => fault.help(format!("the way round is {}", way.join(" → "))),
        });
    }
}

/// Of how many charts a release of this one is made.
fn instances(chart: &Chart, known: &mut HashMap<*const Chart, usize>) -> usize {
    let mut count = 1usize;
    for dependency in &chart.dependencies {
        let key = Arc::as_ptr(&dependency.chart);
        let below = known.get(&key).copied();
        let below = below.unwrap_or_else(|| instances(&dependency.chart, known));
        known.insert(key, below);
        count = count.saturating_add(below);
    }
    count
}

fn placed(fault: Diagnostic, place: Option<Span>, label: &str) -> Diagnostic {
    match place {
        Some(place) => fault.at(place, label),
        None => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_chart(folder: &Path, name: &str, dependencies: &str) {
        std::fs::create_dir_all(folder).expect("a folder");
        let text = format!("apiVersion: v2\nname: {name}\nversion: 1.0.0\n{dependencies}");
        std::fs::write(folder.join("Chart.yaml"), text).expect("written");
    }

    /// The codes of the faults of a chart that brings along `depth` others, each the next.
    fn faults(depth: usize) -> Vec<&'static str> {
        let folder = tempfile::TempDir::new().expect("a folder");
        for at in 0..=depth {
            let next =
                format!("dependencies: [{{name: c{0}, repository: 'file://../c{0}'}}]", at + 1);
            let next = if at < depth { &*next } else { "" };
            write_chart(&folder.path().join(format!("c{at}")), &format!("c{at}"), next);
        }
        let mut report = Report::new();
        let path = folder.path().join("c0");
        let chart = load(&path, "c0", &mut Sources::new(), &mut report).expect("read");
        assert_eq!(chart.is_ok(), !report.has_errors());
        report.iter().map(|fault| fault.code.name()).collect()
    }

    #[test]
    fn charts_are_not_nested_without_end() {
        assert_eq!(faults(MAX_DEPTH), [""; 0]);
        assert_eq!(faults(MAX_DEPTH + 1), ["deep-charts"]);
    }

    /// Why a chart can't be read that has what `write` writes into its folder.
    fn refusal(write: impl FnOnce(&Path)) -> String {
        let folder = tempfile::TempDir::new().expect("a folder");
        write_chart(folder.path(), "web", "");
        std::fs::create_dir(folder.path().join("templates")).expect("a folder");
        write(folder.path());
        let loaded = load(folder.path(), "web", &mut Sources::new(), &mut Report::new());
        format!("{:#}", loaded.expect_err("it can't be read"))
    }

    #[test]
    fn what_is_no_text_is_told_by_its_line() {
        let latin = refusal(|web| {
            std::fs::write(web.join("templates/a.yaml"), b"a: 1\nb: caf\xe9\n").expect("written");
        });
        assert_eq!(latin, "can't read web/templates/a.yaml: line 2 is not UTF-8");
        let windows = refusal(|web| {
            std::fs::write(web.join("values.yaml"), b"\xff\xfea\0:\0").expect("written");
        });
        assert_eq!(windows, "can't read web/values.yaml: it is UTF-16: save it as UTF-8");
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_back_are_told() {
        let back = refusal(|web| {
            std::os::unix::fs::symlink("..", web.join("templates/up")).expect("a link");
        });
        let said = "can't read web/templates: templates/up is a link to a folder that it is in";
        assert_eq!(back, said);
    }

    /// As `helm package` would leave them out.
    #[test]
    fn helmignore_holds_for_folders_at_the_top() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let web = folder.path().join("web");
        write_chart(&web, "web", "");
        write_chart(&web.join("charts/sub"), "sub", "");
        for path in ["templates/a.yaml", "templates/files/b.yaml", "files/a", "crds/a.yaml"] {
            let path = web.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, "").expect("written");
        }
        for (rule, templates, files, crds, charts) in [
            ("", 2, 1, 1, 1),
            ("files/", 1, 0, 1, 1),
            ("files", 1, 0, 1, 1),
            ("/files", 2, 0, 1, 1),
            ("/files/", 2, 0, 1, 1),
            ("crds/", 2, 1, 0, 1),
            ("/templates", 0, 1, 1, 1),
            ("templates/", 0, 1, 1, 1),
            ("charts/", 2, 1, 1, 0),
            ("charts", 2, 1, 1, 0),
            ("/charts/sub/", 2, 1, 1, 0),
            ("?r?s", 2, 1, 0, 1),
            ("templates/files", 1, 1, 1, 1),
            ("/a.yaml", 2, 1, 1, 1),
        ] {
            std::fs::write(web.join(".helmignore"), rule).expect("written");
            let chart = load(&web, "web", &mut Sources::new(), &mut Report::new());
            let chart = chart.expect("read").expect("sound");
            let Chart { templates: t, files: f, crds: c, dependencies: d, .. } = &chart;
            let found = (t.len(), f.len(), c.len(), d.len());
            assert_eq!(found, (templates, files, crds, charts), "{rule}");
        }
    }

    #[test]
    fn a_chart_that_several_need_is_read_once() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let needs = |names: &[&str]| {
            let one = |name: &&str| format!("- {{name: {name}, repository: 'file://../{name}'}}\n");
            format!("dependencies:\n{}", names.iter().map(one).collect::<String>())
        };
        write_chart(&folder.path().join("top"), "top", &needs(&["left", "right"]));
        write_chart(&folder.path().join("left"), "left", &needs(&["shared"]));
        write_chart(&folder.path().join("right"), "right", &needs(&["shared"]));
        write_chart(&folder.path().join("shared"), "shared", "");
        let (mut sources, mut report) = (Sources::new(), Report::new());
        let chart = load(&folder.path().join("top"), "top", &mut sources, &mut report);
        let chart = chart.expect("read").expect("sound");
        let shared = |at: usize| &chart.dependencies[at].chart.dependencies[0].chart;
        assert!(Arc::ptr_eq(shared(0), shared(1)));
    }
}
