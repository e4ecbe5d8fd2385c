//! How many pods at a time: a count or a percentage.

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::check::api::{Faults, FieldPath};
use crate::kube::names;

/// A share of the pods of a workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Portion {
    Count(i32),
    Percent(u64),
}

impl Portion {
    /// `ValidatePositiveIntOrPercent`; what is not a percentage counts as the number it is, or 0.
    pub(crate) fn validate(
        given: Option<&IntOrString>,
        otherwise: Portion,
        at: FieldPath<'_>,
        faults: &mut Faults,
    ) -> Portion {
        match given {
            None => otherwise,
            Some(IntOrString::Int(count)) => {
                faults.non_negative(at, *count);
                Portion::Count(*count)
            }
            Some(IntOrString::String(text)) => {
                if !faults.syntax(at, text, names::percent) {
                    return Portion::Count(text.parse().unwrap_or(0));
                }
                Portion::Percent(text.trim_end_matches('%').parse().unwrap_or(u64::MAX))
            }
        }
    }

    pub(crate) fn is_zero(self) -> bool {
        matches!(self, Portion::Count(0) | Portion::Percent(0))
    }

    /// `IsNotMoreThan100Percent`.
    pub(crate) fn refuse_more_than_all(self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Portion::Percent(percent) = self
            && percent > 100
        {
            faults.invalid(at, format!("{percent}% is more than 100%"));
        }
    }
}
