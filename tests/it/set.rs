//! The grammar of `--set` and its kin, by a table of cases and by laws.
//!
//! A case in `tests/values/set/*.txt` is a block of lines:
//!
//! ```text
//! # a comment
//! as Helm                     read and applied as with --helm-merge, nulls kept
//! given {"a":[1]}             the values before, as YAML; without it there are none
//! file cert.pem "x\n"         a file that `--set-file` can read, its content as JSON
//! --set a[0].b=x              the flags, in order; `␤` is a line break, `␠` a blank at the end
//!           ^                 what an error marks in the last flag; `|` is a point
//! ! set-clash: `a[0]` is …    the error, up to the end of its message or a part of it
//! ~ 1                         what it refers to as its context
//! = {"a":[2]}                 or the values after
//! ```

use std::collections::HashMap;
use std::path::Path;

use drydock::diagnostic::print::{self, Style};
use drydock::diagnostic::{Censor, Diagnostic, Report, Role, Secrets, SourceId, Sources, Span};
use drydock::values::Merging;
use drydock::values::set::{Assignment, Flavor, KeyOrIndex, apply, apply_as_helm, parse};
use drydock::yaml::{Dialect, Map, Node, Origin, Value, read, to_json};
use proptest::prelude::*;

const FLAVORS: &[(&str, Flavor)] = &[
    ("--set", Flavor::Set),
    ("--set-string", Flavor::SetString),
    ("--set-file", Flavor::SetFile),
    ("--set-json", Flavor::SetJson),
    ("--set-literal", Flavor::SetLiteral),
];

#[test]
fn conforms_to_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/values/set");
    let mut failures = Vec::new();
    let mut cases = 0;
    for entry in std::fs::read_dir(&folder).expect("the folder of cases is there") {
        let path = entry.expect("the folder can be listed").path();
        let text = std::fs::read_to_string(&path).expect("a file of cases can be read");
        for block in text.split("\n\n").filter(|block| block.lines().any(is_flag)) {
            cases += 1;
            if let Err(why) = run(block) {
                failures.push(format!("{}\n{block}\n=> {why}", path.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(cases >= 120, "only {cases} cases were found");
}

fn is_flag(line: &str) -> bool {
    line.starts_with("--")
}

/// Runs a case, and says how its outcome differs from what is written in it.
fn run(block: &str) -> Result<(), String> {
    let mut sources = Sources::new();
    let mut values = given(block, &mut sources);
    let files = files(block);
    let merging =
        if block.lines().any(|line| line == "as Helm") { Merging::Helm } else { Merging::Drydock };
    let mut outcome = Ok(());
    for line in block.lines().filter(|line| is_flag(line)) {
        let (flag, argument) = line.split_once(' ').unwrap_or((line, ""));
        let argument = argument.replace('␤', "\n").replace('␠', " ");
        let source = sources.add_flag(flag, &*argument);
        outcome = edit(merging, &mut values, flavor(flag), &argument, source, &files);
        if outcome.is_err() {
            break;
        }
    }
    match outcome {
        Ok(()) => compare("values", &after(block, &mut sources)?, &values),
        Err(fault) => compare_fault(block, &fault, &sources),
    }
}

fn flavor(flag: &str) -> Flavor {
    FLAVORS.iter().find(|(name, _)| *name == flag).expect("a flag that exists").1
}

fn edit(
    merging: Merging,
    values: &mut Node,
    flavor: Flavor,
    argument: &str,
    source: SourceId,
    files: &HashMap<String, String>,
) -> Result<(), Diagnostic> {
    let mut read_file = |name: &str| files.get(name).cloned().ok_or("no such file".to_owned());
    for assignment in parse(merging, flavor, argument, source, &mut read_file)? {
        match merging {
            Merging::Drydock => apply(values, assignment)?,
            Merging::Helm => apply_as_helm(values, assignment)?,
        }
    }
    Ok(())
}

fn given(block: &str, sources: &mut Sources) -> Node {
    let text = block.lines().find_map(|line| line.strip_prefix("given ")).unwrap_or("{}");
    yaml(text, sources)
}

fn files(block: &str) -> HashMap<String, String> {
    let files = block.lines().filter_map(|line| line.strip_prefix("file "));
    let pairs = files.map(|line| line.split_once(' ').expect("a name and a content"));
    pairs
        .map(|(name, json)| (name.into(), serde_json::from_str(json).expect("a JSON string")))
        .collect()
}

fn after(block: &str, sources: &mut Sources) -> Result<Node, String> {
    match block.lines().find_map(|line| line.strip_prefix("= ")) {
        Some(text) => Ok(yaml(text, sources)),
        None => Err("no error".into()),
    }
}

fn yaml(text: &str, sources: &mut Sources) -> Node {
    let source = sources.add_file("values.yaml", text);
    let mut report = Report::new();
    let mut documents = read(text, source, Dialect::Kubectl, &mut report);
    assert!(report.is_empty(), "not YAML: {text}");
    documents.remove(0)
}

fn compare(what: &str, wanted: &Node, found: &Node) -> Result<(), String> {
    if wanted == found { Ok(()) } else { Err(format!("{what}: {}", to_json(found))) }
}

fn said(fault: &Diagnostic, sources: &Sources) -> String {
    print::text(fault, &Censor::new(&Secrets::none(), sources), Style::PLAIN)
}

fn compare_fault(block: &str, fault: &Diagnostic, sources: &Sources) -> Result<(), String> {
    let shown = said(fault, sources);
    let wanted = block.lines().find_map(|line| line.strip_prefix("! ")).ok_or(&*shown)?;
    let (code, message) = wanted.split_once(": ").expect("a code and a message");
    let marked = fault.labels.iter().find(|label| label.role == Role::Primary).ok_or("no mark")?;
    let context = fault.labels.iter().filter(|label| label.role == Role::Context);
    let context: Vec<&str> = context.map(|label| sources.text(label.span)).collect();
    let wanted_context: Vec<&str> =
        block.lines().filter_map(|line| line.strip_prefix("~ ")).collect();
    let same = fault.code.name() == code
        && fault.message.contains(message)
        && !fault.help.is_empty()
        && carets(marked.span, sources)
            == block.lines().find(|line| line.starts_with(' ')).unwrap_or("")
        && context == wanted_context;
    if same { Ok(()) } else { Err(shown) }
}

/// The line of marks below a flag.
fn carets(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.source);
    let before =
        source.name.chars().count() + 1 + source.text[..span.range().start].chars().count();
    match source.text[span.range()].chars().count() {
        0 => " ".repeat(before) + "|",
        marked => " ".repeat(before) + &"^".repeat(marked),
    }
}

/// The assignments of an argument, and the texts their places are in.
fn parsed(flavor: Flavor, argument: &str) -> (Result<Vec<Assignment>, Diagnostic>, Sources) {
    let mut sources = Sources::new();
    let source = sources.add_flag("--set", argument);
    let content = |name: &str| Ok(format!("content of {name}"));
    (parse(Merging::Drydock, flavor, argument, source, &mut { content }), sources)
}

#[test]
fn places_are_those_in_the_argument() {
    let (assignments, sources) = parsed(Flavor::Set, r"größe\.x.b[1]=ж\,y,c={ä,2},d=");
    let assignments = assignments.expect("well-formed");
    let places: Vec<Vec<&str>> = assignments
        .iter()
        .map(|assignment| {
            let path = assignment.path.iter().map(|segment| segment.span);
            path.chain([assignment.value.origin.at]).map(|span| sources.text(span)).collect()
        })
        .collect();
    assert_eq!(places, [vec![r"größe\.x", "b", "[1]", r"ж\,y"], vec!["c", "{ä,2}"], vec!["d", ""]]);
    let items = assignments[1].value.as_list().expect("a list");
    assert_eq!(sources.text(items[1].origin.at), "2");
}

#[test]
fn places_are_those_in_json() {
    let (assignments, sources) = parsed(Flavor::SetJson, r#"k= {"ä": [1, "ü"]} "#);
    let value = &assignments.expect("well-formed")[0].value;
    assert_eq!(sources.text(value.origin.at), r#"{"ä": [1, "ü"]}"#);
    let entry = value.as_map().and_then(|map| map.entry("ä")).expect("an entry");
    assert_eq!(sources.text(entry.key.origin.at), r#""ä""#);
    assert_eq!(sources.text(entry.value.origin.at), r#"[1, "ü"]"#);
}

#[test]
fn the_largest_index_is_allowed() {
    let (assignments, mut sources) = parsed(Flavor::Set, "a[65536]=x");
    let start = Span::new(sources.add_file("values.yaml", ""), 0..0);
    let mut values = Node::new(Value::Map(Map::new()), Origin::at(start));
    for assignment in assignments.expect("well-formed") {
        apply(&mut values, assignment).expect("nothing is in the way");
    }
    let items = values.get("a").and_then(Node::as_list).expect("a list");
    assert_eq!(items.len(), 65_537);
    assert!(items[65_535].is_null());
    assert_eq!(items[65_536].as_str(), Some("x"));
}

#[test]
fn what_has_no_end_is_refused() {
    let indexes = format!("a{}=x", "[0]".repeat(100_000));
    let arrays = format!("a={}", "[".repeat(100_000));
    for (flavor, argument) in [(Flavor::Set, indexes), (Flavor::SetJson, arrays)] {
        let fault = parsed(flavor, &argument).0.expect_err("too deep");
        assert!(fault.message.contains("more than 128"), "{}", fault.message);
    }
}

/// The report of the first fault that flags run into.
fn report(before: &str, flags: &[(&str, &str)]) -> String {
    let mut sources = Sources::new();
    let mut values = yaml(before, &mut sources);
    for (flag, argument) in flags {
        let source = sources.add_flag(*flag, *argument);
        let files = HashMap::new();
        let outcome = edit(Merging::Drydock, &mut values, flavor(flag), argument, source, &files);
        if let Err(fault) = outcome {
            return said(&fault, &sources);
        }
    }
    panic!("no fault in {flags:?}");
}

#[test]
fn reports_of_malformed_arguments_say_what_to_write() {
    insta::assert_snapshot!(report("{}", &[("--set", "image.tag")]), @r"
    error[bad-flag]: `image.tag` has no value
    --> command line
     |
     | --set image.tag
     |       ^^^^^^^^^ no `=` follows
     |
     = help: write `image.tag=VALUE`
    ");
    insta::assert_snapshot!(report("{}", &[("--set", "größe=1,args={--a,--b")]), @r"
    error[bad-flag]: the list must end with `}`
    --> command line
     |
     | --set größe=1,args={--a,--b
     |                    ^ the list starts here
     |
     = help: write `list={x,y}`, or `\{` if the value is text that starts with a brace
    ");
    insta::assert_snapshot!(report("{}", &[("--set", "msg=hello, world")]), @r"
    error[bad-flag]: ` world` has no value
    --> command line
     |
     | --set msg=hello, world
     |                 ^^^^^^ no `=` follows
     |
     = help: write ` world=VALUE`
     = help: or write `\, world` if the comma is part of the value before it
    ");
    insta::assert_snapshot!(report("{}", &[("--set", "ports[0]name=http")]), @r"
    error[bad-flag]: text follows an index
    --> command line
     |
     | --set ports[0]name=http
     |               ^^^^ expected `=`, `.` or `[`
     |
     = help: write `list[0]=VALUE`, `list[0].key=VALUE` or `list[0][1]=VALUE`
    ");
    insta::assert_snapshot!(report("{}", &[("--set", "a.")]), @r"
    error[bad-flag]: a key in the path is empty
    --> command line
     |
     | --set a.
     |         ^ a key must follow
     |
     = help: write `key=value` or `key.inner=value`
    ");
    insta::assert_snapshot!(report("{}", &[("--set-json", "env={name:\"x\"}")]), @r#"
    error[bad-flag]: not JSON: expected a key in double quotes, found `n`
    --> command line
     |
     | --set-json env={name:"x"}
     |                 ^ here
     |
     = help: quote the argument, so that the shell keeps its quotes: `'key={"a":[1,"x"]}'`
    "#);
    insta::assert_snapshot!(report("{}", &[("--set-file", "cert=tls.crt")]), @r"
    error[bad-flag]: can't read `tls.crt`
    --> command line
     |
     | --set-file cert=tls.crt
     |                 ^^^^^^^ no such file
     |
     = help: paths are relative to the current directory: `key=path/to/file`
    ");
    insta::assert_snapshot!(report("{}", &[("--set-json", "a={\"b\":1,\"b\":2}")]), @r#"
    error[bad-flag]: the key `b` is given twice
    --> command line
     |
     | --set-json a={"b":1,"b":2}
     |               ---   ^^^ again here
     |               |
     |               first here
     |
     = help: remove one of the two: `'{"a":1,"b":2}'`
    "#);
}

#[test]
fn reports_of_clashes_show_both_places() {
    insta::assert_snapshot!(report("{}", &[("--set", "a=x"), ("--set", "a.b=y")]), @r"
    error[set-clash]: `a` is a string, so `a.b` can't be set
    --> command line
     |
     | --set a.b=y
     |         ^ nothing can be set in a string
     |
    ::: command line
     |
     | --set a=x
     |         - a string, set here
     |
     = help: write `a=VALUE` to replace it, or remove it first: `--set a=null`
    ");
    insta::assert_snapshot!(report("image:\n  tag: v1\n", &[("--set", "image.tag.x=1")]), @r"
    error[set-clash]: `image.tag` is a string, so `image.tag.x` can't be set
     --> command line
      |
      | --set image.tag.x=1
      |                 ^ nothing can be set in a string
      |
     ::: values.yaml:2:8
      |
    2 |   tag: v1
      |        -- a string, set here
      |
      = help: write `image.tag=VALUE` to replace it, or remove it first: `--set image.tag=null`
    ");
    insta::assert_snapshot!(report("ports:\n- name: http\n", &[("--set", "ports.name=web")]), @r"
    error[set-clash]: `ports` is a list, so it has no key `name`
     --> command line
      |
      | --set ports.name=web
      |             ^^^^ a list takes an index, not a key
      |
     ::: values.yaml:2:1
      |
    2 | - name: http
      | ------------ a list, set here
      |
      = help: write `ports[0].name=VALUE`, or remove it first: `--set ports=null`
    ");
    insta::assert_snapshot!(report("env:\n  HOME: /\n", &[("--set", "env[0]=x")]), @r"
    error[set-clash]: `env` is a map, so it has no item `env[0]`
     --> command line
      |
      | --set env[0]=x
      |          ^^^ a map takes a key, not an index
      |
     ::: values.yaml:2:3
      |
    2 |   HOME: /
      |   ------- a map, set here
      |
      = help: write `env.HOME=VALUE`, or remove it first: `--set env=null`
    ");
    insta::assert_snapshot!(report("image:\n  tag: v1\n", &[("--set", "image=v2")]), @r"
    error[set-clash]: `image` is a map and would become a string
     --> command line
      |
      | --set image=v2
      |       ^^^^^ is given a string
      |
     ::: values.yaml:2:3
      |
    2 |   tag: v1
      |   ------- a map, set here
      |
      = help: set a key in it, as in `image.tag=VALUE`, or remove it first: `--set image=null`
    ");
}

fn escaped(text: &str) -> String {
    let escape = |c: char| {
        if r"\,.=[]{}".contains(c) { vec!['\\', c] } else { vec![c] }
    };
    text.chars().flat_map(escape).collect()
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), r"[\\,.=\[\]{}a0 \n]*", "(true|null|0|-1|\\{a\\})"]
}

proptest! {
    #[test]
    fn an_escaped_value_is_exactly_it(text in any_text()) {
        let (assignments, _) = parsed(Flavor::SetString, &format!("k={}", escaped(&text)));
        let assignments = assignments.expect("well-formed");
        prop_assert_eq!(assignments.len(), 1);
        prop_assert_eq!(&assignments[0].value.value, &Value::String(text));
    }

    #[test]
    fn an_escaped_key_is_exactly_it(text in any_text().prop_filter("no key", |key| !key.is_empty())) {
        let (assignments, _) = parsed(Flavor::SetString, &format!("{}=v", escaped(&text)));
        let assignments = assignments.expect("well-formed");
        prop_assert_eq!(assignments.len(), 1);
        prop_assert_eq!(assignments[0].path.len(), 1);
        prop_assert_eq!(&assignments[0].path[0].step, &KeyOrIndex::Key(text));
    }

    #[test]
    fn a_literal_is_exactly_it(text in any_text()) {
        let (assignments, _) = parsed(Flavor::SetLiteral, &format!("k={text}"));
        prop_assert_eq!(&assignments.expect("well-formed")[0].value.value, &Value::String(text));
    }

    #[test]
    fn a_json_string_is_exactly_it(text in any_text()) {
        let argument = format!("k={},l=1", serde_json::Value::from(&*text));
        let (assignments, _) = parsed(Flavor::SetJson, &argument);
        prop_assert_eq!(&assignments.expect("well-formed")[0].value.value, &Value::String(text));
    }

    #[test]
    fn every_fault_marks_the_argument(
        argument in prop_oneof![any_text(), r#"[a.=,\[\]{}0-2"\\ :üж-]{0,24}"#],
    ) {
        for (flag, flavor) in FLAVORS {
            let Err(fault) = parsed(*flavor, &argument).0 else { continue };
            prop_assert_eq!(fault.code.name(), "bad-flag");
            prop_assert!(!fault.help.is_empty());
            for label in &fault.labels {
                prop_assert!(argument.get(label.span.range()).is_some(), "{}: {:?}", flag, label);
            }
        }
    }
}
