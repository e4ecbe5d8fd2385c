//! Statements: all branches are walked, and names are bound as the engine binds them.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::machinery::ast;

use super::meaning::{Meaning, Stretch, Thing};
use super::scope::{Frame, FrameId, Names, join_name, visible};
use super::unit::Role;
use super::{Calls, Followed, Macro, Reader, Use, ValueStep, Walk};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::template::jinja::tree::{range, start_of};

impl<'t> Walk<'t> {
    pub(super) fn statements(&mut self, statements: &'t [ast::Stmt<'t>]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    pub(super) fn statement(&mut self, statement: &'t ast::Stmt<'t>) {
        let reader = self.reader_of(statement);
        self.read_by(reader, |walk| walk.go_through(statement));
    }

    fn go_through(&mut self, statement: &'t ast::Stmt<'t>) {
        match statement {
            ast::Stmt::Template(template) => self.statements(&template.children),
            ast::Stmt::EmitExpr(emit) => self.emitted(&emit.expr),
            ast::Stmt::EmitRaw(_) | ast::Stmt::Continue(_) | ast::Stmt::Break(_) => {}
            ast::Stmt::ForLoop(each) => self.for_loop(each),
            ast::Stmt::IfCond(choice) => {
                self.touched(&choice.expr);
                self.branch([&mut |walk| walk.statements(&choice.true_body), &mut |walk| {
                    walk.statements(&choice.false_body);
                }]);
            }
            ast::Stmt::WithBlock(with) => {
                let id = FrameId::Block(self.place(range(with.span())));
                self.framed(id, |walk| {
                    for (target, value) in &with.assignments {
                        let meaning = walk.expression(value);
                        walk.assign(target, meaning);
                    }
                    walk.statements(&with.body);
                });
            }
            ast::Stmt::Set(set) => {
                let meaning = self.expression(&set.expr);
                self.assign(&set.target, meaning);
            }
            ast::Stmt::SetBlock(set) => {
                self.statements(&set.body);
                if let Some(filter) = &set.filter {
                    self.used(filter);
                }
                self.assign(&set.target, Meaning::unknown());
            }
            ast::Stmt::FilterBlock(block) => {
                self.statements(&block.body);
                self.used(&block.filter);
            }
            ast::Stmt::AutoEscape(block) => self.statements(&block.body),
            ast::Stmt::Block(block) => {
                let id = FrameId::Block(self.place(range(block.span())));
                self.framed(id, |walk| {
                    walk.bind("super", Meaning::unknown());
                    walk.statements(&block.body);
                });
            }
            ast::Stmt::Import(import) => {
                let module = self.import(&import.expr);
                self.assign(&import.name, module);
            }
            ast::Stmt::FromImport(import) => self.names_imported(import),
            ast::Stmt::Extends(extends) => self.include(&extends.name, Missing::Wrong),
            ast::Stmt::Include(include) => {
                let missing = if include.ignore_missing { Missing::Fine } else { Missing::Wrong };
                self.include(&include.name, missing);
            }
            ast::Stmt::Macro(declaration) => {
                let meaning = self.declare(declaration);
                self.bind(declaration.name, meaning);
            }
            ast::Stmt::CallBlock(block) => {
                let caller = self.declare(&block.macro_decl);
                let result = self.call(&block.call, Some(&caller));
                self.read(&result, Use::Whole);
            }
            ast::Stmt::Do(statement) => {
                let result = self.call(&statement.call, None);
                self.read(&result, Use::Whole);
            }
        }
    }

    fn for_loop(&mut self, each: &'t ast::Spanned<ast::ForLoop<'t>>) {
        let place = self.place(range(each.span()));
        let mut list = self.expression(&each.iter);
        self.read_keys(&list);
        if let Some(more) = self.facts.loops.get(&place) {
            list.join(more);
        }
        let item = list.item();
        self.framed(FrameId::Block(place), |walk| {
            if let Some(filter) = &each.filter_expr {
                walk.assign(&each.target, item.clone());
                walk.touched(filter);
            }
            walk.bind("loop", Meaning::of(Thing::Loop(place, item.clone())));
            walk.assign(&each.target, item);
            walk.statements(&each.body);
        });
        self.branch([&mut |walk| walk.statements(&each.else_body), &mut |_| {}]);
    }

    /// Binds the names of a target to a meaning, or to its parts.
    fn assign(&mut self, target: &'t ast::Expr<'t>, meaning: Meaning) {
        match target {
            ast::Expr::Var(var) => self.bind(var.id, meaning),
            ast::Expr::List(list) => self.assign_parts(&list.items, &meaning),
            ast::Expr::Tuple(tuple) => self.assign_parts(&tuple.items, &meaning),
            ast::Expr::GetAttr(attr) => {
                let meaning = self.followed(meaning);
                let owner = self.expression(&attr.expr);
                for thing in owner.things.iter() {
                    if let Thing::Namespace(place) = thing {
                        let held = self.facts.namespaces.entry(*place).or_default();
                        self.facts.news |= join_name(held, &attr.name.into(), &meaning);
                    }
                }
                if owner.unknown {
                    let reader = self.reader.max(Reader::Unsure);
                    self.read_by(reader, |walk| walk.read(&meaning, Use::Examined));
                }
            }
            _ => self.read(&meaning, Use::Examined),
        }
    }

    fn assign_parts(&mut self, targets: &'t [ast::Expr<'t>], meaning: &Meaning) {
        for (at, target) in targets.iter().enumerate() {
            self.assign(target, part(meaning, at));
        }
    }

    /// Notes a macro. Returns the meaning of its name.
    fn declare(&mut self, declaration: &'t ast::Spanned<ast::Macro<'t>>) -> Meaning {
        let place = self.place(range(declaration.span()));
        let frame = self.frames.last().map(|frame| frame.id);
        let unit = self.unit;
        let news = !self.facts.macros.contains_key(&place);
        let known = self.facts.macros.entry(place).or_insert_with(|| Macro {
            declaration,
            unit,
            closure: Names::new(),
            frames: frame.into_iter().collect(),
            arguments: vec![Meaning::default(); declaration.args.len()],
            caller: Meaning::default(),
            calls: Calls::Nobody,
            reader: Reader::Nobody,
            emissions: BTreeSet::new(),
        });
        let mut news = news;
        if let Some((innermost, around)) = self.frames.split_last() {
            // All meanings of the innermost frame's names are stored.
            let seen = visible(around).filter(|(name, _)| !innermost.names.contains_key(*name));
            for (name, meaning) in seen {
                news |= join_name(&mut known.closure, name, meaning);
            }
        }
        news |= frame.is_some_and(|frame| known.frames.insert(frame));
        self.facts.news |= news;
        Meaning::of(Thing::Macro(place))
    }

    /// Walks the body of a macro with all arguments that it may get.
    pub(super) fn macro_body(&mut self, place: Stretch) {
        let Some(known) = self.facts.macros.get(&place) else { return };
        let (declaration, calls) = (known.declaration, known.calls);
        let may_run = match calls {
            Calls::Anybody => true,
            Calls::Uncalled => self.facts.may_run_anything(),
            Calls::Nobody | Calls::Known => false,
        };
        let reader = match may_run {
            _ if self.units.silent.holds(declaration.name) => Reader::Nobody,
            true => known.reader.max(Reader::Unsure),
            false => known.reader,
        };
        let names = self.facts.seen_by(known);
        let is_known = matches!(calls, Calls::Nobody | Calls::Known);
        let open = if is_known { Meaning::default() } else { Meaning::unknown() };
        let mut arguments = known.arguments.clone();
        arguments.iter_mut().for_each(|argument| {
            argument.join(&open);
        });
        let caller = known.caller.clone().or(&open);
        let unit = std::mem::replace(&mut self.unit, known.unit);
        let frames = std::mem::take(&mut self.frames);
        let outside = self.place(range_before(place));
        let outside = FrameId::Block(outside);
        self.frames.extend(names.into_iter().map(|names| Frame { id: outside, names }));
        self.read_by(reader, |walk| {
            walk.framed(FrameId::Block(place), |walk| {
                walk.bind("caller", caller);
                walk.bind_arguments(declaration, arguments);
                walk.statements(&declaration.body);
            });
        });
        self.frames = frames;
        self.unit = unit;
    }

    fn bind_arguments(&mut self, declaration: &'t ast::Macro<'t>, arguments: Vec<Meaning>) {
        let without_default = declaration.args.len() - declaration.defaults.len();
        for (at, (target, mut meaning)) in declaration.args.iter().zip(arguments).enumerate() {
            if let Some(at) = at.checked_sub(without_default) {
                let default = self.expression(&declaration.defaults[at]);
                meaning.join(&default);
            }
            self.assign(target, meaning);
        }
    }

    fn names_imported(&mut self, import: &'t ast::Spanned<ast::FromImport<'t>>) {
        let module = self.import(&import.expr);
        for (name, alias) in &import.names {
            let ast::Expr::Var(var) = name else { continue };
            let place = self.place(range(var.span()));
            let mut meaning = self.exported(&module, var.id, place);
            if let Some(other) = self.meaning_of(var.id) {
                meaning.join(other);
                self.judge(place, None);
            }
            self.assign(alias.as_ref().unwrap_or(name), meaning);
        }
    }

    /// The meaning of an import.
    fn import(&mut self, name: &'t ast::Expr<'t>) -> Meaning {
        let mut modules = Meaning::default();
        let Some(units) = self.templates(name, Missing::Wrong) else { return Meaning::unknown() };
        for unit in units {
            if self.units.list[unit].tree().is_none() {
                modules.unknown = true;
                continue;
            }
            self.facts.stored.entry(FrameId::Module(unit)).or_default();
            self.framed(FrameId::Module(unit), |walk| walk.run_part(unit));
            modules.extend([Thing::Module(unit)]);
        }
        if modules.things.is_empty() { Meaning::unknown() } else { modules }
    }

    fn include(&mut self, name: &'t ast::Expr<'t>, missing: Missing) {
        for unit in self.templates(name, missing).unwrap_or_default() {
            self.run_part(unit);
        }
    }

    /// Runs a template as a part of this one.
    fn run_part(&mut self, unit: usize) {
        self.facts.news |= self.facts.reached.insert(unit);
        if self.nested(|walk| walk.run(unit)) == Followed::No {
            self.lose_sight();
        }
    }

    /// Uses all names that are visible here, for a template that can't be followed.
    fn lose_sight(&mut self) {
        let meanings: Vec<Meaning> = self.visible().map(|(_, meaning)| meaning.clone()).collect();
        meanings.iter().for_each(|meaning| self.read(meaning, Use::Examined));
    }

    /// The templates that an expression names; `None` if that is not known.
    fn templates(&mut self, name: &'t ast::Expr<'t>, missing: Missing) -> Option<Vec<usize>> {
        let meaning = self.expression(name);
        self.read(&meaning, Use::Examined);
        let choice = meaning.things.iter().any(|thing| !matches!(thing, Thing::Text(_)));
        let names = if choice { meaning.item() } else { meaning };
        let Some(names) = names.texts() else {
            self.lose_sight();
            self.facts.news |= !std::mem::replace(&mut self.facts.anywhere, true);
            return None;
        };
        let place = self.place(start_of(name)..range(name.span()).end);
        let known = &self.units.templates;
        let units: Vec<usize> = names
            .iter()
            .filter_map(|name| {
                let prefix = &self.units.list[self.unit].parsed.prefix;
                known.get(&format!("{prefix}{name}")).or_else(|| known.get(*name))
            })
            .copied()
            .collect();
        let fault = (missing == Missing::Wrong && units.is_empty()).then(|| {
            let wanted = names[0];
            let message = format!("there is no template `{wanted}`");
            let fault = Diagnostic::error(Code::UnknownTemplate, message)
                .at(self.units.span(place), "named here");
            let known = known.keys().map(String::as_str);
            match did_you_mean(wanted, known) {
                Some(help) => fault.help(help),
                None => fault,
            }
        });
        self.judge(place, fault);
        Some(units)
    }

    /// Runs a text of the chart's files; `None` for all of them.
    pub(super) fn run_file(&mut self, name: Option<&str>) {
        let wanted = name.map(|name| name.strip_prefix("files/").unwrap_or(name));
        let files = self.units.files.iter();
        let chosen = files.filter(|(file, _)| wanted.is_none_or(|wanted| wanted == file.as_str()));
        for (_, &unit) in chosen {
            if wanted.is_some() {
                self.facts.news |= self.facts.reached.insert(unit);
            }
            self.nested(|walk| {
                let known = walk.notes.reads_only;
                walk.notes.reads_only |= wanted.is_none();
                walk.run_alone(unit, BTreeMap::new());
                walk.notes.reads_only = known;
            });
        }
    }

    /// Runs a string as a template that sees these names.
    pub(super) fn run_text(&mut self, text: &Meaning, names: BTreeMap<String, Meaning>) {
        for thing in text.things.iter() {
            match thing {
                Thing::Text(text) => {
                    if let Some(&unit) = self.units.literals.get(text) {
                        self.nested(|walk| walk.run_alone(unit, names.clone()));
                    }
                }
                _ => self.facts.news |= !std::mem::replace(&mut self.facts.runs_values, true),
            }
        }
        if text.unknown {
            self.facts.news |= !std::mem::replace(&mut self.facts.runs_values, true);
        }
        if text.texts().is_none() {
            names.values().for_each(|meaning| self.read(meaning, Use::Examined));
        }
    }

    /// Whether an unknown name may be defined where this text runs.
    pub(super) fn sees_unknown_names(&self) -> bool {
        match self.units.list[self.unit].role {
            Role::Partial | Role::Library => {
                self.facts.anywhere || !self.facts.reached.contains(&self.unit)
            }
            Role::Value => true,
            _ => false,
        }
    }
}

/// Whether a missing template is a fault.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Wrong,
    Fine,
}

/// One item of a tuple that is unpacked.
fn part(meaning: &Meaning, at: usize) -> Meaning {
    let mut part = Meaning { unknown: meaning.unknown, ..Meaning::default() };
    for thing in meaning.things.iter() {
        match thing {
            Thing::Tuple(items) => {
                if let Some(item) = items.get(at) {
                    part.join(item);
                }
            }
            Thing::Value(path) => {
                let step = ValueStep::Index(i64::try_from(at).unwrap_or(i64::MAX));
                part.extend([Thing::Value(path.below(step))]);
            }
            Thing::List(item) => {
                part.join(item);
            }
            _ => part.unknown = true,
        }
    }
    part
}

/// The frame around a macro has no place of its own.
fn range_before(place: Stretch) -> std::ops::Range<usize> {
    place.start..place.start
}
