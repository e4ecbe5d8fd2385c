//! The items of templates, whichever branch they are in, and what they print as far as it is known.

use std::sync::Arc;

use super::meaning::{Meaning, NOTHING, Thing};
use super::places::Way;
use super::texts::LONGEST;
use super::{DEEPER, GIVEN, OPEN, RECURSION, Reader, STEPS, WALKS};
use crate::template::go::text::lossy;
use crate::template::go::tree::{Binding, Branch, BranchKind, Item, Pipe, Template};

/// A template while it is walked.
pub(super) struct Frame {
    pub number: usize,
    pub template: Arc<Template>,
    pub variables: Vec<Variable>,
    /// How many branches around may not be taken.
    branches: usize,
}

pub(super) struct Variable {
    /// With its dollar sign.
    pub name: String,
    pub value: Meaning,
    /// The branches around its declaration.
    branches: usize,
}

/// What has been printed; `None` if that is not known.
type Printed = Option<Meaning>;

/// So often a loop is walked until its variables hold all that they may hold.
const ROUNDS: usize = 4;

/// Prints any text that may be run.
const ANY: &str = "{{ template \"\u{1}\" . }}";

/// So deep templates call each other.
const CALLS: usize = 200;

fn held(frame: &Frame) -> Vec<Meaning> {
    frame.variables.iter().map(|held| held.value).collect()
}

fn hold(frame: &mut Frame, values: &[Meaning]) {
    for (held, value) in frame.variables.iter_mut().zip(values) {
        held.value = *value;
    }
}

impl Frame {
    pub(super) fn declare(&mut self, name: String, value: Meaning) {
        let branches = self.branches;
        self.variables.push(Variable { name, value, branches });
    }
}

impl Reader<'_> {
    /// Walks a template, unless that has been done with the same; what it prints.
    pub(super) fn template(&mut self, number: usize, dot: Meaning) -> Meaning {
        let mut within = self.within.iter().filter(|(within, _)| *within == number);
        let (times, last) = (within.clone().count(), within.next_back().copied());
        let dot = match last {
            Some((_, last)) if times >= RECURSION => self.widened(last, dot),
            _ => dot,
        };
        if let Some(printed) = self.walked.get(&(number, dot)) {
            return *printed;
        }
        self.walked.insert((number, dot), NOTHING);
        self.walks += 1;
        if times >= RECURSION + DEEPER || self.within.len() > CALLS || self.walks > WALKS {
            self.lose(dot);
            return NOTHING;
        }
        let template = Arc::clone(&self.templates[number]);
        let mut frame =
            Frame { number, template: Arc::clone(&template), variables: Vec::new(), branches: 0 };
        frame.declare("$".to_owned(), dot);
        self.within.push((number, dot));
        let nothing = self.meanings.text("");
        let printed = self.items(&mut frame, dot, &template.body, Some(nothing));
        self.within.pop();
        let printed = printed.unwrap_or(NOTHING);
        self.walked.insert((number, dot), printed);
        printed
    }

    fn items(
        &mut self,
        frame: &mut Frame,
        dot: Meaning,
        items: &[Item],
        printed: Printed,
    ) -> Printed {
        let mut printed = printed;
        for item in items {
            self.steps += 1;
            if self.steps > STEPS {
                self.lose(dot);
                return None;
            }
            match item {
                Item::Text(stretch) => {
                    if printed.is_some() {
                        let text = frame.template.source.slice(*stretch);
                        printed = if text.len() <= LONGEST {
                            let text = self.meanings.text(&lossy(text));
                            self.print(printed, text)
                        } else {
                            None
                        };
                    }
                }
                Item::Action(action) => {
                    let value = self.pipe(frame, dot, &action.pipe);
                    if action.pipe.variables.is_empty() {
                        self.take_whole(value);
                        printed = self.print(printed, value);
                    }
                }
                Item::Branch(branch) => {
                    let mark = frame.variables.len();
                    printed = self.branch(frame, dot, branch, printed);
                    frame.variables.truncate(mark);
                }
                Item::Template(invocation) => {
                    let given = invocation.pipe.as_ref();
                    let given = given.map_or(NOTHING, |pipe| self.pipe(frame, dot, pipe));
                    let text = self.call(&invocation.name, given);
                    printed = self.print(printed, text);
                }
                Item::Break | Item::Continue => {}
            }
        }
        printed
    }

    fn branch(
        &mut self,
        frame: &mut Frame,
        dot: Meaning,
        branch: &Branch,
        printed: Printed,
    ) -> Printed {
        let mark = frame.variables.len();
        let one = match branch.kind {
            BranchKind::Range => {
                let silent = self.range(frame, dot, branch);
                printed.filter(|_| silent.is_some())
            }
            BranchKind::If | BranchKind::With => {
                let value = self.pipe(frame, dot, &branch.pipe);
                self.examine(value);
                let below = if branch.kind == BranchKind::With { value } else { dot };
                frame.branches += 1;
                let one = self.items(frame, below, &branch.body, printed);
                frame.branches -= 1;
                one
            }
        };
        let declared = match branch.kind {
            BranchKind::Range => 0,
            BranchKind::If | BranchKind::With => branch.pipe.variables.len(),
        };
        frame.variables.truncate(mark + declared);
        let other = match &branch.otherwise {
            Some(otherwise) => {
                frame.branches += 1;
                let other = self.items(frame, dot, otherwise, printed);
                frame.branches -= 1;
                other
            }
            None => printed,
        };
        Some(self.meanings.both(one?, other?))
    }

    /// What a loop prints, if it prints nothing.
    fn range(&mut self, frame: &mut Frame, dot: Meaning, branch: &Branch) -> Printed {
        let value = self.value(frame, dot, &branch.pipe);
        let nothing = self.meanings.text("");
        let is_nothing = |printed: Printed| printed == Some(nothing);
        let mut is_silent = true;
        if let Some(lists) = self.each(value) {
            let before = held(frame);
            let mut after: Vec<Vec<Meaning>> = Vec::new();
            for list in lists {
                hold(frame, &before);
                for item in &*list {
                    let printed = self.round(frame, branch, NOTHING, *item);
                    is_silent &= is_nothing(printed);
                }
                after.push(held(frame));
            }
            for at in 0..before.len() {
                let all = after.iter().filter_map(|held| held.get(at)).copied();
                frame.variables[at].value = self.meanings.union(all);
            }
            return is_silent.then_some(nothing);
        }
        let (keys, items) = self.entries(value, Way::Loop);
        frame.branches += 1;
        let mut before = held(frame);
        for round in 0..=ROUNDS {
            let printed = self.round(frame, branch, keys, items);
            is_silent &= is_nothing(printed);
            let after = held(frame);
            // What one round leaves in a variable the next one finds.
            let grown: Vec<Meaning> = after
                .iter()
                .zip(&before)
                .filter(|(one, other)| one != other)
                .map(|it| *it.0)
                .collect();
            if round == ROUNDS {
                grown.iter().for_each(|value| self.lose(*value));
            }
            if grown.is_empty() {
                break;
            }
            before = after;
        }
        frame.branches -= 1;
        is_silent.then_some(nothing)
    }

    fn round(
        &mut self,
        frame: &mut Frame,
        branch: &Branch,
        keys: Meaning,
        items: Meaning,
    ) -> Printed {
        let mark = frame.variables.len();
        self.bind(frame, &branch.pipe, keys, items);
        let nothing = self.meanings.text("");
        let printed = self.items(frame, items, &branch.body, Some(nothing));
        frame.variables.truncate(mark);
        printed
    }

    fn bind(&mut self, frame: &mut Frame, pipe: &Pipe, keys: Meaning, items: Meaning) {
        let names: Vec<String> =
            pipe.variables.iter().map(|name| frame.template.source.text(*name)).collect();
        let values: &[Meaning] = if names.len() > 1 { &[keys, items] } else { &[items] };
        for (name, value) in names.into_iter().zip(values) {
            match pipe.binding {
                Binding::Declare => frame.declare(name, *value),
                Binding::Assign => self.assign(frame, &name, *value),
            }
        }
    }

    /// Sets a variable; in a branch that may not be taken, it may keep what it held.
    pub(super) fn assign(&mut self, frame: &mut Frame, name: &str, value: Meaning) {
        let branches = frame.branches;
        match frame.variables.iter_mut().rev().find(|held| held.name == name) {
            Some(held) if held.branches == branches => held.value = value,
            _ => self.join(frame, name, value),
        }
    }

    pub(super) fn join(&mut self, frame: &mut Frame, name: &str, value: Meaning) {
        if let Some(held) = frame.variables.iter_mut().rev().find(|held| held.name == name) {
            held.value = self.meanings.both(held.value, value);
        }
    }

    /// Walks the templates of a name, in which there may be a gap: `\0`. If there is none, a render
    /// that comes here fails.
    pub(super) fn call(&mut self, name: &str, given: Meaning) -> Meaning {
        let called: Vec<usize> = if name.contains('\0') {
            let all = self.named.iter().filter(|(known, _)| super::texts::fits(name, known));
            all.flat_map(|(_, templates)| templates).copied().collect()
        } else {
            self.named.get(name).cloned().unwrap_or_default()
        };
        let mut printed = Some(NOTHING);
        for template in called {
            let text = self.template(template, given);
            let known = printed.filter(|_| text != NOTHING);
            printed = known.map(|known| self.meanings.both(known, text));
        }
        printed.unwrap_or(NOTHING)
    }

    /// Walks what a `tpl` is given.
    pub(super) fn run(&mut self, text: Meaning, dot: Meaning) -> Meaning {
        let things = self.meanings.things(text);
        let mut result = NOTHING;
        let mut is_known = !things.is_empty();
        for thing in things.iter() {
            let made = match *thing {
                Thing::File(chart, file) => {
                    let (_, bytes) = &self.charts[chart].files[file];
                    let text = lossy(bytes);
                    self.made(&text)
                }
                Thing::Text(text) => {
                    let text = self.meanings.text_of(text);
                    match (text.contains(OPEN), text.contains('\0')) {
                        (true, false) => self.made(&text),
                        (true, true) => self.made(&text.replace('\0', ANY)),
                        (false, true) => None,
                        (false, false) => {
                            let same = self.meanings.one(*thing);
                            result = self.meanings.both(result, same);
                            None
                        }
                    }
                }
                _ => None,
            };
            if let Some(template) = made {
                self.template(template, dot);
            }
            let is_whole = match thing {
                Thing::File(..) => true,
                thing => self.exact(*thing).is_some(),
            };
            is_known &= is_whole || made.is_some();
        }
        if is_known {
            return result;
        }
        self.take_whole(text);
        self.call(GIVEN, dot);
        NOTHING
    }
}
