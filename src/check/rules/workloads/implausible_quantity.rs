//! Amounts of memory and CPU whose unit was forgotten.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{containers, quantity};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::quantity::Amount;

/// Less than any program, and more than any node has.
const LEAST_MEMORY: Amount = Amount::whole(1 << 20);
const MOST_CPU: Amount = Amount::whole(256);

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for container in containers(pods) {
        for path in ["resources.requests", "resources.limits"] {
            let Some(map) = container.below(path) else { continue };
            for resource in ["memory", "ephemeral-storage", "cpu"] {
                let Some((node, amount)) = quantity(map, resource) else { continue };
                let (message, help) = match resource {
                    "cpu" if amount > MOST_CPU => {
                        (format!("asks for {amount} cores"), "thousandths of a core end with `m`")
                    }
                    "memory" | "ephemeral-storage"
                        if amount > Amount::ZERO && amount < LEAST_MEMORY =>
                    {
                        let what = amount.ceil();
                        (format!("asks for {what} bytes of {resource}"), "write the unit, as `Mi`")
                    }
                    _ => continue,
                };
                let code = Code::ImplausibleQuantity;
                let fault = say(code, pods.owner, Spot::At(node), index, message);
                faults.push(fault.help(help));
            }
        }
    }
    faults
}
