//! What a server takes and warns of: valid, and told as a warning at the field.

use drydock::check::verdict::{Status, verdicts};
use drydock::diagnostic::Severity;

/// Each case is an object in flow style, and all the fields that are warned of.
const CASES: &[(&str, &[&str])] = &[
    (
        "apiVersion: apps/v1, kind: Deployment, metadata: {name: a.b}, spec: {selector: \
         {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: \
         [{name: a, image: a}]}}}",
        &["metadata.name"],
    ),
    (
        "apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {nodeSelector: \
         {beta.kubernetes.io/os: linux}, terminationGracePeriodSeconds: -1, hostAliases: \
         [{ip: 1.2.3.4}, {ip: 1.2.3.4}], containers: [{name: a, image: a, resources: \
         {limits: {memory: 128m}}}]}",
        &[
            "spec.nodeSelector[beta.kubernetes.io/os]",
            "spec.hostAliases[1].ip",
            "spec.containers[0].resources.limits[memory]",
            "spec.terminationGracePeriodSeconds",
        ],
    ),
    (
        "apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: a, \
         env: [{name: A, value: b}, {name: A, value: 'c$(A)'}, {name: A, value: d}], ports: \
         [{name: web, containerPort: 80}]}, {name: b, image: a, ports: \
         [{name: web, containerPort: 80, protocol: UDP}, {containerPort: 80, protocol: TCP}]}]}",
        &[
            "spec.containers[0].env[2]",
            "spec.containers[1].ports[0]",
            "spec.containers[1].ports[1]",
        ],
    ),
    (
        "apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: a, \
         ports: [{containerPort: 80, hostPort: 80}, {containerPort: 80, hostPort: 81}, \
         {containerPort: 80}]}]}",
        &["spec.containers[0].ports[2]"],
    ),
    (
        "apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: a}], \
         volumes: [{name: a, configMap: {name: a, items: [{key: a, path: a/b}, {key: b, path: a}, \
         {key: c, path: ab}]}}, {name: b, gitRepo: {repository: a}}]}",
        &["spec.volumes[0].configMap", "spec.volumes[1].gitRepo"],
    ),
    (
        "apiVersion: v1, kind: Service, metadata: {name: a}, spec: {clusterIP: None, \
         sessionAffinity: ClientIP, externalName: b, ports: [{port: 80}]}",
        &["spec.sessionAffinity", "spec.externalName"],
    ),
    (
        "apiVersion: v1, kind: Service, metadata: {name: a}, spec: {externalIPs: \
         ['2001:DB8::1'], trafficDistribution: PreferClose, ports: [{port: 80}]}",
        &["spec.externalIPs", "spec.trafficDistribution", "spec.externalIPs[0]"],
    ),
    (
        "apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a, annotations: \
         {kubernetes.io/ingress.class: b}}, spec: {defaultBackend: \
         {service: {name: a, port: {number: 80}}}}",
        &["metadata.annotations[kubernetes.io/ingress.class]"],
    ),
    (
        "apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: \
         {podSelector: {}, egress: [{to: [{ipBlock: {cidr: '2001:DB8::/32'}}]}]}",
        &["spec.egress[0].to[0].ipBlock.cidr"],
    ),
    (
        "apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a, annotations: \
         {volume.beta.kubernetes.io/storage-class: b}}, spec: {accessModes: [ReadWriteOnce], \
         resources: {requests: {storage: 10m}}}",
        &[
            "metadata.annotations[volume.beta.kubernetes.io/storage-class]",
            "spec.resources.requests[storage]",
        ],
    ),
    (
        "apiVersion: resource.k8s.io/v1, kind: ResourceSlice, metadata: {name: a}, spec: {driver: \
         Example.com, nodeName: a, pool: {name: a, generation: 1, resourceSliceCount: 1}}",
        &["spec.driver"],
    ),
    (
        "apiVersion: v1, kind: ServiceAccount, metadata: {name: a, annotations: \
         {kubernetes.io/enforce-mountable-secrets: 'true'}}",
        &["metadata.annotations[kubernetes.io/enforce-mountable-secrets]"],
    ),
    (
        "apiVersion: v1, kind: ResourceQuota, metadata: {name: a}, spec: {hard: {cpu: '2', \
         limits.cpu: 1500m, requests.memory: 1Gi, memory: 1Gi, limits.memory: 1Gi, \
         requests.ephemeral-storage: 2Gi, limits.ephemeral-storage: 1Gi, requests.storage: 1Gi}}",
        &["spec.hard[cpu]", "spec.hard[requests.ephemeral-storage]"],
    ),
    (
        "apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: a.b}, spec: \
         {tokenRequests: [{audience: a}]}",
        &["spec.serviceAccountTokenInSecrets"],
    ),
    (
        "apiVersion: storage.k8s.io/v1, kind: CSIDriver, metadata: {name: a.b}, spec: \
         {tokenRequests: [{audience: a}], serviceAccountTokenInSecrets: false}",
        &[],
    ),
    (
        "apiVersion: storage.k8s.io/v1, kind: CSIStorageCapacity, metadata: {name: a}, \
         storageClassName: a, nodeTopology: {matchLabels: {beta.kubernetes.io/os: linux, b: c}, \
         matchExpressions: [{key: beta.kubernetes.io/arch, operator: Exists}]}",
        &[
            "nodeTopology.matchExpressions[0].key",
            "nodeTopology.matchLabels[beta.kubernetes.io/os]",
        ],
    ),
    (
        "apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, \
         metadata: {name: a.static.k8s.io}",
        &["metadata.name"],
    ),
    (
        "apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, \
         metadata: {name: a.static.k8s.io}, spec: {policyName: a, validationActions: [Deny]}",
        &["metadata.name"],
    ),
    (
        "apiVersion: v1, kind: Endpoints, metadata: {name: a}, subsets: [{addresses: \
         [{ip: 1.2.3.4}], ports: [{port: 80}]}]",
        &["kind"],
    ),
    (
        "apiVersion: v1, kind: Secret, metadata: {name: a}, type: kubernetes.io/tls, data: \
         {tls.crt: '', tls.key: ''}",
        &["data[tls.crt]"],
    ),
    (
        "apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: \
         {name: as.b.c}, spec: {group: b.c, scope: Namespaced, names: {plural: as, singular: a, \
         kind: A, listKind: AList}, versions: [{name: v1, served: true, storage: true, schema: \
         {openAPIV3Schema: {type: object, properties: {a: {type: string, format: semver}, \
         b: {type: string, format: date-time}, c: {type: integer, format: int16}, \
         d: {type: array, items: {type: number, format: double}}, \
         e: {type: string, format: k8s-short-name}, f: {type: boolean, format: byte}, \
         g: {type: string, format: uri}, h: {type: string, format: email}}}}}]}",
        &[
            "spec.versions[0].schema.openAPIV3Schema.properties[a].format",
            "spec.versions[0].schema.openAPIV3Schema.properties[c].format",
            "spec.versions[0].schema.openAPIV3Schema.properties[f].format",
        ],
    ),
    (
        "apiVersion: argoproj.io/v1alpha1, kind: AppProject, metadata: {name: a, finalizers: \
         [resources-finalizer.argocd.argoproj.io, example.com/a, foregroundDeletion]}, spec: {}",
        &["metadata.finalizers[0]"],
    ),
];

#[test]
fn what_is_taken_with_a_warning_is_valid() {
    for (object, fields) in CASES {
        let [verdict] = &verdicts(&format!("{{{object}}}"))[..] else { panic!("one object") };
        let found: Vec<_> = verdict.findings.iter().map(|found| &*found.path).collect();
        assert_eq!(found, *fields, "{object}: {:#?}", verdict.findings);
        assert_eq!(verdict.status, Status::Valid, "{object}");
        let is_warning = |severity: Severity| severity == Severity::Warning;
        assert!(verdict.findings.iter().all(|found| is_warning(found.severity)), "{object}");
    }
}

#[test]
fn what_is_refused_is_not_warned_of() {
    let object = CASES[0].0.replace("name: a, image: a", "name: A, image: a");
    let [verdict] = &verdicts(&format!("{{{object}}}"))[..] else { panic!("one object") };
    assert_eq!(verdict.status, Status::Invalid);
    assert!(verdict.findings.iter().all(|found| found.severity == Severity::Error));
}

/// Certificates and keys that belong together by twos, made by openssl: of RSA in PKCS #8 and
/// PKCS #1, of an elliptic curve in SEC 1 and PKCS #8, of Ed25519.
const PAIRS: &[(&str, &str)] = &[
    (include_str!("pairs/rsa.crt"), include_str!("pairs/rsa.key")),
    (include_str!("pairs/rsa-old.crt"), include_str!("pairs/rsa-old.key")),
    (include_str!("pairs/ec.crt"), include_str!("pairs/ec.key")),
    (include_str!("pairs/ec-old.crt"), include_str!("pairs/ec-old.key")),
    (include_str!("pairs/ed25519.crt"), include_str!("pairs/ed25519.key")),
];

#[test]
fn a_key_that_is_not_the_certificates_is_warned_of() {
    for (at, (certificate, _)) in PAIRS.iter().enumerate() {
        for (other, (_, key)) in PAIRS.iter().enumerate() {
            let chain = format!("{certificate}{}", PAIRS[0].0);
            let found = warned_of(&chain, key);
            let expected: &[&str] = if at == other { &[] } else { &["stringData[tls.key]"] };
            assert_eq!(found, expected, "certificate {at}, key {other}");
        }
    }
    let (certificate, key) = PAIRS[0];
    for broken in ["", "x", &key.replace("MII", "MIA"), &key[..200]] {
        assert_eq!(warned_of(certificate, broken), ["stringData[tls.key]"], "{broken}");
        assert_eq!(warned_of(broken, key), ["stringData[tls.crt]"], "{broken}");
    }
}

fn warned_of(certificate: &str, key: &str) -> Vec<String> {
    let secret = serde_json::json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "a"},
        "type": "kubernetes.io/tls",
        "stringData": {"tls.crt": certificate, "tls.key": key},
    });
    let [verdict] = &verdicts(&secret.to_string())[..] else { panic!("one object") };
    assert_eq!(verdict.status, Status::Valid, "{:?}", verdict.findings);
    verdict.findings.iter().map(|found| found.path.clone()).collect()
}
