//! Which names may hold captured text: results of macros and set blocks that were passed on, not
//! used.

use std::collections::HashSet;

use minijinja::machinery::ast;

use crate::template::jinja::functions::{self, Gives};
use crate::template::jinja::names::OBJECTS;
use crate::template::jinja::tree::children;

/// The names whose values may be captured text: results of macros and set blocks that were
/// passed on, not used.
#[derive(Default)]
pub(super) struct Captures<'a> {
    names: HashSet<&'a str>,
    modules: HashSet<&'a str>,
    attributes: HashSet<&'a str>,
    /// Names that the template itself gives a meaning. Others may come from an includer.
    bound: HashSet<&'a str>,
}

impl<'a> Captures<'a> {
    pub(super) fn find(tree: &ast::Stmt<'a>) -> Self {
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

    pub(super) fn count(&self) -> usize {
        self.names.len() + self.modules.len() + self.attributes.len() + self.bound.len()
    }

    pub(super) fn scan(&mut self, statement: &ast::Stmt<'a>) {
        for target in targets(statement) {
            each_name(target, &mut |name| {
                self.bound.insert(name);
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
                    self.modules.insert(var.id);
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

    pub(super) fn assign(&mut self, target: &ast::Expr<'a>) {
        match target {
            ast::Expr::Var(var) => {
                self.names.insert(var.id);
            }
            ast::Expr::GetAttr(attr) => {
                self.attributes.insert(attr.name);
            }
            _ => {}
        }
    }

    pub(super) fn may_be(&self, expr: &ast::Expr<'_>) -> bool {
        match expr {
            ast::Expr::Call(call) => match &call.expr {
                ast::Expr::Var(var) => {
                    !functions::is_function(var.id) || functions::gives(var.id) == Gives::Capture
                }
                _ => true,
            },
            ast::Expr::Filter(filter) => functions::gives(filter.name) == Gives::Capture,
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

    /// Whether the template itself gives a name a meaning.
    pub(super) fn binds(&self, name: &str) -> bool {
        self.bound.contains(name)
    }

    pub(super) fn is_foreign(&self, name: &str) -> bool {
        let given = OBJECTS.contains(&name) || functions::is_function(name);
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
pub(super) fn each_name<'a>(target: &ast::Expr<'a>, name: &mut impl FnMut(&'a str)) {
    match target {
        ast::Expr::Var(var) => name(var.id),
        ast::Expr::List(list) => list.items.iter().for_each(|item| each_name(item, name)),
        ast::Expr::Tuple(tuple) => tuple.items.iter().for_each(|item| each_name(item, name)),
        _ => {}
    }
}

fn defaults_of<'a>(declaration: &ast::Macro<'a>, captures: &Captures<'a>) -> Vec<&'a str> {
    let with_default = declaration.args.iter().rev().zip(declaration.defaults.iter().rev());
    with_default
        .filter(|(_, default)| captures.may_be(default))
        .filter_map(|(arg, _)| match arg {
            ast::Expr::Var(var) => Some(var.id),
            _ => None,
        })
        .collect()
}
