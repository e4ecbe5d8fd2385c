//! What we say of 9,157 manifests against what a real API server said: reading and rules together.

use std::collections::{BTreeMap, BTreeSet};

use drydock::check::judge::judge;
use drydock::check::strict::Finding;
use drydock::check::verdict::{Status, verdicts};

use crate::corpus::{Case, bases, cases, kind_of, node, patched};

#[test]
fn the_judge_agrees_with_the_server() {
    let bases = bases();
    let mut tally = Tally::default();
    for case in cases() {
        let object = patched(&bases[&case.base], case.patch.as_ref());
        if let Some(kind) = kind_of(&object) {
            tally.count(&case, &judge(kind, &node(&object)));
        }
    }
    tally.print();
    assert!(tally.wrongly_refused.is_empty(), "accepted by the server, refused here");
    assert!(tally.verdicts.is_all(), "another verdict than the server's");
    assert!(tally.paths.is_all(), "refused at other fields than by the server");
    let whole = tally.lines.iter().filter(|line| WHOLE.iter().any(|kind| line.contains(kind)));
    assert_eq!(whole.count(), 0, "of kinds whose rules are all there");
}

/// As `drydock validate` sees them: texts, of whatever kind they say they are.
#[test]
fn every_manifest_is_judged_as_the_server_judges_it() {
    let bases = bases();
    let mut wrong = Vec::new();
    for case in cases() {
        let text = patched(&bases[&case.base], case.patch.as_ref()).to_string();
        let verdicts = verdicts(&text);
        let accepted = verdicts.len() == 1 && verdicts[0].status == Status::Valid;
        if accepted != case.accepted {
            wrong.push(format!("{} {} {}: {}", case.id, case.base, case.mutation, case.said()));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// Of these we say what the server says, field by field.
const WHOLE: [&str; 9] = [
    " CronJob/",
    " DaemonSet/",
    " Deployment/",
    " Job/",
    " Pod/",
    " PodTemplate/",
    " ReplicaSet/",
    " ReplicationController/",
    " StatefulSet/",
];

/// The kinds and the faults where we differ, most first; `--nocapture` shows each case.
#[derive(Default)]
struct Tally {
    verdicts: Share,
    /// Of the cases that the server's validation refused: those that we refuse, too.
    refused: Share,
    /// Of those: the ones where all fields named are the server's.
    paths: Share,
    wrongly_refused: Vec<String>,
    lines: Vec<String>,
    by_base: BTreeMap<String, u32>,
    by_mutation: BTreeMap<String, u32>,
}

#[derive(Default)]
struct Share {
    right: u32,
    of: u32,
}

impl Tally {
    fn count(&mut self, case: &Case, findings: &[Finding]) {
        let accepted = findings.is_empty();
        self.verdicts.add(accepted == case.accepted);
        let line = || format!("{} {} {}: {}", case.id, case.base, case.mutation, case.said());
        if case.accepted && !accepted {
            self.wrongly_refused.push(format!("{} but {}", line(), shown(findings)));
        }
        if case.stage.as_deref() != Some("validate") {
            return;
        }
        self.refused.add(!accepted);
        if accepted {
            *self.by_base.entry(case.base.clone()).or_default() += 1;
            *self.by_mutation.entry(case.mutation.clone()).or_default() += 1;
            self.lines.push(format!("missed: {}", line()));
            return;
        }
        let ours: BTreeSet<&str> = findings.iter().map(|finding| &*finding.path).collect();
        let theirs: BTreeSet<&str> = case.causes.iter().map(|cause| &*cause.field).collect();
        self.paths.add(ours == theirs);
        if ours != theirs {
            self.lines.push(format!("other fields: {} but {}", line(), shown(findings)));
        }
    }

    fn print(&self) {
        for line in &self.lines {
            println!("{line}");
        }
        for line in &self.wrongly_refused {
            println!("wrong: {line}");
        }
        for table in [&self.by_base, &self.by_mutation] {
            let mut rows: Vec<(&u32, &String)> = table.iter().map(|(name, n)| (n, name)).collect();
            rows.sort_by(|a, b| b.cmp(a));
            for (count, name) in rows.iter().take(20) {
                println!("{count:>6} {name}");
            }
        }
        println!("wrongly refused: {}", self.wrongly_refused.len());
        for (name, share) in
            [("verdicts", &self.verdicts), ("refused", &self.refused), ("fields", &self.paths)]
        {
            println!("{name:>8}: {} of {}, {:.2} %", share.right, share.of, 100.0 * share.share());
        }
    }
}

impl Share {
    fn add(&mut self, right: bool) {
        self.of += 1;
        self.right += u32::from(right);
    }

    fn is_all(&self) -> bool {
        self.right == self.of
    }

    fn share(&self) -> f64 {
        f64::from(self.right) / f64::from(self.of)
    }
}

fn shown(findings: &[Finding]) -> String {
    let each = findings.iter().map(|finding| format!("{}: {}", finding.path, finding.message));
    each.collect::<Vec<_>>().join("; ")
}
