//! A program and a root value into texts: walks templates as text/template does, and lets every
//! byte know where it comes from.
//!
//! What it evaluates stands in `evaluate`.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::call::Context;
use super::fault::{Failure, Reason};
use super::print;
use super::program::{Layer, Program};
use super::reflect::{Held, Reflected, byte};
use super::text::{Builder, Origin, Place, PlaceKind, Set, Stamp, Text};
use super::tree::{
    Action, Binding, Branch, BranchKind, Command, Invocation, Item, Operand, OperandKind, Pipe,
    Stretch, Template,
};
use super::value::{Data, Value};
use crate::template::Allowance;

/// What a render may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Items walked and functions called.
    pub steps: u64,
    /// Templates within templates.
    pub depth: u32,
    /// Bytes of text, of all functions and templates together.
    pub bytes: u64,
}

/// The run of a program.
pub struct Run<'p> {
    pub(super) program: &'p Program,
    pub(super) context: Context,
    pub(super) limits: Limits,
    pub(super) steps: u64,
    pub(super) depth: u32,
    /// How often each template is being included now.
    pub(super) included: HashMap<String, u32>,
    /// The texts of the `tpl` calls that are under way.
    pub(super) layers: Vec<Rc<Made>>,
    /// What texts of `tpl` were parsed into.
    pub(super) parsed: HashMap<Vec<u8>, Rc<Layer>>,
    /// The values that what is written now is here because of.
    pub(super) control: Set,
    /// The values that a condition has read, while one is evaluated.
    pub(super) reads: Option<Set>,
    /// Those that an action has passed over for others.
    pub(super) passed: Set,
}

/// A text that a `tpl` was given, and the call.
#[derive(Debug)]
pub(super) struct Made {
    pub layer: Rc<Layer>,
    pub text: Text,
    pub site: Option<Place>,
}

/// A template while it runs.
pub(super) struct Frame<'t> {
    pub template: &'t Template,
    /// Of a template in the text of a `tpl`.
    pub made: Option<&'t Made>,
    /// What a failure is told of.
    pub at: At<'t>,
    /// The action that is walked.
    pub action: Stretch,
    pub variables: Vec<Variable<'t>>,
    pub out: Builder,
}

pub(super) struct Variable<'t> {
    pub name: &'t [u8],
    pub value: Reflected,
}

/// A part of a template that can fail.
#[derive(Clone, Copy)]
pub(super) enum At<'t> {
    Start,
    Template(&'t Invocation),
    Pipe(&'t Pipe),
    Command(&'t Command),
    Operand(&'t Operand),
}

/// How the walk of items ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    On,
    Break,
    Continue,
}

pub(super) type Ran<T> = Result<T, Box<Failure>>;

impl Limits {
    /// What an allowance comes to. A text is written anew by each function and template that it
    /// passes through, so it may be made four times.
    pub fn of(allowance: Allowance) -> Self {
        const STEPS_A_MEBIBYTE: u64 = 781_250;
        let mebibytes = u64::from(allowance.mebibytes);
        Limits { steps: mebibytes * STEPS_A_MEBIBYTE, depth: 1_200, bytes: mebibytes << 22 }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits::of(Allowance::default())
    }
}

impl<'p> Run<'p> {
    pub fn new(program: &'p Program, context: Context, limits: Limits) -> Self {
        context.bytes.set(limits.bytes);
        Run {
            program,
            context,
            limits,
            steps: 0,
            depth: 0,
            included: HashMap::new(),
            layers: Vec::new(),
            parsed: HashMap::new(),
            control: Set::EMPTY,
            reads: None,
            passed: Set::EMPTY,
        }
    }

    /// Says what the files that follow are here because of.
    pub fn decided_by(&mut self, control: Set) {
        self.control = control;
    }

    /// What the file at this path writes with this root; without `<no value>`, as Helm leaves it.
    ///
    /// # Errors
    /// Where it failed and why.
    pub fn file(&mut self, path: &str, root: &Value) -> Result<Text, Box<Failure>> {
        let Some(template) = self.program.template(path).cloned() else {
            return Ok(Text::default());
        };
        let text = self.template(&template, None, Reflected::plain(root.clone()))?;
        Ok(without_no_value(&text))
    }

    /// What a template writes.
    pub(super) fn template(
        &mut self,
        template: &Arc<Template>,
        made: Option<&Rc<Made>>,
        dot: Reflected,
    ) -> Ran<Text> {
        let mut frame = Frame::new(template, made.map(Rc::as_ref), dot.clone());
        self.walk(&mut frame, &dot, &template.body)?;
        Ok(frame.out.finish())
    }

    /// The template of a name, from the innermost `tpl` outwards.
    pub(super) fn find(&self, name: &str) -> Option<(Arc<Template>, Option<Rc<Made>>)> {
        for made in self.layers.iter().rev() {
            if let Some(template) = made.layer.templates.get(name) {
                return Some((Arc::clone(template), Some(Rc::clone(made))));
            }
        }
        self.program.template(name).map(|template| (Arc::clone(template), None))
    }

    pub(super) fn step(&mut self, frame: &Frame) -> Ran<()> {
        self.steps += 1;
        if self.steps <= self.limits.steps {
            return Ok(());
        }
        let steps = self.limits.steps;
        Err(frame.fail(Reason::Spent(format!("the render takes more than {steps} steps"))))
    }

    fn walk<'t>(&mut self, frame: &mut Frame<'t>, dot: &Reflected, items: &'t [Item]) -> Ran<Flow> {
        for item in items {
            self.step(frame)?;
            match item {
                Item::Text(stretch) => self.text(frame, *stretch)?,
                Item::Action(action) => self.action(frame, dot, action)?,
                Item::Branch(branch) => {
                    frame.action = branch.whole;
                    let mark = frame.variables.len();
                    let control = self.control.clone();
                    let flow = match branch.kind {
                        BranchKind::Range => self.range(frame, dot, branch)?,
                        _ => self.condition(frame, dot, branch)?,
                    };
                    self.control = control;
                    frame.variables.truncate(mark);
                    if flow != Flow::On {
                        return Ok(flow);
                    }
                }
                Item::Template(invocation) => self.invoke(frame, dot, invocation)?,
                Item::Break => return Ok(Flow::Break),
                Item::Continue => return Ok(Flow::Continue),
            }
        }
        Ok(Flow::On)
    }

    fn text(&mut self, frame: &mut Frame, stretch: Stretch) -> Ran<()> {
        self.spend(frame, stretch.range().len())?;
        match frame.made {
            Some(made) => {
                let stamp =
                    Stamp { at: made.site, data: Set::EMPTY, control: self.control.clone() };
                frame.out.push_stamped(&made.text.slice(stretch.range()), &stamp);
            }
            None => {
                let source = &frame.template.source;
                let at = source.place(stretch, PlaceKind::Raw);
                let origin = Origin { at, data: Set::EMPTY, control: self.control.clone() };
                frame.out.push(source.slice(stretch), Some(&origin));
            }
        }
        Ok(())
    }

    fn spend(&mut self, frame: &Frame, bytes: usize) -> Ran<()> {
        self.context.spend(bytes).map_err(|reason| frame.fail(Reason::Spent(reason)))
    }

    fn action<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        action: &'t Action,
    ) -> Ran<()> {
        frame.action = action.whole;
        let outer = std::mem::take(&mut self.passed);
        let value = self.pipe(frame, dot, &action.pipe)?;
        let passed = std::mem::replace(&mut self.passed, outer);
        if !action.pipe.variables.is_empty() {
            return Ok(());
        }
        let mut stamp = self.stamp(frame);
        stamp.control = stamp.control.union(&passed);
        if let Data::Text(text) = &value.value.data {
            self.spend(frame, text.len())?;
            frame.out.push_stamped(text, &stamp);
            return Ok(());
        }
        let mut out = Builder::default();
        match super::objects::addressed(&value.value) {
            _ if value.value.is_nil() => out.push_plain("<no value>"),
            Some(text) => out.push_plain(text),
            None => print::print(&value.value, &mut out),
        }
        self.spend(frame, out.len())?;
        stamp.at = stamp.at.map(|at| Place { kind: PlaceKind::Typed, ..at });
        frame.out.push_stamped(&out.finish(), &stamp);
        Ok(())
    }

    /// What the text that an action prints comes from, as far as it doesn't know better.
    fn stamp(&self, frame: &Frame) -> Stamp {
        Stamp { at: frame.place(), data: frame.data(), control: self.control.clone() }
    }

    /// The value of a condition, the values that it read added to those of control.
    fn decide<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        pipe: &'t Pipe,
    ) -> Ran<Reflected> {
        let outer = self.reads.replace(Set::EMPTY);
        let value = self.pipe(frame, dot, pipe);
        let mut read = std::mem::replace(&mut self.reads, outer).unwrap_or_default();
        if let Ok(value) = &value {
            read = read.union(&value.value.places());
        }
        if let Some(reads) = &mut self.reads {
            *reads = reads.union(&read);
        }
        self.control = self.control.union(&read);
        value
    }

    fn condition<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        branch: &'t Branch,
    ) -> Ran<Flow> {
        let value = self.decide(frame, dot, &branch.pipe)?;
        if value.value.is_true() {
            let dot = if branch.kind == BranchKind::With { &value } else { dot };
            return self.walk(frame, dot, &branch.body);
        }
        match &branch.otherwise {
            Some(otherwise) => self.walk(frame, dot, otherwise),
            None => Ok(Flow::On),
        }
    }

    fn range<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        branch: &'t Branch,
    ) -> Ran<Flow> {
        let value = self.decide(frame, dot, &branch.pipe)?.value;
        let mark = frame.variables.len();
        let mut rounds = 0usize;
        let mut each =
            |run: &mut Self, frame: &mut Frame<'t>, index: Reflected, item: Reflected| {
                rounds += 1;
                run.step(frame)?;
                frame.bind(&branch.pipe, mark, index, &item)?;
                let flow = run.walk(frame, &item, &branch.body)?;
                frame.variables.truncate(mark);
                Ok::<Flow, Box<Failure>>(if flow == Flow::Continue { Flow::On } else { flow })
            };
        let index =
            |index: usize| Reflected::plain(Value::int(i64::try_from(index).unwrap_or(i64::MAX)));
        match &value.data {
            Data::List(list) => {
                for (at, item) in list.iter().enumerate() {
                    if each(self, frame, index(at), list.reflected(item))? == Flow::Break {
                        break;
                    }
                }
            }
            Data::Bytes(bytes) => {
                for (at, one) in bytes.as_bytes().iter().enumerate() {
                    if each(self, frame, index(at), byte(*one, Set::EMPTY))? == Flow::Break {
                        break;
                    }
                }
            }
            Data::Map(map) => {
                for (key, item) in map.entries() {
                    let item = map.reflected(Some(item));
                    if each(self, frame, Reflected::plain(key.into()), item)? == Flow::Break {
                        break;
                    }
                }
            }
            Data::Int(n, of) => {
                if branch.pipe.variables.len() > 1 {
                    let shown = print::sprint(std::slice::from_ref(&value));
                    let shown = shown.to_str();
                    let message =
                        format!("can't use {shown} to iterate over more than one variable");
                    return Err(frame.fail(Reason::Engine(message)));
                }
                for n in 0..*n {
                    let item = Value { data: Data::Int(n, *of), from: value.from.clone() };
                    if each(self, frame, Reflected::default(), Reflected::plain(item))?
                        == Flow::Break
                    {
                        break;
                    }
                }
            }
            Data::Nil => {}
            _ => {
                let shown = print::sprint(std::slice::from_ref(&value));
                let message = format!("range can't iterate over {}", shown.to_str());
                return Err(frame.fail(Reason::Engine(message)));
            }
        }
        match &branch.otherwise {
            Some(otherwise) if rounds == 0 => self.walk(frame, dot, otherwise),
            _ => Ok(Flow::On),
        }
    }

    fn invoke<'t>(
        &mut self,
        frame: &mut Frame<'t>,
        dot: &Reflected,
        invocation: &'t Invocation,
    ) -> Ran<()> {
        frame.action = invocation.whole;
        frame.at = At::Template(invocation);
        let Some((template, made)) = self.find(&invocation.name) else {
            let name = print::quote(&invocation.name);
            return Err(frame.fail(Reason::Engine(format!("template {name} not defined"))));
        };
        self.enter(frame)?;
        let dot = match &invocation.pipe {
            Some(pipe) => self.pipe(frame, dot, pipe)?,
            None => Reflected::default(),
        };
        let text = self.template(&template, made.as_ref(), dot)?;
        self.depth -= 1;
        let stamp = self.stamp(frame);
        frame.out.push_stamped(&text, &stamp);
        Ok(())
    }

    /// One template deeper; who enters leaves.
    pub(super) fn enter(&mut self, frame: &Frame) -> Ran<()> {
        if self.depth == self.limits.depth {
            let depth = self.limits.depth;
            let message = format!("templates are nested deeper than {depth}");
            return Err(frame.fail(Reason::Bound(message)));
        }
        self.depth += 1;
        Ok(())
    }
}

impl<'t> Frame<'t> {
    fn new(template: &'t Template, made: Option<&'t Made>, dot: Reflected) -> Self {
        Frame {
            template,
            made,
            at: At::Start,
            action: Stretch { start: 0, end: 0 },
            variables: vec![Variable { name: b"$", value: dot }],
            out: Builder::default(),
        }
    }

    /// The bytes of a name in the template.
    pub(super) fn name(&self, stretch: Stretch) -> &'t [u8] {
        self.template.source.slice(stretch)
    }

    /// The place of the action that is walked.
    pub(super) fn place(&self) -> Option<Place> {
        let Some(made) = self.made else {
            return self.template.source.place(self.action, PlaceKind::Made);
        };
        let Range { start, end } = self.action.range();
        let first = made.text.slice(start..end.min(start + 1));
        let at = first.origin_at(0).and_then(|origin| origin.at);
        at.map(|at| Place { kind: PlaceKind::Made, ..at }).or(made.site)
    }

    /// The values that the action is written in.
    fn data(&self) -> Set {
        self.made.map_or(Set::EMPTY, |made| made.text.data_in(self.action.range()))
    }

    pub(super) fn set(&mut self, name: &[u8], value: Reflected) -> Ran<()> {
        match self.variables.iter_mut().rev().find(|variable| variable.name == name) {
            Some(variable) => {
                variable.value = value;
                Ok(())
            }
            None => Err(self.undefined(name)),
        }
    }

    pub(super) fn undefined(&self, name: &[u8]) -> Box<Failure> {
        let name = String::from_utf8_lossy(name);
        self.fail(Reason::Engine(format!("undefined variable: {name}")))
    }

    /// Sets the variables of a `range` for one round.
    fn bind(&mut self, pipe: &'t Pipe, mark: usize, index: Reflected, item: &Reflected) -> Ran<()> {
        let names = &pipe.variables;
        match (pipe.binding, names.as_slice()) {
            (_, []) => {}
            (Binding::Assign, [name]) => self.set(self.name(*name), item.clone())?,
            (Binding::Assign, [first, second, ..]) => {
                self.set(self.name(*first), index)?;
                self.set(self.name(*second), item.clone())?;
            }
            (Binding::Declare, _) => {
                self.variables[mark - 1].value = item.clone();
                if names.len() > 1 {
                    self.variables[mark - 2].value = index;
                }
            }
        }
        Ok(())
    }

    pub(super) fn fail(&self, reason: Reason) -> Box<Failure> {
        let source = &self.template.source;
        let (at, context) = match self.at {
            At::Start => (self.action.start, String::new()),
            At::Template(invocation) => (invocation.at, invocation.show(source)),
            At::Pipe(pipe) => (pipe.at, pipe.show(source)),
            At::Command(command) => (command.at, command.show(source)),
            At::Operand(Operand { kind: OperandKind::Pipe(pipe), .. }) => {
                (pipe.at, pipe.show(source))
            }
            At::Operand(operand) => (operand.at, operand.show(source)),
        };
        let (line, column) = source.line_and_column(at);
        Box::new(Failure {
            template: self.template.name.clone(),
            file: source.name.clone(),
            line,
            column,
            at: self.place(),
            context,
            reason,
        })
    }
}

/// The text without what Go prints for no value.
pub(super) fn without_no_value(text: &Text) -> Text {
    const NONE: &[u8] = b"<no value>";
    let finder = memchr::memmem::Finder::new(NONE);
    if finder.find(text.as_bytes()).is_none() {
        return text.clone();
    }
    let mut out = Builder::with_capacity(text.len());
    let mut start = 0;
    for found in finder.find_iter(text.as_bytes()) {
        out.push_slice(text, start..found);
        start = found + NONE.len();
    }
    out.push_slice(text, start..text.len());
    out.finish()
}

impl Reflected {
    /// The value as `.` is given it by `include`: nothing holds it.
    pub(super) fn is_nil_in_interface(&self) -> bool {
        self.value.is_nil() && self.held == Held::InInterface
    }
}
