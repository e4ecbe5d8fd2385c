//! The macros of templates into the names of those that write nothing: they refuse, or warn.
//!
//! What such a macro looks at goes into no document.

use std::collections::BTreeSet;

use minijinja::machinery::ast;

use crate::template::jinja::tree::children;

/// What speaks to the user.
const SPEAKERS: [&str; 2] = ["fail", "warn"];

/// The names of what writes nothing when it is called.
#[derive(Debug)]
pub(super) struct Silent(BTreeSet<String>);

impl Silent {
    /// By all templates there are: of macros with one name, none may write.
    pub(super) fn in_trees<'t, 'a: 't>(trees: impl Iterator<Item = &'t ast::Stmt<'a>>) -> Self {
        let mut names: BTreeSet<String> = SPEAKERS.map(str::to_owned).into();
        let mut loud = BTreeSet::new();
        for tree in trees {
            each_macro(tree, &mut |declaration| {
                let name = declaration.name.to_owned();
                if is_silent(declaration) {
                    names.insert(name)
                } else {
                    loud.insert(name)
                };
            });
        }
        names.retain(|name| !loud.contains(name));
        Silent(names)
    }

    pub(super) fn holds(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

fn each_macro(statement: &ast::Stmt<'_>, visit: &mut dyn FnMut(&ast::Macro<'_>)) {
    match statement {
        ast::Stmt::Macro(declaration) => {
            visit(declaration);
            declaration.body.iter().for_each(|inner| each_macro(inner, visit));
        }
        other => children(other).into_iter().for_each(|inner| each_macro(inner, visit)),
    }
}

fn is_silent(declaration: &ast::Macro<'_>) -> bool {
    let mut own = BTreeSet::new();
    declaration.body.iter().for_each(|statement| add_spaces(statement, &mut own));
    declaration.body.iter().all(|statement| writes_nothing(statement, &own))
}

/// The namespaces that a macro makes for itself.
fn add_spaces<'t>(statement: &'t ast::Stmt<'_>, own: &mut BTreeSet<&'t str>) {
    if let ast::Stmt::Set(set) = statement
        && let (ast::Expr::Var(name), ast::Expr::Call(call)) = (&set.target, &set.expr)
        && matches!(&call.expr, ast::Expr::Var(callee) if callee.id == "namespace")
    {
        own.insert(name.id);
    }
    children(statement).into_iter().for_each(|inner| add_spaces(inner, own));
}

/// Whether nothing comes out of a statement: no text, and no value by a namespace from outside.
fn writes_nothing(statement: &ast::Stmt<'_>, own: &BTreeSet<&str>) -> bool {
    match statement {
        ast::Stmt::EmitRaw(raw) => raw.raw.trim().is_empty(),
        ast::Stmt::EmitExpr(emit) => match &emit.expr {
            ast::Expr::Call(call) => {
                matches!(&call.expr, ast::Expr::Var(callee) if SPEAKERS.contains(&callee.id))
            }
            _ => false,
        },
        ast::Stmt::Set(set) => match &set.target {
            ast::Expr::GetAttr(attr) => {
                matches!(&attr.expr, ast::Expr::Var(space) if own.contains(space.id))
            }
            _ => true,
        },
        ast::Stmt::ForLoop(_) | ast::Stmt::IfCond(_) | ast::Stmt::WithBlock(_) => {
            children(statement).into_iter().all(|inner| writes_nothing(inner, own))
        }
        ast::Stmt::Continue(_) | ast::Stmt::Break(_) => true,
        _ => false,
    }
}
