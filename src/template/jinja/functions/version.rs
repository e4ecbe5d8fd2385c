//! Versions against constraints, in the grammar that `kubeVersion` in a Chart.yaml has.

use minijinja::{Error, Value};

use crate::chart::constraint::{Constraint, Version};

use super::call::{Call, CallForm};

pub(super) fn semver_compare(call: &Call) -> Result<Value, Error> {
    let values = call.exactly()?;
    let [constraint, version] = match call.form() {
        CallForm::Function => values,
        CallForm::Filter => {
            let [version, constraint] = values;
            [constraint, version]
        }
    };
    let constraint = Constraint::parse(call.text(constraint)?)
        .map_err(|why| call.error(&format!("cannot read the constraint: {why}")))?;
    let version = Version::parse(call.text(version)?)
        .map_err(|why| call.error(&format!("cannot read the version: {why}")))?;
    Ok(Value::from(constraint.matches(&version)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{equal, fails};

    #[test]
    fn constraints() {
        equal(&[
            ("semver_compare('>=1.24.0-0', 'v1.27.3-gke.100')", "true"),
            ("'1.23.0' | semver_compare('>=1.24')", "false"),
        ]);
        fails(&[
            (
                "semver_compare('>=x.y', '1.2')",
                "`semver_compare` cannot read the constraint: `x.y` is not a version",
            ),
            (
                "'latest' | semver_compare('>=1')",
                "`semver_compare` cannot read the version: `latest` is not a version",
            ),
            ("1.30 | semver_compare('>=1')", "`semver_compare` needs a string, got a float"),
            (
                "'1.2' | semver_compare",
                "`semver_compare` needs 1 argument, got 0: write `version | semver_compare(constraint)`",
            ),
        ]);
    }
}
