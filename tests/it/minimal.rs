//! Small manifests that were once judged otherwise than by a real API server, and beside each the
//! other side of its rule.

use std::fs;

use drydock::check::verdict::{Status, verdicts};
use serde::Deserialize;
use serde_json::Value as Json;

/// A manifest, and the server's answer.
#[derive(Deserialize)]
struct Row {
    what: String,
    accepted: bool,
    /// The server's words, cut off where they are long.
    message: String,
    manifest: Json,
}

/// What the server refuses for what else is in the cluster: accepted here.
const OF_THE_CLUSTER: [&str; 2] = ["Service dual", "ResourceClaimTemplate adminAccess"];

#[test]
fn each_is_judged_as_the_server_judges_it() {
    let mut differing = Vec::new();
    for row in rows() {
        let [verdict] = &verdicts(&row.manifest.to_string())[..] else {
            panic!("{}: one verdict a manifest", row.what)
        };
        let ours: Vec<&str> = verdict.findings.iter().map(|finding| &*finding.path).collect();
        let accepted = row.accepted || OF_THE_CLUSTER.contains(&&*row.what);
        if (verdict.status == Status::Valid) != accepted {
            let verdict = if accepted { "refused" } else { "accepted" };
            differing.push(format!("{}: {verdict} here: {ours:?}", row.what));
        } else if !accepted {
            let missing = paths(&row.message).into_iter().filter(|path| !ours.contains(path));
            differing.extend(missing.map(|path| format!("{}: {path} is not {ours:?}", row.what)));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

fn rows() -> Vec<Row> {
    let path = format!("{}/tests/apiserver/minimal.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.lines().map(|line| serde_json::from_str(line).expect("a row is a line")).collect()
}

/// The fields that a message of the server names: `spec.a: Required value, spec.b: Forbidden: …`.
fn paths(message: &str) -> Vec<&str> {
    const REASONS: [&str; 5] =
        [": Invalid value", ": Required value", ": Unsupported value", ": Forbidden", ": Too"];
    let mut found: Vec<&str> = Vec::new();
    for reason in REASONS {
        for (at, _) in message.match_indices(reason) {
            let before = message[..at].rsplit(' ').next().unwrap_or_default();
            found.push(before.strip_prefix('[').unwrap_or(before));
        }
    }
    found
}
