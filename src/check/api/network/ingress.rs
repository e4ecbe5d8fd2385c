//! Ingresses and their classes: `ValidateIngressCreate` and `ValidateIngressClass` of the
//! networking validation.

use k8s_openapi::api::core::v1::TypedLocalObjectReference;
use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, Ingress, IngressBackend, IngressClass, IngressClassParametersReference,
    IngressClassSpec, IngressRule, IngressServiceBackend, IngressSpec, IngressTLS,
};

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Reason, Validate};
use crate::kube::names;

const CLASS: &str = "kubernetes.io/ingress.class";

impl Validate for Ingress {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let nothing = IngressSpec::default();
        let spec = self.spec.as_ref().unwrap_or(&nothing);
        spec.validate(at.field("spec"), faults);
        let annotation = self.metadata.annotations.as_ref().and_then(|all| all.get(CLASS));
        if let (Some(annotation), Some(class)) = (annotation, &spec.ingress_class_name)
            && annotation != class
        {
            let message = "differs from `ingressClassName`";
            faults.invalid(at.field("annotations").field(CLASS), message);
        }
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let has_class = self.spec.as_ref().is_some_and(|spec| spec.ingress_class_name.is_some());
        let annotations = self.metadata.annotations.as_ref();
        if !has_class && annotations.is_some_and(|all| all.contains_key(CLASS)) {
            let at = at.field("metadata");
            let message = "is deprecated, use `spec.ingressClassName`";
            faults.warn(at.field("annotations").key(CLASS), message);
        }
    }
}

impl Validate for IngressSpec {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let rules = self.rules.as_deref().unwrap_or_default();
        if rules.is_empty() && self.default_backend.is_none() {
            faults.invalid(at, "must have `defaultBackend` or `rules`");
        }
        if let Some(backend) = &self.default_backend {
            backend.validate(at.field("defaultBackend"), faults);
        }
        for (index, rule) in rules.iter().enumerate() {
            rule.validate(at.field("rules").index(index), faults);
        }
        for (index, tls) in self.tls.iter().flatten().enumerate() {
            tls.validate(at.field("tls").index(index), faults);
        }
        if let Some(class) = &self.ingress_class_name {
            faults.syntax(at.field("ingressClassName"), class, names::dns_subdomain);
        }
    }
}

impl Validate for IngressTLS {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        for (index, host) in self.hosts.iter().flatten().enumerate() {
            validate_host(host, at.field("hosts").index(index), faults);
        }
        let secret = self.secret_name.or_empty();
        if !secret.is_empty() {
            faults.syntax(at.field("secretName"), secret, names::dns_subdomain);
        }
    }
}

fn validate_host(host: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let is_wildcard = host.contains('*');
    let rule = if is_wildcard { names::wildcard_dns_subdomain } else { names::dns_subdomain };
    faults.syntax(at, host, rule);
}

impl Validate for IngressRule {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let host = self.host.or_empty();
        if !host.is_empty() {
            if names::ip(host).is_some() {
                faults.invalid(at.field("host"), format!("`{host}` is an IP address, not a name"));
            }
            validate_host(host, at.field("host"), faults);
        }
        let Some(http) = &self.http else { return };
        let at = at.field("http");
        if http.paths.is_empty() {
            faults.required(at.field("paths"), "must have at least one path");
        }
        for (index, path) in http.paths.iter().enumerate() {
            path.validate(at.field("paths").index(index), faults);
        }
    }
}

impl Validate for HTTPIngressPath {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if faults.take_missing(at.field("pathType")) {
            faults.take_missing(at.field("backend"));
            return faults.required(at.field("pathType"), "must be given");
        }
        let path = self.path.or_empty();
        match self.path_type.as_str() {
            "Exact" | "Prefix" => validate_exact_path(path, at.field("path"), faults),
            "ImplementationSpecific" => {
                if !path.is_empty() && !path.starts_with('/') {
                    faults.invalid(at.field("path"), "must start with `/`");
                }
            }
            kind => {
                let kinds = ["Exact", "ImplementationSpecific", "Prefix"];
                faults.one_of(at.field("pathType"), kind, &kinds);
            }
        }
        self.backend.validate(at.field("backend"), faults);
    }
}

fn validate_exact_path(path: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if !path.starts_with('/') {
        faults.invalid(at, "must start with `/`");
    }
    for sequence in ["//", "/./", "/../", "%2f", "%2F"] {
        if path.contains(sequence) {
            faults.invalid(at, format!("can't have `{sequence}` in it"));
        }
    }
    for suffix in ["/..", "/."] {
        if path.ends_with(suffix) {
            faults.invalid(at, format!("can't end with `{suffix}`"));
        }
    }
}

impl Validate for IngressBackend {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        match (&self.resource, &self.service) {
            (Some(_), Some(_)) => faults.invalid(at, "can't have both a resource and a service"),
            (Some(resource), None) => validate_object(resource, at.field("resource"), faults),
            (None, Some(service)) => validate_service(service, at, faults),
            (None, None) => faults.invalid(at, "must have a resource or a service"),
        }
    }
}

fn validate_service(service: &IngressServiceBackend, at: FieldPath<'_>, faults: &mut Faults) {
    let at_service = at.field("service");
    faults.named(at_service.field("name"), &service.name, names::dns_label);
    let port = service.port.as_ref();
    let name = port.and_then(|port| port.name.as_ref()).map_or("", String::as_str);
    let number = port.and_then(|port| port.number).unwrap_or_default();
    let at_port = at_service.field("port");
    match (name, number) {
        ("", 0) => faults.required(at, "the service's port must have a name or a number"),
        ("", number) => faults.port(at_port.field("number"), number),
        (name, 0) => {
            faults.syntax(at_port.field("name"), name, names::port_name);
        }
        _ => faults.invalid(at, "the service's port can't have both a name and a number"),
    }
}

fn validate_object(object: &TypedLocalObjectReference, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(group) = &object.api_group {
        faults.syntax(at.field("apiGroup"), group, names::dns_subdomain);
    }
    faults.named(at.field("kind"), &object.kind, names::path_segment);
    faults.named(at.field("name"), &object.name, names::path_segment);
}

impl Validate for IngressClass {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let nothing = IngressClassSpec::default();
        let spec = self.spec.as_ref().unwrap_or(&nothing);
        let at = at.field("spec");
        let controller = spec.controller.or_empty();
        if controller.len() > 250 {
            faults.add(Reason::TooLong, at.field("controller"), "is longer than 250 bytes");
        }
        faults.named(at.field("controller"), controller, names::domain_prefixed_path);
        if let Some(parameters) = &spec.parameters {
            parameters.validate(at.field("parameters"), faults);
        }
    }
}

/// The scope is `Cluster` where it is left out: `SetDefaults_IngressClass`.
impl Validate for IngressClassParametersReference {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(group) = &self.api_group {
            faults.syntax(at.field("apiGroup"), group, names::dns_subdomain);
        }
        faults.named(at.field("kind"), &self.kind, names::path_segment);
        faults.named(at.field("name"), &self.name, names::path_segment);
        let scope = self.scope.as_deref().unwrap_or("Cluster");
        let at_namespace = at.field("namespace");
        match (scope, &self.namespace) {
            ("Cluster", Some(_)) => {
                faults.forbidden(at_namespace, "can't be given with the scope `Cluster`");
            }
            ("Namespace", None) => {
                faults.required(at_namespace, "must be given with the scope `Namespace`");
            }
            ("Namespace", Some(namespace)) => {
                faults.syntax(at_namespace, namespace, names::dns_label);
            }
            _ => {}
        }
        faults.one_of(at.field("scope"), scope, &["Cluster", "Namespace"]);
    }
}
