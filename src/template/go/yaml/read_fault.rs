//! What our reader of YAML finds wrong, in the words of go-yaml.

use crate::yaml::SyntaxFault;

/// Who finds it: the two count lines differently.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Finder {
    Scanner,
    Parser,
}

/// `line 2: did not find expected key`
pub(super) fn told(text: &str, fault: &SyntaxFault) -> String {
    let message = fault.message.as_str();
    if message.starts_with("a control character") {
        return "control characters are not allowed".into();
    }
    let named = |lead: &str| message.strip_prefix(lead).map(|name| name.trim_matches('`'));
    if let Some(name) = named("nothing is anchored as ") {
        return format!("unknown anchor '{name}' referenced");
    }
    if message.starts_with("this alias refers to") {
        let name = text.get(fault.bytes.clone()).unwrap_or_default().trim_start_matches('*');
        return format!("anchor '{name}' value contains itself");
    }
    if message.starts_with("aliases repeat") {
        return "document contains excessive aliasing".into();
    }
    let (finder, problem) = problem(text, fault);
    if problem == "could not find expected ':'" {
        return no_colon(text, fault.bytes.start);
    }
    let at =
        if problem == "found unexpected end of stream" { text.len() } else { fault.bytes.start };
    let breaks = text[..at.min(text.len())].matches('\n').count();
    let line = match (finder, breaks) {
        (_, 0) if problem.starts_with("did not find expected ','") => 1,
        (_, 0) => return problem.into(),
        (Finder::Scanner, breaks) => breaks + 1,
        (Finder::Parser, breaks) => breaks,
    };
    format!("line {line}: {problem}")
}

/// A beginning of our message, who finds it there, and what that says.
const PROBLEMS: [(&str, Finder, &str); 30] = [
    ("the quote that is opened", Finder::Scanner, "found unexpected end of stream"),
    ("YAML has no such escape", Finder::Scanner, "found unknown escape character"),
    ("this escape stands for no", Finder::Scanner, "found invalid Unicode character escape code"),
    ("a block's text is indented", Finder::Scanner, "found an indentation indicator equal to 0"),
    ("text stands beside the sign", Finder::Scanner, "did not find expected comment or line break"),
    ("a tab indents", Finder::Scanner, "found a tab character that violates indentation"),
    ("an item of the list does not", Finder::Parser, "did not find expected '-' indicator"),
    ("a directive stands before", Finder::Parser, "did not find expected <document start>"),
    ("this stands behind the end", Finder::Parser, "did not find expected <document start>"),
    ("the text ends where a value", Finder::Parser, "did not find expected node content"),
    ("a comma stands where a value", Finder::Parser, "did not find expected node content"),
    ("nothing is open that this", Finder::Parser, "did not find expected node content"),
    ("a value must stand here", Finder::Parser, "did not find expected node content"),
    ("no key begins here", Finder::Parser, "did not find expected key"),
    (
        "a list can't begin",
        Finder::Scanner,
        "block sequence entries are not allowed in this context",
    ),
    ("a key can't begin", Finder::Scanner, "mapping keys are not allowed in this context"),
    ("mapping values are not", Finder::Scanner, "mapping values are not allowed in this context"),
    ("no space follows the colon", Finder::Scanner, "could not find expected ':'"),
    ("a key without its `:`", Finder::Scanner, "could not find expected ':'"),
    ("text can't begin with", Finder::Scanner, "found character that cannot start any token"),
    ("a tab stands where", Finder::Scanner, "found character that cannot start any token"),
    ("nested more than", Finder::Scanner, "exceeded max depth of 10000"),
    (
        "a name has letters",
        Finder::Scanner,
        "did not find expected alphabetic or numeric character",
    ),
    ("this tag has no end", Finder::Scanner, "did not find the expected '>'"),
    (
        "a space must follow a tag",
        Finder::Scanner,
        "did not find expected whitespace or line break",
    ),
    ("a tag without a name", Finder::Scanner, "did not find expected tag URI"),
    ("nothing says what this tag", Finder::Parser, "found undefined tag handle"),
    ("two hexadecimal digits", Finder::Scanner, "did not find URI escaped octet"),
    ("this tag is no text", Finder::Scanner, "found an incorrect leading UTF-8 octet"),
    ("a line that begins with `%`", Finder::Scanner, "found unknown directive name"),
];

/// Our reader tells of the key; go-yaml of where it is when it finds no colon, or of the colon that
/// stands behind lines that are no key.
fn no_colon(text: &str, start: usize) -> String {
    let mut line = text[..start].matches('\n').count() + 1;
    let column = |line: &str| line.len() - line.trim_start().len();
    let mut lines =
        text[start - text[..start].rfind('\n').map_or(start, |end| start - end - 1)..].lines();
    let first = lines.next().unwrap_or_default();
    for next in lines {
        line += 1;
        let content = next.trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if column(next) > column(first) && (content.contains(": ") || content.ends_with(':')) {
            return format!("line {line}: mapping values are not allowed in this context");
        }
        if column(next) <= column(first) {
            return format!("line {line}: could not find expected ':'");
        }
    }
    format!("line {}: could not find expected ':'", line + 1)
}

fn problem(text: &str, fault: &SyntaxFault) -> (Finder, &'static str) {
    let message = fault.message.as_str();
    let bracket = message.starts_with("the bracket that is opened")
        || message.starts_with("a comma or the closing");
    if bracket {
        return (Finder::Parser, missing_bracket(text, fault.bytes.start));
    }
    let found = PROBLEMS.iter().find(|(lead, ..)| message.starts_with(lead));
    found.map_or((Finder::Scanner, "did not find expected key"), |(_, finder, problem)| {
        (*finder, *problem)
    })
}

/// The bracket that closes what is open there.
fn missing_bracket(text: &str, at: usize) -> &'static str {
    let mut open = Vec::new();
    for byte in text.bytes().take(at + 1) {
        match byte {
            b'[' | b'{' => open.push(byte),
            b']' | b'}' => {
                open.pop();
            }
            _ => {}
        }
    }
    if open.last() == Some(&b'{') {
        "did not find expected ',' or '}'"
    } else {
        "did not find expected ',' or ']'"
    }
}
