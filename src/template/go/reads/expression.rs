//! Pipelines and operands into what they may come to.

use std::sync::Arc;

use super::Reader;
use super::meaning::{Meaning, NOTHING, Thing};
use super::texts::fits;
use super::walk::Frame;
use crate::template::go::text::lossy;
use crate::template::go::tree::{Binding, Command, Operand, OperandKind, Pipe, Stretch};

impl Reader<'_> {
    /// The value of a pipeline; its variables are set.
    pub(super) fn pipe(&mut self, frame: &mut Frame, dot: Meaning, pipe: &Pipe) -> Meaning {
        let value = self.value(frame, dot, pipe);
        for name in &pipe.variables {
            let name = frame.template.source.text(*name);
            match pipe.binding {
                Binding::Declare => frame.declare(name, value),
                Binding::Assign => self.assign(frame, &name, value),
            }
        }
        value
    }

    pub(super) fn value(&mut self, frame: &mut Frame, dot: Meaning, pipe: &Pipe) -> Meaning {
        let mut last = None;
        for command in &pipe.commands {
            last = Some(self.command(frame, dot, command, last));
        }
        last.unwrap_or(NOTHING)
    }

    fn command(
        &mut self,
        frame: &mut Frame,
        dot: Meaning,
        command: &Command,
        last: Option<Meaning>,
    ) -> Meaning {
        let Some((first, rest)) = command.operands.split_first() else { return NOTHING };
        if rest.iter().any(|operand| is_call_of_nothing(frame, operand)) {
            return NOTHING;
        }
        let mut arguments: Vec<Meaning> =
            rest.iter().map(|operand| self.operand(frame, dot, operand)).collect();
        arguments.extend(last);
        if let OperandKind::Function { name, .. } = &first.kind {
            let template = Arc::clone(&frame.template);
            let name = lossy(template.source.slice(*name));
            let site = (frame.number, command.at);
            if is_merge(&name) && rest.first().is_some_and(|into| is_new_map(frame, into)) {
                // Nobody else has the map that is merged into.
                return self.meanings.union(arguments);
            }
            let result = self.function(&name, site, &arguments);
            if matches!(&*name, "index" | "get" | "dig") {
                self.note(result, frame, first.at);
            }
            self.remember(frame, &name, rest, result);
            return result;
        }
        let value = self.operand(frame, dot, first);
        if arguments.is_empty() { value } else { self.method(value, &arguments) }
    }

    /// `set` and `merge` change their first argument in place.
    fn remember(&mut self, frame: &mut Frame, name: &str, given: &[Operand], result: Meaning) {
        let changes = name == "set" || is_merge(name);
        if let Some(Operand { kind: OperandKind::Variable { name, fields }, .. }) = given.first()
            && changes
            && fields.is_empty()
        {
            let name = frame.template.source.text(*name);
            self.join(frame, &name, result);
        }
    }

    fn operand(&mut self, frame: &mut Frame, dot: Meaning, operand: &Operand) -> Meaning {
        match &operand.kind {
            OperandKind::Dot => dot,
            OperandKind::Nil | OperandKind::Bool(_) => NOTHING,
            OperandKind::Number(number) => {
                let count = number.int.and_then(|int| u32::try_from(int).ok());
                self.meanings.one(count.map_or(Thing::Number, Thing::Count))
            }
            OperandKind::Text { text, .. } => {
                let text = lossy(text);
                self.keep(&text);
                self.meanings.text(&text)
            }
            OperandKind::Field(fields) => self.fields(frame, dot, fields),
            OperandKind::Variable { name, fields } => {
                let name = lossy(frame.template.source.slice(*name));
                let held = frame.variables.iter().rev().find(|held| held.name == name);
                let held = held.map_or(NOTHING, |held| held.value);
                self.fields(frame, held, fields)
            }
            OperandKind::Function { name, .. } => {
                let name = lossy(frame.template.source.slice(*name));
                self.function(&name, (frame.number, operand.at), &[])
            }
            OperandKind::Pipe(pipe) => self.pipe(frame, dot, pipe),
            OperandKind::Chain { operand, fields } => {
                let value = self.operand(frame, dot, operand);
                self.fields(frame, value, fields)
            }
        }
    }

    fn fields(&mut self, frame: &Frame, of: Meaning, fields: &[Stretch]) -> Meaning {
        let source = &frame.template.source;
        let value =
            fields.iter().fold(of, |value, field| self.key(value, &lossy(source.slice(*field))));
        if let Some(first) = fields.first() {
            self.note(value, frame, first.start);
        }
        value
    }

    /// What a method of an object gives: of files their content, by their names.
    fn method(&mut self, of: Meaning, arguments: &[Meaning]) -> Meaning {
        let mut files = Vec::new();
        for thing in self.meanings.things(of).iter() {
            let Thing::Get(chart) = *thing else { continue };
            let names = self.joined(arguments);
            let names: Vec<_> = self.meanings.things(names).iter().copied().collect();
            for (number, (path, _)) in self.charts[chart].files.iter().enumerate() {
                let is_named = |name: &Thing| match name {
                    Thing::Text(name) => is_path(&self.meanings.text_of(*name), path),
                    _ => false,
                };
                if names.iter().any(is_named) {
                    files.push(Thing::File(chart, number));
                }
            }
        }
        arguments.iter().for_each(|argument| self.take_whole(*argument));
        self.meanings.of(files)
    }
}

/// Whether a name, or a pattern of `Glob`, may be that of a file.
fn is_path(name: &str, path: &str) -> bool {
    let is_pattern = name.contains(['*', '?', '[', '{']);
    let known = name.split(['*', '?', '[', '{', '\0']).next().unwrap_or_default();
    fits(name, path) || (is_pattern && path.starts_with(known))
}

/// Whether a render that comes here fails: `include` stands for what it gives without parentheses
/// around it.
fn is_call_of_nothing(frame: &Frame, operand: &Operand) -> bool {
    match operand.kind {
        OperandKind::Function { name, .. } => {
            matches!(frame.template.source.slice(name), b"include" | b"tpl")
        }
        _ => false,
    }
}

fn is_merge(name: &str) -> bool {
    name.contains("merge") || name.contains("Merge")
}

/// Whether an operand makes a map of its own: `(dict "a" 1)`.
fn is_new_map(frame: &Frame, operand: &Operand) -> bool {
    let OperandKind::Pipe(pipe) = &operand.kind else { return false };
    let [Command { operands, .. }] = &*pipe.commands else { return false };
    match operands.first().map(|first| &first.kind) {
        Some(OperandKind::Function { name, .. }) => {
            matches!(frame.template.source.slice(*name), b"dict" | b"deepCopy" | b"mustDeepCopy")
        }
        _ => false,
    }
}
