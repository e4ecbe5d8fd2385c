//! The references of pods: Secrets and `ConfigMap`s with their keys, claims and service accounts.

use std::collections::HashMap;

use super::super::pods::{Pods, Which};
use super::{Referrer, list};
use crate::kube::known::{self, Driver};
use crate::yaml::{Node, Value};

/// Adds the references without which pods can't start.
pub(super) fn references<'m>(pods: &Pods<'m>, refers: &mut Referrer<'_, 'm>) {
    let account = pods.spec.get("serviceAccountName").or_else(|| pods.spec.get("serviceAccount"));
    refers.names("ServiceAccount", account);
    for volume in list(pods.spec, "volumes") {
        of_volume(volume, refers);
    }
    let volumes = list(pods.spec, "volumes").rev();
    let volumes = volumes.filter_map(|volume| Some((volume.get("name")?.as_str()?, volume)));
    let volumes: HashMap<&str, &Node> = volumes.collect();
    for container in pods.containers(Which::All) {
        environment(container, refers);
        sub_paths(container, &volumes, refers);
    }
}

fn of_volume<'m>(volume: &'m Node, refers: &mut Referrer<'_, 'm>) {
    refers.names("PersistentVolumeClaim", volume.below("persistentVolumeClaim.claimName"));
    keyed("ConfigMap", volume.get("configMap"), "name", refers);
    keyed("Secret", volume.get("secret"), "secretName", refers);
    for source in list(volume, "projected.sources") {
        keyed("ConfigMap", source.get("configMap"), "name", refers);
        keyed("Secret", source.get("secret"), "name", refers);
    }
    let driver = volume.below("csi.driver").and_then(Node::as_str).and_then(known::driver);
    if let Some(Driver { to, attribute, .. }) = driver {
        let attributes = volume.below("csi.volumeAttributes");
        refers.names(to, attributes.and_then(|attributes| attributes.get(attribute)));
    }
}

/// The source of a volume, and each of its keys that is mounted by name.
fn keyed<'m>(kind: &'m str, source: Option<&'m Node>, name: &str, refers: &mut Referrer<'_, 'm>) {
    let Some(source) = source.filter(|source| !is_optional(source)) else { return };
    refers.names(kind, source.get(name));
    for item in list(source, "items") {
        refers.names_part(kind, source.get(name), item.get("key"));
    }
}

fn environment<'m>(container: &'m Node, refers: &mut Referrer<'_, 'm>) {
    for (kind, whole, one) in
        [("ConfigMap", "configMapRef", "configMapKeyRef"), ("Secret", "secretRef", "secretKeyRef")]
    {
        let env_from = list(container, "envFrom").filter_map(|from| from.get(whole));
        for source in env_from.filter(|source| !is_optional(source)) {
            refers.names(kind, source.get("name"));
        }
        let env = list(container, "env").filter_map(|var| var.get("valueFrom")?.get(one));
        for source in env.filter(|source| !is_optional(source)) {
            refers.names_part(kind, source.get("name"), source.get("key"));
        }
    }
}

/// A `subPath` into a volume that has all keys under their own names: it names a key.
fn sub_paths<'m>(
    container: &'m Node,
    volumes: &HashMap<&str, &'m Node>,
    refers: &mut Referrer<'_, 'm>,
) {
    for mount in list(container, "volumeMounts") {
        let file = mount.get("subPath").filter(|path| path.as_str().is_some_and(is_file));
        let Some(file) = file else { continue };
        let volume = mount.get("name").and_then(Node::as_str).and_then(|name| volumes.get(name));
        for (kind, source, name) in
            [("ConfigMap", "configMap", "name"), ("Secret", "secret", "secretName")]
        {
            let source = volume.and_then(|volume| volume.get(source));
            let whole =
                source.filter(|source| source.get("items").is_none() && !is_optional(source));
            if let Some(source) = whole {
                refers.names_part(kind, source.get(name), Some(file));
            }
        }
    }
}

fn is_file(path: &str) -> bool {
    !path.is_empty() && !path.contains('/')
}

fn is_optional(source: &Node) -> bool {
    source.get("optional").is_some_and(|optional| optional.value == Value::Bool(true))
}
