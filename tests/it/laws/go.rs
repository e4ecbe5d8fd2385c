//! Go templates, sound and broken: nothing panics, each byte of a render has its origin, and what
//! the reading of all branches finds nowhere changes nothing.

use std::sync::{Arc, OnceLock};

use drydock::helm::{Loaded, readable};
use drydock::template::go::call::Context;
use drydock::template::go::functions::find;
use drydock::template::go::program::Program;
use drydock::template::go::reads;
use drydock::template::go::run::{Limits, Run};
use drydock::template::go::value::{Data, List, ListType, Map, MapType, Value};
use drydock::values::usage::{Itself, Usage};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use super::trial::cases as effort;
use crate::helm::{cases, is_for_the_program, loaded, rendered};

/// What changes a template most.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "{{", "}}", "{{-", "-}}", "{{ end }}", "{{ else }}", "{{ if .Values.s }}", "{{ with .Values.m }}",
    "{{ range .Values.l }}", "{{ range $k, $v := .Values.m }}", "{{ define \"x\" }}", "{{ $x := . }}",
    "{{ include \"x\" . }}", "{{ tpl .Values.s . }}", " | ", "(", ")", "\"", "`", ".", "$", "$x", ":=",
    ".Values", ".Values.m", "set .Values \"q\" 1", "merge", "index", "dig", "get", "toYaml", "fromYaml",
    "nindent 2", "printf \"%v\"", "dict \"a\" .", "list 1 .Values.n", "split \".\" \"m.c\"", "0", "1",
    "nil", "é", "\0", "\n", "/*", "*/", "...", "{{ template \"x\" $ }}", "{{ break }}", "omit", "pick",
];

/// Cuts a text, copies a part of it, or puts a piece in.
fn mutated(text: &str, changes: &[(u8, Index, Index, Index)]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (kind, one, other, piece) in changes {
        let (one, other) = (one.index(chars.len() + 1), other.index(chars.len() + 1));
        let (start, end) = (one.min(other), one.max(other).min(one.min(other) + 12));
        match kind {
            0 => _ = chars.drain(start..end),
            1 => {
                let copied: Vec<char> = chars[start..end].to_vec();
                chars.splice(start..start, copied);
            }
            _ => {
                let piece = PIECES[piece.index(PIECES.len())];
                chars.splice(start..start, piece.chars());
            }
        }
    }
    chars.into_iter().collect()
}

fn changes() -> impl Strategy<Value = Vec<(u8, Index, Index, Index)>> {
    let change = (0_u8..5, any::<Index>(), any::<Index>(), any::<Index>());
    prop::collection::vec(change, 1..5)
}

fn all() -> &'static [serde_json::Value] {
    static ALL: OnceLock<Vec<serde_json::Value>> = OnceLock::new();
    ALL.get_or_init(cases)
}

/// With a stack for templates that nest deep in a debug build.
fn on_a_deep_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(512 << 20).spawn(work);
    thread.expect("a thread").join().expect("it ends")
}

fn texts(value: &Value, found: &mut Vec<String>) {
    found.extend(value.as_text().map(|text| text.to_str().into_owned()));
    for (_, below) in value.as_map().map(Map::entries).unwrap_or_default() {
        texts(&below, found);
    }
    value.as_list().into_iter().flat_map(|list| list.iter()).for_each(|it| texts(it, found));
}

/// Values of other contents for all that is read nowhere.
fn others(defaults: &Map, usage: &Usage) -> Map {
    let changed = Map::new([], MapType::Any);
    if usage.itself != Itself::Unused || usage.looped || usage.computed {
        return changed;
    }
    for (key, value) in defaults.entries() {
        let below = usage.keys.get(&*key.to_str());
        let other = match (&value.data, below) {
            (Data::Map(map), Some(below)) => {
                let others = others(map, below);
                if others.is_empty() {
                    // A map that is given, be it empty, may change what null takes away.
                    continue;
                }
                Data::Map(others).into()
            }
            (Data::Map(_), None) => Value::map([("changed".into(), Value::text("changed"))]),
            (Data::List(_), None) => {
                Data::List(List::new(vec![Value::text("changed")], ListType::Any)).into()
            }
            (_, None) => Value::text("changed"),
            (_, Some(_)) => continue,
        };
        changed.insert(key, other);
    }
    changed
}

/// What differs although only values differ that nobody reads.
fn unread_values_that_matter(case: &serde_json::Value) -> Option<String> {
    let loaded = loaded(case).ok()?;
    let changed = unread(&loaded)?;
    let (before, after) =
        (rendered(&loaded, Map::new([], MapType::Any)), rendered(&loaded, changed.clone()));
    let words = |of: &Result<Vec<u8>, String>| match of {
        Ok(text) => String::from_utf8_lossy(text).into_owned(),
        Err(why) => why.clone(),
    };
    (before != after).then(|| format!("{changed:?}: {} / {}", words(&before), words(&after)))
}

/// Other contents for the values of a chart that nobody reads, if there are any.
fn unread(loaded: &Loaded) -> Option<Map> {
    let readable = readable(loaded)?;
    let mut given = Vec::new();
    texts(&readable.defaults, &mut given);
    let given = given.iter().map(String::as_str).filter(|text| text.contains("{{"));
    let usage = reads::find(&readable.charts, given);
    Some(others(readable.defaults.as_map()?, &usage)).filter(|changed| !changed.is_empty())
}

#[test]
fn what_no_template_reads_changes_nothing() {
    let (wrong, count) = on_a_deep_stack(|| {
        let (mut wrong, mut count) = (Vec::new(), 0);
        for case in all().iter().filter(|case| !is_for_the_program(case)) {
            count += usize::from(loaded(case).is_ok_and(|loaded| unread(&loaded).is_some()));
            if let Some(why) = unread_values_that_matter(case) {
                wrong.push(format!("{}: {}\n{why}", case["id"], case["files"]));
            }
        }
        (wrong, count)
    });
    assert!(count > 400, "{count} cases");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Runs a text as a file and as what a `tpl` is given.
fn run(text: &str) {
    for template in [text, "{{ tpl .Values.text . }}"] {
        let path = "c/templates/a.yaml";
        let files = vec![(0, path.to_owned(), Arc::new(template.as_bytes().to_vec()))];
        let Ok(program) = Program::parse(files) else { continue };
        let values = Value::map([("text".into(), Value::text(text.as_bytes().to_vec()))]);
        let root = Value::map([("Values".into(), values)]);
        let limits = Limits { steps: 100_000, depth: 100, bytes: 1 << 22 };
        if let Ok(text) = Run::new(&program, Context::default(), limits).file(path, &root) {
            let covered: usize = text.runs().map(|(range, _)| range.len()).sum();
            assert_eq!(covered, text.len());
        }
    }
}

fn call(name: &str, argument: Value) -> Option<Value> {
    let context = Context::default();
    context.bytes.set(1 << 24);
    let row = find(name).expect("it is in the table");
    (row.call)(&context, &[argument]).ok()
}

/// A text as YAML, written and read again with the end of its last line, which `toYaml` takes off.
fn written_and_read(text: &str) -> Option<()> {
    let written = call("toYaml", call("fromYaml", Value::text(text))?)?;
    let lines = format!("{}\n", written.as_text()?.to_str());
    let again = call("toYaml", call("fromYaml", Value::text(lines))?)?;
    assert_eq!(again.as_text(), written.as_text(), "{text:?}");
    Some(())
}

proptest! {
    #![proptest_config(effort(128))]

    #[test]
    fn broken_templates_are_told_and_read(at in any::<Index>(), changes in changes()) {
        let why = on_a_deep_stack(move || {
            let case = &all()[at.index(all().len())];
            let mut files = case["files"].clone();
            for (path, text) in files.as_object_mut().expect("files") {
                let text_before = text.as_str().expect("a text").to_owned();
                if path.starts_with("templates/") {
                    *text = mutated(&text_before, &changes).into();
                    run(text.as_str().expect("a text"));
                }
                if path == "values.yaml" {
                    written_and_read(&mutated(&text_before, &changes));
                }
            }
            let case = json!({"files": files, "args": []});
            unread_values_that_matter(&case).map(|why| format!("{}\n{why}", case["files"]))
        });
        prop_assert!(why.is_none(), "{}", why.unwrap_or_default());
    }
}
