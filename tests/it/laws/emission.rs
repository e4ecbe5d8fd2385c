//! What is written is read as what it was, and written the same again.

use drydock::yaml::{Key, Map, Node, Number, Origin, Value, emit, to_json};
use proptest::prelude::*;
use serde_json::Value as Json;

use super::readers::{self, READERS};
use super::strings::{NASTY, text};
use super::trial::{cases, json, nowhere};

fn scalar() -> impl Strategy<Value = Value> {
    let float = any::<f64>().prop_filter("a number of JSON", |x| x.is_finite());
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => any::<i64>().prop_map(|n| Value::Number(Number::Int(n))),
        1 => proptest::sample::select(&[i64::MIN, -1, 0, 8080, i64::MAX][..])
            .prop_map(|n| Value::Number(Number::Int(n))),
        1 => (i64::MAX as u64..).prop_map(|n| Value::Number(n.into())),
        1 => float.prop_map(|x| Value::Number(x.into())),
        1 => (-1000..1000i32, 0..6).prop_map(|(n, e)| {
            Value::Number((f64::from(n) / 10f64.powi(e)).into())
        }),
        6 => text().prop_map(Value::String),
    ]
}

fn tree() -> impl Strategy<Value = Node> {
    let node = |value| Node::new(value, Origin::at(nowhere()));
    scalar().prop_map(node).prop_recursive(4, 40, 5, move |inner| {
        let entries = proptest::collection::vec((text(), inner.clone()), 0..5);
        prop_oneof![
            proptest::collection::vec(inner, 0..5).prop_map(move |items| node(Value::List(items))),
            entries.prop_map(move |entries| {
                let mut map = Map::new();
                for (key, value) in entries {
                    map.insert(Key::new(key, Origin::at(nowhere())), value);
                }
                node(Value::Map(map))
            }),
        ]
    })
}

fn comes_back(node: &Node) {
    let text = emit(node);
    assert_eq!(text, emit(node));
    assert_eq!(readers::nodes(&text), std::slice::from_ref(node), "{text}");
    for (name, read) in READERS {
        assert_eq!(read(&text), [json(node)], "{name}\n{text}");
    }
    assert!(serde_json::from_str::<Json>(&to_json(node)).is_ok());
}

#[test]
fn every_nasty_text_comes_back() {
    let node = |value| Node::new(value, Origin::at(nowhere()));
    for s in NASTY {
        let text = node(Value::String((*s).to_owned()));
        let mut map = Map::new();
        map.insert(Key::new(*s, Origin::at(nowhere())), text.clone());
        map.insert(Key::new("last", Origin::at(nowhere())), text.clone());
        comes_back(&text);
        comes_back(&node(Value::List(vec![text.clone(), text])));
        comes_back(&node(Value::List(vec![node(Value::Map(map.clone())), node(Value::Map(map))])));
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn every_tree_comes_back(node in tree()) {
        comes_back(&node);
    }
}

#[test]
fn what_every_reader_takes_for_text_is_plain() {
    let texts =
        ["10Gi", "500m", "2k", "nginx:1.27", "/var/run", "http://a:80/b?c=d", "Always", "a b"];
    for s in texts {
        let text = emit(&Node::new(Value::String(s.into()), Origin::at(nowhere())));
        assert_eq!(text, format!("{s}\n"));
    }
}

/// A change of one line is one line of a diff.
#[test]
fn lines_stay_lines_unless_only_escapes_can_carry_them() {
    let emitted = |s: &str| emit(&Node::new(Value::String(s.into()), Origin::at(nowhere())));
    let texts = [
        "a\n\tb",
        "\ta\nb",
        " a\nb\n",
        "\na\n",
        "  \na",
        "a \nb\t\n",
        "a\n  \nb\n\n",
        "a\n ",
        "a\u{a0}b\n\u{a0}\n",
        "server {\n\tlisten 80; \n}\n",
        "# a\n---\nb: |\n",
    ];
    for s in texts {
        let text = emitted(s);
        assert!(text.starts_with('|'), "{s:?}\n{text}");
        assert_eq!(text.lines().count(), 1 + s.lines().count(), "{s:?}\n{text}");
    }
    let escaped = ["\r", "\u{85}", "\u{2028}", "\u{feff}", "\0", "\u{1b}", "\u{7f}", "\u{9b}"];
    for s in escaped {
        assert!(emitted(&format!("a\nb{s}c\n")).starts_with('"'), "{s:?}");
    }
}
