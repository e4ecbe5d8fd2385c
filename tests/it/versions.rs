//! Objects judged by the version of Kubernetes that is asked for.

use drydock::check::custom::Definitions;
use drydock::check::verdict::{Status, verdicts_by};
use drydock::kube::versions::Minor;

/// What is said of an object by a version of Kubernetes 1.x.
fn said(object: &str, minor: u64) -> (Status, Vec<String>) {
    let version = Minor::of(1, minor).expect("a version that is known");
    let [verdict] = &verdicts_by(object, &Definitions::default(), version)[..] else {
        panic!("one object")
    };
    let told = verdict.findings.iter().map(|it| it.message.clone());
    (verdict.status, told.collect())
}

fn pod(spec: &str) -> String {
    format!(
        "{{apiVersion: v1, kind: Pod, metadata: {{name: a}}, \
         spec: {{containers: [{{name: a, image: \"a:1\"}}], {spec}}}}}"
    )
}

#[test]
fn only_known_versions_are_judged_by() {
    assert!(Minor::of(1, 24).is_none());
    assert!(Minor::of(1, 38).is_none());
    assert!(Minor::of(2, 30).is_none());
    assert_eq!(Minor::of(1, 25).map(|it| it.to_string()).as_deref(), Some("1.25"));
}

#[test]
fn a_field_is_unknown_before_it_came() {
    let named = pod("hostnameOverride: b");
    assert_eq!(said(&named, 34).0, Status::Valid);
    assert_eq!(said(&named, 36).0, Status::Valid);
    let (status, told) = said(&named, 33);
    assert_eq!(status, Status::Invalid);
    assert_eq!(
        told,
        ["unknown field `hostnameOverride` in 1.33: it is there from Kubernetes 1.34 on"]
    );
    let newest = pod("evictionResponders: [{name: a.b/c, priority: 1}]");
    assert_eq!(said(&newest, 36).0, Status::Invalid);
    assert_eq!(said(&newest, 37).0, Status::Valid);
}

#[test]
fn a_field_is_unknown_after_it_went() {
    let named = pod("workloadRef: {name: a, podGroup: b}");
    assert_eq!(said(&named, 35).0, Status::Valid);
    let told = said(&named, 36).1;
    assert_eq!(told, ["unknown field `workloadRef` in 1.36: it was there in Kubernetes 1.35 only"]);
    let claims = pod("resourceClaims: [{name: a, source: {resourceClaimName: b}}]");
    assert_eq!(said(&claims, 30).0, Status::Valid);
    let told = said(&claims, 31).1;
    assert!(told[0].contains("1.26 to 1.30"), "{told:?}");
}

/// A type that got another name has its fields in all versions.
#[test]
fn a_type_that_was_renamed_keeps_its_fields() {
    let claim = "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: \
                 {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}";
    let binding = "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: \
                   {name: a}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, \
                   name: a}, subjects: [{kind: ServiceAccount, name: a, namespace: b}]}";
    for minor in 25..=37 {
        assert_eq!(said(claim, minor), (Status::Valid, vec![]), "1.{minor}");
        assert_eq!(said(binding, minor), (Status::Valid, vec![]), "1.{minor}");
    }
}

#[test]
fn a_kind_comes_and_goes_with_versions() {
    let policy = "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, \
                  metadata: {name: a}, spec: {matchConstraints: {resourceRules: []}, \
                  validations: [{expression: \"true\"}]}}";
    let told = said(policy, 29).1;
    assert!(told[0].contains("is there from Kubernetes 1.30 on"), "{told:?}");
    assert!(!said(policy, 30).1.iter().any(|it| it.contains("is there from")));

    let scaler = "{apiVersion: autoscaling/v2beta2, kind: HorizontalPodAutoscaler, metadata: \
                  {name: a}, spec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: \
                  Deployment, name: a}}}";
    let (status, told) = said(scaler, 25);
    assert_eq!(status, Status::Valid);
    assert_eq!(
        told,
        ["`autoscaling/v2beta2` is deprecated and removed in Kubernetes 1.26, use autoscaling/v2"]
    );
    let (status, told) = said(scaler, 26);
    assert_eq!(status, Status::Invalid);
    assert!(told[0].contains("was removed in Kubernetes 1.26, use autoscaling/v2"), "{told:?}");
}

/// Up to v1beta2 one field is called otherwise.
#[test]
fn a_field_that_was_renamed_is_known_by_its_name_of_the_version() {
    let level = |version: &str, field: &str| {
        format!(
            "{{apiVersion: flowcontrol.apiserver.k8s.io/{version}, kind: \
             PriorityLevelConfiguration, metadata: {{name: a}}, spec: {{type: Limited, limited: \
             {{{field}: 5, limitResponse: {{type: Reject}}}}}}}}"
        )
    };
    assert_eq!(said(&level("v1beta2", "assuredConcurrencyShares"), 28).0, Status::Valid);
    assert_eq!(said(&level("v1beta3", "nominalConcurrencyShares"), 28).0, Status::Valid);
    let told = said(&level("v1beta2", "nominalConcurrencyShares"), 28).1;
    assert_eq!(told, ["unknown field `nominalConcurrencyShares`"]);
    let told = said(&level("v1", "nominalConcurrencyShares"), 28).1;
    assert!(told[0].ends_with("use flowcontrol.apiserver.k8s.io/v1beta3"), "{told:?}");
}

#[test]
fn what_is_deprecated_is_told_from_the_version_on_that_says_so() {
    let endpoints = "{apiVersion: v1, kind: Endpoints, metadata: {name: a}}";
    assert_eq!(said(endpoints, 32).1, Vec::<String>::new());
    assert!(said(endpoints, 33).1[0].contains("deprecated since Kubernetes 1.33"));
}
