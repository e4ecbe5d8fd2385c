//! What an API server puts into objects by itself: by kind and field, the value that it gives what
//! nobody set, and what it and the controllers keep for themselves.
//!
//! The facts are those of Kubernetes 1.36: `defaults.go` and `zz_generated.defaults.go` of each group,
//! what the strategies of its registry prepare, and what its admission and its controllers write. A
//! value that depends on another field is listed with all that it may be: what stands in a cluster
//! is what the server made of it.

mod objects;
mod pods;

/// What is known of a field.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fact {
    /// The server or a controller sets it, to whatever it finds right.
    Server,
    /// What it is where nobody sets it, one of some texts of JSON.
    Default(&'static [&'static str]),
    /// It is what another field beside it is.
    Twin(&'static str),
    /// It follows from the tag of the image beside it.
    PullPolicy,
    /// The server drops it where it is zero, false or empty.
    Zero,
    /// An amount, which the server spells in its own way.
    Quantity,
    /// A map of amounts.
    Quantities,
    /// A map with fields of its own, or a list of such.
    Holds(Shape),
    /// The text of a Secret, which the server keeps encoded in `data`.
    Encoded,
    /// Keys of a map that the server or a controller sets: all that begin so.
    Keys(&'static [&'static str]),
    /// Items of a list that the server adds: those whose names begin so.
    Items(&'static str),
}

/// The fields of a map, with what is known of each.
pub(crate) type Shape = &'static [(&'static str, &'static [Fact])];

/// What is known of the objects of a kind; of other kinds, only of their metadata.
pub(crate) fn of_kind(group: &str, kind: &str) -> Shape {
    let known =
        objects::KINDS.iter().find(|(a_group, a_kind, _)| (*a_group, *a_kind) == (group, kind));
    known.map_or(objects::OBJECT, |(.., shape)| *shape)
}

/// What is known of a field.
pub(crate) fn facts(shape: Shape, field: &str) -> &'static [Fact] {
    shape.iter().find(|(name, _)| *name == field).map_or(&[], |(_, facts)| *facts)
}

/// What the server makes of an image's tag where no policy is given.
pub(crate) fn pull_policy(image: &str) -> &'static str {
    let (name, digest) = image.split_once('@').map_or((image, None), |(name, it)| (name, Some(it)));
    let last = name.rsplit('/').next().unwrap_or(name);
    match (last.split_once(':'), digest) {
        (Some((_, "latest")), _) | (None, None) => "Always",
        _ => "IfNotPresent",
    }
}

/// What the server and controllers keep in the metadata of every object.
pub(super) const META: Shape = &[
    ("uid", &[Fact::Server]),
    ("resourceVersion", &[Fact::Server]),
    ("creationTimestamp", &[Fact::Server]),
    ("generation", &[Fact::Server]),
    ("selfLink", &[Fact::Server]),
    ("managedFields", &[Fact::Server]),
    ("deletionTimestamp", &[Fact::Server]),
    ("deletionGracePeriodSeconds", &[Fact::Server]),
    ("ownerReferences", &[Fact::Server]),
    ("finalizers", &[Fact::Server]),
    ("annotations", &[Fact::Keys(ANNOTATIONS)]),
    ("labels", &[Fact::Keys(LABELS)]),
];

const ANNOTATIONS: &[&str] = &[
    "cni.projectcalico.org/",
    "k8s.ovn.org/",
    "k8s.v1.cni.cncf.io/",
    "kubectl.kubernetes.io/",
    "deployment.kubernetes.io/",
    "deprecated.daemonset.template.generation",
    "pv.kubernetes.io/",
    "volume.kubernetes.io/",
    "volume.beta.kubernetes.io/storage-provisioner",
    "autoscaling.alpha.kubernetes.io/",
    "batch.kubernetes.io/",
    "control-plane.alpha.kubernetes.io/leader",
    "endpoints.kubernetes.io/",
    "kubernetes.io/config.",
    "rbac.authorization.kubernetes.io/autoupdate",
    "service.alpha.kubernetes.io/",
];

const LABELS: &[&str] = &[
    "kubernetes.io/metadata.name",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
    "controller-uid",
    "job-name",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_follow_the_tag() {
        for (image, policy) in [
            ("nginx", "Always"),
            ("nginx:latest", "Always"),
            ("registry:5000/nginx", "Always"),
            ("registry:5000/nginx:1.27", "IfNotPresent"),
            ("nginx@sha256:abc", "IfNotPresent"),
            ("nginx:latest@sha256:abc", "Always"),
        ] {
            assert_eq!(pull_policy(image), policy, "{image}");
        }
    }

    #[test]
    fn defaults_are_json_and_no_field_is_listed_twice() {
        fn look(shape: Shape, depth: usize) {
            assert!(depth < 20);
            for (at, (name, facts)) in shape.iter().enumerate() {
                assert!(shape[..at].iter().all(|(other, _)| other != name), "{name}");
                for fact in *facts {
                    match fact {
                        Fact::Default(texts) => texts.iter().for_each(|text| {
                            serde_json::from_str::<serde_json::Value>(text).expect(text);
                        }),
                        Fact::Holds(shape) => look(shape, depth + 1),
                        _ => {}
                    }
                }
            }
        }
        objects::KINDS.iter().for_each(|(.., shape)| look(shape, 0));
    }
}
