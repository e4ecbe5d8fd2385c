//! What we say of 4,867 custom resources, by what the binary knows of their kinds, against what a
//! real API server said that has the definitions of the projects.

use drydock::check::judge::{Status, judge};

use crate::corpus::{bases_of, cases_of, node, patched};

#[test]
fn custom_resources_are_judged_as_the_server_judges_them() {
    let bases = bases_of(&["custom.yaml"]);
    let (mut count, mut differing) = (0, Vec::new());
    for case in cases_of("custom-verdicts.jsonl") {
        let object = patched(&bases[&case.base], case.patch.as_ref());
        let judgement = judge(&node(&object));
        let line = || format!("{} {} {}", case.base, case.mutation, case.said());
        let is_valid = judgement.status == Status::Valid;
        assert!(!case.accepted || is_valid, "refused: {} {:?}", line(), judgement.findings);
        count += 1;
        if is_valid != case.accepted {
            differing.push(line());
        }
    }
    assert!(count > 4000);
    assert!(differing.len() * 1000 < count, "accepted: {differing:#?}");
}
