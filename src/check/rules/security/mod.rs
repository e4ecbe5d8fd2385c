//! Rules about what pods, accounts and networks may do.

mod anonymous_binding;
mod capabilities;
mod cluster_admin_bound;
mod container_socket;
mod cut_off_pod;
mod cut_off_service;
mod dangerous_capability;
mod default_account_bound;
mod default_service_account;
mod escalating_role;
mod exposed_secret;
mod exposed_service;
mod grants;
mod host_namespace;
mod host_path;
mod host_port;
mod host_process;
mod kept_capabilities;
mod low_user_id;
mod missing_tls;
mod mounts;
mod no_seccomp;
mod open_egress;
mod open_ingress;
mod plain_http;
mod pod_creation;
mod pod_exec;
mod pod_security;
mod privilege_escalation;
mod privileged_container;
mod privileged_port;
mod privileged_scc;
mod raw_sockets;
mod root_user;
mod secrecy;
mod secret_access;
mod secret_from_env;
mod secret_in_config_map;
mod secret_in_env;
mod sensitive_host_path;
mod ssh_port;
mod unhardened_container;
mod unisolated_namespace;
mod unmasked_proc;
mod unsafe_sysctl;
mod unused_token;
mod wildcard_role;
mod writable_host_path;
mod writable_root;

use super::rule::{Check, Rule};
use super::{fields, saying};
use crate::check::policy::{Group, Weight};
use crate::diagnostic::Code;

/// By name.
pub(super) static RULES: &[Rule] = &[
    rule(
        Code::AnonymousBinding,
        Weight::Warning,
        include_str!("anonymous-binding.md"),
        Check::Object(anonymous_binding::find),
    ),
    rule(
        Code::ClusterAdminBound,
        Weight::Off,
        include_str!("cluster-admin-bound.md"),
        Check::Stack(cluster_admin_bound::find),
    ),
    rule(
        Code::ContainerSocket,
        Weight::Warning,
        include_str!("container-socket.md"),
        Check::Pods(container_socket::find),
    ),
    rule(
        Code::CutOffPod,
        Weight::Off,
        include_str!("cut-off-pod.md"),
        Check::Stack(cut_off_pod::find),
    ),
    rule(
        Code::CutOffService,
        Weight::Warning,
        include_str!("cut-off-service.md"),
        Check::Stack(cut_off_service::find),
    ),
    rule(
        Code::DangerousCapability,
        Weight::Off,
        include_str!("dangerous-capability.md"),
        Check::Pods(dangerous_capability::find),
    ),
    rule(
        Code::DefaultAccountBound,
        Weight::Warning,
        include_str!("default-account-bound.md"),
        Check::Object(default_account_bound::find),
    ),
    rule(
        Code::DefaultServiceAccount,
        Weight::Off,
        include_str!("default-service-account.md"),
        Check::Pods(default_service_account::find),
    ),
    rule(
        Code::EscalatingRole,
        Weight::Off,
        include_str!("escalating-role.md"),
        Check::Object(escalating_role::find),
    ),
    rule(
        Code::ExposedSecret,
        Weight::Warning,
        include_str!("exposed-secret.md"),
        Check::Stack(exposed_secret::find),
    ),
    rule(
        Code::ExposedService,
        Weight::Off,
        include_str!("exposed-service.md"),
        Check::Stack(exposed_service::find),
    ),
    rule(
        Code::HostNamespace,
        Weight::Off,
        include_str!("host-namespace.md"),
        Check::Pods(host_namespace::find),
    ),
    rule(Code::HostPath, Weight::Off, include_str!("host-path.md"), Check::Pods(host_path::find)),
    rule(Code::HostPort, Weight::Off, include_str!("host-port.md"), Check::Pods(host_port::find)),
    rule(
        Code::HostProcess,
        Weight::Off,
        include_str!("host-process.md"),
        Check::Pods(host_process::find),
    ),
    rule(
        Code::KeptCapabilities,
        Weight::Off,
        include_str!("kept-capabilities.md"),
        Check::Pods(kept_capabilities::find),
    ),
    rule(
        Code::LowUserId,
        Weight::Off,
        include_str!("low-user-id.md"),
        Check::Pods(low_user_id::find),
    ),
    rule(
        Code::MissingTls,
        Weight::Warning,
        include_str!("missing-tls.md"),
        Check::Object(missing_tls::find),
    ),
    rule(
        Code::NoSeccomp,
        Weight::Off,
        include_str!("no-seccomp.md"),
        Check::Pods(no_seccomp::find),
    ),
    rule(
        Code::OpenEgress,
        Weight::Off,
        include_str!("open-egress.md"),
        Check::Stack(open_egress::find),
    ),
    rule(
        Code::OpenIngress,
        Weight::Off,
        include_str!("open-ingress.md"),
        Check::Stack(open_ingress::find),
    ),
    rule(
        Code::PlainHttp,
        Weight::Off,
        include_str!("plain-http.md"),
        Check::Object(plain_http::find),
    ),
    rule(
        Code::PodCreation,
        Weight::Off,
        include_str!("pod-creation.md"),
        Check::Object(pod_creation::find),
    ),
    rule(Code::PodExec, Weight::Off, include_str!("pod-exec.md"), Check::Stack(pod_exec::find)),
    rule(
        Code::PodSecurity,
        Weight::Error,
        include_str!("pod-security.md"),
        Check::Object(pod_security::find),
    ),
    rule(
        Code::PrivilegeEscalation,
        Weight::Off,
        include_str!("privilege-escalation.md"),
        Check::Pods(privilege_escalation::find),
    ),
    rule(
        Code::PrivilegedContainer,
        Weight::Off,
        include_str!("privileged-container.md"),
        Check::Pods(privileged_container::find),
    ),
    rule(
        Code::PrivilegedPort,
        Weight::Off,
        include_str!("privileged-port.md"),
        Check::Pods(privileged_port::find),
    ),
    rule(
        Code::PrivilegedScc,
        Weight::Off,
        include_str!("privileged-scc.md"),
        Check::Object(privileged_scc::find),
    ),
    rule(
        Code::RawSockets,
        Weight::Off,
        include_str!("raw-sockets.md"),
        Check::Pods(raw_sockets::find),
    ),
    rule(Code::RootUser, Weight::Off, include_str!("root-user.md"), Check::Pods(root_user::find)),
    rule(
        Code::SecretAccess,
        Weight::Off,
        include_str!("secret-access.md"),
        Check::Object(secret_access::find),
    ),
    rule(
        Code::SecretFromEnv,
        Weight::Off,
        include_str!("secret-from-env.md"),
        Check::Pods(secret_from_env::find),
    ),
    rule(
        Code::SecretInConfigMap,
        Weight::Off,
        include_str!("secret-in-config-map.md"),
        Check::Object(secret_in_config_map::find),
    ),
    rule(
        Code::SecretInEnv,
        Weight::Off,
        include_str!("secret-in-env.md"),
        Check::Pods(secret_in_env::find),
    ),
    rule(
        Code::SensitiveHostPath,
        Weight::Off,
        include_str!("sensitive-host-path.md"),
        Check::Pods(sensitive_host_path::find),
    ),
    rule(Code::SshPort, Weight::Off, include_str!("ssh-port.md"), Check::Pods(ssh_port::find)),
    rule(
        Code::UnhardenedContainer,
        Weight::Off,
        include_str!("unhardened-container.md"),
        Check::Pods(unhardened_container::find),
    ),
    rule(
        Code::UnisolatedNamespace,
        Weight::Off,
        include_str!("unisolated-namespace.md"),
        Check::Stack(unisolated_namespace::find),
    ),
    rule(
        Code::UnmaskedProc,
        Weight::Off,
        include_str!("unmasked-proc.md"),
        Check::Pods(unmasked_proc::find),
    ),
    rule(
        Code::UnsafeSysctl,
        Weight::Warning,
        include_str!("unsafe-sysctl.md"),
        Check::Pods(unsafe_sysctl::find),
    ),
    rule(
        Code::UnusedToken,
        Weight::Off,
        include_str!("unused-token.md"),
        Check::Stack(unused_token::find),
    ),
    rule(
        Code::WildcardRole,
        Weight::Off,
        include_str!("wildcard-role.md"),
        Check::Object(wildcard_role::find),
    ),
    rule(
        Code::WritableHostPath,
        Weight::Off,
        include_str!("writable-host-path.md"),
        Check::Pods(writable_host_path::find),
    ),
    rule(
        Code::WritableRoot,
        Weight::Off,
        include_str!("writable-root.md"),
        Check::Pods(writable_root::find),
    ),
];

const fn rule(code: Code, weight: Weight, page: &'static str, check: Check) -> Rule {
    Rule { code, group: Group::Security, weight, page, check }
}
