//! Calls of Go's functions into expressions of ours.

use super::expression::{Binds, Ex, Presence, What};
use super::scope::Scope;
use super::seen::Kind;
use super::translator::{Reason, Told, Translator};

/// Functions that are the same filter here: what is piped in is the last argument there.
const SAME: &[(&str, usize, &str)] = &[
    ("trunc", 2, "trunc"),
    ("trimSuffix", 2, "trim_suffix"),
    ("trimPrefix", 2, "trim_prefix"),
    ("trimAll", 2, "trim"),
    ("trim", 1, "trim"),
    ("replace", 3, "replace"),
    ("lower", 1, "lower"),
    ("upper", 1, "upper"),
    ("title", 1, "title"),
    ("hasPrefix", 2, "has_prefix"),
    ("hasSuffix", 2, "has_suffix"),
    ("b64enc", 1, "b64encode"),
    ("b64dec", 1, "b64decode"),
    ("sha256sum", 1, "sha256"),
    ("int", 1, "int"),
    ("int64", 1, "int"),
    ("atoi", 1, "int"),
    ("float64", 1, "float"),
    ("toString", 1, "string"),
    ("join", 2, "join"),
    ("splitList", 2, "split"),
    ("first", 1, "first"),
    ("last", 1, "last"),
    ("uniq", 1, "unique"),
    ("sortAlpha", 1, "sort"),
    ("compact", 1, "compact"),
    ("reverse", 1, "reverse"),
    ("len", 1, "length"),
    ("keys", 1, "keys"),
    ("values", 1, "values"),
    ("semverCompare", 2, "semver_compare"),
    ("toPrettyJson", 1, "to_json_pretty"),
    ("toRawJson", 1, "to_json"),
    ("camelcase", 1, "camel_case"),
    ("kebabcase", 1, "kebab_case"),
    ("snakecase", 1, "snake_case"),
    ("fromYamlArray", 1, "from_yaml"),
    ("repeat", 2, "repeat"),
    ("max", 2, "max"),
];

/// What has no counterpart, and why.
const NEVER: &[(&[&str], &str)] = &[
    (
        &[
            "randAlphaNum",
            "randAlpha",
            "randNumeric",
            "randAscii",
            "randInt",
            "randBytes",
            "uuidv4",
            "genCA",
            "genCAWithKey",
            "genPrivateKey",
            "genSelfSignedCert",
            "genSelfSignedCertWithKey",
            "genSignedCert",
            "genSignedCertWithKey",
            "htpasswd",
            "bcrypt",
            "derivePassword",
            "shuffle",
            "encryptAES",
        ],
        "there is no chance here: make it a value, or a Secret of others",
    ),
    (
        &["now", "date", "dateInZone", "ago", "unixEpoch", "dateModify", "htmlDate", "toDate"],
        "there is no clock here: make it a value",
    ),
    (&["lookup"], "there is no cluster here: make it a value"),
    (&["getHostByName", "env", "expandenv"], "there is no network and no environment here"),
    (
        &["set", "unset", "mustSet", "mustUnset"],
        "a map is changed in its place: here `merge` and `omit` make a new one",
    ),
];

impl Translator<'_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        arguments: Vec<Ex>,
        at: u32,
        scope: &Scope,
    ) -> Told<Ex> {
        let name = name.strip_prefix("must").map_or(name.to_owned(), |rest| {
            let mut letters = rest.chars();
            letters.next().map_or(String::new(), |c| c.to_lowercase().chain(letters).collect())
        });
        let name = &*name;
        if let Some((_, why)) = NEVER.iter().find(|(names, _)| names.contains(&name)) {
            return Err(Reason::at(at, format!("`{name}`: {why}")));
        }
        match name {
            "include" => return self.include(arguments, at, scope),
            "tpl" => return self.template_text(arguments, at),
            "printf" => return self.printf(&arguments, at),
            _ => {}
        }
        if let Some(made) = self.logic(name, &arguments, at)? {
            return Ok(made);
        }
        if let Some(made) = self.text_made(name, &arguments, at)? {
            return Ok(made);
        }
        if let Some(made) = self.collection(name, &arguments, at)? {
            return Ok(made);
        }
        if let Some(made) = arithmetic(name, &arguments) {
            return Ok(made);
        }
        let same = SAME.iter().find(|(go, count, _)| *go == name && arguments.len() == *count);
        match (same, arguments.split_last()) {
            (Some((.., filter)), Some((piped, rest))) => {
                let rest: Vec<Ex> = rest.iter().map(Ex::used).collect();
                Ok(piped.bare().used().filter(filter, &rest.iter().collect::<Vec<_>>()))
            }
            _ => Err(Reason::at(at, format!("`{name}` is not known here"))),
        }
    }

    fn logic(&mut self, name: &str, arguments: &[Ex], at: u32) -> Told<Option<Ex>> {
        let made = match (name, arguments) {
            ("and" | "or", [_, ..]) => self.chained(name, arguments),
            ("not" | "empty", [one]) => match one.truth() {
                Some(truth) => Ex::bool(!truth),
                None => negated(&one.asked()),
            },
            ("eq", [one, other]) => compared(one, "==", other),
            ("eq", [one, rest @ ..]) if rest.len() > 1 => {
                let rest: Vec<String> = rest.iter().map(|it| it.used().text).collect();
                let list = Ex::atom(format!("[{}]", rest.join(", ")));
                one.used().operator("in", Binds::Compare, &list)
            }
            ("ne", [one, other]) => compared(one, "!=", other),
            ("lt", [one, other]) => compared(one, "<", other),
            ("le", [one, other]) => compared(one, "<=", other),
            ("gt", [one, other]) => compared(one, ">", other),
            ("ge", [one, other]) => compared(one, ">=", other),
            ("default", [fallback, value]) => self.default(fallback, value),
            ("default", [fallback]) => fallback.clone(),
            ("coalesce", [_, _, ..]) => Ex::call("coalesce", &arguments.iter().collect::<Vec<_>>()),
            ("required", [message, value]) => {
                Ex { seen: value.seen.clone(), ..Ex::call("required", &[value, message]) }
            }
            ("fail", [message]) => Ex::call("fail", &[&message.used()]),
            ("ternary", [yes, no, condition]) => chosen(yes, no, condition),
            ("kindIs" | "typeIs", [kind, value]) => self.is_kind(kind, value, at)?,
            ("hasKey", [map, key]) => self.has_key(map, key, at)?,
            ("contains", [part, whole]) => {
                part.used().operator("in", Binds::Compare, &whole.bare().used())
            }
            ("has", [item, list]) => item.used().operator("in", Binds::Compare, &list.used()),
            ("regexMatch", [pattern, text]) => {
                text.bare().used().filter("regex_match", &[&pattern.used()])
            }
            ("regexReplaceAll", [pattern, text, replacement]) => {
                text.bare().used().filter("regex_replace", &[&pattern.used(), &replacement.used()])
            }
            _ => return Ok(None),
        };
        Ok(Some(made))
    }

    fn chained(&self, name: &str, arguments: &[Ex]) -> Ex {
        // What is known before it runs decides, or has no part in it.
        let decides = name == "or";
        let mut left: Vec<&Ex> = Vec::new();
        for (at, argument) in arguments.iter().enumerate() {
            match argument.truth() {
                Some(truth) if truth == decides => {
                    left.push(argument);
                    break;
                }
                Some(_) if at + 1 < arguments.len() => {}
                _ => left.push(argument),
            }
        }
        let binds = if decides { Binds::Or } else { Binds::And };
        let [first, rest @ ..] = &left[..] else { return Ex::bool(!decides) };
        if rest.is_empty() {
            return (*first).clone();
        }
        let first = first.asked();
        rest.iter().fold(first, |all, next| all.operator(name, binds, &next.asked()))
    }

    fn default(&mut self, fallback: &Ex, value: &Ex) -> Ex {
        if let What::Nil = value.what {
            return fallback.clone();
        }
        if let What::Text(text) = &value.what {
            return if text.is_empty() { fallback.clone() } else { value.clone() };
        }
        let is_text =
            value.is(&[Kind::Text])
                || matches!(value.what, What::Called | What::Join(_))
                || (value.seen.as_ref().is_none_or(|seen| {
                    !seen.is(&[Kind::Bool, Kind::Number, Kind::List, Kind::Map])
                }) && !value.may_be(Kind::Bool)
                    && !value.may_be(Kind::Number)
                    && matches!(fallback.what, What::Text(_) | What::Called | What::Join(_)));
        let name = if is_text { "default" } else { "default_if_empty" };
        let value = value.bare();
        let fallback_used = fallback.bare().used();
        let made = value.filter(name, &[&fallback_used]);
        Ex { seen: value.seen.clone(), ..made }
    }

    fn is_kind(&mut self, kind: &Ex, value: &Ex, at: u32) -> Told<Ex> {
        let What::Text(kind) = &kind.what else {
            return Err(Reason::at(at, "the kind that is asked for is computed"));
        };
        if let What::Nil = value.what {
            return Ok(Ex::bool(kind == "invalid"));
        }
        if matches!(value.what, What::Dict(_) | What::Root) {
            return Ok(Ex::bool(kind == "map"));
        }
        let test = match &**kind {
            "string" => "string",
            "map" | "map[string]interface {}" => "mapping",
            "slice" | "[]interface {}" => "sequence",
            "bool" => "boolean",
            "float64" | "int" | "int64" => "number",
            "invalid" => "none",
            _ => return Err(Reason::at(at, format!("no test here tells the kind `{kind}`"))),
        };
        Ok(Ex::new(format!("{} is {test}", value.used().within(Binds::Filter)), Binds::Compare))
    }

    fn has_key(&mut self, map: &Ex, key: &Ex, at: u32) -> Told<Ex> {
        if let (What::Dict(entries), What::Text(key)) = (&map.what, &key.what) {
            return Ok(Ex::bool(entries.iter().any(|(name, _)| name == key)));
        }
        if let What::Root = map.what {
            return Err(Reason::at(at, "the chart's own root is asked for a key"));
        }
        if let (What::Text(name), Some(seen)) = (&key.what, &map.seen)
            && seen.takes_keys
        {
            // A key that values.yaml gets is there, and null.
            let field = self.field(map, name, at)?;
            if let Some(seen) = &field.seen
                && !seen.may_be(Kind::Null)
                && map.seen.as_ref().is_some_and(|seen| seen.fields.contains_key(name))
            {
                return Ok(Ex::bool(true));
            }
            return Ok(Ex::new(
                format!("{} is not none", field.used().within(Binds::Filter)),
                Binds::Compare,
            ));
        }
        Ok(map.used().filter("has_key", &[&key.used()]))
    }

    fn text_made(&mut self, name: &str, arguments: &[Ex], at: u32) -> Told<Option<Ex>> {
        let boxed = |what: fn(Box<Ex>) -> What, inner: &Ex| Ex {
            what: what(Box::new(inner.clone())),
            ..inner.clone()
        };
        let made = match (name, arguments) {
            ("quote", [one]) => {
                let inner = unworded(one.bare());
                Ex { what: What::Quoted(Box::new(inner.clone()), '"'), ..inner }
            }
            ("squote", [one]) => {
                let inner = unworded(one.bare());
                Ex { what: What::Quoted(Box::new(inner.clone()), '\''), ..inner }
            }
            ("toYaml" | "toYamlPretty", [one]) => boxed(What::Yaml, one),
            ("toJson", [one]) => boxed(What::Json, one),
            ("fromYaml" | "fromJson" | "fromYamlArray", [one]) => match &one.what {
                What::Yaml(inner) | What::Json(inner) | What::Render(inner) => (**inner).clone(),
                What::Called => Ex::atom(one.text.clone()),
                _ => one
                    .used()
                    .filter(if name == "fromJson" { "from_json" } else { "from_yaml" }, &[]),
            },
            ("indent" | "nindent", [columns, text]) => {
                let Ok(columns) = columns.text.parse() else {
                    return Err(Reason::at(at, format!("how far `{name}` indents is computed")));
                };
                let what = What::Indented(Box::new(text.clone()), columns);
                Ex { what, ..text.clone() }
            }
            ("trim", [one])
                if matches!(
                    one.what,
                    What::Yaml(_) | What::Render(_) | What::Indented(..) | What::Called
                ) =>
            {
                one.clone()
            }
            ("toString", [one])
                if matches!(one.what, What::Text(_) | What::Called | What::Join(_)) =>
            {
                one.clone()
            }
            ("int" | "int64", [one]) if one.is(&[Kind::Number]) => one.clone(),
            ("print", _) => Ex::join(arguments.to_vec()),
            ("cat", _) => {
                let mut parts = Vec::new();
                for (at, argument) in arguments.iter().enumerate() {
                    if at > 0 {
                        parts.push(Ex::text(" "));
                    }
                    parts.push(argument.clone());
                }
                Ex::join(parts)
            }
            ("sha256sum", [one]) if matches!(one.what, What::Digest) => one.clone(),
            ("sha256sum", [one]) => match &one.what {
                What::Yaml(inner) | What::Json(inner) => Ex {
                    what: What::Digest,
                    ..inner.used().filter("to_json", &[]).filter("sha256", &[])
                },
                _ => return Ok(None),
            },
            ("substr", [from, to, text]) => {
                Ex::atom(format!("{}[{}:{}]", text.used().within(Binds::Atom), from.text, to.text))
            }
            _ => return Ok(None),
        };
        Ok(Some(made))
    }

    fn collection(&mut self, name: &str, arguments: &[Ex], at: u32) -> Told<Option<Ex>> {
        let sum = |one: &Ex, other: &Ex| one.used().operator("+", Binds::Sum, &other.used());
        let made = match (name, arguments) {
            ("dict", _) => dict(arguments, at)?,
            ("list" | "tuple", _) => {
                let items: Vec<String> = arguments.iter().map(|it| it.used().text).collect();
                Ex {
                    what: What::List(arguments.to_vec()),
                    ..Ex::atom(format!("[{}]", items.join(", ")))
                }
            }
            ("index", [of, keys @ ..]) if !keys.is_empty() => self.index(of, keys, at)?,
            ("get", [of, key]) => match &key.what {
                What::Text(key) => self.field(of, key, at)?,
                _ => Ex::call("get", &[&of.used(), &key.used(), &Ex::text("")]),
            },
            ("concat", [_, ..]) => {
                let (first, rest) = (arguments[0].used(), &arguments[1..]);
                rest.iter().fold(first, |all, next| sum(&all, next))
            }
            ("append" | "push", [list, item]) => {
                sum(list, &Ex::atom(format!("[{}]", item.used().text)))
            }
            ("prepend", [list, item]) => {
                Ex::atom(format!("[{}]", item.used().text)).operator("+", Binds::Sum, &list.used())
            }
            ("without", [list, items @ ..]) if !items.is_empty() => {
                items.iter().fold(list.used(), |list, item| {
                    list.filter("reject", &[&Ex::text("=="), &item.used()])
                })
            }
            ("initial", [list]) => Ex::atom(format!("{}[:-1]", list.used().within(Binds::Atom))),
            ("rest", [list]) => Ex::atom(format!("{}[1:]", list.used().within(Binds::Atom))),
            ("pick" | "omit", [map, keys @ ..]) => {
                let keys: Vec<Ex> = keys.iter().map(Ex::used).collect();
                Ex {
                    seen: map.seen.clone(),
                    ..map.used().filter(name, &keys.iter().collect::<Vec<_>>())
                }
            }
            ("deepCopy", [one]) => one.clone(),
            ("merge", [_, _, ..]) => {
                let mut all: Vec<Ex> = arguments.iter().map(Ex::used).collect();
                all.reverse();
                Ex::merged(&all)
            }
            ("mergeOverwrite", [_, _, ..]) => {
                Ex::merged(&arguments.iter().map(Ex::used).collect::<Vec<_>>())
            }
            ("until", [count]) => Ex::call("range", &[&count.used()]),
            ("untilStep", [from, to, by]) => {
                Ex::call("range", &[&from.used(), &to.used(), &by.used()])
            }
            _ => return Ok(None),
        };
        Ok(Some(made))
    }

    fn index(&mut self, of: &Ex, keys: &[Ex], at: u32) -> Told<Ex> {
        keys.iter().try_fold(of.clone(), |of, key| match &key.what {
            What::Text(key) => self.field(&of, key, at),
            _ => {
                let text = format!("{}[{}]", of.used().within(Binds::Atom), key.used().text);
                let presence = match of.presence {
                    Presence::Always => Presence::Unknown,
                    presence => presence,
                };
                let item = Self::item_of(&of, &text);
                Ok(Ex { presence, ..item })
            }
        })
    }

    /// `tpl` of what holds no template is the text itself.
    fn template_text(&mut self, arguments: Vec<Ex>, at: u32) -> Told<Ex> {
        let [text, _] = &arguments[..] else {
            return Err(Reason::at(at, "`tpl` without a context"));
        };
        let inner = match &text.what {
            What::Yaml(inner) | What::Json(inner) | What::Render(inner) => &**inner,
            _ => text,
        };
        if let What::Join(_) | What::Text(_) = inner.what {
            return Err(Reason::at(at, "`tpl` runs a text that the chart makes"));
        }
        self.noted.templates += 1;
        Ok(text.clone())
    }

    fn printf(&mut self, arguments: &[Ex], at: u32) -> Told<Ex> {
        let Some((What::Text(format), values)) =
            arguments.split_first().map(|(one, rest)| (&one.what, rest))
        else {
            return Err(Reason::at(at, "the format of `printf` is computed"));
        };
        let mut values = values.iter();
        let mut parts = Vec::new();
        let mut rest = &**format;
        while let Some(percent) = rest.find('%') {
            parts.push(Ex::text(&rest[..percent]));
            let verb = rest[percent + 1..].chars().next();
            let mut next = || values.next().ok_or_else(|| Reason::at(at, "`printf` lacks a value"));
            match verb {
                Some('%') => parts.push(Ex::text("%")),
                Some('s' | 'd' | 'v' | 't') => parts.push(next()?.bare().clone()),
                Some('q') => {
                    let value = next()?.clone();
                    parts.extend([Ex::text("\""), value, Ex::text("\"")]);
                }
                _ => return Err(Reason::at(at, format!("`printf` with the format `{format}`"))),
            }
            rest = &rest[percent + 2..];
        }
        parts.push(Ex::text(rest));
        Ok(Ex::join(parts))
    }
}

fn negated(one: &Ex) -> Ex {
    Ex::new(format!("not {}", one.within(Binds::Compare)), Binds::Not)
}

/// Numbers and booleans are compared with what they are, and what a macro gives as well.
fn compared(one: &Ex, sign: &str, other: &Ex) -> Ex {
    let made = one.bare().used().operator(sign, Binds::Compare, &other.bare().used());
    for (called, text) in [(one, other), (other, one)] {
        if let (What::Called, What::Text(word)) = (&called.what, &text.what)
            && matches!(&**word, "true" | "false")
            && matches!(sign, "==" | "!=")
        {
            let plain = Ex::atom(called.text.clone());
            return if (word == "true") == (sign == "==") { plain } else { negated(&plain) };
        }
    }
    made
}

fn chosen(yes: &Ex, no: &Ex, condition: &Ex) -> Ex {
    match condition.truth() {
        Some(true) => yes.clone(),
        Some(false) => no.clone(),
        None => Ex::new(
            format!(
                "{} if {} else {}",
                yes.used().within(Binds::Or),
                condition.asked().within(Binds::Or),
                no.used().within(Binds::Choice)
            ),
            Binds::Choice,
        ),
    }
}

fn dict(arguments: &[Ex], at: u32) -> Told<Ex> {
    let mut entries = Vec::new();
    for pair in arguments.chunks(2) {
        let [key, value] = pair else { return Err(Reason::at(at, "`dict` lacks a value")) };
        let What::Text(key) = &key.what else {
            return Err(Reason::at(at, "a key of `dict` is computed"));
        };
        entries.push((key.clone(), value.clone()));
    }
    let texts: Vec<String> = entries
        .iter()
        .map(|(key, value)| format!("{}: {}", super::expression::quoted(key), value.used().text))
        .collect();
    let text = format!("{{{}}}", texts.join(", "));
    Ok(Ex::being(What::Dict(entries), text))
}

fn arithmetic(name: &str, arguments: &[Ex]) -> Option<Ex> {
    let (sign, binds) = match name {
        "add" => ("+", Binds::Sum),
        "sub" => ("-", Binds::Sum),
        "mul" => ("*", Binds::Product),
        "div" => ("//", Binds::Product),
        "mod" => ("%", Binds::Product),
        "add1" => {
            let [one] = arguments else { return None };
            return Some(one.used().operator("+", Binds::Sum, &Ex::atom("1")));
        }
        _ => return None,
    };
    let (first, rest) = arguments.split_first()?;
    Some(rest.iter().fold(first.used(), |all, next| all.operator(sign, binds, &next.used())))
}

/// A text of a number or a boolean that is quoted is the text itself.
fn unworded(one: &Ex) -> Ex {
    match one.text.strip_suffix(" | string") {
        Some(inner) if one.binds == Binds::Filter => {
            let binds = if inner.contains(' ') { Binds::Filter } else { Binds::Atom };
            Ex { text: inner.to_owned(), binds, ..one.clone() }
        }
        _ => one.clone(),
    }
}
