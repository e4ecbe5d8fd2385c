//! Pods and other objects that a `ResourceQuota` of their namespace refuses: they are too many, or
//! don't say what it counts.

use std::collections::{HashMap, HashSet};

use super::amounts::{List, Ranges};
use super::quota_scopes::Scopes;
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::Found;
use crate::check::rules::fields::{called, is, items, name, quantity, truth, whole, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::kube::quantity::Amount;
use crate::manifest::Object;
use crate::yaml::{Map, Node};

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let quotas = || index.objects.iter().filter(|object| is(object, "", "ResourceQuota"));
    if quotas().next().is_none() {
        return Vec::new();
    }
    let mut by_namespace: HashMap<_, Vec<&Object>> = HashMap::new();
    for object in index.objects {
        by_namespace.entry(index.namespace(object)).or_default().push(object);
    }
    let ranges = Ranges::of(index);
    let mut count = Count { index, by_namespace, ranges, told: HashSet::new(), found: Vec::new() };
    for quota in quotas() {
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

struct Count<'a, 'm> {
    index: &'a Index<'m>,
    by_namespace: HashMap<Option<&'m str>, Vec<&'m Object>>,
    ranges: Ranges<'m>,
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

    /// The objects of a quota's namespace.
    fn objects(&self, quota: &'m Object) -> impl Iterator<Item = &'m Object> + Clone {
        self.by_namespace.get(&self.index.namespace(quota)).into_iter().flatten().copied()
    }

    /// The pods that a quota is for, and how many there are of each.
    fn pods(&self, quota: &'m Object) -> Vec<(Pods<'m>, i64)> {
        let (namespace, scopes) = (self.index.namespace(quota), Scopes::of(quota));
        let here = self.index.pods.within(namespace).filter(|pods| pods.namespace == namespace);
        let here = here.filter(|pods| scopes.have(pods, &self.ranges));
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
        let objects = self.objects(quota);
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
            "persistentvolumeclaims" => self.claims(quota).map(|(_, times)| times).sum(),
            "requests.storage" => return Some(self.storage(quota)),
            key => {
                let (_, group, kind) = KINDS.iter().find(|(plural, ..)| *plural == key)?;
                number(of(group, kind))
            }
        };
        Some(Amount::whole(number))
    }

    /// The claims of a quota's namespace, and how many there are of each.
    fn claims(&self, quota: &'m Object) -> impl Iterator<Item = (&'m Node, i64)> {
        self.objects(quota).flat_map(|object| {
            let own = is(object, "", "PersistentVolumeClaim").then_some((&object.root, 1));
            let made = items(&object.root, "spec.volumeClaimTemplates");
            own.into_iter().chain(made.map(|claim| (claim, self.replicas(object))))
        })
    }

    fn storage(&self, quota: &'m Object) -> Amount {
        self.claims(quota).fold(Amount::ZERO, |sum, (claim, times)| {
            let requests = claim.below("spec.resources.requests");
            let amount = requests.and_then(|it| Some(quantity(it, "storage")?.1));
            let amount = amount.unwrap_or(Amount::ZERO);
            (0..times.min(MOST_REPLICAS)).fold(sum, |sum, _| sum.saturating_add(amount))
        })
    }

    /// How many pods an object makes at the least, and at once.
    fn replicas(&self, object: &'m Object) -> i64 {
        let root = &object.root;
        let of = |path| whole(root, path).unwrap_or(1);
        match &*object.identity.kind {
            "CronJob" => 0,
            "Job" if root.below("spec.suspend").and_then(truth) == Some(true) => 0,
            "Job" => of("spec.parallelism"),
            "DaemonSet" | "Pod" => 1,
            _ => {
                let scaling = self.index.scalings().get(object);
                scaling.map_or_else(|| of("spec.replicas"), |scaling| scaling.least.count)
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
const KINDS: [(&str, &str, &str); 10] = [
    ("configmaps", "", "ConfigMap"),
    ("cronjobs.batch", "batch", "CronJob"),
    ("daemonsets.apps", "apps", "DaemonSet"),
    ("deployments.apps", "apps", "Deployment"),
    ("ingresses.networking.k8s.io", "networking.k8s.io", "Ingress"),
    ("jobs.batch", "batch", "Job"),
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
