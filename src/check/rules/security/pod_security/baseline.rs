//! What breaks the controls of `baseline`.

use super::pod::{Fault, Pod, wrong};
use crate::check::rules::security::capabilities::UNHARMFUL;
use crate::check::rules::security::fields::{context, items, name, set, text, truth};
use crate::yaml::{Map, Node, Number, Value};

pub(super) fn app_armor<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let is_known = |profile: &str| matches!(profile, "RuntimeDefault" | "Localhost");
    let profiles = pod.contexts("appArmorProfile").into_iter();
    let profiles = profiles.map(|profile| profile.get("type").unwrap_or(profile));
    let fields = profiles.filter(|node| !is_known(text(node)));
    let annotations = pod.annotations.into_iter().flat_map(Map::iter);
    let annotations = annotations.filter(|(key, value)| {
        let value = text(value);
        let is_free =
            value.is_empty() || value == "runtime/default" || value.starts_with("localhost/");
        key.text.starts_with("container.apparmor.security.beta.kubernetes.io/") && !is_free
    });
    let nodes = fields.chain(annotations.map(|(_, value)| value));
    nodes.map(|node| wrong(node, format!("is `{}`", text(node)))).collect()
}

pub(super) fn capabilities<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let added = pod.containers.iter().flat_map(|it| items(it, "securityContext.capabilities.add"));
    let others = added.filter(|node| !UNHARMFUL.contains(&text(node)));
    others.map(|node| wrong(node, "is none of the default ones")).collect()
}

pub(super) fn host_namespaces<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let shared = ["hostNetwork", "hostPID", "hostIPC"].into_iter();
    let shared = shared.filter_map(|field| Some((field, pod.spec.get(field)?)));
    let shared = shared.filter(|(_, node)| truth(node) == Some(true));
    shared.map(|(field, node)| wrong(node, format!("{field} is true"))).collect()
}

pub(super) fn host_paths<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let paths = items(pod.spec, "volumes").filter_map(|volume| set(volume, "hostPath"));
    paths.map(|node| wrong(node, "is of the host")).collect()
}

pub(super) fn host_ports<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let ports = pod.containers.iter().flat_map(|it| items(it, "ports"));
    let of_host = ports.filter_map(|port| set(port, "hostPort"));
    let of_host = of_host.filter(|node| node.value != Value::Number(Number::Int(0)));
    of_host.map(|node| wrong(node, "is a port of the host")).collect()
}

const HANDLERS: [&str; 5] =
    ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"];

pub(super) fn hosts<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let handlers = pod.containers.iter().flat_map(|it| HANDLERS.map(|path| it.below(path)));
    let hosts = handlers.flatten().flat_map(|handler| {
        ["httpGet.host", "tcpSocket.host"].map(|path| handler.below(path)).into_iter().flatten()
    });
    let hosts = hosts.filter(|node| !node.is_blank());
    hosts.map(|node| wrong(node, "is another host")).collect()
}

pub(super) fn privileged<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let set = pod.containers.iter().filter_map(|it| context(it, "privileged"));
    let set = set.filter(|node| truth(node) == Some(true));
    set.map(|node| wrong(node, "is privileged")).collect()
}

pub(super) fn proc_mount_of_host_users<'m>(pod: &Pod<'m>, minor: u32) -> Vec<Fault<'m>> {
    if pod.has_own_users() { Vec::new() } else { proc_mount(pod, minor) }
}

pub(super) fn proc_mount<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let set = pod.containers.iter().filter_map(|it| context(it, "procMount"));
    let set = set.filter(|node| text(node) != "Default");
    set.map(|node| wrong(node, format!("is `{}`", text(node)))).collect()
}

pub(super) fn se_linux<'m>(pod: &Pod<'m>, minor: u32) -> Vec<Fault<'m>> {
    let is_known = |kind: &str| match kind {
        "" | "container_t" | "container_init_t" | "container_kvm_t" => true,
        "container_engine_t" => minor >= 31,
        _ => false,
    };
    let mut faults = Vec::new();
    for options in pod.contexts("seLinuxOptions") {
        let kind = options.get("type").filter(|node| !is_known(text(node)));
        faults.extend(kind.map(|node| wrong(node, "is none of the types of containers")));
        for field in ["user", "role"] {
            let given = options.get(field).filter(|node| !node.is_blank());
            faults.extend(given.map(|node| wrong(node, format!("sets the {field}"))));
        }
    }
    faults
}

/// Whether a profile is the runtime's or the node's.
pub(super) fn is_profile(profile: &Node) -> bool {
    matches!(profile.get("type").map(text), Some("RuntimeDefault" | "Localhost"))
}

pub(super) fn seccomp<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let profiles = pod.contexts("seccompProfile").into_iter();
    let wrong_ones = profiles.filter(|profile| !is_profile(profile));
    let nodes = wrong_ones.map(|profile| profile.get("type").unwrap_or(profile));
    nodes.map(|node| wrong(node, format!("is `{}`", text(node)))).collect()
}

pub(super) fn seccomp_annotations<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let is_free = |profile: &str| {
        matches!(profile, "runtime/default" | "docker/default") || profile.starts_with("localhost/")
    };
    let of_container = |key: &str| {
        let named = key.strip_prefix("container.seccomp.security.alpha.kubernetes.io/");
        let mut names = pod.containers.iter().filter_map(|it| it.get("name")).map(text);
        named.is_some_and(|named| names.any(|name| name == named))
    };
    let annotations = pod.annotations.into_iter().flat_map(Map::iter);
    let wrong_ones = annotations.filter(|(key, value)| {
        let is_profile = key.text == "seccomp.security.alpha.kubernetes.io/pod";
        (is_profile || of_container(&key.text)) && !is_free(text(value))
    });
    wrong_ones.map(|(_, node)| wrong(node, format!("is `{}`", text(node)))).collect()
}

/// The safe sysctls, by the version that made them so.
const SYSCTLS: [(u32, &str); 14] = [
    (0, "kernel.shm_rmid_forced"),
    (0, "net.ipv4.ip_local_port_range"),
    (0, "net.ipv4.tcp_syncookies"),
    (0, "net.ipv4.ping_group_range"),
    (0, "net.ipv4.ip_unprivileged_port_start"),
    (27, "net.ipv4.ip_local_reserved_ports"),
    (29, "net.ipv4.tcp_keepalive_time"),
    (29, "net.ipv4.tcp_fin_timeout"),
    (29, "net.ipv4.tcp_keepalive_intvl"),
    (29, "net.ipv4.tcp_keepalive_probes"),
    (32, "net.ipv4.tcp_rmem"),
    (32, "net.ipv4.tcp_wmem"),
    (37, "net.ipv4.tcp_notsent_lowat"),
    (37, "net.ipv4.tcp_slow_start_after_idle"),
];

/// Whether a sysctl is of the pod alone, and harms no other, as of a version.
pub(in crate::check::rules::security) fn is_safe_sysctl(name: &str, minor: u32) -> bool {
    SYSCTLS.iter().any(|(since, safe)| *since <= minor && *safe == name)
}

pub(super) fn sysctls<'m>(pod: &Pod<'m>, minor: u32) -> Vec<Fault<'m>> {
    let all = items(pod.spec, "securityContext.sysctls");
    let others = all.filter(|it| !is_safe_sysctl(it.get("name").map_or("", text), minor));
    others.map(|sysctl| wrong(name(sysctl), "is not safe")).collect()
}

pub(super) fn host_process<'m>(pod: &Pod<'m>, _: u32) -> Vec<Fault<'m>> {
    let set = pod.contexts("windowsOptions.hostProcess").into_iter();
    let set = set.filter(|node| truth(node) == Some(true));
    set.map(|node| wrong(node, "is a process of the host")).collect()
}
