//! What the server warns of in a pod that it takes: `pkg/api/pod/warnings.go`.
//!
//! Each is said once; the server says it for every pair.

mod annotations;
pub(super) mod nodes;
mod overlaps;
mod ports;

use std::collections::HashSet;

use k8s_openapi::api::core::v1::{Container, EnvVar, PodSpec, Volume};

use super::Annotations;
use super::containers::for_each_container;
use crate::check::api::empty::OrEmpty;
use crate::check::api::network::addresses;
use crate::check::api::resource_names::warn_of_part_bytes;
use crate::check::api::storage::claim_spec;
use crate::check::api::storage::sources::DEAD_VOLUME;
use crate::check::api::{Faults, FieldPath};

/// `at` is what has the spec: a pod, or a template.
pub(super) fn warn(
    spec: &PodSpec,
    annotations: Option<&Annotations>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if let Some(given) = annotations {
        annotations::warn(given, spec, at.field("metadata").field("annotations"), faults);
    }
    let at = at.field("spec");
    nodes::warn(spec, at, faults);
    for (index, volume) in spec.volumes.or_empty().iter().enumerate() {
        warn_of_volume(volume, at.field("volumes").index(index), faults);
    }
    warn_of_aliases(spec, at.field("hostAliases"), faults);
    warn_of_pull_secrets(spec, at.field("imagePullSecrets"), faults);
    for name in BYTES {
        warn_of_part_bytes(spec.overhead.as_ref(), name, at.field("overhead"), faults);
    }
    for_each_container(spec, at, |container, at| warn_of_container(container, at, faults));
    ports::warn(spec, at, faults);
    if spec.termination_grace_period_seconds.is_some_and(|seconds| seconds < 0) {
        let message = "is less than 0, and taken for 1";
        faults.warn(at.field("terminationGracePeriodSeconds"), message);
    }
    let servers = spec.dns_config.iter().flat_map(|config| config.nameservers.or_empty());
    for (index, server) in servers.enumerate() {
        let config = at.field("dnsConfig");
        addresses::warn_of_ip(server, config.field("nameservers").index(index), faults);
    }
}

fn warn_of_volume(volume: &Volume, at: FieldPath<'_>, faults: &mut Faults) {
    for (field, is_given) in [
        ("photonPersistentDisk", volume.photon_persistent_disk.is_some()),
        ("gitRepo", volume.git_repo.is_some()),
        ("scaleIO", volume.scale_io.is_some()),
        ("flocker", volume.flocker.is_some()),
        ("storageos", volume.storageos.is_some()),
        ("quobyte", volume.quobyte.is_some()),
        ("glusterfs", volume.glusterfs.is_some()),
        ("cephfs", volume.cephfs.is_some()),
        ("rbd", volume.rbd.is_some()),
    ] {
        if is_given {
            faults.warn(at.field(field), DEAD_VOLUME);
        }
    }
    let template = volume.ephemeral.as_ref().and_then(|it| it.volume_claim_template.as_ref());
    if let Some(template) = template {
        let at = at.field("ephemeral");
        let at = at.field("volumeClaimTemplate");
        claim_spec::warn(&template.spec, at.field("spec"), faults);
    }
    overlaps::warn(volume, at, faults);
}

fn warn_of_aliases(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let mut seen = HashSet::new();
    for (index, alias) in spec.host_aliases.or_empty().iter().enumerate() {
        let at = at.index(index);
        if !seen.insert(&alias.ip) {
            faults.warn(at.field("ip"), format!("is `{}` a second time", alias.ip));
        }
        addresses::warn_of_ip(&alias.ip, at.field("ip"), faults);
    }
}

fn warn_of_pull_secrets(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let mut seen = HashSet::new();
    for (index, secret) in spec.image_pull_secrets.or_empty().iter().enumerate() {
        let at = at.index(index);
        if secret.name.is_empty() {
            faults.warn(at.field("name"), "is empty");
        } else if !seen.insert(&secret.name) {
            faults.warn(at.field("name"), format!("is `{}` a second time", secret.name));
        }
    }
}

/// What is counted in bytes.
const BYTES: [&str; 2] = ["memory", "ephemeral-storage"];

fn warn_of_container(container: &Container, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(resources) = &container.resources {
        let at = at.field("resources");
        for name in BYTES {
            warn_of_part_bytes(resources.limits.as_ref(), name, at.field("limits"), faults);
            warn_of_part_bytes(resources.requests.as_ref(), name, at.field("requests"), faults);
        }
    }
    warn_of_hidden(container.env.or_empty(), at.field("env"), faults);
}

/// A variable that is given again, and is not made of what it was.
fn warn_of_hidden(variables: &[EnvVar], at: FieldPath<'_>, faults: &mut Faults) {
    let mut seen = HashSet::new();
    for (index, variable) in variables.iter().enumerate() {
        let EnvVar { name, value, value_from } = variable;
        if seen.insert(name) {
            continue;
        }
        let (value, before) = (value.or_empty(), format!("$({name})"));
        if value_from.is_some() || value == before || !value.contains(&before) {
            let message = format!("`{name}` hides what it was before, and apply may drop either");
            faults.warn(at.index(index), message);
        }
    }
}
