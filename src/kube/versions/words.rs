//! What fields of built-in types may hold, and hold where nothing is said: type, field, words,
//! default.
//!
//! Source: the constants and defaults of `k8s.io/api`, `pkg/apis/*/v1/defaults.go`.

/// The words that a field may be, and its default; empty where there are none.
pub(crate) fn of(name: &str, field: &str) -> (&'static [&'static str], &'static str) {
    let row = TABLE.iter().find(|(of, known, ..)| (*of, *known) == (name, field));
    row.map_or((&[], ""), |(.., words, default)| (words, default))
}

#[rustfmt::skip]
const TABLE: &[(&str, &str, &[&str], &str)] = &[
    ("CSIDriverSpec", "fsGroupPolicy", &["File", "None", "ReadWriteOnceWithFSType"], "ReadWriteOnceWithFSType"),
    ("CSIDriverSpec", "volumeLifecycleModes", &["Persistent", "Ephemeral"], ""),
    ("Container", "imagePullPolicy", &["Always", "IfNotPresent", "Never"], ""),
    ("Container", "terminationMessagePath", &[], "/dev/termination-log"),
    ("Container", "terminationMessagePolicy", &["File", "FallbackToLogsOnError"], "File"),
    ("ContainerPort", "protocol", &["TCP", "UDP", "SCTP"], "TCP"),
    ("CronJobSpec", "concurrencyPolicy", &["Allow", "Forbid", "Replace"], "Allow"),
    ("CronJobSpec", "failedJobsHistoryLimit", &[], "1"),
    ("CronJobSpec", "successfulJobsHistoryLimit", &[], "3"),
    ("CronJobSpec", "suspend", &[], "false"),
    ("DaemonSetSpec", "revisionHistoryLimit", &[], "10"),
    ("DaemonSetUpdateStrategy", "type", &["RollingUpdate", "OnDelete"], "RollingUpdate"),
    ("DeploymentSpec", "progressDeadlineSeconds", &[], "600"),
    ("DeploymentSpec", "replicas", &[], "1"),
    ("DeploymentSpec", "revisionHistoryLimit", &[], "10"),
    ("DeploymentStrategy", "type", &["Recreate", "RollingUpdate"], "RollingUpdate"),
    ("HTTPGetAction", "scheme", &["HTTP", "HTTPS"], "HTTP"),
    ("HTTPIngressPath", "pathType", &["Exact", "Prefix", "ImplementationSpecific"], ""),
    ("HorizontalPodAutoscalerSpec", "minReplicas", &[], "1"),
    ("JobSpec", "backoffLimit", &[], "6"),
    ("JobSpec", "completionMode", &["NonIndexed", "Indexed"], "NonIndexed"),
    ("JobSpec", "suspend", &[], "false"),
    ("LabelSelectorRequirement", "operator", &["In", "NotIn", "Exists", "DoesNotExist"], ""),
    ("MetricSpec", "type", &["ContainerResource", "External", "Object", "Pods", "Resource"], ""),
    ("MetricTarget", "type", &["Utilization", "Value", "AverageValue"], ""),
    ("MutatingWebhook", "failurePolicy", &["Fail", "Ignore"], "Fail"),
    ("MutatingWebhook", "reinvocationPolicy", &["Never", "IfNeeded"], "Never"),
    ("MutatingWebhook", "timeoutSeconds", &[], "10"),
    ("NetworkPolicyPort", "protocol", &["TCP", "UDP", "SCTP"], "TCP"),
    ("NetworkPolicySpec", "policyTypes", &["Ingress", "Egress"], ""),
    ("PersistentVolumeClaimSpec", "accessModes", &["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"], ""),
    ("PersistentVolumeClaimSpec", "volumeMode", &["Filesystem", "Block"], "Filesystem"),
    ("PersistentVolumeSpec", "accessModes", &["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"], ""),
    ("PersistentVolumeSpec", "persistentVolumeReclaimPolicy", &["Delete", "Recycle", "Retain"], "Retain"),
    ("PersistentVolumeSpec", "volumeMode", &["Filesystem", "Block"], "Filesystem"),
    ("PodDisruptionBudgetSpec", "unhealthyPodEvictionPolicy", &["IfHealthyBudget", "AlwaysAllow"], "IfHealthyBudget"),
    ("PodSpec", "dnsPolicy", &["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"], "ClusterFirst"),
    ("PodSpec", "enableServiceLinks", &[], "true"),
    ("PodSpec", "preemptionPolicy", &["Never", "PreemptLowerPriority"], "PreemptLowerPriority"),
    ("PodSpec", "restartPolicy", &["Always", "OnFailure", "Never"], "Always"),
    ("PodSpec", "schedulerName", &[], "default-scheduler"),
    ("PodSpec", "terminationGracePeriodSeconds", &[], "30"),
    ("PriorityClass", "preemptionPolicy", &["Never", "PreemptLowerPriority"], "PreemptLowerPriority"),
    ("Probe", "failureThreshold", &[], "3"),
    ("Probe", "periodSeconds", &[], "10"),
    ("Probe", "successThreshold", &[], "1"),
    ("Probe", "timeoutSeconds", &[], "1"),
    ("RollingUpdateDeployment", "maxSurge", &[], "25%"),
    ("RollingUpdateDeployment", "maxUnavailable", &[], "25%"),
    ("SeccompProfile", "type", &["Localhost", "RuntimeDefault", "Unconfined"], ""),
    ("ServicePort", "protocol", &["TCP", "UDP", "SCTP"], "TCP"),
    ("ServiceSpec", "externalTrafficPolicy", &["Cluster", "Local"], "Cluster"),
    ("ServiceSpec", "internalTrafficPolicy", &["Cluster", "Local"], "Cluster"),
    ("ServiceSpec", "ipFamilyPolicy", &["SingleStack", "PreferDualStack", "RequireDualStack"], ""),
    ("ServiceSpec", "sessionAffinity", &["ClientIP", "None"], "None"),
    ("ServiceSpec", "type", &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"], "ClusterIP"),
    ("StatefulSetSpec", "podManagementPolicy", &["OrderedReady", "Parallel"], "OrderedReady"),
    ("StatefulSetSpec", "replicas", &[], "1"),
    ("StatefulSetSpec", "revisionHistoryLimit", &[], "10"),
    ("StatefulSetUpdateStrategy", "type", &["RollingUpdate", "OnDelete"], "RollingUpdate"),
    ("StorageClass", "reclaimPolicy", &["Delete", "Retain"], "Delete"),
    ("StorageClass", "volumeBindingMode", &["Immediate", "WaitForFirstConsumer"], "Immediate"),
    ("Taint", "effect", &["NoSchedule", "PreferNoSchedule", "NoExecute"], ""),
    ("Toleration", "effect", &["NoSchedule", "PreferNoSchedule", "NoExecute"], ""),
    ("TopologySpreadConstraint", "whenUnsatisfiable", &["DoNotSchedule", "ScheduleAnyway"], ""),
    ("ValidatingWebhook", "failurePolicy", &["Fail", "Ignore"], "Fail"),
    ("ValidatingWebhook", "timeoutSeconds", &[], "10"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_of_a_field_that_is_there() {
        let types = include_str!("types.txt");
        for (name, field, ..) in TABLE {
            let mut lines = types.lines().filter(|line| line.split(' ').next() == Some(name));
            let has =
                |line: &str| line.split(' ').any(|it| it.split([':', '!']).next() == Some(field));
            assert!(lines.any(has), "{name}.{field}");
        }
        assert!(TABLE.is_sorted_by_key(|(name, field, ..)| (*name, *field)));
    }
}
