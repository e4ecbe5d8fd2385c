//! Every node knows the emission or the literal text it came from, and the values that filled it.
//!
//! Places are marked in the sources: `⟨name|text⟩`.

use std::collections::HashMap;
use std::fs;
use std::ops::Range;

use drydock::diagnostic::{Censor, Report, Secrets, Sources, Span};
use drydock::pipeline;
use drydock::yaml::Node;

use super::trial::{Trial, object, request};

const VALUES: &str = "\
s: ⟨s|text⟩
é: ⟨é|\"😀\"⟩
map:
  ⟨map|a: ⟨a|1⟩
  b: ⟨b|two⟩⟩
list:
⟨list|- ⟨one|one⟩
- ⟨two|two⟩
- ⟨deep|x: ⟨x|ex⟩⟩⟩
";

const PARTIALS: &str = "\
{% macro same(it) %}⟨same|{{ it }}⟩{% endmacro %}
{% macro own() -%}
  ⟨own|{{- values.s -}}⟩
{%- endmacro %}
{% macro entries(it) %}
é: ⟨literal|é😀⟩
one: ⟨entry|{{ it }}⟩
two: ⟨quoted|\"é{{ it }}😀\"⟩
{% endmacro %}
{% macro around() %}
é: ⟨before|é⟩
<<: {{ caller() }}
{% endmacro %}
";

const HEAD: &str = "\
{% from '_partials.yaml' import same, own, entries, around %}
{% import '_partials.yaml' as lib %}
{% set alias = values.s %}
{% set map = values.map %}
{% set block %}⟨block|{{ values.s }}⟩{% endset %}
";

/// A path below `data`, the place of what stands there, and the places that set it.
type Expected = (&'static str, &'static str, &'static [&'static str]);

const CASES: &[(&str, &[Expected])] = &[
    ("a: ⟨1|é😀⟩ # é", &[("a", "1", &[])]),
    ("a: ⟨1|\"é\"⟩", &[("a", "1", &[])]),
    ("⟨0|é⟩: ⟨1|{{ values.s }}⟩", &[("é", "1", &["s"])]),
    ("a: ⟨1|{{values.s}}⟩", &[("a", "1", &["s"])]),
    ("a: [ ⟨1|{{- values['é'] -}}⟩ ]", &[("a.0", "1", &["é"])]),
    ("a: ⟨1|{{ { 'k': { 'l': values.s } } }}⟩", &[("a", "1", &["s"]), ("a.k.l", "1", &["s"])]),
    ("a: ⟨1|\"é {{ values.s }} {{ values['é'] }}é\"⟩", &[("a", "1", &["s", "é"])]),
    ("a: ⟨1|é{{ values.s }}-{{ values.s }}é⟩ # x", &[("a", "1", &["s"])]),
    (
        "a: ⟨1|{{ values.map }}⟩",
        &[("a", "1", &["map"]), ("a.a", "1", &["a"]), ("a.b", "1", &["b"])],
    ),
    (
        "a: ⟨1|{{ values.list }}⟩",
        &[("a.0", "1", &["one"]), ("a.2", "1", &["deep"]), ("a.2.x", "1", &["x"])],
    ),
    ("a: ⟨1|{{ values.list[1] }}⟩", &[("a", "1", &["two"])]),
    ("a: ⟨1|{{ values.s | upper }}⟩", &[("a", "1", &["s"])]),
    ("a: ⟨1|{{ values.s ~ values.map.b }}⟩", &[("a", "1", &["s", "b"])]),
    ("a: ⟨1|{{ values.none | default(values.s) }}⟩", &[("a", "1", &["s"])]),
    ("a: ⟨1|{{ values.map.b if values.s else 1 }}⟩", &[("a", "1", &["b"])]),
    ("a: ⟨1|{{ 'x' }}⟩", &[("a", "1", &[])]),
    ("a: ⟨1|{{ release.name }}⟩", &[("a", "1", &[])]),
    ("a:\n    <<: ⟨1|{{ values.map }}⟩\n    b: ⟨2|é⟩", &[("a.a", "1", &["a"]), ("a.b", "2", &[])]),
    (
        "a: [ ⟨1|{{ values.s }}⟩, ⟨2|'é'⟩, ⟨3|é⟩ ]",
        &[("a.0", "1", &["s"]), ("a.1", "2", &[]), ("a.2", "3", &[])],
    ),
    (
        "a: |\n    ⟨1|é\n    {{ values.s }}\n    é⟩\n  b: ⟨2|x⟩",
        &[("a", "1", &["s"]), ("b", "2", &[])],
    ),
    ("a: >-\n    ⟨1|é {{ values['é'] }}⟩", &[("a", "1", &["é"])]),
    // Names for values.
    ("a: ⟨1|{{ alias }}⟩", &[("a", "1", &["s"])]),
    ("a: ⟨1|{{ map.a }}⟩", &[("a", "1", &["a"])]),
    ("a: ⟨1|{{ map }}⟩", &[("a.b", "1", &["b"])]),
    ("{% with it = map.b %}\n  a: ⟨1|{{ it }}⟩{% endwith %}", &[("a", "1", &["b"])]),
    ("a: {{ block }}", &[("a", "block", &["s"])]),
    // Loops.
    (
        "{% for it in values.list[:2] %}\n  k{{ loop.index }}: ⟨1|{{ it }}⟩\n{% endfor %}",
        &[("k1", "1", &["list"])],
    ),
    (
        "a:\n{% for it in values.list %}\n  - ⟨1|{{ it }}⟩\n{% endfor %}",
        &[("a.0", "1", &["one"]), ("a.1", "1", &["two"]), ("a.2.x", "1", &["x"])],
    ),
    (
        "a: [{%- for it in values.list -%} ⟨1|{{ it }}⟩, {%- endfor -%}]",
        &[("a.0", "1", &["one"]), ("a.1", "1", &["two"])],
    ),
    (
        "{% for k, v in values.map | items %}\n  {{ k }}: ⟨1|{{ v }}⟩\n{% endfor %}",
        &[("a", "1", &["a"]), ("b", "1", &["b"])],
    ),
    (
        "{%- for k, v in map | dictsort %}\n\n  {{ k }}: ⟨1|{{ v }}⟩\n{%- endfor %}",
        &[("a", "1", &["a"]), ("b", "1", &["b"])],
    ),
    (
        "{% for k in values.map %}\n  {{ k }}: ⟨1|{{ values.map[k] }}⟩\n{% endfor %}",
        &[("a", "1", &["a"]), ("b", "1", &["b"])],
    ),
    (
        "{% for it in values.list %}{% if loop.last %}\n  a: ⟨1|{{ it.x }}⟩{% endif %}{% endfor %}",
        &[("a", "1", &["x"])],
    ),
    // Macros and other templates.
    ("a: {{ same(values.s) }}", &[("a", "same", &["s"])]),
    ("a: {{ same(same(values.s)) }}", &[("a", "same", &["s"])]),
    ("a: {{ lib.same(values.map) }}", &[("a", "same", &["map"]), ("a.b", "same", &["b"])]),
    ("a: {{ own() }}", &[("a", "own", &["s"])]),
    ("a: ⟨1|\"é{{ own() }}\"⟩", &[("a", "1", &["s"])]),
    ("a: ⟨1|{{ own() | upper }}⟩", &[("a", "1", &[])]),
    (
        "a:\n    {{ entries(values.s) }}",
        &[("a.é", "literal", &[]), ("a.one", "entry", &["s"]), ("a.two", "quoted", &["s"])],
    ),
    (
        "a: {{ entries(alias) }}",
        &[("a.é", "literal", &[]), ("a.one", "entry", &["s"]), ("a.two", "quoted", &["s"])],
    ),
    (
        "a:\n    {% call around() %}\n    b: ⟨1|é{{ values.s }}⟩\n    {% endcall %}\n",
        &[("a.é", "before", &[]), ("a.b", "1", &["s"])],
    ),
    ("{% include '_part.yaml' %}\n", &[("part", "part", &["s"])]),
    ("a: ⟨1|{% filter upper %}{{ values.s }}{% endfilter %}⟩\n", &[("a", "1", &[])]),
];

#[test]
fn nodes_know_where_they_come_from() {
    let mut wrong = Vec::new();
    for (data, expected) in CASES {
        misplaced(data, expected, &mut wrong);
        let after_more = format!("{{% if values.s %}}\n  é0: é # é\n  {{% endif %}}\n  {data}");
        misplaced(&after_more, expected, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_last_layer_is_what_set_it() {
    let outcome = Trial::new()
        .template("trial.yaml", &object("  a: {{ values.a }}\n  b: {{ values.b }}\n"))
        .values_text("a: 1\nb: 2\n")
        .layer_text("first.yaml", "a: 3\n")
        .layer_text("second.yaml", "# é\na: 4\n")
        .render();
    let root = &outcome.sound().objects[0].root;
    let set = |path| {
        let node = follow(root, path).expect("it is rendered");
        let spans = node.origin.set.iter().flat_map(|set| set.iter());
        let censor = Censor::new(&outcome.secrets, &outcome.sources);
        spans.map(|span| censor.describe(*span)).collect::<Vec<_>>()
    };
    assert_eq!((set("a"), set("b")), (vec!["second.yaml:2".into()], vec!["values.yaml:2".into()]));
}

/// A chart with the line breaks of Windows is read as if it had those of Unix.
#[test]
fn line_breaks_make_no_difference() {
    let render = |line_break: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("it is in the folder")).expect("a folder");
            fs::write(path, text.replace('\n', line_break)).expect("a file");
        };
        write("Chart.yaml", "apiVersion: v2\nname: trial\nversion: 1.0.0\n");
        write("values.yaml", "s: é\nmap:\n  a: |\n    1\n    2\n");
        write("templates/_partials.yaml", "{% macro m(it) %}\na: é\nb: {{ it }}\n{% endmacro %}\n");
        let data = "  {{ m(values.s) }}\n  c: |\n    {{ values.map.a }}\n  d: {{ values.map }}\n";
        let import = "{% from '_partials.yaml' import m %}\n";
        write("templates/trial.yaml", &format!("{import}{}", object(data)));
        let (mut sources, mut report) = (Sources::new(), Report::new());
        let mut secrets = Secrets::none();
        let request = request(Vec::new());
        let loaded =
            pipeline::load(folder.path(), "trial", &mut sources, &mut report, &mut secrets);
        let loaded = loaded.expect("the files can be read").expect("it is a chart");
        let rendered = pipeline::render(&loaded, request, &sources, &mut report, &mut secrets);
        let manifest = rendered.expect("it renders").manifest;
        format!("{}{:?}", manifest.to_yaml("trial"), manifest.objects[0].root)
    };
    assert_eq!(render("\r\n"), render("\n"));
}

/// Adds what `data` gives other places than it should.
fn misplaced(data: &str, expected: &[Expected], wrong: &mut Vec<String>) {
    let mut places = HashMap::new();
    let mut mark = |name: &'static str, source: &str| {
        let (text, marks) = marked(source);
        places.extend(marks.into_iter().map(|(mark, range)| (mark, (name, range))));
        text
    };
    let outcome = Trial::new()
        .values_text(&mark("values.yaml", VALUES))
        .template("_partials.yaml", &mark("templates/_partials.yaml", PARTIALS))
        .template("_part.yaml", &mark("templates/_part.yaml", "part: ⟨part|{{ values.s }}⟩\n"))
        .template(
            "trial.yaml",
            &mark("templates/trial.yaml", &format!("{HEAD}{}", object(&format!("  {data}\n")))),
        )
        .render();
    assert!(outcome.report.is_empty(), "{}", outcome.said());
    let place = |name: &&str| places.get(*name).unwrap_or_else(|| panic!("no mark {name}")).clone();
    let found = |span: &Span| (&*outcome.sources.get(span.source).name, span.range());
    for (path, at, set) in expected {
        let Some(node) = follow(&outcome.sound().objects[0].root, path) else {
            wrong.push(format!("nothing is at {path}\n{data}"));
            continue;
        };
        if found(&node.origin.at) != place(at) {
            let is = outcome.sources.text(node.origin.at);
            wrong.push(format!("{path} is at `{is}`, {:?}\n{data}", node.origin.at));
        }
        let spans = node.origin.set.iter().flat_map(|set| set.iter());
        if !spans.clone().map(found).eq(set.iter().map(place)) {
            let spans: Vec<&str> = spans.map(|span| outcome.sources.text(*span)).collect();
            wrong.push(format!("{path} is set by {spans:?}\n{data}"));
        }
    }
}

/// A source without its marks, and the ranges that were marked.
fn marked(source: &str) -> (String, HashMap<String, Range<usize>>) {
    let (mut text, mut marks) = (String::new(), HashMap::new());
    let mut open = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['⟨', '⟩']) {
        text += &rest[..at];
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix('⟨') {
            let (name, inside) = after.split_once('|').expect("a mark has a name");
            open.push((name.to_owned(), text.len()));
            rest = inside;
        } else {
            let (name, start) = open.pop().expect("a mark is opened before it is closed");
            marks.insert(name, start..text.len());
            rest = &rest['⟩'.len_utf8()..];
        }
    }
    (text + rest, marks)
}

fn follow<'a>(root: &'a Node, path: &str) -> Option<&'a Node> {
    let step = |node: &'a Node, step: &str| match node.as_list() {
        Some(items) => items.get(step.parse::<usize>().ok()?),
        None => node.get(step),
    };
    path.split('.').try_fold(root.get("data")?, step)
}
