//! Layers of values on each other.

use drydock::diagnostic::{Report, Sources};
use drydock::values::schema::Shape;
use drydock::values::{Contract, Layer, Merging, WriteOnly, effective};
use drydock::yaml::Node;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::trial::{cases, node, nowhere};

/// Values without null, of few keys, so that layers meet.
fn layer() -> impl Strategy<Value = Node> {
    let scalar = prop_oneof![
        any::<bool>().prop_map(Json::from),
        (0..3).prop_map(Json::from),
        "[ab]".prop_map(Json::from),
        proptest::collection::vec(0..3, 0..2).prop_map(Json::from),
    ];
    let tree = scalar.prop_recursive(3, 24, 4, |inner| map(inner).boxed());
    map(tree).prop_map(|json| node(&json, nowhere().source))
}

fn map(inner: impl Strategy<Value = Json>) -> impl Strategy<Value = Json> {
    let entries = proptest::collection::btree_map("[a-d]", inner, 0..4);
    entries.prop_map(|entries| entries.into_iter().collect())
}

/// The values, and whether two layers disagree on what something is.
fn merged(defaults: &Node, layers: &[&Node]) -> (Node, bool) {
    let mut report = Report::new();
    let files = layers.iter().map(|layer| Layer::File((*layer).clone())).collect();
    let contract = Contract {
        shape: Shape::Open,
        schema: None,
        write_only: WriteOnly::Nothing,
        defaults: defaults.clone(),
        own: defaults.clone(),
        children: indexmap::IndexMap::new(),
    };
    let values = effective(&contract, files, Merging::Drydock, &Sources::new(), &mut report);
    (values, report.iter().any(|fault| fault.code.name() == "value-clash"))
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn merging_is_associative(a in layer(), b in layer(), c in layer()) {
        let (values, clashes) = merged(&a, &[&b, &c]);
        prop_assume!(!clashes);
        let (above, _) = merged(&b, &[&c]);
        prop_assert_eq!(merged(&a, &[&above]).0, values);
    }

    #[test]
    fn a_layer_like_the_defaults_changes_nothing(defaults in layer()) {
        let (values, clashes) = merged(&defaults, &[&defaults]);
        prop_assert!(!clashes);
        prop_assert_eq!(values, defaults);
    }

    #[test]
    fn the_last_layer_counts(a in layer(), b in layer()) {
        let (values, _) = merged(&a, &[&b]);
        prop_assert_eq!(merged(&values, &[&b]).0, values);
    }
}
