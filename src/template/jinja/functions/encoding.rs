//! Values into text and back: YAML, JSON, base64, SHA-256.
//!
//! Integers stay exact to 64 bits and keys keep their order in both directions. A template needs none
//! of this to put a value into a manifest; it is for text inside the manifest, such as a file in a
//! `ConfigMap`. Errors never quote the text, which may be a secret.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::ValueKind;
use minijinja::{Error, Value};
use sha2::{Digest, Sha256};

use super::call::Call;
use super::plain::Plain;
use crate::diagnostic::{Report, Span};
use crate::template::budget::YAML;
use crate::template::jinja::traced::{to_node, to_value};
use crate::yaml::{self, Dialect, Origin};

pub(super) fn to_yaml(call: &Call) -> Result<Value, Error> {
    let [value] = call.exactly()?;
    match to_node(value, &Origin::at(Span::NOWHERE), &call.meter.budget) {
        Ok(node) => Ok(Value::from(yaml::emit_decimals(&node))),
        Err(why) => Err(call.error(&format!("cannot write this value: it contains {why}"))),
    }
}

pub(super) fn from_yaml(call: &Call) -> Result<Value, Error> {
    let mut documents = read_yaml(call)?;
    match documents.len() {
        0 | 1 => Ok(documents.pop().unwrap_or_else(|| Value::from(()))),
        several => Err(call.error(&format!(
            "needs one YAML document, got {several}: `from_yaml_all` reads them as a list"
        ))),
    }
}

pub(super) fn from_yaml_all(call: &Call) -> Result<Value, Error> {
    read_yaml(call).map(Value::from)
}

/// What a macro or a set block wrote is read already when it gets here.
fn read_yaml(call: &Call) -> Result<Vec<Value>, Error> {
    let [text] = call.exactly()?;
    if matches!(text.kind(), ValueKind::Map | ValueKind::Seq) {
        return Ok(vec![text.clone()]);
    }
    let mut report = Report::new();
    let source = Span::NOWHERE.source;
    call.meter.take_each(call.text(text)?.len(), YAML)?;
    let documents = yaml::read(call.text(text)?, source, Dialect::Kubectl, &mut report);
    match report.iter().next() {
        Some(fault) => Err(call.error(&format!("cannot read this YAML: {}", fault.message))),
        None => Ok(documents.iter().map(to_value).collect()),
    }
}

pub(super) fn to_json(call: &Call) -> Result<Value, Error> {
    let [value] = call.exactly()?;
    json_text(call, serde_json::to_string(&Plain::new(value, &call.meter.budget)))
}

pub(super) fn to_json_pretty(call: &Call) -> Result<Value, Error> {
    let [value] = call.exactly()?;
    json_text(call, serde_json::to_string_pretty(&Plain::new(value, &call.meter.budget)))
}

fn json_text(call: &Call, written: serde_json::Result<String>) -> Result<Value, Error> {
    written.map(Value::from).map_err(|why| call.error(&format!("cannot write this value: {why}")))
}

pub(super) fn from_json(call: &Call) -> Result<Value, Error> {
    let [text] = call.exactly()?;
    call.meter.take_each(call.text(text)?.len(), YAML)?;
    serde_json::from_str(call.text(text)?)
        .map_err(|why| call.error(&format!("cannot read this JSON: {why}")))
}

pub(super) fn b64encode(call: &Call) -> Result<Value, Error> {
    let [text] = call.exactly()?;
    Ok(Value::from(STANDARD.encode(call.text(text)?)))
}

pub(super) fn b64decode(call: &Call) -> Result<Value, Error> {
    let [text] = call.exactly()?;
    let bytes = STANDARD
        .decode(call.text(text)?)
        .map_err(|_| call.error("needs base64, got other text"))?;
    String::from_utf8(bytes)
        .map(Value::from)
        .map_err(|_| call.error("needs the base64 of a text, got that of other bytes"))
}

pub(super) fn sha256(call: &Call) -> Result<Value, Error> {
    let [text] = call.exactly()?;
    Ok(Value::from(sha256_hex(call.text(text)?)))
}

/// The digest of a text's bytes, in 64 lower-case digits.
pub(super) fn sha256_hex(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes everything");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{environment, equal, eval, fails};

    #[test]
    fn yaml() {
        equal(&[
            (
                r"{'b': 1, 'a': ['x', {'c': 'yes'}], 'd': none} | to_yaml",
                r#"'b: 1\na:\n- x\n- c: "yes"\nd: null\n'"#,
            ),
            ("18446744073709551615 | to_yaml", r"'18446744073709551615\n'"),
            ("-9223372036854775808 | to_yaml", r"'-9223372036854775808\n'"),
            ("to_yaml({'f': 1.5, 's': '1', 't': 'true'})", r#"'f: 1.5\ns: "1"\nt: "true"\n'"#),
            (
                r"'b: 9007199254740993\na: [1, yes, null, 017]' | from_yaml",
                "{'b': 9007199254740993, 'a': [1, true, none, 15]}",
            ),
            ("'18446744073709551615' | from_yaml", "18446744073709551615"),
            ("'' | from_yaml", "none"),
            (
                r"'a: &x {k: 1}\nb:\n  <<: *x\n  l: 2' | from_yaml",
                "{'a': {'k': 1}, 'b': {'k': 1, 'l': 2}}",
            ),
            (r"'a: 1\n---\n- 2' | from_yaml_all", "[{'a': 1}, [2]]"),
            ("range(3) | to_yaml", r"'- 0\n- 1\n- 2\n'"),
        ]);
        fails(&[
            (
                r"'a: 1\n---\nb: 2' | from_yaml",
                "`from_yaml` needs one YAML document, got 2: `from_yaml_all` reads them as a list",
            ),
            ("3 | from_yaml", "`from_yaml` needs a string, got an integer"),
            (
                "to_yaml([values.missing])",
                "`to_yaml` cannot write this value: it contains an undefined value",
            ),
            (
                "to_yaml(18446744073709551616)",
                "`to_yaml` cannot write this value: it contains the integer 18446744073709551616, which exceeds 64 bits",
            ),
        ]);
        for text in ["'a: ['", r"'a: 1\na: 2'", "'!x 1'"] {
            let message = eval(&format!("{text} | from_yaml")).unwrap_err();
            assert!(message.starts_with("`from_yaml` cannot read this YAML: "), "{message}");
        }
    }

    #[test]
    fn json() {
        equal(&[
            (
                "{'b': 18446744073709551615, 'a': [1.5, -1, '\"']} | to_json",
                r#"'{"b":18446744073709551615,"a":[1.5,-1,"\\""]}'"#,
            ),
            ("{'b': []} | to_json_pretty", r#"'{\n  "b": []\n}'"#),
            ("{1: 'x'} | to_json", r#"'{"1":"x"}'"#),
            (
                r#"'{"b": 18446744073709551615, "a": [null, 1.5]}' | from_json"#,
                "{'b': 18446744073709551615, 'a': [none, 1.5]}",
            ),
        ]);
        fails(&[(
            "to_json(1e300 * 1e300)",
            "`to_json` cannot write this value: it contains a number that is not finite",
        )]);
        assert!(
            eval("'{' | from_json")
                .unwrap_err()
                .starts_with("`from_json` cannot read this JSON: EOF")
        );
    }

    #[test]
    fn base64_and_sha256() {
        equal(&[
            ("'pass\u{e9}' | b64encode", "'cGFzc8Op'"),
            ("'cGFzc8Op' | b64decode", "'pass\u{e9}'"),
            ("sha256('abc')", "'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'"),
        ]);
        fails(&[
            ("'not base64' | b64decode", "`b64decode` needs base64, got other text"),
            (
                "'/w==' | b64decode",
                "`b64decode` needs the base64 of a text, got that of other bytes",
            ),
            ("8080 | b64encode", "`b64encode` needs a string, got an integer"),
        ]);
    }

    #[test]
    fn endless_nesting_is_an_error() {
        for filter in ["to_yaml", "to_json", "flatten"] {
            let template = format!(
                "{{% set ns = namespace(deep=[]) %}}\
                 {{% for i in range(200) %}}{{% set ns.deep = [ns.deep] %}}{{% endfor %}}\
                 {{{{ ns.deep | {filter} }}}}"
            );
            let error = environment().render_str(&template, ()).unwrap_err();
            assert!(error.detail().is_some_and(|detail| detail.contains("128 levels")), "{error}");
        }
    }
}
