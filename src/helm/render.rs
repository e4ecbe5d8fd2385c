//! A chart with its values into the texts of its templates.

use std::sync::Arc;

use super::coalesce::{Nulls, coalesce};
use super::load::{Chart, Loaded};
use super::sort::{self, Manifests};
use super::{Fault, dependencies};
use crate::template::go::call::{Chance, Context};
use crate::template::go::functions::semver;
use crate::template::go::objects::{self, ReleaseAction};
use crate::template::go::program::Program;
use crate::template::go::run::{Limits, Run};
use crate::template::go::text::Text;
use crate::template::go::value::{Data, Map, MapType, Value};

/// What a chart is rendered for.
#[derive(Debug)]
pub struct Asked {
    pub name: String,
    pub namespace: String,
    pub action: ReleaseAction,
    /// `v1.36.0`
    pub kube_version: String,
    pub api_versions: Vec<String>,
    /// What the user gives, over all defaults.
    pub values: Map,
    pub seed: String,
    pub chance: Chance,
    pub limits: Limits,
}

/// What a chart comes to.
#[derive(Debug)]
pub struct Rendered {
    pub sorted: Manifests,
    /// The files of `crds/` in all charts, by their paths with the chart's name.
    pub crds: Vec<(String, Arc<Vec<u8>>)>,
    pub notes: Option<Text>,
    /// The values that the templates saw.
    pub values: Map,
}

/// A `values.schema.json` and what it is held against.
pub struct Schema<'a> {
    pub chart: &'a str,
    pub file: u32,
    pub values: &'a Value,
}

/// Renders a chart. `judge` holds values against the schemas of charts, and says what is wrong.
///
/// # Errors
/// What Helm would say.
pub fn render(
    loaded: &Loaded,
    asked: &Asked,
    judge: &mut dyn FnMut(&[Schema<'_>]) -> Result<(), String>,
) -> Result<Rendered, Fault> {
    let mut chart = loaded.chart.clone();
    if chart.metadata.is_library() {
        return Err(Fault::told("library charts are not installable"));
    }
    let missing = dependencies::missing(&chart);
    if !missing.is_empty() {
        let names = missing.join(", ");
        let words = "an error occurred while checking for chart dependencies. You may need to run \
                     `helm dependency build` to fetch missing dependencies: found in Chart.yaml, \
                     but missing in charts/ directory";
        return Err(Fault::of("Chart.yaml", format!("{words}: {names}")));
    }
    dependencies::process(&mut chart, &asked.values)
        .map_err(|why| Fault::told(format!("chart dependencies processing failed: {why}")))?;
    let values = coalesce(&chart, &asked.values, Nulls::Delete).map_err(Fault::told)?;
    let top = Data::Map(values.typed(MapType::Values)).into();
    let mut schemas = Vec::new();
    collect_schemas(&chart, &top, &mut schemas);
    let schemas: Vec<Schema<'_>> =
        schemas.iter().map(|(chart, file, values)| Schema { chart, file: *file, values }).collect();
    judge(&schemas).map_err(Fault::told)?;
    let needs = &chart.metadata.kube_version;
    if !needs.is_empty() && !semver::is_in_range(needs, &asked.kube_version) {
        return Err(Fault::of(
            "Chart.yaml",
            format!(
                "chart requires kubeVersion: {needs} which is incompatible with Kubernetes {}",
                asked.kube_version
            ),
        ));
    }
    let texts = texts(&chart, loaded, asked, &top)?;
    let (notes, texts): (Vec<_>, Vec<_>) =
        texts.into_iter().partition(|(path, _)| path.ends_with("NOTES.txt"));
    let own = format!("{}/templates/NOTES.txt", chart.metadata.name);
    let notes = notes.into_iter().find(|(path, _)| *path == own).map(|(_, text)| text);
    let mut crds = Vec::new();
    collect_crds(&chart, &chart.metadata.name, &mut crds);
    Ok(Rendered { sorted: sort::sort(texts)?, crds, notes, values })
}

fn collect_schemas(chart: &Chart, values: &Value, found: &mut Vec<(String, u32, Value)>) {
    if let Some(schema) = &chart.schema {
        found.push((chart.metadata.name.clone(), schema.file, values.clone()));
    }
    for child in &chart.dependencies {
        let below = values.as_map().and_then(|map| map.get(&child.metadata.name));
        if let Some(below) = below {
            collect_schemas(child, &below, found);
        }
    }
}

fn collect_crds(chart: &Chart, path: &str, found: &mut Vec<(String, Arc<Vec<u8>>)>) {
    for (name, bytes) in &chart.files {
        let is_manifest = [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
        if name.starts_with("crds/") && is_manifest {
            found.push((format!("{path}/{name}"), Arc::clone(bytes)));
        }
    }
    for child in &chart.dependencies {
        collect_crds(child, &format!("{path}/charts/{}", child.metadata.name), found);
    }
}

/// A template and the root that it runs with, which all templates of a chart share.
struct Job {
    path: String,
    base: String,
    root: Map,
}

impl Job {
    fn root(&self) -> Value {
        let own = Map::new(
            [
                ("Name".into(), Value::text(self.path.clone())),
                ("BasePath".into(), Value::text(self.base.clone())),
            ],
            MapType::Values,
        );
        self.root.insert("Template", Data::Map(own).into());
        Data::Map(self.root.typed(MapType::Values)).into()
    }
}

/// The text of each template of all charts.
fn texts(
    chart: &Chart,
    loaded: &Loaded,
    asked: &Asked,
    values: &Value,
) -> Result<Vec<(String, Text)>, Fault> {
    let capabilities =
        objects::capabilities(&asked.kube_version, asked.api_versions.iter().cloned());
    let Some(capabilities) = capabilities else {
        let version = &asked.kube_version;
        let why = format!("could not parse {version:?} as version");
        return Err(Fault::told(format!("invalid kube version '{version}': {why}")));
    };
    let release = objects::release(&asked.name, &asked.namespace, asked.action);
    let mut tree = Tree { release, capabilities, jobs: Vec::new(), files: Vec::new() };
    tree.add(chart, &chart.metadata.name, values, true);
    let Tree { jobs, files, .. } = tree;
    // The numbers of the program count its own files.
    let numbers: Vec<u32> = files.iter().map(|(file, _, _)| *file).collect();
    let files: Vec<(String, Arc<Vec<u8>>)> =
        files.into_iter().map(|(_, path, bytes)| (path, bytes)).collect();
    debug_assert!(numbers.iter().all(|file| (*file as usize) < loaded.files.len()));
    let program = Program::parse_numbered(&files, &numbers).map_err(Fault::Parse)?;
    let context = Context { seed: asked.seed.clone(), chance: asked.chance, ..Context::default() };
    let mut run = Run::new(&program, context, asked.limits);
    let mut texts = Vec::new();
    let paths: Vec<String> = program.paths().map(str::to_owned).collect();
    for path in paths {
        let base = path.rsplit('/').next().unwrap_or(&path);
        if base.starts_with('_') {
            continue;
        }
        let Some(job) = jobs.iter().find(|job| job.path == path) else { continue };
        let text = run.file(&path, &job.root()).map_err(Fault::Template)?;
        texts.push((path, text));
    }
    Ok(texts)
}

struct Tree {
    release: Value,
    capabilities: Value,
    jobs: Vec<Job>,
    files: Vec<(u32, String, Arc<Vec<u8>>)>,
}

impl Tree {
    /// Adds the templates of a chart, and gives the root that they run with.
    fn add(&mut self, chart: &Chart, path: &str, values: &Value, is_root: bool) -> Value {
        let metadata = chart.metadata.map.clone().unwrap_or_else(|| Map::new([], MapType::Any));
        let files = chart.files.iter().map(|(path, bytes)| (path.clone(), bytes.to_vec()));
        let subcharts = Map::new([], MapType::Any);
        let root = Map::new(
            [
                ("Chart".into(), objects::chart(&metadata, is_root)),
                ("Files".into(), objects::files(files)),
                ("Release".into(), self.release.clone()),
                ("Capabilities".into(), self.capabilities.clone()),
                ("Values".into(), values.clone()),
                ("Subcharts".into(), Data::Map(subcharts.clone()).into()),
            ],
            MapType::Any,
        );
        for child in &chart.dependencies {
            let name = &child.metadata.name;
            let below = values.as_map().and_then(|map| map.get(name));
            let below = below.filter(|below| below.as_map().is_some());
            let below = below.and_then(|below| {
                below.as_map().map(|map| Value {
                    data: Data::Map(map.typed(MapType::Values)),
                    from: below.from.clone(),
                })
            });
            let below = below.unwrap_or_else(|| Value::map([]));
            let child = self.add(child, &format!("{path}/charts/{name}"), &below, false);
            subcharts.insert(name.as_str(), child);
        }
        let base = format!("{path}/templates");
        for template in &chart.templates {
            let name = template.path.rsplit('/').next().unwrap_or(&template.path);
            if chart.metadata.is_library() && !name.starts_with('_') {
                continue;
            }
            let full = format!("{path}/{}", template.path);
            self.files.push((template.file, full.clone(), Arc::clone(&template.bytes)));
            self.jobs.push(Job { path: full, base: base.clone(), root: root.clone() });
        }
        Data::Map(root).into()
    }
}
