//! The texts of a chart that run as templates.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::machinery::ast;

use super::documents::Documents;
use super::meaning::Stretch;
use super::silent::Silent;
use crate::chart::Chart;
use crate::diagnostic::Span;
use crate::template::jinja::parsed::Parsed;
use crate::template::jinja::program::Program;
use crate::template::jinja::tree::{range, visit_expressions};
use crate::yaml::{Node, Value};

/// A text that may run as a template.
pub(super) struct Unit {
    pub role: Role,
    pub parsed: Arc<Parsed>,
    /// Only of templates that make documents.
    pub documents: Option<Documents>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Makes documents.
    Template,
    /// Runs where it is imported or included.
    Partial,
    /// The same, of a library. Macros that this chart does not use are not checked.
    Library,
    /// Runs where `files.render()` names it.
    File,
    /// A string literal in a template; runs where `tpl` gets it. Messages about it point to the
    /// literal.
    Literal(Span),
    /// A string among the values; runs where `tpl` gets a value.
    Value,
}

/// All texts, and where to find them.
pub(super) struct Units {
    pub list: Vec<Unit>,
    /// The templates that can be imported and included.
    pub templates: BTreeMap<String, usize>,
    pub files: BTreeMap<String, usize>,
    pub literals: BTreeMap<String, usize>,
    /// What writes nothing when it is called.
    pub silent: Silent,
}

impl Units {
    pub(super) fn of(chart: &Chart, program: &Program, given: &[&Node]) -> Self {
        let mut units = Units {
            list: Vec::new(),
            templates: BTreeMap::new(),
            files: BTreeMap::new(),
            literals: BTreeMap::new(),
            silent: Silent::in_trees(program.callable.iter().filter_map(|it| it.tree().ok())),
        };
        for parsed in &program.callable {
            let role = match parsed.template.is_partial() {
                true if parsed.prefix.is_empty() => Role::Partial,
                true => Role::Library,
                false => Role::Template,
            };
            units.templates.entry(parsed.name.clone()).or_insert(units.list.len());
            units.push(role, parsed.clone());
        }
        for (name, parsed) in &program.files {
            units.files.insert(name.clone(), units.list.len());
            units.push(Role::File, parsed.clone());
        }
        units.add_literals();
        units.add_values(&chart.defaults);
        given.iter().for_each(|node| units.add_values(node));
        units.add_documents(chart);
        units
    }

    fn push(&mut self, role: Role, parsed: Arc<Parsed>) {
        self.list.push(Unit { role, parsed, documents: None });
    }

    /// The documents of templates. Notes are read by people, and make none.
    fn add_documents(&mut self, chart: &Chart) {
        let notes = chart.notes.as_ref().map(|notes| notes.source);
        let is_notes = |unit: &&mut Unit| Some(unit.parsed.template.source) == notes;
        let templates = self.list.iter_mut().filter(|unit| unit.role == Role::Template);
        for unit in templates.filter(|unit| !is_notes(unit)) {
            unit.documents = Some(Documents::of(unit.parsed.read_text(), &self.silent));
        }
    }

    fn add_literals(&mut self) {
        let mut found = Vec::new();
        for unit in &self.list {
            let Some(tree) = unit.tree() else { continue };
            visit_expressions(tree, &mut |expr| {
                if let ast::Expr::Const(constant) = expr
                    && let Some(text) = constant.value.as_str()
                    && is_template(text)
                {
                    let span = Span::new(unit.parsed.template.source, range(constant.span()));
                    found.push((text.to_owned(), span));
                }
            });
        }
        for (text, span) in found {
            if !self.literals.contains_key(&text) {
                self.literals.insert(text.clone(), self.list.len());
                let parsed = Parsed::text("tpl", span.source, text.into());
                self.push(Role::Literal(span), Arc::new(parsed));
            }
        }
    }

    fn add_values(&mut self, node: &Node) {
        match &node.value {
            Value::String(text) if is_template(text) => {
                let parsed = Parsed::text("tpl", node.origin.at.source, text.as_str().into());
                self.push(Role::Value, Arc::new(parsed));
            }
            Value::List(items) => items.iter().for_each(|item| self.add_values(item)),
            Value::Map(map) => map.iter().for_each(|(_, entry)| self.add_values(entry)),
            _ => {}
        }
    }

    /// The span that messages about a place point to.
    pub(super) fn span(&self, place: Stretch) -> Span {
        let unit = &self.list[place.unit];
        match unit.role {
            Role::Literal(span) => span,
            _ => Span::new(unit.parsed.template.source, place.start..place.end),
        }
    }
}

impl Unit {
    /// The syntax tree; `None` if the text is no template, or is a file without tags, which may be
    /// large.
    pub(super) fn tree(&self) -> Option<&ast::Stmt<'_>> {
        if self.role == Role::File && !is_template(&self.parsed.template.text) {
            return None;
        }
        self.parsed.tree().ok()
    }
}

/// Whether a string in a value may run as a template.
pub(in crate::template::jinja) fn holds_template(node: &Node) -> bool {
    match &node.value {
        Value::String(text) => is_template(text),
        Value::List(items) => items.iter().any(holds_template),
        Value::Map(map) => map.iter().any(|(_, entry)| holds_template(entry)),
        _ => false,
    }
}

fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}
