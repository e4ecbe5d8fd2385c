//! The texts of a chart that run as templates.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::machinery::{ast, parse};

use super::meaning::Place;
use crate::chart::{Chart, ChartType, File, Template};
use crate::diagnostic::{SourceId, Span};
use crate::template::jinja::tree::syntax;
use crate::template::jinja::tree::{range, visit_expressions};
use crate::yaml::{Node, Value};

/// A text that may run as a template.
pub struct Unit {
    pub name: String,
    /// What the names of its library begin with; empty for the chart's own.
    pub prefix: String,
    pub role: Role,
    pub source: SourceId,
    pub text: Arc<str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Makes documents.
    Template,
    /// Runs where it is imported or included.
    Partial,
    /// The same, of a library: what this chart does not use of it is not looked at.
    Library,
    /// Runs where `files.render()` names it.
    File,
    /// A string in a template; runs where `tpl` gets it. What it says, it says there.
    Literal(Span),
    /// A string among the values; runs where `tpl` gets a value.
    Value,
}

/// All texts, and where to find them.
pub struct Units {
    pub list: Vec<Unit>,
    /// The templates that can be imported and included.
    pub templates: BTreeMap<String, usize>,
    pub files: BTreeMap<String, usize>,
    pub literals: BTreeMap<String, usize>,
}

impl Units {
    pub fn of(chart: &Chart, given: &[&Node]) -> Self {
        let mut units = Units {
            list: Vec::new(),
            templates: BTreeMap::new(),
            files: BTreeMap::new(),
            literals: BTreeMap::new(),
        };
        for template in chart.templates.iter().chain(&chart.notes) {
            units.templates.insert(template.name.clone(), units.list.len());
            units.list.push(Unit::of(template));
        }
        units.add_libraries(chart, "");
        for (name, file) in chart.files.iter() {
            if let File::Text { source, text } = file {
                units.files.insert(name.clone(), units.list.len());
                units.push(name, Role::File, *source, text.clone());
            }
        }
        units.add_literals();
        units.add_values(&chart.defaults);
        given.iter().for_each(|node| units.add_values(node));
        units
    }

    fn push(&mut self, name: &str, role: Role, source: SourceId, text: Arc<str>) {
        let prefix = String::new();
        self.list.push(Unit { name: name.to_owned(), prefix, role, source, text });
    }

    /// The partials of libraries, under the names by which the chart imports them.
    fn add_libraries(&mut self, chart: &Chart, prefix: &str) {
        let libraries = chart.dependencies.iter();
        for library in libraries.filter(|d| d.chart.metadata.kind == ChartType::Library) {
            let prefix = format!("{prefix}{}/", library.name.text);
            for template in library.chart.templates.iter().filter(|t| t.is_partial()) {
                let name = format!("{prefix}{}", template.name);
                let unit = Unit::of(template);
                self.templates.entry(name).or_insert(self.list.len());
                self.list.push(Unit { prefix: prefix.clone(), role: Role::Library, ..unit });
            }
            self.add_libraries(&library.chart, &prefix);
        }
    }

    fn add_literals(&mut self) {
        let mut found = Vec::new();
        for unit in &self.list {
            let Some(tree) = unit.parse() else { continue };
            visit_expressions(&tree, &mut |expr| {
                if let ast::Expr::Const(constant) = expr
                    && let Some(text) = constant.value.as_str()
                    && is_template(text)
                {
                    let span = Span::new(unit.source, range(constant.span()));
                    found.push((text.to_owned(), span));
                }
            });
        }
        for (text, span) in found {
            if !self.literals.contains_key(&text) {
                self.literals.insert(text.clone(), self.list.len());
                self.push("tpl", Role::Literal(span), span.source, text.into());
            }
        }
    }

    fn add_values(&mut self, node: &Node) {
        match &node.value {
            Value::String(text) if is_template(text) => {
                self.push("tpl", Role::Value, node.origin.at.source, text.as_str().into());
            }
            Value::List(items) => items.iter().for_each(|item| self.add_values(item)),
            Value::Map(map) => map.iter().for_each(|(_, entry)| self.add_values(entry)),
            _ => {}
        }
    }

    /// Where a place is to be spoken of.
    pub fn span(&self, place: Place) -> Span {
        let unit = &self.list[place.unit];
        match unit.role {
            Role::Literal(span) => span,
            _ => Span::new(unit.source, place.start..place.end),
        }
    }
}

impl Unit {
    fn of(template: &Template) -> Self {
        Unit {
            name: template.name.clone(),
            prefix: String::new(),
            role: if template.is_partial() { Role::Partial } else { Role::Template },
            source: template.source,
            text: template.text.clone(),
        }
    }

    /// The syntax tree; `None` if the text is no template.
    pub fn parse(&self) -> Option<ast::Stmt<'_>> {
        parse(&self.text, &self.name, syntax()).ok()
    }
}

fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}
