//! The name of a function into what is called, with the types of its arguments.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use super::call::Function;
use super::functions;
use super::value::Type;

/// What a name in a template stands for.
#[derive(Clone, Copy)]
pub enum Callee {
    Builtin(Builtin),
    /// A row of the table.
    Function(&'static Function),
}

/// What needs the engine itself, or tells nil from nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builtin {
    And,
    Call,
    Eq,
    Ge,
    Gt,
    Html,
    Include,
    Index,
    Js,
    Le,
    Len,
    Lt,
    Ne,
    Not,
    Or,
    Print,
    Printf,
    Println,
    Tpl,
    UrlQuery,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Param {
    /// `reflect.Value`: anything, and nothing.
    Reflect,
    Of(Type),
}

/// Parameters, and the type of each further argument.
#[derive(Clone, Copy)]
pub struct Signature<'f> {
    params: Params<'f>,
    rest: Option<Param>,
}

#[derive(Clone, Copy)]
enum Params<'f> {
    Own(&'f [Param]),
    Row(&'f [Type]),
}

/// A row of those that need the engine.
pub struct Own {
    builtin: Builtin,
    /// As the reference shows it: `include NAME DATA`.
    pub signature: &'static str,
    /// One sentence.
    pub summary: &'static str,
}

const fn own(builtin: Builtin, signature: &'static str, summary: &'static str) -> Own {
    Own { builtin, signature, summary }
}

pub const OWN: &[Own] = &[
    own(
        Builtin::And,
        "and VALUE...",
        "The first value that is empty, or else the last one; none after it is looked at.",
    ),
    own(
        Builtin::Call,
        "call FUNCTION VALUE...",
        "What a function gives that is a value; in charts nothing is one.",
    ),
    own(
        Builtin::Eq,
        "eq VALUE OTHER...",
        "Whether the value equals one of the others; their types must be alike.",
    ),
    own(
        Builtin::Ge,
        "ge VALUE OTHER",
        "Whether the value is greater than the other, or equals it.",
    ),
    own(Builtin::Gt, "gt VALUE OTHER", "Whether the value is greater than the other."),
    own(Builtin::Html, "html VALUE...", "The text with what HTML means otherwise escaped."),
    own(
        Builtin::Include,
        "include NAME DATA",
        "The text that a template writes with this data as its dot.",
    ),
    own(
        Builtin::Index,
        "index VALUE KEY...",
        "What stands below these keys; a key that is not there gives nothing.",
    ),
    own(Builtin::Js, "js VALUE...", "The text with what JavaScript means otherwise escaped."),
    own(Builtin::Le, "le VALUE OTHER", "Whether the value is less than the other, or equals it."),
    own(Builtin::Len, "len VALUE", "The count of items, of entries, or of bytes."),
    own(Builtin::Lt, "lt VALUE OTHER", "Whether the value is less than the other."),
    own(Builtin::Ne, "ne VALUE OTHER", "Whether the values differ; their types must be alike."),
    own(Builtin::Not, "not VALUE", "Whether the value is empty."),
    own(
        Builtin::Or,
        "or VALUE...",
        "The first value that is not empty, or else the last one; none after it is looked at.",
    ),
    own(
        Builtin::Print,
        "print VALUE...",
        "The values as text, with blanks between those that are no texts.",
    ),
    own(
        Builtin::Printf,
        "printf FORMAT VALUE...",
        "The format with its verbs replaced by the values: `%s`, `%d`, `%q`, `%v`.",
    ),
    own(
        Builtin::Println,
        "println VALUE...",
        "The values as text, with blanks between them and a line break behind them.",
    ),
    own(
        Builtin::Tpl,
        "tpl TEXT DATA",
        "What a text writes, taken as a template, with this data as its dot.",
    ),
    own(Builtin::UrlQuery, "urlquery VALUE...", "The text escaped for the query of a URL."),
];

impl Own {
    pub fn name(&self) -> &'static str {
        self.signature.split_once(' ').map_or(self.signature, |(name, _)| name)
    }
}

impl Callee {
    pub fn find(name: &str) -> Option<Callee> {
        static KNOWN: OnceLock<HashMap<&'static str, Callee>> = OnceLock::new();
        let known = KNOWN.get_or_init(|| {
            let rows = functions::all().map(|row| (row.name, Callee::Function(row)));
            let own = OWN.iter().map(|row| (row.name(), Callee::Builtin(row.builtin)));
            rows.chain(own).collect()
        });
        known.get(name).copied()
    }

    pub fn signature(self) -> Signature<'static> {
        match self {
            Callee::Function(row) => Signature::of(row.params, row.rest),
            Callee::Builtin(builtin) => builtin.signature(),
        }
    }
}

impl Builtin {
    fn signature(self) -> Signature<'static> {
        const REFLECT: Param = Param::Reflect;
        const ANY: Param = Param::Of(Type::Any);
        const STRING: Param = Param::Of(Type::String);
        let (params, rest): (&[Param], _) = match self {
            Builtin::And | Builtin::Or | Builtin::Eq | Builtin::Index => {
                (&[REFLECT], Some(REFLECT))
            }
            // Its function is no argument that could be missing.
            Builtin::Call => (&[], Some(REFLECT)),
            Builtin::Ge | Builtin::Gt | Builtin::Le | Builtin::Lt | Builtin::Ne => {
                (&[REFLECT, REFLECT], None)
            }
            Builtin::Len | Builtin::Not => (&[REFLECT], None),
            Builtin::Html | Builtin::Js | Builtin::Print | Builtin::Println | Builtin::UrlQuery => {
                (&[], Some(ANY))
            }
            Builtin::Printf => (&[STRING], Some(ANY)),
            Builtin::Include | Builtin::Tpl => (&[STRING, ANY], None),
        };
        Signature { params: Params::Own(params), rest }
    }
}

impl<'f> Signature<'f> {
    pub fn of(params: &'f [Type], rest: Option<Type>) -> Self {
        Signature { params: Params::Row(params), rest: rest.map(Param::Of) }
    }

    /// How many arguments there must be.
    pub fn fixed(self) -> usize {
        match self.params {
            Params::Own(params) => params.len(),
            Params::Row(params) => params.len(),
        }
    }

    /// Whether it takes so many arguments, one of which may come from the command before.
    ///
    /// # Errors
    /// Why not, as text/template says it.
    pub fn takes(self, name: &str, operands: usize, piped: usize) -> Result<(), String> {
        let (given, fixed) = (operands + piped, self.fixed());
        if self.is_variadic() {
            if given >= fixed {
                return Ok(());
            }
            return Err(format!(
                "wrong number of args for {name}: want at least {fixed} got {operands}"
            ));
        }
        if given == fixed {
            return Ok(());
        }
        Err(format!("wrong number of args for {name}: want {fixed} got {given}"))
    }

    pub fn is_variadic(self) -> bool {
        self.rest.is_some()
    }

    /// The parameter that takes the argument at `index`.
    pub fn param(self, index: usize) -> Param {
        let param = match self.params {
            Params::Own(params) => params.get(index).copied(),
            Params::Row(params) => params.get(index).copied().map(Param::Of),
        };
        param.or(self.rest).unwrap_or(Param::Of(Type::Any))
    }
}

impl Param {
    pub fn name(self) -> &'static str {
        match self {
            Param::Reflect => "reflect.Value",
            Param::Of(of) => of.name(),
        }
    }

    /// Whether nil is one of its values.
    pub fn takes_nil(self) -> bool {
        matches!(self, Param::Reflect | Param::Of(Type::Any | Type::List | Type::Map))
    }
}

impl fmt::Debug for Callee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Callee::Builtin(builtin) => builtin.fmt(f),
            Callee::Function(row) => f.write_str(row.name),
        }
    }
}
