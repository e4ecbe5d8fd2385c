//! What a template says, as a tree that points into its text; it can be written out again as
//! text/template does where it tells of an error.

use std::ops::Range;
use std::sync::Arc;

use super::callee::Callee;
use super::print::quote;
use super::text::{Place, PlaceKind};

/// A text that templates were parsed from.
#[derive(Debug)]
pub struct Source {
    /// As errors name it: `chart/templates/a.yaml`, of the text of a `tpl` `gotpl`.
    pub name: String,
    pub bytes: Arc<Vec<u8>>,
    pub origin: SourceOrigin,
}

/// What the bytes of a source are.
#[derive(Debug)]
pub enum SourceOrigin {
    /// A file, by its number.
    File(u32),
    /// The text that a `tpl` was given.
    Made,
}

/// A stretch of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub start: u32,
    pub end: u32,
}

/// A named template: a file, or a `define` in it.
#[derive(Debug)]
pub struct Template {
    pub name: String,
    pub source: Arc<Source>,
    pub body: Vec<Item>,
}

#[derive(Debug)]
pub enum Item {
    Text(Stretch),
    Action(Action),
    Branch(Box<Branch>),
    Template(Box<Invocation>),
    Break,
    Continue,
}

#[derive(Debug)]
pub struct Action {
    /// With its delimiters.
    pub whole: Stretch,
    pub pipe: Pipe,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BranchKind {
    If,
    With,
    Range,
}

#[derive(Debug)]
pub struct Branch {
    pub kind: BranchKind,
    pub whole: Stretch,
    pub pipe: Pipe,
    pub body: Vec<Item>,
    pub otherwise: Option<Vec<Item>>,
}

/// `{{ template "name" . }}`
#[derive(Debug)]
pub struct Invocation {
    pub at: u32,
    pub whole: Stretch,
    pub name: String,
    pub pipe: Option<Pipe>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    Declare,
    Assign,
}

#[derive(Debug)]
pub struct Pipe {
    pub at: u32,
    pub binding: Binding,
    /// The variables it sets, with their dollar signs.
    pub variables: Vec<Stretch>,
    pub commands: Vec<Command>,
}

#[derive(Debug)]
pub struct Command {
    pub at: u32,
    /// Never empty; the first is what is called, if it can be.
    pub operands: Vec<Operand>,
}

#[derive(Debug)]
pub struct Operand {
    pub at: u32,
    pub kind: OperandKind,
}

#[derive(Debug)]
pub enum OperandKind {
    Dot,
    Nil,
    Bool(bool),
    Number(Box<Number>),
    Text { quoted: Stretch, text: Arc<Vec<u8>> },
    Field(Vec<Stretch>),
    Variable { name: Stretch, fields: Vec<Stretch> },
    Function { name: Stretch, callee: Callee },
    Pipe(Box<Pipe>),
    Chain { operand: Box<Operand>, fields: Vec<Stretch> },
}

/// A number with all the types that can hold it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    pub text: Stretch,
    pub syntax: Syntax,
    pub int: Option<i64>,
    pub uint: Option<u64>,
    pub float: Option<f64>,
    pub complex: Option<(f64, f64)>,
}

/// What a number looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    Integer,
    Float,
}

impl Stretch {
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Source {
    pub fn slice(&self, stretch: Stretch) -> &[u8] {
        &self.bytes[stretch.range()]
    }

    pub fn text(&self, stretch: Stretch) -> String {
        String::from_utf8_lossy(self.slice(stretch)).into_owned()
    }

    /// The line, counted from one, and the byte in it, counted from zero, as Go has them.
    pub fn line_and_column(&self, at: u32) -> (usize, usize) {
        let before = &self.bytes[..(at as usize).min(self.bytes.len())];
        let line = 1 + memchr::memchr_iter(b'\n', before).count();
        let column =
            memchr::memrchr(b'\n', before).map_or(before.len(), |nl| before.len() - nl - 1);
        (line, column)
    }

    /// Where a stretch of a file is; `None` in a text that a `tpl` was given.
    pub fn place(&self, stretch: Stretch, kind: PlaceKind) -> Option<Place> {
        match self.origin {
            SourceOrigin::File(file) => {
                Some(Place { file, start: stretch.start, end: stretch.end, kind })
            }
            SourceOrigin::Made => None,
        }
    }
}

impl Invocation {
    pub fn show(&self, source: &Source) -> String {
        let pipe =
            self.pipe.as_ref().map_or_else(String::new, |pipe| format!(" {}", pipe.show(source)));
        format!("{{{{template {}{pipe}}}}}", quote(&self.name))
    }
}

impl Pipe {
    pub fn show(&self, source: &Source) -> String {
        let variables: Vec<String> = self.variables.iter().map(|name| source.text(*name)).collect();
        let commands: Vec<String> =
            self.commands.iter().map(|command| command.show(source)).collect();
        let sign = match self.binding {
            _ if variables.is_empty() => "",
            Binding::Declare => " := ",
            Binding::Assign => " = ",
        };
        format!("{}{sign}{}", variables.join(", "), commands.join(" | "))
    }
}

impl Command {
    pub fn show(&self, source: &Source) -> String {
        let operands: Vec<String> =
            self.operands.iter().map(|operand| operand.show(source)).collect();
        operands.join(" ")
    }
}

impl Operand {
    /// A pipeline stands in parentheses.
    pub fn show(&self, source: &Source) -> String {
        match &self.kind {
            OperandKind::Dot => ".".to_owned(),
            OperandKind::Nil => "nil".to_owned(),
            OperandKind::Bool(truth) => truth.to_string(),
            OperandKind::Number(number) => source.text(number.text),
            OperandKind::Text { quoted, .. } => source.text(*quoted),
            OperandKind::Field(fields) => show_fields(fields, source),
            OperandKind::Variable { name, fields } => {
                source.text(*name) + &show_fields(fields, source)
            }
            OperandKind::Function { name, .. } => source.text(*name),
            OperandKind::Pipe(pipe) => format!("({})", pipe.show(source)),
            OperandKind::Chain { operand, fields } => {
                operand.show(source) + &show_fields(fields, source)
            }
        }
    }
}

fn show_fields(fields: &[Stretch], source: &Source) -> String {
    fields.iter().fold(String::new(), |shown, field| shown + "." + &source.text(*field))
}
