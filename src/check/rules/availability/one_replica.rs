//! A Deployment may have a single replica: Deployments and what scales them.

use super::replicas::{Count, counts};
use crate::check::index::Index;
use crate::check::rules::Found;
use crate::check::rules::saying::say;
use crate::diagnostic::Code;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let few = counts(index).into_iter().filter(|it| it.number < 2);
    let fault = |Count { object, spot, number }| {
        let message = format!("has {number} replica at the least");
        let fault = say(Code::OneReplica, object, spot, index, message);
        (object, fault.help("run two or more"))
    };
    few.map(fault).collect()
}
