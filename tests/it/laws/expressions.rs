//! What a macro or a block left is, in every expression, the value it denotes.
//!
//! Each law is a template with a `$`, rendered with an expression in its place that gives a value
//! as it is, and with others that capture it: the results have to be the same.

use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::strings::{NASTY, text};
use super::trial::{Trial, cases, object};

const MACROS: &str = "\
{% macro same(it) %}{{ it }}{% endmacro %}
{% macro spaced(it) %}

  {{ it }}

{% endmacro %}
{% macro framed(it) %}<{{ it }}>{% endmacro %}
{% macro pair(it) %}
first: {{ it }}
second: '{{ it }}'
{% endmacro %}
{% macro around() %}{{ caller() }}{% endmacro %}
{% macro port() %}8080{% endmacro %}
{% macro length(it) %}{{ it | length }}{% endmacro %}
{% macro defaulted(it=same(values.s)) %}{{ it | length }}{% endmacro %}
";

const HEAD: &str = "\
{% from '_macros.yaml' import same, spaced, framed, pair, around, port, length, defaulted %}
{% import '_macros.yaml' as macros %}
{% macro local(it) %}{{ it }}{% endmacro %}
{% set block %}{{ values.s }}{% endset %}
{% set wide %}

  {{ values.s }}
{% endset %}
{% set frame %}<{{ values.s }}>{% endset %}
{% set pairs %}
first: {{ values.s }}
second: \"{{ values.s }}\"
{% endset %}
{% set assigned = same(values.s) %}
{% set passed = assigned %}
{% set space = namespace(it=same(values.s)) %}
{% set space.block = block %}
";

/// The text `values.s` as it is, and captured.
const TEXTS: &[&str] = &[
    "values.s",
    "same(values.s)",
    "spaced(values.s)",
    "macros.same(values.s)",
    "local(values.s)",
    "same(same(values.s))",
    "local(block)",
    "block",
    "wide",
    "passed",
    "space.it",
    "space.block",
    "(same(values.s) if values.s == block else 0)",
    "(0 if values.s != block else block)",
    "(macros.same(values.s))",
    "tpl('{{ it }}', it=values.s)",
];

/// A text that is no value of its own.
const FRAMES: &[&str] = &[
    "('<' ~ values.s ~ '>')",
    "framed(values.s)",
    "macros.framed(values.s)",
    "same(framed(values.s))",
    "framed(block)",
    "frame",
    "('<{{ it }}>' | tpl(it=values.s))",
];

const PAIRS: &[&str] = &[
    "{ 'first': values.s, 'second': values.s }",
    "pair(values.s)",
    "macros.pair(block)",
    "same(pair(values.s))",
    "pairs",
];

const PORTS: &[&str] = &["8080", "port()", "macros.port()", "same(port())", "spaced(8080)"];

const OF_ANYTHING: &[&str] = &[
    " {{ $ }}",
    " {{ ($) }}",
    " {{ $ == $ }}",
    " {{ $ == same($) }}",
    " {{ $ in [$] }}",
    " {{ [$, 1] }}",
    " {{ { 'it': $ } }}",
    " {{ dict(it=$).it }}",
    " {{ [$, 2] | first }}",
    " {{ ($, 2)[0] }}",
    " {{ [[$]] | flatten }}",
    " {{ $ | default('x') }}",
    " {{ none | default($) }}",
    " {{ $ or 'x' }}",
    " {{ $ and 'x' }}",
    " {{ not $ }}",
    " {{ 'x' if $ else 'y' }}",
    " {{ $ is string }}",
    " {{ $ is mapping }}",
    " {{ $ is eq($) }}",
    " {{ $ | to_json }}",
    " {{ $ | to_yaml }}",
    " {{ coalesce(none, $) }}",
    " {{ true | ternary($, 1) }}",
    " {{ ['x', $][1] }}",
    "\n{% if $ %}\n    a: 1\n{% else %}\n    b: 1\n{% endif %}",
    "\n{% set it = $ %}\n    a: {{ it }}\n    b: {{ it == $ }}",
    "\n{% with it = $ %}\n    a: {{ [it] }}\n{% endwith %}",
    "\n{% for it in [$, $] %}\n    - {{ it }}\n{% endfor %}",
    " {% call around() %}{{ $ }}{% endcall %}\n",
];

const OF_TEXT: &[&str] = &[
    " {{ $ | length }}",
    " {{ ($) | length }}",
    " {{ $ | trunc(2) }}",
    " {{ $ | upper | lower }}",
    " {{ $ ~ 'x' }}",
    " {{ 'x' ~ $ ~ $ }}",
    " {{ ($ or 'x') ~ ($ and 'y') }}",
    " {{ ($ if $ else 'x') | upper }}",
    " {{ ('x' if not $ else $) | length }}",
    " {{ 'a' in $ }}",
    " {{ $ in 'abc' }}",
    " {{ $[:1] }}",
    " {{ $[1:] }}",
    " {{ $ < 'm' }}",
    " {{ { $: 1 } }}",
    " {{ { $: $ }[$] }}",
    " {{ { $: 3 } | get($, 0) }}",
    " {{ [$, $] | join($) }}",
    " {{ 'abc' | replace('b', $) }}",
    " {{ $ | replace($, 'b') }}",
    " {{ $ | list }}",
    " {{ $ | reverse }}",
    " {{ $ | b64encode | b64decode }}",
    " {{ $ | sha256 }}",
    " {{ sha256($) }}",
    " {{ '%s' | format($) }}",
    " {{ length($) }}",
    " {{ macros.length($) }}",
    " {{ framed($) | upper }}",
    " {{ required($, 'why') if $ else 'x' }}",
    " {{ -($ | length) }}",
    " {{ [$ | length, 1] }}",
    " a{{ $ }}z",
    " \"{{ $ }}\"",
    "\n    {{ $ }}: 1",
    " [{% for c in $ %}{{ c }},{% endfor %}]",
    " {% filter upper %}{{ $ }}{% endfilter %}\n",
    " {% filter trunc(3) | length %}{{ $ }}{% endfilter %}\n",
    " {% call around() %}{{ $ | upper }}{% endcall %}\n",
    "{% set shared = $ %} {% include '_shared.yaml' %}\n",
    "{% set shared %}{{ $ }}{% endset %} {% include '_shared.yaml' %}\n",
];

const OF_PAIRS: &[&str] = &[
    " {{ $.first }}",
    " {{ ($)['second'] ~ 'x' }}",
    " {{ $ | length }}",
    " {{ 'first' in $ }}",
    " {{ $ | items | list }}",
    " {{ $ | keys }}",
    " {{ $ | merge({ 'third': 3 }) }}",
    " {{ { 'third': 3 } | merge($) }}",
    "\n    <<: {{ $ }}\n    third: 3",
    "\n{% for key, it in $ | items %}\n    {{ key }}: {{ it | length }}\n{% endfor %}",
    "\n{% for key in $ %}\n    - {{ key }}\n{% endfor %}",
];

const OF_PORTS: &[&str] = &[
    " {{ $ + 1 }}",
    " {{ -$ }}",
    " {{ $ | int }}",
    " {{ $ > 80 }}",
    " {{ $ == 8080 }}",
    " {{ range(10000)[$] }}",
    " {{ $ ~ '' }}",
    " {{ $ is number }}",
    " {{ $ if $ is odd else $ - 1 }}",
    " '{{ $ }}'",
];

/// Fails if `expressions` do not all come to the same in `templates`.
fn all_same(expressions: &[&str], templates: &[&[&str]], s: &str) {
    let all: Vec<&str> = templates.iter().flat_map(|templates| templates.iter().copied()).collect();
    let meant = results(expressions[0], &all, s);
    for expression in &expressions[1..] {
        let found = results(expression, &all, s);
        for (template, (meant, found)) in all.iter().zip(meant.iter().zip(&found)) {
            assert_eq!(meant, found, "{s:?} as `{expression}` in `{template}`");
        }
    }
}

fn results(expression: &str, templates: &[&str], s: &str) -> Vec<Json> {
    let mut text = format!("{HEAD}{}", object(""));
    for (at, template) in templates.iter().enumerate() {
        let written = template.replace('$', expression);
        writeln!(text, "  c{at}:{written}").expect("a string takes all");
    }
    let outcome = Trial::new()
        .template("_macros.yaml", MACROS)
        .template("_shared.yaml", "{{ shared | upper ~ (shared | length) ~ [shared][0] }}")
        .template("trial.yaml", &text)
        .values(&json!({ "s": s }))
        .render();
    assert!(outcome.report.is_empty(), "{s:?} as `{expression}`: {}", outcome.said());
    let data = outcome.data();
    (0..templates.len()).map(|at| data[format!("c{at}")].clone()).collect()
}

#[test]
fn captured_text_is_the_text() {
    for s in
        ["abc", "", "8080", "true", "null", "a: b", "- a", "'a'", "a\nb\n", "\u{e000}0\u{e001}"]
    {
        all_same(TEXTS, &[OF_ANYTHING, OF_TEXT], s);
        all_same(FRAMES, &[OF_ANYTHING, OF_TEXT], s);
    }
}

#[test]
fn captured_maps_are_maps() {
    for s in ["abc", "", "8080", "a: b", "a\n\nb\n"] {
        all_same(PAIRS, &[OF_ANYTHING, OF_PAIRS], s);
    }
}

#[test]
fn captured_numbers_are_numbers() {
    all_same(PORTS, &[OF_ANYTHING, OF_PORTS], "");
}

#[test]
fn no_nasty_text_is_changed_by_capture() {
    for s in NASTY {
        all_same(&["values.s", "spaced(block)"], &[OF_TEXT], s);
    }
}

#[test]
fn joined_values_are_written_as_yaml_has_them() {
    let texts = ["('a' ~ true ~ (not true) ~ 4 / 2 ~ (port()))", "('atruefalse28080')"];
    all_same(&texts, &[OF_TEXT], "");
    for joined in ["(values.none or values)", "([1] if true)", "({ 'a': 1 })", "none", "[1]"] {
        let text = object(&format!("  a: {{{{ 'a' ~ {joined} }}}}\n"));
        let values = json!({ "none": null });
        let outcome = Trial::new().template("trial.yaml", &text).values(&values).render();
        assert!(outcome.said().contains("can't be part of a text"), "{joined}: {}", outcome.said());
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn no_text_is_changed_by_capture(s in text()) {
        all_same(&["values.s", "same(values.s)", "passed", "wide"], &[OF_TEXT], &s);
        all_same(&["('<' ~ values.s ~ '>')", "same(framed(block))"], &[OF_TEXT], &s);
    }
}
