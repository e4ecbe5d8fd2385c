use serde_json::{Value as Json, json};

use super::Finding;
use crate::diagnostic::{SourceId, Sources, Span};
use crate::kube::kind::{self, Kind, for_each_kind};
use crate::yaml::{Key, Map, Node, Number, Origin, Value};

#[test]
fn what_is_right_has_no_findings() {
    let object = json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "a", "creationTimestamp": null, "labels": {"app": null}},
        "spec": {
            "containers": [{
                "name": "a",
                "image": "b",
                "ports": [{"containerPort": 80.0}],
                "resources": {"limits": {"cpu": 0.5, "memory": "1Gi", "pods": 1}},
                "livenessProbe": {"httpGet": {"port": "http"}},
            }],
        },
        "status": {"conditions": [{}], "startTime": "2024-01-01T1:00:00Z"},
    });
    assert_eq!(faults(&object), [""; 0]);
}

#[test]
fn times_that_go_takes_have_no_findings() {
    let lease = json!({
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": "a", "creationTimestamp": "2024-01-01T00:00:00Z"},
        "spec": {"renewTime": "2024-01-01T00:00:00.000000+02:00"},
    });
    assert_eq!(faults(&lease), [""; 0]);
    let service = json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "a"},
        "spec": {"ports": [{"port": 80}]},
        "status": {"conditions": [{"type": "Ready", "status": "True"}]},
    });
    assert_eq!(faults(&service), [""; 0]);
    let event = json!({
        "apiVersion": "events.k8s.io/v1",
        "kind": "Event",
        "metadata": {"name": "a"},
        "series": "often",
    });
    let fault = "wrong-type series: expected a map, found a string";
    assert_eq!(faults(&event)[..1], [fault]);
}

#[test]
fn every_fault_is_found_at_once() {
    let object = deployment(&json!({
        "replcas": 1,
        "replicas": "2",
        "minReadySeconds": 3_000_000_000_u32,
        "template": {"spec": {"containers": [
            {"image": "a", "ports": [{"containerPort": "http"}], "stdin": 1},
            "b",
            {"name": "c", "image": 1.5, "resources": {"limits": {"cpu": "1x"}}},
        ]}},
    }));
    assert_eq!(
        faults(&object),
        [
            "missing-field spec.selector: `selector` is required",
            "invalid-value spec.minReadySeconds: 3000000000 does not fit a 32-bit integer",
            "unknown-field spec.replcas: unknown field `replcas`, did you mean `replicas`?",
            "wrong-type spec.replicas: expected an integer, found a string, \
             write it without quotes: 2",
            "missing-field spec.template.spec.containers[0].name: `name` is required",
            "wrong-type spec.template.spec.containers[0].ports[0].containerPort: \
             expected an integer, found a string",
            "wrong-type spec.template.spec.containers[0].stdin: \
             expected a boolean, found an integer",
            "wrong-type spec.template.spec.containers[1]: expected a map, found a string",
            "wrong-type spec.template.spec.containers[2].image: \
             expected a string, found a number, write it in quotes",
            "invalid-value spec.template.spec.containers[2].resources.limits[cpu]: \
             `1x` is not a quantity, write a number with or without a unit: 2, 500m, 1.5Gi",
        ]
    );
}

#[test]
fn a_finding_points_at_what_is_wrong() {
    let object = deployment(&json!({
        "replcas": 1,
        "replicas": "2",
        "selector": {},
        "template": {"spec": {"containers": [{"image": "a"}]}},
    }));
    let tree = node(&object);
    let spec = tree.get("spec").and_then(Node::as_map).expect("a spec");
    let entry = |key| spec.entry(key).expect("a field of the spec");
    let containers = entry("template").value.get("spec").and_then(|spec| spec.get("containers"));
    let container = &containers.and_then(Node::as_list).expect("the containers")[0];
    let origins = findings(&object).into_iter().map(|finding| finding.origin);
    assert_eq!(
        origins.collect::<Vec<_>>(),
        [
            entry("replcas").key.origin.clone(),
            entry("replicas").value.origin.clone(),
            container.origin.clone(),
        ]
    );
}

#[test]
fn what_encloses_a_missing_field_is_spoken_of_by_its_key() {
    let object = deployment(&json!({"selector": {}, "template": {"spec": {}}}));
    let tree = node(&object);
    let template = tree.get("spec").and_then(|spec| spec.get("template")).and_then(Node::as_map);
    let spec = template.and_then(|template| template.entry("spec")).expect("a pod's spec");
    let [missing] = &findings(&object)[..] else { panic!("one finding") };
    assert_eq!(missing.path, "spec.template.spec.containers");
    assert_eq!(missing.origin, spec.key.origin);
}

#[test]
fn a_spec_that_is_not_written_is_an_empty_one() {
    let object = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}});
    assert_eq!(
        faults(&object),
        [
            "missing-field spec.selector: `selector` is required",
            "missing-field spec.template: `template` is required",
        ]
    );
}

#[test]
fn keys_have_one_spelling() {
    let object = deployment(&json!({"Selector": {}, "selector": {}, "template": {"spec": {
        "containers": [{"name": "a", "image": "b"}],
    }}}));
    assert_eq!(
        faults(&object),
        ["unknown-field spec.Selector: unknown field `Selector`, did you mean `selector`?"]
    );
}

#[test]
fn text_formats_are_checked() {
    let secret = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "a", "creationTimestamp": "yesterday"},
        "data": {"a": "aGVsbG8=", "b": "hello", "c": 1, "d": [104, 105], "e": "aGVs\nbG8=\n"},
    });
    assert_eq!(
        faults(&secret),
        [
            "invalid-value data[b]: not valid base64",
            "wrong-type data[c]: expected base64 text, found an integer",
            "invalid-value metadata.creationTimestamp: `yesterday` is not a time, \
             write it like 2006-01-02T15:04:05Z",
        ]
    );
}

#[test]
fn schemas_hold_any_json_and_are_lenient_in_items() {
    let schema = json!({
        "type": "object",
        "default": {"any": [1, null]},
        "propertis": {},
        "properties": {
            "a": {"enum": [1, "b", null], "Type": "string"},
            "c": {"items": {"type": "string", "unread": 1, "maxLength": "2"}},
            "d": {"additionalProperties": 1},
        },
    });
    let version = json!({
        "name": "v1",
        "schema": {"openAPIV3Schema": schema},
        "subresources": {"status": {"no": 1}},
    });
    let object = json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "as.b.c"},
        "spec": {
            "group": "b.c",
            "names": {"kind": "A", "plural": "as"},
            "scope": "Namespaced",
            "versions": [version],
        },
    });
    let root = "spec.versions[0].schema.openAPIV3Schema";
    assert_eq!(
        faults(&object),
        [
            format!(
                "unknown-field {root}.properties[a].Type: unknown field `Type`, did you mean `type`?"
            ),
            format!(
                "wrong-type {root}.properties[c].items.maxLength: expected an integer, \
                 found a string, write it without quotes: 2"
            ),
            format!(
                "wrong-type {root}.properties[d].additionalProperties: \
                 expected a boolean or a schema, found an integer"
            ),
            format!(
                "unknown-field {root}.propertis: unknown field `propertis`, \
                 did you mean `properties`?"
            ),
            "unknown-field spec.versions[0].subresources.status.no: unknown field `no`".to_owned(),
        ]
    );
}

#[test]
fn templates_may_say_what_they_are() {
    let object = json!({
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "a"},
        "spec": {
            "selector": {},
            "template": {
                "metadata": {"ownerReferences": [{}]},
                "spec": {"containers": [{"name": "a", "image": "b"}]},
            },
            "volumeClaimTemplates": [
                {"apiVersion": "v2", "kind": 1, "spec": {"accessModes": []}},
            ],
        },
    });
    assert_eq!(
        faults(&object),
        ["wrong-type spec.volumeClaimTemplates[0].kind: expected a string, found an integer, \
          write it in quotes"]
    );
}

#[test]
fn anything_can_stand_anywhere() {
    let anything =
        [json!(null), json!(true), json!(-1.5), json!("x"), json!([[{}]]), json!({"x": {}})];
    for kind in kind::all() {
        for value in &anything {
            let fields = ["data", "metadata", "rules", "spec", "status", "webhooks"];
            let mut object = json!({"apiVersion": kind.api_version, "kind": kind.kind});
            for field in fields {
                object[field] = value.clone();
            }
            decode(kind, &node(&object));
        }
    }
}

fn deployment(spec: &Json) -> Json {
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": spec})
}

fn faults(object: &Json) -> Vec<String> {
    let fault = |finding: Finding| {
        let help = finding.help.map(|help| format!(", {}", help.of_text())).unwrap_or_default();
        format!("{} {}: {}{help}", finding.code, finding.path, finding.message)
    };
    findings(object).into_iter().map(fault).collect()
}

fn findings(object: &Json) -> Vec<Finding> {
    let text = |key: &str| object[key].as_str().expect("a text");
    let kind = kind::find(text("apiVersion"), text("kind")).expect("a built-in kind");
    decode(kind, &node(object))
}

fn decode(kind: &Kind, object: &Node) -> Vec<Finding> {
    macro_rules! dispatch {
        ($($($name:ident)::+)*) => {
            match (kind.api_version, kind.kind) {
                $((
                    <k8s_openapi::$($name)::+ as k8s_openapi::Resource>::API_VERSION,
                    <k8s_openapi::$($name)::+ as k8s_openapi::Resource>::KIND,
                ) => super::decode::<k8s_openapi::$($name)::+>(object, super::Version {
                    api: kind.api_version,
                    ..super::Version::default()
                }).1,)*
                _ => unreachable!("every kind of the table has a type"),
            }
        };
    }
    for_each_kind!(dispatch)
}

/// The tree of a JSON value, every part of it with a place of its own.
fn node(json: &Json) -> Node {
    read(json, &mut Places { source: Sources::new().add_file("", ""), next: 0 })
}

struct Places {
    source: SourceId,
    next: usize,
}

impl Places {
    fn next(&mut self) -> Origin {
        self.next += 1;
        Origin::at(Span::new(self.source, self.next..self.next))
    }
}

fn read(json: &Json, places: &mut Places) -> Node {
    let origin = places.next();
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(match number.as_i64() {
            Some(n) => Number::Int(n),
            None => Number::Float(number.as_f64().expect("a small number")),
        }),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(|item| read(item, places)).collect()),
        Json::Object(fields) => {
            let mut map = Map::new();
            for (key, value) in fields {
                map.insert(Key::new(key, places.next()), read(value, places));
            }
            Value::Map(map)
        }
    };
    Node::new(value, origin)
}
