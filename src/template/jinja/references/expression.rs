//! Expressions: the meaning of each, with all look-ups and uses of values in it.

use std::collections::BTreeMap;

use minijinja::machinery::ast;

use super::meaning::{Meaning, Stretch, Thing};
use super::scope::FrameId;
use super::{Reader, Use, ValuePath, ValueStep, Walk};
use crate::diagnostic::{Code, Diagnostic, did_you_mean, nearest};
use crate::template::jinja::functions::{self, LooksAt};
use crate::template::jinja::habits;
use crate::template::jinja::names::{OBJECTS, attributes};
use crate::template::jinja::tree::{range, start_of};

impl<'t> Walk<'t> {
    /// An expression whose value is used whole.
    pub(super) fn used(&mut self, expr: &'t ast::Expr<'t>) {
        let meaning = self.expression(expr);
        self.read(&meaning, Use::Whole);
    }

    /// An expression that is written out.
    pub(super) fn emitted(&mut self, expr: &'t ast::Expr<'t>) {
        let here = self.place(start_of(expr)..range(expr.span()).end);
        let around = self.emission.replace(here);
        self.used(expr);
        self.emission = around;
    }

    /// An expression of which the value is looked at.
    fn examined(&mut self, expr: &'t ast::Expr<'t>) {
        let meaning = self.expression(expr);
        self.read(&meaning, Use::Examined);
    }

    /// An expression that is only tested.
    pub(super) fn touched(&mut self, expr: &'t ast::Expr<'t>) {
        self.read_by(Reader::Nobody, |walk| {
            let meaning = walk.expression(expr);
            walk.read(&meaning, Use::Touched);
        });
    }

    /// The meaning of an expression.
    pub(super) fn expression(&mut self, expr: &'t ast::Expr<'t>) -> Meaning {
        match expr {
            ast::Expr::Var(var) => self.variable(var),
            ast::Expr::Const(constant) => match constant.value.as_str() {
                Some(text) => Meaning::of(Thing::Text(text.to_owned())),
                None => Meaning::default(),
            },
            ast::Expr::Slice(slice) => {
                let list = self.expression(&slice.expr);
                for part in [&slice.start, &slice.stop, &slice.step].into_iter().flatten() {
                    self.used(part);
                }
                Meaning::list(list.item())
            }
            ast::Expr::UnaryOp(op) => {
                let operand = self.expression(&op.expr);
                self.read(&operand, Use::Touched);
                Meaning::unknown()
            }
            ast::Expr::BinOp(op) => {
                let reader =
                    if compares(op.op) { self.reader_of_comparison() } else { self.reader };
                self.read_by(reader, |walk| walk.binary(op))
            }
            ast::Expr::Compare(compare) => {
                let reader = self.reader_of_comparison();
                self.read_by(reader, |walk| walk.comparison(compare))
            }
            ast::Expr::IfExpr(choice) => {
                self.touched(&choice.test_expr);
                let meaning = self.expression(&choice.true_expr);
                match &choice.false_expr {
                    Some(other) => meaning.or(&self.expression(other)),
                    None => meaning,
                }
            }
            ast::Expr::Filter(filter) => self.filter(filter),
            ast::Expr::Test(test) => {
                let reader = self.reader_of_comparison();
                self.read_by(reader, |walk| walk.test(test))
            }
            ast::Expr::GetAttr(attr) => {
                let base = self.expression(&attr.expr);
                let place = self.place(start_of(expr)..range(expr.span()).end);
                self.look_up(&base, &ValueStep::Key(attr.name.to_owned()), place)
            }
            ast::Expr::GetItem(item) => self.subscript(expr, item),
            ast::Expr::Call(call) => self.call(call, None),
            ast::Expr::List(list) => self.tuple(&list.items),
            ast::Expr::Tuple(tuple) => self.tuple(&tuple.items),
            ast::Expr::Map(map) => self.map(map),
        }
    }

    fn comparison(&mut self, compare: &'t ast::Compare<'t>) -> Meaning {
        self.examined(&compare.expr);
        for op in &compare.ops {
            match op.op {
                ast::CompareOpKind::In | ast::CompareOpKind::NotIn => self.searched(&op.expr),
                _ => self.examined(&op.expr),
            }
        }
        Meaning::unknown()
    }

    fn tuple(&mut self, items: &'t [ast::Expr<'t>]) -> Meaning {
        let items = items.iter().map(|item| self.expression(item)).collect();
        Meaning::of(Thing::Tuple(items))
    }

    fn map(&mut self, map: &'t ast::Map<'t>) -> Meaning {
        let mut entries: BTreeMap<String, Meaning> = BTreeMap::new();
        let mut rest = Meaning::default();
        for (key, value) in map.keys.iter().zip(&map.values) {
            let key = self.expression(key);
            self.read(&key, Use::Examined);
            let value = self.expression(value);
            match key.texts() {
                Some(keys) => {
                    for key in keys {
                        entries.entry(key.to_owned()).or_default().join(&value);
                    }
                }
                None => {
                    rest.join(&value);
                }
            }
        }
        Meaning::of(Thing::Map(entries, rest))
    }

    fn binary(&mut self, op: &'t ast::BinOp<'t>) -> Meaning {
        match op.op {
            // `+` also joins lists, whose items are followed. Numbers are used with the sum.
            ast::BinOpKind::Add => {
                let (left, right) = (self.expression(&op.left), self.expression(&op.right));
                let item = left.item().or(&right.item());
                left.or(&right).or(&Meaning::list(item)).or(&Meaning::unknown())
            }
            ast::BinOpKind::ScAnd | ast::BinOpKind::ScOr => {
                let left = self.expression(&op.left);
                self.read(&left, Use::Touched);
                left.or(&self.expression(&op.right))
            }
            ast::BinOpKind::In => {
                self.examined(&op.left);
                self.searched(&op.right);
                Meaning::unknown()
            }
            _ => {
                self.used(&op.left);
                self.used(&op.right);
                Meaning::unknown()
            }
        }
    }

    /// The right side of `in`.
    fn searched(&mut self, expr: &'t ast::Expr<'t>) {
        let meaning = self.expression(expr);
        self.search(&meaning);
        self.read(&meaning.item(), Use::Examined);
    }

    fn test(&mut self, test: &'t ast::Spanned<ast::Test<'t>>) -> Meaning {
        let looks_at = functions::looks_at(test.name);
        let meaning = match looks_at {
            LooksAt::Presence => self.maybe_undefined(&test.expr),
            _ => self.expression(&test.expr),
        };
        self.read(
            &meaning,
            match looks_at {
                LooksAt::Presence | LooksAt::Type => Use::Touched,
                LooksAt::Content | LooksAt::ContentAmong => Use::Examined,
            },
        );
        for arg in &test.args {
            let arg = self.expression(crate::template::jinja::tree::argument(arg));
            if looks_at == LooksAt::ContentAmong {
                self.search(&arg);
                self.read(&arg.item(), Use::Examined);
            } else {
                self.read(&arg, Use::Examined);
            }
        }
        let place = self.place(range(test.span()));
        self.known_name("test", test.name, functions::tests(), place);
        Meaning::unknown()
    }

    /// Reports an unknown test or filter.
    pub(super) fn known_name(
        &mut self,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'static str> + Clone,
        place: Stretch,
    ) {
        let is_known = known.clone().any(|other| other == name);
        let fault = (!is_known).then(|| {
            let fault =
                Diagnostic::error(Code::UnknownFunction, format!("there is no {what} `{name}`"))
                    .at(self.units.span(place), "not known");
            fault.help(match what {
                "test" => habits::near_to(name, known),
                _ => habits::for_unknown(name, known),
            })
        });
        self.judge(place, fault);
    }

    /// An expression that may be undefined: an unknown name is no fault.
    pub(super) fn maybe_undefined(&mut self, expr: &'t ast::Expr<'t>) -> Meaning {
        match expr {
            ast::Expr::Var(var) => self.name(var.id).unwrap_or_default(),
            _ => self.guarded(|walk| walk.expression(expr)),
        }
    }

    fn variable(&mut self, var: &'t ast::Spanned<ast::Var<'t>>) -> Meaning {
        let place = self.place(range(var.span()));
        let meaning = self.name(var.id);
        let fault = match &meaning {
            None if !self.sees_unknown_names() => Some(self.undefined(var.id, place)),
            _ => None,
        };
        self.judge(place, fault);
        meaning.unwrap_or_else(Meaning::unknown)
    }

    /// The meaning of a name; `None` if it is not defined.
    pub(super) fn name(&self, name: &str) -> Option<Meaning> {
        if let Some(meaning) = self.meaning_of(name) {
            return Some(meaning.clone());
        }
        match OBJECTS.iter().find(|object| **object == name && name != "template") {
            Some(&"values") => Some(Meaning::of(Thing::Value(ValuePath::default()))),
            Some(&object) => Some(Meaning::of(Thing::Object(object))),
            None if functions::is_function(name) || name == "self" => Some(Meaning::unknown()),
            None => None,
        }
    }

    fn undefined(&self, name: &str, place: Stretch) -> Diagnostic {
        let fault = Diagnostic::error(Code::UndefinedValue, format!("`{name}` is not defined"))
            .at(self.units.span(place), "not defined");
        let known = self.visible().map(|(name, _)| &**name).chain(OBJECTS.iter().copied());
        match (habits::for_name(name), nearest(name, known)) {
            (Some(help), _) => fault.help(help),
            (None, Some(near)) => fault.help(format!("did you mean `{near}`?")),
            (None, None) => {
                let text = &self.units.list[place.unit].parsed.template.text;
                let (before, after) = (&text[..place.start], &text[place.end..]);
                match habits::for_stranger(before, name, after) {
                    Some(help) => fault.help(help),
                    None => fault,
                }
            }
        }
    }

    fn subscript(&mut self, expr: &'t ast::Expr<'t>, item: &'t ast::GetItem<'t>) -> Meaning {
        let base = self.expression(&item.expr);
        let place = self.place(start_of(expr)..range(expr.span()).end);
        let constant = match &item.subscript_expr {
            ast::Expr::UnaryOp(_) | ast::Expr::Const(_) => item.subscript_expr.as_const(),
            _ => None,
        };
        if let Some(index) = constant.and_then(|constant| constant.as_i64()) {
            return self.look_up(&base, &ValueStep::Index(index), place);
        }
        let key = self.expression(&item.subscript_expr);
        self.read(&key, Use::Examined);
        self.look_up_any(&base, &key, place)
    }

    /// Looks up a computed key.
    pub(super) fn look_up_any(&mut self, base: &Meaning, key: &Meaning, place: Stretch) -> Meaning {
        match key.texts() {
            Some(keys) => keys.into_iter().fold(Meaning::default(), |found, key| {
                found.or(&self.look_up(base, &ValueStep::Key(key.to_owned()), place))
            }),
            None => self.look_up(base, &ValueStep::Any, place),
        }
    }

    /// Looks up one key, and notes the reference if it leads to values.
    pub(super) fn look_up(&mut self, base: &Meaning, step: &ValueStep, place: Stretch) -> Meaning {
        let mut found = Meaning { unknown: base.unknown, ..Meaning::default() };
        let mut paths = Vec::new();
        let mut fault = None;
        for thing in base.things.iter() {
            match (thing, step) {
                (Thing::Value(path), _) => paths.push(path.below(step.clone())),
                (Thing::Object(object), ValueStep::Key(key)) => {
                    fault = self.unknown_attribute(object, key, attributes(object), place);
                    found.unknown = true;
                }
                (Thing::Loop(_, item), ValueStep::Key(key)) => {
                    fault = self.unknown_attribute("loop", key, attributes("loop"), place);
                    match key.as_str() {
                        "previtem" | "nextitem" => found.join(item),
                        _ => found.join(&Meaning::unknown()),
                    };
                }
                (Thing::Module(unit), ValueStep::Key(key)) => {
                    fault = self.missing_export(*unit, key, place);
                    let exports = self.facts.stored.get(&FrameId::Module(*unit));
                    match exports.and_then(|exports| exports.get(key.as_str())) {
                        Some(export) => found.join(export),
                        None => found.join(&Meaning::unknown()),
                    };
                }
                (Thing::Namespace(space), ValueStep::Key(key)) => {
                    let held =
                        self.facts.namespaces.get(space).and_then(|held| held.get(key.as_str()));
                    found.join(held.unwrap_or(&Meaning::default()));
                }
                (Thing::Map(entries, rest), ValueStep::Key(key)) => {
                    found.join(entries.get(key).unwrap_or(rest));
                }
                (Thing::Tuple(items), ValueStep::Index(index)) => {
                    let at = usize::try_from(*index).ok();
                    let at = at.or_else(|| {
                        items.len().checked_sub(usize::try_from(index.unsigned_abs()).ok()?)
                    });
                    if let Some(item) = at.and_then(|at| items.get(at)) {
                        found.join(item);
                    }
                }
                (Thing::List(item), ValueStep::Index(_)) => {
                    found.join(item);
                }
                (Thing::Tuple(_) | Thing::List(_) | Thing::Map(..), ValueStep::Any) => {
                    found.join(&Meaning::of(thing.clone()).entry());
                }
                (Thing::Tuple(_) | Thing::List(_) | Thing::Text(_) | Thing::Map(..), _) => {}
                _ => found.unknown = true,
            }
        }
        self.judge(place, fault.filter(|_| !base.unknown && base.things.len() == 1));
        paths.iter().for_each(|path| self.notes.look(path, self.reader));
        if !paths.is_empty() && !self.notes.reads_only {
            let reference = self.notes.references.entry(place).or_default();
            reference.guarded |= self.guarded;
            reference.elsewhere |= found.unknown || !found.things.is_empty();
            reference.paths.extend(paths.iter().cloned());
        }
        found.extend(paths.into_iter().map(Thing::Value));
        self.followed(found)
    }

    fn unknown_attribute(
        &self,
        object: &str,
        key: &str,
        known: &[&str],
        place: Stretch,
    ) -> Option<Diagnostic> {
        if known.contains(&key) {
            return None;
        }
        let fault =
            Diagnostic::error(Code::UndefinedValue, format!("`{object}.{key}` is not defined"))
                .at(self.units.span(place), "not defined");
        Some(match did_you_mean(key, known.iter().copied()) {
            Some(help) => fault.help(help),
            None => fault,
        })
    }

    /// The meaning of a name in a module.
    pub(super) fn exported(&mut self, module: &Meaning, name: &str, place: Stretch) -> Meaning {
        self.look_up(module, &ValueStep::Key(name.to_owned()), place)
    }

    fn missing_export(&self, unit: usize, name: &str, place: Stretch) -> Option<Diagnostic> {
        let exports = self.facts.stored.get(&FrameId::Module(unit))?;
        if exports.contains_key(name) {
            return None;
        }
        let template = &self.units.list[unit].parsed.template.name;
        let message = format!("`{template}` defines no `{name}`");
        let fault = Diagnostic::error(Code::UnknownMacro, message)
            .at(self.units.span(place), "not defined there");
        Some(match did_you_mean(name, exports.keys().map(|name| &**name)) {
            Some(help) => fault.help(help),
            None => fault,
        })
    }
}

/// Whether an operator gives no more of its operands than a truth.
fn compares(op: ast::BinOpKind) -> bool {
    use ast::BinOpKind::{Eq, Gt, Gte, In, Lt, Lte, Ne};
    matches!(op, Eq | Ne | Lt | Lte | Gt | Gte | In)
}
