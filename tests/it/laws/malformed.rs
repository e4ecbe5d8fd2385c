//! Whatever is wrong with a chart is said, in the author's terms and at a place in what the
//! author wrote; nothing panics.

use drydock::diagnostic::print::{self, Color, Style};
use drydock::diagnostic::{Censor, Report, Secrets, Sources};
use drydock::yaml::{self, Dialect, Node, Origin, Value};
use proptest::prelude::*;
use serde_json::json;

use super::strings::text;
use super::trial::{Outcome, Trial, cases};

/// Parts of templates, sound and unsound.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "{{ values.s }}",
    "{{ values.map }}",
    "{{ values.list }}",
    "{{ values.n }}",
    "{{ values.none }}",
    "{{ values.missing }}",
    "{{ missing.a.b }}",
    "{{ é }}",
    "{{ values['é'] }}",
    "{{ 'é' ~ values.s }}",
    "{{ values.s | nope }}",
    "{{ nope('é') }}",
    "{{ values.s | safe }}",
    "{{ values.s | e }}",
    "{{ values.s | trunc('é') }}",
    "{{ values.n / 0 }}",
    "{{ values.s + 1 }}",
    "{{ values.map ~ 'x' }}",
    "{{ values.map.k[0].x }}",
    "{{ 1 if values.n }}",
    "{{ }}",
    "{{",
    "}}",
    "{{ '",
    "{{ (",
    "{{ values. }}",
    "{{- values.s -}}",
    "{{ values.n -}}",
    "{{- 'x' }}",
    "{{ range(3) }}",
    "{{ [1, 'é', none] }}",
    "{{ {1: 2, true: 3} }}",
    "{{ 1.5e300 * 1e300 }}",
    "{{ required(values.none, 'é') }}",
    "{{ values.none | required('why') }}",
    "{{ fail('é') }}",
    "{{ warn('é') }}",
    "{{ tpl('{{ values.é') }}",
    "{{ tpl('{{ x }}') }}",
    "{{ values.s | tpl }}",
    "{{ '{{ values.map }}' | tpl(values=values) }}",
    "{{ files.get('é') }}",
    "{{ files.render('text') }}",
    "{{ files.get('text') }}",
    "{{ values | to_yaml }}",
    "{{ loop.index }}",
    "{{ m }}",
    "{{ m() }}",
    "{{ m(values.s) }}",
    "{{ m(values.map) | upper }}",
    "{{ lines() }}",
    "{{ entry() }}",
    "{{ lib.m(1) }}",
    "{{ lib.none() }}",
    "{{ x }}",
    "{{ caller() }}",
    "{{ super() }}",
    "{{ self.b() }}",
    "{% if values.s %}",
    "{% if values.none %}",
    "{% if missing %}",
    "{% elif x %}",
    "{% else %}",
    "{% endif %}",
    "{%- if true -%}",
    "{%- endif -%}",
    "{% for x in values.list %}",
    "{% for k, v in values.map | items %}",
    "{% for x in values.s %}",
    "{% for x in values.n %}",
    "{% for é in [] %}",
    "{% endfor %}",
    "{% break %}",
    "{% continue %}",
    "{% set x = values.s %}",
    "{% set x = m() %}",
    "{% set x %}",
    "{% set x | upper %}",
    "{% endset %}",
    "{% set a, b = values.list %}",
    "{% macro q(a) %}",
    "{% macro q(a='é') %}",
    "{% endmacro %}",
    "{% call m() %}",
    "{% call(z) lib.m() %}",
    "{% endcall %}",
    "{% with x = values.map %}",
    "{% endwith %}",
    "{% filter upper %}",
    "{% filter trunc(1) | nope %}",
    "{% filter to_yaml %}",
    "{% endfilter %}",
    "{% include '_part.yaml' %}",
    "{% include 'é' %}",
    "{% include 'trial.yaml' %}",
    "{% include values.s %}",
    "{% import '_lib.yaml' as lib %}",
    "{% from '_lib.yaml' import m, lines, entry %}",
    "{% from '_lib.yaml' import none %}",
    "{% import '_lib.yaml' as lib() %}",
    "{% import '_lib.yaml' as [a, b.c, 1] %}",
    "{% from '_lib.yaml' import m as x.y %}",
    "{% extends '_part.yaml' %}",
    "{% block b %}",
    "{% endblock %}",
    "{% autoescape true %}",
    "{% endautoescape %}",
    "{% raw %}",
    "{% endraw %}",
    "{# é #}",
    "{#",
    "#}",
    "{%",
    "%}",
    "{% nope %}",
    "{% do m() %}",
    "\n",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "\n- ",
    "\n  - ",
    " ",
    "\t",
    "\r\n",
    "é",
    "😀",
    "a",
    "key",
    "a: ",
    "é: ",
    "a: b\n",
    "é: 😀\n",
    "? ",
    ": ",
    "- ",
    "# é\n",
    "'",
    "\"",
    "''",
    "|",
    "|-\n  ",
    ">\n  ",
    "|9\n",
    "[",
    "]",
    "{ ",
    " }",
    ", ",
    "&a ",
    "*a ",
    "*é",
    "!x ",
    "!!int ",
    "!!str ",
    "!<é> ",
    "%YAML 9\n",
    "---\n",
    "...\n",
    "<<: ",
    "yes",
    "017",
    ".nan",
    "null: ",
    "~: ",
    "\\",
    "\"\\x\"",
    "@",
    "`",
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: trial\n",
    "kind: List\napiVersion: v1\nitems: ",
    "metadata: é\n",
    "kind: 1\n",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\0",
    "\u{e000}",
    "\u{e003}",
];

const LIB: &str = "\
{% macro m(a='x') %}{{ a }}{{ caller() if caller else '' }}{% endmacro %}
{% macro lines() %}

  a: {{ values.s }}
    é: 1
{% endmacro %}
{% macro entry() %}k: {{ values.map }}{% endmacro %}
";

fn template() -> impl Strategy<Value = String> {
    let part = proptest::sample::select(PARTS).prop_map(str::to_owned);
    let part = prop_oneof![12 => part, 1 => text()];
    proptest::collection::vec(part, 1..14).prop_map(|parts| parts.concat())
}

/// A block of statements that fit each other, so that more templates get to run.
fn sound() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(PARTS).prop_filter("no tag", |part| !part.contains("{%"));
    let leaf = leaf.prop_map(str::to_owned);
    leaf.prop_recursive(4, 30, 4, |inner| {
        let wraps = [
            ("{% if values.s %}", "{% endif %}"),
            ("{% if values.none %}x{% else %}\n", "{% endif %}\n"),
            ("{% for x in values.list %}", "{% endfor %}"),
            ("{% for k, v in values.map | items %}\n", "{% endfor %}\n"),
            ("{% set x %}", "{% endset %}{{ x }}"),
            ("{% macro q(a) %}", "{% endmacro %}{{ q(values.s) }}"),
            ("{% macro q(a) %}", "{% endmacro %}{{ q(values.s) | upper }}"),
            ("{% call lib.m() -%}", "{%- endcall %}"),
            ("{% filter trim %}", "{% endfilter %}"),
            ("{% with x = values.map %}", "{% endwith %}"),
            ("a:\n  ", "\n"),
            ("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: é }\ndata: ", "\n"),
            ("{{ tpl(\"", "\", values=values) }}"),
        ];
        let many = proptest::collection::vec(inner, 0..4).prop_map(|parts| parts.concat());
        (many.clone(), proptest::sample::select(wraps.to_vec()), many)
            .prop_map(|(inside, (open, close), after)| format!("{open}{inside}{close}{after}"))
    })
}

#[rustfmt::skip]
const OPERANDS: &[&str] = &[
    "values.s", "values.map", "values['list']", "block", "x", "lib.m(1)", "'é'", "1", "none", "true", "[]", "{}",
];

/// Expressions of one or two others.
#[rustfmt::skip]
const FORMS: &[&str] = &[
    "({1})", "({1}).k", "({1})[{2}]", "({1})[{2}:]", "({1})({2})", "({1}) | upper", "({1}) | default({2})",
    "{1} ~ {2}", "({1} ~ {2})", "({1}) ~ ({2})", "{1} + {2}", "({1} or {2})", "{1} and ({2})", "(not {1})",
    "(-({1}))", "({1} if {2} else {1})", "(({1}) if {2})", "(({1}) is defined)", "({1}) == ({2})", "({1}) in {2}", "[{1}, {2}]",
    "({1}, {2})", "{ ({1}): {2} }", "lib.m({1})", "tpl({1})", "({1}) | tpl", "required({1}, 'é')", "({1}) | required({2})",
    "dict(k={1})", "warn({1})", "({1}) | trunc(({2}) | length)", "lib.m(a={1})", "lib.m(*[{1}])", "(({1}) ~ {2}) | length",
];

/// An expression the engine can parse; that it means something is not asked.
fn expression() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(OPERANDS).prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 3, |inner| {
        (proptest::sample::select(FORMS), inner.clone(), inner)
            .prop_map(|(form, one, two)| form.replace("{1}", &one).replace("{2}", &two))
    })
}

/// Fails if a diagnostic points outside its source, can't be printed, or speaks of what the
/// author didn't write.
fn speaks_well(report: &Report, sources: &Sources, written: &str) {
    let secrets = Secrets::none();
    let censor = Censor::new(&secrets, sources);
    for fault in report.iter() {
        for label in &fault.labels {
            let text = &sources.get(label.span.source).text;
            assert!(text.get(label.span.range()).is_some(), "no place in {text:?}: {fault:?}");
        }
        let colored = Style { color: Color::Always, width: Some(80) };
        let said =
            print::text(fault, &censor, colored) + &print::text(fault, &censor, Style::PLAIN);
        let words = [&fault.message].into_iter().chain(&fault.help);
        let words: String =
            words.chain(fault.labels.iter().map(|label| &label.text)).map(String::as_str).collect();
        for inner in ["\u{e000}", "\u{e001}", "\u{e002}", "\u{e003}", "__"] {
            assert!(!words.contains(inner) || written.contains(inner), "{fault:?}");
        }
        assert!(!said.is_empty());
    }
}

fn is_spoken_of(template: &str) -> Outcome {
    let trial = Trial::new()
        .template("_lib.yaml", LIB)
        .template("_part.yaml", "{{ values.s }}é{% block b %}{{ x }}{% endblock %}")
        .template("trial.yaml", &format!("{{% import '_lib.yaml' as lib %}}\n{template}"))
        .notes(template)
        .file("text", template)
        .values(&json!({
            "s": "é😀", "n": 3, "none": null, "list": ["é", 2, { "x": "y" }], "map": { "é": 1, "k": [1] },
        }));
    let outcome = trial.render();
    speaks_well(&outcome.report, &outcome.sources, template);
    for object in outcome.manifest.iter().flat_map(|manifest| &manifest.objects) {
        is_well_placed(&object.root, &outcome.sources);
    }
    assert!(outcome.manifest.is_some() || outcome.report.has_errors(), "nothing is said");
    outcome
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn no_template_panics(template in template()) {
        is_spoken_of(&template);
    }

    #[test]
    fn no_template_that_runs_panics(template in sound()) {
        is_spoken_of(&template);
    }

    #[test]
    fn no_expression_panics(e in expression()) {
        let block = "{% set block %}{{ values.s }}{% endset %}";
        let uses = format!("a: {{{{ {e} }}}}\nb: {{% if {e} %}}{{% endif %}}\n{{% for x in {e} %}}{{% set y = {e} %}}{{{{ y }}}}{{% endfor %}}");
        let outcome = is_spoken_of(&(block.to_owned() + &uses));
        prop_assert!(outcome.report.iter().all(|f| f.code.name() != "template-syntax"), "{}", outcome.said());
    }

    #[test]
    fn no_yaml_panics(text in template()) {
        is_read(&text);
    }

    #[test]
    fn no_bytes_panic(bytes in any::<Vec<u8>>()) {
        is_read(&String::from_utf8_lossy(&bytes));
    }
}

/// Fails if a node was written at what is no place, or set there.
fn is_well_placed(node: &Node, sources: &Sources) {
    each_origin(node, &mut |origin| {
        for span in [origin.at].iter().chain(origin.set.iter().flat_map(|set| set.iter())) {
            let text = &sources.get(span.source).text;
            assert!(text.get(span.range()).is_some(), "no place in {text:?}: {span:?}");
        }
    });
}

fn each_origin(node: &Node, visit: &mut impl FnMut(&Origin)) {
    visit(&node.origin);
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| each_origin(item, visit)),
        Value::Map(map) => map.iter().for_each(|(key, value)| {
            visit(&key.origin);
            each_origin(value, visit);
        }),
        _ => {}
    }
}

fn is_read(text: &str) {
    for dialect in [Dialect::Kubectl, Dialect::Unambiguous] {
        let mut sources = Sources::new();
        let source = sources.add_file("é.yaml", text);
        let mut report = Report::new();
        let documents = yaml::read(text, source, dialect, &mut report);
        for node in &documents {
            is_well_placed(node, &sources);
        }
        yaml::read_map(text, source, dialect, &mut report);
        speaks_well(&report, &sources, text);
    }
}
