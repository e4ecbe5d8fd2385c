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
            for container in containers(pods) {
                let own =
                    |list, name: &str| self.ranges.amount(pods.namespace, container, list, name);
                let wrongs = wrongs(range, own);
                let wrongs: Vec<Wrong<'m>> =
                    wrongs.into_iter().chain(self.too_little(range, container, pods)).collect();
                for wrong in wrongs {
                    let what = format!("its container `{}`", called(container));
                    let list = wrong.list.field();
                    let node = resource(container, list, wrong.resource).unwrap_or(container);
                    self.report(pods.owner, node, range, &what, &wrong.says);
                }
            }
        }
    }

    /// A request above the limit that a container is given.
    fn too_little(
        &self,
        range: Range<'m>,
        container: &'m Node,
        pods: &Pods<'m>,
    ) -> Option<Wrong<'m>> {
        let given = range.limits.get("default").and_then(Node::as_map)?;
        given.iter().find_map(|(key, _)| {
            let resource_name = &*key.text;
            if resource(container, List::Limits.field(), resource_name).is_some() {
                return None;
            }
            let list = List::Requests;
            let limit = self.ranges.given(pods.namespace, resource_name)?;
            let amount = self.ranges.amount(pods.namespace, container, list, resource_name)?;
            (amount > limit).then(|| Wrong {
                list,
                resource: resource_name,
                says: format!(
                    "requests {amount} of {resource_name}, and is given the limit {limit}"
                ),
            })
        })
    }

    /// Of all containers of a pod together.
    fn pod(&mut self, pods: &Pods<'m>) {
        let ranges: Vec<Range<'m>> = self.ranges.at(pods.namespace, "Pod").collect();
        for range in ranges {
            let total = |list, name: &str| {
                let amount = self.ranges.total(pods, list, name).amount;
                Some(amount).filter(|amount| *amount != Amount::ZERO)
            };
            for wrong in wrongs(range, total) {
                let what = "its containers together";
                self.report(pods.owner, pods.spec, range, what, &wrong.says);
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
            if let Some((bound, than)) = out_of(range, "storage", amount) {
                let claim = claim.below("metadata.name").and_then(Node::as_str).unwrap_or_default();
                let what = format!("its claim `{claim}`");
                let says = format!("requests {amount} of storage, {than} {bound}");
                self.report(object, node, range, &what, &says);
            }
        }
    }

    fn report(
        &mut self,
        object: &'m Object,
        node: &'m Node,
        range: Range<'m>,
        what: &str,
        says: &str,
    ) {
        let range = range.object;
        let message = format!("is refused by {range}: {what} {says}");
        let node = if node.as_map().is_some() { name(node) } else { node };
        let fault = say(Code::RefusedByLimitRange, object, Spot::At(node), self.index, message);
        let fault = fault.help(format!("change the amount, or {range}"));
        self.found.push((object, fault));
    }
}

/// What a range refuses of a resource.
struct Wrong<'m> {
    list: List,
    resource: &'m str,
    says: String,
}

/// What is out of the bounds of a range, each resource once.
fn wrongs(range: Range<'_>, amount: impl Fn(List, &str) -> Option<Amount>) -> Vec<Wrong<'_>> {
    let lists = [List::Limits, List::Requests];
    let bounded = range.resources().filter_map(|resource| {
        lists.into_iter().find_map(|list| {
            let does = if list == List::Limits { "may have" } else { "requests" };
            // What is bounded must be said.
            let Some(own) = amount(list, resource) else {
                let bound = if list == List::Limits { "max" } else { "min" };
                range.bound(bound, resource)?;
                let lacks = if list == List::Limits { "no limit" } else { "no request" };
                return Some(Wrong { list, resource, says: format!("have {lacks} of {resource}") });
            };
            let (bound, than) = out_of(range, resource, own)?;
            Some(Wrong {
                list,
                resource,
                says: format!("{does} {own} of {resource}, {than} {bound}"),
            })
        })
    });
    let stretched = range.ratios().filter_map(|resource| {
        let ratio = range.bound("maxLimitRequestRatio", resource)?;
        let limit = amount(List::Limits, resource);
        let request = amount(List::Requests, resource).filter(|it| *it != Amount::ZERO);
        let says = match limit.zip(request) {
            None => format!("must say limit and request of {resource}"),
            Some((limit, request)) => {
                let most = request.times(ratio)?;
                (limit > most).then(|| {
                    format!(
                        "may have {limit} of {resource}, more than {ratio} times the {request} \
                         that it requests"
                    )
                })?
            }
        };
        Some(Wrong { list: List::Limits, resource, says })
    });
    bounded.chain(stretched).collect()
}

/// The bound that an amount is above or below.
fn out_of(range: Range<'_>, resource: &str, amount: Amount) -> Option<(Amount, &'static str)> {
    let above = range.bound("max", resource).filter(|most| amount > *most);
    let below = range.bound("min", resource).filter(|least| amount < *least);
    above.map(|bound| (bound, "more than")).or_else(|| below.map(|bound| (bound, "less than")))
}
