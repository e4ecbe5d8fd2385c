//! Volumes of the files of a node.

use super::fields::{items, set};
use crate::check::index::pods::Pods;
use crate::yaml::Node;

/// Those volumes, each with its path.
pub(super) fn host_paths<'m>(pods: &Pods<'m>) -> impl Iterator<Item = (&'m Node, &'m Node)> {
    let volumes = items(pods.spec, "volumes");
    volumes.filter_map(|volume| Some((volume, set(volume, "hostPath")?.get("path")?)))
}
