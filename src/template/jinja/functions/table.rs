//! Every name that templates may call, with how it is written and what it gives, sorted.

use minijinja::{Error, Value};

use super::Kind::{self, Both, Filter, Function as Global};
use super::call::Call;
use super::{
    Body, Function, Home, arithmetic, encoding, flow, lists, maps, regex, strings, version,
};

/// Functions and filters.
#[rustfmt::skip]
pub static TABLE: &[Function] = &[
    builtin(Filter, "abs", "abs(number)", "the number without its sign"),
    builtin(Filter, "attr", "attr(value, key)", "the value of a key"),
    here(Both, "b64decode", encoding::b64decode, "b64decode(text)", "the text of a base64"),
    here(Both, "b64encode", encoding::b64encode, "b64encode(text)", "the base64 of a text"),
    builtin(Filter, "batch", "batch(list, n, fill)", "the list cut into lists of n items"),
    builtin(Filter, "bool", "bool(value)", "whether the value is true"),
    here(Both, "camel_case", strings::camel_case, "camel_case(text)", "the words of a text as in `podTemplate`"),
    builtin(Filter, "capitalize", "capitalize(text)", "the text with its first letter in upper case and the rest in lower case"),
    builtin(Filter, "chain", "chain(list, other, …)", "several lists or maps as one"),
    here(Both, "coalesce", flow::coalesce, "coalesce(value, …)", "the first value that is defined, not null and not an empty string, list or map, or else null"),
    here(Both, "compact", lists::compact, "compact(list)", "the list without null, undefined and empty strings, lists and maps"),
    here(Both, "concat", lists::concat, "concat(list, …)", "one list of several"),
    here(Both, "contains", strings::contains, "contains(whole, part)", "whether a text or a list contains a part"),
    builtin(Filter, "count", "count(value)", "the same as `length`"),
    here(Both, "d", flow::default, "d(value, fallback, also_when_empty)", "short for `default`"),
    here(Both, "default", flow::default, "default(value, fallback, also_when_empty)", "the value, or the fallback where it is undefined or null; `true` as the last argument: or empty, zero or false"),
    builtin(Global, "dict", "dict(map, key=value, …)", "a map of these entries"),
    builtin(Filter, "dictsort", "dictsort(map, by=…, reverse=…)", "the entries of a map, sorted"),
    here(Both, "dig", maps::dig, "map | dig(key, …, default=fallback)", "the value at the end of a path, or the fallback where a step is missing or null; as a function: `dig(key, …, fallback, map)`"),
    here(Both, "dns_label", strings::dns_label, "dns_label(text)", "the text as the name of an object: lower case, `-` for what is not allowed, a hash at the end where it is cut to 63 characters"),
    engine(Global, "fail", "fail(message)", "an error with this message"),
    engine(Global, "files", "files", "the files of the chart"),
    builtin(Filter, "first", "first(list)", "the first item"),
    here(Both, "flatten", lists::flatten, "flatten(list)", "the list with all lists inside it opened, at every depth"),
    builtin(Filter, "float", "float(value)", "the value as a float"),
    builtin(Filter, "format", "format(text, value, …)", "the text with its `%s` and `%d` filled in"),
    here(Both, "from_json", encoding::from_json, "from_json(text)", "the value that a JSON text holds"),
    here(Both, "from_yaml", encoding::from_yaml, "from_yaml(text)", "the value that one YAML document holds"),
    here(Both, "from_yaml_all", encoding::from_yaml_all, "from_yaml_all(text)", "the values that all YAML documents of a text hold, as a list"),
    here(Both, "get", maps::get, "get(map, key, fallback)", "the value of a key, or the fallback where it is missing or null"),
    builtin(Filter, "groupby", "groupby(list, attribute)", "the items of a list, grouped by an attribute"),
    here(Both, "has_key", maps::has_key, "has_key(map, key)", "whether a map has a key, be its value null"),
    here(Both, "has_prefix", strings::has_prefix, "has_prefix(text, prefix)", "whether the text begins so"),
    here(Both, "has_suffix", strings::has_suffix, "has_suffix(text, suffix)", "whether the text ends so"),
    builtin(Filter, "indent", "indent(text, n, first, blank)", "the text with n blanks before each line but the first"),
    builtin(Filter, "int", "int(value)", "the value as an integer"),
    builtin(Filter, "items", "items(map)", "the pairs of key and value"),
    builtin(Filter, "join", "join(list, separator)", "the items as one text"),
    here(Both, "kebab_case", strings::kebab_case, "kebab_case(text)", "the words of a text as in `pod-template`"),
    here(Both, "keys", maps::keys, "keys(map)", "the keys of a map, in its order"),
    builtin(Filter, "last", "last(list)", "the last item"),
    builtin(Filter, "length", "length(value)", "how many items or characters there are"),
    builtin(Filter, "lines", "lines(text)", "the lines of a text"),
    builtin(Filter, "list", "list(value)", "the value as a list"),
    builtin(Filter, "lower", "lower(text)", "the text in lower case"),
    builtin(Filter, "map", "map(list, filter, …)", "every item with a filter applied, or its attribute: `map(attribute='name')`"),
    builtin(Filter, "max", "max(list)", "the largest item"),
    here(Both, "merge", maps::merge, "merge(map, other, …)", "one map of several: maps merge at every depth, and of everything else the last wins"),
    builtin(Filter, "min", "min(list)", "the smallest item"),
    builtin(Global, "namespace", "namespace(key=value, …)", "a map that `set` can change inside a loop"),
    here(Both, "omit", maps::omit, "omit(map, key, …)", "the map without these keys"),
    here(Both, "pick", maps::pick, "pick(map, key, …)", "the map with these keys only"),
    here(Both, "quantity_add", arithmetic::quantity_add, "quantity_add(a, b)", "the sum of two quantities"),
    here(Both, "quantity_compare", arithmetic::quantity_compare, "quantity_compare(a, b)", "-1, 0 or 1: a is less than, equal to or more than b"),
    here(Both, "quantity_div", arithmetic::quantity_div, "quantity_div(quantity, number)", "a quantity divided by a number, a fraction rounded up to a whole byte or a thousandth"),
    here(Both, "quantity_mul", arithmetic::quantity_mul, "quantity_mul(quantity, number)", "a quantity times a number, a fraction rounded up to a whole byte or a thousandth"),
    here(Both, "quantity_sub", arithmetic::quantity_sub, "quantity_sub(a, b)", "the difference of two quantities"),
    here(Both, "quantity_value", arithmetic::quantity_value, "quantity_value(quantity)", "a quantity as a number of units"),
    builtin(Global, "range", "range(from, to, step)", "a list of integers, without the last one"),
    here(Both, "regex_find", regex::regex_find, "regex_find(text, pattern)", "the first match of a pattern, or null"),
    here(Both, "regex_find_all", regex::regex_find_all, "regex_find_all(text, pattern)", "all matches of a pattern, as a list"),
    here(Both, "regex_match", regex::regex_match, "regex_match(text, pattern)", "whether a pattern matches somewhere in the text"),
    here(Both, "regex_replace", regex::regex_replace, "regex_replace(text, pattern, replacement)", "the text with all matches replaced; `${1}` is the first group"),
    builtin(Filter, "reject", "reject(list, test, …)", "the items that fail a test"),
    builtin(Filter, "rejectattr", "rejectattr(list, attribute, test, …)", "the items whose attribute fails a test"),
    here(Both, "repeat", strings::repeat, "repeat(text, n)", "the text n times"),
    builtin(Filter, "replace", "replace(text, from, to)", "the text with all occurrences replaced"),
    engine(Both, "required", "required(value, message)", "the value, or an error with this message where it is undefined, null or empty"),
    builtin(Filter, "reverse", "reverse(value)", "the list or the text backwards"),
    builtin(Filter, "round", "round(number, precision)", "the number rounded"),
    builtin(Filter, "select", "select(list, test, …)", "the items that pass a test"),
    builtin(Filter, "selectattr", "selectattr(list, attribute, test, …)", "the items whose attribute passes a test"),
    here(Both, "semver_compare", version::semver_compare, "version | semver_compare(constraint)", "whether a version satisfies a constraint such as `>=1.24.0-0`; as a function: `semver_compare(constraint, version)`"),
    here(Both, "sha256", encoding::sha256, "sha256(text)", "the SHA-256 digest of a text, in hexadecimal"),
    builtin(Filter, "slice", "slice(list, n, fill)", "the list cut into n lists"),
    here(Both, "snake_case", strings::snake_case, "snake_case(text)", "the words of a text as in `pod_template`"),
    builtin(Filter, "sort", "sort(list, attribute=…, reverse=…)", "the list, sorted"),
    builtin(Filter, "split", "split(text, separator, n)", "the parts of a text"),
    builtin(Filter, "string", "string(value)", "the value as text"),
    builtin(Filter, "sum", "sum(list)", "the sum of the items"),
    here(Both, "ternary", flow::ternary, "condition | ternary(yes, no)", "one value or the other; as a function: `ternary(yes, no, condition)`"),
    builtin(Filter, "title", "title(text)", "the text with every word capitalised"),
    here(Both, "to_json", encoding::to_json, "to_json(value)", "the value as JSON text in one line"),
    here(Both, "to_json_pretty", encoding::to_json_pretty, "to_json_pretty(value)", "the value as indented JSON text"),
    here(Both, "to_yaml", encoding::to_yaml, "to_yaml(value)", "the value as YAML text in block style, with a final newline"),
    engine(Both, "tpl", "tpl(text)", "the text rendered as a template"),
    builtin(Filter, "trim", "trim(text, characters)", "the text without blanks at both ends"),
    here(Both, "trim_prefix", strings::trim_prefix, "trim_prefix(text, prefix)", "the text without that beginning"),
    here(Both, "trim_suffix", strings::trim_suffix, "trim_suffix(text, suffix)", "the text without that end"),
    here(Both, "trunc", strings::trunc, "trunc(text, n)", "the first n characters, or the last ones where n is negative"),
    builtin(Filter, "unique", "unique(list, attribute=…)", "the list without what occurs twice"),
    builtin(Filter, "upper", "upper(text)", "the text in upper case"),
    here(Filter, "values", maps::values, "values(map)", "the values of a map, in its order"),
    engine(Global, "warn", "warn(message)", "a warning with this message; it writes nothing"),
    builtin(Filter, "zip", "zip(list, other, …)", "the items of several lists, side by side"),
];

/// A test: what may stand after `is`.
#[derive(Debug)]
pub struct Test {
    pub name: &'static str,
    pub summary: &'static str,
}

#[rustfmt::skip]
pub static TESTS: &[Test] = &[
    Test { name: "!=", summary: "not equal" },
    Test { name: "<", summary: "less than" },
    Test { name: "<=", summary: "at most" },
    Test { name: "==", summary: "equal" },
    Test { name: ">", summary: "more than" },
    Test { name: ">=", summary: "at least" },
    Test { name: "boolean", summary: "true or false" },
    Test { name: "defined", summary: "defined" },
    Test { name: "divisibleby", summary: "divisible by a number" },
    Test { name: "endingwith", summary: "a text that ends so" },
    Test { name: "eq", summary: "equal" },
    Test { name: "equalto", summary: "equal" },
    Test { name: "even", summary: "an even number" },
    Test { name: "false", summary: "false" },
    Test { name: "filter", summary: "the name of a filter" },
    Test { name: "float", summary: "a float" },
    Test { name: "ge", summary: "at least" },
    Test { name: "greaterthan", summary: "more than" },
    Test { name: "gt", summary: "more than" },
    Test { name: "in", summary: "contained in a list, map or text" },
    Test { name: "int", summary: "an integer" },
    Test { name: "integer", summary: "an integer" },
    Test { name: "iterable", summary: "something to loop over" },
    Test { name: "le", summary: "at most" },
    Test { name: "lessthan", summary: "less than" },
    Test { name: "lower", summary: "a text in lower case" },
    Test { name: "lt", summary: "less than" },
    Test { name: "mapping", summary: "a map" },
    Test { name: "ne", summary: "not equal" },
    Test { name: "none", summary: "null" },
    Test { name: "number", summary: "a number" },
    Test { name: "odd", summary: "an odd number" },
    Test { name: "sameas", summary: "the very same value" },
    Test { name: "sequence", summary: "a list" },
    Test { name: "startingwith", summary: "a text that begins so" },
    Test { name: "string", summary: "a text" },
    Test { name: "test", summary: "the name of a test" },
    Test { name: "true", summary: "true" },
    Test { name: "undefined", summary: "undefined" },
    Test { name: "upper", summary: "a text in upper case" },
];

type Implementation = fn(&Call) -> Result<Value, Error>;

const fn here(
    kind: Kind,
    name: &'static str,
    implementation: Implementation,
    signature: &'static str,
    summary: &'static str,
) -> Function {
    Function { name, kind, home: Home::Here(Body(implementation)), signature, summary }
}

const fn builtin(
    kind: Kind,
    name: &'static str,
    signature: &'static str,
    summary: &'static str,
) -> Function {
    Function { name, kind, home: Home::Builtin, signature, summary }
}

const fn engine(
    kind: Kind,
    name: &'static str,
    signature: &'static str,
    summary: &'static str,
) -> Function {
    Function { name, kind, home: Home::Engine, signature, summary }
}
