//! What a cluster is made of and shares out: namespaces, nodes, quotas, priorities, configuration.

pub(in crate::check) mod api_services;
pub(in crate::check) mod config;
mod der;
pub(in crate::check) mod events;
pub(in crate::check) mod flowcontrol;
mod key_pair;
pub(in crate::check) mod leases;
pub(in crate::check) mod namespaces;
pub(in crate::check) mod nodes;
pub(in crate::check) mod priority_classes;
pub(in crate::check) mod quota;
