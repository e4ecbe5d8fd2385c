//! Argo CD: applications that are deployed from repositories.

use super::{CustomKind, Project, namespaced};

pub(super) static PROJECT: Project = Project { kinds: KINDS, ..Project::of(&["argoproj.io"]) };

const KINDS: &[CustomKind] = &[
    namespaced("AppProject").applied(18),
    namespaced("Application"),
    namespaced("ApplicationSet"),
];
