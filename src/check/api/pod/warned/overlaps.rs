//! Files of a volume that lie upon each other: `warningsForOverlappingVirtualPaths`.
//!
//! Of two files at `a` one is written over the other; `a` and `a/b` can't both be files.

use std::collections::BTreeSet;
use std::iter;
use std::ops::Bound;

use k8s_openapi::api::core::v1::{Volume, VolumeProjection};

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath};

pub(super) fn warn(volume: &Volume, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(source) = &volume.config_map {
        let paths = source.items.or_empty().iter().map(|item| item.path.as_str());
        warn_of(paths, at.field("configMap"), faults);
    }
    if let Some(source) = &volume.secret {
        let paths = source.items.or_empty().iter().map(|item| item.path.as_str());
        warn_of(paths, at.field("secret"), faults);
    }
    if let Some(source) = &volume.downward_api {
        let paths = source.items.or_empty().iter().map(|item| item.path.as_str());
        warn_of(paths, at.field("downwardAPI"), faults);
    }
    if let Some(projected) = &volume.projected {
        let at = at.field("projected");
        let sources = projected.sources.or_empty();
        for (index, source) in sources.iter().enumerate() {
            if *source == VolumeProjection::default() {
                faults.warn(at.field("sources").index(index), "has no source");
            }
        }
        warn_of(sources.iter().flat_map(paths_of), at, faults);
    }
}

/// Where a source puts its files, if it says so: of several sources in one, the first that does.
fn paths_of(source: &VolumeProjection) -> Vec<&str> {
    let config_map = source.config_map.as_ref().and_then(|it| it.items.as_ref());
    let secret = source.secret.as_ref().and_then(|it| it.items.as_ref());
    let downward = source.downward_api.as_ref().and_then(|it| it.items.as_ref());
    if let Some(items) = config_map.or(secret) {
        items.iter().map(|item| item.path.as_str()).collect()
    } else if let Some(items) = downward {
        items.iter().map(|item| item.path.as_str()).collect()
    } else if let Some(token) = &source.service_account_token {
        vec![&token.path]
    } else if let Some(bundle) = &source.cluster_trust_bundle {
        vec![&bundle.path]
    } else if let Some(pod) = &source.pod_certificate {
        let paths = [&pod.certificate_chain_path, &pod.key_path, &pod.credential_bundle_path];
        paths.into_iter().map(OrEmpty::or_empty).collect()
    } else {
        Vec::new()
    }
}

fn warn_of<'a>(paths: impl Iterator<Item = &'a str>, at: FieldPath<'_>, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for path in paths.map(|path| path.trim_end_matches('/')).filter(|path| !path.is_empty()) {
        if let Some(other) = at_or_above(path, &seen).or_else(|| below(path, &seen)) {
            let message = if path == other {
                format!("has two files at `{path}`")
            } else {
                format!("has a file at `{path}` and one at `{other}`, where one is in the other")
            };
            faults.warn(at, message);
        }
        seen.insert(path);
    }
}

fn at_or_above<'a>(path: &'a str, seen: &BTreeSet<&'a str>) -> Option<&'a str> {
    let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
    iter::once(path).chain(folders).find(|path| seen.contains(path))
}

fn below<'a>(path: &str, seen: &BTreeSet<&'a str>) -> Option<&'a str> {
    let folder = format!("{path}/");
    let from = (Bound::Included(folder.as_str()), Bound::Unbounded);
    seen.range::<str, _>(from).next().copied().filter(|first| first.starts_with(&folder))
}
