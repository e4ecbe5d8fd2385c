//! Containers, pods and claims that a `LimitRange` of their namespace refuses.

use super::amounts::{List, Range, Ranges};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::Found;
use crate::check::rules::fields::{called, containers, is, items, name, quantity, resource};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::kube::quantity::Amount;
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let ranges = Ranges::of(index);
    if ranges.is_empty() {
        return Vec::new();
    }
    let mut judge = Judge { index, ranges, found: Vec::new() };
    for pods in index.pods.within(None) {
        judge.containers(pods);
        judge.pod(pods);
    }
    for object in index.objects {
        judge.claims(object);
    }
    judge.found
}

struct Judge<'a, 'm> {
    index: &'a Index<'m>,
    ranges: Ranges<'m>,
    found: Vec<Found<'m>>,
}

impl<'m> Judge<'_, 'm> {
    fn containers(&mut self, pods: &Pods<'m>) {
        let ranges: Vec<Range<'m>> = self.ranges.at(pods.namespace, "Container").collect();
        for range in ranges {
            for (container, name) in
                containers(pods).flat_map(|it| range.resources().map(move |name| (it, name)))
            {
                let of = |list| self.ranges.amount(pods.namespace, container, list, name);
                let wrong = [List::Limits, List::Requests]
                    .into_iter()
                    .find_map(|list| Some((list, wrong(range, name, of(list)?)?)));
                let Some((list, wrong)) = wrong else { continue };
                let what = format!("container `{}`", called(container));
                let node = resource(container, list.field(), name).unwrap_or(container);
                self.report(pods.owner, node, range, list, name, &wrong, &what);
            }
        }
    }

    /// Of all containers of a pod together.
    fn pod(&mut self, pods: &Pods<'m>) {
        let ranges: Vec<Range<'m>> = self.ranges.at(pods.namespace, "Pod").collect();
        for range in ranges {
            for name in range.resources() {
                let of = |list| self.ranges.total(pods, list, name).amount;
                let wrong = [List::Limits, List::Requests].into_iter().find_map(|list| {
                    let amount = Some(of(list)).filter(|amount| *amount != Amount::ZERO)?;
                    Some((list, wrong(range, name, amount)?))
                });
                let Some((list, wrong)) = wrong else { continue };
                self.report(
                    pods.owner,
                    pods.spec,
                    range,
                    list,
                    name,
                    &wrong,
                    "containers together",
                );
            }
        }
    }

    fn claims(&mut self, object: &'m Object) {
        let own = is(object, "", "PersistentVolumeClaim").then_some(&object.root);
        let claims: Vec<&Node> =
            own.into_iter().chain(items(&object.root, "spec.volumeClaimTemplates")).collect();
        let namespace = self.index.namespace(object);
        for (claim, range) in claims
            .into_iter()
            .flat_map(|claim| {
                self.ranges.at(namespace, "PersistentVolumeClaim").map(move |range| (claim, range))
            })
            .collect::<Vec<_>>()
        {
            let requests = claim.below("spec.resources.requests");
            let Some((node, amount)) = requests.and_then(|it| quantity(it, "storage")) else {
                continue;
            };
            if let Some(wrong) = wrong(range, "storage", amount) {
                let claim = claim.below("metadata.name").and_then(Node::as_str).unwrap_or_default();
                let what = format!("claim `{claim}`");
                self.report(object, node, range, List::Requests, "storage", &wrong, &what);
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "each is a word of the message")]
    fn report(
        &mut self,
        object: &'m Object,
        node: &'m Node,
        range: Range<'m>,
        list: List,
        resource: &str,
        wrong: &Wrong,
        what: &str,
    ) {
        let range = range.object;
        let does = match list {
            List::Limits => "may have",
            List::Requests => "requests",
        };
        let Wrong { amount, bound, than } = wrong;
        let message = format!(
            "is refused by {range}: its {what} {does} {amount} of {resource}, {than} {bound}"
        );
        let node = if node.as_map().is_some() { name(node) } else { node };
        let fault = say(Code::RefusedByLimitRange, object, Spot::At(node), self.index, message);
        let fault = fault.help(format!("change the amount, or {range}"));
        self.found.push((object, fault));
    }
}

/// An amount out of its bounds.
struct Wrong {
    amount: Amount,
    bound: Amount,
    than: &'static str,
}

fn wrong(range: Range<'_>, resource: &str, amount: Amount) -> Option<Wrong> {
    let above = range.bound("max", resource).filter(|most| amount > *most);
    let above = above.map(|bound| Wrong { amount, bound, than: "more than" });
    let below = range.bound("min", resource).filter(|least| amount < *least);
    above.or_else(|| below.map(|bound| Wrong { amount, bound, than: "less than" }))
}
