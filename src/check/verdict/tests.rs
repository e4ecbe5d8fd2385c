use std::fmt::Write;

use super::{Placed, Status, Verdict, verdicts};

fn judged(text: &str) -> Vec<String> {
    verdicts(text).into_iter().map(shown).collect()
}

fn shown(verdict: Verdict) -> String {
    let mut words = format!("{} {:?}", verdict.at.line, verdict.status);
    for Placed { at, path, message, help, .. } in verdict.findings {
        let help = help.map(|help| format!(", {help}")).unwrap_or_default();
        let _ = write!(words, "\n{}:{} {path} {message}{help}", at.line, at.column);
    }
    words
}

const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

#[test]
fn each_document_has_a_verdict() {
    let text = format!(
        "# first\n---\n{MAP}---\n{MAP}datas: {{}}\n--- # empty\n---\na: [\n---\n{MAP}data: 1\n"
    );
    assert_eq!(
        judged(&text),
        [
            "3 Valid",
            "7 Invalid\n10:1 datas unknown field `datas`, did you mean `data`?",
            "13 Invalid\n13:4  not valid YAML: the bracket that is opened here is not closed",
            "15 Invalid\n18:7 data expected a map, found an integer",
        ]
    );
}

#[test]
fn a_document_is_read_from_its_mark_to_its_end() {
    let text =
        format!("\u{feff}{MAP}---\n\u{feff}{MAP}...\nno: [yaml\n---\n{MAP}data: {{a: ....}}\n");
    assert_eq!(judged(&text), ["1 Valid", "5 Valid", "11 Valid"]);
    assert!(judged("\n...\n")[0].starts_with("2 Invalid"));
}

#[test]
fn a_key_given_twice_is_refused() {
    let [verdict] = &judged(&format!("{MAP}data: {{}}\ndata: {{}}\n"))[..] else {
        panic!("one document")
    };
    assert!(verdict.starts_with("1 Invalid\n5:1 "), "{verdict}");
}

#[test]
fn json_is_read_one_object_after_the_other() {
    let object = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"#;
    assert_eq!(judged(&format!("{object}\n{object}\n{{\"a\n{object}")).len(), 4);
    assert_eq!(judged(&format!("{object}{object}")), ["1 Valid", "1 Valid"]);
    assert_eq!(judged(&object.replace(',', ",\n\t")), ["1 Valid"]);
}

#[test]
fn lists_are_flattened() {
    let text = format!(
        "apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: v1, kind: Pod}}\n\
         - {{apiVersion: example.com/v1, kind: A}}\n---\n{MAP}"
    );
    let found = judged(&text);
    assert_eq!(found.len(), 3);
    assert!(found[0].starts_with("4 Invalid") && found[1] == "5 Skipped", "{found:?}");
}

#[test]
fn items_of_a_typed_list_need_no_kind() {
    let item = "metadata: {name: a}";
    let list = |kind: &str| format!("apiVersion: v1\nkind: {kind}List\nitems:\n- {item}\n");
    assert_eq!(judged(&list("ConfigMap")), ["4 Valid"]);
    let found =
        judged(&format!("{}- {{data: 1}}\n- kind: ConfigMap\n  {item}\n", list("ConfigMap")));
    assert!(found[1].contains("5:10 data expected a map, found an integer"), "{found:?}");
    assert!(found[2].starts_with("6 Invalid"), "{found:?}");
    assert!(judged(&list(""))[0].starts_with("4 Invalid"));
    let without = "apiVersion: example.com/v1\nkind: AllowList\nmetadata: {name: a}\n";
    assert_eq!(judged(without), ["1 Skipped"]);
    assert_eq!(judged(&format!("{without}items:\n")), [""; 0]);
}

#[test]
fn what_begins_like_json_may_be_yaml() {
    let object = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"#;
    let flow = MAP.replace('\n', ", ").replace("}, ", "}");
    assert_eq!(judged(&format!("{{{flow},}}\n---\n{MAP}")), ["1 Valid", "3 Valid"]);
    assert_eq!(judged(&format!("{object} # one\n")), ["1 Valid"]);
    assert_eq!(judged(&format!("{object}\n---\n{MAP}")), ["1 Valid", "3 Valid"]);
    for open in ["{\"a\": [", "{\"a\"\0: [\n{"] {
        let found = judged(&format!("{object}\n{open}"));
        assert_eq!(found[0], "1 Valid");
        assert!(found[1].starts_with("2 Invalid"), "{found:?}");
    }
    let found = judged(&format!("{object}\n{object}\n---\n{MAP}"));
    assert!(found.len() == 3 && found[2].contains(" Invalid"), "{found:?}");
}

#[test]
fn what_is_nested_deep_is_read_within_bounds() {
    let strange = "apiVersion: example.com/v1\nkind: A\nmetadata: {name: a}\n";
    let nested = |depth: usize| format!("{strange}x: {}{}\n", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(judged(&nested(9_000)), ["1 Skipped"]);
    assert!(judged(&nested(20_000))[0].starts_with("1 Invalid"));
    let lists = |depth| format!("{strange}x:\n{}a\n", "- ".repeat(depth));
    assert_eq!(judged(&lists(9_000)), ["1 Skipped"]);
    let anchored = "&a [".repeat(9_000);
    assert!(judged(&format!("{strange}x: {anchored}"))[0].starts_with("1 Invalid"));
    let shared = format!("{strange}x: &a [b, c]\ny: [{}]\n", "*a, ".repeat(5_000));
    assert_eq!(judged(&shared), ["1 Skipped"]);
    let mut bomb = format!("{strange}x0: &x0 [a]\n");
    for at in 1..12 {
        let before = format!("*x{}, ", at - 1).repeat(9);
        let _ = writeln!(bomb, "x{at}: &x{at} [{before}]");
    }
    assert!(judged(&bomb)[0].starts_with("1 Invalid"));
}

#[test]
fn a_version_that_is_gone_is_named() {
    let message = |api_version: &str, kind: &str| {
        let text = format!("apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: a}}\n");
        let mut found = verdicts(&text);
        let mut verdict = found.pop().expect("one document");
        match verdict.status {
            Status::Invalid => verdict.findings.remove(0).message,
            status => format!("{status:?}"),
        }
    };
    assert_eq!(
        message("extensions/v1beta1", "Ingress"),
        "Ingress of extensions/v1beta1 was removed in Kubernetes 1.22, use networking.k8s.io/v1"
    );
    assert_eq!(message("apps/v2", "Deployment"), "apps/v2 has no Deployment, use apps/v1");
    assert_eq!(message("v1", "Deployment"), "v1 has no Deployment, use apps/v1");
    assert_eq!(message("v1", "Deploymint"), "v1 has no Deploymint");
    assert_eq!(message("example.com/v1", "Deployment"), "Skipped");
    assert_eq!(
        message("''", "Deployment"),
        "`apiVersion` and `kind` must be texts that are not empty"
    );
}

#[test]
fn many_documents_are_judged_in_their_order() {
    let one = |at: usize| {
        let replicas = if at.is_multiple_of(7) { "none" } else { "1" };
        format!(
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: app-{at}}}\n\
             spec: {{replicas: {replicas}}}\n"
        )
    };
    let all: String = (0..300).map(one).collect();
    let together = verdicts(&all);
    assert_eq!(together.len(), 300);
    for (at, verdict) in together.iter().enumerate() {
        assert_eq!(verdict.name.as_deref(), Some(&*format!("app-{at}")));
        let alone = verdicts(&one(at));
        assert_eq!(verdict.findings.len(), alone[0].findings.len());
        assert_eq!(verdict.at.line, 2 + 5 * at);
    }
}
