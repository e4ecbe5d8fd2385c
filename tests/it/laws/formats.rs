//! Reports parse, whatever texts they tell.

use drydock::diagnostic::print;
use drydock::diagnostic::suite::{Case, Examined, Fate, ObjectAt, Spot, Suite, Told};
use drydock::diagnostic::{Code, Severity};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::strings::{NASTY, text};
use super::trial::cases;

/// Cases of every kind whose names and words are made of these texts.
fn suite(texts: &[String]) -> Suite {
    let nth = |at: usize| texts[at % texts.len()].clone();
    let spot = || Spot { line: 7, ..Spot::first_line(&nth(0)) };
    let told = Told {
        severity: Severity::Warning,
        object: Some(nth(1)),
        path: nth(2),
        sentence: nth(3),
        help: vec![nth(4)],
        place: Some(spot()),
        related: vec![(spot(), nth(5))],
        flags: vec![nth(6)],
        detail: Some(nth(7)),
        ..Told::of_file(Code::Drift, &nth(0), nth(3))
    };
    let object = ObjectAt {
        file: nth(0),
        index: 0,
        line: 1,
        api_version: Some(nth(1)),
        kind: Some(nth(2)),
        namespace: Some(nth(3)),
        name: Some(nth(4)),
    };
    let subjects = [
        Examined::Stack { stack: nth(5), environment: Some(nth(6)) },
        Examined::Object(object),
        Examined::File { file: nth(0), why: nth(7) },
    ];
    let case =
        |subject| Case { subject, status: "failed", fate: Fate::Failed, told: vec![told.clone()] };
    Suite { command: "check", cases: subjects.into_iter().map(case).collect() }
}

fn parses(texts: &[String]) {
    let suite = suite(texts);
    let rows: Vec<Json> = serde_json::from_str(&print::json(&suite)).expect("JSON");
    let message = &rows[0]["findings"][0]["message"];
    assert_eq!(message.as_str(), Some(&*texts[3 % texts.len()]));
    let jsonl = print::jsonl(&suite);
    let lines: Vec<Json> =
        jsonl.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines, rows);
    let sarif: Json = serde_json::from_str(&print::sarif(&suite, &|_| None)).expect("JSON");
    assert!(sarif["runs"][0]["results"].is_array());
    let junit = print::junit(&suite);
    let tree =
        roxmltree::Document::parse(&junit).unwrap_or_else(|fault| panic!("{fault}\n{junit}"));
    let count = |name: &str| tree.descendants().filter(|node| node.has_tag_name(name)).count();
    assert_eq!((count("testcase"), count("failure")), (3, 3));
    for line in print::github(&suite).lines() {
        assert!(["::error ", "::warning "].iter().any(|begin| line.starts_with(begin)), "{line}");
    }
}

#[test]
fn reports_of_every_nasty_text_parse() {
    for s in NASTY {
        parses(&[(*s).to_owned()]);
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn reports_of_any_texts_parse(texts in vec(text(), 8)) {
        parses(&texts);
    }
}
