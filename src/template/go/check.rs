//! Go templates over all branches into calls that fail wherever they are come to: of templates that
//! nothing defines, and of functions with more or fewer arguments than they take.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::callee::{Builtin, Callee};
use super::parse;
use super::program::ParseFault;
use super::tree::{
    Action, Branch, Command, Invocation, Item, Operand, OperandKind, Pipe, Source, SourceOrigin,
    Stretch, Template,
};

/// What is wrong with the templates of charts.
#[derive(Debug, Default)]
pub struct Found {
    /// The files that can't be parsed.
    pub unparsed: Vec<ParseFault>,
    pub calls: Vec<Call>,
    /// The templates that are defined.
    pub names: BTreeSet<String>,
}

/// A call that fails.
#[derive(Debug)]
pub struct Call {
    /// The number of the file.
    pub file: u32,
    /// The action that it is in.
    pub action: Stretch,
    pub wrong: Wrong,
}

#[derive(Debug)]
pub enum Wrong {
    /// Nothing defines the template of this name.
    Undefined(String),
    /// What text/template says.
    Arguments(String),
}

/// Looks at files, each with its number; `others` are texts that may define templates when they are
/// run.
pub fn check<'t>(
    files: impl IntoIterator<Item = (u32, String, Arc<Vec<u8>>)>,
    others: impl IntoIterator<Item = &'t str>,
) -> Found {
    let mut found = Found::default();
    let mut parsed: Vec<(u32, Template)> = Vec::new();
    for (file, name, bytes) in files {
        let source = Arc::new(Source { name, bytes, origin: SourceOrigin::File(file) });
        match parse::parse(&source) {
            Ok(templates) => parsed.extend(templates.into_iter().map(|it| (file, it))),
            Err(fault) => {
                let line = source.line_and_column(fault.at).0;
                found.unparsed.push(ParseFault { file, path: source.name.clone(), line, fault });
            }
        }
    }
    found.names.extend(parsed.iter().map(|(_, template)| template.name.clone()));
    for text in others.into_iter().filter(|text| text.contains("define")) {
        let bytes = Arc::new(text.as_bytes().to_vec());
        let source = Source { name: String::new(), bytes, origin: SourceOrigin::Made };
        let made = parse::parse(&Arc::new(source)).unwrap_or_default();
        found.names.extend(made.into_iter().map(|template| template.name));
    }
    let is_whole = found.unparsed.is_empty();
    for (file, template) in &parsed {
        let names = is_whole.then_some(&found.names);
        let action = Stretch { start: 0, end: 0 };
        let mut walk =
            Walk { file: *file, source: &template.source, action, names, calls: Vec::new() };
        walk.items(&template.body);
        found.calls.append(&mut walk.calls);
    }
    found
}

struct Walk<'w> {
    file: u32,
    source: &'w Source,
    action: Stretch,
    /// `None` where a file that may define more can't be parsed.
    names: Option<&'w BTreeSet<String>>,
    calls: Vec<Call>,
}

impl Walk<'_> {
    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Action(Action { whole, pipe }) => self.pipe(*whole, pipe),
                Item::Branch(branch) => {
                    let Branch { whole, pipe, body, otherwise, .. } = &**branch;
                    self.pipe(*whole, pipe);
                    self.items(body);
                    self.items(otherwise.as_deref().unwrap_or_default());
                }
                Item::Template(invocation) => {
                    let Invocation { whole, name, pipe, .. } = &**invocation;
                    self.action = *whole;
                    self.defined(name);
                    if let Some(pipe) = pipe {
                        self.pipe(*whole, pipe);
                    }
                }
                Item::Text(_) | Item::Break | Item::Continue => {}
            }
        }
    }

    fn pipe(&mut self, action: Stretch, pipe: &Pipe) {
        self.action = action;
        for (at, command) in pipe.commands.iter().enumerate() {
            self.command(command, usize::from(at > 0));
        }
    }

    /// A command with the result of the one before it, if there is one.
    fn command(&mut self, command: &Command, piped: usize) {
        let Some((first, operands)) = command.operands.split_first() else { return };
        if let OperandKind::Function { name, callee } = &first.kind {
            self.call(*name, *callee, operands, piped);
        } else {
            self.operand(first);
        }
        operands.iter().for_each(|operand| self.operand(operand));
    }

    fn operand(&mut self, operand: &Operand) {
        match &operand.kind {
            OperandKind::Function { name, callee } => self.call(*name, *callee, &[], 0),
            OperandKind::Pipe(pipe) => self.pipe(self.action, pipe),
            OperandKind::Chain { operand, .. } => self.operand(operand),
            _ => {}
        }
    }

    fn call(&mut self, name: Stretch, callee: Callee, operands: &[Operand], piped: usize) {
        let name = self.source.text(name);
        if let Err(why) = callee.signature().takes(&name, operands.len(), piped) {
            self.add(Wrong::Arguments(why));
        }
        if let Callee::Builtin(Builtin::Include) = callee
            && let Some(Operand { kind: OperandKind::Text { text, .. }, .. }) = operands.first()
        {
            self.defined(&String::from_utf8_lossy(text));
        }
    }

    fn defined(&mut self, name: &str) {
        if self.names.is_some_and(|names| !names.contains(name)) {
            self.add(Wrong::Undefined(name.to_owned()));
        }
    }

    fn add(&mut self, wrong: Wrong) {
        self.calls.push(Call { file: self.file, action: self.action, wrong });
    }
}
