//! The masks of a project's settings into what snapshots take; and those that find nothing into
//! warnings.

use std::collections::BTreeSet;

use super::settings::Chosen;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::snapshot::Mask;
use crate::yaml::Path;

/// What tells objects from each other.
const IDENTITY: [&str; 4] = ["apiVersion", "kind", "metadata.name", "metadata.namespace"];

/// The masks of an environment. One of an object's identity goes into the report.
pub(super) fn masks(chosen: &Chosen, report: &mut Report) -> Vec<Mask> {
    let mut masks = Vec::new();
    for mask in &chosen.masks {
        if IDENTITY.contains(&&*mask.path.value) {
            let message = format!("`{}` can't be masked", mask.path.value);
            let fault = Diagnostic::error(Code::BadSettings, message);
            report.push(fault.at(mask.path.at, "tells objects from each other"));
            continue;
        }
        let object = mask.object.as_ref().map(|object| object.value.clone());
        masks.push(Mask { path: Path::parse(&mask.path.value), object, at: mask.path.at });
    }
    masks
}

/// The masks of a run, and those of them that found a field.
#[derive(Default)]
pub(super) struct Masked {
    pub given: Vec<Mask>,
    pub used: Vec<Mask>,
}

impl Masked {
    pub(super) fn has_unused(&self) -> bool {
        self.used.len() < self.given.len()
    }
}

/// Tells of masks that find nothing in any of these runs, each in the first stack that has it.
pub(super) fn tell_unused(stacks: Vec<Vec<(&Masked, &mut Report)>>) {
    let runs = || stacks.iter().flatten();
    let used: BTreeSet<(usize, usize)> =
        runs().flat_map(|(masked, _)| &masked.used).map(place).collect();
    let mut told = BTreeSet::new();
    for runs in stacks {
        let mut now = BTreeSet::new();
        for (masked, report) in runs {
            for mask in masked.given.iter().filter(|mask| !used.contains(&place(mask))) {
                if told.contains(&place(mask)) {
                    continue;
                }
                now.insert(place(mask));
                let fault = Diagnostic::warning(Code::UnusedMask, "a mask finds no field");
                let fault = fault.at(mask.at, "is in no object that it is meant for");
                report.push(
                    fault.help("remove it, or mend its path; `**.NAME` is a field at any depth"),
                );
            }
        }
        told.extend(now);
    }
}

/// All stacks read the same file, each with its own numbers of sources.
fn place(mask: &Mask) -> (usize, usize) {
    let place = mask.place();
    (place.start, place.end)
}
