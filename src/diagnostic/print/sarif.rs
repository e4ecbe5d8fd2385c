//! A suite as SARIF 2.1.0, which services for scanning code read: a result for each thing that is
//! told, a rule for each code.

use serde_json::{Value, json};

use super::escape::escaped_json;
use super::plain::level;
use crate::diagnostic::suite::{Shared, Spot, Suite, Told};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The page of a rule, by its code.
pub type Pages<'a> = &'a dyn Fn(&str) -> Option<&'static str>;

pub fn sarif(suite: &Suite, pages: Pages<'_>) -> String {
    let shared = suite.shared();
    let mut rules: Vec<&Told> = shared.iter().map(|shared| shared.told).collect();
    rules.sort_by_key(|told| told.code);
    rules.dedup_by_key(|told| told.code);
    let codes: Vec<&str> = rules.iter().map(|told| told.code).collect();
    let results: Vec<Value> = shared.iter().map(|shared| result(shared, &codes)).collect();
    let rules: Vec<Value> = rules.iter().map(|told| rule(told, pages)).collect();
    let driver = json!({
        "name": "drydock",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    let run = json!({
        "tool": { "driver": driver },
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    let log = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] });
    escaped_json(&format!("{log:#}\n")).into_owned()
}

fn rule(told: &Told, pages: Pages<'_>) -> Value {
    let about = format!("{}.", told.about);
    let help = match pages(told.code) {
        Some(page) => json!({ "text": page, "markdown": page }),
        None => json!({ "text": about }),
    };
    json!({ "id": told.code, "shortDescription": { "text": about }, "help": help })
}

fn result(shared: &Shared<'_>, codes: &[&str]) -> Value {
    let told = shared.told;
    let mut text = told.sentence.clone();
    if !shared.only_in.is_empty() {
        text += &format!(" (in {})", shared.only_in.join(", "));
    }
    text.extend(told.help.iter().map(|help| format!("\nhelp: {help}")));
    text.extend(told.flags.iter().map(|flag| format!("\nflag: {flag}")));
    text.extend(told.detail.iter().map(|detail| format!("\n{detail}")));
    let mut result = json!({
        "ruleId": told.code,
        "ruleIndex": codes.binary_search(&told.code).unwrap_or_default(),
        "level": level(told.severity),
        "message": { "text": text },
    });
    let mut location = told.place.as_ref().map_or_else(|| json!({}), location_of);
    if let Some(object) = &told.object {
        let name = format!("{object} {}", told.path);
        location["logicalLocations"] = json!([{ "fullyQualifiedName": name.trim_end() }]);
    }
    if location.as_object().is_some_and(|location| !location.is_empty()) {
        result["locations"] = json!([location]);
    }
    let related = told.related.iter().map(|(spot, why)| {
        let mut location = location_of(spot);
        location["message"] = json!({ "text": why });
        location
    });
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    result
}

fn location_of(spot: &Spot) -> Value {
    let region = json!({
        "startLine": spot.line,
        "startColumn": spot.column,
        "endLine": spot.end_line,
        "endColumn": spot.end_column,
    });
    json!({ "physicalLocation": { "artifactLocation": { "uri": uri(&spot.file) }, "region": region } })
}

/// A path as a reference to a URI.
fn uri(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let path = path.trim_start_matches("./");
    let bytes = path.bytes();
    bytes
        .map(|b| if is_plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
