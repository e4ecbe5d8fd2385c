//! Services and what leads to them: endpoints, ingresses, network policies, addresses.

pub(in crate::check) mod addresses;
pub(in crate::check) mod endpoints;
pub(in crate::check) mod ingress;
pub(in crate::check) mod policies;
pub(in crate::check) mod service;
