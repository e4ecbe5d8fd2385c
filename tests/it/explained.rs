//! `drydock explain`: what its JSON promises holds for every object of every stack.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

use crate::stack;

fn explain(arguments: &[&str]) -> Json {
    let output = Command::new(env!("CARGO_BIN_EXE_drydock"))
        .arg("explain")
        .args(arguments)
        .args(["-o", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn the_source_map_keeps_its_schema_and_names_every_field() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = fs::read_to_string(root.join("docs/explain.schema.json")).expect("a schema");
    let schema: Json = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let valid = |json: &Json, of: &str| {
        let faults: Vec<String> = validator.iter_errors(json).map(|it| it.to_string()).collect();
        assert!(faults.is_empty(), "{of}: {faults:?}");
    };
    for (stack, environment) in stack::environments() {
        let map = explain(&[&stack, &environment]);
        valid(&map, &stack);
        let rendered = stack::objects(&stack, &environment);
        let objects = map["objects"].as_array().expect("objects");
        assert_eq!(objects.len(), rendered.len());
        for (object, rendered) in objects.iter().zip(&rendered) {
            assert_eq!(object["name"], rendered["metadata"]["name"]);
            let fields = object["fields"].as_array().expect("fields");
            assert_eq!(fields.len(), count(rendered), "{stack} {environment} {}", object["name"]);
            for field in fields {
                let place = &field["written"][0];
                let file = place["file"].as_str().expect("a file");
                let text = fs::read_to_string(root.join(file)).expect(file);
                let lines = u64::try_from(text.lines().count()).expect("few");
                assert!(place["line"].as_u64().expect("a line") <= lines, "{file}");
            }
        }
    }
    valid(&explain(&["pcap-analyzer", "--value", "image.tag"]), "a value");
    valid(
        &explain(&["pcap-analyzer", "kind", "--value", "image", "--set", "image.tag=x"]),
        "flags",
    );
}

/// Whatever a value holds, it stays within its string.
#[test]
fn the_source_map_is_json_whatever_values_hold() {
    for text in ["a\n::error::b", "\u{1b}[31m\u{202e}", "\"}]", "\\", "é\u{FFFE}", "##[error]x"] {
        let json = serde_json::to_string(text).expect("JSON").replace('\u{FFFE}', "\\uFFFE");
        let flag = format!("image.tag={json}");
        let map = explain(&["pcap-analyzer", "kind", "deploy/pcap-analyzer", "--set-json", &flag]);
        let fields = map["objects"][0]["fields"].as_array().expect("fields");
        let path = "spec.template.spec.containers[name=pcap-analyzer].image";
        let image = fields.iter().find(|field| field["path"] == path);
        assert_eq!(image.expect("an image")["value"], format!("pcap-analyzer:{text}"));
    }
}

/// How many scalars, empty lists and empty maps a value has.
fn count(value: &Json) -> usize {
    match value {
        Json::Object(map) if !map.is_empty() => map.values().map(count).sum(),
        Json::Array(items) if !items.is_empty() => items.iter().map(count).sum(),
        _ => 1,
    }
}
