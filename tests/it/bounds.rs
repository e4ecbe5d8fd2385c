//! A chart, or a manifest, that asks for more than any machine has is refused: where the address
//! space is limited, the program says what is too much, and does not abort.
//!
//! Limits are set by `ulimit -v`, which Linux obeys.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const MEBIBYTES: u32 = 768;

/// So many levels as no stack holds.
const DEEP: usize = 80_000;

struct Attack {
    folder: tempfile::TempDir,
}

impl Attack {
    fn new() -> Self {
        Attack { folder: tempfile::tempdir().expect("a folder can be made") }
    }

    fn file(self, path: &str, text: &str) -> Self {
        let path = self.folder.path().join(path);
        let folder = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).and_then(|()| fs::write(&path, text)).expect("can be written");
        self
    }

    fn chart(self, name: &str, more: &str) -> Self {
        let text = format!("apiVersion: v2\nname: {name}\nversion: 0.1.0\n{more}");
        self.file(&format!("charts/{name}/Chart.yaml"), &text)
    }

    /// A chart whose one template puts `text` into an object.
    fn with(text: &str) -> Self {
        let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n";
        Attack::new().chart("c", "").file("charts/c/templates/a.yaml", &format!("{object}{text}\n"))
    }

    fn schema(text: &str) -> Self {
        Attack::with("  a: {{ values.a }}")
            .file("charts/c/values.yaml", "a: xxxxxxxxxxxxxxxxxxxxxxxx\n")
            .file("charts/c/values.schema.json", text)
    }

    /// Is said to be at fault, with this word in what is said, and the program ends by itself.
    fn is_refused(&self, arguments: &[&str], word: &str) {
        let output = limited(self.folder.path(), arguments);
        let said = [output.stderr, output.stdout].concat();
        let said = String::from_utf8_lossy(&said);
        let said: String = said.chars().take(2_000).collect();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains(word), "{arguments:?}: {word} in {said}");
    }

    /// Ends by itself, whatever is said.
    fn ends(&self, arguments: &[&str]) {
        let output = limited(self.folder.path(), arguments);
        let code = output.status.code();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(code, Some(0..=2)), "{arguments:?}: {code:?}: {said}");
    }
}

fn limited(folder: &Path, arguments: &[&str]) -> Output {
    let limit = if cfg!(target_os = "linux") {
        format!("ulimit -v {} && exec \"$@\"", MEBIBYTES << 10)
    } else {
        eprintln!("the address space is not limited on this system");
        "exec \"$@\"".to_owned()
    };
    let mut command = Command::new("sh");
    command.args(["-c", &limit, "sh", env!("CARGO_BIN_EXE_drydock")]).args(arguments);
    command.current_dir(folder).output().expect("sh runs")
}

fn each(count: usize, write: impl Fn(usize) -> String) -> String {
    (0..count).map(write).collect()
}

const RENDER: &[&str] = &["render", "c"];

#[test]
fn texts_and_lists_that_grow_are_refused() {
    let doubled = |step: &str, first: &str| {
        format!(
            "  a: {{{{ 1 }}}}\n{{% set ns = namespace(x={first}) %}}{{% for i in range(60) %}}\
             {{% set ns.x = {step} %}}{{% endfor %}}\n  k: {{{{ ns.x | length | string }}}}"
        )
    };
    for text in [
        "  k: {{ 'x' | repeat(100000) | replace('x', 'y' | repeat(100000)) | length | string }}",
        "  k: {{ range(100000) | join('y' | repeat(100000)) | length | string }}",
        "  k: {{ '%900000000s' | format('a') | length | string }}",
        "  k: {{ [1] | batch(3000000000, 1) | length | string }}",
        &doubled("ns.x ~ ns.x", "'x'"),
        &doubled("ns.x + ns.x", "[1]"),
        &doubled("[ns.x, ns.x]", "[1]"),
    ] {
        Attack::with(text).is_refused(RENDER, "over-budget");
    }
}

#[test]
fn patterns_that_are_too_large_are_refused() {
    let definition = |pattern: &str| {
        format!(
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: \
             as.b.io}}\nspec:\n  group: b.io\n  names: {{kind: A, plural: as}}\n  scope: \
             Namespaced\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    \
             schema:\n      openAPIV3Schema:\n        type: object\n        properties:\n          \
             x: {{type: string, pattern: '{pattern}'}}\n---\napiVersion: b.io/v1\nkind: A\n\
             metadata: {{name: a, namespace: b}}\nx: {}\n",
            "a".repeat(2_000)
        )
    };
    let nested = "((a{100}){100}){100}".to_owned();
    let long = "(abcdefgh){1000}".repeat(400);
    for pattern in [&nested, &long] {
        Attack::new()
            .file("in.yaml", &definition(pattern))
            .is_refused(&["validate", "in.yaml"], "pattern");
        let call = format!("  k: {{{{ 'a' | regex_match('{pattern}') | string }}}}");
        Attack::with(&call).is_refused(RENDER, "regex_match");
        let schema = format!("{{\"properties\": {{\"a\": {{\"pattern\": \"{pattern}\"}}}}}}");
        Attack::schema(&schema).is_refused(RENDER, "bad-schema");
    }
    for pattern in ["a?".repeat(3_200) + &"a".repeat(3_200), "(\\w{10}){100}".repeat(490)] {
        Attack::new().file("in.yaml", &definition(&pattern)).ends(&["validate", "in.yaml"]);
    }
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    for open in ["- ", "[", "{a: ", "? "] {
        let text = open.repeat(DEEP);
        Attack::new().file("in.yaml", &text).is_refused(&["validate", "in.yaml"], "nested");
        let chart = Attack::with("  a: b").file("charts/c/values.yaml", &format!("a:\n  {text}"));
        chart.is_refused(RENDER, "nested");
        Attack::new()
            .chart("c", "")
            .file("charts/c/templates/a.yaml", &text)
            .is_refused(RENDER, "nested");
    }
    let brackets = |open: &str, close: &str| {
        format!("  k: {{{{ {}1{} }}}}", open.repeat(DEEP), close.repeat(DEEP))
    };
    for (open, close) in [("(", ")"), ("[", "]"), ("f(", ")")] {
        Attack::with(&brackets(open, close)).is_refused(RENDER, "template-syntax");
    }
    for part in ["not ", "-", "1 ~ ", "1 and ", "1 if 1 else ", "1 < "] {
        Attack::with(&brackets(part, "")).is_refused(RENDER, "operators");
    }
    for part in [" | string", ".a", "[1]", "()"] {
        Attack::with(&format!("  k: {{{{ values{} }}}}", part.repeat(DEEP)))
            .is_refused(&["check", "c"], "operators");
    }
    Attack::with(&"{% if true %}".repeat(DEEP)).is_refused(RENDER, "template-syntax");
}

#[test]
fn schemas_that_lead_on_and_on_end() {
    let doubled: String = each(40, |at| {
        let next = format!("{{\"$ref\": \"#/$defs/a{}\"}}", at + 1);
        format!("\"a{at}\": {{\"allOf\": [{next}, {next}]}}, ")
    });
    let schema = format!("{{\"$defs\": {{{doubled}\"a40\": {{}}}}, \"$ref\": \"#/$defs/a0\"}}");
    Attack::schema(&schema).is_refused(RENDER, "steps through this schema");

    let to_all: String = each(12, |at| format!("\"p{at}\": {{\"$ref\": \"#/$defs/a{at}\"}}, "));
    let mutual: String = each(12, |at| {
        format!("\"a{at}\": {{\"type\": \"object\", \"properties\": {{{to_all}\"q\": {{}}}}}}, ")
    });
    let mutual = format!("{{\"$defs\": {{{mutual}\"z\": {{}}}}, \"$ref\": \"#/$defs/a0\"}}");
    let circle = "{\"$defs\": {\"a\": {\"allOf\": [{\"$ref\": \"#/$defs/b\"}]}, \"b\": {\"allOf\": \
                  [{\"$ref\": \"#/$defs/a\"}]}}, \"$ref\": \"#/$defs/a\"}";
    for schema in [&*mutual, circle, "{\"$ref\": \"#\"}"] {
        for command in ["render", "schema"] {
            Attack::schema(schema).ends(&[command, "c"]);
        }
    }
    let deep = format!("{}{{}}{}", "{\"not\": ".repeat(DEEP), "}".repeat(DEEP));
    Attack::schema(&deep).is_refused(RENDER, "bad-schema");
}

#[test]
fn charts_and_values_that_are_too_many_are_refused() {
    let mut diamond = Attack::new();
    for level in 0..16 {
        let next = |side: char| {
            let name = format!("l{}", level + 1);
            format!(
                "- {{name: {name}, alias: {side}, version: 0.1.0, repository: 'file://../{name}'}}\n"
            )
        };
        let more = format!("dependencies:\n{}{}", next('a'), next('b'));
        diamond = diamond.chart(&format!("l{level}"), &more);
    }
    diamond.chart("l16", "").is_refused(&["render", "l0"], "deep-charts");

    let table: String = each(256_000, |at| format!("  k{at}: a\n"));
    let imports = "dependencies:\n- name: d\n  version: 0.1.0\n  repository: file://../d\n  \
                   import-values: [{child: t, parent: t}]\n";
    Attack::with("  a: b")
        .chart("c", imports)
        .chart("d", "")
        .file("charts/d/values.yaml", &format!("t:\n{table}"))
        .is_refused(RENDER, "over-budget");
    Attack::with("  a: b")
        .file("values/c/e.yaml", &format!("t: [{}1]\n", "1,".repeat(120_000)))
        .is_refused(&["render", "c", "e"], "over-budget");
}
