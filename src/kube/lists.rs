//! How the API takes the lists of its types: by keys, as a set, or whole.
//!
//! The facts are `x-kubernetes-list-type` and `x-kubernetes-list-map-keys` of the API's schemas. A
//! type that has no such list, and leads to none, is left out, and so are all statuses.

/// How the items of a list are told from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListType {
    /// By their places: the API knows only the list as a whole.
    Atomic,
    /// By what they are.
    Set,
    /// By some of their fields.
    Map(&'static [Key]),
}

/// A field that tells items from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub name: &'static str,
    /// What it is where it is not given.
    pub default: Option<&'static str>,
}

/// A type that has such lists, or leads to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Workload,
    WorkloadSpec,
    StatefulSet,
    StatefulSetSpec,
    CronJob,
    CronJobSpec,
    JobTemplate,
    Job,
    JobSpec,
    PodFailurePolicy,
    PodFailureRule,
    ExitCodes,
    PodTemplateObject,
    PodTemplate,
    Pod,
    PodSpec,
    Container,
    RestartRule,
    Resources,
    Volume,
    EphemeralVolume,
    Service,
    ServiceSpec,
    ServiceAccount,
    Node,
    NodeSpec,
    Meta,
    Webhooks,
    Webhook,
    AdmissionPolicy,
    AdmissionPolicySpec,
    AdmissionBinding,
    AdmissionBindingSpec,
    CustomResourceDefinition,
    CustomResourceDefinitionSpec,
    DefinitionVersion,
    Validation,
    JsonSchema,
    JsonSchemas,
    EndpointSlice,
    Endpoint,
    FlowSchema,
    FlowSchemaSpec,
    FlowRules,
    FlowRule,
    CsiDriver,
    CsiDriverSpec,
    CsiNode,
    CsiNodeSpec,
    PodGroups,
    PodGroupsSpec,
    PodGroup,
    /// Any other object.
    Object,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub list: ListType,
    /// The type of what it holds: of the items, if that is a list.
    pub holds: Option<Type>,
}

impl Field {
    /// For what the table does not name.
    pub(crate) const PLAIN: Field = Field { list: ListType::Atomic, holds: None };
}

const fn key(name: &'static str) -> Key {
    Key { name, default: None }
}

const NAME: ListType = ListType::Map(&[key("name")]);
const PROTOCOL: Key = Key { name: "protocol", default: Some("TCP") };

/// The type of the objects of a kind.
pub(crate) fn type_of(group: &str, kind: &str) -> Option<Type> {
    let known = KINDS.iter().find(|(a_group, a_kind, _)| (*a_group, *a_kind) == (group, kind));
    known.map(|(.., a_type)| *a_type)
}

/// A field of a type.
pub(crate) fn field(within: Type, name: &str) -> Field {
    if within == Type::JsonSchemas {
        return Field { list: ListType::Atomic, holds: Some(Type::JsonSchema) };
    }
    let is_object = KINDS.iter().any(|(.., a_type)| *a_type == within) || within == Type::Object;
    if name == "metadata" && (is_object || within == Type::PodTemplate) {
        return Field { list: ListType::Atomic, holds: Some(Type::Meta) };
    }
    let known = FIELDS.iter().find(|(a_type, a_name, ..)| (*a_type, *a_name) == (within, name));
    known.map_or(Field::PLAIN, |(.., list, holds)| Field { list: *list, holds: *holds })
}

/// Group, kind, type.
const KINDS: &[(&str, &str, Type)] = &[
    ("", "Node", Type::Node),
    ("", "Pod", Type::Pod),
    ("", "PodTemplate", Type::PodTemplateObject),
    ("", "ReplicationController", Type::Workload),
    ("", "Service", Type::Service),
    ("", "ServiceAccount", Type::ServiceAccount),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicy", Type::AdmissionPolicy),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration", Type::Webhooks),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy", Type::AdmissionPolicy),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding", Type::AdmissionBinding),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", Type::Webhooks),
    ("apiextensions.k8s.io", "CustomResourceDefinition", Type::CustomResourceDefinition),
    ("apps", "DaemonSet", Type::Workload),
    ("apps", "Deployment", Type::Workload),
    ("apps", "ReplicaSet", Type::Workload),
    ("apps", "StatefulSet", Type::StatefulSet),
    ("batch", "CronJob", Type::CronJob),
    ("batch", "Job", Type::Job),
    ("discovery.k8s.io", "EndpointSlice", Type::EndpointSlice),
    ("flowcontrol.apiserver.k8s.io", "FlowSchema", Type::FlowSchema),
    ("scheduling.k8s.io", "PodGroup", Type::PodGroups),
    ("scheduling.k8s.io", "Workload", Type::PodGroups),
    ("storage.k8s.io", "CSIDriver", Type::CsiDriver),
    ("storage.k8s.io", "CSINode", Type::CsiNode),
];

const ONE: ListType = ListType::Atomic;

/// Type, field, how it is a list, what it holds.
#[rustfmt::skip]
const FIELDS: &[(Type, &str, ListType, Option<Type>)] = &[
    (Type::Workload, "spec", ONE, Some(Type::WorkloadSpec)),
    (Type::WorkloadSpec, "template", ONE, Some(Type::PodTemplate)),
    (Type::StatefulSet, "spec", ONE, Some(Type::StatefulSetSpec)),
    (Type::StatefulSetSpec, "template", ONE, Some(Type::PodTemplate)),
    (Type::StatefulSetSpec, "volumeClaimTemplates", ONE, Some(Type::Object)),
    (Type::CronJob, "spec", ONE, Some(Type::CronJobSpec)),
    (Type::CronJobSpec, "jobTemplate", ONE, Some(Type::JobTemplate)),
    (Type::JobTemplate, "metadata", ONE, Some(Type::Meta)),
    (Type::JobTemplate, "spec", ONE, Some(Type::JobSpec)),
    (Type::Job, "spec", ONE, Some(Type::JobSpec)),
    (Type::JobSpec, "template", ONE, Some(Type::PodTemplate)),
    (Type::JobSpec, "podFailurePolicy", ONE, Some(Type::PodFailurePolicy)),
    (Type::PodFailurePolicy, "rules", ONE, Some(Type::PodFailureRule)),
    (Type::PodFailureRule, "onExitCodes", ONE, Some(Type::ExitCodes)),
    (Type::ExitCodes, "values", ListType::Set, None),
    (Type::PodTemplateObject, "template", ONE, Some(Type::PodTemplate)),
    (Type::PodTemplate, "spec", ONE, Some(Type::PodSpec)),
    (Type::Pod, "spec", ONE, Some(Type::PodSpec)),
    (Type::PodSpec, "containers", NAME, Some(Type::Container)),
    (Type::PodSpec, "initContainers", NAME, Some(Type::Container)),
    (Type::PodSpec, "ephemeralContainers", NAME, Some(Type::Container)),
    (Type::PodSpec, "hostAliases", ListType::Map(&[key("ip")]), None),
    (Type::PodSpec, "imagePullSecrets", NAME, None),
    (Type::PodSpec, "resourceClaims", NAME, None),
    (Type::PodSpec, "resources", ONE, Some(Type::Resources)),
    (Type::PodSpec, "schedulingGates", NAME, None),
    (Type::PodSpec, "topologySpreadConstraints",
        ListType::Map(&[key("topologyKey"), key("whenUnsatisfiable")]), None),
    (Type::PodSpec, "volumes", NAME, Some(Type::Volume)),
    (Type::Container, "env", NAME, None),
    (Type::Container, "ports", ListType::Map(&[key("containerPort"), PROTOCOL]), None),
    (Type::Container, "resources", ONE, Some(Type::Resources)),
    (Type::Container, "restartPolicyRules", ONE, Some(Type::RestartRule)),
    (Type::Container, "volumeDevices", ListType::Map(&[key("devicePath")]), None),
    (Type::Container, "volumeMounts", ListType::Map(&[key("mountPath")]), None),
    (Type::RestartRule, "exitCodes", ONE, Some(Type::ExitCodes)),
    (Type::Resources, "claims", NAME, None),
    (Type::Volume, "ephemeral", ONE, Some(Type::EphemeralVolume)),
    (Type::EphemeralVolume, "volumeClaimTemplate", ONE, Some(Type::Object)),
    (Type::Service, "spec", ONE, Some(Type::ServiceSpec)),
    (Type::ServiceSpec, "ports", ListType::Map(&[key("port"), PROTOCOL]), None),
    (Type::ServiceAccount, "secrets", NAME, None),
    (Type::Node, "spec", ONE, Some(Type::NodeSpec)),
    (Type::NodeSpec, "podCIDRs", ListType::Set, None),
    (Type::Meta, "finalizers", ListType::Set, None),
    (Type::Meta, "ownerReferences", ListType::Map(&[key("uid")]), None),
    (Type::Webhooks, "webhooks", NAME, Some(Type::Webhook)),
    (Type::Webhook, "matchConditions", NAME, None),
    (Type::AdmissionPolicy, "spec", ONE, Some(Type::AdmissionPolicySpec)),
    (Type::AdmissionPolicySpec, "matchConditions", NAME, None),
    (Type::AdmissionPolicySpec, "variables", NAME, None),
    (Type::AdmissionBinding, "spec", ONE, Some(Type::AdmissionBindingSpec)),
    (Type::AdmissionBindingSpec, "validationActions", ListType::Set, None),
    (Type::CustomResourceDefinition, "spec", ONE, Some(Type::CustomResourceDefinitionSpec)),
    (Type::CustomResourceDefinitionSpec, "versions", ONE, Some(Type::DefinitionVersion)),
    (Type::DefinitionVersion, "schema", ONE, Some(Type::Validation)),
    (Type::Validation, "openAPIV3Schema", ONE, Some(Type::JsonSchema)),
    (Type::JsonSchema, "allOf", ONE, Some(Type::JsonSchema)),
    (Type::JsonSchema, "anyOf", ONE, Some(Type::JsonSchema)),
    (Type::JsonSchema, "oneOf", ONE, Some(Type::JsonSchema)),
    (Type::JsonSchema, "not", ONE, Some(Type::JsonSchema)),
    (Type::JsonSchema, "items", ONE, Some(Type::JsonSchema)),
    (Type::JsonSchema, "additionalProperties", ONE, Some(Type::JsonSchema)),
    (Type::JsonSchema, "properties", ONE, Some(Type::JsonSchemas)),
    (Type::JsonSchema, "x-kubernetes-validations", ListType::Map(&[key("rule")]), None),
    (Type::EndpointSlice, "endpoints", ONE, Some(Type::Endpoint)),
    (Type::Endpoint, "addresses", ListType::Set, None),
    (Type::FlowSchema, "spec", ONE, Some(Type::FlowSchemaSpec)),
    (Type::FlowSchemaSpec, "rules", ONE, Some(Type::FlowRules)),
    (Type::FlowRules, "nonResourceRules", ONE, Some(Type::FlowRule)),
    (Type::FlowRules, "resourceRules", ONE, Some(Type::FlowRule)),
    (Type::FlowRule, "apiGroups", ListType::Set, None),
    (Type::FlowRule, "namespaces", ListType::Set, None),
    (Type::FlowRule, "nonResourceURLs", ListType::Set, None),
    (Type::FlowRule, "resources", ListType::Set, None),
    (Type::FlowRule, "verbs", ListType::Set, None),
    (Type::CsiDriver, "spec", ONE, Some(Type::CsiDriverSpec)),
    (Type::CsiDriverSpec, "volumeLifecycleModes", ListType::Set, None),
    (Type::CsiNode, "spec", ONE, Some(Type::CsiNodeSpec)),
    (Type::CsiNodeSpec, "drivers", NAME, None),
    (Type::PodGroups, "spec", ONE, Some(Type::PodGroupsSpec)),
    (Type::PodGroupsSpec, "resourceClaims", NAME, None),
    (Type::PodGroupsSpec, "podGroupTemplates", NAME, Some(Type::PodGroup)),
    (Type::PodGroup, "resourceClaims", NAME, None),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use k8s_openapi::DeepMerge;
    use k8s_openapi::api::admissionregistration::v1::ValidatingWebhookConfiguration;
    use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
    use k8s_openapi::api::core::v1::{Service, ServiceAccount};
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn every_row_is_reached_and_none_stands_twice() {
        let mut seen = HashSet::new();
        for (within, name, ..) in FIELDS {
            assert!(seen.insert(format!("{within:?}.{name}")), "{within:?}.{name}");
            let held = FIELDS.iter().any(|(.., holds)| *holds == Some(*within));
            let is_kind = KINDS.iter().any(|(.., kind)| kind == within);
            let by_name = matches!(within, Type::Meta | Type::JsonSchemas | Type::Object);
            assert!(held || is_kind || by_name, "{within:?} is reached");
        }
    }

    /// How many items are left when two lists of one item are merged at a path.
    fn merged<T>(group: &str, kind: &str, path: &str, items: [&Value; 2]) -> usize
    where
        T: DeepMerge + Serialize + DeserializeOwned,
    {
        let object = |item: &Value| -> T {
            let mut value = json!([item]);
            let mut within = type_of(group, kind).expect("a kind");
            let mut lists = Vec::new();
            for name in path.split('.') {
                let field = field(within, name);
                lists.push(field.list != ListType::Atomic);
                within = field.holds.unwrap_or(Type::Object);
            }
            for (at, name) in path.split('.').enumerate().collect::<Vec<_>>().into_iter().rev() {
                let is_outer_list = lists[at] && at + 1 < lists.len();
                if is_outer_list {
                    value["name"] = json!("same");
                    value = json!([value]);
                }
                value = json!({ name: value });
            }
            value["apiVersion"] =
                json!(if group.is_empty() { "v1".to_owned() } else { format!("{group}/v1") });
            value["kind"] = json!(kind);
            serde_json::from_value(value).expect("an object")
        };
        let mut first = object(items[0]);
        first.merge_from(object(items[1]));
        let whole = serde_json::to_value(first).expect("JSON");
        let found = path.split('.').fold(&whole, |value, name| {
            let value = if value.is_array() { &value[0] } else { value };
            &value[name]
        });
        found.as_array().map_or(0, Vec::len)
    }

    /// The types merge as the table says: items with the same key become one.
    #[test]
    fn lists_are_merged_by_the_keys_of_the_table() {
        fn check<T: DeepMerge + Serialize + DeserializeOwned>(
            group: &str,
            kind: &str,
            paths: &[&str],
        ) {
            for path in paths {
                let within = path.rsplit_once('.').map_or("", |(within, _)| within);
                let parts = within.split('.').filter(|part| !part.is_empty());
                let root = type_of(group, kind).expect("a kind");
                let within = parts.fold(root, |at, name| field(at, name).holds.expect("a type"));
                let list = field(within, path.rsplit('.').next().expect("a name")).list;
                let ListType::Map(keys) = list else { panic!("{path} is keyed") };
                let item = |text: &str, number: u64| {
                    let is_number = |name: &str| matches!(name, "port" | "containerPort");
                    let mut item = json!({});
                    item[keys[0].name] =
                        if is_number(keys[0].name) { json!(number) } else { json!(text) };
                    item
                };
                let (a, b) = (item("a", 1), item("b", 2));
                assert_eq!(merged::<T>(group, kind, path, [&a, &a]), 1, "{path}");
                assert_eq!(merged::<T>(group, kind, path, [&a, &b]), 2, "{path}");
            }
        }
        let pod = [
            "spec.template.spec.containers",
            "spec.template.spec.initContainers",
            "spec.template.spec.hostAliases",
            "spec.template.spec.imagePullSecrets",
            "spec.template.spec.volumes",
            "spec.template.spec.topologySpreadConstraints",
            "spec.template.spec.containers.env",
            "spec.template.spec.containers.ports",
            "spec.template.spec.containers.volumeMounts",
            "spec.template.spec.containers.volumeDevices",
            "metadata.ownerReferences",
        ];
        check::<Deployment>("apps", "Deployment", &pod);
        check::<StatefulSet>("apps", "StatefulSet", &pod);
        check::<Service>("", "Service", &["spec.ports"]);
        check::<ServiceAccount>("", "ServiceAccount", &["secrets"]);
        check::<ValidatingWebhookConfiguration>(
            "admissionregistration.k8s.io",
            "ValidatingWebhookConfiguration",
            &["webhooks", "webhooks.matchConditions"],
        );
    }
}
