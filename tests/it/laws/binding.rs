//! A text given as a value comes out as that text, wherever the template puts it, and changes
//! nothing else.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

use super::readers::{INSTALLED, READERS};
use super::strings::{NASTY, text};
use super::trial::{Outcome, Trial, cases, object};

const MACROS: &str = "\
{% macro same(text) %}{{ text }}{% endmacro %}
{% macro spaced(text) %}
{{ text }}
{% endmacro %}
{% macro framed(text) %}<{{ text }}>{% endmacro %}
{% macro entry(text) %}
entry: {{ text }}
\"quoted\": \"{{ text }}\"
{% endmacro %}
{% macro around() %}{{ caller() }}{% endmacro %}
";

/// What stands before the object.
const HEAD: &str = "\
{% from '_macros.yaml' import same, spaced, framed, entry, around %}
{% import '_macros.yaml' as macros %}
{% macro local(text) %}{{ text }}{% endmacro %}
{% set block %}{{ values.s }}{% endset %}
{% set frame %}<{{ values.s }}>{% endset %}
{% set alias = values.s %}
";

/// A place of a template, as it stands below a key, and what a text makes of it.
type Context = (&'static str, fn(&str) -> Json);

/// Where a text of any number of lines may stand.
const ANYWHERE: &[Context] = &[
    (" {{ values.s }}", |s| json!(s)),
    (" a{{ values.s }}z", |s| json!(format!("a{s}z"))),
    (" {{ values.s }}{{ values.s }}", |s| json!(format!("{s}{s}"))),
    (" '{{ values.s }}'", |s| json!(s)),
    (" 'it''s {{ values.s }}'", |s| json!(format!("it's {s}"))),
    (" \"{{ values.s }}\"", |s| json!(s)),
    (" \"\\t{{ values.s }}\\x41\"", |s| json!(format!("\t{s}A"))),
    (" !!str {{ values.s }}", |s| json!(s)),
    (" # {{ values.s }}", |_| Json::Null),
    // Blocks.
    (" |\n    {{ values.s }}", |s| json!(format!("{}\n", lines(s)))),
    (" >-\n    {{ values.s }}", |s| json!(lines(s))),
    (" |-\n    a\n    {{ values.s }}\n    z", |s| json!(format!("a\n{}\nz", lines(s)))),
    (" |-\n    a\n      {{ values.s }}", |s| json!(format!("a\n  {}", indented(lines(s))))),
    (" |-\n    {{ block }}", |s| json!(lines(s))),
    // Keys.
    ("\n    {{ values.s }}: 1", |s| map(&[(s, json!(1))])),
    ("\n    a{{ values.s }}z: 1", |s| map(&[(&format!("a{s}z"), json!(1))])),
    ("\n    \"{{ values.s }}\": 1", |s| map(&[(s, json!(1))])),
    ("\n    ? {{ values.s }}\n    : 1", |s| map(&[(s, json!(1))])),
    // Collections.
    (" [{{ values.s }}, '{{ values.s }}', \"{{ values.s }}\"] # {{ values.s }}", |s| {
        json!([s, s, s])
    }),
    (" { {{ values.s }}: {{ values.s }}, 'o': 1 }", |s| map(&[("o", json!(1)), (s, json!(s))])),
    ("\n  - {{ values.s }}\n  - - {{ values.s }}", |s| json!([s, [s]])),
    (" {{ values.map }}", |s| map(&[(s, json!(s))])),
    (" {{ values.items }}", |s| json!(["first", s])),
    (" {{ [{ values.s: [values.s] }] }}", |s| json!([map(&[(s, json!([s]))])])),
    ("\n    <<: {{ values.map }}\n    ours: 1", |s| map(&[(s, json!(s)), ("ours", json!(1))])),
    ("\n    ours: 1\n    <<: [{{ { 'one': values.s } }}, {{ values.map }}]", |s| {
        map(&[(s, json!(s)), ("one", json!(s)), ("ours", json!(1))])
    }),
    // Macros and captured text.
    (" {{ same(values.s) }}", |s| json!(s)),
    (" {{ spaced(values.s) }}", |s| json!(s)),
    (" {{ framed(values.s) }}", |s| json!(format!("<{s}>"))),
    (" {{ local(values.s) }}", |s| json!(s)),
    (" {{ macros.same(values.s) }}", |s| json!(s)),
    (" '({{ macros.same(values.s) }})'", |s| json!(format!("({s})"))),
    (" {{ same(framed(local(values.s))) }}", |s| json!(format!("<{s}>"))),
    (" {{ macros.entry(values.s) }}", |s| json!({ "entry": s, "quoted": s })),
    ("\n    {{ entry(values.s) }}", |s| json!({ "entry": s, "quoted": s })),
    (" {% call around() %}{{ values.s }}{% endcall %}\n", |s| json!(s)),
    (" {% filter string %}{{ values.s }}{% endfilter %}\n", |s| json!(s)),
    (" {% include '_part.yaml' %}\n", |s| json!(format!("part {s}"))),
    (" {{ block }}", |s| json!(s)),
    (" {{ frame }}", |s| json!(format!("<{s}>"))),
    // Expressions.
    (" {{ alias }}", |s| json!(s)),
    (" {{ 'a' ~ values.s ~ block }}", |s| json!(format!("a{s}{s}"))),
    (" [{% for item in values.items %}{{ item }}, {% endfor %}]", |s| json!(["first", s])),
    (
        "\n{% for key, value in values.map | items %}\n    {{ key }}: {{ value }}\n{% endfor %}",
        |s| map(&[(s, json!(s))]),
    ),
    (" {{ files.render('text') }}", |s| json!(format!("text {s}\n"))),
    (" {{ tpl('<{{ text }}>', text=values.s) }}", |s| json!(format!("<{s}>"))),
];

/// Where a text of one line may stand besides.
const INLINE: &[Context] = &[
    (" |\n    a {{ values.s }} z\n    {{ values.s }}{{ values.s }}", |s| {
        json!(format!("a {s} z\n{s}{s}\n"))
    }),
    (" >\n    a {{ values.s }}\n    z", |s| json!(format!("a {s} z\n"))),
];

/// The lines of a text: the line break after a block's line ends the last of them.
fn lines(text: &str) -> &str {
    text.strip_suffix('\n').unwrap_or(text)
}

/// The lines of a text that stands two blanks in.
fn indented(text: &str) -> String {
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |text, line| match line {
        "" => text + "\n",
        line => format!("{text}\n  {line}"),
    })
}

/// A map in which the last of equal keys counts.
fn map(entries: &[(&str, Json)]) -> Json {
    entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

/// The template of an object whose data are the contexts, and how it has to be read for `s`.
fn template(contexts: &[Context], s: &str) -> (String, Json) {
    let mut text = format!("{HEAD}{}", object(""));
    let mut data = serde_json::Map::new();
    for (at, (written, meant)) in contexts.iter().enumerate() {
        writeln!(text, "  c{at}:{written}").expect("a string takes all");
        data.insert(format!("c{at}"), meant(s));
    }
    (text, data.into())
}

fn bind(template: &str, s: &str) -> Outcome {
    Trial::new()
        .template("_macros.yaml", MACROS)
        .template("_part.yaml", "part {{ values.s }}")
        .template("trial.yaml", template)
        .file("text", "text {{ values.s }}\n")
        .values(&json!({ "s": s, "items": ["first", s], "map": { s: s } }))
        .render()
}

fn document(data: &Json) -> Json {
    json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "trial" }, "data": data })
}

/// Binds `s` everywhere: what was written, and what it has to be read as.
fn bound(s: &str) -> Vec<(String, Json)> {
    let mut trials = vec![template(ANYWHERE, s)];
    if !s.contains('\n') {
        trials.push(template(INLINE, s));
    }
    let bound = trials.into_iter().map(|(template, data)| {
        let outcome = bind(&template, s);
        assert!(outcome.report.is_empty(), "{s:?}: {}", outcome.said());
        assert_same(&outcome.data(), &data, s);
        (outcome.yaml(), document(&data))
    });
    bound.collect()
}

fn assert_same(read: &Json, meant: &Json, by: &str) {
    if read == meant {
        return;
    }
    if let (Some(read), Some(meant)) = (read.as_object(), meant.as_object()) {
        for (key, value) in meant {
            assert_same(read.get(key).unwrap_or(&Json::Null), value, &format!("{by} in `{key}`"));
        }
    }
    panic!("{by}:\n  read  {read}\n  meant {meant}");
}

fn holds_for(s: &str) {
    for (text, document) in bound(s) {
        for (name, read) in READERS {
            assert_same(&read(&text)[0], &document, name);
        }
    }
}

#[test]
fn no_nasty_text_changes_a_document() {
    for s in NASTY {
        holds_for(s);
    }
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn no_text_changes_a_document(s in text()) {
        holds_for(&s);
        prop_assert_eq!(bound(&s), bound(&s));
    }
}

#[test]
fn readers_of_yaml_1_1_agree() {
    let mut runner = TestRunner::new(cases(256));
    let strategy = text();
    let random = (0..100).map(|_| strategy.new_tree(&mut runner).expect("a text").current());
    let all = NASTY.iter().map(|s| (*s).to_owned()).chain(random);
    let (texts, documents): (Vec<String>, Vec<Json>) = all.flat_map(|s| bound(&s)).unzip();
    let text = texts.concat();
    for reader in INSTALLED {
        let Some(read) = (reader.read)(&text) else {
            println!("{} is not installed: passed over", reader.name);
            continue;
        };
        assert_eq!(read.len(), documents.len(), "{}", reader.name);
        for (read, document) in read.iter().zip(&documents) {
            assert_same(read, document, reader.name);
        }
    }
}
