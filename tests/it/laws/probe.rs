use super::trial::*;
use serde_json::json;

#[test]
fn probe() {
    let text = std::fs::read_to_string("/tmp/probe.in").unwrap();
    for p in text.split("=====\n") {
        let out = Trial::new()
            .template("_lib.yaml", "{% macro m(a='x') %}{{ a }}{{ caller() if caller else '' }}{% endmacro %}")
            .template("_part.yaml", "{{ values.s }}é{% block b %}{{ x }}{% endblock %}")
            .template("a.yaml", p)
            .values(&json!({"s": "hello", "n": 0, "empty": "", "m": {"k": "v"}, "list": ["a", 2], "none": null}))
            .render();
        println!("=== {p}");
        match &out.manifest { Some(_) => println!("{}", out.yaml()), None => println!("{}", out.said()) }
    }
}
