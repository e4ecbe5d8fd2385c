//! Pods that look each name up several times.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, items, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let has = items(pods.spec, "dnsConfig.options").any(|option| {
        let value = word(option, "value").and_then(|value| value.parse::<u32>().ok());
        called(option) == "ndots" && value.is_some_and(|value| value < 3)
    });
    if has {
        return Vec::new();
    }
    let spot = Spot::Lacks(pods.spec, "dnsConfig.options");
    let fault = say(Code::NoLowNdots, pods.owner, spot, index, "has no `ndots` below 3");
    vec![fault.help("set the option `ndots` of `dnsConfig` to `2`")]
}
