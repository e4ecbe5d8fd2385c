//! The type checker: the type of an expression and of all its parts, or why it does not compile.

pub(super) mod macros;

use std::collections::BTreeMap;
use std::ptr;

use super::functions;
use super::functions::Overload;
use super::library::formatting;
use super::literals;
use super::parser::{Access, Expression, Item, path_of};
use super::tokens::Literal;
use super::types::{Bindings, Type};
use super::value::Value;

/// The variables that an expression can name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Variables {
    known: Vec<(&'static str, Type)>,
    /// The types of which it can construct objects.
    made: Vec<(&'static str, Type)>,
}

impl Variables {
    pub(crate) fn of(known: impl IntoIterator<Item = (&'static str, Type)>) -> Self {
        Variables { known: known.into_iter().collect(), made: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, kind: Type) -> Self {
        self.known.push((name, kind));
        self
    }

    /// Lets an expression construct objects of a type: `JSONPatch{op: 'remove'}`.
    pub(crate) fn making(mut self, name: &'static str, kind: Type) -> Self {
        self.made.push((name, kind));
        self
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.kind_of(name).is_some()
    }

    pub(super) fn kind_of(&self, name: &str) -> Option<&Type> {
        self.known.iter().find(|(known, _)| *known == name).map(|(_, kind)| kind)
    }

    /// The type of that name, or of a part of it: `Object.spec`.
    fn made_as(&self, name: &str) -> Option<Type> {
        let (first, part) = name.split_once('.').unwrap_or((name, ""));
        let (_, kind) = self.made.iter().find(|(made, _)| *made == first)?;
        match (part, kind) {
            ("", kind) => Some(kind.clone()),
            (_, Type::Named(_)) => Some(Type::Unknown),
            _ => None,
        }
    }
}

/// What the checker found out about each part of an expression.
pub(super) type Notes = BTreeMap<usize, Note>;

#[derive(Clone, Debug)]
pub(super) struct Note {
    pub kind: Type,
    /// Selections that are a variable as a whole: `authorizer.requestResource`.
    pub variable: Option<String>,
    /// The function that a call resolves to; macros have none.
    pub called: Option<Called>,
}

#[derive(Clone, Debug)]
pub(super) struct Called {
    pub name: String,
    /// Whether the receiver, as in `text.size()`, is its first parameter.
    pub is_member: bool,
    /// The parameters of each overload that the arguments fit.
    pub takes: Vec<Vec<Type>>,
}

/// Identifies a part of an expression: its address in memory.
pub(super) fn key_of(expression: &Expression<'_>) -> usize {
    ptr::from_ref(expression).addr()
}

pub(super) struct Checker<'v> {
    notes: Notes,
    variables: &'v Variables,
    /// The variables that macros bind, the innermost last.
    bound: Vec<(String, Type)>,
    pub bindings: Bindings,
    /// How many calls of `format` it is in: what that takes may be of many types.
    formats: usize,
    /// The types of items that must be the same in the end.
    alike: Vec<(Type, Type)>,
    /// Whether a variable of this name is used.
    watched: &'static str,
    pub is_watched_used: bool,
}

pub(super) type Checked = Result<Type, String>;

impl<'v> Checker<'v> {
    pub(super) fn new(variables: &'v Variables, watched: &'static str) -> Self {
        let bindings = Bindings::default();
        let (notes, bound, alike) = (Notes::new(), Vec::new(), Vec::new());
        let is_watched_used = false;
        Checker { notes, variables, bound, bindings, formats: 0, alike, watched, is_watched_used }
    }

    /// The notes on the expression that was checked.
    pub(super) fn into_notes(mut self) -> Notes {
        for note in self.notes.values_mut() {
            note.kind = self.bindings.settled(&note.kind);
        }
        self.notes
    }

    /// Checks an expression with all that is in it.
    pub(super) fn check_whole(&mut self, expression: &Expression<'_>) -> Checked {
        let kind = self.check(expression)?;
        for (one, other) in &self.alike {
            let (one, other) = (self.bindings.settled(one), self.bindings.settled(other));
            if !one.may_be(&other) && !other.may_be(&one) {
                return Err(format!(
                    "a list or a map is of one type: {} and {} don't go together",
                    one.shown(),
                    other.shown()
                ));
            }
        }
        Ok(kind)
    }

    pub(super) fn check(&mut self, expression: &Expression<'_>) -> Checked {
        let mut note = Note { kind: Type::Unknown, variable: None, called: None };
        let kind = self.find(expression, &mut note)?;
        note.kind = kind.clone();
        self.notes.insert(key_of(expression), note);
        Ok(kind)
    }

    fn find(&mut self, expression: &Expression<'_>, note: &mut Note) -> Checked {
        match expression {
            Expression::Literal(literal) => Ok(literal.kind.clone()),
            Expression::Null => Ok(Type::Null),
            Expression::Name("true" | "false") => Ok(Type::Bool),
            Expression::Name(name) => self.name(name),
            Expression::Field(of, access) => match path_of(expression) {
                Some(path) if self.is_variable(&path) => {
                    note.variable = Some(path.clone());
                    self.name(&path)
                }
                Some(path) if is_of_protocol(&path) => Ok(Type::Unknown),
                _ => {
                    let of = self.check(of)?;
                    self.field(&of, *access)
                }
            },
            Expression::Call { target, name, arguments } => {
                self.call(target.as_deref(), name, arguments, note)
            }
            Expression::List(items) => self.list(items),
            Expression::Map(entries) => self.map(entries),
            Expression::Object(name, fields) => self.object(name, fields),
        }
    }

    fn name(&mut self, name: &str) -> Checked {
        if let Some((_, kind)) = self.bound.iter().rev().find(|(bound, _)| bound == name) {
            return Ok(kind.clone());
        }
        self.is_watched_used |= name == self.watched;
        match self.variables.kind_of(name) {
            Some(kind) => Ok(kind.clone()),
            None if TYPES.contains(&name) => Ok(Type::Meta),
            None => Err(format!("there is no variable `{name}`")),
        }
    }

    fn is_variable(&self, path: &str) -> bool {
        path.contains('.') && self.variables.kind_of(path).is_some()
    }

    /// Checks an expression in which a macro has bound variables.
    pub(super) fn check_with(
        &mut self,
        bound: impl IntoIterator<Item = (String, Type)>,
        expression: &Expression<'_>,
    ) -> Checked {
        let before = self.bound.len();
        self.bound.extend(bound);
        let kind = self.check(expression);
        self.bound.truncate(before);
        kind
    }

    /// The type of a field. It is optional if what it is selected from is optional.
    fn field(&mut self, of: &Type, access: Access<'_>) -> Checked {
        if access.is_quoted {
            return Err(format!("a name can't stand in backticks: `{}`", access.field));
        }
        let of = self.bindings.known(of);
        let found = match &of {
            Type::Optional(of) => {
                let found = self.field(of, Access { is_optional: false, ..access })?;
                return Ok(Type::optional(found));
            }
            Type::Map(_, value) => (**value).clone(),
            Type::Object(structure) => match structure.field(access.field) {
                Some(kind) => kind.clone(),
                None => return Err(format!("there is no field `{}`", access.field)),
            },
            Type::Unknown => Type::Unknown,
            Type::Dyn | Type::Parameter(_) => Type::Dyn,
            other => return Err(format!("{} has no field `{}`", other.shown(), access.field)),
        };
        Ok(if access.is_optional { Type::optional(found) } else { found })
    }

    fn call(
        &mut self,
        target: Option<&Expression<'_>>,
        name: &str,
        arguments: &[Expression<'_>],
        note: &mut Note,
    ) -> Checked {
        if let Some(kind) = macros::expand(self, target, name, arguments) {
            return kind;
        }
        // `sets.contains` is the name of a function, where `sets` is no variable.
        let full = target.and_then(path_of).map(|space| format!("{space}.{name}"));
        if let Some(full) = full
            && let Some(overloads) = functions::overloads(&full)
        {
            let given = self.check_all(arguments)?;
            let (kind, takes) = self.resolve(&full, overloads, false, &given)?;
            note.called = Some(Called { name: full, is_member: false, takes });
            return Ok(kind);
        }
        let mut given = Vec::new();
        let is_format = name == "format";
        self.formats += usize::from(is_format);
        if let Some(target) = target {
            given.push(self.check(target)?);
        }
        given.extend(self.check_all(arguments)?);
        self.formats -= usize::from(is_format);
        let overloads =
            functions::overloads(name).ok_or_else(|| format!("there is no function `{name}`"))?;
        let is_member = target.is_some();
        let (kind, takes) = self.resolve(name, overloads, is_member, &given)?;
        macros::check_literals(name, is_member, arguments)?;
        if let (true, Some(Expression::Literal(text)), [Expression::List(items)]) =
            (is_format, target, arguments)
        {
            self.check_format(text, items)?;
        }
        note.called = Some(Called { name: name.to_owned(), is_member, takes });
        Ok(kind)
    }

    fn check_all(&mut self, arguments: &[Expression<'_>]) -> Result<Vec<Type>, String> {
        arguments.iter().map(|argument| self.check(argument)).collect()
    }

    /// The result type of a call, by all overloads that its arguments fit, and their parameters.
    fn resolve(
        &mut self,
        name: &str,
        overloads: &[Overload],
        is_member: bool,
        given: &[Type],
    ) -> Result<(Type, Vec<Vec<Type>>), String> {
        let mut found: Option<Type> = None;
        let mut takes = Vec::new();
        for overload in overloads {
            if overload.is_member != is_member || overload.takes.len() != given.len() {
                continue;
            }
            let before = self.bindings.clone();
            let offset = self.bindings.open(overload.parameters);
            let mut pairs = given.iter().zip(&overload.takes);
            if !pairs.all(|(given, takes)| self.bindings.fits(given, &takes.shifted(offset))) {
                self.bindings = before;
                continue;
            }
            takes.push(overload.takes.clone());
            let gives = self.bindings.known(&overload.gives.shifted(offset));
            found = Some(match found {
                None => gives,
                Some(other) if other == gives => other,
                Some(_) if given.iter().any(Type::is_vague) => Type::Unknown,
                Some(_) => Type::Dyn,
            });
        }
        found.map(|gives| (gives, takes)).ok_or_else(|| {
            let given: Vec<String> =
                given.iter().map(|kind| self.bindings.settled(kind).shown()).collect();
            format!("`{name}` does not take {}", given.join(", "))
        })
    }

    fn list(&mut self, items: &[Item<Expression<'_>>]) -> Checked {
        let mut common = None;
        for item in items {
            let kind = self.check(&item.value)?;
            common = Some(self.joined(common, kind, item.is_optional)?);
        }
        let common = common.unwrap_or_else(|| Type::Parameter(self.bindings.open(1)));
        Ok(Type::list(common))
    }

    fn map(&mut self, entries: &[Item<(Expression<'_>, Expression<'_>)>]) -> Checked {
        let (mut keys, mut values) = (None, None);
        for Item { value: (key, value), is_optional } in entries {
            let (key, value) = (self.check(key)?, self.check(value)?);
            keys = Some(self.joined(keys, key, false)?);
            values = Some(self.joined(values, value, *is_optional)?);
        }
        let mut open = || Type::Parameter(self.bindings.open(1));
        let (keys, values) = (keys.unwrap_or_else(&mut open), values.unwrap_or_else(open));
        Ok(Type::map(keys, values))
    }

    /// Whether the items of a list fit the verbs of a text.
    fn check_format(
        &self,
        text: &Literal<'_>,
        items: &[Item<Expression<'_>>],
    ) -> Result<(), String> {
        let kinds = items.iter().map(|item| match self.notes.get(&key_of(&item.value)) {
            Some(note) if !item.is_optional => self.bindings.settled(&note.kind),
            _ => Type::Unknown,
        });
        match literals::constant(text) {
            Some(Value::String(text)) => {
                formatting::check(text.as_str(), &kinds.collect::<Vec<Type>>())
            }
            _ => Ok(()),
        }
    }

    /// The common type of the items of a literal.
    fn joined(&mut self, before: Option<Type>, kind: Type, is_optional: bool) -> Checked {
        let kind = match (is_optional, self.bindings.known(&kind)) {
            (true, Type::Optional(of)) => *of,
            (true, Type::Dyn | Type::Unknown) => Type::Unknown,
            (true, other) => return Err(format!("{} is not optional", other.shown())),
            (false, kind) => kind,
        };
        let Some(before) = before else { return Ok(kind) };
        if self.formats == 0 {
            self.alike.push((before.clone(), kind.clone()));
        }
        Ok(self.bindings.join(before, kind).unwrap_or(Type::Unknown))
    }

    fn object(&mut self, name: &str, fields: &[(&str, Expression<'_>)]) -> Checked {
        let kind =
            self.variables.made_as(name).ok_or_else(|| format!("there is no type `{name}`"))?;
        for (field, value) in fields {
            let given = self.check(value)?;
            let access = Access { field, is_optional: false, is_quoted: false };
            let wanted = match &kind {
                Type::Object(_) => self.field(&kind, access)?,
                _ => Type::Dyn,
            };
            if !self.bindings.fits(&given, &wanted) {
                let given = self.bindings.settled(&given).shown();
                return Err(format!("`{field}` is {}, not {given}", wanted.shown()));
            }
        }
        Ok(kind)
    }
}

const TYPES: [&str; 12] = [
    "bool",
    "bytes",
    "double",
    "int",
    "list",
    "map",
    "null_type",
    "optional_type",
    "string",
    "type",
    "uint",
    "net",
];

fn is_of_protocol(path: &str) -> bool {
    path.starts_with("google.") || path.starts_with("kubernetes.") || path.starts_with("net.")
}

/// The string that a literal stands for, if it has no escapes.
pub(super) fn text_of<'a>(expression: &Expression<'a>) -> Option<&'a str> {
    match expression {
        Expression::Literal(Literal { text, .. }) => *text,
        _ => None,
    }
}
