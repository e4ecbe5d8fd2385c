//! What a pod and its containers may do: `validatePodSpecSecurityContext`,
//! `ValidateSecurityContext`, `validateHostUsers`.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{
    AppArmorProfile, PodSecurityContext, PodSpec, SeccompProfile, SecurityContext,
};

use super::{Context, containers, windows};
use crate::check::api::empty::OrEmpty;
use crate::check::api::storage::paths;
use crate::check::api::{Faults, FieldPath, Reason};

const PROFILES: [&str; 3] = ["Localhost", "RuntimeDefault", "Unconfined"];

pub(super) fn validate_pod(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let context = at.field("securityContext");
    if let Some(given) = &spec.security_context {
        validate_pod_context(given, context, faults);
        validate_sysctls(given, spec, context.field("sysctls"), faults);
    }
    if spec.share_process_namespace == Some(true) && spec.host_pid == Some(true) {
        let message = "`shareProcessNamespace` goes with no `hostPID`";
        faults.invalid(context.field("shareProcessNamespace"), message);
    }
    if spec.host_users == Some(false) {
        for (field, shared) in [
            ("hostNetwork", spec.host_network),
            ("HostPID", spec.host_pid),
            ("HostIPC", spec.host_ipc),
        ] {
            if shared == Some(true) {
                faults.forbidden(at.field(field), "goes with no `hostUsers: false`");
            }
        }
        containers::for_each_container(spec, at, |container, at| {
            if !container.volume_devices.or_empty().is_empty() {
                faults.forbidden(at.field("volumeDevices"), "goes with no `hostUsers: false`");
            }
        });
    }
}

fn validate_pod_context(given: &PodSecurityContext, at: FieldPath<'_>, faults: &mut Faults) {
    for (field, id) in [
        ("fsGroup", given.fs_group),
        ("runAsUser", given.run_as_user),
        ("runAsGroup", given.run_as_group),
    ] {
        validate_id(id, at.field(field), faults);
    }
    let list = at.field("supplementalGroups");
    for (index, id) in given.supplemental_groups.or_empty().iter().enumerate() {
        validate_id(Some(*id), list.index(index), faults);
    }
    for (field, word, supported) in [
        ("fsGroupChangePolicy", &given.fs_group_change_policy, &["Always", "OnRootMismatch"][..]),
        ("supplementalGroupsPolicy", &given.supplemental_groups_policy, &["Merge", "Strict"]),
        // `MountOption` is behind a feature that is off.
        ("seLinuxChangePolicy", &given.se_linux_change_policy, &["Recursive"]),
    ] {
        if let Some(word) = word {
            faults.one_of(at.field(field), word, supported);
        }
    }
    validate_seccomp(given.seccomp_profile.as_ref(), at.field("seccompProfile"), faults);
    validate_app_armor(given.app_armor_profile.as_ref(), at.field("appArmorProfile"), faults);
    if let Some(options) = &given.windows_options {
        windows::validate(options, at.field("windowsOptions"), faults);
    }
}

/// `ValidateSecurityContext`.
pub(super) fn validate(
    given: &SecurityContext,
    context: &Context<'_>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    validate_id(given.run_as_user, at.field("runAsUser"), faults);
    validate_id(given.run_as_group, at.field("runAsGroup"), faults);
    if let Some(kind) = &given.proc_mount {
        faults.one_of(at.field("procMount"), kind, &["Default", "Unmasked"]);
        if kind == "Unmasked" && context.shares_users_with_host() {
            faults.invalid(at.field("procMount"), "`Unmasked` goes with `hostUsers: false`");
        }
    }
    validate_seccomp(given.seccomp_profile.as_ref(), at.field("seccompProfile"), faults);
    validate_app_armor(given.app_armor_profile.as_ref(), at.field("appArmorProfile"), faults);
    if given.allow_privilege_escalation == Some(false) {
        if given.privileged == Some(true) {
            let message = "`allowPrivilegeEscalation: false` goes with no `privileged: true`";
            faults.invalid(at, message);
        }
        let mut added = given.capabilities.iter().flat_map(|given| given.add.or_empty());
        if added.any(|name| name == "CAP_SYS_ADMIN") {
            let message = "`allowPrivilegeEscalation: false` goes with no `CAP_SYS_ADMIN`";
            faults.invalid(at, message);
        }
    }
    if let Some(options) = &given.windows_options {
        windows::validate(options, at.field("windowsOptions"), faults);
    }
}

/// `IsValidUserID`, `IsValidGroupID`.
fn validate_id(id: Option<i64>, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(id) = id.filter(|id| !(0..=i64::from(i32::MAX)).contains(id)) {
        faults.invalid(at, format!("{id} is not between 0 and 2147483647"));
    }
}

/// `validateSeccompProfileField`.
fn validate_seccomp(profile: Option<&SeccompProfile>, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(profile) = profile else {
        return;
    };
    if faults.filled(at.field("type"), &profile.type_) {
        faults.one_of(at.field("type"), &profile.type_, &PROFILES);
    }
    let at = at.field("localhostProfile");
    match (profile.type_.as_str(), &profile.localhost_profile) {
        ("Localhost", None) => faults.required(at, "is required with `Localhost`"),
        ("Localhost", Some(path)) => paths::validate_descending(path, at, faults),
        (_, Some(_)) => faults.invalid(at, "goes with `Localhost`"),
        (_, None) => {}
    }
}

/// `ValidateAppArmorProfileField`.
fn validate_app_armor(profile: Option<&AppArmorProfile>, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(profile) = profile else {
        return;
    };
    if faults.filled(at.field("type"), &profile.type_) {
        faults.one_of(at.field("type"), &profile.type_, &PROFILES);
    }
    let at = at.field("localhostProfile");
    match (profile.type_.as_str(), profile.localhost_profile.as_deref()) {
        ("Localhost", None | Some("")) => faults.required(at, "is required with `Localhost`"),
        ("Localhost", Some(name)) => {
            if name.trim() != name {
                faults.invalid(at, "has blanks before or after it");
            }
            if name.len() > 4095 {
                faults.add(Reason::TooLong, at, "is longer than 4095 characters");
            }
        }
        ("RuntimeDefault" | "Unconfined", Some(_)) => faults.invalid(at, "goes with `Localhost`"),
        _ => {}
    }
}

/// `validateSysctls`.
fn validate_sysctls(
    given: &PodSecurityContext,
    spec: &PodSpec,
    list: FieldPath<'_>,
    faults: &mut Faults,
) {
    let mut seen = BTreeSet::new();
    for (index, sysctl) in given.sysctls.or_empty().iter().enumerate() {
        let at = list.index(index);
        let at = at.field("name");
        let name = sysctl.name.as_str();
        let is_new = seen.insert(name);
        if !faults.filled(at, name) {
            continue;
        }
        if !is_sysctl(name) {
            faults.invalid(at, format!("`{name}` is not the name of a sysctl"));
        } else if !is_new {
            faults.duplicate(at, name);
        }
        let dotted = in_dots(name);
        let of_net = dotted.starts_with("net.");
        let of_ipc = ["kernel.shm", "kernel.msg", "fs.mqueue."]
            .iter()
            .any(|prefix| dotted.starts_with(prefix))
            || dotted == "kernel.sem";
        if of_net && spec.host_network == Some(true) {
            faults.invalid(at, "goes with no `hostNetwork`");
        } else if of_ipc && spec.host_ipc == Some(true) {
            faults.invalid(at, "goes with no `hostIPC`");
        }
    }
}

/// `IsValidSysctlName`: parts between `.` or `/`.
fn is_sysctl(name: &str) -> bool {
    let outer = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let part = |part: &str| {
        let ends = [part.bytes().next(), part.bytes().last()];
        ends.iter().all(|end| end.is_some_and(outer))
            && part.bytes().all(|byte| outer(byte) || byte == b'-' || byte == b'_')
    };
    name.len() <= 253 && name.split(['.', '/']).all(part)
}

/// The separator that comes first is the one that separates.
fn in_dots(name: &str) -> String {
    match name.find(['.', '/']) {
        Some(at) if name[at..].starts_with('/') => name
            .chars()
            .map(|c| match c {
                '/' => '.',
                '.' => '/',
                other => other,
            })
            .collect(),
        _ => name.to_owned(),
    }
}
