//! What a comparison tells is all that differs: nothing between a manifest and itself, and enough to
//! make the new one of the old one.

use drydock::compare::{Change, Comparison, Side, compare};
use drydock::diagnostic::{Report, Sources};
use drydock::manifest::{self, Manifest};
use drydock::yaml::path::Step;
use drydock::yaml::{self, Dialect, Document, Node};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value as Json, json};

use super::trial::cases;

/// The fields whose items the API tells by keys, and of what the keys are made.
const KEYED: &[(&str, &[&str])] = &[
    ("containers", &["name"]),
    ("env", &["name"]),
    ("ports", &["containerPort", "protocol"]),
    ("volumes", &["name"]),
    ("finalizers", &[]),
];

fn manifest(objects: &[Json]) -> Manifest {
    manifest_of(&objects.iter().map(ToString::to_string).collect::<Vec<_>>())
}

fn manifest_of(objects: &[String]) -> Manifest {
    let mut report = Report::new();
    let documents = objects.iter().enumerate().flat_map(|(rank, object)| {
        let source = Sources::new().add_file("", object.clone());
        let roots = yaml::read(object, source, Dialect::Kubectl, &mut report);
        roots
            .into_iter()
            .map(move |root| Document { root, template: "t".into(), rank })
            .collect::<Vec<_>>()
    });
    let documents: Vec<Document> = documents.collect();
    let manifest = manifest::build(documents, None, &mut report);
    assert!(!report.has_errors(), "{report:?}");
    manifest
}

fn json_of(node: &Node) -> Json {
    serde_json::from_str(&yaml::to_json(node)).expect("JSON")
}

/// Without the order that is no difference.
fn sorted(value: &Json) -> Json {
    match value {
        Json::Object(map) => {
            let entry = |(key, value): (&String, &Json)| {
                let mut value = sorted(value);
                if KEYED.iter().any(|(name, _)| name == key)
                    && let Json::Array(items) = &mut value
                {
                    items.sort_by_key(ToString::to_string);
                }
                (key.clone(), value)
            };
            let mut entries: Vec<(String, Json)> = map.iter().map(entry).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            entries.into_iter().collect()
        }
        Json::Array(items) => items.iter().map(sorted).collect(),
        scalar => scalar.clone(),
    }
}

struct Edit {
    steps: Vec<Step>,
    new: Option<Json>,
    is_removal: bool,
    is_addition: bool,
}

impl Edit {
    fn of(change: &Change<'_>) -> Self {
        Edit {
            steps: change.path.steps().to_vec(),
            new: change.new.map(|part| json_of(part.node)),
            is_removal: change.new.is_none(),
            is_addition: change.old.is_none(),
        }
    }

    fn below(&self) -> Edit {
        Edit { steps: self.steps[1..].to_vec(), new: self.new.clone(), ..*self }
    }

    fn is_last(&self) -> bool {
        self.steps.len() == 1
    }
}

/// What stands at one step, removed, added or replaced.
fn apply(value: &mut Json, edits: &[Edit]) {
    if let Some(whole) = edits.iter().find(|edit| edit.steps.is_empty()) {
        *value = whole.new.clone().expect("a root stays");
        return;
    }
    let Json::Object(map) = value else { panic!("nothing stands in a scalar") };
    for edit in edits {
        let (Step::Field(key) | Step::Key(key)) = &edit.steps[0] else { panic!("a key") };
        match &edit.new {
            None => assert!(map.remove(key).is_some()),
            Some(new) => {
                let before = map.insert(key.clone(), new.clone());
                assert_eq!(before.is_none(), edit.is_addition);
            }
        }
    }
}

fn apply_to_items(items: &mut Vec<Json>, edits: &[Edit]) {
    let (mut removals, rest): (Vec<&Edit>, Vec<&Edit>) =
        edits.iter().partition(|edit| edit.is_last() && edit.is_removal);
    removals.sort_by_key(|edit| std::cmp::Reverse(place(items, &edit.steps[0])));
    for edit in removals {
        items.remove(place(items, &edit.steps[0]).expect("it is there"));
    }
    let (mut additions, inner): (Vec<&Edit>, Vec<&Edit>) =
        rest.into_iter().partition(|edit| edit.is_last() && edit.is_addition);
    additions.sort_by_key(|edit| place(items, &edit.steps[0]));
    for edit in additions {
        let new = edit.new.clone().expect("new");
        match edit.steps[0] {
            Step::Index(at) => items.insert(at, new),
            _ => items.push(new),
        }
    }
    for edit in inner {
        let at = place(items, &edit.steps[0]).expect("it is there");
        items[at] = edit.new.clone().expect("new");
    }
}

fn place(items: &[Json], step: &Step) -> Option<usize> {
    let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match step {
        Step::Index(at) => Some(*at),
        Step::Item(keys) => items.iter().position(|item| {
            keys.iter().all(|(key, value)| match key.as_str() {
                "" => text(item) == *value,
                key => item.get(key).is_some_and(|said| text(said) == *value),
            })
        }),
        _ => None,
    }
}

/// The old objects with all that differs made so. A change inside a list may need those before it:
/// so all of an object are applied as one tree of edits.
fn patched(old: &Manifest, comparison: &Comparison<'_>) -> Vec<Json> {
    let mut objects: Vec<Json> = Vec::new();
    for object in &old.objects {
        let mut value = json_of(&object.root);
        let differs = comparison
            .objects
            .iter()
            .find(|change| change.old.is_some_and(|seen| std::ptr::eq(seen.object, object)));
        match differs {
            Some(change) if change.new.is_none() => continue,
            Some(change) => {
                apply_all(&mut value, &change.changes.iter().map(Edit::of).collect::<Vec<_>>());
            }
            None => {}
        }
        objects.push(value);
    }
    let added = comparison.objects.iter().filter(|change| change.old.is_none());
    objects.extend(added.map(|change| json_of(&change.new.expect("new").object.root)));
    objects
}

/// Applies edits level by level, so that places in lists are those of the new list.
fn apply_all(value: &mut Json, edits: &[Edit]) {
    let here: Vec<&Edit> = edits.iter().filter(|edit| edit.steps.len() <= 1).collect();
    let here: Vec<Edit> = here
        .into_iter()
        .map(|edit| Edit { steps: edit.steps.clone(), new: edit.new.clone(), ..*edit })
        .collect();
    if !here.is_empty() {
        if let Json::Array(items) = value {
            apply_to_items(items, &here);
        } else {
            apply(value, &here);
        }
    }
    let deeper: Vec<&Edit> = edits.iter().filter(|edit| edit.steps.len() > 1).collect();
    let mut done: Vec<&Step> = Vec::new();
    for edit in &deeper {
        let step = &edit.steps[0];
        if done.contains(&step) {
            continue;
        }
        done.push(step);
        let below: Vec<Edit> =
            deeper.iter().filter(|edit| edit.steps[0] == *step).map(|edit| edit.below()).collect();
        let child = match (&mut *value, step) {
            (Json::Object(map), Step::Field(key) | Step::Key(key)) => map.get_mut(key),
            (Json::Array(items), step) => place(items, step).and_then(|at| items.get_mut(at)),
            _ => None,
        };
        apply_all(child.expect("it is there"), &below);
    }
}

fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        select(vec!["a", "b", "--x=1", "--x=2", "line one\nline two\n", "line one\nline 2\n", ""])
            .prop_map(Json::from),
        (0..3).prop_map(Json::from),
        Just(Json::Bool(true)),
    ]
}

fn free() -> impl Strategy<Value = Json> {
    scalar().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::from),
            btree_map(select(vec!["a", "b.c", "name", "0"]), inner, 0..4).prop_map(|map| {
                map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            }),
        ]
    })
}

fn named(item: impl Strategy<Value = Json>) -> impl Strategy<Value = Json> {
    let names = subsequence(vec!["one", "two", "three"], 0..=3).prop_shuffle();
    (names, vec(item, 3)).prop_map(|(names, items)| {
        let item = |(name, mut item): (&str, Json)| {
            item["name"] = json!(name);
            item
        };
        names.into_iter().zip(items).map(item).collect()
    })
}

fn container() -> impl Strategy<Value = Json> {
    let env = named(scalar().prop_map(|value| json!({ "value": value })));
    let ports = subsequence(vec![(80, "TCP"), (80, "UDP"), (443, "TCP")], 0..=3).prop_shuffle();
    let ports = (ports, "[ab]").prop_map(|(ports, name)| -> Json {
        let port =
            |(port, protocol)| json!({ "containerPort": port, "protocol": protocol, "name": name });
        ports.into_iter().map(port).collect()
    });
    (env, ports, vec(scalar(), 0..5))
        .prop_map(|(env, ports, args)| json!({ "env": env, "ports": ports, "args": args }))
}

fn object() -> impl Strategy<Value = Json> {
    let name = select(vec!["x", "y", "z"]);
    let labels = btree_map(select(vec!["app", "team", "a.b/c"]), "[ab]", 0..3);
    let finalizers = subsequence(vec!["a/x", "b/y", "c/z"], 0..=3).prop_shuffle();
    let meta = (name, labels, finalizers).prop_map(|(name, labels, finalizers)| {
        json!({ "name": name, "labels": labels, "finalizers": finalizers })
    });
    let pod = (named(container()), free()).prop_map(
        |(containers, affinity)| json!({ "containers": containers, "affinity": affinity }),
    );
    (meta, pod, free(), 0..3).prop_map(|(meta, pod, free, kind)| match kind {
        0 => json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta,
            "spec": { "template": { "spec": pod } } }),
        1 => json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": free }),
        _ => json!({ "apiVersion": "x.io/v1", "kind": "Thing", "metadata": meta, "spec": free }),
    })
}

/// Objects that differ by kind and name.
fn objects() -> impl Strategy<Value = Vec<Json>> {
    vec(object(), 0..5).prop_map(|mut objects| {
        let mut seen = Vec::new();
        objects.retain(|object| {
            let name = (object["kind"].clone(), object["metadata"]["name"].clone());
            let is_new = !seen.contains(&name);
            seen.push(name);
            is_new
        });
        objects
    })
}

/// The same in another order, where order is no difference.
fn reordered(value: &Json) -> String {
    match value {
        Json::Object(map) => {
            let entry = |(key, value): (&String, &Json)| {
                let mut value = value.clone();
                if KEYED.iter().any(|(name, _)| name == key)
                    && let Json::Array(items) = &mut value
                {
                    items.reverse();
                }
                format!("{}:{}", json!(key), reordered(&value))
            };
            format!("{{{}}}", map.iter().rev().map(entry).collect::<Vec<_>>().join(","))
        }
        Json::Array(items) => {
            format!("[{}]", items.iter().map(reordered).collect::<Vec<_>>().join(","))
        }
        scalar => scalar.to_string(),
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn nothing_differs_from_itself(objects in objects()) {
        let same = manifest(&objects);
        prop_assert!(compare(Side::open(&same), Side::open(&same)).is_empty());
        let other = manifest_of(&objects.iter().rev().map(reordered).collect::<Vec<_>>());
        let comparison = compare(Side::open(&same), Side::open(&other));
        prop_assert!(comparison.is_empty(), "{comparison:?}");
    }

    #[test]
    fn what_differs_makes_the_new_of_the_old(old in objects(), new in objects()) {
        let (old, new) = (manifest(&old), manifest(&new));
        let comparison = compare(Side::open(&old), Side::open(&new));
        let all = |objects: &[Json]| {
            let mut texts: Vec<String> = objects.iter().map(|object| sorted(object).to_string()).collect();
            texts.sort();
            texts
        };
        let patched = patched(&old, &comparison);
        let wanted: Vec<Json> = new.objects.iter().map(|object| json_of(&object.root)).collect();
        prop_assert_eq!(all(&patched), all(&wanted), "{:?}", comparison);
    }
}
