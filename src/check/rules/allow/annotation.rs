//! The annotation of an object: entries on lines of their own, or separated by `;`.

use super::{Allowances, Entry, Scope, bare, entry, unknown};
use crate::check::at;
use crate::check::rules::find;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::manifest::Object;
use crate::yaml::Node;

/// The annotation that says which rules an object may break, and why.
const ANNOTATION: &str = "drydock.dev/allow";

pub(super) fn read<'a>(object: &'a Object, allowances: &mut Allowances<'a>, report: &mut Report) {
    let annotations = object.root.below("metadata.annotations");
    let Some(node) = annotations.and_then(|all| all.get(ANNOTATION)) else { return };
    let text = node.as_str().unwrap_or_default();
    for entry in text.split(['\n', ';']).map(entry) {
        read_entry(&entry, node, object, allowances, report);
    }
}

fn read_entry<'a>(
    Entry { names, reason }: &Entry<'_>,
    node: &'a Node,
    object: &'a Object,
    allowances: &mut Allowances<'a>,
    report: &mut Report,
) {
    for &name in names {
        let Some(rule) = find(name) else {
            let fault = unknown(name, |message| {
                Diagnostic::error(Code::UnknownRule, message).subject(object)
            });
            report.push(at(fault, &node.origin, "not a rule"));
            continue;
        };
        if reason.is_empty() {
            let message = format!("allows `{name}` without a reason");
            let fault = Diagnostic::warning(Code::BareAllowance, message).subject(object);
            report.push(bare(name, at(fault, &node.origin, "gives no reason")));
        }
        allowances.add(rule.code, Scope::Object(object), node.origin.at);
    }
}
