//! Rules that the judged manifests do not reach: what is right stays right, and each fault is
//! refused at its field.

use std::collections::BTreeSet;
use std::fs;

use drydock::check::judge::judge;
use drydock::check::verdict::{Status, verdicts};
use drydock::diagnostic::Severity;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::corpus::node;

#[test]
fn what_the_server_takes_is_taken() {
    for verdict in verdicts(&manifests()) {
        assert_eq!(verdict.status, Status::Valid, "{verdict:#?}");
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "it is a table")]
fn pods_are_refused_at_the_field() {
    let template = |fields: Json| json!({"name": "x", "ephemeral": fields});
    let cases = [
        ("/metadata/finalizers/0", json!("mine"), "metadata.finalizers[0]"),
        ("/metadata/ownerReferences/0/uid", json!(""), "metadata.ownerReferences.uid"),
        ("/spec/os/name", json!("plan9"), "spec.os"),
        ("/spec/runtimeClassName", json!("A"), "spec.runtimeClassName"),
        ("/spec/nodeName", json!("n1"), "spec.nodeName"),
        ("/spec/overhead", json!({"cpu": "-1"}), "spec.overhead.limits[cpu]"),
        ("/spec/preemptionPolicy", json!(""), "spec.preemptionPolicy"),
        ("/spec/schedulingGates/0/name", json!("a/"), "spec.schedulingGates[0]"),
        ("/spec/resourceClaims/0/resourceClaimName", json!("c"), "spec.resourceClaims[0]"),
        ("/spec/dnsConfig/nameservers", json!([]), "spec.dnsConfig.nameservers"),
        ("/spec/hostAliases/0/hostnames/0", json!("A"), "spec.hostAliases[0].hostnames[0]"),
        (
            "/spec/topologySpreadConstraints/1/minDomains",
            json!(1),
            "spec.topologySpreadConstraints[1].minDomains",
        ),
        (
            "/spec/topologySpreadConstraints/0/matchLabelKeys/0",
            json!("a b"),
            "spec.topologySpreadConstraints[0].matchLabelKeys[0]",
        ),
        ("/spec/tolerations/2/effect", json!("NoSchedule"), "spec.tolerations[2].effect"),
        ("/spec/tolerations/1/operator", json!("Gt"), "spec.tolerations[1].operator"),
        (
            "/spec/securityContext/sysctls/0/name",
            json!("net.core.somaxconn"),
            "spec.securityContext.sysctls[0].name",
        ),
        (
            "/spec/securityContext/seccompProfile/type",
            json!("RuntimeDefault"),
            "spec.securityContext.seccompProfile.localhostProfile",
        ),
        (
            "/spec/securityContext/supplementalGroups",
            json!([-1]),
            "spec.securityContext.supplementalGroups[0]",
        ),
        (
            "/spec/initContainers/1/livenessProbe",
            json!({"exec": {"command": ["a"]}}),
            "spec.initContainers[1].livenessProbe",
        ),
        ("/spec/initContainers/1/name", json!("a"), "spec.initContainers[1].name"),
        ("/spec/containers/0/image", json!(" x"), "spec.containers[0].image"),
        ("/spec/containers/0/ports/0/hostPort", json!(81), "spec.containers[0].ports[0].hostPort"),
        ("/spec/containers/0/env/0/name", json!("a=b"), "spec.containers[0].env[0].name"),
        (
            "/spec/containers/0/env/1/valueFrom/fieldRef/fieldPath",
            json!("spec.x"),
            "spec.containers[0].env[1].valueFrom.fieldRef.fieldPath",
        ),
        ("/spec/containers/0/env/1/value", json!("v"), "spec.containers[0].env[1].valueFrom"),
        (
            "/spec/containers/0/env/4/valueFrom/resourceFieldRef/divisor",
            json!("1Ki"),
            "spec.containers[0].env[4].valueFrom.resourceFieldRef.divisor",
        ),
        ("/spec/containers/0/envFrom/0", json!({}), "spec.containers[0].envFrom"),
        (
            "/spec/containers/0/livenessProbe/successThreshold",
            json!(2),
            "spec.containers[0].livenessProbe.successThreshold",
        ),
        (
            "/spec/containers/0/livenessProbe/exec",
            json!({"command": ["a"]}),
            "spec.containers[0].livenessProbe.httpGet",
        ),
        ("/spec/containers/0/readinessProbe", json!({}), "spec.containers[0].readinessProbe"),
        (
            "/spec/containers/0/readinessProbe/tcpSocket/port",
            json!("80"),
            "spec.containers[0].readinessProbe.tcpSocket.port",
        ),
        (
            "/spec/containers/0/lifecycle/preStop",
            json!({"sleep": {"seconds": 1}}),
            "spec.containers[0].lifecycle.preStop.sleep",
        ),
        (
            "/spec/containers/0/resources/requests/cpu",
            json!("2"),
            "spec.containers[0].resources.requests",
        ),
        (
            "/spec/containers/0/resources/limits/gpu",
            json!("1"),
            "spec.containers[0].resources.limits[gpu]",
        ),
        (
            "/spec/containers/0/resources/limits/hugepages-2Mi",
            json!("3Mi"),
            "spec.containers[0].resources.limits[hugepages-2Mi]",
        ),
        (
            "/spec/containers/0/resources/claims/0/name",
            json!("x"),
            "spec.containers[0].resources.claims[0]",
        ),
        (
            "/spec/containers/0/securityContext/allowPrivilegeEscalation",
            json!(false),
            "spec.containers[0].securityContext",
        ),
        (
            "/spec/containers/0/securityContext/procMount",
            json!("Unmasked"),
            "spec.containers[0].securityContext.procMount",
        ),
        (
            "/spec/containers/0/securityContext/privileged",
            json!(false),
            "spec.containers[0].volumeMounts.mountPropagation",
        ),
        (
            "/spec/containers/0/volumeMounts/1/mountPath",
            json!("/h"),
            "spec.containers[0].volumeMounts[1].mountPath",
        ),
        (
            "/spec/containers/0/volumeMounts/2/readOnly",
            json!(false),
            "spec.containers[0].volumeMounts.recursiveReadOnly",
        ),
        (
            "/spec/containers/0/volumeMounts/3/subPath",
            json!("/a"),
            "spec.containers[0].volumeMounts.subPath",
        ),
        (
            "/spec/securityContext/seccompProfile/localhostProfile",
            json!("b"),
            "spec.securityContext.seccompProfile.localhostProfile",
        ),
        (
            "/spec/securityContext/appArmorProfile/type",
            json!("Unconfined"),
            "spec.containers[0].securityContext.appArmorProfile.type",
        ),
        ("/spec/hostUsers", json!(false), "spec.containers[0].volumeDevices"),
        ("/spec/hostnameOverride", json!("a"), "spec.hostnameOverride"),
        (
            "/spec/containers/0/env/1/valueFrom",
            json!({"fileKeyRef": {"volumeName": "git", "key": "k", "path": "p"}}),
            "spec.containers[0].env[1].valueFrom.fileKeyRef.volumeName",
        ),
        (
            "/spec/containers/0/volumeDevices/0/name",
            json!("none"),
            "spec.containers[0].volumeDevices[0].name",
        ),
        ("/spec/volumes/3/gitRepo/directory", json!("../a"), "spec.volumes[3].gitRepo.directory"),
        (
            "/spec/volumes/4/gcePersistentDisk/partition",
            json!(256),
            "spec.volumes[4].persistentDisk.partition",
        ),
        (
            "/spec/volumes/6/secret/items/0/path",
            json!("..a"),
            "spec.volumes[6].secret.items[0].path",
        ),
        ("/spec/volumes/8/iscsi/iqn", json!("iqn.2001.a:b"), "spec.volumes[8].iscsi.iqn"),
        ("/spec/volumes/10/flocker", json!({}), "spec.volumes[10].flocker"),
        ("/spec/volumes/14/cephfs/monitors", json!([]), "spec.volumes[14].cephfs.monitors"),
        ("/spec/volumes/15/quobyte/registry", json!("a"), "spec.volumes[15].quobyte.registry"),
        ("/spec/volumes/17/fc/lun", json!(null), "spec.volumes[17].fc.lun"),
        (
            "/spec/volumes/19/flexVolume/options",
            json!({"x.k8s.io/a": "b"}),
            "spec.volumes[19].flexVolume.options[x.k8s.io/a]",
        ),
        (
            "/spec/volumes/25/azureDisk/diskURI",
            json!("/subscriptions/x"),
            "spec.volumes[25].azureDisk.diskURI",
        ),
        (
            "/spec/volumes/28/projected/sources/0/serviceAccountToken/expirationSeconds",
            json!(1),
            "spec.volumes[28].projected.sources[0].serviceAccountToken.expirationSeconds",
        ),
        (
            "/spec/volumes/28/projected/sources/0/serviceAccountToken/path",
            json!("/t"),
            "spec.volumes[28].projected.path",
        ),
        ("/spec/volumes/30/csi/driver", json!("a_b"), "spec.volumes[30].csi.driver"),
        (
            "/spec/volumes/0",
            template(
                json!({"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {}}}}),
            ),
            "spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]",
        ),
        ("/spec/volumes/1/name", json!("none"), "spec.volumes[1].name"),
        ("/spec/volumes/1/hostPath", json!({"path": "/"}), "spec.volumes[1].hostPath"),
    ];
    refuses("Pod", &cases);
}

#[test]
fn workloads_are_refused_at_the_field() {
    refuses(
        "Deployment",
        &[
            ("/spec/strategy/type", json!("Recreate"), "spec.strategy.rollingUpdate"),
            (
                "/spec/strategy/rollingUpdate/maxUnavailable",
                json!("101%"),
                "spec.strategy.rollingUpdate.maxUnavailable",
            ),
            (
                "/spec/template/spec/restartPolicy",
                json!("Never"),
                "spec.template.spec.restartPolicy",
            ),
            (
                "/spec/template/spec/activeDeadlineSeconds",
                json!(1),
                "spec.template.spec.activeDeadlineSeconds",
            ),
            ("/spec/template/spec/hostPID", json!(true), "spec.template.spec.HostPID"),
        ],
    );
    refuses(
        "DaemonSet",
        &[
            (
                "/spec/updateStrategy/rollingUpdate/maxUnavailable",
                json!(1),
                "spec.updateStrategy.rollingUpdate.maxSurge",
            ),
            (
                "/spec/template/spec/securityContext/runAsUser",
                json!(1),
                "spec.template.spec.securityContext.runAsUser",
            ),
            ("/spec/template/spec/hostNetwork", json!(false), "spec.template.spec.hostNetwork"),
        ],
    );
    refuses(
        "StatefulSet",
        &[
            ("/spec/ordinals/start", json!(-1), "spec.ordinals.start"),
            ("/spec/updateStrategy/rollingUpdate", json!({}), "spec.updateStrategy.rollingUpdate"),
        ],
    );
    refuses(
        "Job",
        &[
            ("/spec/completions", json!(null), "spec.completions"),
            ("/spec/maxFailedIndexes", json!(6), "spec.maxFailedIndexes"),
            ("/spec/managedBy", json!("me"), "spec.managedBy"),
            (
                "/spec/podReplacementPolicy",
                json!("TerminatingOrFailed"),
                "spec.podReplacementPolicy",
            ),
            (
                "/spec/podFailurePolicy/rules/0/onExitCodes/values",
                json!([2, 1]),
                "spec.podFailurePolicy.rules[0].onExitCodes.values",
            ),
            (
                "/spec/podFailurePolicy/rules/1/action",
                json!("Never"),
                "spec.podFailurePolicy.rules[1].action",
            ),
            ("/spec/selector", json!({"matchLabels": {"controller-uid": "x"}}), "spec.selector"),
            ("/spec/successPolicy/rules", json!([]), "spec.successPolicy.rules"),
        ],
    );
}

#[test]
#[allow(clippy::too_many_lines, reason = "it is a table")]
fn policies_are_refused_at_the_field() {
    let first = "spec.validations[0].expression";
    let second = "spec.validations[1].expression";
    refuses(
        "ValidatingAdmissionPolicy",
        &[
            ("/spec/validations/0/expression", json!("object.spec.ready"), first),
            ("/spec/validations/0/expression", json!("request.user == 'a'"), first),
            ("/spec/validations/0/expression", json!("variables.none"), first),
            ("/spec/validations/0/expression", json!("object.startswith('a')"), first),
            ("/spec/variables/0/name", json!("other"), "spec.variables[1].expression"),
            ("/spec/variables/1/expression", json!("1"), second),
            ("/spec/variables", json!([]), first),
            ("/spec/paramKind", json!(null), "spec.matchConditions[1].expression"),
            (
                "/spec/matchConditions/0/expression",
                json!("variables.isTest"),
                "spec.matchConditions[0].expression",
            ),
            (
                "/spec/validations/1/messageExpression",
                json!("authorizer.group('').resource('pods').check('get').reason()"),
                "spec.validations[1].messageExpression",
            ),
            (
                "/spec/auditAnnotations/0/valueExpression",
                json!("object.spec.name"),
                "spec.auditAnnotations[0].valueExpression",
            ),
        ],
    );
    refuses(
        "ValidatingAdmissionPolicyBinding",
        &[
            (
                "/spec/matchResources/resourceRules/0/apiVersions",
                json!([]),
                "spec.matchResources.resourceRules[0].apiVersions",
            ),
            ("/spec/validationActions", json!(["Deny", "Warn"]), "spec.validationActions"),
        ],
    );
    let applied = "spec.mutations[0].applyConfiguration.expression";
    refuses(
        "MutatingAdmissionPolicy",
        &[
            (
                "/spec/matchConstraints/resourceRules/0/operations",
                json!(["DELETE"]),
                "spec.matchConstraints.resourceRules.operations",
            ),
            ("/spec/mutations/0/jsonPatch", json!({}), "spec.mutations[0].jsonPatch"),
            ("/spec/mutations/0/applyConfiguration/expression", json!("object"), applied),
            ("/spec/mutations/0/applyConfiguration/expression", json!("Other{}"), applied),
            (
                "/spec/mutations/1/jsonPatch/expression",
                json!("[JSONPatch{op: 1}]"),
                "spec.mutations[1].jsonPatch.expression",
            ),
        ],
    );
    refuses(
        "MutatingAdmissionPolicyBinding",
        &[(
            "/spec/matchResources/resourceRules/0/operations/0",
            json!("DELETE"),
            "spec.matchResources.resourceRules.operations",
        )],
    );
    let condition = "webhooks[0].matchConditions[0].expression";
    refuses(
        "MutatingWebhookConfiguration",
        &[
            ("/webhooks/0/matchConditions/0/expression", json!("params.on"), condition),
            ("/webhooks/0/clientConfig/url", json!("https://"), "webhooks[0].clientConfig.url"),
            ("/webhooks/0/reinvocationPolicy", json!("Once"), "webhooks[0].reinvocationPolicy"),
        ],
    );
}

#[test]
fn definitions_are_refused_at_the_field() {
    let spec = "spec.validation.openAPIV3Schema.properties[spec]";
    let field = |name: &str| format!("{spec}.properties{name}");
    let pointer =
        |name: &str| format!("/spec/versions/0/schema/openAPIV3Schema/properties/spec/{name}");
    let cases = [
        ("properties/color/pattern", json!("("), field("[color].pattern")),
        ("properties/color/default", json!("Red"), field("[color].default")),
        ("properties/tags/items", json!("x"), field("[tags].items")),
        (
            "properties/tags/x-kubernetes-validations/0/rule",
            json!("self == oldSelf && self.all(t, t > 1)"),
            field("[tags].x-kubernetes-validations[0].rule"),
        ),
        (
            "properties/parts/x-kubernetes-list-type",
            json!("atomic"),
            field("[parts].x-kubernetes-list-type"),
        ),
        (
            "properties/namespace/x-kubernetes-validations/0/rule",
            json!("self != ''"),
            field("[namespace].x-kubernetes-validations[0].optionalOldSelf"),
        ),
        (
            "x-kubernetes-validations/0/rule",
            json!("self.missing == ''"),
            format!("{spec}.x-kubernetes-validations[0].rule"),
        ),
        (
            "x-kubernetes-validations/0/fieldPath",
            json!(".replicas.none"),
            format!("{spec}.x-kubernetes-validations[0].fieldPath"),
        ),
        (
            "properties/replicas/type",
            json!("string"),
            format!("{spec}.properties[replicas].default"),
        ),
    ];
    for (name, value, path) in cases {
        refuses("CustomResourceDefinition", &[(&pointer(name), value, &path)]);
    }
    refuses(
        "CustomResourceDefinition",
        &[
            (
                "/spec/versions/0/additionalPrinterColumns/0/format",
                json!("name"),
                "spec.additionalPrinterColumns[0].format",
            ),
            (
                "/spec/versions/0/selectableFields/0/jsonPath",
                json!(".spec.tags"),
                "spec.selectableFields[0].jsonPath",
            ),
            (
                "/spec/conversion/webhook/clientConfig/service",
                json!({}),
                "spec.conversion.webhookClientConfig.service.name",
            ),
        ],
    );
}

#[test]
fn cluster_objects_are_refused_at_the_field() {
    refuses("APIService", &[("/spec/service/port", json!(0), "spec.service.port")]);
    refuses(
        "IPAddress",
        &[
            ("/metadata/name", json!("10.96.0.07"), "metadata.name"),
            ("/spec/parentRef", json!(null), "spec.parentRef"),
            ("/spec/parentRef", json!({}), "spec.parentRef.resource"),
        ],
    );
    judged(
        "ServiceCIDR/more",
        &[
            ("/spec/cidrs/0", json!("10.0.0.0"), "spec.cidrs[0]"),
            ("/spec/cidrs/1", json!("10.98.0.0/16"), "spec.cidrs"),
            ("/spec/cidrs/1", json!("10.98.0.1/16"), "spec.cidrs spec.cidrs[1]"),
            ("/spec/cidrs", json!([]), "spec.cidrs"),
            ("/spec/cidrs", json!(["10.0.0.0", "a", "b"]), "spec.cidrs"),
        ],
    );
    judged(
        "IPAddress/10.96.0.7",
        &[
            ("/metadata/name", json!("2001:DB8::7"), ""),
            ("/metadata/name", json!("::ffff:10.96.0.7"), "metadata.name"),
        ],
    );
    refuses(
        "SubjectAccessReview",
        &[
            ("/spec/user", json!(""), "spec.user"),
            ("/spec/resourceAttributes", json!(null), "spec.resourceAttributes"),
            ("/spec/nonResourceAttributes", json!({}), "spec.nonResourceAttributes"),
            ("/metadata", json!({"name": "a"}), "metadata"),
        ],
    );
    refuses(
        "FlowSchema",
        &[
            ("/spec/matchingPrecedence", json!(1), "spec.matchingPrecedence"),
            ("/spec/rules/0/subjects/0/user", json!({}), "spec.rules[0].subjects[0].user"),
        ],
    );
    let queuing = "spec.limited.limitResponse.queuing";
    refuses(
        "PriorityLevelConfiguration",
        &[
            (
                "/spec/limited/limitResponse/queuing/handSize",
                json!(20),
                &format!("{queuing}.handSize"),
            ),
            ("/spec/limited/limitResponse/type", json!("Reject"), queuing),
            ("/spec/exempt", json!({}), "spec.exempt"),
        ],
    );
}

#[test]
fn devices_are_refused_at_the_field() {
    let selector = "spec.devices.requests[0].exactly.selectors[0].cel.expression";
    let selector_at = "/spec/devices/requests/0/exactly/selectors/0/cel/expression";
    let config = "spec.devices.config[0].opaque.parameters";
    refuses(
        "ResourceClaim",
        &[
            (selector_at, json!("device.attributes"), selector),
            (selector_at, json!("device.name == 'a'"), selector),
            (
                "/spec/devices/constraints/0/matchAttribute",
                json!(null),
                "spec.devices.constraints[0]",
            ),
            ("/spec/devices/config/0/opaque/parameters", json!([]), config),
            ("/spec/devices/config/0/opaque/parameters", json!(null), config),
        ],
    );
    let attribute = "spec.devices[0].attributes[model]";
    refuses(
        "ResourceSlice",
        &[
            ("/spec/devices/0/attributes/model/int", json!(1), attribute),
            (
                "/spec/devices/0/attributes/version/version",
                json!("1.02.3"),
                "spec.devices[0].attributes[version].version",
            ),
            (
                "/spec/devices/0/capacity",
                json!({"a-b": {"value": "1"}}),
                "spec.devices[0].capacity",
            ),
        ],
    );
}

#[test]
fn shared_devices_are_judged_as_the_server_judges_them() {
    let request = "spec.spec.devices.requests[0].exactly.tolerations[0]";
    let toleration = "/spec/spec/devices/requests/0/exactly/tolerations/0";
    judged(
        "ResourceClaimTemplate/tolerant",
        &[
            ("/spec/metadata/name", json!("x"), "spec.metadata.name"),
            (&format!("{toleration}/operator"), json!("Exists"), &format!("{request}.value")),
            (&format!("{toleration}/effect"), json!("Other"), &format!("{request}.effect")),
            (&format!("{toleration}/key"), json!("a b"), &format!("{request}.key")),
        ],
    );
    let device = "spec.devices[0]";
    let policy = "/spec/devices/0/capacity/memory/requestPolicy";
    let range = format!("{device}.capacity[memory].requestPolicy.validRange");
    let values = format!("{device}.capacity[slots].requestPolicy.validValues");
    judged(
        "ResourceSlice/shared",
        &[
            ("/spec/devices/0/allNodes", json!(null), device),
            ("/spec/devices/0/nodeName", json!("n"), device),
            ("/spec/devices/0/allNodes", json!(false), &format!("{device} {device}.allNodes")),
            (
                "/spec/devices/0/taints/0",
                json!({}),
                &format!("{device}.taints[0].key {device}.taints[0].effect"),
            ),
            (
                "/spec/devices/0/consumesCounters/0",
                json!({}),
                &format!(
                    "{device}.consumesCounters[0].counterSet {device}.consumesCounters[0].counters"
                ),
            ),
            (
                "/spec/devices/0/bindingConditions",
                json!([]),
                &format!("{device}.bindingConditions"),
            ),
            (
                "/spec/devices/0/bindingConditions/0",
                json!("failed"),
                &format!("{device}.bindingFailureConditions[0]"),
            ),
            (
                "/spec/devices/0/allowMultipleAllocations",
                json!(null),
                &format!(
                    "{device}.capacity[memory].requestPolicy {device}.capacity[slots].requestPolicy"
                ),
            ),
            (&format!("{policy}/default"), json!("5Gi"), &format!("{range}.max")),
            (&format!("{policy}/validRange/min"), json!(null), &format!("{range}.min")),
            (&format!("{policy}/validRange/step"), json!("3Gi"), &format!("{range}.step")),
            (
                "/spec/devices/0/capacity/slots/requestPolicy/validValues",
                json!(["2", "1", "1"]),
                &format!("{values}[1] {values}[2]"),
            ),
            ("/spec/devices/0/capacity/slots/requestPolicy/default", json!("3"), &values),
        ],
    );
    judged(
        "ResourceSlice/counters",
        &[
            ("/spec/devices", json!([]), "spec"),
            ("/spec/sharedCounters/0/name", json!("A"), "spec.sharedCounters[0].name"),
        ],
    );
    judged(
        "DeviceClass/extended",
        &[("/spec/extendedResourceName", json!("gpu"), "spec.extendedResourceName")],
    );
}

#[test]
fn volumes_are_judged_as_the_server_judges_them() {
    const CLAIM: &str = "/spec/volumes/9/ephemeral/volumeClaimTemplate";
    judged(
        "Pod/every-volume",
        &[
            (
                "/spec/volumes/14/gcePersistentDisk",
                json!({}),
                "spec.volumes[14].persistentDisk.pdName",
            ),
            ("/spec/volumes/19/iscsi/iqn", json!("iqn.x"), "spec.volumes[19].iscsi.iqn"),
            ("/spec/volumes/25/quobyte/registry", json!("a"), "spec.volumes[25].quobyte.registry"),
            ("/spec/volumes/25/quobyte/registry", json!("[::1]:1,b:"), ""),
            (
                "/spec/volumes/7/downwardAPI/items/2/resourceFieldRef",
                json!({}),
                "spec.volumes[7].downwardAPI.resourceFieldRef.containerName",
            ),
            (
                "/spec/volumes/7/downwardAPI/items/2/resourceFieldRef/divisor",
                json!("1024"),
                "spec.volumes[7].downwardAPI.resourceFieldRef.divisor",
            ),
            ("/spec/volumes/7/downwardAPI/items/2/resourceFieldRef/divisor", json!(1000), ""),
            (
                "/spec/volumes/7/downwardAPI/items/1/fieldRef/fieldPath",
                json!("spec.host"),
                "spec.volumes[7].downwardAPI.fieldRef.fieldPath",
            ),
            ("/spec/volumes/24/projected/sources/6/podCertificate", json!({}), ""),
            (
                &format!("{CLAIM}/metadata"),
                json!({"uid": "u", "finalizers": []}),
                "spec.containers[0].volumeDevices[0].name \
                 spec.volumes[9].ephemeral.volumeClaimTemplate.metadata.finalizers \
                 spec.volumes[9].ephemeral.volumeClaimTemplate.metadata.uID",
            ),
        ],
    );
    judged(
        "PersistentVolume/gce",
        &[("/spec/gcePersistentDisk", json!({}), "spec.persistentDisk.pdName")],
    );
    judged(
        "PersistentVolume/csi",
        &[("/spec/csi", json!(null), "spec spec.csi"), ("/spec/csi/driver", json!("A.b"), "")],
    );
    judged(
        "VolumeAttachment/inline",
        &[
            (
                "/spec/source/inlineVolumeSpec/persistentVolumeReclaimPolicy",
                json!("Delete"),
                "spec.source.inlineVolumeSpec.persistentVolumeReclaimPolicy",
            ),
            (
                "/spec/source/inlineVolumeSpec/volumeMode",
                json!("Block"),
                "spec.source.inlineVolumeSpec.volumeMode",
            ),
        ],
    );
}

#[test]
fn claims_have_their_sources_of_data_settled() {
    judged(
        "PersistentVolumeClaim/populated",
        &[("/spec/dataSourceRef/name", json!(""), "spec.dataSource.name spec.dataSourceRef.name")],
    );
    judged("PersistentVolumeClaim/elsewhere", &[("/spec/dataSourceRef/kind", json!(null), "")]);
    judged(
        "PersistentVolumeClaim/twice",
        &[
            ("/spec/dataSource/kind", json!("Other"), "spec"),
            ("/spec/dataSourceRef", json!(null), ""),
        ],
    );
}

#[test]
fn metadata_is_judged_by_the_kind() {
    judged(
        "CSIDriver/ebs.csi.aws.com",
        &[
            ("/metadata/name", json!("Ebs.csi.aws.com"), "metadata.name"),
            ("/metadata/name", json!("a".repeat(64)), ""),
            ("/metadata", json!(null), "metadata.name"),
            ("/metadata", json!({"name": "a", "finalizers": ["mine"]}), "metadata.finalizers[0]"),
        ],
    );
    judged(
        "CSINode/n1",
        &[
            ("/spec/drivers/0/nodeID", json!("a".repeat(256)), ""),
            ("/spec/drivers/0/nodeID", json!("a".repeat(257)), "spec.drivers[0].nodeID"),
        ],
    );
    judged(
        "StorageClass/fast",
        &[
            ("/metadata/finalizers/0", json!("mine"), "metadata.finalizers[0]"),
            ("/metadata", json!({"generateName": "ok-"}), ""),
            ("/metadata", json!({"generateName": "a."}), "metadata.generateName"),
            ("/metadata", json!({"generateName": "A_"}), "metadata.generateName metadata.name"),
            ("/metadata", json!({"name": "a", "generateName": "A_"}), "metadata.generateName"),
        ],
    );
    judged(
        "PersistentVolumeClaim/populated",
        &[(
            "/metadata/ownerReferences/0/apiVersion",
            json!("a/b/c"),
            "metadata.ownerReferences.apiVersion",
        )],
    );
    judged("Event/strict", &[("/metadata/name", json!("A"), "metadata.name")]);
}

#[test]
fn nodes_events_and_whole_pods_are_judged_as_the_server_judges_them() {
    judged(
        "Node/n1",
        &[
            ("/spec/taints/0", json!({}), "metadata.taints[0].effect metadata.taints[0].key"),
            ("/spec/podCIDR", json!("10.1.0.0/24"), ""),
            ("/spec/podCIDR", json!("10.1.0.0"), "spec.podCIDRs[0]"),
            ("/spec/podCIDRs", json!(null), ""),
            ("/status/nodeInfo/swap/capacity", json!(0), "metadata.nodeSwapStatus.capacity"),
        ],
    );
    judged(
        "Event/strict",
        &[
            ("/series", json!({"count": 2}), "series.lastObservedTime"),
            ("/series", json!(null), ""),
            ("/reportingController", json!(""), "reportingController"),
        ],
    );
    judged("Event/new", &[("/reportingComponent", json!(""), "reportingComponent")]);
    judged(
        "Pod/whole",
        &[
            (
                "/spec/initContainers/1/resources/requests/cpu",
                json!("2"),
                "spec.resources.requests[cpu]",
            ),
            ("/spec/initContainers/0/resources/requests/cpu", json!("1.5"), ""),
            ("/spec/containers/1/resources/limits/cpu", json!("1"), "spec.resources.requests[cpu]"),
            ("/spec/resources/requests", json!(null), ""),
        ],
    );
    judged(
        "Pod/windows",
        &[(
            "/spec/securityContext/windowsOptions/runAsUserName",
            json!("a?b\\user"),
            "spec.securityContext.windowsOptions.runAsUserName",
        )],
    );
    judged(
        "ControllerRevision/cr",
        &[
            ("/revision", json!(-1), "revision"),
            ("/data", json!(null), "data"),
            ("/data", json!("a"), "data"),
            ("/data", json!({}), ""),
        ],
    );
}

#[test]
fn jobs_count_what_the_server_counts() {
    judged(
        "Job/one",
        &[
            ("/spec/parallelism", json!(1), "spec.completions"),
            ("/spec/completions", json!(-1), "spec.completions"),
            (
                "/spec/successPolicy",
                json!({"rules": [{"succeededCount": 2}]}),
                "spec.successPolicy.rules[0].succeededCount",
            ),
        ],
    );
    let job = "/spec/jobTemplate/spec";
    let at = "spec.jobTemplate.spec";
    let rule = format!("{at}.successPolicy.rules[0]");
    let indexes = &*format!("{job}/successPolicy/rules/0/succeededIndexes");
    let wrong = &*format!("{rule}.succeededIndexes {rule}.succeededCount");
    judged(
        "CronJob/many",
        &[
            (indexes, json!("0,2-3"), ""),
            (indexes, json!("2-2"), wrong),
            (indexes, json!("1,1"), wrong),
            (indexes, json!(""), &format!("{rule}.succeededCount")),
            (
                &format!("{job}/completionMode"),
                json!("Other"),
                &format!("{at}.completionMode {at}.successPolicy"),
            ),
            (
                &format!("{job}/backoffLimitPerIndex"),
                json!(null),
                &format!("{at}.backoffLimitPerIndex"),
            ),
        ],
    );
}

#[test]
fn services_share_families_and_node_ports_as_the_server_lets_them() {
    let policy = "spec.ipFamilyPolicy";
    judged(
        "Service/dual",
        &[
            ("/spec/ipFamilyPolicy", json!("SingleStack"), policy),
            ("/spec/ipFamilyPolicy", json!(null), policy),
            ("/spec/clusterIPs", json!(["10.96.0.5", "a"]), "spec.clusterIPs[1]"),
        ],
    );
    judged("Service/nameless", &[("/spec/selector", json!({"a": "b"}), policy)]);
    judged(
        "Service/nodes",
        &[
            ("/spec/ports/2/nodePort", json!(30053), "spec.ports[2].nodePort"),
            ("/spec/ports/1/nodePort", json!(30054), ""),
            ("/spec/ports/1/protocol", json!("TCP"), "spec.ports[1] spec.ports[1].nodePort"),
        ],
    );
    judged(
        "EndpointSlice/slice",
        &[("/endpoints/0/hostname", json!("a b"), "endpoints[0].hostname")],
    );
    judged(
        "RuntimeClass/heavy",
        &[
            ("/overhead/podFixed", json!({"hugepages-2Mi": "2Mi"}), "overhead"),
            ("/overhead/podFixed/hugepages-2Mi", json!("3Mi"), "overhead.limits[hugepages-2Mi]"),
            ("/metadata/finalizers", json!(["mine"]), ""),
            (
                "/scheduling",
                json!({"tolerations": [
                    {"key": "a", "effect": "NoExecute", "tolerationSeconds": 1},
                    {"key": "a", "effect": "NoExecute", "tolerationSeconds": 2},
                ]}),
                "scheduling.tolerations[1]",
            ),
        ],
    );
}

#[test]
fn features_are_on_and_off_as_they_are_by_default() {
    let policy = "/spec/template/spec/securityContext";
    judged(
        "StatefulSet/kept",
        &[
            (policy, json!({"seLinuxChangePolicy": "Recursive"}), ""),
            (
                policy,
                json!({"seLinuxChangePolicy": "MountOption"}),
                "spec.template.spec.securityContext.seLinuxChangePolicy",
            ),
        ],
    );
    judged(
        "Service/dual",
        &[
            ("/spec/clusterIP", json!("10.096.0.5"), "spec.clusterIPs[0]"),
            ("/spec/externalIPs", json!(["::ffff:1.2.3.4"]), "spec.externalIPs[0]"),
        ],
    );
    judged(
        "NetworkPolicy/blocks",
        &[
            (
                "/spec/ingress/0/from/0/ipBlock/cidr",
                json!("10.0.0.5/8"),
                "spec.ingress[0].from[0].ipBlock.cidr",
            ),
            (
                "/spec/ingress/0/from/0/ipBlock/except/0",
                json!("10.1.0.0/016"),
                "spec.ingress[0].from[0].ipBlock.except[0]",
            ),
        ],
    );
}

#[test]
fn reviews_ask_for_something() {
    let selector = "spec.resourceAttributes.fieldSelector";
    judged(
        "SelfSubjectAccessReview/",
        &[
            (
                "/spec/resourceAttributes/fieldSelector/rawSelector",
                json!("a=b"),
                &format!("{selector}.rawSelector"),
            ),
            (
                "/spec/resourceAttributes/fieldSelector",
                json!({}),
                &format!("{selector}.requirements"),
            ),
            (
                "/spec/resourceAttributes/fieldSelector/requirements/0",
                json!({"operator": "NotIn"}),
                &format!("{selector}.requirements[0].key {selector}.requirements[0].values"),
            ),
            (
                "/spec/resourceAttributes/labelSelector/requirements/0",
                json!({"key": "a b"}),
                "spec.resourceAttributes.labelSelector.requirements[0].key",
            ),
        ],
    );
    judged("SelfSubjectRulesReview/", &[("/spec", json!({}), "spec.namespace")]);
    judged("TokenReview/", &[("/spec/token", json!(""), "spec.token")]);
}

/// Each case is a pointer, what to put there, and all the fields that are refused.
fn judged(name: &str, cases: &[(&str, Json, &str)]) {
    for (pointer, value, paths) in cases {
        let mut object = object(|object| {
            let kind = object["kind"].as_str().unwrap_or_default();
            format!("{kind}/{}", object["metadata"]["name"].as_str().unwrap_or_default()) == name
        });
        put(&mut object, pointer, value.clone());
        let found = judge(&node(&object)).findings;
        let errors = found.iter().filter(|finding| finding.severity == Severity::Error);
        let found: BTreeSet<&str> = errors.map(|finding| &*finding.path).collect();
        assert_eq!(found, paths.split_whitespace().collect(), "{name} {pointer} {value}");
    }
}

/// Each case is a pointer, what to put there, and a field that is refused.
fn refuses(kind: &str, cases: &[(&str, Json, &str)]) {
    let base = object(|object| object["kind"] == kind);
    for (pointer, value, path) in cases {
        let mut object = base.clone();
        put(&mut object, pointer, value.clone());
        let found = judge(&node(&object)).findings;
        assert!(found.iter().any(|finding| finding.path == *path), "{pointer}: {found:#?}");
    }
}

/// The first object that is sought.
fn object(is_sought: impl Fn(&Json) -> bool) -> Json {
    let text = manifests();
    let documents = serde_yaml::Deserializer::from_str(&text);
    let mut objects = documents.map(|document| Json::deserialize(document).expect("valid YAML"));
    objects.find(is_sought).expect("a manifest of that kind and name")
}

fn put(object: &mut Json, pointer: &str, value: Json) {
    let (parent, last) = pointer.rsplit_once('/').expect("a pointer to a part");
    match object.pointer_mut(parent).expect("what is to be changed") {
        Json::Array(items) => items[last.parse::<usize>().expect("an index")] = value,
        parent => parent[last] = value,
    }
}

fn manifests() -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rules/");
    let files = ["pods.yaml", "policy.yaml", "storage.yaml", "volumes.yaml", "workloads.yaml"];
    let read =
        |file| fs::read_to_string(format!("{folder}{file}")).expect("the manifests are there");
    files.map(read).join("\n---\n")
}
