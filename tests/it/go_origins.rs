//! Where the bytes of a render come from: a place in a template, values they are made of, values
//! they are here because of.

use std::sync::Arc;

use drydock::template::go::call::Context;
use drydock::template::go::program::Program;
use drydock::template::go::run::{Limits, Run};
use drydock::template::go::text::{Builder, Origin, Set, Text};
use drydock::template::go::value::{Data, Map, MapType, Value};

/// A text that was set at a place.
fn leaf(text: &str, place: u32) -> Value {
    let mut builder = Builder::default();
    builder.push(text.as_bytes(), Some(&Origin::of(Set::one(place))));
    builder.finish().into()
}

fn number(x: f64, place: u32) -> Value {
    Value { data: Data::Float(x), from: Set::one(place) }
}

fn render(files: &[(&str, &str)], values: &[(&str, Value)]) -> Text {
    let files: Vec<(u32, String, Arc<Vec<u8>>)> = (0..)
        .zip(files)
        .map(|(file, (path, text))| (file, (*path).to_owned(), Arc::new(text.as_bytes().to_vec())))
        .collect();
    let first = files[0].1.clone();
    let program = Program::parse(files).expect("templates");
    let values = values.iter().map(|(key, value)| (Text::from(*key), value.clone()));
    let values = Data::Map(Map::new(values, MapType::Values)).into();
    let root = Value::map([("Values".into(), values)]);
    Run::new(&program, Context::default(), Limits::default()).file(&first, &root).expect("a text")
}

/// Each stretch: its text, file and place in it, data, control.
fn shown(text: &Text) -> String {
    let mut out = String::new();
    for (range, origin) in text.runs() {
        let origin = origin.cloned().unwrap_or_default();
        let at = origin
            .at
            .map_or("nowhere".to_owned(), |at| format!("{}:{}-{}", at.file, at.start, at.end));
        let bytes = String::from_utf8_lossy(&text.as_bytes()[range]).into_owned();
        out.push_str(&format!("{bytes:?} {at} {:?} {:?}\n", origin.data, origin.control));
    }
    out
}

#[test]
fn an_action_prints_what_its_values_are_made_of() {
    let text = render(
        &[("a", "k: {{ .Values.a }}-{{ .Values.n }}\n")],
        &[("a", leaf("x", 7)), ("n", number(3.0, 8))],
    );
    let expected = "\"k: \" 0:0-3 {} {}\n\"x\" 0:3-18 {7} {}\n\"-\" 0:18-19 {} {}\n\"3\" 0:19-34 {8} {}\n\"\\n\" 0:34-35 {} {}\n";
    assert_eq!(shown(&text), expected);
}

#[test]
fn an_include_keeps_the_places_of_its_template() {
    let files = [
        ("a", "{{ include \"n\" . | indent 1 }}"),
        ("b", "{{ define \"n\" }}p-{{ .Values.a }}{{ end }}"),
    ];
    let text = render(&files, &[("a", leaf("x", 7))]);
    let expected = "\" \" 0:0-30 {} {}\n\"p-\" 1:16-18 {} {}\n\"x\" 1:18-33 {7} {}\n";
    assert_eq!(shown(&text), expected);
}

/// Empty texts have a place, too, which is told where another value is taken.
#[test]
fn what_is_passed_over_is_control() {
    let actions = [
        r#"{{ default "b" .Values.a }}"#,
        "{{ coalesce .Values.a .Values.c }}",
        "{{ or .Values.a .Values.c }}",
        r#"{{ ternary "y" "n" .Values.on }}"#,
    ];
    let empty = Value { data: Data::Text(Text::default()), from: Set::one(7) };
    let on = Value { data: Data::Bool(true), from: Set::one(1) };
    let values = [("a", empty), ("c", leaf("x", 8)), ("on", on)];
    let text = render(&[("a", &actions.concat())], &values);
    let told = text.runs().map(|(range, origin)| {
        let origin = origin.cloned().unwrap_or_default();
        let bytes = String::from_utf8_lossy(&text.as_bytes()[range]).into_owned();
        format!("{bytes} {:?} {:?}", origin.data, origin.control)
    });
    let told: Vec<String> = told.collect();
    assert_eq!(told, ["b {} {7}", "x {8} {7}", "x {8} {7}", "y {} {1}"]);
}

#[test]
fn conditions_are_control() {
    let text = render(
        &[("a", "{{ if .Values.on }}{{ with .Values.a }}{{ . }}{{ end }}y{{ end }}z")],
        &[("on", Value { data: Data::Bool(true), from: Set::one(1) }), ("a", leaf("x", 7))],
    );
    assert_eq!(
        shown(&text),
        "\"x\" 0:39-46 {7} {1, 7}\n\"y\" 0:55-56 {} {1}\n\"z\" 0:65-66 {} {}\n"
    );
}

#[test]
fn text_of_tpl_comes_from_the_value() {
    let text = render(
        &[("a", "{{ tpl .Values.t . }}")],
        &[("t", leaf("<{{ .Values.a }}>", 3)), ("a", leaf("x", 7))],
    );
    assert_eq!(shown(&text), "\"<\" 0:0-21 {3} {}\n\"x\" 0:0-21 {3, 7} {}\n\">\" 0:0-21 {3} {}\n");
}

#[test]
fn what_is_made_anew_has_the_union() {
    let text = render(
        &[("a", "{{ printf \"%s%v\" .Values.a .Values.n | sha256sum | trunc 2 }}")],
        &[("a", leaf("x", 7)), ("n", number(3.0, 8))],
    );
    let runs: Vec<_> =
        text.runs().map(|(_, origin)| origin.cloned().unwrap_or_default().data).collect();
    assert_eq!(format!("{runs:?}"), "[{7, 8}]");
}

#[test]
fn a_render_is_bounded() {
    let parsed = |text: &str| {
        let file = (0, "a".to_owned(), Arc::new(text.as_bytes().to_vec()));
        Program::parse(vec![file]).expect("a template")
    };
    let failed = |text: &str, limits| {
        let program = parsed(text);
        let mut run = Run::new(&program, Context::default(), limits);
        run.file("a", &Value::map([])).expect_err("a bound").go()
    };
    let few = Limits { steps: 1_000, depth: 20, bytes: 1_000_000 };
    assert!(failed("{{ range until 2000 }}x{{ end }}", few).contains("more than 1000 steps"));
    assert!(
        failed("{{ define \"r\" }}{{ template \"r\" }}{{ end }}{{ template \"r\" }}", few)
            .contains("nested deeper than 20")
    );
    assert!(
        failed("{{ define \"r\" }}{{ include \"r\" . }}{{ end }}{{ include \"r\" . }}", few)
            .contains("nested deeper than 20")
    );
    assert!(failed("{{ repeat 2000000 \"x\" }}", few).contains("too large"));
}
