//! What the templates of a chart refer to, as what they do with its values.

use super::references::{References, ValuePath, ValueStep};
use crate::values::usage::{Itself, Usage};

pub(super) fn of(references: &References) -> Usage {
    let mut usage = Usage::default();
    for path in references.lookers.keys().chain(references.reads.keys()) {
        at(&mut usage, path);
    }
    for (path, fields) in &references.passed_on {
        let value = at(&mut usage, path);
        value.itself = Itself::PassedOn;
        value.fields.extend(fields.iter().cloned());
    }
    for path in &references.looped {
        at(&mut usage, path).looped = true;
    }
    usage
}

fn at<'u>(usage: &'u mut Usage, path: &ValuePath) -> &'u mut Usage {
    path.steps().iter().fold(usage, |usage, step| match step {
        ValueStep::Key(key) => usage.keys.entry(key.clone()).or_default(),
        ValueStep::Index(_) | ValueStep::Item => usage.items.get_or_insert_default(),
        ValueStep::Any => usage.entries.get_or_insert_default(),
    })
}
