//! The containers of a pod: `validateContainers`, `validateInitContainers`,
//! `validateEphemeralContainers` and what they have in common.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{Container, ContainerPort, EphemeralContainer};

use super::probe::Purpose;
use super::{Context, containers, env, mounts, probe, resources, security};
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Reason};
use crate::kube::names;

pub(super) fn validate_all(context: &Context<'_>, at: FieldPath<'_>, faults: &mut Faults) {
    let spec = context.spec;
    validate_regular(context, at.field("containers"), faults);
    validate_init(context, at.field("initContainers"), faults);
    let ephemeral = spec.ephemeral_containers.or_empty();
    validate_ephemeral(ephemeral, context, at.field("ephemeralContainers"), faults);
}

fn validate_regular(context: &Context<'_>, list: FieldPath<'_>, faults: &mut Faults) {
    let containers = &context.spec.containers;
    if containers.is_empty() {
        return faults.required(list, "a pod needs a container");
    }
    let mut names = BTreeSet::new();
    let mut ports = BTreeSet::new();
    for (index, container) in containers.iter().enumerate() {
        let at = list.index(index);
        validate_common(container, context, at, faults);
        if !names.insert(&container.name) {
            faults.duplicate(at.field("name"), &container.name);
        }
        validate_running(container, context, at, faults);
        validate_restarts(container, at, faults);
        refuse_taken_ports(container, context, &mut ports, at, faults);
    }
}

fn validate_init(context: &Context<'_>, list: FieldPath<'_>, faults: &mut Faults) {
    let mut names: BTreeSet<&str> = context.spec.containers.iter().map(|c| &*c.name).collect();
    for (index, container) in context.spec.init_containers.or_empty().iter().enumerate() {
        let at = list.index(index);
        validate_common(container, context, at, faults);
        if names.contains(&*container.name) {
            faults.duplicate(at.field("name"), &container.name);
        } else if !container.name.is_empty() {
            names.insert(&container.name);
        }
        refuse_taken_ports(container, context, &mut BTreeSet::new(), list.index(0), faults);
        if container.restart_policy.is_some() {
            validate_restarts(container, at, faults);
        }
        if container.restart_policy.as_deref() == Some("Always") {
            validate_running(container, context, at, faults);
        } else {
            refuse_running(container, at, faults);
        }
    }
}

/// What only a container that goes on running can have.
fn refuse_running(container: &Container, at: FieldPath<'_>, faults: &mut Faults) {
    for (field, is_given) in [
        ("lifecycle", container.lifecycle.is_some()),
        ("livenessProbe", container.liveness_probe.is_some()),
        ("readinessProbe", container.readiness_probe.is_some()),
        ("startupProbe", container.startup_probe.is_some()),
    ] {
        if is_given {
            let message = "an init container has this only with `restartPolicy: Always`";
            faults.forbidden(at.field(field), message);
        }
    }
}

fn validate_running(
    container: &Container,
    context: &Context<'_>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if let Some(lifecycle) = &container.lifecycle {
        probe::validate_lifecycle(lifecycle, context.grace(), at.field("lifecycle"), faults);
    }
    for (field, purpose, probe) in [
        ("livenessProbe", Purpose::Liveness, &container.liveness_probe),
        ("readinessProbe", Purpose::Readiness, &container.readiness_probe),
        ("startupProbe", Purpose::Startup, &container.startup_probe),
    ] {
        if let Some(probe) = probe {
            probe::validate(probe, purpose, at.field(field), faults);
        }
    }
}

/// `validateContainerRestartPolicy`.
fn validate_restarts(container: &Container, at: FieldPath<'_>, faults: &mut Faults) {
    let rules = container.restart_policy_rules.or_empty();
    match &container.restart_policy {
        Some(policy) => {
            let supported = ["Always", "Never", "OnFailure"];
            faults.one_of(at.field("restartPolicy"), policy, &supported);
        }
        None if !rules.is_empty() => {
            faults.required(at.field("restartPolicy"), "is required with rules");
        }
        None => {}
    }
    let list = at.field("restartPolicyRules");
    if rules.len() > 20 {
        faults.add(Reason::TooMany, list, "has more than 20 rules");
    }
    for (index, rule) in rules.iter().enumerate() {
        let at = list.index(index);
        faults.one_of(at.field("action"), &rule.action, &["Restart", "RestartAllContainers"]);
        let codes = at.field("exitCodes");
        match &rule.exit_codes {
            None => faults.required(codes, "is required"),
            Some(given) => {
                faults.one_of(codes.field("operator"), &given.operator, &["In", "NotIn"]);
                if given.values.or_empty().len() > 255 {
                    faults.add(Reason::TooMany, codes.field("values"), "has more than 255 values");
                }
            }
        }
    }
}

/// `validateContainerCommon`.
fn validate_common(
    container: &Container,
    context: &Context<'_>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if faults.filled(at.field("name"), &container.name) {
        faults.syntax(at.field("name"), &container.name, names::dns_label);
    }
    validate_image(container.image.or_empty(), context, at.field("image"), faults);
    let policy = container.termination_message_policy.or_empty();
    if !policy.is_empty() {
        let supported = ["FallbackToLogsOnError", "File"];
        faults.one_of(at.field("terminationMessagePolicy"), policy, &supported);
    }
    validate_ports(container.ports.or_empty(), at.field("ports"), faults);
    env::validate(container.env.or_empty(), at.field("env"), faults);
    env::validate_from(container.env_from.or_empty(), at.field("envFrom"), faults);
    mounts::validate(container, &context.volumes, at, faults);
    containers::validate_pull_policy(
        container.image_pull_policy.or_empty(),
        at.field("imagePullPolicy"),
        faults,
    );
    if let Some(given) = &container.resources {
        let at = at.field("resources");
        let of =
            if context.is_pod() { resources::Of::ContainerOfPod } else { resources::Of::Container };
        resources::validate(of, given, at, faults);
        let claims = given.claims.or_empty();
        resources::validate_claims(claims, &context.claims, at.field("claims"), faults);
    }
    let resize = container.resize_policy.or_empty();
    let of_pod = context.restart_policy();
    resources::validate_resize(resize, of_pod, at.field("resizePolicy"), faults);
    if let Some(given) = &container.security_context {
        security::validate(given, context, at.field("securityContext"), faults);
    }
}

/// `validateContainerOnlyForPod`: in a template blanks around an image are let through.
fn validate_image(image: &str, context: &Context<'_>, at: FieldPath<'_>, faults: &mut Faults) {
    if faults.filled(at, image) && context.is_pod() && image.trim() != image {
        faults.invalid(at, "has blanks before or after it");
    }
}

/// `validateContainerPorts`.
fn validate_ports(ports: &[ContainerPort], list: FieldPath<'_>, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (index, port) in ports.iter().enumerate() {
        let at = list.index(index);
        let name = port.name.or_empty();
        if !name.is_empty()
            && faults.syntax(at.field("name"), name, names::port_name)
            && !seen.insert(name)
        {
            faults.duplicate(at.field("name"), name);
        }
        if port.container_port == 0 {
            faults.required(at.field("containerPort"), "is required");
        } else {
            validate_number(port.container_port, at.field("containerPort"), faults);
        }
        if let Some(number) = port.host_port.filter(|number| *number != 0) {
            validate_number(number, at.field("hostPort"), faults);
        }
        if !port.protocol.or_empty().is_empty() {
            let supported = ["SCTP", "TCP", "UDP"];
            faults.one_of(at.field("protocol"), port.protocol.or_empty(), &supported);
        }
    }
}

fn validate_number(number: i32, at: FieldPath<'_>, faults: &mut Faults) {
    if let Err(message) = names::port_number(number) {
        faults.invalid(at, format!("{number} {message}"));
    }
}

/// A port of the host: protocol, address, number.
type HostPort<'a> = (&'a str, &'a str, i32);

/// `AccumulateUniqueHostPorts`.
fn refuse_taken_ports<'a>(
    container: &'a Container,
    context: &Context<'_>,
    taken: &mut BTreeSet<HostPort<'a>>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let list = at.field("ports");
    for (index, port) in container.ports.or_empty().iter().enumerate() {
        let number = context.host_port(port);
        let protocol = port.protocol.as_deref().filter(|name| !name.is_empty()).unwrap_or("TCP");
        if number != 0 && !taken.insert((protocol, port.host_ip.or_empty(), number)) {
            faults.duplicate(list.index(index).field("hostPort"), &number.to_string());
        }
    }
}

fn validate_ephemeral(
    containers: &[EphemeralContainer],
    context: &Context<'_>,
    list: FieldPath<'_>,
    faults: &mut Faults,
) {
    let lasting = || context.spec.containers.iter().chain(context.spec.init_containers.or_empty());
    let mut names: BTreeSet<&str> = lasting().map(|container| &*container.name).collect();
    for (index, given) in containers.iter().enumerate() {
        let at = list.index(index);
        let container = as_container(given);
        validate_common(&container, context, at, faults);
        if !names.insert(&given.name) {
            faults.duplicate(at.field("name"), &given.name);
        }
        let target = given.target_container_name.or_empty();
        if !target.is_empty() && !lasting().any(|container| container.name == target) {
            let at = at.field("targetContainerName");
            faults.not_found(at, target, "the containers of the pod");
        }
        refuse_lasting(&container, at, faults);
    }
}

/// What is for containers that are there from the start.
fn refuse_lasting(container: &Container, at: FieldPath<'_>, faults: &mut Faults) {
    for (field, is_given) in [
        ("ports", container.ports.is_some()),
        ("resources", container.resources.as_ref().is_some_and(|given| *given != <_>::default())),
        ("livenessProbe", container.liveness_probe.is_some()),
        ("readinessProbe", container.readiness_probe.is_some()),
        ("startupProbe", container.startup_probe.is_some()),
        ("lifecycle", container.lifecycle.is_some()),
        ("restartPolicy", container.restart_policy.is_some()),
        ("restartPolicyRules", container.restart_policy_rules.is_some()),
        ("resizePolicy", container.resize_policy.is_some()),
    ] {
        if is_given {
            faults.forbidden(at.field(field), "can't be set for an ephemeral container");
        }
    }
    let list = at.field("volumeMounts");
    for (index, mount) in container.volume_mounts.or_empty().iter().enumerate() {
        for (field, path) in [("subPath", &mount.sub_path), ("subPathExpr", &mount.sub_path_expr)] {
            if !path.or_empty().is_empty() {
                let message = "can't be set for an ephemeral container";
                faults.forbidden(list.index(index).field(field), message);
            }
        }
    }
}

fn as_container(of: &EphemeralContainer) -> Container {
    let of = of.clone();
    Container {
        args: of.args,
        command: of.command,
        env: of.env,
        env_from: of.env_from,
        image: of.image,
        image_pull_policy: of.image_pull_policy,
        lifecycle: of.lifecycle,
        liveness_probe: of.liveness_probe,
        name: of.name,
        ports: of.ports,
        readiness_probe: of.readiness_probe,
        resize_policy: of.resize_policy,
        resources: of.resources,
        restart_policy: of.restart_policy,
        restart_policy_rules: of.restart_policy_rules,
        security_context: of.security_context,
        startup_probe: of.startup_probe,
        stdin: of.stdin,
        stdin_once: of.stdin_once,
        termination_message_path: of.termination_message_path,
        termination_message_policy: of.termination_message_policy,
        tty: of.tty,
        volume_devices: of.volume_devices,
        volume_mounts: of.volume_mounts,
        working_dir: of.working_dir,
    }
}
