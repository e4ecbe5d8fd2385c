//! The objects of two manifests into pairs: those with the same identity, then those of which one
//! seems to have become the other.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::hash::{Hash, Hasher};

use super::Basis;
use super::canonical::scalar_text;
use crate::manifest::{Manifest, Object};
use crate::yaml::{Node, Value};

/// Places in the two manifests.
pub(super) struct Pairs {
    pub both: Vec<(usize, usize)>,
    pub added: Vec<usize>,
    pub removed: Vec<usize>,
}

/// What tells an object from others, whatever version of its group it is written in.
pub(super) fn identity(object: &Object) -> (&str, &str, Option<&str>, &str) {
    let identity = &object.identity;
    (&identity.group, &identity.kind, identity.namespace.as_deref(), &identity.name)
}

pub(super) fn pair(basis: Basis, old: &Manifest, new: &Manifest) -> Pairs {
    let places = old.objects.iter().enumerate();
    let places: HashMap<_, usize> = places.map(|(at, object)| (identity(object), at)).collect();
    let (mut both, mut added) = (Vec::new(), Vec::new());
    let mut is_left = vec![true; old.objects.len()];
    for (at, object) in new.objects.iter().enumerate() {
        match places.get(&identity(object)) {
            Some(&before) => {
                is_left[before] = false;
                both.push((before, at));
            }
            None => added.push(at),
        }
    }
    let mut removed: Vec<usize> = (0..is_left.len()).filter(|at| is_left[*at]).collect();
    let renamed = match basis {
        Basis::Before => renamed([old, new], &removed, &added),
        Basis::Cluster => Vec::new(),
    };
    let gone: HashSet<usize> = renamed.iter().map(|(old, _)| *old).collect();
    let come: HashSet<usize> = renamed.iter().map(|(_, new)| *new).collect();
    removed.retain(|at| !gone.contains(at));
    added.retain(|at| !come.contains(at));
    both.extend(renamed);
    both.sort_by_key(|(_, new)| *new);
    Pairs { both, added, removed }
}

/// An object with another name that holds so much of the same is the same.
const ENOUGH: f64 = 0.7;

/// More of one kind are not compared each with each: then only what is the same but for its name is
/// found.
const MOST: usize = 20_000;

fn renamed(sides: [&Manifest; 2], removed: &[usize], added: &[usize]) -> Vec<(usize, usize)> {
    let [removed, added] = [(sides[0], removed), (sides[1], added)].map(|(side, places)| {
        let mut kinds: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for at in places {
            let identity = &side.objects[*at].identity;
            kinds.entry((&identity.group, &identity.kind)).or_default().push(*at);
        }
        kinds
    });
    let of_both = removed.iter().filter_map(|(kind, old)| Some((old, added.get(kind)?)));
    of_both.flat_map(|(old, new)| renamed_of_kind(sides, old, new)).collect()
}

fn renamed_of_kind(
    [old, new]: [&Manifest; 2],
    removed: &[usize],
    added: &[usize],
) -> Vec<(usize, usize)> {
    let leaves = |manifest: &Manifest, at: &[usize]| -> Vec<(usize, Vec<u64>)> {
        at.iter().map(|at| (*at, own_leaves(&manifest.objects[*at].root))).collect()
    };
    let (mut before, mut after) = (leaves(old, removed), leaves(new, added));
    let mut pairs = same(&before, &after);
    let mut old_taken: HashSet<usize> = pairs.iter().map(|(old, _)| *old).collect();
    let mut new_taken: HashSet<usize> = pairs.iter().map(|(_, new)| *new).collect();
    before.retain(|(at, _)| !old_taken.contains(at));
    after.retain(|(at, _)| !new_taken.contains(at));
    if before.len() * after.len() > MOST {
        return pairs;
    }
    let mut likely = Vec::new();
    for (at_old, old_leaves) in &before {
        for (at_new, new_leaves) in &after {
            let share = share(old_leaves, new_leaves);
            if share >= ENOUGH {
                likely.push((share, *at_old, *at_new));
            }
        }
    }
    likely.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, old, new) in likely {
        if !old_taken.contains(&old) && new_taken.insert(new) {
            old_taken.insert(old);
            pairs.push((old, new));
        }
    }
    pairs
}

/// Those that hold the same, in their order.
fn same(before: &[(usize, Vec<u64>)], after: &[(usize, Vec<u64>)]) -> Vec<(usize, usize)> {
    let mut places: HashMap<&[u64], VecDeque<usize>> = HashMap::new();
    for (at, leaves) in before.iter().filter(|(_, leaves)| !leaves.is_empty()) {
        places.entry(leaves).or_default().push_back(*at);
    }
    let stem = |leaves: &Vec<u64>| places.get_mut(leaves.as_slice())?.pop_front();
    let stems = after.iter().map(|(_, leaves)| leaves).map(stem);
    stems.zip(after).filter_map(|(old, (new, _))| Some((old?, *new))).collect()
}

/// What an object holds besides what names it: labels are the same in all objects of a chart.
fn own_leaves(root: &Node) -> Vec<u64> {
    let mut leaves = Vec::new();
    for (key, node) in root.as_map().into_iter().flat_map(crate::yaml::Map::iter) {
        match key.text.as_str() {
            "apiVersion" | "kind" => {}
            "metadata" => {
                if let Some(annotations) = node.get("annotations") {
                    collect(annotations, 0, &mut leaves);
                }
            }
            name => collect(node, hash(&(0, name)), &mut leaves),
        }
    }
    leaves.sort_unstable();
    leaves
}

/// How much of two nodes is the same, from 0 to 1.
pub(super) fn likeness(old: &Node, new: &Node) -> f64 {
    let leaves = |node| {
        let mut leaves = Vec::new();
        collect(node, 0, &mut leaves);
        leaves.sort_unstable();
        leaves
    };
    share(&leaves(old), &leaves(new))
}

/// The scalars below a node with their paths; the lines of a text are scalars, too.
fn collect(node: &Node, path: u64, leaves: &mut Vec<u64>) {
    match &node.value {
        Value::Map(map) => {
            map.iter().for_each(|(key, node)| collect(node, hash(&(path, &key.text)), leaves));
        }
        Value::List(items) => items.iter().for_each(|item| collect(item, hash(&(path, 0)), leaves)),
        Value::String(text) if text.contains('\n') => {
            leaves.extend(text.lines().map(|line| hash(&(path, line))));
        }
        scalar => leaves.push(hash(&(path, scalar_text(scalar)))),
    }
}

fn hash(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// Of sorted lists, how many of all items are in both.
#[expect(clippy::cast_precision_loss, reason = "counts of lines")]
fn share(old: &[u64], new: &[u64]) -> f64 {
    let (mut common, mut at_old, mut at_new) = (0_usize, 0, 0);
    while let (Some(a), Some(b)) = (old.get(at_old), new.get(at_new)) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => at_old += 1,
            std::cmp::Ordering::Greater => at_new += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                at_old += 1;
                at_new += 1;
            }
        }
    }
    let all = old.len() + new.len();
    if all == 0 { 0.0 } else { 2.0 * common as f64 / all as f64 }
}
