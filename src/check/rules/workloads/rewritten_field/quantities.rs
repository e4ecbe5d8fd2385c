//! Quantities that are not in the form in which the server stores them: `1000m`, `0.5`, `1024Mi`.

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::{Rewritten, listed};
use crate::check::index::pods::{Pods, Which};
use crate::kube::quantity::{Amount, is_quantity};
use crate::manifest::Object;
use crate::yaml::{Map, Node, Value};

/// Those of a kind that makes no pods, and of the claims of a `StatefulSet`.
pub(super) fn of_object<'m>(object: &'m Object, fields: &mut Vec<Rewritten<'m>>) {
    let spec = object.root.get("spec");
    let below = |field: &'static str| spec.and_then(move |spec| spec.get(field)).into_iter();
    match (&*object.identity.group, &*object.identity.kind) {
        ("", "PersistentVolumeClaim") => below("resources").for_each(|it| each_of_all(it, fields)),
        ("", "PersistentVolume") => below("capacity").for_each(|it| each(it, fields)),
        ("", "ResourceQuota") => below("hard").for_each(|it| each(it, fields)),
        ("", "LimitRange") => {
            below("limits").flat_map(listed).for_each(|it| each_of_all(it, fields));
        }
        ("apps", "StatefulSet") => {
            let claims = below("volumeClaimTemplates").flat_map(listed);
            let resources = claims.filter_map(|claim| claim.below("spec.resources"));
            resources.for_each(|it| each_of_all(it, fields));
        }
        ("autoscaling", "HorizontalPodAutoscaler") => {
            let metrics = below("metrics").flat_map(listed).filter_map(Node::as_map);
            let targets = metrics.flat_map(Map::iter).filter_map(|(_, it)| it.get("target"));
            for target in targets {
                let amounts = ["value", "averageValue"].map(|field| target.get(field));
                amounts.into_iter().flatten().for_each(|it| one(it, fields));
            }
        }
        _ => {}
    }
}

pub(super) fn of_pods<'m>(pods: &Pods<'m>, fields: &mut Vec<Rewritten<'m>>) {
    let of_containers = pods.containers(Which::All).filter_map(|it| it.get("resources"));
    of_containers.chain(pods.spec.get("resources")).for_each(|it| each_of_all(it, fields));
    pods.spec.get("overhead").into_iter().for_each(|it| each(it, fields));
    for volume in pods.spec.get("volumes").into_iter().flat_map(listed) {
        volume.below("emptyDir.sizeLimit").into_iter().for_each(|it| one(it, fields));
        let claim = volume.below("ephemeral.volumeClaimTemplate.spec.resources");
        claim.into_iter().for_each(|it| each_of_all(it, fields));
    }
}

/// Of maps in a map: `limits` and `requests`, `max` and `min`.
fn each_of_all<'m>(node: &'m Node, fields: &mut Vec<Rewritten<'m>>) {
    let maps = node.as_map().into_iter().flat_map(Map::iter);
    maps.for_each(|(_, map)| each(map, fields));
}

fn each<'m>(node: &'m Node, fields: &mut Vec<Rewritten<'m>>) {
    node.as_map().into_iter().flat_map(Map::iter).for_each(|(_, it)| one(it, fields));
}

fn one<'m>(node: &'m Node, fields: &mut Vec<Rewritten<'m>>) {
    let written = match &node.value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return,
    };
    // What is no quantity is refused elsewhere.
    if !is_quantity(&written) {
        return;
    }
    let stored = Amount::of(&Quantity(written.clone())).to_string();
    // Of a whole number nothing is said, though the server stores a text: everybody writes `cpu: 1`.
    if stored == written {
        return;
    }
    let form = if stored.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("\"{stored}\"")
    } else {
        stored
    };
    fields.push(Rewritten {
        node,
        message: format!(
            "has a quantity that the server stores as `{form}`: each apply is a change"
        ),
        label: format!("becomes `{form}`"),
        help: format!("write `{form}`"),
    });
}
