//! A field, and what is known of it.

/// What stands at a path: a field, and the fields within it.
#[derive(Clone, Debug)]
pub struct Page {
    /// `None` for a whole object.
    pub field: Option<Field>,
    pub fields: Vec<Field>,
}

/// A field, and the fields below it, as far as they are asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    pub field: Field,
    pub below: Vec<Branch>,
}

impl From<Field> for Branch {
    fn from(field: Field) -> Self {
        Branch { field, below: Vec::new() }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    pub name: String,
    /// As `kubectl explain` writes it: `[]Container`, `map[string]string`.
    pub of: String,
    pub presence: Presence,
    /// The words that it may be.
    pub words: Vec<String>,
    pub pattern: Option<String>,
    /// In words: `at least 0`.
    pub bounds: Vec<String>,
    pub default: Option<String>,
    /// The fields that tell the items of a list from each other.
    pub keys: Vec<String>,
    /// Of a list whose items stand there once each.
    pub is_set: bool,
    /// The first version of Kubernetes that has it, if it came after the object.
    pub since: Option<u8>,
    pub until: Option<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    Required,
    #[default]
    Optional,
}

impl Presence {
    pub(super) fn when(is_required: bool) -> Self {
        if is_required { Presence::Required } else { Presence::Optional }
    }
}

/// The names of a path: `spec.containers[0].image`, `.spec.rules[]`.
pub(super) fn steps(path: &str) -> Vec<String> {
    let names = path.split('.').map(|step| step.split('[').next().unwrap_or(step));
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// That there is no such field.
pub(super) fn unknown<'a>(
    within: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    let near = crate::diagnostic::or_else_meant(name, known);
    format!("{within} has no field `{name}`{near}")
}
