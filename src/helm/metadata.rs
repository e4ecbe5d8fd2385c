//! `Chart.yaml` into [`Metadata`], as lenient as Helm.

use super::Fault;
use crate::template::go::functions::semver::Version;
use crate::template::go::value::{Data, Map, MapType, Value};
use crate::template::go::yaml::read::text_of;

/// The facts of a chart about itself.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    pub name: String,
    pub version: String,
    pub kube_version: String,
    pub kind: String,
    /// `None` where it says nothing of them.
    pub dependencies: Option<Vec<Declared>>,
    /// All of it, for templates.
    pub map: Option<Map>,
}

/// A chart that another one asks for.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Its name, and once it has been found its alias, if it has one.
    pub name: String,
    pub version: String,
    pub alias: String,
    pub condition: String,
    pub tags: Vec<String>,
    pub imports: Vec<Import>,
    pub enabled: bool,
    pub value: Value,
}

/// Values of a child that its parent takes: the paths of two tables.
#[derive(Clone, Debug)]
pub struct Import {
    pub child: String,
    pub parent: String,
}

const TEXTS: [&str; 11] = [
    "name",
    "home",
    "version",
    "description",
    "icon",
    "apiVersion",
    "condition",
    "tags",
    "appVersion",
    "kubeVersion",
    "type",
];

/// The texts of a dependency.
const OF_DEPENDENCY: [&str; 5] = ["name", "version", "repository", "condition", "alias"];

/// # Errors
/// A field has a type that it can't have.
pub(super) fn read(value: &Value, path: &str) -> Result<Metadata, Fault> {
    let mut metadata = Metadata::default();
    if value.is_nil() {
        return Ok(metadata);
    }
    let wrong = |why: String| {
        let of = "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal";
        Fault::of(path, format!("cannot load Chart.yaml: {of} {why}"))
    };
    let Some(given) = value.as_map() else {
        return Err(wrong(format!("{} into Go value of type chart.Metadata", json_kind(value))));
    };
    let map = Map::new(given.entries(), MapType::Any);
    for key in TEXTS {
        let Some(found) = map.get(key).filter(|found| !found.is_nil()) else { continue };
        let Some(text) = text_of(&found) else {
            let kind = json_kind(&found);
            return Err(wrong(format!(
                "{kind} into Go struct field Metadata.{key} of type string"
            )));
        };
        map.insert(key, Value::text(text).with(found.places()));
    }
    let text = |key: &str| map.get(key).and_then(|found| text_of(&found)).unwrap_or_default();
    metadata.name = text("name");
    metadata.version = text("version");
    metadata.kube_version = text("kubeVersion");
    metadata.kind = text("type");
    metadata.dependencies = dependencies(&map).map_err(wrong)?;
    metadata.map = Some(map);
    Ok(metadata)
}

/// What `requirements.yaml` says goes over what Chart.yaml does.
///
/// # Errors
/// A field has a type that it can't have.
pub(super) fn require(metadata: &mut Metadata, value: &Value, path: &str) -> Result<(), Fault> {
    let found = read(value, path)?;
    if let Some(dependencies) = found.dependencies {
        metadata.dependencies = Some(dependencies);
        let given = found.map.and_then(|map| map.get("dependencies"));
        if let (Some(map), Some(given)) = (&metadata.map, given) {
            map.insert("dependencies", given);
        }
    }
    Ok(())
}

impl Metadata {
    /// What an annotation says.
    pub fn annotation(&self, name: &str) -> Option<String> {
        let annotations = self.map.as_ref()?.get("annotations")?;
        let said = annotations.as_map()?.get(name)?;
        Some(said.as_text()?.to_str().into_owned())
    }

    pub fn is_library(&self) -> bool {
        self.kind == "library"
    }

    /// # Errors
    /// What is missing or invalid, in Helm's words.
    pub(super) fn validate(&self) -> Result<(), String> {
        let wrong = |what: String| Err(format!("validation: {what}"));
        if self.name.is_empty() {
            return wrong("chart.metadata.name is required".into());
        }
        if self.name.contains('/') || self.name == "." || self.name == ".." {
            return wrong(format!("chart.metadata.name {:?} is invalid", self.name));
        }
        if self.version.is_empty() {
            return wrong("chart.metadata.version is required".into());
        }
        if Version::parse(&self.version).is_err() {
            return wrong(format!("chart.metadata.version {:?} is invalid", self.version));
        }
        if !matches!(&*self.kind, "" | "application" | "library") {
            return wrong("chart.metadata.type must be application or library".into());
        }
        let mut names: Vec<&str> = Vec::new();
        for declared in self.dependencies.iter().flatten() {
            let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
            if !declared.alias.chars().all(allowed) {
                let name = &declared.name;
                return wrong(format!(
                    "dependency {name:?} has disallowed characters in the alias"
                ));
            }
            let name = if declared.alias.is_empty() { &declared.name } else { &declared.alias };
            if names.contains(&name.as_str()) {
                return wrong(format!("more than one dependency with name or alias {name:?}"));
            }
            names.push(name);
        }
        Ok(())
    }
}

fn dependencies(map: &Map) -> Result<Option<Vec<Declared>>, String> {
    let Some(found) = map.get("dependencies").filter(|found| !found.is_nil()) else {
        return Ok(None);
    };
    let Some(items) = found.as_list() else {
        let kind = json_kind(&found);
        let of = "Go struct field Metadata.dependencies of type []*v2.Dependency";
        return Err(format!("{kind} into {of}"));
    };
    items.iter().map(declared).collect::<Result<Vec<_>, _>>().map(Some)
}

fn declared(value: &Value) -> Result<Declared, String> {
    let text = |key: &str| {
        let found = value.as_map().and_then(|map| map.get(key)).filter(|found| !found.is_nil());
        match found {
            None => Ok(String::new()),
            Some(found) => text_of(&found).ok_or_else(|| {
                let kind = json_kind(&found);
                format!("{kind} into Go struct field Dependency.dependencies.{key} of type string")
            }),
        }
    };
    let list = |key: &str| {
        let found = value.as_map().and_then(|map| map.get(key));
        found.as_ref().and_then(Value::as_list).map(|list| list.to_vec()).unwrap_or_default()
    };
    for key in OF_DEPENDENCY {
        text(key)?;
    }
    Ok(Declared {
        name: text("name")?,
        version: text("version")?,
        alias: text("alias")?,
        condition: text("condition")?,
        tags: list("tags").iter().filter_map(text_of).collect(),
        imports: list("import-values").iter().filter_map(import).collect(),
        enabled: true,
        value: value.clone(),
    })
}

fn import(value: &Value) -> Option<Import> {
    if let Some(text) = value.as_text() {
        return Some(Import { child: format!("exports.{}", text.to_str()), parent: ".".into() });
    }
    let map = value.as_map()?;
    let text = |key: &str| {
        let found = map.get(key).filter(|found| !found.is_nil());
        found.and_then(|found| text_of(&found)).unwrap_or_else(|| "<nil>".to_owned())
    };
    Some(Import { child: text("child"), parent: text("parent") })
}

pub(super) fn json_kind(value: &Value) -> &'static str {
    match value.data {
        Data::List(_) => "array",
        Data::Map(_) => "object",
        Data::Bool(_) => "bool",
        Data::Text(_) => "string",
        _ => "number",
    }
}
