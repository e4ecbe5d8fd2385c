//! What is written in Helm's templates, or in Python, into how it is written here.

use super::functions;
use crate::diagnostic::nearest;

/// Help for a name that means nothing here: the function that is meant, or how to do without one.
pub(super) fn for_name(name: &str) -> Option<String> {
    if let Some(function) = functions::from_elsewhere(name) {
        return Some(format!("here that is `{}`, as in `{}`", function.name, function.example));
    }
    NAMES.iter().find(|(names, _)| names.contains(&name)).map(|(_, help)| (*help).to_owned())
}

/// Help for the name of a function or a filter that does not exist among those `known`.
pub(super) fn for_unknown<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    for_name(name).unwrap_or_else(|| near_to(name, known))
}

/// The nearest of the names that are `known`.
pub(super) fn near_to<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`drydock functions` lists what there is".to_owned(),
    }
}

/// Help for a tag that can't be parsed: `text` is the template, and `at` lies in the tag.
pub(super) fn for_syntax(text: &str, at: usize) -> Option<String> {
    let before = text.get(..at)?;
    let open = before.rfind("{{").max(before.rfind("{%"))?;
    let tag = &text[open + 2..];
    let tag = &tag[..tag.find(['\n']).unwrap_or(tag.len())];
    let tag = &tag[..tag.find("}}").or_else(|| tag.find("%}")).unwrap_or(tag.len())];
    let tag = tag.trim_start_matches(['-', '+']).trim();
    let is_statement = text[open..].starts_with("{%");
    for (of, pattern, help) in SYNTAX {
        let found = match pattern {
            Pattern::First(words) => words.contains(&first_word(tag)),
            Pattern::Begins(text) => tag.starts_with(text),
            Pattern::Has(text) => tag.contains(text),
        };
        let fits = match of {
            Tag::Output => !is_statement,
            Tag::Statement => is_statement,
            Tag::Any => true,
        };
        if found && fits {
            return Some((*help).to_owned());
        }
    }
    let (first, rest) = tag.split_once(' ')?;
    let parentheses = "arguments stand in parentheses: `name(a, b)`, `value | name(a)`";
    match is_name(first) && rest.trim_start().starts_with(begins_argument) {
        _ if is_statement => None,
        true => for_name(first).or(Some(parentheses.to_owned())),
        false => (tag.contains('|') && text[at..].starts_with(begins_argument))
            .then(|| parentheses.to_owned()),
    }
}

/// Help for a name that is defined nowhere, by the text around it.
pub(super) fn for_stranger(before: &str, name: &str, after: &str) -> Option<String> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | ']');
    if before.strip_suffix('-').is_some_and(|before| before.ends_with(is_part)) {
        return Some(HYPHEN.to_owned());
    }
    let root = name.split('.').next().unwrap_or(name);
    if binds(before, root) || binds(after, root) {
        return None;
    }
    let called = after.strip_prefix('.').map(|after| after.trim_start_matches(is_part));
    Some(match called {
        Some(after) if after.starts_with('(') => {
            format!("macros come from a partial: `{{% import \"_name.yaml\" as {name} %}}`")
        }
        _ => format!("a value is `values.{name}`; {RAW}"),
    })
}

/// Whether a statement in the text gives something this name, wherever that holds.
fn binds(text: &str, name: &str) -> bool {
    text.split("{%").skip(1).any(|tag| {
        let tag = tag.split("%}").next().unwrap_or(tag);
        let mut words = tag.split(|c: char| !c.is_alphanumeric() && c != '_');
        let statement = words.find(|word| !word.is_empty());
        let names = words.take_while(|word| *word != "in");
        let binds = ["for", "set", "with", "macro", "call", "import", "from"];
        statement.is_some_and(|word| binds.contains(&word)) && names.into_iter().any(|n| n == name)
    })
}

/// Help for what the engine could not do, on this line.
pub(super) fn for_run(detail: &str, line: &str) -> Option<&'static str> {
    if detail.contains("- operator") && detail.contains("undefined") {
        return Some(HYPHEN);
    }
    let each = line.split("{%").nth(1)?.trim_start_matches(['-', '+']).trim_start();
    let (names, of) = each.strip_prefix("for ")?.split_once(" in ")?;
    (names.contains(',') && !of.contains("items")).then_some(FOR)
}

fn first_word(tag: &str) -> &str {
    tag.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_')
}

fn begins_argument(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '"' | '\'' | '_')
}

enum Tag {
    Output,
    Statement,
    Any,
}

enum Pattern {
    /// The first word of the tag.
    First(&'static [&'static str]),
    Begins(&'static str),
    Has(&'static str),
}

const SET: &str = "a variable is `{% set name = … %}`, and is read as `name`";
const IF: &str = "write `{% if values.x %} … {% elif … %} … {% else %} … {% endif %}`";
const CONDITION: &str = "write `{% if values.x %}`, `{% if values.x == 1 and not values.y %}`";
const FOR: &str =
    "write `{% for item in list %} … {% endfor %}`, or `{% for key, value in map | items %}`";
const MACRO: &str = "write `{% macro name(x) %} … {% endmacro %}` in a partial, `_name.yaml`, and `{% import \"_name.yaml\" as name %}`";
const END: &str = "a block ends by its name: `{% endif %}`, `{% endfor %}`, `{% endmacro %}`";
const VALUES: &str = "write `values.name`: names have no dot in front, and are lower case: `values`, `release`, `chart`, `files`, `capabilities`";
const HYPHEN: &str = "a key with `-` in it stands in brackets: `map[\"a-b\"]`";
const RAW: &str = "braces that are text stand between `{% raw %}` and `{% endraw %}`, or in quotes: `{{ \"{{ $labels.pod }}\" }}`";
const WITH: &str = "write `{% with x = values.x %} … {% endwith %}`, or `{% if values.x %}`";

/// In this order.
static SYNTAX: &[(Tag, Pattern, &str)] = &[
    (Tag::Output, Pattern::Begins("$labels"), RAW),
    (Tag::Output, Pattern::Begins("$value"), RAW),
    (Tag::Output, Pattern::Has(" $value"), RAW),
    (Tag::Output, Pattern::Begins("$external"), RAW),
    (Tag::Any, Pattern::Begins("/*"), "a comment is `{# … #}`"),
    (Tag::Output, Pattern::First(&["if"]), IF),
    (Tag::Output, Pattern::First(&["else", "end"]), END),
    (Tag::Output, Pattern::First(&["range"]), FOR),
    (Tag::Output, Pattern::First(&["with"]), WITH),
    (Tag::Output, Pattern::First(&["define", "template", "block", "include"]), MACRO),
    (Tag::Output, Pattern::Has(":="), SET),
    (Tag::Statement, Pattern::First(&["end"]), END),
    (Tag::Statement, Pattern::First(&["else", "elseif", "elsif"]), IF),
    (Tag::Statement, Pattern::First(&["range", "foreach", "each"]), FOR),
    (Tag::Statement, Pattern::First(&["define", "template"]), MACRO),
    (Tag::Any, Pattern::Has("$."), VALUES),
    (Tag::Any, Pattern::Begins("$"), SET),
    (Tag::Any, Pattern::Begins("."), VALUES),
    (Tag::Any, Pattern::Has(" ."), VALUES),
    (Tag::Any, Pattern::Has("(."), VALUES),
    (Tag::Any, Pattern::Has("&&"), "write `a and b`"),
    (Tag::Any, Pattern::Has("||"), "write `a or b`"),
    (Tag::Any, Pattern::Has("==="), "write `a == b`"),
    (Tag::Any, Pattern::Begins("!"), "write `not a`"),
    (Tag::Any, Pattern::Has(" ? "), "write `a if condition else b`"),
    (Tag::Statement, Pattern::First(&["if", "elif"]), CONDITION),
    (Tag::Statement, Pattern::First(&["for"]), FOR),
    (Tag::Statement, Pattern::First(&["macro"]), MACRO),
];

const NOT_HERE: &str = "there is no clock, no randomness and no cluster here: the same input gives the same bytes; make it a value";
const COMPARE: &str = "write it between its operands: `a == b`, `a > b`, `a and b`, `not a`";
const COMPUTE: &str = "write it between its operands: `a + b`, `a - b`, `a * b`, `a // b`, `a % b`";
const TO_YAML: &str = "write `{{ value }}` where the map or the list is to stand: there is nothing to indent; `to_yaml` gives text";

/// What is no function here. What is one, under another name, stands in the table of functions.
static NAMES: &[(&[&str], &str)] = &[
    (
        &["quote", "squote"],
        "there is nothing to quote: a value keeps its type; for a string write `\"{{ … }}\"`",
    ),
    (
        &["nindent"],
        "there is nothing to indent: a hole takes a whole map or list; `indent` is for text",
    ),
    (&["toYaml", "mustToYaml", "toYamlPretty"], TO_YAML),
    (&["include", "template", "define"], MACRO),
    (&["if", "elif"], IF),
    (&["else", "end"], END),
    (&["with"], WITH),
    (&["nil", "null"], "write `none`"),
    (&["sha1sum", "sha512sum", "md5sum"], "use `sha256`"),
    (
        &[
            "now",
            "date",
            "lookup",
            "randAlphaNum",
            "randAlpha",
            "randNumeric",
            "randAscii",
            "randInt",
            "uuidv4",
            "genCA",
            "genPrivateKey",
            "genSelfSignedCert",
            "genSignedCert",
            "getHostByName",
            "env",
            "expandenv",
            "htpasswd",
            "derivePassword",
        ],
        NOT_HERE,
    ),
    (
        &["print", "printf", "cat", "println"],
        "write the text around its holes, `{{ a }}-{{ b }}`, or `\"%s-%s\" | format(a, b)`, or `a ~ b`",
    ),
    (&["eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not"], COMPARE),
    (&["add", "add1", "sub", "mul", "div", "mod", "addf", "subf", "mulf", "divf"], COMPUTE),
    (&["empty"], "write `not value`"),
    (&["index"], "write `list[0]` or `map[key]`"),
    (&["has"], "write `item in list`"),
    (
        &["kindIs", "kindOf", "typeIs", "typeOf", "typeIsLike"],
        "write `value is string`, `is mapping`, `is sequence`, `is number`, `is boolean`",
    ),
    (&["tuple"], "write `[a, b]`"),
    (&["append", "prepend", "push"], "write `list + [item]`"),
    (
        &["set", "unset", "mergeOverwrite", "mustMergeOverwrite", "deepCopy", "update"],
        "values don't change: `merge(a, b)`, `pick` and `omit` make new maps",
    ),
    (&["without"], "write `list | reject(\"==\", item)`"),
    (&["pluck"], "write `list | map(attribute=\"key\")`"),
    (&["initial"], "write `list[:-1]`"),
    (&["rest"], "write `list[1:]`"),
    (&["regexSplit"], "use `split`, or `regex_find_all`"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::jinja::names::OBJECTS;
    #[test]
    fn no_name_that_exists_is_taken_for_another() {
        for name in NAMES.iter().flat_map(|(names, _)| *names) {
            assert!(functions::find(name).is_none(), "{name} is a function");
            assert!(functions::from_elsewhere(name).is_none(), "{name} is in the table");
        }
    }

    #[test]
    fn what_help_names_is_there() {
        let texts = NAMES.iter().map(|(_, help)| help).chain(SYNTAX.iter().map(|(.., help)| help));
        for help in texts {
            for written in help.split('`').skip(1).step_by(2) {
                for filter in written.split(" | ").skip(1) {
                    let name = filter.split(|c: char| !is_name(&c.to_string())).next();
                    let known = |name| functions::filters().any(|known| known == name);
                    assert!(name.is_some_and(known), "{written}");
                }
                for test in written.split(" is ").skip(1) {
                    assert!(functions::tests().any(|known| known == test), "{written}");
                }
                if is_name(written) && !matches!(written, "none" | "name") {
                    let is_known = functions::find(written).is_some()
                        || OBJECTS.contains(&written)
                        || functions::tests().any(|known| known == written);
                    assert!(is_known, "{written}");
                }
            }
        }
    }

    #[test]
    fn functions_of_helm_are_found_in_the_table() {
        let help = for_name("toString");
        assert_eq!(help.as_deref(), Some("here that is `string`, as in `8080 | string`"));
    }

    #[test]
    fn tags_of_helm_are_recognised() {
        for (text, part) in [
            ("a: {{ .Values.x }}", "values.name"),
            ("a: {{ $.Values.x }}", "values.name"),
            ("a: {{ $labels.pod }} is down", "raw"),
            ("a: {{ printf \"%.2f\" $value }}", "raw"),
            ("{{- if .Values.x }}", "{% if"),
            ("{{- range $k, $v := .Values.x }}", "{% for"),
            ("{{ $x := .Values.x }}", "{% set"),
            ("{{- include \"x\" . | nindent 4 }}", "{% macro"),
            ("{{ toYaml .Values.x | nindent 4 }}", "values.name"),
            ("{{ eq values.x 1 }}", "a == b"),
            ("{{ matches values.x }}", "parentheses"),
            ("{{/* note */}}", "{#"),
            ("{% end %}", "endif"),
            ("{% else if x %}", "{% elif"),
            ("{{ a && b }}", "a and b"),
            ("{{ !a }}", "not a"),
            ("{{ a ? 1 : 2 }}", "if condition"),
        ] {
            let open = text.find("{{").or_else(|| text.find("{%")).expect("a tag");
            let help = for_syntax(text, open + 2);
            assert!(help.as_ref().is_some_and(|help| help.contains(part)), "{text}: {help:?}");
        }
        let help = for_syntax("{{ values.x | trunc 63 }}", "{{ values.x | trunc ".len());
        assert!(help.as_ref().is_some_and(|help| help.contains("parentheses")), "{help:?}");
        assert_eq!(for_syntax("a: {{ values.x", 10), None);
        assert_eq!(for_syntax("no tag at all", 5), None);
    }
}
