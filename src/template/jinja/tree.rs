//! The engine's syntax trees: what stands directly in what, and where.
//!
//! What a part means is for the readers of the trees to say.

use std::borrow::Cow;

use minijinja::machinery::ast;
use minijinja::syntax::SyntaxConfig;

use crate::template::holes::site::Passing;

/// The syntax of chart templates: block tags leave no blank lines behind.
pub(super) fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .expect("the default delimiters are sound")
}

/// Where two characters stand together next, from a byte on: the end of a tag is near.
pub(super) fn find_pair(text: &str, from: usize, pair: [u8; 2]) -> Option<usize> {
    let near = text.as_bytes().get(from..)?.windows(2).position(|two| two == pair);
    near.map(|at| from + at)
}

/// A look-up chain before its names are given arguments.
#[derive(Clone, Debug)]
pub(super) struct Chain<'a> {
    pub root: &'a str,
    pub links: Vec<Link<'a>>,
    pub passing: Passing,
}

impl<'a> Chain<'a> {
    /// A name by itself.
    pub(super) fn name(root: &'a str) -> Self {
        Chain { root, links: Vec::new(), passing: Passing::AsItIs }
    }
}

#[derive(Clone, Debug)]
pub(super) enum Link<'a> {
    Key(Cow<'a, str>),
    Index(i64),
    Name(Cow<'a, str>),
}

/// A chain as written, before local names are replaced.
pub(super) fn literal_chain<'a>(expr: &ast::Expr<'a>) -> Option<Chain<'a>> {
    match expr {
        ast::Expr::Var(var) => Some(Chain::name(var.id)),
        ast::Expr::GetAttr(attr) => {
            let mut chain = literal_chain(&attr.expr)?;
            chain.links.push(Link::Key(attr.name.into()));
            Some(chain)
        }
        ast::Expr::GetItem(item) => {
            let mut chain = literal_chain(&item.expr)?;
            chain.links.push(match &item.subscript_expr {
                ast::Expr::Const(key) => match (key.value.as_str(), key.value.as_i64()) {
                    (Some(key), _) => Link::Key(key.to_owned().into()),
                    (None, Some(index)) => Link::Index(index),
                    _ => return None,
                },
                ast::Expr::Var(name) => Link::Name(name.id.into()),
                _ => return None,
            });
            Some(chain)
        }
        _ => None,
    }
}

/// The statements directly inside a statement.
pub(super) fn children<'t, 'a>(statement: &'t ast::Stmt<'a>) -> Vec<&'t ast::Stmt<'a>> {
    let bodies: Vec<&'t Vec<ast::Stmt<'a>>> = match statement {
        ast::Stmt::Template(s) => vec![&s.children],
        ast::Stmt::ForLoop(s) => vec![&s.body, &s.else_body],
        ast::Stmt::IfCond(s) => vec![&s.true_body, &s.false_body],
        ast::Stmt::WithBlock(s) => vec![&s.body],
        ast::Stmt::SetBlock(s) => vec![&s.body],
        ast::Stmt::FilterBlock(s) => vec![&s.body],
        ast::Stmt::AutoEscape(s) => vec![&s.body],
        ast::Stmt::Block(s) => vec![&s.body],
        ast::Stmt::Macro(s) => vec![&s.body],
        ast::Stmt::CallBlock(s) => vec![&s.macro_decl.body],
        _ => vec![],
    };
    bodies.into_iter().flatten().collect()
}

/// The expressions directly in a statement.
pub(super) fn expressions<'t, 'a>(statement: &'t ast::Stmt<'a>) -> Vec<&'t ast::Expr<'a>> {
    match statement {
        ast::Stmt::EmitExpr(s) => vec![&s.expr],
        ast::Stmt::ForLoop(s) => std::iter::once(&s.iter).chain(&s.filter_expr).collect(),
        ast::Stmt::IfCond(s) => vec![&s.expr],
        ast::Stmt::WithBlock(s) => s.assignments.iter().map(|(_, value)| value).collect(),
        ast::Stmt::Set(s) => vec![&s.expr],
        ast::Stmt::SetBlock(s) => s.filter.iter().collect(),
        ast::Stmt::FilterBlock(s) => vec![&s.filter],
        ast::Stmt::Import(s) => vec![&s.expr],
        ast::Stmt::FromImport(s) => vec![&s.expr],
        ast::Stmt::Extends(s) => vec![&s.name],
        ast::Stmt::Include(s) => vec![&s.name],
        ast::Stmt::Macro(s) => s.defaults.iter().collect(),
        ast::Stmt::CallBlock(s) => s.call.args.iter().map(argument).collect(),
        ast::Stmt::Do(s) => s.call.args.iter().map(argument).collect(),
        _ => vec![],
    }
}

/// The expressions directly inside an expression, callees left out.
pub(super) fn parts<'t, 'a>(expr: &'t ast::Expr<'a>) -> Vec<&'t ast::Expr<'a>> {
    match expr {
        ast::Expr::Var(_) | ast::Expr::Const(_) => vec![],
        ast::Expr::Slice(slice) => vec![&slice.expr],
        ast::Expr::UnaryOp(op) => vec![&op.expr],
        ast::Expr::BinOp(op) => vec![&op.left, &op.right],
        ast::Expr::Compare(compare) => {
            std::iter::once(&compare.expr).chain(compare.ops.iter().map(|op| &op.expr)).collect()
        }
        ast::Expr::IfExpr(choice) => {
            let mut parts = vec![&choice.true_expr];
            parts.extend(choice.false_expr.as_ref());
            parts.push(&choice.test_expr);
            parts
        }
        ast::Expr::Filter(filter) => {
            filter.expr.iter().chain(filter.args.iter().map(argument)).collect()
        }
        ast::Expr::Test(test) => {
            std::iter::once(&test.expr).chain(test.args.iter().map(argument)).collect()
        }
        ast::Expr::GetAttr(attr) => vec![&attr.expr],
        ast::Expr::GetItem(item) => vec![&item.expr, &item.subscript_expr],
        ast::Expr::Call(call) => {
            let callee = match &call.expr {
                ast::Expr::GetAttr(attr) => Some(&attr.expr),
                _ => None,
            };
            callee.into_iter().chain(call.args.iter().map(argument)).collect()
        }
        ast::Expr::List(list) => list.items.iter().collect(),
        ast::Expr::Tuple(tuple) => tuple.items.iter().collect(),
        ast::Expr::Map(map) => map.keys.iter().chain(&map.values).collect(),
    }
}

/// The expression of an argument, however it is given.
pub(super) fn argument<'t, 'a>(arg: &'t ast::CallArg<'a>) -> &'t ast::Expr<'a> {
    match arg {
        ast::CallArg::Pos(expr)
        | ast::CallArg::Kwarg(_, expr)
        | ast::CallArg::PosSplat(expr)
        | ast::CallArg::KwargSplat(expr) => expr,
    }
}

/// Where an expression begins; the tree's own spans begin postfix expressions at their last part.
pub(super) fn start_of(expr: &ast::Expr<'_>) -> usize {
    match expr {
        ast::Expr::Call(call) => start_of(&call.expr),
        ast::Expr::GetAttr(attr) => start_of(&attr.expr),
        ast::Expr::GetItem(item) => start_of(&item.expr),
        ast::Expr::Slice(slice) => start_of(&slice.expr),
        ast::Expr::Filter(filter) => {
            filter.expr.as_ref().map_or_else(|| range(expr.span()).start, start_of)
        }
        ast::Expr::Test(test) => start_of(&test.expr),
        ast::Expr::IfExpr(choice) => start_of(&choice.true_expr),
        ast::Expr::BinOp(op) => start_of(&op.left),
        ast::Expr::Compare(compare) => start_of(&compare.expr),
        other => range(other.span()).start,
    }
}

/// The bytes of a span.
pub(super) fn range(span: minijinja::machinery::Span) -> std::ops::Range<usize> {
    span.start_offset as usize..span.end_offset as usize
}

/// The chain of look-ups in a template that ends at byte `end`: where it begins, and its names.
pub(super) fn chain_ending_at(tree: &ast::Stmt<'_>, end: usize) -> Option<(usize, Vec<String>)> {
    let mut found = None;
    visit_expressions(tree, &mut |expr| {
        if range(expr.span()).end == end
            && let Some(chain) = literal_chain(expr)
        {
            let mut names = vec![chain.root.to_owned()];
            names.extend(chain.links.into_iter().map(|link| match link {
                Link::Key(name) | Link::Name(name) => name.into_owned(),
                Link::Index(index) => index.to_string(),
            }));
            found = Some((start_of(expr), names));
        }
    });
    found
}

/// Visits every expression in a statement, at any depth.
pub(super) fn visit_expressions<'t, 'a>(
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
