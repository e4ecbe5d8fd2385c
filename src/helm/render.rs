//! A chart with its values into the texts of its templates.

use std::collections::HashMap;
use std::sync::Arc;

use super::coalesce::{Nulls, coalesce};
use super::load::{Chart, Loaded};
use super::sort::{self, Manifests, Output};
use super::{Fault, dependencies};
use crate::template::go::call::{Chance, Context};
use crate::template::go::functions::semver;
use crate::template::go::objects::{self, ReleaseAction};
use crate::template::go::program::Program;
use crate::template::go::run::{Limits, Run};
use crate::template::go::text::{Set, Text};
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
}

/// A `values.schema.json` and what it is held against.
pub struct Schema {
    /// The name of the chart.
    pub chart: String,
    /// The number of the file among [`Loaded::files`].
    pub file: u32,
    pub values: Value,
}

/// Renders a chart. `judge` holds values against the schemas of charts, and says what is wrong.
///
/// # Errors
/// What Helm would say.
pub fn render(
    loaded: &Loaded,
    asked: &Asked,
    judge: &mut dyn FnMut(&[Schema]) -> Result<(), String>,
) -> Result<Rendered, Fault> {
    let (chart, values) = effective(loaded, &asked.values)?;
    let top = Data::Map(values.typed(MapType::Values)).into();
    let mut schemas = Vec::new();
    collect_schemas(&chart, &top, &mut schemas);
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
    let outputs = run(&chart, asked, &top)?;
    let (notes, outputs): (Vec<_>, Vec<_>) =
        outputs.into_iter().partition(|output| output.path.ends_with("NOTES.txt"));
    let own = format!("{}/templates/NOTES.txt", chart.metadata.name);
    let notes = notes.into_iter().find(|output| output.path == own).map(|output| output.text);
    let mut crds = Vec::new();
    collect_crds(&chart, &chart.metadata.name, &mut crds);
    let sorted = sort::sort(outputs).map_err(Fault::Unread)?;
    Ok(Rendered { sorted, crds, notes })
}

/// The values that a chart would be rendered with, with those of the charts it brings along.
///
/// # Errors
/// What Helm would say.
pub fn values(loaded: &Loaded, given: &Map) -> Result<Value, Fault> {
    let (_, values) = effective(loaded, given)?;
    Ok(Data::Map(values).into())
}

/// The chart with the charts that these values switch on, and all its values.
fn effective(loaded: &Loaded, given: &Map) -> Result<(Chart, Map), Fault> {
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
    dependencies::process(&mut chart, given)
        .map_err(|why| Fault::told(format!("chart dependencies processing failed: {why}")))?;
    let values = coalesce(&chart, given, Nulls::Delete).map_err(Fault::told)?;
    Ok((chart, values))
}

fn collect_schemas(chart: &Chart, values: &Value, found: &mut Vec<Schema>) {
    if let Some(schema) = &chart.schema {
        let chart = chart.metadata.name.clone();
        found.push(Schema { chart, file: schema.file, values: values.clone() });
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
    file: u32,
    base: String,
    root: Map,
    /// The places of the values that switch its chart on.
    switched_by: Set,
}

impl Job {
    fn root(&self, path: &str) -> Value {
        let own = Map::new(
            [
                ("Name".into(), Value::text(path)),
                ("BasePath".into(), Value::text(self.base.as_str())),
            ],
            MapType::Values,
        );
        self.root.insert("Template", Data::Map(own).into());
        Data::Map(self.root.typed(MapType::Values)).into()
    }
}

/// What each template of all charts puts out.
fn run(chart: &Chart, asked: &Asked, values: &Value) -> Result<Vec<Output>, Fault> {
    let capabilities =
        objects::capabilities(&asked.kube_version, asked.api_versions.iter().cloned());
    let Some(capabilities) = capabilities else {
        let version = &asked.kube_version;
        let why = format!("could not parse {version:?} as version");
        return Err(Fault::told(format!("invalid kube version '{version}': {why}")));
    };
    let release = objects::release(&asked.name, &asked.namespace, asked.action);
    let mut tree = Tree { release, capabilities, jobs: HashMap::new(), files: Vec::new() };
    tree.add(chart, &chart.metadata.name, values, None);
    let Tree { jobs, files, .. } = tree;
    let program = Program::parse(files).map_err(Fault::Parse)?;
    let context = Context { seed: asked.seed.clone(), chance: asked.chance, ..Context::default() };
    let mut run = Run::new(&program, context, asked.limits);
    let mut outputs = Vec::new();
    for path in program.paths() {
        // Of partials there is no job.
        let Some(job) = jobs.get(path) else { continue };
        run.decided_by(job.switched_by.clone());
        let text = run.file(path, &job.root(path)).map_err(Fault::Template)?;
        outputs.push(Output { path: path.to_owned(), file: job.file, text });
    }
    Ok(outputs)
}

struct Tree {
    release: Value,
    capabilities: Value,
    /// Those that are no partials, by path.
    jobs: HashMap<String, Job>,
    files: Vec<(u32, String, Arc<Vec<u8>>)>,
}

impl Tree {
    /// Adds the templates of a chart, and gives the root that they run with. `above` are the places
    /// of what switches on the charts that bring it along; the topmost has none.
    fn add(&mut self, chart: &Chart, path: &str, values: &Value, above: Option<&Set>) -> Value {
        let metadata = chart.metadata.map.clone().unwrap_or_else(|| Map::new([], MapType::Any));
        let subcharts = Map::new([], MapType::Any);
        let switched_by = above.unwrap_or(&Set::EMPTY).union(&chart.switched_by);
        let root = Map::new(
            [
                ("Chart".into(), objects::chart(&metadata, above.is_none())),
                ("Files".into(), objects::files(&chart.files)),
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
            let below = below.and_then(|below| {
                let data = Data::Map(below.as_map()?.typed(MapType::Values));
                Some(Value { data, from: below.from })
            });
            let below = below.unwrap_or_else(|| Value::map([]));
            let child =
                self.add(child, &format!("{path}/charts/{name}"), &below, Some(&switched_by));
            subcharts.insert(name.as_str(), child);
        }
        let base = format!("{path}/templates");
        for template in &chart.templates {
            let name = template.path.rsplit('/').next().unwrap_or(&template.path);
            if chart.metadata.is_library() && !name.starts_with('_') {
                continue;
            }
            let full = format!("{path}/{}", template.path);
            if !name.starts_with('_') {
                let (file, base, root) = (template.file, base.clone(), root.clone());
                let switched_by = switched_by.clone();
                self.jobs.insert(full.clone(), Job { file, base, root, switched_by });
            }
            self.files.push((template.file, full, Arc::clone(&template.bytes)));
        }
        Data::Map(root).into()
    }
}
