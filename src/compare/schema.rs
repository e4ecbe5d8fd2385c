//! What the API says of the lists in an object: of built-in kinds by its table, of custom resources
//! by the definitions in the manifests themselves.

use std::collections::HashMap;

use crate::kube::lists::{self, ListType, Type};
use crate::manifest::{Manifest, Object};
use crate::yaml::{Node, Value};

/// What is known of a node.
#[derive(Clone, Copy)]
pub(super) enum Schema<'m> {
    BuiltIn(Type),
    /// A JSON schema of a definition.
    Custom(&'m Node),
    Unknown,
}

/// How the items of a list are told from each other.
pub(super) enum Keys<'m> {
    Atomic,
    Set,
    Map(Vec<KeyField<'m>>),
}

/// A field that tells items from each other.
pub(super) struct KeyField<'m> {
    pub name: &'m str,
    /// What it is where it is not given.
    pub default: Option<&'m str>,
}

/// The schemas of the custom resources that manifests define.
pub(super) struct Schemas<'m> {
    /// By group, kind and version.
    custom: HashMap<(&'m str, &'m str, &'m str), &'m Node>,
}

impl<'m> Schemas<'m> {
    /// Where several define the same, the last counts.
    pub(super) fn of(manifests: [&'m Manifest; 2]) -> Self {
        let mut custom = HashMap::new();
        let objects = manifests.into_iter().flat_map(|manifest| &manifest.objects);
        for object in objects.filter(|object| object.identity.kind == "CustomResourceDefinition") {
            let text = |path: &str| object.root.below(path).and_then(Node::as_str);
            let (Some(group), Some(kind)) = (text("spec.group"), text("spec.names.kind")) else {
                continue;
            };
            let versions = object.root.below("spec.versions").and_then(Node::as_list);
            for version in versions.unwrap_or_default() {
                let name = version.get("name").and_then(Node::as_str);
                if let (Some(name), Some(schema)) = (name, version.below("schema.openAPIV3Schema"))
                {
                    custom.insert((group, kind, name), schema);
                }
            }
        }
        Schemas { custom }
    }

    pub(super) fn of_object(&self, object: &'m Object) -> Schema<'m> {
        let identity = &object.identity;
        let (group, kind) = (&*identity.group, &*identity.kind);
        if let Some(known) = lists::type_of(group, kind) {
            return Schema::BuiltIn(known);
        }
        match self.custom.get(&(group, kind, &*identity.version)) {
            Some(schema) => Schema::Custom(schema),
            None => Schema::BuiltIn(Type::Object),
        }
    }
}

impl<'m> Schema<'m> {
    /// What is known of a field. Of a list that is what holds for its items.
    pub(super) fn field(self, name: &str) -> (Schema<'m>, Keys<'m>) {
        match self {
            Schema::Unknown => (Schema::Unknown, Keys::Atomic),
            Schema::BuiltIn(within) => {
                let field = lists::field(within, name);
                let keys = match field.list {
                    ListType::Atomic => Keys::Atomic,
                    ListType::Set => Keys::Set,
                    ListType::Map(keys) => {
                        let key =
                            |key: &lists::Key| KeyField { name: key.name, default: key.default };
                        Keys::Map(keys.iter().map(key).collect())
                    }
                };
                (field.holds.map_or(Schema::Unknown, Schema::BuiltIn), keys)
            }
            Schema::Custom(schema) => {
                let own = schema.get("properties").and_then(|properties| properties.get(name));
                match own.or_else(|| schema.get("additionalProperties")) {
                    Some(schema) => of_custom(schema),
                    None if name == "metadata" => (Schema::BuiltIn(Type::Meta), Keys::Atomic),
                    None => (Schema::Unknown, Keys::Atomic),
                }
            }
        }
    }
}

fn of_custom(schema: &Node) -> (Schema<'_>, Keys<'_>) {
    let Some(items) = schema.get("items") else { return (Schema::Custom(schema), Keys::Atomic) };
    let keys = match schema.get("x-kubernetes-list-type").and_then(Node::as_str) {
        Some("set") => Keys::Set,
        Some("map") => {
            let names = schema.get("x-kubernetes-list-map-keys").and_then(Node::as_list);
            let names = names.unwrap_or_default().iter().filter_map(Node::as_str);
            let default = |name| match &items.get("properties")?.get(name)?.get("default")?.value {
                Value::String(text) => Some(text.as_str()),
                _ => None,
            };
            Keys::Map(names.map(|name| KeyField { name, default: default(name) }).collect())
        }
        _ => Keys::Atomic,
    };
    (Schema::Custom(items), keys)
}
