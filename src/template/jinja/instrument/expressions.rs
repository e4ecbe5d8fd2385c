//! Expressions: where captured text is used, it is resolved first; calls that speak to the user are
//! told where they stand.

use minijinja::machinery::ast;

use super::walker::Walker;
use crate::template::jinja::functions::{self, Fact, Refused};
use crate::template::jinja::tree::{argument, range, start_of};

impl<'a> Walker<'a, '_> {
    /// An expression whose value is used, not passed on: captured text is resolved first.
    pub(super) fn used(&mut self, expr: &ast::Expr<'a>) {
        self.expression(expr);
        if self.captures.may_be(expr) {
            self.wrap(expr, "__value");
        }
    }

    pub(super) fn wrap(&mut self, expr: &ast::Expr<'a>, filter: &str) {
        let whole = balanced(self.text, start_of(expr)..range(expr.span()).end);
        self.insert_first(whole.start, "((");
        self.insert(whole.end, format!(")|{filter})"));
    }

    pub(super) fn expression(&mut self, expr: &ast::Expr<'a>) {
        match expr {
            ast::Expr::Var(_) | ast::Expr::Const(_) => {}
            ast::Expr::Slice(slice) => {
                self.used(&slice.expr);
                for part in [&slice.start, &slice.stop, &slice.step].into_iter().flatten() {
                    self.used(part);
                }
                self.wrap(expr, "__part");
            }
            ast::Expr::UnaryOp(op) => self.used(&op.expr),
            ast::Expr::BinOp(op) => {
                self.binary(op);
                if matches!(op.op, ast::BinOpKind::Mul) {
                    self.wrap(expr, "__part");
                }
            }
            ast::Expr::Compare(compare) => {
                self.used(&compare.expr);
                compare.ops.iter().for_each(|op| self.used(&op.expr));
            }
            ast::Expr::IfExpr(choice) => {
                self.used(&choice.test_expr);
                self.expression(&choice.true_expr);
                if let Some(other) = &choice.false_expr {
                    self.expression(other);
                }
            }
            ast::Expr::Filter(filter) => self.filter(filter, range(expr.span()).end),
            ast::Expr::Test(test) => {
                self.used(&test.expr);
                self.arguments(&test.args);
            }
            ast::Expr::GetAttr(attr) => self.used(&attr.expr),
            ast::Expr::GetItem(item) => {
                self.used(&item.expr);
                self.used(&item.subscript_expr);
            }
            ast::Expr::Call(call) => self.call(call),
            ast::Expr::List(list) => self.gathered(expr, list.items.iter()),
            ast::Expr::Tuple(tuple) => self.gathered(expr, tuple.items.iter()),
            ast::Expr::Map(map) => self.gathered(expr, map.keys.iter().chain(&map.values)),
        }
    }

    /// `~` would print what it is given; a map, a list or null has no place in a text.
    pub(super) fn binary(&mut self, op: &ast::BinOp<'a>) {
        for side in [&op.left, &op.right] {
            match op.op {
                ast::BinOpKind::Concat => self.as_text(side),
                ast::BinOpKind::Add => self.part(side),
                _ => self.used(side),
            }
        }
    }

    /// A list or a map with its items; one that is not known beforehand takes room.
    fn gathered<'t>(
        &mut self,
        whole: &ast::Expr<'a>,
        items: impl Iterator<Item = &'t ast::Expr<'a>> + Clone,
    ) where
        'a: 't,
    {
        items.clone().for_each(|item| self.used(item));
        if items.clone().any(|item| !matches!(item, ast::Expr::Const(_))) {
            self.wrap(whole, "__gathered");
        }
    }

    /// A side of `+`: what comes of it is as large as both together.
    fn part(&mut self, expr: &ast::Expr<'a>) {
        self.expression(expr);
        let is_sum = matches!(expr, ast::Expr::BinOp(op) if matches!(op.op, ast::BinOpKind::Add));
        if !is_sum && !matches!(expr, ast::Expr::Const(_)) {
            self.wrap(expr, "__part");
        }
    }

    fn as_text(&mut self, expr: &ast::Expr<'a>) {
        self.expression(expr);
        if !is_text(expr) {
            let filter = self.text_of(expr);
            self.wrap(expr, &filter);
        } else if self.captures.may_be(expr) {
            self.wrap(expr, "__value");
        }
    }

    /// The filter that makes a text of an expression, told what that reads: a number in it stays as
    /// it was written.
    fn text_of(&mut self, expr: &ast::Expr<'a>) -> String {
        if self.chains(expr).is_empty() { "__text".to_owned() } else { self.told("__text", expr) }
    }

    /// Where the value is a number that was not written as we would, or a list with such, it becomes
    /// what was written.
    fn spelled(&mut self, expr: &ast::Expr<'a>) {
        if !self.chains(expr).is_empty() {
            let filter = self.told("__spelled", expr);
            self.wrap(expr, &filter);
        }
    }

    fn told(&mut self, filter: &str, expr: &ast::Expr<'a>) -> String {
        let call = self.site_call(&[expr], start_of(expr)..range(expr.span()).end);
        format!("{filter}({call})")
    }

    pub(super) fn filter(&mut self, filter: &ast::Filter<'a>, end: usize) {
        if let Some(Refused { message, help }) = functions::refused(filter.name) {
            self.refuse(end, message, help);
        }
        match &filter.expr {
            Some(input) if functions::has(filter.name, Fact::TakesText) => self.as_text(input),
            Some(input) if functions::has(filter.name, Fact::TakesTexts) => {
                self.used(input);
                self.spelled(input);
            }
            Some(input) => self.used(input),
            None => {}
        }
        self.arguments(&filter.args);
        if filter.expr.as_ref().is_some_and(|input| filter.name == "format" && takes_text(input)) {
            filter.args.iter().for_each(|arg| self.spelled(argument(arg)));
        }
        if functions::has(filter.name, Fact::NeedsSite) {
            let reads: Vec<&ast::Expr<'a>> = filter.expr.iter().collect();
            let start = filter.expr.as_ref().map_or(end, start_of);
            self.sited(&reads, start..end, filter.args.is_empty());
        }
    }

    pub(super) fn call(&mut self, call: &ast::Spanned<ast::Call<'a>>) {
        self.used_callee(&call.expr);
        self.called(call);
    }

    /// A call whose callee stays as it is: a tag takes no more than names there.
    pub(super) fn called(&mut self, call: &ast::Spanned<ast::Call<'a>>) {
        self.arguments(&call.args);
        let ast::Expr::Var(callee) = &call.expr else { return };
        if functions::is_function(callee.id) && functions::has(callee.id, Fact::NeedsSite) {
            let reads = call.args.iter().map(argument).collect::<Vec<_>>();
            let start = range(callee.span()).start;
            self.sited(&reads, start..range(call.span()).end, call.args.is_empty());
        }
    }

    pub(super) fn used_callee(&mut self, callee: &ast::Expr<'a>) {
        match callee {
            // A macro of a module, or a method: what it is called on is used, it is not.
            ast::Expr::GetAttr(attr) => self.used(&attr.expr),
            other => self.expression(other),
        }
    }

    /// Gives a call the argument that tells it where it stands.
    pub(super) fn sited(
        &mut self,
        reads: &[&ast::Expr<'a>],
        span: std::ops::Range<usize>,
        bare: bool,
    ) {
        let end = span.end;
        let call = self.site_call(reads, span);
        let site = call.split(',').next().unwrap_or("0").to_owned();
        if !self.text[..end].ends_with(')') {
            self.insert(end, format!("(__site={site})"));
        } else if bare || self.text[..end - 1].trim_end().ends_with(',') {
            self.insert(end - 1, format!("__site={site}"));
        } else {
            self.insert(end - 1, format!(", __site={site}"));
        }
    }

    pub(super) fn arguments(&mut self, args: &[ast::CallArg<'a>]) {
        args.iter().for_each(|arg| self.used(argument(arg)));
    }
}

/// Whether an expression is a text whatever its parts are.
fn is_text(expr: &ast::Expr<'_>) -> bool {
    match expr {
        ast::Expr::Const(constant) => constant.value.as_str().is_some(),
        ast::Expr::BinOp(op) => matches!(op.op, ast::BinOpKind::Concat),
        _ => false,
    }
}

/// Whether an expression is a format with no place for a number: `%s-%s`.
fn takes_text(expr: &ast::Expr<'_>) -> bool {
    let ast::Expr::Const(constant) = expr else { return false };
    let mut specifiers = constant.value.as_str().unwrap_or("%d").split('%').skip(1);
    specifiers.all(|text| text.starts_with('s') || text.is_empty())
}

/// The range with the parentheses that have one side in it: spans leave out those around the
/// first and the last part of an expression.
fn balanced(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let (mut opened, mut closed) = (0, 0);
    let mut quote = None;
    let mut characters = text[range.clone()].chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(_), '\\') => {
                characters.next();
            }
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => opened += 1,
            (None, ')') if opened == 0 => closed += 1,
            (None, ')') => opened -= 1,
            _ => {}
        }
    }
    let before = text[..range.start].rmatch_indices('(').take(closed).last();
    let after = text[range.end..].match_indices(')').take(opened).last();
    before.map_or(range.start, |(at, _)| at)
        ..after.map_or(range.end, |(at, found)| range.end + at + found.len())
}
