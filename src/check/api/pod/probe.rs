//! What is asked of a running container: probes and lifecycle hooks.
//! `validateProbe`, `validateLifecycle`, `validateHandler`.

use k8s_openapi::api::core::v1::{
    ExecAction, HTTPGetAction, Lifecycle, Probe, SleepAction, TCPSocketAction,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath};
use crate::kube::names;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Liveness,
    Readiness,
    Startup,
}

pub(super) fn validate(probe: &Probe, purpose: Purpose, at: FieldPath<'_>, faults: &mut Faults) {
    Handlers::of_probe(probe).validate(0, at, faults);
    for (field, number) in [
        ("initialDelaySeconds", probe.initial_delay_seconds),
        ("timeoutSeconds", probe.timeout_seconds),
        ("periodSeconds", probe.period_seconds),
        ("successThreshold", probe.success_threshold),
        ("failureThreshold", probe.failure_threshold),
    ] {
        faults.non_negative(at.field(field), number.unwrap_or(0));
    }
    if probe.termination_grace_period_seconds.is_some_and(|seconds| seconds <= 0) {
        faults.invalid(at.field("terminationGracePeriodSeconds"), "must be greater than 0");
    }
    if purpose == Purpose::Readiness {
        if probe.termination_grace_period_seconds.is_some() {
            let message = "a readiness probe ends no container: it has no grace period";
            faults.invalid(at.field("terminationGracePeriodSeconds"), message);
        }
    } else if !matches!(probe.success_threshold, None | Some(0 | 1)) {
        faults.invalid(at.field("successThreshold"), "must be 1 for this probe");
    }
}

pub(super) fn validate_lifecycle(
    hooks: &Lifecycle,
    grace: i64,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    for (field, hook) in [("postStart", &hooks.post_start), ("preStop", &hooks.pre_stop)] {
        if let Some(hook) = hook {
            let handlers = Handlers {
                exec: hook.exec.as_ref(),
                http_get: hook.http_get.as_ref(),
                tcp_socket: hook.tcp_socket.as_ref(),
                grpc: None,
                sleep: hook.sleep.as_ref(),
            };
            handlers.validate(grace, at.field(field), faults);
        }
    }
}

/// The ways to reach a container, of which one is to be given.
struct Handlers<'a> {
    exec: Option<&'a ExecAction>,
    http_get: Option<&'a HTTPGetAction>,
    tcp_socket: Option<&'a TCPSocketAction>,
    grpc: Option<i32>,
    sleep: Option<&'a SleepAction>,
}

impl<'a> Handlers<'a> {
    fn of_probe(probe: &'a Probe) -> Self {
        Handlers {
            exec: probe.exec.as_ref(),
            http_get: probe.http_get.as_ref(),
            tcp_socket: probe.tcp_socket.as_ref(),
            grpc: probe.grpc.as_ref().map(|grpc| grpc.port),
            sleep: None,
        }
    }

    /// Only the first one given is looked into.
    fn validate(&self, grace: i64, at: FieldPath<'_>, faults: &mut Faults) {
        let given = [
            ("exec", self.exec.is_some()),
            ("httpGet", self.http_get.is_some()),
            ("tcpSocket", self.tcp_socket.is_some()),
            ("grpc", self.grpc.is_some()),
            ("sleep", self.sleep.is_some()),
        ];
        let mut given = given.iter().filter(|(_, is_given)| *is_given).map(|(field, _)| *field);
        let Some(first) = given.next() else {
            return faults.required(at, "needs a handler: `httpGet`, `exec`, `tcpSocket`, …");
        };
        self.validate_one(first, grace, at.field(first), faults);
        for other in given {
            faults.forbidden(at.field(other), format!("goes with no `{first}`: one of them"));
        }
    }

    fn validate_one(&self, field: &str, grace: i64, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(exec) = self.exec {
            if exec.command.or_empty().is_empty() {
                faults.required(at.field("command"), "is required");
            }
        } else if let Some(http) = self.http_get {
            validate_http(http, at, faults);
        } else if let Some(tcp) = self.tcp_socket {
            validate_port(&tcp.port, at.field("port"), faults);
        } else if let Some(port) = self.grpc {
            validate_port(&IntOrString::Int(port), at.field("port"), faults);
        } else if let Some(sleep) = self.sleep.filter(|sleep| !(0..=grace).contains(&sleep.seconds))
        {
            let message = format!(
                "{} seconds of `{field}` is not between 0 and `terminationGracePeriodSeconds`, \
                 {grace}",
                sleep.seconds
            );
            faults.invalid(at, message);
        }
    }
}

/// `validateHTTPGetAction`; the path is `/` and the scheme `HTTP` unless given.
fn validate_http(http: &HTTPGetAction, at: FieldPath<'_>, faults: &mut Faults) {
    validate_port(&http.port, at.field("port"), faults);
    if !http.scheme.or_empty().is_empty() {
        faults.one_of(at.field("scheme"), http.scheme.or_empty(), &["HTTP", "HTTPS"]);
    }
    for header in http.http_headers.or_empty() {
        faults.syntax(at.field("httpHeaders"), &header.name, names::http_header_name);
    }
}

/// `ValidatePortNumOrName`.
fn validate_port(port: &IntOrString, at: FieldPath<'_>, faults: &mut Faults) {
    match port {
        IntOrString::Int(number) => {
            if let Err(message) = names::port_number(*number) {
                faults.invalid(at, format!("{number} {message}"));
            }
        }
        IntOrString::String(name) => {
            faults.syntax(at, name, names::port_name);
        }
    }
}
