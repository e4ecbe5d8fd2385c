//! What templates see besides the values: `release`, `chart`, `capabilities`.

use minijinja::Value;

use super::traced;
use crate::template::{Capabilities, Release, ReleaseAction};
use crate::values::Instance;
use crate::yaml::Map;

/// Without a namespace, kubectl decides on one, and templates can't know it.
pub(super) fn release(release: &Release) -> Value {
    let namespace = release.namespace.as_deref().map(|name| ("namespace", Value::from(name)));
    let is_upgrade = release.action == ReleaseAction::Upgrade;
    let known = [
        ("name", Value::from(&*release.name)),
        ("service", Value::from("drydock")),
        ("revision", Value::from(1)),
        ("is_install", Value::from(!is_upgrade)),
        ("is_upgrade", Value::from(is_upgrade)),
    ];
    Value::from_pairs(known.into_iter().chain(namespace))
}

/// Chart.yaml's fields in snake case; what it leaves out is null, or empty. As in Helm, a chart
/// with an alias has that for its name.
pub(super) fn chart(instance: &Instance<'_>) -> Value {
    let empty = Map::new();
    let map = instance.chart.metadata.node.as_map().unwrap_or(&empty);
    let field = |name: &str| map.get(name).map_or(Value::from(()), traced::to_value);
    let pairs = [
        ("version", "version"),
        ("app_version", "appVersion"),
        ("description", "description"),
        ("type", "type"),
        ("kube_version", "kubeVersion"),
        ("home", "home"),
        ("icon", "icon"),
        ("keywords", "keywords"),
        ("sources", "sources"),
        ("maintainers", "maintainers"),
        ("annotations", "annotations"),
        ("deprecated", "deprecated"),
    ];
    let name = ("name", Value::from(instance.name));
    Value::from_pairs([name].into_iter().chain(pairs.map(|(ours, theirs)| (ours, field(theirs)))))
}

pub(super) fn capabilities(capabilities: &Capabilities) -> Value {
    let api_versions: Vec<Value> =
        capabilities.api_versions.iter().map(|version| Value::from(&**version)).collect();
    Value::from_pairs([
        ("kube_version", Value::from(&*capabilities.kube_version)),
        ("api_versions", Value::from(api_versions)),
    ])
}
