//! The walk through a template's statements, and what it inserts for them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use minijinja::machinery::ast;

use super::Refusal;
use super::reads::{forget, name_arguments, value_path};
use super::walker::{Insertion, Walker};
use crate::diagnostic::{Code, Span};
use crate::template::holes::marks::raw_mark;
use crate::template::holes::site::Raw;
use crate::template::jinja::functions::{self, Refused};
use crate::template::jinja::line_breaks::Lines;
use crate::template::jinja::tree::{children, find_pair, range, start_of};
use crate::yaml::Calling;

impl<'a> Walker<'a, '_> {
    pub(super) fn statement(&mut self, statement: &ast::Stmt<'a>) {
        match statement {
            ast::Stmt::Template(template) => self.statements(&template.children),
            ast::Stmt::EmitExpr(emit) => self.emission(emit),
            ast::Stmt::EmitRaw(raw) => self.raw(raw.raw),
            ast::Stmt::ForLoop(each) => self.for_loop(each),
            ast::Stmt::IfCond(choice) => self.condition(choice),
            ast::Stmt::WithBlock(with) => self.scoped(|walker| {
                for (target, value) in &with.assignments {
                    walker.expression(value);
                    walker.bind(target, value);
                }
                walker.statements(&with.body);
            }),
            ast::Stmt::Set(set) => {
                self.expression(&set.expr);
                if matches!(set.target, ast::Expr::GetAttr(_))
                    && !matches!(set.expr, ast::Expr::Const(_))
                {
                    self.wrap(&set.expr, "__stored");
                }
                self.bind(&set.target, &set.expr);
            }
            ast::Stmt::SetBlock(set) => {
                if let Some(filter) = &set.filter {
                    self.block_filter(filter);
                }
                self.scoped(|walker| walker.statements(&set.body));
            }
            ast::Stmt::FilterBlock(block) => {
                self.block_filter(&block.filter);
                self.emit_block(&block.filter, range(block.span()));
                self.stands_for_text(range(block.span()), Calling::Use);
                self.statements(&block.body);
            }
            ast::Stmt::AutoEscape(block) => self.refuse(
                range(block.span()).start,
                "`autoescape` has no meaning here: values are bound, not printed",
                "remove the block",
            ),
            ast::Stmt::Block(block) => self.statements(&block.body),
            ast::Stmt::Import(import) => {
                self.used(&import.expr);
                self.import_name(&import.name);
            }
            ast::Stmt::FromImport(import) => self.used(&import.expr),
            ast::Stmt::Extends(extends) => self.used(&extends.name),
            ast::Stmt::Include(include) => {
                self.used(&include.name);
                self.stands_for_text(range(include.span()), Calling::Include);
            }
            ast::Stmt::Macro(declaration) => {
                self.macro_body(declaration, range(declaration.span()).start);
            }
            ast::Stmt::CallBlock(block) => {
                self.called(&block.call);
                self.stands_for_text(range(block.span()), Calling::Call);
                self.macro_body(&block.macro_decl, range(block.call.span()).end);
            }
            ast::Stmt::Do(statement) => self.called(&statement.call),
            ast::Stmt::Continue(_) | ast::Stmt::Break(_) => {}
        }
    }

    pub(super) fn statements(&mut self, statements: &[ast::Stmt<'a>]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    pub(super) fn scoped(&mut self, walk: impl FnOnce(&mut Self)) {
        self.scopes.push(HashMap::new());
        walk(self);
        self.scopes.pop();
    }

    pub(super) fn emission(&mut self, emit: &ast::Spanned<ast::EmitExpr<'a>>) {
        let span = range(emit.span());
        self.expression(&emit.expr);
        let start = span.start + 2 + control_after(self.text, span.start + 2).len();
        let call = self.site_call(&[&emit.expr], self.through_closing(&span));
        let (open, close) = if self.passed.contains(&span.start) {
            ("(__gone if true else (", "))")
        } else if takes_filter(&emit.expr) {
            ("", "")
        } else {
            ("(", ")")
        };
        if !open.is_empty() {
            self.insert_first(start, open);
        }
        self.insert(span.end, [close, "|__emit(", &call, ")"].concat());
    }

    pub(super) fn raw(&mut self, raw: &str) {
        let Some(at) = (raw.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize) else {
            return;
        };
        if at < self.text.len() {
            let span = Span::new(self.source, at..at + raw.len());
            let number = self.register.add_raw(Raw::Text(span));
            self.insert(at, raw_mark(number));
        }
    }

    /// Line breaks that the tags before them would take along stay, and know their places.
    pub(super) fn keep_line_breaks(&mut self) {
        let Lines { breaks, blanks } = std::mem::take(&mut self.lines);
        for at in blanks {
            self.insert(at, "+");
        }
        for at in breaks {
            self.insert(at, "+");
            let after = at + 2;
            let span = Span::new(self.source, after..after + 1);
            let number = self.register.add_raw(Raw::Text(span));
            self.insert(after, raw_mark(number));
        }
    }

    pub(super) fn condition(&mut self, choice: &ast::IfCond<'a>) {
        self.used(&choice.expr);
        let known = self.guards.clone();
        let paths: Vec<_> = self.chains(&choice.expr).iter().filter_map(value_path).collect();
        if !paths.is_empty() {
            Arc::make_mut(&mut self.guards).extend(paths);
        }
        self.statements(&choice.true_body);
        self.statements(&choice.false_body);
        self.guards = known;
    }

    pub(super) fn for_loop(&mut self, each: &ast::Spanned<ast::ForLoop<'a>>) {
        self.used(&each.iter);
        let raw = raw_bytes(&each.body);
        if raw > 0 {
            self.wrap(&each.iter, &format!("__loop({raw})"));
        }
        let (bindings, index) = self.loop_bindings(each);
        if let Some(index) = index {
            let head_end = each.filter_expr.as_ref().unwrap_or(&each.iter);
            self.add_tag(range(head_end.span()).end, &format!("set {index} = loop.index0"));
        }
        self.scoped(|walker| {
            forget(&each.target, walker.scopes.last_mut().expect("just pushed"));
            walker.scopes.last_mut().expect("just pushed").extend(bindings);
            if let Some(filter) = &each.filter_expr {
                walker.used(filter);
            }
            walker.statements(&each.body);
        });
        self.statements(&each.else_body);
    }

    /// Puts a tag behind the one that ends after byte `from`.
    fn add_tag(&mut self, from: usize, tag: &str) {
        if let Some((at, control)) = tag_end(self.text, from) {
            let control = if self.lines.breaks.contains(&(at - 2)) { "+" } else { control };
            self.insert(at, format!("{{% {tag} {control}%}}"));
        }
    }

    /// The body of a macro whose head ends after byte `from`.
    pub(super) fn macro_body(&mut self, declaration: &ast::Macro<'a>, from: usize) {
        let raw = raw_bytes(&declaration.body);
        if raw > 0 {
            let head = declaration.args.iter().chain(&declaration.defaults);
            let from = head.map(|part| range(part.span()).end).fold(from, usize::max);
            self.add_tag(from, &format!("do __raw({raw})"));
        }
        for default in &declaration.defaults {
            self.expression(default);
        }
        self.in_macro += 1;
        self.scoped(|walker| {
            for arg in &declaration.args {
                name_arguments(arg, walker.scopes.last_mut().expect("just pushed"));
            }
            walker.statements(&declaration.body);
        });
        self.in_macro -= 1;
    }

    /// A statement whose text joins the document: it is captured, and emitted like a macro's.
    pub(super) fn stands_for_text(&mut self, span: std::ops::Range<usize>, calling: Calling) {
        let Some((std::ops::Range { start: open, end: close }, right)) = self.with_tags(&span)
        else {
            return;
        };
        let right = right.to_owned();
        let left = control_after(self.text, open + 2);
        let line = self.text[..open].rfind('\n').map_or(0, |at| at + 1);
        let before = &self.text[line..open];
        let indent = if before.bytes().all(|b| b == b' ') { before.len() } else { 0 };
        let call = self.add_site(&[], open..close, indent, calling);
        self.insert(open, format!("{{%{left} set __text %}}"));
        self.insert(close, format!("{{% endset %}}{{{{ __text|__emit({call}) {right}}}}}"));
    }

    /// The first filter of a block gets the block's text: resolve it there.
    pub(super) fn block_filter(&mut self, filter: &ast::Expr<'a>) {
        let ast::Expr::Filter(step) = filter else { return };
        match &step.expr {
            Some(inner) => self.block_filter(inner),
            None => self.insert(range(filter.span()).start, "__value|"),
        }
        self.arguments(&step.args);
        if step.name == "safe"
            && let Some(Refused { message, help }) = functions::refused(step.name)
        {
            self.refuse(range(filter.span()).end, message, help);
        }
    }

    /// What a filter makes of a block's text is a value, and emitted like one.
    pub(super) fn emit_block(&mut self, filter: &ast::Expr<'a>, block: std::ops::Range<usize>) {
        let (span, _) = self.with_tags(&block).unwrap_or((block, ""));
        let call = self.site_call(&[], span);
        self.insert(range(filter.span()).end, format!("|__emit({call})"));
    }

    /// A statement's range with its delimiters, and the whitespace control at its end.
    pub(super) fn with_tags(
        &self,
        span: &std::ops::Range<usize>,
    ) -> Option<(std::ops::Range<usize>, &str)> {
        let open = self.text[..span.start].rfind("{%")?;
        let (close, control) = tag_end(self.text, span.end)?;
        Some((open..close, control))
    }

    /// The span of an emission through its closing delimiter, which the tree leaves out.
    fn through_closing(&self, span: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let end = find_pair(self.text, span.end, *b"}}").map_or(span.end, |at| at + 2);
        span.start..end
    }

    pub(super) fn insert(&mut self, at: usize, text: impl Into<Cow<'static, str>>) {
        let rank = self.insertions.len().cast_signed() + 1;
        self.insertions.push(Insertion { at, rank, text: text.into() });
    }

    /// Inserts before whatever else is inserted at the same place.
    pub(super) fn insert_first(&mut self, at: usize, text: &'static str) {
        let rank = -self.insertions.len().cast_signed() - 1;
        self.insertions.push(Insertion { at, rank, text: text.into() });
    }

    pub(super) fn refuse(&mut self, at: usize, message: &'static str, help: &'static str) {
        let start = self.text[..at].rfind(['|', '%', '{']);
        let start = start.map_or(at, |start| start + 1).min(at);
        let start = start + (self.text[start..at].len() - self.text[start..at].trim_start().len());
        let end = self.text[at..].find(|c: char| !c.is_alphanumeric()).map_or(at, |n| at + n);
        let span = Span::new(self.source, start..end);
        self.refusals.push(Refusal { code: Code::RawText, span, message, help });
    }

    /// The engine takes any expression for the name of an import, and breaks on it.
    fn import_name(&mut self, name: &ast::Expr<'a>) {
        if !matches!(name, ast::Expr::Var(_)) {
            self.refusals.push(Refusal {
                code: Code::TemplateSyntax,
                span: Span::new(self.source, start_of(name)..range(name.span()).end),
                message: "an import is called by one name",
                help: "write `{% import \"_name.yaml\" as name %}`",
            });
        }
    }
}

/// How much raw text a body puts out each time it runs, but for the loops in it.
fn raw_bytes(body: &[ast::Stmt<'_>]) -> usize {
    let of = |statement: &ast::Stmt<'_>| match statement {
        ast::Stmt::EmitRaw(raw) => raw.raw.len(),
        ast::Stmt::ForLoop(each) => raw_bytes(&each.else_body),
        ast::Stmt::Macro(_) => 0,
        other => {
            children(other).into_iter().map(|child| raw_bytes(std::slice::from_ref(child))).sum()
        }
    };
    body.iter().map(of).sum()
}

/// The whitespace control after an opening delimiter: `-`, `+` or nothing.
fn control_after(text: &str, at: usize) -> &str {
    match text.as_bytes().get(at) {
        Some(b'-' | b'+') => &text[at..=at],
        _ => "",
    }
}

/// Whether a filter behind an expression is one of all of it: `a.b` does, `a ~ b` does not.
fn takes_filter(expr: &ast::Expr<'_>) -> bool {
    matches!(
        expr,
        ast::Expr::Var(_)
            | ast::Expr::GetAttr(_)
            | ast::Expr::GetItem(_)
            | ast::Expr::Call(_)
            | ast::Expr::Filter(_)
    )
}

/// The end of the tag whose last expression ends at `from`, and its whitespace control.
fn tag_end(text: &str, from: usize) -> Option<(usize, &str)> {
    let close = find_pair(text, from, *b"%}")?;
    let control = match text.as_bytes().get(close.checked_sub(1)?) {
        Some(b'-' | b'+') => &text[close - 1..close],
        _ => "",
    };
    Some((close + 2, control))
}
