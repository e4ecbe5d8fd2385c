//! What the expression at a site reads: chains of look-ups, through the names that a template gives
//! to values on the way.

use std::borrow::Cow;
use std::collections::HashMap;

use minijinja::machinery::ast;

use super::captures::each_name;
use super::walker::Walker;
use crate::diagnostic::Span;
use crate::template::holes::site::{LookUp, Passing, Read, Root, Site};
use crate::template::jinja::functions::{self, Fact, Gives};
use crate::template::jinja::tree::{Chain, Link, literal_chain, parts};
use crate::yaml::Calling;

type Bindings<'a> = Vec<(&'a str, Vec<Chain<'a>>)>;

impl<'a> Walker<'a, '_> {
    /// Registers a site and returns the arguments for `__emit`: its number and what it reads.
    pub(super) fn site_call(
        &mut self,
        exprs: &[&ast::Expr<'a>],
        span: std::ops::Range<usize>,
    ) -> String {
        let is_call = exprs.iter().any(|expr| has_call(expr));
        self.add_site(exprs, span, 0, if is_call { Calling::Call } else { Calling::Use })
    }

    /// The same of a site that is indented so far, and takes in captured text so.
    pub(super) fn add_site(
        &mut self,
        exprs: &[&ast::Expr<'a>],
        span: std::ops::Range<usize>,
        indent: usize,
        calling: Calling,
    ) -> String {
        let mut names: Vec<Cow<'a, str>> = Vec::new();
        let mut argument_of = |name: Cow<'a, str>| {
            names.iter().position(|known| *known == name).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            })
        };
        let is_own = self.captures.binds("values");
        let reads = exprs.iter().flat_map(|expr| self.chains(expr)).map(|chain| Read {
            root: match chain.root {
                "values" if !is_own => Root::Values,
                RENDERED => Root::Files,
                name => Root::Argument(argument_of(name.into())),
            },
            passing: chain.passing,
            lookups: chain
                .links
                .into_iter()
                .map(|link| match link {
                    Link::Key(key) => LookUp::Key(key.into()),
                    Link::Index(index) => LookUp::Index(index),
                    Link::Name(name) => LookUp::Argument(argument_of(name)),
                })
                .collect(),
        });
        let reads = reads.collect();
        let span = Span::new(self.source, span);
        let number = self.register.add_site(Site {
            span,
            inside: None,
            reads,
            guards: self.guards.clone(),
            indent,
            calling,
        });
        let mut call = number.to_string();
        for name in names {
            call.push(',');
            call.push_str(&name);
        }
        call
    }

    pub(super) fn bind(&mut self, target: &ast::Expr<'a>, value: &ast::Expr<'a>) {
        if let ast::Expr::Var(var) = target {
            let chains = self.chains(value);
            self.scopes.last_mut().expect("one scope stays").insert(var.id, chains);
        }
    }

    pub(super) fn bound(&self, name: &str) -> Option<&Vec<Chain<'a>>> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name))
    }

    /// Every chain of look-ups in an expression, local names replaced by what they stand for.
    pub(super) fn chains(&self, expr: &ast::Expr<'a>) -> Vec<Chain<'a>> {
        let mut found = Vec::new();
        self.collect(expr, &mut found);
        found.truncate(8);
        found
    }

    pub(super) fn collect(&self, expr: &ast::Expr<'a>, found: &mut Vec<Chain<'a>>) {
        if let Some(chain) = literal_chain(expr) {
            match self.bound(chain.root) {
                None if functions::is_function(chain.root) || chain.root == "loop" => {}
                None => found.push(chain),
                Some(bound) => found.extend(bound.iter().cloned().map(|mut base| {
                    base.links.extend(chain.links.iter().cloned());
                    base
                })),
            }
            return;
        }
        if let Some(file) = rendered_file(expr).filter(|_| self.bound("files").is_none()) {
            let mut chain = Chain::name(RENDERED);
            chain.links.push(Link::Key(file.into()));
            return found.push(chain);
        }
        for part in parts(expr) {
            let known = found.len();
            self.collect(part, found);
            if calculates(expr) || is_looked_at(part, expr) {
                found[known..].iter_mut().for_each(|chain| chain.passing = Passing::Computed);
            }
        }
    }

    /// The one chain that an expression is, if it is no more than that.
    pub(super) fn pure_chain(&self, expr: &ast::Expr<'a>) -> Option<Chain<'a>> {
        literal_chain(expr)?;
        let mut chains = self.chains(expr);
        if chains.len() == 1 { chains.pop() } else { None }
    }

    /// What the loop's variables stand for, and the name its index must be kept in for that.
    pub(super) fn loop_bindings(
        &mut self,
        each: &ast::ForLoop<'a>,
    ) -> (Bindings<'a>, Option<String>) {
        let plain = each.filter_expr.is_none() && !each.recursive;
        match &each.target {
            ast::Expr::Var(item) if plain && self.pure_chain(&each.iter).is_some() => {
                let mut chains = self.chains(&each.iter);
                self.loops += 1;
                let index = format!("__index{}", self.loops);
                chains[0].links.push(Link::Name(index.clone().into()));
                (vec![(item.id, chains)], Some(index))
            }
            ast::Expr::List(pair) if plain => (self.pair_bindings(&pair.items, each), None),
            ast::Expr::Tuple(pair) if plain => (self.pair_bindings(&pair.items, each), None),
            target => (self.part_bindings(target, &each.iter), None),
        }
    }

    pub(super) fn pair_bindings(
        &self,
        pair: &[ast::Expr<'a>],
        each: &ast::ForLoop<'a>,
    ) -> Bindings<'a> {
        if let ([ast::Expr::Var(key), ast::Expr::Var(value)], ast::Expr::Filter(filter)) =
            (pair, &each.iter)
            && functions::gives(filter.name) == Gives::Pairs
            && let Some(mut chain) = filter.expr.as_ref().and_then(|map| self.pure_chain(map))
        {
            chain.links.push(Link::Name(key.id.into()));
            return [key, value].map(|var| (var.id, vec![chain.clone()])).into();
        }
        self.part_bindings(&each.target, &each.iter)
    }

    /// Each name stands for itself, or else for a part of what the loop goes over.
    pub(super) fn part_bindings(
        &self,
        target: &ast::Expr<'a>,
        iter: &ast::Expr<'a>,
    ) -> Bindings<'a> {
        let mut bindings = Vec::new();
        each_name(target, &mut |name| {
            let mut chains = vec![Chain::name(name)];
            chains.extend(self.chains(iter));
            bindings.push((name, chains));
        });
        bindings
    }
}

/// The root of a chain to the text that a file of the chart comes to. No name is spelt so.
const RENDERED: &str = "files.render";

/// The name in `files.render("name")`, from the folder `files/` on.
fn rendered_file(expr: &ast::Expr<'_>) -> Option<String> {
    let ast::Expr::Call(call) = expr else { return None };
    let (ast::Expr::GetAttr(method), [ast::CallArg::Pos(ast::Expr::Const(name))]) =
        (&call.expr, &*call.args)
    else {
        return None;
    };
    let is_files = matches!(&method.expr, ast::Expr::Var(var) if var.id == "files");
    let name = name.value.as_str().filter(|_| is_files && method.name == "render")?;
    Some(name.strip_prefix("files/").unwrap_or(name).to_owned())
}

fn has_call(expr: &ast::Expr<'_>) -> bool {
    matches!(expr, ast::Expr::Call(_)) || parts(expr).into_iter().any(has_call)
}

/// The path below `values` of a chain that is nothing else.
pub(super) fn value_path(chain: &Chain<'_>) -> Option<Vec<String>> {
    if chain.root != "values" || chain.links.is_empty() {
        return None;
    }
    let step = |link: &Link| match link {
        Link::Key(key) => Some(key.to_string()),
        Link::Index(index) => Some(index.to_string()),
        Link::Name(_) => None,
    };
    chain.links.iter().map(step).collect()
}

/// Names a scope gives a meaning of its own stand for themselves in it.
pub(super) fn forget<'a>(target: &ast::Expr<'a>, scope: &mut HashMap<&'a str, Vec<Chain<'a>>>) {
    each_name(target, &mut |name| {
        scope.insert(name, vec![Chain::name(name)]);
    });
}

/// The arguments of a macro stand for themselves, and for what they were called with.
pub(super) fn name_arguments<'a>(
    argument: &ast::Expr<'a>,
    scope: &mut HashMap<&'a str, Vec<Chain<'a>>>,
) {
    each_name(argument, &mut |name| {
        let chain = Chain { passing: Passing::Argument, ..Chain::name(name) };
        scope.insert(name, vec![chain]);
    });
}

/// Whether a number that comes out may be another than the one that went in.
fn calculates(expr: &ast::Expr<'_>) -> bool {
    match expr {
        ast::Expr::UnaryOp(_) | ast::Expr::Compare(_) | ast::Expr::Test(_) => true,
        ast::Expr::BinOp(op) => !matches!(op.op, ast::BinOpKind::ScOr | ast::BinOpKind::ScAnd),
        ast::Expr::Filter(filter) => functions::has(filter.name, Fact::Calculates),
        ast::Expr::Call(call) => match &call.expr {
            ast::Expr::Var(callee) => functions::has(callee.id, Fact::Calculates),
            _ => false,
        },
        _ => false,
    }
}

/// Whether a part of an expression decides what comes out, and is no part of that.
fn is_looked_at(part: &ast::Expr<'_>, expr: &ast::Expr<'_>) -> bool {
    match expr {
        ast::Expr::IfExpr(choice) => std::ptr::eq(part, &raw const choice.test_expr),
        ast::Expr::GetItem(item) => std::ptr::eq(part, &raw const item.subscript_expr),
        _ => false,
    }
}
