//! The names that hold at a place of a template, and what each stands for in ours.

use super::expression::Ex;

/// Names that mean something everywhere, or end a line of thought.
const TAKEN: [&str; 25] = [
    "values",
    "release",
    "chart",
    "capabilities",
    "files",
    "template",
    "loop",
    "namespace",
    "range",
    "dict",
    "true",
    "false",
    "none",
    "if",
    "else",
    "for",
    "in",
    "not",
    "and",
    "or",
    "is",
    "set",
    "import",
    "macro",
    "from",
];

#[derive(Clone, Debug)]
pub(super) struct Variable {
    /// With its dollar sign.
    pub go: String,
    pub ex: Ex,
    /// How many loops are around it.
    pub loops: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub dot: Ex,
    /// What `$` is.
    pub root: Ex,
    pub variables: Vec<Variable>,
    pub loops: usize,
    /// Names of ours that are in use.
    names: Vec<String>,
}

impl Scope {
    pub(super) fn new(dot: Ex, names: Vec<String>) -> Self {
        Scope { root: dot.clone(), dot, variables: Vec::new(), loops: 0, names }
    }

    pub(super) fn find(&self, go: &str) -> Option<&Variable> {
        self.variables.iter().rev().find(|variable| variable.go == go)
    }

    /// Gives a variable a value; the last one of that name, if it is assigned to.
    pub(super) fn assign(&mut self, go: &str, ex: Ex) {
        if let Some(known) = self.variables.iter_mut().rev().find(|variable| variable.go == go) {
            known.ex = ex;
        }
    }

    pub(super) fn declare(&mut self, go: &str, ex: Ex) {
        self.variables.push(Variable { go: go.to_owned(), ex, loops: self.loops });
    }

    /// A name of ours that nothing else has here.
    pub(super) fn name(&mut self, wanted: &str) -> String {
        let wanted = snake(wanted);
        let wanted = if wanted.is_empty() { "it".to_owned() } else { wanted };
        let is_free = |name: &String| !TAKEN.contains(&&**name) && !self.names.contains(name);
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        let name = std::iter::once(wanted.clone()).chain(numbered).find(is_free);
        let name = name.unwrap_or(wanted);
        self.names.push(name.clone());
        name
    }
}

/// `fullName` and `full-name` as `full_name`.
pub(super) fn snake(text: &str) -> String {
    let mut out = String::new();
    let mut before = '_';
    for c in text.chars() {
        let is_part = c.is_ascii_alphanumeric();
        let begins = c.is_ascii_uppercase()
            && before.is_ascii_alphanumeric()
            && !before.is_ascii_uppercase();
        if (begins || !is_part) && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        if is_part {
            out.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    let out = out.trim_end_matches('_').to_owned();
    if out.starts_with(|c: char| c.is_ascii_digit()) { format!("n{out}") } else { out }
}

/// What one of several is called: `hosts` are made of `host`.
pub(super) fn singular(text: &str) -> String {
    let name = snake(text);
    let last = name.rsplit('_').next().unwrap_or(&name);
    if let Some(stem) = name.strip_suffix("ies").filter(|_| last.len() > 4) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes"] {
        if name.ends_with(ending) {
            return name[..name.len() - 2].to_owned();
        }
    }
    match name
        .strip_suffix('s')
        .filter(|stem| !stem.ends_with(['s', 'l', 'n', 'u', 'i']) || stem.len() > 4)
    {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem.to_owned(),
        _ => "item".to_owned(),
    }
}
