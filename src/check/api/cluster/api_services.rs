//! Services that extend the API: `ValidateAPIService` of the aggregator.

use k8s_openapi::kube_aggregator::pkg::apis::apiregistration::v1::{APIService, APIServiceSpec};

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate};
use crate::kube::names;

impl Validate for APIService {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let nothing = APIServiceSpec::default();
        let spec = self.spec.as_ref().unwrap_or(&nothing);
        let wanted = format!("{}.{}", spec.version.or_empty(), spec.group.or_empty());
        if self.metadata.name.as_ref().is_some_and(|name| !name.is_empty() && *name != wanted) {
            let message = format!("must be `{wanted}`, version and group");
            faults.invalid(at.field("metadata").field("name"), message);
        }
        spec.validate(at.field("spec"), faults);
    }
}

impl Validate for APIServiceSpec {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let (group, version) = (self.group.or_empty(), self.version.or_empty());
        if !group.is_empty() {
            faults.syntax(at.field("group"), group, names::dns_subdomain);
        } else if version != "v1" {
            faults.required(at.field("group"), "only `v1` can be without a group");
        }
        faults.syntax(at.field("version"), version, names::dns_1035_label);
        let priorities = [
            ("groupPriorityMinimum", self.group_priority_minimum, 20000),
            ("versionPriority", self.version_priority, 1000),
        ];
        for (field, priority, most) in priorities {
            if !(1..=most).contains(&priority) {
                let message = format!("{priority} is not between 1 and {most}");
                faults.invalid(at.field(field), message);
            }
        }
        let has_bundle = self.ca_bundle.as_ref().is_some_and(|bundle| !bundle.0.is_empty());
        let is_insecure = self.insecure_skip_tls_verify == Some(true);
        let Some(service) = &self.service else {
            let message = "can only be given with a service";
            if has_bundle {
                faults.invalid(at.field("caBundle"), message);
            }
            if is_insecure {
                faults.invalid(at.field("insecureSkipTLSVerify"), message);
            }
            return;
        };
        let at_service = at.field("service");
        faults.filled(at_service.field("namespace"), service.namespace.or_empty());
        faults.filled(at_service.field("name"), service.name.or_empty());
        faults.port(at_service.field("port"), service.port.unwrap_or(443));
        if is_insecure && has_bundle {
            faults.invalid(at.field("insecureSkipTLSVerify"), "can't go with `caBundle`");
        }
    }
}
