use super::super::syntax::{Syntax, SyntaxKind};
use super::{SyntaxFault, parse};

fn fault(text: &str) -> SyntaxFault {
    parse(text).1.unwrap_or_else(|| panic!("nothing is wrong with {text:?}"))
}

/// The line, counted from 1, and the words of what is wrong.
fn said(text: &str) -> (usize, String) {
    let SyntaxFault { message, bytes, .. } = fault(text);
    (text[..bytes.start].matches('\n').count() + 1, message)
}

fn scalars(syntax: &Syntax) -> Vec<&str> {
    match &syntax.kind {
        SyntaxKind::Scalar(scalar) => vec![&scalar.text],
        SyntaxKind::List(items) => items.iter().flat_map(scalars).collect(),
        SyntaxKind::Map(pairs) => {
            pairs.iter().flat_map(|(key, value)| [scalars(key), scalars(value)].concat()).collect()
        }
    }
}

#[test]
fn every_document_of_a_text_is_read() {
    let text =
        "%YAML 1.1\n---\na: &x 1\n--- b\n---\n---\n# é\n- c\n...\nd: 2\n...\n...\n---\n'e'\n...\n";
    let (documents, fault) = parse(text);
    assert!(fault.is_none(), "{fault:?}");
    let found: Vec<_> = documents.iter().map(scalars).collect();
    assert_eq!(found, [vec!["a", "1"], vec!["b"], vec![""], vec!["c"], vec!["d", "2"], vec!["e"]]);
    assert_eq!(&text[documents[3].bytes.clone()], "- c");
    assert!(parse("").0.is_empty() && parse("# é").0.is_empty() && parse("\n\n").1.is_none());
    assert_eq!(parse("---").0.len(), 1);
}

#[test]
fn documents_before_a_fault_are_read() {
    let (documents, fault) = parse("a: 1\n---\nb: [\n");
    assert_eq!((documents.len(), fault.is_some()), (1, true));
    let (documents, fault) = parse("a: 1\n---\nb: \u{1}\n---\nc: 1");
    assert_eq!(documents.len(), 1);
    assert_eq!(fault.map(|fault| fault.bytes), Some(12..12));
    assert_eq!(said("a: &x 1\n---\nb: *x\n"), (3, "nothing is anchored as `x`".into()));
}

#[test]
fn what_follows_a_document_is_refused() {
    for text in ["  a: 1\nb: 2\n", "  - 1\n- 2\n", "[a] b", "[a]\nb: 1", "'a'\nb: 1\n", "|\n a\nb"]
    {
        let message = fault(text).message;
        assert!(
            message.contains("end of the document") || message.contains("not allowed"),
            "{text:?} {message}"
        );
    }
    assert_eq!(said("  a: 1\nb: 2\n").0, 2);
}

#[test]
fn a_key_without_its_colon_is_pointed_at() {
    let cases = [
        ("name\nimage: x\n", 1),
        ("a:\n  name\n  image: x\n", 2),
        ("a:\n- name\n  image: x\n", 2),
        ("a:\n- - name\n    image: x\n", 2),
        ("spec\n  replicas: 1\n", 1),
        ("a: 1\nname\nb: 2\n", 2),
    ];
    for (text, line) in cases {
        assert_eq!(said(text), (line, "a key without its `:`".into()), "{text:?}");
    }
    for (text, line) in [("a:1\nb: 2\n", 1), ("a: 1\nb:\n  c:1\n  d: 2\n", 3)] {
        assert_eq!(said(text), (line, "no space follows the colon of this key".into()), "{text:?}");
    }
    // The value goes on where a key was meant to be, or holds a colon of its own.
    for (text, line) in
        [("a: b\n  c: d\n", 2), ("a: b: c\n", 1), ("- a: b: c\n", 1), ("- 2\n - x: 1\n", 2)]
    {
        assert_eq!(said(text), (line, "mapping values are not allowed here".into()), "{text:?}");
    }
}

#[test]
fn tags_without_a_meaning_are_refused() {
    for text in
        ["!x a", "!!binary aGk=", "!!map a", "!!str [a]", "- !!int {a: b}", "!!set\na: b", "!<é> a"]
    {
        assert!(parse(text).1.is_some(), "{text}");
    }
    for text in
        ["! a", "!!str 1", "!!int '1'", "!!null ~", "! [a]", "!!map\na: b", "!!seq\n- b", "!!str"]
    {
        let fault = parse(text).1;
        assert!(fault.is_none(), "{text} {fault:?}");
    }
}

#[test]
fn depth_is_limited() {
    for text in
        ["[".repeat(80_000), "- ".repeat(80_000), "? ".repeat(80_000), "{a: ".repeat(80_000)]
    {
        assert!(fault(&text).message.contains("levels deep"));
    }
    let nested: String = (0..300).map(|depth| " ".repeat(depth) + "a:\n").collect();
    assert_eq!(said(&nested), (129, "nested more than 128 levels deep".into()));
}

#[test]
fn an_escaped_apostrophe_is_one() {
    let text = r#"{a: "\'\\'", b: "x\'\"'y", c: 'z\'}"#;
    let (documents, fault) = parse(text);
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(scalars(&documents[0]), ["a", r"'\'", "b", "x'\"'y", "c", r"z\"]);
}

/// Marks of holes are letters to the reader.
#[test]
fn marks_in_comments_are_not_looked_at() {
    let text = "# \u{e000}1\u{e001}\na: \u{e000}2\u{e001} # \u{e000}3\u{e001}: [\n#\u{e000}4\u{e001}\nb: |\n  x # \u{e000}5\u{e001}\n";
    let (documents, fault) = parse(text);
    assert!(fault.is_none(), "{fault:?}");
    assert_eq!(scalars(&documents[0]), ["a", "\u{e000}2\u{e001}", "b", "x # \u{e000}5\u{e001}\n"]);
}
