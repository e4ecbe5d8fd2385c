//! Template source into the source the engine runs: every emission becomes a hole with a site,
//! every use of captured text is resolved first, every stretch of raw text knows its place.
//!
//! The rewriting only inserts; an [`Edits`] list takes positions back to what the author wrote.
//! What a value *is* is decided when the template runs, in [`super::holes`].

use std::collections::{HashMap, HashSet};

use minijinja::machinery::{ast, parse};
use minijinja::syntax::SyntaxConfig;

use super::marker::raw_mark;
use super::names::{OBJECTS, is_builtin_function};
use super::tree::{
    Chain, ChainStep, argument, children, expressions, literal_chain, parts, range, start_of,
};
use crate::diagnostic::{SourceId, Span};

/// Functions that are told the site they are called from.
const SITED: &[&str] = &["fail", "required", "warn", "tpl"];

/// A place in a template where something is emitted or said.
#[derive(Clone, Debug)]
pub struct Site {
    pub span: Span,
    /// The values that the expression here reads.
    pub reads: Vec<Read>,
    /// Paths below `values` that the expression here reads.
    pub paths: Vec<Vec<String>>,
    /// Paths below `values` that the enclosing conditions read.
    pub guards: Vec<Vec<String>>,
    /// The column of a statement that stands alone on its line and stands for text.
    pub indent: usize,
}

/// A chain of look-ups, `x.a[0][k]`, from an argument of the site on.
#[derive(Clone, Debug)]
pub struct Read {
    pub root: usize,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub enum Step {
    Key(String),
    Index(i64),
    /// The value of another argument of the site.
    Argument(usize),
}

/// Where the engine's source differs from the author's.
#[derive(Clone, Debug, Default)]
pub struct Edits {
    /// Insertions: where in the author's source, and how many bytes.
    inserted: Vec<(usize, usize)>,
}

impl Edits {
    /// The author's position for a position in the engine's source.
    pub fn original(&self, position: usize) -> usize {
        let mut added = 0;
        for &(at, length) in &self.inserted {
            if position <= at + added {
                break;
            }
            if position < at + added + length {
                return at;
            }
            added += length;
        }
        position - added
    }
}

pub struct Instrumented {
    pub source: String,
    pub edits: Edits,
}

/// What instrumenting registers: sites, and places of raw text.
#[derive(Default)]
pub struct Register {
    pub sites: Vec<Site>,
    pub raws: Vec<Span>,
}

/// A construct that would print raw text.
pub struct Refusal {
    pub span: Span,
    pub message: &'static str,
    pub help: &'static str,
}

pub enum Outcome {
    Ready(Instrumented),
    Refused(Vec<Refusal>),
    Syntax(minijinja::Error),
}

/// The syntax of chart templates: block tags leave no blank lines behind.
pub fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .expect("the default delimiters are sound")
}

/// Instruments `text`, the text of `source`. The emissions that begin at one of the bytes `passed`
/// over have failed before: they are not evaluated again.
pub fn instrument(
    text: &str,
    name: &str,
    source: SourceId,
    passed: &[usize],
    register: &mut Register,
) -> Outcome {
    let tree = match parse(text, name, syntax()) {
        Ok(tree) => tree,
        Err(error) => return Outcome::Syntax(error),
    };
    let mut walker = Walker {
        text,
        source,
        passed,
        register,
        insertions: Vec::new(),
        refusals: Vec::new(),
        captures: Captures::find(&tree),
        scopes: vec![HashMap::new()],
        guards: Vec::new(),
        loops: 0,
        in_macro: 0,
    };
    walker.statement(&tree);
    if !walker.refusals.is_empty() {
        return Outcome::Refused(walker.refusals);
    }
    Outcome::Ready(apply(text, walker.insertions))
}

fn apply(text: &str, mut insertions: Vec<(usize, String)>) -> Instrumented {
    insertions.sort_by_key(|(at, _)| *at);
    let added: usize = insertions.iter().map(|(_, inserted)| inserted.len()).sum();
    let mut source = String::with_capacity(text.len() + added);
    let mut edits = Edits::default();
    let mut done = 0;
    for (at, inserted) in insertions {
        source.push_str(&text[done..at]);
        source.push_str(&inserted);
        edits.inserted.push((at, inserted.len()));
        done = at;
    }
    source.push_str(&text[done..]);
    Instrumented { source, edits }
}

/// The names whose values may be captured text: results of macros and set blocks that were
/// passed on, not used.
#[derive(Default)]
struct Captures {
    names: HashSet<String>,
    modules: HashSet<String>,
    attributes: HashSet<String>,
    /// Names that the template itself gives a meaning. Others may come from an includer.
    bound: HashSet<String>,
}

impl Captures {
    fn find(tree: &ast::Stmt<'_>) -> Self {
        let mut captures = Captures::default();
        // Another round finds what was passed on through a name of the one before.
        loop {
            let known = captures.count();
            captures.scan(tree);
            if captures.count() == known {
                return captures;
            }
        }
    }

    fn count(&self) -> usize {
        self.names.len() + self.modules.len() + self.attributes.len() + self.bound.len()
    }

    fn scan(&mut self, statement: &ast::Stmt<'_>) {
        for target in targets(statement) {
            each_name(target, &mut |name| {
                self.bound.insert(name.to_owned());
            });
        }
        match statement {
            ast::Stmt::SetBlock(set) => self.assign(&set.target),
            ast::Stmt::Set(set) if self.may_be(&set.expr) => self.assign(&set.target),
            ast::Stmt::WithBlock(with) => {
                for (target, value) in &with.assignments {
                    if self.may_be(value) {
                        self.assign(target);
                    }
                }
            }
            ast::Stmt::Import(import) => {
                if let ast::Expr::Var(var) = &import.name {
                    self.modules.insert(var.id.to_owned());
                }
            }
            ast::Stmt::FromImport(import) => {
                for (name, alias) in &import.names {
                    self.assign(alias.as_ref().unwrap_or(name));
                }
            }
            ast::Stmt::Macro(declaration) => self.names.extend(defaults_of(declaration, self)),
            _ => {}
        }
        for child in children(statement) {
            self.scan(child);
        }
    }

    fn assign(&mut self, target: &ast::Expr<'_>) {
        match target {
            ast::Expr::Var(var) => {
                self.names.insert(var.id.to_owned());
            }
            ast::Expr::GetAttr(attr) => {
                self.attributes.insert(attr.name.to_owned());
            }
            _ => {}
        }
    }

    fn may_be(&self, expr: &ast::Expr<'_>) -> bool {
        match expr {
            ast::Expr::Call(call) => match &call.expr {
                ast::Expr::Var(var) => !is_builtin_function(var.id) || var.id == "tpl",
                _ => true,
            },
            ast::Expr::Filter(filter) => filter.name == "tpl",
            ast::Expr::Var(var) => self.names.contains(var.id) || self.is_foreign(var.id),
            ast::Expr::GetAttr(attr) => {
                let of = |name: &str| self.modules.contains(name) || self.is_foreign(name);
                matches!(&attr.expr, ast::Expr::Var(var) if of(var.id))
                    || self.attributes.contains(attr.name)
            }
            ast::Expr::IfExpr(choice) => {
                self.may_be(&choice.true_expr)
                    || choice.false_expr.as_ref().is_some_and(|other| self.may_be(other))
            }
            _ => false,
        }
    }

    fn is_foreign(&self, name: &str) -> bool {
        let given = OBJECTS.contains(&name) || is_builtin_function(name);
        let given = given || matches!(name, "loop" | "self");
        !given && !self.bound.contains(name)
    }
}

/// What a statement binds.
fn targets<'t, 'a>(statement: &'t ast::Stmt<'a>) -> Vec<&'t ast::Expr<'a>> {
    match statement {
        ast::Stmt::ForLoop(s) => vec![&s.target],
        ast::Stmt::Set(s) => vec![&s.target],
        ast::Stmt::SetBlock(s) => vec![&s.target],
        ast::Stmt::WithBlock(s) => s.assignments.iter().map(|(target, _)| target).collect(),
        ast::Stmt::Import(s) => vec![&s.name],
        ast::Stmt::FromImport(s) => {
            s.names.iter().map(|(name, alias)| alias.as_ref().unwrap_or(name)).collect()
        }
        ast::Stmt::Macro(s) => s.args.iter().collect(),
        ast::Stmt::CallBlock(s) => s.macro_decl.args.iter().collect(),
        _ => vec![],
    }
}

/// Every name in the target of a binding.
fn each_name(target: &ast::Expr<'_>, name: &mut impl FnMut(&str)) {
    match target {
        ast::Expr::Var(var) => name(var.id),
        ast::Expr::List(list) => list.items.iter().for_each(|item| each_name(item, name)),
        ast::Expr::Tuple(tuple) => tuple.items.iter().for_each(|item| each_name(item, name)),
        _ => {}
    }
}

fn defaults_of(declaration: &ast::Macro<'_>, captures: &Captures) -> Vec<String> {
    let with_default = declaration.args.iter().rev().zip(declaration.defaults.iter().rev());
    with_default
        .filter(|(_, default)| captures.may_be(default))
        .filter_map(|(arg, _)| match arg {
            ast::Expr::Var(var) => Some(var.id.to_owned()),
            _ => None,
        })
        .collect()
}

type Bindings = Vec<(String, Vec<Chain>)>;

struct Walker<'a, 'r> {
    text: &'a str,
    source: SourceId,
    passed: &'a [usize],
    register: &'r mut Register,
    insertions: Vec<(usize, String)>,
    refusals: Vec<Refusal>,
    captures: Captures,
    /// What local names stand for, as chains of look-ups.
    scopes: Vec<HashMap<String, Vec<Chain>>>,
    guards: Vec<Vec<String>>,
    loops: usize,
    in_macro: usize,
}

impl Walker<'_, '_> {
    fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.insertions.push((at, text.into()));
    }

    fn statements(&mut self, statements: &[ast::Stmt<'_>]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn scoped(&mut self, walk: impl FnOnce(&mut Self)) {
        self.scopes.push(HashMap::new());
        walk(self);
        self.scopes.pop();
    }

    fn statement(&mut self, statement: &ast::Stmt<'_>) {
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
                self.stands_for_text(range(block.span()));
                self.statements(&block.body);
            }
            ast::Stmt::AutoEscape(block) => self.refuse(
                range(block.span()).start,
                "`autoescape` has no meaning here: values are bound, not printed",
                "remove the block",
            ),
            ast::Stmt::Block(block) => self.statements(&block.body),
            ast::Stmt::Import(import) => self.used(&import.expr),
            ast::Stmt::FromImport(import) => self.used(&import.expr),
            ast::Stmt::Extends(extends) => self.used(&extends.name),
            ast::Stmt::Include(include) => {
                self.used(&include.name);
                self.stands_for_text(range(include.span()));
            }
            ast::Stmt::Macro(declaration) => self.macro_body(declaration),
            ast::Stmt::CallBlock(block) => {
                self.called(&block.call);
                self.stands_for_text(range(block.span()));
                self.macro_body(&block.macro_decl);
            }
            ast::Stmt::Do(statement) => self.called(&statement.call),
            ast::Stmt::Continue(_) | ast::Stmt::Break(_) => {}
        }
    }

    fn emission(&mut self, emit: &ast::Spanned<ast::EmitExpr<'_>>) {
        let span = range(emit.span());
        self.expression(&emit.expr);
        let start = span.start + 2 + control_after(self.text, span.start + 2).len();
        let call = self.site_call(&[&emit.expr], self.through_closing(&span, "}}"), 0);
        let (open, close) = if self.passed.contains(&span.start) {
            ("(__gone if true else (", "))")
        } else {
            ("(", ")")
        };
        self.insert_first(start, open);
        self.insert(span.end, format!("{close}|__emit({call})"));
    }

    /// Inserts before whatever else is inserted at the same place.
    fn insert_first(&mut self, at: usize, text: &str) {
        let place = self.insertions.iter().position(|(other, _)| *other == at);
        let place = place.unwrap_or(self.insertions.len());
        self.insertions.insert(place, (at, text.to_owned()));
    }

    fn raw(&mut self, raw: &str) {
        let Some(at) = (raw.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize) else {
            return;
        };
        if at < self.text.len() {
            let mark = raw_mark(self.register.raws.len());
            self.register.raws.push(Span::new(self.source, at..at + raw.len()));
            self.insert(at, mark);
        }
    }

    fn condition(&mut self, choice: &ast::IfCond<'_>) {
        self.used(&choice.expr);
        let known = self.guards.len();
        let chains = self.chains(&choice.expr);
        self.guards.extend(chains.into_iter().filter_map(|chain| value_path(&chain)));
        self.statements(&choice.true_body);
        self.statements(&choice.false_body);
        self.guards.truncate(known);
    }

    fn for_loop(&mut self, each: &ast::Spanned<ast::ForLoop<'_>>) {
        self.used(&each.iter);
        let (bindings, index) = self.loop_bindings(each);
        if let Some(index) = index {
            let head_end = each.filter_expr.as_ref().unwrap_or(&each.iter);
            let from = range(head_end.span()).end;
            if let Some((at, control)) = tag_end(self.text, from) {
                self.insert(at, format!("{{% set {index} = loop.index0 {control}%}}"));
            }
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

    /// What the loop's variables stand for, and the name its index must be kept in for that.
    fn loop_bindings(&mut self, each: &ast::ForLoop<'_>) -> (Bindings, Option<String>) {
        let plain = each.filter_expr.is_none() && !each.recursive;
        match &each.target {
            ast::Expr::Var(item) if plain && self.pure_chain(&each.iter).is_some() => {
                let mut chains = self.chains(&each.iter);
                self.loops += 1;
                let index = format!("__index{}", self.loops);
                chains[0].steps.push(ChainStep::Name(index.clone()));
                (vec![(item.id.to_owned(), chains)], Some(index))
            }
            ast::Expr::List(pair) if plain => (self.pair_bindings(&pair.items, each), None),
            ast::Expr::Tuple(pair) if plain => (self.pair_bindings(&pair.items, each), None),
            target => (self.part_bindings(target, &each.iter), None),
        }
    }

    fn pair_bindings(&self, pair: &[ast::Expr<'_>], each: &ast::ForLoop<'_>) -> Bindings {
        if let ([ast::Expr::Var(key), ast::Expr::Var(value)], ast::Expr::Filter(filter)) =
            (pair, &each.iter)
            && matches!(filter.name, "items" | "dictsort")
            && let Some(mut chain) = filter.expr.as_ref().and_then(|map| self.pure_chain(map))
        {
            chain.steps.push(ChainStep::Name(key.id.to_owned()));
            return [key, value].map(|var| (var.id.to_owned(), vec![chain.clone()])).into();
        }
        self.part_bindings(&each.target, &each.iter)
    }

    /// Each name stands for itself, or else for a part of what the loop goes over.
    fn part_bindings(&self, target: &ast::Expr<'_>, iter: &ast::Expr<'_>) -> Bindings {
        let mut bindings = Vec::new();
        each_name(target, &mut |name| {
            let mut chains = vec![Chain { root: name.to_owned(), steps: Vec::new() }];
            chains.extend(self.chains(iter));
            bindings.push((name.to_owned(), chains));
        });
        bindings
    }

    fn macro_body(&mut self, declaration: &ast::Macro<'_>) {
        for default in &declaration.defaults {
            self.expression(default);
        }
        self.in_macro += 1;
        self.scoped(|walker| {
            for arg in &declaration.args {
                forget(arg, walker.scopes.last_mut().expect("just pushed"));
            }
            walker.statements(&declaration.body);
        });
        self.in_macro -= 1;
    }

    /// A statement whose text joins the document: it is captured, and emitted like a macro's.
    fn stands_for_text(&mut self, span: std::ops::Range<usize>) {
        let Some((std::ops::Range { start: open, end: close }, right)) = self.with_tags(&span)
        else {
            return;
        };
        let right = right.to_owned();
        let left = control_after(self.text, open + 2);
        let line = self.text[..open].rfind('\n').map_or(0, |at| at + 1);
        let before = &self.text[line..open];
        let indent = if before.bytes().all(|b| b == b' ') { before.len() } else { 0 };
        let call = self.site_call(&[], open..close, indent);
        self.insert(open, format!("{{%{left} set __text %}}"));
        self.insert(close, format!("{{% endset %}}{{{{ __text|__emit({call}) {right}}}}}"));
    }

    /// The first filter of a block gets the block's text: resolve it there.
    fn block_filter(&mut self, filter: &ast::Expr<'_>) {
        let ast::Expr::Filter(step) = filter else { return };
        match &step.expr {
            Some(inner) => self.block_filter(inner),
            None => self.insert(range(filter.span()).start, "__value|"),
        }
        self.arguments(&step.args);
        if step.name == "safe" {
            self.refuse_safe(range(filter.span()).end);
        }
    }

    /// What a filter makes of a block's text is a value, and emitted like one.
    fn emit_block(&mut self, filter: &ast::Expr<'_>, block: std::ops::Range<usize>) {
        let (span, _) = self.with_tags(&block).unwrap_or((block, ""));
        let call = self.site_call(&[], span, 0);
        self.insert(range(filter.span()).end, format!("|__emit({call})"));
    }

    /// A statement's range with its delimiters, and the whitespace control at its end.
    fn with_tags(&self, span: &std::ops::Range<usize>) -> Option<(std::ops::Range<usize>, &str)> {
        let open = self.text[..span.start].rfind("{%")?;
        let (close, control) = tag_end(self.text, span.end)?;
        Some((open..close, control))
    }

    /// An expression whose value is used, not passed on: captured text is resolved first.
    fn used(&mut self, expr: &ast::Expr<'_>) {
        self.expression(expr);
        if self.captures.may_be(expr) {
            self.wrap(expr, "__value");
        }
    }

    fn wrap(&mut self, expr: &ast::Expr<'_>, filter: &str) {
        let whole = balanced(self.text, start_of(expr)..range(expr.span()).end);
        self.insert_first(whole.start, "((");
        self.insert(whole.end, format!(")|{filter})"));
    }

    fn expression(&mut self, expr: &ast::Expr<'_>) {
        match expr {
            ast::Expr::Var(_) | ast::Expr::Const(_) => {}
            ast::Expr::Slice(slice) => {
                self.used(&slice.expr);
                for part in [&slice.start, &slice.stop, &slice.step].into_iter().flatten() {
                    self.used(part);
                }
            }
            ast::Expr::UnaryOp(op) => self.used(&op.expr),
            ast::Expr::BinOp(op) => self.binary(op),
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
            ast::Expr::List(list) => list.items.iter().for_each(|item| self.used(item)),
            ast::Expr::Tuple(tuple) => tuple.items.iter().for_each(|item| self.used(item)),
            ast::Expr::Map(map) => {
                map.keys.iter().chain(&map.values).for_each(|item| self.used(item));
            }
        }
    }

    /// `~` would print what it is given; a map, a list or null has no place in a text.
    fn binary(&mut self, op: &ast::BinOp<'_>) {
        for side in [&op.left, &op.right] {
            self.expression(side);
            let joins = matches!(op.op, ast::BinOpKind::Concat);
            if joins && !is_text(side) {
                self.wrap(side, "__text");
            } else if self.captures.may_be(side) {
                self.wrap(side, "__value");
            }
        }
    }

    fn filter(&mut self, filter: &ast::Filter<'_>, end: usize) {
        match filter.name {
            "safe" => self.refuse_safe(end),
            "escape" | "e" => self.refuse(
                end,
                "`escape` has no meaning here: values are bound, not printed",
                "remove the filter",
            ),
            _ => {}
        }
        if let Some(input) = &filter.expr {
            self.used(input);
        }
        self.arguments(&filter.args);
        if SITED.contains(&filter.name) {
            let reads: Vec<&ast::Expr<'_>> = filter.expr.iter().collect();
            let start = filter.expr.as_ref().map_or(end, start_of);
            self.sited(&reads, start..end, filter.args.is_empty());
        }
    }

    fn call(&mut self, call: &ast::Spanned<ast::Call<'_>>) {
        self.used_callee(&call.expr);
        self.called(call);
    }

    /// A call whose callee stays as it is: a tag takes no more than names there.
    fn called(&mut self, call: &ast::Spanned<ast::Call<'_>>) {
        self.arguments(&call.args);
        let ast::Expr::Var(callee) = &call.expr else { return };
        if SITED.contains(&callee.id) && is_builtin_function(callee.id) {
            let reads = call.args.iter().map(argument).collect::<Vec<_>>();
            let start = range(callee.span()).start;
            self.sited(&reads, start..range(call.span()).end, call.args.is_empty());
        }
    }

    fn used_callee(&mut self, callee: &ast::Expr<'_>) {
        match callee {
            // A macro of a module, or a method: what it is called on is used, it is not.
            ast::Expr::GetAttr(attr) => self.used(&attr.expr),
            other => self.expression(other),
        }
    }

    /// Gives a call the argument that tells it where it stands.
    fn sited(&mut self, reads: &[&ast::Expr<'_>], span: std::ops::Range<usize>, bare: bool) {
        let end = span.end;
        let call = self.site_call(reads, span, 0);
        let site = call.split(',').next().unwrap_or("0").to_owned();
        if !self.text[..end].ends_with(')') {
            self.insert(end, format!("(__site={site})"));
        } else if bare || self.text[..end - 1].trim_end().ends_with(',') {
            self.insert(end - 1, format!("__site={site}"));
        } else {
            self.insert(end - 1, format!(", __site={site}"));
        }
    }

    fn arguments(&mut self, args: &[ast::CallArg<'_>]) {
        args.iter().for_each(|arg| self.used(argument(arg)));
    }

    /// Registers a site and returns the arguments for `__emit`: its number and what it reads.
    fn site_call(
        &mut self,
        exprs: &[&ast::Expr<'_>],
        span: std::ops::Range<usize>,
        indent: usize,
    ) -> String {
        let mut names: Vec<String> = Vec::new();
        let mut argument_of = |name: &str| {
            names.iter().position(|known| known == name).unwrap_or_else(|| {
                names.push(name.to_owned());
                names.len() - 1
            })
        };
        let chains: Vec<Chain> = exprs.iter().flat_map(|expr| self.chains(expr)).collect();
        let paths = chains.iter().filter_map(value_path).collect();
        let reads = chains.into_iter().map(|chain| Read {
            root: argument_of(&chain.root),
            steps: chain
                .steps
                .into_iter()
                .map(|step| match step {
                    ChainStep::Key(key) => Step::Key(key),
                    ChainStep::Index(index) => Step::Index(index),
                    ChainStep::Name(name) => Step::Argument(argument_of(&name)),
                })
                .collect(),
        });
        let reads = reads.collect();
        let number = self.register.sites.len();
        let span = Span::new(self.source, span);
        self.register.sites.push(Site { span, reads, paths, guards: self.guards.clone(), indent });
        let mut call = number.to_string();
        for name in names {
            call.push_str(", ");
            call.push_str(&name);
        }
        call
    }

    fn bind(&mut self, target: &ast::Expr<'_>, value: &ast::Expr<'_>) {
        if let ast::Expr::Var(var) = target {
            let chains = self.chains(value);
            self.scopes.last_mut().expect("one scope stays").insert(var.id.to_owned(), chains);
        }
    }

    fn bound(&self, name: &str) -> Option<&Vec<Chain>> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name))
    }

    /// Every chain of look-ups in an expression, local names replaced by what they stand for.
    fn chains(&self, expr: &ast::Expr<'_>) -> Vec<Chain> {
        let mut found = Vec::new();
        self.collect(expr, &mut found);
        found.truncate(8);
        found
    }

    fn collect(&self, expr: &ast::Expr<'_>, found: &mut Vec<Chain>) {
        if let Some(chain) = literal_chain(expr) {
            match self.bound(&chain.root) {
                None if is_builtin_function(&chain.root) || chain.root == "loop" => {}
                None => found.push(chain),
                Some(bound) => found.extend(bound.iter().cloned().map(|mut base| {
                    base.steps.extend(chain.steps.iter().cloned());
                    base
                })),
            }
            return;
        }
        for part in parts(expr) {
            self.collect(part, found);
        }
    }

    /// The one chain that an expression is, if it is no more than that.
    fn pure_chain(&self, expr: &ast::Expr<'_>) -> Option<Chain> {
        literal_chain(expr)?;
        let mut chains = self.chains(expr);
        if chains.len() == 1 { chains.pop() } else { None }
    }

    /// The span through the closing delimiter, which the tree leaves out.
    fn through_closing(
        &self,
        span: &std::ops::Range<usize>,
        close: &str,
    ) -> std::ops::Range<usize> {
        let end =
            self.text[span.end..].find(close).map_or(span.end, |at| span.end + at + close.len());
        span.start..end
    }

    fn refuse_safe(&mut self, end: usize) {
        self.refuse(
            end,
            "`safe` can't be used: no value is ever printed as raw text",
            "bind the value as it is; from_yaml() turns YAML text into a map or a list",
        );
    }

    fn refuse(&mut self, at: usize, message: &'static str, help: &'static str) {
        let start = self.text[..at].rfind(['|', '%', '{']);
        let start = start.map_or(at, |start| start + 1).min(at);
        let start = start + (self.text[start..at].len() - self.text[start..at].trim_start().len());
        let end = self.text[at..].find(|c: char| !c.is_alphanumeric()).map_or(at, |n| at + n);
        let span = Span::new(self.source, start..end);
        self.refusals.push(Refusal { span, message, help });
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

/// The path below `values` of a chain that is nothing else.
fn value_path(chain: &Chain) -> Option<Vec<String>> {
    if chain.root != "values" || chain.steps.is_empty() {
        return None;
    }
    let step = |step: &ChainStep| match step {
        ChainStep::Key(key) => Some(key.clone()),
        ChainStep::Index(index) => Some(index.to_string()),
        ChainStep::Name(_) => None,
    };
    chain.steps.iter().map(step).collect()
}

/// Names a scope gives a meaning of its own stand for themselves in it.
fn forget(target: &ast::Expr<'_>, scope: &mut HashMap<String, Vec<Chain>>) {
    each_name(target, &mut |name| {
        let itself = Chain { root: name.to_owned(), steps: Vec::new() };
        scope.insert(name.to_owned(), vec![itself]);
    });
}

/// The whitespace control after an opening delimiter: `-`, `+` or nothing.
fn control_after(text: &str, at: usize) -> &str {
    match text.as_bytes().get(at) {
        Some(b'-' | b'+') => &text[at..=at],
        _ => "",
    }
}

/// The end of the tag whose last expression ends at `from`, and its whitespace control.
fn tag_end(text: &str, from: usize) -> Option<(usize, &str)> {
    let close = from + text[from..].find("%}")?;
    let control = match text.as_bytes().get(close.checked_sub(1)?) {
        Some(b'-' | b'+') => &text[close - 1..close],
        _ => "",
    };
    Some((close + 2, control))
}

/// The chain of look-ups that ends at byte `end` of a template: where it begins, and its names.
pub fn chain_ending_at(text: &str, end: usize) -> Option<(usize, Vec<String>)> {
    let tree = parse(text, "", syntax()).ok()?;
    let mut found = None;
    visit_expressions(&tree, &mut |expr| {
        if range(expr.span()).end == end
            && let Some(chain) = literal_chain(expr)
        {
            let mut names = vec![chain.root];
            names.extend(chain.steps.into_iter().map(|step| match step {
                ChainStep::Key(name) | ChainStep::Name(name) => name,
                ChainStep::Index(index) => index.to_string(),
            }));
            found = Some((start_of(expr), names));
        }
    });
    found
}

/// Visits every expression in a statement, at any depth.
pub fn visit_expressions<'t, 'a>(
    statement: &'t ast::Stmt<'a>,
    visit: &mut impl FnMut(&'t ast::Expr<'a>),
) {
    for expr in expressions(statement) {
        visit_parts(expr, visit);
    }
    for child in children(statement) {
        visit_expressions(child, visit);
    }
}

fn visit_parts<'t, 'a>(expr: &'t ast::Expr<'a>, visit: &mut impl FnMut(&'t ast::Expr<'a>)) {
    visit(expr);
    for part in parts(expr) {
        visit_parts(part, visit);
    }
}
