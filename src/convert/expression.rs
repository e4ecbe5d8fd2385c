//! What an expression of a Go template comes to in ours: its text, how tightly that binds, and what
//! is known of its value.

use std::rc::Rc;

use super::seen::{Kind, Seen};

/// Stands for the folder of the templates in Go's.
pub(super) const BASE: &str = "\u{1}";

/// How tightly a text binds; what binds less stands in parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binds {
    Choice,
    Or,
    And,
    Not,
    Compare,
    Sum,
    Join,
    Product,
    Filter,
    Atom,
}

/// Whether a value may be undefined, which is an error wherever it is made use of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Always,
    /// It was missing from values that were seen.
    Sometimes,
    /// Nobody has seen it missing, but nothing says that it is there.
    Unknown,
}

/// What of Go's has no text of its own, or is known before it runs.
#[derive(Clone, Debug)]
pub(super) enum What {
    Plain,
    /// The dot of a template.
    Root,
    Values,
    Release,
    Chart,
    Capabilities,
    KubeVersion,
    ApiVersions,
    Files,
    Template,
    Nil,
    Bool(bool),
    Text(String),
    /// A map that is written out, whose values are known one by one.
    Dict(Vec<(String, Ex)>),
    List(Vec<Ex>),
    /// Texts one after the other.
    Join(Vec<Ex>),
    Yaml(Box<Ex>),
    /// The YAML of a map or a list, or a text as it is.
    Render(Box<Ex>),
    Json(Box<Ex>),
    Quoted(Box<Ex>, char),
    /// Lines with so many blanks before each.
    Indented(Box<Ex>, usize),
    /// A macro is called.
    Called,
    /// A digest of a text that another template prints, which is another text here.
    Digest,
}

#[derive(Clone, Debug)]
pub(super) struct Ex {
    pub text: String,
    pub binds: Binds,
    pub what: What,
    pub seen: Option<Rc<Seen>>,
    pub presence: Presence,
    /// The keys that lead to it in the values.
    pub path: Option<Vec<String>>,
}

impl Ex {
    pub(super) fn new(text: impl Into<String>, binds: Binds) -> Self {
        let (what, presence) = (What::Plain, Presence::Always);
        Ex { text: text.into(), binds, what, seen: None, presence, path: None }
    }

    pub(super) fn atom(text: impl Into<String>) -> Self {
        Self::new(text, Binds::Atom)
    }

    pub(super) fn being(what: What, text: impl Into<String>) -> Self {
        Ex { what, ..Self::atom(text) }
    }

    pub(super) fn text(text: &str) -> Self {
        Self::being(What::Text(text.to_owned()), quoted(text))
    }

    pub(super) fn bool(truth: bool) -> Self {
        Self::being(What::Bool(truth), truth.to_string())
    }

    pub(super) fn nil() -> Self {
        Self::being(What::Nil, "none")
    }

    pub(super) fn join(parts: Vec<Ex>) -> Self {
        let mut flat: Vec<Ex> = Vec::new();
        for part in parts {
            match (part.what, flat.last_mut().map(|last| &mut last.what)) {
                (What::Join(parts), _) => flat.extend(parts),
                (What::Text(text), _) if text.is_empty() => {}
                (What::Text(text), Some(What::Text(last))) => {
                    let both = format!("{last}{text}");
                    flat.pop();
                    flat.push(Ex::text(&both));
                }
                (what, _) => flat.push(Ex { what, ..part }),
            }
        }
        match flat.len() {
            0 => Ex::text(""),
            1 if matches!(flat[0].what, What::Text(_)) => flat.remove(0),
            1 => flat.remove(0).filter("string", &[]),
            _ => {
                let texts: Vec<String> =
                    flat.iter().map(|part| part.used().within(Binds::Product)).collect();
                Ex { what: What::Join(flat), ..Ex::new(texts.join(" ~ "), Binds::Join) }
            }
        }
    }

    /// The text, in parentheses if it binds less than this.
    pub(super) fn within(&self, binds: Binds) -> String {
        if self.binds < binds { format!("({})", self.text) } else { self.text.clone() }
    }

    pub(super) fn filter(&self, name: &str, arguments: &[&Ex]) -> Self {
        let list: Vec<&str> = arguments.iter().map(|argument| argument.text.as_str()).collect();
        let call = if list.is_empty() { String::new() } else { format!("({})", list.join(", ")) };
        Ex::new(format!("{} | {name}{call}", self.within(Binds::Filter)), Binds::Filter)
    }

    pub(super) fn operator(&self, sign: &str, binds: Binds, other: &Ex) -> Self {
        let tighter = match binds {
            Binds::Or | Binds::And => binds,
            Binds::Compare => Binds::Sum,
            _ => Binds::Filter,
        };
        Ex::new(format!("{} {sign} {}", self.within(tighter), other.within(tighter)), binds)
    }

    /// Maps over each other; the last of a key wins.
    pub(super) fn merged(all: &[Ex]) -> Ex {
        let is_empty = |ex: &&Ex| matches!(&ex.what, What::Dict(entries) if entries.is_empty());
        let kept: Vec<&Ex> = all.iter().filter(|ex| !is_empty(ex)).collect();
        match &kept[..] {
            [] => Ex::being(What::Dict(Vec::new()), "{}"),
            [one] => (*one).clone(),
            _ => Ex { seen: kept[0].seen.clone(), ..Ex::call("merge", &kept) },
        }
    }

    pub(super) fn call(name: &str, arguments: &[&Ex]) -> Self {
        let list: Vec<&str> = arguments.iter().map(|argument| argument.text.as_str()).collect();
        Ex::atom(format!("{name}({})", list.join(", ")))
    }

    /// The same where its value is made use of: what may be undefined is null then.
    pub(super) fn used(&self) -> Self {
        match (&self.what, self.presence) {
            (What::Yaml(inner), _) => inner.used().filter("to_yaml", &[]).filter("trim", &[]),
            (What::Json(inner), _) => inner.used().filter("to_json", &[]),
            (What::Render(inner), _) => inner.used(),
            (What::Quoted(inner, quote), _) => {
                let mark = Ex::text(&quote.to_string());
                Ex::join(vec![mark.clone(), (**inner).clone(), mark])
            }
            (_, Presence::Sometimes) => {
                Ex { seen: self.seen.clone(), ..self.filter("default", &[&Ex::nil()]) }
            }
            _ => self.clone(),
        }
    }

    /// The same as a condition.
    pub(super) fn asked(&self) -> Self {
        match self.presence {
            Presence::Always => self.used(),
            _ => self.filter("default", &[&Ex::bool(false)]),
        }
    }

    /// What is known before it runs.
    pub(super) fn truth(&self) -> Option<bool> {
        match &self.what {
            What::Bool(truth) => Some(*truth),
            What::Nil => Some(false),
            What::Text(text) => Some(!text.is_empty()),
            What::Root | What::Values | What::Release | What::Chart => Some(true),
            What::Dict(entries) => Some(!entries.is_empty()),
            What::List(items) => Some(!items.is_empty()),
            _ => None,
        }
    }

    /// Without quotes and indentation, which are for texts.
    pub(super) fn bare(&self) -> &Ex {
        match &self.what {
            What::Indented(inner, _) | What::Quoted(inner, _) => inner.bare(),
            _ => self,
        }
    }

    pub(super) fn is(&self, kinds: &[Kind]) -> bool {
        self.seen.as_ref().is_some_and(|seen| seen.is(kinds))
    }

    pub(super) fn may_be(&self, kind: Kind) -> bool {
        self.seen.as_ref().is_some_and(|seen| seen.may_be(kind))
    }

    /// Whether it reads well wherever it is repeated.
    pub(super) fn is_short(&self) -> bool {
        self.binds == Binds::Atom && !self.text.contains('(')
    }
}

/// A text as a literal of ours.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether a text can follow a dot.
pub(super) fn is_name(text: &str) -> bool {
    const RESERVED: [&str; 9] = ["if", "else", "not", "and", "or", "in", "is", "true", "false"];
    let first = text.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    first
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !RESERVED.contains(&text)
}

/// A step from a value to what it has under a key.
pub(super) fn step(text: &str, key: &str) -> String {
    if is_name(key) { format!("{text}.{key}") } else { format!("{text}[{}]", quoted(key)) }
}
