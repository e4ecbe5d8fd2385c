//! Pods and other objects that a `ResourceQuota` of their namespace refuses: they are too many, or
//! don't say what it counts.
//!
//! Quotas for some pods only, by their scopes, are left alone.

use std::collections::HashSet;

use super::amounts::{List, Ranges};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::Found;
use crate::check::rules::fields::{called, is, items, name, quantity, truth, whole, word};
use crate::check::rules::least::{Least, least_by_autoscaler};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::kube::quantity::Amount;
use crate::manifest::Object;
use crate::yaml::{Map, Node};

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let quotas = index.objects.iter().filter(|object| is(object, "", "ResourceQuota"));
    let quotas: Vec<&Object> = quotas.filter(|quota| !is_scoped(quota)).collect();
    if quotas.is_empty() {
        return Vec::new();
    }
    let (ranges, least) = (Ranges::of(index), least_by_autoscaler(index));
    let mut count = Count { index, ranges, least, told: HashSet::new(), found: Vec::new() };
    for quota in quotas {
        let hard = quota.root.below("spec.hard");
        let names = hard.and_then(Node::as_map).into_iter().flat_map(Map::iter);
        for (key, _) in names {
            if let Some((node, most)) = hard.and_then(|hard| quantity(hard, &key.text)) {
                count.hold(quota, &key.text, node, most);
            }
        }
    }
    count.found
}

fn is_scoped(quota: &Object) -> bool {
    items(&quota.root, "spec.scopes").next().is_some()
        || quota.root.below("spec.scopeSelector").is_some_and(|it| !it.is_null())
}

struct Count<'a, 'm> {
    index: &'a Index<'m>,
    ranges: Ranges<'m>,
    least: Least<'m>,
    /// Workloads that lack what a quota counts.
    told: HashSet<*const Object>,
    found: Vec<Found<'m>>,
}

impl<'m> Count<'_, 'm> {
    fn hold(&mut self, quota: &'m Object, key: &'m str, node: &'m Node, most: Amount) {
        let used = match of_pods(key) {
            Some((list, resource)) => self.of_pods(quota, list, resource),
            None => match self.number(quota, key) {
                Some(number) => number,
                None => return,
            },
        };
        if used <= most {
            return;
        }
        let message = format!("allows {most} of {key}, and the stack asks for {used}");
        let fault = say(Code::RefusedByQuota, quota, Spot::At(node), self.index, message);
        self.found.push((quota, fault.help("raise it, or ask for less")));
    }

    /// The pods of a quota's namespace, and how many there are of each.
    fn pods(&self, quota: &'m Object) -> Vec<(Pods<'m>, i64)> {
        let namespace = self.index.namespace(quota);
        let here = self.index.pods.within(namespace).filter(|pods| pods.namespace == namespace);
        here.map(|pods| (*pods, self.replicas(pods.owner))).collect()
    }

    fn of_pods(&mut self, quota: &'m Object, list: List, resource: &str) -> Amount {
        let mut sum = Amount::ZERO;
        for (pods, replicas) in self.pods(quota) {
            let total = self.ranges.total(&pods, list, resource);
            for _ in 0..replicas.min(MOST_REPLICAS) {
                sum = sum.saturating_add(total.amount);
            }
            let Some(bare) = total.bare.filter(|_| self.told.insert(pods.owner)) else { continue };
            let lacks = match list {
                List::Limits => "has no limit of",
                List::Requests => "requests no",
            };
            let message = format!(
                "is refused by {quota}: its container `{}` {lacks} {resource}",
                called(bare)
            );
            let spot = Spot::At(name(bare));
            let fault = say(Code::RefusedByQuota, pods.owner, spot, self.index, message);
            let help = format!("set `resources.{}.{resource}`", list.field());
            self.found.push((pods.owner, fault.help(help)));
        }
        sum
    }

    /// How many objects of a kind there are, where it is known what counts.
    fn number(&self, quota: &'m Object, key: &str) -> Option<Amount> {
        let namespace = self.index.namespace(quota);
        let objects = self.index.objects.iter();
        let objects = objects.filter(|object| self.index.namespace(object) == namespace);
        let of = |group: &str, kind: &str| objects.clone().filter(|it| is(it, group, kind)).count();
        let services = |sorts: &[&str]| {
            let services = objects.clone().filter(|it| is(it, "", "Service"));
            let sort = services.filter_map(|it| word(&it.root, "spec.type"));
            sort.filter(|sort| sorts.contains(sort)).count()
        };
        let number = match key.strip_prefix("count/").unwrap_or(key) {
            "pods" => self.pods(quota).iter().map(|(_, number)| *number).sum(),
            "services.loadbalancers" => number(services(&["LoadBalancer"])),
            "services.nodeports" => number(services(&["NodePort", "LoadBalancer"])),
            "requests.storage" => return Some(self.storage(quota)),
            key => {
                let (_, group, kind) = KINDS.iter().find(|(plural, ..)| *plural == key)?;
                number(of(group, kind))
            }
        };
        Some(Amount::whole(number))
    }

    fn storage(&self, quota: &'m Object) -> Amount {
        let namespace = self.index.namespace(quota);
        let objects = self.index.objects.iter();
        let here = objects.filter(|object| self.index.namespace(object) == namespace);
        let claims = here.flat_map(|object| {
            let own = is(object, "", "PersistentVolumeClaim").then_some((&object.root, 1));
            let made = items(&object.root, "spec.volumeClaimTemplates");
            own.into_iter().chain(made.map(|claim| (claim, self.replicas(object))))
        });
        claims.fold(Amount::ZERO, |sum, (claim, times)| {
            let requests = claim.below("spec.resources.requests");
            let amount = requests.and_then(|it| Some(quantity(it, "storage")?.1));
            let amount = amount.unwrap_or(Amount::ZERO);
            (0..times.min(MOST_REPLICAS)).fold(sum, |sum, _| sum.saturating_add(amount))
        })
    }

    /// How many pods an object makes at the least, and at once.
    fn replicas(&self, object: &Object) -> i64 {
        let (root, identity) = (&object.root, &object.identity);
        let of = |path| whole(root, path).unwrap_or(1);
        match &*identity.kind {
            "CronJob" => 0,
            "Job" if root.below("spec.suspend").and_then(truth) == Some(true) => 0,
            "Job" => of("spec.parallelism"),
            "DaemonSet" | "Pod" => 1,
            kind => {
                let key = (kind, identity.namespace.as_deref(), &*identity.name);
                self.least.get(&key).map_or_else(|| of("spec.replicas"), |least| least.count)
            }
        }
    }
}

/// No more are added up than any cluster runs.
const MOST_REPLICAS: i64 = 10_000;

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Kinds that a quota counts by their names.
const KINDS: [(&str, &str, &str); 11] = [
    ("configmaps", "", "ConfigMap"),
    ("cronjobs.batch", "batch", "CronJob"),
    ("daemonsets.apps", "apps", "DaemonSet"),
    ("deployments.apps", "apps", "Deployment"),
    ("ingresses.networking.k8s.io", "networking.k8s.io", "Ingress"),
    ("jobs.batch", "batch", "Job"),
    ("persistentvolumeclaims", "", "PersistentVolumeClaim"),
    ("replicationcontrollers", "", "ReplicationController"),
    ("secrets", "", "Secret"),
    ("services", "", "Service"),
    ("statefulsets.apps", "apps", "StatefulSet"),
];

/// The list and the resource that a key of a quota counts of pods.
fn of_pods(key: &str) -> Option<(List, &str)> {
    match key {
        "cpu" | "memory" | "ephemeral-storage" => Some((List::Requests, key)),
        "requests.storage" => None,
        _ => {
            let limits = key.strip_prefix("limits.").map(|name| (List::Limits, name));
            limits.or_else(|| key.strip_prefix("requests.").map(|name| (List::Requests, name)))
        }
    }
}
