//! A path to a place in the values, with wildcards where a template loops.

use std::fmt;
use std::sync::Arc;

/// One step down from a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ValueStep {
    Key(String),
    Index(i64),
    /// An item of a list in a loop; in a loop over a map, a key.
    Item,
    /// Any entry of a map, any item of a list.
    Any,
}

/// The steps from `values` on.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ValuePath(Arc<[ValueStep]>);

impl ValuePath {
    pub(crate) fn steps(&self) -> &[ValueStep] {
        &self.0
    }

    #[must_use]
    pub(crate) fn below(&self, step: ValueStep) -> Self {
        ValuePath(self.0.iter().cloned().chain([step]).collect())
    }

    /// The path one step up, and the step; `None` for all values.
    pub(crate) fn split_last(&self) -> Option<(ValuePath, &ValueStep)> {
        let (last, parent) = self.0.split_last()?;
        Some((ValuePath(parent.into()), last))
    }
}

impl From<Vec<ValueStep>> for ValuePath {
    fn from(steps: Vec<ValueStep>) -> Self {
        ValuePath(steps.into())
    }
}

/// `image.tag`, `ports[0].name`, `apps.*.image`
impl fmt::Display for ValuePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        for (at, step) in self.0.iter().enumerate() {
            let dot = if at == 0 { "" } else { "." };
            match step {
                ValueStep::Key(key) if key.chars().all(plain) => write!(f, "{dot}{key}")?,
                ValueStep::Key(key) => write!(f, "[{key:?}]")?,
                ValueStep::Index(index) => write!(f, "[{index}]")?,
                ValueStep::Item => f.write_str("[*]")?,
                ValueStep::Any => write!(f, "{dot}*")?,
            }
        }
        Ok(())
    }
}
