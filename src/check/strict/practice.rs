//! Fields where the server's validation requires less or more than the API's description.
//!
//! A field that is required only if another has some value is left to the rules over typed objects.

/// Fields that the description requires and the server does not: struct, field, and why.
pub(super) const OPTIONAL: &[(&str, &str, &str)] = &[
    ("CSIDriver", "spec", EMPTY_IS_VALID),
    ("CSINode", "spec", EMPTY_IS_VALID),
    ("CSINodeSpec", "drivers", EMPTY_IS_VALID),
    ("CapacityRequestPolicyRange", "min", RULED),
    ("ClusterTrustBundleProjection", "path", FEATURE),
    ("ConfigMapNodeConfigSource", "kubeletConfigKey", UNCHECKED),
    ("ConfigMapNodeConfigSource", "name", UNCHECKED),
    ("ConfigMapNodeConfigSource", "namespace", UNCHECKED),
    ("ControllerRevision", "revision", ZERO_IS_VALID),
    ("Counter", "value", ZERO_IS_VALID),
    ("CounterSet", "counters", RULED),
    ("CounterSet", "name", RULED),
    ("CustomResourceDefinitionVersion", "served", ZERO_IS_VALID),
    ("CustomResourceDefinitionVersion", "storage", ZERO_IS_VALID),
    ("DeviceCapacity", "value", ZERO_IS_VALID),
    ("DeviceClass", "spec", EMPTY_IS_VALID),
    ("DeviceCounterConsumption", "counterSet", RULED),
    ("DeviceCounterConsumption", "counters", RULED),
    ("DeviceTaint", "effect", RULED),
    ("DeviceTaint", "key", RULED),
    ("Event", "involvedObject", EMPTY_IS_VALID),
    ("EventSeries", "count", UNCHECKED),
    ("EventSeries", "lastObservedTime", UNCHECKED),
    ("FieldSelectorRequirement", "key", RULED),
    ("FieldSelectorRequirement", "operator", UNCHECKED),
    ("ForNode", "name", EMPTY_IS_VALID),
    ("ForZone", "name", EMPTY_IS_VALID),
    ("GCEPersistentDiskVolumeSource", "pdName", RULED),
    ("GroupResource", "group", "the core group has no name"),
    ("HTTPHeader", "value", EMPTY_IS_VALID),
    ("ISCSIPersistentVolumeSource", "lun", ZERO_IS_VALID),
    ("ISCSIVolumeSource", "lun", ZERO_IS_VALID),
    ("LeaseCandidateSpec", "binaryVersion", UNCHECKED),
    ("LimitRange", "metadata", "the server gives it a name"),
    ("LimitRangeSpec", "limits", EMPTY_IS_VALID),
    ("LocalObjectReference", "name", "not checked in the pull secrets of a pod"),
    ("LocalSubjectAccessReview", "metadata", NOT_STORED),
    ("PodCertificateProjection", "keyType", FEATURE),
    ("PodCertificateProjection", "signerName", FEATURE),
    ("PodFailurePolicy", "rules", EMPTY_IS_VALID),
    ("PreferredSchedulingTerm", "preference", EMPTY_IS_VALID),
    ("ResourceClaim", "spec", EMPTY_IS_VALID),
    ("ResourceClaimTemplate", "spec", EMPTY_IS_VALID),
    ("ResourceClaimTemplateSpec", "spec", EMPTY_IS_VALID),
    ("ResourceFieldSelector", "resource", RULED),
    ("ResourcePool", "generation", ZERO_IS_VALID),
    ("ScaleIOPersistentVolumeSource", "secretRef", UNCHECKED),
    ("ScaleIOVolumeSource", "secretRef", UNCHECKED),
    ("SelfSubjectAccessReview", "metadata", NOT_STORED),
    ("SelfSubjectReview", "metadata", NOT_STORED),
    ("SelfSubjectRulesReview", "metadata", NOT_STORED),
    ("SleepAction", "seconds", ZERO_IS_VALID),
    ("SubjectAccessReview", "metadata", NOT_STORED),
    ("Sysctl", "value", EMPTY_IS_VALID),
    ("Taint", "effect", RULED),
    ("Taint", "key", RULED),
    ("TokenRequest", "audience", "the empty audience is the server's own"),
    ("TokenReview", "metadata", NOT_STORED),
];

const ZERO_IS_VALID: &str = "zero, or false, passes the validation";
const EMPTY_IS_VALID: &str = "the empty value passes the validation";
const UNCHECKED: &str = "the validation does not look at it";
const NOT_STORED: &str = "a review is answered, not stored, and needs no name";
const RULED: &str = "the rules say it, in the server's words and where the server looks";
/// If the feature is off, the server drops the struct unread.
const FEATURE: &str = "dropped unread where its feature is off";

/// Fields that the description calls optional and the server always requires: struct and field.
pub(super) const REQUIRED: &[(&str, &str)] = &[
    ("AggregationRule", "clusterRoleSelectors"),
    ("Container", "image"),
    ("CustomResourceDefinitionVersion", "schema"),
    ("CustomResourceValidation", "openAPIV3Schema"),
    ("EphemeralVolumeSource", "volumeClaimTemplate"),
    ("ExecAction", "command"),
    ("IngressClassSpec", "controller"),
    ("NamedRuleWithOperations", "apiGroups"),
    ("NamedRuleWithOperations", "apiVersions"),
    ("NamedRuleWithOperations", "operations"),
    ("NamedRuleWithOperations", "resources"),
    ("PersistentVolumeClaimSpec", "accessModes"),
    ("PersistentVolumeSpec", "accessModes"),
    ("PodDNSConfigOption", "name"),
    ("ReplicationControllerSpec", "template"),
    ("RuleWithOperations", "apiGroups"),
    ("RuleWithOperations", "apiVersions"),
    ("RuleWithOperations", "operations"),
    ("RuleWithOperations", "resources"),
    ("ValidatingAdmissionPolicySpec", "matchConstraints"),
    ("VolumeNodeAffinity", "required"),
];

/// Fields that are no pointers in Go: a missing one is an empty struct, whose own required fields
/// are missing then. The `spec` of every object is one, too.
pub(super) const IMPLIED: &[(&str, &str)] = &[
    ("JobTemplateSpec", "spec"),
    ("PersistentVolumeClaim", "spec"),
    ("PodTemplate", "template"),
    ("PodTemplateSpec", "spec"),
    ("ReplicaSetSpec", "template"),
];

/// Times that may be missing for the server, but not for the types: struct and field.
pub(super) const TIMES: &[(&str, &str)] =
    &[("Condition", "lastTransitionTime"), ("EventSeries", "lastObservedTime")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_ordered() {
        assert!(OPTIONAL.is_sorted_by_key(|(name, field, _)| (*name, *field)));
        assert!(REQUIRED.is_sorted());
        assert!(IMPLIED.is_sorted());
        assert!(TIMES.is_sorted());
    }
}
