use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::chart::{File, Metadata, Template};
use crate::diagnostic::Sources;
use crate::template::Templates;
use crate::yaml::{self, Dialect};

/// A chart of these files; what has no folder is a template.
pub(super) fn chart(files: &[(&str, &str)]) -> Chart {
    let mut sources = Sources::new();
    let mut report = crate::diagnostic::Report::new();
    let mut read = |name: &str, text: &str| {
        let source = sources.add_file(name, text);
        yaml::read_map(text, source, Dialect::Unambiguous, &mut report)
    };
    let node = read("Chart.yaml", "name: test\n");
    let values = files.iter().find(|(name, _)| *name == "values.yaml").map_or("{}\n", |f| f.1);
    let defaults = read("values.yaml", values);
    let mut templates = Vec::new();
    let mut others = BTreeMap::new();
    for (name, text) in files.iter().filter(|(name, _)| *name != "values.yaml") {
        let (source, text): (_, Arc<str>) = (sources.add_file(*name, *text), (*text).into());
        match name.strip_prefix("files/") {
            Some(below) => {
                others.insert(below.to_owned(), File::Text { source, text });
            }
            None => templates.push(Template { name: (*name).to_owned(), source, text }),
        }
    }
    let unknown = Metadata::unknown(node.origin.clone());
    let metadata =
        Metadata { name: "test".to_owned(), version: "1.0.0".to_owned(), node, ..unknown };
    let files = Arc::new(others);
    Chart {
        metadata,
        defaults,
        templates,
        files,
        crds: Vec::new(),
        notes: None,
        schema: None,
        dependencies: Vec::new(),
    }
}

/// What the templates of a chart refer to, with no values but its own.
fn followed(chart: &Chart) -> Option<References> {
    find(chart, &Templates::of(chart).program, &[])
}

/// Checks what templates read, in any order: `a` whole, `a?` whether it is there.
fn check_reads(files: &[(&str, &str)], expected: &str) {
    let references = followed(&chart(files)).expect("templates that come to an end");
    assert_eq!(references.faults, [], "{files:?}");
    let reads = references.reads.iter().map(|(path, with)| match with {
        Use::Examined | Use::Whole => path.to_string(),
        Use::Touched => format!("{path}?"),
    });
    let reads: BTreeSet<String> = reads.collect();
    let expected: BTreeSet<String> = expected.split_whitespace().map(str::to_owned).collect();
    assert_eq!(reads, expected, "{files:?}");
}

/// What templates look up, whatever becomes of it.
fn look_ups(template: &str) -> String {
    let references = followed(&chart(&[("t.yaml", template)])).expect("a template that ends");
    let paths = references.found.iter().flat_map(|(_, reference)| &reference.paths);
    let mut paths: Vec<String> = paths.map(ToString::to_string).collect();
    paths.sort();
    paths.dedup();
    paths.join(" ")
}

#[test]
fn expressions_read_values() {
    for (template, expected) in [
        ("{{ values.a.b }}", "a.b"),
        ("{{ values['a'][\"b\"].c }}", "a.b.c"),
        ("{{ values.list[0].name }}", "list[0].name"),
        ("{{ values.list[-1] }}", "list[-1]"),
        ("{{ values.map[values.key] }}", "key map.*"),
        ("{{ values.map[release.name].x }}", "map.*.x"),
        ("{{ values['a.b'].c }}", "[\"a.b\"].c"),
        ("{{ values.list[1:] }}", "list[*]"),
        ("{{ values.a[1:][0].b }}", "a[*].b"),
        ("{{ values.a ~ values.b }}", "a b"),
        ("{{ (values.a + values.b) > 1 }}", "a a[*] b b[*]"),
        ("{{ values.a if values.b else values.c }}", "a b? c"),
        ("{{ values.a or values.b }}", "a b"),
        ("{{ not values.a }}", "a?"),
        ("{{ values.a == values.b }}", "a b"),
        ("{{ 'x' in values.list }}", "list.*? list? list[*]"),
        ("{{ {'k': 1} not in values.list }}", "list.*? list? list[*]"),
        ("{{ 1 is in values.list }}", "list.*? list? list[*]"),
        ("{{ values.a is defined }}", "a?"),
        ("{{ values.a is startingwith values.b }}", "a b"),
        ("{{ [values.a, {'k': values.b}] }}", "a b"),
        ("{{ {'k': values.a, 'l': values.b}.k }}", "a"),
        ("{{ [values.a, values.b][1] }}", "b"),
        ("{{ {'k': values.a, 'l': values.b}[release.name] }}", "a b"),
        ("{% if values.a %}{% elif values.b > 1 %}{% endif %}", "a? b"),
        ("{% do fail(values.a) %}", "a"),
    ] {
        check_reads(&[("t.yaml", template)], expected);
    }
}

#[test]
fn filters_and_functions_hand_values_on() {
    for (template, expected) in [
        ("{{ (values.a | default(values.b)).c }}", "a.c a? b.c"),
        ("{{ default(values.a, values.b).c }}", "a.c a? b.c"),
        ("{{ nothing | default(values.b) }}", "b"),
        ("{{ coalesce(values.a, values.b).c }}", "a.c a? b.c b?"),
        ("{{ (values.a | merge(values.b)).c }}", "a.c a? b.c b?"),
        ("{{ merge({}, values.a) }}", "a"),
        ("{{ required(values.a, 'x').b }}", "a.b"),
        ("{{ (values.a | required('x')).b }}", "a.b"),
        ("{{ ternary(values.a, values.b, values.c) }}", "a b c?"),
        ("{{ values.c | ternary(values.a, values.b) }}", "a b c?"),
        ("{{ (values.list | first).name }}", "list.*? list[*].name list?"),
        (
            "{{ (values.list | sort(attribute='at') | last).name }}",
            "list.*? list[*].at list[*].name list[*]? list?",
        ),
        ("{{ values.list | map(attribute='a.b') | join(',') }}", "list.*? list[*].a.b list?"),
        (
            "{{ (values.list | selectattr('on') | first).name }}",
            "list.*? list[*].name list[*].on list[*]? list?",
        ),
        ("{{ (values.list | max(attribute='w')).name }}", "list.*? list? list[*].name list[*].w"),
        ("{{ values.list | min }}", "list.*? list? list[*]"),
        ("{{ values.list | unique | length }}", "list.*? list? list[*]"),
        ("{{ values.list | unique(attribute='u') | length }}", "list.*? list? list[*].u list[*]?"),
        ("{{ values.list | sum(attribute='s') }}", "list.*? list? list[*].s"),
        ("{{ values.list | join(', ', 'n') }}", "list.*? list? list[*].n"),
        (
            "{{ values.list | groupby('g', default=values.d) | length }}",
            "d list.*? list? list[*].g",
        ),
        ("{{ get(values.a, 'b', values.c) }}", "a.b c"),
        ("{{ values.a | get('b', 1) }}", "a.b"),
        ("{{ values.a | dig('b', 'c', default=values.d) }}", "a.b.c d"),
        ("{{ dig('b', 'c', values.d, values.a) }}", "a.b.c d"),
        ("{{ dig('b', 'c', values.a, default=1) }}", "a.b.c"),
        ("{{ values.a | pick('b', 'c') }}", "a.b a.c"),
        ("{{ (values.a | pick(['b'])).b }}", "a.b"),
        ("{{ values.a | has_key('b') }}", "a.b?"),
        ("{{ values.a | attr('b') }}", "a.b"),
        ("{{ values.a | keys | first }}", "a.*? a?"),
        ("{{ values.a | length }}", "a.*? a?"),
        ("{{ (values.a | values | first).b }}", "a.*.b a.*? a?"),
        ("{{ values.a | upper | trim }}", "a"),
        ("{{ to_yaml(values.a) }}", "a"),
        ("{{ dict(a=values.a, b=values.b).b }}", "b"),
        ("{{ concat(values.a, values.b)[0].c }}", "a.*? a? a[*].c b.*? b? b[*].c"),
    ] {
        check_reads(&[("t.yaml", template)], expected);
    }
}

#[test]
fn names_stand_for_what_they_are_bound_to() {
    for (template, expected) in [
        ("{% set a = values.a %}{{ a.b }}", "a.b"),
        ("{% set a = values.a %}{% set a = a.b %}{{ a.c }}", "a.b.c"),
        ("{% set a = values.a %}", ""),
        (
            "{% if values.x %}{% set a = values.a %}{% else %}{% set a = values.b %}{% endif %}{{ a.c }}",
            "a.c b.c x?",
        ),
        (
            "{% set a = values.a %}{% if values.x %}{% set a = values.b %}{% endif %}{{ a }}",
            "a b x?",
        ),
        ("{% with a = values.a, b = a.b %}{{ b.c }}{% endwith %}", "a.b.c"),
        ("{% with values = values.a %}{{ values.b }}{% endwith %}", "a.b"),
        ("{% set a, b = values.a, values.b %}{{ b }}", "b"),
        ("{% set t %}{{ values.a }}{% endset %}{{ t }}", "a"),
        ("{% for p in values.ports %}{{ p.name }}{% endfor %}", "ports.*? ports[*].name ports?"),
        (
            "{% for p in values.ports if p.on %}{{ p.name }}{% endfor %}",
            "ports.*? ports[*].name ports[*].on? ports?",
        ),
        ("{% for k, v in values.m | items %}{{ k }}{{ v.x }}{% endfor %}", "m.*.x m.*? m?"),
        ("{% for k, v in values.m | dictsort %}{{ v }}{% endfor %}", "m.* m?"),
        ("{% for kv in values.m | items %}{{ kv[1].x }}{% endfor %}", "m.*.x m.*? m?"),
        ("{% for k in values.m %}{{ values.m[k].x }}{% endfor %}", "m.*.x m.*? m? m[*]"),
        ("{% for k, v in {'a': values.a} | items %}{{ values.m[k] }}{{ v }}{% endfor %}", "a m.a"),
        ("{% for k in ['a', 'b'] %}{{ values[k].x }}{% endfor %}", "a.x b.x"),
        (
            "{% for a, b in values.x | zip(values.y) %}{{ b.z }}{% endfor %}",
            "x.*? x? y.*? y? y[*].z",
        ),
        (
            "{% for g, l in values.x | groupby('k') %}{% for i in l %}{{ i.z }}{% endfor %}{% endfor %}",
            "x.*? x? x[*]? x[*].k x[*].z",
        ),
        ("{% for x in values.x %}{{ loop.previtem.y }}{% endfor %}", "x.*? x? x[*].y"),
        (
            "{% set ns = namespace(x=values.a) %}{% set ns.y = values.b %}{{ ns.x.p }}{{ ns.y.q }}",
            "a.p b.q",
        ),
        (
            "{% set ns = namespace(l=[]) %}{% for x in values.x %}{% set ns.l = ns.l + [x.y] %}{% endfor %}{{ ns.l }}",
            "x.*? x? x[*].y",
        ),
    ] {
        check_reads(&[("t.yaml", template)], expected);
    }
}

#[test]
fn macros_get_what_they_are_called_with() {
    for (template, expected) in [
        ("{% macro m(x) %}{{ x.y }}{% endmacro %}{{ m(values.a) }}{{ m(values.b) }}", "a.y b.y"),
        ("{% macro m(x, z=values.c) %}{{ z }}{% endmacro %}{{ m(values.a, z=values.b) }}", "b c"),
        ("{% macro m(x) %}{{ x.y }}{% endmacro %}", ""),
        (
            "{% macro n(x) %}{{ m(x.y) }}{% endmacro %}{% macro m(x) %}{{ x.z }}{% endmacro %}{{ n(values.a) }}",
            "a.y.z",
        ),
        (
            "{% macro m() %}{{ caller(values.a) }}{% endmacro %}{% call(x) m() %}{{ x.y }}{% endcall %}",
            "a.y",
        ),
        ("{% set g = values.a %}{% macro m() %}{{ g.b }}{% endmacro %}{{ m() }}", "a.b"),
        ("{% macro m(k) %}{{ values[k].x }}{% endmacro %}{{ m('a') }}{{ m('b') }}", "a.x b.x"),
        (
            "{% macro m(t) %}{% for c in t.kids %}{{ c.name }}{{ m(c) }}{% endfor %}{% endmacro %}{{ m({'kids': [{'name': values.a, 'kids': []}]}) }}",
            "a",
        ),
    ] {
        check_reads(&[("t.yaml", template)], expected);
    }
}

#[test]
fn other_templates_are_followed() {
    let lib = ("_x.yaml", "{% macro m(x) %}{{ x.y }}{{ values.own }}{% endmacro %}");
    for (files, expected) in [
        (vec![lib, ("t.yaml", "{% import '_x.yaml' as x %}{{ x.m(values.a) }}")], "a.y own"),
        (vec![lib, ("t.yaml", "{% from '_x.yaml' import m as n %}{{ n(x=values.a) }}")], "a.y own"),
        (vec![lib], "own"),
        (
            vec![
                ("_i.yaml", "{{ c.x }}"),
                ("t.yaml", "{% set c = values.a %}{% include '_i.yaml' %}"),
            ],
            "a.x",
        ),
        (
            vec![
                ("_i.yaml", "{% set c = values.a %}"),
                ("t.yaml", "{% include '_i.yaml' %}{{ c.x }}"),
            ],
            "a.x",
        ),
        (
            vec![
                ("_i.yaml", "{{ c.x }}"),
                (
                    "t.yaml",
                    "{% for n in ['_i.yaml'] %}{% with c = values.a %}{% include n %}{% endwith %}{% endfor %}",
                ),
            ],
            "a.x",
        ),
        (
            vec![
                ("_i.yaml", "{{ c.x }}"),
                ("t.yaml", "{% with c = values.a %}{% include values.which %}{% endwith %}"),
            ],
            "a which",
        ),
        (
            vec![
                (
                    "_r.yaml",
                    "{{ n.x }}{% if n.kid %}{% with n = n.kid %}{% include '_r.yaml' %}{% endwith %}{% endif %}",
                ),
                (
                    "t.yaml",
                    "{% with n = values.a %}{% include ['no.yaml', '_i.yaml'] ignore missing %}{% endwith %}",
                ),
            ],
            "",
        ),
        (
            vec![
                ("files/f", "{{ values.a }}"),
                ("files/g", "{{ values.b }}"),
                ("t.yaml", "{{ files.render('f') }}"),
            ],
            "a",
        ),
        (vec![("files/f", "{{ values.a }}"), ("t.yaml", "{{ files.get('f') }}")], ""),
        (vec![("t.yaml", "{{ '{{ values.a }}{{ x.y }}' | tpl(x=values.b) }}")], "a b.y"),
        (vec![("values.yaml", "t: '{{ values.a }}'"), ("t.yaml", "{{ tpl(values.t) }}")], "a t"),
        (vec![("values.yaml", "t: '{{ values.a }}'"), ("t.yaml", "{{ values.t }}")], "t"),
    ] {
        check_reads(&files, expected);
    }
}

#[test]
fn look_ups_are_noted_even_where_nothing_is_read() {
    assert_eq!(look_ups("{% set x = values.a.b %}"), "a a.b");
    assert_eq!(look_ups("{{ values.a | omit('b') }}"), "a a.b");
    assert_eq!(look_ups("{% if false %}{{ values.a }}{% endif %}"), "a");
    assert_eq!(look_ups("{% for n in values.t recursive %}{{ n.x }}{% endfor %}"), "t t[*].x");
}

#[test]
fn recursion_comes_to_an_end() {
    for template in [
        "{% macro m(x) %}{{ x.v }}{{ m(x.next) }}{% endmacro %}{{ m(values.a) }}",
        "{% macro m(x) %}{{ m([x, x]) }}{% endmacro %}{{ m(values.a) }}",
        "{% for n in values.t recursive %}{{ n.v }}{{ loop(n.kids) }}{% endfor %}",
        "{% set ns = namespace(x=values.a) %}{% for i in range(3) %}{% set ns.x = ns.x.b %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}",
        "{% include 't.yaml' %}",
        "{% include 't.yaml' %}{% include 't.yaml' %}{% include 't.yaml' %}{% include 't.yaml' %}",
        "{% macro m(x) %}{{ m(x.a) }}{{ m(x.b) }}{{ m(x.c) }}{% endmacro %}{{ m(values.r) }}",
        "{{ '{{ x | tpl }}' | tpl(x='{{ y }}') }}",
        "{% set x = 1 %}{% set x = [x, x] %}{% set x = [x, x] %}{% set x = [x, x] %}{{ x }}",
        "{% macro m() %}{% include 't.yaml' %}{% endmacro %}{{ m() }}{% import 't.yaml' as t %}{{ t.m() }}",
    ] {
        assert!(followed(&chart(&[("t.yaml", template)])).is_some(), "{template}");
    }
}
