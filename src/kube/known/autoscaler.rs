//! The Kubernetes autoscaler: pods whose requests follow what they use.

use super::{CustomKind, Project, ReferenceField, To, namespaced, refers};

pub(super) static PROJECT: Project =
    Project { kinds: KINDS, references: REFERENCES, ..Project::of(&["autoscaling.k8s.io"]) };

const KINDS: &[CustomKind] =
    &[namespaced("VerticalPodAutoscaler"), namespaced("VerticalPodAutoscalerCheckpoint")];

const REFERENCES: &[ReferenceField] =
    &[refers("VerticalPodAutoscaler", "spec.targetRef", To::Any(None))];
