//! The limits on the estimated cost of rules: of each rule, times the number of values that it is
//! evaluated for, and of all rules together (`TotalCost` of the apiextensions validation).

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::JSONSchemaProps;

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Reason, Refusal};

/// In bytes.
pub(crate) const LARGEST_REQUEST: u64 = 3 << 20;

const MOST_OF_ONE: u64 = 10_000_000;
const MOST_OF_ALL: u64 = 100_000_000;

/// How many values of a schema an object can contain, by `maxItems` and `maxProperties` of the
/// lists and maps around them. Without such a bound: as many as fit into a request.
#[derive(Clone, Copy)]
pub(crate) enum Times {
    AtMost(u64),
    Unbounded,
}

impl Times {
    pub(crate) const ONCE: Times = Times::AtMost(1);

    /// The same for the items or values within a schema.
    pub(crate) fn within(self, schema: &JSONSchemaProps) -> Times {
        let from_zero = |bound: Option<i64>| bound.map(|bound| u64::try_from(bound).unwrap_or(0));
        let factor = match schema.type_.or_empty() {
            "object" if schema.additional_properties.is_some() => from_zero(schema.max_properties),
            "array" => from_zero(schema.max_items),
            _ => Some(1),
        };
        match (self, factor) {
            (Times::AtMost(times), Some(factor)) => Times::AtMost(times.saturating_mul(factor)),
            _ => Times::Unbounded,
        }
    }

    /// The total cost; `bytes` is the smallest size of a value.
    pub(crate) fn of(self, cost: u64, bytes: u64) -> u64 {
        match self {
            Times::AtMost(times) => cost.saturating_mul(times),
            Times::Unbounded => cost.saturating_mul(LARGEST_REQUEST / (bytes + 1)),
        }
    }
}

/// The cost so far.
#[derive(Default)]
pub(crate) struct Spent {
    total: u64,
    /// The expressions that cost more than a hundredth of the total limit.
    dear: Vec<(String, u64)>,
}

impl Spent {
    pub(crate) fn spend(&mut self, cost: u64, at: FieldPath<'_>, faults: &mut Faults) {
        self.total = self.total.saturating_add(cost);
        if cost >= MOST_OF_ALL / 100 {
            self.dear.push((at.to_string(), cost));
        }
        if cost > MOST_OF_ONE {
            faults.forbidden(at, too_dear(cost, MOST_OF_ONE));
        }
    }

    /// Refuses rules that cost too much together: at the schema, and at the four most expensive
    /// rules.
    pub(crate) fn settle(mut self, at: FieldPath<'_>, faults: &mut Faults) {
        if self.total <= MOST_OF_ALL {
            return;
        }
        self.dear.sort_by_key(|(_, cost)| std::cmp::Reverse(*cost));
        for (path, _) in self.dear.into_iter().take(4) {
            let message = "is among the rules that cost too much together".to_owned();
            faults.found.push(Refusal { reason: Reason::Forbidden, path, message, beside: None });
        }
        faults.forbidden(
            at,
            format!("has rules that together {}", too_dear(self.total, MOST_OF_ALL)),
        );
    }
}

fn too_dear(cost: u64, most: u64) -> String {
    let how_much = match cost / most {
        0 | 1 => "more than is allowed".to_owned(),
        times @ 2..100 => format!("some {times} times what is allowed"),
        _ => "more than 100 times what is allowed".to_owned(),
    };
    format!(
        "can cost {how_much}; bound lists, maps and texts by `maxItems`, `maxProperties` and \
         `maxLength`, or make it simpler"
    )
}
