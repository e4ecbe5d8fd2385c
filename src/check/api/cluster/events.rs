//! Events: `ValidateEventCreate` of the core validation. The older group asks for less.

use k8s_openapi::api::{core, events};
use k8s_openapi::jiff::Timestamp;

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate};
use crate::kube::names;

/// What both groups ask for: `legacyValidateEvent`.
struct Common<'a> {
    namespace: &'a str,
    about: &'a str,
    has_time: bool,
    /// As the group calls it.
    controller_field: &'a str,
    controller: &'a str,
    instance: &'a str,
    action: &'a str,
    reason: &'a str,
    message: &'a str,
}

impl Validate for core::v1::Event {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let common = Common {
            namespace: self.metadata.namespace.or_empty(),
            about: self.involved_object.namespace.or_empty(),
            has_time: self.event_time.is_some(),
            controller_field: "reportingComponent",
            controller: self.reporting_component.or_empty(),
            instance: self.reporting_instance.or_empty(),
            action: self.action.or_empty(),
            reason: self.reason.or_empty(),
            message: self.message.or_empty(),
        };
        common.validate(at, faults);
    }
}

impl Validate for events::v1::Event {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let about = self.regarding.as_ref().and_then(|object| object.namespace.as_ref());
        let common = Common {
            namespace: self.metadata.namespace.or_empty(),
            about: about.map_or("", String::as_str),
            has_time: self.event_time.is_some(),
            controller_field: "reportingController",
            controller: self.reporting_controller.or_empty(),
            instance: self.reporting_instance.or_empty(),
            action: self.action.or_empty(),
            reason: self.reason.or_empty(),
            message: self.note.or_empty(),
        };
        common.validate(at, faults);
        if self.event_time.is_none() {
            faults.required(at.field("eventTime"), "must be given");
        }
        let kind = self.type_.or_empty();
        if !matches!(kind, "Normal" | "Warning") {
            faults.invalid(at.field("type"), format!("`{kind}` is not `Normal` or `Warning`"));
        }
        if let Some(series) = &self.series {
            let at = at.field("series");
            if series.count < 2 {
                faults.invalid(at.field("count"), "must be at least 2");
            }
            // What is not written is read so.
            if series.last_observed_time.0 == Timestamp::UNIX_EPOCH {
                faults.required(at.field("lastObservedTime"), "must be given");
            }
        }
        let source = self.deprecated_source.as_ref();
        let has_source = source.is_some_and(|source| {
            !source.component.or_empty().is_empty() || !source.host.or_empty().is_empty()
        });
        let unset = [
            ("firstTimestamp", self.deprecated_first_timestamp.is_some()),
            ("lastTimestamp", self.deprecated_last_timestamp.is_some()),
            ("count", self.deprecated_count.is_some_and(|count| count != 0)),
            ("source", has_source),
        ];
        for (field, _) in unset.into_iter().filter(|(_, is_set)| *is_set) {
            faults.invalid(at.field(field), "can't be given");
        }
    }
}

impl Validate for Common<'_> {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        self.validate_namespace(at.field("involvedObject").field("namespace"), faults);
        if !self.has_time {
            return;
        }
        faults.named(at.field(self.controller_field), self.controller, names::qualified_name);
        let texts = [
            ("reportingInstance", self.instance),
            ("action", self.action),
            ("reason", self.reason),
        ];
        for (field, text) in texts {
            if faults.filled(at.field(field), text) && text.len() > 128 {
                faults.invalid(at.field(field), "is longer than 128 characters");
            }
        }
        if self.message.len() > 1024 {
            faults.invalid(at.field("message"), "is longer than 1024 characters");
        }
    }
}

impl Common<'_> {
    /// Nothing can be said of an event whose own namespace is not written.
    fn validate_namespace(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let fits = match (self.namespace, self.about) {
            ("", _) => true,
            (own, "") => own == "default" || (self.has_time && own == "kube-system"),
            (own, about) => own == about || self.has_time,
        };
        if !fits {
            faults.invalid(at, "is not the namespace of the event");
        }
    }
}
