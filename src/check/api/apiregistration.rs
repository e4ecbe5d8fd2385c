//! Services that extend the API: `ValidateAPIService` of the aggregator.

use k8s_openapi::kube_aggregator::pkg::apis::apiregistration::v1::{APIService, APIServiceSpec};

use super::words::{self, given, text};
use super::{Faults, Path, Validate, names};

impl Validate for APIService {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
        let nothing = APIServiceSpec::default();
        let spec = self.spec.as_ref().unwrap_or(&nothing);
        let wanted = format!("{}.{}", text(spec.version.as_ref()), text(spec.group.as_ref()));
        if self.metadata.name.as_ref().is_some_and(|name| !name.is_empty() && *name != wanted) {
            let message = format!("must be `{wanted}`, version and group");
            faults.invalid(at.field("metadata").field("name"), message);
        }
        spec.validate(at.field("spec"), faults);
    }
}

impl Validate for APIServiceSpec {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
        let (group, version) = (text(self.group.as_ref()), text(self.version.as_ref()));
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
        given(text(service.namespace.as_ref()), at_service.field("namespace"), faults);
        given(text(service.name.as_ref()), at_service.field("name"), faults);
        words::port(service.port.unwrap_or(443), at_service.field("port"), faults);
        if is_insecure && has_bundle {
            faults.invalid(at.field("insecureSkipTLSVerify"), "can't go with `caBundle`");
        }
    }
}
