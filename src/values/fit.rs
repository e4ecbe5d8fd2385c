//! Checks what a layer sets against the shape of the chart's values: unknown keys and wrong types.

use super::schema::{Shape, Type};
use super::set::{Assignment, Flavor, KeyOrIndex};
use crate::diagnostic::{
    Code, Diagnostic, HELPED, Report, Severity, SourceKind, Sources, Span, did_you_mean, known_here,
};
use crate::yaml::scalar::bool_word;
use crate::yaml::{Map, Node, Number, Origin, Value};

/// What layers are checked against.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub shape: &'a Shape,
    pub defaults: &'a Node,
    pub sources: &'a Sources,
    pub closing: Closing,
}

/// What says that no other keys are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closing {
    /// The defaults and the schema.
    BySchema,
    /// The templates, all of which have been followed.
    ByTemplates,
    /// The templates, as far as they name what they read.
    Likely,
}

/// Reports every unknown key and every wrong type in a values file. Returns whether there was none.
pub(super) fn check(asked: Asked<'_>, layer: &Node, report: &mut Report) -> bool {
    let before = report.count(Severity::Error);
    check_at("", asked, layer, report);
    report.count(Severity::Error) == before
}

/// The same for a part of the values, which stands at `path`.
pub(super) fn check_at(path: &str, asked: Asked<'_>, part: &Node, report: &mut Report) {
    let slot = Slot { path: path.to_owned(), ..Slot::top(asked) };
    check_node(&slot, part, asked.sources, report);
}

/// Checks an assignment. A scalar of `--set` gets the type that the shape has: `--set tag=1234567`
/// is a string where the default is one. Returns false if the assignment must not be applied.
pub(super) fn check_assignment(
    asked: Asked<'_>,
    flavor: Flavor,
    assignment: &mut Assignment,
    report: &mut Report,
) -> bool {
    let before = report.count(Severity::Error);
    let mut slot = Slot::top(asked);
    for segment in &assignment.path {
        let below = match &segment.step {
            KeyOrIndex::Key(key) => slot.below(key),
            KeyOrIndex::Index(at) => slot.item(*at),
        };
        match (below, &segment.step) {
            (Some(below), _) => slot = below,
            (None, KeyOrIndex::Key(key)) if matches!(slot.shape, Shape::Map { .. }) => {
                report.push(slot.unknown(key, segment.span, report.count(Severity::Error)));
                return false;
            }
            (None, step) if matches!(slot.shape, Shape::Scalar(_)) => {
                let built = match step {
                    KeyOrIndex::Key(_) => Value::Map(Map::new()),
                    KeyOrIndex::Index(_) => Value::List(Vec::new()),
                };
                let node = Node::new(built, Origin::at(segment.span));
                report.push(slot.wrong_type(&node, asked.sources));
                return false;
            }
            // An index into a map, or a key into a list, is refused when it is applied.
            (None, _) => return true,
        }
    }
    if flavor == Flavor::Set {
        coerce(slot.shape, &mut assignment.value, asked.sources);
    }
    check_node(&slot, &assignment.value, asked.sources, report);
    report.count(Severity::Error) == before
}

/// Checks the value at `key` after an assignment: in place of a null, it may have built something
/// of another shape.
pub(super) fn check_assigned(asked: Asked<'_>, values: &Node, key: &str, report: &mut Report) {
    let top = Slot::top(asked);
    if let (Some(slot), Some(node)) = (top.below(key), values.get(key)) {
        check_node(&slot, node, asked.sources, report);
    }
}

impl Closing {
    fn fault(self, path: &str, at: Span) -> Diagnostic {
        let absent =
            || Diagnostic::error(Code::UnknownValue, format!("the chart has no value `{path}`"));
        match self {
            Closing::BySchema => {
                absent().at(at, "neither in the chart's values.yaml nor in its schema")
            }
            Closing::ByTemplates => {
                absent().at(at, "not in the chart's values.yaml, and no template reads it")
            }
            Closing::Likely => {
                let message = format!("the chart may have no value `{path}`");
                Diagnostic::warning(Code::UnknownValue, message)
                    .at(at, "not in the chart's values.yaml, and no template reads it by this name")
            }
        }
    }
}

/// A place in the values: its shape, and its default.
struct Slot<'a> {
    shape: &'a Shape,
    default: Option<&'a Node>,
    path: String,
    closing: Closing,
}

impl<'a> Slot<'a> {
    fn top(Asked { shape, defaults, closing, .. }: Asked<'a>) -> Self {
        Slot { shape, default: Some(defaults), path: String::new(), closing }
    }

    fn below(&self, key: &str) -> Option<Slot<'a>> {
        let shape = self.shape.get(key)?;
        let default = self.default.and_then(|node| node.get(key));
        let path =
            if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Some(Slot { shape, default, path, ..*self })
    }

    fn item(&self, at: usize) -> Option<Slot<'a>> {
        let shape = self.shape.item()?;
        let default = self.default.and_then(Node::as_list).and_then(|items| items.get(at));
        Some(Slot { shape, default, path: format!("{}[{at}]", self.path), ..*self })
    }

    /// A key that the chart does not know, where so many errors were found before.
    fn unknown(&self, key: &str, at: Span, errors: usize) -> Diagnostic {
        let full = self.below_path(key);
        let fault = self.closing.fault(&full, at);
        let first = self.default.and_then(Node::as_map).and_then(|map| map.entries().first());
        let fault = match first.filter(|_| !self.path.is_empty()) {
            Some(entry) => {
                fault.context(entry.key.origin.at, format!("`{}` is described here", self.path))
            }
            None => fault,
        };
        let suggested = if errors < HELPED { did_you_mean(key, self.shape.keys()) } else { None };
        match suggested {
            Some(help) => fault.help(help),
            None => fault.help(match self.closing {
                Closing::BySchema => "add it to values.yaml with a default, or remove it here",
                Closing::ByTemplates => "remove it here: it changes nothing",
                Closing::Likely => "remove it here, unless a template computes its name",
            }),
        }
    }

    fn below_path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn wrong_type(&self, node: &Node, sources: &Sources) -> Diagnostic {
        let (wanted, is) = (self.wanted(), node.value.describe());
        let message = format!("`{}` must be {wanted}, and this is {is}", self.path);
        let fault = Diagnostic::error(Code::WrongType, message).at(node.origin.at, is);
        let fault = match self.default {
            Some(default) if !default.is_null() => {
                fault.context(default.origin.at, format!("the default is {wanted}"))
            }
            _ => fault,
        };
        let at = node.origin.at;
        let written = sources.text(at);
        match (self.shape, &node.value) {
            (Shape::Scalar(Type::String), Value::Number(_) | Value::Bool(_)) => {
                fault.help(format!("quote it: \"{written}\""))
            }
            (Shape::Scalar(Type::Integer | Type::Number | Type::Boolean), Value::String(text))
                if written.starts_with(['"', '\''])
                    && fits_scalar(self.shape, &crate::yaml::scalar::resolve(text)) =>
            {
                fault
                    .help(format!("write it without quotes: {}", written.trim_matches(['"', '\''])))
            }
            (Shape::Scalar(Type::Boolean), Value::String(text)) if bool_word(text).is_some() => {
                fault.help("write true or false")
            }
            (Shape::Scalar(Type::Integer | Type::Number | Type::Boolean), Value::String(text))
                if is_text_by_flag(sources, at)
                    && fits_scalar(self.shape, &crate::yaml::scalar::resolve(text)) =>
            {
                let argument = &sources.get(at.source).text;
                fault.help(format!("let it have its own type: `--set {argument}`"))
            }
            (Shape::Scalar(Type::Integer), _) if is_integer(written.trim_matches(['"', '\''])) => {
                fault.help("an integer has 64 bits at most")
            }
            (shape @ Shape::Map { .. }, _) => match known_here(shape.keys()) {
                Some(known) => fault.help(format!("give it keys; {known}")),
                None => fault.help("give it keys: `KEY: VALUE`"),
            },
            (Shape::List(_), value) if !matches!(value, Value::Map(_)) => {
                let is_flag = sources.get(at.source).kind == SourceKind::Flag;
                let (open, close) = if is_flag { ('{', '}') } else { ('[', ']') };
                fault.help(format!("write a list: {open}{written}{close}"))
            }
            _ => fault,
        }
    }

    fn wanted(&self) -> &'static str {
        match self.shape {
            Shape::Open | Shape::PassedOn(_) => "anything",
            Shape::Map { .. } => "a map",
            Shape::List(_) => "a list",
            Shape::Scalar(Type::String) => "a string",
            Shape::Scalar(Type::Quantity) => "a quantity",
            Shape::Scalar(Type::Integer) => "an integer",
            Shape::Scalar(Type::Number) => "a number",
            Shape::Scalar(Type::Boolean) => "a boolean",
        }
    }
}

/// Whether a flag set it that makes a text of whatever it is given.
fn is_text_by_flag(sources: &Sources, at: Span) -> bool {
    let source = sources.get(at.source);
    source.kind == SourceKind::Flag
        && matches!(Flavor::of_flag(&source.name), Some(Flavor::SetString | Flavor::SetLiteral))
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Null deletes, so it is allowed everywhere.
fn check_node(slot: &Slot<'_>, node: &Node, sources: &Sources, report: &mut Report) {
    match (slot.shape, &node.value) {
        (Shape::Open | Shape::PassedOn(_), _) | (_, Value::Null) => {}
        (Shape::Map { .. }, Value::Map(map)) => check_map(slot, map, sources, report),
        (Shape::List(_), Value::List(items)) => {
            for (at, item) in items.iter().enumerate() {
                if let Some(slot) = slot.item(at) {
                    check_node(&slot, item, sources, report);
                }
            }
        }
        (shape @ Shape::Scalar(_), value) if fits_scalar(shape, value) => {}
        // An ambiguous scalar has been reported; its type is what the reader took it for.
        _ if report.has_error_at(node.origin.at) => {}
        _ => report.push(slot.wrong_type(node, sources)),
    }
}

fn check_map(slot: &Slot<'_>, map: &Map, sources: &Sources, report: &mut Report) {
    for (key, node) in map.iter() {
        match slot.below(&key.text) {
            Some(below) => check_node(&below, node, sources, report),
            None => {
                report.push(slot.unknown(&key.text, key.origin.at, report.count(Severity::Error)));
            }
        }
    }
}

fn fits_scalar(shape: &Shape, value: &Value) -> bool {
    let Shape::Scalar(kind) = shape else { return false };
    match value {
        Value::String(_) => matches!(kind, Type::String | Type::Quantity),
        Value::Bool(_) => *kind == Type::Boolean,
        Value::Number(Number::Float(_)) => matches!(kind, Type::Number | Type::Quantity),
        Value::Number(_) => matches!(kind, Type::Integer | Type::Number | Type::Quantity),
        Value::Null => true,
        Value::List(_) | Value::Map(_) => false,
    }
}

/// Converts a scalar of `--set`, which was typed by how it looks, to the type of the shape, if that
/// is possible.
fn coerce(shape: &Shape, node: &mut Node, sources: &Sources) {
    let wanted = match *shape {
        Shape::PassedOn(Some(kind)) => &Shape::Scalar(kind),
        _ => shape,
    };
    match (wanted, &mut node.value) {
        (Shape::Scalar(Type::String), Value::Number(_) | Value::Bool(_)) => {
            node.value = Value::String(unescaped(sources.text(node.origin.at)));
        }
        (Shape::Scalar(Type::Number | Type::Integer), Value::String(text)) => {
            let number = crate::yaml::scalar::resolve(text);
            let decimal = !text.starts_with('0') || text.starts_with("0.");
            if decimal && matches!(number, Value::Number(_)) && fits_scalar(wanted, &number) {
                *node = Node::plain(number, &text.clone(), node.origin.clone());
            }
        }
        (Shape::List(item), Value::List(items)) => {
            items.iter_mut().for_each(|node| coerce(item, node, sources));
        }
        _ => {}
    }
}

/// The text of a scalar without its escaping backslashes.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    out
}
