//! The controls of the standards, each with what breaks it since which version.

use super::pod::{Fault, Pod};
use super::{baseline, restricted};
use crate::kube::pod_security::Level;

/// A control, by the name that the admission plugin knows it by.
pub(super) struct Control {
    pub id: &'static str,
    pub level: Level,
    /// What is wrong with pods that break it.
    pub about: &'static str,
    pub help: &'static str,
    /// The newest version of it first, each since a minor version.
    versions: &'static [(u32, Find)],
}

type Find = for<'m> fn(&Pod<'m>, u32) -> Vec<Fault<'m>>;

impl Control {
    /// What in the pod breaks it, as of a version.
    pub(super) fn faults<'m>(&self, pod: &Pod<'m>, minor: u32) -> Vec<Fault<'m>> {
        let version = self.versions.iter().find(|(since, _)| *since <= minor);
        version.map_or_else(Vec::new, |(_, find)| find(pod, minor))
    }
}

/// Whether `restricted` has a control of its own in the place of this one of `baseline`.
pub(super) fn is_overridden(id: &str, minor: u32) -> bool {
    match id {
        "hostPathVolumes" => true,
        "seccompProfile_baseline" => minor >= 19,
        "capabilities_baseline" => minor >= 22,
        "procMount" => minor >= 35,
        _ => false,
    }
}

/// Every control: those of `baseline`, then those of `restricted`, by name.
pub(super) static ALL: &[Control] = &[
    Control {
        id: "appArmorProfile",
        level: Level::Baseline,
        about: "an AppArmor profile that is not the runtime's or the node's",
        help: "set it to `RuntimeDefault`, or leave it out",
        versions: &[(0, baseline::app_armor)],
    },
    Control {
        id: "capabilities_baseline",
        level: Level::Baseline,
        about: "capabilities that containers don't have by default",
        help: "take them off `capabilities.add`",
        versions: &[(0, baseline::capabilities)],
    },
    Control {
        id: "hostNamespaces",
        level: Level::Baseline,
        about: "namespaces of the host",
        help: "leave out hostNetwork, hostPID and hostIPC",
        versions: &[(0, baseline::host_namespaces)],
    },
    Control {
        id: "hostPathVolumes",
        level: Level::Baseline,
        about: "volumes of the host's files",
        help: "use a claim, a ConfigMap or an emptyDir",
        versions: &[(0, baseline::host_paths)],
    },
    Control {
        id: "hostPorts",
        level: Level::Baseline,
        about: "ports of the host",
        help: "leave out `hostPort`, and put a Service before the pods",
        versions: &[(0, baseline::host_ports)],
    },
    Control {
        id: "hostProbesAndHostLifecycle",
        level: Level::Baseline,
        about: "a probe or a hook that asks another host",
        help: "leave out `host`: the pod itself is asked",
        versions: &[(34, baseline::hosts)],
    },
    Control {
        id: "privileged",
        level: Level::Baseline,
        about: "privileged containers",
        help: "leave out `privileged`",
        versions: &[(0, baseline::privileged)],
    },
    Control {
        id: "procMount",
        level: Level::Baseline,
        about: "/proc without its masks",
        help: "leave out `procMount`",
        versions: &[(35, baseline::proc_mount_of_host_users), (0, baseline::proc_mount)],
    },
    Control {
        id: "seLinuxOptions",
        level: Level::Baseline,
        about: "SELinux options of its own",
        help: "leave out the user and the role, and use a type such as `container_t`",
        versions: &[(0, baseline::se_linux)],
    },
    Control {
        id: "seccompProfile_baseline",
        level: Level::Baseline,
        about: "no seccomp profile",
        help: "set it to `RuntimeDefault`, or leave it out",
        versions: &[(19, baseline::seccomp), (0, baseline::seccomp_annotations)],
    },
    Control {
        id: "sysctls",
        level: Level::Baseline,
        about: "sysctls that are not safe",
        help: "leave them out",
        versions: &[(0, baseline::sysctls)],
    },
    Control {
        id: "windowsHostProcess",
        level: Level::Baseline,
        about: "processes of a Windows host",
        help: "leave out `hostProcess`",
        versions: &[(0, baseline::host_process)],
    },
    Control {
        id: "allowPrivilegeEscalation",
        level: Level::Restricted,
        about: "processes may gain privileges",
        help: "set `securityContext.allowPrivilegeEscalation: false` in each container",
        versions: &[(25, restricted::escalation_but_of_windows), (8, restricted::escalation)],
    },
    Control {
        id: "capabilities_restricted",
        level: Level::Restricted,
        about: "capabilities that are not dropped",
        help: "set `securityContext.capabilities: {drop: [ALL]}` in each container, and add no other than NET_BIND_SERVICE",
        versions: &[(25, restricted::capabilities_but_of_windows), (22, restricted::capabilities)],
    },
    Control {
        id: "procMount_restricted",
        level: Level::Restricted,
        about: "/proc without its masks",
        help: "leave out `procMount`",
        versions: &[(35, baseline::proc_mount)],
    },
    Control {
        id: "restrictedVolumes",
        level: Level::Restricted,
        about: "volumes of other types than configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected and secret",
        help: "use a claim",
        versions: &[(0, restricted::volumes)],
    },
    Control {
        id: "runAsNonRoot",
        level: Level::Restricted,
        about: "containers that may run as root",
        help: "set `securityContext.runAsNonRoot: true` for the pod",
        versions: &[(35, restricted::root_of_host), (0, restricted::root)],
    },
    Control {
        id: "runAsUser",
        level: Level::Restricted,
        about: "containers that run as root",
        help: "use another user than 0",
        versions: &[(35, restricted::user_of_host), (23, restricted::user)],
    },
    Control {
        id: "seccompProfile_restricted",
        level: Level::Restricted,
        about: "no seccomp profile",
        help: "set `securityContext.seccompProfile: {type: RuntimeDefault}` for the pod",
        versions: &[(25, restricted::seccomp_but_of_windows), (19, restricted::seccomp)],
    },
];
