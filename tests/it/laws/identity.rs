//! No value makes objects, or makes others of them, where the template gives their identity.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::strings::text;
use super::trial::{Outcome, Trial, cases};

const TEMPLATE: &str = "\
{% macro labels(any) %}
any: {{ any }}
<<: {{ values.map }}
{% endmacro %}
apiVersion: v1
kind: ConfigMap
metadata:
  <<: {{ values.map }}
  name: one
  namespace: space
  labels:
    {{ labels(values.any) }}
<<: {{ values.map }}
data: {{ values.any }}
---
# {{ values.any }}
<<: {{ values.map }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: two
  namespace: space
  annotations: {{ values.map }}
spec: [{{ values.any }}, {{ labels(values.map) }}]
---
{{ values.none }}
---
{% if values.any %}
{% endif %}
---
apiVersion: v1
kind: List
<<: {{ values.others }}
items:
- apiVersion: v1
  kind: Secret
  metadata: { name: three, namespace: space, <<: {{ values.map }} }
  stringData:
    <<: [{{ values.map }}, {{ values.others }}]
";

fn tree() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        text().prop_map(Json::from),
    ];
    scalar.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
            map(inner),
        ]
    })
}

/// A map, often with the fields of an object's identity.
fn map(inner: impl Strategy<Value = Json>) -> impl Strategy<Value = Json> {
    let fields =
        ["apiVersion", "kind", "metadata", "name", "namespace", "items", "generateName", "<<"];
    let key = prop_oneof![2 => proptest::sample::select(fields.to_vec()).prop_map(str::to_owned), 1 => text()];
    let value = prop_oneof![3 => inner, 1 => proptest::sample::select(vec!["v1", "List", "Pod", "x"]).prop_map(Json::from)];
    let entries = proptest::collection::btree_map(key, value, 0..5);
    entries.prop_map(|entries| entries.into_iter().collect())
}

fn render(any: &Json, map: &Json, others: &Json) -> Outcome {
    Trial::new()
        .template("trial.yaml", TEMPLATE)
        .values(&json!({ "any": any, "map": map, "others": others, "none": null }))
        .render()
}

fn identities(outcome: &Outcome) -> Vec<String> {
    let objects = outcome.sound().objects.iter();
    let mut all: Vec<String> = objects
        .map(|o| {
            format!(
                "{:?} {}",
                o.identity,
                o.root.get("kind").and_then(|k| k.as_str()).unwrap_or("")
            )
        })
        .collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn no_value_changes_who_is_rendered(
        any in tree(),
        map in map(tree()),
        others in map(tree()),
    ) {
        let plain = render(&json!(1), &json!({}), &json!({}));
        let outcome = render(&any, &map, &others);
        prop_assert_eq!(identities(&outcome), identities(&plain));
        prop_assert_eq!(outcome.yaml(), render(&any, &map, &others).yaml());
    }
}
