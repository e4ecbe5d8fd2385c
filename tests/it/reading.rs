//! Texts, and what kubectl reads in them: `tests/kubectl/reading.jsonl` holds its own words.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drydock::diagnostic::{Report, Sources};
use drydock::yaml::kubectl::{self, Document};
use serde_json::{Number, Value as Json};

use super::laws::trial;

/// What kubectl makes of a file.
pub(crate) struct Case {
    pub bytes: Vec<u8>,
    /// The objects that it sees before it stops.
    pub reads: Vec<Json>,
    /// It stops because it can't read on.
    pub refused: bool,
}

pub(crate) fn cases() -> Vec<Case> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kubectl/reading.jsonl");
    let lines = fs::read_to_string(file).expect("the cases");
    lines.lines().map(case).collect()
}

fn case(line: &str) -> Case {
    let row: Json = serde_json::from_str(line).expect("a case");
    let bytes = match (row["text"].as_str(), row["base64"].as_str()) {
        (Some(text), _) => text.as_bytes().to_vec(),
        (None, coded) => STANDARD.decode(coded.expect("a text")).expect("base 64"),
    };
    let reads = row["reads"].as_array().expect("objects").clone();
    Case { bytes, reads, refused: row["refused"].as_bool().unwrap_or(false) }
}

#[test]
fn manifests_are_read_as_kubectl_reads_them() {
    let cases = cases();
    assert!(cases.len() > 1000, "{}", cases.len());
    for Case { bytes, reads, refused } in cases {
        let text = kubectl::decode(&bytes);
        let found: Vec<Result<Json, String>> =
            kubectl::split(&text).iter().filter_map(read).collect();
        let sound: Vec<Json> = found.iter().map_while(|found| found.clone().ok()).collect();
        let is_refused = found.iter().any(Result::is_err);
        assert_eq!(is_refused, refused, "{text:?}\n{found:?}");
        let sound = if refused { &sound[..reads.len().min(sound.len())] } else { &sound[..] };
        let (sound, reads) = (Json::from(sound), Json::from(reads));
        assert_eq!(alike(sound), alike(reads), "{text:?}");
    }
}

/// The value of a document, or why it has none.
fn read(document: &Document<'_>) -> Option<Result<Json, String>> {
    let source = Sources::new().add_file("", document.text);
    let mut report = Report::new();
    let node = kubectl::read(document, source, &mut report);
    if report.has_errors() {
        return Some(Err(report.iter().map(|fault| fault.message.clone()).collect()));
    }
    node.filter(|node| !node.is_null()).map(|node| Ok(trial::json(&node)))
}

/// JSON has one kind of number.
fn alike(json: Json) -> Json {
    match json {
        Json::Number(number) if number.as_i64().is_none() => {
            let number = number.as_f64().expect("a number");
            #[expect(clippy::cast_possible_truncation, reason = "it is whole")]
            let whole = (number.fract() == 0.0 && number.abs() < 9e18).then_some(number as i64);
            whole.map_or_else(
                || Number::from_f64(number).map_or(Json::Null, Json::Number),
                Json::from,
            )
        }
        Json::Array(items) => items.into_iter().map(alike).collect(),
        Json::Object(map) => map.into_iter().map(|(key, value)| (key, alike(value))).collect(),
        other => other,
    }
}
