//! Pods of Windows, and what is only for them: `validateWindowsSecurityContextOptions`,
//! `validateWindowsHostProcessPod`, `validateOS`, `validateLinux`, `validateWindows`.

use k8s_openapi::api::core::v1::{
    Container, PodSpec, SecurityContext, WindowsSecurityContextOptions,
};

use super::containers::for_each_container;
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath};
use crate::kube::names;

pub(super) fn validate(
    options: &WindowsSecurityContextOptions,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if let Some(name) = &options.gmsa_credential_spec_name {
        faults.syntax(at.field("gmsaCredentialSpecName"), name, names::dns_subdomain);
    }
    if let Some(spec) = &options.gmsa_credential_spec {
        let at = at.field("gmsaCredentialSpec");
        if spec.is_empty() {
            faults.invalid(at, "can't be empty");
        } else if spec.len() > 64 << 10 {
            faults.invalid(at, "is larger than 64 KiB");
        }
    }
    if let Some(name) = &options.run_as_user_name {
        faults.syntax(at.field("runAsUserName"), name, user_name);
    }
}

fn user_name(name: &str) -> names::Syntax {
    let (domain, user) = match name.split_once('\\') {
        Some((domain, user)) => (Some(domain), user),
        None => (None, name),
    };
    if user.is_empty() {
        Err("has no user")
    } else if name.chars().any(|c| c.is_ascii_control()) {
        Err("has a control character")
    } else if domain.is_some_and(|domain| domain.len() >= 256) || user.len() > 104 {
        Err("is too long for a user of Windows")
    } else if domain.is_some_and(|domain| !is_net_bios(domain) && !is_dns(domain)) {
        Err("has a domain that is neither one of NetBIOS nor one of DNS")
    } else if user.chars().all(|c| c == '.' || c == ' ') {
        Err("has only dots and blanks")
    } else if user.contains(|c| "\"/\\:;|=,+*?<>@[]".contains(c)) {
        Err("has a character that a user of Windows can't have")
    } else {
        Ok(())
    }
}

/// A name of at most 15 characters, no dot first.
fn is_net_bios(domain: &str) -> bool {
    (1..=15).contains(&domain.chars().count())
        && !domain.starts_with('.')
        && !domain.contains(['\\', '/', ':', '*', '?', '"', '<', '>', '|'])
}

/// Labels in any case.
fn is_dns(domain: &str) -> bool {
    domain.split('.').all(|label| names::dns_label(&label.to_ascii_lowercase()).is_ok())
}

/// All containers are processes of the host or none is.
pub(super) fn validate_host_process(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let of_pod = spec.security_context.as_ref().and_then(|given| given.windows_options.as_ref());
    let of_pod = of_pod.and_then(|options| options.host_process);
    let mut in_host = 0;
    let mut all = 0;
    for_each_container(spec, at, |container, at| {
        let own = windows_options(container).and_then(|options| options.host_process);
        if let (Some(of_pod), Some(own)) = (of_pod, own)
            && of_pod != own
        {
            let at = at.field("securityContext");
            let at = at.field("windowsOptions");
            faults.invalid(at.field("hostProcess"), format!("is not {of_pod}, as for the pod"));
        }
        all += 1;
        in_host += i32::from(own.or(of_pod) == Some(true));
    });
    if in_host > 0 {
        if in_host != all {
            faults.invalid(at, "all containers are processes of the host or none is");
        }
        if spec.host_network != Some(true) {
            faults.invalid(at.field("hostNetwork"), "must be true with `hostProcess`");
        }
    }
}

pub(super) fn validate_os(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(os) = &spec.os else {
        return;
    };
    match os.name.as_str() {
        "" => faults.required(at.field("os").field("name"), "is required"),
        "linux" => refuse_windows_fields(spec, at, faults),
        "windows" => refuse_linux_fields(spec, at, faults),
        other => faults.not_supported(at.field("os"), other, &["linux", "windows"]),
    }
}

fn refuse_windows_fields(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let message = "is not for a pod of Linux";
    let of_pod = spec.security_context.as_ref();
    if of_pod.is_some_and(|given| given.windows_options.is_some()) {
        faults.forbidden(at.field("securityContext").field("windowsOptions"), message);
    }
    for_each_container(spec, at, |container, at| {
        if windows_options(container).is_some() {
            faults.forbidden(at.field("securityContext").field("windowsOptions"), message);
        }
    });
}

fn refuse_linux_fields(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let message = "is not for a pod of Windows";
    for (field, is_given) in [
        ("hostUsers", spec.host_users.is_some()),
        ("hostPID", spec.host_pid == Some(true)),
        ("hostIPC", spec.host_ipc == Some(true)),
        ("shareProcessNamespace", spec.share_process_namespace.is_some()),
        ("resources", spec.resources.is_some()),
    ] {
        if is_given {
            faults.forbidden(at.field(field), message);
        }
    }
    if let Some(given) = &spec.security_context {
        let at = at.field("securityContext");
        for (field, is_given) in [
            ("appArmorProfile", given.app_armor_profile.is_some()),
            ("seLinuxOptions", given.se_linux_options.is_some()),
            ("seccompProfile", given.seccomp_profile.is_some()),
            ("fsGroup", given.fs_group.is_some()),
            ("fsGroupChangePolicy", given.fs_group_change_policy.is_some()),
            ("sysctls", !given.sysctls.or_empty().is_empty()),
            ("runAsUser", given.run_as_user.is_some()),
            ("runAsGroup", given.run_as_group.is_some()),
            ("supplementalGroups", given.supplemental_groups.is_some()),
            ("supplementalGroupsPolicy", given.supplemental_groups_policy.is_some()),
            ("seLinuxChangePolicy", given.se_linux_change_policy.is_some()),
        ] {
            if is_given {
                faults.forbidden(at.field(field), message);
            }
        }
    }
    for_each_container(spec, at, |container, at| {
        if let Some(given) = &container.security_context {
            for field in linux_fields(given) {
                faults.forbidden(at.field("securityContext").field(field), message);
            }
        }
    });
}

fn linux_fields(given: &SecurityContext) -> impl Iterator<Item = &'static str> {
    let fields = [
        ("appArmorProfile", given.app_armor_profile.is_some()),
        ("seLinuxOptions", given.se_linux_options.is_some()),
        ("seccompProfile", given.seccomp_profile.is_some()),
        ("capabilities", given.capabilities.is_some()),
        ("readOnlyRootFilesystem", given.read_only_root_filesystem.is_some()),
        ("privileged", given.privileged.is_some()),
        ("allowPrivilegeEscalation", given.allow_privilege_escalation.is_some()),
        ("procMount", given.proc_mount.is_some()),
        ("runAsUser", given.run_as_user.is_some()),
        ("runAsGroup", given.run_as_group.is_some()),
    ];
    fields.into_iter().filter(|(_, is_given)| *is_given).map(|(field, _)| field)
}

fn windows_options(container: &Container) -> Option<&WindowsSecurityContextOptions> {
    container.security_context.as_ref()?.windows_options.as_ref()
}
