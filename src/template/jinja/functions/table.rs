//! All that the program knows of each name that templates may call, and of those they may not:
//! sorted, a line each.

use minijinja::{Error, Value};

use super::Fact::{
    Calculates, GivesNothingAway, InputLast, NeedsSite, TakesText, TakesTexts, TakesUndefined,
};
use super::Forms::{self, Both, Filter, Function as Global};
use super::Gives::{self, Of};
use super::Items;
use super::call::Call;
use super::{
    Body, Function, Home, arithmetic, encoding, flow, lists, maps, regex, strings, version,
};

/// Functions and filters.
#[rustfmt::skip]
pub static TABLE: &[Function] = &[
    builtin(Filter, "abs", "abs(number)", "the number without its sign", ("-3 | abs", "3")).with(&[Calculates]),
    builtin(Filter, "attr", "attr(value, key)", "the value of a key", ("{'a': 1} | attr('a')", "1")).giving(Gives::Entry),
    here(Both, "b64decode", encoding::b64decode, "b64decode(text)", "the text of a base64", ("'aGk=' | b64decode", "'hi'")).called(&["b64dec"]),
    here(Both, "b64encode", encoding::b64encode, "b64encode(text)", "the base64 of a text", ("'hi' | b64encode", "'aGk='")).called(&["b64enc"]),
    builtin(Filter, "batch", "batch(list, n, fill)", "the list cut into lists of n items", ("[1, 2, 3] | batch(2)", "[[1, 2], [3]]")).giving(Of(Items::Chunks)),
    builtin(Filter, "bool", "bool(value)", "whether the value is true", ("1 | bool", "true")),
    here(Both, "camel_case", strings::camel_case, "camel_case(text)", "the words of a text as in `podTemplate`", ("'pod-template' | camel_case", "'podTemplate'")),
    builtin(Filter, "capitalize", "capitalize(text)", "the text with its first letter in upper case and the rest in lower case", ("'hELLO' | capitalize", "'Hello'")).with(&[TakesText]).called(&["capitalise", "upperfirst"]),
    builtin(Filter, "chain", "chain(list, other, …)", "several lists or maps as one", ("[1] | chain([2])", "[1, 2]")).giving(Gives::Any),
    here(Both, "coalesce", flow::coalesce, "coalesce(value, …)", "the first value that is defined, not null and not an empty string, list or map, or else null", ("coalesce(none, '', 'x')", "'x'")).with(&[TakesUndefined]).giving(Gives::Any),
    here(Both, "compact", lists::compact, "compact(list)", "the list without null, undefined and empty strings, lists and maps", ("['a', '', none] | compact", "['a']")).giving(Of(Items::Some)),
    here(Both, "concat", lists::concat, "concat(list, …)", "one list of several", ("[1] | concat([2, 3])", "[1, 2, 3]")).giving(Of(Items::Joined)),
    here(Both, "contains", strings::contains, "contains(whole, part)", "whether a text or a list contains a part", ("'web-frontend' | contains('front')", "true")),
    builtin(Filter, "count", "count(value)", "the same as `length`", ("[1, 2] | count", "2")).with(&[Calculates]).giving(Gives::Size),
    here(Both, "d", flow::default, "d(value, fallback, also_when_empty)", "short for `default`", ("none | d('x')", "'x'")).with(&[TakesUndefined]).giving(Gives::FirstOrSecond),
    here(Both, "default", flow::default, "default(value, fallback, also_when_empty)", "the value, or the fallback where it is undefined, null or an empty string; not where it is 0, false or an empty list or map: that is `default_if_empty`, or `true` as the last argument", ("'' | default('latest')", "'latest'")).with(&[TakesUndefined]).giving(Gives::FirstOrSecond),
    here(Both, "default_if_empty", flow::default_if_empty, "default_if_empty(value, fallback)", "the value, or the fallback where it is undefined, null, 0, false or an empty string, list or map", ("[] | default_if_empty([1])", "[1]")).with(&[TakesUndefined]).giving(Gives::FirstOrSecond),
    builtin(Global, "dict", "dict(map, key=value, …)", "a map of these entries", ("dict({'a': 1}, b=2)", "{'a': 1, 'b': 2}")).giving(Gives::Named),
    builtin(Filter, "dictsort", "dictsort(map, by=…, reverse=…)", "the entries of a map, sorted", ("{'b': 2, 'a': 1} | dictsort", "[('a', 1), ('b', 2)]")).giving(Gives::Pairs),
    here(Both, "dig", maps::dig, "map | dig(key, …, default=fallback)", "the value at the end of a path, or the fallback where a step is missing or null; as a function: `dig(key, …, fallback, map)`", ("{'a': {'b': 1}} | dig('a', 'b', default=0)", "1")).with(&[InputLast]).giving(Gives::EntryAtPath),
    here(Both, "dns_label", strings::dns_label, "dns_label(text)", "the text as the name of an object: lower case, `-` for what is not allowed, a hash at the end where it is cut to 63 characters", ("'My App' | dns_label", "'my-app'")),
    engine(Global, "fail", "fail(message)", "an error with this message", ("fail('set image.tag')", "an error: set image.tag")).with(&[NeedsSite, GivesNothingAway]),
    engine(Global, "files", "files", "the files of the chart", ("files.get('nginx.conf')", "the text of files/nginx.conf")),
    builtin(Filter, "first", "first(list)", "the first item", ("[1, 2] | first", "1")).giving(Of(Items::One)),
    here(Both, "flatten", lists::flatten, "flatten(list)", "the list with all lists inside it opened, at every depth", ("[1, [2, [3]]] | flatten", "[1, 2, 3]")).giving(Of(Items::Flattened)),
    builtin(Filter, "float", "float(value)", "the value as a float", ("'1.5' | float", "1.5")).with(&[Calculates]).called(&["float64", "toDecimal"]),
    builtin(Filter, "format", "format(text, value, …)", "the text with its `%s` and `%d` filled in", ("'%s-%d' | format('web', 2)", "'web-2'")),
    here(Both, "from_json", encoding::from_json, "from_json(text)", "the value that a JSON text holds", ("'{\"a\": 1}' | from_json", "{'a': 1}")),
    here(Both, "from_yaml", encoding::from_yaml, "from_yaml(text)", "the value that one YAML document holds", ("'a: 1' | from_yaml", "{'a': 1}")),
    here(Both, "from_yaml_all", encoding::from_yaml_all, "from_yaml_all(text)", "the values that all YAML documents of a text hold, as a list", ("'a: 1\\n---\\nb: 2' | from_yaml_all", "[{'a': 1}, {'b': 2}]")),
    here(Both, "get", maps::get, "get(map, key, fallback)", "the value of a key, or the fallback where it is missing or null", ("{'a': 1} | get('b', 2)", "2")).giving(Gives::EntryOrThird),
    builtin(Filter, "groupby", "groupby(list, attribute)", "the items of a list, grouped by an attribute", ("[{'a': 1}, {'a': 1}] | groupby('a') | length", "1")).giving(Of(Items::Grouped)),
    here(Both, "has_key", maps::has_key, "has_key(map, key)", "whether a map has a key, be its value null", ("{'a': none} | has_key('a')", "true")).giving(Gives::WhetherEntry),
    here(Both, "has_prefix", strings::has_prefix, "has_prefix(text, prefix)", "whether the text begins so", ("'web-1' | has_prefix('web')", "true")).called(&["startswith", "startsWith"]),
    here(Both, "has_suffix", strings::has_suffix, "has_suffix(text, suffix)", "whether the text ends so", ("'web-1' | has_suffix('-1')", "true")).called(&["endswith", "endsWith"]),
    builtin(Filter, "indent", "indent(text, n, first, blank)", "the text with n blanks before each line but the first", ("'a\\nb' | indent(2)", "'a\\n  b'")).with(&[TakesText]),
    builtin(Filter, "int", "int(value)", "the value as an integer", ("'42' | int", "42")).with(&[Calculates]).called(&["int64", "atoi", "toInt"]),
    builtin(Filter, "items", "items(map)", "the pairs of key and value", ("{'a': 1} | items", "[('a', 1)]")).giving(Gives::Pairs),
    builtin(Filter, "join", "join(list, separator)", "the items as one text", ("['a', 'b'] | join('-')", "'a-b'")).with(&[TakesTexts]).giving(Of(Items::Summed { attribute: 2 })),
    here(Both, "kebab_case", strings::kebab_case, "kebab_case(text)", "the words of a text as in `pod-template`", ("'podTemplate' | kebab_case", "'pod-template'")),
    here(Both, "keys", maps::keys, "keys(map)", "the keys of a map, in its order", ("{'a': 1, 'b': 2} | keys", "['a', 'b']")).giving(Gives::Keys),
    builtin(Filter, "last", "last(list)", "the last item", ("[1, 2] | last", "2")).giving(Of(Items::One)),
    builtin(Filter, "length", "length(value)", "how many items or characters there are", ("[1, 2] | length", "2")).with(&[Calculates]).giving(Gives::Size).called(&["len"]),
    builtin(Filter, "lines", "lines(text)", "the lines of a text", ("'a\\nb' | lines", "['a', 'b']")).with(&[TakesText]),
    builtin(Filter, "list", "list(value)", "the value as a list", ("'ab' | list", "['a', 'b']")).giving(Of(Items::Some)),
    builtin(Filter, "lower", "lower(text)", "the text in lower case", ("'ABC' | lower", "'abc'")).with(&[TakesText]).called(&["downcase", "lowercase", "toLower"]),
    builtin(Filter, "map", "map(list, filter, …)", "every item with a filter applied, or its attribute: `map(attribute='name')`", ("['a', 'b'] | map('upper')", "['A', 'B']")).giving(Of(Items::Mapped)),
    builtin(Filter, "max", "max(list)", "the largest item", ("[1, 3, 2] | max", "3")).giving(Of(Items::OneCompared)),
    here(Both, "merge", maps::merge, "merge(map, other, …)", "one map of several: maps merge at every depth, and of everything else the last wins", ("{'a': {'x': 1}} | merge({'a': {'y': 2}})", "{'a': {'x': 1, 'y': 2}}")).giving(Gives::Any),
    builtin(Filter, "min", "min(list)", "the smallest item", ("[1, 3, 2] | min", "1")).giving(Of(Items::OneCompared)),
    builtin(Global, "namespace", "namespace(key=value, …)", "a map that `set` can change inside a loop", ("namespace(n=0).n", "0")).giving(Gives::Namespace),
    here(Both, "omit", maps::omit, "omit(map, key, …)", "the map without these keys", ("{'a': 1, 'b': 2} | omit('b')", "{'a': 1}")).giving(Gives::Omitted),
    here(Both, "pick", maps::pick, "pick(map, key, …)", "the map with these keys only", ("{'a': 1, 'b': 2} | pick('b')", "{'b': 2}")).giving(Gives::Picked),
    here(Both, "quantity_add", arithmetic::quantity_add, "quantity_add(a, b)", "the sum of two quantities", ("quantity_add('1Gi', '512Mi')", "'1536Mi'")).with(&[Calculates]),
    here(Both, "quantity_compare", arithmetic::quantity_compare, "quantity_compare(a, b)", "-1, 0 or 1: a is less than, equal to or more than b", ("quantity_compare('1Gi', '1G')", "1")).with(&[Calculates]),
    here(Both, "quantity_div", arithmetic::quantity_div, "quantity_div(quantity, number)", "a quantity divided by a number, a fraction rounded up to a whole byte or a thousandth", ("'1Gi' | quantity_div(2)", "'512Mi'")).with(&[Calculates]),
    here(Both, "quantity_mul", arithmetic::quantity_mul, "quantity_mul(quantity, number)", "a quantity times a number, a fraction rounded up to a whole byte or a thousandth", ("'1Gi' | quantity_mul(0.75)", "'768Mi'")).with(&[Calculates]),
    here(Both, "quantity_sub", arithmetic::quantity_sub, "quantity_sub(a, b)", "the difference of two quantities", ("quantity_sub('1Gi', '256Mi')", "'768Mi'")).with(&[Calculates]),
    here(Both, "quantity_value", arithmetic::quantity_value, "quantity_value(quantity)", "a quantity as a number of units", ("'1Ki' | quantity_value", "1024")).with(&[Calculates]),
    builtin(Global, "range", "range(from, to, step)", "a list of integers, without the last one", ("range(3)", "[0, 1, 2]")).called(&["until", "untilStep", "seq"]),
    here(Both, "regex_find", regex::regex_find, "regex_find(text, pattern)", "the first match of a pattern, or null", ("'v1.2' | regex_find('[0-9]+')", "'1'")),
    here(Both, "regex_find_all", regex::regex_find_all, "regex_find_all(text, pattern)", "all matches of a pattern, as a list", ("'v1.2' | regex_find_all('[0-9]+')", "['1', '2']")),
    here(Both, "regex_match", regex::regex_match, "regex_match(text, pattern)", "whether a pattern matches somewhere in the text", ("'v1.2' | regex_match('^v[0-9]')", "true")),
    here(Both, "regex_replace", regex::regex_replace, "regex_replace(text, pattern, replacement)", "the text with all matches replaced; `${1}` is the first group", ("'v1.2' | regex_replace('[.]', '-')", "'v1-2'")).called(&["regexReplaceAll", "mustRegexReplaceAll"]),
    builtin(Filter, "reject", "reject(list, test, …)", "the items that fail a test", ("[1, 2, 3] | reject('even')", "[1, 3]")).giving(Of(Items::Tested)),
    builtin(Filter, "rejectattr", "rejectattr(list, attribute, test, …)", "the items whose attribute fails a test", ("[{'on': true}, {'on': false}] | rejectattr('on')", "[{'on': false}]")).giving(Of(Items::TestedByAttribute)),
    here(Both, "repeat", strings::repeat, "repeat(text, n)", "the text n times", ("'ab' | repeat(2)", "'abab'")),
    builtin(Filter, "replace", "replace(text, from, to)", "the text with all occurrences replaced", ("'a.b' | replace('.', '-')", "'a-b'")).with(&[TakesText]),
    engine(Both, "required", "required(value, message)", "the value, or an error with this message where it is undefined, null or empty", ("values.tag | required('set a tag')", "values.tag, or an error: set a tag")).with(&[NeedsSite]).giving(Gives::FirstOrError),
    builtin(Filter, "reverse", "reverse(value)", "the list or the text backwards", ("[1, 2] | reverse", "[2, 1]")).giving(Of(Items::Some)),
    builtin(Filter, "round", "round(number, precision)", "the number rounded", ("1.26 | round(1)", "1.3")).with(&[Calculates]),
    builtin(Filter, "select", "select(list, test, …)", "the items that pass a test", ("[1, 2, 3] | select('odd')", "[1, 3]")).giving(Of(Items::Tested)),
    builtin(Filter, "selectattr", "selectattr(list, attribute, test, …)", "the items whose attribute passes a test", ("[{'on': true}, {'on': false}] | selectattr('on')", "[{'on': true}]")).giving(Of(Items::TestedByAttribute)),
    here(Both, "semver_compare", version::semver_compare, "version | semver_compare(constraint)", "whether a version satisfies a constraint such as `>=1.24.0-0`; as a function: `semver_compare(constraint, version)`", ("'1.27.3' | semver_compare('>=1.24')", "true")).with(&[InputLast]),
    here(Both, "sha256", encoding::sha256, "sha256(text)", "the SHA-256 digest of a text, in hexadecimal", ("'a' | sha256 | trunc(8)", "'ca978112'")).with(&[GivesNothingAway]).called(&["sha256sum"]),
    builtin(Filter, "slice", "slice(list, n, fill)", "the list cut into n lists", ("[1, 2, 3] | slice(2)", "[[1, 2], [3]]")).giving(Of(Items::Chunks)),
    here(Both, "snake_case", strings::snake_case, "snake_case(text)", "the words of a text as in `pod_template`", ("'podTemplate' | snake_case", "'pod_template'")),
    builtin(Filter, "sort", "sort(list, attribute=…, reverse=…)", "the list, sorted", ("[2, 1] | sort", "[1, 2]")).giving(Of(Items::SomeCompared)).called(&["sortAlpha", "sorted"]),
    builtin(Filter, "split", "split(text, separator, n)", "the parts of a text", ("'a,b' | split(',')", "['a', 'b']")).with(&[TakesText]).called(&["splitList", "splitn"]),
    builtin(Filter, "string", "string(value)", "the value as text", ("8080 | string", "'8080'")).with(&[TakesText]).called(&["str", "toString"]),
    builtin(Filter, "sum", "sum(list)", "the sum of the items", ("[1, 2] | sum", "3")).with(&[Calculates]).giving(Of(Items::Summed { attribute: 1 })),
    here(Both, "ternary", flow::ternary, "condition | ternary(yes, no)", "one value or the other; as a function: `ternary(yes, no, condition)`", ("true | ternary('yes', 'no')", "'yes'")).with(&[InputLast]).giving(Gives::SecondOrThird),
    builtin(Filter, "title", "title(text)", "the text with every word capitalised", ("'hello world' | title", "'Hello World'")).with(&[TakesText]).called(&["titlecase", "titleize"]),
    here(Both, "to_json", encoding::to_json, "to_json(value)", "the value as JSON text in one line", ("{'a': [1, 2]} | to_json", "'{\"a\":[1,2]}'")),
    here(Both, "to_json_pretty", encoding::to_json_pretty, "to_json_pretty(value)", "the value as indented JSON text", ("{'a': 1} | to_json_pretty", "'{\\n  \"a\": 1\\n}'")),
    here(Both, "to_yaml", encoding::to_yaml, "to_yaml(value)", "the value as YAML text in block style, with a final newline", ("{'a': {'b': 1}} | to_yaml", "'a:\\n  b: 1\\n'")),
    engine(Both, "tpl", "tpl(text)", "the text rendered as a template", ("'{{ values.name }}-web' | tpl", "shop-web, where values.name is `shop`")).with(&[NeedsSite]).giving(Gives::Capture),
    builtin(Filter, "trim", "trim(text, characters)", "the text without blanks at both ends", ("'  a ' | trim", "'a'")).with(&[TakesText]).called(&["strip", "lstrip", "rstrip", "trimAll", "nospace"]),
    here(Both, "trim_prefix", strings::trim_prefix, "trim_prefix(text, prefix)", "the text without that beginning", ("'v1.2' | trim_prefix('v')", "'1.2'")),
    here(Both, "trim_suffix", strings::trim_suffix, "trim_suffix(text, suffix)", "the text without that end", ("'web.yaml' | trim_suffix('.yaml')", "'web'")),
    here(Both, "trunc", strings::trunc, "trunc(text, n)", "the first n characters, or the last ones where n is negative", ("'frontend' | trunc(5)", "'front'")),
    builtin(Filter, "unique", "unique(list, attribute=…)", "the list without what occurs twice", ("[1, 1, 2] | unique", "[1, 2]")).giving(Of(Items::SomeCompared)).called(&["uniq"]),
    builtin(Filter, "upper", "upper(text)", "the text in upper case", ("'abc' | upper", "'ABC'")).with(&[TakesText]).called(&["upcase", "uppercase", "toUpper"]),
    here(Filter, "values", maps::values, "values(map)", "the values of a map, in its order", ("{'a': 1, 'b': 2} | values", "[1, 2]")).giving(Gives::Entries),
    engine(Global, "warn", "warn(message)", "a warning with this message; it writes nothing", ("warn('beta is deprecated')", "a warning: beta is deprecated")).with(&[NeedsSite, GivesNothingAway]),
    builtin(Filter, "zip", "zip(list, other, …)", "the items of several lists, side by side", ("[1, 2] | zip(['a', 'b'])", "[(1, 'a'), (2, 'b')]")).giving(Of(Items::Zipped)),
];

/// What of a value a test looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LooksAt {
    /// Whether it is there: `is defined`.
    Presence,
    /// What it is: `is string`.
    Type,
    /// What it holds: `is even`, `is startingwith`.
    Content,
    /// What it holds, and what another value has items or keys: `is in`.
    ContentAmong,
}

/// A test: what may stand after `is`.
#[derive(Debug)]
pub struct Test {
    pub name: &'static str,
    pub looks_at: LooksAt,
    pub summary: &'static str,
}

#[rustfmt::skip]
pub static TESTS: &[Test] = &[
    Test { name: "!=", looks_at: LooksAt::Content, summary: "not equal" },
    Test { name: "<", looks_at: LooksAt::Content, summary: "less than" },
    Test { name: "<=", looks_at: LooksAt::Content, summary: "at most" },
    Test { name: "==", looks_at: LooksAt::Content, summary: "equal" },
    Test { name: ">", looks_at: LooksAt::Content, summary: "more than" },
    Test { name: ">=", looks_at: LooksAt::Content, summary: "at least" },
    Test { name: "boolean", looks_at: LooksAt::Type, summary: "true or false" },
    Test { name: "defined", looks_at: LooksAt::Presence, summary: "defined" },
    Test { name: "divisibleby", looks_at: LooksAt::Content, summary: "divisible by a number" },
    Test { name: "endingwith", looks_at: LooksAt::Content, summary: "a text that ends so" },
    Test { name: "eq", looks_at: LooksAt::Content, summary: "equal" },
    Test { name: "equalto", looks_at: LooksAt::Content, summary: "equal" },
    Test { name: "even", looks_at: LooksAt::Content, summary: "an even number" },
    Test { name: "false", looks_at: LooksAt::Type, summary: "false" },
    Test { name: "filter", looks_at: LooksAt::Content, summary: "the name of a filter" },
    Test { name: "float", looks_at: LooksAt::Type, summary: "a float" },
    Test { name: "ge", looks_at: LooksAt::Content, summary: "at least" },
    Test { name: "greaterthan", looks_at: LooksAt::Content, summary: "more than" },
    Test { name: "gt", looks_at: LooksAt::Content, summary: "more than" },
    Test { name: "in", looks_at: LooksAt::ContentAmong, summary: "contained in a list, map or text" },
    Test { name: "int", looks_at: LooksAt::Type, summary: "an integer" },
    Test { name: "integer", looks_at: LooksAt::Type, summary: "an integer" },
    Test { name: "iterable", looks_at: LooksAt::Type, summary: "something to loop over" },
    Test { name: "le", looks_at: LooksAt::Content, summary: "at most" },
    Test { name: "lessthan", looks_at: LooksAt::Content, summary: "less than" },
    Test { name: "lower", looks_at: LooksAt::Content, summary: "a text in lower case" },
    Test { name: "lt", looks_at: LooksAt::Content, summary: "less than" },
    Test { name: "mapping", looks_at: LooksAt::Type, summary: "a map" },
    Test { name: "ne", looks_at: LooksAt::Content, summary: "not equal" },
    Test { name: "none", looks_at: LooksAt::Type, summary: "null" },
    Test { name: "number", looks_at: LooksAt::Type, summary: "a number" },
    Test { name: "odd", looks_at: LooksAt::Content, summary: "an odd number" },
    Test { name: "sameas", looks_at: LooksAt::Content, summary: "the very same value" },
    Test { name: "sequence", looks_at: LooksAt::Type, summary: "a list" },
    Test { name: "startingwith", looks_at: LooksAt::Content, summary: "a text that begins so" },
    Test { name: "string", looks_at: LooksAt::Type, summary: "a text" },
    Test { name: "test", looks_at: LooksAt::Content, summary: "the name of a test" },
    Test { name: "true", looks_at: LooksAt::Type, summary: "true" },
    Test { name: "undefined", looks_at: LooksAt::Presence, summary: "undefined" },
    Test { name: "upper", looks_at: LooksAt::Content, summary: "a text in upper case" },
];

/// What the engine has and templates may not call: values are bound, so nothing is escaped, and no
/// raw text is printed.
pub static REMOVED: &[Removed] = &[
    Removed { name: "debug", from: Registry::Filters, refused: None },
    Removed { name: "debug", from: Registry::Functions, refused: None },
    Removed { name: "e", from: Registry::Filters, refused: Some(ESCAPE) },
    Removed { name: "escape", from: Registry::Filters, refused: Some(ESCAPE) },
    Removed { name: "escaped", from: Registry::Tests, refused: None },
    Removed { name: "pprint", from: Registry::Filters, refused: None },
    Removed { name: "safe", from: Registry::Filters, refused: Some(SAFE) },
    Removed { name: "safe", from: Registry::Tests, refused: None },
];

/// A name that is taken away.
#[derive(Debug)]
pub struct Removed {
    pub name: &'static str,
    pub from: Registry,
    /// How it is refused; as an unknown name, if there is no more to say.
    pub refused: Option<Refused>,
}

/// Where the engine keeps names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registry {
    Filters,
    Functions,
    Tests,
}

#[derive(Clone, Copy, Debug)]
pub struct Refused {
    pub message: &'static str,
    pub help: &'static str,
}

const ESCAPE: Refused = Refused {
    message: "`escape` has no meaning here: values are bound, not printed",
    help: "remove the filter",
};

const SAFE: Refused = Refused {
    message: "`safe` can't be used: no value is ever printed as raw text",
    help: "bind the value as it is; from_yaml() turns YAML text into a map or a list",
};

type Implementation = fn(&Call) -> Result<Value, Error>;

/// An expression, and what it gives.
type Example = (&'static str, &'static str);

const fn here(
    forms: Forms,
    name: &'static str,
    implementation: Implementation,
    signature: &'static str,
    summary: &'static str,
    example: Example,
) -> Function {
    let home = Home::Here(Body(implementation));
    Function { home, ..builtin(forms, name, signature, summary, example) }
}

const fn builtin(
    forms: Forms,
    name: &'static str,
    signature: &'static str,
    summary: &'static str,
    (example, result): Example,
) -> Function {
    let home = Home::Builtin;
    let (elsewhere, facts, gives): (&[_], &[_], _) = (&[], &[], Gives::Made);
    Function { name, forms, home, signature, summary, example, result, elsewhere, facts, gives }
}

const fn engine(
    forms: Forms,
    name: &'static str,
    signature: &'static str,
    summary: &'static str,
    example: Example,
) -> Function {
    Function { home: Home::Engine, ..builtin(forms, name, signature, summary, example) }
}
