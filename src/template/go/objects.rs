//! What a template is given besides values: release, chart, files, capabilities; and the methods
//! that these have.

use std::any::Any;
use std::sync::Arc;

use super::call::Context;
use super::functions;
use super::glob;
use super::print;
use super::text::Text;
use super::value::{Data, List, ListType, Map, MapType, Method, Native, Type, Value};
use super::yaml::read::text_of;

/// The Helm whose answers ours equal.
pub const HELM: &str = "v4.2.3";
const COMMIT: &str = "43e8b7feece8beb0fcba47059ec9b522fd929a64";

/// `.Capabilities`
#[derive(Debug)]
struct Capabilities {
    kube: Value,
    apis: Value,
}

#[derive(Debug)]
struct KubeVersion {
    version: String,
    normal: String,
    major: String,
    minor: String,
}

#[derive(Debug)]
struct BuildInfo;

/// `.Capabilities` for a version of Kubernetes, given as `v1.36.0` or `1.36.0`; `None` if it is no
/// version.
pub fn capabilities(version: &str, apis: impl IntoIterator<Item = String>) -> Option<Value> {
    let digits = version.strip_prefix('v').unwrap_or(version);
    let end = digits.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(digits.len());
    let parts: Vec<&str> = digits[..end].split('.').collect();
    if parts.len() < 2 || parts.iter().any(|part| part.is_empty() || part.len() > 9) {
        return None;
    }
    let part = |at: usize| parts.get(at).copied().unwrap_or("0");
    let kube = Value::native(KubeVersion {
        version: format!("v{digits}"),
        normal: format!("v{}.{}.{}", part(0), part(1), part(2)),
        major: part(0).to_owned(),
        minor: part(1).to_owned(),
    });
    let apis = apis.into_iter().map(Value::text).collect();
    let apis = Data::List(List::new(apis, ListType::Versions)).into();
    Some(Value::native(Capabilities { kube, apis }))
}

/// `.Files`
pub fn files<'a>(files: impl IntoIterator<Item = &'a (String, Arc<Vec<u8>>)>) -> Value {
    let files = files
        .into_iter()
        .map(|(path, bytes)| (Text::from(path.as_str()), Data::Bytes(Text::shared(bytes)).into()));
    Data::Map(Map::new(files, MapType::Files)).into()
}

/// `.Release` of a first install or an upgrade.
pub fn release(name: &str, namespace: &str, action: ReleaseAction) -> Value {
    let upgrade = action == ReleaseAction::Upgrade;
    Value::map([
        ("Name".into(), name.into()),
        ("Namespace".into(), namespace.into()),
        ("IsUpgrade".into(), upgrade.into()),
        ("IsInstall".into(), (!upgrade).into()),
        ("Revision".into(), Value::int(1)),
        ("Service".into(), "Helm".into()),
    ])
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseAction {
    Install,
    Upgrade,
}

/// `.Chart`: all of Chart.yaml's keys under Go's names; what is not set is there as a zero.
pub fn chart(metadata: &Map, is_root: bool) -> Value {
    let text = |key: &str| metadata.get(key).map(|value| worded(&value));
    let mut entries: Vec<(Text, Value)> = [
        ("APIVersion", "apiVersion"),
        ("AppVersion", "appVersion"),
        ("Condition", "condition"),
        ("Description", "description"),
        ("Home", "home"),
        ("Icon", "icon"),
        ("KubeVersion", "kubeVersion"),
        ("Name", "name"),
        ("Tags", "tags"),
        ("Type", "type"),
        ("Version", "version"),
    ]
    .map(|(name, key)| (name.into(), text(key).unwrap_or_else(|| Value::text(""))))
    .into();
    let list = |key: &str, item: &dyn Fn(&Value) -> Value| {
        let items = metadata.get(key);
        let items = items.as_ref().and_then(Value::as_list);
        Value::list(items.map_or_else(Vec::new, |items| items.iter().map(item).collect()))
    };
    entries.push(("Keywords".into(), list("keywords", &worded)));
    entries.push(("Sources".into(), list("sources", &worded)));
    entries.push(("Maintainers".into(), list("maintainers", &|item| renamed(item, &MAINTAINER))));
    entries.push(("Dependencies".into(), list("dependencies", &dependency)));
    let annotations = match metadata.get("annotations").map(|value| value.data) {
        Some(Data::Map(map)) => Map::new(
            map.entries().into_iter().map(|(key, value)| (key, worded(&value))),
            MapType::Strings,
        ),
        _ => Map::nil(MapType::Strings),
    };
    entries.push(("Annotations".into(), Data::Map(annotations).into()));
    let deprecated = metadata.get("deprecated").is_some_and(|value| value.is_true());
    entries.push(("Deprecated".into(), deprecated.into()));
    entries.push(("IsRoot".into(), is_root.into()));
    Value::map(entries)
}

/// A scalar where Chart.yaml wants a text: `version: 1`.
fn worded(value: &Value) -> Value {
    Value::text(text_of(value).unwrap_or_default()).with(value.places())
}

const MAINTAINER: [(&str, &str); 3] = [("Name", "name"), ("Email", "email"), ("URL", "url")];

fn renamed(item: &Value, names: &[(&str, &str)]) -> Value {
    let get =
        |key: &str| item.as_map().and_then(|map| map.get(key)).filter(|value| !value.is_nil());
    Value::map(names.iter().map(|(name, key)| {
        (Text::from(*name), get(key).map_or_else(|| Value::text(""), |value| worded(&value)))
    }))
}

fn dependency(item: &Value) -> Value {
    let names = [
        ("Name", "name"),
        ("Version", "version"),
        ("Repository", "repository"),
        ("Condition", "condition"),
        ("Alias", "alias"),
    ];
    let renamed = renamed(item, &names);
    if let (Some(map), Some(item)) = (renamed.as_map(), item.as_map()) {
        let items = |key: &str| {
            let items = item.get(key);
            Value::list(
                items
                    .as_ref()
                    .and_then(Value::as_list)
                    .map_or_else(Vec::new, |items| items.to_vec()),
            )
        };
        map.insert("Tags", items("tags"));
        map.insert("ImportValues", items("import-values"));
        map.insert("Enabled", item.get("enabled").unwrap_or_else(|| Value::bool(true)));
    }
    renamed
}

/// How a value is printed by an action, where Go finds methods there that it finds nowhere else.
pub(super) fn addressed(value: &Value) -> Option<String> {
    value.as_native::<KubeVersion>().map(|version| version.normal.clone())
}

/// The method of a value.
pub(super) fn method(value: &Value, name: &str) -> Option<&'static Method> {
    let methods: &[Method] = match &value.data {
        Data::Native(native) => return native.method(name),
        Data::Map(map) => match map.of() {
            MapType::Files => FILES,
            MapType::Values => VALUES,
            _ => return None,
        },
        Data::List(list) if list.of() == ListType::Versions => VERSIONS,
        _ => return None,
    };
    methods.iter().find(|method| method.name == name)
}

fn argument(arguments: &[Value]) -> Text {
    arguments.first().and_then(Value::as_text).cloned().unwrap_or_default()
}

const VERSIONS: &[Method] = &[Method {
    name: "Has",
    params: &[Type::String],
    rest: None,
    call: |versions, arguments| {
        let version = argument(arguments);
        let has = |list: &List| list.iter().any(|item| item.as_text() == Some(&version));
        Ok(Value::bool(versions.as_list().is_some_and(has)))
    },
}];

const FILES: &[Method] = &[
    Method {
        name: "AsConfig",
        params: &[],
        rest: None,
        call: |files, _| Ok(encoded(files, &Value::clone)),
    },
    Method {
        name: "AsSecrets",
        params: &[],
        rest: None,
        call: |files, _| {
            Ok(encoded(files, &|content| call("b64enc", std::slice::from_ref(content))))
        },
    },
    Method {
        name: "Get",
        params: &[Type::String],
        rest: None,
        call: |files, arguments| Ok(file(files, arguments).unwrap_or_default().into()),
    },
    Method {
        name: "GetBytes",
        params: &[Type::String],
        rest: None,
        call: |files, arguments| Ok(Data::Bytes(file(files, arguments).unwrap_or_default()).into()),
    },
    Method {
        name: "Glob",
        params: &[Type::String],
        rest: None,
        call: |files, arguments| {
            let pattern = argument(arguments);
            let pattern = glob::Pattern::new(&pattern.to_str());
            let mut entries = files.as_map().map(Map::entries).unwrap_or_default();
            entries.retain(|(path, _)| pattern.matches(&path.to_str()));
            Ok(Data::Map(Map::new(entries, MapType::Files)).into())
        },
    },
    Method { name: "Lines", params: &[Type::String], rest: None, call: lines },
];

fn file(files: &Value, arguments: &[Value]) -> Option<Text> {
    match files.as_map()?.get(argument(arguments).as_bytes())?.data {
        Data::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

fn lines(files: &Value, arguments: &[Value]) -> Result<Value, String> {
    let Some(text) = file(files, arguments) else { return Ok(Value::strings([])) };
    if text.is_empty() {
        return Err("runtime error: index out of range [-1]".to_owned());
    }
    let end = text.len() - usize::from(text.as_bytes().ends_with(b"\n"));
    let mut lines = Vec::new();
    let mut start = 0;
    for newline in memchr::memchr_iter(b'\n', &text.as_bytes()[..end]) {
        lines.push(text.slice(start..newline));
        start = newline + 1;
    }
    lines.push(text.slice(start..end));
    Ok(Value::strings(lines))
}

/// The files as YAML by their names without folders.
fn encoded(files: &Value, content: &dyn Fn(&Value) -> Value) -> Value {
    let entries = files.as_map().map(Map::entries).unwrap_or_default();
    let entries = entries.into_iter().map(|(path, value)| {
        let bytes = path.as_bytes();
        let name = memchr::memrchr(b'/', bytes).map_or(0, |slash| slash + 1);
        let text = match value.data {
            Data::Bytes(text) => text.into(),
            data => Value::from(data),
        };
        (path.slice(name..bytes.len()), content(&text))
    });
    call("toYaml", &[Data::Map(Map::new(entries, MapType::Strings)).into()])
}

/// A function of the table that needs nothing of the run and can't fail.
fn call(name: &str, arguments: &[Value]) -> Value {
    let context = Context::default();
    context.bytes.set(u64::MAX);
    let called = functions::find(name).map(|row| (row.call)(&context, arguments));
    called.and_then(Result::ok).unwrap_or_else(|| Value::text(""))
}

const VALUES: &[Method] = &[
    Method {
        name: "AsMap",
        params: &[],
        rest: None,
        call: |values, _| Ok(Data::Map(table(values).typed(MapType::Any)).into()),
    },
    Method {
        name: "PathValue",
        params: &[Type::String],
        rest: None,
        call: |values, arguments| {
            let path = argument(arguments);
            let path = path.to_str();
            let missing = || format!("{} is not a value", print::quote(&*path));
            let (tables, key) = path.rsplit_once('.').unwrap_or(("", &path));
            let table = if tables.is_empty() {
                table(values)
            } else {
                below(values, tables).map_err(|_| missing())?
            };
            table.get(key).filter(|value| value.as_map().is_none()).ok_or_else(missing)
        },
    },
    Method {
        name: "Table",
        params: &[Type::String],
        rest: None,
        call: |values, arguments| {
            let found = below(values, &argument(arguments).to_str())?;
            Ok(Data::Map(found.typed(MapType::Values)).into())
        },
    },
    Method {
        name: "YAML",
        params: &[],
        rest: None,
        call: |values, _| {
            let text = call("toYaml", std::slice::from_ref(values));
            let text = text.as_text().map(Text::to_str).unwrap_or_default();
            Ok(Value::text(format!("{text}\n")))
        },
    },
];

fn table(values: &Value) -> Map {
    values.as_map().cloned().unwrap_or_else(|| Map::new([], MapType::Any))
}

fn below(values: &Value, path: &str) -> Result<Map, String> {
    path.split('.').try_fold(table(values), |table, key| {
        match table.get(key).map(|value| value.data) {
            Some(Data::Map(map)) => Ok(map),
            _ => Err(format!("{} is not a table", print::quote(key))),
        }
    })
}

impl Native for Capabilities {
    fn type_name(&self) -> &'static str {
        "*common.Capabilities"
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.fields().into_iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("KubeVersion", self.kube.clone()),
            ("APIVersions", self.apis.clone()),
            ("HelmVersion", Value::native(BuildInfo)),
        ]
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Native for KubeVersion {
    fn type_name(&self) -> &'static str {
        "common.KubeVersion"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Version" => Some(self.version.as_str().into()),
            "Major" => Some(self.major.as_str().into()),
            "Minor" => Some(self.minor.as_str().into()),
            _ => None,
        }
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("Version", self.version.as_str().into()),
            ("normalizedVersion", self.normal.as_str().into()),
            ("Major", self.major.as_str().into()),
            ("Minor", self.minor.as_str().into()),
        ]
    }

    fn method(&self, name: &str) -> Option<&'static Method> {
        const METHODS: &[Method] = &[
            Method {
                name: "GitVersion",
                params: &[],
                rest: None,
                call: |version, _| Ok(kube(version, |version| &version.version)),
            },
            Method {
                name: "String",
                params: &[],
                rest: None,
                call: |version, _| Ok(kube(version, |version| &version.normal)),
            },
        ];
        METHODS.iter().find(|method| method.name == name)
    }

    fn tagged(&self) -> Option<Vec<(&'static str, Value)>> {
        let named = |name| Some((name, self.field(name)?));
        Some(["Version", "Major", "Minor"].into_iter().filter_map(named).collect())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn kube(version: &Value, field: fn(&KubeVersion) -> &String) -> Value {
    version.as_native().map(field).map_or_else(|| Value::text(""), |text| text.as_str().into())
}

impl Native for BuildInfo {
    fn type_name(&self) -> &'static str {
        "version.BuildInfo"
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.fields().into_iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    fn fields(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("Version", HELM.into()),
            ("GitCommit", COMMIT.into()),
            ("GitTreeState", "clean".into()),
            ("GoVersion", "go1.26.5".into()),
            ("KubeClientVersion", "v1.36".into()),
        ]
    }

    fn tagged(&self) -> Option<Vec<(&'static str, Value)>> {
        let names =
            ["version", "git_commit", "git_tree_state", "go_version", "kube_client_version"];
        let values = self.fields().into_iter().map(|(_, value)| value);
        Some(names.into_iter().zip(values).collect())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
