//! Ports of the containers of a pod, which share its address and its names of ports.

use std::collections::HashMap;

use k8s_openapi::api::core::v1::{ContainerPort, PodSpec};

use crate::check::api::empty::OrEmpty;
use crate::check::api::pod::containers::for_each_container;
use crate::check::api::{Faults, FieldPath};

pub(super) fn warn(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let (mut seen, mut names) = (Seen::default(), HashMap::new());
    for_each_container(spec, at, |container, at| {
        let at = at.field("ports");
        for (index, port) in container.ports.or_empty().iter().enumerate() {
            let at = at.index(index);
            if !port.host_ip.or_empty().is_empty() && port.host_port.unwrap_or(0) == 0 {
                faults.warn(at, "has a `hostIP` and no `hostPort`");
            }
            if let Some((how, other)) = seen.clash(port) {
                faults.warn(at, format!("{how} `{other}`"));
            }
            seen.add(port, at);
            let name = port.name.or_empty();
            if let Some(other) = names.get(name) {
                let message =
                    format!("is named `{name}` as `{other}` is, which is the one found by name");
                faults.warn(at, message);
            } else if !name.is_empty() {
                names.insert(name, at.to_string());
            }
        }
    });
}

/// A port in the pod: number and protocol.
type Port<'a> = (i32, &'a str);

/// The first port of each sort, by where it stands.
#[derive(Default)]
struct Seen<'a> {
    all: HashMap<Port<'a>, String>,
    without_host: HashMap<Port<'a>, String>,
    same: HashMap<(Port<'a>, i32, &'a str), String>,
    /// With any address of the host, and with none: at `true` and at `false`.
    by_address: HashMap<(Port<'a>, i32, bool), String>,
}

impl<'a> Seen<'a> {
    fn clash(&self, port: &'a ContainerPort) -> Option<(&'static str, &str)> {
        let (of_pod, of_host, ip) = sorts(port);
        let same = self.same.get(&(of_pod, of_host, ip));
        let overlapping = || {
            let among = if of_host == 0 { &self.all } else { &self.without_host };
            among.get(&of_pod)
        };
        let ambiguous = || self.by_address.get(&(of_pod, of_host, ip.is_empty()));
        same.map(|other| ("is the same port as", &**other))
            .or_else(|| overlapping().map(|other| ("overlaps with", &**other)))
            .or_else(|| ambiguous().map(|other| ("can't be told from", &**other)))
    }

    fn add(&mut self, port: &'a ContainerPort, at: FieldPath<'_>) {
        let (of_pod, of_host, ip) = sorts(port);
        let place = || at.to_string();
        self.all.entry(of_pod).or_insert_with(place);
        if of_host == 0 {
            self.without_host.entry(of_pod).or_insert_with(place);
        } else {
            let has_address = !ip.is_empty();
            self.by_address.entry((of_pod, of_host, has_address)).or_insert_with(place);
        }
        self.same.entry((of_pod, of_host, ip)).or_insert_with(place);
    }
}

fn sorts(port: &ContainerPort) -> (Port<'_>, i32, &str) {
    let protocol = port.protocol.as_deref().filter(|protocol| !protocol.is_empty());
    let of_pod = (port.container_port, protocol.unwrap_or("TCP"));
    (of_pod, port.host_port.unwrap_or(0), port.host_ip.or_empty())
}
