//! Definitions of custom resources: `ValidateCustomResourceDefinition` of apiextensions.
//!
//! Before it validates, the server moves what all versions have in common to the top of the spec.
//! So the schema of a single version is reported as `spec.validation`.

use std::collections::BTreeSet;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceColumnDefinition, CustomResourceConversion, CustomResourceDefinition,
    CustomResourceDefinitionNames, CustomResourceDefinitionSpec, CustomResourceDefinitionVersion,
    CustomResourceSubresources,
};

use super::schema::Status;
use super::versions::{is_common, schema_of};
use super::{paths, schema, warned};
use crate::check::api::admission::webhooks;
use crate::check::api::admission::webhooks::Service;
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate};
use crate::kube::names;

const APPROVAL: &str = "api-approved.kubernetes.io";

impl Validate for CustomResourceDefinition {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        validate_name(self, at.field("metadata").field("name"), faults);
        validate_approval(self, at, faults);
        self.spec.validate(at.field("spec"), faults);
        faults.missing.retain(|path| !is_spoken_of_elsewhere(path));
        validate_stored(&self.spec.versions, at.field("status").field("storedVersions"), faults);
    }
}

/// `ValidateCustomResourceDefinitionStoredVersions`: only one version may be stored.
fn validate_stored(
    versions: &[CustomResourceDefinitionVersion],
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    match versions.iter().filter(|version| version.storage).count() {
        0 => faults.invalid(at, "must have at least one version"),
        1 => {}
        _ => faults.invalid(at, "is one version, and there is another that is stored"),
    }
}

/// Whether a required field is in a part that the server moves or spells differently.
fn is_spoken_of_elsewhere(path: &str) -> bool {
    let parts = [".schema.", ".subresources.", ".additionalPrinterColumns[", ".selectableFields["];
    path.starts_with("spec.conversion.webhook.")
        || (path.starts_with("spec.versions[") && parts.iter().any(|part| path.contains(part)))
}

fn validate_name(definition: &CustomResourceDefinition, at: FieldPath<'_>, faults: &mut Faults) {
    let spec = &definition.spec;
    let wanted = format!("{}.{}", spec.names.plural, spec.group);
    if definition.metadata.name.as_ref().is_some_and(|name| *name != wanted && !name.is_empty()) {
        faults.invalid(at, format!("must be `{wanted}`, plural and group"));
    }
}

/// Groups of Kubernetes itself need an approval: `validateAPIApproval`.
fn validate_approval(
    definition: &CustomResourceDefinition,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let group = format!(".{}", definition.spec.group);
    if !group.ends_with(".k8s.io") && !group.ends_with(".kubernetes.io") {
        return;
    }
    let at = at.field("metadata");
    let at = at.field("annotations");
    let annotations = definition.metadata.annotations.as_ref();
    let approval = annotations.and_then(|all| all.get(APPROVAL)).map_or("", String::as_str);
    let is_url = approval.split_once("://").is_some_and(|(scheme, host)| {
        !scheme.is_empty() && !host.is_empty() && !host.starts_with('/')
    });
    if approval.is_empty() {
        faults.required(at.key(APPROVAL), "groups of Kubernetes are protected");
    } else if !approval.starts_with("unapproved") && !is_url {
        faults.invalid(at.key(APPROVAL), format!("`{approval}` is not a URL"));
    }
}

impl Validate for CustomResourceDefinitionSpec {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        validate_group(&self.group, at.field("group"), faults);
        if faults.filled(at.field("scope"), &self.scope) {
            faults.one_of(at.field("scope"), &self.scope, &["Cluster", "Namespaced"]);
        }
        if self.preserve_unknown_fields == Some(true) {
            let message = "can't be true, `x-kubernetes-preserve-unknown-fields` in a schema can";
            faults.invalid(at.field("preserveUnknownFields"), message);
        }
        validate_versions(self, at, faults);
        self.names.validate(at.field("names"), faults);
        if let Some(conversion) = &self.conversion {
            conversion.validate(at.field("conversion"), faults);
        }
    }
}

fn validate_group(group: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if faults.filled(at, group)
        && faults.syntax(at, group, names::dns_subdomain)
        && !group.contains('.')
    {
        faults.invalid(at, format!("`{group}` has no dot"));
    }
}

fn validate_versions(spec: &CustomResourceDefinitionSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let versions = &spec.versions;
    let at_versions = at.field("versions");
    if versions.iter().filter(|version| version.storage).count() != 1 {
        faults.invalid(at_versions, "must have exactly one version that is stored");
    }
    let mut seen = BTreeSet::new();
    for (index, version) in versions.iter().enumerate() {
        let at = at_versions.index(index);
        if !seen.insert(&version.name) {
            faults.invalid(at_versions, format!("the version `{}` is given twice", version.name));
        }
        faults.syntax(at.field("name"), &version.name, names::dns_1035_label);
        match schema_of(version) {
            Some(schema) => {
                warned::warn(schema, at.field("schema").field("openAPIV3Schema"), faults);
            }
            None => faults.required(at.field("schema").field("openAPIV3Schema"), "must be given"),
        }
        validate_deprecation(version, at.field("deprecationWarning"), faults);
    }
    if let Some(first) = versions.first().filter(|first| !first.name.is_empty()) {
        faults.syntax(at.field("version"), &first.name, names::dns_1035_label);
        validate_schemas(versions, at, faults);
        validate_subresources(versions, at, faults);
        validate_columns(versions, at, faults);
        paths::validate_selectable(versions, at, faults);
    }
}

fn status_of(version: &CustomResourceDefinitionVersion) -> Status {
    let subresources = version.subresources.as_ref();
    match subresources.and_then(|subresources| subresources.status.as_ref()) {
        Some(_) => Status::Apart,
        None => Status::Within,
    }
}

fn validate_schemas(
    versions: &[CustomResourceDefinitionVersion],
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if is_common(versions, |version| version.schema.clone()) {
        let apart = versions.iter().any(|version| status_of(version) == Status::Apart);
        let status = if apart { Status::Apart } else { Status::Within };
        if let Some(schema) = schema_of(&versions[0]) {
            let at = at.field("validation");
            schema::validate(schema, status, at.field("openAPIV3Schema"), faults);
        }
        return;
    }
    for (index, version) in versions.iter().enumerate() {
        let Some(schema) = schema_of(version) else { continue };
        let at = at.field("versions");
        let at = at.index(index);
        let at = at.field("schema");
        schema::validate(schema, status_of(version), at.field("openAPIV3Schema"), faults);
    }
}

/// `validateDeprecationWarning`
fn validate_deprecation(
    version: &CustomResourceDefinitionVersion,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let Some(warning) = &version.deprecation_warning else { return };
    if version.deprecated != Some(true) {
        faults.invalid(at, "can only be given for a deprecated version");
    } else if warning.is_empty() || warning.len() > 256 {
        faults.invalid(at, "must have 1 to 256 characters");
    } else if warning.contains(char::is_control) {
        faults.invalid(at, "can't have control characters");
    }
}

fn validate_subresources(
    versions: &[CustomResourceDefinitionVersion],
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if is_common(versions, |version| version.subresources.clone()) {
        if let Some(subresources) = &versions[0].subresources {
            subresources.validate(at.field("subresources"), faults);
        }
        return;
    }
    for (index, version) in versions.iter().enumerate() {
        if let Some(subresources) = &version.subresources {
            let at = at.field("versions");
            subresources.validate(at.index(index).field("subresources"), faults);
        }
    }
}

/// `ValidateCustomResourceDefinitionSubresources`
impl Validate for CustomResourceSubresources {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let Some(scale) = &self.scale else { return };
        let at = at.field("scale");
        let paths = [
            ("specReplicasPath", scale.spec_replicas_path.as_str(), &[".spec."][..]),
            ("statusReplicasPath", scale.status_replicas_path.as_str(), &[".status."]),
        ];
        for (field, path, starts) in paths {
            if faults.filled(at.field(field), path) {
                path_below(path, starts, at.field(field), faults);
            }
        }
        let selector = scale.label_selector_path.or_empty();
        if !selector.is_empty() {
            path_below(selector, &[".spec.", ".status."], at.field("labelSelectorPath"), faults);
        }
    }
}

fn path_below(path: &str, starts: &[&str], at: FieldPath<'_>, faults: &mut Faults) {
    if !starts.iter().any(|start| path.starts_with(start)) {
        faults.invalid(at, format!("`{path}` does not start with `{}`", starts.join("` or `")));
    }
}

fn validate_columns(
    versions: &[CustomResourceDefinitionVersion],
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let columns = |version: &CustomResourceDefinitionVersion| {
        version.additional_printer_columns.clone().unwrap_or_default()
    };
    if is_common(versions, columns) {
        for (index, column) in columns(&versions[0]).iter().enumerate() {
            column.validate(at.field("additionalPrinterColumns").index(index), faults);
        }
        return;
    }
    for (index, version) in versions.iter().enumerate() {
        let at = at.field("versions");
        let at = at.index(index);
        for (index, column) in columns(version).iter().enumerate() {
            column.validate(at.field("additionalPrinterColumns").index(index), faults);
        }
    }
}

/// `ValidateCustomResourceColumnDefinition`, which spells the path differently.
impl Validate for CustomResourceColumnDefinition {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        const TYPES: [&str; 5] = ["boolean", "date", "integer", "number", "string"];
        const FORMATS: [&str; 8] =
            ["int32", "int64", "float", "double", "byte", "date", "date-time", "password"];
        faults.filled(at.field("name"), &self.name);
        if faults.filled(at.field("type"), &self.type_) && !TYPES.contains(&&*self.type_) {
            let message = format!("`{}` is not one of {}", self.type_, TYPES.join(", "));
            faults.invalid(at.field("type"), message);
        }
        let format = self.format.or_empty();
        if !format.is_empty() && !FORMATS.contains(&format) {
            faults.invalid(at.field("format"), format!("`{format}` is not a format"));
        }
        if faults.filled(at.field("JSONPath"), &self.json_path) && !self.json_path.starts_with('.')
        {
            faults.invalid(at.field("JSONPath"), "must start with `.`");
        }
    }
}

/// The defaults of the singular name and the list kind.
impl Validate for CustomResourceDefinitionNames {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let any_case = |text: &str| names::dns_1035_label(&text.to_lowercase());
        faults.named(at.field("plural"), &self.plural, names::dns_1035_label);
        faults.named(at.field("kind"), &self.kind, any_case);
        let singular = self.singular.or_empty();
        if !singular.is_empty() {
            faults.syntax(at.field("singular"), singular, names::dns_1035_label);
        } else if self.kind.is_empty() {
            faults.required(at.field("singular"), "must be given");
        } else {
            let lower = self.kind.to_lowercase();
            faults.syntax(at.field("singular"), &lower, names::dns_1035_label);
        }
        validate_list_kind(self.list_kind.or_empty(), &self.kind, at.field("listKind"), faults);
        let lists = [("shortNames", &self.short_names), ("categories", &self.categories)];
        for (field, list) in lists {
            for (index, name) in list.iter().flatten().enumerate() {
                faults.syntax(at.field(field).index(index), name, names::dns_1035_label);
            }
        }
    }
}

fn validate_list_kind(given: &str, kind: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let any_case = |text: &str| names::dns_1035_label(&text.to_lowercase());
    match (given, kind) {
        ("", "") => faults.required(at, "must be given"),
        ("", kind) => {
            faults.syntax(at, &format!("{kind}List"), any_case);
        }
        (given, kind) => {
            faults.syntax(at, given, any_case);
            if given == kind {
                faults.invalid(at, "can't be the same as `kind`");
            }
        }
    }
}

/// `validateCustomResourceConversion`
impl Validate for CustomResourceConversion {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if faults.filled(at.field("strategy"), &self.strategy) {
            faults.one_of(at.field("strategy"), &self.strategy, &["None", "Webhook"]);
        }
        let client = self.webhook.as_ref().and_then(|webhook| webhook.client_config.as_ref());
        let versions = self.webhook.as_ref().map(|webhook| &webhook.conversion_review_versions);
        let versions = versions.map(Vec::as_slice).unwrap_or_default();
        let at_client = at.field("webhookClientConfig");
        let at_versions = at.field("conversionReviewVersions");
        if self.strategy != "Webhook" {
            let message = "can only be given with the strategy `Webhook`";
            if client.is_some() {
                faults.forbidden(at_client, message);
            }
            if !versions.is_empty() {
                faults.forbidden(at_versions, message);
            }
            return;
        }
        match client {
            None => faults.required(at_client, "must be given with the strategy `Webhook`"),
            Some(client) => {
                let service = client.service.as_ref().map(|service| Service {
                    name: &service.name,
                    namespace: &service.namespace,
                    path: service.path.as_ref(),
                    port: service.port,
                });
                webhooks::validate_call(client.url.as_ref(), service, at_client, faults);
            }
        }
        webhooks::review_versions(versions, at_versions, faults);
    }
}
